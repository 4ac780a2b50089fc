"""Values and objectives of the post's Gaussian example in balls: what floats say of it, with a proven error.

Terms and points are exact; heights are as given, or eliminated by least squares.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint

from core.exact.balls import BallElimination, excludes_zero
from core.gaussians import Term

Ball = Any  # flint.arb
BITS = 128


def ball(value: Fraction) -> Ball:
    """A rational as a ball, at the precision in force."""
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def square(x: Ball) -> Ball:
    """x²; python-flint's x**2 is no number where the midpoint of the ball is 0."""
    return x * x


def column(term: Term, points: Sequence[Fraction]) -> list[Ball]:
    """exp(-(x - mean)² / squared_deviation) at each point."""
    return [(-ball((x - term.mean) ** 2 / term.squared_deviation)).exp() for x in points]


def values(model: Sequence[Term], points: Sequence[Fraction]) -> list[Ball]:
    """The model's values at the points, enclosed at 128 bits."""
    with flint.ctx.workprec(BITS):
        totals = [flint.arb(0)] * len(points)
        for term in model:
            height = ball(term.height)
            totals = [total + height * g for total, g in zip(totals, column(term, points), strict=True)]
        return totals


def objective(model: Sequence[Term], target: Sequence[Term], points: Sequence[Fraction]) -> Ball:
    """Σ (model - target)² over the points, heights as given; enclosed at 128 bits."""
    with flint.ctx.workprec(BITS):
        pairs = zip(values(model, points), values(target, points), strict=True)
        return sum((square(a - b) for a, b in pairs), flint.arb(0))


def optimal(model: Sequence[Term], target: Sequence[Term], points: Sequence[Fraction]) -> Ball:
    """The smallest objective over all heights of the model's terms, enclosed at 128 bits.

    Raises ArithmeticError where the terms' outputs are not seen to be independent.
    """
    with flint.ctx.workprec(BITS):
        n = len(points)
        elimination = BallElimination(flint.arb_mat(1, n, values(target, points)))
        for term in model:
            g = flint.arb_mat(1, n, column(term, points))
            pivot, entry, row = elimination.meet(g)
            if not excludes_zero(pivot):
                raise ArithmeticError("the outputs of the terms are not seen to be independent")
            elimination.keep(g, pivot, entry, row)
        return elimination.objective
