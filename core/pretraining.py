"""The post's supervised pretraining in floats: neurons added one by one, random changes after each, layer upon layer.

A random neuron is added where it improves. Then, so many times, a random step is added to the weights of one neuron
other than the first, and kept where the optimal objective falls (`core.replacement` has the rule, ties included). A
further layer begins with the neuron that passes the output of the layers before on; its inputs are their outputs and a
constant 1, or their outputs and the network's own input. Source: the post, "Shallow Networks" and "Extra Layers for
Error Correction".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from core.activations import Activation
from core.changeable import ChangeableLayer
from core.changes import random_changes
from core.dataset import Dataset, Floats, candidate_weights
from core.replacement import Counts

FULL = 1e-24
"""Below this share of ‖y‖² the objective is rounding, and nothing more is added."""


@dataclass(frozen=True)
class Pretraining:
    """How each layer is grown: `width` neurons, `changes` after each, steps with that standard `deviation`.

    The weights of a neuron are standard normal times `scale`. At most `draws` neurons are drawn for one that improves.
    With `changes_first` the first neuron of a single layer may be changed too; with `linear_first` it is a linear one.
    """

    activation: Activation
    width: int
    changes: int = 0
    scale: float = 1.0
    deviation: float = 1.0
    draws: int = 100
    changes_first: bool = False
    linear_first: bool = False


@dataclass(frozen=True, eq=False)
class Pretrained:
    """The optimal objective before anything and after each neuron, or each layer; proposals kept, and ties."""

    objectives: Floats
    counts: Counts


def shallow(data: Dataset, how: Pretraining, generator: np.random.Generator) -> Pretrained:
    """Grow one layer on a dataset; the objectives with 0, 1, ... neurons, `width` of them or as many as improve."""
    carried = data.X @ generator.standard_normal(data.features) if how.linear_first else None
    layer = ChangeableLayer(data.X, data.y, how.activation, how.width, scale=how.scale, carried=carried)
    objectives = [float(data.y @ data.y), *([layer.objective] if layer.u else [])]
    for _ in fill(layer, how, generator):
        layer.refine()
        objectives.append(layer.objective)
    return Pretrained(np.array(objectives), layer.counts)


def deep(
    data: Dataset, how: Pretraining, generator: np.random.Generator, *, layers: int, input_connection: bool
) -> Pretrained:
    """Grow layer upon layer; the objectives with 0, 1, ... layers."""
    counts, objectives = Counts(), [float(data.y @ data.y)]
    for layer in grown(data, how, generator, layers=layers, input_connection=input_connection):
        objectives.append(layer.objective)
        counts.add(layer.counts)
    return Pretrained(np.array(objectives), counts)


def grown(
    data: Dataset, how: Pretraining, generator: np.random.Generator, *, layers: int, input_connection: bool
) -> Iterator[ChangeableLayer]:
    """Grow layer upon layer and yield each.

    The first layer has a linear neuron with random weights, then `width` others; each later one has the neuron that
    passes the output on in its place.
    """
    X, ones = data.X, np.ones((data.points, 1))
    carried = data.X @ generator.standard_normal(data.features)
    for _ in range(layers):
        layer = ChangeableLayer(X, data.y, how.activation, how.width + 1, scale=how.scale, carried=carried)
        for _ in fill(layer, how, generator):
            pass
        layer.refine()
        yield layer
        carried = layer.output
        X = np.hstack((layer.columns.T, data.X if input_connection else ones))


def fill(
    layer: ChangeableLayer,
    how: Pretraining,
    generator: np.random.Generator,
    candidates: Iterator[Floats] | None = None,
) -> Iterator[None]:
    """Add neurons until there are `capacity`, with changes after each; yield after these, as often as there are.

    The weights of `candidates` (m each) are taken one by one as they are needed; by default they are random.
    """
    features = layer.X.shape[1]
    candidates = candidates or _random_neurons(generator, features)
    floor = FULL * float(layer.y @ layer.y)
    first = layer.u if how.changes_first else 1
    while layer.u < layer.capacity and layer.objective > floor:
        if not any(map(layer.add, islice(candidates, how.draws))):
            return
        if how.changes and layer.u > first:
            among = range(first, layer.u)
            layer.change(*random_changes(generator, among, features, count=how.changes, deviation=how.deviation))
        yield


def _random_neurons(generator: np.random.Generator, features: int) -> Iterator[Floats]:
    while True:
        yield candidate_weights(generator, 1, features)[0]
