# mypy: disable-error-code="no-untyped-def"
"""`core.replacement` in compiled loops (numba), for ReLU-like activations and tanh; the mathematics stands there.

A proposal is rejected as soon as it can be: by two products of vectors, or while z² is summed over a basis of the
complement. Where z² comes from ‖g‖² - ‖Qᵀg‖² and cancels, (I - P) g is formed. Sums may be taken in any order, so that
results differ from those of the restatement by rounding. Loops carry no types: numba finds them at the first call.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats
from core.replacement import DEPENDENT, RENEW_AFTER, SHORT, TIE, Replaceable

CANCELS = 1e-4
"""Where z² is below this share of ‖g‖² its digits are lost in ‖g‖² - ‖Qᵀg‖²."""

_quick: Any = numba.njit(cache=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")


class Compiled(Replaceable):
    """A `Replaceable` that works in compiled loops."""

    def add(self, g: Floats) -> bool:
        """Add column g (n) where it lowers the objective by more than τ f; tell whether it does."""
        if self.u == self.capacity:
            return False
        rows = _add(np.array(g), self.columns, self.duals, self.basis, self.inside, self.residual, self.u, self.rows)
        if rows < 0:
            return False
        self.u, self.rows = self.u + 1, rows
        return True

    @staticmethod
    def outputs(points: Floats, w: Floats, slopes: tuple[float, float]) -> Floats:
        """Return act(w·points) (n) for points (m × n), act with these slopes below and above 0."""
        g = np.empty(points.shape[1])
        _outputs(points, w, False, *slopes, g)  # noqa: FBT003  as the loops take it
        return g

    def first_kept(self, proposed: Floats, places: NDArray[np.int64], begin: int) -> int:
        """Judge proposals from number `begin` on, as in `Replaceable`."""
        kept, ties = _first_kept(
            *(proposed, places, begin, self.y, self.duals, self.basis, self.inside, self.residual, self.u, self.rows)
        )
        self.counts.proposed += min(kept + 1, len(places)) - begin
        self.counts.kept += kept < len(places)
        self.counts.ties += ties
        return int(kept)

    def replace(self, j: int, g: Floats) -> None:
        """Put g (n), which `judge` would keep, in the place of column j."""
        self.rows, short = _replace(
            *(j, g, self.y, self.columns, self.duals, self.basis, self.inside, self.residual, self.u, self.rows),
            *np.empty((3, len(self.y))),
        )
        self.since += 1
        if self.since == RENEW_AFTER or short:
            self.renew()

    def change(
        self,
        points: Floats,
        W: Floats,
        slopes: tuple[float, float] | None,
        before: Floats,
        places: NDArray[np.int64],
        steps: Floats,
    ) -> None:
        """Try so many `steps` (k × m), one after another, on rows `places` (k) of W (u × m), which is changed in place.

        Column j is act(w_j·points), for points (m × n); act has the slopes below and above 0, or is tanh without them.
        `before` (k × n), or (0 × n), holds the outputs that the proposals would have with W as it is now.
        """
        begin = 0
        while begin < len(places):
            begin, self.rows, self.since, kept, ties = _change(
                *(points, W, slopes is None, *(slopes or (0.0, 0.0)), before, places, steps, begin),
                *(self.y, self.columns, self.duals, self.basis, self.inside, self.residual),
                *(self.u, self.rows, self.since),
            )
            self.counts.kept += kept
            self.counts.ties += ties
            if self.since == RENEW_AFTER:
                self.renew()
        self.counts.proposed += len(places)


@_quick
def _dot(a, b):
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@_quick
def _scale(a, factor, b):
    """a = factor b, without an array between."""
    for i in range(a.shape[0]):
        a[i] = factor * b[i]


@_quick
def _subtract(a, factor, b):
    for i in range(a.shape[0]):
        a[i] -= factor * b[i]


@_quick
def _outputs(points, w, tanh, low, high, g):
    last = w.shape[0] - 1
    for k in range(0, last + 1, 4):  # four at a time, missing ones as 0: what takes time is to read and write g
        p, q, r, s = k, min(k + 1, last), min(k + 2, last), min(k + 3, last)
        a, b = w[p], w[q] if q > p else 0.0
        c, d = w[r] if r > q else 0.0, w[s] if s > r else 0.0
        if k == 0:
            for i in range(g.shape[0]):
                g[i] = a * points[p, i] + b * points[q, i] + c * points[r, i] + d * points[s, i]
        else:
            for i in range(g.shape[0]):
                g[i] += a * points[p, i] + b * points[q, i] + c * points[r, i] + d * points[s, i]
    if tanh:
        for i in range(g.shape[0]):
            g[i] = np.tanh(g[i])
    else:
        for i in range(g.shape[0]):
            g[i] = high * max(g[i], 0.0) + low * min(g[i], 0.0)


@_quick
def _outside(g, basis, inside, rows, h):
    """h = (I - P) g."""
    if inside:
        h[:] = g
        for _ in range(2):
            before = _dot(h, h)
            for i in range(rows):
                _subtract(h, _dot(basis[i], h), basis[i])
            if 2 * _dot(h, h) > before:  # what was taken out is no multiple of what is left: once is enough
                break
    else:
        h[:] = 0.0
        for i in range(rows):
            _subtract(h, -_dot(basis[i], g), basis[i])


@_quick
def _length(g, basis, inside, rows, enough, h):
    """z² = ‖(I - P) g‖², or some number above `enough` where it is above."""
    if not inside:
        total = 0.0
        for i in range(rows):
            total += _dot(basis[i], g) ** 2
            if total > enough:
                break
        return total
    whole = _dot(g, g)
    total = whole
    for i in range(rows):
        total -= _dot(basis[i], g) ** 2
    if total < CANCELS * whole:
        _outside(g, basis, inside, rows, h)
        total = _dot(h, h)
    return total


@_quick
def _drop(d, basis, rows, p):
    """Take the unit vector d out of the basis."""
    last = basis[rows - 1]
    along = _dot(last, d)
    p[:] = d
    _subtract(p, -1.0 if along >= 0 else 1.0, last)
    for i in range(rows - 1):
        _subtract(basis[i], _dot(basis[i], d) / (1 + abs(along)), p)


@_quick
def _take_out(j, y, duals, basis, inside, residual, u, rows, q, p):
    _scale(q, 1 / np.sqrt(_dot(duals[j], duals[j])), duals[j])
    _subtract(residual, -_dot(q, y), q)
    for i in range(u):
        if i != j:
            _subtract(duals[i], _dot(duals[i], q), q)
    if inside:
        _drop(q, basis, rows, p)
        return rows - 1
    basis[rows] = q
    return rows + 1


@_quick
def _put_in(j, g, h, columns, duals, basis, inside, residual, u, rows, q, p):
    length = _dot(h, h)
    columns[j] = g
    _scale(duals[j], 1 / length, h)
    for i in range(u):
        if i != j:
            _subtract(duals[i], _dot(duals[i], g), duals[j])
    _subtract(residual, _dot(h, residual), duals[j])
    _scale(q, 1 / np.sqrt(length), h)
    if inside:
        basis[rows] = q
        rows += 1
    else:
        _drop(q, basis, rows, p)
        rows -= 1
    p[:] = residual
    _outside(p, basis, inside, rows, residual)
    return rows


@_quick
def _add(g, columns, duals, basis, inside, residual, u, rows):
    """The new number of rows, or -1 where g is not added."""
    h, q, p = np.empty_like(g), np.empty_like(g), np.empty_like(g)
    _outside(g, basis, inside, rows, h)
    length = _dot(h, h)
    gained = _dot(h, residual) ** 2
    if length <= DEPENDENT * _dot(g, g) or gained <= TIE * _dot(residual, residual) * length:
        return -1
    return _put_in(u, g, h, columns, duals, basis, inside, residual, u, rows, q, p)


@_quick
def _replace(j, g, y, columns, duals, basis, inside, residual, u, rows, h, q, p):
    """The new number of rows, and whether h is short beside g; h, q and p (n) are overwritten."""
    rows = _take_out(j, y, duals, basis, inside, residual, u, rows, q, p)
    _outside(g, basis, inside, rows, h)
    rows = _put_in(j, g, h, columns, duals, basis, inside, residual, u, rows, q, p)
    return rows, _dot(h, h) <= SHORT * _dot(g, g)


@_quick
def _judge(g, dual, size, s, f, basis, inside, residual, rows, h):
    """1 where g is to be kept in place of the column with that dual (its ‖b‖ and bᵀy), 0 for a tie, else -1."""
    a, b, sigma = _dot(g, residual), _dot(dual, g) / size, s / size
    b2, sigma2, slack = b * b, sigma * sigma, TIE * f
    at_most = a * a + 2 * sigma * a * b
    for_tie = (at_most + slack * b2) / (sigma2 - slack) if sigma2 > slack else np.inf
    if a * a > for_tie * f:
        return -1
    z2 = _length(g, basis, inside, rows, for_tie, h)
    if z2 > for_tie:
        return -1
    if b2 + z2 <= DEPENDENT * _dot(g, g):
        return 0 if sigma2 <= slack else -1
    return 1 if at_most - sigma2 * z2 > slack * (b2 + z2) else 0


@_quick
def _measure(duals, y, sizes, weights):
    """‖b_j‖ and bⱼᵀy of every row."""
    for i in range(sizes.shape[0]):
        sizes[i], weights[i] = np.sqrt(_dot(duals[i], duals[i])), _dot(duals[i], y)


@_quick
def _first_kept(proposed, places, begin, y, duals, basis, inside, residual, u, rows):
    """The first proposal to keep, or how many there are, and the ties on the way."""
    h = np.empty_like(y)
    sizes, weights = np.empty(u), np.empty(u)
    _measure(duals, y, sizes, weights)
    f, ties = _dot(residual, residual), 0
    for number in range(begin, places.shape[0]):
        j = places[number]
        verdict = _judge(proposed[number], duals[j], sizes[j], weights[j], f, basis, inside, residual, rows, h)
        if verdict == 1:
            return number, ties
        ties += verdict == 0
    return places.shape[0], ties


@_quick
def _change(
    points, W, tanh, low, high, before, places, steps, begin, y, columns, duals, basis, inside, residual, u, rows, since
):
    """Go on from proposal `begin` until a factorisation is due: the next proposal, rows, since, kept, ties."""
    g, h, q, p = np.empty_like(y), np.empty_like(y), np.empty_like(y), np.empty_like(y)
    w, sizes, weights = np.empty(W.shape[1]), np.empty(u), np.empty(u)
    _measure(duals, y, sizes, weights)
    changed = np.zeros(u, dtype=np.bool_)
    if begin > 0:
        changed[:] = True
    kept = ties = 0
    f = _dot(residual, residual)
    for number in range(begin, places.shape[0]):
        j = places[number]
        for k in range(w.shape[0]):
            w[k] = W[j, k] + steps[number, k]
        if before.shape[0] == 0 or changed[j]:
            _outputs(points, w, tanh, low, high, g)
        else:
            g[:] = before[number]
        verdict = _judge(g, duals[j], sizes[j], weights[j], f, basis, inside, residual, rows, h)
        if verdict == 1:
            rows, short = _replace(j, g, y, columns, duals, basis, inside, residual, u, rows, h, q, p)
            W[j], changed[j] = w, True
            f = _dot(residual, residual)
            _measure(duals, y, sizes, weights)
            kept += 1
            since += 1
            if short or since == RENEW_AFTER:
                return number + 1, rows, RENEW_AFTER, kept, ties
        ties += verdict == 0
    return places.shape[0], rows, since, kept, ties
