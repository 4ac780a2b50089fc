"""The span that neurons can fill: never larger than symmetric points allow, and as large; targets in it are told."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import ACTIVATIONS, Activation, PiecewiseLinear
from core.exact import Ended, Problem, Rationals, Verdict, grow, rationals
from core.exact.balls import BallElimination, excludes_zero, outputs, vector
from core.exact.symmetry import consistent, point_classes

F = Fraction
ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


def dyadic(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Random numbers of few bits, so that their fractions stay short."""
    return rng.integers(-(2**10), 2**10, shape) / 2**8


def neurons(rng: np.random.Generator, X: Any, count: int) -> Rationals:
    """Random weights, small and large; some orthogonal to a point, where a step shows its value at zero."""
    n, m = X.shape
    W = dyadic(rng, (count, m)) * 2.0 ** rng.integers(-4, 3, (count, 1))
    W[0] = 0
    if m == 2:
        for k in range(1, min(count, 2 * n)):
            x = X[k % n]
            W[k] = [-x[1], x[0]] if k % 2 else [x[1], -x[0]]
    return rationals(W)


def rank(naive: Any, activation: Activation, X: Rationals, W: Rationals) -> int:
    """How many of the outputs are independent: exactly, or as far as enclosures at 1,000 bits prove it."""
    if isinstance(activation, PiecewiseLinear):
        found: int = naive.rank([naive.outputs(activation, z) for z in naive.preactivations(X, W, F(1))])
        return found
    with flint.ctx.workprec(1000):
        state, kept = BallElimination(vector(rationals([0] * X.shape[0]))), 0
        for k in range(W.shape[0]):
            g = outputs(activation, X, W[k : k + 1], F(1))
            pivot, entry, row = state.meet(g)
            if excludes_zero(pivot):
                state.keep(g, pivot, entry, row)
                kept += 1
        return kept


def symmetric(rng: np.random.Generator, m: int) -> Any:
    """Points with their opposites, multiples, repetitions and zero."""
    P = dyadic(rng, (3, m))
    X = np.concatenate([P, -P[:2], np.zeros((1, m)), 2 * P[:1], -3 * P[1:2], P[2:], -P[2:], P[:1] / 2])
    return X[rng.permutation(len(X))]


def small(rng: np.random.Generator) -> Iterator[Any]:
    """Points on a small grid, where they meet, cancel and lie on lines by chance."""
    for _ in range(25):
        n, m = int(rng.integers(1, 7)), int(rng.integers(1, 4))
        yield rng.integers(-2, 3, (n, m)) / 2


@ALL
def test_no_set_of_neurons_has_more_independent_columns(activation: Activation, naive: Any) -> None:
    rng = np.random.default_rng(1)
    for points in [*small(rng), symmetric(rng, 1), symmetric(rng, 2), symmetric(rng, 3)]:
        X = rationals(points)
        assert rank(naive, activation, X, neurons(rng, points, 40)) <= point_classes(activation, X) <= X.shape[0]


@ALL
@pytest.mark.parametrize("m", [1, 2])
def test_symmetric_points_fill_the_span_they_allow(activation: Activation, m: int, naive: Any) -> None:
    rng = np.random.default_rng(2)
    points = symmetric(rng, m)
    X = rationals(points)
    assert rank(naive, activation, X, neurons(rng, points, 70)) == point_classes(activation, X)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # x, -x, 0, 2x, x again and one other point z, in the plane
        ("identity", 2), ("relu", 3), ("leaky_relu", 3), ("abs", 2), ("hard_tanh", 3), ("step", 4),
        ("tanh", 3), ("sigmoid", 4), ("gaussian", 4), ("softplus", 5), ("erf", 3), ("gelu", 4), ("sin", 3),
    ],
)  # fmt: skip
def test_counts_done_by_hand(name: str, expected: int) -> None:
    X = rationals([[1, 2], [-1, -2], [0, 0], [2, 4], [1, 2], [5, -1]])
    assert point_classes(ACTIVATIONS[name], X) == expected


