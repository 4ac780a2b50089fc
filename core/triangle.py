"""The triangle of a tall matrix, without its orthonormal factor, by pieces that stay in the processor's cache.

If B (n × k) is cut into pieces with B_i = Q_i R_i, then B = diag(Q_i) (R_1; R_2; ...), and a triangle of the short
matrix of all R_i is one of B. Each step is a factorisation by Householder reflections, so the triangle is as
backward stable as that of B at once (Demmel, Grigori, Hoemmen and Langou, SIAM J. Sci. Comput. 34 (2012)
A206-A239, "TSQR").
"""

import numpy as np
from scipy.linalg import qr

from core.dataset import Floats

_ROWS = 1500  # of about 100 columns, a megabyte


def triangle_of(B: Floats) -> Floats:
    """Return an upper triangle R (min(n, k) × k) with RᵀR = BᵀB; the signs of its diagonal are either."""
    n, k = B.shape
    if n > 2 * _ROWS >= 4 * k:
        B = np.concatenate([_factor(B[start : start + _ROWS]) for start in range(0, n, _ROWS)])
    return _factor(B)


def _factor(B: Floats) -> Floats:
    (R,) = qr(B, mode="r", check_finite=False)
    return np.asarray(R[: B.shape[1]])
