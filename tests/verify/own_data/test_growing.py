"""One growth in floats, told network by network, against naive restatements."""

import numpy as np
import pytest

from core.activations import RELU, STEP, TANH, Activation
from core.dataset import Dataset, waves
from core.growth import grow
from verify.own_data.growing import Path, path


def grown(
    data: Dataset, activation: Activation = RELU, *, neurons: int = 6, candidates: int = 1, changes: int = 0
) -> Path:
    generator = np.random.default_rng(1)
    return path(data, activation, generator, neurons=neurons, scale=0.5, candidates=candidates, changes=changes)


DATA = waves(np.random.default_rng(0), 20)


@pytest.mark.parametrize("candidates", [1, 4])
def test_without_changes_it_is_the_growth_of_the_core(candidates: int) -> None:
    found = grown(DATA, candidates=candidates)
    growth = grow(DATA, RELU, np.random.default_rng(1), neurons=6, scale=0.5, best_of=candidates)
    assert (found.objectives, found.draws) == (growth.objectives, growth.draws)
    assert [len(W) for W in found.networks] == list(range(7))
    for k, W in enumerate(found.networks):
        assert np.array_equal(W, growth.weights[:k])


@pytest.mark.parametrize("activation", [RELU, TANH])
def test_each_network_attains_its_objective_and_a_change_touches_one_neuron_at_a_time(activation: Activation) -> None:
    found = grown(DATA, activation, candidates=2, changes=5)
    assert (found.proposed, len(found.networks)) == (30, 7)
    assert 0 < found.kept < 30
    for W, objective in zip(found.networks, found.objectives, strict=True):
        G = activation(0.5 * (DATA.X @ W.T))
        s = np.linalg.lstsq(G, DATA.y, rcond=None)[0]
        assert objective == pytest.approx(float(((G @ s - DATA.y) ** 2).sum()), rel=1e-9)
    changed = sum(
        not np.array_equal(row, old)
        for W, before in zip(found.networks[1:], found.networks, strict=False)
        for row, old in zip(W, before, strict=False)
    )
    assert 0 < changed <= found.kept


def test_changes_never_raise_the_objective_and_ties_are_not_kept() -> None:
    # The outputs of a step neuron seldom change, so most changes leave the objective the same to the bit.
    found = grown(DATA, STEP, changes=20)
    assert all(after < before for before, after in zip(found.objectives, found.objectives[1:], strict=False))
    assert found.ties > 0
    assert found.kept + found.ties <= found.proposed


def test_a_growth_ends_at_as_many_neurons_as_points_and_when_no_neuron_is_new() -> None:
    small = Dataset(DATA.X[:3], DATA.y[:3])
    assert len(grown(small, TANH, neurons=5, changes=1).networks) == 4
    dead = Dataset(np.zeros((3, 1)), np.arange(1.0, 4.0))
    found = grown(dead, neurons=2, changes=1)
    assert (len(found.networks), found.draws, found.proposed) == (1, 200, 0)
    one = Dataset(np.ones((3, 1)), np.arange(1.0, 4.0))  # where the first neuron improves and no other can
    found = grown(one, neurons=2, changes=1)
    assert (len(found.networks), found.draws) == (2, 200)
