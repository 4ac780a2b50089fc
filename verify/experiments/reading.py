"""How objectives become what is plotted, and how far the plotted mean of K growths may lie from that of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.dataset import Floats
from verify.experiments.growths import Setting

DRAWS = 2_000
"""So many pairs of a published mean and of ours are imagined, by drawing growths."""

CONFIDENCE = 0.99
"""Of the prediction interval at all points of all curves of a picture together."""

ROUNDING = 1e-9
"""No plotted value is known to more than this."""


@dataclass(frozen=True)
class Reading:
    """What is plotted over x: log of (factor × the mean over `mean_of` growths of the objective after x + shift steps).

    `base` is "e", "10", or "" for no logarithm; with `logs` the logarithms are averaged; with `total` the growths are
    added up. `factor` is "" or "points" (100 / n) or "changes" (100 / the changes a neuron).
    """

    base: str = "e"
    mean_of: int = 100
    shift: int = 0
    factor: str = ""
    logs: bool = False
    total: bool = False

    def times(self, setting: Setting) -> float:
        """What the mean objective is multiplied by."""
        divisor = {"": 100, "points": setting.points, "changes": setting.changes or 100}[self.factor]
        return 100 / divisor * (self.mean_of if self.total else 1)

    def plotted(self, objectives: Floats, setting: Setting, weights: Floats | None = None) -> Floats:
        """Plot the mean of objectives (growths × x) over the growths: values (x).

        With `weights` (k × growths), rows that add up to 1, k weighted means are plotted: values (k × x).
        """
        if weights is None:
            weights = np.full((1, len(objectives)), 1 / len(objectives))
            return np.asarray(self.plotted(objectives, setting, weights)[0])
        tiny, factor = np.finfo(np.float64).tiny, self.times(setting)
        if self._of_logs:
            return np.asarray(weights @ self._log(np.maximum(factor * objectives, tiny)))
        return self._log(np.maximum(factor * (weights @ objectives), tiny))

    def deviations(self, objectives: Floats, setting: Setting, weights: Floats) -> Floats:
        """Return the standard deviation (k × x) of the plotted mean of `mean_of` growths.

        They come from growths (growths × x) that are weighted by each of k rows of `weights`. To first order: the
        logarithm of a mean has the relative deviation of the mean.
        """
        tiny, factor = np.finfo(np.float64).tiny, self.times(setting)
        values = np.maximum(factor * objectives, tiny)
        if self._of_logs:
            values = self._log(values)
        mean = weights @ values
        variance = np.maximum(weights @ values**2 - mean**2, 0) * len(objectives) / (len(objectives) - 1)
        deviations = np.sqrt(variance / self.mean_of)
        if self.base and not self._of_logs:
            deviations /= mean * (np.log(10) if self.base == "10" else 1)
        return np.asarray(np.maximum(deviations, ROUNDING))

    @property
    def _of_logs(self) -> bool:
        """Whether what is plotted is a mean of logarithms, as it also is for one growth."""
        return self.logs or self.mean_of == 1

    def _log(self, values: Floats) -> Floats:
        if not self.base:
            return values
        return np.asarray(np.log10(values) if self.base == "10" else np.log(values))

    @property
    def label(self) -> str:
        """What the y axis shows."""
        name = "sum of objectives" if self.total else "objective"
        factor = {"": "", "points": "100 / n × ", "changes": "100 / changes × "}[self.factor]
        log = {"": "", "e": "ln ", "10": "log₁₀ "}[self.base]
        return f"{log}({factor}{name})" if log and factor else f"{log}{factor}{name}"


@dataclass(frozen=True, eq=False)
class Predicted:
    """What a published curve should show at some x: the centre and the standard deviation of the published mean."""

    centre: Floats
    deviation: Floats


def predict(objectives: Floats, setting: Setting, reading: Reading) -> Predicted:
    """Predict the plotted mean of `mean_of` other growths from M growths: objectives (M × x)."""
    weights = np.full((1, len(objectives)), 1 / len(objectives))
    return Predicted(
        reading.plotted(objectives, setting, weights)[0], reading.deviations(objectives, setting, weights)[0]
    )


def farthest(objectives: Floats, setting: Setting, reading: Reading, seed: Sequence[int]) -> Floats:
    """Imagine how far above and below a curve may be, at some x, in the deviations that ours would have shown (2 × k).

    Both the M growths of ours and the K published are drawn from objectives (M × x), with repetition, which is the
    bootstrap-t (Efron and Tibshirani, An Introduction to the Bootstrap, 12.5): it knows that few growths make up a mean
    of skewed objectives. The largest excess over all x counts the points as they depend on one another.
    """
    M = len(objectives)
    ours, theirs = _drawn(tuple(seed), M, M), _drawn((*seed, 1), M, reading.mean_of)
    excess = reading.plotted(objectives, setting, theirs) - reading.plotted(objectives, setting, ours)
    excess /= reading.deviations(objectives, setting, ours)
    return np.stack([excess.max(axis=1), (-excess).max(axis=1)])


def limits(imagined: Sequence[Floats]) -> Floats:
    """Return how many deviations above and below (2) all values of all curves are, given each one's farthest.

    It is the same for a cause as for what the post describes: an interval that grew with the number of causes tried
    would let a cause that changes nothing explain a departure, and the more easily the more are tried.
    """
    return np.asarray(np.quantile(np.maximum.reduce(list(imagined)), (1 + CONFIDENCE) / 2, axis=1))


@cache
def _drawn(seed: tuple[int, ...], M: int, K: int) -> Floats:
    """Draw K of M growths, with repetition, `DRAWS` times: the weight of each in each mean (DRAWS × M)."""
    drawn = np.random.default_rng([*seed, M, K]).multinomial(K, np.full(M, 1 / M), size=DRAWS)
    return np.asarray(drawn / K)
