"""The example's terms and fits, and the two strategies, against naive restatements."""

from math import exp

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.gaussians import (
    PRINTED,
    SEVEN,
    TARGET,
    before_rise,
    example,
    greedy,
    held_out,
    one_a_point,
    outputs,
    solved,
)

DATA = example()
X, Y = DATA.X[:, 0], DATA.y


def test_the_data_are_the_formula_of_the_post() -> None:
    assert (len(X), X[0], X[-1]) == (200, -3, 3)
    naive = [exp(-(x**2) / 2) - 2 * exp(-(x**2)) + 2.5 * exp(-(x**2) / 0.25) - 1.6 * exp(-(x**2) / 0.125) for x in X]
    assert_allclose(Y, naive, rtol=0, atol=1e-14)
    assert_allclose(Y, Y[::-1], rtol=0, atol=1e-14)


def test_terms_are_kept_with_squared_deviations() -> None:
    assert [term.deviation for term in TARGET] == [2**0.5, 1, 0.5, 0.125**0.5]
    assert [term.deviation for term in PRINTED] == [1.7, 1, 0.5, 0.35]
    assert [float(term.mean) for term in SEVEN] == [-2, -0.3, 0.3, 2, -0.7, 0.7, 0]


def test_solved_heights_are_those_of_lstsq_and_of_the_target() -> None:
    wide = [term.deviation for term in TARGET]
    fit = solved(X, Y, [0.0] * 4, wide)
    assert_allclose(fit.weights, [1, -2, 2.5, -1.6], rtol=1e-9)
    G = outputs(X, [0.5, -1], [1, 2])
    expected = np.linalg.lstsq(G, Y, rcond=None)
    fit = solved(X, Y, [0.5, -1], [1, 2])
    assert_allclose(fit.weights, expected[0])
    assert fit.objective == pytest.approx(expected[1][0])


@pytest.mark.parametrize("deviation", [0.1, 0.3, 0.7])
def test_every_greedy_term_is_where_model_and_data_disagreed_most(deviation: float) -> None:
    grown = greedy(X, Y, deviation, 12)
    residual = Y
    for k, mean in enumerate(grown.means):
        assert grown.disagreements[k] == pytest.approx(np.abs(residual).max())
        assert np.abs(residual[list(X).index(mean)]) == pytest.approx(np.abs(residual).max())
        G = outputs(X, grown.means[: k + 1], [deviation])
        residual = Y - G @ np.linalg.lstsq(G, Y, rcond=None)[0]
        assert grown.objectives[k + 1] == pytest.approx(residual @ residual, rel=1e-6)
        assert grown.objectives[k + 1] < grown.objectives[k]
    assert_allclose(outputs(X, grown.means, [deviation]) @ grown.heights, Y - residual, atol=1e-7)


def test_a_wide_gaussian_gets_stuck_on_a_centre_that_is_there() -> None:
    grown = greedy(X, Y, 1.0, 50)
    assert grown.stuck
    residual = Y - outputs(X, grown.means, [1.0]) @ grown.heights
    assert X[np.argmax(np.abs(residual))] in grown.means
    assert grown.objectives[-1] > 1
    assert not greedy(X, Y, 0.1, 5).stuck


def test_the_threshold_rule_stops_at_the_first_number_of_terms_below_it() -> None:
    grown = greedy(X, Y, 0.3, 20)
    k = grown.below(0.01)
    assert k is not None
    assert grown.disagreements[k] < 0.01 <= min(grown.disagreements[:k])
    assert grown.below(0) is None


def test_the_held_out_error_is_that_of_growths_which_never_saw_the_point() -> None:
    x, y = X[::10], Y[::10]
    errors = held_out(x, y, 0.5, 3, folds=4)
    expected = np.zeros(4)
    for first in range(4):
        inside = [i for i in range(len(x)) if i % 4 != first]
        for k in range(4):
            grown = greedy(x[inside], y[inside], 0.5, k)
            model = outputs(x, grown.means, [0.5]) @ grown.heights
            expected[k] += sum((y[i] - model[i]) ** 2 for i in range(first, len(x), 4)) / len(x)
    assert_allclose(errors, expected)
    assert errors[0] == pytest.approx(y @ y / len(y))


def test_the_second_rule_stops_before_the_first_rise() -> None:
    assert before_rise([3, 2, 1, 4, 0]) == 2
    assert before_rise([1, 1, 0]) is None
    noisy = Y + np.random.default_rng(0).standard_normal(len(Y)) / 10
    errors = held_out(X, noisy, 0.06, 30, folds=5)
    k = before_rise(errors)
    assert k is not None
    assert errors[k] == min(errors[: k + 2])


def test_one_narrow_gaussian_a_point_fits_and_predicts_nothing() -> None:
    objective, left_out = one_a_point(X, Y, 0.003)
    assert objective < 1e-30
    assert left_out == pytest.approx(Y @ Y / len(Y))
    objective, _ = one_a_point(X, Y, 0.03)
    assert objective > 0.1
