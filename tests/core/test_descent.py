"""Gradients against exact difference quotients, enclosures against exact values, descents against what they promise."""

from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import ABS, GELU, HARD_TANH, LEAKY_RELU, RELU, STEP, TANH, Activation, PiecewiseLinear
from core.dataset import Dataset, waves
from core.descent import backtrack, descend, enclosure, gradient, step
from core.exact.balls import enclose
from core.exact.fractions_oracle import best
from core.layers import fractions
from core.networks import Network, exactly, extend, shallow

SMOOTH = pytest.mark.parametrize("activation", [TANH, GELU], ids=lambda a: str(a.name))
KINDS = pytest.mark.parametrize("activation", [RELU, LEAKY_RELU, ABS, HARD_TANH], ids=lambda a: str(a.name))


@pytest.fixture(name="data", scope="module")
def _data() -> Dataset:
    return waves(np.random.default_rng(0), 8)


def _network(activation: Activation, seed: int = 1) -> Network:
    rng = np.random.default_rng(seed)
    return shallow(activation, rng.standard_normal((3, 3)), rng.standard_normal(3))


def _value(network: Network, data: Dataset) -> Any:
    error = exactly(network)(fractions(data.X)) - fractions(data.y)
    return error @ error


@KINDS
def test_the_gradient_is_the_difference_quotient_which_is_exact_inside_a_piece(
    data: Dataset, activation: PiecewiseLinear
) -> None:
    """Inside a piece the objective is a quadratic function of each weight, whose central difference is its slope."""
    network = exactly(_network(activation))
    (block,) = network.layers[0].blocks
    W, s, h = block.connections()["inputs"], network.s, Fraction(1, 10**9)
    by_weights, by_outputs = gradient(network, fractions(data.X), fractions(data.y))
    for place in np.ndindex(3, 3):
        move = fractions(np.zeros((3, 3))).copy()
        move[place] = h
        up, down = (_value(shallow(activation, W + sign * move, s), data) for sign in (1, -1))
        assert by_weights[place] == (up - down) / (2 * h)
    for j in range(3):
        move = fractions(np.zeros(3)).copy()
        move[j] = h
        up, down = (_value(shallow(activation, W, s + sign * move), data) for sign in (1, -1))
        assert by_outputs[j] == (up - down) / (2 * h)


@KINDS
def test_the_enclosure_holds_the_exact_objective_of_the_floats(data: Dataset, activation: PiecewiseLinear) -> None:
    for seed in range(20):
        network = _network(activation, seed)
        low, high = enclosure(network, data.X, data.y)
        assert low <= _value(network, data) <= high
        assert high - low < 1e-12 * high


@SMOOTH
def test_the_enclosure_holds_the_objective_at_400_bits(data: Dataset, activation: Activation) -> None:
    for seed in range(5):
        network = _network(activation, seed)
        low, high = enclosure(network, data.X, data.y)
        true = _in_balls(network, data)
        assert true >= low
        assert true <= high
        assert high - low <= 4 * np.spacing(high)


@SMOOTH
def test_backtracking_lowers_the_objective_of_smooth_networks(data: Dataset, activation: Activation) -> None:
    network = _network(activation)
    values = [_in_balls(backtrack(network, data.X, data.y, steps=steps), data) for steps in range(3)]
    assert values[0] > values[1] > values[2]


def _in_balls(network: Network, data: Dataset) -> Any:
    """The objective neuron by neuron and point by point, in balls of 400 bits."""
    (block,) = network.layers[0].blocks
    with flint.ctx.workprec(400):
        total = flint.arb(0)
        for x, target in zip(data.X.tolist(), data.y.tolist(), strict=True):
            error = -flint.arb(target)
            for w, s in zip(block.connections()["inputs"].tolist(), network.s.tolist(), strict=True):
                z = sum((flint.arb(a) * flint.arb(b) for a, b in zip(w, x, strict=True)), start=flint.arb(0))
                error += flint.arb(s) * enclose(block.activation, z)
            total += error * error
        return total


@KINDS
def test_backtracking_lowers_the_exact_objective(data: Dataset, activation: PiecewiseLinear) -> None:
    network = _network(activation)
    values = [_value(backtrack(network, data.X, data.y, steps=steps), data) for steps in range(4)]
    assert values[0] == _value(network, data)
    assert values[0] > values[1] > values[2] > values[3]


def test_backtracking_ends_where_the_gradient_is_zero() -> None:
    X, y = fractions([[1], [2]]), fractions([1, 0])
    network = shallow(
        RELU, fractions([[1]]), fractions(best([[Fraction(1)], [Fraction(2)]], [Fraction(1), Fraction(0)]))
    )
    assert backtrack(network, X, y, steps=3) is network


def test_steps_over_the_output_weights_go_down_the_gradient(data: Dataset) -> None:
    G, s = data.X, np.array([1.0, -2.0, 0.5])
    network = shallow(RELU, np.eye(3), s)
    exact = descend(fractions(G), fractions(data.y), fractions(s), Fraction(1, 8), 2)
    assert (exact[1] == step(fractions(G), fractions(data.y), fractions(s), Fraction(1, 8))).all()
    assert len(exact) == 3
    points = fractions(np.abs(G))
    by_outputs = gradient(exactly(network), points, fractions(data.y))[1]
    assert (step(points, fractions(data.y), fractions(s), 1) == fractions(s) - by_outputs).all()


def test_what_cannot_descend_is_refused(data: Dataset) -> None:
    network = _network(RELU)
    with pytest.raises(ValueError, match="only one layer of one block"):
        gradient(extend(network), data.X, data.y)
    with pytest.raises(ValueError, match="step: jumps at 0"):
        backtrack(_network(STEP), data.X, data.y, steps=1)
    with pytest.raises(ValueError, match="step: jumps at 0"):
        enclosure(_network(STEP), data.X, data.y)
