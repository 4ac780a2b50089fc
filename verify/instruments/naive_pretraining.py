"""The post's pretraining restated naively: the optimal objective is solved again for every proposal.

Two objectives are compared as exact numbers wherever rigorous bounds in float64 do not tell. So the rule of
`core.replacement` is kept to the letter: a change is kept where the new objective is below (1 - τ) times the old one.
A column whose distance from the span of the others is within 10⁻⁹ of its length counts as in that span: it may be
outside by the rounding of its entries alone, and then the exact objective of the floats would be an accident.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.linalg import solve_triangular

from core.accuracy import Interval, measure
from core.changes import keep_changes, random_changes
from core.dataset import Dataset, Floats, candidate_weights
from core.least_squares import LeastSquares, Standing, fit
from core.pretraining import Pretraining
from core.replacement import DEPENDENT, TIE, Counts
from verify.instruments.float_columns import optimal_objective

FAR = 1e-6
"""A column that is further from the others' span than this share of its length, in float64, is not within 10⁻⁹."""


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

    def settled(self, j: int) -> "Solved":
        """Itself, or without column j where that counts as in the span of the others."""
        return Solved(np.delete(self.columns, j, axis=0), self.y) if self._in_span(j) else self

    def _in_span(self, j: int) -> bool:
        """Whether the distance of column j from the span of the others is that small; exactly, where it may be."""
        g = self.columns[j]
        if Standing.DEPENDENT not in self.fit.standings and g.any():
            place = self.fit.kept.index(j)
            row = solve_triangular(self.fit.triangle, np.eye(self.fit.rank)[place], trans="T")
            length = np.linalg.norm(self.fit.columns[:, place])
            if 1 / (np.linalg.norm(row) * length) > FAR:
                return False
        distance = optimal_objective(np.delete(self.columns, j, axis=0), g)
        return distance <= Fraction(DEPENDENT) * sum(Fraction(value) ** 2 for value in g.tolist())

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
        """Return new < (1 - τ) old, for two that differ in one column at most."""
        changed = np.flatnonzero((new.columns != old.columns).any(axis=1))
        new = new.settled(int(changed[0])) if len(changed) else old
        kept = new.above(old, -TIE) < 0
        tie = not kept and new.above(old, TIE) <= 0
        self.counts.add(Counts(1, int(kept), int(tie)))
        self.unchanged += tie and new.exact == old.exact
        return kept


def grow(
    data: Dataset, how: Pretraining, generator: np.random.Generator, rule: Rule, carried: Floats | None = None
) -> list[Solved]:
    """Return the fits before, and after each neuron and its changes, of `width` neurons or as many as improve.

    A `carried` column (n) comes first.
    """
    first = np.empty((0, data.points)) if carried is None else carried[None]

    def solved(W: Floats) -> Solved:
        outputs = np.asarray(how.activation(how.scale * (W[len(first) :] @ data.X.T)))
        return Solved(np.vstack((first, outputs)), data.y)

    W = np.zeros((len(first), data.features))
    found = [solved(W)]
    while len(found) <= how.width:
        drawn = (candidate_weights(generator, 1, data.features) for _ in range(how.draws))
        longer = (np.vstack((W, w)) for w in drawn)
        added = next((V for V in longer if solved(V).settled(len(V) - 1).above(found[-1], -TIE) < 0), None)
        if added is None:
            return found
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
