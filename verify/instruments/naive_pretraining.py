"""The post's pretraining restated naively: the optimal objective is solved again for every proposal.

Two objectives are compared as exact numbers wherever rigorous bounds in float64 do not tell. So the rule of
`core.replacement` is kept to the letter: a change is kept where the new objective is below (1 - τ) times the old one.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from core.accuracy import Interval, measure
from core.changes import keep_changes, random_changes
from core.dataset import Dataset, Floats, candidate_weights
from core.least_squares import LeastSquares, Standing, fit
from core.pretraining import Pretraining
from core.replacement import TIE, Counts
from verify.instruments.float_columns import optimal_objective


@dataclass(frozen=True, eq=False)
class Solved:
    """The optimal objective f of some columns (u × n) with the target y (n)."""

    columns: Floats
    y: Floats

    @cached_property
    def fit(self) -> LeastSquares:
        """The optimal fit in floats."""
        return fit(self.columns.T, self.y)

    @cached_property
    def bounds(self) -> Interval | None:
        """What f is between, measured without any assumption; None where float64 saw a column in the others' span."""
        if Standing.DEPENDENT in self.fit.standings:
            return None
        return measure(self.fit).objective()

    @cached_property
    def exact(self) -> Fraction:
        """f, exactly."""
        return optimal_objective(self.columns, self.y)

    def above(self, other: "Solved", share: float) -> int:
        """The sign of f - (1 + share) f', f' the objective of the other."""
        ours, theirs, factor = self.bounds, other.bounds, 1 + Fraction(share)
        if ours is not None and theirs is not None:
            if ours.low > factor * Fraction(theirs.high):
                return 1
            if ours.high < factor * Fraction(theirs.low):
                return -1
        difference = self.exact - factor * other.exact
        return (difference > 0) - (difference < 0)


@dataclass
class Rule:
    """Whether a proposal is kept; counts what was asked, and how many proposals left the objective exactly as it is."""

    counts: Counts = field(default_factory=Counts)
    unchanged: int = 0

    def __call__(self, new: Solved, old: Solved) -> bool:
        """Return new < (1 - τ) old."""
        kept = new.above(old, -TIE) < 0
        tie = not kept and new.above(old, TIE) <= 0
        self.counts.add(Counts(1, int(kept), int(tie)))
        self.unchanged += tie and new.exact == old.exact
        return kept


def grow(
    data: Dataset, how: Pretraining, generator: np.random.Generator, rule: Rule, carried: Floats | None = None
) -> list[Solved]:
    """Return the fits before and after each of `width` neurons and its changes; a `carried` column (n) comes first."""
    first = np.empty((0, data.points)) if carried is None else carried[None]

    def solved(W: Floats) -> Solved:
        outputs = np.asarray(how.activation(how.scale * (W[len(first) :] @ data.X.T)))
        return Solved(np.vstack((first, outputs)), data.y)

    W = np.zeros((len(first), data.features))
    found = [solved(W)]
    for _ in range(how.width):
        added = W
        while len(added) == len(W):
            proposed = np.vstack((W, candidate_weights(generator, 1, data.features)))
            if solved(proposed).above(found[-1], -TIE) < 0:
                added = proposed
        W = added
        if how.changes and len(W) > 1:
            neurons, steps = random_changes(generator, range(1, len(W)), data.features, count=how.changes)
            W = keep_changes(solved, W, zip(neurons, steps, strict=True), rule).weights[-1]
        found.append(solved(W))
    return found


def grow_deep(
    data: Dataset, how: Pretraining, generator: np.random.Generator, rule: Rule, *, layers: int, input_connection: bool
) -> list[Solved]:
    """Return the fits without any layer and after each, as `core.pretraining.deep` grows them."""
    found = [Solved(np.empty((0, data.points)), data.y)]
    carried, X = data.X @ generator.standard_normal(data.features), data.X
    for _ in range(layers):
        last = grow(Dataset(X, data.y), how, generator, rule, carried)[-1]
        found.append(last)
        carried = last.fit.weights @ last.columns
        beside = data.X if input_connection else np.ones((data.points, 1))
        X = np.hstack((last.columns.T, beside))
    return found
