"""A scaled-down copy of every picture of curves is made, from tasks, and the same however they are cut."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from verify.experiments import making
from verify.experiments.growths import Setting, arguments, grown
from verify.experiments.pictures import PICTURES
from verify.experiments.published import published
from verify.tasks import Task, run


def do(tasks: list[Task]) -> list[object]:
    return run(tasks)


def test_a_small_copy_of_every_picture_is_made() -> None:
    figures = making.small_figures(PICTURES, do, 0, share=0.1, growths=3)  # type: ignore[arg-type]
    assert [figure.id for figure in figures] == list(PICTURES)
    for figure in figures:
        for curve in figure.curves.values():
            assert list(curve.y) == sorted(curve.y, reverse=True), figure.id  # the objective never rises
            assert curve.low is not None


def test_growths_do_not_depend_on_how_they_are_cut_into_tasks() -> None:
    setting = Setting("relu", 30, 8, changes=5)
    whole = grown(**arguments(setting, 3, 0, 4))["objectives"]
    parts = [row for first in range(4) for row in grown(**arguments(setting, 3, first, first + 1))["objectives"]]
    assert json.dumps(whole) == json.dumps(parts)


def test_settings_are_cut_into_tasks_and_put_together_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"a": Setting("tanh", 20, 4), "b": Setting("relu", 20, 5)}
    wanted = [(settings, 5, 0), ({"a": settings["b"]}, 3, 1)]
    calls: list[str] = []

    def counted(tasks: Sequence[Task]) -> list[Any]:
        calls.extend(task.call for task in tasks)
        return run(tasks)

    whole = making.grow_by(counted)(wanted)
    assert [{name: rows.shape for name, rows in of.items()} for of in whole] == [
        {"a": (5, 5), "b": (5, 6)},
        {"a": (3, 6)},
    ]
    assert len(calls) == 3
    monkeypatch.setattr(making, "TASK_SECONDS", 2 * making.growth_seconds(settings["a"]))
    parts = making.grow_by(counted)(wanted)
    assert len(calls) == 3 + 3 + 3 + 2
    for one, other in zip(whole, parts, strict=True):
        assert {name: rows.tolist() for name, rows in one.items()} == {
            name: rows.tolist() for name, rows in other.items()
        }


def test_the_pictures_and_what_was_read_off_have_the_same_curves() -> None:
    assert set(published()) == set(PICTURES)
    for name, picture in PICTURES.items():
        assert set(published()[name].curves) == set(picture.curves)
        assert all(
            x < setting.steps for curve, setting in picture.curves.items() for x in published()[name].curves[curve]
        )
