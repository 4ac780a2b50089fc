"""What follows from the evidence about a claim: outcome, level, effective level, reasons and faults.

`settle` turns what a run collected into `Claim`s. Their outcome and levels are computed here and checked
again whenever a report is read: nobody can declare them.
"""

from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field, model_validator

from verify.evidence.base import Text
from verify.evidence.collected import ClaimEvidence, Evidence
from verify.evidence.status import Kind, Level, Outcome, weakest

HARDLY = 10
"""A premise met in fewer than one example in HARDLY leaves the tests vacuous."""


def faults(claim: ClaimEvidence) -> tuple[str, ...]:
    """Say why the toolkit itself is not to be believed about this claim; empty in a sound run."""
    found = [f"control {control.id} survived" for control in claim.controls if not control.refuted]
    found.extend(f"the checker refused a certificate: {refusal}" for refusal in claim.refusals)
    rejected = claim.evidence.certified.rejected if claim.evidence.certified else 0
    if rejected > len(claim.refusals):
        found.append(f"the checker refused {rejected} of the certificates it was shown")
    found.extend(f"two routes disagree: {what}" for what in claim.disagreements)
    found.extend(claim.broken)
    proved = claim.evidence.proved or claim.evidence.formalised
    if proved is not None and claim.counterexample is not None:
        found.append("two routes disagree: a theorem says that it holds, and there is a counterexample")
    if claim.stopped is not None and claim.kind is not Kind.OWN:
        found.append(f"stopped by an error: {claim.stopped}")
    if not found and claim.kind is Kind.PRINTED and _doubts(claim) == () and claim.counterexample is None:
        found.append("the post's statement, false as printed, was not refuted")
    return tuple(found)


def outcome(claim: ClaimEvidence) -> Outcome:
    """Return what follows from the evidence; with faults it decides nothing, so the claim is undecided."""
    if claim.counterexample is not None:
        return Outcome.REFUTED
    if faults(claim) or claim.undecided is not None or not _established(claim.evidence):
        return Outcome.UNDECIDED
    return Outcome.VACUOUS if _emptiness(claim) else Outcome.HOLDS


def levels(claim: ClaimEvidence) -> tuple[Level, ...]:
    """Return every level that this run re-established, the weakest first; none unless the claim holds.

    Certified means accepted certificates or an exhausted scope; formalised, a Coq theorem that rests on no assumption.
    SymPy's derivations raise no level. An unguarded claim is never better than tested.
    """
    if outcome(claim) is not Outcome.HOLDS:
        return ()
    return (Level.TESTED,) if claim.unguarded else _established(claim.evidence)


def level(claim: ClaimEvidence) -> Level | None:
    """Return the highest level that this run re-established; None unless the claim holds."""
    return max(levels(claim), key=lambda established: established.rank, default=None)


def reasons(claim: ClaimEvidence) -> tuple[str, ...]:
    """Say why the claim does not stand better: faults first, then what stayed undecided or empty, or is missing."""
    unguarded = ("unguarded: without a control nothing shows that a false version would be noticed",)
    return faults(claim) + _doubts(claim) + (unguarded if claim.unguarded else ())


def _doubts(claim: ClaimEvidence) -> tuple[str, ...]:
    found = [] if claim.undecided is None else [claim.undecided]
    if claim.stopped is not None:  # of the user's own code; elsewhere it is a fault
        return (*found, *([f"stopped by an error: {claim.stopped}"] if claim.kind is Kind.OWN else []))
    if not _established(claim.evidence):
        found.append("this run established nothing")
    return (*found, *_emptiness(claim))


def _established(evidence: Evidence) -> tuple[Level, ...]:
    tested, certified = evidence.tested, evidence.certified
    found = []
    if tested and tested.examples:
        found.append(Level.TESTED)
    if certified and (certified.instances or (certified.exhausted and certified.exhausted.instances)):
        found.append(Level.CERTIFIED)
    if evidence.proved:
        found.append(Level.PROVED)
    if evidence.formalised and not evidence.formalised.assumptions:
        found.append(Level.FORMALISED)
    return tuple(found)


def _emptiness(claim: ClaimEvidence) -> tuple[str, ...]:
    """Name the strata that were not reached and the premises that were hardly met."""
    tested = claim.evidence.tested
    if tested is None:
        return ()
    found = [f"the case '{name}' was never reached" for name, count in tested.strata.items() if count == 0]
    found.extend(
        f"premise {premise.id} was met in {premise.met or 0} of {tested.examples} examples"
        for premise in claim.premises
        if (premise.met or 0) * HARDLY < tested.examples
    )
    return tuple(found)


class Claim(ClaimEvidence):
    """A claim in the report. Outcome and level must be what the evidence says, or validation fails."""

    outcome: Outcome
    level: Level | None = Field(
        default=None, description="the strongest level that this run established; absent unless the claim holds"
    )
    effective_level: Level | None = Field(
        default=None,
        description="the weakest level along what it rests on; absent where this run did not establish one",
    )
    reasons: tuple[Text, ...] = Field(default=(), description="why the claim does not stand better")

    @model_validator(mode="after")
    def _computed_not_declared(self) -> Self:
        for name, computed in (
            ("outcome", outcome(self)),
            ("level", level(self)),
            ("reasons", reasons(self)),
        ):
            if getattr(self, name) != computed:
                raise ValueError(f"{self.id}: {name} is {getattr(self, name)!r}, but the evidence says {computed!r}")
        return self

    @property
    def expected(self) -> bool:
        """Whether the outcome keeps a run green: it holds, or it is false as printed and was refuted."""
        return self.outcome is (Outcome.REFUTED if self.kind is Kind.PRINTED else Outcome.HOLDS)


def effective_levels(claims: Mapping[str, tuple[Level | None, tuple[str, ...]]]) -> dict[str, Level | None]:
    """Return the weakest level along `rests_on` for each id, given its own level and what it rests on.

    What rests on a claim that this run did not run has no effective level. ValueError for a circle.
    """
    known: dict[str, Level | None] = {}

    def visit(name: str, path: tuple[str, ...]) -> Level | None:
        if name in path:
            raise ValueError(f"claims rest on each other in a circle: {' -> '.join((*path, name))}")
        if name not in claims:
            return None
        if name not in known:
            own, below = claims[name]
            known[name] = weakest([own, *(visit(other, (*path, name)) for other in below)])
        return known[name]

    return {name: visit(name, ()) for name in claims}


def settle(collected: Iterable[ClaimEvidence]) -> tuple[Claim, ...]:
    """Compute outcome, level and effective level of every claim of a run, in the order given."""
    evidence = list(collected)
    effective = effective_levels({claim.id: (level(claim), claim.rests_on) for claim in evidence})
    return tuple(
        Claim(
            **{name: getattr(claim, name) for name in ClaimEvidence.model_fields},
            outcome=outcome(claim),
            level=level(claim),
            effective_level=effective[claim.id],
            reasons=reasons(claim),
        )
        for claim in evidence
    )
