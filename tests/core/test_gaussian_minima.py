"""Sums of Gaussians on the post's example: derivatives, and descents that end where they should."""

from fractions import Fraction
from itertools import pairwise
from math import exp

import numpy as np
import pytest

from core.dataset import Floats
from core.gaussian_minima import (
    BAD_START,
    backtracking,
    damped_newton,
    data,
    gradient,
    gradient_descent,
    hessian,
    jacobian,
    levenberg_marquardt,
    newton,
    objective,
    outputs,
    quasi_newton,
    random_start,
    residual,
)
from core.gaussians import POINTS, TARGET

MADE_OF: Floats = np.array([[float(term.height), 0.0, term.deviation] for term in TARGET])


def drawn(seed: int, terms: int) -> Floats:
    return random_start(np.random.default_rng(seed), terms)


def test_the_data_are_those_of_the_post() -> None:
    _, y = data()
    assert (len(POINTS), POINTS[0], POINTS[-1]) == (200, Fraction(-3), Fraction(3))
    assert {after - before for before, after in pairwise(POINTS)} == {Fraction(6, 199)}
    again = [
        exp(-(v**2) / 2) - 2 * exp(-(v**2)) + 2.5 * exp(-(v**2) / 0.25) - 1.6 * exp(-(v**2) / 0.125)
        for v in np.linspace(-3, 3, 200)
    ]
    assert np.allclose(y, again, rtol=0, atol=1e-14)
    assert objective(MADE_OF) < 1e-28
    assert objective(MADE_OF * [1, 1, 1.01]) > 1e-5


def test_outputs_and_objective_are_sums_over_terms_and_points() -> None:
    model, (x, y) = drawn(1, 3), data()
    values = [sum(a * exp(-(((v - m) / d) ** 2)) for a, m, d in model.tolist()) for v in x.tolist()]
    assert np.allclose(outputs(model, x), values, rtol=1e-12, atol=0)
    assert objective(model) == pytest.approx(sum((a - b) ** 2 for a, b in zip(values, y.tolist(), strict=True)))


@pytest.mark.parametrize("terms", [1, 2, 5])
def test_derivatives_are_those_of_differences(terms: int) -> None:
    model, h = drawn(terms, terms), 1e-6
    moves = h * np.eye(model.size).reshape(-1, terms, 3)
    J = np.stack([(residual(model + move) - residual(model - move)) / (2 * h) for move in moves], axis=1)
    slope = np.reshape([(objective(model + move) - objective(model - move)) / (2 * h) for move in moves], model.shape)
    H = np.stack([(gradient(model + move) - gradient(model - move)).ravel() / (2 * h) for move in moves])
    scale = np.abs(hessian(model)).max()
    assert np.allclose(jacobian(model), J, rtol=0, atol=1e-8 * scale)
    assert np.allclose(gradient(model), slope, rtol=0, atol=1e-8 * scale)
    assert np.allclose(hessian(model), H, rtol=0, atol=1e-8 * scale)


def test_the_order_of_terms_and_the_sign_of_deviations_do_not_matter() -> None:
    model = drawn(2, 4)
    assert objective(model[::-1] * [1, 1, -1]) == pytest.approx(objective(model), rel=1e-12)


def test_descents_do_not_rise_and_small_steps_of_one_size_do_not_either() -> None:
    for end, values in (backtracking(BAD_START, 100), gradient_descent(BAD_START, 1e-4, 100)):
        assert values[0] == objective(BAD_START)
        assert values[-1] == objective(end) < values[0]
        assert all(after < before for before, after in pairwise(values))


def test_large_steps_rise() -> None:
    _, values = gradient_descent(BAD_START, 0.1, 1)
    assert values[1] > values[0]


def test_steps_that_leave_the_numbers_are_not_taken() -> None:
    with np.errstate(all="ignore"):
        end, values = gradient_descent(BAD_START, 1e200, 50)
    assert len(values) < 50
    assert np.isfinite(end).all()
    assert np.isfinite(values).all()


def test_backtracking_stops_where_nothing_falls() -> None:
    end, values = backtracking(MADE_OF, 1_000)
    assert len(values) < 1_000
    assert objective(end) <= values[0]


def test_methods_with_curvature_end_with_a_gradient_of_zero() -> None:
    near = np.array([[0.13, -1.8, 0.5], [0.11, -0.35, 0.12], [0.11, 0.35, 0.12], [0.13, 1.8, 0.5]])
    polished, damped = newton(near), damped_newton(near, 50)
    assert polished is not None
    for end in (levenberg_marquardt(near, 200), quasi_newton(near, 500), damped, polished):
        assert np.abs(gradient(end)).max() < 1e-5
        assert np.allclose(end, polished, rtol=0, atol=1e-5)


@pytest.mark.parametrize("terms", [2, 5])
def test_damped_newton_never_rises_and_goes_on_where_levenberg_and_marquardt_creep(terms: int) -> None:
    for seed in range(3):
        before = levenberg_marquardt(drawn(seed, terms), 30)
        values = [objective(damped_newton(before, steps)) for steps in (0, 1, 5, 50)]
        assert values[0] == objective(before)
        assert values == sorted(values, reverse=True)


def test_newton_gives_up_where_it_does_not_settle() -> None:
    assert newton(BAD_START) is None
    assert newton(np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])) is None  # the Hessian is singular


def test_random_starts_are_in_their_ranges_and_reproducible() -> None:
    starts = drawn(7, 1_000)
    assert np.array_equal(starts, drawn(7, 1_000))
    assert np.all(np.abs(starts[:, 1]) <= 3)
    assert np.all((starts[:, 2] >= 0.1) & (starts[:, 2] <= 1))
    assert np.mean(np.log(starts[:, 2])) == pytest.approx(np.log(0.1) / 2, abs=0.1)
