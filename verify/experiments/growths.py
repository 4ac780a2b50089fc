"""The experiments behind the curves: networks grown on the post's datasets, the objective after every step."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.activations import activation
from core.criterion import Cutoff, own_path
from core.dataset import Dataset, waves
from core.pretraining import Pretraining, deep, shallow


@dataclass(frozen=True)
class Setting:
    """What is grown: `width` neurons in one layer, or in each of `layers` layers, with `changes` after each neuron.

    The first fields are the post's; those after `criterion` are 'as the post describes it' by default, and exist to be
    varied where a picture departs from that.
    """

    activation: str
    points: int
    width: int
    changes: int = 0
    layers: int | None = None
    input_connection: bool = False
    criterion: str = "improves"  # or "f_new < f_old": the float criterion of the post's program, by lstsq
    scale: float = 1.0
    constant_input: bool = True
    linear_first: bool = False
    changes_first: bool = False
    deviation: float = 1.0

    @property
    def steps(self) -> int:
        """How many steps of growth there are: neurons, or layers."""
        return self.width if self.layers is None else self.layers

    @property
    def proposals(self) -> int:
        """About how many changes are proposed in a growth."""
        return self.width * self.changes * (self.layers or 1)


def grown(*, setting: Mapping[str, Any], seed: int, first: int, last: int) -> dict[str, Any]:
    """Grow the networks first ... last - 1 of a setting (its fields); rows of objectives with 0, 1, ... steps.

    Datasets and candidates depend on the seed and the number of the growth alone, so that two settings are compared on
    the same ones. A growth that ends early goes on at its last objective.
    """
    how = Setting(**setting)
    rows, kept, ties, proposed = [], 0, 0, 0
    for number in range(first, last):
        data = _dataset(how, np.random.default_rng([seed, number, 0]))
        generator = np.random.default_rng([seed, number, 1])
        if how.criterion == "improves":
            result = _pretrained(how, data, generator)
            objectives = result.objectives.tolist()
            kept, ties = kept + result.counts.kept, ties + result.counts.ties
            proposed += result.counts.proposed
        else:
            path = own_path(
                data,
                activation(how.activation),
                generator,
                neurons=how.width,
                scale=how.scale,
                cutoff=Cutoff.TODAY,
                cap=20 * how.width,
            )
            objectives = [float(data.y @ data.y), *path.objectives]
        rows.append(objectives + objectives[-1:] * (how.steps + 1 - len(objectives)))
    return {"objectives": rows, "proposed": proposed, "kept": kept, "ties": ties}


def _pretrained(how: Setting, data: Dataset, generator: np.random.Generator) -> Any:
    layer = Pretraining(
        activation(how.activation),
        how.width,
        how.changes,
        scale=how.scale,
        deviation=how.deviation,
        changes_first=how.changes_first,
        linear_first=how.linear_first,
    )
    if how.layers is None:
        return shallow(data, layer, generator)
    return deep(data, layer, generator, layers=how.layers, input_connection=how.input_connection)


def _dataset(how: Setting, generator: np.random.Generator) -> Dataset:
    data = waves(generator, how.points)
    return data if how.constant_input else Dataset(data.X[:, :-1], data.y)


def arguments(setting: Setting, seed: int, first: int, last: int) -> dict[str, Any]:
    """The arguments of `grown`, as a task takes them."""
    return {"setting": asdict(setting), "seed": seed, "first": first, "last": last}
