"""Made-up families of pictures, whose tasks note that they began; it imports little, for the programs of tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.verify.tasks.made_up import NAME, notes_of
from verify.evidence import Curve, Figure, Remark
from verify.experiments.everything import Family
from verify.tasks import Task

TASKS = 5


def figures(results: Sequence[list[float]]) -> list[Figure]:
    """Two pictures of the same results: one that is reproduced, one that is not and says something besides."""
    x, y = zip(*results, strict=True)
    fields: dict[str, Any] = {"title": "t", "shows": "s", "x_label": "x", "y_label": "y", "growths": 5}
    curves = {"c": Curve(x=x, y=y)}
    remark = Remark(title="it cannot be", post_says="it is", established="it is not")
    return [
        Figure(id="one", curves=curves, **fields, largest_departure=0.5, at="c, x 1", explained="It is reproduced."),
        Figure(
            id="two", curves=curves, **fields, largest_departure=2.0, at="c, x 2", explained="Unexplained.",
            remarks=(remark,),
        ),
    ]  # fmt: skip


def families(folder: Path, seconds: float = 0.0) -> tuple[Family, ...]:
    """Pictures one and two of tasks that note that they began, and picture three of a task of its own."""
    two = Family(("one", "two"), lambda _: notes_of(folder, [seconds] * TASKS), figures)
    task = Task(f"{NAME}:noted", {"folder": str(folder), "name": TASKS})

    def third(results: Sequence[list[float]]) -> list[Figure]:
        y = Curve(x=(0.0,), y=(results[0][1],))
        return [Figure(id="three", title="t", shows="s", x_label="x", y_label="y", curves={"c": y})]

    return two, Family(("three",), lambda _: [task], third)
