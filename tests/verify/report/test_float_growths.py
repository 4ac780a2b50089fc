"""The growths in floats on the screen, as exact text at 80 columns, and as a picture with its numbers."""

import csv
import io
from math import log10
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from verify.evidence import Curve, FloatGrowths, OwnData
from verify.own_data import judge
from verify.own_data.options import Options
from verify.report.float_growths import float_options, print_float_growths
from verify.report.growth_picture import growth_figure, growth_pictures, logarithmic
from verify.report.options import parse
from verify.report.session import run

DATA = OwnData(
    file="[red]t.csv",
    sha256="0" * 64,
    read_as="decimal",
    rows=400,
    features=("a", "b", "bias"),
    target="y",
    bias=True,
    standardise=True,
    activation="relu",
    scale="1",
    neurons=4,
    growths=(),
)
X = (0.0, 1.0, 2.0, 3.0)
HELD_OUT = FloatGrowths(
    holdout="1/5",
    training_rows=320,
    growths=10,
    networks=10,
    neurons=4,
    candidates=5,
    changes=10,
    training=Curve(x=X, y=(1.0, 0.5, 0.25, 0.125), low=(0.9, 0.4, 0.2, 0.1), high=(1.1, 0.6, 0.3, 0.2)),
    held_out=Curve(x=X, y=(2.0, 1.0, 0.75, 1.5), low=(1.5, 0.5, 0.5, 0.75), high=(3.0, 1.25, 1.0, 2.5)),
    mean=(2.0, 1.0, 0.8, 12345.678),
    confidence=0.978515625,
    training_mean=1.75,
    worse=(10, 5, 0, 8),
    added=30,
    judged=1600,
    proposed=300,
    kept=120,
    ties=1,
)


