"""Runs a property: counterexamples that an earlier run kept come first, then fresh random examples.

Both go through Hypothesis, which shrinks what fails. The replay is a stage of its own: what it tries again is not
counted as an example, and without a database there is none, so that the seed alone decides what is generated.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Generic, TypeVar
from unittest import SkipTest

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky, Unsatisfiable

from verify.ways import DisagreementError, FallsError, Property

T = TypeVar("T")

FLAKY = "it gives different answers on the same example: let it depend on the example alone"


@dataclass(frozen=True)
class Tried(Generic[T]):
    """What became of a property: `ran` fresh examples and the marks they gave, or the smallest that failed and why."""

    ran: int
    replayed: int
    marks: Counter[str]
    failing: T | None = None
    failure: FallsError | DisagreementError | None = None
    flaky: bool = False


def try_out(property_: Property[T], *, examples: int, seed: int, kept: ExampleDatabase | None = None) -> Tried[T]:
    """Try `examples` fresh examples after what `kept` holds; a new counterexample is kept there.

    The database must be this property's own: Hypothesis would take the examples of another one for its.
    """
    replayed = 0
    stage = _Stage(property_, examples, seed, kept)
    try:
        if kept is not None:
            failing = stage.smallest(Phase.reuse, Phase.shrink)
            if failing is not None:
                return Tried(0, stage.ran, Counter(), failing, _failure(property_, failing))
            replayed, stage = stage.ran, _Stage(property_, examples, seed, kept)
        failing = stage.smallest(Phase.generate, Phase.shrink)
        if failing is not None:
            return Tried(0, replayed, stage.marks, failing, _failure(property_, failing))
    except Flaky:
        return Tried(0, replayed, stage.marks, flaky=True)
    return Tried(stage.ran, replayed, stage.marks)


class _Stage(Generic[T]):
    """One run of Hypothesis, which counts the examples that passed and their marks."""

    def __init__(self, property_: Property[T], examples: int, seed: int, kept: ExampleDatabase | None) -> None:
        self._property, self._examples, self._seed, self._kept = property_, examples, seed, kept
        self.ran = 0
        self.marks: Counter[str] = Counter()

    def smallest(self, *phases: Phase) -> T | None:
        """Return the smallest example that fails, None when none does."""
        last: list[T] = []

        def holds(example: T) -> None:
            try:
                found = set(self._property.check(example))
            except (FallsError, DisagreementError) as failure:
                last[:] = [example]  # Hypothesis runs the smallest failing example last
                raise _FoundError from failure
            for mark in sorted(found):  # tags of the test case, for whoever observes it
                hypothesis.event(mark)
            self.marks.update(found)
            self.ran += 1

        test = hypothesis.seed(self._seed)(hypothesis.given(self._property.examples)(holds))
        settings = hypothesis.settings(  # after the seed, which would take the database away
            max_examples=self._examples,
            database=self._kept,
            deadline=None,
            derandomize=False,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        try:
            settings(test)()
        except _FoundError:
            return last[0]
        except (Unsatisfiable, SkipTest):  # nothing could be drawn, or nothing was kept
            return None
        return None


class _FoundError(Exception):
    """Stops Hypothesis at an example that fails."""


def _failure(property_: Property[T], failing: T) -> FallsError | DisagreementError:
    try:
        list(property_.check(failing))
    except (FallsError, DisagreementError) as failure:
        return failure
    raise Flaky(FLAKY)
