"""Check the growths of smooth neurons by balls: the one checker that needs python-flint, and of that only `arb`.

A line of kind "enclosure" is a growth with "bits" in place of a modulus. Every output, product and quotient is a ball of
so many bits that holds the true real number, hence so does every entry of the LDLᵀ of the Gram matrix of the kept
columns. Where no pivot of a kept column holds 0, these columns are independent; where the entry (g, y), read before g is
eliminated, does not hold 0 either, it is gᵀr ≠ 0 and g improves. A ball that holds 0 proves nothing.
Candidates that do not improve bring the same exact reasons as in certificates.py, those that need no exact outputs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import arb, ctx

from verify.check.certificates import Growth
from verify.check.lines import Malformed, Vector, require

Ball = Any  # python-flint has no types
MOST_BITS = 1 << 14


def softplus(z: Ball) -> Ball:
    """log(1 + e^z); both forms are true for every z, and each is sharp on its side."""
    return z.exp().log1p() if z < 0 else z + (-z).exp().log1p()


ENCLOSE: dict[str, Callable[[Ball], Ball]] = {
    "tanh": lambda z: z.tanh(),
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "gaussian": lambda z: (-z * z).exp(),
    "softplus": softplus,
    "erf": lambda z: z.erf(),
    "gelu": lambda z: z * (1 + (z / arb(2).sqrt()).erf()) / 2,
    "sin": lambda z: z.sin(),
}


def total(a: list[Ball], b: list[Ball]) -> Ball:
    """Σ a·b, to the end of the shorter list."""
    return sum((x * y for x, y in zip(a, b, strict=False)), arb(0))


class Enclosure(Growth):
    """A growth whose elimination is done in balls."""

    def __init__(self, o: dict[str, Any]) -> None:
        super().__init__(o, "bits", tuple(ENCLOSE))
        self.bits_of_balls = o["bits"]
        good = type(self.bits_of_balls) is int and 16 <= self.bits_of_balls <= MOST_BITS
        require(good and self.source == "W", f"bits are not from 16 to {MOST_BITS}, or there are no weights", Malformed)

    def check(self) -> int:
        """Return the number of verdicts; the precision is set for this line alone."""
        before, ctx.prec = ctx.prec, self.bits_of_balls
        try:
            return super().check()
        finally:
            ctx.prec = before

    def start(self) -> None:
        """Take the elimination in balls."""
        self.target = self.balls(self.y)

    def balls(self, vector: Vector) -> list[Ball]:
        """Enclose exact numbers."""
        below = arb(vector[1])
        return [arb(v) / below for v in vector[0]]

    def image(self, vector: Vector) -> list[Ball]:
        """Enclose the outputs for pre-activations."""
        self.spend(100 * self.n, 10 * self.bits_of_balls, self.bits_of_balls)
        return [ENCLOSE[self.name](z) for z in self.balls(vector)]

    def eliminate(self, g: list[Ball]) -> tuple[list[Ball], Ball, Ball]:
        """Return the row of L for g, its pivot, and its entry in the column of y before g is eliminated."""
        self.spend(10 * len(self.K) * (self.n + len(self.K)), self.bits_of_balls, self.bits_of_balls)
        v: list[Ball] = []
        for column, row in zip(self.K, self.L, strict=True):
            v.append(total(g, column) - total(v, row))
        low = [a * b for a, b in zip(v, self.inverses, strict=True)]
        return low, total(g, g) - total(v, low), total(g, self.target) - total(low, self.entries)

    def inverse(self, pivot: Ball) -> Ball:
        """Enclose 1/pivot."""
        require(pivot.is_finite() and not pivot.contains(0), "the ball of its pivot holds 0")
        return 1 / pivot

    def improves(self, entry: Ball, claim: Mapping[Any, Any]) -> None:
        """Check that the entry in the column of y is not 0."""
        require(not claim, "an improving candidate has no residue here", Malformed)
        require(entry.is_finite() and not entry.contains(0), "the ball of the entry with y holds 0")
