"""The sign filter decides as Fractions do: on exact zeros, an ulp beside breakpoints, at every scale of numbers."""

from decimal import Decimal
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS, HARD_TANH, RELU, STEP, PiecewiseLinear
from core.exact import Rationals, rationals
from core.exact import pieces as module
from core.exact.numbers import stack
from core.exact.pieces import at_least, filtered, pieces

F = Fraction
ONE = F(1)
SCALES = (F(1), F(1, 100), F(7, 3))


def naive(activation: PiecewiseLinear, X: Rationals, W: Rationals, scale: Fraction) -> list[list[int]]:
    def piece(w: list[Fraction], x: list[Fraction]) -> int:
        z = scale * sum((a * b for a, b in zip(w, x, strict=True)), F(0))
        return sum(z >= b for b in activation.breakpoints)

    return [[piece(w, x) for x in X.fractions()] for w in W.fractions()]


def same(activation: PiecewiseLinear, X: Rationals, W: Rationals, scale: Fraction = ONE) -> list[list[int]]:
    found: list[list[int]] = pieces(activation, X, W, scale).tolist()
    assert found == naive(activation, X, W, scale), (activation.name, X.fractions(), W.fractions(), scale)
    return found


@pytest.fixture
def exact_decisions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the pre-activations that fall to exact arithmetic."""
    count: list[int] = []
    true = module.preactivation

    def counting(*arguments: Any) -> Fraction:
        count.append(1)
        return true(*arguments)

    monkeypatch.setattr(module, "preactivation", counting)
    return count


@pytest.mark.parametrize("name", [name for name, act in ACTIVATIONS.items() if isinstance(act, PiecewiseLinear)])
@pytest.mark.parametrize("scale", SCALES)
def test_random_points_and_neurons(name: str, scale: Fraction) -> None:
    rng, act = np.random.default_rng(3), ACTIVATIONS[name]
    assert isinstance(act, PiecewiseLinear)
    for m in (1, 2, 5, 40):
        X, W = rng.standard_normal((12, m)), rng.standard_normal((9, m))
        X[1], X[2], W[3], X[4, 0] = -X[0], 0, 0, 0
        same(act, rationals(X), rationals(W), scale)


def test_planted_zeros_and_values_an_ulp_beside_them(exact_decisions: list[int]) -> None:
    rng = np.random.default_rng(4)
    seen: set[tuple[int, ...]] = set()
    for _ in range(300):
        m = int(rng.integers(2, 6))
        x, w = rng.integers(-9, 10, m).astype(float), rng.integers(-9, 10, m).astype(float)
        x[-1], w[-1] = 1, -(x[:-1] @ w[:-1])  # exactly orthogonal
        size = 2.0 ** rng.integers(-40, 40)
        W = np.array([w, w, w]) * size
        W[1, -1], W[2, -1] = nextafter(W[0, -1], inf), nextafter(W[0, -1], -inf)
        seen.update(map(tuple, same(STEP, rationals([x.tolist()]), rationals(W))))
    assert seen == {(1,), (0,)}
    assert len(exact_decisions) >= 300


@pytest.mark.parametrize("scale", SCALES)
def test_breakpoints_met_exactly_and_an_ulp_beside_them(scale: Fraction, exact_decisions: list[int]) -> None:
    for sign in (-1, 1):
        at = sign / scale
        near = float(at)
        W = [[at], [near], [nextafter(near, inf)], [nextafter(near, -inf)], [at + F(1, 10**40)], [at - F(1, 10**40)]]
        found = same(HARD_TANH, rationals([[1]]), rationals(W), scale)
        assert found[0] == found[4] != found[5]
    assert len(exact_decisions) >= 12


def test_cancellation_hides_the_sign_from_float64(exact_decisions: list[int]) -> None:
    wrong, rng = 0, np.random.default_rng(5)
    for _ in range(300):
        x, w = rng.standard_normal(6), rng.standard_normal(6)
        x[-1] = -(x[:-1] @ w[:-1]) / w[-1]  # zero up to rounding
        (found,) = same(STEP, rationals(x[None]), rationals(w[None]))[0]
        wrong += found != int(w @ x >= 0)
    assert wrong >= 20, "a filter without its bound would have passed"
    assert len(exact_decisions) >= 250


def test_decimals_whose_approximations_have_the_wrong_sign() -> None:
    """0.1 + 0.2 - 0.3 is zero for Decimals and positive for floats; a little less is negative for Decimals."""
    X, W = [[Decimal(1), Decimal(1), Decimal(1)]], [[Decimal("0.1"), Decimal("0.2"), Decimal("-0.3")]]
    W.append([Decimal("0.1"), Decimal("0.2"), Decimal("-0.30000000000000000001")])
    W.append([Decimal("0.1"), Decimal("0.2"), Decimal("-0.3000000000000000166533453694")])
    assert same(STEP, rationals(X), rationals(W)) == [[1], [0], [0]]
    rng = np.random.default_rng(6)
    wrong = 0
    for _ in range(200):
        digits = rng.integers(-99, 100, 4)
        w = [Decimal(int(d)) / 10 for d in digits]
        w.append(-sum(w) - Decimal(int(rng.integers(-1, 2))) / 10**19)
        (found,) = same(STEP, rationals([[1] * 5]), rationals([w]))[0]
        wrong += found != int(sum(map(float, w)) >= 0)
    assert wrong >= 20


@pytest.mark.parametrize("exponents", [(-1074, -1060), (-1074, 1000), (-560, -520), (500, 523), (-30, 30)])
def test_huge_and_tiny_numbers(exponents: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        X = np.ldexp(rng.standard_normal((4, 3)), rng.integers(*exponents, (4, 3)))
        W = np.ldexp(rng.standard_normal((4, 3)), rng.integers(*exponents, (4, 3)))
        W[0], X[0, 0] = -W[1], 0
        for act in (RELU, HARD_TANH):
            same(act, rationals(X), rationals(W), F(7, 3))


def test_sums_that_overflow_on_the_way_to_the_other_sign() -> None:
    big = 1e308
    for x in ([big, big, -1.5 * big, -1.5 * big], [-big, -big, 1.5 * big, 1.5 * big], [big, -1.5 * big] * 2):
        same(STEP, rationals([x]), rationals([[1.0] * 4, [2.0**-3] * 4, [-1.0] * 4]))


def test_thresholds_beyond_float64() -> None:
    same(HARD_TANH, rationals([[1.0], [-1.0], [1e308]]), rationals([[1.0], [-1e308], [1e308]]), F(1, 10**330))
    same(HARD_TANH, rationals([[5e-324], [-5e-324], [0.0]]), rationals([[1.0], [5e-324]]), F(10**330))


def test_stacks_decide_as_their_members() -> None:
    rng = np.random.default_rng(8)
    Xs = [
        rationals(rng.integers(-2, 3, (5, 2)).tolist()),
        rationals([[F(int(a), 3) for a in r] for r in rng.integers(-9, 9, (5, 2))]),
    ]
    Ws = [rationals(rng.integers(-2, 3, (4, 2)).tolist()), rationals(rng.standard_normal((4, 2)))]
    together = pieces(HARD_TANH, stack(Xs), stack(Ws), F(1))
    assert together.tolist() == [naive(HARD_TANH, X, W, F(1)) for X, W in zip(Xs, Ws, strict=True)]


@pytest.mark.parametrize("m", [1, 3, 50])
def test_the_margin_bounds_the_error(m: int) -> None:
    rng = np.random.default_rng(9)
    X = rationals([[F(int(a), 997) for a in row] for row in rng.integers(-(10**6), 10**6, (6, m))])
    W = rationals([[F(int(a), 991) for a in row] for row in rng.integers(-(10**6), 10**6, (6, m))])
    z, margin = filtered(X.approx, W.approx)
    for k, w in enumerate(W.fractions()):
        for i, x in enumerate(X.fractions()):
            exact = sum((a * b for a, b in zip(w, x, strict=True)), F(0))
            assert abs(F(z[k, i]) - exact) <= F(margin[k, i])


def test_no_threshold_is_too_fine() -> None:
    x, w = rationals([[1]]), rationals([[F(1, 3)]])
    assert at_least(F(1, 3), x, w).tolist() == [[True]]
    assert at_least(F(1, 3) + F(1, 10**50), x, w).tolist() == [[False]]
