"""The user's own neurons: a CSV file with a row a neuron and a column a feature."""

from collections.abc import Sequence
from pathlib import Path

from verify.bad_input import BadInputError, cell, file, shown
from verify.own_data.decimals import Values, exact, is_number
from verify.own_data.rows import MOST_CELLS, rows
from verify.own_data.table import Row, counted


def read_weights(path: Path, features: Sequence[str], values: Values = Values.DECIMAL) -> list[Row]:
    """Read the neurons' weights (K rows, one weight a feature), in the order of the file.

    Row 1 may name the columns; then the names must be those of the features, in any order. Without names the
    columns are taken in the features' order. Raises `BadInputError`, one line, for anything else.
    """
    order: list[int] = list(range(len(features)))
    neurons: list[Row] = []
    for number, cells in rows(path):
        if number == 1 and _are_names(cells, features):
            order = _order(path, [c.strip() for c in cells], features)
            continue
        if len(cells) != len(features):
            raise BadInputError(
                f"{file(path)}, row {number}",
                f"{counted(len(cells), 'weight')} where the points have {counted(len(features), 'feature')}",
                f"give one for each of {_listed(features)}",
            )
        if (len(neurons) + 1) * len(features) > MOST_CELLS:
            raise BadInputError(file(path), f"over {MOST_CELLS} weights", "judge fewer neurons at a time")
        neurons.append(
            tuple(exact(cells[order[j]], cell(path, number, name), values) for j, name in enumerate(features))
        )
    if not neurons:
        raise BadInputError(file(path), "no neurons", "write one row of weights a neuron")
    return neurons


def _are_names(cells: Sequence[str], features: Sequence[str]) -> bool:
    """Tell names from weights: some cell names a feature, and none is a number."""
    return any(c.strip() in features for c in cells) and not any(is_number(c) for c in cells)


def _order(path: Path, names: list[str], features: Sequence[str]) -> list[int]:
    where = f"{file(path)}, row 1"
    for name in names:
        if name not in features:
            raise BadInputError(where, f"{shown(name)} is no feature", f"the features are {_listed(features)}")
        if names.count(name) > 1:
            raise BadInputError(where, f"{shown(name)} is there twice", "name each feature once")
    for name in features:
        if name not in names:
            raise BadInputError(where, f"no weights for {shown(name)}", "give every feature a column")
    return [names.index(name) for name in features]


def _listed(features: Sequence[str]) -> str:
    return ", ".join(shown(name) for name in features[:12]) + (", ..." if len(features) > 12 else "")
