import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from verify import gate
from verify.evidence import (
    CensusRow,
    Certified,
    Change,
    ClaimEvidence,
    Evidence,
    Exhausted,
    Kind,
    Level,
    Profile,
    Report,
)
from verify.evidence.collected import Tested as InExamples  # pytest would collect Tested as a test class

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


def fallen(before: Report, now: Report, *, whole: bool = True, absent: tuple[Level, ...] = ()) -> list[str]:
    return [change.words for change in compared(before, now, whole=whole, absent=absent) if change.direction.regression]


def compared(before: Report, now: Report, *, whole: bool = True, absent: tuple[Level, ...] = ()) -> tuple[Change, ...]:
    return gate.compare(gate.of_report(before), gate.of_report(now), whole=whole, absent=absent)


def test_nothing_fell_when_nothing_changed(full_report: Report) -> None:
    assert fallen(full_report, full_report) == []


def test_fallen_outcome_is_named(claim: MakeClaim, report: MakeReport) -> None:
    now = report(claim(undecided="too slow"))
    assert fallen(report(claim()), now) == ["theorem-1: outcome fell from holds to undecided"]


def test_fallen_level_is_named(claim: MakeClaim, report: MakeReport) -> None:
    tested = Evidence(tested=InExamples(examples=300, strata={}))
    lines = fallen(report(claim()), report(claim(evidence=tested)))
    assert lines[0] == "theorem-1: no longer certified (this run: tested)"
    assert "theorem-1: certified changed from 50 to absent" in lines


def test_lower_level_that_was_lost_is_named_though_the_higher_one_stands(claim: MakeClaim, report: MakeReport) -> None:
    certified = claim().evidence.certified
    now = report(claim(evidence=Evidence(certified=certified)))
    assert fallen(report(claim()), now) == ["theorem-1: no longer tested (this run: certified)"]


def test_level_whose_tool_is_absent_is_not_compared(claim: MakeClaim, report: MakeReport) -> None:
    before = gate.of_report(report(claim()))
    was = before.claims["theorem-1"]
    formalised = was.model_copy(update={"levels": (*was.levels, Level.FORMALISED)})
    before = before.model_copy(update={"claims": {"theorem-1": formalised}})
    now = gate.of_report(report(claim()))
    assert gate.compare(before, now, whole=True, absent=[Level.FORMALISED]) == ()
    [change] = gate.compare(before, now, whole=True)
    assert change.words == "theorem-1: no longer formalised (this run: certified)"


@pytest.mark.parametrize(
    ("certified", "line"),
    [
        (Certified(instances=49, rejected=0, issued=50), "theorem-1: certified changed from 50 to 49"),
        (Certified(instances=50, rejected=0, issued=51), "theorem-1: certificates issued changed from 50 to 51"),
        (
            Certified(instances=50, rejected=0, issued=50, exhausted=Exhausted(scope="n <= 3", instances=9)),
            "theorem-1: exhausted changed from 19,683 to 9",
        ),
    ],
)
def test_changed_count_of_a_claim_is_named(
    claim: MakeClaim, report: MakeReport, certified: Certified, line: str
) -> None:
    evidence = claim().evidence.model_copy(update={"certified": certified})
    assert line in fallen(report(claim()), report(claim(evidence=evidence)))


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"drawn": 15_001, "improving": 10_001},
            [
                "census relu: drawn changed from 15,000 to 15,001",
                "census relu: improving changed from 10,000 to 10,001",
            ],
        ),
        (
            {"causes": {"dead": 999, "linear": 1_501, "in_span": 2_400, "orthogonal": 90, "residual_zero": 10}},
            [
                "census relu: cause dead changed from 1,000 to 999",
                "census relu: cause linear changed from 1,500 to 1,501",
            ],
        ),
        (
            {"ended": {"neurons": 100}},
            [
                "census relu: ended neurons changed from 99 to 100",
                "census relu: ended residual zero changed from 1 to absent",
            ],
        ),
    ],
)
def test_changed_count_of_the_census_is_named(
    report: MakeReport, row: MakeRow, changes: dict[str, Any], lines: list[str]
) -> None:
    assert fallen(report(census=(row(),)), report(census=(row(**changes),))) == lines


