import shutil
from collections.abc import Callable
from typing import Any

import pytest

from verify.evidence import (
    CensusRow,
    Certified,
    Change,
    ClaimEvidence,
    Control,
    Direction,
    Evidence,
    Exhausted,
    Formalised,
    Formalities,
    Kind,
    Level,
    Premise,
    PremiseVerdict,
    Report,
    exit_status,
)
from verify.evidence.collected import Tested as InExamples  # pytest would collect Tested as a test class
from verify.gate import changes
from verify.gate.baseline import Section, of_report
from verify.gate.comparing import compared

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]

STRATA = {"on the hyperplane": 40, "dead neuron": 12}


def lines(
    before: Report, now: Report, *directions: Direction, whole: bool = True, absent: tuple[Level, ...] = ()
) -> list[str]:
    """The changes as lines, only those in some directions where any are given."""
    found = changes.compare(of_report(before), of_report(now), whole=whole, absent=absent)
    return [change.words for change in found if not directions or change.direction in directions]


def fallen(before: Report, now: Report, **how: Any) -> list[str]:
    return lines(before, now, *(direction for direction in Direction if direction.regression), **how)


def with_evidence(claim: MakeClaim, **changes: object) -> ClaimEvidence:
    return claim(evidence=claim().evidence.model_copy(update=changes))


def test_nothing_differs_when_nothing_changed(full_report: Report) -> None:
    assert lines(full_report, full_report) == []


def test_regressions_come_first_and_make_the_gate_fail() -> None:
    assert [direction for direction in Direction if direction.regression] == list(Direction)[:3]
    assert [direction.value for direction in Direction] == ["fell", "gone", "changed", "rose", "new"]


# ---- outcomes and levels ----


def test_fallen_outcome_is_named(claim: MakeClaim, report: MakeReport) -> None:
    now = report(claim(undecided="too slow"))
    assert lines(report(claim()), now) == ["theorem-1: outcome fell from holds to undecided"]


def test_claim_that_gave_no_evidence_is_one_line(claim: MakeClaim, report: MakeReport) -> None:
    nothing = claim(
        undecided="too slow", evidence=Evidence(), premises=(), controls=(), no_control_because="it gave no evidence"
    )
    assert lines(report(claim()), report(nothing)) == ["theorem-1: outcome fell from holds to undecided"]
    assert lines(report(nothing), report(claim())) == ["theorem-1: outcome rose from undecided to holds"]


def test_fallen_level_is_named_once_and_not_its_work_again(claim: MakeClaim, report: MakeReport) -> None:
    tested = Evidence(tested=InExamples(examples=300, strata=STRATA))
    assert lines(report(claim()), report(claim(evidence=tested))) == [
        "theorem-1: no longer certified (this run: tested)",
        "theorem-1: derivations fell from 1 to 0",
    ]
    assert lines(report(claim(evidence=tested)), report(claim())) == [
        "theorem-1: now certified",
        "theorem-1: derivations rose from 0 to 1",
    ]


def test_lower_level_that_was_lost_is_named_though_the_higher_one_stands(claim: MakeClaim, report: MakeReport) -> None:
    now = report(with_evidence(claim, tested=None))
    assert lines(report(claim()), now) == ["theorem-1: no longer tested (this run: certified)"]


def test_level_whose_tool_is_absent_is_not_compared(claim: MakeClaim, report: MakeReport) -> None:
    theorem = Formalised(theorem="a, b", statements=("a", "b"))
    before, now = report(with_evidence(claim, formalised=theorem)), report(claim())
    assert lines(before, now, absent=(Level.FORMALISED,)) == []
    assert lines(before, now) == ["theorem-1: no longer formalised (this run: certified)"]


def test_fewer_theorems_are_less(claim: MakeClaim, report: MakeReport) -> None:
    before = report(with_evidence(claim, formalised=Formalised(theorem="a, b", statements=("a", "b"))))
    now = report(with_evidence(claim, formalised=Formalised(theorem="a", statements=("a",))))
    assert lines(before, now) == ["theorem-1: Coq theorems fell from 2 to 1"]
    assert lines(before, now, absent=(Level.FORMALISED,)) == []


