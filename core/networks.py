"""Networks as values: evaluated at any points, extended by layers, and turned from shallow to deep.

A network computes layer after layer and ends in a linear combination of the last layer's outputs. Source:
the post, sections "Shallow Networks" and "Extra Layers for Error Correction".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.activations import Activation
from core.layers import Array, Block, Layer, Numbers, fractions, parse, pass_through, same_arithmetic


@dataclass(frozen=True, eq=False)
class Network:
    """The `layers` (at least one) on `features` inputs and the output weights `s` (width of the last layer).

    Blocks of the first layer are connected to the input alone; blocks of later ones to the previous layer,
    the input and the first layer, as they choose. Raises ValueError where widths do not fit, TypeError
    where floats and Fractions are mixed.
    """

    features: int
    layers: tuple[Layer, ...]
    s: Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "s", parse("s", self.s, axes=1))
        if not self.layers:
            raise ValueError("layers: a network has at least one")
        for number, layer in enumerate(self.layers, start=1):
            for block in layer:
                self._check(number, block)
        if self.s.shape[0] != self.layers[-1].width:
            raise ValueError(
                f"s: {self.s.shape[0]} output weights for {self.layers[-1].width} neurons in the last layer"
            )
        self._all_of_one_kind({})

    def _check(self, number: int, block: Block) -> None:
        """Refuse a block whose weights do not fit what a block of that layer can see."""
        widths = {"inputs": self.features}
        if number > 1:
            widths |= {"previous": self.layers[number - 2].width, "first": self.layers[0].width}
        for name, weights in block.connections().items():
            if name not in widths:
                raise ValueError(f"layer 1: a block is connected to {name}; the first layer sees the input alone")
            if weights.shape[1] != widths[name]:
                raise ValueError(f"layer {number}: {weights.shape[1]} weights on {name}, which has {widths[name]}")

    def _all_of_one_kind(self, more: dict[str, Array]) -> bool:
        weights = {
            f"layer {number} {name}": array
            for number, layer in enumerate(self.layers, start=1)
            for block in layer
            for name, array in block.connections().items()
        }
        return same_arithmetic(weights | {"s": self.s} | more)

    @property
    def exact(self) -> bool:
        """Whether all weights are Fractions."""
        return self.s.dtype == object

    def activity(self, X: Numbers) -> tuple[Array, ...]:
        """Return the outputs of every layer (points × its width) at any points X (points × features).

        Raises TypeError where X is not of the network's own arithmetic: floats, or Fractions.
        """
        points = parse("X", X, axes=2)
        if points.shape[1] != self.features:
            raise ValueError(f"X: {points.shape[1]} features where the network has {self.features}")
        same_arithmetic({"X": points, "network": self.s})
        found: list[Array] = []
        for layer in self.layers:
            sources = {"inputs": points}
            if found:
                sources |= {"previous": found[-1], "first": found[0]}
            found.append(layer.outputs(sources))
        return tuple(found)

    def hidden(self, X: Numbers) -> Array:
        """Return the hidden outputs G (points × width) of the last layer; re-solve s with these."""
        return self.activity(X)[-1]

    def __call__(self, X: Numbers) -> Array:
        """Return the network's output G s (points) at any points X (points × features)."""
        return np.asarray(self.hidden(X) @ self.s)


def shallow(activation: Activation, W: Numbers, s: Numbers) -> Network:
    """Make the network x ↦ Σ_j s_j act(w_jᵀx): weights W (u × m), a row a neuron, output weights s (u)."""
    weights = parse("W", W, axes=2)
    return Network(weights.shape[1], (Layer((Block(activation, inputs=weights),)),), parse("s", s, axes=1))


def extend(network: Network, *blocks: Block) -> Network:
    """Extend by one layer: the blocks, then the pass-through neuron that carries the network's output.

    The new output weights are 0 on the blocks and 1 on the pass-through neuron, so the function that the
    network computes does not change; re-solving them can only lower the objective. The new layer sees what
    its blocks are connected to: `previous`, `inputs`, `first`. Without blocks it is the pass-through neuron
    alone.
    """
    layer = Layer((*blocks, pass_through(network.s)))
    s = np.zeros(layer.width)
    s[-1] = 1
    return Network(network.features, (*network.layers, layer), fractions(s) if network.exact else s)


def shallow_to_deep(network: Network, sizes: Sequence[int]) -> Network:
    """Make the deep network that computes the same function as a shallow one at every x, for any block sizes.

    With the shallow neurons cut into consecutive blocks G_1 ... G_L of the given sizes (each ≥ 1, adding up
    to u) and its output weights into s_1 ... s_L, layer k holds the neurons of block k, connected to the
    input alone, and from layer 2 on the linear neuron

        p_k = G_{k-1} s_{k-1} + p_{k-1}        (p_1 = 0),

    whose weights are s_{k-1} on the previous neurons and 1 on the previous linear neuron. The output is
    G_L s_L + 1·p_L, which is Σ_k G_k s_k by induction. Nothing is asked of the activation.

    Raises ValueError where the network has more than one layer or block, or the sizes do not add up.
    Source: the post, "Extra Layers for Error Correction"; its "blocks of l" are blocks of n: l layers of n
    neurons use up l·n shallow ones.
    """
    if len(network.layers) != 1 or len(network.layers[0].blocks) != 1:
        raise ValueError("network: only one layer of one block can be made deep")
    (neurons,) = network.layers[0].blocks
    if any(size < 1 for size in sizes) or sum(sizes) != neurons.size:
        raise ValueError(f"sizes: {list(sizes)} are not positive numbers that add up to {neurons.size} neurons")
    ends = np.cumsum(sizes)[:-1]
    layers: list[Layer] = []
    carried = parse("s", network.s[:0], axes=1)
    for W, s in zip(np.split(neurons.connections()["inputs"], ends), np.split(network.s, ends), strict=True):
        block = Block(neurons.activation, inputs=W)
        layers.append(Layer((block, pass_through(carried)) if layers else (block,)))
        carried = np.append(s, fractions([1]) if network.exact else 1.0) if len(layers) > 1 else s
    return Network(network.features, tuple(layers), carried)


def exactly(network: Network) -> Network:
    """Return the same network with every float weight taken as the exact dyadic number that it is."""
    layers = tuple(Layer(tuple(block.exactly() for block in layer)) for layer in network.layers)
    return Network(network.features, layers, fractions(network.s))
