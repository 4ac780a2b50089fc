"""Layers of neurons, as values that can be evaluated in float64 or exactly in Fractions.

A neuron of a layer is act(z) with z a linear form in what it is connected to: the outputs of the previous
layer, the network's input, the outputs of the first hidden layer, or several of these. A `Block` is a set
of neurons with the same activation and connections, a `Layer` a row of blocks.

The arithmetic is generic. Arrays are float64, or object arrays of `fractions.Fraction`; with the latter a
piecewise linear network is evaluated exactly, and a network of floats can be taken as the exact dyadic
numbers they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.activations import IDENTITY, Activation, PiecewiseLinear
from core.dataset import finite

Array = NDArray[Any]
"""float64, or objects that are all Fractions."""

Numbers = ArrayLike | Sequence[Any]
"""What can be parsed into such an array: also nested sequences of Fractions."""


def fractions(values: Numbers) -> Array:
    """Return the same numbers as an object array of Fractions; a float is the dyadic number it is.

    Raises TypeError or ValueError where an entry is no finite rational number.
    """
    given = np.asarray(values)
    exact = np.empty(given.shape, dtype=object)
    for place, value in np.ndenumerate(given):
        exact[place] = Fraction(value.item() if isinstance(value, np.generic) else value)
    exact.setflags(write=False)
    return exact


def parse(name: str, values: Numbers, *, axes: int) -> Array:
    """Parse into a read-only array: Fractions where an entry is a Fraction, else finite float64.

    Raises TypeError or ValueError that name the argument.
    """
    given = np.asarray(values)
    if given.dtype != object:
        return finite(name, given, axes=axes)
    if given.ndim != axes:
        raise ValueError(f"{name}: shape {given.shape} has {given.ndim} axes where {axes} are needed")
    for place, value in np.ndenumerate(given):
        if not isinstance(value, Fraction | int):
            raise TypeError(f"{name}: entry {place} is {value!r} among exact numbers; use Fractions throughout")
    return fractions(given)


def activate(activation: Activation, z: Array) -> Array:
    """Apply the activation elementwise, any shape: float64 from float64, and Fractions from Fractions.

    Raises TypeError where z is exact and the activation is not piecewise linear.
    """
    if z.dtype != object:
        return np.asarray(activation(z))
    if not isinstance(activation, PiecewiseLinear):
        raise TypeError(f"activation {activation.name}: has no exact values at fractions; evaluate it in floats")
    out = np.empty(z.shape, dtype=object)
    for place, value in np.ndenumerate(z):
        out[place] = activation.exact(Fraction(value))
    return out


@dataclass(frozen=True, eq=False)
class Block:
    """A set of k neurons with one activation and weights on one or more of three sources.

    `previous` (k × outputs of the previous layer), `inputs` (k × m) and `first` (k × outputs of the first
    layer); None where not connected. Raises ValueError where there is no connection or the numbers of rows
    differ, TypeError where floats and Fractions are mixed.
    """

    activation: Activation
    previous: Array | None = None
    inputs: Array | None = None
    first: Array | None = None

    def __post_init__(self) -> None:
        for name in ("previous", "inputs", "first"):
            weights = getattr(self, name)
            if weights is not None:
                object.__setattr__(self, name, parse(name, weights, axes=2))
        connected = self.connections()
        if not connected:
            raise ValueError(f"block of {self.activation.name}: connected to nothing")
        if len({weights.shape[0] for weights in connected.values()}) > 1:
            rows = ", ".join(f"{name} {weights.shape[0]}" for name, weights in connected.items())
            raise ValueError(f"block of {self.activation.name}: different numbers of rows: {rows}")
        same_arithmetic(connected)

    def exactly(self) -> "Block":
        """Return the same neurons, each float weight taken as the exact dyadic number that it is."""
        exact = {name: fractions(weights) for name, weights in self.connections().items()}
        return Block(self.activation, exact.get("previous"), exact.get("inputs"), exact.get("first"))

    def connections(self) -> dict[str, Array]:
        """Return the weights that there are, by the name of their source."""
        named = {"previous": self.previous, "inputs": self.inputs, "first": self.first}
        return {name: weights for name, weights in named.items() if weights is not None}

    @property
    def size(self) -> int:
        """The number k of neurons."""
        return int(next(iter(self.connections().values())).shape[0])

    def outputs(self, sources: dict[str, Array]) -> Array:
        """Return act(Σ source Wᵀ) (points × k); `sources` holds (points × its width) for each name."""
        terms = [sources[name] @ weights.T for name, weights in self.connections().items()]
        return activate(self.activation, sum(terms[1:], terms[0]))


@dataclass(frozen=True, eq=False)
class Layer:
    """Blocks side by side; the layer's outputs are theirs, from left to right."""

    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError("layer: no blocks")

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    @property
    def width(self) -> int:
        """The number of neurons."""
        return sum(block.size for block in self.blocks)

    def outputs(self, sources: dict[str, Array]) -> Array:
        """Return all outputs (points × width)."""
        return np.concatenate([block.outputs(sources) for block in self.blocks], axis=1)


def pass_through(s: Numbers) -> Block:
    """Return the neuron with identity activation and weights s (previous layer's width) on that layer."""
    return Block(IDENTITY, previous=parse("s", s, axes=1)[np.newaxis])


def same_arithmetic(arrays: dict[str, Array]) -> bool:
    """Tell whether the arrays are exact. Raises TypeError where some are and some are not."""
    kinds = {name: array.dtype == object for name, array in arrays.items()}
    if len(set(kinds.values())) > 1:
        told = ", ".join(f"{name} {'fractions' if exact else 'floats'}" for name, exact in kinds.items())
        raise TypeError(f"floats and fractions are mixed: {told}")
    return any(kinds.values())
