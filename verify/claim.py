"""What a claim is, and how its evidence is collected.

A claim is a value: a statement, its place in the post, and the ways it is put to the test. What those ways found is
a `verify.evidence.ClaimEvidence`; the outcome and the level follow from that and are never declared here.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.strategies import SearchStrategy

from verify import evidence, progress
from verify.check.dispatch import check_line
from verify.check.lines import Malformed, Refused
from verify.evidence import ClaimEvidence, PremiseVerdict, Profile
from verify.exhausted import Integers, Scope, Statement, search

T = TypeVar("T")
Shown = Mapping[str, object]
"""An instance as the report shows it: exact numbers, vectors and matrices by name."""


class FallsError(AssertionError):
    """The claim is false on this instance."""


class DisagreementError(AssertionError):
    """Two routes gave different answers on this instance: the toolkit is wrong, whatever the claim is."""


@dataclass(frozen=True)
class Source:
    """Where the post says it: the section, and what is said there in our own words."""

    section: str
    words: str

    def __str__(self) -> str:
        return f"{self.section}: {self.words}"


@dataclass(frozen=True)
class Certificate:
    """One certificate, and the claim by which what the checker verifies means what we say it means."""

    line: Mapping[str, Any]
    cites: str

    @property
    def json(self) -> str:
        """The certificate as one line."""
        return json.dumps(self.line, separators=(",", ":"))


@dataclass(frozen=True)
class Decided:
    """One random instance of the claim, decided exactly: whether it holds there, and the certificates of why."""

    holds: bool
    shown: Shown
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True)
class Property(Generic[T]):
    """The claim as a property of random examples.

    `check` raises FallsError or DisagreementError, or returns marks: the strata that the example reached and the ids of
    the premises that it met. Every one of `strata` must be reached by some example.
    """

    examples: SearchStrategy[T]
    check: Callable[[T], Iterable[str]]
    strata: tuple[str, ...]
    show: Callable[[T], Shown]


def as_integers(instance: Mapping[str, Integers]) -> Shown:
    """Show an instance of a scope by its matrices alone."""
    return instance


@dataclass(frozen=True)
class Searchable:
    """A statement, the scope in which it is decided everywhere, and how an instance of it is shown."""

    statement: Statement
    scope: Scope
    show: Callable[[Mapping[str, Integers]], Shown] = as_integers

    def run(self) -> tuple[int, evidence.Instance | None]:
        """The number of instances that met the premises, and the smallest counterexample."""
        found = search(self.statement, self.scope)
        smallest = None if found.counterexample is None else written(self.show(found.counterexample))
        return found.instances, smallest


@dataclass(frozen=True)
class Premise:
    """A premise, and the claim without it, which must fall."""

    id: str
    statement: str
    without: Searchable
    stated_in_post: bool = True


@dataclass(frozen=True)
class Control:
    """A deliberately wrong version of the claim, which must be refuted."""

    id: str
    statement: str
    wrong: Searchable


@dataclass(frozen=True)
class Derivation:
    """A symbolic derivation; `derive` returns its steps in words, or raises DisagreementError at one that fails."""

    route: str
    derive: Callable[[], tuple[str, ...]]


@dataclass(frozen=True)
class Amount:
    """How much a profile does. Scopes are exhausted, and controls refuted, in every profile alike."""

    examples: int
    instances: int


AMOUNTS: Mapping[Profile, Amount] = {
    Profile.QUICK: Amount(examples=300, instances=50),
    Profile.CI: Amount(examples=2_000, instances=400),
    Profile.PAPER: Amount(examples=20_000, instances=4_000),
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
        instances, refused, certificates = self._certify(amount.instances, seed, findings)
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
            instances=instances, rejected=refused, issued=len(certificates), exhausted=exhausted
        )
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

    def _certify(self, instances: int, seed: int, findings: "_Findings") -> tuple[int, int, list[Certificate]]:
        """Decide random instances and have each certificate checked: accepted, refused, and the certificates."""
        accepted = refused = 0
        certificates: list[Certificate] = []
        for index in range(instances):
            decided = self.instance(np.random.default_rng([seed, index]))
            if not decided.holds and findings.counterexample is None:
                findings.counterexample = written(decided.shown)
            for certificate in decided.certificates:
                certificates.append(certificate)
                try:
                    check_line(certificate.json)
                except (Refused, Malformed):
                    refused += 1
                else:
                    accepted += 1
        return accepted, refused, certificates

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


def written(shown: Shown) -> evidence.Instance:
    """Write a shown instance as the exact strings of the report."""
    return {name: evidence.exact(value) for name, value in shown.items()}


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
