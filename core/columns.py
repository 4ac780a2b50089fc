"""Columns of float64 numbers: one brought to a safe scale, and a matrix of them that grows in O(n) a column."""

import numpy as np

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
    def none(cls, n: int) -> "Columns":
        """Return the matrix (n × 0)."""
        return cls(np.empty((n, 8), order="F"), 0, [0])

    def append(self, column: Floats) -> "Columns":
        """Return the matrix (n × (u + 1)) with `column` (n) at its right."""
        buffer, written = self._buffer, self._written
        if written[0] != self.count or self.count == buffer.shape[1]:
            buffer = np.empty((buffer.shape[0], 2 * self.count + 8), order="F")
            buffer[:, : self.count] = self.matrix
            written = [self.count]
        buffer[:, self.count] = column
        written[0] += 1
        return Columns(buffer, self.count + 1, written)


def scaled(g: Floats) -> tuple[Floats, int]:
    """Scale g (n) to (g / 2^e, e) with the largest entry between 1/2 and 1; a zero column keeps e = 0.

    The division is exact but for entries that fall below 2⁻¹⁰²², which `core.rounding.UNDERFLOW` pays for.
    """
    exponent = int(np.frexp(np.abs(g).max())[1])
    return np.ldexp(g, -exponent), exponent
