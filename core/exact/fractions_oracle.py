"""The exact questions restated naively in Fractions: the oracle for every fast path.

Nothing here is clever, and nothing in the product's fast paths calls it: it is what they are compared with.
Matrices are lists of rows of `Fraction`.
"""

from collections.abc import Sequence
from fractions import Fraction

Vector = list[Fraction]
Matrix = Sequence[Sequence[Fraction]]


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """aᵀb."""
    return sum((x * z for x, z in zip(a, b, strict=True)), Fraction(0))


def best(G: Matrix, y: Sequence[Fraction]) -> Vector:
    """A minimiser s (u) of ‖G s - y‖² for any rank of G (n × u): Gauss-Jordan on GᵀG s = Gᵀy, free entries 0."""
    u = len(G[0]) if G else 0
    columns = [[row[j] for row in G] for j in range(u)]
    A = [[dot(a, b) for b in columns] + [dot(a, y)] for a in columns]
    pivots: list[int] = []
    for j in range(u):
        rank = len(pivots)
        found = next((i for i in range(rank, u) if A[i][j] != 0), None)
        if found is None:
            continue
        A[rank], A[found] = A[found], A[rank]
        A[rank] = [value / A[rank][j] for value in A[rank]]
        for i in range(u):
            if i != rank and A[i][j] != 0:
                A[i] = [a - A[i][j] * b for a, b in zip(A[i], A[rank], strict=True)]
        pivots.append(j)
    s = [Fraction(0)] * u
    for rank, j in enumerate(pivots):
        s[j] = A[rank][u]
    return s


def residual(G: Matrix, y: Sequence[Fraction]) -> Vector:
    """r = y - G s (n) at optimal s."""
    s = best(G, y)
    return [value - dot(row, s) for row, value in zip(G, y, strict=True)]


def objective(G: Matrix, y: Sequence[Fraction]) -> Fraction:
    """min ‖G s - y‖²."""
    r = residual(G, y)
    return dot(r, r)


def improves(G: Matrix, y: Sequence[Fraction], g: Sequence[Fraction]) -> bool:
    """Whether the column g strictly lowers the optimal objective, by solving twice."""
    return objective([[*row, value] for row, value in zip(G, g, strict=True)], y) < objective(G, y)
