"""The exact outputs of candidates as integers, and the linear constraints that decide dependence among a few of them.

Both sources answer the same questions about candidates j (rows) and points i (columns):

* `outputs(J)`: the exact outputs, as integers over one denominator;
* `constraints_on_neurons(J)`: integer rows whose kernel lies in {c : Σ_j c_j g_j = 0}, and equals it when `whole`;
* `constraints_on_points(S, J)`: integer rows whose kernel lies in {v on S : Σ_i v_i g_j(i) = 0 for all j in J},
likewise.

A piecewise linear neuron gives a_j(i)·scale·(w_j·x_i) + b_j(i), a and b constant where the pieces are. Points on which
the given neurons show the same pieces satisfy one equation x·(Σ_j c_j a_j w_j) + Σ_j c_j b_j = 0 each, so for a group
of more points than inputs it is enough (and generically necessary) that the vector Σ_j c_j a_j w_j and the number Σ_j
c_j b_j vanish: m + 1 rows instead of one a point, with entries as short as the weights. The same holds with neurons and
points exchanged. That is what makes a verdict over ℚ cost microseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import mul

import flint
import numpy as np
from numpy.typing import NDArray

from core.activations import PiecewiseLinear
from core.dataset import Floats
from core.exact.numbers import Rationals
from core.exact.outputs import piecewise_outputs
from core.exact.pieces import Pieces, pieces

Integers = NDArray[np.object_]
Rows = list[list[int]]


@dataclass(frozen=True)
class Columns:
    """Candidates given by their outputs (K × n)."""

    columns: Rationals

    @cached_property
    def _integers(self) -> tuple[Integers, int]:
        return self.columns.integers()

    def residues(self, J: Sequence[int], p: int) -> Floats:
        """The outputs (len(J) × n) modulo p."""
        return self.columns[np.array(J, dtype=np.int64)].residues(p)

    def outputs(self, J: Sequence[int], S: Sequence[int] | None = None) -> tuple[Integers, int]:
        """The exact outputs of candidates J at points S (all unless told): integers, and their denominator."""
        N, d = self._integers
        return N[list(J)] if S is None else N[np.ix_(list(J), list(S))], d

    def constraints_on_neurons(self, J: Sequence[int], *, whole: bool) -> Rows:
        """Rows whose kernel consists of vanishing combinations of the columns J; of all of them if `whole`."""
        del whole  # there is nothing to group by: every row counts
        return list(map(list, self.outputs(J)[0].T))

    def constraints_on_points(self, S: Sequence[int], J: Sequence[int], *, whole: bool) -> Rows:
        """Rows whose kernel consists of vectors on S orthogonal to the columns J; of all of them if `whole`."""
        del whole
        return list(map(list, self.outputs(J, S)[0]))

    def dead(self, j: int) -> bool:
        """Whether all outputs are zero."""
        return not any(self._integers[0][j])

    def linear(self, j: int) -> bool:
        """Never: the question needs the points, which are not known here."""
        del j
        return False


@dataclass(frozen=True)
class Neurons:
    """Candidates given by weights W (K × m) on points X (n × m)."""

    activation: PiecewiseLinear
    X: Rationals
    W: Rationals
    scale: Fraction

    @cached_property
    def _points(self) -> tuple[Integers, int]:
        return self.X.integers()

    @cached_property
    def _weights(self) -> tuple[Integers, int]:
        return self.W.integers()

    @cached_property
    def _pieces(self) -> dict[int, Pieces]:
        return {}

    @cached_property
    def _known_factors(self) -> dict[int, tuple[list[int], list[int], int]]:
        return {}

    def pieces(self, J: Sequence[int]) -> Pieces:
        """The pieces (len(J) × n), remembered."""
        new = [j for j in J if j not in self._pieces]
        if new:
            found = pieces(self.activation, self.X, self.W[np.array(new)], self.scale)
            self._pieces.update(zip(new, found, strict=True))
        return np.array([self._pieces[j] for j in J], dtype=np.int8).reshape(len(J), self.X.shape[0])

    def residues(self, J: Sequence[int], p: int) -> Floats:
        """The outputs (len(J) × n) modulo p."""
        W = self.W[np.array(J, dtype=np.int64)].residues(p)
        return piecewise_outputs(self.activation, self.pieces(J), self.X.residues(p), W, self.scale, p)

    def _factors(self, e: int) -> tuple[list[int], list[int], int]:
        """Integer slopes a and intercepts b and a denominator: (a·(N·V) + b)/denominator is the output.

        N are the points' integers, V the weights' over their denominator e.
        """
        if e not in self._known_factors:
            d = self._points[1] * e
            slopes = [a * self.scale for a in self.activation.slopes]
            intercepts = [b * d for b in self.activation.intercepts]
            common = lcm(*(v.denominator for v in slopes + intercepts))
            self._known_factors[e] = (
                [int(a * common) for a in slopes], [int(b * common) for b in intercepts], common * d,
            )  # fmt: skip
        return self._known_factors[e]

    def outputs(self, J: Sequence[int], S: Sequence[int] | None = None) -> tuple[Integers, int]:
        """The exact outputs of candidates J at points S (all unless told): integers, and their denominator."""
        N = self._points[0] if S is None else self._points[0][list(S)]
        V, e = self._weights[0][list(J)], self._weights[1]
        slopes, intercepts, denominator = self._factors(e)
        P = self.pieces(J) if S is None else self.pieces(J)[:, list(S)]
        values = np.array(slopes, dtype=object)[P] * _product(V, N)
        if any(intercepts):
            values = values + np.array(intercepts, dtype=object)[P]
        return values, denominator

    def constraints_on_neurons(self, J: Sequence[int], *, whole: bool) -> Rows:
        """Rows whose kernel consists of vanishing combinations of the columns J; of all of them if `whole`."""
        V, e = self._weights[0][list(J)], self._weights[1]
        return self._constraints(self.pieces(J).T, self._points[0], V, self._factors(e), whole=whole)

    def constraints_on_points(self, S: Sequence[int], J: Sequence[int], *, whole: bool) -> Rows:
        """Rows whose kernel consists of vectors on S orthogonal to the columns J; of all of them if `whole`."""
        V, e = self._weights[0][list(J)], self._weights[1]
        P = self.pieces(J)[:, list(S)]
        return self._constraints(P, V, self._points[0][list(S)], self._factors(e), whole=whole)

    def _constraints(
        self, P: Pieces, known: Integers, unknown: Integers, factors: tuple[list[int], list[int], int], *, whole: bool
    ) -> Rows:
        """Rows for the unknowns (columns of P), grouped by the pattern of the rows of P."""
        m = known.shape[1]
        slopes, intercepts, _ = factors
        rows: Rows = []
        for members in [[i] for i in range(len(P))] if whole else _groups(P):
            pattern = P[members[0]].tolist()
            b = [intercepts[k] for k in pattern]
            vectors = [
                [slopes[k] * value for value in vector] for k, vector in zip(pattern, unknown.tolist(), strict=True)
            ]
            if whole or len(members) <= m:
                for i in members:
                    x = known[i].tolist()
                    rows.append([sum(map(mul, x, v)) + c for v, c in zip(vectors, b, strict=True)])
            else:
                rows.extend(list(feature) for feature in zip(*vectors, strict=True))
                if any(b):
                    rows.append(b)
        return rows

    def dead(self, j: int) -> bool:
        """Whether all outputs are zero."""
        P = self.pieces([j])[0]
        act = self.activation
        silent = np.array([a == 0 and b == 0 for a, b in zip(act.slopes, act.intercepts, strict=True)])
        loud = np.flatnonzero(~silent[P]).tolist()
        return not loud or not self.outputs([j], loud)[0].any()

    def linear(self, j: int) -> bool:
        """Whether on these points the neuron is a non-zero multiple of its pre-activation.

        That is: one slope and no intercept wherever the pre-activation is not zero.
        """
        P, act = self.pieces([j])[0], self.activation
        for piece in set(P.tolist()):
            if act.slopes[piece] and not act.intercepts[piece]:
                others = np.flatnonzero(piece != P).tolist()
                if all(self._vanishes(j, i) for i in others):
                    return True
        return False

    def _vanishes(self, j: int, i: int) -> bool:
        """Whether both pre-activation and output of neuron j are zero at point i."""
        z = sum(map(mul, self._points[0][i].tolist(), self._weights[0][j].tolist()))
        return z == 0 and not self.outputs([j], [i])[0].any()


def _product(V: Integers, N: Integers) -> Integers:
    """V Nᵀ, by FLINT."""
    (k, m), n = V.shape, len(N)
    Z = flint.fmpz_mat(k, m, V.ravel().tolist()) * flint.fmpz_mat(m, n, N.T.ravel().tolist())
    values = np.empty(k * n, dtype=object)
    values[:] = [int(value) for value in Z.entries()]
    return values.reshape(k, n)


def _groups(P: Pieces) -> list[list[int]]:
    """The rows of P (at most 39 columns, pieces 0 to 2), by their pattern."""
    if not len(P):
        return []
    codes = P @ 3 ** np.arange(P.shape[1], dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    return [members.tolist() for members in np.split(order, ends)]


Source = Columns | Neurons
