"""Columns of float64 numbers: one brought to a safe scale, and a matrix of them that grows in O(n) a column."""

import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats


class Columns:
    """A read-only matrix (n × u), column after column in memory; a value, `append` returns the next one.

    Values share one buffer, and each sees its first `count` columns. `append` writes the next column there
    when no other value has done so yet, and copies otherwise or when the buffer is full; so no value changes.
    """

    def __init__(self, buffer: Floats, count: int, written: list[int]) -> None:
        self._buffer = buffer
        self._written = written  # one number, shared by all values on this buffer
        self.count = count
        self.matrix = buffer[:, :count]
        self.matrix.setflags(write=False)

    @classmethod
    def none(cls, n: int, room: int = 8) -> "Columns":
        """Return the matrix (n × 0), with room for so many columns before anything is copied."""
        return cls(np.empty((n, room), order="F"), 0, [0])

    def append(self, columns: Floats) -> "Columns":
        """Return the matrix with `columns`, one (n) or several (n × a), at its right."""
        buffer, written = self._buffer, self._written
        count = self.count + (1 if columns.ndim == 1 else columns.shape[1])
        if written[0] != self.count or count > buffer.shape[1]:
            buffer = np.empty((buffer.shape[0], count + self.count + 8), order="F")
            buffer[:, : self.count] = self.matrix
            written = [self.count]
        buffer[:, self.count : count] = columns.reshape(buffer.shape[0], -1)
        written[0] = count
        return Columns(buffer, count, written)


def scaled(g: Floats) -> tuple[Floats, int]:
    """Scale g (n) to (g / 2^e, e) with the largest entry between 1/2 and 1; a zero column keeps e = 0.

    The division is exact but for entries that fall below 2⁻¹⁰²², which `core.rounding.UNDERFLOW` pays for.
    """
    columns, exponents = scaled_columns(g[:, np.newaxis])
    return columns[:, 0], int(exponents[0])


def scaled_columns(G: Floats) -> tuple[Floats, NDArray[np.int32]]:
    """Scale each column of G (n × k) by its own power of two, as `scaled` does; the exponents are an array (k)."""
    exponents = np.frexp(np.abs(G).max(axis=0))[1]
    return np.ldexp(G, -exponents), exponents
