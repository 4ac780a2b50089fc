"""What Coq found becomes evidence of the claims that its theorems are about, and of nothing else."""

from collections.abc import Callable

import pytest

from verify import formalising
from verify.evidence import ClaimEvidence, Exit, Formalities, Level, Report, exit_status, settle
from verify.formal.coq import Formal, State, Statement
from verify.formalising import formalised, formalities
from verify.gate.comparing import compared

MakeClaim = Callable[..., ClaimEvidence]


def found(
    *statements: Statement, state: State = State.CHECKED, reason: str = "", faults: tuple[str, ...] = ()
) -> Formal:
    return Formal(state, reason, faults, statements, "8.16.1", deep=False, seconds=1.0)


def statement(part: str = "", *, assumptions: tuple[str, ...] = (), fault: str = "") -> Statement:
    return Statement("theorem-1", f"claim_theorem_1{part}", "theorem_1", "forall G, ...", assumptions, fault)


def test_an_accepted_theorem_formalises_its_claim(claim: MakeClaim) -> None:
    claims = settle(formalised([claim("theorem-1"), claim("pass-through")], found(statement(), statement("__part"))))
    assert [one.level for one in claims] == [Level.FORMALISED, Level.CERTIFIED]
    evidence = claims[0].evidence.formalised
    assert evidence is not None
    assert evidence.theorem == "claim_theorem_1, claim_theorem_1__part"


def test_a_theorem_on_an_assumption_raises_no_level_and_names_it(claim: MakeClaim) -> None:
    [settled] = settle(formalised([claim()], found(statement(assumptions=("classic",)))))
    assert settled.level is Level.CERTIFIED
    assert settled.evidence.formalised is not None
    assert settled.evidence.formalised.assumptions == ("classic",)


def test_one_part_that_is_not_accepted_formalises_nothing(claim: MakeClaim) -> None:
    [settled] = settle(formalised([claim()], found(statement(), statement("__part", fault="no"), state=State.FAILED)))
    assert settled.evidence.formalised is None


@pytest.mark.parametrize("state", [State.MISSING, State.BROKEN])
def test_without_a_working_tool_nothing_is_formalised_and_nothing_is_a_fault(
    claim: MakeClaim, report: Callable[..., Report], state: State
) -> None:
    answer = found(statement(fault="no Coq"), state=state, reason="coqc is not on the PATH")
    claims = formalised([claim()], answer)
    made = report(*claims, formalities=formalities(answer))
    assert made.claims[0].level is Level.CERTIFIED
    assert made.formalities == Formalities(version="8.16.1", theorems=0, absent="coqc is not on the PATH")
    assert exit_status(made) is Exit.HOLDS
    assert exit_status(compared(made, None, whole=True, required=Level.FORMALISED)) is Exit.TOOL_MISSING
    assert exit_status(compared(made, None, whole=True, required=Level.PROVED)) is Exit.FELL


def test_a_proof_that_coq_refuses_is_a_fault_of_the_toolkit(claim: MakeClaim, report: Callable[..., Report]) -> None:
    answer = found(state=State.FAILED, reason="growth.v, line 3: Error", faults=("growth.v, line 3: Error",))
    about = formalities(answer)
    faulty = report(claim(), formalities=about, faults=("Coq: growth.v, line 3: Error",))
    assert exit_status(faulty) is Exit.NOT_TO_BE_BELIEVED


def test_a_run_that_did_not_ask_coq_says_so() -> None:
    assert formalities(None).absent == "it was left out of this run"


def test_it_is_known_which_claims_have_theorems() -> None:
    assert formalising.speaks_about({"theorem-1"})
    assert not formalising.speaks_about({"census-relu"})
