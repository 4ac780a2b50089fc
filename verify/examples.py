"""Runs a property: counterexamples that an earlier run kept come first, then fresh random examples.

Both go through Hypothesis, which shrinks what fails. The replay is a stage of its own: what it tries again is not
counted as an example, and without a database there is none, so that the seed alone decides what is generated.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

import hypothesis
from hypothesis import Phase, Verbosity
from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky, NoSuchExample, Unsatisfiable

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


def try_out(
    property_: Property[T], *, examples: int, seed: int, name: str, kept: ExampleDatabase | None = None
) -> Tried[T]:
    """Try `examples` fresh examples after what `kept` holds under `name`; a new counterexample is kept there."""
    marks: Counter[str] = Counter()
    ran = 0

    def fails(example: T) -> bool:
        nonlocal ran
        try:
            found = set(property_.check(example))
        except (FallsError, DisagreementError):
            return True
        marks.update(found)
        ran += 1
        return False

    def smallest(phases: Sequence[Phase]) -> T:
        return hypothesis.find(
            property_.examples,
            fails,
            settings=hypothesis.settings(
                max_examples=examples,
                database=kept,
                deadline=None,
                derandomize=False,
                phases=phases,
                verbosity=Verbosity.quiet,
            ),
            random=Random(seed),
            database_key=name.encode(),
        )

    replayed = 0
    stages = (
        [(Phase.generate, Phase.shrink)]
        if kept is None
        else [(Phase.reuse, Phase.shrink), (Phase.generate, Phase.shrink)]
    )
    try:
        for phases in stages:
            try:
                failing = smallest(phases)
            except (NoSuchExample, Unsatisfiable):
                if Phase.reuse in phases:
                    replayed, ran = ran, 0
                    marks.clear()
                continue
            return Tried(0, replayed, marks, failing, _failure(property_, failing))
    except Flaky:
        return Tried(0, replayed, marks, flaky=True)
    return Tried(ran, replayed, marks)


def _failure(property_: Property[T], failing: T) -> FallsError | DisagreementError:
    try:
        list(property_.check(failing))
    except (FallsError, DisagreementError) as failure:
        return failure
    raise Flaky(FLAKY)
