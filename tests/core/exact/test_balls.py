"""Growths by enclosures: the verdicts of determinants at a high precision, structural reasons, and nothing guessed."""

from collections import Counter
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import ACTIVATIONS, Activation, PiecewiseLinear, Smooth
from core.exact import Cause, Ended, Problem, Rationals, Verdict, balls, grow, rationals
from core.exact.balls import enclose, excludes_zero, outputs, vector
from core.exact.reasons import DoesNot

F = Fraction
SMOOTH = [act for act in ACTIVATIONS.values() if isinstance(act, Smooth)]
EACH = pytest.mark.parametrize("activation", SMOOTH, ids=lambda act: act.name)


@pytest.mark.parametrize(
    "activation",
    [act for act in ACTIVATIONS.values() if not isinstance(act, PiecewiseLinear)],
    ids=lambda act: act.name,
)
def test_enclosures_hold_the_value_at_every_precision(activation: Activation) -> None:
    for z in (F(0), F(1, 3), F(-1, 3), F(5), F(-5), F(60), F(-60), F(1, 10**30), F(-700), F(700)):
        number = flint.fmpq(z.numerator, z.denominator)
        with flint.ctx.workprec(3000):
            sharp = enclose(activation, flint.arb(number))
        with flint.ctx.workprec(64):
            ball = enclose(activation, flint.arb(number))
            assert ball.is_finite()
            assert ball.overlaps(sharp)
            assert abs(ball - float(activation(np.array([float(z)]))[0])) <= abs(sharp) * 1e-13 + 1e-300
        with flint.ctx.workprec(3000):
            assert sharp.rad() <= abs(sharp) * flint.arb(2) ** -2500


def test_rational_outputs_have_no_enclosure() -> None:
    with pytest.raises(ValueError, match="relu"):
        enclose(ACTIVATIONS["relu"], flint.arb(1))


def determinant(columns: list[Any], g: Any, target: Any) -> Any:
    """det [[KᵀK, Kᵀy], [gᵀK, gᵀy]], which is gᵀr det KᵀK."""
    left, right = [*columns, g], [*columns, target]
    n = len(target)
    A, B = (flint.arb_mat(len(rows), n, [value for row in rows for value in row]) for rows in (left, right))
    return (A * B.transpose()).det()


def by_determinants(activation: Smooth, X: Rationals, y: Rationals, W: Rationals, scale: Fraction) -> list[bool]:
    """Which neurons are seen to improve at 3,000 bits."""
    with flint.ctx.workprec(3000):
        target, kept, seen = vector(y).entries(), list[Any](), list[bool]()
        for k in range(W.shape[0]):
            g = outputs(activation, X, W[k : k + 1], scale).entries()
            seen.append(excludes_zero(determinant(kept, g, target)))
            if seen[-1]:
                kept.append(g)
        return seen


def instance(rng: np.random.Generator) -> tuple[Rationals, Rationals, Rationals]:
    """Few points and neurons, some of them repeated, opposite or zero."""
    n, m, K = int(rng.integers(1, 6)), int(rng.integers(1, 3)), int(rng.integers(1, 8))
    X, W = rng.integers(-3, 4, (n, m)) / 2, rng.integers(-3, 4, (K, m)) / 4
    if rng.random() < 0.6:
        X, W = rng.standard_normal((n, m)), rng.standard_normal((K, m))
        for rows in (X, W):
            for i in range(len(rows)):
                if rng.random() < 0.3:
                    rows[i] = rows[rng.integers(len(rows))] * rng.choice([1, -1, 0])
    return rationals(X), rationals(rng.standard_normal(n)), rationals(W)


def evidence(reason: Any) -> str:
    if not isinstance(reason, DoesNot):
        return reason.verdict.value if reason.verdict else ""
    named = {"twin": reason.twin is not None, "saturated": reason.saturated, "full": reason.full}
    return next((name for name, there in named.items() if there), reason.cause.value)


@EACH
def test_growths_are_those_of_determinants(activation: Smooth) -> None:
    rng, met = np.random.default_rng(51), Counter[str]()
    for _ in range(60):
        (X, y, W), scale = instance(rng), [F(1), F(1, 100), F(7, 3)][rng.integers(3)]
        (found,) = grow([Problem(X, y, W)], activation, neurons=W.shape[0], scale=scale)
        expected = by_determinants(activation, X, y, W, scale)
        assert [verdict is Verdict.IMPROVES for verdict in found.verdicts] == expected
        met.update(map(evidence, found.reasons))
    for kind in ("improves", "twin", "saturated", "full"):
        assert met[kind], met
    assert (met["dead"] > 0) == (activation.name != "softplus")
    assert met["undecided"] < sum(met.values()) / 20


