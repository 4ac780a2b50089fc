"""Growth decided by rigorous enclosures, a neuron at a time, for activations outside ℚ(t): softplus, erf, GELU, sin.

The same LDLᵀ as in `core.exact.elimination`, in Arb's balls. A neuron improves when its entry gᵀr and its pivot are
balls that exclude zero. A ball that contains zero decides nothing: first the structural reasons are looked for
(`core.exact.symmetry`), then the precision is doubled and everything computed again; at the largest precision the
verdict is *undecided*.

Arb: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Trans. Comput. 66
(2017).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import flint

from core.activations import Activation, Smooth
from core.exact.numbers import Rationals, rows_of
from core.exact.reasons import DoesNot, Improves, Reason
from core.exact.symmetry import consistent, point_classes, settle_structural
from core.exact.verdicts import Ended

Ball = Any  # flint.arb
FIRST_BITS, LAST_BITS = 128, 4096


def _softplus(x: Ball) -> Ball:
    # Both forms are true for every x; each is sharp on its side.
    return x + (-x).exp().log1p() if x > 0 else x.exp().log1p()


_ENCLOSURES: dict[str, Callable[[Ball], Ball]] = {
    "softplus": _softplus,
    "erf": lambda x: x.erf(),
    "gelu": lambda x: x * (-x / flint.arb(2).sqrt()).erfc() / 2,
    "sin": lambda x: x.sin(),
    "tanh": lambda x: x.tanh(),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "gaussian": lambda x: (-x * x).exp(),
}


def enclose(activation: Activation, x: Ball) -> Ball:
    """The activation's values on a ball, at the precision in force; ValueError where no enclosure is known."""
    if activation.name not in _ENCLOSURES:
        raise ValueError(f"no enclosure is known for {activation.name}")
    return _ENCLOSURES[activation.name](x)


class BallElimination:
    """LDLᵀ of the kept columns (k × n, as rows) with the target, in balls at the precision in force.

    Columns are `arb_mat`s, or exact `fmpz_mat`s, whose scalar products are then exact.
    """

    def __init__(self, target: Any) -> None:
        self._target = target.transpose()
        self._columns: list[Any] = []
        self._rows: list[list[Ball]] = []  # of L, without the unit diagonal
        self._pivots: list[Ball] = []
        self._against: list[Ball] = []  # L⁻¹Kᵀy
        self.objective: Ball = flint.arb((target * self._target)[0, 0])

    def meet(self, column: Any) -> tuple[Ball, Ball, list[Ball]]:
        """(pivot, entry against the residual, row of L) for one column (1 × n)."""
        g = column.transpose()
        tau: list[Ball] = []
        row: list[Ball] = []
        pivot, entry = flint.arb((column * g)[0, 0]), flint.arb((column * self._target)[0, 0])
        for i, kept in enumerate(self._columns):
            t = flint.arb((kept * g)[0, 0])
            for a, b in zip(self._rows[i], tau, strict=True):
                t -= a * b
            factor = t / self._pivots[i]
            tau.append(t)
            row.append(factor)
            pivot -= t * factor
            entry -= self._against[i] * factor
        return pivot, entry, row

    def keep(self, column: Any, pivot: Ball, entry: Ball, row: list[Ball]) -> Ball:
        """Accept a column that was met, and return its gain."""
        self._columns.append(column)
        self._rows.append(row)
        self._pivots.append(pivot)
        self._against.append(entry)
        gain = entry * entry / pivot
        self.objective -= gain
        return gain


def excludes_zero(ball: Ball) -> bool:
    """Whether a ball is finite and does not contain zero."""
    return bool(ball.is_finite()) and not ball.contains(0)


def outputs(activation: Activation, X: Rationals, W: Rationals, scale: Fraction) -> Any:
    """The enclosed outputs (K × n) of neurons W (K × m) on X (n × m)."""
    (N, d), (V, e) = X.integers(), W.integers()
    (k, m), n = V.shape, len(N)
    unit = flint.arb(flint.fmpq(scale.numerator, scale.denominator * d * e))
    z = flint.fmpz_mat(k, m, V.ravel().tolist()) * flint.fmpz_mat(m, n, N.T.ravel().tolist())
    return flint.arb_mat(k, n, [enclose(activation, unit * value) for value in z.entries()])


def vector(values: Rationals) -> Any:
    """Rationals (n) as balls (1 × n)."""
    return flint.arb_mat(1, values.shape[0], [flint.fmpq(v.numerator, v.denominator) for v in values.fractions()])


class _Growth:
    """One growth at the current precision, replayed whenever that rises."""

    def __init__(self, X: Rationals, y: Rationals, activation: Smooth, scale: Fraction) -> None:
        self.X, self.y, self.activation, self.scale = X, y, activation, scale
        self.bits = FIRST_BITS
        self.kept: list[int] = []
        self.weights: list[Rationals] = []
        self._start()

    def _start(self) -> None:
        with flint.ctx.workprec(self.bits):
            self.state = BallElimination(vector(self.y))

    def _column(self, j: int) -> Any:
        return outputs(self.activation, self.X, self.weights[j], self.scale)

    def improves(self, j: int) -> bool:
        """Whether candidate j is seen to improve at this precision; then it is kept."""
        with flint.ctx.workprec(self.bits):
            g = self._column(j)
            pivot, entry, row = self.state.meet(g)
            if not (excludes_zero(pivot) and excludes_zero(entry)):
                return False
            self.state.keep(g, pivot, entry, row)
            self.kept.append(j)
            return True

    def refine(self) -> bool:
        """Double the precision and replay; False at the largest. Raises ArithmeticError when a verdict is lost."""
        if self.bits >= LAST_BITS:
            return False
        self.bits *= 2
        self._start()
        replayed, self.kept = self.kept, []
        for j in replayed:
            if not self.improves(j):
                raise ArithmeticError(f"neuron {j} was seen to improve, and at {self.bits} bits it is not any more")
        return True


def grow(
    X: Rationals, y: Rationals, candidate: Callable[[int], Rationals], activation: Smooth, scale: Fraction,
    neurons: int, cap: int, *, to_the_end: bool,
) -> tuple[Sequence[Reason], Ended, int]:  # fmt: skip
    """Judge candidates 0, 1, … until the growth is over: see `core.exact.verdicts.Ended`.

    With `to_the_end` a saturated span ends nothing: what comes after it is judged too. Returns the reasons, how the
    growth ended, and the precision in bits at which every verdict stands.
    """
    growth = _Growth(X, y, activation, scale)
    classes = point_classes(activation, X)
    reasons: list[Reason] = []
    for j in range(cap + 1):
        if len(growth.kept) == neurons:
            return reasons, Ended.NEURONS, growth.bits
        full = len(growth.kept) == classes
        if not any(y.fractions()) or (full and consistent(activation, X, y)):
            return reasons, Ended.RESIDUAL_ZERO, growth.bits
        if full and not to_the_end:
            return reasons, Ended.SATURATED, growth.bits
        if j < cap:
            growth.weights.append(candidate(j))
            reasons.append(_judge(growth, j, classes))
    return reasons, Ended.CAP, growth.bits


def _judge(growth: _Growth, j: int, classes: int) -> Reason:
    while not growth.improves(j):
        W = rows_of(growth.weights)
        reason = settle_structural(growth.activation, growth.X, W, growth.kept, j, classes)
        if isinstance(reason, DoesNot) or not growth.refine():
            return reason
    return Improves()
