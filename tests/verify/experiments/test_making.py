"""A scaled-down copy of every picture of curves is made, from tasks, and the same however they are cut."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from verify.evidence import Agreement
from verify.experiments import making
from verify.experiments.comparing import compare
from verify.experiments.growths import Setting, arguments, grown
from verify.experiments.pictures import PICTURES
from verify.experiments.published import Published, published
from verify.tasks import Task, run


def scaled_down(setting: Setting) -> Setting:
    """The same experiment with a tenth of the points, steps and changes."""
    return replace(
        setting,
        points=max(12, setting.points // 10),
        width=setting.width if setting.layers else max(6, setting.width // 10),
        layers=setting.layers and max(3, setting.layers // 10),
        changes=setting.changes and max(1, setting.changes // 10),
    )


@pytest.mark.parametrize("name", PICTURES)
def test_a_small_copy_of_every_picture_is_made(name: str) -> None:
    """It is compared with what is plotted of its own growths, of which it must not depart."""
    settings = {curve: scaled_down(setting) for curve, setting in PICTURES[name].curves.items()}
    reading = replace(PICTURES[name].reading, mean_of=3)
    (objectives,) = making.grow_by(run)([(settings, 3, 0)])
    plotted = {curve: reading.plotted(rows, settings[curve]) for curve, rows in objectives.items()}
    read = {curve: {x: float(y[x + reading.shift]) for x in (1, 2, 3)} for curve, y in plotted.items()}
    picture = replace(PICTURES[name], curves=settings, reading=reading, growths=3)
    (figure,) = compare([(picture, Published("", 0.01, read))], making.grow_by(run), 0)
    assert figure.agreement is Agreement.REPRODUCED
    assert list(figure.curves) == list(settings)
    for curve in figure.curves.values():
        assert list(curve.y) == sorted(curve.y, reverse=True)  # the objective never rises
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
