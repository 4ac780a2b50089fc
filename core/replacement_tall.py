"""Replacement for many points: the same question, asked in the coordinates of a basis that has far fewer rows.

Let E (d × n) be orthonormal rows that span y and the columns. A proposal g is Eᵀt + ρ e with t = E g, e a unit vector
orthogonal to E, and ρ² = ‖g‖² - ‖t‖². Products between y, the columns and g are products of their coordinates in
(E, e), in which g is (t, ρ); so the optimal objective with g in place of a column is that of a problem with d + 1
points. A proposal costs one product with E, and those of many proposals are one product of matrices. Where g is kept, e
becomes a row of E. When there are `SPARE` rows more than needed, E is made anew from a QR factorisation of (y, G).
"""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from core.dataset import Floats
from core.replaceable import replaceable
from core.replacement import Counts, Replaceable

SPARE = 40
"""So many columns are added or replaced between two factorisations."""

INSIDE = 1e-20
"""Where ρ² is below this share of ‖g‖² it is rounding, and g counts as spanned by E."""

TWICE = 1e-2
"""Where ρ is below this share of ‖g‖ the direction e is made orthogonal to E a second time."""


class Tall:
    """The fit of y (n) by up to `capacity` columns, any of which may be replaced; like `Replaceable`, for n ≫ capacity.

    `small` is the fit in coordinates, `columns` (capacity × n) has the columns themselves.
    """

    def __init__(self, y: Floats, capacity: int) -> None:
        self.y, self.capacity = y, capacity
        self.columns = np.zeros((capacity, len(y)))
        self.u = 0
        self.counts = Counts()
        self._at, self._followed = np.zeros((0, 0)), 0  # of the proposals that were judged last, with so many rows
        self._begin()

    def _begin(self) -> None:
        """Make E and the coordinates anew: (y, G) = Q R, E = Qᵀ, and R holds the coordinates."""
        Q, R = linalg.qr(np.vstack((self.y[None], self.columns[: self.u])).T, mode="economic", check_finite=False)
        self.rows = self.u + 1
        self._E = np.zeros((self.capacity + 1 + SPARE, len(self.y)))
        self._E[: self.rows] = Q.T
        coordinates = np.zeros((self.rows, len(self._E)))
        coordinates[:, : self.rows] = R.T
        self._replaced: int | None = None
        self.small: Replaceable = replaceable(coordinates[0], self.capacity)
        self.small.columns[: self.u], self.small.u, self.small.counts = coordinates[1:], self.u, self.counts
        if self.u:
            self.small.renew()

    @property
    def objective(self) -> float:
        """f = ‖r‖²."""
        return self.small.objective

    @property
    def weights(self) -> Floats:
        """The optimal output weights (u)."""
        return self.small.weights

    def add(self, g: Floats) -> bool:
        """Add column g (n) where it lowers the objective by more than τ f; tell whether it does."""
        at, direction = self._place(g)
        if not self.small.add(at):
            return False
        self.columns[self.u] = g
        self.u += 1
        self._extend(direction)
        return True

    def first_kept(self, proposed: Floats, places: NDArray[np.int64], begin: int) -> int:
        """Judge proposals from number `begin` on, as in `Replaceable`.

        After `replace` the same proposals go on, but for those of the replaced column, which may be others now.
        """
        left = proposed[begin:]
        if begin == 0 or self._replaced is None:
            self._at = np.zeros((len(proposed), len(self._E)))
            self._at[begin:] = self._coordinates(left)
        else:
            self._follow(left, self._at[begin:])
            anew = begin + np.flatnonzero(places[begin:] == self._replaced)
            self._at[anew] = self._coordinates(proposed[anew])
        self._followed = self.rows
        return begin + self.small.first_kept(self._at[begin:], places[begin:], 0)

    def _follow(self, proposed: Floats, at: Floats) -> None:
        """Bring coordinates up to date with the row that E may have gained."""
        if self._followed < self.rows:
            last = self.rows - 1
            rest2, along = at[:, last] ** 2, proposed @ self._E[last]
            at[:, last] = along
            at[:, self.rows] = _root(rest2 - along**2, rest2)

    def _coordinates(self, proposed: Floats) -> Floats:
        """(t, ρ, 0 ...) of each row of `proposed` (k × n)."""
        at = np.zeros((len(proposed), len(self._E)))
        at[:, : self.rows] = proposed @ self._E[: self.rows].T
        whole = np.einsum("ij,ij->i", proposed, proposed)
        at[:, self.rows] = _root(whole - np.einsum("ij,ij->i", at, at), whole)
        return at

    def replace(self, j: int, g: Floats) -> None:
        """Put g (n) in the place of column j."""
        at, direction = self._place(g)
        self.small.replace(j, at)
        self.columns[j] = g
        self._replaced = j
        self._extend(direction)

    def refine(self) -> None:
        """Compute the residual again, as in `Replaceable`, from the coordinates as they are rounded."""
        self.small.refine()

    def _place(self, g: Floats) -> tuple[Floats, Floats | None]:
        """Coordinates of g, and the direction that E lacks, if it lacks one."""
        E, at = self._E[: self.rows], np.zeros(len(self._E))
        at[: self.rows] = E @ g
        rest, whole = g - at[: self.rows] @ E, float(np.linalg.norm(g))
        length = float(np.linalg.norm(rest))
        if length < TWICE * whole:
            again = E @ rest
            rest -= again @ E
            at[: self.rows] += again
            length = float(np.linalg.norm(rest))
        if length**2 <= INSIDE * whole**2:
            return at, None
        at[self.rows] = length
        return at, rest / length

    def _extend(self, direction: Floats | None) -> None:
        if direction is None:
            return
        self._E[self.rows] = direction
        self.rows += 1
        if self.rows == len(self._E):
            self._begin()


def _root(square: Floats, whole: Floats) -> Floats:
    """√ of what is left of ‖g‖², and 0 where that is rounding."""
    return np.sqrt(np.where(square > INSIDE * whole, square, 0.0))
