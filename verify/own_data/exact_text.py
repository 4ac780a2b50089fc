"""Exact rational numbers as text, however long: Python's own conversion stops at 4300 digits."""

from fractions import Fraction

from flint import fmpq


def text(value: Fraction) -> str:
    """Write a fraction as "3" or "-1/2", in lowest terms."""
    return str(fmpq(value.numerator, value.denominator))
