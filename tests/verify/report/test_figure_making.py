"""Figures from the command line, as a user asks for them: refused early, made once, the same again after anything."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from tests.verify.report.made_up_families import TASKS, families, figures
from tests.verify.tasks.made_up import NAME, begun
from verify.evidence import Figure, Report, from_json
from verify.experiments import everything
from verify.experiments.everything import Family
from verify.report.options import parse
from verify.report.session import run
from verify.tasks import Task, store

Write = Callable[..., dict[str, str]]

REAL = everything.FAMILIES


def replace_families(patch: pytest.MonkeyPatch, *new: Family) -> None:
    patch.setattr(everything, "FAMILIES", new)
    patch.setattr(everything, "IDS", tuple(sorted(name for family in new for name in family.ids)))


@pytest.fixture(name="folder", autouse=True)
def folder_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with three made-up pictures in place of the real ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LEMMATA_CACHE", "cache")
    replace_families(monkeypatch, *families(tmp_path))
    return tmp_path


def exits(modules: Mapping[str, str], *arguments: str) -> int:
    jobs = () if "--jobs" in arguments else ("--jobs", "1")
    return run(parse([*jobs, *arguments]), modules)


def reported(*arguments: str, modules: Mapping[str, str] | None = None) -> Report:
    """The report of a run that holds, with its JSON and the folder of figures, which is made anew."""
    assert exits(modules or {}, *arguments, "--json", "r.json") == 0
    return from_json(Path("r.json").read_text(encoding="utf-8"))


def without_timing(report: Report) -> dict[str, Any]:
    fields: dict[str, Any] = report.model_dump(mode="json")
    del fields["timing"]
    return fields


def bytes_in(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


# ---- what is refused, before any work ----


@pytest.fixture(name="nobody")
def nobody_fixture() -> Iterator[str]:
    """An address that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"tcp://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--figure xyz", "--figure: no figure is called 'xyz'; use one of all, one, three, two"),
        ("--figure tree", "--figure: no figure is called 'tree'; did you mean three?"),
        ("--figure all --figure xyz", "--figure: no figure is called 'xyz'; use one of all, "),
        ("--profile paper --figure xyz", "--figure: no figure is called 'xyz'; use one of all, "),
        ("--figure one --claim none", "--claim: no claim is called 'none'; "),
        ("--fresh", "--fresh: is about pictures, and this run makes none; add --figure ID"),
        ("--dask tcp://a:1", "--dask: is about pictures, and this run makes none; add --figure ID"),
        ("--profile paper --claim theorem-1 --fresh", "--fresh: is about pictures, and this run makes none; "),
        ("--figure one --dask NOBODY", "--dask 'tcp://127.0.0.1:"),
        ("--profile paper --dask NOBODY", "--dask 'tcp://127.0.0.1:"),
        ("--figure one --figures r.json", "--figures 'r.json': is no usable folder "),
    ],
)
def test_what_cannot_be_made_is_2_in_one_line_before_any_work(
    folder: Path, write: Write, nobody: str, capsys: pytest.CaptureFixture[str], arguments: str, message: str
) -> None:
    modules = write(certified="stops=1")  # a claim that would end with 5 if it ran
    (folder / "r.json").write_text("old", encoding="utf-8")
    assert exits(modules, *arguments.replace("NOBODY", nobody).split(), "--json", "r.json") == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"verify.report: {message}")
    assert begun(folder) == []
    assert (folder / "r.json").read_text(encoding="utf-8") == "old"


# ---- which pictures, and which claims beside them ----


@pytest.mark.parametrize(
    ("arguments", "made", "claims"),
    [
        ("--figure two", "two", ""),
        ("--figure two --figure one --figure two", "one two", ""),  # in one order, whatever was asked for first
        ("--figure all", "one three two", ""),
        ("--figure two --figure all", "one three two", ""),
        ("--figure two --claim b", "two", "b"),
        ("--profile paper", "one three two", "a b"),
        ("--profile paper --figure two", "two", ""),
        ("--profile paper --claim b", "", "b"),
        ("--profile ci", "", "a b"),
        ("--figure one --module made_up_b", "one", "own"),
    ],
)
def test_which_pictures_are_made_and_which_claims_are_run(write: Write, arguments: str, made: str, claims: str) -> None:
    house = write("a") | write("b")
    if "--module" in arguments:
        write("own")
        arguments = arguments.replace("made_up_b", "made_up_own")
    report = reported(*arguments.split(), modules=house)
    assert [figure.id for figure in report.figures] == made.split()
    assert [claim.id for claim in report.claims] == claims.split()


