"""The post's conclusion about depth, as it is printed: with the number of layers free, any objective can be reached.

Later layers see the layer before, not the input. What refutes it, for all depths and all weights of later layers at
once: where the first layer gives two points the same outputs, no depth brings the objective below half the square of
the difference of their targets (`depth-can-stall`). So the statement needs that half to be 0 for every dataset and
every first layer. The points are distinct here, so some function fits each target, and no neuron has weight 0.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from verify.claim import Claim
from verify.claims.depth_can_stall import FIRST_LAYERS, distinct, first_layer, largest_difference
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Statement, Truths
from verify.ways import Searchable, Source


def any_quality(block: Block) -> Truths:
    """What the statement needs at least: no two points with the same outputs of the first layer differ in target."""
    return np.asarray(largest_difference(first_layer(block), block["y"]) == 0)


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the outputs of the first layer and the bound that no depth goes below."""
    block = {name: part[None] for name, part in found.items()}
    F = first_layer(block)
    bound = Fraction(int(largest_difference(F, block["y"])[0]), 2)
    return {**found, "outputs": F[0], "below no depth": bound}


CLAIM: Claim[Any] = Claim(
    id="depth-suffices-printed",
    kind=Kind.PRINTED,
    statement="When the number of layers is not fixed, an objective of any quality can be reached by adding layers.",
    source=Source(
        "Extra Layers for Error Correction, and Conclusion",
        "with the number of layers, or of neurons, free, pretraining reaches whatever objective is wanted",
    ),
    exhausted=Searchable(Statement(any_quality, distinct), FIRST_LAYERS, show),
)
