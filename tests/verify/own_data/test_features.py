"""Standardising, the bias, and the remarks, against naive restatements."""

import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.bad_input import BadInputError
from verify.own_data.features import remarks, standardised, with_bias
from verify.own_data.table import Table


def rows(*points: list[str]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(x) for x in point) for point in points)


def table(*columns: list[str], target: list[str] | None = None) -> Table:
    points = tuple(zip(*([Fraction(x) for x in column] for column in columns), strict=True))
    y = [Fraction(x) for x in target] if target else [Fraction(i) for i in range(len(points))]
    return Table(Path("t.csv"), tuple("abcdef"[: len(columns)]), points, "y", tuple(y), "0" * 64)


def test_scores_have_mean_0_and_deviation_1_and_keep_their_order() -> None:
    scores = standardised(table(["1", "2", "3", "6"])).column(0)
    # mean 3, variance 14/4
    assert [float(z) for z in scores] == [(x - 3) / math.sqrt(3.5) for x in (1, 2, 3, 6)]
    assert all(z == Fraction(float(z)) for z in scores)


THOUSANDTHS = st.integers(-(10**6), 10**6).map(lambda k: Fraction(k, 1000))


@given(st.lists(THOUSANDTHS, min_size=2, max_size=8).filter(lambda column: len(set(column)) > 1))
def test_scores_agree_with_the_formula_in_exact_arithmetic(exact: list[Fraction]) -> None:
    mean = sum(exact, Fraction(0)) / len(exact)
    variance = sum(((x - mean) ** 2 for x in exact), Fraction(0)) / len(exact)
    for x, z in zip(exact, standardised(table([str(x) for x in exact])).column(0), strict=True):
        assert (z > 0) == (x > mean)
        # |z - t| <= 2^-53 t for the true t = (x - mean) / sqrt(variance), squared so that all is rational
        t2 = (x - mean) ** 2 / variance
        assert abs(z * z - t2) <= t2 * Fraction(3, 2**53)


def test_scores_do_not_overflow_or_vanish_at_the_ends_of_the_range() -> None:
    large = standardised(table(["-1e150", "1e150"])).column(0)
    small = standardised(table(["1e-300", "2e-300"])).column(0)
    assert [float(z) for z in (*large, *small)] == [-1, 1, -1, 1]


def test_a_constant_column_cannot_be_standardised() -> None:
    with pytest.raises(BadInputError) as refused:
        standardised(table(["1", "2"], ["0.5", "0.50"]))
    assert str(refused.value) == (
        "t.csv, column 'b': is constant, so --standardise would divide by 0; leave the column out"
    )


def test_the_target_and_a_table_without_features_are_left_alone() -> None:
    assert standardised(table(["1", "2"], target=["7", "9"])).target == rows(["7", "9"])[0]
    empty = Table(Path("t.csv"), (), ((), ()), "y", (Fraction(1), Fraction(2)), "0" * 64)
    assert standardised(empty) == empty
    assert with_bias(empty).points == rows(["1"], ["1"])


def test_the_bias_is_a_last_column_of_ones() -> None:
    biased = with_bias(table(["3", "4"]))
    assert biased.names == ("a", "bias")
    assert biased.points == rows(["3", "1"], ["4", "1"])
    with pytest.raises(BadInputError, match="a column is named 'bias' already"):
        with_bias(biased)


def test_remarks_name_what_explains_failing_neurons() -> None:
    found = remarks(
        table(["1", "2", "1"], ["0", "0", "0"], ["5", "5", "5"], ["-0.1", "-0.2", "-0.1"], target=["1"] * 3)
    )
    assert found == [
        "column 'b' is zero at every point",
        "column 'c' is constant at every point",
        "column 'd' is a multiple of column 'a'",
        "the target 'y' is constant",
        "1 of the 3 points repeats an earlier point",
    ]


def test_an_ordinary_table_and_its_bias_call_for_no_remark() -> None:
    assert remarks(with_bias(table(["1", "2", "4"], ["1", "0", "2"], ["0", "1", "2"]))) == []