def test_steps_of_a_derivation_are_no_evidence(claim: MakeClaim, report: MakeReport) -> None:
    shorter = claim().evidence.derived
    assert shorter is not None
    now = report(with_evidence(claim, derived=shorter.model_copy(update={"steps": 1})))
    assert lines(report(claim()), now) == []


def test_weaker_foundation_is_named(claim: MakeClaim, report: MakeReport) -> None:
    weak = claim("weak", evidence=Evidence(tested=InExamples(examples=300, strata=STRATA)))
    before, now = report(claim(), weak), report(claim(rests_on=("weak",)), weak)
    line = "theorem-1: effective level fell from certified to tested, for what it rests on"
    assert fallen(before, now) == [line]
    assert fallen(now, before) == []
    assert fallen(before, now, absent=(Level.CERTIFIED,)) == []


def test_foundation_that_was_not_run_is_missed_only_when_all_were(claim: MakeClaim, report: MakeReport) -> None:
    now = report(claim(rests_on=("elsewhere",)))
    line = "theorem-1: effective level fell from certified to none, for what it rests on"
    assert fallen(report(claim()), now) == [line]
    assert fallen(report(claim()), now, whole=False) == []


def test_printed_statement_still_refuted_is_no_fall(claim: MakeClaim, report: MakeReport) -> None:
    printed = report(claim(kind=Kind.PRINTED, counterexample={"n": "1"}))
    assert lines(printed, printed) == []


# ---- work ----


@pytest.mark.parametrize(
    ("changes", "what", "was", "less"),
    [
        ({"tested": InExamples(examples=299, strata=STRATA)}, "examples", "300", "299"),
        ({"derived": None}, "derivations", "1", "0"),
    ],
)
def test_less_work_fell_and_more_rose(
    claim: MakeClaim, report: MakeReport, changes: dict[str, object], what: str, was: str, less: str
) -> None:
    before, now = report(claim()), report(with_evidence(claim, **changes))
    assert fallen(before, now) == lines(before, now) == [f"theorem-1: {what} fell from {was} to {less}"]
    assert lines(now, before, Direction.ROSE) == lines(now, before) == [f"theorem-1: {what} rose from {less} to {was}"]


@pytest.mark.parametrize(
    ("certified", "expected"),
    [
        ({"instances": 49}, ["certified fell from 50 to 49"]),
        ({"issued": 51}, ["certificates issued rose from 50 to 51"]),
        ({"exhausted": Exhausted(scope="n <= 3", instances=9)}, ["exhausted fell from 19,683 to 9"]),
        ({"exhausted": None}, ["exhausted fell from 19,683 to 0"]),
    ],
)
def test_work_of_the_checkers_has_a_direction(
    claim: MakeClaim, report: MakeReport, certified: dict[str, object], expected: list[str]
) -> None:
    was = claim().evidence.certified
    assert was is not None
    changed = Certified.model_validate({**{name: getattr(was, name) for name in Certified.model_fields}, **certified})
    now = report(with_evidence(claim, certified=changed))
    assert lines(report(claim()), now) == [f"theorem-1: {line}" for line in expected]


