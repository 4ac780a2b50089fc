"""The settings of the census: the same streams of candidates, with the factor exact or rounded."""

from fractions import Fraction

import numpy as np

from core.activations import RELU, TANH
from verify.census.counting import Setting, take

FACTOR = Fraction(1, 100)


def test_an_exact_factor_is_a_scale_and_leaves_the_weights_as_they_are_drawn() -> None:
    (drawn,) = take(Setting(TANH), 3, growths=1).growths
    (scaled,) = take(Setting(TANH, FACTOR), 3, growths=1).growths
    assert (drawn.scale, scaled.scale) == (Fraction(1), FACTOR)
    count = min(len(drawn.verdicts), len(scaled.verdicts))
    assert count >= 100
    assert np.array_equal(drawn.weights.approx[:count], scaled.weights.approx[:count])


def test_a_rounded_factor_multiplies_the_weights_in_float64_and_is_no_scale() -> None:
    (drawn,) = take(Setting(RELU), 3, growths=1).growths
    (rounded,) = take(Setting(RELU, FACTOR, rounded=True), 3, growths=1).growths
    count = min(len(drawn.verdicts), len(rounded.verdicts))
    assert rounded.scale == 1
    assert np.array_equal(drawn.weights.approx[:count] * 0.01, rounded.weights.approx[:count])


def test_every_growth_has_a_stream_of_its_own() -> None:
    first, second = take(Setting(RELU), 3, growths=2).growths
    assert not np.array_equal(first.weights.approx[0], second.weights.approx[0])
    (again,) = take(Setting(RELU), 3, growths=1, first=1).growths
    assert np.array_equal(again.weights.approx, second.weights.approx)
