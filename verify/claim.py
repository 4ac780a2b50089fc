"""What a claim is, and how its evidence is collected.

A claim is a value: a statement, its place in the post, and the ways it is put to the test. What those ways found is
a `verify.evidence.ClaimEvidence`; the outcome and the level follow from that and are never declared here.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity

from verify import evidence, progress
from verify.check.certificates import Malformed, Refused, check_line
from verify.evidence import ClaimEvidence, PremiseVerdict, Profile
from verify.forgery import believed
from verify.ways import (
    Control,
    Decided,
    Derivation,
    DisagreementError,
    FallsError,
    Premise,
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
    """How much a profile does. Scopes are exhausted, and controls refuted, in every profile alike."""

    examples: int
    instances: int


AMOUNTS: Mapping[Profile, Amount] = {
    Profile.QUICK: Amount(examples=300, instances=100),
    Profile.CI: Amount(examples=2_000, instances=500),
    Profile.PAPER: Amount(examples=20_000, instances=5_000),
}


@dataclass(frozen=True)
class Claim(Generic[T]):
    """A claim with all the ways it is put to the test, and how its evidence is collected."""

    id: str
    statement: str
    source: Source
    property: Property[T]
    instance: Callable[[np.random.Generator], Decided]
    exhausted: Searchable
    controls: tuple[Control, ...]
    premises: tuple[Premise, ...] = ()
    derivation: Derivation | None = None

    def collect(self, profile: Profile, seed: int) -> ClaimEvidence:
        """Put the claim to the test; what is returned depends on the profile and the seed alone."""
        amount = AMOUNTS[profile]
        steps = 4 + len(self.premises) + len(self.controls)
        findings = _Findings()
        tested, marks = self._test(amount.examples, seed, findings)
        progress.report(1, steps)
        decided, accepted = self._certify(amount.instances, seed, findings)
        progress.report(2, steps)
        exhausted = self._exhaust(findings)
        progress.report(3, steps)
        derived = self._derive(findings)
        progress.report(4, steps)
        premises = []
        for premise in self.premises:
            premises.append(_put_to_the_test(premise, marks[premise.id] if tested else None))
            progress.report(4 + len(premises), steps)
        controls = []
        for control in self.controls:
            controls.append(_refute(control))
            progress.report(4 + len(premises) + len(controls), steps)
        certified = evidence.Certified(
            instances=accepted, rejected=len(decided) - accepted, issued=len(decided), exhausted=exhausted
        )
        certificates = [certificate for instance in decided for certificate in instance.certificates]
        cited = sorted({certificate.cites for certificate in certificates} - {self.id})
        return ClaimEvidence(
            id=self.id,
            statement=self.statement,
            source=str(self.source),
            evidence=evidence.Evidence(tested=tested, certified=certified, derived=derived),
            rests_on=tuple(cited),
            premises=tuple(premises),
            controls=tuple(controls),
            counterexample=findings.counterexample,
            disagreements=tuple(findings.disagreements),
            refusals=tuple(findings.refusals),
            certificates=tuple(certificate.json for certificate in certificates),
        )

    def _test(self, examples: int, seed: int, findings: "_Findings") -> tuple[evidence.Tested | None, Counter[str]]:
        """Run the property; nothing was tested when it failed."""
        marks: Counter[str] = Counter()
        last: list[T] = []
        ran = 0

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @hypothesis.given(self.property.examples)
        def holds(example: T) -> None:
            nonlocal ran
            last[:] = [example]  # Hypothesis runs the smallest failing example last
            marks.update(set(self.property.check(example)))
            ran += 1

        try:
            holds()
        except FallsError:
            findings.counterexample = written(self.property.show(last[0]))
        except DisagreementError as disagreement:
            findings.disagreements.append(f"{disagreement}, at {_in_words(self.property.show(last[0]))}")
        else:
            strata = {name: marks[name] for name in self.property.strata}
            return evidence.Tested(examples=ran, strata=strata), marks
        return None, marks

    def _certify(self, instances: int, seed: int, findings: "_Findings") -> tuple[list[Decided], int]:
        """Decide random instances; and count those all of whose certificates the checker accepts."""
        found: list[Decided] = []
        accepted = 0
        for index in range(instances):
            decided = self.instance(np.random.default_rng([seed, index]))
            found.append(decided)
            if not decided.holds and findings.counterexample is None:
                findings.counterexample = written(decided.shown)
            refused = len(findings.refusals)
            for number, certificate in enumerate(decided.certificates, start=1):
                try:
                    check_line(certificate.json)
                except (Refused, Malformed) as refusal:
                    findings.refusals.append(f"{self.id}, instance {index + 1}, certificate {number}: {refusal}")
            accepted += len(findings.refusals) == refused
        lines = (certificate.json for instance in found for certificate in instance.certificates)
        findings.disagreements += believed(lines, check_line)
        return found, accepted

    def _exhaust(self, findings: "_Findings") -> evidence.Exhausted:
        instances, counterexample = self.exhausted.run()
        if counterexample is not None:  # the smallest of all, so it is the one to show
            findings.counterexample = counterexample
        return evidence.Exhausted(scope=self.exhausted.scope.words, instances=instances)

    def _derive(self, findings: "_Findings") -> evidence.Derived | None:
        if self.derivation is None:
            return None
        try:
            steps = self.derivation.derive()
        except DisagreementError as disagreement:
            findings.disagreements.append(str(disagreement))
            return None
        return evidence.Derived(steps=len(steps), route=self.derivation.route)


class _Findings:
    """What speaks against the claim or against the toolkit, gathered on the way."""

    def __init__(self) -> None:
        self.counterexample: evidence.Instance | None = None
        self.disagreements: list[str] = []
        self.refusals: list[str] = []


def _in_words(shown: Shown) -> str:
    return ", ".join(f"{name} = {value}" for name, value in written(shown).items())


def _put_to_the_test(premise: Premise, met: int | None) -> evidence.Premise:
    """Without a witness the verdict is undecided: a premise is redundant only when the stronger claim is proved."""
    _, witness = premise.without.run()
    return evidence.Premise(
        id=premise.id,
        statement=premise.statement,
        verdict=PremiseVerdict.UNDECIDED if witness is None else PremiseVerdict.NECESSARY,
        met=met,
        stated_in_post=premise.stated_in_post,
        witness=witness,
    )


def _refute(control: Control) -> evidence.Control:
    _, counterexample = control.wrong.run()
    return evidence.Control(
        id=control.id,
        statement=control.statement,
        refuted=counterexample is not None,
        smallest=counterexample is not None,
        counterexample=counterexample,
    )
