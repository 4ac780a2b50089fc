"""Slopes against difference quotients: exact ones inside a piece, and in balls for smooth activations."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from core.activations import ACTIVATIONS, PiecewiseLinear, Smooth
from core.exact.balls import enclose
from core.layers import fractions
from core.rounding import gamma
from core.slopes import slopes

POINTS = [k / 8 for k in range(-40, 41)] + [-30.0, 30.0]


@pytest.mark.parametrize("name", [a.name for a in ACTIVATIONS.values() if isinstance(a, PiecewiseLinear)])
def test_the_slope_of_a_piece_is_its_difference_quotient_to_the_right(name: str) -> None:
    activation, h = ACTIVATIONS[name], Fraction(1, 1000)
    assert isinstance(activation, PiecewiseLinear)
    expected = [(activation.exact(z + h) - activation.exact(z)) / h for z in map(Fraction, POINTS)]
    assert slopes(activation, fractions(POINTS)).tolist() == expected
    assert slopes(activation, np.array(POINTS)).tolist() == [float(slope) for slope in expected]


@pytest.mark.parametrize("name", [a.name for a in ACTIVATIONS.values() if not isinstance(a, PiecewiseLinear)])
def test_the_slope_of_a_smooth_activation_is_its_central_difference(name: str) -> None:
    """At 400 bits with h = 2⁻⁹⁰ the quotient errs by less than 10⁻⁵⁰.

    In floats every term is at most 1.2; the rounding of an exponent -z² moves e^(-z²) by z² e^(-z²) < 1 units, so that
    a dozen operations with functions good to two units err by less than γ_32.
    """
    found = slopes(ACTIVATIONS[name], np.array(POINTS))
    with flint.ctx.workprec(400):
        h = flint.arb(2) ** -90
        for z, slope in zip(POINTS, found.tolist(), strict=True):
            up, down = (enclose(ACTIVATIONS[name], flint.arb(z) + move) for move in (h, -h))
            assert abs((up - down) / (2 * h) - flint.arb(slope)) < gamma(32)


def test_an_unknown_activation_is_refused() -> None:
    with pytest.raises(ValueError, match="no derivative is known for cube"):
        slopes(Smooth("cube", lambda z: z**3), np.ones(2))
