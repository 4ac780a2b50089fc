"""The exact reasons why a candidate does not improve. Standard library only.

K are the columns kept so far: independent, as certificates.py has shown. r = y - K s is the residual.

dead, linear, in_span: the outputs are zero, or a combination of K; then gᵀr = 0 since Kᵀr = 0. Shown by the
    coefficients; or by a basis: n - k independent vectors orthogonal to the independent K span K's complement, and what
    is orthogonal to all of them lies in the span of K; or by a twin in K with the same outputs up to sign; or since K
    is saturated: the outputs of all neurons lie in a space with one dimension a class of points, and k columns fill it.
orthogonal: the output weights s are optimal and gᵀr = 0, though g is outside the span and r is not 0.
residual_zero: r = 0 by the output weights s, or since K is full: n independent columns in n dimensions.

The cause that is named must be the true one: dead before linear before in_span.
"""

from collections import Counter
from fractions import Fraction
from typing import Any

from verify.check.lines import Malformed, Vector, dot, longest, require
from verify.check.neurons import OPPOSITE, Neurons

SPAN, ZERO = ("linear", "in_span"), ("residual_zero",)
CAUSES = {"": ("dead",), "coefficients": SPAN, "basis": SPAN, "saturated": SPAN, "twin": SPAN, "full": ZERO}
CAUSES |= {"output_weights": ("orthogonal", *ZERO)}


def widest(basis: list[list[tuple[int, int]]]) -> int:
    """Return the number of bits of the longest number in sparse vectors."""
    return max((value.bit_length() for vector in basis for _, value in vector), default=0)


class Reasons(Neurons):
    """Candidates, the columns kept of them, and the null bases that are shared by candidates."""

    def __init__(self, o: dict[str, Any], keys: str, optional: str, names: tuple[str, ...]) -> None:
        super().__init__(o, keys, f"null_bases {optional}", names)
        self.kept: dict[int, Vector] = {}  # outputs; pre-activations where the outputs are not rational
        self.bases = self.items(o.get("null_bases", []))
        self.proved: dict[int, tuple[int, list[list[tuple[int, int]]]]] = {}  # null bases and k when they were checked

    def outside(self, vector: Vector) -> bool:
        """Whether a column is shown to lie outside the span of the kept ones."""
        raise NotImplementedError

    def fails(self, cause: Any, evidence: dict[Any, Any], before: Vector | None, outputs: Vector | None) -> None:
        """Check that the candidate does not improve, for this cause and by this evidence."""
        kind, value = next(iter(evidence.items()), ("", None))
        require(cause in CAUSES.get(kind, ()), "no known evidence, or not for this cause", Malformed)
        require(kind not in ("full", "saturated") or value is True, f"{kind} is not true", Malformed)
        match kind:
            case "":
                require(self.dead(before, outputs), "it is not dead: an output is not 0")
            case "coefficients":
                self.is_sum(outputs, value)
            case "basis":
                self.has_basis(outputs, value)
            case "twin":
                self.is_twin(before, value)
            case "saturated":
                require(self.saturated(), "the kept columns are not as many as there are classes of points")
            case "full":
                require(len(self.kept) == self.n, "fewer columns are kept than there are points")
            case "output_weights":
                self.has_weights(cause, outputs, value)
        if cause in SPAN:
            require(not self.dead(before, outputs), f"its cause is not {cause}: it is dead")
            linear = self.linear(before, outputs)
            require(linear == (cause == "linear"), f"its cause is not {cause}: it is {'' if linear else 'not '}linear")

    def saturated(self) -> bool:
        """Whether the kept columns span all that any neuron can give."""
        return self.source == "W" and len(self.kept) == self.classes

    def rest(self, target: Vector, value: Any) -> list[int]:
        """Return target - K s times a positive integer, for the s of an object {candidate: weight}."""
        weights = self.sparse(value, len(self.o["candidates"]))
        require(self.rational or not weights, "outputs that are not rational have no exact combinations")
        for j in weights:
            require(j in self.kept, f"candidate {j} is not a kept one before it")
        return self.minus(target, [self.kept[j] for j in weights], list(weights.values()))

    def is_sum(self, outputs: Vector | None, value: Any) -> None:
        """Check that the outputs are this combination of kept columns."""
        rest = self.rest(outputs or self.y, value)
        require(outputs is not None and not any(rest), "it is not this combination of kept columns")

    def is_twin(self, before: Vector | None, j: Any) -> None:
        """Check that pre-activations equal those of a kept candidate, or their opposites where that is enough."""
        require(type(j) is int, "a twin is the index of a candidate", Malformed)
        require(not self.rational and before is not None, "rational outputs have coefficients, not a twin")
        require(j in self.kept, f"candidate {j} is not a kept one before it")
        if before is not None:
            signs = (1, -1) if self.name in OPPOSITE else (1,)
            rests = (self.minus(before, [self.kept[j]], [Fraction(sign)]) for sign in signs)
            require(any(not any(rest) for rest in rests), f"it is no twin of candidate {j}")

    def has_weights(self, cause: str, outputs: Vector | None, value: Any) -> None:
        """Check that y - K s is 0, or that s is optimal, the residual not 0 and orthogonal to the outputs outside K."""
        r = self.rest(self.y, value)
        if cause == "residual_zero":
            require(not any(r), "y is not this combination of kept columns")
            return
        require(self.rational and outputs is not None, "outputs that are not rational cannot be shown orthogonal")
        if outputs is not None:
            for j, (column, _) in [*self.kept.items(), (-1, outputs)]:
                self.spend(self.n, longest(column), longest(r))
                what = "it" if j < 0 else f"the weights are not optimal: kept candidate {j}"
                require(dot(column, r) == 0, f"{what} is not orthogonal to the residual")
            require(any(r), "its cause is not orthogonal: the residual is 0")
            require(self.outside(outputs), "its cause is not shown to be orthogonal: it may lie in the span")

    def has_basis(self, outputs: Vector | None, index: Any) -> None:
        """Check that the outputs are orthogonal to a basis of the complement of K."""
        require(type(index) is int and 0 <= index < len(self.bases), "there is no such null basis", Malformed)
        require(self.rational and outputs is not None, "outputs that are not rational have no null basis")
        if index not in self.proved:
            self.proved[index] = len(self.kept), self.null_basis(self.bases[index])
        kept, basis = self.proved[index]
        require(kept == len(self.kept), f"null basis {index} belongs to fewer kept columns")
        if outputs is not None:
            self.spend(sum(map(len, basis)), widest(basis), longest(outputs[0]))
            across = any(sum(v * outputs[0][row] for row, v in vector) for vector in basis)
            require(not across, f"it is not orthogonal to null basis {index}")

    def null_basis(self, vectors: Any) -> list[list[tuple[int, int]]]:
        """Read n - k independent vectors (row, numerator) that are orthogonal to the kept columns."""
        read = [self.sparse(vector, self.n) for vector in self.items(vectors)]
        require(len(read) == self.n - len(self.kept), "the null basis has not n - k vectors")
        count = Counter(row for vector in read for row, value in vector.items() if value)
        alone = all(any(value and count[row] == 1 for row, value in vector.items()) for vector in read)
        require(alone, "a vector of the null basis has no row of its own")
        basis = [list(zip(vector, self.scaled(list(vector.values()))[0], strict=True)) for vector in read]
        for j, (column, _) in self.kept.items():
            self.spend(sum(map(len, basis)), widest(basis), longest(column))
            across = any(sum(v * column[row] for row, v in vector) for vector in basis)
            require(not across, f"the null basis is not orthogonal to kept candidate {j}")
        return basis
