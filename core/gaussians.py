"""The post's example: 200 points, a sum of four Gaussians as the target, and sums of k Gaussians as the model.

A model of k terms is Σ_j height_j exp(-((x - mean_j) / deviation_j)²). Its objective is the sum of squared residuals;
once means and deviations are fixed the heights are output weights, and least squares eliminates them.

The target is exp(-x²/2) - 2 exp(-x²) + 2.5 exp(-x²/0.25) - 1.6 exp(-x²/0.125). What stands below x² is a squared
deviation; the deviations are √2, 1, 1/2 and √(1/8). So terms are kept with their squared deviations, as fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from core.dataset import Dataset, Floats
from core.least_squares import LeastSquares, Standing, begin


@dataclass(frozen=True)
class Term:
    """height · exp(-(x - mean)² / squared_deviation), all three exact."""

    height: Fraction
    mean: Fraction
    squared_deviation: Fraction

    @property
    def deviation(self) -> float:
        """The deviation, rounded where it is no fraction."""
        return sqrt(self.squared_deviation)


def terms(heights: Sequence[str], means: Sequence[str], deviations: Sequence[str]) -> tuple[Term, ...]:
    """Terms from decimal texts, as they are printed."""
    parts = zip(heights, means, deviations, strict=True)
    return tuple(Term(Fraction(a), Fraction(b), Fraction(c) ** 2) for a, b, c in parts)


TARGET = tuple(
    Term(Fraction(height), Fraction(0), Fraction(square))
    for height, square in (("1", "2"), ("-2", "1"), ("2.5", "1/4"), ("-1.6", "1/8"))
)
PRINTED = terms(("1", "-2", "2.5", "-1.6"), ("0",) * 4, ("1.7", "1", "0.5", "0.35"))
"""The four terms that the post gives as the global optimum: two deviations are rounded."""

SEVEN = terms(("1",) * 7, ("-2", "-0.3", "0.3", "2", "-0.7", "0.7", "0"), ("1", "0.3", "0.3", "1", "0.3", "0.3", "0.2"))
"""The post's start with seven terms: that of its bad local minimum, and three more."""

BY_HAND = terms(("1",), ("1.2",), ("0.2",))
"""The single term that the post gives by hand."""

POINTS = tuple(Fraction(-3) + Fraction(6 * k, 199) for k in range(200))
"""200 points evenly spaced on [-3, 3], both ends included."""


def example() -> Dataset:
    """The example in float64: points (200 × 1) and the target's values there."""
    x = np.array([float(point) for point in POINTS])
    return Dataset(x[:, None], values(TARGET, x))


def outputs(x: ArrayLike, means: ArrayLike, deviations: ArrayLike) -> Floats:
    """exp(-((x - mean) / deviation)²) at points x (n) for k means and positive deviations: n × k."""
    differences = np.asarray(x, dtype=np.float64)[:, None] - np.asarray(means, dtype=np.float64)
    return np.asarray(np.exp(-((differences / np.asarray(deviations, dtype=np.float64)) ** 2)))


def values(model: Sequence[Term], x: ArrayLike) -> Floats:
    """The model's values (n) at points x (n), in float64."""
    G = outputs(x, [float(term.mean) for term in model], [term.deviation for term in model])
    return np.asarray(G @ np.array([float(term.height) for term in model]))


def solved(x: ArrayLike, y: ArrayLike, means: ArrayLike, deviations: ArrayLike) -> LeastSquares:
    """The fit of y (n) by the Gaussians, their heights eliminated: `weights` has them, `objective` what is left."""
    fit = begin(y)
    for column in outputs(x, means, deviations).T:
        fit = fit.add(column)
    return fit


# ---- the two strategies of the post for a model that has as many terms as it likes ----


@dataclass(frozen=True, eq=False)
class Greedy:
    """Terms added one by one where model and data disagreed most; entry k of a tuple is about k terms.

    `objectives` are optimal ones, `disagreements` the largest |data - model|. It is `stuck` when the next term would be
    one that is there: it changes nothing, so the disagreement stays where it is, and so does the strategy.
    """

    means: Floats
    deviation: float
    heights: Floats
    objectives: tuple[float, ...]
    disagreements: tuple[float, ...]
    stuck: bool

    def below(self, threshold: float) -> int | None:
        """The first rule: the number of terms with which model and data differ by less than this everywhere."""
        return next((k for k, value in enumerate(self.disagreements) if value < threshold), None)


def greedy(x: Floats, y: Floats, deviation: float, count: int) -> Greedy:
    """Put a Gaussian on the point with the largest |residual|, solve all heights again, `count` times.

    Of equals the first point is taken. Ends before `count` when it is stuck, or float64 sees no new direction in the
    next term.
    """
    fit = begin(y)
    means: list[float] = []
    objectives, disagreements = [fit.objective], [float(np.abs(fit.residual).max())]
    stuck = False
    while len(means) < count and not stuck:
        mean = float(x[np.argmax(np.abs(fit.residual))])
        stuck = mean in means
        added = fit.add(outputs(x, [mean], [deviation])[:, 0])
        if added.standings[-1] is not Standing.NEW:
            break
        fit = added
        means.append(mean)
        objectives.append(fit.objective)
        disagreements.append(float(np.abs(fit.residual).max()))
    return Greedy(np.array(means), deviation, fit.weights, tuple(objectives), tuple(disagreements), stuck)


def held_out(x: Floats, y: Floats, deviation: float, count: int, folds: int) -> tuple[float, ...]:
    """The mean squared error with 0, 1, ... terms on points that were held out, each point once.

    Fold i has the points i, i + folds, i + 2 folds ...; the strategy sees nothing of it. Where it ends before `count`,
    its error stays what it is, as long as other folds go on.
    """
    errors: list[list[float]] = []
    for first in range(folds):
        out = np.arange(len(x)) % folds == first
        growth = greedy(x[~out], y[~out], deviation, count)
        errors.append([])
        for k in range(len(growth.objectives)):
            fit = solved(x[~out], y[~out], growth.means[:k], [deviation])
            difference = y[out] - outputs(x[out], growth.means[:k], [deviation]) @ fit.weights
            errors[-1].append(float(difference @ difference))
    longest = max(map(len, errors))
    padded = [of_fold + of_fold[-1:] * (longest - len(of_fold)) for of_fold in errors]
    return tuple(sum(with_k) / len(x) for with_k in zip(*padded, strict=True))


def before_rise(errors: Sequence[float]) -> int | None:
    """The second rule: the number of terms after which the cross-validated error rises for the first time."""
    return next((k for k, (now, then) in enumerate(pairwise(errors)) if then > now), None)


def one_a_point(x: Floats, y: Floats, deviation: float) -> tuple[float, float]:
    """A Gaussian on each point, as high as its value: the objective, and the mean squared error left out one by one.

    The post's extreme strategy, nothing being trained. Without its own Gaussian a point is predicted by all others.
    """
    G = outputs(x, x, np.full(len(x), deviation))
    errors = G @ y - y
    alone = errors - y * np.diag(G)
    return float(errors @ errors), float(alone @ alone) / len(x)
