"""The folder of pictures: its page says what the report says, and its files are replaced together or not at all."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.verify.report import made_up
from verify.bad_input import BadInputError
from verify.evidence import CensusRow, ClaimEvidence, Finding, Report
from verify.report.findings_page import PAGE, files, page, write
from verify.report.options import parse
from verify.report.session import run

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]

FINDING = Finding(
    id="experiments-2", title="experiments_2: explained", post_says="f_new < f_old in *floats*",
    established="an old cutoff | a new one", evidence=("experiments_2", "theorem-1"),
)  # fmt: skip

EXPECTED = """\
# The post's pictures, made again

Made by `python -m verify.report --profile quick --claim theorem-1 --figure figure_1 \
--figure experiments_2 --seed 0 --figures FOLDER`.

A departure is the largest distance of a published value from the curve of this run, in half-widths of
the prediction interval. At most 1: the picture is reproduced. Otherwise causes were tried, each by
running again with that alone changed; a cause explains the picture if a run on a seed that was not used
in the search is inside the interval as well.

| picture | what it shows | growths | departure | verdict |
| --- | --- | --- | --- | --- |
| figure_1 | Four Gaussians at a local minimum with a positive objective | - | - | - |
| experiments_2 | The same on a logarithmic scale | 100 | 4.20 | explained |

## figure_1: Four Gaussians at a local minimum with a positive objective

![where descent from the published start ends](figure_1.svg)

- drawn: where descent from the published start ends; y against x
- plain descent from the same start runs off to a spike
- every value that is drawn: [figure_1.csv](figure_1.csv)

## experiments_2: The same on a logarithmic scale

![the logarithm of the mean objective](experiments_2.svg)

- drawn: the logarithm of the mean objective; log10(objective), mean of growths against neurons
- interval: 99 % prediction interval of a mean of 100 growths
- growths: 100
- largest departure: 4.20 half-widths, at n=100, 98 neurons: **explained**
- lstsq with its old cutoff makes the departure vanish on a fresh seed
- every value that is drawn: [experiments_2.csv](experiments_2.csv)

| changed | departure in the search | on a fresh seed |
| --- | --- | --- |
| natural logarithm | 31.50 | - |
| constant input left out | 0.90 | 1.70 |
| lstsq with cutoff 1e-15 | 0.80 | 0.85 |
| lstsq with cutoff 1e-15, first neuron never changed | 0.70 | 0.90 |

## Findings

### experiments_2: explained

- the post: f_new \\< f_old in \\*floats\\*
- this run: an old cutoff \\| a new one
- evidence: experiments_2, theorem-1
"""


def test_the_page_says_what_the_report_says(report: MakeReport, claim: MakeClaim) -> None:
    figures = (made_up.gaussian_model(), made_up.logarithm())
    assert page(report(claim(), figures=figures, findings=(FINDING,))) == EXPECTED


def test_without_anything_published_there_is_no_word_of_departures(report: MakeReport) -> None:
    text = page(report(figures=(made_up.held_out(),)))
    assert text.startswith("# Pictures\n")
    assert "A departure is" not in text


def test_there_is_a_picture_and_its_values_for_each_figure(report: MakeReport, row: MakeRow) -> None:
    census = (row(failure_probability=made_up.FAILURE, expected_failures=12.3), row("tanh"))
    figures = (made_up.gaussian_data(), made_up.objective())
    names = ["figure_0.svg", "figure_0.csv", "experiments_1.svg", "experiments_1.csv"]
    assert list(files(report(census=census, figures=figures))) == ["failure-probability-relu.svg", *names, PAGE]
    assert files(report(census=(row(),))) == {}


def test_files_are_written_as_they_are(report: MakeReport, tmp_path: Path) -> None:
    made = report(figures=(made_up.gaussian_data(),))
    write(made, tmp_path)
    written = {path.name: path.read_bytes().decode() for path in tmp_path.iterdir()}
    assert written == files(made)


@contextmanager
def files_of_at_most_30_000_bytes() -> Iterator[None]:
    """What a full disk looks like to the process: writing fails after so many bytes, also to a log of the tests."""
    resource = pytest.importorskip("resource", reason="Windows has no limits for a process")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_a_full_disk_replaces_nothing(report: MakeReport, tmp_path: Path) -> None:
    made = report(figures=(made_up.objective(), made_up.gaussian_data()))
    texts = files(made)
    assert [len(text) > 30_000 for text in texts.values()] == [False, False, True, False, False]
    for name in texts:
        (tmp_path / name).write_text("old")
    refused = pytest.raises(BadInputError, match=r"cannot be written .*; free some space or name another folder")
    with files_of_at_most_30_000_bytes(), refused:
        write(made, tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(texts, "old")


def test_a_folder_in_the_place_of_a_file_is_named(report: MakeReport, tmp_path: Path) -> None:
    (tmp_path / PAGE).mkdir()
    with pytest.raises(BadInputError, match=r"--figures .*findings\.md: is a folder"):
        write(report(figures=(made_up.gaussian_data(),)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [PAGE]


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
