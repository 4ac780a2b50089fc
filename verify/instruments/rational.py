"""Vectors and matrices over ℚ in plain Fractions: a matrix is its rows, n × 0 being n empty rows."""

from collections.abc import Sequence
from fractions import Fraction

Vector = Sequence[Fraction]
Matrix = Sequence[Vector]


def dot(a: Vector, b: Vector) -> Fraction:
    """aᵀb."""
    return sum((x * z for x, z in zip(a, b, strict=True) if x and z), Fraction(0))


def columns(G: Matrix) -> list[Vector]:
    """The columns of G (n × u), none when u = 0."""
    return list(zip(*G, strict=True))


def beside(G: Matrix, *added: Vector) -> tuple[tuple[Fraction, ...], ...]:
    """[G g ...]: columns set beside G."""
    return tuple((*row, *entries) for row, entries in zip(G, zip(*added, strict=True), strict=True))


def times(G: Matrix, s: Vector) -> tuple[Fraction, ...]:
    """G s."""
    return tuple(dot(row, s) for row in G)


def minus(a: Vector, b: Vector) -> tuple[Fraction, ...]:
    """a - b."""
    return tuple(x - z for x, z in zip(a, b, strict=True))


def objective(G: Matrix, y: Vector, s: Vector) -> Fraction:
    """f(s) = ‖G s - y‖²."""
    error = minus(times(G, s), y)
    return dot(error, error)


def gradient(G: Matrix, y: Vector, s: Vector) -> tuple[Fraction, ...]:
    """Gᵀ(G s - y), half the gradient of the objective."""
    error = minus(times(G, s), y)
    return tuple(dot(column, error) for column in columns(G))
