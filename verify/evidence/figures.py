"""The post's pictures, made again: what is drawn, what was published, where they part and what explains it."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Finite, Model, Text

Numbers = Annotated[tuple[Finite, ...], Field(min_length=1)]


class Curve(Model):
    """One thing that is drawn, y over x: a line, points of data, centres of Gaussians, or a bound.

    `low` and `high` enclose y, where there is an interval: what it is stands in the figure's `interval`.
    """

    x: Numbers = Field(description="where the values are")
    y: Numbers = Field(description="a value for each x")
    low: Numbers | None = None
    high: Numbers | None = None
    kind: Literal["line", "points", "centres", "bound"] = Field(default="line", description="how it is drawn")

    @model_validator(mode="after")
    def _as_long(self) -> Self:
        for name in ("y", "low", "high"):
            values = getattr(self, name)
            if values is not None and len(values) != len(self.x):
                raise ValueError(f"curve: {len(values)} values of {name} for {len(self.x)} of x")
        if (self.low is None) is not (self.high is None):
            raise ValueError("curve: an interval needs low and high")
        return self


class Cause(Model):
    """What was changed in a re-run to explain a departure, and how far from the published curve that one is.

    `changed` names each thing that was changed. `departure` is the largest one, in units of the half-width of the
    prediction interval; at most 1 everywhere means that the published curve is explained. `searched` is that of the
    run in which the cause was looked for, `departure` that of a run on a seed not used in the search; only causes that
    fitted in the search have one.
    """

    changed: tuple[Text, ...]
    searched: Finite
    departure: Finite | None = None


class Remark(Model):
    """What a figure establishes beside or against the post, computed with it; the report lists it as a finding."""

    title: Text = Field(description="the remark in one sentence")
    post_says: Text = Field(description="what the post says")
    established: Text = Field(description="what this run established")


class Agreement(StrEnum):
    """How the post's own description, run again, agrees with its picture."""

    REPRODUCED = "reproduced"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"


class Figure(Model):
    """One picture: `curves` by name, `post` the published ones under the same names.

    `largest_departure` is that of the post's own description, re-run as it stands, in units of the half-width of the
    prediction interval; `at` says where. `explained` says in words what makes it vanish, or that nothing tried does;
    it is absent where nothing was published to compare with.
    """

    id: Text = Field(description="of the picture in the post, or one of our own")
    title: Text = Field(description="of the picture")
    shows: Text = Field(description="what is drawn")
    x_label: Text = Field(description="of the axis")
    y_label: Text = Field(description="of the axis")
    curves: dict[str, Curve]
    post: dict[str, Curve] = Field(default={})
    interval: Text | None = Field(default=None, description="what low and high of the curves enclose")
    growths: Count | None = Field(default=None, description="how many went into each curve")
    largest_departure: Finite | None = None
    at: Text | None = None
    causes: tuple[Cause, ...] = Field(default=(), description="that were tried for a departure")
    explained: Text | None = None
    notes: tuple[Text, ...] = Field(default=(), description="on how it was made")
    remarks: tuple[Remark, ...] = Field(default=(), description="what it establishes beside or against the post")

    @property
    def agreement(self) -> Agreement | None:
        """Return how the run agrees with the published curves; None where there is nothing to compare with."""
        if self.largest_departure is None:
            return None
        if self.largest_departure <= 1:
            return Agreement.REPRODUCED
        return Agreement.EXPLAINED if self.explanation is not None else Agreement.UNEXPLAINED

    @property
    def explanation(self) -> Cause | None:
        """Return the smallest cause whose run on a fresh seed is inside the prediction interval, if there is one."""
        fitting = [cause for cause in self.causes if cause.departure is not None and cause.departure <= 1]
        return min(fitting, key=lambda cause: len(cause.changed), default=None)