def test_counts_of_another_seed_are_not_compared(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    fewer = with_evidence(claim, tested=InExamples(examples=10, strata=STRATA))
    now = report(fewer, census=(row(drawn=15_001, improving=10_001),), seed=7)
    assert lines(report(claim(), census=(row(),)), now) == []


# ---- strata, premises and controls, by name ----


def test_stratum_that_is_gone_or_not_reached_or_new_is_named(claim: MakeClaim, report: MakeReport) -> None:
    def reaching(strata: dict[str, int]) -> Report:
        return report(with_evidence(claim, tested=InExamples(examples=300, strata=strata)))

    before = reaching(STRATA)
    gone = ["theorem-1: stratum 'dead neuron' is gone"]
    assert lines(before, reaching({"on the hyperplane": 40}), Direction.GONE) == gone
    assert fallen(before, reaching({"on the hyperplane": 40})) == gone
    assert lines(before, reaching({**STRATA, "zero target": 3})) == ["theorem-1: stratum 'zero target' is new"]
    unreached = reaching({"on the hyperplane": 52, "dead neuron": 0})
    assert lines(before, unreached) == [
        "theorem-1: outcome fell from holds to vacuous",
        "theorem-1: stratum 'dead neuron' is no longer reached",
    ]
    assert lines(unreached, before, Direction.ROSE) == [
        "theorem-1: outcome rose from vacuous to holds",
        "theorem-1: stratum 'dead neuron' is now reached",
    ]


def test_how_often_a_stratum_is_reached_is_chance(claim: MakeClaim, report: MakeReport) -> None:
    tested = InExamples(examples=300, strata={"on the hyperplane": 1, "dead neuron": 299})
    assert lines(report(claim()), report(with_evidence(claim, tested=tested))) == []


def test_control_that_is_gone_is_named(claim: MakeClaim, report: MakeReport) -> None:
    (one,) = claim().controls
    two = report(claim(controls=(one, one.model_copy(update={"id": "other"}))))
    assert lines(two, report(claim())) == fallen(two, report(claim())) == ["theorem-1: control 'other' is gone"]
    assert lines(report(claim()), two, Direction.NEW) == ["theorem-1: control 'other' is new"]


def test_control_that_survives_is_named(claim: MakeClaim, report: MakeReport) -> None:
    survived = (Control(id="orthogonal-to-target", statement="wrong", refuted=False),)
    assert fallen(report(claim()), report(claim(controls=survived))) == [
        "theorem-1: outcome fell from holds to undecided",
        "theorem-1: control 'orthogonal-to-target' is no longer refuted",
    ]


def test_premise_that_is_gone_or_no_longer_necessary_is_named(claim: MakeClaim, report: MakeReport) -> None:
    undecided = Premise(
        id="optimal-output-weights", statement="s is optimal", verdict=PremiseVerdict.UNDECIDED, met=300
    )
    before, open_, without = report(claim()), report(claim(premises=(undecided,))), report(claim(premises=()))
    part = "theorem-1: premise 'optimal-output-weights'"
    assert fallen(before, open_) == lines(before, open_) == [f"{part} is no longer necessary"]
    assert lines(open_, before, Direction.ROSE) == [f"{part} is now necessary"]
    assert fallen(before, without) == [f"{part} is gone"]
    assert lines(without, before, Direction.NEW) == [f"{part} is new"]


def test_premise_that_a_proof_makes_redundant_though_it_was_necessary_is_a_change(
    claim: MakeClaim, report: MakeReport
) -> None:
    before = of_report(report(claim()))
    was = before.claims["theorem-1"]
    redundant = was.model_copy(update={"premises": {"optimal-output-weights": PremiseVerdict.REDUNDANT}})
    now = before.model_copy(update={"claims": {"theorem-1": redundant}})
    [change] = changes.compare(before, now, whole=True)
    assert change == Change(
        direction=Direction.CHANGED,
        subject="theorem-1",
        what="premise 'optimal-output-weights' changed from necessary to redundant",
    )


def test_names_are_compared_though_the_seeds_differ(claim: MakeClaim, report: MakeReport) -> None:
    now = report(claim(premises=()), seed=7)
    assert fallen(report(claim()), now) == ["theorem-1: premise 'optimal-output-weights' is gone"]


# ---- census and pictures ----


@pytest.mark.parametrize(
    ("changes", "expected"),
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
        ({"null_steps": 9}, ["census relu: steps at which failure has probability 0 changed from absent to 9"]),
    ],
)
def test_changed_count_of_the_census_is_named(
    report: MakeReport, row: MakeRow, changes: dict[str, Any], expected: list[str]
) -> None:
    before, now = report(census=(row(),)), report(census=(row(**changes),))
    assert lines(before, now, Direction.CHANGED) == lines(before, now) == expected


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
    assert lines(report(census=(row(),)), report(census=(other,))) == []


