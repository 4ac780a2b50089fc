"""The error on rows held out, against numpy's least squares on every network anew."""

from dataclasses import replace
from itertools import pairwise
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from verify import progress
from verify.bad_input import BadInputError
from verify.evidence import FloatGrowths
from verify.own_data import held_out, judge
from verify.own_data.growing import path
from verify.own_data.held_out import middle
from verify.own_data.options import FloatRequest, Options, parse
from verify.own_data.splitting import Split, splits, standardised_by

ROWS = 30
GENERATOR = np.random.default_rng(0)
X = GENERATOR.standard_normal((ROWS, 2)) * [3, 0.1] + [1, 0]
Y = np.sin(X[:, 0]) + GENERATOR.standard_normal(ROWS) / 5


def written(folder: Path, X: np.ndarray, y: np.ndarray) -> Path:
    file = folder / "t.csv"
    rows = "".join(
        ",".join(map(repr, [*row, target])) + "\n" for row, target in zip(X.tolist(), y.tolist(), strict=True)
    )
    file.write_text("a,b,y\n" + rows)
    return file


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A table whose numbers are float64 to the last digit."""
    return Options(written(tmp_path, X, Y), "y", neurons=8, growths=6, bias=True, standardise=True)


def growths(options: Options) -> FloatGrowths:
    found = judge.run(options).float_growths
    assert found is not None
    return found


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize(
    "asked",
    [{"holdout": "0.2"}, {"folds": 4}, {"holdout": "0.5", "candidates": 3}, {"folds": 2, "changes": 4}],
    ids=["share", "folds", "candidates", "changes"],
)
def test_errors_are_those_of_a_fresh_least_squares_on_the_rows_fitted_to(
    options: Options, activation: str, asked: dict[str, object]
) -> None:
    options = replace(options, activation=activation, **asked)  # type: ignore[arg-type]
    found = growths(options)
    fitted, unseen = zip(*(naive(options, k) for k in range(6)), strict=True)
    np.testing.assert_allclose(found.training.y, np.median(fitted, axis=0), rtol=1e-9)
    assert found.held_out is not None
    assert found.mean is not None
    np.testing.assert_allclose(found.held_out.y, np.median(unseen, axis=0), rtol=1e-8)
    np.testing.assert_allclose(found.mean, np.mean(unseen, axis=0), rtol=1e-8)
    best = found.lowest
    assert best == int(np.argmin(np.median(unseen, axis=0)))
    assert found.worse == tuple(sum(one[k] > one[best] for one in unseen) for k in range(9))


def naive(options: Options, growth: int) -> tuple[np.ndarray, np.ndarray]:
    """One growth, its networks drawn again, each solved by numpy: errors a row, fitted to and held out."""
    request = parse(options)
    assert request.floats is not None
    act = request.activation
    fitted, unseen = np.zeros(9), np.zeros(9)
    rows = [0, 0]
    order = splits(request.floats, ROWS, held_out._stream(0, growth, 0))
    for fold, split in enumerate(order, start=1):
        inside, outside = split.training, split.held_out
        mean, deviation = X[inside].mean(axis=0), X[inside].std(axis=0)
        F = np.column_stack([(X - mean) / deviation, np.ones(ROWS)])
        one = held_out.network(F, Y, split, request, request.floats, 8, held_out._stream(0, growth, fold))
        for k, W in enumerate(one.grown.networks):
            G = act(F @ W.T)
            s = np.linalg.lstsq(G[inside], Y[inside], rcond=None)[0]
            fitted[k] += ((G[inside] @ s - Y[inside]) ** 2).sum()
            unseen[k] += ((G[outside] @ s - Y[outside]) ** 2).sum()
        rows = [rows[0] + len(inside), rows[1] + len(outside)]
    return fitted / rows[0], unseen / rows[1]


def test_what_is_held_out_changes_nothing_of_the_growth(options: Options) -> None:
    # No leak: other values on the rows held out leave the network, its objectives and the scaling as they were.
    request = parse(replace(options, holdout="0.2"))
    assert request.floats is not None
    split = Split(np.arange(24), np.arange(24, ROWS))
    spoilt, y = X.copy(), Y.copy()
    spoilt[24:], y[24:] = 1000.0, -77.0
    for one, other in ((X, spoilt), (standardised_by(X[:24], X), standardised_by(spoilt[:24], spoilt))):
        before, after = (
            held_out.network(features, target, split, request, request.floats, 8, np.random.default_rng(0))
            for features, target in ((one, Y), (other, y))
        )
        assert before.grown.objectives == after.grown.objectives
        assert np.array_equal(before.grown.networks[-1], after.grown.networks[-1])
        assert before.held_out[-1] != after.held_out[-1]


def test_the_table_is_scaled_by_the_rows_fitted_to_and_not_before(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One fixed split, and rows held out that would move mean and deviation: the objectives do not know of them.
    monkeypatch.setattr(held_out, "splits", lambda *_: [Split(np.arange(24), np.arange(24, ROWS))])
    options = replace(options, holdout="0.2")
    before = growths(options)
    spoilt = X.copy()
    spoilt[24:] = spoilt[24:] * 50 + 1000
    after = growths(replace(options, data=written(tmp_path, spoilt, Y)))
    assert before.training == after.training
    assert before.held_out != after.held_out


def test_without_rows_held_out_there_is_no_error_on_them(options: Options) -> None:
    found = growths(replace(options, candidates=2))
    assert (found.held_out, found.mean, found.worse, found.training_mean, found.lowest) == (None,) * 5
    assert (found.training_rows, found.networks, found.candidates) == (ROWS, 6, 2)
    assert found.training.y[0] == pytest.approx(float((Y**2).mean()))
    assert all(before > after for before, after in pairwise(found.training.y))
    assert growths(replace(options, figures=True)).candidates == 1
    assert judge.run(options).float_growths is None


def test_the_verdicts_are_the_same_whatever_is_asked_of_the_floats(options: Options) -> None:
    plain = judge.run(options)
    for asked in ({"holdout": "0.2"}, {"folds": 3, "candidates": 2, "changes": 1}):
        assert judge.run(replace(options, **asked)).model_copy(update={"float_growths": None}) == plain


def test_the_same_seed_gives_the_same_and_more_growths_begin_with_the_same(options: Options) -> None:
    options = replace(options, holdout="0.2", changes=1, growths=1)
    assert growths(options) == growths(options)
    assert growths(options) != growths(replace(options, seed=1))
    one, three = growths(options), growths(replace(options, growths=3))
    assert one.held_out is not None
    assert three.held_out is not None
    assert three.mean != one.mean
    assert three.judged > one.judged
    assert (one.proposed, three.proposed) == (8, 24)


def test_no_more_neurons_than_the_fewest_rows_fitted_to(options: Options) -> None:
    # 30 rows in parts of 8, 8, 7, 7, so that 22 or 23 are fitted to
    found = growths(replace(options, neurons=ROWS, folds=4, growths=1))
    assert (found.training_rows, found.neurons, len(found.training.y)) == (22, 22, 23)
    even = growths(replace(options, neurons=ROWS, folds=5, growths=1))
    assert even.neurons == 24
    assert even.training.y[-1] < 1e-20 < even.training.y[-2]


def test_curves_end_with_the_shortest_growth(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = iter([5, 3, 8, 8, 8, 8])
    monkeypatch.setattr(held_out, "path", lambda *args, **given: path(*args, **(given | {"neurons": next(lengths)})))
    found = growths(replace(options, holdout="0.2"))
    assert (found.neurons, len(found.training.y), found.added) == (8, 4, 40)


def test_each_growth_in_floats_is_a_step_of_progress_after_the_exact_ones(options: Options) -> None:
    heard: list[tuple[int, int]] = []
    with progress.heard_by(lambda done, total: heard.append((done, total))):
        judge.run(replace(options, growths=2, folds=2))
    assert heard == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(("growths_", "r"), [(1, 0), (5, 0), (6, 1), (8, 1), (9, 2), (10, 2), (100, 40)])
def test_intervals_end_at_the_growths_that_the_binomial_distribution_says(growths_: int, r: int) -> None:
    values = np.random.default_rng(0).permutation(np.arange(1.0, growths_ + 1))[:, None]
    curve, confidence = middle(values)
    assert curve.y == (float(np.median(values)),)

    def holds(rank: int) -> float:
        return 1 - 2 * sum(comb(growths_, b) for b in range(rank)) / float(2**growths_)

    assert holds(r + 1) < held_out.CONFIDENCE
    if r == 0:
        assert (curve.low, curve.high, confidence) == (None, None, None)
    else:
        assert (curve.low, curve.high) == ((float(r),), (float(growths_ + 1 - r),))
        assert confidence == pytest.approx(holds(r))
        assert holds(r) >= held_out.CONFIDENCE


def test_intervals_hold_where_the_mean_does_not_exist() -> None:
    # 1/u² for a uniform u has infinite mean and median 4; the share of 2,000 intervals that miss it is 2.1 %.
    draws = np.random.default_rng(0).random((10, 2000)) ** -2.0
    curve, confidence = middle(draws)
    assert curve.low is not None
    assert curve.high is not None
    assert confidence is not None
    held = np.mean([low <= 4 <= high for low, high in zip(curve.low, curve.high, strict=True)])
    assert abs(held - confidence) < 5 * (confidence * (1 - confidence) / 2000) ** 0.5


@pytest.mark.parametrize("change", [{"holdout": "0.01"}, {"folds": 31}])
def test_too_few_rows_are_refused_before_any_growth(options: Options, change: dict[str, object]) -> None:
    heard: list[int] = []
    with progress.heard_by(lambda done, _: heard.append(done)), pytest.raises(BadInputError, match="30 rows"):
        judge.run(replace(options, **change))  # type: ignore[arg-type]
    assert heard == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from(["0", "1", "-1", "2.5", "1e-300", "-1e150", "3e2"])] * 2), min_size=2, max_size=6
    ),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    scale=st.sampled_from(["1", "1e150", "1e-150"]),
    floats=st.sampled_from(
        [{"holdout": "0.5"}, {"folds": 2}, {"candidates": 2}, {"changes": 2}, {"folds": 2, "changes": 1}]
    ),
    standardise=st.booleans(),
)
def test_whatever_the_values_are_there_is_evidence_or_one_line(
    tmp_path: Path,
    rows: list[tuple[str, str]],
    activation: str,
    scale: str,
    floats: dict[str, object],
    *,
    standardise: bool,
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,y\n" + "".join(",".join(row) + "\n" for row in rows))
    options = Options(file, "y", activation, scale=scale, growths=1, standardise=standardise, **floats)  # type: ignore[arg-type]
    message = ""
    try:
        assert growths(options).networks == floats.get("folds", 1)
    except BadInputError as refused:
        message = str(refused)
    event("one line" if message else "evidence")
    assert not message or message.isprintable()


def test_a_request_of_floats_says_what_is_asked(options: Options) -> None:
    assert parse(options).floats is None
    assert parse(replace(options, figures=True)).floats == FloatRequest(None, None, 1, 0)
    assert parse(replace(options, folds=3, candidates=2, changes=9)).floats == FloatRequest(None, 3, 2, 9)
