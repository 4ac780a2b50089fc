"""The exact probability of failure along the growths of a census, and whether the failures counted agree with it."""

from collections.abc import Sequence

import numpy as np

from core.exact import Growth
from core.exact.failing import Failing, failure_probabilities, interval
from verify.evidence import FailureProbability, FailureStep

ERROR = 1e-3
"""The probability, fixed beforehand, that true probabilities put some count outside its interval: half of it for the
single growths together, half for their sum."""

IMPOSSIBLE = 1e-9
"""A sum of failures that true probabilities give less often than this is no chance: one of the two routes is wrong."""

_LOW, _HIGH = 0.05, 0.95  # quantiles over growths


def step_by_step(growths: Sequence[Growth]) -> tuple[FailureProbability, list[str]]:
    """The probabilities at every step of ReLU growths, and in words what makes them or the counts impossible.

    Growths that a cap ended are left out: what they would still have drawn is not known.
    """
    failing = [found for found in map(failure_probabilities, growths) if found.complete and found.probabilities.size]
    counts = [found.observed for found in failing]
    alone = [found.interval(ERROR / 2 / len(failing)) for found in failing]
    low, high = interval(failing, ERROR / 2)
    summary = FailureProbability(
        growths=len(failing),
        steps=tuple(_step(k, failing) for k in range(max(found.probabilities.size for found in failing))),
        bound=float(max(found.errors.max() for found in failing)),
        dead=float(np.mean([found.dead for found in failing])),
        expected=sum(found.expected for found in failing),
        deviation=sum(found.variance for found in failing) ** 0.5,
        observed=sum(counts),
        low=low,
        high=high,
        outside=sum(not least <= count <= most for count, (least, most) in zip(counts, alone, strict=True)),
        error=ERROR,
    )
    least, most = interval(failing, IMPOSSIBLE)
    if least <= summary.observed <= most:
        return summary, []
    return summary, [f"{summary.observed} failures were counted where exact probabilities give {least} to {most}"]


def _step(k: int, failing: Sequence[Failing]) -> FailureStep:
    there = np.array([found.probabilities[k] for found in failing if k < found.probabilities.size])
    low, median, high = np.quantile(there, [_LOW, 0.5, _HIGH])
    return FailureStep(neurons=k, mean=float(there.mean()), low=float(low), median=float(median), high=float(high))
