"""Arrays of exact rationals: float64 values taken as the dyadic numbers they are, or any fractions."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Rationals:
    """An immutable array (1 or 2 axes; 3 for a stack) of exact rationals with a float64 approximation beside it.

    `approx` is the correctly rounded value of each entry, so |approx - exact| ≤ 2⁻⁵³|exact| + 2⁻¹⁰⁷⁵; where the array
    was made from floats it *is* the value, and `fractions` costs nothing until it is asked for.
    """

    def __init__(self, approx: Floats, exact: NDArray[np.object_] | None = None) -> None:
        self.approx = np.ascontiguousarray(approx, dtype=np.float64)
        self.approx.flags.writeable = False
        self._exact = exact

    @property
    def shape(self) -> tuple[int, ...]:
        return self.approx.shape

    @property
    def ndim(self) -> int:
        return self.approx.ndim

    @property
    def dyadic(self) -> bool:
        """Whether every entry is exactly its float64 approximation."""
        return self._exact is None

    def __getitem__(self, index: Any) -> "Rationals":
        """Some of the entries: index with slices or index arrays, so that an array remains."""
        return Rationals(self.approx[index], None if self._exact is None else self._exact[index])

    def transposed(self) -> "Rationals":
        """Rows and columns exchanged."""
        return Rationals(self.approx.T, None if self._exact is None else self._exact.T)

    def as_row(self) -> "Rationals":
        """A vector as a matrix of one row."""
        return self[None, :]

    def fraction(self, *index: int) -> Fraction:
        """The exact value of one entry."""
        return Fraction(self.approx[index]) if self._exact is None else Fraction(self._exact[index])

    def fractions(self) -> list[Any]:
        """All entries as Fractions, nested like the array."""
        if self._exact is not None:
            return self._exact.tolist()
        if self.ndim == 1:
            return [Fraction(value) for value in self.approx.tolist()]
        return [[Fraction(value) for value in row] for row in self.approx.tolist()]

    def integers(self) -> tuple[NDArray[np.object_], int]:
        """(N, d) with every entry N/d exactly, N an object array of Python integers."""
        if self._exact is None:
            mantissa, exponent = np.frexp(self.approx)
            exponent = np.where(mantissa == 0, 0, exponent - 53)
            low = min(int(exponent.min(initial=0)), 0)
            whole = (mantissa * 2.0**53).astype(np.int64).astype(object)
            return np.asarray(whole * 2 ** (exponent.astype(object) - low), dtype=object), 2**-low
        d = lcm(*(value.denominator for value in self._exact.flat))
        N = np.empty(self.shape, dtype=object)
        N.flat = [value.numerator * (d // value.denominator) for value in self._exact.flat]
        return N, d

    def residues(self, modulus: int) -> Floats:
        """Symmetric residues modulo an odd prime, in float64; ZeroDivisionError where it divides a denominator."""
        if self._exact is None:
            mantissa, exponent = np.frexp(self.approx)
            exponent = np.where(mantissa == 0, 0, exponent - 53)
            low = int(exponent.min(initial=0))
            powers = _powers_of_two(modulus, low, int(exponent.max(initial=0)))
            whole = (mantissa * 2.0**53).astype(np.int64) % modulus
            r = whole * powers[exponent - low] % modulus
        else:
            inverses = {d: _inverse(d, modulus) for d in {value.denominator for value in self._exact.flat}}
            r = np.array(
                [value.numerator * inverses[value.denominator] % modulus for value in self._exact.flat], dtype=np.int64
            ).reshape(self.shape)
        return np.where(r > modulus // 2, r - modulus, r).astype(np.float64)


def stack(arrays: Sequence[Rationals]) -> Rationals:
    """Arrays of one shape along a new first axis."""
    approx = np.stack([a.approx for a in arrays])
    if all(a.dyadic for a in arrays):
        return Rationals(approx)
    exact = np.empty(approx.shape, dtype=object)
    exact.flat = [value for a in arrays for value in _flat(a)]
    return Rationals(approx, exact)


def rows_of(arrays: Sequence[Rationals]) -> Rationals:
    """Arrays of equal width under one another."""
    approx = np.concatenate([a.approx for a in arrays])
    if all(a.dyadic for a in arrays):
        return Rationals(approx)
    exact = np.empty(approx.shape, dtype=object)
    exact.flat = [value for a in arrays for value in _flat(a)]
    return Rationals(approx, exact)


def _flat(array: Rationals) -> list[Fraction]:
    values = array.fractions()
    return values if array.ndim == 1 else [value for row in values for value in row]


def residue(value: Fraction, modulus: int) -> int:
    """The symmetric residue of one fraction."""
    r = value.numerator * _inverse(value.denominator, modulus) % modulus
    return r - modulus if r > modulus // 2 else r


def _inverse(d: int, modulus: int) -> int:
    if d % modulus == 0:
        raise ZeroDivisionError(f"{modulus} divides a denominator")
    return pow(d, -1, modulus)


@cache
def _powers_of_two(modulus: int, low: int, high: int) -> NDArray[np.int64]:
    return np.array([pow(2, e, modulus) for e in range(low, high + 1)], dtype=np.int64)


def rationals(values: Any) -> Rationals:
    """Anything array-like (float64, integers, Fractions, Decimals, nested lists) as exact rationals.

    Raises ValueError for NaN, infinities, and values beyond the range of float64.
    """
    if isinstance(values, Rationals):
        return values
    array = np.asarray(values)
    if array.dtype.kind == "f" or array.size == 0:
        array = array.astype(np.float64)
        if not np.isfinite(array).all():
            raise ValueError("exact arithmetic needs finite numbers: there is a NaN or an infinity")
        return Rationals(array)
    exact = np.empty(array.shape, dtype=object)
    exact.flat = [_fraction(value) for value in np.asarray(values, dtype=object).flat]
    try:
        approx = np.array([float(value) for value in exact.flat]).reshape(array.shape)
    except OverflowError:
        raise ValueError("a number lies beyond the range of float64 (about 1.8e308)") from None
    if all(Fraction(a) == b for a, b in zip(approx.flat, exact.flat, strict=True)):
        return Rationals(approx)
    return Rationals(approx, exact)


def _fraction(value: Any) -> Fraction:
    if isinstance(value, (int, float, Fraction, Decimal, np.integer, np.floating)):
        try:
            return Fraction(value.item() if isinstance(value, np.generic) else value)
        except (OverflowError, ValueError):
            pass
    raise ValueError(f"not a finite rational number: {value!r}")


def text(value: Fraction | float) -> str:
    """How certificates write an exact number: a fraction, or the hexadecimal float that it exactly is."""
    return value.hex() if isinstance(value, float) else str(value)


def texts(values: Rationals) -> list[Any]:
    """All entries of an array as `text`, nested like the array."""
    rows: Sequence[Any] = values.approx.tolist() if values.dyadic else values.fractions()
    return [text(row) if values.ndim == 1 else [text(value) for value in row] for row in rows]
