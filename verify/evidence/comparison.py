"""What came of comparing a run with a baseline and with a demanded level."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from verify.evidence.base import Model, Text
from verify.evidence.status import Level


class Direction(StrEnum):
    """How something stands beside the baseline. What was decided exactly must not change at all."""

    FELL = "fell"
    GONE = "gone"
    CHANGED = "changed"
    ROSE = "rose"
    NEW = "new"

    @property
    def regression(self) -> bool:
        """Whether it makes the gate fail."""
        return self in {Direction.FELL, Direction.GONE, Direction.CHANGED}


class Change(Model):
    """One thing that differs from the baseline: which way, of which claim or census row, and what in words."""

    direction: Direction
    subject: Text = Field(description="the claim, the census row or the picture")
    what: Text = Field(description="what differs, in words")

    @property
    def words(self) -> str:
        """The change as one line."""
        return f"{self.subject}: {self.what}"


class Comparison(Model):
    """The gate: changes since the baseline of `seed`, and claims `below` the level that is `required`.

    Counts are compared only where the seeds agree. Without a baseline `seed` is absent, without a demand `required`.
    `versions` are those that the baseline was made with of what draws at random, where this run has others. When the
    run is `recorded` as the baseline, `changes` say what that changes, and nothing fell.
    """

    seed: int | None = None
    versions: dict[str, Text] = Field(default={})
    recorded: bool = False
    changes: tuple[Change, ...] = ()
    required: Level | None = None
    below: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _asked_for(self) -> Self:
        if self.seed is None and (self.changes or self.versions or self.recorded):
            raise ValueError("comparison: there is something of a baseline, but no baseline")
        if self.required is None and self.below:
            raise ValueError("comparison: something is below the demanded level, but none was demanded")
        return self

    def toward(self, direction: Direction) -> tuple[str, ...]:
        """A line for each change in this direction."""
        return tuple(change.words for change in self.changes if change.direction is direction)

    @property
    def fallen(self) -> tuple[str, ...]:
        """A line for each thing that makes the gate fail."""
        changes = () if self.recorded else self.changes
        return (*(change.words for change in changes if change.direction.regression), *self.below)

    @property
    def news(self) -> tuple[str, ...]:
        """A line for each thing that is better or new."""
        return tuple(change.words for change in self.changes if not change.direction.regression)
