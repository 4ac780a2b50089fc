"""Intervals for the mean over growths, with the growth as the unit: what is in one growth is far from independent."""

import numpy as np
from scipy import stats

from core.dataset import Floats
from verify import evidence


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


def pooled_interval_covers(
    statement: str, *, confidence: float, what: str, repeated: int, growths: int, pooled: int, by_growth: int
) -> evidence.Control:
    """Wrong: an interval that takes all that growths hold for independent covers as often as it says.

    Of `repeated` intervals, each of so many growths, `pooled` covered, and `by_growth` of those with the growth as the
    unit; `what` was repeated. Refuted when so few cover that this has probability below 10⁻⁶ at the stated confidence.
    """
    refuted = float(stats.binom.cdf(pooled, repeated, confidence)) < 1e-6
    shown = {what: repeated, "growths in each": growths, "intervals that cover": pooled}
    shown["intervals by growth that cover"] = by_growth
    return evidence.Control(
        id="pooled-interval-covers",
        statement=statement,
        refuted=refuted,
        counterexample={name: str(value) for name, value in shown.items()} if refuted else None,
    )