@EACH
def test_twins_are_those_that_symmetry_makes(activation: Smooth) -> None:
    X, y = rationals([[1, 2], [3, -1], [2, 2], [-1, 4], [5, 1]]), rationals([1, 2, 3, 5, 8])
    W = rationals([[F(1, 2), F(1, 3)], [F(1, 2), F(1, 3)], [F(-1, 2), F(-1, 3)]])
    (found,) = grow([Problem(X, y, W)], activation, neurons=3)
    odd = activation.name in {"erf", "sin"}
    third = Verdict.DOES_NOT if odd else Verdict.IMPROVES
    assert found.verdicts == (Verdict.IMPROVES, Verdict.DOES_NOT, third)
    assert [getattr(reason, "twin", None) for reason in found.reasons] == [None, 0, 0 if odd else None]
    # Other weights, the same pre-activations: the points lie on a line.
    X = rationals([[1, 2], [2, 4], [-1, -2], [3, 6]])
    (found,) = grow([Problem(X, rationals([1, 2, 3, 5]), rationals([[1, 0], [0, F(1, 2)]]))], activation, neurons=2)
    assert getattr(found.reasons[1], "twin", None) == 0


def near_dependence() -> Problem:
    """Three neurons whose weights are 2⁻⁵² apart: the third pivot is about 2⁻²⁰⁸ of the first."""
    X, y = rationals([[1.0], [2.0], [-1.0], [0.5]]), rationals([1.0, 3.0, 2.0, -1.0])
    return Problem(X, y, rationals([[1 + k * 2.0**-52] for k in range(3)]))


@EACH
def test_the_precision_rises_until_the_verdict_is_seen(activation: Smooth) -> None:
    (found,) = grow([near_dependence()], activation, neurons=3)
    assert found.verdicts == (Verdict.IMPROVES,) * 3
    assert found.bits is not None
    assert balls.FIRST_BITS < found.bits < balls.LAST_BITS


@EACH
def test_at_the_largest_precision_the_verdict_is_undecided_and_never_guessed(
    activation: Smooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balls, "LAST_BITS", balls.FIRST_BITS)
    (found,) = grow([near_dependence()], activation, neurons=3)
    assert found.verdicts[0] is Verdict.IMPROVES
    assert found.verdicts[-1] is Verdict.UNDECIDED
    assert found.causes[-1] is None
    assert found.bits == balls.FIRST_BITS
    assert found.accepted == tuple(i for i, verdict in enumerate(found.verdicts) if verdict is Verdict.IMPROVES)


def test_a_dependence_that_no_reason_shows_is_undecided() -> None:
    # softplus(z) - softplus(-z) = z, so three such pairs with w₃ = w₁ + w₂ are dependent; the last is not decided.
    X = rationals([[1, 0], [0, 1], [1, 1], [2, -1], [1, 3], [-2, 5], [3, 1]])
    W = rationals([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1]])
    (found,) = grow([Problem(X, rationals([1, 2, 3, 5, 8, 13, 21]), W)], ACTIVATIONS["softplus"], neurons=6)
    assert found.verdicts == (*(Verdict.IMPROVES,) * 5, Verdict.UNDECIDED)
    assert found.ended is Ended.STREAM


def test_a_verdict_that_a_higher_precision_does_not_repeat_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    true = balls.excludes_zero
    monkeypatch.setattr(balls, "excludes_zero", lambda ball: flint.ctx.prec <= balls.FIRST_BITS and true(ball))
    with pytest.raises(ArithmeticError, match="neuron 0 was seen to improve"):
        grow([near_dependence()], ACTIVATIONS["erf"], neurons=3)


@EACH
def test_dead_neurons_are_those_without_a_preactivation(activation: Smooth) -> None:
    X, y = rationals([[1, 2], [2, 4], [-3, -6]]), rationals([1, 2, 4])
    W = rationals([[2, -1], [0, 0], [1, 1]])
    (found,) = grow([Problem(X, y, W)], activation, neurons=3)
    if activation.name == "softplus":  # constant outputs, and the same ones again
        assert found.causes == (None, Cause.IN_SPAN, None)
    else:
        assert found.causes == (Cause.DEAD, Cause.DEAD, None)


@EACH
def test_spans_saturate_at_the_number_that_the_points_allow(activation: Smooth) -> None:
    # Opposite, repeated and zero points; one more dimension where act(-z) = act(z) - z, and where act(0) is not 0.
    X = rationals([[1, 2], [-1, -2], [1, 2], [3, 1], [0, 0]])
    dimension = {"erf": 2, "sin": 2, "gelu": 3, "softplus": 4}[activation.name]
    (found,) = grow([Problem(X, rationals([1, 2, 4, 8, 16]), np.random.default_rng(52))], activation, neurons=5)
    assert (found.ended, len(found.accepted)) == (Ended.SATURATED, dimension)
