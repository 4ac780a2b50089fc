from fractions import Fraction

import numpy as np
import pytest

from core.rounding import UNIT, at_most, gamma


def test_the_unit_is_half_the_gap_above_one() -> None:
    assert np.nextafter(1.0, 2.0) - 1.0 == 2 * UNIT


def test_gamma_is_at_least_what_k_worst_roundings_can_add_up_to() -> None:
    for k in (1, 2, 10, 100):
        assert (1 + Fraction(UNIT)) ** k - 1 <= Fraction(gamma(k))
        assert 1 - (1 - Fraction(UNIT)) ** k <= Fraction(gamma(k))


@pytest.mark.parametrize("operations", [-1, 2**52, 2**60])
def test_a_bound_that_says_nothing_is_refused(operations: int) -> None:
    with pytest.raises(ValueError, match="operations"):
        gamma(operations)


def test_a_norm_is_bounded_from_above_however_small() -> None:
    generator = np.random.default_rng(0)
    for size in (1e-200, 1e-3, 1.0, 1e150):
        values = size * generator.standard_normal(30)
        squares = sum((Fraction(value) ** 2 for value in values.tolist()), Fraction(0))
        assert squares <= Fraction(at_most(float(np.linalg.norm(values)), 31)) ** 2
