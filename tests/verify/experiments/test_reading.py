"""What is plotted of objectives, against a restatement; and the interval covers what it says."""

import numpy as np
import pytest
from scipy import stats

from verify.experiments.growths import Setting
from verify.experiments.reading import CONFIDENCE, Predicted, Reading, predict

SETTING = Setting("relu", 1_000, 3, changes=10)
ROWS = np.array([[4.0, 2.0, 1.0], [8.0, 4.0, 0.5]])


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(base="", mean_of=2), [6, 3, 0.75]),
        (Reading(base="10", mean_of=2), np.log10([6, 3, 0.75])),
        (Reading(base="e", mean_of=2, factor="points"), np.log([0.6, 0.3, 0.075])),
        (Reading(base="e", mean_of=2, factor="changes"), np.log([60, 30, 7.5])),
        (Reading(base="e", mean_of=2, logs=True), [np.log(32) / 2, np.log(8) / 2, np.log(0.5) / 2]),
        (Reading(base="", mean_of=2, total=True), [12, 6, 1.5]),
    ],
)
def test_what_is_plotted(reading: Reading, expected: list[float]) -> None:
    assert reading.plotted(ROWS, SETTING) == pytest.approx(expected)


def test_an_objective_of_zero_has_a_logarithm() -> None:
    assert np.isfinite(Reading().plotted(np.zeros((2, 1)), SETTING)).all()


def test_labels_say_what_is_plotted() -> None:
    assert Reading(base="10", factor="changes").label == "log₁₀ (100 / changes × objective)"
    assert Reading(base="", total=True).label == "sum of objectives"


def test_the_interval_covers_other_means_as_often_as_it_says() -> None:
    """300 pairs of (40 growths here, a mean of 10 elsewhere): at most a few outside, by the confidence."""
    generator = np.random.default_rng(0)
    reading, outside = Reading(base="e", mean_of=10), 0
    for seed in range(300):
        ours, theirs = (np.exp(0.4 * generator.standard_normal((k, 1))) for k in (40, 10))
        predicted = predict(ours, SETTING, reading, seed)
        outside += abs(reading.plotted(theirs, SETTING)[0] - predicted.centre[0]) > predicted.half_width(1, 1)[0]
    assert outside <= 12  # 3 are expected; 13 or more has a chance below 1e-5
    assert CONFIDENCE == 0.99


@pytest.mark.parametrize(("ours", "theirs"), [(50, 50), (90, 10)])
def test_the_deviation_is_that_of_a_difference_of_two_means(ours: int, theirs: int) -> None:
    """The variance of the mean of one growth drawn of ours is σ², so that of the difference is σ² / K + σ² / M."""
    rows = 10 + np.random.default_rng(0).standard_normal((ours, 3))
    predicted = predict(rows, SETTING, Reading(base="", mean_of=theirs), 0)
    expected = rows.std(axis=0) * np.sqrt(1 / theirs + 1 / ours)
    assert predicted.deviation == pytest.approx(expected, rel=0.12)  # the deviation of 400 draws is off by 3.5 % or so
    assert predicted.centre == pytest.approx(rows.mean(axis=0), abs=4 * rows.std() / np.sqrt(theirs * 400))


@pytest.mark.parametrize(("points", "tried"), [(1, 1), (7, 1), (1, 30), (7, 30)])
def test_the_error_is_shared_by_both_sides_all_points_and_all_that_was_tried(points: int, tried: int) -> None:
    predicted = Predicted(np.zeros(1), np.array([2.0]), growths=20)
    share = stats.t.cdf(-predicted.half_width(points, tried) / 2, df=19)
    assert 2 * points * tried * share == pytest.approx(1 - CONFIDENCE)
