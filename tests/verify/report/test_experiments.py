"""The post's pictures on the screen: exact text at fixed widths."""

import io

import pytest
from rich.console import Console

from tests.verify.report import made_up
from verify.evidence import Figure
from verify.report.experiments import print_experiments
from verify.report.words import departure

FIGURES = (made_up.gaussian_model(), made_up.objective(), made_up.logarithm(), made_up.changes(), made_up.sizes())
KEPT = 1_040


def screen(figures: tuple[Figure, ...], width: int, kept: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        print_experiments(console, figures, kept)
    return captured.get()


TABLE = """\

The post's pictures
  picture          growths  departure  verdict
  figure_1               -          -  -
  experiments_1        100       0.80  reproduced
  experiments_2        100       4.20  explained
  experiments_4         10      27.30  unexplained
  experiments_3.5       10       0.40  reproduced
"""

BELOW = {
    60: """\
  departure: the largest from the published curve, in
  half-widths of the prediction interval; at most 1 is
  inside it
  1,040 tasks taken from kept results (--fresh: compute them
  anew)
""",
    80: """\
  departure: the largest from the published curve, in half-widths of the
  prediction interval; at most 1 is inside it
  1,040 tasks taken from kept results (--fresh: compute them anew)
""",
    200: """\
  departure: the largest from the published curve, in half-widths of the prediction interval; at most 1 is inside it
  1,040 tasks taken from kept results (--fresh: compute them anew)
""",
}


@pytest.mark.parametrize("width", BELOW)
def test_the_section_is_the_same_at_every_width_but_for_its_lines(width: int) -> None:
    assert screen(FIGURES, width, KEPT) == TABLE + BELOW[width]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_long_names_stay_whole_and_inside_the_width(width: int) -> None:
    long = made_up.logarithm().model_copy(update={"id": "optimisers-tanh-gradient-descent"})
    lines = screen((*FIGURES, long), width, KEPT).splitlines()
    assert max(map(len, lines)) <= width
    assert any("optimisers-tanh-gradient-descent" in line for line in lines)
    assert all(not line.endswith(" ") for line in lines)


def test_without_anything_published_there_is_no_word_of_departures() -> None:
    expected = "\nPictures\n  picture   growths\n  held-out       10\n"
    assert screen((made_up.held_out(),), 80, 0) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (0.8, "0.80"), (1.0, "1.00"), (1.0000001, "1.01"), (1.1, "1.10"), (12345.678, "12,345.68")],
)
def test_a_departure_outside_never_reads_as_inside(value: float, text: str) -> None:
    assert departure(value) == text


def test_the_largest_departure_can_be_written() -> None:
    assert departure(1.7e308).startswith("170,000,000,")
