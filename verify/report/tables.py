"""Tables that are never cut: what is too wide for the screen is written record by record instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = 2
_GAP = 2


@dataclass(frozen=True)
class Column:
    """The heading of a column, and whether it holds numbers, which stand at the right."""

    heading: str
    numeric: bool = False


def print_heading(console: Console, text: str) -> None:
    """Print the heading of a section, after an empty line."""
    console.print()
    console.print(Text(text, style="bold"))


def print_lines(console: Console, text: Text | str, indent: int = INDENT) -> None:
    """Print running text, wrapped between words and indented."""
    body = Text(text) if isinstance(text, str) else text
    console.print(Padding(body, (0, 0, 0, min(indent, console.width // 4))))


def print_table(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Text | str]]) -> None:
    """Print a table; when it is wider than the screen, a record a row: the first cell, the others named."""
    cells = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    widths = [max(len(column.heading), *(row[at].cell_len for row in cells)) for at, column in enumerate(columns)]
    if INDENT + sum(widths) + _GAP * (len(columns) - 1) > console.width:
        _print_records(console, columns, cells)
        return
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column.heading, justify="right" if column.numeric else "left", no_wrap=True)
    for row in cells:
        table.add_row(*row)
    console.print(Padding(table, (0, 0, 0, INDENT)))


def _print_records(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> None:
    for first, *others in rows:
        print_lines(console, first)
        for column, cell in zip(columns[1:], others, strict=True):
            print_lines(console, Text.assemble((f"{column.heading}: ", "dim"), cell), 2 * INDENT)
