"""Stationary points of sums of Gaussians on the post's example, enclosed and classified without a tolerance.

All in Arb's balls, with the exact points and enclosed values of exp; the derivatives are those of
`core.gaussian_minima`. For a box X about c, a matrix Y, and balls H that hold the derivatives of g on all of X, let

    K = c - Y g(c) + (I - Y H)(X - c).

If K lies inside the interior of X, then g has exactly one zero in X, whatever Y is (Krawczyk 1969; Neumaier, Interval
Methods for Systems of Equations, 1990, chapter 5). Here g is half the gradient of f. If moreover every pivot of the
LDLᵀ of H in balls is positive, every Hessian on X is positive definite, and the zero is a strict local minimum; if
vᵀHv is negative for some v, it is no local minimum.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import flint
import numpy as np

from core.dataset import Floats
from core.gaussian_minima import hessian, levenberg_marquardt, newton
from core.gaussians import POINTS, TARGET

Ball = Any  # flint.arb
Balls = Any  # flint.arb_mat
Box = list[list[Ball]]
"""Balls that hold the height, mean and deviation of each term."""

BITS = 128
EXPONENTS = (-26, -34, -42)  # of the radii that are tried: centres are floats, so a smaller one seldom holds the point
DIGITS = 9  # of the decimal numbers that enclose the objective


@dataclass(frozen=True)
class Derivatives:
    """On all of a box: f, half its gradient (3k × 1) and half its Hessian (3k × 3k)."""

    objective: Ball
    gradient: Balls
    hessian: Balls


@dataclass(frozen=True)
class Stationary:
    """The one stationary point within 2^exponent, in every entry, of a centre (k × 3).

    `low` and `high` are exact numbers below and above f there. `minimum`: it is a strict local minimum (True), no local
    minimum (False), or neither was shown (None).
    """

    centre: Floats
    exponent: int
    low: Fraction
    high: Fraction
    minimum: bool | None

    @property
    def box(self) -> Box:
        """The box that holds the point."""
        return box(self.centre, self.exponent)

    def differs(self, other: "Stationary") -> bool:
        """Whether this certainly is another model, in any order: one of the two has a term that the other has not."""
        apart = np.abs(self.centre[:, None] - other.centre).max(axis=2) > 4 * 2.0 ** max(self.exponent, other.exponent)
        return bool(apart.all(axis=1).any() or apart.all(axis=0).any())

    def certificate(self) -> dict[str, Any]:
        """The line by which `verify.check.gaussians` decides anew that this is a strict local minimum."""
        return {
            "lemmata": "certificate/1",
            "kind": "gaussian-minimum",
            "y": "gaussian-example",
            "centre": [[entry.hex() for entry in term] for term in self.centre.tolist()],
            "radius_exponent": self.exponent,
            "objective": [str(self.low), str(self.high)],
            "bits": BITS,
        }


def box(centre: Floats, exponent: int | None = None) -> Box:
    """Return the models within 2^exponent of a centre (k × 3) in every entry; without an exponent the centre alone."""
    radius = 0.0 if exponent is None else 2.0**exponent
    return [[flint.arb(entry, radius) for entry in term] for term in centre.tolist()]


@cache
def _data(bits: int) -> tuple[list[Ball], Balls]:
    with flint.ctx.workprec(bits):
        x = [_ball(value) for value in POINTS]
        terms = [(_ball(term.height), _ball(1 / term.squared_deviation)) for term in TARGET]
        return x, flint.arb_mat(len(x), 1, [sum(h * (-q * v * v).exp() for h, q in terms) for v in x])


def _ball(value: Fraction) -> Ball:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def objective(model: Box, bits: int = BITS) -> Ball:
    """Enclose f on a box."""
    x, y = _data(bits)
    with flint.ctx.workprec(bits):
        r = -y.transpose()
        for a, m, d in model:
            r += flint.arb_mat([[a * (-(((v - m) / d) ** 2)).exp() for v in x]])
        return (r * r.transpose())[0, 0]


def derivatives(model: Box, bits: int = BITS) -> Derivatives:
    """Enclose f and its derivatives on a box.

    With the rows exp(-z²), z exp(-z²), z² exp(-z²) of every term in S (3k × n), Jᵀ is D S, where D is diagonal and has
    1, 2a/d, 2a/d for a term; and Σ r_i ∇²φ(x_i) is made of the moments Σ r_i z_i^p exp(-z_i²), p = 0 ... 4.
    """
    x, y = _data(bits)
    with flint.ctx.workprec(bits):
        low: list[list[Ball]] = []
        high: list[list[Ball]] = []
        for _, m, d in model:
            z = [(v - m) / d for v in x]
            squares = [v * v for v in z]
            e0 = [(-s).exp() for s in squares]
            e1 = [e * v for e, v in zip(e0, z, strict=True)]
            e2 = [e * s for e, s in zip(e0, squares, strict=True)]
            low += [e0, e1, e2]
            high += [[e * s for e, s in zip(part, squares, strict=True)] for part in (e1, e2)]
        S = flint.arb_mat(low)
        r = (flint.arb_mat([[a for a, _, _ in model]]) * flint.arb_mat(low[::3])).transpose() - y
        moments, further = (S * r).entries(), (flint.arb_mat(high) * r).entries()
        D = [factor for a, _, d in model for factor in (flint.arb(1), 2 * a / d, 2 * a / d)]
        H = [[entry * D[i] * D[j] for j, entry in enumerate(row)] for i, row in enumerate((S * S.transpose()).tolist())]
        for k, (a, _, d) in enumerate(model):
            (m0, m1, m2), (m3, m4) = moments[3 * k : 3 * k + 3], further[2 * k : 2 * k + 2]
            am, ad, curve = 2 * m1 / d, 2 * m2 / d, 2 * a / d**2
            mm, md, dd = curve * (2 * m2 - m0), curve * (2 * m3 - 2 * m1), curve * (2 * m4 - 3 * m2)
            for i, row in enumerate(((0, am, ad), (am, mm, md), (ad, md, dd))):
                for j, value in enumerate(row):
                    H[3 * k + i][3 * k + j] += value
        slope = [[moment * factor] for moment, factor in zip(moments, D, strict=True)]
        return Derivatives((r.transpose() * r)[0, 0], flint.arb_mat(slope), flint.arb_mat(H))


def minimum(start: Floats, evaluations: int) -> Stationary | None:
    """Descend from a start (k × 3), polish, and enclose the strict local minimum; None where none is shown there.

    The descent is Levenberg and Marquardt's, of at most so many evaluations, and the polishing Newton's.
    """
    polished = newton(levenberg_marquardt(start, evaluations))
    found = None if polished is None else enclose(polished)
    return found if found is not None and found.minimum else None


def enclose(model: Floats, exponents: tuple[int, ...] = EXPONENTS) -> Stationary | None:
    """Enclose the stationary point near a model (k × 3) and classify it; None where none is shown to be there.

    Deviations are taken positive. The centre is where a Newton step in balls leads, rounded to floats; the exponents
    of the radius are tried in their order.
    """
    model = np.column_stack([model[:, :2], np.abs(model[:, 2])])
    with flint.ctx.workprec(BITS):
        try:
            Y = 2 * flint.arb_mat(hessian(model).tolist()).inv().mid()
        except ZeroDivisionError:
            return None
        step = [float(value) for value in (Y * derivatives(box(model)).gradient).entries()]
        centre = model - np.reshape(step, model.shape)
        if not np.isfinite(centre).all():
            return None
        slope = derivatives(box(centre)).gradient
        for exponent in exponents:
            X = box(centre, exponent)
            around = derivatives(X)
            if all(d > 0 for _, _, d in X) and _krawczyk(Y, slope, around.hessian, exponent):
                f, unit = around.objective, 10**DIGITS
                low, high = math.floor(_exact(f.lower()) * unit), math.ceil(_exact(f.upper()) * unit)
                kind = True if positive_definite(around.hessian) else False if bends_down(around.hessian) else None
                return Stationary(centre, exponent, Fraction(low, unit), Fraction(high, unit), kind)
    return None


def _exact(end: Ball) -> Fraction:
    mantissa, exponent = end.man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)


def _krawczyk(Y: Balls, slope: Balls, H: Balls, exponent: int) -> bool:
    """Whether K - c = - Y g(c) + (I - Y H)(X - c) is below the radius in every entry."""
    size, radius = H.nrows(), flint.arb(2) ** exponent
    identity = flint.arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    within = flint.arb_mat(size, 1, [flint.arb(0, radius)] * size)
    return all(abs(value) < radius for value in ((identity - Y * H) * within - Y * slope).entries())


def positive_definite(H: Balls) -> bool:
    """Whether every symmetric matrix in H is shown to be positive definite, by the pivots of LDLᵀ."""
    rows = H.tolist()
    for k in range(len(rows)):
        if not rows[k][k] > 0:
            return False
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            for j in range(k + 1, i + 1):
                rows[i][j] -= factor * rows[j][k]
    return True


def bends_down(H: Balls) -> bool:
    """Whether vᵀHv is shown to be negative for every matrix in H, v being the lowest eigenvector of their middle."""
    middle = np.array([[float(entry) for entry in row] for row in H.mid().tolist()])
    v = flint.arb_mat([np.linalg.eigh(middle)[1][:, 0].tolist()])
    return bool((v * H * v.transpose())[0, 0] < 0)
