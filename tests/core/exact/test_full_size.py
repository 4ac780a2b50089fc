"""Growths to 100 neurons on 100 points: every verdict is FLINT's over the rationals, by a few lines of its own."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import HARD_TANH, RELU, STEP, PiecewiseLinear
from core.dataset import waves
from core.exact import Cause, Growth, Problem, Verdict, decide, grow, rationals
from core.exact.fractions_oracle import dot
from core.exact.reasons import DoesNot, Reason

F = Fraction
POINTS = 100


def integers(values: Sequence[Fraction]) -> list[int]:
    """A positive multiple."""
    d = lcm(*(value.denominator for value in values))
    return [int(value * d) for value in values]


def dot_int(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(x * z for x, z in zip(a, b, strict=True))


def residual(columns: Sequence[Sequence[int]], y: Sequence[int]) -> list[int]:
    """A positive multiple of y - K s at optimal s, for independent columns: the normal equations, solved by FLINT."""
    if not columns:
        return list(y)
    K, target = (flint.fmpz_mat([list(row) for row in rows]) for rows in (columns, [y]))
    s: Any = (K * K.transpose()).solve(K * target.transpose())  # flint's own types are too narrow
    fit = s.transpose() * flint.fmpq_mat(K)
    return integers([y[i] - F(int(fit[0, i].p), int(fit[0, i].q)) for i in range(len(y))])


def outputs(growth: Growth, activation: PiecewiseLinear) -> list[list[int]]:
    """Every candidate's outputs times a positive integer."""
    X = growth.X.fractions()
    return [
        integers([activation.exact(growth.scale * dot(w, x)) for x in X]) for w in growth.weights.fractions()
    ]  # fmt: skip


def kind(reason: Reason) -> str:
    if not isinstance(reason, DoesNot):
        return "improves"
    evidence = {"coefficients": reason.coefficients, "basis": reason.basis, "output weights": reason.output_weights}
    return " ".join([reason.cause.value, *(name for name, value in evidence.items() if value is not None)])


def problem(seed: int, grid: int | None) -> Problem:
    """The post's points and target with 125 weights, all rounded to multiples of 1/grid if one is given."""
    rng = np.random.default_rng([11, seed])
    data = waves(rng, POINTS)
    arrays = [data.X, data.y, rng.standard_normal((125, 3))]
    X, y, W = arrays if grid is None else [np.round(values * grid) / grid for values in arrays]
    return Problem(rationals(X), rationals(y), rationals(W))


GROWTHS = (
    (RELU, F(1, 100), 12, None),
    (RELU, F(1), 25, 64),
    (RELU, F(1), 39, 64),
    (HARD_TANH, F(7, 3), 3, 16),
    (STEP, F(1), 0, None),
    (STEP, F(1), 1, None),
)


def compare(growth: Growth, activation: PiecewiseLinear) -> Counter[str]:
    """Hold each verdict to the normal equations; the kinds of verdicts met."""
    y, columns = integers(growth.y.fractions()), outputs(growth, activation)
    kept: list[list[int]] = []
    r, met = residual(kept, y), Counter[str]()
    for g, reason in zip(columns, growth.reasons, strict=True):
        improves = dot_int(g, r) != 0
        assert reason.verdict is (Verdict.IMPROVES if improves else Verdict.DOES_NOT)
        if improves:
            kept.append(g)
            r = residual(kept, y)
        else:
            assert (reason.cause is Cause.RESIDUAL_ZERO) == (not any(r))
            if any(r):
                assert (reason.cause is Cause.DEAD) == (not any(g))
                assert (reason.cause is Cause.ORTHOGONAL) == any(residual(kept, g))
        met[kind(reason)] += 1
    assert len(kept) == len(growth.accepted) >= 90
    return met


def test_every_verdict_is_that_of_the_normal_equations_and_every_kind_occurs() -> None:
    met = Counter[str]()
    for activation, scale, seed, grid in GROWTHS:
        (growth,) = grow([problem(seed, grid)], activation, neurons=POINTS, scale=scale)
        met += compare(growth, activation)
    assert sum(met.values()) >= 500
    kinds = ("improves", "dead", "linear coefficients", "in_span coefficients", "in_span basis", "residual_zero")
    assert all(met[name] for name in kinds), met


@pytest.mark.parametrize("u", [1, 30, 98])
def test_a_column_planted_on_the_hyperplane_is_orthogonal_and_one_beside_it_improves(u: int) -> None:
    rng = np.random.default_rng([12, u])
    G, y = rng.integers(-99, 100, (u, POINTS)).tolist(), rng.integers(-99, 100, POINTS).tolist()
    r = residual(G, y)
    i, j = (int(k) for k in np.flatnonzero(np.array([bool(v) for v in r]))[:2])
    g = [F(0)] * POINTS
    g[i], g[j] = F(1), -F(r[i], r[j])
    assert any(residual(G, integers(g)))  # outside the span
    rows = [list(row) for row in zip(*G, strict=True)]
    decision = decide(rows, y, g)
    assert (decision.verdict, decision.cause) == (Verdict.DOES_NOT, Cause.ORTHOGONAL)
    g[i] += F(1, 10**30)
    assert decide(rows, y, g).improves
