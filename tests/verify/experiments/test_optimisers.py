"""The experiment scaled down: its bound against a dense solve, its counts recounted, its curves and sentences."""

import json
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import pytest

from core.activations import activation as named
from core.dataset import waves
from core.growth import grow
from verify.experiments.optimisers import Method, Result, Start, figures, lower, settings, summary, trained

SMALL: dict[str, Any] = {"points": 20, "neurons": 6, "steps": 25}
NAMES = ("tanh", "relu")


@pytest.fixture(name="results", scope="module")
def _results() -> dict[str, list[Result]]:
    return {name: [trained(**one) for one in settings(name, seed=3, starts=3, **SMALL)] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_bound_is_the_optimal_objective_of_the_grown_neurons_and_the_grown_start_has_it(
    results: dict[str, list[Result]], name: str
) -> None:
    for index, result in enumerate(results[name]):
        for_data, for_growth, _ = (np.random.default_rng(s) for s in np.random.SeedSequence([3, index]).spawn(3))
        data = waves(for_data, 20)
        growth = grow(data, named(name), for_growth, neurons=6)
        G = named(name)(data.X @ growth.weights.T)
        _, (objective,), _, _ = np.linalg.lstsq(G, data.y, rcond=None)
        low, high = result["bound"]
        assert 0 < low < high < low * (1 + 2**-38)
        assert np.isclose(objective, low, rtol=1e-8)
        begins = next(run["begins"] for run in result["runs"] if run["start"] == Start.GROWN)
        assert low <= begins[1]
        assert begins[0] <= high * (1 + 1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_a_run_that_never_rises_from_the_grown_start_ends_at_or_below_the_bound(
    results: dict[str, list[Result]], name: str
) -> None:
    runs = [(result["bound"], run) for result in results[name] for run in result["runs"] if run["start"] == Start.GROWN]
    steady = [(bound, run) for bound, run in runs if not run["rises"] and not run["overflowed"]]
    assert len(steady) >= 3
    for bound, run in steady:
        assert all(after <= before for before, after in pairwise(run["objectives"]))
        assert run["ends"][0] <= bound[1]


def test_ten_times_the_step_raises_the_objective_of_gradient_descent(results: dict[str, list[Result]]) -> None:
    for name in NAMES:
        told = summary(results[name], Start.GROWN, Method.GRADIENT_DESCENT, 10)
        assert told.rose == told.runs == 3
        assert told.above > 0
        assert summary(results[name], Start.GROWN, Method.GRADIENT_DESCENT).above == 0


def test_a_result_depends_on_its_arguments_alone_and_survives_json(results: dict[str, list[Result]]) -> None:
    again = [trained(**one) for one in settings("relu", seed=3, starts=3, **SMALL)]
    assert json.dumps(again, allow_nan=False) == json.dumps(results["relu"])
    kept = json.loads(json.dumps(results["relu"]))
    assert figures(kept) == figures(results["relu"])
    assert trained(**settings("relu", seed=4, starts=1, **SMALL)[0])["bound"] != again[0]["bound"]


def _planted() -> list[Result]:
    """Three datasets: a run that ends below, one that ends above, and one that overflows; a bound of 2."""

    def result(*grown: float, overflowed: bool = False) -> Result:
        runs: list[Any] = []
        for start, values in ((Start.GROWN, grown), (Start.RANDOM, (8.0, 4.0, 3.0)), (Start.RESET, (8.0, 3.0, 1.95))):
            end = [values[-1] - 0.1, values[-1] + 0.1]
            shared = {
                "start": start,
                "objectives": [*values],
                "begins": [values[0] - 0.1, values[0] + 0.1],
                "ends": end,
                "rises": sum(b > a for a, b in pairwise(values)),
                "overflowed": overflowed and start is Start.GROWN,
            }
            runs += [{**shared, "method": method, "times": times} for method in Method for times in (1, 10)]
        return {"activation": "tanh", "bound": [1.9, 2.0], "curvature": dict.fromkeys(Start, 5.0), "runs": runs}

    return [result(2.0, 1.5, 1.0), result(2.0, 1.0, 3.05), result(2.0, 9.0, overflowed=True)]


def test_what_is_counted_is_certain() -> None:
    told = summary(_planted(), Start.GROWN, Method.ADAM)
    assert (told.runs, told.below, told.above, told.overflowed, told.rose) == (3, 1, 2, 1, 2)
    assert told.median == (3.05 + 0.1) / 2
    assert summary(_planted()[2:], Start.GROWN, Method.ADAM).median == inf
    assert figures(_planted()[2:])[0].notes[0].endswith("1 rose on the way; median end beyond the float range")
    assert summary(_planted(), Start.RESET, Method.ADAM).below == 0  # 1.95 ± 0.1 is not certainly below [1.9, 2]
    # 3.05 ± 0.1 and 3 ± 0.1 overlap, so nothing is counted there
    assert lower(_planted(), Method.ADAM, 1, Start.GROWN, Start.RANDOM) == (1, 1)
    assert lower(_planted(), Method.ADAM, 1, Start.RANDOM, Start.GROWN) == (1, 1)


def test_the_figures_show_both_starts_the_control_and_the_bound() -> None:
    descent, adam, lbfgs = figures(_planted())
    assert [figure.id for figure in (descent, adam, lbfgs)] == [
        "optimisers-tanh-gradient-descent", "optimisers-tanh-adam", "optimisers-tanh-l-bfgs",
    ]  # fmt: skip
    controls = ["grown, 10 × step", "random, 10 × step"]
    assert list(adam.curves) == ["grown", controls[0], "random", controls[1], "certified bound"]
    assert list(lbfgs.curves) == ["grown", "random", "grown neurons, random output weights", "certified bound"]
    bound = adam.curves["certified bound"]
    assert (bound.kind, bound.x, bound.y) == ("bound", (0.0, 2.0), (0.0, 0.0))
    random = lbfgs.curves["random"]
    assert random.x == (0.0, 1.0, 2.0)
    assert random.y == random.low == random.high == tuple(np.log10([4, 2, 1.5]).tolist())
    grown = lbfgs.curves["grown"]
    assert grown.low == tuple(np.log10([1, 0.5, 0.5]).tolist())
    assert grown.y == tuple(np.log10([1, 0.75, 3.05 / 2]).tolist())
    assert grown.high == (0.0, float(np.log10(4.5)), 4.0)  # the third run has overflowed
    assert adam.growths == 3
    grown_notes = "1 of 3 end certainly below the bound, 2 above their start (1 overflowed), 2 rose on the way"
    random_notes = "0 of 3 end certainly below the bound, 0 above their start, 0 rose on the way"
    assert adam.notes == (
        f"grown: {grown_notes}; median end 1.57 × bound",
        f"grown, 10 × step: {grown_notes}; median end 1.57 × bound",
        f"random: {random_notes}; median end 1.55 × bound",
        f"random, 10 × step: {random_notes}; median end 1.55 × bound",
        "grown ends lower than random on 1 of 3 datasets, higher on 1",
        "grown, 10 × step ends lower than random on 1 of 3 datasets, higher on 1",
        "median curvature at the start: grown 5; random 5; grown neurons, random output weights 5",
        "descent-bound speaks of runs from the grown start that never rise, and of no others",
        "what is above 10^4 × bound is drawn there",
    )


def test_a_growth_that_does_not_get_there_is_refused() -> None:
    with pytest.raises(ValueError, match="neurons: the growth on 4 points ended with 4 of 5"):
        trained(activation="tanh", points=4, neurons=5, steps=1, seed=0, index=0)
