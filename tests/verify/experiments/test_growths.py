"""What is grown is what the setting says, from streams that depend on the seed and the number of the growth alone."""

from dataclasses import replace

import numpy as np
import pytest

from core.activations import RELU, TANH
from core.criterion import Cutoff, own_path
from core.dataset import Dataset, waves
from core.pretraining import Pretraining, deep, shallow
from verify.experiments.growths import Setting, arguments, grown

SHALLOW = Setting("tanh", 30, 8, changes=10)
DEEP = Setting("relu", 30, 2, changes=5, layers=3)


def rows(setting: Setting) -> list[list[float]]:
    """Growths 5 and 6 with the seed 3."""
    found: list[list[float]] = grown(**arguments(setting, 3, 5, 7))["objectives"]
    return found


def streams(number: int) -> tuple[Dataset, np.random.Generator]:
    """The dataset of a growth, and where its candidates and changes come from."""
    return waves(np.random.default_rng([3, number, 0]), 30), np.random.default_rng([3, number, 1])


def test_shallow_growths_are_those_of_their_streams() -> None:
    how = Pretraining(TANH, 8, 10)
    assert rows(SHALLOW) == [shallow(*_in(how, number)).objectives.tolist() for number in (5, 6)]


def _in(how: Pretraining, number: int) -> tuple[Dataset, Pretraining, np.random.Generator]:
    data, generator = streams(number)
    return data, how, generator


@pytest.mark.parametrize("input_connection", [False, True])
def test_deep_growths_are_those_of_their_streams(*, input_connection: bool) -> None:
    how = Pretraining(RELU, 2, 5)
    expected = [
        deep(*_in(how, number), layers=3, input_connection=input_connection).objectives.tolist() for number in (5, 6)
    ]
    assert rows(replace(DEEP, input_connection=input_connection)) == expected


def test_growths_by_the_posts_criterion_are_those_of_their_streams_and_go_on_at_their_last_objective() -> None:
    setting = Setting("relu", 30, 8, criterion="f_new < f_old")
    for row, number in zip(rows(setting), (5, 6), strict=True):
        data, generator = streams(number)
        path = own_path(data, RELU, generator, neurons=8, scale=1.0, cutoff=Cutoff.TODAY, cap=160)
        assert row[0] == data.y @ data.y
        assert row[1 : 1 + len(path.objectives)] == list(path.objectives)
        assert len(row) == 9
        assert row == sorted(row, reverse=True)


def test_without_a_constant_input_the_points_are_the_same_but_for_it() -> None:
    data, generator = streams(5)
    assert (data.X[:, -1] == 1).all()
    without = Dataset(data.X[:, :-1], data.y)
    expected = shallow(without, Pretraining(TANH, 8, 10), generator).objectives.tolist()
    assert rows(replace(SHALLOW, constant_input=False))[0] == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"activation": "relu"},
        {"changes": 11},
        {"criterion": "f_new < f_old"},
        {"scale": 0.1},
        {"linear_first": True},
        {"changes_first": True},
        {"deviation": 2.0},
    ],
)
def test_whatever_is_varied_makes_a_difference(changed: dict[str, object]) -> None:
    stated, varied = rows(SHALLOW), rows(replace(SHALLOW, **changed))  # type: ignore[arg-type]
    assert [len(row) for row in varied] == [9, 9]
    assert all(one[0] == other[0] for one, other in zip(stated, varied, strict=True))  # on the same datasets
    assert all(one[2:] != other[2:] for one, other in zip(stated, varied, strict=True))
