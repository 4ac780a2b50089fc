"""One growth in floats, told network by network: what it is after each neuron, and what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.activations import Activation
from core.changes import keep_changes, optimal_objective, random_changes
from core.dataset import Dataset, Floats, candidate_weights
from core.growth import best_candidate, grow, outputs
from core.least_squares import fit

DRAWS = 100
"""How often, for every neuron asked for, a candidate (or the best of several) is considered before a growth ends."""


@dataclass(frozen=True, eq=False)
class Path:
    """A growth: the weights (k × m) of its networks with k = 0, 1, ..., u neurons, and their objectives.

    `draws` counts how often a candidate, or the best of several, was considered; `proposed` the random changes, of
    which `kept` lowered the objective and `ties` left it the same to the bit (and were not kept).
    """

    networks: tuple[Floats, ...]
    objectives: tuple[float, ...]
    draws: int
    proposed: int = 0
    kept: int = 0
    ties: int = 0


def path(
    data: Dataset,
    activation: Activation,
    generator: np.random.Generator,
    *,
    neurons: int,
    scale: float,
    candidates: int,
    changes: int,
) -> Path:
    """Grow a network as `core.growth.grow` does, and after each neuron try so many random changes, one by one.

    A change adds standard normal numbers to the weights of one neuron, each as likely as any other, and is kept when
    the optimal objective falls. Source: the post, "Shallow Networks", after every neuron addition "some random changes
    to the network weights".
    """
    if changes:
        return _with_changes(data, activation, generator, neurons, scale, candidates, changes)
    growth = grow(data, activation, generator, neurons=neurons, scale=scale, best_of=candidates, cap=DRAWS * neurons)
    networks = tuple(growth.weights[:k] for k in range(len(growth.objectives)))
    return Path(networks, growth.objectives, growth.draws)


def _with_changes(
    data: Dataset,
    activation: Activation,
    generator: np.random.Generator,
    neurons: int,
    scale: float,
    candidates: int,
    changes: int,
) -> Path:
    """Re-solve for every change: O(changes · n · u²) a neuron."""
    objective = optimal_objective(activation, scale * data.X, data.y)
    networks = [np.empty((0, data.features))]
    objectives = [float(data.y @ data.y)]
    draws = proposed = kept = ties = 0
    while len(networks) <= min(neurons, data.points) and draws < DRAWS * neurons:
        draws += 1
        drawn = candidate_weights(generator, candidates, data.features)
        now = fit(outputs(data, activation, networks[-1], scale), data.y)
        best = best_candidate(now, outputs(data, activation, drawn, scale))
        if best.gain > 0:
            W = np.vstack([networks[-1], drawn[best.index]])
            changed = keep_changes(objective, W, random_changes(generator, len(W), data.features, count=changes))
            networks.append(changed.weights[-1])
            objectives.append(changed.objectives[-1])
            proposed += len(changed.tried)
            kept += changed.kept
            ties += _ties(changed.objectives[0], changed.tried)
    return Path(tuple(networks), tuple(objectives), draws, proposed, kept, ties)


def _ties(objective: float, tried: Sequence[float]) -> int:
    """Count the changes whose objective is that of the network they would change."""
    ties = 0
    for proposed in tried:
        ties += proposed == objective
        objective = min(objective, proposed)
    return ties
