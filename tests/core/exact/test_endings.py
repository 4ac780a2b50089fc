"""How growths end, and that it matters neither what is grown together nor in what chunks."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS, ERF, RELU, SIGMOID, SIN, STEP, TANH, Activation
from core.dataset import waves
from core.exact import Cause, Ended, Growth, Problem, Verdict, grow, growing, rationals, run
from core.exact.reasons import DoesNot

F = Fraction
ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


def drawn(seed: int, points: int = 8, target: Any = None) -> Problem:
    """The post's points, bias included, with weights drawn from a generator."""
    rng = np.random.default_rng([41, seed])
    data = waves(rng, points)
    return Problem(rationals(data.X), rationals(data.y if target is None else target), rng)


def facts(growth: Growth) -> tuple[Any, ...]:
    return growth.verdicts, growth.causes, growth.ended, growth.weights.fractions(), growth.certificate()


@ALL
def test_at_the_asked_number_of_neurons_with_the_last_one_accepted(activation: Activation) -> None:
    (growth,) = grow([drawn(0)], activation, neurons=3)
    assert growth.ended is Ended.NEURONS
    assert len(growth.accepted) == 3
    assert growth.accepted[-1] == len(growth.verdicts) - 1


@ALL
def test_on_a_zero_target_before_the_first_neuron(activation: Activation) -> None:
    (growth,) = grow([drawn(0, target=np.zeros(8))], activation, neurons=3)
    assert (growth.ended, growth.verdicts, growth.weights.shape) == (Ended.RESIDUAL_ZERO, (), (0, 3))
    W = np.random.default_rng(0).standard_normal((4, 3))
    (given,) = grow([Problem(growth.X, growth.y, W)], activation, neurons=3)
    assert (given.ended, given.causes) == (Ended.RESIDUAL_ZERO, (Cause.RESIDUAL_ZERO,) * 4)


def test_at_a_zero_residual_with_the_neuron_that_makes_it_zero() -> None:
    # y = relu(x) + relu(-x): two neurons fit it, and none of the rest improves.
    X, y = rationals([[-2], [-1], [1], [3]]), rationals([2, 1, 1, 3])
    (growth,) = grow([Problem(X, y, np.random.default_rng(0))], RELU, neurons=4)
    assert (growth.ended, len(growth.accepted)) == (Ended.RESIDUAL_ZERO, 2)
    assert growth.accepted[-1] == len(growth.verdicts) - 1
    (given,) = grow([Problem(X, y, rationals([[1], [0], [2], [-1], [5], [0]]))], RELU, neurons=6)
    assert given.ended is Ended.RESIDUAL_ZERO
    zero = Cause.RESIDUAL_ZERO
    assert given.causes == (None, Cause.DEAD, Cause.IN_SPAN, None, zero, zero)


@pytest.mark.parametrize("name", ["tanh", "relu", "erf"])
def test_at_a_saturated_span_although_more_neurons_were_asked_for(name: str) -> None:
    # Two points are equal, so that all neurons agree there, and the target does not.
    X, y = rationals([[1, 2], [1, 2], [3, -1], [-1, 4]]), rationals([1, 2, 3, 4])
    (growth,) = grow([Problem(X, y, np.random.default_rng(0))], ACTIVATIONS[name], neurons=4)
    assert (growth.ended, len(growth.accepted)) == (Ended.SATURATED, 3)
    assert growth.accepted[-1] == len(growth.verdicts) - 1
    W = np.random.default_rng(1).standard_normal((9, 2))
    (given,) = grow([Problem(X, y, W)], ACTIVATIONS[name], neurons=9)
    assert given.ended is Ended.STREAM
    assert len(given.verdicts) == 9
    assert set(given.causes[given.accepted[-1] + 1 :]) <= {Cause.IN_SPAN, Cause.LINEAR}


@pytest.mark.parametrize("cap", [0, 1, 5, 17])
@pytest.mark.parametrize("activation", [RELU, TANH, ERF], ids=lambda act: act.name)
def test_at_the_cap_on_draws_and_never_after_it(activation: Activation, cap: int) -> None:
    (growth,) = grow([drawn(2, points=30)], activation, neurons=30, cap=cap)
    assert growth.ended is Ended.CAP
    assert len(growth.verdicts) == cap


@ALL
@pytest.mark.parametrize("count", [0, 1, 5])
def test_when_the_given_weights_are_used_up(activation: Activation, count: int) -> None:
    data = drawn(3, points=30)
    W = np.random.default_rng(4).standard_normal((count, 3))
    (growth,) = grow([Problem(data.X, data.y, W)], activation, neurons=30, cap=2)
    assert growth.ended is Ended.STREAM
    assert len(growth.verdicts) == count


@ALL
def test_as_many_columns_as_points_leave_no_residual(activation: Activation) -> None:
    data = drawn(5, points=3)
    W = np.random.default_rng(6).standard_normal((40, 3))
    (growth,) = grow([Problem(data.X, data.y, W)], activation, neurons=40)
    assert (len(growth.accepted), growth.ended) == (3, Ended.RESIDUAL_ZERO)
    assert growth.causes[growth.accepted[-1] + 1 :] == (Cause.RESIDUAL_ZERO,) * (39 - growth.accepted[-1])