def test_picture_that_is_no_longer_made_is_named_and_how_it_agrees_is_not_compared(report: MakeReport) -> None:
    def picture(name: str, departure: float) -> dict[str, object]:
        curve = {"x": (1.0,), "y": (1.0,)}
        words = {"title": "t", "shows": "s", "x_label": "x", "y_label": "y"}
        return {"id": name, "curves": {"c": curve}, "post": {"c": curve}, "largest_departure": departure, **words}

    both, one = report(figures=(picture("b", 0.5), picture("a", 0.5))), report(figures=(picture("a", 9.0),))
    assert lines(both, one, Direction.GONE) == lines(both, one) == ["picture b: in the baseline, but not in this run"]
    assert lines(both, one, whole=False) == []
    assert lines(one, both) == ["picture b: not in the baseline yet"]
    assert lines(one, both, whole=False) == []


# ---- what is not there ----


def test_missing_claim_is_named_only_when_all_were_run(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    before, now = report(claim(), claim("other"), census=(row(),)), report(claim())
    assert lines(before, now, whole=False) == []
    assert lines(before, now, Direction.GONE) == [
        "other: in the baseline, but not in this run",
        "census relu: in the baseline, but not in this run",
    ]


def test_better_and_new_is_news_and_no_fall(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    before = report(claim(undecided="too slow"))
    now = report(claim(), claim("other"), census=(row(),))
    assert fallen(before, now) == []
    assert lines(before, now) == [
        "theorem-1: outcome rose from undecided to holds",
        "other: not in the baseline yet",
        "census relu: not in the baseline yet",
    ]


# ---- the comparison in the report ----


def section(run: Report, **changes: object) -> Section:
    return of_report(run).model_copy(update=changes)


def test_lost_evidence_is_status_1_although_everything_holds(claim: MakeClaim, report: MakeReport) -> None:
    now = report(with_evidence(claim, tested=InExamples(examples=299, strata=STRATA)))
    assert exit_status(compared(now, section(now), whole=True, required=None)) == 0
    assert exit_status(compared(now, section(report(claim())), whole=True, required=None)) == 1


def test_run_that_is_recorded_names_its_losses_and_fell_nowhere(
    claim: MakeClaim, report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "missing_tool", lambda level: "Coq" if level is Level.FORMALISED else None)
    before = report(with_evidence(claim, formalised=Formalised(theorem="a", statements=("a",))))
    now = report(claim(), formalities=Formalities(absent="no Coq"))
    assert (
        compared(now, section(before), whole=True, required=None).comparison
        == compared(now, section(now), whole=True, required=None).comparison
    )
    recorded = compared(now, section(before), whole=True, required=None, recorded=True)
    assert recorded.comparison is not None
    assert recorded.comparison.toward(Direction.FELL) == ("theorem-1: no longer formalised (this run: certified)",)
    assert recorded.comparison.fallen == ()
    assert exit_status(recorded) == 0


def test_other_versions_of_what_draws_are_named(claim: MakeClaim, report: MakeReport) -> None:
    now = report(claim())
    assert now.versions["numpy"] == "2.1.0"
    same = compared(now, section(now), whole=True, required=None).comparison
    other = compared(now, section(now, versions={"numpy": "2.0.0"}), whole=True, required=None).comparison
    assert same is not None
    assert same.versions == {}
    assert other is not None
    assert other.versions == {"numpy": "2.0.0"}


def test_the_tools_that_levels_need(monkeypatch: pytest.MonkeyPatch) -> None:
    assert changes.missing_tool(Level.TESTED) is None
    assert changes.missing_tool(Level.CERTIFIED) is None
    assert changes.missing_tool(Level.PROVED) is None
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert changes.missing_tool(Level.FORMALISED) == "Coq with mathcomp (apt-get install coq libcoq-mathcomp-algebra)"


def test_coq_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/coqc")
    monkeypatch.delenv("LEMMATA_COQ")
    assert changes.missing_tool(Level.FORMALISED) is None
    monkeypatch.setenv("LEMMATA_COQ", "off")
    assert changes.missing_tool(Level.FORMALISED) is not None
