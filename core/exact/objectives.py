"""The optimal objective after each accepted neuron, and its gains: with an error bound, or exactly.

Eliminating the kept columns from the Gram matrix bordered by the target leaves, in the last diagonal entry, the optimal
objective f_k with k neurons; each step lowers it by the gain (gᵀr)²/‖(I - P)g‖². With rational outputs the Gram matrix
is exact and only the elimination is done in balls; the precision is doubled until every value is known to 2⁻⁴⁰
relative.
"""

import sys
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from core.activations import PiecewiseLinear
from core.exact.balls import outputs, vector
from core.exact.growth import Growth
from core.exact.sources import Neurons
from core.exact.verdicts import Ended

_RELATIVE = 2.0**-40
_LAST_BITS = 2**15
_AT_ONCE = 200_000  # exact numbers held at once


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
                return [enclosure(ball) for ball in balls]
        bits *= 2


def _balls(growth: Growth) -> list[Any]:
    M, unit = _bordered_gram(growth)
    last = len(M) - 1
    values = [M[last][last]]
    for k in range(last):
        for i in range(k + 1, last + 1):
            factor = M[k][i] / M[k][k]
            for j in range(i, last + 1):
                M[i][j] = M[i][j] - factor * M[k][j]
        values.append(M[last][last])
    if last == growth.X.shape[0] or growth.ended is Ended.RESIDUAL_ZERO:
        values[-1] = flint.arb(0)  # as many independent columns as points, or shown by the growth: exactly zero
    return [value / unit for value in values]


def _bordered_gram(growth: Growth) -> tuple[list[list[Any]], Any]:
    """The Gram matrix of the accepted columns (up to a factor each) and a multiple of the target; its square."""
    if isinstance(growth.activation, PiecewiseLinear):
        M, unit = _integer_gram(growth)
        return [[flint.arb(value) for value in row] for row in M], flint.arb(unit)
    gram: Any = flint.arb_mat(len(growth.accepted) + 1, len(growth.accepted) + 1)
    kept = growth.weights[np.array(growth.accepted, dtype=np.int64)]
    for S in _parts(growth):
        X, y = growth.X[S], growth.y[S]
        entries = outputs(growth.activation, X, kept, growth.scale).entries() + vector(y).entries()
        A = flint.arb_mat(len(growth.accepted) + 1, len(S), entries)
        gram += A * A.transpose()
    return gram.tolist(), flint.arb(1)


def _integer_gram(growth: Growth) -> tuple[list[list[Any]], int]:
    """As `_bordered_gram`, exactly, for rational outputs."""
    source = _source(growth)
    Y, d = growth.y.integers()
    M = flint.fmpz_mat(len(growth.accepted) + 1, len(growth.accepted) + 1)
    for S in _parts(growth):
        entries = [*source.outputs(growth.accepted, S.tolist())[0].ravel().tolist(), *Y[S].tolist()]
        A = flint.fmpz_mat(len(growth.accepted) + 1, len(S), entries)
        M += A * A.transpose()
    return M.tolist(), d * d


def _source(growth: Growth) -> Neurons:
    """The exact outputs; ValueError where they are not rational."""
    if isinstance(growth.activation, PiecewiseLinear):
        return Neurons(growth.activation, growth.X, growth.weights, growth.scale)
    raise ValueError(f"the outputs of {growth.activation.name} are not rational: its objectives have enclosures only")


def _parts(growth: Growth) -> list[NDArray[np.int64]]:
    """The points in parts on which all accepted outputs together fit into memory easily."""
    n, at_once = growth.X.shape[0], max(1, _AT_ONCE // (len(growth.accepted) + 1))
    return [np.arange(first, min(first + at_once, n)) for first in range(0, n, at_once)]


def _accurate(ball: Any) -> bool:
    return bool(ball == 0) or bool(ball.rad() <= abs(ball.mid()) * _RELATIVE)


def enclosure(ball: Any) -> Enclosure:
    """A ball of a number that is not negative, as floats."""
    value = min(max(0.0, float(ball.mid())), sys.float_info.max)  # beyond that the error below is infinite
    distance = abs(ball - flint.arb(value)).upper()
    # The conversion rounds to nearest, or a tiny distance to zero: the next float is beyond it.
    return Enclosure(value, 0.0 if distance == 0 else nextafter(float(distance), inf))


def objectives_exact(growth: Growth) -> list[Fraction]:
    """The optimal objectives with 0, 1, … accepted neurons as exact fractions (piecewise linear activations only).

    Fraction-free elimination (Bareiss 1968): after k steps the last entry over the last pivot is f_k. Raises ValueError
    for other activations.
    """
    M, unit = _integer_gram(growth)
    last = len(M) - 1
    previous = flint.fmpz(1)
    values = [Fraction(int(M[last][last]), unit)]
    for k in range(last):
        pivot = M[k][k]
        for i in range(k + 1, last + 1):
            for j in range(i, last + 1):
                M[i][j] = (M[i][j] * pivot - M[k][i] * M[k][j]) / previous
        previous = pivot
        values.append(Fraction(int(M[last][last]), int(pivot) * unit))
    return values
