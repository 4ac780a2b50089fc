"""What --claim shows of one claim: every piece of evidence that there is, and nothing that there is not."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from verify import evidence as collected
from verify.evidence import (
    CensusRow,
    Certified,
    ClaimEvidence,
    Derived,
    Evidence,
    Formalised,
    Instance,
    Premise,
    PremiseVerdict,
    Proved,
    Replay,
    Report,
)
from verify.evidence.census import OwnPathCounts
from verify.report.terminal import print_report

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


def in_full(report: Report) -> str:
    console = Console(file=io.StringIO(), width=200)  # so that nothing wraps
    with console.capture() as captured:
        print_report(console, report, in_full=[claim.id for claim in report.claims])
    return captured.get()


def test_evidence_that_is_absent_is_not_mentioned(claim: MakeClaim, report: MakeReport) -> None:
    bare = Evidence(tested=collected.Tested(examples=300, strata={}))
    shown = in_full(report(claim(evidence=bare, premises=())))
    assert "tested on 300 random examples\n" in shown
    for word in ("certified on", "decided exactly", "derived in", "proved for all", "formalised in Coq", "premise "):
        assert word not in shown


@pytest.mark.parametrize(
    ("assumptions", "rests"),
    [
        ((), "rests on no assumption"),
        (("choice", "extensionality"), "rests on choice, extensionality, which raises no"),
    ],
)
def test_theorems_are_shown_with_what_they_rest_on(
    assumptions: tuple[str, ...], rests: str, claim: MakeClaim, report: MakeReport
) -> None:
    evidence = Evidence(
        proved=Proved(statement="∀ a. a = a", steps=3, covers="the case of one point"),
        formalised=Formalised(theorem="claim_it", statements=("forall a, a = a",), assumptions=assumptions),
    )
    shown = in_full(report(claim(evidence=evidence, premises=())))
    assert "accepted each of 3 steps" in shown
    assert "what it says: the case of one point" in shown
    assert f"formalised in Coq: claim_it {rests}" in shown
    assert "forall a, a = a" in shown


def test_refused_certificates_are_counted(claim: MakeClaim, report: MakeReport) -> None:
    evidence = Evidence(
        certified=Certified(instances=48, rejected=2, issued=50), derived=Derived(steps=1, route="SymPy")
    )
    shown = in_full(report(claim(evidence=evidence, premises=())))
    assert (
        "certified on 48 instances: the independent checker accepted their certificates, and refused those of 2"
        in shown
    )
    assert "derived in 1 step (which raises no level): SymPy" in shown


def test_a_counterexample_comes_with_what_replays_it(claim: MakeClaim, report: MakeReport) -> None:
    found: Instance = {"x": (("1",),)}
    replay = Replay(claim="theorem-1", part="theorem-1", instance=found)
    shown = in_full(report(claim(counterexample=found, replay=replay, replayed=2, premises=())))
    assert "counterexample: x = [1]" in shown
    assert 'print(replay("theorem-1", "theorem-1", {"x": [[1]]}))' in shown
    assert "2 kept counterexamples tried again first" in shown


def test_a_premise_without_a_witness_says_what_is_known(claim: MakeClaim, report: MakeReport) -> None:
    redundant = Premise(id="a", statement="A", verdict=PremiseVerdict.REDUNDANT, stronger="stronger")
    undecided = Premise(id="b", statement="B", verdict=PremiseVerdict.UNDECIDED, tried="every instance with n <= 2")
    proved = Evidence(proved=Proved(statement="∀ a. a = a", steps=3))
    shown = in_full(report(claim("stronger", evidence=proved, premises=()), claim(premises=(redundant, undecided))))
    assert "without it the claim is stronger\n" in shown
    assert "without it the claim did not fail on every instance with n <= 2" in shown


def test_why_there_is_no_control_is_said(claim: MakeClaim, report: MakeReport) -> None:
    shown = in_full(report(claim(controls=(), no_control_because="no false version is near")))
    assert "no control: no false version is near" in shown


def test_the_posts_program_repeated_is_a_table_of_its_own(row: MakeRow, report: MakeReport) -> None:
    paths = OwnPathCounts(
        cutoff="machine precision", growths=100, cap=1000, drawn=60_000, capped=3, refused=(4_000, 5_500, 4_700)
    )
    shown = in_full(report(census=(row(own_path=(paths,)), row("tanh"))))
    [line] = [line.split() for line in shown.splitlines() if "machine precision" in line]
    assert line == ["relu", "machine", "precision", "100", "3", "4,000", "5,500", "3"]
