from fractions import Fraction

import numpy as np
import pytest

from core.twofold import residual


@pytest.mark.parametrize("u", [0, 1, 2, 3, 7, 40])
def test_the_residual_is_that_of_exact_arithmetic_rounded(u: int) -> None:
    """The columns nearly cancel y, so that plain float64 has few digits, and nothing but rounding is left of some."""
    rng = np.random.default_rng(u)
    columns, s = rng.standard_normal((u, 50)), 1e6 * rng.standard_normal(u)
    y = s @ columns + rng.choice([0.0, 1e-9, 1e-3], size=50) * rng.standard_normal(50)
    weights = [Fraction(value) for value in s.tolist()]
    for point, computed in enumerate(residual(y, columns, s).tolist()):
        terms = [weight * Fraction(g) for weight, g in zip(weights, columns[:, point].tolist(), strict=True)]
        exact = Fraction(float(y[point])) - sum(terms)
        size = abs(Fraction(float(y[point]))) + sum(map(abs, terms))
        assert abs(Fraction(computed) - exact) <= Fraction(2) ** -53 * abs(exact) + 8 * u * Fraction(2) ** -106 * size
