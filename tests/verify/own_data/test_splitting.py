"""Rows held out, and features scaled by the other rows alone."""

from fractions import Fraction

import numpy as np
import pytest

from verify.bad_input import BadInputError
from verify.own_data.options import FloatRequest
from verify.own_data.splitting import refuse_few, splits, standardised_by


def share(text: str) -> FloatRequest:
    return FloatRequest(Fraction(text), None, 1, 0)


def folded(folds: int) -> FloatRequest:
    return FloatRequest(None, folds, 1, 0)


@pytest.mark.parametrize(("text", "rows", "held"), [("1/5", 10, 2), ("1/3", 10, 3), ("1/2", 3, 2), ("9/10", 9, 8)])
def test_a_share_of_the_rows_is_held_out_and_the_others_are_fitted_to(text: str, rows: int, held: int) -> None:
    [split] = splits(share(text), rows, np.random.default_rng(0))
    assert len(split.held_out) == held
    assert sorted([*split.training, *split.held_out]) == list(range(rows))


@pytest.mark.parametrize(("folds", "rows"), [(2, 2), (3, 10), (5, 10), (10, 10)])
def test_folds_hold_out_each_row_once_and_differ_in_size_by_one_at_most(folds: int, rows: int) -> None:
    drawn = splits(folded(folds), rows, np.random.default_rng(0))
    assert sorted(np.concatenate([split.held_out for split in drawn])) == list(range(rows))
    sizes = [len(split.held_out) for split in drawn]
    assert max(sizes) - min(sizes) <= 1
    for split in drawn:
        assert sorted([*split.training, *split.held_out]) == list(range(rows))


def test_every_row_is_as_likely_to_be_held_out() -> None:
    generator = np.random.default_rng(0)
    counts = np.zeros(10)
    for _ in range(2000):
        counts[splits(share("3/10"), 10, generator)[0].held_out] += 1
    # Of 2000 draws 600 hold a row out, with deviation 20.5; 5 deviations for ten rows.
    assert abs(counts - 600).max() < 5 * 20.5


def test_without_a_share_or_folds_no_row_is_held_out() -> None:
    [split] = splits(FloatRequest(None, None, 1, 0), 4, np.random.default_rng(0))
    assert (split.training.tolist(), split.held_out.tolist()) == ([0, 1, 2, 3], [])


@pytest.mark.parametrize(
    ("request_", "rows", "message"),
    [
        (share("1/5"), 2, "--holdout: 0.2 of 2 rows would hold out none; give a larger share"),
        (share("9/10"), 3, "--holdout: 0.9 of 3 rows would hold out all; give a smaller share"),
        (folded(4), 3, "--folds: 4 is more than the 3 rows; give at most 3"),
    ],
)
def test_too_few_rows_are_refused_in_one_line(request_: FloatRequest, rows: int, message: str) -> None:
    with pytest.raises(BadInputError) as refused:
        refuse_few(request_, rows)
    assert str(refused.value) == message


def test_scores_go_by_the_rows_fitted_to_alone() -> None:
    X = np.random.default_rng(0).standard_normal((20, 3)) * [1, 1e100, 1e-200] + [5, 0, 0]
    training = X[:15]
    scores = standardised_by(training, X)
    mean = [sum(map(Fraction, column)) / 15 for column in training.T.tolist()]
    variance = [
        float(sum((Fraction(v) - m) ** 2 for v in column) / 15 * Fraction(10) ** shift)
        for column, m, shift in zip(training.T.tolist(), mean, (0, -200, 400), strict=True)
    ]
    naive = [
        [float(Fraction(v) - m) / np.sqrt(s) * unit for v, m, s, unit in zip(row, mean, variance, units, strict=True)]
        for row, units in ((row, (1, 1e-100, 1e200)) for row in X.tolist())
    ]
    np.testing.assert_allclose(scores, naive, rtol=1e-13)
    changed = X.copy()
    changed[15:] *= -7
    assert np.array_equal(standardised_by(changed[:15], changed)[:15], scores[:15])


def test_a_feature_that_is_constant_on_the_rows_fitted_to_is_0_everywhere() -> None:
    X = np.array([[0.1, 1.0], [0.1, 3.0], [0.1, 2.0], [9.0, 5.0]])
    assert standardised_by(X[:3], X)[:, 0].tolist() == [0, 0, 0, 0]
    assert standardised_by(X[:1], X).tolist() == [[0, 0]] * 4
