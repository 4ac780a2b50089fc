"""Every picture has a maker, and what is needed twice is done once."""

from collections.abc import Sequence
from typing import Any

from verify.experiments import everything
from verify.experiments.everything import IDS, make
from verify.tasks import Task, run

FIFTEEN = {
    *("figure_0", "figure_0.5", "figure_1", "figure_2", "figure_3"),
    *(f"experiments_{number}" for number in ("1", "2", "3", "3.5", "4", "5", "5.5", "6", "7", "8")),
}


def test_the_fifteen_pictures_of_the_post_are_there() -> None:
    assert set(IDS) >= FIFTEEN
    assert len(set(IDS)) == len(IDS)


def test_pictures_are_made_in_the_order_asked_for_and_no_task_is_done_twice() -> None:
    calls: list[str] = []

    def do(tasks: Sequence[Task]) -> list[Any]:
        calls.extend(task.call for task in tasks)
        return run(tasks)

    figures = make(("experiments_3", "experiments_1"), do, 0)
    assert [figure.id for figure in figures] == ["experiments_3", "experiments_1"]
    assert len(calls) == len(set(calls))
    assert [figure.agreement for figure in figures] == ["explained", "reproduced"]


def test_families_name_the_pictures_that_they_make() -> None:
    assert all(set(family.ids) <= set(IDS) for family in everything.FAMILIES)