def test_more_neurons_than_points_end_at_a_zero_residual() -> None:
    for activation in (RELU, TANH, SIN):
        (growth,) = grow([drawn(5, points=3)], activation, neurons=9)
        assert (len(growth.accepted), growth.ended) == (3, Ended.RESIDUAL_ZERO)


def test_what_no_exact_reason_shows_is_undecided_and_never_guessed() -> None:
    # sigmoid(0) = 1/2 on all points fits a constant target, which a growth in Q(t) cannot show.
    X, y = rationals([[1], [2], [3]]), rationals([1, 1, 1])
    (growth,) = grow([Problem(X, y, rationals([[0], [1], [0], [2]]))], SIGMOID, neurons=4)
    assert growth.verdicts[0] is Verdict.IMPROVES
    assert len(growth.verdicts) == 4
    assert Verdict.IMPROVES not in growth.verdicts[1:]
    assert growth.verdicts[1] is growth.verdicts[3] is Verdict.UNDECIDED


@pytest.mark.parametrize("activation", [RELU, STEP, TANH], ids=lambda act: act.name)
@pytest.mark.parametrize(("state", "pool"), [(1, 1), (4000, 20_000), (10**9, 10**9)])
def test_nothing_depends_on_what_is_grown_together_or_on_the_size_of_chunks(
    activation: Activation, state: int, pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def problems() -> list[Problem]:
        rng = np.random.default_rng(42)
        given = [Problem(drawn(k).X, drawn(k).y, rng.standard_normal((3 + 20 * (k % 3), 3))) for k in range(4)]
        return [*(drawn(k, points=24) for k in range(5)), *given, *(drawn(k, points=8) for k in range(4))]

    alone = [facts(grow([problem], activation, neurons=20, cap=300)[0]) for problem in problems()]
    monkeypatch.setattr(growing, "_STATE", state)
    monkeypatch.setattr(run, "_POOL", pool)
    together = grow(problems(), activation, neurons=20, cap=300)
    assert [facts(growth) for growth in together] == alone
    backwards = grow(problems()[::-1], activation, neurons=20, cap=300)
    assert [facts(growth) for growth in backwards[::-1]] == alone


def test_a_prime_in_the_denominators_of_some_problems_is_still_used_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growing, "_STATE", 1)  # one problem at a time
    y, W = rationals([1, 2]), rationals([[1, 0], [0, 1]])
    fine, spoilt = rationals([[1, 2], [3, 5]]), rationals([[Fraction(1, 10007), 2], [3, 5]])
    first, second = grow([Problem(spoilt, y, W), Problem(fine, y, W)], RELU, neurons=2, prime=10007)
    assert first.place is not None
    assert second.place is not None
    assert first.place.p != 10007
    assert second.place.p == 10007


def test_the_number_of_neurons_may_be_a_numpy_integer() -> None:
    for activation in (RELU, TANH, ERF):
        (growth,) = grow([drawn(3)], activation, neurons=np.int64(3))  # type: ignore[arg-type]
        assert growth.ended is Ended.NEURONS
        assert len(growth.accepted) == 3


def test_blocks_grow_with_the_number_of_neurons_within_bounds() -> None:
    assert [run.block_size(neurons) for neurons in (1, 100, 400, 800, 20_000)] == [16, 16, 50, 100, 128]


def test_reasons_are_values() -> None:
    with pytest.raises(FrozenInstanceError):
        DoesNot(Cause.DEAD).cause = Cause.IN_SPAN  # type: ignore[misc]


def test_scaled_and_rounded_weights_are_the_drawn_ones() -> None:
    W = np.random.default_rng(7).standard_normal((50, 3))
    data = drawn(8)
    (plain,) = grow([Problem(data.X, data.y, np.random.default_rng(7))], RELU, neurons=8)
    assert np.array_equal(plain.weights.approx, W[: len(plain.verdicts)])
    for factor in (1.0, 0.01):
        (growth,) = grow([Problem(data.X, data.y, np.random.default_rng(7), factor)], RELU, neurons=8)
        assert np.array_equal(growth.weights.approx, (W * factor)[: len(growth.verdicts)])


@pytest.mark.parametrize(
    ("X", "y", "W", "message"),
    [
        (np.zeros((0, 2)), np.zeros(0), np.zeros((1, 2)), "n × m"),
        (np.zeros((2, 0)), np.zeros(2), np.zeros((1, 0)), "n × m"),
        (np.zeros((2, 2)), np.zeros(3), np.zeros((1, 2)), "n entries"),
        (np.zeros((2, 2)), np.zeros(2), np.zeros((1, 3)), "2 columns"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(X: Any, y: Any, W: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Problem(rationals(X), rationals(y), W)


def test_settings_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="neurons must be at least 1"):
        grow([drawn(0)], RELU, neurons=0)
    for scale in (F(0), F(-1)):
        with pytest.raises(ValueError, match="scale must be positive"):
            grow([drawn(0)], RELU, neurons=1, scale=scale)
    for activation, prime in ((RELU, 9), (RELU, 2), (TANH, 13)):
        with pytest.raises(ValueError, match="prime must be"):
            grow([drawn(0)], activation, neurons=1, prime=prime)
