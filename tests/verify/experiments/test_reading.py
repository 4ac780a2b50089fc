"""What is plotted of objectives, against a restatement; and the interval covers what it says."""

import numpy as np
import pytest

from verify.experiments.growths import Setting
from verify.experiments.reading import CONFIDENCE, Reading, farthest, limits, predict

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


@pytest.mark.parametrize(("spread", "mean_of", "most"), [(0.4, 10, 6), (1.5, 10, 9), (1.5, 1, 6)])
def test_the_interval_covers_whole_curves_about_as_often_as_it_says(spread: float, mean_of: int, most: int) -> None:
    """100 pairs of (60 growths here, a mean elsewhere), also where few growths make up the mean: 1 is to be outside."""
    generator = np.random.default_rng(0)
    reading, outside = Reading(base="e", mean_of=mean_of), 0
    for seed in range(100):
        ours, theirs = (np.exp(np.cumsum(spread * generator.standard_normal((k, 3)), axis=1)) for k in (60, mean_of))
        predicted = predict(ours, SETTING, reading)
        above, below = limits([farthest(ours, SETTING, reading, [seed])])
        excess = (reading.plotted(theirs, SETTING) - predicted.centre) / predicted.deviation
        outside += bool((excess > above).any() or (-excess > below).any())
    assert outside <= most
    assert CONFIDENCE == 0.99


@pytest.mark.parametrize("reading", [Reading("10", 10), Reading("e", 10, logs=True), Reading("e", 1), Reading("", 10)])
def test_the_deviation_is_that_of_means_that_are_drawn(reading: Reading) -> None:
    rows = np.exp(0.3 * np.random.default_rng(1).standard_normal((50, 2)))
    weights = np.random.default_rng(2).multinomial(reading.mean_of, np.full(50, 1 / 50), size=4_000) / reading.mean_of
    drawn = reading.plotted(rows, SETTING, weights).std(axis=0)
    assert predict(rows, SETTING, reading).deviation == pytest.approx(drawn, rel=0.1)


def test_more_curves_widen_the_interval() -> None:
    rows = np.exp(np.random.default_rng(0).standard_normal((20, 3)))
    parts = [farthest(rows, SETTING, Reading(mean_of=5), [0, number]) for number in range(3)]
    assert (limits(parts) > limits(parts[:1])).all()


@pytest.mark.parametrize(("ours", "theirs"), [(50, 50), (90, 10)])
def test_the_variance_of_our_mean_counts_too(ours: int, theirs: int) -> None:
    """That of a difference of two means, σ² / K + σ² / M, in units of σ² / K."""
    rows = 10 + np.random.default_rng(0).standard_normal((ours, 1))
    above, below = farthest(rows, SETTING, Reading(base="", mean_of=theirs), [0])
    assert above.std() == pytest.approx(np.sqrt(1 + theirs / ours), rel=0.1)
    assert (below == -above).all()


def test_the_farthest_of_all_points_counts() -> None:
    rows = np.exp(np.random.default_rng(0).standard_normal((30, 4)))
    parts = [farthest(rows[:, :points], SETTING, Reading(mean_of=5), [0]) for points in (1, 4)]
    assert (parts[0] <= parts[1] + 1e-9).all()
    assert parts[0].mean() < parts[1].mean()


def test_the_error_is_shared_by_both_sides() -> None:
    imagined = np.stack([np.arange(1001.0), np.zeros(1001)])
    assert limits([imagined]) == pytest.approx([995, 0])
