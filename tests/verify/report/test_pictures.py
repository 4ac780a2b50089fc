"""Pictures: drawn from the report alone, the same bytes for the same numbers, and asked for with what they need."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from verify.evidence import CensusRow, FailureProbability, FailureStep, Report
from verify.report.options import parse
from verify.report.page import files
from verify.report.session import run

STEPS = tuple(
    FailureStep(neurons=k, mean=0.04 + 0.01 * k, low=0.03, median=0.04 + 0.005 * k, high=0.1 + 0.02 * k)
    for k in range(10)
)
FAILURE = FailureProbability(
    growths=7, steps=STEPS, bound=1e-12, dead=0.04, expected=12.3, deviation=4.5,
    observed=11, low=2, high=40, outside=0, error=1e-3,
)  # fmt: skip
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


def test_failure_probability_is_drawn_with_its_words(report: MakeReport, row: MakeRow) -> None:
    run_ = report(census=(row(failure_probability=FAILURE, expected_failures=12.3), row("tanh")))
    [(name, text)] = files(run_).items()
    assert name == "failure-probability-relu.svg"
    words = " ".join("".join(element.itertext()) for element in ET.fromstring(text).iter())  # noqa: S314  our own
    for expected in (
        "probability that the next one fails",
        "neurons that are there",
        "12 failures expected, 11 counted",
    ):
        assert expected in words
    assert files(run_)[name] == text


def test_a_report_without_probabilities_has_no_picture(report: MakeReport, row: MakeRow) -> None:
    assert files(report(census=(row(),))) == {}


def test_without_matplotlib_or_a_folder_it_is_2_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(parse(["--figures", str(tmp_path / "file")])) == 2
    assert "is no usable folder" in capsys.readouterr().err
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert run(parse(["--figures", str(tmp_path)])) == 2
    message = "verify.report: --figures: needs matplotlib, which is missing here; pip install matplotlib\n"
    assert capsys.readouterr().err == message
