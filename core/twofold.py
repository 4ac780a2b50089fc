"""Residuals computed as if in twice the precision of float64, by error-free transformations.

a + b = x + e and a b = p + e with floats x, p and e (Knuth; Dekker, Numer. Math. 18 (1971) 224-242). The errors are
summed beside the results (Ogita, Rump and Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005)
1955-1988). Nothing may overflow or underflow on the way.
"""

import numpy as np

from core.dataset import Floats

SPLIT = 2.0**27 + 1
"""Dekker's factor: halves of 26 bits have exact products."""


def residual(y: Floats, columns: Floats, s: Floats) -> Floats:
    """y - G s (n) for the `columns` of G (u × n) and s (u).

    The error is that of rounding the result, and some (log₂ u + 2) u ε² times |y| + |G| |s|.
    """
    products, errors = _product(columns, -s[:, np.newaxis])
    terms, low = np.vstack((y, products)), errors.sum(axis=0)
    while len(terms) > 1:
        half = len(terms) // 2
        sums, errors = _sum(terms[:half], terms[half : 2 * half])
        low += errors.sum(axis=0)
        terms = np.vstack((sums, terms[2 * half :]))
    return np.asarray(terms[0] + low)


def _sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def _product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    (a_high, a_low), (b_high, b_low), p = _halves(a), _halves(b), a * b
    return p, a_low * b_low - (((p - a_high * b_high) - a_low * b_high) - a_high * b_low)


def _halves(a: Floats) -> tuple[Floats, Floats]:
    high = SPLIT * a
    high = high - (high - a)
    return high, a - high
