"""Least squares in integers, over many small instances at once: determinants and Gram determinants alone.

For linearly independent columns B and any y (Gram 1883; Cauchy-Binet gives D > 0):

    D = det BᵀB > 0,      min_s ‖B s - y‖² = det [B y]ᵀ[B y] / D,      D gᵀr = det [[BᵀB, Bᵀy], [gᵀB, gᵀy]],

r the residual of y. For dependent columns any maximal independent set of them has the same span, so the largest set
with D ≠ 0 is taken. Arrays carry the instances on their first axis: G (N × n × u), y and g (N × n), all int64.
No float occurs, and `determinants` refuses entries for which int64 could overflow.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def determinants(M: Integers) -> Integers:
    """det of each M[i] (N × k × k), by expansion along the first column.

    OverflowError unless k! max|M|^k < 2⁶², which bounds every sum and product on the way.
    """
    k = M.shape[1]
    largest = int(np.abs(M).max(initial=0))
    bound = 1
    for factor in range(1, k + 1):
        bound *= factor * largest
    if bound >= 2**62:
        raise OverflowError(f"{k} x {k} determinants with entries up to {largest} may not fit into 64 bits")
    return _expand(M)


def _expand(M: Integers) -> Integers:
    k = M.shape[1]
    if k == 0:
        return np.ones(len(M), dtype=np.int64)
    if k == 1:
        return M[:, 0, 0]
    if k == 2:
        return np.asarray(M[:, 0, 0] * M[:, 1, 1] - M[:, 1, 0] * M[:, 0, 1])
    total = np.zeros(len(M), dtype=np.int64)
    for i in range(k):
        minor = _expand(M[:, [row for row in range(k) if row != i], 1:])
        total += (-1) ** i * M[:, i, 0] * minor
    return total


def beside(G: Integers, *columns: Integers) -> Integers:
    """[G g ...]: the columns set beside G."""
    return np.concatenate([G, *(column[:, :, None] for column in columns)], axis=2)


def products(A: Integers, B: Integers) -> Integers:
    """AᵀB of each instance, in int64."""
    return np.asarray(np.einsum("ina,inb->iab", A, B))


def _with_basis(G: Integers, border: Integers, last: Integers) -> tuple[Integers, Integers]:
    """D and det [[BᵀB, Bᵀlast], [borderᵀB, borderᵀlast]] for a maximal independent set B of the columns of G."""
    D = np.zeros(len(G), dtype=np.int64)
    bordered = np.zeros(len(G), dtype=np.int64)
    u = G.shape[2]
    for size in range(u, -1, -1):
        for columns in combinations(range(u), size):
            open_ = np.flatnonzero(D == 0)
            if not open_.size:
                return D, bordered
            B = G[open_][:, :, list(columns)]
            M = products(beside(B, border[open_]), beside(B, last[open_]))
            D[open_] = determinants(M[:, :size, :size])
            independent = D[open_] != 0
            bordered[open_[independent]] = determinants(M[independent])
    return D, bordered


def objectives(G: Integers, y: Integers) -> tuple[Integers, Integers]:
    """min_s ‖G s - y‖² of each instance as a fraction: numerators and positive denominators."""
    D, bordered = _with_basis(G, y, y)
    return bordered, D


def along_residuals(G: Integers, y: Integers, g: Integers) -> tuple[Integers, Integers]:
    """gᵀr of each instance as a fraction: numerators and positive denominators."""
    D, bordered = _with_basis(G, g, y)
    return bordered, D


def less(a: tuple[Integers, Integers], b: tuple[Integers, Integers]) -> NDArray[np.bool_]:
    """a < b for fractions with positive denominators."""
    return _cross(a, b) < _cross(b, a)


def equal(a: tuple[Integers, Integers], b: tuple[Integers, Integers]) -> NDArray[np.bool_]:
    """a = b for fractions with positive denominators."""
    return np.asarray(_cross(a, b) == _cross(b, a))


def _cross(a: tuple[Integers, Integers], b: tuple[Integers, Integers]) -> Integers:
    largest = [int(np.abs(part).max(initial=0)) for part in (a[0], b[1])]
    if largest[0] * largest[1] >= 2**62:
        raise OverflowError(f"fractions with parts up to {max(largest)} cannot be compared in 64 bits")
    return np.asarray(a[0] * b[1])
