from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from core.activations import RELU, TANH
from core.changes import keep_changes, optimal_objective, random_changes
from core.dataset import waves
from core.layers import fractions
from core.least_squares import fit


def test_what_is_kept_lowers_the_objective_of_the_weights_that_are_returned() -> None:
    data, rng = waves(np.random.default_rng(0), 20), np.random.default_rng(1)
    objective = optimal_objective(TANH, data.X, data.y)
    found = keep_changes(
        objective, rng.standard_normal((3, 3)), zip(*random_changes(rng, range(3), 3, count=40), strict=True)
    )
    assert 0 < found.kept < 40 == len(found.tried)
    assert found.objectives == tuple(objective(W) for W in found.weights)
    assert all(after < before for before, after in pairwise(found.objectives))
    assert found.objectives[-1] == min(found.tried)
    for before, after in pairwise(found.weights):
        assert (before != after).any(axis=1).sum() == 1  # of one neuron


def test_the_objective_is_that_of_the_neurons() -> None:
    data, W = waves(np.random.default_rng(2), 9), np.random.default_rng(3).standard_normal((2, 3))
    assert optimal_objective(TANH, data.X, data.y)(W) == fit(np.tanh(data.X @ W.T), data.y).objective
    exact = optimal_objective(RELU, fractions([[1], [-1]]), fractions([3, 4]))
    assert exact(fractions([[2]])) == Fraction(16)


def test_a_change_that_leaves_the_objective_is_not_kept_unless_asked_for() -> None:
    objective = optimal_objective(RELU, fractions([[1]]), fractions([0]))
    assert keep_changes(objective, fractions([[1]]), [(0, fractions([1]))]).kept == 0
    always = keep_changes(objective, fractions([[1]]), [(0, fractions([1]))], keep=lambda new, old: new <= old)
    assert [W.tolist() for W in always.weights] == [[[1]], [[2]]]


def test_random_changes_are_of_the_asked_size_and_of_all_neurons() -> None:
    neurons, steps = random_changes(np.random.default_rng(0), range(1, 4), 2, count=200, deviation=0.5)
    assert set(neurons.tolist()) == {1, 2, 3}
    again = random_changes(np.random.default_rng(0), range(1, 4), 2, count=200)[1]
    assert np.array_equal(steps, 0.5 * again)
    with pytest.raises(ValueError, match=r"among: range\(1, 1\)"):
        random_changes(np.random.default_rng(0), range(1, 1), 2, count=1)
