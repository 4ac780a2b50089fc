"""Arrays of exact rationals: float64 values taken as the dyadic numbers they are, or any fractions."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats


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
        """The length of each axis."""
        return self.approx.shape

    @property
    def ndim(self) -> int:
        """How many axes there are."""
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
            values: list[Any] = self._exact.tolist()
            return values
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
        values: list[Fraction] = self._exact.ravel().tolist()
        d = lcm(*(value.denominator for value in values))
        return _objects([value.numerator * (d // value.denominator) for value in values], self.shape), d

    def residues(self, modulus: int) -> Floats:
        """Symmetric residues modulo an odd prime, in float64; ZeroDivisionError where it divides a denominator."""
        r: NDArray[np.int64]
        if self._exact is None:
            mantissa, exponent = np.frexp(self.approx)
            exponent = np.where(mantissa == 0, 0, exponent - 53)
            low = int(exponent.min(initial=0))
            powers = _powers_of_two(modulus, low, int(exponent.max(initial=0)))
            whole = (mantissa * 2.0**53).astype(np.int64) % modulus
            r = whole * powers[exponent - low] % modulus
        else:
            fractions: list[Fraction] = self._exact.ravel().tolist()
            inverses = {d: _inverse(d, modulus) for d in {value.denominator for value in fractions}}
            r = np.array([v.numerator * inverses[v.denominator] % modulus for v in fractions], dtype=np.int64)
            r = r.reshape(self.shape)
        return np.asarray(np.where(r > modulus // 2, r - modulus, r), dtype=np.float64)


def stack(arrays: Sequence[Rationals]) -> Rationals:
    """Arrays of one shape along a new first axis."""
    return _joined(np.stack([a.approx for a in arrays]), arrays)


def rows_of(arrays: Sequence[Rationals]) -> Rationals:
    """Arrays of equal width under one another."""
    return _joined(np.concatenate([a.approx for a in arrays]), arrays)


def _joined(approx: Floats, arrays: Sequence[Rationals]) -> Rationals:
    if all(a.dyadic for a in arrays):
        return Rationals(approx)
    return Rationals(approx, _objects([value for a in arrays for value in _flat(a)], approx.shape))


def _objects(values: Sequence[Any], shape: tuple[int, ...]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array.reshape(shape)


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
    if array.size == 0 or _float64s(values, array):
        array = array.astype(np.float64)
        if not np.isfinite(array).all():
            raise ValueError("exact arithmetic needs finite numbers: there is a NaN or an infinity")
        return Rationals(array)
    exact = [_fraction(value) for value in np.asarray(values, dtype=object).flat]
    try:
        approx = np.array([float(value) for value in exact]).reshape(array.shape)
    except OverflowError:
        raise ValueError("a number lies beyond the range of float64 (about 1.8e308)") from None
    if all(Fraction(a) == b for a, b in zip(approx.flat, exact, strict=True)):
        return Rationals(approx)
    return Rationals(approx, _objects(exact, array.shape))


def _float64s(values: Any, array: NDArray[Any]) -> bool:
    """Whether all values are floats that float64 holds. NumPy makes floats of integers beside them, rounded if long."""
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        return False
    if isinstance(values, np.ndarray):
        return True
    return all(isinstance(value, (float, np.floating)) for value in np.asarray(values, dtype=object).flat)


def _fraction(value: Any) -> Fraction:
    if isinstance(value, (int, float, Fraction, Decimal, np.integer, np.floating)):
        try:
            if isinstance(value, np.floating):
                return Fraction(*value.as_integer_ratio())
            return Fraction(int(value) if isinstance(value, np.integer) else value)
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