def test_distinct_points_in_general_position_are_all_free() -> None:
    X = rationals(np.random.default_rng(3).standard_normal((7, 3)))
    for name, activation in ACTIVATIONS.items():
        assert point_classes(activation, X) == (3 if name == "identity" else 7)


@ALL
def test_a_target_is_consistent_when_it_lies_in_the_span(activation: Activation, naive: Any) -> None:
    """Against the rank of the outputs of many neurons, with and without the target beside them."""
    rng = np.random.default_rng(4)
    seen = {True: 0, False: 0}
    for points in [*small(rng), symmetric(rng, 2), symmetric(rng, 1)]:
        X, W = rationals(points), neurons(rng, points, 40)
        full = rank(naive, activation, X, W)
        if full < point_classes(activation, X):
            continue
        for target in targets(rng, points, activation, naive):
            y = rationals(target)
            with_target = span_with(naive, activation, X, W, y)
            assert (with_target == full) == consistent(activation, X, y), (points, target)
            seen[with_target == full] += 1
    assert min(seen.values()) >= 10, seen


def targets(rng: np.random.Generator, points: Any, activation: Activation, naive: Any) -> Iterator[Any]:
    """Some that fit (by the table of the module's docstring, restated), and some that do not."""
    n, m = points.shape
    yield [0] * n
    yield rng.integers(-3, 4, n).tolist()
    if isinstance(activation, PiecewiseLinear):
        (g,) = (
            naive.outputs(activation, z) for z in naive.preactivations(rationals(points), rationals([[3] * m]), F(1))
        )
        yield [v * F(5, 7) for v in g]
    values: dict[tuple[float, ...], int] = {}
    equal = [values.setdefault(tuple(x), int(rng.integers(-3, 4))) for x in (points + 0.0).tolist()]
    yield equal
    kind = activation.name
    if kind in ("tanh", "sin", "erf", "hard_tanh"):
        yield [
            values[tuple(x)] - values.get(tuple(o), 0)
            for x, o in zip((points + 0.0).tolist(), (0.0 - points).tolist(), strict=True)
        ]
    if kind in ("softplus", "gelu", "identity"):
        yield (points @ rng.integers(-3, 4, m)).tolist()
    if kind in ("sigmoid", "softplus", "gaussian", "step"):
        yield [1] * n


def span_with(naive: Any, activation: Activation, X: Rationals, W: Rationals, y: Rationals) -> int:
    """The rank of the outputs and the target together, by Fractions or by the residual in balls."""
    if isinstance(activation, PiecewiseLinear):
        rows = [naive.outputs(activation, z) for z in naive.preactivations(X, W, F(1))]
        found: int = naive.rank([*rows, y.fractions()])
        return found
    with flint.ctx.workprec(1000):
        state, kept = BallElimination(vector(y)), 0
        for k in range(W.shape[0]):
            g = outputs(activation, X, W[k : k + 1], F(1))
            pivot, entry, row = state.meet(g)
            if excludes_zero(pivot):
                state.keep(g, pivot, entry, row)
                kept += 1
        return kept + int(excludes_zero(state.objective))


@ALL
def test_growths_on_symmetric_points_end_saturated_with_that_many_neurons(activation: Activation) -> None:
    rng = np.random.default_rng(5)
    X = rationals(symmetric(rng, 2))
    classes = point_classes(activation, X)
    (growth,) = grow([Problem(X, rationals(dyadic(rng, (X.shape[0],))), rng)], activation, neurons=X.shape[0], cap=400)
    assert len(growth.accepted) <= classes
    # Random neurons never see the value of a step at zero, so with opposite points they do not reach the bound.
    assert growth.ended is Ended.SATURATED or (activation.name == "step" and growth.ended is Ended.CAP)
    assert Verdict.UNDECIDED not in growth.verdicts
