"""Exact linear algebra over ℚ on a few short rows: kernels and least-squares weights, by FLINT."""

from collections.abc import Sequence
from typing import Any

import flint

from core.exact.sources import Integers, Rows


def kernel(rows: Rows, width: int) -> list[list[int]]:
    """A basis of {v : rows·v = 0}, integer vectors of the given width."""
    if not rows:
        return [[int(i == j) for j in range(width)] for i in range(width)]
    N, nullity = flint.fmpz_mat(len(rows), width, [value for row in rows for value in row]).nullspace()
    return [[int(N[i, j]) for i in range(width)] for j in range(nullity)]


def weights(columns: Integers, target: Sequence[Any]) -> tuple[list[int], int]:
    """The least-squares weights of independent integer columns (k × n, as rows) for an integer target (n).

    Returned as k numerators over one denominator. Solves the normal equations exactly; FLINT lifts p-adically (Dixon)
    where the system is large.
    """
    k, n = columns.shape
    if k == 0:
        return [], 1
    K = flint.fmpz_mat(k, n, columns.ravel().tolist())
    solution: Any = (K * K.transpose()).solve(K * flint.fmpz_mat(n, 1, list(target)))
    s, denominator = solution.numer_denom()
    return [int(s[i, 0]) for i in range(k)], int(denominator)


def rest(columns: Integers, target: Sequence[Any], solution: tuple[list[int], int]) -> list[int]:
    """target·denominator - Σ numerator_j column_j (n): zero exactly where the combination gives the target."""
    numerators, denominator = solution
    k, n = columns.shape
    total = flint.fmpz_mat(1, n, [value * denominator for value in target])
    if k:
        total -= flint.fmpz_mat(1, k, numerators) * flint.fmpz_mat(k, n, columns.ravel().tolist())
    return [int(value) for value in total.entries()]
