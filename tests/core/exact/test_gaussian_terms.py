"""Balls of the Gaussian example hold what floats compute, and refuse what they cannot tell."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from core.exact.gaussian_terms import objective, optimal, values
from core.gaussians import POINTS, PRINTED, SEVEN, TARGET, example, solved
from core.gaussians import values as floats

DATA = example()
X, Y = DATA.X[:, 0], DATA.y


@pytest.mark.parametrize("model", [TARGET, PRINTED, SEVEN, ()])
def test_values_and_objectives_are_those_of_floats(model: tuple[object, ...]) -> None:
    balls = values(model, POINTS)  # type: ignore[arg-type]  # parametrised
    assert [float(ball) for ball in balls] == pytest.approx(floats(model, X).tolist(), abs=1e-13)  # type: ignore[arg-type]  # as above
    difference = floats(model, X) - Y  # type: ignore[arg-type]  # as above
    assert float(objective(model, TARGET, POINTS).mid()) == pytest.approx(difference @ difference, abs=1e-12)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("model", [PRINTED, SEVEN, TARGET[1:]])
def test_optimal_objectives_are_those_of_least_squares_and_tell_them_from_zero(model: tuple[object, ...]) -> None:
    means = [float(term.mean) for term in model]  # type: ignore[attr-defined]  # parametrised
    wide = [term.deviation for term in model]  # type: ignore[attr-defined]  # as above
    ball = optimal(model, TARGET, POINTS)  # type: ignore[arg-type]  # as above
    assert ball > 0
    assert float(ball) == pytest.approx(solved(X, Y, means, wide).objective, rel=1e-9)


def test_the_exact_terms_leave_a_ball_that_holds_zero_whatever_their_heights() -> None:
    ball = optimal([replace(term, height=Fraction(7)) for term in TARGET], TARGET, POINTS)
    assert ball.contains(0)
    assert ball.rad() < 1e-30


def test_a_term_twice_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="independent"):
        optimal((TARGET[0], TARGET[0]), TARGET, POINTS)
    assert np.isfinite(Y).all()
