"""Exact linear algebra over ℚ on a few short rows: kernels and least-squares weights, by FLINT."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from core.exact.sources import Integers, Rows


def kernel(rows: Rows, width: int) -> list[list[int]]:
    """A basis of {v : rows·v = 0}, integer vectors of the given width."""
    if not rows:
        return [[int(i == j) for j in range(width)] for i in range(width)]
    N, nullity = flint.fmpz_mat(len(rows), width, [value for row in rows for value in row]).nullspace()
    return [[int(N[i, j]) for i in range(width)] for j in range(nullity)]


def weights(columns: Integers, target: Sequence[Any]) -> list[Fraction]:
    """The least-squares weights (k) of independent integer columns (k × n, as rows) for an integer target (n).

    Solves the normal equations exactly; FLINT lifts p-adically (Dixon) where the system is large.
    """
    k, n = columns.shape
    if k == 0:
        return []
    K = flint.fmpz_mat(k, n, columns.ravel().tolist())
    s = (K * K.transpose()).solve(K * flint.fmpz_mat(n, 1, list(target)))
    return [Fraction(int(s[i, 0].p), int(s[i, 0].q)) for i in range(k)]


def combine(columns: Integers, coefficients: Sequence[Fraction]) -> list[Fraction]:
    """Σ c_j column_j (n)."""
    total = np.zeros(columns.shape[1], dtype=object)
    for c, column in zip(coefficients, columns, strict=True):
        if c:
            total = total + column * c
    return [Fraction(value) for value in total]
