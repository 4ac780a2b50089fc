"""The census: how many drawn neurons improve, why the others do not, how often floats judge wrongly."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Finite, Model, Text

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Causes(Model):
    """Why the non-improving neurons do not improve, each counted under the first cause that applies."""

    dead: Count = Field(default=0, description="all outputs are 0")
    linear: Count = Field(default=0, description="linear on the points, and in the span of what is there")
    in_span: Count = Field(default=0, description="in the span of what is there")
    orthogonal: Count = Field(default=0, description="outside that span, but orthogonal to the residual")
    residual_zero: Count = Field(default=0, description="the residual was 0 already")

    @property
    def total(self) -> int:
        """All of them together."""
        return self.dead + self.linear + self.in_span + self.orthogonal + self.residual_zero


class Rate(Model):
    """The share of drawn neurons that do not improve, with an interval whose unit is the growth."""

    value: Finite = Field(description="the share itself")
    low: Finite = Field(description="lower end of the interval")
    high: Finite = Field(description="upper end of the interval")
    confidence: Finite = Field(description="with which the interval is meant to cover")
    unit: Literal["growth"] = Field(default="growth", description="what the interval takes as independent")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (0 <= self.low <= self.value <= self.high <= 1 and 0 < self.confidence < 1):
            raise ValueError("a rate needs 0 <= low <= value <= high <= 1 and 0 < confidence < 1")
        return self


class FloatCriterion(Model):
    """How often `f_new < f_old` in float64 is wrong along the exact growth, under one cutoff of `lstsq`.

    Counted over the first `growths` growths of the row, `judged` candidates in all. These counts vary with
    the processor, so no baseline holds them.
    """

    cutoff: Literal["today", "machine precision"] = Field(
        description="the cutoff of lstsq: its default today, or when the post was written"
    )
    growths: Count
    judged: Count
    says_improving_but_not: Count = Field(description="candidates that it says improve, and that do not")
    says_not_but_improving: Count = Field(description="candidates that it says do not improve, and that do")


class OwnPathCounts(Model):
    """The post's program repeated: growths that its float criterion decided, under one cutoff of `lstsq`.

    `refused` has one entry a repetition of `growths` growths: how many drawn neurons the criterion refused.
    Each growth judges at most `cap` neurons; `capped` of all growths ended there. `drawn` counts all
    repetitions together. These counts vary with the processor, so no baseline holds them.
    """

    cutoff: Literal["today", "machine precision"] = Field(
        description="the cutoff of lstsq: its default today, or when the post was written"
    )
    growths: Count
    cap: Count
    drawn: Count
    capped: Count
    refused: Annotated[tuple[Count, ...], Field(min_length=1)]


class Tail(Model):
    """How many failures came while the `last` neurons of a growth were sought, and the most in one growth."""

    last: Count
    failures: Count = Field(description="in all growths")
    most_in_a_growth: Count = Field(description="of all failures of one growth")


class FailureStep(Model):
    """The probability that the next neuron fails with so many `neurons` there: mean and quantiles over growths.

    `low` and `high` are the 5 % and 95 % quantiles.
    """

    neurons: Count
    mean: Share = Field(description="over growths")
    low: Share
    median: Share = Field(description="over growths")
    high: Share

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.median <= self.high:
            raise ValueError("quantiles need low <= median <= high")
        return self


class FailureProbability(Model):
    """The exact probability of failure at every step of ReLU growths, beside the failures that were counted.

    Each probability of a growth is within `bound` of the true one. `dead` is the mean share of the weights with which
    every point is inactive. Given the accepted neurons the failures have the mean `expected` and standard `deviation`.
    If the probabilities are right, the chance that `observed` is not in [`low`, `high`], or that a growth is `outside`
    its own interval, is at most `error`.
    """

    growths: Count = Field(description="for which it was computed")
    steps: tuple[FailureStep, ...] = Field(description="one for each number of neurons")
    bound: Finite
    dead: Share
    expected: Finite
    deviation: Finite
    observed: Count
    low: Count
    high: Count
    outside: Count
    error: Finite

    @property
    def consistent(self) -> bool:
        """Whether every count lies where the probabilities put it."""
        return self.low <= self.observed <= self.high and self.outside == 0


class PostFigure(Model):
    """What the post says about this row; `added` is absent where the post names no total."""

    added: Count | None = None
    non_improving: Count = Field(description="how many neurons did not improve")


class CensusRow(Model):
    """One activation at one weight scale.

    `scale` is the factor as a float and `scale_exact` as a fraction; `rounded` when the scaled weights were
    rounded to floats, which are then no longer proportional to the weights at scale 1. Every drawn candidate
    is counted. `ended` counts growths by the reason they ended. `float_growths` and the two float_says fields
    are the counts under the cutoff "today" (`lstsq` as it is now) and are absent where no float run was made.
    """

    shown_as_null: ClassVar[frozenset[str]] = frozenset({"expected_failures"})

    activation: Text = Field(description="of the neurons")
    scale: Finite
    scale_exact: Text
    rounded: bool = False
    points: Count = Field(description="of each dataset")
    growths: Count = Field(description="how many networks were grown")
    neurons: Count = Field(description="how many improving ones each was to get")
    drawn: Count = Field(description="candidates in all")
    improving: Count = Field(description="candidates that lower the optimal objective, decided exactly")
    non_improving: Count = Field(description="candidates that do not, decided exactly")
    undecided: Count = Field(description="candidates without a verdict")
    causes: Causes = Field(description="why the non-improving ones do not improve")
    ended: dict[str, Count]
    rate: Rate
    expected_failures: Finite | None = Field(
        default=None, description="by the failure probabilities; null where they were not computed"
    )
    failure_probability: FailureProbability | None = None
    null_steps: Count | None = Field(
        default=None, description="steps at which one improving neuron proves that failure has probability 0"
    )
    float_says_improving_but_not: Count | None = Field(
        default=None, description="candidates of which f_new < f_old in float64 wrongly says that they improve"
    )
    float_says_not_but_improving: Count | None = Field(
        default=None, description="candidates of which it wrongly says that they do not"
    )
    float_growths: Count | None = None
    float_criterion: tuple[FloatCriterion, ...] = Field(
        default=(), description="how often f_new < f_old is wrong, by the cutoff of lstsq"
    )
    own_path: tuple[OwnPathCounts, ...] = Field(
        default=(), description="the post's program repeated, by the cutoff of lstsq"
    )
    tail: Tail | None = None
    post: PostFigure | None = Field(default=None, description="absent where the post has no such census")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for what, total, parts in (
            ("drawn", self.drawn, self.improving + self.non_improving + self.undecided),
            ("non_improving", self.non_improving, self.causes.total),
            ("growths", self.growths, sum(self.ended.values())),
        ):
            if total != parts:
                raise ValueError(f"census {self.name}: {what} is {total}, but its parts add up to {parts}")
        expected = None if self.failure_probability is None else self.failure_probability.expected
        if self.expected_failures != expected:
            raise ValueError(f"census {self.name}: expected_failures is not that of the failure probabilities")
        today = next((row for row in self.float_criterion if row.cutoff == "today"), None)
        flat = (self.float_growths, self.float_says_improving_but_not, self.float_says_not_but_improving)
        rows = today and (today.growths, today.says_improving_but_not, today.says_not_but_improving)
        if flat != (rows or (None, None, None)):
            raise ValueError(f"census {self.name}: the float counts {flat} are not those of the cutoff 'today', {rows}")
        return self

    @property
    def name(self) -> str:
        """How the row is called on every face and in the baseline."""
        rounded = " rounded" if self.rounded else ""
        return self.activation if self.scale_exact == "1" else f"{self.activation} x {self.scale:g}{rounded}"
