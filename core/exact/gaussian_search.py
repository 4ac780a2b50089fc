"""The best single Gaussian for data on evenly spaced points, by branch and bound in balls, its height eliminated.

With the optimal height the objective of g = exp(-a (x - mean)²), a = 1/deviation², is ‖y‖² - c², where c = gᵀy / ‖g‖.
So |c| is to be maximised; a factor of g changes nothing. Points are x_1 < ... < x_n, h apart. Only means from the
middle of them on are searched: the others are mirror images, which is enough where the data are symmetric.

**The box.** Two families have every Gaussian that is not steep, each over a compact box:

* *inside*, the mean from the middle to x_n: exp(-a (x - mean)²), 0 ≤ a ≤ A; a = 0 is the limit of wide ones;
* *beyond*, the mean above x_n: exp(-a (x - x_n)² + b (x - x_n)), b = 2a (mean - x_n), 0 ≤ a ≤ A and 0 ≤ b ≤ B.

**Outside of it** g is steep, and its values off a window S of 2K neighbouring points are small beside its largest:

* a ≥ A, mean inside: S has the K next points on either side of the mean, the nearest at most h/2 away. The others are
  at least kh away, k = K, K + 1 ..., two for each k, with at most exp(-A h² (k² - 1/4)) of the largest value;
* mean above x_n, and a ≥ A or b ≥ B: the k-th point before the last, k ≥ 2K, has at most exp(-A h² k²) or exp(-B h k)
  of the last value.

With ρ² the sum of the squares of these ratios, |gᵀy| ≤ ‖g_S‖‖y_S‖ + ρ‖g_S‖‖y‖, so |c| ≤ ‖y_S‖ + ρ‖y‖, and ‖y_S‖² is at
most the largest sum of y² over a window. Where that is below a value found in the box, nothing outside is as good.

**In the box.** Let s_i be the derivative of log g_i by a parameter. A factor of g changes nothing, so any number κ may
be subtracted from all s_i. Over a part with half-widths δ, g_i is its value at the centre but for a factor between
exp(∓Σ |s_i - κ| δ), the sum over both parameters. So |c| over the part is at most its largest value as a ball, and by
the mean value theorem at most |c(centre)| + Σ |∂c| δ, with balls over the whole part in

    ∂c = Σ_i (s_i - κ) g_i r_i / ‖g‖,    r = y - g (gᵀy / ‖g‖²),    gᵀr = 0.

The part with the highest bound is halved until no bound is above the best value at a centre by more than the gap.
Every step is in Arb's balls: rounding is part of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from math import inf, nextafter
from typing import Any

import flint

from core.exact.gaussian_terms import ball, square

Ball = Any  # flint.arb
Family = Callable[[Sequence[Ball], Ball, Ball], tuple[list[Ball], list[Ball], list[Ball]]]
"""From the points and two parameters: log g, and its derivatives by the first and by the second parameter."""

BITS = 64
WINDOW = 4  # K
STEEPEST = Fraction(1, 4)  # A h²
STEEPEST_END = Fraction(2, 5)  # B h


@dataclass(frozen=True)
class Interval:
    """All reals from low to high."""

    low: Fraction
    high: Fraction

    def halves(self) -> "tuple[Interval, Interval]":
        """Both halves."""
        return Interval(self.low, self.middle), Interval(self.middle, self.high)

    @property
    def middle(self) -> Fraction:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def centre(self) -> Ball:
        """The middle, as a ball."""
        return ball(self.middle)

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

    family: Family
    at: tuple[Interval, Interval]

    def halves(self, axis: int) -> Iterator["Part"]:
        """Both halves along one axis."""
        for half in self.at[axis].halves():
            yield Part(self.family, (half, self.at[1]) if axis == 0 else (self.at[0], half))


def inside(x: Sequence[Ball], mean: Ball, a: Ball) -> tuple[list[Ball], list[Ball], list[Ball]]:
    """exp(-a (x - mean)²)."""
    away = [point - mean for point in x]
    squares = [square(d) for d in away]
    return [-a * s for s in squares], [2 * a * d for d in away], [-s for s in squares]


def beyond(x: Sequence[Ball], b: Ball, a: Ball) -> tuple[list[Ball], list[Ball], list[Ball]]:
    """exp(-a (x - x_n)² + b (x - x_n))."""
    away = [point - x[-1] for point in x]
    squares = [square(d) for d in away]
    return [b * d - a * s for d, s in zip(away, squares, strict=True)], away, [-s for s in squares]


@dataclass(frozen=True)
class Best:
    """The best single Gaussian among those with a mean from the middle of the points on, whatever the deviation.

    Its objective, the smallest, is between `low` and `high`, and it lies inside the points, its mean and its
    1/deviation² in these intervals; `centre` has the two numbers that attain at most `high`. `parts` counts how many
    were bounded. `outside` bounds |c| off the box from above, `attained` is a lower bound of |c| at `centre`.
    """

    low: float
    high: float
    mean: Interval
    inverse_square: Interval
    centre: tuple[Fraction, Fraction]
    parts: int
    attained: float
    outside: float


class Data:
    """Points x (n fractions) with values y (n balls), and bounds on |c|, at the precision in force."""

    def __init__(self, points: Sequence[Fraction], y: Sequence[Ball]) -> None:
        self.x = [ball(point) for point in points]
        self.y = flint.arb_mat(len(y), 1, list(y))
        self.squares = [square(value) for value in y]
        self.norm = _sum(self.squares).sqrt()

    def bound(self, part: Part) -> tuple[Ball, Ball, int]:
        """|c| at the centre of a part, an upper bound of |c| over it, and the axis along which to halve it."""
        log, *slopes = part.family(self.x, *(interval.centre for interval in part.at))
        g = flint.arb_mat(1, len(log), [entry.exp() for entry in log])
        total = (g * g.transpose())[0, 0]
        value = abs((g * self.y)[0, 0]) / total.sqrt()
        means = flint.arb_mat(slopes) * flint.arb_mat(len(log), 1, [square(entry) / total for entry in g.entries()])
        shifts = [mean.mid() for mean in means.entries()]  # κ: any number; this one keeps s - κ small where g is large

        _, *slopes = part.family(self.x, *(interval.ball for interval in part.at))
        halves = [interval.half_width for interval in part.at]
        slopes = [[s - shift for s in slope] for slope, shift in zip(slopes, shifts, strict=True)]
        reach = [[abs(s) * half for s in slope] for slope, half in zip(slopes, halves, strict=True)]
        factors = [(first + second).upper().exp() for first, second in zip(*reach, strict=True)]
        low = [entry / factor for entry, factor in zip(g.entries(), factors, strict=True)]
        high = [entry * factor for entry, factor in zip(g.entries(), factors, strict=True)]
        length = _sum(map(square, low)).union(_sum(map(square, high))).sqrt()
        g = flint.arb_mat(1, len(low), [u.union(v) for u, v in zip(low, high, strict=True)])
        along = (g * self.y)[0, 0] / length
        residual = self.y - g.transpose() * (along / length)
        moved = flint.arb_mat(2, len(low), [s * v for slope in slopes for s, v in zip(slope, g.entries(), strict=True)])
        rises = [abs(c / length) * half for c, half in zip((moved * residual).entries(), halves, strict=True)]
        bounds = (self.norm, abs(along), value + rises[0] + rises[1])
        upper = min(bound.upper() for bound in bounds if bound.is_finite())
        spreads = [_sum(d * v for d, v in zip(along_axis, high, strict=True)).upper() for along_axis in reach]
        return value, upper, int(spreads[1] > spreads[0])

    def steep(self) -> Ball:
        """An upper bound of |c| outside of the box."""
        n = len(self.squares)
        windows = [_sum(self.squares[k : k + 2 * WINDOW]) for k in range(max(1, n - 2 * WINDOW + 1))]
        a, b, quarter = -2 * ball(STEEPEST), -2 * ball(STEEPEST_END), flint.arb(1) / 4
        sides = _sum(2 * (a * (k * k - quarter)).exp() for k in range(WINDOW, n))
        wide = _sum((a * k * k).exp() for k in range(2 * WINDOW, n))
        ends = _sum((b * k).exp() for k in range(2 * WINDOW, n))
        rho = max(sides.upper(), wide.upper(), ends.upper()).sqrt()
        return (max(window.upper() for window in windows).sqrt() + rho * self.norm).upper()


def best_single(points: Sequence[Fraction], y: Sequence[Ball], gap: Fraction) -> Best:
    """Search all Gaussians with a mean from the middle of n evenly spaced points on, until |c| is known within the gap.

    `y` are n balls. Raises ArithmeticError where the best, within the gap, is not told apart from Gaussians outside of
    the box or with a mean beyond the points.
    """
    with flint.ctx.workprec(BITS):
        data = Data(points, y)
        h, zero = points[1] - points[0], Fraction(0)
        a = Interval(zero, STEEPEST / h**2)
        queue: list[tuple[float, int, Part, Ball, int]] = []
        number, attained, centre = count(), flint.arb(0), (zero, zero)
        waiting = [
            Part(inside, (Interval((points[0] + points[-1]) / 2, points[-1]), a)),
            Part(beyond, (Interval(zero, STEEPEST_END / h), a)),
        ]
        while True:
            for part in waiting:
                value, upper, axis = data.bound(part)
                if part.family is inside and value.lower() > attained:
                    attained, centre = value.lower(), (part.at[0].middle, part.at[1].middle)
                at = next(number)
                if not upper < attained:
                    heappush(queue, (-float(upper), at, part, upper, axis))
            if not queue[0][3] > attained + ball(gap):
                break
            _, _, part, _, axis = heappop(queue)
            waiting = list(part.halves(axis))
        left = [part for *_, part, upper, _ in queue if not upper < attained]
        outside = data.steep()
        if not outside < attained or any(part.family is not inside for part in left):
            raise ArithmeticError("the best single Gaussian is not told apart from steep ones or those beyond the data")
        norm, highest = square(data.norm), max(attained, *(upper for *_, upper, _ in queue))
        return Best(
            low=nextafter(float((norm - square(highest)).lower()), -inf),
            high=nextafter(float((norm - square(attained)).upper()), inf),
            mean=_hull([part.at[0] for part in left]),
            inverse_square=_hull([part.at[1] for part in left]),
            centre=centre,
            parts=next(number),
            attained=float(attained),
            outside=float(outside),
        )


def _sum(balls: Iterable[Ball]) -> Ball:
    return sum(balls, flint.arb(0))


def _hull(intervals: Sequence[Interval]) -> Interval:
    return Interval(min(each.low for each in intervals), max(each.high for each in intervals))
