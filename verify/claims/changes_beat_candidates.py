"""Random changes reach a lower objective than the best of several candidates, at the same number of solves a neuron.

The post "found more efficient" to change the network at random after each added neuron than to sample several
candidates for it. With c changes a neuron the optimal weights are solved for c + 1 times, and so they are for c + 1
candidates. (The first neuron is not changed; ReLU neurons that are drawn in vain cost less than is saved by that.)

It is a statement about means that depends on how many neurons, points and changes there are: it is tested at one size.
The unit is the growth: both ways grow on the same datasets, and the mean difference of the logarithms of the
objectives at the end has a one-sided bound by Student's t. With two ReLU neurons the candidates are better, since the
first neuron is chosen among many and never changed. All objectives are floats (see curve-changes).
"""

from dataclasses import dataclass

import numpy as np
from hypothesis.database import ExampleDatabase
from scipy import stats

from core.activations import RELU, TANH, Activation, as_written
from core.dataset import Floats, waves
from core.growth import grow
from core.pretraining import Pretraining, shallow
from verify import evidence, progress
from verify.claim import Source
from verify.evidence import ClaimEvidence, Instance, Profile
from verify.instruments.by_growth import one_sided

GROWTHS = {Profile.QUICK: 40, Profile.CI: 100, Profile.PAPER: 40}
CONFIDENCE = 0.99
"""Of all bounds of the claim together, and of those of each control."""


@dataclass(frozen=True)
class Comparison:
    """Growth to so many neurons with `changes` random changes after each, beside the best of `candidates` for each."""

    activation: Activation
    neurons: int
    changes: int
    candidates: int
    points: int = 30

    def differences(self, seed: int, growths: int) -> Floats:
        """log₁₀ of the objective with changes over that with candidates, a growth each (growths)."""
        return np.array([self._difference(seed, number) for number in range(growths)])

    def _difference(self, seed: int, number: int) -> float:
        data = waves(np.random.default_rng([seed, number, 0]), self.points)
        how = Pretraining(self.activation, self.neurons, self.changes)
        changed = shallow(data, how, np.random.default_rng([seed, number, 1])).objectives[-1]
        streams, width = np.random.default_rng([seed, number, 2]), self.neurons
        best = grow(data, self.activation, streams, neurons=width, best_of=self.candidates).objectives[-1]
        return float(np.log10(changed / best))

    def shown(self, values: Floats) -> Instance:
        """What was compared, and the mean difference with its standard error."""
        return {
            "activation": self.activation.name,
            "neurons": str(self.neurons),
            "changes": str(self.changes),
            "candidates": str(self.candidates),
            "growths": str(len(values)),
            "mean log10 ratio": f"{values.mean():.3f}",
            "standard error": f"{stats.sem(values):.3f}",
        }


@dataclass(frozen=True)
class Wrong:
    """A wrong version of the claim, and the comparison by which it falls."""

    id: str
    statement: str
    comparison: Comparison
    growths: int

    def control(self, seed: int) -> evidence.Control:
        """Refuted where candidates are better: the bound from below is above 0."""
        values = self.comparison.differences(seed, self.growths)
        refuted = one_sided(values, CONFIDENCE)[0] > 0
        counterexample = self.comparison.shown(values) if refuted else None
        return evidence.Control(id=self.id, statement=self.statement, refuted=refuted, counterexample=counterexample)


@dataclass(frozen=True)
class BeatsClaim:
    """The claim: in each comparison the mean logarithm of the objective is lower with changes."""

    id: str
    statement: str
    source: Source
    comparisons: tuple[Comparison, ...]
    wrong: tuple[Wrong, ...]

    def collect(self, profile: Profile, seed: int, kept: ExampleDatabase | None = None) -> ClaimEvidence:
        """Grow both ways; what is returned depends on the profile and the seed alone: no examples are `kept`."""
        del kept
        growths, steps = GROWTHS[profile], len(self.comparisons) + len(self.wrong)
        confidence = 1 - (1 - CONFIDENCE) / len(self.comparisons)
        lower, open_, counterexample, reverse = 0, [], None, None
        for index, comparison in enumerate(self.comparisons):
            values = comparison.differences(seed, growths)
            low, high = one_sided(values, confidence)
            lower += int((values < 0).sum())
            if low > 0:
                counterexample = comparison.shown(values)
            elif high >= 0:
                open_.append(as_written(comparison.activation.name))
            else:
                reverse = reverse or comparison.shown(values)
            progress.report(index + 1, steps)
        controls = [_reverse(reverse), *(wrong.control(seed + 1) for wrong in self.wrong)]
        progress.report(steps, steps)
        return ClaimEvidence(
            id=self.id,
            statement=self.statement,
            source=str(self.source),
            evidence=evidence.Evidence(
                tested=evidence.Tested(examples=growths * len(self.comparisons), strata={"changes end lower": lower})
            ),
            controls=tuple(controls),
            counterexample=counterexample,
            undecided=f"too few growths to tell for {' and '.join(open_)}" if open_ else None,
        )


def _reverse(found: Instance | None) -> evidence.Control:
    return evidence.Control(
        id="the-reverse",
        statement="the best of several candidates reaches a lower objective than random changes at the same cost",
        refuted=found is not None,
        counterexample=found,
    )


CLAIM = BeatsClaim(
    id="changes-beat-candidates",
    statement=(
        "On 30 points, at 101 solves a neuron, 15 neurons with 100 random changes after each reach a lower optimal "
        "objective than 15 neurons that are each the best of 101 candidates, for tanh and for ReLU: the mean of its "
        "logarithm, over datasets, is lower."
    ),
    source=Source(
        "Shallow Networks, after the figures",
        "random changes after every neuron are more efficient than several candidates for it",
    ),
    comparisons=(Comparison(TANH, 15, 100, 101), Comparison(RELU, 15, 100, 101)),
    wrong=(
        Wrong(
            "with-two-neurons",
            "the same at every number of neurons, two included",
            Comparison(RELU, 2, 100, 101),
            growths=200,
        ),
        Wrong(
            "candidates-counted-as-one",
            "the same with a choice among 101 candidates counted as one solve: 3 changes beat the best of 404",
            Comparison(TANH, 15, 3, 404),
            growths=12,
        ),
    ),
)
