"""Check the growths of smooth neurons by balls: the one checker that needs python-flint, and of that only `arb`.

A line of kind "enclosure" is a growth with "bits" in place of a modulus. Every output, product and quotient is a
ball of so many bits that holds the true real number, hence so does every entry of the LDLᵀ of the Gram matrix of
the kept columns. Where no pivot of a kept column holds 0, these columns are independent; where the entry (g, y),
read before g is eliminated, does not hold 0 either, it is gᵀr ≠ 0 and g improves. A ball that holds 0 proves nothing.
Candidates that do not improve bring the same exact reasons as in certificates.py, those that need no exact outputs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flint import arb, ctx

from verify.check.certificates import Growth, Malformed, Vector, require

Ball = Any  # python-flint has no types
MOST_PRECISION = 1 << 14


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


class Enclosure(Growth):
    """A growth whose elimination is done in balls."""

    names = tuple(ENCLOSE)

    def __init__(self, o: dict[str, Any]) -> None:
        super().__init__(o, "bits")

    def start(self) -> None:
        """Take the elimination in balls."""
        bits = self.o["bits"]
        good = type(bits) is int and 16 <= bits <= MOST_PRECISION
        require(good, f"bits are not from 16 to {MOST_PRECISION}", Malformed)
        self.bits = bits

    def check(self) -> int:
        """Return the number of verdicts; the precision is set for this line alone."""
        before, ctx.prec = ctx.prec, self.bits
        try:
            self.target = self.balls(self.y)
            return super().check()
        finally:
            ctx.prec = before

    def balls(self, values: Vector) -> list[Ball]:
        """Enclose exact numbers."""
        below = arb(values[1])
        return [arb(v) / below for v in values[0]]

    def image(self, values: Vector) -> list[Ball]:
        """Enclose the outputs for pre-activations."""
        return [ENCLOSE[self.name](z) for z in self.balls(values)]

    def reduce(self, value: Ball) -> Ball:
        """Return the ball as it is."""
        return value

    def inverse(self, pivot: Ball) -> Ball:
        """Enclose 1/pivot."""
        require(pivot.is_finite() and not pivot.contains(0), "the ball of its pivot holds 0")
        return 1 / pivot

    def improves(self, entry: Ball, claim: Mapping[Any, Any]) -> None:
        """Check that the entry in the column of y is not 0."""
        require(not claim, "an improving candidate has no residue here", Malformed)
        excludes = arb(entry).is_finite() and not arb(entry).contains(0)
        require(excludes, "the ball of the entry with y holds 0")
