"""A new layer that sees the first hidden layer too, with a pass-through neuron, never raises the objective.

It lowers it if and only if one of its neurons has gᵀr ≠ 0, r the residual of the network before at optimal output
weights s. Why: as when it sees the input. Its outputs are [N p], p = G s; weight 1 on p alone gives the old optimum,
with residual r = y - p and pᵀr = 0, and theorem 1 decides about N, wherever its neurons look.

The first layer may have fewer outputs than the input has features. It must not be the last layer before, or the
connection is nothing new: here there are always two layers before the new one.
"""

import numpy as np

from verify.claim import Claim
from verify.exhausted import Block, Scope, Statement, Truths, sizes
from verify.instruments.extensions import (
    OPTIMAL,
    STRATA,
    check,
    decided,
    extensions,
    given,
    holds,
    holds_with_any_weights,
    holds_without_pass_through,
    random_extension,
    relu,
    show,
)
from verify.ways import Control, Decided, Premise, Property, Searchable, Source

# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A new layer on the second layer and on the first one."""
    return decided(random_extension(rng, "first"))


def layers(block: Block) -> Block:
    """ReLU networks: F = max(X Wᵀ, 0), G = max(F Vᵀ, 0), and new neurons N = max(G Aᵀ + F Bᵀ, 0)."""
    F = relu((block["X"], block["W"]))
    G = relu((F, block["V"]))
    return {**block, "G": G, "N": relu((G, block["A"]), (F, block["B"]))}


SHAPES = {"X": "nm", "y": "n", "W": "fm", "V": "uf", "A": "ku", "B": "kf"}
SIZES = (
    *sizes(n=range(1, 4), f=range(1, 2), u=range(1, 2), k=range(1, 2), m=range(1, 2)),
    *sizes(n=range(1, 3), f=range(1, 2), u=range(2, 3), k=range(1, 2), m=range(1, 2)),
    *sizes(n=range(1, 3), f=range(1, 2), u=range(1, 2), k=range(2, 3), m=range(1, 2)),
    *sizes(n=range(1, 3), f=range(2, 3), u=range(1, 2), k=range(1, 2), m=range(1, 2)),
)
WORDS = "m = 1; n <= 3, f = u = k = 1, or n <= 2 and one of f (first layer), u, k is 2; entries -1, 0, 1; ReLU"
SCOPE = Scope(SHAPES, SIZES, WORDS)
WITH_WEIGHTS = Scope({**SHAPES, "s": "u"}, SIZES, WORDS)


def never_raises_and_improves(block: Block) -> Truths:
    """The claim."""
    return holds(layers(block))


# ---- what must fail ----


def without_pass_through(block: Block) -> Truths:
    """The claim for the new neurons alone."""
    return holds_without_pass_through(layers(block))


def any_weights(block: Block) -> Truths:
    """The claim with any weights s on the pass-through neuron."""
    return holds_with_any_weights(layers(block))


CLAIM = Claim(
    id="first-layer-connection",
    statement=(
        "A new layer that also sees the first hidden layer, with a pass-through neuron of optimal weights, never "
        "raises the optimal objective, and lowers it if and only if one of its neurons has gᵀr ≠ 0."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "where the input is large, deeper layers may be connected to the first hidden layer in its place",
    ),
    property=Property(
        examples=extensions("first"),
        check=check,
        strata=(*STRATA, "two layers before"),
        show=lambda example: example.shown(),
    ),
    instance=instance,
    exhausted=Searchable(Statement(never_raises_and_improves), SCOPE),
    controls=(
        Control(
            "without-pass-through",
            "the same without the pass-through neuron",
            Searchable(Statement(without_pass_through), SCOPE, show(layers, None)),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the pass-through neuron's weights are optimal output weights of the layer before",
            Searchable(Statement(any_weights), WITH_WEIGHTS, show(layers, given)),
        ),
    ),
)
