"""Certificates of every kind are accepted by the independent checker, verdict by verdict, and forged ones are not."""

import json
from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS, RELU, STEP, Activation, Exponential, PiecewiseLinear
from core.dataset import waves
from core.exact import Ended, Growth, Problem, Verdict, grow, rationals
from verify.check.certificates import Refused, check_line

F = Fraction


def check(growth: Growth) -> Counter[str]:
    """The kinds of evidence in an accepted certificate."""
    certificate = growth.certificate()
    line = json.dumps(certificate)
    assert "\n" not in line
    decided = sum(verdict is not Verdict.UNDECIDED for verdict in growth.verdicts)
    assert check_line(line).verdicts == decided
    assert len(certificate["candidates"]) == len(growth.verdicts) == len(growth.causes) == len(growth.weights.approx)
    return Counter(key for entry in certificate["candidates"] for key in entry if key != "improves" or len(entry) == 1)


@pytest.mark.parametrize("prime", [None, 3, 7, 101])
def test_of_small_planted_growths(prime: int | None, planted: Any) -> None:
    rng = np.random.default_rng(31)
    met, primes = Counter[str](), Counter[int]()
    for _ in range(250):
        instance = planted(rng)
        (growth,) = grow([instance.problem], instance.activation, neurons=9, scale=instance.scale, prime=prime)
        met += check(growth)
        assert growth.place is not None
        primes[growth.place.p] += 1
    assert set(met) >= {"residue", "dead", "coefficients", "output_weights", "full"}, met
    if prime == 3:
        assert len(primes) > 1  # some zeros modulo 3 are none


def test_a_prime_in_the_denominator_of_the_scale_is_not_used_even_where_outputs_are_integers() -> None:
    given = Problem(rationals([[1, 2], [-1, 1]]), rationals([1, 2]), rationals([[1, 0]]))
    (growth,) = grow([given], STEP, neurons=1, scale=F(7, 3), prime=3)
    assert growth.place is not None
    assert growth.place.p > 3
    assert check(growth)["residue"] == 1


def problem(activation: Activation, seed: int) -> Problem:
    """Points with repeated, opposite, scaled and zero ones; neurons with twins, opposite, collinear and dead ones."""
    rng = np.random.default_rng([32, seed, *map(ord, activation.name)])
    X, W = rng.integers(-3, 4, (6, 2)) / 2, rng.integers(-3, 4, (12, 2)) / 2
    X[1], X[2], X[3] = X[0], -X[4], [0, 0]
    W[2], W[4], W[5], W[6] = W[1], -W[1], 2 * W[1], [0, 0]
    return Problem(rationals(X), rationals(rng.standard_normal(6)), rationals(W))


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("scale", [F(1), F(7, 3)], ids=str)
def test_of_every_activation(activation: Activation, scale: Fraction) -> None:
    met, sure = Counter[str](), 0
    # Balls that hold an exact zero are refined to the end before they are left undecided: that takes longer.
    for seed in range(20 if isinstance(activation, PiecewiseLinear | Exponential) else 1):
        (growth,) = grow([problem(activation, seed)], activation, neurons=12, scale=scale)
        met += check(growth)
        sure += len(growth.accepted)
    assert sure > 0
    zero_at_zero = activation.name not in {"step", "sigmoid", "gaussian", "softplus"}
    assert (met["dead"] > 0) == zero_at_zero
    if not isinstance(activation, PiecewiseLinear):
        assert met["twin"] > 0
        assert not met["coefficients"]


@pytest.mark.parametrize("name", ["tanh", "hard_tanh", "gaussian", "abs", "erf", "identity"])
def test_of_saturated_spans_and_of_residuals_that_these_make_zero(name: str) -> None:
    activation = ACTIVATIONS[name]
    X = rationals([[1, 2], [1, 2], [-1, -2], [3, 1], [0, 0]])
    sign = 1 if name in {"gaussian", "abs"} else -1
    at_zero = 7 if name == "gaussian" else 0
    inside = rationals([3, 3, 3 * sign, 5, at_zero])
    outside = rationals([3, 4, 3 * sign, 5, at_zero])
    for y, ended in ((inside, Ended.RESIDUAL_ZERO), (outside, Ended.SATURATED)):
        (growth,) = grow([Problem(X, y, np.random.default_rng(33))], activation, neurons=5)
        assert growth.ended is ended
        assert len(growth.accepted) == (3 if name == "gaussian" else 2)
        check(growth)
        W = np.random.default_rng(34).standard_normal((6, 2))
        (given,) = grow([Problem(X, y, W)], activation, neurons=6)
        assert len(given.verdicts) == 6
        met = check(given)
        if not isinstance(activation, PiecewiseLinear):
            assert met["saturated"] > 0


def test_of_null_bases_near_full_rank() -> None:
    rng = np.random.default_rng([11, 0])
    data = waves(rng, 100)
    given = Problem(rationals(data.X), rationals(data.y), rng.standard_normal((125, 3)))
    (growth,) = grow([given], STEP, neurons=100)
    assert check(growth)["basis"] > 0


def falsified(growth: Growth, k: int, entry: dict[str, Any]) -> str:
    certificate = growth.certificate()
    certificate["candidates"][k] = entry
    return json.dumps(certificate)


def test_what_a_growth_did_not_find_is_refused() -> None:
    W = rationals([[1, 0], [0, 0], [1, 1], [2, 0], [-1, 2]])
    X, y = rationals([[1, 2], [-1, 1], [2, -1], [1, 1]]), rationals([1, 2, 3, 5])
    (growth,) = grow([Problem(X, y, W)], RELU, neurons=5)
    assert [verdict is Verdict.IMPROVES for verdict in growth.verdicts] == [True, False, True, False, True]
    residue = growth.certificate()["candidates"][0]["residue"]
    forged = [
        falsified(growth, 0, {"improves": True, "residue": residue + 1}),
        falsified(growth, 0, {"improves": False, "dead": True}),
        falsified(growth, 0, {"improves": False, "output_weights": {}}),
        falsified(growth, 1, {"improves": True, "residue": 1}),
        falsified(growth, 2, {"improves": False, "coefficients": {"0": "1"}}),
        falsified(growth, 3, {"improves": False, "coefficients": {"0": "3"}}),
        falsified(growth, 4, {"improves": False, "full": True}),
    ]
    for line in forged:
        with pytest.raises(Refused):
            check_line(line)
    assert check(growth)["residue"] == 3
