"""What the pictures of the Gaussian example are drawn from, held to other routes; and that they can be drawn."""

import json
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from core.gaussians import PRINTED, example, outputs, values
from verify.experiments import gaussians

DATA = example()
X, Y = DATA.X[:, 0], DATA.y


def test_the_best_single_gaussian_is_at_least_as_good_as_what_descent_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaussians, "GAP", Fraction(1, 1000))
    found = json.loads(json.dumps(gaussians.single()))
    low, high = found["objective"]

    def left(at: NDArray[np.float64]) -> float:
        g = outputs(X, at[:1], at[1:])[:, 0]
        return float(Y @ Y - (g @ Y) ** 2 / (g @ g))

    starts = [(mean, 0.5) for mean in (0.5, 1.0, 1.5, 2.0, 2.5, 4.0)]
    descended = min(float(minimize(left, start, method="Nelder-Mead").fun) for start in starts)
    assert low <= descended <= high + 1e-9
    assert high - low < 2.4 * float(gaussians.GAP)
    assert found["mean"][0] <= found["best"]["mean"] <= found["mean"][1]
    best = found["best"]
    error = Y - best["height"] * outputs(X, [best["mean"]], [best["deviation"]])[:, 0]
    assert low <= error @ error <= high + 1e-9
    figure = gaussians.figure_0_5(found)
    assert {curve.kind for curve in figure.curves.values()} == {"points", "line", "centres"}
    assert set(figure.post) <= set(figure.curves)


def test_the_printed_terms_are_worse_than_no_model_at_all() -> None:
    found = json.loads(json.dumps(gaussians.printed()))
    difference = values(PRINTED, X) - Y
    assert found["objective printed"][0] == pytest.approx(difference @ difference)
    assert found["objective printed"][0] > found["no model"][0] == pytest.approx(Y @ Y)
    assert 0 < found["objective printed, heights solved"][0] < min(v for v, _ in found["objective without each"])
    assert np.allclose(found["exact"], Y)
    assert gaussians.figure_2(found).id == "figure_2"


def test_seven_terms_descend_from_the_published_start_to_far_below_the_solved_heights() -> None:
    found = json.loads(json.dumps(gaussians.seven()))
    start, end = found["objectives"]
    assert found["given"][0] > start > 1e6 * end
    model = outputs(X, found["means"][1], found["deviations"]) @ np.array(found["heights"])
    assert (model - Y) @ (model - Y) == pytest.approx(end, rel=1e-3)
    assert gaussians.figure_3(found).curves["means"].y == (0.0,) * 7


def test_the_strategies_say_where_their_rules_stop() -> None:
    found = json.loads(json.dumps(gaussians.strategies()))
    narrow, wide = found["greedy"]
    assert narrow["below the threshold"] is not None
    assert wide["stuck"]
    assert wide["below the threshold"] is None
    figure = gaussians.growth(found)
    assert len(figure.curves) == 4
    assert f"stuck after {len(wide['means'])} terms" in figure.notes[1]


def test_a_rise_of_the_held_out_error_is_told() -> None:
    grown = {"below the threshold": 3, "before the first rise": 2, "stuck": False, "means": [0.0]}
    words = gaussians._told(grown, 0.5)
    assert words == "within 0.5 of the data with 3 terms; the held-out error first rises after 2 terms"


def test_the_data_are_drawn_as_points() -> None:
    figure = gaussians.figure_0(gaussians.data())
    assert figure.curves["data"].kind == "points"
    assert figure.curves["data"].y == tuple(Y.tolist())
