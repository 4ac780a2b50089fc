"""Optimisers against their algorithms written out, and against what they promise of the objective."""

import numpy as np
import pytest

from core.activations import RELU, STEP, TANH, Activation
from core.dataset import Dataset, Floats, waves
from core.descent import enclosure, gradient, trainable
from core.networks import Network, exactly, shallow
from core.optimisers import adam, curvature, gradient_descent, lbfgs

BOTH = pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))


@pytest.fixture(name="data", scope="module")
def _data() -> Dataset:
    return waves(np.random.default_rng(0), 12)


def _network(activation: Activation, seed: int = 1) -> Network:
    rng = np.random.default_rng(seed)
    return shallow(activation, rng.standard_normal((4, 3)), rng.standard_normal(4))


def _moved(network: Network, by_weights: Floats, by_outputs: Floats) -> Network:
    act, W, s = trainable(network)
    return shallow(act, W - by_weights, s - by_outputs)


def _objective(network: Network, data: Dataset) -> float:
    error = network(data.X) - data.y
    return float(error @ error)


def _same(found: Network, expected: Network) -> bool:
    return all(
        np.allclose(a, b, rtol=1e-12) for a, b in zip(trainable(found)[1:], trainable(expected)[1:], strict=True)
    )


@BOTH
def test_gradient_descent_steps_down_the_gradient(data: Dataset, activation: Activation) -> None:
    networks = [_network(activation)]
    for _ in range(4):
        slope = gradient(networks[-1], data.X, data.y)
        networks.append(_moved(networks[-1], *(0.01 * part for part in slope)))
    run = gradient_descent(networks[0], data, steps=4, step=0.01)
    assert _same(run.network, networks[-1])
    assert np.allclose(run.objectives, [_objective(network, data) for network in networks], rtol=1e-12)
    assert not run.overflowed


@BOTH
def test_adam_divides_the_mean_gradient_by_the_root_mean_square(data: Dataset, activation: Activation) -> None:
    """Algorithm 1 with its recursions solved: (1 - β) β^(t - i) on the i-th gradient, which add up to 1 - β^t."""
    networks, past = [_network(activation)], []
    for t in range(1, 5):
        past.append(gradient(networks[-1], data.X, data.y))
        moves = []
        for part in range(2):
            mean = sum(0.1 * 0.9 ** (t - i) * past[i - 1][part] for i in range(1, t + 1)) / (1 - 0.9**t)
            square = sum(0.001 * 0.999 ** (t - i) * past[i - 1][part] ** 2 for i in range(1, t + 1)) / (1 - 0.999**t)
            moves.append(0.05 * mean / (square**0.5 + 1e-8))
        networks.append(_moved(networks[-1], *moves))
    run = adam(networks[0], data, steps=4, step=0.05)
    assert _same(run.network, networks[-1])
    assert np.allclose(run.objectives, [_objective(network, data) for network in networks], rtol=1e-12)


@BOTH
def test_lbfgs_certainly_ends_below_its_start_and_tells_where(data: Dataset, activation: Activation) -> None:
    for seed in range(10):
        start = _network(activation, seed)
        run = lbfgs(start, data, steps=40)
        assert 2 <= len(run.objectives) <= 41
        assert np.isclose(run.objectives[0], _objective(start, data), rtol=1e-12)
        assert np.isclose(run.objectives[-1], _objective(run.network, data), rtol=1e-12)
        assert enclosure(run.network, data.X, data.y)[1] < enclosure(start, data.X, data.y)[0]
        assert min(run.objectives) == run.objectives[-1]


def test_lbfgs_finds_a_minimum_of_a_smooth_objective(data: Dataset) -> None:
    run = lbfgs(_network(TANH), data, steps=2000)
    assert run.objectives[-1] < 0.1 * run.objectives[0]
    before, after = (gradient(network, data.X, data.y)[0] for network in (_network(TANH), run.network))
    assert np.abs(after).max() < 1e-3 * np.abs(before).max()


@BOTH
def test_the_curvature_is_that_of_the_networks_derivatives(data: Dataset, activation: Activation) -> None:
    """Central differences of the outputs by each weight, h = 10⁻⁵: rounding leaves 10⁻¹¹ of them, h² about 10⁻¹⁰."""
    network, h = _network(activation), 1e-5
    act, W, s = trainable(network)
    weights = np.concatenate([W.ravel(), s])

    def outputs(weights: Floats) -> Floats:
        return shallow(act, weights[:12].reshape(4, 3), weights[12:])(data.X)

    J = np.array([(outputs(weights + move) - outputs(weights - move)) / (2 * h) for move in h * np.eye(weights.size)])
    assert np.isclose(curvature(network, data), 2 * np.linalg.eigvalsh(J @ J.T)[-1], rtol=1e-8)


@BOTH
def test_a_step_far_too_large_raises_the_objective_and_overflows(data: Dataset, activation: Activation) -> None:
    start = _network(activation)
    run = gradient_descent(start, data, steps=2000, step=100 / curvature(start, data))
    assert run.overflowed
    assert run.rises > 0
    assert len(run.objectives) < 2001
    assert np.isfinite(run.objectives).all()
    assert np.isclose(run.objectives[-1], _objective(run.network, data), rtol=1e-12)
    assert run.objectives[-1] > run.objectives[0]


def test_rises_count_the_steps_upwards(data: Dataset) -> None:
    run = adam(_network(TANH), data, steps=50, step=1.0)
    assert run.rises == int((np.diff(run.objectives) > 0).sum())
    assert 0 < run.rises < 50


def test_what_cannot_be_trained_is_refused(data: Dataset) -> None:
    for method in (adam, lbfgs):
        with pytest.raises(ValueError, match="steps: 0 is not a positive number of steps"):
            method(_network(TANH), data, steps=0)
        with pytest.raises(ValueError, match="step: jumps at 0"):
            method(_network(STEP), data, steps=1)
    for step in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(ValueError, match="is not a positive finite number"):
            gradient_descent(_network(TANH), data, steps=1, step=step)
    with pytest.raises(TypeError, match="its weights are Fractions"):
        gradient_descent(exactly(_network(RELU)), data, steps=1, step=0.1)
