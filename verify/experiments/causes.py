"""What may explain a departure: one thing that was, perhaps, done otherwise than the post describes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from verify.experiments.growths import Setting
from verify.experiments.reading import Reading

LARGEST = 3
"""So many things are changed together at most."""


@dataclass(frozen=True, eq=False)
class Cause:
    """One change: of how the objectives were plotted, or of what was run; `words` say it."""

    words: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    setting: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Tried:
    """Several causes together, and what they make of the post's description."""

    causes: tuple[Cause, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What was changed."""
        return tuple(cause.words for cause in self.causes)

    def reading(self, stated: Reading) -> Reading:
        """Return the reading with the changes."""
        return replace(stated, **{name: value for cause in self.causes for name, value in cause.reading.items()})

    def setting(self, stated: Setting) -> Setting:
        """Return the setting with the changes."""
        return replace(stated, **{name: value for cause in self.causes for name, value in cause.setting.items()})


OF_THE_PLOT = (
    Cause("the logarithm is to base 10", {"base": "10"}),
    Cause("objectives are plotted, not their logarithms", {"base": ""}),
    Cause("the axis counts from 0: x stands for x + 1", {"shift": 1}),
    Cause("objectives are multiplied by 100 / changes", {"factor": "changes"}),
    Cause("objectives are not scaled", {"factor": ""}),
    Cause("objectives are scaled by 100 / n", {"factor": "points"}),
    Cause("one growth is shown, not a mean", {"mean_of": 1}),
    Cause("ten growths are averaged", {"mean_of": 10}),
    Cause("the logarithms are averaged, not the objectives", {"logs": True}),
    Cause("the objectives of the growths are added up", {"total": True}),
)

SHALLOW = (
    Cause("there is no constant input", setting={"constant_input": False}),
    Cause("the first neuron is linear", setting={"linear_first": True}),
)
NEVER_CHANGED = (*SHALLOW, Cause("one random change is tried after each neuron", setting={"changes": 1}))
CHOSEN = (
    Cause("neurons were kept by f_new < f_old in floats", setting={"criterion": "f_new < f_old"}),
    Cause("weights are multiplied by 0.01", setting={"scale": 0.01}),
    *SHALLOW,
)
CHANGED = (Cause("the first neuron is changed, too", setting={"changes_first": True}),)
DEEP = (
    Cause("half as many changes were tried", setting={"changes": 50}),
    Cause("twice as many changes were tried", setting={"changes": 200}),
    Cause("steps are half as long", setting={"deviation": 0.5}),
    Cause("steps are twice as long", setting={"deviation": 2.0}),
)


def combined(causes: Sequence[Cause], stated: Reading, settings: Sequence[Setting]) -> Iterator[Tried]:
    """Yield all combinations of up to `LARGEST` causes, the smallest first, that change different things.

    A cause that changes nothing for these settings is none.
    """
    real = [cause for cause in causes if cause.setting or _shows(replace(stated, **cause.reading), stated, settings)]
    for size in range(1, LARGEST + 1):
        for together in combinations(real, size):
            changed = [name for cause in together for name in (*cause.reading, *cause.setting)]
            if len(set(changed)) == len(changed):
                yield Tried(together)


def _shows(reading: Reading, stated: Reading, settings: Sequence[Setting]) -> bool:
    """Whether anything is plotted otherwise than stated."""
    same_factor = all(reading.times(setting) == stated.times(setting) for setting in settings)
    return replace(reading, factor=stated.factor) != stated or not same_factor
