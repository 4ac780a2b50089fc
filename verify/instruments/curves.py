"""The evidence for a curve: growths of the pictures' own engine beside solving anew for every proposal.

A curve claim says only what the run establishes, on the experiment scaled down: every neuron and every change is
decided as by solving anew, exactly where that is close; every objective on the way is within 10⁻⁹ of the exact one of
its columns; the interval of the mean curve has the growth as its unit. How a curve compares with the post's picture is
a finding elsewhere, never the claim.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

import numpy as np
from hypothesis.database import ExampleDatabase

from core.activations import activation
from core.dataset import Floats, waves
from core.pretraining import Pretraining
from verify import evidence, progress
from verify.claim import Source
from verify.evidence import ClaimEvidence, Instance, Profile, exact
from verify.experiments.growths import Setting, grown
from verify.instruments import by_growth
from verify.instruments.naive_pretraining import Rule, Solved, grow, grow_deep

JUDGED = {Profile.QUICK: 3, Profile.CI: 10, Profile.PAPER: 3}
"""Growths of each setting that are judged."""

ACCURACY = Fraction(1, 10**9)
CONFIDENCE = 0.99


@dataclass(frozen=True)
class CurveClaim:
    """A curve of the post: its settings, scaled down, of which the first is that of the controls.

    `strata` are the cases that must be reached: of "added", "kept", "refused" and "tie".
    """

    id: str
    statement: str
    source: Source
    settings: tuple[Setting, ...]
    strata: tuple[str, ...]

    def collect(self, profile: Profile, seed: int, kept: ExampleDatabase | None = None) -> ClaimEvidence:
        """Judge the growths; what is returned depends on the profile and the seed alone: no examples are `kept`."""
        del kept
        judged, steps = JUDGED[profile], len(self.settings) + 2
        reached: Counter[str] = Counter()
        disagreements, counterexample = [], None
        for index, setting in enumerate(self.settings):
            run = judge(setting, seed, judged)
            reached.update(run.reached)
            if run.disagreement is not None:
                disagreements.append(f"{self.id}, setting {index + 1}: {run.disagreement}")
            counterexample = counterexample or run.inaccurate
            progress.report(index + 1, steps)
        values = logarithms(self.settings[0], seed, CURVES * EACH)
        controls = (natural_logarithm(values), pooled_interval_covers(values))
        progress.report(steps, steps)
        return ClaimEvidence(
            id=self.id,
            statement=self.statement,
            source=str(self.source),
            evidence=evidence.Evidence(
                tested=evidence.Tested(
                    examples=judged * len(self.settings), strata={name: reached[name] for name in self.strata}
                )
            ),
            controls=controls,
            counterexample=counterexample,
            disagreements=tuple(disagreements),
        )


# ---- the same growths, solved anew ----


@dataclass(frozen=True)
class Judged:
    """How often each case was reached; in words where the two ways part; a step whose objective is too far off."""

    reached: Mapping[str, int]
    disagreement: str | None
    inaccurate: Instance | None


def judge(setting: Setting, seed: int, growths: int) -> Judged:
    """Run growths 0, 1, ... of a setting in both ways and compare proposals, objectives and where they end."""
    rule, inaccurate, added = Rule(), None, 0
    ran = grown(setting=asdict(setting), seed=seed, first=0, last=growths)
    lengths_differ = False
    for number, computed in enumerate(ran["objectives"]):
        fits = restated(setting, seed, number, rule)
        added += len(fits) - 1
        lengths_differ |= any(value != computed[len(fits) - 1] for value in computed[len(fits) :])
        for step, (value, solved) in enumerate(zip(computed, fits, strict=False)):
            if abs(Fraction(value) - solved.exact) > ACCURACY * solved.exact and inaccurate is None:
                shown = {"growth": number, "step": step, "computed": Fraction(value), "exact": solved.exact}
                inaccurate = {"activation": setting.activation, **{name: exact(entry) for name, entry in shown.items()}}
    ours, theirs = (ran["proposed"], ran["kept"], ran["ties"]), rule.counts
    disagreement = None
    if lengths_differ or ours != (theirs.proposed, theirs.kept, theirs.ties):
        disagreement = f"(proposed, kept, ties) are {ours}, and {theirs} by solving anew"
    refused = theirs.proposed - theirs.kept
    return Judged(
        {"added": added, "kept": theirs.kept, "refused": refused, "tie": theirs.ties}, disagreement, inaccurate
    )


def restated(setting: Setting, seed: int, number: int, rule: Rule) -> Sequence[Solved]:
    """The growth of that number, solved anew for every proposal, from the same streams."""
    data = waves(np.random.default_rng([seed, number, 0]), setting.points)
    generator = np.random.default_rng([seed, number, 1])
    how = Pretraining(activation(setting.activation), setting.width, setting.changes)
    if setting.layers is None:
        return grow(data, how, generator, rule)
    layers, connection = setting.layers, setting.input_connection
    return grow_deep(data, how, generator, rule, layers=layers, input_connection=connection)


# ---- controls ----

CURVES, EACH = 100, 4
"""So many curves of so many growths each are drawn for the controls."""


def logarithms(setting: Setting, seed: int, growths: int) -> Floats:
    """log₁₀ of the objectives (growths × steps) after 1, 2, ... steps, of growths with another seed than the judged."""
    rows = grown(setting=asdict(setting), seed=seed + 1, first=0, last=growths)["objectives"]
    return np.asarray(np.log10(np.array(rows)[:, 1:]))


def natural_logarithm(values: Floats) -> evidence.Control:
    """Wrong: the mean of natural logarithms is inside the interval of decimal ones, values (growths × steps)."""
    low, high = by_growth.interval(values, CONFIDENCE)
    natural = np.log(10) * values.mean(axis=0)
    outside = np.maximum(low - natural, natural - high) / (high - low)
    at = int(np.argmax(outside))
    shown = {"low": low[at], "high": high[at], "mean natural logarithm": natural[at]}
    refuted = bool(outside[at] > 0)
    return evidence.Control(
        id="natural-logarithm",
        statement="the mean natural logarithm of the objective is inside the interval of the decimal one at every step",
        refuted=refuted,
        counterexample={"step": str(at + 1), **{name: f"{value:.3f}" for name, value in shown.items()}}
        if refuted
        else None,
    )


def pooled_interval_covers(values: Floats) -> evidence.Control:
    """Wrong: an interval that takes all points of a curve for independent covers as often as it says.

    The values (growths × steps) are cut into a hundred curves of four growths. What is to be covered is how far the
    second half of a curve lies from the mean of all growths, on average: 0.
    """
    late = values[:, values.shape[1] // 2 :]
    curves = (late - late.mean(axis=0)).reshape(CURVES, EACH, -1)
    pooled, growth_by_growth = (
        sum(bool(low <= 0 <= high) for low, high in (by_growth.interval(points, CONFIDENCE) for points in parts))
        for parts in (curves.reshape(CURVES, -1), curves.mean(axis=2))
    )
    return by_growth.pooled_interval_covers(
        "an interval that takes a curve's points for independent covers repeated curves as often as it says",
        confidence=CONFIDENCE,
        what="curves",
        repeated=CURVES,
        growths=EACH,
        pooled=pooled,
        by_growth=growth_by_growth,
    )
