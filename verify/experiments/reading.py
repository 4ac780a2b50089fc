"""How objectives become what is plotted, and how far the plotted mean of K growths may lie from that of others."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

from core.dataset import Floats
from verify.experiments.growths import Setting

DRAWS = 400
"""So many published means are imagined, by drawing growths."""

CONFIDENCE = 0.99
"""Of the prediction interval at all points of all curves of a picture, for all causes that were tried together."""


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
        if self.logs:
            return np.asarray(weights @ self._log(np.maximum(factor * objectives, tiny)))
        return self._log(np.maximum(factor * (weights @ objectives), tiny))

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
    """What a published curve should show at some x: the centre and the standard deviation of the prediction."""

    centre: Floats
    deviation: Floats
    growths: int

    def half_width(self, points: int, tried: int) -> Floats:
        """Half of the interval in which all of so many `points` lie, for all of so many causes `tried`.

        Student's t with the growths as the unit, the error shared out equally (Bonferroni).
        """
        share = (1 - CONFIDENCE) / (2 * points * tried)
        return np.asarray(stats.t.isf(share, self.growths - 1) * self.deviation)


def predict(objectives: Floats, setting: Setting, reading: Reading, seed: int) -> Predicted:
    """Predict the plotted mean of `mean_of` other growths from M growths: objectives (M × x).

    Means of K growths are imagined by drawing K of the M, with repetition; their variance is that of the published
    mean, and K / M times it that of ours.
    """
    M, K = len(objectives), reading.mean_of
    values = reading.plotted(objectives, setting, _means(seed, M, K))
    return Predicted(values.mean(axis=0), values.std(axis=0, ddof=1) * np.sqrt(1 + K / M), M)


@cache
def _means(seed: int, M: int, K: int) -> Floats:
    """Draw K of M growths, with repetition, `DRAWS` times: the weight of each in each mean (DRAWS × M)."""
    drawn = np.random.default_rng([seed, M, K]).integers(0, M, size=(DRAWS, K))
    return np.stack([np.bincount(row, minlength=M) for row in drawn]) / K
