"""For which sets of active points every ReLU neuron fails, decided exactly at every step of a growth.

A neuron with active points A has gᵀr = wᵀ S, S = Σ_{i∈A} r_i x_i, so all of them fail when the vector S is zero, and
almost none when it is not. Writing a for the 0/1 vector of A and D_a = diag(a), S = (D_a X)ᵀ r is linear in a.

**Modulo a prime** all residuals of the growth come from one elimination, r_k = r_{k-1} - (t/D) q with q the
orthogonalised column, and all sums along one direction w from one matrix product of 0/1 vectors with the residues of
r_i (x_i·w). A non-zero residue proves S ≠ 0. A zero is a suspicion.

**Over ℚ.** Let V be the span of the first k accepted columns. The vectors a for which the columns of D_a X lie in V
form a linear space that grows with k, and for them S = 0 at k and ever after, because r is orthogonal to V. So only
vectors that span the suspects have to be settled, at most n in a growth: single points first (D_a X has one column
then), after that the smallest suspect that the settled ones do not span, until they span all. The columns of D_a X are
settled like the outputs of neurons (`core.exact.settle`); after the first that takes long there, the rest of a step is
settled by an exact basis of what is orthogonal to V. A column that is orthogonal to r without lying in V shows nothing
for later steps; then the residual of this step is computed exactly, and all sums with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from core.activations import RELU
from core.dataset import Floats
from core.exact import kernels
from core.exact.elimination import Elimination
from core.exact.growth import Growth
from core.exact.modular import EXACT, multiply, reduce
from core.exact.numbers import Rationals, rows_of
from core.exact.outputs import specialisations
from core.exact.pieces import Pieces, pieces
from core.exact.reasons import DoesNot
from core.exact.settle import Settlement, WrongPrimeError
from core.exact.sources import Integers, Neurons
from core.exact.verdicts import Cause

Booleans = NDArray[np.bool_]

_BLOCK = 16  # columns eliminated at once
_MANY = 24  # accepted columns beyond which equations with all of them are slow
_SPANNED = (Cause.DEAD, Cause.LINEAR, Cause.IN_SPAN)


def zero_sums(growth: Growth, active: Booleans, *, prime: int | None = None) -> Booleans:
    """Whether Σ r_i x_i over the active points is zero (accepted × q), for q sets of active points (q × n).

    Row k belongs to the residual with k accepted neurons, k = 0 … accepted - 1. `prime` is tried first; it changes
    nothing. Raises ValueError when the activation is not ReLU, and ArithmeticError when every prime fails.
    """
    if growth.activation != RELU:
        raise ValueError(f"the argument is one about ReLU, not {growth.activation.name}")
    if not growth.accepted:
        return np.zeros((0, len(active)), dtype=np.bool_)
    n, m = growth.X.shape
    if prime is None and growth.place is not None:
        prime = growth.place.p
    for place in specialisations(RELU, max(n, m, _BLOCK), prime):
        try:
            return _Zeros(growth, active, place.p).decided()
        except (WrongPrimeError, ZeroDivisionError):
            continue
    raise ArithmeticError("every prime that was tried failed on a growth; give `prime` another value")


@dataclass(frozen=True)
class _Restricted(Neurons):
    """Neurons whose active points are given instead of computed."""

    given: Pieces

    def pieces(self, J: Sequence[int]) -> Pieces:
        return self.given[list(J)]


class _Zeros:
    """The suspects of one growth modulo one prime, and what is known of them over ℚ."""

    def __init__(self, growth: Growth, active: Booleans, p: int) -> None:
        self.X, self.y, self.active = growth.X, growth.y, active
        self.W = growth.weights[np.array(growth.accepted, dtype=np.int64)]
        self.pieces = pieces(RELU, self.X, self.W, Fraction(1))
        self.source = Neurons(RELU, self.X, self.W, Fraction(1))
        self.state, self.residuals = _residuals(self.source.residues(range(len(self.pieces)), p), self.y.residues(p), p)
        self.settled = np.zeros((0, len(self.X.approx)), dtype=np.bool_)
        self.nonzero = np.asarray(self.X.integers()[0] != 0, dtype=np.bool_)
        # Points that matter to no sum from this step on.
        self.idle: Booleans = np.asarray(~self.nonzero.any(axis=1))

    def decided(self) -> Booleans:
        """The suspects, all of them confirmed; WrongPrimeError when one is none."""
        zero = self._suspects()
        proved = np.zeros(len(self.active), dtype=np.bool_)
        for k, suspects in enumerate(zero):
            if (suspects & ~proved).any():
                self._idle_points(k)
                self._settle(k, suspects, proved)
        return zero

    def _suspects(self) -> Booleans:
        """Which sums are zero modulo p (accepted × q)."""
        p, X = self.state.p, self.X.residues(self.state.p)
        w = np.random.default_rng(0).integers(1, p // 2 + 1, (X.shape[1], 1)).astype(np.float64)
        along = reduce(self.residuals * multiply(X, w, p)[:, 0], p)
        zero = np.asarray(reduce(along @ self.active.T.astype(np.float64), p) == 0)
        for k in range(len(zero)):
            at = np.flatnonzero(zero[k])
            products = reduce(self.residuals[k, :, None] * X, p)
            zero[k, at] = ~reduce(self.active[at].astype(np.float64) @ products, p).any(axis=1)
        return zero

    def _idle_points(self, k: int) -> None:
        """Settle the single points at which the residual is zero modulo p."""
        points = np.flatnonzero((self.residuals[k] == 0) & ~self.idle)
        if points.size:
            alone = np.eye(len(self.idle), dtype=np.bool_)[points]
            inputs: list[int] = self.nonzero[points].argmax(axis=1).tolist()
            self.idle[points[self._in_span(k, alone, inputs)]] = True

    def _settle(self, k: int, suspects: Booleans, proved: Booleans) -> None:
        m = self.X.shape[1]
        while True:
            left = np.flatnonzero(suspects & ~proved)
            proved[left] = self._spanned(self.active[left])
            left = left[~proved[left]]
            if not left.size:
                return
            smallest = left[(self.active[left] & ~self.idle).sum(axis=1).argmin()]
            a = (self.active[smallest] & ~self.idle)[None]
            if not self._in_span(k, np.repeat(a, m, axis=0), range(m)).all():
                break
            self.settled = np.concatenate([self.settled, a])
        if self._exact_sums(k, self.active[left]).any():
            raise WrongPrimeError

    def _in_span(self, k: int, a: Booleans, inputs: Sequence[int]) -> Booleans:
        """Whether input j of X on the points a, for each pair (a, j), lies in the span of the first k columns."""
        units = Rationals(np.eye(self.X.shape[1])[list(inputs)])
        given = np.concatenate([self.pieces[:k], a.astype(np.int8)])
        source = _Restricted(RELU, self.X, rows_of([self.W[:k], units]), Fraction(1), given)
        settlement = Settlement(self.state, 0, source, range(k), self.y)
        found: list[bool] = []
        for j in range(k, k + len(a)):
            (reason,) = settlement.decide([j], [k])
            found.append(reason.cause in _SPANNED)
            if _at_length(reason) and j + 1 < k + len(a):
                rest = source.outputs(range(j + 1, k + len(a)))[0]
                return np.concatenate([found, self._orthogonal_to_all(k, rest)])
        return np.array(found)

    def _orthogonal_to_all(self, k: int, columns: Integers) -> Booleans:
        """Whether each of the columns is orthogonal to all that is orthogonal to the first k accepted ones."""
        K, p, n = self.source.outputs(range(k))[0], self.state.p, columns.shape[1]
        echelon, _ = flint.nmod_mat(k, n, [value % p for value in K.ravel().tolist()], p).rref()
        pivots = [next(i for i in range(n) if int(echelon[row, i])) for row in range(k)]
        free = [i for i in range(n) if i not in pivots]
        left = flint.fmpz_mat(k, k, K[:, pivots].ravel().tolist())
        right = flint.fmpz_mat(k, n - k, (-K[:, free]).ravel().tolist())
        exact: Any = left.solve(right)
        solution, denominator = exact.numer_denom()
        null = np.zeros((n, n - k), dtype=object)
        null[pivots] = np.array([int(v) for v in solution.entries()], dtype=object).reshape(k, n - k)
        null[free, range(n - k)] = int(denominator)
        return np.asarray(~(columns @ null).astype(bool).any(axis=1))

    def _spanned(self, active: Booleans) -> Booleans:
        """Whether the settled vectors and the idle points span each of these, over ℚ."""
        rest, settled = active & ~self.idle, self.settled & ~self.idle
        if not settled.any():
            return np.asarray(~rest.any(axis=1))
        q, n = settled.shape
        echelon, d, rank = flint.fmpz_mat(q, n, settled.ravel().astype(int).tolist()).rref()
        entries = [int(d), *map(int, echelon.entries())]
        small = max(map(abs, entries)) * n < EXACT  # then sums of them are exact in float64
        E = np.array(entries, dtype=np.float64 if small else object)
        d, E = E[0], E[1:].reshape(q, n)[:rank]
        pivots = (E != 0).argmax(axis=1)
        return np.asarray((rest[:, pivots].astype(E.dtype) @ E == rest * d).all(axis=1))

    def _exact_sums(self, k: int, active: Booleans) -> NDArray[np.object_]:
        """The sums (len(active) × m) with the exact residual of step k, up to a common factor."""
        K = self.source.outputs(range(k))[0]
        Y = self.y.integers()[0].tolist()
        r = np.array(kernels.rest(K, Y, kernels.weights(K, Y)), dtype=object)
        return np.asarray(active.astype(object) @ (r[:, None] * self.X.integers()[0]))


def _at_length(reason: DoesNot) -> bool:
    """Whether no short cut was found, so that it took equations with all accepted columns."""
    return reason.output_weights is not None or len(reason.coefficients or ()) > _MANY


def _residuals(columns: Floats, y: Floats, p: int) -> tuple[Elimination, Floats]:
    """The elimination of all columns (u × n, as rows), and the residual before each (u × n).

    WrongPrimeError when a pivot is zero modulo p: accepted columns are independent.
    """
    only, u = np.array([0]), len(columns)
    state = Elimination.start(y[None], u, p)
    for first in range(0, u, _BLOCK):
        block = columns[None, first : first + _BLOCK]
        against = multiply(block, state.residual(only)[:, :, None], p)[:, :, 0]
        taken, _, _ = state.meet(only, block, against, np.array([u - first]), given=True)
        if not taken.all():
            raise WrongPrimeError
    Q = multiply(state.inverse[0], columns, p)
    steps = reduce(reduce(state.pivot_inverse[0] * state.against[0], p)[:, None] * Q, p)
    return state, reduce(y - np.cumsum(steps, axis=0) + steps, p)
