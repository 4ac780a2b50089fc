"""The census: growths decided exactly, counted with the growth as the unit, judged again by the post's criterion."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy import stats

from core.activations import Activation
from core.criterion import Cutoff, OwnPath, own_path, says_improving
from core.dataset import Dataset, Floats, waves
from core.exact import Cause, Growth, Problem, Verdict, grow, rationals
from verify.evidence import Causes, CensusRow, FailureProbability, FloatCriterion, OwnPathCounts, PostFigure, Rate, Tail

CONFIDENCE = 0.99
POINTS = NEURONS = 100
GROWTHS = 100

_LAST = 5  # neurons of a growth that make its tail
_RESAMPLES = 4000
_RESAMPLING_SEED = 0  # resampling is part of the interval's definition, not of the run

_CUTOFFS: dict[Cutoff, Literal["today", "machine precision"]] = {
    Cutoff.TODAY: "today",
    Cutoff.MACHINE_PRECISION: "machine precision",
}


@dataclass(frozen=True)
class Setting:
    """One row of the census: an activation and a factor on the weights, exact or `rounded` to float64."""

    activation: Activation
    factor: Fraction = Fraction(1)
    rounded: bool = False
    post: PostFigure | None = None


@dataclass(frozen=True)
class Census:
    """The growths of one setting and the datasets that they grew on."""

    setting: Setting
    data: tuple[Dataset, ...]
    growths: tuple[Growth, ...]


def streams(seed: int, first: int, growths: int) -> list[tuple[Dataset, np.random.Generator]]:
    """A dataset and the stream of its candidates for each growth: the same whatever the activation and the scale."""
    found = []
    for index in range(first, first + growths):
        generator = np.random.default_rng([seed, index])
        found.append((waves(generator, POINTS), generator))
    return found


def take(setting: Setting, seed: int, growths: int = GROWTHS, first: int = 0) -> Census:
    """Grow `growths` datasets of the post's size, from stream `first` on, all verdicts exact."""
    drawn = streams(seed, first, growths)
    factor, scale = (float(setting.factor), Fraction(1)) if setting.rounded else (1.0, setting.factor)
    problems = [Problem(rationals(data.X), rationals(data.y), generator, factor) for data, generator in drawn]
    grown = grow(problems, setting.activation, neurons=NEURONS, scale=scale)
    return Census(setting, tuple(data for data, _ in drawn), tuple(grown))


def counted(growth: Growth) -> tuple[int, int]:
    """(not improving, drawn) of one growth."""
    return sum(verdict is Verdict.DOES_NOT for verdict in growth.verdicts), len(growth.verdicts)


def rate(counts: Sequence[tuple[int, int]], confidence: float = CONFIDENCE) -> Rate:
    """The share of drawn neurons that do not improve, with an interval whose unit is the growth.

    The share R = Σf_b/Σk_b is a ratio of means over B growths b, with standard error from the spread of f_b - R k_b
    between growths (W. G. Cochran, Sampling Techniques, 3rd ed., section 2.11). A few growths have a long tail of
    failures, so the counts are very skewed, and Student's t would be too short above: the quantiles of (R* - R)/se* are
    taken from resampled growths instead (bootstrap-t; B. Efron and R. Tibshirani, An Introduction to the Bootstrap,
    section 12.5). Where no neuron failed, the interval ends at the largest q for which B growths in a row without a
    failure still have probability 1 - confidence: the mean share of a growth is at most the probability q that it has a
    failure at all.

    The confidence is nominal: resampled from 4,000 growths of the ReLU census, intervals of 100 growths at 99 % covered
    the share in 96 % of cases (Student's t in 93 %), those of 25 growths in 94 % (88 %).
    """
    f, k = np.array(counts, dtype=np.float64).T
    B, tail = len(counts), (1 - confidence) / 2
    share, error = _ratio(f, k)
    if not f.any():
        return Rate(value=0.0, low=0.0, high=1 - (1 - confidence) ** (1 / B), confidence=confidence)
    if B == 1 or error == 0:
        return Rate(value=float(share), low=0.0, high=1.0, confidence=confidence)
    chosen = np.random.default_rng(_RESAMPLING_SEED).integers(0, B, (_RESAMPLES, B))
    shares, errors = _ratio(f[chosen], k[chosen])
    usable = errors > 0
    low, high = np.quantile((shares - share)[usable] / errors[usable], [tail, 1 - tail])
    return Rate(
        value=float(share),
        low=float(np.clip(share - high * error, 0, share)),
        high=float(np.clip(share - low * error, share, 1)),
        confidence=confidence,
    )


def _ratio(f: Floats, k: Floats) -> tuple[Floats, Floats]:
    """Σf/Σk along the last axis and its standard error."""
    share = f.sum(axis=-1) / k.sum(axis=-1)
    B = f.shape[-1]
    spread = ((f - share[..., None] * k) ** 2).sum(axis=-1) / max(B - 1, 1)
    return share, np.sqrt(spread / B) / k.mean(axis=-1)


