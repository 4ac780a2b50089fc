"""The user's own neurons: in the features' order or by name, one weight a feature."""

from fractions import Fraction
from pathlib import Path

import pytest

from verify.bad_input import BadInputError
from verify.own_data.decimals import Values
from verify.own_data.weights import read_weights

FINITE = "; write a finite number, or leave the row out"
FEATURES = ["a", "b", "bias"]


def write(folder: Path, content: str) -> Path:
    path = folder / "w.csv"
    path.write_text(content, encoding="utf-8")
    return path


def rows(*neurons: list[str]) -> list[tuple[Fraction, ...]]:
    return [tuple(Fraction(weight) for weight in neuron) for neuron in neurons]


def test_without_names_the_columns_are_the_features_in_order(tmp_path: Path) -> None:
    read = read_weights(write(tmp_path, "1,0.1,-3\n4,5,6"), FEATURES)
    assert read == rows(["1", "1/10", "-3"], ["4", "5", "6"])


def test_names_may_be_given_in_any_order(tmp_path: Path) -> None:
    assert read_weights(write(tmp_path, "bias,a,b\n3,1,2\n"), FEATURES) == rows(["1", "2", "3"])


def test_weights_may_be_read_as_float64(tmp_path: Path) -> None:
    assert read_weights(write(tmp_path, "0.1\n"), ["a"], Values.FLOAT64) == [(Fraction(0.1),)]


def test_a_feature_may_be_called_by_a_number(tmp_path: Path) -> None:
    assert read_weights(write(tmp_path, "1,2\n"), ["1", "2"]) == rows(["1", "2"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "w.csv: no neurons; write one row of weights a neuron"),
        ("a,b,bias\n", "w.csv: no neurons; write one row of weights a neuron"),
        (
            "1,2\n",
            "w.csv, row 1: 2 weights where the points have 3 features; give one for each of 'a', 'b', 'bias'",
        ),
        (
            "1,2,3\n1,2,3,4\n",
            "w.csv, row 2: 4 weights where the points have 3 features; give one for each of 'a', 'b', 'bias'",
        ),
        ("a,b\n1,2\n", "w.csv, row 1: no weights for 'bias'; give every feature a column"),
        ("a,b,c\n1,2,3\n", "w.csv, row 1: 'c' is no feature; the features are 'a', 'b', 'bias'"),
        ("a,b,b\n1,2,3\n", "w.csv, row 1: 'b' is there twice; name each feature once"),
        (
            "1,2,nan\n",
            f"w.csv, row 1, column 'bias': 'nan' is no finite number{FINITE}",
        ),
        (
            "a,b,bias\n1,,3\n",
            "w.csv, row 2, column 'b': an empty cell; fill it in, or leave the row or the column out",
        ),
    ],
)
def test_bad_weights_end_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_weights(write(tmp_path, content), FEATURES)
    assert str(refused.value).replace(f"{tmp_path}/", "") == message


def test_a_bad_cell_under_permuted_names_is_named_by_its_own_column(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="row 2, column 'a'"):
        read_weights(write(tmp_path, "bias,a,b\n3,x,2\n"), FEATURES)


def test_too_many_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.own_data.weights.MOST_CELLS", 3)
    with pytest.raises(BadInputError, match="over 3 weights"):
        read_weights(write(tmp_path, "1,2,3\n1,2,3\n"), FEATURES)
