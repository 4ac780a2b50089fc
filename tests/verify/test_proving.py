"""A proof counts only when all of it is true in the run: derivation, statement, model, checker."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from verify.check import proofs
from verify.check.certificates import Refused
from verify.claims import ALL
from verify.evidence import ClaimEvidence, Evidence, Level, Outcome, Profile, Proved, settle
from verify.proof import Theorem, Words, apply, by, for_all
from verify.proving import prove
from verify.running.loading import claims_in
from verify.ways import Proof


def house(name: str) -> Any:
    return claims_in(ALL[name])[name]


PROVED = {name: claim for name in ALL if getattr(claim := house(name), "proof", None)}


def square() -> Theorem:
    k = Words("n; x: n")
    return for_all(*k.all("n x"), theorem=apply("gram", k("x")))


SQUARE = Proof("∀ n. ∀ x: n. 0 ≤ ‖x‖²", square, model={})


@pytest.mark.parametrize("name", PROVED)
def test_the_proof_of_a_claim_arrives_and_is_accepted(name: str) -> None:
    proving = prove(name, PROVED[name].proof)
    assert (proving.broken, proving.refusal) == (None, None)
    assert proving.proved is not None
    assert proofs.check_line(str(proving.line)).proves == name


def test_so_many_claims_are_proved() -> None:
    assert len(PROVED) >= 16


def test_a_theorem_that_is_not_the_statement_proves_nothing() -> None:
    proving = prove("mine", replace(SQUARE, statement="∀ n. ∀ x: n. 0 < ‖x‖²"))
    assert (proving.proved, proving.line) == (None, None)
    assert proving.broken == "its proof arrives at another statement than the claim's"


def test_a_theorem_with_a_hypothesis_proves_nothing() -> None:
    k = Words("a: 1")
    assuming_more = apply("second", apply("both", apply("assume", k("a = 0")), by(k("0 = 0"))))
    assert prove("mine", Proof("0 = 0", lambda: assuming_more, model={})).broken is not None


def test_a_derivation_that_lacks_a_fact_proves_nothing() -> None:
    k = Words("n; x: n")
    proving = prove("mine", replace(SQUARE, derive=lambda: by(k("0 ≤ ‖x‖²"))))
    assert proving.broken is not None
    assert proving.broken.startswith("its proof does not arrive: ")


def test_premises_that_the_model_does_not_meet_are_named() -> None:
    k = Words("n; x: n")

    def vacuous() -> Theorem:
        square_ = apply("discharge", k("x ≠ x"), apply("gram", k("x")))
        return for_all(*k.all("n x"), theorem=square_)

    proof = Proof("∀ n. ∀ x: n. x ≠ x → 0 ≤ ‖x‖²", vacuous, model={"n": 1, "x": [[1]]})
    proving = prove("mine", proof)
    assert proving.broken is not None
    assert proving.broken.startswith("the model does not meet what its theorem presupposes")


def test_a_refusal_by_the_checker_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> proofs.Accepted:
        raise Refused("step 0: no")

    monkeypatch.setattr(proofs, "check_line", refuse)
    assert prove("mine", SQUARE).refusal == "mine, its proof: step 0: no"


def test_kernel_and_checker_must_take_it_for_the_same_theorem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "check_line", lambda _: proofs.Accepted("mine", 3, ["false"]))
    assert prove("mine", SQUARE).broken == "kernel and checker take its proof for different theorems"


def test_a_checker_that_believes_anything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = proofs.check_line(str(prove("mine", SQUARE).line))
    monkeypatch.setattr(proofs, "check_line", lambda _: accepted)
    assert prove("mine", SQUARE).broken == "the checker takes a proof of something else for one of false"


def test_a_broken_proof_makes_the_run_unbelievable() -> None:
    claim = replace(house("theorem-1"), property=None, instance=None, derivation=None)
    short = replace(claim.proof, statement="∀ n. ∀ x: n. 0 ≤ ‖x‖²")
    [settled] = settle([replace(claim, proof=short).collect(Profile.QUICK, 0)])
    assert settled.outcome is Outcome.UNDECIDED
    assert settled.reasons == ("its proof arrives at another statement than the claim's",)


def test_a_proof_and_a_counterexample_disagree(claim: Callable[..., ClaimEvidence]) -> None:
    proved = Evidence(proved=Proved(statement="0 = 0", steps=1))
    [settled] = settle([claim(evidence=proved, premises=())])
    assert settled.level is Level.PROVED
    [refuted] = settle([claim(evidence=proved, premises=(), counterexample={"x": "1"})])
    assert refuted.reasons[0] == "two routes disagree: a theorem says that it holds, and there is a counterexample"
