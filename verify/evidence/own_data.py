"""The census on the user's own table."""

from typing import Literal, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Finite, Model, Number, Text
from verify.evidence.census import Causes, Rate, Share
from verify.evidence.collected import Certified
from verify.evidence.figures import Curve, Numbers


class Bounded(Model):
    """A number with an error bound: the true one is within `error` of `value`; `exact` where asked for."""

    value: Finite
    error: Finite
    exact: Text | None = None


class OwnNeuron(Model):
    """One of the user's own neurons, judged in its turn; the gain is absent unless it improves."""

    verdict: Literal["improves", "does not", "undecided"] = Field(description="decided exactly")
    cause: Literal["dead", "linear", "in_span", "orthogonal", "residual_zero"] | None = Field(
        default=None, description="why it does not improve"
    )
    gain: Bounded | None = None


class Probability(Model):
    """A probability and the interval that it lies in."""

    value: Share = Field(description="the best estimate")
    low: Share = Field(description="lower end of the interval")
    high: Share = Field(description="upper end of the interval")


class OwnFailure(Model):
    """The probability that the next ReLU neuron fails, its weights being standard normal.

    `first` without a neuron, `last` with `neurons` of them, before the last one was accepted. The interval is a bound
    where the method is exact, and holds with `confidence` where neurons were sampled.
    """

    method: Literal["exact", "sampled"] = Field(description="whether computed from the cells of weights, or estimated")
    neurons: Count
    first: Probability
    last: Probability
    confidence: Finite | None = None


class OwnGrowth(Model):
    """One growth: the objective before and after, the gain of each accepted neuron, why the others failed.

    `candidates` lists the user's own neurons one by one and is absent when the neurons were drawn.
    """

    objective_before: Bounded
    objective_after: Bounded
    gains: tuple[Bounded, ...] = Field(description="of each accepted neuron, in order")
    drawn: Count = Field(description="candidates in all")
    improving: Count = Field(description="candidates that lower the objective, decided exactly")
    non_improving: Count = Field(description="candidates that do not, decided exactly")
    undecided: Count = Field(description="candidates without a verdict")
    causes: Causes
    ended: Text = Field(description="why no more were drawn")
    candidates: tuple[OwnNeuron, ...] | None = None
    failure: OwnFailure | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.drawn != self.improving + self.non_improving + self.undecided:
            raise ValueError(f"{self.drawn} neurons drawn, but the verdicts do not add up to it")
        if self.non_improving != self.causes.total:
            raise ValueError(f"{self.non_improving} non-improving neurons, but {self.causes.total} causes")
        if len(self.gains) != self.improving:
            raise ValueError(f"{self.improving} improving neurons, but {len(self.gains)} gains")
        return self


class FloatGrowths(Model):
    """Growths in floats, beside the exact ones: how the error falls with the neurons, on rows held out as well.

    A share `holdout` of the rows was held out, drawn anew for each growth, or each of `folds` parts of the rows in
    turn, or (both absent) no row; a network was fitted to `training_rows` at least. `training` is the objective per
    training point and `held_out` the mean squared error on the rows held out, over the number of neurons, as far as the
    shortest growth goes: medians over `growths`, with intervals that hold with `confidence`, whose unit is the growth,
    where there are growths enough. `mean` is the mean over the growths of what `held_out` has the median of; a few
    large errors move it at will. `training_mean` is the (median) held-out error of predicting the mean of the training
    rows. `worse` counts, for each number of neurons, the growths whose held-out error is above their own with the
    `lowest` number.

    The cost, over all networks: `judged` candidates (`candidates` at a time) for the neurons `added`, and random
    changes `proposed` (`changes` after each neuron), of which some were `kept`; `ties` did not move the
    objective by more than rounding might.
    """

    holdout: Text | None = None
    folds: Count | None = None
    training_rows: Count
    growths: Count
    networks: Count = Field(description="that were grown in all")
    neurons: Count = Field(description="that each was to get")
    candidates: Count
    changes: Count
    training: Curve
    held_out: Curve | None = None
    mean: Numbers | None = None
    confidence: Finite | None = None
    training_mean: Finite | None = None
    worse: tuple[Count, ...] | None = None
    added: Count
    judged: Count
    proposed: Count
    kept: Count
    ties: Count

    @property
    def lowest(self) -> int | None:
        """The number of neurons, the smallest of equals, at which the held-out error is lowest."""
        return None if self.held_out is None else min(range(len(self.held_out.y)), key=self.held_out.y.__getitem__)

    @property
    def enough(self) -> int | None:
        """The fewest neurons that do as well as the lowest in at least half of the growths."""
        if self.worse is None:
            return None
        return next(k for k, worse in enumerate(self.worse) if 2 * worse <= self.growths)


class OwnData(Model):
    """What was read, how, and how its growths went.

    `growths` are exact, and `float_growths`, where they are asked for, are not.
    `rate` is absent for fewer than five growths, which tell too little of their spread. `notes` are sentences
    about the data that the reader should know (a constant column, say). `certified` counts growths and is absent
    unless certificates were asked for; `refusals` are the checker's own words. `certificates` (JSON lines) are
    written elsewhere.
    """

    file: Text = Field(description="as it was named")
    sha256: Text = Field(description="of its bytes")
    read_as: Literal["decimal", "float64"] = Field(
        description="whether a number is what its decimal text says, or the nearest float64"
    )
    rows: Count = Field(description="points")
    features: tuple[Text, ...] = Field(description="columns in their order, the bias included")
    target: Text = Field(description="the column that is fitted")
    bias: bool = Field(description="whether a feature that is 1 everywhere was added")
    standardise: bool = Field(description="whether features were brought to mean 0 and deviation 1")
    activation: Text = Field(description="of the neurons")
    scale: Number = Field(description="factor on every weight, as a fraction")
    neurons: Count = Field(description="improving ones sought, or those of the file of weights")
    weights_file: Text | None = Field(default=None, description="neurons of one's own, judged in their order")
    growths: tuple[OwnGrowth, ...]
    rate: Rate | None = None
    float_growths: FloatGrowths | None = None
    notes: tuple[Text, ...] = ()
    certified: Certified | None = None
    refusals: tuple[Text, ...] = ()
    certificates: tuple[str, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def undecided(self) -> int:
        """Candidates without a verdict, over all growths."""
        return sum(growth.undecided for growth in self.growths)
