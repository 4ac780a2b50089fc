import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from verify.evidence import (
    STATUSES,
    CensusRow,
    Certified,
    ClaimEvidence,
    Control,
    Evidence,
    Exhausted,
    Exit,
    Kind,
    Level,
    Outcome,
    OwnData,
    Premise,
    PremiseVerdict,
    Report,
    exact,
    exit_status,
    from_json,
    settle,
    status,
    to_json,
)
from verify.evidence.census import Causes
from verify.evidence.claims import effective_levels
from verify.evidence.collected import Tested as InExamples  # pytest would collect Tested as a test class

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


def premise(**changes: object) -> Premise:
    fields: dict[str, object] = {"id": "p", "statement": "s is optimal", "verdict": PremiseVerdict.UNDECIDED}
    return Premise.model_validate(fields | changes)


def only_examples(**strata: int) -> Evidence:
    return Evidence(tested=InExamples(examples=300, strata=strata))


def test_sound_claim_holds_at_its_highest_level(claim: MakeClaim) -> None:
    settled = settle([claim()])[0]
    assert settled.outcome is Outcome.HOLDS
    assert settled.level is settled.effective_level is Level.CERTIFIED
    assert settled.reasons == ()


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"counterexample": {"y": ("1",)}}, Outcome.REFUTED, None),
        ({"undecided": "the precision cap was reached"}, Outcome.UNDECIDED, "the precision cap was reached"),
        ({"evidence": Evidence()}, Outcome.UNDECIDED, "this run established nothing"),
        ({"evidence": only_examples(dead=0)}, Outcome.VACUOUS, "the case 'dead' was never reached"),
        ({"premises": (premise(met=29),)}, Outcome.VACUOUS, "premise p was met in 29 of 300 examples"),
        ({"premises": (premise(),)}, Outcome.VACUOUS, "premise p was met in 0 of 300 examples"),
        ({"disagreements": ("balls 1, rationals 2",)}, Outcome.UNDECIDED, "two routes disagree: balls 1, rationals 2"),
    ],
)
def test_what_speaks_against_a_claim_decides_its_outcome(
    claim: MakeClaim, changes: dict[str, Any], outcome: Outcome, reason: str | None
) -> None:
    settled = settle([claim(**changes)])[0]
    assert settled.outcome is outcome
    assert settled.level is None
    assert settled.reasons == (() if reason is None else (reason,))


def test_premise_met_often_enough_leaves_the_claim_standing(claim: MakeClaim) -> None:
    assert settle([claim(premises=(premise(met=30),))])[0].outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (only_examples(dead=1), Level.TESTED),
        (Evidence(certified=Certified(instances=1, rejected=0, issued=9)), Level.CERTIFIED),
        (
            Evidence(
                certified=Certified(instances=0, rejected=0, issued=0, exhausted=Exhausted(scope="n = 1", instances=3))
            ),
            Level.CERTIFIED,
        ),
    ],
)
def test_level_follows_from_the_evidence(claim: MakeClaim, evidence: Evidence, level: Level) -> None:
    assert settle([claim(evidence=evidence, premises=())])[0].level is level


def test_certificates_that_nobody_checked_certify_nothing(claim: MakeClaim) -> None:
    evidence = Evidence(
        tested=InExamples(examples=5, strata={}), certified=Certified(instances=0, rejected=0, issued=9)
    )
    assert settle([claim(evidence=evidence, premises=())])[0].level is Level.TESTED


def test_derivation_alone_establishes_no_level(claim: MakeClaim) -> None:
    derived = claim().evidence.derived
    settled = settle([claim(evidence=Evidence(derived=derived), premises=())])[0]
    assert (settled.outcome, settled.level) == (Outcome.UNDECIDED, None)


def test_refused_certificate_is_a_fault(claim: MakeClaim, report: MakeReport) -> None:
    certified = Certified(instances=49, rejected=1, issued=50)
    run = report(claim(evidence=Evidence(certified=certified), premises=()))
    assert run.faults == ("theorem-1: the checker refused 1 of the certificates it was shown",)
    assert exit_status(run) is Exit.NOT_TO_BE_BELIEVED


