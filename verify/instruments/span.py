"""The span of columns over ℚ by Gram and Schmidt's process without normalisation: rank, residuals, distances.

A second exact route beside the normal equations of `core.exact.fractions_oracle`: it solves nothing.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Self

from verify.instruments.rational import Matrix, Vector, columns, dot


class Span:
    """col G, by pairwise orthogonal vectors q; a column that depends on those before it adds none."""

    distances: list[Fraction]
    """The squared distance of each column from the span of those before it."""

    def __init__(self, vectors: Iterable[Vector] = ()) -> None:
        self._orthogonal: list[tuple[Vector, Fraction]] = []
        self.distances = []
        for vector in vectors:
            self.add(vector)

    @classmethod
    def of(cls, G: Matrix) -> Self:
        """The span of the columns of G."""
        return cls(columns(G))

    @property
    def rank(self) -> int:
        """The dimension."""
        return len(self._orthogonal)

    def add(self, vector: Vector) -> None:
        """Take one more column in."""
        q = self.residual(vector)
        distance = dot(q, q)
        self.distances.append(distance)
        if distance:
            self._orthogonal.append((q, distance))

    def residual(self, vector: Vector) -> Vector:
        """(I - P) v, P the orthogonal projection onto the span."""
        rest = list(vector)
        for q, square in self._orthogonal:
            factor = dot(q, rest) / square
            if factor:
                rest = [entry - factor * along for entry, along in zip(rest, q, strict=True)]
        return tuple(rest)

    def __contains__(self, vector: Vector) -> bool:
        return not any(self.residual(vector))
