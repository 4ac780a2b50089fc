"""The census on the user's own table."""

from typing import Literal, Self

from pydantic import Field, model_validator

from verify.evidence.base import Count, Finite, Model, Text
from verify.evidence.census import Causes, Rate, Share
from verify.evidence.collected import Certified


class Bounded(Model):
    """A number with an error bound: the true one is within `error` of `value`; `exact` where asked for."""

    value: Finite
    error: Finite
    exact: Text | None = None


class OwnNeuron(Model):
    """One of the user's own neurons, judged in its turn; the gain is absent unless it improves."""

    verdict: Literal["improves", "does not", "undecided"]
    cause: Literal["dead", "linear", "in_span", "orthogonal", "residual_zero"] | None = None
    gain: Bounded | None = None


class Probability(Model):
    """A probability and the interval that it lies in."""

    value: Share
    low: Share
    high: Share


class OwnFailure(Model):
    """The probability that the next ReLU neuron fails, its weights being standard normal.

    `first` without a neuron, `last` with `neurons` of them, before the last one was accepted. The interval is a bound
    where the method is exact, and holds with `confidence` where neurons were sampled.
    """

    method: Literal["exact", "sampled"]
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
    gains: tuple[Bounded, ...]
    drawn: Count
    improving: Count
    non_improving: Count
    undecided: Count
    causes: Causes
    ended: Text
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


class OwnData(Model):
    """What was read, how, and how its growths went.

    `rate` is absent for fewer than five growths, which tell too little of their spread. `notes` are sentences
    about the data that the reader should know (a constant column, say). `certified` counts growths and is absent
    unless certificates were asked for; `refusals` are the checker's own words. `certificates` (JSON lines) are
    written elsewhere.
    """

    file: Text
    sha256: Text
    read_as: Literal["decimal", "float64"]
    rows: Count
    features: tuple[Text, ...]
    target: Text
    bias: bool
    standardise: bool
    activation: Text
    scale: Text
    neurons: Count
    weights_file: Text | None = None
    growths: tuple[OwnGrowth, ...]
    rate: Rate | None = None
    notes: tuple[Text, ...] = ()
    certified: Certified | None = None
    refusals: tuple[Text, ...] = ()
    certificates: tuple[str, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def undecided(self) -> int:
        """Candidates without a verdict, over all growths."""
        return sum(growth.undecided for growth in self.growths)