def test_refused_certificate_is_named_where_the_claim_names_it(claim: MakeClaim, report: MakeReport) -> None:
    certified = Certified(instances=49, rejected=1, issued=50)
    named = claim(evidence=Evidence(certified=certified), premises=(), refusals=("number 7: no residual",))
    assert report(named).faults == ("theorem-1: the checker refused a certificate: number 7: no residual",)


def test_surviving_control_is_a_fault(claim: MakeClaim, report: MakeReport) -> None:
    control = Control(id="wrong", statement="always improves", refuted=False)
    run = report(claim(controls=(control,)))
    assert run.claims[0].outcome is Outcome.UNDECIDED
    assert exit_status(run) is Exit.NOT_TO_BE_BELIEVED


def test_printed_statement_that_survives_is_a_fault(claim: MakeClaim, report: MakeReport) -> None:
    run = report(claim(kind=Kind.PRINTED))
    assert exit_status(run) is Exit.NOT_TO_BE_BELIEVED


def test_printed_statement_that_is_refuted_keeps_the_run_green_and_is_a_finding(
    claim: MakeClaim, report: MakeReport
) -> None:
    printed = claim("blocks", kind=Kind.PRINTED, counterexample={"l": "1", "n": "2"})
    run = report(printed, claim("blocks-repaired", kind=Kind.REPAIRED, repairs="blocks"))
    assert exit_status(run) is Exit.HOLDS
    assert [finding.id for finding in run.findings] == ["blocks-refuted"]
    assert run.findings[0].evidence == ("blocks", "blocks-repaired")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Exit.HOLDS),
        ({"counterexample": {"y": ("1",)}}, Exit.FELL),
        ({"undecided": "why"}, Exit.UNDECIDED),
        ({"evidence": only_examples(dead=0)}, Exit.UNDECIDED),
    ],
)
def test_exit_status(claim: MakeClaim, report: MakeReport, changes: dict[str, Any], expected: Exit) -> None:
    assert exit_status(report(claim("other"), claim(**changes))) is expected


def test_undecided_neurons_leave_the_run_undecided(claim: MakeClaim, report: MakeReport, row: MakeRow) -> None:
    run = report(claim(), census=(row(improving=9_999, undecided=1),))
    assert exit_status(run) is Exit.UNDECIDED


def test_effective_level_is_the_weakest_along_what_a_claim_rests_on() -> None:
    levels = effective_levels(
        {
            "top": (Level.CERTIFIED, ("middle",)),
            "middle": (Level.CERTIFIED, ("bottom",)),
            "bottom": (Level.TESTED, ()),
            "apart": (Level.CERTIFIED, ()),
            "dangling": (Level.CERTIFIED, ("not run",)),
        }
    )
    assert levels == {
        "top": Level.TESTED,
        "middle": Level.TESTED,
        "bottom": Level.TESTED,
        "apart": Level.CERTIFIED,
        "dangling": None,
    }


def test_claims_that_rest_on_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="in a circle: a -> b -> a"):
        effective_levels({"a": (Level.TESTED, ("b",)), "b": (Level.TESTED, ("a",))})


def test_report_survives_the_way_through_json(full_report: Report) -> None:
    assert from_json(to_json(full_report)) == full_report


def test_absent_evidence_is_absent_and_the_contract_s_nulls_stay(
    claim: MakeClaim, report: MakeReport, row: MakeRow
) -> None:
    fields = json.loads(to_json(report(claim(evidence=only_examples(dead=1), premises=()), census=(row(),))))
    written = fields["claims"][0]
    assert fields["schema"] == "lemmata/1"
    assert set(written["evidence"]) == {"tested"}
    assert "counterexample" not in written
    assert written["repairs"] is None
    assert fields["census"][0]["expected_failures"] is None
    assert "float_says_improving_but_not" not in fields["census"][0]
    assert "post" not in fields["census"][0]
    assert "own_data" not in fields


