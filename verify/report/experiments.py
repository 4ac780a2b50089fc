"""The post's pictures on the screen: how far each published curve is from this run, and whether that is explained."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from verify.evidence import Agreement, Figure
from verify.report.tables import Column, print_heading, print_lines, print_table
from verify.report.words import ABSENT, departure, plural

COLOURS = {Agreement.REPRODUCED: "green", Agreement.EXPLAINED: "cyan", Agreement.UNEXPLAINED: "yellow"}


def print_experiments(console: Console, figures: Sequence[Figure], kept: int) -> None:
    """Print a line a figure and how many tasks were `kept` results."""
    compared = any(figure.agreement for figure in figures)
    print_heading(console, "The post's pictures" if compared else "Pictures")
    columns = [Column("picture"), Column("growths", numeric=True)]
    if compared:
        columns += [Column("departure", numeric=True), Column("verdict")]
    print_table(console, columns, [_row(figure)[: len(columns)] for figure in figures])
    if compared:
        print_lines(
            console,
            "departure: the largest from the published curve, in half-widths of the prediction interval; "
            "at most 1 is inside it",
        )
    if kept:
        print_lines(console, f"{plural(kept, 'task')} taken from kept results (--fresh: compute them anew)")


def _row(figure: Figure) -> list[Text | str]:
    agreement, largest = figure.agreement, figure.largest_departure
    return [
        figure.id,
        ABSENT if figure.growths is None else f"{figure.growths:,}",
        ABSENT if largest is None else departure(largest),
        Text(ABSENT, "dim") if agreement is None else Text(agreement, COLOURS[agreement]),
    ]
