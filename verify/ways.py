"""The ways in which a claim is put to the test, as values: a property, certified instances, scopes, derivations."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hypothesis.strategies import SearchStrategy

from verify import evidence
from verify.exhausted import Integers, Scope, Statement, search
from verify.proof.rules import Theorem

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


def written(shown: Shown) -> evidence.Instance:
    """Write a shown instance as the exact strings of the report."""
    return {name: evidence.exact(value) for name, value in shown.items()}


def as_integers(instance: Mapping[str, Integers]) -> Shown:
    """Show an instance of a scope by its matrices alone."""
    return instance


@dataclass(frozen=True)
class Searchable:
    """A statement, the scope in which it is decided everywhere, and how an instance of it is shown."""

    statement: Statement
    scope: Scope
    show: Callable[[Mapping[str, Integers]], Shown] = as_integers

    def run(self) -> "Found":
        """Decide every instance of the scope up to the smallest that fails."""
        found = search(self.statement, self.scope)
        if found.counterexample is None:
            return Found(found.instances)
        return Found(found.instances, found.counterexample, written(self.show(found.counterexample)))

    def at(self, instance: Mapping[str, Any]) -> tuple[bool, bool]:
        """Decide one instance: whether the premises are met, and whether the conclusion holds where they are."""
        block = {name: part[None] for name, part in instance.items()}
        met = bool(self.statement.met(block)[0])
        return met, met and bool(self.statement.conclusion(block)[0])


@dataclass(frozen=True)
class Found:
    """How many instances met the premises, and the smallest that fails: its matrices, and as it is shown."""

    instances: int
    instance: Mapping[str, Integers] | None = None
    shown: evidence.Instance | None = None


@dataclass(frozen=True)
class Premise:
    """A premise, and the claim without it, which must fall.

    `stated_in_post` is None where the claim itself is ours: the post could not state its premises.
    """

    id: str
    statement: str
    without: Searchable
    stated_in_post: bool | None = True


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
class Proof:
    """A theorem for all sizes: a statement, and apart from it a derivation in the proof kernel that must arrive there.

    `statement` is a closed formula as `verify.proof.notation` reads it. `model` gives values to the names that it binds
    first, so that its hypotheses hold there: numbers, matrices as rows, families as functions of the index.
    `covers` says in words where the formula says less than the claim, or says it otherwise.
    """

    statement: str
    derive: Callable[[], Theorem]
    model: Mapping[str, Any]
    covers: str | None = None
