"""The own data on the screen, as exact text at 80 columns."""

import io

from rich.console import Console

from verify.evidence import Bounded, Causes, Certified, OwnData, OwnGrowth, OwnNeuron, Rate
from verify.report.own_data import MOST_NEURONS, print_own_data


def screen(data: OwnData, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    with console.capture() as captured:
        print_own_data(console, data)
    return [line.rstrip() for line in captured.get().splitlines()]


def number(value: float, error: float = 0.0, exact: str | None = None) -> Bounded:
    return Bounded(value=value, error=error, exact=exact)


GROWN = OwnData(
    file="[red]t.csv",
    sha256="0" * 64,
    read_as="decimal",
    rows=1442,
    features=("a", "b", "bias"),
    target="y",
    bias=True,
    standardise=True,
    activation="relu",
    scale="1/100",
    neurons=2,
    growths=(
        OwnGrowth(
            objective_before=number(100.0),
            objective_after=number(1.23456789012, 1e-15, "7/6"),
            gains=(number(98.0, 1e-14), number(1e-20, 1e-18)),
            drawn=6,
            improving=2,
            non_improving=4,
            undecided=0,
            causes=Causes(dead=1, linear=1, in_span=1, orthogonal=1),
            ended="neurons",
        ),
        OwnGrowth(
            objective_before=number(100.0),
            objective_after=number(50.0, 20.0, "1" * 60),
            gains=(number(50.0, 0.25),),
            drawn=2000,
            improving=1,
            non_improving=1998,
            undecided=1,
            causes=Causes(dead=1998),
            ended="cap on draws",
        ),
    ),
    rate=Rate(value=0.99, low=0.9, high=1.0, confidence=0.99),
    notes=("column 'b' is constant at every point",),
    certified=Certified(instances=1, rejected=1, issued=2),
    refusals=("growth 2: candidate 3: not a combination",),
)


def test_growths_at_80_columns() -> None:
    assert screen(GROWN) == [
        "",
        "Your data",
        "  [red]t.csv: 1,442 points, 2 features and a bias, target y",
        "  each number is what its decimal text says, exactly",
        "  standardised: (value - mean) / deviation (over n), rounded to float64",
        "  relu at scale 1/100: up to 2 improving neurons a growth",
        "  objective without neurons: 100.00000",
        "",
        "  growth  objective after  drawn  improve  do not  undecided  ended",
        "       1        1.2345679      6        2       4          0  neurons",
        "       2        50 ± 2e+1  2,000        1   1,998          1  cap on draws",
        "",
        "  2,002 of 2,006 neurons do not improve (99.80 %)",
        "  interval from the spread of growths: 90.00 % to 100.00 % (nominally 99%)",
        "  1 neuron undecided, and therefore not kept",
        "  smallest gain: above 0, at most 1.1e-18; largest: 98.000000",
        "  without ±, a figure is within one unit of its last digit",
        "",
        "  why not     neurons  meaning",
        "  dead          1,999  all outputs are zero",
        "  linear            1  linear on the points, and in the span of the others",
        "  in span           1  a combination of the neurons that are there",
        "  orthogonal        1  outside their span, but orthogonal to the residual",
        "",
        "  the last objective, exactly: 111111111111111111111111... (60 characters, all",
        "  in --json)",
        "  note: column 'b' is constant at every point",
        "  certified: 1 of 2 growths, by the independent checker",
        "  refused: growth 2: candidate 3: not a combination",
    ]


def judged(*candidates: OwnNeuron) -> OwnData:
    gains = tuple(c.gain for c in candidates if c.gain is not None)
    failed = len(candidates) - len(gains)
    return OwnData(
        file="t.csv",
        sha256="0" * 64,
        read_as="float64",
        rows=5,
        features=("a",),
        target="y",
        bias=False,
        standardise=False,
        activation="relu",
        scale="1",
        neurons=len(candidates),
        weights_file="w.csv",
        growths=(
            OwnGrowth(
                objective_before=number(4.0),
                objective_after=number(3.0),
                gains=gains,
                drawn=len(candidates),
                improving=len(gains),
                non_improving=failed,
                undecided=0,
                causes=Causes(residual_zero=failed),
                ended="weights used up",
                candidates=candidates,
            ),
        ),
    )


IMPROVES = OwnNeuron(verdict="improves", gain=number(1.0))
FAILS = OwnNeuron(verdict="does not", cause="residual_zero")


def test_own_neurons_at_80_columns() -> None:
    assert screen(judged(IMPROVES, FAILS)) == [
        "",
        "Your data",
        "  t.csv: 5 points, 1 feature, target y",
        "  each number is the nearest float64, exactly",
        "  relu at scale 1: the 2 neurons of w.csv, in their order",
        "  objective without neurons: 4.0000000",
        "",
        "  neuron  verdict        gain  why not",
        "       1  improves  1.0000000",
        "       2  does not             residual zero",
        "",
        "  objective with them: 3.0000000",
        "  1 of 2 neurons do not improve (50.00 %)",
        "  smallest gain: 1.0000000; largest: 1.0000000",
        "  without ±, a figure is within one unit of its last digit",
        "",
        "  why not        neurons  meaning",
        "  residual zero        1  the residual was zero already",
        "",
        "  verdicts are exact; not certified, as --certificates FILE was not given",
    ]


def test_a_long_list_of_neurons_is_cut_and_says_so() -> None:
    lines = screen(judged(*[IMPROVES] * (MOST_NEURONS + 2)))
    assert sum(line.endswith("improves  1.0000000") for line in lines) == MOST_NEURONS
    assert "  and 2 more neurons: --json lists them all" in lines


def test_no_line_is_wider_than_the_screen() -> None:
    for width in (20, 40, 80):
        assert max(map(len, screen(GROWN, width))) <= width
