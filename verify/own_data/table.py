"""A table of the user's own: named columns of exact numbers, one of them the target."""

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from verify.bad_input import BadInputError, cell, file, shown
from verify.own_data.decimals import LARGEST, Values, exact, is_number
from verify.own_data.rows import MOST_CELLS, rows

Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Table:
    """n points with m named features, and their target.

    `points` (n rows of m numbers) and `target` (n) are exact; `names` are the m features' names; `source` is
    the path as the user gave it, for messages, and `sha256` names the bytes of the file.
    """

    source: Path
    names: tuple[str, ...]
    points: tuple[Row, ...]
    target_name: str
    target: Row
    sha256: str

    def column(self, j: int) -> Row:
        """Return the n values of feature j."""
        return tuple(row[j] for row in self.points)


def read_table(path: Path, target: str, values: Values = Values.DECIMAL) -> Table:
    """Read the CSV file at `path`: names in row 1, numbers below; every column but `target` is a feature.

    Raises `BadInputError`, one line, for every file that is not such a table of at least two rows.
    """
    digest = hashlib.sha256()
    stream = rows(path, digest)
    _, header = next(stream, (0, None))
    if header is None:
        raise BadInputError(file(path), "the file is empty", "write column names in row 1 and numbers below")
    names = _column_names(path, header)
    position = _find(path, names, target.strip())
    points: list[Row] = []
    for number, cells in stream:
        if len(cells) != len(names):
            raise BadInputError(
                f"{file(path)}, row {number}",
                f"{counted(len(cells), 'cell')} where row 1 names {counted(len(names), 'column')}",
                "give every row one cell a column",
            )
        if (len(points) + 1) * len(names) > MOST_CELLS:
            raise BadInputError(file(path), f"over {MOST_CELLS} cells", "take a sample of the rows")
        points.append(tuple(exact(c, cell(path, number, n), values) for c, n in zip(cells, names, strict=True)))
    if len(points) < 2:
        found = "no row of numbers below the names" if not points else "a single row of numbers"
        raise BadInputError(file(path), found, "at least two points are needed")
    _refuse_vanishing(path, names, points)
    return Table(
        source=path,
        names=(*names[:position], *names[position + 1 :]),
        points=tuple((*row[:position], *row[position + 1 :]) for row in points),
        target_name=names[position],
        target=tuple(row[position] for row in points),
        sha256=digest.hexdigest(),
    )


def counted(number: int, noun: str) -> str:
    """Write 1 cell, 2 cells."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _column_names(path: Path, header: Sequence[str]) -> list[str]:
    where = f"{file(path)}, row 1"
    names = [name.strip() for name in header]
    if len(names) == 1 and (mark := next((m for m in ";\t|" if m in names[0]), None)) is not None:
        raise BadInputError(where, f"the columns seem to be separated by {shown(mark)}", "separate them by commas")
    if all(is_number(name) for name in names):
        raise BadInputError(where, "numbers where the names of the columns belong", "write the names in row 1")
    seen: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if not name:
            raise BadInputError(f"{where}, column {number}", "a column without a name", "name it, or leave it out")
        if name in seen:
            again = f"columns {seen[name]} and {number} are both named {shown(name)}"
            raise BadInputError(where, again, "rename one of them")
        seen[name] = number
    return names


def _find(path: Path, names: list[str], target: str) -> int:
    if target in names:
        return names.index(target)
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(target.casefold(), folded, n=1)
    if near:
        remedy = f"did you mean {shown(folded[near[0]])}?"
    else:
        listed = ", ".join(shown(name) for name in names[:6]) + (", ..." if len(names) > 6 else "")
        remedy = f"its columns are {listed}"
    raise BadInputError(f"{file(path)}, row 1", f"no column is named {shown(target)} (--target)", remedy)


def _refuse_vanishing(path: Path, names: Sequence[str], points: Sequence[Row]) -> None:
    """Refuse a column whose every square underflows: its objective in float64 would be a false 0."""
    for j, name in enumerate(names):
        size = max(abs(row[j]) for row in points)
        if 0 < size < 1 / LARGEST:
            where = f"{file(path)}, column {shown(name)}"
            raise BadInputError(
                where, "every value is below 1e-150 in size, so no square is a float64", "use smaller units"
            )
