"""The probability that the next ReLU neuron fails, at every step of a growth, and what follows for its failures.

With k accepted neurons a new one fails, up to weights of probability zero, exactly when its cell (`core.exact.cells`)
is one for which Σ r_i x_i over the active points is the zero vector (`core.exact.zero_cells`). So the probability P_k
is a sum of shares.

**The number of failures.** Let T_k be the failures between the k-th acceptance and the next. Given the accepted neurons
the T_k are independent and geometric: P(T_k = t) = P_k^t (1 - P_k). For while nothing is accepted the residual does not
change, so the draws are independent trials of one event; the number of trials up to the first success says nothing
about which success it is (P(T = t, w ∈ B) = P^t P(w ∈ B) for sets B of improving weights), and after it draws begin
afresh. So the total has the mean Σ P_k/(1 - P_k) and the variance Σ P_k/(1 - P_k)².

**Its distribution** is the convolution of geometric ones: f_new(t) = P f_new(t - 1) + (1 - P) f(t), which needs only
f(0) … f(t), so nothing is truncated. All terms are positive: a value at t is a sum of products of at most t + K
factors, and errs relatively by less than γ of 4(t + K + 1) operations; twice that, as an absolute bound, also pays for
adding up and for underflow. T_k grows stochastically with P_k, so the ends of an interval are taken at P_k minus and
plus its error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy import signal, stats

from core.activations import RELU
from core.dataset import Floats
from core.exact.cells import Cells
from core.exact.growth import Growth
from core.exact.numbers import Rationals
from core.exact.pieces import UNIT, pieces
from core.exact.verdicts import Ended
from core.exact.zero_cells import zero_sums
from core.rounding import gamma

_LONGEST = 2**24  # failures up to which distributions are computed


@dataclass(frozen=True, eq=False)
class Failing:
    """For k = 0 … accepted - 1 neurons: the probability that the next fails, and how many did.

    `errors` bounds the distance of `probabilities` and of `improving` (one minus it, but computed without cancellation
    where it is small) from the true values. `dead` is the share of the cell in which no point is active, `zero_cells`
    counts the failing cells, and `failures` the candidates of the growth that failed at this step.

    A growth that a cap ended is not `complete`: its last failures, after the last acceptance, are not counted here, and
    that the others ended in time makes them fewer than `expected` and `interval` say.
    """

    probabilities: Floats
    improving: Floats
    errors: Floats
    dead: float
    zero_cells: NDArray[np.int64]
    failures: NDArray[np.int64]
    complete: bool

    @property
    def observed(self) -> int:
        """The failures before the last acceptance."""
        return int(self.failures.sum())

    @property
    def expected(self) -> float:
        """The mean of `observed` given the accepted neurons."""
        return fsum(self.probabilities / self.improving)

    @property
    def variance(self) -> float:
        """The variance of `observed` given the accepted neurons."""
        return fsum(self.probabilities / self.improving**2)

    def interval(self, error: float) -> tuple[int, int]:
        """The shortest [low, high] with P(observed < low) ≤ error/2 and P(observed > high) ≤ error/2."""
        return interval([self], error)


def failure_probabilities(growth: Growth, cells: Cells | None = None, *, prime: int | None = None) -> Failing:
    """The failure probability at every step of a ReLU growth on at most 3 inputs; `cells` are those of its points.

    The weights are taken for standard normal real numbers, of which float64 draws are roundings, and `failures` follow
    the probabilities only where the growth's candidates were drawn so.
    Raises ValueError for another activation, or more inputs.
    """
    cells = Cells.of(growth.X) if cells is None else cells
    zero = zero_sums(growth, cells.active, prime=prime)
    counts = zero.sum(axis=1)
    P, Q = np.zeros(len(zero)), np.ones(len(zero))
    for k, fails in enumerate(zero):
        # The shares add up to one, so the smaller number of cells gives the smaller error.
        few = 2 * counts[k] <= fails.size
        share = fsum(cells.shares[fails if few else ~fails])
        P[k], Q[k] = (share, 1 - share) if few else (1 - share, share)
    errors = np.minimum(counts, len(cells.shares) - counts) * cells.error * (1 + 4 * UNIT) + 4 * UNIT
    accepted = np.array(growth.accepted, dtype=np.int64)
    failures = np.diff(accepted, prepend=-1) - 1
    dead = fsum(cells.shares[~cells.active.any(axis=1)])
    return Failing(P, Q, errors, dead, counts, failures, growth.ended not in (Ended.CAP, Ended.STREAM))


def interval(growths: Sequence[Failing], error: float) -> tuple[int, int]:
    """The shortest [low, high] that the total failures of independent growths leave by at most error/2 on either side.

    Raises ValueError when the error is not between 0 and 1, or so small that it needs too long a distribution.
    """
    if not 0 < error < 1:
        raise ValueError(f"error must lie between 0 and 1, got {error}")
    P = np.concatenate([g.probabilities for g in growths])
    slack = np.concatenate([g.errors for g in growths])
    # One rounding more in 1 - P is on the safe side too: too much below, too little above.
    low, high = np.clip(P - slack, 0, None), np.clip(P + slack, None, 1)
    fewest, most = (low, (1 - low) * (1 + 4 * UNIT)), (high, (1 - high) * (1 - 4 * UNIT))
    if (high == 1).any():
        raise ValueError("a neuron that fails almost surely has no distribution of failures")
    length = 64 + 2 * int(fsum(most[0] / most[1]) + 10 * fsum(most[0] / most[1] ** 2) ** 0.5)
    while length <= _LONGEST and (rounding := 2 * gamma(4 * (length + P.size + 1))) < error / 2:
        lower, upper = _cumulative(*fewest, length), _cumulative(*most, length)
        inside = upper - rounding >= 1 - error / 2
        if inside.any():
            return int((lower + rounding <= error / 2).sum()), int(inside.argmax())
        length *= 2
    raise ValueError(f"error {error} is too small for these failures")


def _cumulative(P: Floats, Q: Floats, length: int) -> Floats:
    """P(total ≤ t) for t = 0 … length - 1, the total of geometric numbers with failure probabilities P = 1 - Q."""
    f = np.zeros(length)
    f[0] = 1
    for p, q in zip(P, Q, strict=True):
        if p:
            f = signal.lfilter([q], [1, -p], f)
    return np.asarray(np.cumsum(f))


@dataclass(frozen=True)
class Sampled:
    """An estimated probability with its exact (Clopper-Pearson) interval."""

    failures: int
    samples: int
    low: float
    high: float

    @property
    def estimate(self) -> float:
        """The share of sampled neurons that fail."""
        return self.failures / self.samples


def sampled_failure_probability(
    growth: Growth, k: int, generator: np.random.Generator, samples: int, *, confidence: float = 0.99
) -> Sampled:
    """An *estimate* of the probability that the next ReLU neuron fails with k accepted, for any number of inputs.

    Draws `samples` neurons and decides for each exactly whether all neurons of its cell fail. Raises ValueError unless
    0 ≤ k < accepted and samples ≥ 1.
    """
    if not 0 <= k < len(growth.accepted):
        raise ValueError(f"k must lie between 0 and {len(growth.accepted) - 1}, got {k}")
    if samples < 1:
        raise ValueError(f"samples must be at least 1, got {samples}")
    W = Rationals(generator.standard_normal((samples, growth.X.shape[1])))
    active = pieces(RELU, growth.X, W, growth.scale) == 1
    patterns, times = np.unique(active, axis=0, return_counts=True)
    failures = int(times[zero_sums(growth, patterns)[k]].sum())
    found = stats.binomtest(failures, samples).proportion_ci(confidence, method="exact")
    return Sampled(failures, samples, float(found.low), float(found.high))
