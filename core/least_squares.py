"""Least squares by a maintained orthonormal basis: a column is judged or added in O(n u), without re-solving.

With kept columns G (n × u), scaled by powers of two, G = Q R + (rounding), Q orthonormal (n × u), R upper
triangular. A new column g is split by two passes of classical Gram-Schmidt,

    c₁ = Qᵀg,  v₁ = g - Q c₁,      c₂ = Qᵀv₁,  v = v₁ - Q c₂,      g = Q (c₁ + c₂) + v.

"Twice is enough" (Kahan and Parlett, in Parlett, The Symmetric Eigenvalue Problem, 6-9; for a whole basis
Giraud, Langou, Rozložník and van den Eshof, Numer. Math. 101 (2005) 87-100): as long as g is not
numerically in the span, v is orthogonal to Q up to a small multiple of the unit roundoff, whatever the
condition of G. The residual is then updated as in modified Gram-Schmidt, r ← r - q (qᵀr), which is backward
stable (Björck, BIT 7 (1967) 1-21).

How far a result can be from the truth is measured, without believing any of this, in `core.accuracy`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from core.columns import Columns, scaled
from core.dataset import Floats, finite
from core.rounding import gamma


class Standing(StrEnum):
    """What float64 can say of a column against the span of the kept ones."""

    NEW = "new direction"
    DEPENDENT = "in the span, as far as float64 can tell"
    ZERO = "zero column"


@dataclass(frozen=True, eq=False)
class Split:
    """A column g (n) told apart into the span of the kept columns and what is outside it.

    `column` is g / 2^exponent, with its largest entry between 1/2 and 1; all else is about that scaled
    column. `along` (u) holds c₁ + c₂, `weights` (u) holds t with G t ≈ Q (c₁ + c₂), `outside` (n) is v and
    `length` ‖v‖.
    """

    standing: Standing
    column: Floats
    exponent: int
    along: Floats
    weights: Floats
    outside: Floats
    length: float
    rounding: float
    threshold: float


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """The optimal fit of `target` (n) by columns that were added one by one; `add` returns the next fit.

    Kept are the scaled columns and Q (n × u), `triangle` R (u × u), the target's `coefficients` (u) along Q
    and its `residual` r (n). Each kept column was divided by its power of two in `exponents` (u), and equals
    that of Q R within its entry of `roundings` (u), in the 2-norm. `standings` has an entry for every column
    that was added.
    """

    target: Floats
    residual: Floats
    stored_columns: Columns
    stored_basis: Columns
    triangle: Floats
    coefficients: Floats
    exponents: tuple[int, ...]
    roundings: Floats
    standings: tuple[Standing, ...]

    def __post_init__(self) -> None:
        for array in (self.residual, self.triangle, self.coefficients, self.roundings):
            array.setflags(write=False)

    @property
    def points(self) -> int:
        """The number n of points."""
        return int(self.target.shape[0])

    @property
    def columns(self) -> Floats:
        """The kept columns G (n × u), each divided by its power of two."""
        return self.stored_columns.matrix

    @property
    def basis(self) -> Floats:
        """The orthonormal basis Q (n × u) of the span of the kept columns."""
        return self.stored_basis.matrix

    @property
    def rank(self) -> int:
        """The number u of kept columns."""
        return self.stored_basis.count

    @property
    def kept(self) -> tuple[int, ...]:
        """Which of the added columns were kept; the others are zero or, for all float64 can tell, spanned."""
        return tuple(j for j, standing in enumerate(self.standings) if standing is Standing.NEW)

    @property
    def objective(self) -> float:
        """The residual sum of squares, min over s of ‖G s - y‖², with the kept columns."""
        return float(self.residual @ self.residual)

    @property
    def weights(self) -> Floats:
        """Optimal output weights s, one for every column that was added; columns that were not kept have 0.

        A weight beyond the float range (for a column of subnormal numbers) is ±inf.
        """
        s = np.zeros(len(self.standings))
        shifts = -np.array(self.exponents, dtype=np.int64)
        with np.errstate(over="ignore"):
            s[np.array(self.kept, dtype=np.int64)] = np.ldexp(self._solve(self.coefficients), shifts)
        return s

    def split(self, g: ArrayLike) -> Split:
        """Tell g (n, finite) apart into the span of the kept columns and the rest, in O(n u).

        NEW means ‖v‖ > τ(g) + Σ_j τ_j |t_j|, and DEPENDENT that it is not; the bound is derived as follows.
        Let g = G t exactly. Rounding in the first pass leaves an error of at most γ_{u+1} (|g| + |Q||c₁|) in
        v₁, and its norm is at most γ_{u+1} (1 + √u) ‖g‖, because ‖|Q|‖ ≤ ‖Q‖_F = √u. The second pass removes
        what is left in the span, and adds no more than the first did because ‖v₁‖ ≤ ‖g‖. Hence

            τ(g) = 2 γ_{u+2} (1 + √u) ‖g‖

        bounds the part of v that is rounding alone. The columns of G are themselves known to Q R within τ_j,
        each from its own addition, and that moves G t by at most Σ τ_j |t_j|. So an exactly dependent column
        is always recognised, and NEW implies independence, as long as Σ τ_j ‖row j of R⁻¹‖ ≤ 1/2: the factor
        2 in τ then pays for t being computed. Beyond that G is numerically singular and the standing is a
        matter of rounding.

        DEPENDENT is never a proof: columns as near as that can be told apart by `core.exact` only. They are
        left out, so that the objective stays one that the kept columns attain.
        """
        column, exponent = scaled(finite("g", g, axes=1))
        if column.shape != self.target.shape:
            raise ValueError(f"g: {column.shape[0]} outputs for {self.points} points; give one a point")
        first = self.basis.T @ column
        remainder = column - self.basis @ first
        second = self.basis.T @ remainder
        outside = remainder - self.basis @ second
        along = first + second
        weights = self._solve(along)
        rounding = rounding_after(self.rank) * float(np.linalg.norm(column))
        threshold = rounding + float(self.roundings @ np.abs(weights))
        length = float(np.linalg.norm(outside))
        if not column.any():
            standing = Standing.ZERO
        elif length > threshold:
            standing = Standing.NEW
        else:
            standing = Standing.DEPENDENT
        return Split(standing, column, exponent, along, weights, outside, length, rounding, threshold)

    def gain(self, g: ArrayLike | Split) -> float:
        """Return how much adding g (n) lowers the objective: (gᵀr)² / ‖(I - P) g‖², and 0 unless g is NEW.

        Computed as (qᵀr)² with q = v / ‖v‖, which is the same since r is orthogonal to the span.
        """
        split = g if isinstance(g, Split) else self.split(g)
        if split.standing is not Standing.NEW:
            return 0.0
        return float(split.outside / split.length @ self.residual) ** 2

    def uncertainty(self, length: float, threshold: float) -> float:
        """Return how far rounding moves qᵀr, the root of a gain, for v with this length and threshold.

        The direction q = v / ‖v‖ is known to within threshold / ‖v‖, and the product to within γ_n ‖r‖.
        """
        if not length:
            return 0.0
        return (gamma(self.points) + threshold / length) * float(np.linalg.norm(self.residual))

    def add(self, g: ArrayLike | Split) -> "LeastSquares":
        """Return the fit with g (n) as a further column; a column that is not NEW is noted and left out.

        A Split must come from this very fit. Only then are its parts those of this basis.
        """
        split = g if isinstance(g, Split) else self.split(g)
        standings = (*self.standings, split.standing)
        if split.standing is not Standing.NEW:
            return replace(self, standings=standings)
        u = self.rank
        q = split.outside / split.length
        triangle = np.zeros((u + 1, u + 1))
        triangle[:u, :u] = self.triangle
        triangle[:u, u] = split.along
        triangle[u, u] = split.length
        coefficient = q @ self.residual
        return LeastSquares(
            target=self.target,
            residual=self.residual - q * coefficient,
            stored_columns=self.stored_columns.append(split.column),
            stored_basis=self.stored_basis.append(q),
            triangle=triangle,
            coefficients=np.append(self.coefficients, coefficient),
            exponents=(*self.exponents, split.exponent),
            roundings=np.append(self.roundings, split.rounding),
            standings=standings,
        )

    def _solve(self, coefficients: Floats) -> Floats:
        """Solve R t = c (u), backward stable by substitution (Higham, theorem 8.5)."""
        if self.rank == 0:
            return np.zeros(0)
        return np.asarray(solve_triangular(self.triangle, coefficients, check_finite=False))


def rounding_after(columns: int) -> float:
    """Return τ(g) / ‖g‖ = 2 γ_{u+2} (1 + √u) for a column that comes after u others; see `LeastSquares.split`."""
    return float(2 * gamma(columns + 2) * (1 + columns**0.5))


def first_of_most(values: Floats, errors: Floats) -> int:
    """Return the first index whose value (k) may be the largest, each value being known to within its error (k)."""
    return int(np.argmax(values + errors >= (values - errors).max()))


def begin(y: ArrayLike, room: int = 8) -> LeastSquares:
    """Fit the target y (n ≥ 1, finite) by no column yet: the residual is y itself.

    Up to `room` columns can be added without copying those before.

    Raises ValueError where ‖y‖² exceeds the float range.
    """
    target = finite("y", y, axes=1)
    n = target.shape[0]
    if n == 0:
        raise ValueError("y: no values; give one a point")
    with np.errstate(over="ignore"):
        if not np.isfinite(target @ target):
            raise ValueError(f"y: ‖y‖² exceeds the float range (largest entry {np.abs(target).max()}); scale y down")
    return LeastSquares(
        target=target,
        residual=target,
        stored_columns=Columns.none(n, room),
        stored_basis=Columns.none(n, room),
        triangle=np.zeros((0, 0)),
        coefficients=np.zeros(0),
        exponents=(),
        roundings=np.zeros(0),
        standings=(),
    )


def fit(G: ArrayLike, y: ArrayLike) -> LeastSquares:
    """Fit y (n) by the columns of G (n × u), added from left to right; u may be 0 or exceed n, any rank."""
    hidden = finite("G", G, axes=2)
    result = begin(y)
    if hidden.shape[0] != result.points:
        raise ValueError(f"G: {hidden.shape[0]} rows for the {result.points} values of y; give one a point")
    for column in hidden.T:
        result = result.add(column)
    return result
