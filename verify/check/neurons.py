"""What a neuron gives on the points: exactly where that is rational, else as an element of F_p. Standard library only.

tanh, sigmoid, gaussian are rational functions of E = e^(2z), e^z, e^(-z²), all powers of one t = e^(1/N), which is
transcendental (Hermite 1873: e is), so T ↦ t embeds ℚ(T) in ℝ. With p = 2q + 1, q an odd prime, ρ of order q
modulo p and no p or q in a denominator, T ↦ ρ^(1/N mod q) is a ring homomorphism from ℤ₍ₚ₎[T, 1/T] to F_p. It
extends to 1/(E + 1): E's image has odd order, so it is not -1. So an expression in the outputs, formed with
+ - · and integers, whose image is not 0 is not 0 in ℚ(T), hence not 0 in ℝ.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import Any

from verify.check.lines import Line, Malformed, Vector, dot, fraction, longest, require

OUTPUT: dict[str, Callable[[int, int], int]] = {  # act(v/d) over d (leaky_relu: over 100 d)
    "relu": lambda v, _: max(v, 0), "leaky_relu": lambda v, _: max(v, 100 * v), "abs": lambda v, _: abs(v),
    "identity": lambda v, _: v, "hard_tanh": lambda v, d: max(-d, min(v, d)), "step": lambda v, d: d * (v >= 0),
}  # fmt: skip
PIECES: dict[str, tuple[tuple[int, int], ...]] = {  # 100 slope and intercept of each piece that is not 0
    "relu": ((100, 0),), "leaky_relu": ((100, 0), (1, 0)), "abs": ((100, 0), (-100, 0)), "identity": ((100, 0),),
    "hard_tanh": ((100, 0), (0, 1), (0, -1)), "step": ((0, 1),),
}  # fmt: skip
EXPONENTIAL = ("tanh", "sigmoid", "gaussian")
ALONG_RAYS = ("relu", "leaky_relu", "abs", "step")  # the outputs at x and at c x, c > 0, are proportional
OPPOSITE = ("abs", "hard_tanh", "tanh", "gaussian", "erf", "sin")  # act(-z) = ± act(z)
NOT_AT_ZERO = ("step", "sigmoid", "gaussian", "softplus")  # act(0) ≠ 0


def prime(n: int) -> bool:
    """Miller-Rabin: these bases decide every n < 3.1e23."""
    bases, twos = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37), (n - 1 & 1 - n).bit_length() - 1
    powers = ([pow(a, n >> i, n) for i in range(1, twos + 1)] for a in bases)
    return n in bases or (n > 37 and n % 2 == 1 and all(x[-1] == 1 or n - 1 in x for x in powers))


def rank(rows: list[list[Fraction]]) -> int:
    """Eliminate exactly, a row at a time."""
    count = 0
    while rows := [row for row in rows if any(row)]:
        first, count = rows.pop(), count + 1
        j = next(j for j, value in enumerate(first) if value)
        rows = [[a - row[j] / first[j] * b for a, b in zip(row, first, strict=True)] for row in rows]
    return count


class Neurons(Line):
    """Columns of outputs as they are given, or the neurons with weights W (a row each) on the points X (n x m)."""

    def __init__(self, o: dict[str, Any], keys: str, optional: str, names: tuple[str, ...]) -> None:
        source, self.source = ("X W activation scale", "W") if "X" in o else ("columns", "columns")
        super().__init__(o, f"candidates {source} {keys}", optional)
        self.name = o.get("activation", "")
        require("X" not in o or self.name in names, "the activation is not of this kind of certificate", Malformed)
        rows = self.items(o.get("X", []), self.n if "X" in o else 0)
        self.m = len(self.items(rows[0])) if rows else self.n
        require(self.m, "the points have no coordinates", Malformed)
        flat, self.below = self.vector([text for row in rows for text in self.items(row, self.m)], self.m * len(rows))
        self.X, self.bits = [flat[i : i + self.m] for i in range(0, len(flat), self.m)], longest(flat)
        self.scale, self.rational = fraction(o.get("scale", "1")), self.name in ("", *OUTPUT)

    def candidate(self, texts: Any) -> tuple[Vector | None, Vector | None]:
        """Return pre-activations scale · X w where weights are given, and outputs where these are rational."""
        if self.source == "columns":
            return None, self.vector(texts, self.n)
        w, below = self.vector(texts, self.m)
        w, d = [self.scale.numerator * v for v in w], self.below * below * self.scale.denominator
        self.spend(self.n * self.m, self.bits, longest(w))
        self.spend(self.n * (50 + self.bits + longest(w)))
        z = [dot(row, w) for row in self.X]
        if not self.rational:
            return (z, d), None
        act = OUTPUT[self.name]
        return (z, d), ([act(v, d) for v in z], 100 * d if self.name == "leaky_relu" else d)

    def dead(self, before: Vector | None, outputs: Vector | None) -> bool:
        """Whether all outputs are zero (act(z) = 0 only at z = 0 where outputs are not rational)."""
        if outputs is not None:
            return not any(outputs[0])
        return before is not None and self.name not in NOT_AT_ZERO and not any(before[0])

    def linear(self, before: Vector | None, outputs: Vector | None) -> bool:
        """Whether the outputs are those of one piece, slope z + intercept, at every point, and not all zero."""
        if before is None or outputs is None:
            return False
        terms, pieces = [before, ([1] * self.n, 1)], PIECES[self.name]
        lines = ([Fraction(slope, 100), Fraction(intercept)] for slope, intercept in pieces)
        return not self.dead(before, outputs) and any(not any(self.minus(outputs, terms, line)) for line in lines)

    @cached_property
    def classes(self) -> int:
        """Return the dimension of a space that holds the outputs of every neuron: one for each class of points."""
        if self.name == "identity":
            self.spend(100 * self.n * self.m**2, self.m * self.bits, self.m * self.bits)
            return rank([[Fraction(v) for v in row] for row in self.X])
        seen = set()
        for row in self.X:
            lead = next(filter(None, row), 0)
            if lead or self.name in NOT_AT_ZERO:
                unit = (gcd(*row) or 1) if self.name in ALONG_RAYS else 1
                seen.add(tuple(v // (-unit if lead < 0 and self.name in OPPOSITE else unit) for v in row))
        return len(seen)


class Modulus:
    """A prime p; for exponentials p = 2q + 1 with q an odd prime, and an element `root` of order q."""

    def __init__(self, p: Any, root: Any, name: str) -> None:
        require(type(p) is int and 2 < p < 1 << 64, "p is not an integer between 3 and 2^64", Malformed)
        require(prime(p), f"p = {p} is not prime")
        self.p, self.name, self.root, self.q = p, name, root, p // 2 if name in EXPONENTIAL else 1
        if name in EXPONENTIAL:
            require(type(root) is int, "root is not an integer", Malformed)
            require(p > 5 and prime(self.q), "(p - 1)/2 is not an odd prime")
            require(1 < root < p and pow(root, self.q, p) == 1, "the order of root is not (p - 1)/2")

    def residues(self, vector: Vector, modulus: int) -> list[int]:
        """Reduce exact numbers modulo p or q."""
        require(gcd(vector[1], self.p * self.q) == 1, f"p{' or q' if self.q > 1 else ''} divides a denominator")
        inverse = pow(vector[1], -1, modulus)
        return [v * inverse % modulus for v in vector[0]]

    def image(self, vector: Vector) -> list[int]:
        """Return outputs modulo p: of the outputs where they are rational, else of the pre-activations."""
        if self.name not in EXPONENTIAL:
            return self.residues(vector, self.p)
        z = self.residues(vector, self.q)
        powers = {"tanh": [2 * v for v in z], "sigmoid": z, "gaussian": [-v * v for v in z]}[self.name]
        E = [pow(self.root, power % self.q, self.p) for power in powers]
        shift = {"tanh": -1, "sigmoid": 0}.get(self.name)
        return E if shift is None else [(e + shift) * pow(e + 1, -1, self.p) % self.p for e in E]
