"""Enclosures hold the exact objectives, exact ones are the oracle's, and they fall exactly where a neuron improves."""

import sys
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import ACTIVATIONS, PiecewiseLinear
from core.exact import Ended, Growth, Problem, grow, objectives, objectives_exact, rationals
from core.exact.balls import outputs, vector
from core.exact.fractions_oracle import dot

F = Fraction
NAMES = list(ACTIVATIONS)


def holds(growth: Growth, exact: list[Fraction]) -> None:
    found = objectives(growth)
    assert len(found) == len(exact) == len(growth.accepted) + 1
    for enclosure, true in zip(found, exact, strict=True):
        assert abs(true - F(enclosure.value)) <= F(enclosure.error)
        # 2⁻⁴⁰ relative, and the rounding of the smallest floats
        assert F(enclosure.error) <= max(true * F(1, 2**39), F(1, 2**1073))


def test_planted_growths_have_the_oracles_objectives(naive: Any, planted: Any) -> None:
    rng = np.random.default_rng(1)
    for _ in range(400):
        instance = planted(rng)
        W = rationals(instance.problem.candidates)
        (growth,) = grow([instance.problem], instance.activation, neurons=W.shape[0], scale=instance.scale)
        z = naive.preactivations(instance.problem.X, W, instance.scale)
        columns = [naive.outputs(instance.activation, z[j]) for j in growth.accepted]
        expected = naive.objectives(columns, instance.problem.y.fractions())
        assert objectives_exact(growth) == expected
        holds(growth, expected)
        assert all(a > b for a, b in pairwise(expected))
        for j in set(range(W.shape[0])) - set(growth.accepted):
            before = [columns[i] for i, k in enumerate(growth.accepted) if k < j]
            unchanged = naive.objectives(
                [*before, naive.outputs(instance.activation, z[j])], instance.problem.y.fractions()
            )
            assert unchanged[-1] == unchanged[-2]


def by_determinants(growth: Growth) -> list[Any]:
    """Gram determinants in balls at 3,000 bits: f_k = det [K y]ᵀ[K y] / det KᵀK."""
    W = growth.weights[np.array(growth.accepted, dtype=np.int64)]
    if isinstance(growth.activation, PiecewiseLinear):
        act, X = growth.activation, growth.X.fractions()
        exact = [[act.exact(growth.scale * dot(w, x)) for x in X] for w in W.fractions()]
        A: Any = flint.arb_mat([[flint.arb(flint.fmpq(v.numerator, v.denominator)) for v in g] for g in exact])
    else:
        A = outputs(growth.activation, growth.X, W, growth.scale)
    y = vector(growth.y)
    n, rows = growth.X.shape[0], A.tolist()
    found = []
    for k in range(len(rows) + 1):
        K = flint.arb_mat(k, n, [v for row in rows[:k] for v in row])
        B = flint.arb_mat(k + 1, n, [v for row in [*rows[:k], *y.tolist()] for v in row])
        bordered = (B * B.transpose()).det()
        found.append(bordered / (K * K.transpose()).det() if k else bordered)
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [F(1), F(1, 100)])
def test_enclosures_agree_with_determinants_for_every_activation(name: str, scale: Fraction) -> None:
    rng = np.random.default_rng(2)
    X, y = rng.standard_normal((9, 2)), rng.standard_normal(9)
    (growth,) = grow([Problem(rationals(X), rationals(y), rng)], ACTIVATIONS[name], neurons=6, scale=scale, cap=60)
    assert growth.accepted
    found = objectives(growth)
    with flint.ctx.workprec(3000):
        for enclosure, true in zip(found, by_determinants(growth), strict=True):
            assert abs(true - flint.arb(enclosure.value)) <= flint.arb(enclosure.error)
            assert enclosure.error <= 2.0**-39 * enclosure.value
    values = [enclosure.value for enclosure in found]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
    if isinstance(ACTIVATIONS[name], PiecewiseLinear):
        holds(growth, objectives_exact(growth))


@pytest.mark.parametrize("name", ["relu", "tanh", "erf"])
def test_the_objective_is_exactly_zero_where_the_growth_ends_so(name: str) -> None:
    rng = np.random.default_rng(3)
    X = rng.standard_normal((4, 2))
    full, repeated = rationals(X), rationals(X[[0, 1, 2, 3, 0]])
    y = rng.standard_normal(4)
    for points, target in ((full, y), (repeated, y[[0, 1, 2, 3, 0]])):
        (growth,) = grow([Problem(points, rationals(target), rng)], ACTIVATIONS[name], neurons=5)
        assert growth.ended in (Ended.NEURONS, Ended.RESIDUAL_ZERO)
        last = objectives(growth)[-1]
        assert (last.value, last.error) == (0, 0)


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e-155, 1.0, 1e150])
@pytest.mark.parametrize("name", ["relu", "tanh"])
def test_enclosures_hold_at_the_ends_of_float64(size: float, name: str) -> None:
    X, W = rationals([[1.0, 2.0], [2.0, -1.0], [3.0, 0.5]]), rationals([[1.0, 0.5], [0.25, -1.0]])
    y = rationals(np.array([1.0, 2.0, -3.0]) * size)
    (growth,) = grow([Problem(X, y, W)], ACTIVATIONS[name], neurons=2)
    found = objectives(growth)
    if name == "relu":
        holds(growth, objectives_exact(growth))
    first = sum((v * v for v in y.fractions()), F(0))
    assert abs(first - F(found[0].value)) <= F(found[0].error)


def test_an_objective_beyond_float64_has_an_infinite_error_bound() -> None:
    (growth,) = grow(
        [Problem(rationals([[1.0]]), rationals([1e200]), rationals([[-1.0]]))], ACTIVATIONS["relu"], neurons=1
    )
    (only,) = objectives(growth)
    assert np.isfinite(only.value)
    assert only.error == np.inf


def test_points_in_parts_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    X, y = rng.standard_normal((30, 2)), rng.standard_normal(30)
    grown = [
        grow([Problem(rationals(X), rationals(y), np.random.default_rng(1))], ACTIVATIONS[name], neurons=5)[0]
        for name in ("relu", "tanh")
    ]
    whole = [objectives(growth) for growth in grown]
    exact = objectives_exact(grown[0])
    module = sys.modules[objectives.__module__]  # the function of its name hides it
    monkeypatch.setattr(module, "_AT_ONCE", 40)
    for growth, before in zip(grown, whole, strict=True):
        for a, b in zip(objectives(growth), before, strict=True):
            assert abs(F(a.value) - F(b.value)) <= F(a.error) + F(b.error)
    assert objectives_exact(grown[0]) == exact


def test_only_rational_outputs_have_exact_objectives() -> None:
    (growth,) = grow(
        [Problem(rationals([[1.0]]), rationals([1.0]), rationals([[1.0]]))], ACTIVATIONS["tanh"], neurons=1
    )
    with pytest.raises(ValueError, match="tanh are not rational"):
        objectives_exact(growth)


def test_a_zero_that_no_growth_shows_is_enclosed_without_a_sign() -> None:
    X, W = rationals([[1, 2], [2, -1], [-1, 3], [4, 1]]), rationals([[1, 1], [1, -2]])
    y = rationals([3, 5, 2, 7])  # relu(x·w₀) + relu(x·w₁), reached with the last neuron asked for
    (growth,) = grow([Problem(X, y, W)], ACTIVATIONS["relu"], neurons=2)
    assert objectives_exact(growth)[-1] == 0
    last = objectives(growth)[-1]
    assert str(last.value) == "0.0"
    assert last.error <= 5e-324
