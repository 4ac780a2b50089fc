"""Headings, running text and tables on the screen; a table is never cut.

What is too wide for the screen is written in another layout instead. No line ends in blanks. `Parts` is for a face that
lays out the same headings, lines and tables in its own way.
"""

import io
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

INDENT = 2
# Blanks before a table and between its columns, best first: with its first column beside the others, or above.
_BESIDE = ((INDENT, 2), (INDENT, 1), (0, 1))
_ABOVE = ((2 * INDENT, 2), (2 * INDENT, 1))


@dataclass(frozen=True)
class Column:
    """The heading of a column, and whether it holds numbers, which stand at the right."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True)
class Line:
    """Running text, that far from the margin."""

    text: Text
    indent: int


@dataclass(frozen=True)
class Verbatim:
    """A command line for a shell, or a program, which must stay one when it is copied."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with its headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


class Parts(Console):
    """A console that shows nothing and keeps every part as it is, so that all faces say the same in the same words."""

    def __init__(self) -> None:
        super().__init__(file=io.StringIO())
        self.kept: list[Heading | Line | Verbatim | Table] = []


def printable(text: Text | str, *, lines: bool = True) -> Text:
    """Return the text with a mark in place of what a terminal would obey: it may come from a stranger's file.

    Blanks of any kind become a blank; `lines` lets line breaks stand.
    """
    clean = text.copy() if isinstance(text, Text) else Text(text)
    clean.plain = "".join(_letter(letter, lines=lines) for letter in clean.plain)
    return clean


def _letter(letter: str, *, lines: bool) -> str:
    if letter.isprintable() or letter == "\N{NO-BREAK SPACE}" or (lines and letter == "\n"):
        return letter
    return " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}"


def print_heading(console: Console, text: str) -> None:
    """Print the heading of a section, after an empty line."""
    if isinstance(console, Parts):
        console.kept.append(Heading(text))
        return
    console.print()
    console.print(printable(Text(text, style="bold")))


def print_lines(console: Console, text: Text | str, indent: int = INDENT) -> None:
    """Print running text, wrapped between words, every line indented."""
    body = Text(text) if isinstance(text, str) else text
    if isinstance(console, Parts):
        console.kept.append(Line(body, indent))
        return
    for line in printable(body).wrap(console, console.width - indent):
        whole = Text(" " * indent) + line
        whole.rstrip()
        console.print(whole, soft_wrap=True)


def print_command(console: Console, words: Sequence[str]) -> None:
    """Print a command line for a shell, broken between options so that it stays one command when copied."""
    if isinstance(console, Parts):
        console.kept.append(Verbatim(shlex.join(words)))
        return
    parts: list[str] = []
    for word in map(shlex.quote, words):
        if parts and not word.startswith("-"):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]} {part}".lstrip()
        if lines[-1] and len(longer) + INDENT + len(" \\") > console.width:
            lines.append(part)
        else:
            lines[-1] = longer
    for line in lines:
        ending = "" if line is lines[-1] else " \\"
        console.print(printable(" " * INDENT + line + ending), soft_wrap=True)


def print_program(console: Console, text: str, indent: int = INDENT) -> None:
    """Print a program as it is, so that it stays one when it is copied; empty lines are left out."""
    if isinstance(console, Parts):
        console.kept.append(Verbatim(text.strip()))
        return
    for line in text.splitlines():
        if line:
            console.print(Text(" " * indent) + Text(line, "dim"), soft_wrap=True)


def print_table(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Text | str]]) -> None:
    """Print a table; one that is too wide has the first cell of a row above it, or is written as records."""
    cells = [[Text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    if isinstance(console, Parts):
        console.kept.append(Table(tuple(columns), tuple(map(tuple, cells))))
        return
    cells = [[printable(cell, lines=False) for cell in row] for row in cells]
    table = [[Text(column.heading, "dim") for column in columns], *cells]
    for first, layouts in enumerate((_BESIDE, _ABOVE)):
        widths = [max(row[at].cell_len for row in table) for at in range(first, len(columns))]
        spare = console.width - sum(widths)
        layout = next((fits for fits in layouts if fits[0] + fits[1] * (len(widths) - 1) <= spare), None)
        if layout is not None:
            above = Text()
            for row in table:
                if first and row[0] != above:
                    above = row[0]
                    print_lines(console, above)
                _print_row(console, row[first:], columns[first:], widths, layout)
            return
    _print_records(console, columns, cells)


def _print_row(
    console: Console,
    cells: Sequence[Text],
    columns: Sequence[Column],
    widths: Sequence[int],
    layout: tuple[int, int],
) -> None:
    """Print one line of a table, every cell in its column, with the blanks that the layout says."""
    indent, gap = layout
    line = Text(" " * indent)
    for column, width, cell in zip(columns, widths, cells, strict=True):
        blanks = Text(" " * (width - cell.cell_len))
        line += blanks + cell if column.numeric else cell + blanks
        line += Text(" " * gap)
    line.rstrip()
    console.print(line, soft_wrap=True)


def _print_records(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> None:
    print_lines(console, Text(columns[0].heading, "dim"))
    for first, *others in rows:
        print_lines(console, first)
        for column, cell in zip(columns[1:], others, strict=True):
            print_lines(console, Text.assemble((f"{column.heading}: ", "dim"), cell), 2 * INDENT)
