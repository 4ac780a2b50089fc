"""The best single Gaussian for data on evenly spaced points, by branch and bound in balls, its height eliminated.

With the optimal height the objective of g = exp(-a (x - mean)²), a = 1/deviation², is ‖y‖² - c², where c = gᵀy / ‖g‖.
So |c| is to be maximised; a factor of g changes nothing. Points are x_1 < ... < x_n, h apart. Only means from the
middle of them on are searched: the others are mirror images, which is enough where the data are symmetric.

**The box.** Two families have every Gaussian that is not steep, each over a compact box:

* *inside*, the mean from the middle to x_n: exp(-a (x - mean)²), 0 ≤ a ≤ A; a = 0 is the limit of wide ones;
* *beyond*, the mean above x_n: exp(-a (x - x_n)² + b (x - x_n)), b = 2a (mean - x_n), 0 ≤ a ≤ A and 0 ≤ b ≤ B.

**Outside of it** g is steep, and its values beyond a window S of 2K neighbouring points are small beside its largest:

* a ≥ A, mean inside: take the K next points on either side of the mean, the nearest of them at most h/2 away. The
  others are at least kh away, k = K, K + 1 ..., two for each k, with at most exp(-A h² (k² - 1/4)) of the largest value;
* mean above x_n, and a ≥ A or b ≥ B: the k-th point before the last, k ≥ 2K, has at most exp(-A h² k²) or exp(-B h k)
  of the last value.

With ρ² the sum of the squares of these ratios, |gᵀy| ≤ ‖g_S‖‖y_S‖ + ρ‖g_S‖‖y‖, so |c| ≤ ‖y_S‖ + ρ‖y‖, and ‖y_S‖² is at
most the largest sum of y² over a window. Where that is below a value found in the box, nothing outside is as good.

**In the box.** Over a part, |c| is at most the largest of its values as a ball, and by the mean value theorem at most
|c(centre)| + Σ |∂c| · (half-width), the derivatives being balls over the whole part:

    ∂c = (∂g)ᵀ(y - height · g) / ‖g‖,    height = gᵀy / ‖g‖².

The part with the highest bound is halved until no bound is above the best value at a centre by more than the gap.
Every step is in Arb's balls: rounding is part of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from typing import Any

import flint

Ball = Any  # flint.arb
Gaussian = Callable[[Sequence[Ball], Ball, Ball], tuple[list[Ball], list[Ball], list[Ball]]]
"""From the points and two parameters: log g, and its derivatives by the first and by the second parameter."""

BITS = 64
WINDOW = 4  # K: a Gaussian that is steeper than the box has all but 2K values small
STEEPEST = Fraction(1, 4)  # A h²
STEEPEST_END = Fraction(2, 5)  # B h


@dataclass(frozen=True)
class Interval:
    """All reals from low to high."""

    low: Fraction
    high: Fraction

    def halves(self) -> "tuple[Interval, Interval]":
        """Both halves."""
        middle = (self.low + self.high) / 2
        return Interval(self.low, middle), Interval(middle, self.high)

    @property
    def centre(self) -> Ball:
        """The middle, as a ball."""
        return ball((self.low + self.high) / 2)

    @property
    def ball(self) -> Ball:
        """All of it, as a ball."""
        return ball(self.low).union(ball(self.high))

    @property
    def half_width(self) -> Ball:
        """Half its width, as a ball."""
        return ball((self.high - self.low) / 2)


@dataclass(frozen=True)
class Part:
    """A part of the box: a family of Gaussians, and where its two parameters lie (the mean or b, and a)."""

    family: Gaussian
    at: tuple[Interval, Interval]

    def halves(self, axis: int) -> Iterator["Part"]:
        """Both halves along one axis."""
        for half in self.at[axis].halves():
            yield Part(self.family, (half, self.at[1]) if axis == 0 else (self.at[0], half))


def ball(value: Fraction) -> Ball:
    """A rational as a ball, at the precision in force."""
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def inside(x: Sequence[Ball], mean: Ball, a: Ball) -> tuple[list[Ball], list[Ball], list[Ball]]:
    """exp(-a (x - mean)²)."""
    away = [point - mean for point in x]
    squares = [d**2 for d in away]
    return [-a * s for s in squares], [2 * a * d for d in away], [-s for s in squares]


def beyond(x: Sequence[Ball], b: Ball, a: Ball) -> tuple[list[Ball], list[Ball], list[Ball]]:
    """exp(-a (x - x_n)² + b (x - x_n))."""
    away = [point - x[-1] for point in x]
    squares = [d**2 for d in away]
    return [b * d - a * s for d, s in zip(away, squares, strict=True)], away, [-s for s in squares]


@dataclass(frozen=True)
class Found:
    """The best single Gaussian with a mean from the middle on.

    The smallest objective over these means and *all* deviations is between `low` and `high`, and what attains it is
    `inside`, with its mean and its 1/deviation² in these intervals. `parts` counts how many were bounded, and `outside`
    is a bound of |c| outside of the box, below `attained`, a value of |c| in it.
    """

    low: float
    high: float
    mean: Interval
    inverse_square: Interval
    parts: int
    attained: float
    outside: float


class Data:
    """Evenly spaced points x (n fractions) with values y (n balls), and bounds on |c|, at the precision in force."""

    def __init__(self, points: Sequence[Fraction], y: Sequence[Ball]) -> None:
        self.x = [ball(point) for point in points]
        self.y = flint.arb_mat(len(y), 1, list(y))
        self.squares = [value**2 for value in y]
        self.norm = sum(self.squares, flint.arb(0)).sqrt()

    def bound(self, part: Part) -> tuple[Ball, Ball, int]:
        """|c| at the centre of a part, an upper bound of |c| over it, and the axis along which to halve it."""
        log, *slopes = part.family(self.x, *(interval.centre for interval in part.at))
        g = flint.arb_mat(1, len(log), [entry.exp() for entry in log])
        square = (g * g.transpose())[0, 0]
        value = abs((g * self.y)[0, 0]) / square.sqrt()
        weights = flint.arb_mat(len(log), 1, [entry**2 / square for entry in g.entries()])
        shifts = (flint.arb_mat(slopes) * weights).entries()

        _, *slopes = part.family(self.x, *(interval.ball for interval in part.at))
        slopes = [[s - shift.mid() for s in slope] for slope, shift in zip(slopes, shifts, strict=True)]
        halves = [at.half_width for at in part.at]
        moves = [(abs(s) * halves[0] + abs(t) * halves[1]).upper() for s, t in zip(*slopes, strict=True)]
        low = [entry * (-move).exp() for entry, move in zip(g.entries(), moves, strict=True)]
        high = [entry * move.exp() for entry, move in zip(g.entries(), moves, strict=True)]
        g = flint.arb_mat(1, len(low), [u.union(v) for u, v in zip(low, high, strict=True)])
        along, square = (g * self.y)[0, 0], sum((u**2 for u in low), flint.arb(0)).union(sum((v**2 for v in high), flint.arb(0)))
        length = square.sqrt()
        residual = self.y - g.transpose() * (along / square)
        moved = flint.arb_mat(2, len(low), [s * v for slope in slopes for s, v in zip(slope, g.entries(), strict=True)])
        changes = (moved * residual).entries()
        rises = [abs(c / length) * half for c, half in zip(changes, halves, strict=True)]
        bounds = (self.norm, abs(along / length), value + rises[0] + rises[1])
        spreads = [sum((abs(s)*v for s,v in zip(slope, high, strict=True)), flint.arb(0)) * half for slope, half in zip(slopes, halves, strict=True)]
        return value, min(bound.upper() for bound in bounds if bound.is_finite()), int(spreads[1].upper() > spreads[0].upper())

    def steep(self) -> Ball:
        """An upper bound of |c| outside of the box."""
        n = len(self.squares)
        window = sum(self.squares[: 2 * WINDOW], flint.arb(0))
        largest = window
        for k in range(2 * WINDOW, n):
            window += self.squares[k] - self.squares[k - 2 * WINDOW]
            largest = largest.max(window)
        a, b = -2 * ball(STEEPEST), -2 * ball(STEEPEST_END)
        ratios = [
            sum((2 * (a * (k * k - flint.arb(1) / 4)).exp() for k in range(WINDOW, n)), flint.arb(0)),
            sum(((a * k * k).exp() for k in range(2 * WINDOW, n)), flint.arb(0)),
            sum(((b * k).exp() for k in range(2 * WINDOW, n)), flint.arb(0)),
        ]
        rho = ratios[0].max(ratios[1]).max(ratios[2]).sqrt()
        return (largest.sqrt() + rho * self.norm).upper()


def best_single(points: Sequence[Fraction], y: Sequence[Ball], gap: Fraction) -> Found:
    """Search all Gaussians with a mean from the middle of the points on, until c² is known within 2‖y‖ · gap.

    Raises ArithmeticError where the best is not told apart from what is outside of the box or beyond the points.
    """
    with flint.ctx.workprec(BITS):
        data = Data(points, y)
        h, middle, last = points[1] - points[0], (points[0] + points[-1]) / 2, points[-1]
        flat = Interval(Fraction(0), STEEPEST / h**2)
        open_parts: list[tuple[float, int, Part, Ball, int]] = []
        number, best, target = count(), flint.arb(0), ball(gap)

        def consider(part: Part) -> None:
            nonlocal best
            value, upper, axis = data.bound(part)
            best = best.max(value.lower())
            if upper > best:
                heappush(open_parts, (-float(upper.mid()), next(number), part, upper, axis))

        consider(Part(inside, (Interval(middle, last), flat)))
        consider(Part(beyond, (Interval(Fraction(0), STEEPEST_END / h), flat)))
        while open_parts and open_parts[0][3] > best + target:
            _, _, part, _, axis = heappop(open_parts)
            for half in part.halves(axis):
                consider(half)
        left = [part for *_, part, upper, _ in open_parts if upper > best]
        highest = max(upper for *_, upper, _ in open_parts)
        outside = data.steep()
        if not outside < best or any(part.family is not inside for part in left):
            raise ArithmeticError("the best single Gaussian is not told apart from steep ones or those beyond the data")
        square = data.norm**2
        return Found(
            low=float((square - highest**2).lower()),
            high=float((square - best**2).upper()),
            mean=_hull([part.at[0] for part in left]),
            inverse_square=_hull([part.at[1] for part in left]),
            parts=next(number),
            attained=float(best),
            outside=float(outside),
        )


def _hull(intervals: Sequence[Interval]) -> Interval:
    return Interval(min(each.low for each in intervals), max(each.high for each in intervals))
