"""What a claim is, and how its evidence is collected.

A claim is a value: a statement, its place in the post, and the ways it is put to the test. What those ways found is
a `verify.evidence.ClaimEvidence`; the outcome and the level follow from that and are never declared here.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from hypothesis.database import ExampleDatabase

from verify import evidence, progress
from verify.check.certificates import Malformed, Refused, check_line
from verify.evidence import ClaimEvidence, Kind, PremiseVerdict, Profile
from verify.examples import FLAKY, Tried, try_out
from verify.forgery import believed
from verify.proving import Proving, prove
from verify.ways import (
    Control,
    Decided,
    Derivation,
    DisagreementError,
    FallsError,
    Found,
    Premise,
    Proof,
    Property,
    Searchable,
    Shown,
    Source,
    written,
)

__all__ = ["AMOUNTS", "Amount", "Claim", "Source"]

T = TypeVar("T")


@dataclass(frozen=True)
class Amount:
    """How much a profile does. Scopes are exhausted, and controls refuted, in every profile alike.

    The paper profile is about the post's experiments at their own scale; for claims it does what the quick one does.
    """

    examples: int
    instances: int


AMOUNTS: Mapping[Profile, Amount] = {
    Profile.QUICK: Amount(examples=300, instances=100),
    Profile.CI: Amount(examples=1_500, instances=400),
    Profile.PAPER: Amount(examples=300, instances=100),
}


@dataclass(frozen=True)
class Claim(Generic[T]):
    """A claim with the ways it is put to the test, and how its evidence is collected.

    Every way may be missing; what a claim that lacks one can reach is decided by `verify.evidence` alone.
    """

    id: str
    statement: str
    source: Source | str
    kind: Kind = Kind.CLAIM
    repairs: str | None = None
    property: Property[T] | None = None
    instance: Callable[[np.random.Generator], Decided | None] | None = None  # None: no instance found
    exhausted: Searchable | None = None
    derivation: Derivation | None = None
    proof: Proof | None = None
    premises: tuple[Premise, ...] = ()
    controls: tuple[Control, ...] = ()
    no_control_because: str | None = None
    place: str | None = None  # the module or file of a claim of the user's own

    def collect(self, profile: Profile, seed: int, kept: ExampleDatabase | None = None) -> ClaimEvidence:
        """Put the claim to the test; without `kept` counterexamples profile and seed alone decide what is returned."""
        amount = AMOUNTS[profile]
        steps = 4 + len(self.premises) + len(self.controls)
        findings = _Findings()
        tried = self._test(amount.examples, seed, kept, findings)
        progress.report(1, steps)
        decided, accepted, refused = self._certify(amount.instances, seed, findings)
        progress.report(2, steps)
        exhausted = self._exhaust(findings)
        progress.report(3, steps)
        derived = self._derive(findings)
        proving = self._prove(findings)
        progress.report(4, steps)
        tested = None
        if self.property is not None and tried.ran:
            tested = evidence.Tested(
                examples=tried.ran, strata={name: tried.marks[name] for name in self.property.strata}
            )
        premises = []
        for premise in self.premises:
            premises.append(self._put_to_the_test(premise, tried.marks[premise.id] if tested else None))
            progress.report(4 + len(premises), steps)
        controls = []
        for control in self.controls:
            controls.append(self._refute(control))
            progress.report(4 + len(premises) + len(controls), steps)
        certified = None
        if self.instance is not None or exhausted is not None:
            certified = evidence.Certified(
                instances=accepted, rejected=refused, issued=len(decided), exhausted=exhausted
            )
        certificates = [certificate for instance in decided for certificate in instance.certificates]
        cited = sorted({certificate.cites for certificate in certificates} - {self.id})
        return ClaimEvidence(
            id=self.id,
            kind=self.kind,
            repairs=self.repairs,
            statement=self.statement,
            source=str(self.source),
            module=self.place,
            evidence=evidence.Evidence(tested=tested, certified=certified, derived=derived, proved=proving.proved),
            rests_on=tuple(cited),
            premises=tuple(premises),
            controls=tuple(controls),
            no_control_because=self.no_control_because,
            replayed=tried.replayed or None,
            counterexample=findings.counterexample,
            replay=findings.replay,
            undecided=FLAKY if tried.flaky else None,
            disagreements=tuple(findings.disagreements),
            broken=() if proving.broken is None else (proving.broken,),
            refusals=tuple(findings.refusals),
            certificates=(
                *(certificate.json for certificate in certificates),
                *(() if proving.line is None else (proving.line,)),
            ),
        )

    def _test(self, examples: int, seed: int, kept: ExampleDatabase | None, findings: "_Findings") -> Tried[T]:
        """Run the property; nothing was tested when it failed."""
        if self.property is None:
            return Tried(0, 0, Counter())
        tried = try_out(self.property, examples=examples, seed=seed, kept=kept)
        if tried.failing is not None:
            shown = self.property.show(tried.failing)
            if isinstance(tried.failure, FallsError):
                findings.counterexample = written(shown)
            else:
                findings.disagreements.append(f"{tried.failure}, at {_in_words(shown)}")
        return tried

    def _certify(self, instances: int, seed: int, findings: "_Findings") -> tuple[list[Decided], int, int]:
        """Decide random instances; and count those that have certificates, all of which the checker accepts."""
        found: list[Decided] = []
        accepted = refused = 0
        if self.instance is None:
            return found, 0, 0
        for index in range(instances):
            decided = self.instance(np.random.default_rng([seed, index]))
            if decided is None:
                continue
            found.append(decided)
            if not decided.holds and findings.counterexample is None:
                findings.counterexample = written(decided.shown)
            before = len(findings.refusals)
            for number, certificate in enumerate(decided.certificates, start=1):
                try:
                    check_line(certificate.json)
                except (Refused, Malformed) as refusal:
                    findings.refusals.append(f"{self.id}, instance {index + 1}, certificate {number}: {refusal}")
            refused += len(findings.refusals) > before
            accepted += bool(decided.certificates) and len(findings.refusals) == before
        lines = (certificate.json for instance in found for certificate in instance.certificates)
        findings.disagreements += believed(lines, check_line)
        return found, accepted, refused

    def _exhaust(self, findings: "_Findings") -> evidence.Exhausted | None:
        if self.exhausted is None:
            return None
        found = self.exhausted.run()
        if found.shown is not None:  # the smallest of all, so it is the one to show
            findings.counterexample, findings.replay = found.shown, self._replay(self.id, found)
        return evidence.Exhausted(scope=self.exhausted.scope.words, instances=found.instances)

    def _derive(self, findings: "_Findings") -> evidence.Derived | None:
        if self.derivation is None:
            return None
        try:
            steps = self.derivation.derive()
        except DisagreementError as disagreement:
            findings.disagreements.append(str(disagreement))
            return None
        return evidence.Derived(steps=len(steps), route=self.derivation.route)

    def _prove(self, findings: "_Findings") -> Proving:
        if self.proof is None:
            return Proving()
        proving = prove(self.id, self.proof)
        if proving.refusal is not None:
            findings.refusals.append(proving.refusal)
        return proving

    def _put_to_the_test(self, premise: Premise, met: int | None) -> evidence.Premise:
        """Without a witness the verdict is undecided: a premise is redundant only when the stronger claim is proved."""
        found = premise.without.run()
        return evidence.Premise(
            id=premise.id,
            statement=premise.statement,
            verdict=PremiseVerdict.UNDECIDED if found.shown is None else PremiseVerdict.NECESSARY,
            met=met,
            tried=f"every instance with {premise.without.scope.words}",
            stated_in_post=premise.stated_in_post,
            witness=found.shown,
            replay=self._replay(premise.id, found),
        )

    def _refute(self, control: Control) -> evidence.Control:
        found = control.wrong.run()
        return evidence.Control(
            id=control.id,
            statement=control.statement,
            refuted=found.shown is not None,
            smallest=found.shown is not None,
            counterexample=found.shown,
            replay=self._replay(control.id, found),
        )

    def _replay(self, part: str, found: Found) -> evidence.Replay | None:
        if found.instance is None:
            return None
        return evidence.Replay(claim=self.id, part=part, instance=written(found.instance), module=self.place)


class _Findings:
    """What speaks against the claim or against the toolkit, gathered on the way."""

    def __init__(self) -> None:
        self.counterexample: evidence.Instance | None = None
        self.replay: evidence.Replay | None = None
        self.disagreements: list[str] = []
        self.refusals: list[str] = []


def _in_words(shown: Shown) -> str:
    return ", ".join(f"{name} = {value}" for name, value in written(shown).items())