def pooled(counts: Sequence[tuple[int, int]], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval that takes all neurons for independent (Wilson's): wrong here, and so a control."""
    f, k = map(sum, zip(*counts, strict=True))
    interval = stats.binomtest(f, k).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def tail(growths: Sequence[Growth]) -> Tail:
    """How much of the failing comes while the last few neurons are sought, and in the worst growth."""
    late, most = 0, 0
    for growth in growths:
        improving = np.array([verdict is Verdict.IMPROVES for verdict in growth.verdicts])
        failed = np.array([verdict is Verdict.DOES_NOT for verdict in growth.verdicts])
        late += int(failed[np.cumsum(improving) >= len(growth.accepted) - _LAST].sum())
        most = max(most, int(failed.sum()))
    return Tail(last=_LAST, failures=late, most_in_a_growth=most)


def float_outputs(census: Census, index: int) -> Floats:
    """The outputs (K × n) of a growth's drawn neurons as a program in float64 computes them."""
    growth, setting = census.growths[index], census.setting
    weights = growth.weights.approx if setting.rounded else growth.weights.approx * float(setting.factor)
    return np.asarray(setting.activation(weights @ census.data[index].X.T))


def float_criterion(census: Census, growths: int) -> tuple[FloatCriterion, ...]:
    """How often f_new < f_old is wrong along the first growths, under either cutoff."""
    rows = []
    for cutoff, name in _CUTOFFS.items():
        judged = too_good = too_bad = 0
        for index, growth in enumerate(census.growths[:growths]):
            said = says_improving(census.data[index], float_outputs(census, index), growth.accepted, cutoff)
            for says, verdict in zip(said, growth.verdicts, strict=True):
                judged += verdict is not Verdict.UNDECIDED
                too_good += says and verdict is Verdict.DOES_NOT
                too_bad += not says and verdict is Verdict.IMPROVES
        rows.append(
            FloatCriterion(
                cutoff=name,
                growths=len(census.growths[:growths]),
                judged=judged,
                says_improving_but_not=too_good,
                says_not_but_improving=too_bad,
            )
        )
    return tuple(rows)


def own_paths(setting: Setting, seed: int, growths: int, repetitions: int, cap: int) -> tuple[OwnPathCounts, ...]:
    """The post's program on fresh streams: its count of non-improving neurons, repetition by repetition."""
    rows = []
    for cutoff, name in _CUTOFFS.items():
        totals: list[list[OwnPath]] = []
        for repetition in range(repetitions):
            drawn = streams(seed, repetition * growths, growths)
            totals.append(
                [
                    own_path(
                        data, setting.activation, generator, neurons=NEURONS, scale=float(setting.factor),
                        cutoff=cutoff, cap=cap,
                    )
                    for data, generator in drawn
                ]
            )  # fmt: skip
        refused = [sum(path.refused for path in paths) for paths in totals]
        rows.append(
            OwnPathCounts(
                cutoff=name,
                growths=growths,
                cap=cap,
                drawn=sum(path.drawn for paths in totals for path in paths),
                capped=sum(path.capped for paths in totals for path in paths),
                refused=tuple(refused),
            )
        )
    return tuple(rows)


def row(
    census: Census,
    floats: int,
    paths: tuple[OwnPathCounts, ...] = (),
    failure: FailureProbability | None = None,
) -> CensusRow:
    """The census row, with the post's criterion judged along the first `floats` growths."""
    setting = census.setting
    verdicts = Counter(verdict for growth in census.growths for verdict in growth.verdicts)
    causes = Counter(cause for growth in census.growths for cause in growth.causes if cause is not None)
    criterion = float_criterion(census, floats)
    today = criterion[0]
    return CensusRow(
        activation=setting.activation.name,
        scale=float(setting.factor),
        scale_exact=str(setting.factor),
        rounded=setting.rounded,
        points=POINTS,
        growths=len(census.growths),
        neurons=NEURONS,
        drawn=verdicts.total(),
        improving=verdicts[Verdict.IMPROVES],
        non_improving=verdicts[Verdict.DOES_NOT],
        undecided=verdicts[Verdict.UNDECIDED],
        causes=Causes(**{str(cause): causes[cause] for cause in Cause}),
        ended=dict(sorted(Counter(str(growth.ended) for growth in census.growths).items())),
        expected_failures=None if failure is None else failure.expected,
        failure_probability=failure,
        null_steps=sum(len(growth.accepted) for growth in census.growths) if setting.activation.analytic else None,
        rate=rate([counted(growth) for growth in census.growths]),
        float_growths=today.growths,
        float_says_improving_but_not=today.says_improving_but_not,
        float_says_not_but_improving=today.says_not_but_improving,
        float_criterion=criterion,
        own_path=paths,
        tail=tail(census.growths),
        post=setting.post,
    )
