import numpy as np
import pytest

from core.activations import IDENTITY, RELU, TANH, Activation
from core.dataset import Dataset, candidate_weights, waves
from core.growth import Ended, best_candidate, grow, outputs
from core.least_squares import begin, fit
from core.rounding import gamma


@pytest.fixture(name="data", scope="module")
def _data() -> Dataset:
    return waves(np.random.default_rng(0), 30)


@pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))
@pytest.mark.parametrize("best_of", [1, 5])
def test_the_growth_is_what_fitting_its_neurons_anew_gives(data: Dataset, activation: Activation, best_of: int) -> None:
    growth = grow(data, activation, np.random.default_rng(1), neurons=12, best_of=best_of)
    assert growth.ended is Ended.NEURONS
    assert growth.weights.shape == (12, 3)
    G = np.ldexp(growth.fit.columns, growth.fit.exponents)
    # Both activations have slopes of at most 1, and z is a sum of 3 products in either order; tanh adds its own ulps.
    allowed = 2 * gamma(3) * (np.abs(data.X) @ np.abs(growth.weights.T)) + gamma(8) * np.abs(G)
    assert (np.abs(outputs(data, activation, growth.weights) - G) <= allowed).all()
    assert growth.objectives == tuple(fit(G[:, :u], data.y).objective for u in range(13))


def test_no_objective_is_above_the_one_before(data: Dataset) -> None:
    """The computed ‖r‖² may rise by rounding alone.

    r - q (qᵀr) is computed with an error of at most (γ_n + 2 γ_2) ‖r‖ in the 2-norm, a unit q up to γ_{n+2}, and each
    of the two squared norms with a factor 1 ± γ_n; together less than γ_{8n}.
    """
    growth = grow(data, TANH, np.random.default_rng(2), neurons=30)
    for before, after in zip(growth.objectives, growth.objectives[1:], strict=False):
        assert after <= before * (1 + gamma(8 * data.points))
    assert growth.objectives[-1] < growth.objectives[0] / 2


def test_the_best_of_several_gains_the_most(data: Dataset) -> None:
    growth = grow(data, TANH, np.random.default_rng(3), neurons=1, best_of=6)
    candidates = candidate_weights(np.random.default_rng(3), 6, 3)
    objectives = [fit(outputs(data, TANH, w[np.newaxis]), data.y).objective for w in candidates]
    assert np.array_equal(growth.weights[0], candidates[int(np.argmin(objectives))])
    assert growth.objectives[1] == min(objectives)


def test_the_first_of_equal_candidates_is_taken_and_none_is_refused() -> None:
    empty = begin(np.array([1.0, 2.0]))
    best = best_candidate(empty, np.array([[0.0, 1.0, 2.0, 0.0], [0.0, 0.0, 0.0, 1.0]]))
    assert (best.index, best.gain) == (3, 4.0)
    assert best_candidate(empty, np.array([[1.0, 2.0], [0.0, 0.0]])).index == 0
    with pytest.raises(ValueError, match="candidates: there are none"):
        best_candidate(empty, np.zeros((2, 0)))


def test_the_scale_multiplies_the_weights(data: Dataset) -> None:
    w = candidate_weights(np.random.default_rng(4), 2, 3)
    assert np.array_equal(outputs(data, TANH, w, 0.25), np.tanh(0.25 * (data.X @ w.T)))


def test_a_growth_ends_at_its_neurons_at_full_rank_or_at_its_cap() -> None:
    line = Dataset(np.arange(1.0, 7.0)[:, np.newaxis], np.array([1.0, -1.0, 2.0, 0.0, 1.0, 3.0]))
    capped = grow(line, IDENTITY, np.random.default_rng(0), neurons=3, cap=20)
    assert (capped.ended, capped.fit.rank, capped.draws) == (Ended.CAP, 1, 20)
    few = waves(np.random.default_rng(0), 4)
    full = grow(few, TANH, np.random.default_rng(0), neurons=50)
    assert (full.ended, full.fit.rank, len(full.objectives)) == (Ended.FULL, 4, 5)
    none = grow(few, TANH, np.random.default_rng(0), neurons=0)
    assert (none.ended, none.draws, none.weights.shape) == (Ended.NEURONS, 0, (0, 3))


def test_a_candidate_that_gains_nothing_is_drawn_and_not_added() -> None:
    """On positive points every other ReLU neuron of one input is dead, and the rest are multiples of each other."""
    line = Dataset(np.arange(1.0, 7.0)[:, np.newaxis], np.array([1.0, -1.0, 2.0, 0.0, 1.0, 3.0]))
    growth = grow(line, RELU, np.random.default_rng(0), neurons=2, cap=20)
    assert (growth.draws, growth.fit.rank, len(growth.fit.standings)) == (20, 1, 1)
    assert (growth.weights.shape, len(growth.objectives)) == ((1, 1), 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"neurons": -1}, "neurons: -1"),
        ({"neurons": 1, "cap": -2}, "cap: -2"),
        ({"neurons": 1, "best_of": 0}, "best_of: 0"),
        ({"neurons": 1, "scale": 0.0}, "scale: 0.0"),
        ({"neurons": 1, "scale": float("nan")}, "scale: nan"),
    ],
)
def test_impossible_growths_are_refused(data: Dataset, arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grow(data, TANH, np.random.default_rng(0), **arguments)  # type: ignore[arg-type]  # one table, many types
