"""Check the growths of smooth neurons by balls: the one checker that needs python-flint, and of that only `arb`.

A line of kind "enclosure" is a growth with "bits" in place of a modulus. Every output, product and quotient is a
ball of so many bits that holds the true real number, hence so does every entry of the LDLᵀ of the Gram matrix of the
kept columns. Where no pivot of a kept column holds 0, these columns are independent; where the entry (g, y), read
before g is eliminated, does not hold 0 either, it is gᵀr ≠ 0 and g improves. A ball that holds 0 proves nothing.
Candidates that do not improve bring the exact reasons of smooth.py.
"""

from collections.abc import Callable
from typing import Any

from flint import arb, ctx

from verify.check.certificates import Malformed, afford, dot, require
from verify.check.smooth import Smooth

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


class Enclosure(Smooth):
    """A growth whose elimination is done in balls."""

    names, keys = tuple(ENCLOSE), "bits"

    def start(self) -> None:
        """Read the precision."""
        self.precision = self.o["bits"]
        good = type(self.precision) is int and 16 <= self.precision <= MOST_PRECISION
        require(good, f"bits are not from 16 to {MOST_PRECISION}", Malformed)
        self.K: list[Any] = []  # of each kept column: itself, its row of L, 1/pivot, and its entry in the column of y

    def check(self) -> int:
        """Return the number of verdicts; the precision is set for this line alone."""
        before, ctx.prec = ctx.prec, self.precision
        try:
            self.target = self.balls(self.y)
            return super().check()
        finally:
            ctx.prec = before

    def balls(self, values: list[int]) -> list[Ball]:
        """Enclose exact numbers."""
        return [arb(v) / self.unit for v in values]

    def keep(self, k: int, values: list[int]) -> Ball:
        """Add a column, the ball of whose pivot must not hold 0, and return its entry in the column of y."""
        afford(self.n * (100 + len(self.K)) * (1 + len(self.K)) * (3 + self.precision // 40), 0)
        g = [ENCLOSE[self.name](z) for z in self.balls(values)]
        v: list[Ball] = []
        for column, row, _, _ in self.K:
            v.append(dot(g, column) - dot(v, row))
        low = [a * inverse for a, (_, _, inverse, _) in zip(v, self.K, strict=True)]
        pivot, entry = dot(g, g) - dot(v, low), dot(g, self.target) - dot(low, [e for *_, e in self.K])
        require(pivot.is_finite() and not pivot.contains(0), "the ball of its pivot holds 0")
        self.K.append((g, low, 1 / pivot, entry))
        self.kept[k] = values
        return entry

    def improves(self, found: Ball, claim: dict[Any, Any]) -> None:
        """Check that the entry in the column of y is not 0."""
        require(not claim, "an improving candidate has no residue here", Malformed)
        require(found.is_finite() and not found.contains(0), "the ball of the entry with y holds 0")