def test_float_counts_and_intervals_stay_out(report: MakeReport, row: MakeRow) -> None:
    criterion = {
        "cutoff": "today",
        "growths": 1,
        "judged": 1,
        "says_improving_but_not": 1,
        "says_not_but_improving": 0,
    }
    floats = {"float_growths": 1, "float_says_improving_but_not": 1, "float_says_not_but_improving": 0}
    rate = {"value": 0.3, "low": 0.2, "high": 0.4, "confidence": 0.99}
    other = row(float_criterion=(criterion,), rate=rate, **floats)
    assert fallen(report(census=(row(),)), report(census=(other,))) == []


def test_counts_of_another_seed_are_not_compared(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    now = report(claim(), census=(row(drawn=15_001, improving=10_001),), seed=7)
    assert fallen(report(claim(), census=(row(),)), now) == []


def test_missing_claim_is_named_only_when_all_were_run(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    before, now = report(claim(), claim("other"), census=(row(),)), report(claim())
    assert fallen(before, now, whole=False) == []
    assert fallen(before, now) == [
        "other: in the baseline, but not in this run",
        "census relu: in the baseline, but not in this run",
    ]


def test_better_and_new_is_news_and_no_fall(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    before = report(claim(undecided="too slow"))
    now = report(claim(), claim("other"), census=(row(),))
    assert fallen(before, now) == []
    assert [change.words for change in compared(before, now)] == [
        "theorem-1: outcome rose from undecided to holds",
        "other: not in the baseline yet",
        "census relu: not in the baseline yet",
    ]


def test_printed_statement_still_refuted_is_no_fall(claim: MakeClaim, report: MakeReport) -> None:
    printed = report(claim(kind=Kind.PRINTED, counterexample={"n": "1"}))
    assert fallen(printed, printed) == []


def test_update_keeps_the_other_profiles_and_is_sorted(claim: MakeClaim, report: MakeReport) -> None:
    quick = gate.updated(None, report(claim("b"), claim("a")))
    both = gate.updated(gate.parse(quick), report(claim(), profile=Profile.CI))
    fields = json.loads(both)
    assert list(fields["profiles"]) == ["ci", "quick"]
    assert list(fields["profiles"]["quick"]["claims"]) == ["a", "b"]
    assert gate.updated(gate.parse(both), report(claim("b"), claim("a"))) == both


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"lemmata": "baseline/2", "profiles": {}}', '{"profiles": {"slow": {}}}', "\0", "[" * 9_000],
)
def test_what_is_no_baseline_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(gate.BaselineError, match="is no baseline") as refusal:
        gate.parse(text)
    assert "\n" not in str(refusal.value)


def test_missing_profile_is_refused(claim: MakeClaim, report: MakeReport) -> None:
    baseline = gate.parse(gate.updated(None, report(claim())))
    with pytest.raises(gate.BaselineError, match=r"no section for the profile paper \(it has: quick\)"):
        gate.section(baseline, Profile.PAPER)


def test_the_tools_that_levels_need(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gate.missing_tool(Level.TESTED) is None
    assert gate.missing_tool(Level.CERTIFIED) is None
    assert gate.missing_tool(Level.PROVED) is None
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert gate.missing_tool(Level.FORMALISED) == "Coq with mathcomp (apt-get install coq libcoq-mathcomp-algebra)"


def test_coq_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/coqc")
    monkeypatch.delenv("LEMMATA_COQ")
    assert gate.missing_tool(Level.FORMALISED) is None
    monkeypatch.setenv("LEMMATA_COQ", "off")
    assert gate.missing_tool(Level.FORMALISED) is not None
