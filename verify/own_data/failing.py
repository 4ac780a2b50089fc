"""The probability that the next ReLU neuron fails on the user's own points, at the beginning and end of a growth."""

import numpy as np

from core.activations import RELU
from core.exact import Growth
from core.exact.failing import failure_probabilities, sampled_failure_probability
from verify.evidence import OwnFailure, Probability

MOST_POINTS = 200
"""Cells are about as many as the square of the points, so with more of them the probability is estimated."""

SAMPLES = 1_000
CONFIDENCE = 0.99


def failing(growth: Growth, seed: int, *, estimate: bool) -> OwnFailure | None:
    """Exact for up to three inputs (a bias is one) and 200 points; otherwise, if wanted, an `estimate`.

    None where there is nothing to say: another activation, no improving neuron, or no estimate wanted.
    """
    n, m = growth.X.shape
    last = len(growth.accepted) - 1
    if growth.activation != RELU or last < 0:
        return None
    if m <= 3 and n <= MOST_POINTS:
        found = failure_probabilities(growth)
        ends = tuple(
            Probability(value=float(p), low=max(float(p - error), 0.0), high=min(float(p + error), 1.0))
            for p, error in ((found.probabilities[k], found.errors[k]) for k in (0, last))
        )
        return OwnFailure(method="exact", neurons=last, first=ends[0], last=ends[1])
    if not estimate:
        return None
    sampled = [
        sampled_failure_probability(growth, k, np.random.default_rng([seed, k]), SAMPLES, confidence=CONFIDENCE)
        for k in (0, last)
    ]
    ends = tuple(Probability(value=one.estimate, low=one.low, high=one.high) for one in sampled)
    return OwnFailure(method="sampled", neurons=last, first=ends[0], last=ends[1], confidence=CONFIDENCE)
