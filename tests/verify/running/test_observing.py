"""What Hypothesis tried is written down test case by test case, and nothing else of a run changes by that."""

import json
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis.internal import observability

from verify.evidence import Profile, Report, to_json
from verify.report.__main__ import main
from verify.running.observing import observing
from verify.running.runner import Run, Work, run

CLAIMS = """
    from hypothesis import strategies as st
    from verify.claim import Claim
    from verify.ways import FallsError, Property

    def check(x):
        yield "an integer"
        yield "zero" if x == 0 else "not zero"

    def falls(x):
        if x > 100:
            raise FallsError("more than a hundred")
        return ()

    def stops(x):
        raise ZeroDivisionError

    def claim(name, check, strata=()):
        property = Property(st.integers(), check, strata, lambda x: {"x": x})
        return Claim(id=name, statement="s", source="my notebook", property=property, no_control_because="made up")

    STANDS = claim("stands", check, ("zero", "not zero"))
    FALLS = claim("falls", falls)
    STOPS = claim("stops", stops)
"""
FIELDS = {
    "type", "status", "status_reason", "representation", "arguments", "how_generated", "features", "coverage",
    "timing", "metadata", "property", "run_start",
}  # fmt: skip
"""All of them are required, and no other is allowed, by the schema in Hypothesis's documentation."""
TIMES = ("timing", "run_start")


class Silent:
    def advanced(self, name: str, done: int, total: int) -> None:
        pass

    def finished(self, name: str) -> None:
        pass


@pytest.fixture(name="file")
def file_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "1")  # so that no counterexample is kept
    file = tmp_path / "toys.py"
    file.write_text(textwrap.dedent(CLAIMS), encoding="utf-8")
    return file


def run_all(file: Path, *names: str, jobs: int = 1, observe: bool = True) -> Run:
    work = Work(dict.fromkeys(names, str(file)), Profile.QUICK, 0, own=frozenset(names), observe=observe)
    return run(work, jobs=jobs, watcher=Silent())


def parsed(lines: tuple[str, ...]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def without_times(lines: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: value for name, value in line.items() if name not in TIMES} for line in parsed(lines)]


def without_timing(report: Report) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(to_json(report))
    del fields["timing"]
    return fields


def test_lines_are_complete_by_the_schema_and_name_their_claims(file: Path) -> None:
    lines = parsed(run_all(file, "falls", "stands").observations)
    assert all(set(line) == FIELDS for line in lines)
    assert {line["type"] for line in lines} == {"test_case"}
    assert {line["status"] for line in lines} == {"passed", "failed"}
    named = [line["property"] for line in lines]
    assert list(dict.fromkeys(named)) == ["falls", "stands"]
    assert named == ["falls"] * named.count("falls") + ["stands"] * named.count("stands")
    assert all(isinstance(line["arguments"]["example"], int | float) for line in lines)


def test_as_many_pass_and_have_each_tag_as_the_report_says(file: Path) -> None:
    done = run_all(file, "stands")
    [claim] = done.report.claims
    assert claim.evidence.tested is not None
    passed = [line for line in parsed(done.observations) if line["status"] == "passed"]
    assert len(passed) == claim.evidence.tested.examples
    tags = Counter(tag for line in passed for tag in line["features"])
    assert tags == {"an integer": len(passed), **claim.evidence.tested.strata}


def test_the_counterexample_is_among_those_that_failed(file: Path) -> None:
    failed = [line for line in parsed(run_all(file, "falls").observations) if line["status"] == "failed"]
    assert 101 in [line["arguments"]["example"] for line in failed]
    assert all("more than a hundred" in line["metadata"]["traceback"] for line in failed)


def test_they_are_the_same_whatever_the_jobs_but_for_times(file: Path) -> None:
    one, two = run_all(file, "falls", "stands"), run_all(file, "falls", "stands", jobs=2)
    assert without_times(one.observations) == without_times(two.observations)


def test_the_report_does_not_change_by_asking_for_them(file: Path) -> None:
    asked, not_asked = (run_all(file, "falls", "stands", observe=observe) for observe in (True, False))
    assert without_timing(asked.report) == without_timing(not_asked.report)
    assert asked.certificates == not_asked.certificates
    assert asked.observations
    assert not not_asked.observations


def test_a_claim_that_stops_shows_what_was_tried_before(file: Path) -> None:
    done = run_all(file, "stops")
    assert done.report.claims[0].stopped is not None
    assert {line["status"] for line in parsed(done.observations)} == {"failed"}


def test_nobody_listens_afterwards_and_coverage_is_as_before() -> None:
    before = observability.OBSERVABILITY_COLLECT_COVERAGE
    with observing("mine"):
        assert observability.observability_enabled()
    with pytest.raises(ZeroDivisionError), observing("mine"):
        raise ZeroDivisionError
    assert not observability.observability_enabled()
    assert before == observability.OBSERVABILITY_COLLECT_COVERAGE


def test_they_are_written_where_the_command_line_says(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--module", file.name, "--claim", "stands", "--jobs", "1"]
    assert main([*arguments, "--observations", "tried.jsonl"]) == 0
    assert "1 claim holds" in capsys.readouterr().out
    written = (file.parent / "tried.jsonl").read_text(encoding="utf-8").splitlines()
    assert main([*arguments, "--observations", "-"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert without_times(tuple(written)) == without_times(tuple(out))
    assert {line["property"] for line in parsed(tuple(out))} == {"stands"}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--data", "t.csv", "--target", "y"), "--observations means nothing beside --data"),
        (("--from", "r.json"), "--observations means nothing beside --from, which runs nothing"),
        (("--claim", "theorem-1", "--proof"), "--proof prints where --observations - writes"),
    ],
)
def test_there_are_none_without_a_run_of_claims(
    arguments: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--observations", "-"])
    assert ended.value.code == 2
    assert line in capsys.readouterr().err
