"""Growth in floats: a shallow network grown neuron by neuron from random candidates.

This is the quick growth, for curves and for exploring. Whether a candidate *really* improves is decided by
the exact growth of `core.exact`; here a candidate counts as improving when float64 sees in it a new
direction.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.activations import Activation
from core.dataset import Dataset, Floats, candidate_weights
from core.least_squares import LeastSquares, Split, begin


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
    return np.asarray(activation(scale * (data.X @ weights.T)))


def best_candidate(fit: LeastSquares, candidates: Floats) -> Candidate:
    """Return the column of `candidates` (n × k, k ≥ 1) with the largest gain, the first of equals; O(n u k).

    Raises ValueError where there is no candidate.
    """
    if not candidates.shape[1]:
        raise ValueError("candidates: there are none; give at least one")
    splits = [fit.split(g) for g in candidates.T]
    gains = [fit.gain(split) for split in splits]
    index = int(np.argmax(gains))
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
    costs O(best_of·n·(m + u)).

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
    fit = begin(data.y)
    rows: list[Floats] = []
    objectives = [fit.objective]
    draws = 0
    while fit.rank < min(neurons, data.points) and draws < draws_allowed:
        draws += 1
        candidates = candidate_weights(generator, best_of, data.features)
        best = best_candidate(fit, outputs(data, activation, candidates, scale))
        if best.gain > 0:
            fit = fit.add(best.split)
            rows.append(candidates[best.index])
            objectives.append(fit.objective)
    if fit.rank == neurons:
        ended = Ended.NEURONS
    elif fit.rank == data.points:
        ended = Ended.FULL
    else:
        ended = Ended.CAP
    weights = np.array(rows, dtype=np.float64).reshape(len(rows), data.features)
    return Growth(activation, scale, weights, fit, tuple(objectives), draws, ended)
