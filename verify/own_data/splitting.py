"""Rows to fit to and rows held out, and features scaled by what the rows to fit to say alone."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats
from verify.bad_input import BadInputError
from verify.own_data.options import FloatRequest

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Split:
    """The numbers of the rows that a network is fitted to, and of those that it does not see; both ascend."""

    training: Rows
    held_out: Rows


def refuse_few(request: FloatRequest, rows: int) -> None:
    """Raise `BadInputError` where so many rows cannot be split as asked."""
    if request.folds is not None and request.folds > rows:
        raise BadInputError("--folds", f"{request.folds} is more than the {rows} rows", f"give at most {rows}")
    if request.holdout is not None and not 0 < _count(request.holdout, rows) < rows:
        some, remedy = ("none", "larger") if _count(request.holdout, rows) == 0 else ("all", "smaller")
        what = f"{float(request.holdout):g} of {rows} rows would hold out {some}"
        raise BadInputError("--holdout", what, f"give a {remedy} share")


def splits(request: FloatRequest, rows: int, generator: np.random.Generator) -> list[Split]:
    """Draw the splits of one growth: one, or as many as there are folds, each row held out in exactly one of these.

    A share is rounded to whole rows. `refuse_few` says which requests cannot be met.
    """
    if request.folds is not None:
        parts = np.array_split(generator.permutation(rows), request.folds)
    elif request.holdout is not None:
        parts = [generator.permutation(rows)[: _count(request.holdout, rows)]]
    else:
        parts = [np.empty(0, dtype=np.intp)]
    return [Split(np.setdiff1d(np.arange(rows), part), np.sort(part)) for part in parts]


def _count(share: Fraction, rows: int) -> int:
    return round(share * rows)


def standardised_by(training: Floats, points: Floats) -> Floats:
    """Return `points` (k × m), each feature less the mean of `training` (n × m), divided by its deviation (over n).

    A feature that is constant in `training` becomes 0, since its rows do not say how much it varies.
    """
    centre = training.mean(axis=0)
    # Divided by the largest first, since squares of the smallest values allowed would be 0 in float64.
    reach = np.abs(training - centre).max(axis=0)
    varies = training.min(axis=0) < training.max(axis=0)
    scores = np.zeros(points.shape)
    relative = (training[:, varies] - centre[varies]) / reach[varies]
    deviation = np.sqrt((relative**2).mean(axis=0))
    scores[:, varies] = (points[:, varies] - centre[varies]) / reach[varies] / deviation
    return scores
