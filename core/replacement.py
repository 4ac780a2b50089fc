"""Least squares in which any column may be replaced: a proposed replacement is judged without solving anew.

Kept are the columns G (n × u, independent), the rows b_j of the pseudo-inverse G⁺, an orthonormal basis of col G or of
its complement, and the residual r of the target y. Let q = b_j / ‖b_j‖ and σ = qᵀy. Since b_j is orthogonal to every
other column and lies in col G, col G is the orthogonal sum of the other columns' span and of q. So without column j the
residual is r + σ q and the objective ‖r‖² + σ². With g in its place, of which

    h = (I - P) g + q (qᵀg),    P the projection onto col G,

is outside the others' span, the objective falls by (hᵀ(r + σ q))² / ‖h‖². With a = gᵀr, b = qᵀg and z² = ‖(I - P) g‖²
that is (a + σ b)² / (b² + z²); what is left of it after the rise by σ² is

    old objective - new objective = (a² + 2 σ a b - σ² z²) / (b² + z²),    f = ‖r‖² the old one.

The rule: a replacement is kept where this is above τ f, and is a *tie* where it is within τ f of 0. Not a tie are all
with z² > (a² + 2 σ a b + τ f b²) / (σ² - τ f) where σ² > τ f. Cauchy-Schwarz gives z² ≥ a² / f, so that two products of
vectors reject most proposals. Where g is in col G, a and z are 0 and so is the difference, whatever σ² / f is, as long
as r is orthogonal to col G to its own last digits: so it is projected again after every replacement.

Removing column j adds q to the complement and takes it out of the other rows: b_i ← b_i - (b_iᵀq) q. Adding g there:
b_j = h / ‖h‖², b_i ← b_i - (b_iᵀg) b_j, r ← r - (hᵀr) b_j. Both are checked by bᵢᵀg_k = δ_ik and bᵢ ∈ col G. A basis
loses or gains its direction d by one Householder reflection that moves another row onto it.

All of this drifts, so it is begun anew from a QR factorisation after `RENEW_AFTER` replacements, and at once where h is
short beside g. Where G is ill-conditioned even a fresh residual is off by ε ‖G‖ ‖s‖, so there is one step of iterative
refinement (Björck, Numerical Methods for Least Squares Problems): (I - P) (y - G s) = r whatever s is, and a P whose
span is turned by a small angle changes ‖r‖² by the square of the angle only.

This is the restatement in NumPy; `core.replacement_compiled` has the same in compiled loops.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from core.dataset import Floats
from core.twofold import residual

TIE = 1e-9
"""τ: a change of the objective by less than this share of it is a tie, and no improvement."""

RENEW_AFTER = 200
"""So many replacements are made between two factorisations."""

SHORT = 1e-8
"""Where ‖h‖² is below this share of ‖g‖² the updates lose much to rounding, and a factorisation is due."""

WELL = 1e4
"""Where the worst ‖b_j‖ ‖g_j‖ ‖y‖ is below this times ‖r‖, the objective has eleven digits without refinement."""

DEPENDENT = 1e-18
"""Where ‖h‖² is below this share of ‖g‖² the column counts as one in the span of the others."""


@dataclass
class Counts:
    """How many replacements were proposed, how many kept, and how many of the others were ties."""

    proposed: int = 0
    kept: int = 0
    ties: int = 0

    def add(self, more: "Counts") -> None:
        """Count these too."""
        self.proposed += more.proposed
        self.kept += more.kept
        self.ties += more.ties


@dataclass
class Replaceable:
    """The fit of a target `y` (n) by up to `capacity` columns, any of which may be replaced; changed in place.

    Rows 0 ... u - 1 of `columns` and `duals` (capacity × n) are the columns of G and of (G⁺)ᵀ. The first `rows` rows of
    `basis` are an orthonormal basis of col G where `inside`, else of its complement: whichever has fewer at capacity.
    """

    y: Floats
    capacity: int
    columns: Floats = field(init=False)
    duals: Floats = field(init=False)
    basis: Floats = field(init=False)
    residual: Floats = field(init=False)
    inside: bool = field(init=False)
    rows: int = field(init=False)
    u: int = field(init=False, default=0)
    since: int = field(init=False, default=0)
    counts: Counts = field(init=False, default_factory=Counts)

    def __post_init__(self) -> None:
        self.y = np.array(self.y)
        n = len(self.y)
        self.inside = 2 * self.capacity <= n
        self.columns = np.zeros((self.capacity, n))
        self.duals = np.zeros((self.capacity, n))
        self.basis = np.zeros((self.capacity, n)) if self.inside else np.eye(n)
        self.rows = 0 if self.inside else n
        self.residual = np.array(self.y)

    @property
    def objective(self) -> float:
        """f = ‖r‖²."""
        return float(self.residual @ self.residual)

    @property
    def weights(self) -> Floats:
        """The optimal output weights s = G⁺ y (u)."""
        return np.asarray(self.duals[: self.u] @ self.y)

    def add(self, g: Floats) -> bool:
        """Add column g (n) where it lowers the objective by more than τ f; tell whether it does."""
        h = self._outside(g)
        length = float(h @ h)
        if self.u == self.capacity or length <= DEPENDENT * float(g @ g):
            return False
        if float(h @ self.residual) ** 2 <= TIE * self.objective * length:
            return False
        self.u += 1
        self._put_in(self.u - 1, g, h)
        return True

    def first_kept(self, proposed: Floats, places: NDArray[np.int64], begin: int) -> int:
        """Judge proposals from number `begin` on: row i of `proposed` (k × n) in place of column places[i] (k).

        Returns the first that is to be kept, or k, and counts what was judged. The one to keep is not put in yet.
        """
        for number in range(begin, len(places)):
            keep, tie = self.judge(int(places[number]), proposed[number])
            self.counts.proposed += 1
            self.counts.kept += keep
            self.counts.ties += tie
            if keep:
                return number
        return len(places)

    def replace(self, j: int, g: Floats) -> None:
        """Put g (n), which `judge` would keep, in the place of column j."""
        self._take_out(j)
        h = self._outside(g)
        self._put_in(j, g, h)
        self.since += 1
        if self.since == RENEW_AFTER or float(h @ h) <= SHORT * float(g @ g):
            self.renew()

    def renew(self) -> None:
        """Begin anew from the columns: G = Q R, G⁺ = R⁻¹ Qᵀ."""
        Q, R = linalg.qr(self.columns[: self.u].T, mode="economic" if self.inside else "full", check_finite=False)
        spanning = Q[:, : self.u]
        self.duals[: self.u] = linalg.solve_triangular(R[: self.u], spanning.T, check_finite=False)
        basis = (spanning if self.inside else Q[:, self.u :]).T
        self.rows = len(basis)
        self.basis[: self.rows] = basis
        self.residual = self._outside(self.y)
        self.since = 0

    def refine(self) -> None:
        """Compute the residual again, r = (I - P) (y - G s), with y - G s as if in twice the precision.

        Left as it is where it has the digits already: it errs by some ε ‖b_j‖ ‖g_j‖ ‖y‖ for the worst j.
        """
        columns, duals = self.columns[: self.u], self.duals[: self.u]
        squares = np.einsum("ij,ij->i", columns, columns) * np.einsum("ij,ij->i", duals, duals)
        worst = np.sqrt(squares.max(initial=0.0))
        if worst * np.linalg.norm(self.y) < WELL * np.linalg.norm(self.residual):
            return
        self.residual = self._outside(residual(self.y, self.columns[: self.u], self.weights))

    def _outside(self, g: Floats) -> Floats:
        basis = self.basis[: self.rows]
        if not self.inside:
            return np.asarray((basis @ g) @ basis)
        first = g - (basis @ g) @ basis
        return np.asarray(first - (basis @ first) @ basis)

    def judge(self, j: int, g: Floats) -> tuple[bool, bool]:
        """Whether g (n) is to be kept in place of column j, and if not, whether it is a tie."""
        f, dual = self.objective, self.duals[j]
        size = float(np.sqrt(dual @ dual))
        sigma, a, b, h = float(dual @ self.y) / size, float(g @ self.residual), float(dual @ g) / size, self._outside(g)
        length = b**2 + float(h @ h)
        if length <= DEPENDENT * float(g @ g):
            return False, sigma**2 <= TIE * f
        falls = a**2 + 2 * sigma * a * b - sigma**2 * float(h @ h)
        keep = falls > TIE * f * length
        return keep, not keep and falls >= -TIE * f * length

    def _take_out(self, j: int) -> None:
        q = self.duals[j] / np.sqrt(self.duals[j] @ self.duals[j])
        self.residual = self.residual + (q @ self.y) * q
        duals = self.duals[: self.u]
        duals -= np.outer(duals @ q, q)
        if self.inside:
            self._drop(q)
        else:
            self.basis[self.rows] = q
            self.rows += 1

    def _put_in(self, j: int, g: Floats, h: Floats) -> None:
        dual = h / (h @ h)
        self.duals[j] = 0
        duals = self.duals[: self.u]
        duals -= np.outer(duals @ g, dual)
        self.duals[j], self.columns[j] = dual, g
        self.residual = self.residual - (h @ self.residual) * dual
        direction = h / np.sqrt(h @ h)
        if self.inside:
            self.basis[self.rows] = direction
            self.rows += 1
        else:
            self._drop(direction)
        self.residual = self._outside(self.residual)

    def _drop(self, d: Floats) -> None:
        """Take the unit vector d (n), which the basis spans, out of it.

        With coordinates c = (its rows)·d the reflection I - v vᵀ / (1 + |c_k|), v = c ± e_k, takes row k to ∓d.
        """
        basis = self.basis[: self.rows]
        c = basis @ d
        sign = 1.0 if c[-1] >= 0 else -1.0
        p = d + sign * basis[-1]
        basis[:-1] -= np.outer(c[:-1] / (1 + abs(c[-1])), p)
        self.rows -= 1
