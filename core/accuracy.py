"""How far float least squares can be from the exact answer: rigorous, and measured from the result alone.

Let G (n × u) be the kept columns as exact numbers, P the orthogonal projection onto their span, and let
*any* Q (n × u) and X (u × u) be given, with

    D = G X - Q,  ‖D‖_F ≤ d,    F = QᵀQ - I,  ‖F‖_F ≤ f < 1,    σ = √(1 - f) ≤ least singular value of Q.

If d < σ, then Q + D = G X has least singular value at least σ - d > 0; so G has rank u and span G = span (Q
+ D). For any h and any t let w = h - G t. Then (I - P) h = (I - P) w = w - P w, and

    ‖P w‖ ≤ ‖(Q + D)ᵀ w‖ / (σ - d) ≤ (‖Qᵀw‖ + d ‖w‖) / (σ - d).                                            (*)

So a computed h - G t is v = (I - P) h, plus a vector a in span G with ‖a‖ below (*), plus the rounding δ of its
own evaluation, ‖δ‖ ≤ γ_{u+1} ‖|h| + |G||t|‖. As v is orthogonal to a, ‖v‖² = ‖w‖² - ‖a‖²; and for two such vectors
wᵀw' = vᵀv' + aᵀa'. Nothing is assumed of how Q, X and t were found: the proof is above, entire. The sums of squares
and products in the bounds themselves are rounded upwards (`core.rounding.at_most`).
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from core.columns import scaled
from core.dataset import Floats, finite
from core.least_squares import LeastSquares
from core.rounding import UNDERFLOW, at_most, gamma


@dataclass(frozen=True)
class Interval:
    """All numbers from low to high, both included; high may be infinite."""

    low: float
    high: float

    def __contains__(self, value: float | Fraction) -> bool:
        return self.low <= value <= self.high

    def distance(self, value: float) -> float:
        """Return the most by which `value` can differ from a number in the interval."""
        return max(value - self.low, self.high - value)


@dataclass(frozen=True, eq=False)
class Outside:
    """An exact v = (I - P) h (n), known as `vector` = v + a + δ with ‖a‖ ≤ `inside` and ‖δ‖ ≤ `rounding`."""

    vector: Floats
    rounding: float
    inside: float

    @property
    def computed(self) -> float:
        """‖vector‖, with a relative error of at most γ_{n+2}."""
        return float(np.linalg.norm(self.vector))

    @property
    def length(self) -> Interval:
        """‖v‖ lies in here: between √(‖w‖² - ‖a‖²) and ‖w‖, for the exact w = v + a."""
        operations = self.vector.size + 6
        shortest = self.computed * (1 - gamma(operations)) - self.rounding - UNDERFLOW
        low = (max(0.0, shortest - self.inside) * (shortest + self.inside)) ** 0.5 * (1 - gamma(8))
        return Interval(low, at_most(self.computed + self.rounding, operations))

    def product(self, other: "Outside") -> Interval:
        """|vᵀv'| lies in here, for two vectors v and v' outside the same span."""
        n = self.vector.size
        found = abs(float(self.vector @ other.vector))
        mine, others = self.computed, other.computed
        rounded = gamma(n) * mine * others + self.rounding * others + other.rounding * (mine + self.rounding)
        error = at_most(rounded + self.inside * other.inside, 2 * n + 12)
        return Interval(max(0.0, found - error), found + error)


@dataclass(frozen=True, eq=False)
class Accuracy:
    """The bounds d, f and σ of this module for one fit; `measure` makes it."""

    fit: LeastSquares
    departure: float
    unorthogonality: float

    @property
    def smallest(self) -> float:
        """A lower bound σ of the least singular value of Q; 0 where f ≥ 1."""
        return float(np.sqrt(max(0.0, 1 - self.unorthogonality)) * (1 - gamma(4)))

    @property
    def independent(self) -> bool:
        """Whether the kept columns are *proved* to be linearly independent (d < σ)."""
        return self.departure < self.smallest

    def outside(self, h: ArrayLike) -> Outside:
        """(I - P) h for a vector h (n), by the fit's own substitution for t; see the module for the bound."""
        vector = finite("h", h, axes=1)
        fit = self.fit
        G, t = fit.columns, fit.split(vector).weights
        exponent = scaled(vector)[1]
        t = np.ldexp(t, exponent)
        computed = vector - G @ t
        k = fit.points + fit.rank + 1
        spread = np.abs(vector) + np.abs(G) @ np.abs(t)
        rounding = at_most(gamma(fit.rank + 1) * float(np.linalg.norm(spread)), 2 * k)
        length = at_most(float(np.linalg.norm(computed)), k)
        if not self.independent:
            return Outside(computed, rounding, at_most(length + rounding, 1))
        norm_Q = (1 + self.unorthogonality) ** 0.5
        along = float(np.linalg.norm(fit.basis.T @ computed)) + gamma(k) * fit.rank**0.5 * norm_Q * length
        numerator = along + norm_Q * rounding + self.departure * (length + rounding)
        inside = at_most(numerator, 4 * k) / (self.smallest - self.departure)
        return Outside(computed, rounding, min(at_most(inside, 4), at_most(length + rounding, 1)))

    def objective(self) -> Interval:
        """Enclose the exact min ‖G s - y‖² over the kept columns G.

        Columns that were left out as DEPENDENT may still lower it: then only `high` holds for all columns.
        """
        length = self.outside(self.fit.target).length
        return Interval(length.low**2 * (1 - gamma(4)), at_most(length.high**2, 1))

    def gain(self, g: ArrayLike) -> Interval:
        """Enclose the exact (gᵀr)² / ‖(I - P) g‖² for a column g (n), and 0 where g is in the span.

        With v = (I - P) g and r = (I - P) y the gain is (vᵀr / ‖v‖)². `low` > 0 proves that g improves.
        """
        v = self.outside(scaled(finite("g", g, axes=1))[0])
        product = v.product(self.outside(self.fit.target))
        ceiling = self.objective().high
        low = (product.low / v.length.high) ** 2 * (1 - gamma(8))
        if v.length.low == 0:
            return Interval(low, ceiling)
        return Interval(low, min(ceiling, at_most((product.high / v.length.low) ** 2, 8)))


def measure(fit: LeastSquares) -> Accuracy:
    """Measure d and f for a fit, with X = R⁻¹ by substitution; O(n u²) once a fit, not once a column."""
    G, Q, u = fit.columns, fit.basis, fit.rank
    X = np.asarray(solve_triangular(fit.triangle, np.eye(u), check_finite=False)) if u else np.zeros((0, 0))
    size = Q.size + u * u + fit.points + 1
    norm_Q = at_most(float(np.linalg.norm(Q)), size)
    # An overflow here makes d infinite or NaN; then nothing is proved, which `independent` says.
    with np.errstate(over="ignore", invalid="ignore"):
        spread = float(np.linalg.norm(np.abs(G) @ np.abs(X) + np.abs(Q)))
        departure = float(np.linalg.norm(G @ X - Q)) + gamma(u + 1) * spread
    unorthogonality = float(np.linalg.norm(Q.T @ Q - np.eye(u))) + gamma(fit.points + 1) * (norm_Q**2 + u**0.5)
    return Accuracy(fit, at_most(departure, 2 * size), at_most(unorthogonality, 2 * size))