def test_the_screen_without_a_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits({}, "--figure", "one", "--figure", "two") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert (
        out.partition("  took ")[0]
        == """\
2 pictures made (1 reproduced, 1 unexplained); 2 findings.

The post's pictures
  picture  growths  departure  verdict
  one            5       0.50  reproduced
  two            5       2.00  unexplained
  departure: the largest from the published curve, in half-widths of the
  prediction interval; at most 1 is inside it

Findings
  two is not what its description gives (unexplained)
    the post: it shows s
    this run: departs by 2.0 half-widths at c, x 2. Unexplained.
  two: it cannot be
    the post: it is
    this run: it is not

To repeat
  python -m verify.report --profile quick --figure one --figure two --seed 0
"""
    )


def test_claims_that_are_named_beside_a_figure_are_compared_with_the_baseline_and_no_others(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    house = write("a") | write("b")
    assert exits(house, "--baseline", "b.json", "--update-baseline") == 0
    capsys.readouterr()
    assert exits(house, "--baseline", "b.json", "--figure", "one") == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "1 picture made (1 reproduced).\nNo claim was run, and so none was compared with the baseline.\n"
    )
    assert exits(house, "--baseline", "b.json", "--figure", "one", "--claim", "a") == 0
    assert "\nNothing fell since the baseline.\n" in capsys.readouterr().out
    write("a", certified="")
    assert exits(house, "--baseline", "b.json", "--figure", "one", "--claim", "a") == 1
    assert "\n  a: no longer certified (this run: tested)\n" in capsys.readouterr().out


# ---- the same again ----


def test_the_same_command_again_computes_nothing_and_says_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--figure", "two", "--figure", "three", "--figures", "pictures")
    first = reported(*arguments)
    pictures = bytes_in("pictures")
    assert sorted(pictures) == ["findings.md", "three.csv", "three.svg", "two.csv", "two.svg"]
    assert "(--fresh: compute them anew)" not in capsys.readouterr().out
    second = reported(*arguments)
    assert "\n  6 tasks taken from kept results (--fresh: compute them anew)\n" in capsys.readouterr().out
    assert sorted(begun(folder)) == list(range(TASKS + 1))
    fresh = reported(*arguments, "--fresh")
    assert sorted(begun(folder)) == sorted(2 * list(range(TASKS + 1)))
    assert [report.timing.kept for report in (first, second, fresh)] == [0, TASKS + 1, 0]
    assert without_timing(first) == without_timing(second) == without_timing(fresh)
    assert bytes_in("pictures") == pictures


def test_only_what_is_missing_is_computed(folder: Path) -> None:
    assert reported("--figure", "one").timing.kept == 0
    assert reported("--figure", "all").timing.kept == TASKS
    assert sorted(begun(folder)) == list(range(TASKS + 1))


def test_two_processes_give_the_same_bytes() -> None:
    one, two = (reported("--figure", "all", "--fresh", "--jobs", jobs) for jobs in ("1", "2"))
    assert without_timing(one) == without_timing(two)
    assert (one.timing.jobs, two.timing.jobs) == (1, 2)


def test_a_cluster_gives_the_same(folder: Path) -> None:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None, silence_logs=True
    ) as cluster:
        report = reported("--figure", "all", "--dask", cluster.scheduler_address)
    assert sorted(begun(folder)) == list(range(TASKS + 1))
    assert without_timing(report) == without_timing(reported("--figure", "all", "--fresh"))


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("cache", "reason"),
    [("file", "file/results (Not a directory)"), ("full", "full/results (No space left on device)")],
)
def test_where_nothing_can_be_kept_one_line_warns_and_the_result_is_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: str, reason: str
) -> None:
    expected = without_timing(reported("--figure", "all"))
    (folder / "file").touch()
    monkeypatch.setenv("LEMMATA_CACHE", cache)
    monkeypatch.setattr(store, "_write", no_space)
    capsys.readouterr()
    assert without_timing(reported("--figure", "all")) == expected
    err = capsys.readouterr().err
    assert err == f"verify.report: results cannot be kept in {reason}; the work goes on without\n"


# ---- when it ends early ----


def interrupts(_: Sequence[Any]) -> list[Figure]:
    raise KeyboardInterrupt


def fails(_: Sequence[Any]) -> list[Figure]:
    raise ValueError("no such curve")


