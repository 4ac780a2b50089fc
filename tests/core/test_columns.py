import numpy as np
import pytest

from core.columns import Columns, scaled


def test_appending_gives_the_columns_in_order() -> None:
    data = np.random.default_rng(0).standard_normal((3, 40))
    grown = Columns.none(3)
    for column in data.T:
        grown = grown.append(column)
    assert grown.count == 40
    assert np.array_equal(grown.matrix, data)


def test_a_value_does_not_change_when_others_grow_from_it() -> None:
    ones, twos, threes = (np.full(2, float(k)) for k in (1, 2, 3))
    base = Columns.none(2).append(ones)
    left, right = base.append(twos), base.append(threes)
    further = left.append(threes)
    assert base.matrix.tolist() == [[1], [1]]
    assert left.matrix.tolist() == [[1, 2], [1, 2]]
    assert right.matrix.tolist() == [[1, 3], [1, 3]]
    assert further.matrix.tolist() == [[1, 2, 3], [1, 2, 3]]


def test_a_value_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Columns.none(2).append(np.ones(2)).matrix[0, 0] = 5.0


@pytest.mark.parametrize("size", [5e-324, 1e-200, 0.75, 1.0, 3.0, 1e200, np.finfo(float).max])
def test_scaling_is_by_a_power_of_two_to_between_a_half_and_one(size: float) -> None:
    column = size * np.array([0.0, -1.0])
    small, exponent = scaled(column)
    assert 0.5 <= np.abs(small).max() < 1
    assert np.array_equal(np.ldexp(small, exponent), column)


def test_a_zero_column_stays() -> None:
    small, exponent = scaled(np.zeros(2))
    assert not small.any()
    assert exponent == 0
