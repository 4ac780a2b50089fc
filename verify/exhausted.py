"""Finite scopes in which a statement is decided on every instance, in integers, without a float.

A scope is a list of sizes and, for each matrix, its shape in the letters of those sizes. All its entries run through
`ENTRIES`. The arithmetic is int64 over whole blocks of instances at once; `verify.instruments.gram` bounds what it
computes, so nothing can overflow unseen.

The smallest counterexample is the first by: the sizes in their order; the sum of absolute values of all entries;
the entries one after the other, in the order of `ENTRIES` (0 before 1 before -1, so that no sign is there in vain).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Block = Mapping[str, Integers]
"""Instances side by side: for each name an array of shape (instances, *shape)."""

ENTRIES = (0, 1, -1)
AT_ONCE = 3**8


@dataclass(frozen=True)
class Statement:
    """A statement about integer instances: where `premises` hold, so does `conclusion`.

    Both map a block to one truth value an instance; the conclusion is asked only where the premises hold.
    """

    conclusion: Callable[[Block], Truths]
    premises: Callable[[Block], Truths] | None = None

    def met(self, block: Block) -> Truths:
        """Where the premises hold; everywhere when there are none."""
        if self.premises is not None:
            return self.premises(block)
        return np.ones(len(next(iter(block.values()))), dtype=np.bool_)


@dataclass(frozen=True)
class Scope:
    """Every instance of the given sizes: `shapes` names the letters of each matrix's shape.

    >>> Scope({"G": "nu", "y": "n"}, sizes=({"n": 1, "u": 0}, {"n": 1, "u": 1})).words
    'n = 1, u = 0 to 1, entries 0, 1, -1'
    """

    shapes: Mapping[str, str]
    sizes: tuple[Mapping[str, int], ...]
    words: str = ""

    def __post_init__(self) -> None:
        if not self.words:
            object.__setattr__(self, "words", ", ".join((*self._ranges(), f"entries {', '.join(map(str, ENTRIES))}")))
        for size in self.sizes:
            missing = set("".join(self.shapes.values())) - set(size)
            if missing:
                raise ValueError(f"size {dict(size)} says nothing of {', '.join(sorted(missing))}")

    def _ranges(self) -> Iterator[str]:
        for letter in dict.fromkeys("".join(self.shapes.values())):
            values = [size[letter] for size in self.sizes if letter in size]
            low, high = min(values, default=0), max(values, default=0)
            yield f"{letter} = {low}" if low == high else f"{letter} = {low} to {high}"

    def of(self, size: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
        """The shape of each matrix at this size."""
        return {name: tuple(size[letter] for letter in letters) for name, letters in self.shapes.items()}


@dataclass(frozen=True)
class Searched:
    """What a search of a scope found: how many instances met the premises, and the smallest counterexample.

    The search ends with the first size that has a counterexample.
    """

    instances: int
    counterexample: Mapping[str, Integers] | None


def each(decide: Callable[[Mapping[str, Integers]], bool]) -> Callable[[Block], Truths]:
    """Decide the instances of a block one after another, for statements about objects rather than arrays."""

    def truths(block: Block) -> Truths:
        count = len(next(iter(block.values())))
        one_by_one = ({name: part[i] for name, part in block.items()} for i in range(count))
        return np.array([decide(instance) for instance in one_by_one], dtype=np.bool_)

    return truths


def sizes(**ranges: range) -> tuple[Mapping[str, int], ...]:
    """All combinations of sizes, the first letter varying slowest, as in `sizes(n=range(1, 3), u=range(2))`."""
    found: list[dict[str, int]] = [{}]
    for letter, values in ranges.items():
        found = [{**size, letter: value} for size in found for value in values]
    return tuple(found)


def blocks(shapes: Mapping[str, tuple[int, ...]]) -> Iterator[Block]:
    """Every instance with these shapes, in the order of their entries, at most `AT_ONCE` at a time."""
    entries = sum(prod(shape) for shape in shapes.values())
    base = len(ENTRIES)
    powers = base ** np.arange(entries - 1, -1, -1, dtype=np.int64)
    letters = np.array(ENTRIES, dtype=np.int64)
    for start in range(0, base**entries, AT_ONCE):
        numbers = np.arange(start, min(start + AT_ONCE, base**entries), dtype=np.int64)
        values = letters[numbers[:, None] // powers % base]
        block: dict[str, Integers] = {}
        taken = 0
        for name, shape in shapes.items():
            block[name] = values[:, taken : taken + prod(shape)].reshape(len(numbers), *shape)
            taken += prod(shape)
        yield block


def search(statement: Statement, scope: Scope) -> Searched:
    """Decide `statement` on every instance of `scope` up to and including the first size where it fails."""
    instances = 0
    for size in scope.sizes:
        smallest: tuple[int, Mapping[str, Integers]] | None = None
        for block in blocks(scope.of(size)):
            met = np.flatnonzero(statement.met(block))
            instances += met.size
            if not met.size:
                continue
            where_met = {name: part[met] for name, part in block.items()}
            failing = met[~statement.conclusion(where_met)]
            if not failing.size:
                continue
            weights = sum(np.abs(part[failing]).reshape(len(failing), -1).sum(axis=1) for part in block.values())
            lightest = int(np.argmin(weights))  # the first of equals, so the entries decide
            if smallest is None or int(weights[lightest]) < smallest[0]:
                instance = {name: part[failing[lightest]] for name, part in block.items()}
                smallest = int(weights[lightest]), instance
        if smallest is not None:
            return Searched(instances, smallest[1])
    return Searched(instances, None)
