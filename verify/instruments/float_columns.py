"""The optimal objective of columns of float64 numbers, exactly: what a float method is compared with.

The entries are dyadic, so they are integers over a power of two. Let M be the Gram matrix of independent columns G,
and B that of (G, y). Then min over s of ‖G s - y‖² = det B / det M, the square of the volume that (G, y) spans over
that of G (Gram; Gantmacher, The Theory of Matrices I, chapter IX, section 5). Determinants of integers are FLINT's.
"""

from fractions import Fraction

import flint
import numpy as np

from core.dataset import Floats
from core.exact import rationals


def optimal_objective(columns: Floats, y: Floats) -> Fraction:
    """Return min over s of ‖G s - y‖² for y (n) and G with the `columns` (u × n), of any rank, as they are."""
    integers, unit = rationals(np.vstack((columns, y))).integers()
    u, n = columns.shape
    *entries, target = integers.tolist()
    K = flint.fmpz_mat(u, n, [entry for row in entries for entry in row])
    gram = K * K.transpose()
    if u and gram.det() == 0:
        kept = _independent(K)
        return optimal_objective(columns[kept], y)
    bordered = flint.fmpz_mat([*entries, target])
    square = (bordered * bordered.transpose()).det()
    return Fraction(int(square), (int(gram.det()) if u else 1) * unit**2)


def _independent(K: flint.fmpz_mat) -> list[int]:
    """The rows of K (u × n), each outside the span of those before it: the pivots of the echelon form of Kᵀ."""
    echelon, _, rank = K.transpose().rref()
    return [next(j for j in range(K.nrows()) if echelon[i, j] != 0) for i in range(rank)]
