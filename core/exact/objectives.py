"""The optimal objective after each accepted neuron, and its gains: with an error bound, or exactly.

Eliminating the kept columns from the Gram matrix bordered by the target leaves, in the last diagonal entry, the optimal
objective f_k with k neurons; each step lowers it by the gain (gᵀr)²/‖(I - P)g‖². With rational outputs the Gram matrix is
exact and only the elimination is done in balls; the precision is doubled until every value is known to 2⁻⁴⁰ relative.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from core.activations import PiecewiseLinear
from core.exact.balls import BallElimination, column, vector
from core.exact.growth import Growth
from core.exact.sources import Neurons

_RELATIVE = 2.0**-40
_LAST_BITS = 2**15


@dataclass(frozen=True)
class Enclosure:
    """|true value - value| ≤ error."""

    value: float
    error: float


def objectives(growth: Growth) -> list[Enclosure]:
    """The optimal objectives with 0, 1, … accepted neurons."""
    bits = 128
    while True:
        with flint.ctx.workprec(bits):
            balls = _balls(growth)
            if bits >= _LAST_BITS or all(_accurate(ball) for ball in balls):
                return [_enclosure(ball) for ball in balls]
        bits *= 2


def _balls(growth: Growth) -> list[Any]:
    columns, target, unit = _columns(growth)
    state = BallElimination(target)
    values = [state.objective]
    for g in columns:
        state.keep(g, *state.meet(g))
        values.append(state.objective)
    if len(columns) == growth.X.shape[0]:
        values[-1] = flint.arb(0)  # as many independent columns as points: exactly zero
    return [value / unit for value in values]


def _columns(growth: Growth) -> tuple[list[Any], Any, Any]:
    """Columns (1 × n) up to a factor each, the target times a number, and that number squared."""
    kept = growth.accepted
    if not isinstance(growth.activation, PiecewiseLinear):
        columns = [column(growth.activation, growth.X, growth.weights[j : j + 1], growth.scale) for j in kept]
        return columns, vector(growth.y), flint.arb(1)
    source = Neurons(growth.activation, growth.X, growth.weights, growth.scale)
    n = growth.X.shape[0]
    Y, d = growth.y.integers()
    columns = [flint.fmpz_mat(1, n, source.outputs([j])[0][0].tolist()) for j in kept]
    return columns, flint.fmpz_mat(1, n, Y.tolist()), flint.arb(d) ** 2


def _accurate(ball: Any) -> bool:
    return bool(ball == 0) or bool(ball.rad() <= abs(ball.mid()) * _RELATIVE)


def _enclosure(ball: Any) -> Enclosure:
    value = float(ball.mid())
    distance = abs(ball - flint.arb(value))
    return Enclosure(value, float(distance.upper() * (1 + flint.arb(2) ** -50)))


def objectives_exact(growth: Growth) -> list[Fraction]:
    """The optimal objectives with 0, 1, … accepted neurons as exact fractions (piecewise linear activations only).

    Fraction-free elimination (Bareiss 1968): after k steps the last entry over the last pivot is f_k.
    """
    if not isinstance(growth.activation, PiecewiseLinear):
        raise ValueError(
            f"the outputs of {growth.activation.name} are not rational: its objectives have enclosures only"
        )
    source = Neurons(growth.activation, growth.X, growth.weights, growth.scale)
    Y, d = growth.y.integers()
    rows = [source.outputs([j])[0][0].tolist() for j in growth.accepted] + [Y.tolist()]
    A = flint.fmpz_mat(len(rows), len(Y), [value for row in rows for value in row])
    M = (A * A.transpose()).tolist()
    last = len(M) - 1
    previous = flint.fmpz(1)
    values = [Fraction(int(M[last][last]), d * d)]
    for k in range(last):
        pivot = M[k][k]
        for i in range(k + 1, last + 1):
            for j in range(i, last + 1):
                M[i][j] = (M[i][j] * pivot - M[k][i] * M[k][j]) / previous
        previous = pivot
        values.append(Fraction(int(M[last][last]), int(pivot) * d * d))
    return values
