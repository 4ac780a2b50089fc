"""The bad start and the search for minima, scaled down: what is called proved is so, and what is counted adds up."""

import json
from itertools import pairwise

import numpy as np
import pytest

from core.gaussian_minima import BAD_START, data, gradient, hessian, objective
from verify.experiments.gaussian_minima import (
    SPACING,
    BadStart,
    Ending,
    Minima,
    bad_start,
    bad_start_figure,
    minima,
    minima_figures,
    settings,
    settle,
)

BAD = [[0.13, -1.82, 0.48], [0.11, -0.35, 0.12], [0.11, 0.35, 0.12], [0.13, 1.82, 0.48]]


@pytest.fixture(scope="module")
def from_bad_start() -> BadStart:
    return bad_start(steps=1_000)


@pytest.fixture(scope="module")
def searched() -> list[Minima]:
    return [minima(**arguments, steps=100) for arguments in settings(seed=1, starts=8, most=3)]


def test_the_bad_start_leads_to_the_minimum_of_the_post_or_to_a_spike(from_bad_start: BadStart) -> None:
    runs = {run["method"]: run for run in from_bad_start["runs"]}
    proved, small = runs["Levenberg-Marquardt"], runs["gradient descent, steps 0.1/λ"]
    assert proved["ending"] == Ending.MINIMUM
    assert proved["between"] is not None
    low, high = proved["between"]
    assert 0.5 < low <= proved["objective"] <= high < 0.6
    assert np.allclose(sorted(mean for _, mean, _ in proved["model"]), [-1.82, -0.35, 0.35, 1.82], rtol=0, atol=0.01)
    assert small["ending"] == Ending.NARROW
    assert small["between"] is None
    assert small["rises"] == 0
    assert min(abs(deviation) for _, _, deviation in small["model"]) < SPACING


def test_results_are_json_and_the_same_again(from_bad_start: BadStart, searched: list[Minima]) -> None:
    assert json.loads(json.dumps(from_bad_start)) == from_bad_start
    assert json.loads(json.dumps(searched)) == searched
    assert minima(terms=2, starts=8, seed=1, steps=100) == searched[1]
    assert minima(terms=2, starts=8, seed=2, steps=100) != searched[1]


def test_counts_add_up_and_minima_are_different_stationary_points(searched: list[Minima]) -> None:
    for terms, result in enumerate(searched, start=1):
        assert (result["terms"], result["starts"]) == (terms, 8)
        assert sum(result["endings"].values()) == len(result["objectives"]) == 8
        assert sum(one["times"] for one in result["minima"]) == result["endings"][Ending.MINIMUM] > 0
        for one in result["minima"]:
            model = np.array(one["terms"])
            assert np.abs(gradient(model)).max() < 1e-9
            assert np.linalg.eigvalsh(hessian(model))[0] > 0
            low, high = one["between"]
            assert low <= objective(model) <= high
            mirrored = model * [1, -1, 1]
            same = all(min(np.abs(term - other).max() for other in mirrored) < 1e-6 for term in model)
            assert one["symmetric"] is bool(same)
        lows = [one["between"][0] for one in result["minima"]]
        assert lows == sorted(lows)


def test_mirror_images_count_once() -> None:
    """One Gaussian has its best fit on either hill."""
    result = minima(terms=1, starts=30, seed=0, steps=100)
    values = [one["between"] for one in result["minima"]]
    assert values[0][0] == pytest.approx(1.02, abs=0.001)
    assert all(before[1] < after[0] for before, after in pairwise(values))


@pytest.mark.parametrize(
    ("model", "ending"),
    [
        (BAD, Ending.MINIMUM),
        (BAD_START.tolist(), Ending.UNSETTLED),
        ([[1, 0, 2**0.5], [-2, 0, 1], [2.5, 0, 0.5], [-1.6, 0, 1 / 8**0.5], [0, 1, 1]], Ending.EXACT),
        ([[0.1, 0.3, 0.001]], Ending.NARROW),
        ([[0.01, 0.0, 1e5]], Ending.WIDE),
        ([[0.01, 50.0, 1.0]], Ending.WIDE),
        ([[90.0, 0.3, 0.5], [-90.0, 0.301, 0.5]], Ending.CANCELLING),
    ],
)
def test_endings_are_told_apart(model: list[list[float]], ending: Ending) -> None:
    found, point = settle(np.array(model, dtype=np.float64))
    assert (found, point is not None) == (ending, ending is Ending.MINIMUM)


def test_figures_show_what_was_found(from_bad_start: BadStart, searched: list[Minima]) -> None:
    picture = bad_start_figure(from_bad_start)
    x, y = data()
    assert picture.id == "figure_1"
    assert picture.curves["data"].x == tuple(x.tolist())
    assert picture.curves["data"].y == tuple(y.tolist())
    assert len(picture.notes) == len(from_bad_start["runs"])
    assert np.allclose(picture.curves["centres"].x, picture.post["centres"].x, rtol=0, atol=0.02)
    number, depth = minima_figures(searched)
    assert number.curves["different minima"].y == tuple(float(len(result["minima"])) for result in searched)
    assert number.curves["runs that end at a minimum"].x == (1.0, 2.0, 3.0)
    assert depth.curves["all ends"].y[0] == np.median(searched[0]["objectives"])
    assert depth.curves["no Gaussian"].y == (float(y @ y),) * 3
