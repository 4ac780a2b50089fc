"""All pictures, by id: the post's fifteen and a few that it suggests; each made from the results of its tasks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from verify.evidence import Figure
from verify.experiments import gaussian_minima, gaussians, optimisers
from verify.experiments.making import Do, curve_figures, first_tasks
from verify.experiments.pictures import PICTURES
from verify.tasks import Task


@dataclass(frozen=True)
class Family:
    """Pictures that are drawn from the results of the same tasks."""

    ids: tuple[str, ...]
    tasks: Callable[[int], list[Task]]
    figures: Callable[[list[Any]], Sequence[Figure]]


def _trained(activation: str) -> Family:
    settings = partial(optimisers.settings, activation)

    def tasks(seed: int) -> list[Task]:
        return [Task("verify.experiments.optimisers:trained", one, cost=0.4) for one in settings(seed=seed)]

    ids = tuple(f"optimisers-{activation}-{method}" for method in ("gradient-descent", "adam", "l-bfgs"))
    return Family(ids, tasks, optimisers.figures)


def _gaussian(name: str) -> Family:
    function, drawn, cost = gaussians.PICTURES[name]
    task = Task(f"verify.experiments.gaussians:{function}", {}, cost=cost)
    return Family((name,), lambda _: [task], lambda results: [drawn(result) for result in results])


def _minima() -> Family:
    def tasks(seed: int) -> list[Task]:
        function = "verify.experiments.gaussian_minima:minima"
        return [Task(function, one, cost=one["terms"]) for one in gaussian_minima.settings(seed=seed)]

    return Family(("gaussian-minima-number", "gaussian-minima-depth"), tasks, gaussian_minima.minima_figures)


_BAD_START = Task("verify.experiments.gaussian_minima:bad_start", {}, cost=2.0)

FAMILIES = (
    *map(_gaussian, gaussians.PICTURES),
    Family(("figure_1",), lambda _: [_BAD_START], lambda results: [gaussian_minima.bad_start_figure(results[0])]),
    _minima(),
    _trained("tanh"),
    _trained("relu"),
)

IDS = tuple(sorted([*PICTURES, *(name for family in FAMILIES for name in family.ids)]))
"""The ids of all pictures."""


def make(ids: Sequence[str], do: Do, seed: int) -> tuple[Figure, ...]:
    """Make these pictures, in this order. What can be done at once is handed to `do` together."""
    families = [family for family in FAMILIES if set(family.ids) & set(ids)]
    of_curves = [name for name in ids if name in PICTURES]
    tasks = [family.tasks(seed) for family in families]
    once = _Once(do)
    once([*first_tasks(of_curves, seed), *(task for of in tasks for task in of)])
    made = {figure.id: figure for figure in _made(families, tasks, once)}
    made |= {figure.id: figure for figure in curve_figures(of_curves, once, seed)}
    return tuple(made[name] for name in ids)


def _made(families: Sequence[Family], tasks: Sequence[list[Task]], do: Do) -> Iterator[Figure]:
    for family, of in zip(families, tasks, strict=True):
        yield from family.figures(do(of))


class _Once:
    """Does no task twice."""

    def __init__(self, do: Do) -> None:
        self._do = do
        self._done: dict[str, Any] = {}

    def __call__(self, tasks: Sequence[Task]) -> list[Any]:
        missing: Mapping[str, Task] = {task.call: task for task in tasks if task.call not in self._done}
        self._done |= zip(missing, self._do(list(missing.values())), strict=True)
        return [self._done[task.call] for task in tasks]
