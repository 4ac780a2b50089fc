"""Makes the pictures: cuts their growths into tasks, and puts what comes back together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from verify.evidence import Figure
from verify.experiments.comparing import Objectives, compare
from verify.experiments.growths import Setting, arguments
from verify.experiments.pictures import PICTURES
from verify.experiments.published import published
from verify.tasks import Task

Do = Callable[[Sequence[Task]], list[Any]]
"""Does tasks, and returns their results in order."""

TASK_SECONDS = 2.0
"""About how long a task of several growths takes."""

LONG, FEW = 1.0, 10
"""Where one growth takes longer than that (seconds), no more than so many are made."""


def growth_seconds(setting: Setting) -> float:
    """Guess how long one growth takes: what a proposal, a neuron and a solve cost, roughly measured."""
    proposal = 4e-7 + setting.points * 3e-9 + setting.points * setting.width * (4e-10 if setting.points > 500 else 0)
    neurons = setting.width * (setting.layers or 1)
    if setting.criterion != "improves":
        return 2 * neurons * 3e-4
    return setting.proposals * proposal + neurons * (1e-4 + setting.points * 1e-8 * setting.width) + 1e-3


def grow_by(do: Do) -> Callable[[Sequence[tuple[Mapping[str, Setting], int, int]]], list[Objectives]]:
    """Return what `compare` needs: it runs settings by curve, so many growths, with a seed."""

    def grow(wanted: Sequence[tuple[Mapping[str, Setting], int, int]]) -> list[Objectives]:
        tasks: list[Task] = []
        parts: list[dict[str, slice]] = []
        for settings, growths, seed in wanted:
            parts.append({})
            for name, setting in settings.items():
                begin = len(tasks)
                tasks += _tasks(setting, growths, seed)
                parts[-1][name] = slice(begin, len(tasks))
        done = do(tasks)
        return [
            {name: np.array([row for one in done[part] for row in one["objectives"]]) for name, part in of.items()}
            for of in parts
        ]

    return grow


def _tasks(setting: Setting, growths: int, seed: int) -> list[Task]:
    seconds = growth_seconds(setting)
    growths = growths if seconds < LONG else min(growths, FEW)
    each = max(1, min(growths, round(TASK_SECONDS / seconds)))
    return [
        Task(
            "verify.experiments.growths:grown",
            arguments(setting, seed, first, min(first + each, growths)),
            cost=seconds * (min(first + each, growths) - first),
        )
        for first in range(0, growths, each)
    ]


def first_tasks(ids: Iterable[str], seed: int) -> list[Task]:
    """What running the pictures of curves begins with."""
    wanted = [(picture, setting) for picture in map(PICTURES.__getitem__, ids) for setting in picture.curves.values()]
    return [task for picture, setting in wanted for task in _tasks(setting, picture.growths, seed)]


def curve_figures(ids: Iterable[str], do: Do, seed: int) -> list[Figure]:
    """Make the pictures of curves at the post's own scale, compared with the published ones."""
    return compare([(PICTURES[name], published()[name]) for name in ids], grow_by(do), seed)
