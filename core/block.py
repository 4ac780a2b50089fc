"""A block of candidates judged one draw after another, with matrix products for the whole block.

One by one, a column costs four products of the basis with a vector, which are bound by memory. Here the basis
Q (n × u) meets all candidates C (n × k) of a block at once, twice; all in between happens in k dimensions:

1. A = QᵀC and B = C - Q A, and B = Z S with Z orthonormal, of which only the triangle S is formed.
2. What is outside span(Q) and the columns added before has the same coordinates in Z as in S. There the draws
   are judged, one after another: each takes the candidate with the largest gain. The columns J that were taken
   have S_J = U T with U orthonormal and T triangular, so their new directions are V = B_J T⁻¹ = Z U.
3. E = QᵀV and F = V - Q E, and FᵀF = NᵀN by Cholesky. With W = F N⁻¹ then C_J = Q (A_J + E T) + W (N T), and
   W is the next part of the basis.

This is block Gram-Schmidt with reorthogonalisation (Barlow and Smoktunowicz, Numer. Math. 123 (2013) 395-423)
with a choice of columns in its middle. Each column is projected twice on all before it, those of its own block
included, so "twice is enough" (`core.least_squares`).

*Rounding.* Step 1 is the first pass of `core.least_squares`, with its γ_{u+1} (1 + √u) ‖g‖. Let a column be the
a-th of its block to be taken, with ‖FᵀF - I‖_F ≤ 1/4 and ‖E‖_F ≤ 1/2 up to it, so that V and W have norms of at
most 9/8 √a, to first order, and N of at most 9/8. Substitution for V and for W leaves γ_a (|V||T| + |W||N||T|),
the second pass γ_{u+1} (|V| + |Q||E|) |T|, and forming A + E T and N T γ_1 |Q||A| + γ_{a+1} (|Q||E| + |W||N|) |T|.
A column of T is no longer than g. In units of ‖g‖ all of it is to first order at most

    γ_{u+1} (1 + √u) + γ_{u+1} (9/8 √a + √u / 2) + 4 γ_{a+1} √a + γ_{a+2} √u / 2  ≤  2 γ_{v+2} (1 + √v),

v = u + 2 a: the column's τ is that of one that comes after v others, one by one.

*Standing.* NEW again means: outside by more than τ(g) + Σ_j τ_j |t_j|. Step 2 sees the length after one pass. What
that pass left in the span can lengthen it only, so what is rejected there would be rejected later too. What is
taken is measured again, by the diagonal of N T. Where that is too short, E or FᵀF - I is too large, or a gain
is not told from 0 by more than the column's own rounding, a draw is doubtful: the block ends before it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.blas import dgemm, dtrsm

from core.columns import scaled_columns
from core.dataset import Floats
from core.least_squares import LeastSquares, Standing, first_of_most, rounding_after
from core.triangle import triangle_of


@dataclass(frozen=True, eq=False)
class Judged:
    """What became of a block: the first `settled` of its draws are decided, and `fit` has what they added.

    `added` numbers the columns of the block that were added, and `objectives` has the objective after each.
    """

    fit: LeastSquares
    added: tuple[int, ...]
    objectives: tuple[float, ...]
    settled: int


@dataclass(frozen=True, eq=False)
class Chosen:
    """Columns of a block (their numbers) that gain after one pass, with their triangle T, τ and thresholds (a each).

    The first `settled` draws are decided so far; the next is doubtful, or there is none.
    """

    columns: list[int]
    triangle: Floats
    roundings: Floats
    thresholds: Floats
    settled: int


def judge(fit: LeastSquares, candidates: Floats, best_of: int = 1) -> Judged:
    """Judge draws of `best_of` candidates each, the columns of `candidates` (n × k), in their order; O(n k (u + k)).

    Of each draw the candidate with the largest gain is added, if it gains. A draw that rounding may decide is not
    settled, nor is any after it.
    """
    columns, exponents = scaled_columns(candidates)
    Q, u = fit.basis, fit.rank
    along, remainder = _projected(Q, columns)
    chosen = _choose(fit, columns, along, remainder, best_of)
    J, T = chosen.columns, chosen.triangle
    V = _divide(_take(remainder, J), T)
    E, F = _projected(Q, V, overwrite=True)
    square = F.T @ F
    sound = _leading(square - np.eye(len(J))) <= 1 / 4
    sound &= np.sqrt(np.cumsum(np.sum(E**2, axis=0))) <= 1 / 2
    a = _first_false(sound)
    N = cholesky(square[:a, :a], check_finite=False) if a else np.zeros((0, 0))
    corner = N @ T[:a, :a]
    a = _first_false(np.diag(corner) > chosen.thresholds[:a])
    settled = chosen.settled if a == len(J) else J[a] // best_of
    added = J[:a]
    triangle = np.zeros((u + a, u + a))
    triangle[:u, :u] = fit.triangle
    triangle[:u, u:] = along[:, added] + E[:, :a] @ T[:a, :a]
    triangle[u:, u:] = corner[:a, :a]
    W = _divide(F[:, :a], N[:a, :a])
    residual, coefficients, objectives = fit.residual, list(fit.coefficients), []
    for q in W.T:
        coefficients.append(q @ residual)
        residual = residual - q * coefficients[-1]
        objectives.append(float(residual @ residual))
    grown = LeastSquares(
        target=fit.target,
        residual=residual,
        stored_columns=fit.stored_columns.append(_take(columns, added)),
        stored_basis=fit.stored_basis.append(W),
        triangle=triangle,
        coefficients=np.array(coefficients),
        exponents=(*fit.exponents, *exponents[added].tolist()),
        roundings=np.append(fit.roundings, chosen.roundings[:a]),
        standings=fit.standings + a * (Standing.NEW,),
    )
    return Judged(grown, tuple(added), tuple(objectives), settled)


def _choose(fit: LeastSquares, columns: Floats, along: Floats, remainder: Floats, best_of: int) -> Chosen:
    """Choose a column of each draw in the coordinates of S, until a draw is doubtful."""
    u, k = fit.rank, columns.shape[1]
    draws = k // best_of
    triangle = triangle_of(np.column_stack([remainder, fit.residual]))
    S, r = triangle[:k, :k], triangle[:k, k]
    X = _solve(fit.triangle, along)
    norms = np.linalg.norm(columns, axis=0)
    U, T, XJ = np.zeros((len(S), draws), order="F"), np.zeros((draws, draws)), np.zeros((u, draws), order="F")
    J: list[int] = []
    roundings, bounds = np.zeros(draws), np.zeros(draws)
    for draw in range(draws):
        a, own = len(J), slice(draw * best_of, (draw + 1) * best_of)
        first = U[:, :a].T @ S[:, own]
        rest = S[:, own] - U[:, :a] @ first
        second = U[:, :a].T @ rest
        outside = rest - U[:, :a] @ second
        inside = first + second
        t = _solve(T[:a, :a], inside)
        rounding = rounding_after(u + 2 * (a + 1)) * norms[own]
        threshold = rounding + fit.roundings @ np.abs(X[:, own] - XJ[:, :a] @ t) + roundings[:a] @ np.abs(t)
        lengths = np.linalg.norm(outside, axis=0)
        new = np.flatnonzero(lengths > threshold)
        if not new.size:
            continue
        products = np.abs(r @ outside[:, new]) / lengths[new]  # the roots of the gains
        errors = np.array([fit.uncertainty(lengths[j], threshold[j]) for j in new])
        best = first_of_most(products, errors)
        index = int(new[best])
        if products[best] <= fit.uncertainty(lengths[index], rounding[index]):
            return Chosen(J, T[:a, :a], roundings[:a], bounds[:a], draw)
        U[:, a] = outside[:, index] / lengths[index]
        T[:a, a], T[a, a] = inside[:, index], lengths[index]
        roundings[a], bounds[a] = rounding[index], threshold[index]
        J.append(own.start + index)
        XJ[:, a] = X[:, J[-1]]
    a = len(J)
    return Chosen(J, T[:a, :a], roundings[:a], bounds[:a], draws)


def _projected(Q: Floats, M: Floats, *, overwrite: bool = False) -> tuple[Floats, Floats]:
    """Return QᵀM and M - Q QᵀM, for Q (n × u) and M (n × k), column after column in memory as BLAS wants them."""
    if not Q.shape[1] or not M.shape[1]:
        return np.zeros((Q.shape[1], M.shape[1])), M
    along = dgemm(1.0, Q, M, trans_a=1)
    return along, np.asarray(dgemm(-1.0, Q, along, beta=1.0, c=M, overwrite_c=overwrite))


def _take(M: Floats, J: list[int]) -> Floats:
    """Return the columns J of M, column after column in memory."""
    return M.T[J].T


def _leading(M: Floats) -> Floats:
    """Return the Frobenius norms of the leading square blocks of M (a × a)."""
    return np.sqrt(np.diag(np.cumsum(np.cumsum(M**2, axis=0), axis=1)))


def _first_false(truths: NDArray[np.bool_]) -> int:
    """Return how many entries are true before the first that is not."""
    return int(np.argmin(np.append(truths, False)))


def _divide(M: Floats, T: Floats) -> Floats:
    """Return M T⁻¹ for M (n × a) and an upper triangle T (a × a), by substitution in each row."""
    return np.asarray(dtrsm(1.0, T, M, side=1)) if M.shape[1] else M


def _solve(T: Floats, M: Floats) -> Floats:
    """Return T⁻¹ M for an upper triangle T (a × a) and M (a × k)."""
    return np.asarray(solve_triangular(T, M, check_finite=False)) if len(T) else M
