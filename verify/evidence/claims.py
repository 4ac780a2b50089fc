"""What a run collected about one claim, and what follows from it: outcome, level, reasons and faults.

A claim hands over a `ClaimEvidence`. `settle` turns the collected evidence of a run into `Claim`s, whose
outcome and levels are computed here and checked again whenever a report is read: nobody can declare them.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Instance, Model, Text
from verify.evidence.census import CensusRow
from verify.evidence.status import Kind, Level, Outcome, PremiseVerdict, weakest

HARDLY = 10
"""A premise met in fewer than one example in HARDLY leaves the tests vacuous."""


class Tested(Model):
    """Random examples in floats without a counterexample, and how often each boundary case was reached."""

    examples: Count
    strata: dict[str, Count]


class Exhausted(Model):
    """A finite scope in which every instance was decided exactly."""

    scope: Text
    instances: Count


class Certified(Model):
    """Instances decided without tolerance, each with a certificate.

    `issued` certificates were made; the independent checker accepted `instances` of them in this run and
    refused `rejected`. A profile may check only some: instances + rejected of issued.
    """

    instances: Count
    rejected: Count
    issued: Count
    exhausted: Exhausted | None = None

    @model_validator(mode="after")
    def _no_more_than_issued(self) -> Self:
        if self.checked > self.issued:
            raise ValueError(f"{self.checked} certificates checked, but only {self.issued} issued")
        return self

    @property
    def checked(self) -> int:
        """How many certificates the checker was shown."""
        return self.instances + self.rejected


class Derived(Model):
    """A symbolic derivation: evidence of its own kind, which never raises a level."""

    steps: Count
    route: Text


class Evidence(Model):
    """What this run established, level by level; what it did not is absent."""

    tested: Tested | None = None
    certified: Certified | None = None
    derived: Derived | None = None


class Premise(Model):
    """A premise put to the test: `met` in so many of the tested examples, and what happens without it."""

    id: Text
    statement: Text
    verdict: PremiseVerdict
    met: Count | None = None
    stated_in_post: bool = True
    witness: Instance | None = None
    stronger: Text | None = Field(
        default=None, description="the proved claim that makes the premise redundant"
    )

    @model_validator(mode="after")
    def _verdict_has_its_ground(self) -> Self:
        if (self.verdict is PremiseVerdict.NECESSARY) != (self.witness is not None):
            raise ValueError(f"premise {self.id}: a witness makes a premise necessary, and nothing else does")
        if (self.verdict is PremiseVerdict.REDUNDANT) != (self.stronger is not None):
            raise ValueError(
                f"premise {self.id}: redundant needs the id of the stronger claim, and only then"
            )
        return self


class Control(Model):
    """A deliberately wrong version of the claim. `smallest`: no smaller counterexample in the scope."""

    id: Text
    statement: Text
    refuted: bool
    smallest: bool = False
    counterexample: Instance | None = None

    @model_validator(mode="after")
    def _refuted_with_counterexample(self) -> Self:
        if self.refuted != (self.counterexample is not None):
            raise ValueError(f"control {self.id}: refuted means that a counterexample is shown")
        return self


class ClaimEvidence(Model):
    """All that a run collected about one claim. Fields that are empty in a sound run have defaults.

    `counterexample` refutes the claim; `undecided` is the reason why this run could not tell; `disagreements`
    are sentences about two routes that gave different answers. `certificates` (JSON lines) and `census` travel
    with the evidence but are written elsewhere, not in the claim's JSON.
    """

    shown_as_null: ClassVar[frozenset[str]] = frozenset({"repairs"})

    id: Text
    kind: Kind = Kind.CLAIM
    repairs: Text | None = None
    statement: Text
    source: Text
    evidence: Evidence
    rests_on: tuple[Text, ...] = ()
    premises: tuple[Premise, ...] = ()
    controls: tuple[Control, ...] = ()
    no_control_because: Text | None = None
    counterexample: Instance | None = None
    undecided: Text | None = None
    disagreements: tuple[Text, ...] = ()
    certificates: tuple[str, ...] = Field(default=(), exclude=True, repr=False)
    census: tuple[CensusRow, ...] = Field(default=(), exclude=True, repr=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.controls) == (self.no_control_because is not None):
            raise ValueError(f"{self.id}: give controls, or else the reason why no false version is near")
        if (self.kind is Kind.REPAIRED) != (self.repairs is not None):
            raise ValueError(
                f"{self.id}: a repaired claim names the printed one that it repairs, and only it does"
            )
        for what, names in (("premise", self.premises), ("control", self.controls)):
            if len({named.id for named in names}) < len(names):
                raise ValueError(f"{self.id}: two {what}s have the same id")
        return self


def faults(claim: ClaimEvidence) -> tuple[str, ...]:
    """Say why the toolkit itself is not to be believed about this claim; empty in a sound run."""
    found = [f"control {control.id} survived" for control in claim.controls if not control.refuted]
    if claim.evidence.certified and claim.evidence.certified.rejected:
        found.append(f"the checker refused {claim.evidence.certified.rejected} certificates")
    found.extend(f"two routes disagree: {what}" for what in claim.disagreements)
    if not found and claim.kind is Kind.PRINTED and _doubts(claim) == () and claim.counterexample is None:
        found.append("the post's statement, false as printed, was not refuted")
    return tuple(found)


def outcome(claim: ClaimEvidence) -> Outcome:
    """Return what follows from the evidence. With faults a claim is undecided: its evidence decides nothing."""
    if claim.counterexample is not None:
        return Outcome.REFUTED
    if faults(claim) or claim.undecided is not None or not _any(claim.evidence):
        return Outcome.UNDECIDED
    return Outcome.VACUOUS if _emptiness(claim) else Outcome.HOLDS


def level(claim: ClaimEvidence) -> Level | None:
    """Return the highest level that this run re-established; None unless the claim holds.

    Certified means accepted certificates or an exhausted scope. A derivation raises no level.
    """
    if outcome(claim) is not Outcome.HOLDS:
        return None
    certified = claim.evidence.certified
    if certified and (certified.instances or (certified.exhausted and certified.exhausted.instances)):
        return Level.CERTIFIED
    return Level.TESTED


def reasons(claim: ClaimEvidence) -> tuple[str, ...]:
    """Say why the claim does not simply hold: faults first, then what stayed undecided or empty."""
    return faults(claim) + _doubts(claim)


def _doubts(claim: ClaimEvidence) -> tuple[str, ...]:
    found = [] if claim.undecided is None else [claim.undecided]
    if not _any(claim.evidence):
        found.append("this run tested and certified nothing")
    return (*found, *_emptiness(claim))


def _any(evidence: Evidence) -> bool:
    certified = evidence.certified
    return bool(
        (evidence.tested and evidence.tested.examples)
        or (certified and (certified.instances or (certified.exhausted and certified.exhausted.instances)))
    )


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
    level: Level | None = None
    effective_level: Level | None = None
    reasons: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _computed_not_declared(self) -> Self:
        for name, computed in (
            ("outcome", outcome(self)),
            ("level", level(self)),
            ("reasons", reasons(self)),
        ):
            if getattr(self, name) != computed:
                raise ValueError(
                    f"{self.id}: {name} is {getattr(self, name)!r}, but the evidence says {computed!r}"
                )
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
