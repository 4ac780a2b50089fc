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
Quotients = tuple[Integers, Integers]
"""Numerators and positive denominators, one pair an instance."""


def determinants(M: Integers) -> Integers:
    """The N determinants of M (k × k × N), by expansion along the first column.

    OverflowError unless k! max|M|^k < 2⁶², which bounds every sum and product on the way.
    """
    k = M.shape[0]
    largest = int(np.abs(M).max(initial=0))
    bound = 1
    for factor in range(1, k + 1):
        bound *= factor * largest
    if bound >= 2**62:
        raise OverflowError(f"{k} x {k} determinants with entries up to {largest} may not fit into 64 bits")
    return _expand(M)


def _expand(M: Integers) -> Integers:
    k = M.shape[0]
    if k == 0:
        return np.ones(M.shape[2], dtype=np.int64)
    if k == 1:
        return np.asarray(M[0, 0])
    if k == 2:
        return np.asarray(M[0, 0] * M[1, 1] - M[1, 0] * M[0, 1])
    total = np.zeros(M.shape[2], dtype=np.int64)
    for i in range(k):
        minor = _expand(M[[row for row in range(k) if row != i], 1:])
        total += (-1) ** i * M[i, 0] * minor
    return total


def beside(G: Integers, *columns: Integers) -> Integers:
    """[G g ...]: the columns set beside G."""
    return np.concatenate([G, *(column[:, :, None] for column in columns)], axis=2)


def ranks(G: Integers) -> Integers:
    """The rank of each instance: the size of its largest minor that is not zero (no Gram determinant is used)."""
    n, u = G.shape[1:]
    entries = G.transpose(1, 2, 0)
    found = np.zeros(len(G), dtype=np.int64)
    for size in range(1, min(n, u) + 1):
        for rows in combinations(range(n), size):
            for columns in combinations(range(u), size):
                open_ = np.flatnonzero(found < size)
                minors = determinants(_part(entries, rows, columns, open_))
                found[open_[minors != 0]] = size
    return found


def _part(M: Integers, rows: tuple[int, ...], columns: tuple[int, ...], instances: NDArray[np.intp]) -> Integers:
    """The named rows and columns of some instances (the last axis)."""
    return np.asarray(
        M[np.array(rows, dtype=np.intp)[:, None, None], np.array(columns, dtype=np.intp)[:, None], instances]
    )


def _products(H: Integers) -> Integers:
    """HᵀH of each instance (N × n × k), as k × k × N: the instances last, where NumPy is fast."""
    entries = np.ascontiguousarray(H.transpose(2, 1, 0))
    k, _, instances = entries.shape
    found = np.empty((k, k, instances), dtype=np.int64)
    for a in range(k):
        for b in range(a, k):
            found[a, b] = found[b, a] = (entries[a] * entries[b]).sum(axis=0)
    return found


def _with_basis(u: int, gram: Integers, border: int, last: int) -> Quotients:
    """det [[BᵀB, Bᵀa], [bᵀB, bᵀa]] over D, B a maximal independent set of the first u of the columns.

    `gram` holds all products of the columns (k × k × N, k > u); b and a are columns number `border` and `last`.
    """
    D = np.zeros(gram.shape[2], dtype=np.int64)
    bordered = np.zeros_like(D)
    for size in range(u, -1, -1):
        for B in combinations(range(u), size):
            open_ = np.flatnonzero(D == 0)
            if not open_.size:
                return bordered, D
            M = _part(gram, (*B, border), (*B, last), open_)
            D[open_] = determinants(M[:size, :size])
            independent = np.flatnonzero(D[open_])
            bordered[open_[independent]] = determinants(M[:, :, independent])
    return bordered, D


def objectives(G: Integers, y: Integers) -> Quotients:
    """min_s ‖G s - y‖² of each instance."""
    H = beside(G, y)
    u = G.shape[2]
    return _with_basis(u, _products(H), u, u)


def along_residuals(G: Integers, y: Integers, g: Integers) -> Quotients:
    """gᵀr of each instance."""
    H = beside(G, g, y)
    u = G.shape[2]
    return _with_basis(u, _products(H), u, u + 1)


def less(a: Quotients, b: Quotients) -> NDArray[np.bool_]:
    """a < b."""
    return np.asarray(_product(a[0], b[1]) < _product(b[0], a[1]))


def equal(a: Quotients, b: Quotients) -> NDArray[np.bool_]:
    """a = b."""
    return np.asarray(_product(a[0], b[1]) == _product(b[0], a[1]))


def difference(a: Quotients, b: Quotients) -> Quotients:
    """a - b."""
    return _product(a[0], b[1]) - _product(b[0], a[1]), _product(a[1], b[1])


def product(a: Quotients, b: Quotients) -> Quotients:
    """a b."""
    return _product(a[0], b[0]), _product(a[1], b[1])


def whole(a: Integers) -> Quotients:
    """Integers as quotients."""
    return a, np.ones_like(a)


def _product(a: Integers, b: Integers) -> Integers:
    if int(np.abs(a).max(initial=0)) * int(np.abs(b).max(initial=0)) >= 2**62:
        raise OverflowError("products of these numbers may not fit into 64 bits")
    return np.asarray(a * b)
