"""Check strict local minima of the post's Gaussian example by balls; of python-flint it needs `arb`, `arb_mat`, `fmpq`.

A line of kind "gaussian-minimum" has a centre c, a row (a, m, d) a term, the exponent e of a radius, and two numbers.
It states: among the sums of so many terms a exp(-((x - m)/d)²), one in the box X = {|t - c| <= 2^e in every entry},
where all d > 0, is a strict local minimum of f = ‖outputs - y‖², and there f is between the two numbers, both positive.
The points are -3 + 6i/199, i = 0 ... 199, and y is `target`; d and -d give the same term.

Let g be half the gradient of f, and H balls that hold its derivatives on all of X. *Krawczyk*: if, for any matrix Y,

    K = c - Y g(c) + (I - Y H)(X - c)

lies inside the interior of X, then g is zero at exactly one point of X. *Elimination*: a symmetric matrix whose pivots
are all positive is positive definite; H holds the Hessian at that point. Together: it is a strict local minimum.

With z = (x - m)/d and φ = a exp(-z²): φ_m = 2zφ/d, φ_d = z φ_m, φ_mm = (4z² - 2)φ/d², φ_md = (4z³ - 4z)φ/d²,
φ_dd = (4z⁴ - 6z²)φ/d²; φ_a, φ_am, φ_ad are φ, φ_m, φ_d for a = 1; φ_aa = 0.
"""

from typing import Any

from flint import arb, arb_mat, ctx, fmpq

from verify.check.certificates import Malformed, afford, check_keys, dot, fraction, items, numbers, require
from verify.check.enclosures import MOST_PRECISION

Ball = Any  # python-flint has no types


def target(x: Ball) -> Ball:
    """exp(-x²/2) - 2 exp(-x²) + (5/2) exp(-x²/0.25) - (8/5) exp(-x²/0.125)."""
    s = x * x
    return (-s / 2).exp() - 2 * (-s).exp() + 5 * (-4 * s).exp() / 2 - 8 * (-8 * s).exp() / 5


class Minimum:
    """What a line of kind "gaussian-minimum" says."""

    def __init__(self, o: dict[str, Any]) -> None:
        check_keys(o, "centre radius_exponent objective bits")
        require(o["y"] == "gaussian-example", 'y is not "gaussian-example"', Malformed)
        self.bits, self.exponent = o["bits"], o["radius_exponent"]
        good = type(self.bits) is int and 16 <= self.bits <= MOST_PRECISION
        require(good, f"bits are not from 16 to {MOST_PRECISION}", Malformed)
        good = type(self.exponent) is int and -self.bits <= self.exponent <= 0
        require(good, "radius_exponent is no integer from -bits to 0", Malformed)
        self.centre = [numbers(term, 3) for term in items(o["centre"])]
        self.low, self.high = (fraction(text) for text in items(o["objective"], 2))
        size = 3 * len(self.centre)
        require(size, "there are no terms", Malformed)
        afford((200 + 3 * size) * (100 + size) * size * (3 + self.bits // 40), 0)

    def check(self) -> int:
        """Return 1, the number of verdicts; the precision is set for this line alone."""
        before, ctx.prec = ctx.prec, self.bits
        try:
            self.decide()
        finally:
            ctx.prec = before
        return 1

    def decide(self) -> None:
        """Check what the line states, in balls of its precision."""
        radius = arb(2) ** self.exponent
        c = [[arb(fmpq(v.numerator, v.denominator)) for v in term] for term in self.centre]
        X = [[v + arb(0, radius) for v in term] for term in c]
        require(all(d > 0 for _, _, d in X), "a deviation in the box is not shown to be positive")
        size, (_, slope, _), (f, _, H) = 3 * len(c), derivatives(c), derivatives(X)
        try:
            Y = H.mid().inv()
        except ZeroDivisionError:
            require(None, "the middle of H has no inverse")
        identity = arb_mat([[int(i == j) for j in range(size)] for i in range(size)])
        K = (identity - Y * H) * arb_mat([[arb(0, radius)]] * size) - Y * slope  # less c
        require(all(abs(v) < radius for v in K.entries()), "K is not inside the interior of the box")
        rows = H.tolist()
        while rows:
            (pivot, *_), *rest = rows
            require(pivot > 0, "a pivot of H is not shown to be positive")
            rows = [[a - row[0] * b / pivot for a, b in zip(row[1:], rows[0][1:], strict=True)] for row in rest]
        low, high = (arb(fmpq(v.numerator, v.denominator)) for v in (self.low, self.high))
        require(self.low > 0, "the lower number is not positive")
        require(low < f < high, "the objective on the box is not between the two numbers")


def derivatives(terms: list[list[Ball]]) -> tuple[Ball, Any, Any]:
    """Enclose f, half its gradient (3k × 1) and half its Hessian (3k × 3k): Jᵀr, and JᵀJ + Σ r_i ∇²φ(x_i)."""
    x = [arb(6 * i) / 199 - 3 for i in range(200)]
    r, J, shapes = [-target(v) for v in x], list[list[Ball]](), []  # J transposed
    for a, m, d in terms:
        z = [(v - m) / d for v in x]
        e = [(-v * v).exp() for v in z]
        r = [v + a * w for v, w in zip(r, e, strict=True)]
        by_mean = [2 * a * v * w / d for v, w in zip(z, e, strict=True)]
        J += [e, by_mean, [v * w for v, w in zip(z, by_mean, strict=True)]]
        shapes.append((z, e))
    transposed = arb_mat(J)
    H = (transposed * transposed.transpose()).tolist()
    for k, ((a, _, d), (z, e)) in enumerate(zip(terms, shapes, strict=True)):
        powers = [e]  # z^p exp(-z²), p = 0 ... 4
        for _ in range(4):
            powers.append([v * w for v, w in zip(z, powers[-1], strict=True)])
        s0, s1, s2, s3, s4 = (dot(r, w) for w in powers)
        am, ad = 2 * s1 / d, 2 * s2 / d
        mm, md, dd = (a * s / d**2 for s in (4 * s2 - 2 * s0, 4 * s3 - 4 * s1, 4 * s4 - 6 * s2))
        for i, row in enumerate(((0, am, ad), (am, mm, md), (ad, md, dd))):
            for j, value in enumerate(row):
                H[3 * k + i][3 * k + j] += value
    return dot(r, r), transposed * arb_mat([[v] for v in r]), arb_mat(H)
