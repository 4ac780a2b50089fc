from typing import Any

import numpy as np
import pytest

from core.accuracy import measure
from core.activations import IDENTITY, RELU, STEP, TANH, Activation
from core.dataset import Dataset, candidate_weights, waves
from core.growth import Ended, best_candidate, grow, outputs
from core.least_squares import LeastSquares, begin, fit
from core.rounding import gamma


def rounding_of(result: LeastSquares) -> float:
    """How far the objective of a fit may be from the exact one, as its own columns tell (`core.accuracy`)."""
    return measure(result).objective().distance(result.objective)


def one_by_one(
    data: Dataset, activation: Activation, generator: np.random.Generator,
    *, neurons: int, scale: float = 1.0, best_of: int = 1, cap: int | None = None,
) -> tuple[list[list[float]], list[LeastSquares], int]:  # fmt: skip
    """The oracle of `grow`: (weights, fits, draws) of one draw after another."""
    fits, draws = [begin(data.y)], 0
    rows: list[list[float]] = []
    while len(rows) < min(neurons, data.points) and draws < (100 * neurons if cap is None else cap):
        draws += 1
        candidates = candidate_weights(generator, best_of, data.features)
        best = best_candidate(fits[-1], outputs(data, activation, candidates, scale))
        if best.gain > 0:
            fits.append(fits[-1].add(best.split))
            rows.append(candidates[best.index].tolist())
    return rows, fits, draws


def repeated(points: int) -> Dataset:
    """Waves whose every point is there three times, with targets of its own each time."""
    data = waves(np.random.default_rng(5), points)
    return Dataset(np.tile(data.X, (3, 1)), np.random.default_rng(6).standard_normal(3 * points))


LINE = Dataset(np.arange(1.0, 7.0)[:, np.newaxis], np.array([1.0, -1.0, 2.0, 0.0, 1.0, 3.0]))
FEW_TARGETS = Dataset(np.random.default_rng(7).standard_normal((40, 2)), np.where(np.arange(40) < 3, 1.0, 0.0))

GROWTHS: dict[str, tuple[Dataset, Activation, dict[str, Any]]] = {
    "ReLU": (waves(np.random.default_rng(1), 300), RELU, {"neurons": 150}),
    "tanh": (waves(np.random.default_rng(2), 300), TANH, {"neurons": 150}),
    "u = n": (waves(np.random.default_rng(3), 60), RELU, {"neurons": 60}),
    "u = n, tanh": (waves(np.random.default_rng(3), 60), TANH, {"neurons": 60}),
    "best of 7": (waves(np.random.default_rng(4), 120), RELU, {"neurons": 100, "best_of": 7}),
    "best of more than points": (waves(np.random.default_rng(4), 10), TANH, {"neurons": 9, "best_of": 200}),
    "repeated points": (repeated(20), RELU, {"neurons": 60, "cap": 150}),
    "repeated points, tanh": (repeated(20), TANH, {"neurons": 60, "cap": 150}),
    "dead and parallel neurons": (LINE, RELU, {"neurons": 3, "cap": 100}),
    "linear": (waves(np.random.default_rng(5), 200), IDENTITY, {"neurons": 10, "cap": 150}),
    "nearly linear": (waves(np.random.default_rng(5), 100), TANH, {"neurons": 30, "cap": 100, "scale": 1e-9}),
    "equal outputs": (waves(np.random.default_rng(8), 12), STEP, {"neurons": 12, "best_of": 6, "cap": 60}),
    "zero target": (Dataset(LINE.X, np.zeros(6)), RELU, {"neurons": 3, "cap": 40}),
    "target that is zero almost everywhere": (FEW_TARGETS, RELU, {"neurons": 40, "cap": 200}),
    "cap": (waves(np.random.default_rng(9), 200), RELU, {"neurons": 150, "cap": 101}),
}


@pytest.mark.parametrize(("dataset", "activation", "options"), GROWTHS.values(), ids=GROWTHS.keys())
def test_a_growth_in_blocks_is_that_of_one_draw_after_another(
    dataset: Dataset, activation: Activation, options: dict[str, Any]
) -> None:
    generators = [np.random.default_rng(10), np.random.default_rng(10)]
    growth = grow(dataset, activation, generators[0], **options)
    rows, fits, draws = one_by_one(dataset, activation, generators[1], **options)
    assert growth.weights.tolist() == rows
    assert growth.draws == draws
    assert generators[0].standard_normal() == generators[1].standard_normal()
    for objective, expected in zip(growth.objectives, fits, strict=True):
        assert abs(objective - expected.objective) <= 2 * rounding_of(expected)
    assert growth.fit.objective == growth.objectives[-1]
    assert measure(growth.fit).independent


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
    for u, objective in enumerate(growth.objectives):
        anew = fit(G[:, :u], data.y)
        assert abs(objective - anew.objective) <= 2 * rounding_of(anew)


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
    assert growth.objectives[1] == pytest.approx(min(objectives))


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
