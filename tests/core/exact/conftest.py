"""A naive restatement of growth in Fractions, and small instances in which something is always the matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS, PiecewiseLinear
from core.exact import Cause, Problem, Rationals, rationals
from core.exact.fractions_oracle import dot, improves, objective

Column = list[Fraction]
SCALES = (Fraction(1), Fraction(1, 100), Fraction(7, 3))
PIECEWISE = [act for act in ACTIVATIONS.values() if isinstance(act, PiecewiseLinear)]


def _piece(activation: PiecewiseLinear, z: Fraction) -> tuple[Fraction, Fraction]:
    k = sum(z >= b for b in activation.breakpoints)
    return activation.slopes[k], activation.intercepts[k]


def _rows(columns: Sequence[Column], n: int) -> list[Column]:
    return [[column[i] for column in columns] for i in range(n)]


class Naive:
    """Every question is solved anew in Fractions."""

    def preactivations(self, X: Rationals, W: Rationals, scale: Fraction) -> list[Column]:
        return [[scale * dot(w, x) for x in X.fractions()] for w in W.fractions()]

    def outputs(self, activation: PiecewiseLinear, z: Sequence[Fraction]) -> Column:
        pieces = [_piece(activation, value) for value in z]
        return [a * value + b for value, (a, b) in zip(z, pieces, strict=True)]

    def linear(self, activation: PiecewiseLinear, z: Sequence[Fraction]) -> bool:
        """One slope, not 0, and no intercept where z is not 0; no output where it is."""
        away = {_piece(activation, value) for value in z if value}
        silent = all(g == 0 for value, g in zip(z, self.outputs(activation, z), strict=True) if not value)
        return silent and len(away) == 1 and all(a != 0 and b == 0 for a, b in away)

    def cause(self, kept: Sequence[Column], y: Column, g: Column, *, linear: bool) -> Cause | None:
        """None where g improves; otherwise the first cause that applies."""
        G = _rows(kept, len(y))
        if improves(G, y, g):
            return None
        if objective(G, y) == 0:
            return Cause.RESIDUAL_ZERO
        if not any(g):
            return Cause.DEAD
        if objective(G, g) == 0:
            return Cause.LINEAR if linear else Cause.IN_SPAN
        return Cause.ORTHOGONAL

    def growth(self, activation: PiecewiseLinear, problem: Problem, scale: Fraction) -> list[Cause | None]:
        """Why each given candidate does not improve; None, and kept, where it does."""
        W = rationals(problem.candidates)
        y: Column = problem.y.fractions()
        kept: list[Column] = []
        causes: list[Cause | None] = []
        for z in self.preactivations(problem.X, W, scale):
            g = self.outputs(activation, z)
            causes.append(self.cause(kept, y, g, linear=self.linear(activation, z)))
            if causes[-1] is None:
                kept.append(g)
        return causes

    def objectives(self, columns: Sequence[Column], y: Column) -> list[Fraction]:
        """The optimal objective with 0, 1, … of the columns."""
        return [objective(_rows(columns[:k], len(y)), y) for k in range(len(columns) + 1)]

    def rank(self, rows: Sequence[Sequence[Fraction]]) -> int:
        """By Gauss."""
        left, rank = [list(row) for row in rows], 0
        for j in range(len(left[0]) if left else 0):
            found = next((i for i in range(rank, len(left)) if left[i][j]), None)
            if found is None:
                continue
            left[rank], left[found] = left[found], left[rank]
            for i in range(rank + 1, len(left)):
                f = left[i][j] / left[rank][j]
                left[i] = [a - f * b for a, b in zip(left[i], left[rank], strict=True)]
            rank += 1
        return rank


@dataclass(frozen=True)
class Instance:
    activation: PiecewiseLinear
    problem: Problem
    scale: Fraction


def _related(rng: np.random.Generator, rows: Any, share: float = 0.35) -> Any:
    """Some rows replaced by another one, its opposite, a multiple of it, or zero."""
    for i in range(len(rows)):
        if rng.random() < share:
            factor = [1, -1, 0, 2, Fraction(1, 2), -3][rng.integers(6)]
            rows[i] = [value * factor for value in rows[rng.integers(len(rows))]]
    return rows


def _entries(rng: np.random.Generator, kind: str, shape: tuple[int, int]) -> Any:
    match kind:
        case "integers":
            return rng.integers(-2, 3, shape).tolist()
        case "floats":
            return rng.standard_normal(shape).tolist()
        case _:
            low = rng.integers(-9, 10, shape)
            return [[Fraction(int(a), [1, 2, 3, 7, 10][rng.integers(5)]) for a in row] for row in low]


def plant(rng: np.random.Generator) -> Instance:
    """A small growth on given weights: repeated, opposite, scaled and zero points and neurons are likely."""
    n, m, K = int(rng.integers(1, 7)), int(rng.integers(1, 4)), int(rng.integers(1, 10))
    kind = ["integers", "floats", "fractions"][rng.integers(3)]
    X, W = (_related(rng, _entries(rng, kind, (count, m))) for count in (n, K))
    if kind == "floats":
        X, W = ([[float(v) for v in row] for row in rows] for rows in (X, W))
    activation, scale = PIECEWISE[rng.integers(len(PIECEWISE))], SCALES[rng.integers(3)]
    if rng.random() < 0.2:  # some pre-activations exactly on a breakpoint
        size = max(abs(value) for value in W[0])
        W[0] = [Fraction(value) / Fraction(size) / scale for value in W[0]] if size else W[0]
    targets = [rng.integers(-2, 3, n).tolist(), rng.standard_normal(n).tolist(), [0] * n]
    y = rationals(targets[rng.choice(3, p=[0.55, 0.4, 0.05])])
    return Instance(activation, Problem(rationals(X), y, rationals(W)), scale)


@pytest.fixture(scope="session")
def naive() -> Naive:
    return Naive()


@pytest.fixture(scope="session")
def planted() -> Any:
    return plant