@pytest.mark.parametrize(
    "forge",
    [
        lambda f: f["claims"][0].update(level="formalised"),
        lambda f: f["claims"][0].update(effective_level="proved"),
        lambda f: f["claims"][0].update(outcome="refuted"),
        lambda f: f["claims"][0]["evidence"]["certified"].update(rejected=1, issued=51),
        lambda f: f["claims"][0]["evidence"].update(proved={"steps": 7}),
        lambda f: f["claims"][0]["controls"][0].pop("counterexample"),
        lambda f: f["claims"][0]["premises"][0].pop("witness"),
        lambda f: f["claims"][0]["premises"][0].update(verdict="redundant"),
        lambda f: f.update(outcome="refuted"),
        lambda f: f.update(faults=["none"]),
        lambda f: f.update(schema="lemmata/2"),
        lambda f: f.update(surprise=1),
        lambda f: f["claims"].append(f["claims"][0]),
        lambda f: f["census"][0].update(improving=9_999),
        lambda f: f["census"][0]["causes"].update(dead=999),
        lambda f: f["census"][0].update(float_says_not_but_improving=1),
        lambda f: f["census"][0]["rate"].update(low=0.5),
        lambda f: f["census"][0].update(scale="1"),
    ],
)
def test_declared_or_inconsistent_report_is_refused(
    claim: MakeClaim, report: MakeReport, row: MakeRow, forge: Callable[[dict[str, Any]], object]
) -> None:
    fields = json.loads(to_json(report(claim(), census=(row(),))))
    forge(fields)
    with pytest.raises(ValidationError):
        from_json(json.dumps(fields))


def test_outcome_that_is_declared_throughout_is_refused(claim: MakeClaim, report: MakeReport) -> None:
    fields = json.loads(to_json(report(claim(undecided="the precision cap was reached"))))
    for part in (fields, fields["claims"][0]):
        part["outcome"] = "holds"
    with pytest.raises(ValidationError, match=r"outcome is <Outcome\.HOLDS.*but the evidence says <Outcome\.UNDECIDED"):
        from_json(json.dumps(fields))


def test_claim_without_control_or_reason_is_refused(claim: MakeClaim) -> None:
    with pytest.raises(ValidationError, match="give controls, or else the reason"):
        claim(controls=())
    assert claim(controls=(), no_control_because="every near version is true").controls == ()


def test_models_cannot_be_changed(claim: MakeClaim) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        claim().statement = "another"


def test_one_table_describes_every_status_once() -> None:
    members = [row.member for row in STATUSES]
    every = [*Outcome, *Level, *PremiseVerdict]
    assert len(members) == len(every)
    for member in every:
        assert status(member).member is member


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (Fraction(-1, 2), "-1/2"),
        (0.1, "3602879701896397/36028797018963968"),
        (np.array([[1.5, 2.0]]), (("3/2", "2"),)),
        ([], ()),
        ([[], []], ((), ())),
        ("relu", "relu"),
        ([[["1"]]], ((("1",),),)),
    ],
)
def test_exact_numbers_as_strings(value: object, text: object) -> None:
    assert exact(value) == text


@pytest.mark.parametrize("value", [True, None, object(), [[[[1]]]], {"a": 1}, {1}, b"1"])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="exact number"):
        exact(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        exact(value)


def test_rows_are_named_by_activation_scale_and_rounding(row: MakeRow) -> None:
    assert row().name == "relu"
    assert row(scale="1/100").name == "relu x 0.01"
    assert row(scale="1/100", rounded=True).name == "relu x 0.01 rounded"


def test_causes_add_up() -> None:
    assert Causes(dead=1, linear=2, in_span=3, orthogonal=4, residual_zero=5).total == 15


def test_own_data_with_undecided_neurons_or_refusals(report: MakeReport) -> None:
    data = OwnData(
        file="t.csv", sha256="0", read_as="decimal", rows=2, features=("x",), target="y", bias=False,
        standardise=False, activation="tanh", scale="1", neurons=1, growths=(), refusals=("line 1: no residual",),
    )  # fmt: skip
    run = report(own_data=data, faults=("line 1: no residual",))
    assert exit_status(run) is Exit.NOT_TO_BE_BELIEVED
    with pytest.raises(ValidationError, match="faults"):
        report(own_data=data)
