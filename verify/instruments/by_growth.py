"""Intervals for the mean over growths, with the growth as the unit: steps of one growth are far from independent."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]


def interval(values: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return Student's t interval (low, high) for the mean over the first axis, of growths; two of them at least."""
    growths = len(values)
    mean, error = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(growths)
    half = stats.t.isf((1 - confidence) / 2, growths - 1) * error
    return mean - half, mean + half


def one_sided(values: Floats, confidence: float) -> tuple[float, float]:
    """Return Student's bounds (low, high) for the mean of values (growths); each alone has that confidence."""
    low, high = interval(values, 2 * confidence - 1)
    return float(low), float(high)
