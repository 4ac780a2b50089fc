"""Counterexamples of a file are decided again: what differs is noticed, and a file can run nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.claims.theorem_1 import CLAIM
from verify.evidence import Control, Replay, Report, to_json
from verify.report.__main__ import main
from verify.ways import written

MakeClaim = Callable[..., Any]
MakeReport = Callable[..., Report]
Run = Callable[..., tuple[int, list[str], str]]

OWN = """
from pathlib import Path

from verify import Part, Scope, sizes, state

Path("loaded").touch()
CLAIM = state(
    id="mine",
    statement="no entry is negative",
    source="notebook",
    scope=Scope({"x": "n"}, sizes(n=range(1, 3))),
    holds=lambda x: all(entry >= 0 for entry in x),
    controls=[Part("below-two", "no entry is above 1", lambda x: all(entry <= 1 for entry in x))],
)
"""


@pytest.fixture(name="again")
def again_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Replay a file with this content; return the status, the lines of the screen, and the error stream."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")

    def run(content: object, *options: str) -> tuple[int, list[str], str]:
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "run.json").write_text(text, encoding="utf-8")
        capsys.readouterr()
        status = main(["--replay", "run.json", *options])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


def control() -> Control:
    """A control of theorem-1 as a run records it."""
    [found] = [one for one in CLAIM.controls if one.id == "outside-the-span"]
    counterexample = found.wrong.run()
    assert counterexample.instance is not None
    replay = Replay(claim="theorem-1", part=found.id, instance=written(counterexample.instance))
    return Control(
        id=found.id, statement=found.statement, refuted=True, counterexample=counterexample.shown, replay=replay
    )


def file_of(report: Report) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(to_json(report))
    return fields


@pytest.fixture(name="run_file")
def run_file_fixture(claim: MakeClaim, report: MakeReport) -> dict[str, Any]:
    """A report with a control that can be replayed, and a premise that cannot."""
    return file_of(report(claim(controls=(control(),))))


REPLAYED = "theorem-1, control outside-the-span: "


def test_what_is_as_recorded_is_0_and_a_line_each(again: Run, run_file: dict[str, Any]) -> None:
    assert again(run_file) == (
        0,
        [
            "theorem-1, without premise optimal-output-weights: not replayed, as it has no instance to decide",
            f"{REPLAYED}false, as recorded",
            "1 instance decided again, all as recorded; 1 without an instance to decide.",
        ],
        "",
    )


def test_quiet_says_only_what_became_of_them(again: Run, run_file: dict[str, Any]) -> None:
    status, lines, _ = again(run_file, "--quiet")
    assert (status, lines) == (0, ["1 instance decided again, all as recorded; 1 without an instance to decide."])


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_instance_that_no_longer_fails_is_5_and_named(
    again: Run, run_file: dict[str, Any], options: tuple[str, ...]
) -> None:
    run_file["claims"][0]["controls"][0]["replay"]["instance"] = {"G": [["1"]], "y": ["1"], "g": ["1"]}
    status, lines, _ = again(run_file, *options)
    assert status == 5
    assert f"{REPLAYED}true at this instance, but recorded as false" in lines
    assert lines[-1].startswith("1 instance decided again, 1 of them not as recorded")


def test_instance_that_is_shown_otherwise_than_it_is_is_5(again: Run, run_file: dict[str, Any]) -> None:
    shown = run_file["claims"][0]["controls"][0]["counterexample"]
    assert shown["after"] == "0"
    shown["after"] = "1"
    status, lines, _ = again(run_file)
    assert (status, lines[1]) == (5, f"{REPLAYED}false, as recorded, but not as it is shown: after")
    del shown["after"]
    assert again(run_file)[0] == 5


def test_enclosures_are_not_compared_digit_by_digit(again: Run, run_file: dict[str, Any]) -> None:
    run_file["claims"][0]["controls"][0]["counterexample"]["after"] = "[0.00 +/- 3.1e-10]"
    assert again(run_file)[0] == 0


def test_one_replay_stands_alone(again: Run) -> None:
    replay = control().replay
    assert replay is not None
    status, lines, _ = again(replay.model_dump_json(exclude_none=True))
    assert (status, lines[0]) == (0, "theorem-1, outside-the-span: false, as recorded")
    altered = replay.model_copy(update={"instance": {"G": (("1",),), "y": ("1",), "g": ("1",)}})
    assert again(altered.model_dump_json(exclude_none=True))[0] == 5


def test_nothing_to_decide_is_vacuous(again: Run, claim: MakeClaim, report: MakeReport) -> None:
    status, lines, _ = again(file_of(report(claim())))
    assert status == 3
    assert lines[-1] == "There is nothing to decide again; 2 without an instance to decide."


def test_instance_at_which_the_premises_are_not_met_is_5(again: Run, tmp_path: Path) -> None:
    premise = 'premises=[Part("first", "the first entry is not -1", lambda x: x[0] != -1)],'
    (tmp_path / "mine.py").write_text(OWN.replace("    controls=", f"    {premise}\n    controls="))
    status, lines, _ = again(MINE, "--module", "mine.py")
    assert (status, lines[0]) == (5, "mine: the premises are not met at this instance, but recorded as false")


@pytest.mark.parametrize(("entry", "status"), [("-1/3", 0), ("1/3", 5), (f"-{10**30}", 0), (str(10**30), 5)])
def test_own_claims_are_decided_at_any_exact_numbers(again: Run, tmp_path: Path, entry: str, status: int) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    assert again(MINE | {"instance": {"x": ["1", entry]}}, "--module", "mine.py")[0] == status


@pytest.mark.parametrize("entry", ["1/3", "2", str(10**30)])
def test_the_projects_claims_compute_with_the_integers_of_their_scopes_and_refuse_all_others(
    again: Run, entry: str
) -> None:
    instance = {"G": [["0"], ["0"]], "y": ["1", "-1"], "g": [entry, entry]}
    status, _, err = again(BARE | {"instance": instance})
    assert (status, "cannot be decided (theorem-1 is decided for entries 0, 1, -1 alone)" in err) == (2, True)


BARE = {"claim": "theorem-1", "part": "outside-the-span", "instance": {"G": [["0"]], "y": ["1"], "g": ["1"]}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is no JSON (EOF while parsing"),
        ("[" * 10**6, "is no JSON (recursion limit exceeded"),
        ("{}", "is no report of this version (profile: Field required)"),
        ("[1]", "is no report of this version (Input should be an object)"),
        (BARE | {"instance": {"G": float("nan")}}, "is no replay (instance.G."),
        (BARE | {"instance": {"G": [[[[["1"]]]]]}}, "is no replay (instance.G."),
        (BARE | {"instance": {"G": "__import__('os')"}}, "is no replay (instance.G."),
        (BARE | {"instance": {"G": "1e999999999"}}, "is no replay (instance.G."),
        (BARE | {"instance": {"G": "1/0"}}, "is no replay (instance.G."),
        (BARE | {"instance": {"G": "9" * 4001}}, "is no replay (instance.G."),
        (BARE | {"extra\x1b[1m\n": 1}, "is no replay (extra\\x1b[1m\\n: Extra inputs are not permitted)"),
        (BARE | {"claim": "theorem-2"}, "theorem-2, outside-the-span: there is no such claim here; take a file of"),
        (BARE | {"claim": "\x1b\n"}, "\\x1b\\n, outside-the-span: there is no such claim here"),
        (BARE | {"claim": "census-relu"}, "census-relu, outside-the-span: the claim has no instances to replay"),
        (BARE | {"part": "x"}, "theorem-1, x: cannot be decided (theorem-1: has no part 'x'; it has "),
        (BARE | {"instance": {"G": [["0"]], "y": ["1"]}}, "cannot be decided (an instance has G, y, g; look at g)"),
        (
            BARE | {"instance": {"G": [["0"]], "y": ["1", "1"], "g": ["1"]}},
            "cannot be decided (y does not fit the others: it says n = 2, not 1)",
        ),
        (
            BARE | {"instance": {"G": ["0"], "y": ["1"], "g": ["1"]}},
            "cannot be decided (G has 1 dimensions, and not 2)",
        ),
        (BARE | {"instance": {"G": [["0"], ["1", "1"]], "y": ["1"], "g": ["1"]}}, "cannot be decided ("),
        (
            BARE | {"instance": {"G": [["0"] * 12] * 12, "y": ["1"] * 12, "g": ["1"] * 12}},
            "cannot be decided (its sizes are not of the scope n <= 3, u <= 2",
        ),
        (BARE | {"module": "os"}, "is a claim of 'os', which --module does not name; name its module with --module,"),
    ],
)
def test_bad_file_is_2_in_one_line(again: Run, content: object, words: str) -> None:
    status, lines, err = again(content)
    assert (status, lines, err.count("\n")) == (2, [], 1)
    assert err.startswith("verify.report: --replay run.json")
    assert words in err
    assert err.strip().isprintable()


def test_replay_of_something_else_than_it_stands_beside_is_2(again: Run, run_file: dict[str, Any]) -> None:
    run_file["claims"][0]["controls"][0]["replay"]["part"] = "correlated-with-the-target"
    status, _, err = again(run_file)
    assert (status, "outside-the-span: its replay is of something else" in err) == (2, True)


MINE = {"claim": "mine", "part": "mine", "instance": {"x": ["-1"]}, "module": "mine.py"}


def test_a_file_cannot_load_a_module(again: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    status, _, err = again(MINE)
    assert status == 2
    assert "mine: is a claim of 'mine.py', which --module does not name; name its module with --module, if" in err
    assert not (tmp_path / "loaded").exists()


def test_a_module_that_the_command_line_names_is_loaded(again: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    status, lines, _ = again(MINE, "--module", "mine.py")
    assert (status, lines[0]) == (0, "mine: false, as recorded")
    assert (tmp_path / "loaded").exists()


def test_a_file_cannot_choose_another_module_than_the_command_line(again: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    (tmp_path / "evil.py").write_text(OWN.replace("loaded", "evil"))
    status, lines, _ = again(MINE | {"module": "evil.py"}, "--module", "mine.py")
    assert (status, lines[0]) == (0, "mine: false, as recorded")
    assert not (tmp_path / "evil").exists()


def test_an_own_claim_that_stops_is_2_with_its_reason(again: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN.replace("entry >= 0", "1 / (entry + 1)"))
    status, _, err = again(MINE, "--module", "mine.py")
    assert (status, "mine: cannot be decided (ZeroDivisionError: " in err) == (2, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--replay a --from b", "--replay cannot be combined with --from"),
        ("--replay a --json b", "--json means nothing beside --replay, which runs nothing"),
        ("--replay a --seed 0", "--seed means nothing beside --replay, which runs nothing"),
        ("--list --doctor", "--doctor cannot be combined with --list"),
        ("--list --claim a", "--claim means nothing beside --list, which runs nothing"),
        ("--doctor --module a", "--module means nothing beside --doctor, which runs nothing"),
        ("--schema --json a", "--json means nothing beside --schema, which runs nothing"),
        ("--quiet --routes", "--routes means nothing beside --quiet, which prints the outcome alone"),
    ],
)
def test_options_that_do_not_go_together(capsys: pytest.CaptureFixture[str], options: str, words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options.split())
    assert (ended.value.code, capsys.readouterr().err) == (2, f"verify.report: {words}; see --help\n")
