"""With --quiet the screen has the outcome and what is wrong; and what a screen gets, in colour or not."""

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from verify.evidence import Change, Comparison, Control, Direction, Level, Report, from_json, to_json
from verify.gate.comparing import compared
from verify.report.__main__ import main
from verify.report.terminal import print_report, print_verdict

Write = Callable[..., dict[str, str]]
MakeClaim = Callable[..., Any]
MakeReport = Callable[..., Report]


def quiet(report: Report) -> list[str]:
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        print_verdict(console, report)
    return captured.get().splitlines()


def test_what_holds_is_one_sentence(claim: MakeClaim, report: MakeReport) -> None:
    assert quiet(report(claim())) == ["1 claim holds (1 certified); 1 of 1 wrong version refuted."]


def test_faults_and_what_fell_are_named(claim: MakeClaim, report: MakeReport) -> None:
    survived = Control(id="wrong", statement="always improves", refuted=False)
    assert quiet(report(claim(controls=(survived,)))) == [
        "This toolkit is not to be believed:",
        "  theorem-1: control wrong survived",
    ]
    assert quiet(report(claim(undecided="too slow"))) == [
        "Nothing is refuted, but something stayed undecided.",
        "  theorem-1 is undecided: too slow",
    ]
    changes = (
        Change(direction=Direction.FELL, subject="a", what="fell"),
        Change(direction=Direction.NEW, subject="b", what="new"),
    )
    assert quiet(report(claim(), comparison=Comparison(seed=0, changes=changes)))[1:] == [
        "Fell since the baseline:",
        "  a: fell",
    ]
    for nothing in (Comparison(seed=0), Comparison(seed=0, changes=changes, recorded=True)):
        assert quiet(report(claim(), comparison=nothing))[1:] == []


def test_claims_below_the_demanded_level_are_named(claim: MakeClaim, report: MakeReport) -> None:
    run = compared(report(claim()), None, whole=True, required=Level.PROVED)
    assert quiet(run)[-1] == "  theorem-1: certified, below the demanded proved"


@pytest.mark.parametrize(("changes", "status"), [({}, 0), ({"undecided": "too slow"}, 3), ({"refuted": False}, 5)])
def test_files_and_status_are_as_ever(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], status: int
) -> None:
    modules = write(**changes)
    assert main(["--jobs", "1", "--quiet", "--json", "quiet.json"], modules) == status
    lines = capsys.readouterr().out.splitlines()
    assert 1 <= len(lines) <= 2
    assert main(["--jobs", "1", "--json", "run.json"], modules) == status
    assert capsys.readouterr().out.splitlines()[: len(lines)] == lines
    first, second = (from_json((tmp_path / f"{name}.json").read_bytes()) for name in ("quiet", "run"))
    assert first.model_copy(update={"timing": second.timing}) == second


# In colour or not.


@pytest.mark.parametrize("width", [60, 80, 200])
def test_colour_changes_no_word(full_report: Report, width: int) -> None:
    def shown(*, colour: bool) -> str:
        system = "truecolor" if colour else None
        console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=system)  # type: ignore[arg-type]  # Rich's literals
        with console.capture() as captured:
            print_report(console, full_report, in_full=["theorem-1"], statements=True, routes=True)
        return captured.get()

    coloured = shown(colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(colour=False)


@pytest.fixture(name="printed")
def printed_fixture(full_report: Report, tmp_path: Path) -> Callable[..., str]:
    """What a process of its own prints of a finished run, on a terminal of 70 columns or in a pipe."""
    (tmp_path / "run.json").write_text(to_json(full_report), encoding="utf-8")
    command = [sys.executable, "-m", "verify.report", "--from", "run.json", "--claim", "theorem-1"]
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLORTERM")}
    base |= {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path]), "COLUMNS": "70", "TERM": "xterm-256color"}

    def printed(*, terminal: bool, **environment: str) -> str:
        env = base | environment
        if not terminal:
            ended = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)  # noqa: S603
            return ended.stdout.decode()
        ours, theirs = pty.openpty()
        with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=theirs, stderr=theirs) as process:  # noqa: S603
            os.close(theirs)
            said = b""
            try:
                while part := os.read(ours, 2**16):
                    said += part
            except OSError:  # how Linux says that the other end is closed
                pass
            os.close(ours)
        assert process.returncode == 0
        return said.decode().replace("\r\n", "\n")

    return printed


COLOUR = re.compile(r"\x1b\[(?:\d+;)*[349][0-7](?:;\d+)*m")
ANY = re.compile(r"\x1b\[[0-9;]*m")


def test_terminals_pipes_and_those_who_want_no_colour(printed: Callable[..., str]) -> None:
    plain = printed(terminal=False)
    assert "\x1b" not in plain
    assert all(len(line) <= 70 for line in plain.splitlines())
    coloured = printed(terminal=True)
    assert COLOUR.search(coloured)
    assert ANY.sub("", coloured) == plain
    without = printed(terminal=True, NO_COLOR="1")
    assert not COLOUR.search(without)
    assert ANY.sub("", without) == plain
    dumb = printed(terminal=True, TERM="dumb")  # which Rich takes to have 80 columns
    assert "\x1b" not in dumb
    assert dumb.replace("\\\n", "").split() == plain.replace("\\\n", "").split()
    assert COLOUR.search(printed(terminal=False, FORCE_COLOR="1"))
