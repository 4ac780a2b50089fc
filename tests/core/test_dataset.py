import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.dataset import Dataset, candidate_weights, finite, waves


def test_a_dataset_keeps_its_numbers_and_shares_them_with_nobody() -> None:
    X, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])
    data = Dataset(X, y)
    X[0, 0] = y[0] = 99.0
    assert data.X.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert data.y.tolist() == [5.0, 6.0]
    assert (data.points, data.features) == (2, 2)


def test_a_dataset_cannot_be_written_to() -> None:
    data = Dataset(np.ones((2, 2)), np.ones(2))
    for array in (data.X, data.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        ([[1.0], [np.nan]], [1, 2], ValueError, "X: entry (1, 0) is nan"),
        ([[1.0], [2.0]], [1, -np.inf], ValueError, "y: entry (1,) is -inf"),
        ([1.0, 2.0], [1, 2], ValueError, "X: shape (2,) has 1 axes where 2 are needed"),
        ([[1.0], [2.0]], [[1], [2]], ValueError, "y: shape (2, 1) has 2 axes where 1 are needed"),
        ([[1.0], [2.0]], [1, 2, 3], ValueError, "y: 3 values for the 2 points of X"),
        (np.zeros((0, 2)), np.zeros(0), ValueError, "X: shape (0, 2) has no point"),
        (np.zeros((2, 0)), np.zeros(2), ValueError, "X: shape (2, 0) has no feature"),
        ([["1.0"], ["2.0"]], [1, 2], TypeError, "X: entries of type <U3"),
        ([[1j], [2j]], [1, 2], TypeError, "X: entries of type complex128"),
        ([[1], [2]], [Fraction(1), Fraction(2)], TypeError, "y: entries of type object"),
    ],
)
def test_what_is_no_dataset_is_refused_by_name_and_value(X: Any, y: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        Dataset(X, y)


def test_integers_are_taken_as_float64() -> None:
    assert finite("v", [1, 2], axes=1).dtype == np.float64


def test_waves_are_the_posts_dataset() -> None:
    data = waves(np.random.default_rng(3), 50)
    position = np.random.default_rng(3).standard_normal((50, 2))
    assert np.array_equal(data.X, np.column_stack([position, np.ones(50)]))
    assert np.array_equal(data.y, np.sin(3 * position[:, 0]) * np.sin(3 * position[:, 1]))
    assert waves(np.random.default_rng(0)).points == 100


def test_waves_need_a_point() -> None:
    with pytest.raises(ValueError, match="points: 0"):
        waves(np.random.default_rng(0), 0)


def test_candidates_are_one_stream_however_they_are_drawn() -> None:
    together = candidate_weights(np.random.default_rng(1), 5, 3)
    generator = np.random.default_rng(1)
    apart = [candidate_weights(generator, k, 3) for k in (2, 0, 3)]
    assert np.array_equal(together, np.concatenate(apart))


@pytest.mark.parametrize(("candidates", "features", "message"), [(-1, 3, "candidates: -1"), (1, 0, "features: 0")])
def test_impossible_candidates_are_refused(candidates: int, features: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        candidate_weights(np.random.default_rng(0), candidates, features)
