"""The evidence for a census: certificates, a second exact route, and what the post's criterion makes of it.

A census claim says only what the run establishes: every drawn neuron is decided, the checker accepts the certificates
that it was shown, the second route agrees, and the interval is computed. How the counts compare with the post's is a
finding beside it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul

import flint
import numpy as np
from hypothesis.database import ExampleDatabase

from core.activations import RELU, Activation, PiecewiseLinear
from core.criterion import Cutoff, objective
from core.exact import Growth, Problem, Verdict, grow, rationals
from core.exact.balls import BallElimination, excludes_zero, outputs, vector
from core.exact.kernels import rest, weights
from core.exact.sources import Neurons
from verify import evidence, progress
from verify.census.counting import (
    CONFIDENCE,
    Census,
    Setting,
    counted,
    float_outputs,
    own_paths,
    pooled,
    rate,
    row,
    take,
)
from verify.census.probabilities import step_by_step
from verify.check.certificates import Malformed, Refused, check_line
from verify.claim import Source
from verify.evidence import ClaimEvidence, Instance, Profile, exact
from verify.forgery import believed
from verify.instruments import by_growth


@dataclass(frozen=True)
class Amount:
    """How much a profile does beside the census itself."""

    certificates: int  # growths a setting that the checker is shown
    second_route: int  # neurons a setting that are decided again by the second route
    floats: int  # growths a setting along which the post's criterion is judged
    repetitions: int  # of the post's own program, of 100 growths each, where the post gives a count


AMOUNTS = {
    Profile.QUICK: Amount(certificates=25, second_route=12, floats=15, repetitions=0),
    Profile.CI: Amount(certificates=100, second_route=200, floats=100, repetitions=2),
    Profile.PAPER: Amount(certificates=25, second_route=12, floats=15, repetitions=0),
}

_NEAR = 200  # neurons near the kink

OWN_PATH_CAP = 500  # neurons judged in one growth of the post's own program

Control = Callable[[int, Sequence[Census]], evidence.Control]


@dataclass(frozen=True)
class CensusClaim:
    """The census of one activation: its settings, the first of them at scale 1, and its controls."""

    id: str
    statement: str
    source: Source
    settings: tuple[Setting, ...]
    controls: tuple[Control, ...]

    def collect(self, profile: Profile, seed: int, kept: ExampleDatabase | None = None) -> ClaimEvidence:
        """Take the census; what is returned depends on the profile and the seed alone: no examples are `kept`."""
        del kept
        amount, steps = AMOUNTS[profile], 3 * len(self.settings) + 1
        censuses, rows, certificates, disagreements, refusals = [], [], [], [], []
        accepted = refused = issued = 0
        for index, setting in enumerate(self.settings):
            census = take(setting, seed)
            censuses.append(census)
            progress.report(3 * index + 1, steps)
            lines = [json.dumps(growth.certificate(), separators=(",", ":")) for growth in census.growths]
            certificates += lines
            issued += sum(len(growth.verdicts) for growth in census.growths)
            for number, (line, growth) in enumerate(zip(lines[: amount.certificates], census.growths, strict=False)):
                try:
                    accepted += check_line(line).verdicts
                except (Refused, Malformed) as refusal:
                    refused += len(growth.verdicts)
                    refusals.append(f"{self.id}, setting {index + 1}, growth {number}: {refusal}")
            disagreements += believed(lines, check_line)
            disagreements += _second_route(census, amount.second_route)
            progress.report(3 * index + 2, steps)
            repeated = amount.repetitions and setting.post is not None
            paths = own_paths(setting, seed + 1, 100, amount.repetitions, OWN_PATH_CAP) if repeated else ()
            failure = None
            if setting.activation == RELU and setting.factor == 1:  # no other factor changes a probability
                failure, impossible = step_by_step(census.growths)
                disagreements += impossible
            rows.append(row(census, amount.floats, paths, failure))
            progress.report(3 * index + 3, steps)
        disagreements += _exact_factor(censuses) + _at_the_kink(self.settings[0].activation, seed)
        controls = tuple(control(seed, censuses) for control in self.controls)
        progress.report(steps, steps)
        open_ = sum(counted.undecided for counted in rows)
        return ClaimEvidence(
            id=self.id,
            statement=self.statement,
            source=str(self.source),
            evidence=evidence.Evidence(
                certified=evidence.Certified(instances=accepted, rejected=refused, issued=issued)
            ),
            rests_on=("theorem-1",),
            controls=controls,
            undecided=f"{open_} neurons stayed undecided" if open_ else None,
            disagreements=tuple(disagreements),
            refusals=tuple(refusals),
            certificates=tuple(certificates),
            census=tuple(rows),
        )


# ---- the second route: rationals for rational outputs, balls for the others ----


def _second_route(census: Census, neurons: int) -> list[str]:
    """Decide some neurons again without a prime; what disagrees is returned in words."""
    found: list[str] = []
    left = neurons
    for index, growth in enumerate(census.growths):
        if left <= 0:
            break
        rational = isinstance(growth.activation, PiecewiseLinear)
        again = _over_the_rationals(growth) if rational else _in_balls(growth)
        for k, improves in again.items():
            left -= 1
            if improves is not (growth.verdicts[k] is Verdict.IMPROVES):
                found.append(
                    f"{census.setting.activation.name}: the second route differs on neuron {k} of growth {index}"
                )
    return found


def _over_the_rationals(growth: Growth) -> dict[int, bool]:
    """Whether gᵀr ≠ 0 by the exact optimum over ℚ, for every neuron that does not improve and every 25th other."""
    source = Neurons(growth.activation, growth.X, growth.weights, growth.scale)  # type: ignore[arg-type]  # as asked above
    Y, _ = growth.y.integers()
    chosen = [k for k, verdict in enumerate(growth.verdicts) if verdict is not Verdict.IMPROVES or k % 25 == 0]
    found: dict[int, bool] = {}
    residual: tuple[list[int], list[int]] | None = None
    for k in chosen:
        kept = [j for j in growth.accepted if j < k]
        if residual is None or residual[0] != kept:
            K, _ = source.outputs(kept)
            residual = kept, rest(K, Y.tolist(), weights(K, Y.tolist()))
        g = source.outputs([k])[0][0].tolist()
        found[k] = sum(map(mul, g, residual[1])) != 0
    return found


def _in_balls(growth: Growth) -> dict[int, bool]:
    """Whether the enclosure of gᵀr excludes zero, for every neuron that improves, at the precision that this takes."""
    bits = 256
    while True:
        with flint.ctx.workprec(bits):
            state = BallElimination(vector(growth.y))
            found: dict[int, bool] = {}
            for k in growth.accepted:
                g = outputs(growth.activation, growth.X, growth.weights[k : k + 1], growth.scale)
                pivot, entry, rows = state.meet(g)
                found[k] = excludes_zero(pivot) and excludes_zero(entry)
                if not found[k]:
                    break
                state.keep(g, pivot, entry, rows)
        if all(found.values()) or bits >= 4096:
            return found
        bits *= 2


def _exact_factor(censuses: Sequence[Census]) -> list[str]:
    """For a positively homogeneous activation an exact factor on the weights must change no verdict and no cause."""
    base = censuses[0]
    return [
        f"{base.setting.activation.name}: the factor {other.setting.factor} changes verdicts of growth {index}"
        for other in censuses[1:]
        if base.setting.activation.positively_homogeneous and not other.setting.rounded
        for index, (a, b) in enumerate(zip(base.growths, other.growths, strict=True))
        if (a.verdicts, a.causes) != (b.verdicts, b.causes)
    ]


def _at_the_kink(activation: Activation, seed: int) -> list[str]:
    """Decide neurons whose pre-activation is so near zero that float64 does not know its sign, beside Fractions.

    One point x, target 1, and a neuron with x·w = 0 up to the rounding of its last weight: it improves if and only if
    its output is not zero. Random growths never come so near, so this is what tells a sign filter without its bound.
    """
    if not isinstance(activation, PiecewiseLinear):
        return []
    generator = np.random.default_rng(seed)
    x, w = generator.standard_normal((2, _NEAR, 3))
    w[:, 2] = -(x[:, 0] * w[:, 0] + x[:, 1] * w[:, 1]) / x[:, 2]
    problems = [Problem(rationals(a[None]), rationals([1.0]), rationals(b[None])) for a, b in zip(x, w, strict=True)]
    exactly = [sum(Fraction(a) * Fraction(b) for a, b in zip(*pair, strict=True)) for pair in zip(x, w, strict=True)]
    grown = grow(problems, activation, neurons=1)
    return [
        f"{activation.name}: the verdict on a neuron at the kink differs from exact arithmetic (neuron {k})"
        for k, (growth, z) in enumerate(zip(grown, exactly, strict=True))
        if (growth.verdicts[0] is Verdict.IMPROVES) != (activation.exact(Fraction(z)) != 0)
    ]


# ---- controls ----


def float_criterion_agrees(seed: int, censuses: Sequence[Census]) -> evidence.Control:
    """Wrong: f_new < f_old in float64 agrees with the exact verdict. Refuted by the first neuron where it does not."""
    del seed
    return evidence.Control(
        id="float-criterion-agrees",
        statement="f_new < f_old in float64, lstsq once a candidate, is the exact verdict on every drawn neuron",
        refuted=(found := _first_disagreement(censuses)) is not None,
        counterexample=found,
    )


def _first_disagreement(censuses: Sequence[Census]) -> Instance | None:
    for census in reversed(censuses):  # small weights first: there floats fail soonest
        for index, growth in enumerate(census.growths):
            data, G = census.data[index], float_outputs(census, index)
            old = float(data.y @ data.y)
            kept: list[int] = []
            for k, verdict in enumerate(growth.verdicts):
                new = objective(G[[*kept, k]].T, data.y, Cutoff.TODAY)
                if (new < old) is not (verdict is Verdict.IMPROVES):
                    weights = growth.weights[k : k + 1].fractions()[0]
                    shown = {"growth": index, "neuron": k, "weights": weights, "f_old": old, "f_new": new}
                    shown["f_new - f_old"] = Fraction(new) - Fraction(old)
                    return {
                        "activation": census.setting.activation.name,
                        "factor": str(census.setting.factor),
                        "exact verdict": str(verdict),
                        **{name: exact(value) for name, value in shown.items()},
                    }
                if verdict is Verdict.IMPROVES:
                    kept.append(k)
                    old = new
    return None


_CENSUSES, _EACH = 40, 25


def pooled_interval_covers(seed: int, censuses: Sequence[Census]) -> evidence.Control:
    """Wrong: the binomial interval for independent neurons covers the share in repeated censuses as often as it says.

    They are forty of 25 growths; the share of all of them together stands for the true one.
    """
    counts = [counted(growth) for growth in take(censuses[0].setting, seed + 2, _CENSUSES * _EACH).growths]
    share = sum(f for f, _ in counts) / sum(k for _, k in counts)
    parts = [counts[i : i + _EACH] for i in range(0, len(counts), _EACH)]
    covered = sum(low <= share <= high for low, high in map(pooled, parts))
    return by_growth.pooled_interval_covers(
        "an interval that takes the neurons for independent covers repeated censuses as often as it says",
        confidence=CONFIDENCE,
        what="censuses",
        repeated=_CENSUSES,
        growths=_EACH,
        pooled=covered,
        by_growth=sum(interval.low <= share <= interval.high for interval in map(rate, parts)),
    )
