"""A new layer that sees the input too, with a pass-through neuron, never raises the objective.

It lowers it if and only if one of its neurons has gᵀr ≠ 0, r the residual of the network before at optimal output
weights s. Why: the layer's outputs are [N p], p = G s. Weight 1 on p and 0 on N gives p, whose objective is the old
optimum; so the new one is not above it, and r = y - p. [N p] improves on p alone if and only if some column of it is
not orthogonal to r (theorem 1), and pᵀr = 0 as Gᵀr = 0. What the neurons of N are connected to plays no part.
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
    """A new layer on the last layer before, of one or two, and on the input."""
    return decided(random_extension(rng, "inputs"))


def layers(block: Block) -> Block:
    """ReLU networks: G = max(X Wᵀ, 0), and new neurons N = max(G Aᵀ + X Bᵀ, 0)."""
    X = block["X"]
    G = relu((X, block["W"]))
    return {**block, "G": G, "N": relu((G, block["A"]), (X, block["B"]))}


SHAPES = {"X": "nm", "y": "n", "W": "um", "A": "ku", "B": "km"}
SIZES = (
    *sizes(n=range(1, 4), u=range(1, 3), k=range(1, 2), m=range(1, 2)),
    *sizes(n=range(1, 3), u=range(1, 2), k=range(2, 3), m=range(1, 2)),
    *sizes(n=range(1, 3), u=range(1, 2), k=range(1, 2), m=range(2, 3)),
)
WORDS = "m = 1: n <= 3, u <= 2, k = 1, or n, k <= 2, u = 1; m = 2: n <= 2, u = k = 1; entries -1, 0, 1; ReLU"
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
    id="input-connection",
    statement=(
        "A new layer that also sees the input, with a pass-through neuron of optimal weights, never raises the optimal "
        "objective, and lowers it if and only if one of its neurons has gᵀr ≠ 0."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "each additional layer may be connected to the input as well, so that it sees it unscrambled",
    ),
    property=Property(
        examples=extensions("inputs"),
        check=check,
        strata=(*STRATA, "one layer before", "two layers before", "just off the hyperplane"),
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