def screen(found: FloatGrowths, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    with console.capture() as captured:
        print_float_growths(console, found, DATA)
    return [line.rstrip() for line in captured.get().splitlines()]


def text(found: FloatGrowths) -> str:
    return " ".join(" ".join(screen(found)).split())


def changed(**fields: object) -> FloatGrowths:
    return HELD_OUT.model_copy(update=fields)


def test_held_out_at_80_columns() -> None:
    assert screen(HELD_OUT) == [
        "",
        "Where more neurons stop paying",
        "  10 growths, each fitted to its own 320 of the 400 rows; the others are held",
        "  out",
        "  standardised by the rows that are fitted to, alone",
        "  an error is the mean square over rows, in the median of the growths, with a",
        "  97.85 % interval",
        "  each neuron is the best of 5 candidates",
        "  after each neuron: 10 random changes of weights, kept where the objective",
        "  falls",
        "  the exact growths above take their neurons as they are drawn, and do not",
        "  change them",
        "",
        "  neurons  error on rows fitted to  held out  interval          mean",
        "        0                        1         2  1.5 to 3             2",
        "        1                      0.5         1  0.5 to 1.25          1",
        "        2                     0.25      0.75  0.5 to 1           0.8  lowest",
        "        3                    0.125       1.5  0.75 to 2.5  1.235e+04",
        "",
        "  the held-out error is lowest with 2 neurons: 0.75 (0.5 to 1)",
        "  with 1 neuron already it is no higher than that in 5 of 10 growths",
        "  the last 1 neuron: from 0.75 to 1.5, higher in 8 of 10 growths; on rows fitted",
        "  to from 0.25 to 0.125",
        "  the mean of the rows fitted to, in place of a network, has held-out error 1.75",
        "  the best number was sought on the held-out rows themselves, so its error there",
        "  is a little too good",
        "  where the mean is above the interval, a few growths err far more than the",
        "  others",
        "  of 4 neurons sought the shortest growth found 3",
        "  cost: 1,600 candidates for 30 neurons and 300 changes (120 kept, 1 tie), a",
        "  least-squares problem each",
        "  these growths are in float64 and certify nothing; the verdicts above are exact",
    ]


def test_without_rows_held_out_at_80_columns() -> None:
    found = changed(
        holdout=None, held_out=None, mean=None, worse=None, training_mean=None, candidates=1, changes=0, judged=31,
        proposed=0, kept=0, ties=0, neurons=3,
    )  # fmt: skip
    assert screen(found) == [
        "",
        "Growth in floats",
        "  10 growths, fitted to all rows; none is held out (--holdout 0.2)",
        "  an error is the mean square over rows, in the median of the growths, with a",
        "  97.85 % interval",
        "",
        "  neurons  error on rows fitted to",
        "        0                        1",
        "        1                      0.5",
        "        2                     0.25",
        "        3                    0.125",
        "",
        "  cost: 31 candidates for 30 neurons, a least-squares problem each",
        "  these growths are in float64 and certify nothing; the verdicts above are exact",
    ]


def test_folds_and_few_growths_have_lines_of_their_own() -> None:
    bare = Curve(x=X, y=(2.0, 1.0, 0.75, 0.5))
    shown = text(changed(holdout=None, folds=4, growths=2, held_out=bare, confidence=None, worse=(2, 2, 1, 0)))
    assert "2 growths of 4 networks, each fitted to at least 320 of the 400 rows; each row is held out by one" in shown
    assert "in the median of the growths each neuron" in shown
    assert "lowest with 3 neurons: 0.5 with 2 neurons already it is no higher than that in 1 of 2 growths" in shown
    assert "that is the last of them, so more may pay" in shown
    assert "a few growths err much" not in shown


def test_no_neuron_may_pay() -> None:
    rising = Curve(x=X, y=(0.5, 1.0, 0.75, 1.5))
    shown = text(changed(held_out=rising, worse=(0, 10, 10, 10), confidence=None))
    assert "no number of neurons lowers the held-out error; without neurons it is 0.5 the last 3 neurons" in shown
    assert "already" not in shown


def test_no_line_is_wider_than_the_screen() -> None:
    for width in (30, 40, 60, 80):
        assert max(map(len, screen(HELD_OUT, width))) <= width


def test_options_that_repeat_them() -> None:
    assert float_options(HELD_OUT) == ["--holdout", "2e-1", "--candidates", "5", "--changes", "10"]
    assert float_options(changed(holdout=None, folds=3, candidates=1, changes=0)) == ["--folds", "3"]
    assert float_options(changed(holdout=None, candidates=1, changes=0)) == ["--candidates", "1"]


def test_the_figure_has_every_curve_and_marks_the_lowest() -> None:
    figure = growth_figure(DATA, HELD_OUT)
    assert figure.curves["held out, median"] == HELD_OUT.held_out
    assert figure.curves["lowest, 2 neurons"] == Curve(x=(2.0,), y=(0.75,), kind="centres")
    assert list(growth_figure(DATA, changed(held_out=None)).curves) == ["fitted to, median"]


def test_logarithms_leave_out_what_reaches_0() -> None:
    zeros = Curve(x=X, y=(1.0, 0.5, 0.25, 0.0), low=(0.5, 0.0, 0.125, 0.0), high=(2.0, 1.0, 0.5, 0.0))
    figure = logarithmic(growth_figure(DATA, changed(training=zeros, held_out=None)))
    assert figure.y_label == "log₁₀ of the mean squared error"
    assert figure.curves["fitted to, median"] == Curve(
        x=(0.0, 2.0), y=(0.0, log10(0.25)), low=(log10(0.5), log10(0.125)), high=(log10(2.0), log10(0.5))
    )
    nothing = Curve(x=X, y=(0.0,) * 4)
    zero = changed(training=nothing, held_out=None)
    assert logarithmic(growth_figure(DATA, zero)).curves == {}
    assert list(growth_pictures(DATA.model_copy(update={"float_growths": zero}))) == ["growth.csv"]
    alone = Curve(x=(0.0,), y=(2.0,))  # no neuron was found
    assert "growth.svg" in growth_pictures(
        DATA.model_copy(update={"float_growths": changed(training=alone, held_out=alone, mean=(2.0,), worse=(0,))})
    )


def test_the_csv_says_what_is_drawn_to_the_last_digit() -> None:
    pictures = growth_pictures(DATA.model_copy(update={"float_growths": HELD_OUT}))
    assert list(pictures) == ["growth.svg", "growth.csv"]
    rows = list(csv.DictReader(io.StringIO(pictures["growth.csv"])))
    for name, curve in growth_figure(DATA, HELD_OUT).curves.items():
        read = [row for row in rows if row["curve"] == name]
        assert tuple(float(row["x"]) for row in read) == curve.x
        assert tuple(float(row["y"]) for row in read) == curve.y
        assert [row["low"] for row in read] == [str(v) for v in curve.low or ("",) * len(curve.x)]
    words = " ".join("".join(e.itertext()) for e in ET.fromstring(pictures["growth.svg"]).iter())  # noqa: S314  our own
    for expected in ("neurons", "held out, median", "lowest, 2 neurons", "mean squared error"):
        assert expected in words
    assert growth_pictures(DATA) == {}
    assert growth_pictures(None) == {}


def test_figures_are_written_beside_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("a,y\n" + "".join(f"{k % 7},{k * k % 5}\n" for k in range(20)))
    words = f"--data {tmp_path}/t.csv --target y --growths 2 --neurons 3 --folds 2 --changes 2 --figures {tmp_path}"
    assert run(parse(words.split())) == 0
    shown = " ".join(capsys.readouterr().out.replace("\\\n", " ").split())
    assert "Where more neurons stop paying" in shown
    assert "--folds 2 --changes 2" in shown
    first = {name: (tmp_path / name).read_bytes() for name in ("growth.svg", "growth.csv")}
    assert run(parse(words.split())) == 0
    assert {name: (tmp_path / name).read_bytes() for name in first} == first
    json = judge.run(Options(tmp_path / "t.csv", "y", growths=2, neurons=3, folds=2, changes=2, figures=True))
    assert OwnData.model_validate_json(json.model_dump_json()) == json
