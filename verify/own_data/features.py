"""What is made of a table's features before the neurons see them: standardising, and a constant 1."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import isqrt, lcm

from verify.bad_input import BadInputError, file, shown
from verify.own_data.table import Table

BIAS = "bias"


def standardised(table: Table) -> Table:
    """Each feature less its mean, divided by its standard deviation (over n, not n - 1), rounded to float64.

    From then on the float64 values are what the table says, exactly. The target stays as it is. Raises
    `BadInputError` for a feature that is constant, since it has no deviation to divide by.
    """
    columns = []
    for j, name in enumerate(table.names):
        column = table.column(j)
        if min(column) == max(column):
            where = f"{file(table.source)}, column {shown(name)}"
            raise BadInputError(where, "is constant, so --standardise would divide by 0", "leave the column out")
        columns.append(_standard_scores(column))
    return replace(table, points=tuple(zip(*columns, strict=True)) if columns else table.points)


def _standard_scores(column: Sequence[Fraction]) -> list[Fraction]:
    """(x - mean) / sqrt(mean of (x - mean)²), rounded to float64.

    With D the common denominator, t = n D (x - mean) are integers and the score is t / sqrt(Σ t² / n). The
    root is taken in integers to 2^-128 relative and Python's division of integers rounds correctly, so that
    every machine finds the same bits: the nearest float64, or its neighbour where a tie is within 2^-127.
    """
    n = len(column)
    denominator = lcm(*(x.denominator for x in column))
    scaled = [x.numerator * (denominator // x.denominator) for x in column]
    total = sum(scaled)
    t = [n * x - total for x in scaled]
    # Σ t² ≥ 2 and n < 2^21 (`MOST_CELLS`) leave the root at least 149 bits.
    root = isqrt((sum(x * x for x in t) << 320) // n)
    return [Fraction((x << 160) / root) for x in t]


def with_bias(table: Table) -> Table:
    """Append a last feature, named "bias", that is 1 at every point."""
    if BIAS in table.names:
        raise BadInputError(
            f"{file(table.source)}, row 1",
            "a column is named 'bias' already",
            "rename it, or leave --bias out",
        )
    return replace(table, names=(*table.names, BIAS), points=tuple((*row, Fraction(1)) for row in table.points))


def remarks(table: Table) -> list[str]:
    """List what a reader should know of the features and the target, decided exactly.

    Constant columns, columns that are a multiple of an earlier one, points that occur more than once: each is
    allowed, and explains why neurons may fail.
    """
    found = []
    for j, name in enumerate(table.names):
        column = table.column(j)
        if name != BIAS and min(column) == max(column):
            found.append(f"column {shown(name)} is {'zero' if column[0] == 0 else 'constant'} at every point")
        elif (i := _proportional_to(table, j)) is not None:
            found.append(f"column {shown(name)} is a multiple of column {shown(table.names[i])}")
    if min(table.target) == max(table.target):
        found.append(f"the target {shown(table.target_name)} is constant")
    repeated = len(table.points) - len(set(table.points))
    if repeated:
        verb = "repeats" if repeated == 1 else "repeat"
        found.append(f"{repeated} of the {len(table.points)} points {verb} an earlier point")
    return found


def _proportional_to(table: Table, j: int) -> int | None:
    """Find the first earlier column that column j is a non-zero multiple of, or None."""
    column = table.column(j)
    pivot = next((k for k, value in enumerate(column) if value != 0), None)
    if pivot is None:
        return None
    for i in range(j):
        head = table.points[pivot][i]
        if head != 0 and all(row[i] * column[pivot] == row[j] * head for row in table.points):
            return i
    return None
