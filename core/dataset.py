"""Datasets: points and a target, validated once, here, so that nothing behind this edge checks for NaN."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points X (n × m) and a target y (n), both finite and taken as float64; the arrays are read-only copies.

    Raises TypeError where an argument does not hold real numbers, and ValueError where its shape is wrong,
    where there is no point or no feature, or where an entry is not finite.
    """

    X: Floats
    y: Floats

    def __post_init__(self) -> None:
        X = finite("X", self.X, axes=2)
        y = finite("y", self.y, axes=1)
        if X.shape[0] == 0:
            raise ValueError(f"X: shape {X.shape} has no point; give at least one row")
        if X.shape[1] == 0:
            raise ValueError(f"X: shape {X.shape} has no feature; give at least one column")
        if y.shape[0] != X.shape[0]:
            raise ValueError(f"y: {y.shape[0]} values for the {X.shape[0]} points of X; give one a point")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    @property
    def points(self) -> int:
        """The number n of points."""
        return int(self.X.shape[0])

    @property
    def features(self) -> int:
        """The number m of features, a constant one included."""
        return int(self.X.shape[1])


def finite(name: str, values: ArrayLike, *, axes: int) -> Floats:
    """Copy `values` into a read-only float64 array with that many axes, all finite.

    Text, complex numbers and objects are refused (TypeError) rather than converted. ValueError names the
    argument, the first bad entry and its place.
    """
    given = np.asarray(values)
    if given.dtype.kind not in "iuf":
        raise TypeError(f"{name}: entries of type {given.dtype} are not integers or floats")
    if given.ndim != axes:
        raise ValueError(f"{name}: shape {given.shape} has {given.ndim} axes where {axes} are needed")
    array = np.array(given, dtype=np.float64)
    bad = np.argwhere(~np.isfinite(array))
    if bad.size:
        place = tuple(int(i) for i in bad[0])
        raise ValueError(f"{name}: entry {place} is {array[place]}; every entry must be finite")
    array.setflags(write=False)
    return array


def waves(generator: np.random.Generator, points: int = 100) -> Dataset:
    """Draw the post's dataset: two standard normal features and a constant 1; target sin(3 x₀)·sin(3 x₁).

    X is points × 3. Raises ValueError where points < 1. Source: the post's experiments, "fitting 100 values
    of the 2d function".
    """
    if points < 1:
        raise ValueError(f"points: {points} is not a positive number of points")
    position = generator.standard_normal((points, 2))
    target = np.sin(3 * position[:, 0]) * np.sin(3 * position[:, 1])
    return Dataset(np.column_stack([position, np.ones(points)]), target)


def candidate_weights(generator: np.random.Generator, candidates: int, features: int) -> Floats:
    """Draw standard normal weights (candidates × features), a row a candidate.

    Rows are drawn one after the other, so drawing k rows and then l rows gives the same as drawing k + l at
    once. Raises ValueError where candidates < 0 or features < 1.
    """
    if candidates < 0:
        raise ValueError(f"candidates: {candidates} is negative")
    if features < 1:
        raise ValueError(f"features: {features} is not a positive number of features")
    return np.asarray(generator.standard_normal((candidates, features)))
