"""A scaled-down copy of every picture of curves is made, from tasks, and the same however they are cut."""

import json

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


@pytest.mark.parametrize("changed", [{"criterion": "f_new < f_old"}, {"linear_first": True}, {"constant_input": False}])
def test_variants_run_and_differ(changed: dict[str, object]) -> None:
    stated = Setting("relu", 30, 10)
    varied = Setting("relu", 30, 10, **changed)  # type: ignore[arg-type]
    rows = [grown(**arguments(one, 0, 0, 2))["objectives"] for one in (stated, varied)]
    assert [len(row) for row in rows[1]] == [11, 11]
    assert rows[0] != rows[1]


def test_the_pictures_and_what_was_read_off_have_the_same_curves() -> None:
    assert set(published()) == set(PICTURES)
    for name, picture in PICTURES.items():
        assert set(published()[name].curves) == set(picture.curves)
        assert all(
            x < setting.steps for curve, setting in picture.curves.items() for x in published()[name].curves[curve]
        )