def test_an_interrupt_while_figures_are_made_shows_the_claims_and_touches_no_file(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (two, _) = families(folder)
    replace_families(monkeypatch, Family(two.ids, two.tasks, interrupts))
    (folder / "r.json").write_text("old", encoding="utf-8")
    written = ("--json", "r.json", "--certificates", "c.jsonl", "--figures", "pictures")
    assert exits(write("a"), "--claim", "a", "--figure", "one", *written) == 130
    out, err = capsys.readouterr()
    assert out.startswith("1 claim holds (1 certified); 1 of 1 wrong version refuted.\n\nClaims\n")
    assert "pictures" not in out
    assert err == "verify.report: stopped after 1 claim; no file was written\n"
    assert exits({}, "--figure", "one", *written) == 130
    assert capsys.readouterr() == ("", "verify.report: stopped; no file was written\n")
    assert (folder / "r.json").read_text(encoding="utf-8") == "old"
    assert not Path("c.jsonl").exists()
    assert bytes_in("pictures") == {}
    assert len(begun(folder)) == TASKS  # the second run went on with what the first had finished


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (
            Family(("one",), lambda _: [Task(f"{NAME}:divides", {"by": 0})], figures),
            f"{NAME}:divides(by=0): ZeroDivisionError: division by zero; no file was written\n",
        ),
        (Family(("one",), lambda _: [], fails), "ValueError: no such curve ("),
    ],
)
def test_figures_that_cannot_be_made_are_one_line_after_the_claims_and_3(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], new: Family, reason: str
) -> None:
    replace_families(monkeypatch, new)
    written = ("--json", "r.json", "--figures", "pictures")
    assert exits(write("a"), "--claim", "a", "--figure", "one", *written) == 3
    out, err = capsys.readouterr()
    assert out.startswith("1 claim holds (1 certified); 1 of 1 wrong version refuted.\n\nClaims\n")
    assert err.startswith(f"verify.report: the pictures were not made: {reason}")
    assert err.count("\n") == 1
    assert exits({}, "--figure", "one", *written) == 3
    assert capsys.readouterr() == ("", err)
    assert not Path("r.json").exists()
    assert bytes_in("pictures") == {}


def test_figures_that_cannot_be_made_hide_no_graver_status(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_families(monkeypatch, Family(("one",), lambda _: [], fails))
    assert exits(write("a", refuted=False), "--claim", "a", "--figure", "one") == 5
    assert exits(write("a", extra='counterexample={"y": ("1",)},'), "--claim", "a", "--figure", "one") == 1


DRIVER = """
import sys
from pathlib import Path

from tests.verify.report.made_up_families import families
from verify.experiments import everything
from verify.report.__main__ import main

if __name__ == "__main__":
    everything.FAMILIES, everything.IDS = families(Path.cwd(), seconds=0.1), ("one", "three", "two")
    sys.exit(main(sys.argv[1:], {}))
"""


def test_a_run_that_is_interrupted_and_one_that_is_killed_go_on_where_they_were(folder: Path) -> None:
    """Both in the middle of the tasks; then the same bytes as without, and nothing that was kept is computed again."""
    (folder / "driver.py").write_text(DRIVER, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [
        sys.executable,
        "driver.py",
        "--figure",
        "all",
        "--jobs",
        "1",
        "--figures",
        "pictures",
        "--json",
        "r.json",
    ]

    def stopped(by: signal.Signals) -> tuple[int, str]:
        before = len(begun(folder))
        process = subprocess.Popen(  # noqa: S603  our own program
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while len(begun(folder)) < before + 2:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(by)
        out, err = process.communicate(timeout=60)
        assert out == ""
        return process.returncode, err

    assert stopped(signal.SIGINT) == (130, "verify.report: stopped; no file was written\n")
    assert stopped(signal.SIGKILL) == (-signal.SIGKILL, "")
    assert not Path("r.json").exists()
    before = len(begun(folder))
    finished = subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603  our own program
    assert finished.stderr == b""
    report = from_json(Path("r.json").read_text(encoding="utf-8"))
    assert before - 2 <= report.timing.kept <= TASKS  # each of the two lost at most the task that it was in
    assert len(begun(folder)) == before + TASKS + 1 - report.timing.kept
    assert without_timing(reported("--figure", "all", "--fresh")) == without_timing(report)


# ---- real pictures ----


def test_real_pictures_say_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_families(monkeypatch, *REAL)
    first, second = (reported("--figure", "figure_2", "--figure", "figure_0") for _ in range(2))
    assert [figure.id for figure in first.figures] == ["figure_0", "figure_2"]
    assert [finding.evidence for finding in first.findings] == [("figure_2",)]
    assert (first.timing.kept, second.timing.kept) == (0, 2)
    assert without_timing(first) == without_timing(second)
