"""Growth in floats: a shallow network grown neuron by neuron from random candidates.

This is the quick growth, for curves and for exploring. Whether a candidate *really* improves is decided by
the exact growth of `core.exact`; here a candidate counts as improving when float64 sees in it a new
direction.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.activations import Activation
from core.block import judge
from core.dataset import Dataset, Floats, candidate_weights
from core.least_squares import LeastSquares, Split, begin, first_of_most

_BLOCK = 128  # candidates judged at once


class Ended(StrEnum):
    """Why a growth ended."""

    NEURONS = "the number of neurons asked for"
    FULL = "as many independent neurons as points, so the objective is zero up to rounding"
    CAP = "the cap on draws"


@dataclass(frozen=True, eq=False)
class Growth:
    """A grown network: `weights` (u × m) of its neurons in order, `fit` for its output weights and residual.

    `objectives` has u + 1 entries, the optimal objective with 0, 1, ..., u neurons. `draws` counts how
    often a candidate, or the best of `best_of` candidates, was considered, added or not.
    """

    activation: Activation
    scale: float
    weights: Floats
    fit: LeastSquares
    objectives: tuple[float, ...]
    draws: int
    ended: Ended


@dataclass(frozen=True, eq=False)
class Candidate:
    """A candidate's place among those it was chosen from, its outputs split by the fit, and its gain."""

    index: int
    split: Split
    gain: float


def outputs(data: Dataset, activation: Activation, weights: Floats, scale: float = 1.0) -> Floats:
    """Return the hidden outputs G = act(scale·X Wᵀ) (n × u) of neurons with weights W (u × m)."""
    return np.asarray(activation(scale * (weights @ data.X.T))).T


def best_candidate(fit: LeastSquares, candidates: Floats) -> Candidate:
    """Return the column of `candidates` (n × k, k ≥ 1) with the largest gain, the first of equals; O(n u k).

    Equal are gains that rounding does not tell apart (`core.least_squares.first_of_most`). Raises ValueError
    where there is no candidate.
    """
    if not candidates.shape[1]:
        raise ValueError("candidates: there are none; give at least one")
    splits = [fit.split(g) for g in candidates.T]
    gains = [fit.gain(split) for split in splits]
    errors = [fit.uncertainty(split.length, split.threshold) for split in splits]
    index = first_of_most(np.sqrt(gains), np.where(gains, errors, 0.0))
    return Candidate(index, splits[index], gains[index])


def grow(
    data: Dataset,
    activation: Activation,
    generator: np.random.Generator,
    *,
    neurons: int,
    scale: float = 1.0,
    best_of: int = 1,
    cap: int | None = None,
) -> Growth:
    """Add random neurons, one by one, that lower the objective, until there are `neurons` of them.

    Each draw takes `best_of` candidates with standard normal weights and considers the one with the largest
    gain; it is added if float64 sees a new direction in it (`core.least_squares.Standing.NEW`). The growth
    also ends when there are as many neurons as points, and after `cap` draws (default 100 a neuron). A draw
    costs O(best_of·n·(m + u)), in matrix products for a whole block of draws (`core.block`) and one by one where
    rounding may decide. Neurons and draws are those of one draw after another.

    Raises ValueError where neurons or cap is negative, best_of < 1, or scale is not a positive finite number.
    """
    draws_allowed = 100 * neurons if cap is None else cap
    if neurons < 0:
        raise ValueError(f"neurons: {neurons} is negative")
    if draws_allowed < 0:
        raise ValueError(f"cap: {draws_allowed} is negative")
    if best_of < 1:
        raise ValueError(f"best_of: {best_of} is not a positive number of candidates")
    if not 0 < scale < np.inf:
        raise ValueError(f"scale: {scale} is not a positive finite number")
    goal = min(neurons, data.points)
    fit = begin(data.y, room=min(goal, draws_allowed))
    rows: list[Floats] = []
    objectives = [fit.objective]
    draws = 0
    size = most = max(1, _BLOCK // best_of)
    ahead = np.zeros((0, data.features))
    while fit.rank < goal and draws < draws_allowed:
        # A draw adds at most one neuron, so none of a block is drawn in vain.
        size = min(size, goal - fit.rank, draws_allowed - draws)
        missing = max(0, size * best_of - len(ahead))
        ahead = np.concatenate([ahead, candidate_weights(generator, missing, data.features)])
        candidates = ahead[: size * best_of]
        judged = judge(fit, outputs(data, activation, candidates, scale), best_of)
        fit = judged.fit
        rows.extend(candidates[list(judged.added)])
        objectives.extend(judged.objectives)
        draws += judged.settled
        ahead = ahead[judged.settled * best_of :]
        if judged.settled < size:
            doubtful, ahead = ahead[:best_of], ahead[best_of:]
            draws += 1
            best = best_candidate(fit, outputs(data, activation, doubtful, scale))
            if best.gain > 0:
                fit = fit.add(best.split)
                rows.append(doubtful[best.index])
                objectives.append(fit.objective)
        size = min(2 * size, most) if judged.settled == size else 1
    if fit.rank == neurons:
        ended = Ended.NEURONS
    elif fit.rank == data.points:
        ended = Ended.FULL
    else:
        ended = Ended.CAP
    weights = np.array(rows, dtype=np.float64).reshape(len(rows), data.features)
    return Growth(activation, scale, weights, fit, tuple(objectives), draws, ended)
