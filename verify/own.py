"""Claims of one's own: stated with a few functions of exact matrices, and put on the same ladder as all others.

A statement is: wherever the premises hold, so does the conclusion. From its functions follow a Hypothesis property,
the exhausted scope, the claim without each of its premises, and the controls.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from verify.claim import Claim
from verify.evidence import Claim as Settled
from verify.evidence import Kind, Level, Outcome, Profile, settle
from verify.exhausted import Block, Scope, Statement, Truths
from verify.instruments.strategies import vectors
from verify.ways import Certificate, Control, Decided, FallsError, Premise, Property, Searchable

Matrices = Mapping[str, Any]
"""Exact matrices by name: lists of Fractions, a list of rows where there are two letters."""
Predicate = Callable[..., bool]
"""Takes the matrices by name, and tells whether something is true of them."""

_LARGER = 2  # random examples are so much larger than the scope, in every size
_GRID = 16
_CITES = {"rational": "normal-equations", "growth": "theorem-1", "enclosure": "theorem-1"}
_ATTEMPTS = 50  # at a random instance that meets the premises


@dataclass(frozen=True)
class Part:
    """A premise or a wrong version of the claim: its id, what it says, and the function that decides it."""

    id: str
    statement: str
    holds: Predicate


def state(
    id: str,  # noqa: A002  that is what it is called everywhere else
    statement: str,
    source: str,
    *,
    scope: Scope,
    holds: Predicate,
    premises: Sequence[Part] = (),
    controls: Sequence[Part] = (),
    examples: SearchStrategy[Any] | None = None,
    certificates: Callable[..., Sequence[Mapping[str, Any]]] | None = None,
) -> Claim[Any]:
    """State a claim: wherever all `premises` hold, `holds` is true; each of `controls` is a wrong `holds`.

    Every function takes the matrices of `scope` by name, with Fractions as entries, and must be exact. `examples` draws
    such matrices as a dictionary of nested tuples, where random ones would seldom meet the premises. `certificates`
    returns what makes `holds` true there, such as `[core.exact.decide(G, y, g).certificate]`, for the checker.
    """
    every = [premise.holds for premise in premises]
    search = partial(_search, scope)
    return Claim(
        id=id,
        kind=Kind.OWN,
        statement=statement,
        source=source,
        property=Property(
            examples=matrices(scope) if examples is None else examples,
            check=partial(_check, holds=holds, premises=premises),
            strata=(),
            show=dict,
        ),
        instance=None if certificates is None else partial(_instance, scope, holds, every, certificates),
        exhausted=search(holds, every),
        premises=tuple(
            Premise(one.id, one.statement, search(holds, [other.holds for other in premises if other is not one]), None)
            for one in premises
        ),
        controls=tuple(Control(one.id, one.statement, search(one.holds, every)) for one in controls),
    )


def check_claim(
    claim: Claim[Any], *, profile: Profile = Profile.QUICK, seed: int = 0, level: Level = Level.TESTED
) -> Settled:
    """Put a claim to the test inside any test: AssertionError unless it holds, at `level` or above, guarded or not.

    Returns the claim with its evidence.
    """
    collected = claim.collect(profile, seed)
    (settled,) = settle([collected.model_copy(update={"rests_on": ()})])
    reached = settled.level
    if settled.outcome is not Outcome.HOLDS or reached is None:
        at = f" at {settled.counterexample}" if settled.counterexample else ""
        raise AssertionError(f"{claim.id} is {settled.outcome}{at}: {'; '.join(settled.reasons) or claim.statement}")
    if reached.rank < level.rank:
        raise AssertionError(f"{claim.id} is {reached}, below {level}: {'; '.join(settled.reasons)}")
    return settled


@st.composite
def matrices(draw: DrawFn, scope: Scope) -> dict[str, Any]:
    """Matrices of the scope's sizes and a little larger, entries -3 to 3; shrink towards its first size and zeros."""
    size = dict(draw(st.sampled_from(scope.sizes)))
    if draw(st.booleans()):
        size = {letter: value + draw(st.integers(0, _LARGER)) for letter, value in size.items()}
    return {name: draw(_matrix([size[letter] for letter in letters])) for name, letters in scope.shapes.items()}


def _matrix(shape: Sequence[int]) -> SearchStrategy[Any]:
    if not shape:
        return vectors(1).map(lambda entries: entries[0])
    if len(shape) == 1:
        return vectors(shape[0])
    inner = _matrix(shape[1:])
    return st.lists(inner, min_size=shape[0], max_size=shape[0]).map(tuple)


def _check(example: Matrices, *, holds: Predicate, premises: Sequence[Part]) -> Iterator[str]:
    met = [premise.id for premise in premises if premise.holds(**example)]
    yield from met
    if len(met) == len(premises) and not holds(**example):
        raise FallsError("the conclusion is false where the premises hold")


def _search(scope: Scope, holds: Predicate, premises: Sequence[Predicate]) -> Searchable:
    def conclusion(block: Block) -> Truths:
        return _each(block, holds)

    def met(block: Block) -> Truths:
        return _each(block, lambda **instance: all(premise(**instance) for premise in premises))

    return Searchable(Statement(conclusion, met), scope)


def _each(block: Block, predicate: Predicate) -> Truths:
    count = len(next(iter(block.values())))
    return np.array([bool(predicate(**_fractions(block, i))) for i in range(count)], dtype=np.bool_)


def _fractions(block: Block, i: int) -> Matrices:
    return {name: _nested(part[i].tolist()) for name, part in block.items()}


def _nested(value: Any) -> Any:
    return [_nested(entry) for entry in value] if isinstance(value, list) else Fraction(value)


def _instance(
    scope: Scope,
    holds: Predicate,
    premises: Sequence[Predicate],
    certificates: Callable[..., Sequence[Mapping[str, Any]]],
    rng: np.random.Generator,
) -> Decided | None:
    """A random instance that meets the premises, if one is found: normal entries on a grid, or -1, 0 and 1."""
    for attempt in range(_ATTEMPTS):
        size = {letter: value + int(rng.integers(0, _LARGER + 1)) for letter, value in rng.choice(scope.sizes).items()}  # type: ignore[arg-type]
        shapes = {name: tuple(size[letter] for letter in letters) for name, letters in scope.shapes.items()}
        drawn = {
            name: rng.integers(-1, 2, shape) * _GRID if attempt % 2 else np.rint(rng.standard_normal(shape) * _GRID)
            for name, shape in shapes.items()
        }
        instance = {name: _over(_GRID, part.astype(int).tolist()) for name, part in drawn.items()}
        if all(premise(**instance) for premise in premises):
            lines = tuple(Certificate(line, _CITES[line["kind"]]) for line in certificates(**instance))
            return Decided(bool(holds(**instance)), instance, lines)
    return None


def _over(denominator: int, value: Any) -> Any:
    return [_over(denominator, entry) for entry in value] if isinstance(value, list) else Fraction(value, denominator)
