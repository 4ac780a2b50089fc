"""On one's own points: exact for few inputs and points, an estimate only where it is asked for, and honest about it."""

import numpy as np
import pytest

from core.activations import RELU, TANH, Activation
from core.exact import Growth, Problem, grow, rationals
from core.exact.failing import failure_probabilities
from verify.own_data import failing as module
from verify.own_data.failing import failing


def grown(inputs: int, activation: Activation = RELU, points: int = 12) -> Growth:
    rng = np.random.default_rng(inputs)
    X, y = rng.standard_normal((points, inputs)), rng.standard_normal(points)
    (growth,) = grow([Problem(rationals(X), rationals(y), rng)], activation, neurons=6)
    return growth


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_it_is_exact_for_up_to_three_inputs(inputs: int) -> None:
    growth = grown(inputs)
    found = failing(growth, 0, estimate=False)
    exact = failure_probabilities(growth)
    assert found is not None
    assert (found.method, found.confidence, found.neurons) == ("exact", None, len(growth.accepted) - 1)
    assert (found.first.value, found.last.value) == (exact.probabilities[0], exact.probabilities[-1])
    assert found.last.low <= found.last.value <= found.last.high
    assert found.last.high - found.last.low < 1e-12


def test_beyond_it_is_an_estimate_that_must_be_asked_for() -> None:
    growth = grown(4, points=4)  # with so few points a sixteenth of all neurons is dead
    assert failing(growth, 0, estimate=False) is None
    found = failing(growth, 0, estimate=True)
    assert found is not None
    assert (found.method, found.confidence) == ("sampled", 0.99)
    assert found.first.low <= found.first.value < found.first.high
    assert failing(growth, 0, estimate=True) == found
    assert failing(growth, 1, estimate=True) != found


def test_the_estimate_covers_what_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    growth = grown(3)
    exact = failure_probabilities(growth)
    monkeypatch.setattr(module, "MOST_POINTS", 1)
    found = failing(growth, 0, estimate=True)
    assert found is not None
    assert found.first.low <= exact.probabilities[0] <= found.first.high
    assert found.last.low <= exact.probabilities[-1] <= found.last.high


def test_other_activations_have_none() -> None:
    assert failing(grown(2, TANH), 0, estimate=True) is None
