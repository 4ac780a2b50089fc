"""One growth in floats, told network by network: what it is after each neuron, and what it cost."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.activations import Activation
from core.changeable import ChangeableLayer
from core.dataset import Dataset, Floats, candidate_weights
from core.growth import best_candidate, grow, outputs
from core.least_squares import fit
from core.pretraining import Pretraining, fill

DRAWS = 100
"""How often, for every neuron asked for, a candidate (or the best of several) is considered before a growth ends."""


@dataclass(frozen=True, eq=False)
class Path:
    """A growth: the weights (k × m) of its networks with k = 0, 1, ..., u neurons, and their objectives.

    `draws` counts how often a candidate, or the best of several, was considered; `proposed` the random changes, of
    which `kept` lowered the objective, and `ties` did not move it by more than rounding might (`core.replacement.TIE`).
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
    """Grow a network as `core.growth.grow` does, or as `core.pretraining` does with so many random changes a neuron.

    A change adds standard normal numbers to the weights of one neuron, each as likely as any other, and is kept when
    the optimal objective falls by more than a tie. Source: the post, "Shallow Networks", after every neuron addition
    "some random changes to the network weights".
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
    """Let the best of the candidates be the one that is tried, and keep every network on the way."""
    layer = ChangeableLayer(data.X, data.y, activation, neurons, scale=scale)
    how = Pretraining(activation, neurons, changes, scale=scale, draws=DRAWS * neurons, changes_first=True)
    draws = 0

    def chosen() -> Iterator[Floats]:
        nonlocal draws
        while draws < how.draws:
            draws += 1
            drawn = candidate_weights(generator, candidates, data.features)
            yield drawn[_best(data, activation, layer, drawn)]

    networks, objectives = [layer.W[:0].copy()], [layer.objective]
    for _ in fill(layer, how, generator, chosen()):
        networks.append(layer.W[: layer.u].copy())
        objectives.append(layer.objective)
    counts = layer.counts
    return Path(tuple(networks), tuple(objectives), draws, counts.proposed, counts.kept, counts.ties)


def _best(data: Dataset, activation: Activation, layer: ChangeableLayer, drawn: Floats) -> int:
    """Return which of the candidates `drawn` (k × m) has the largest gain."""
    if len(drawn) == 1:
        return 0
    now = fit(layer.columns.T, data.y)
    return best_candidate(now, outputs(data, activation, drawn, layer.scale)).index
