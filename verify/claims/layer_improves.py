"""With a pass-through neuron, a new layer lowers the objective if and only if one of its neurons has gᵀr ≠ 0.

G are the outputs of the last layer before, s its optimal output weights, r = y - G s. The new layer has the outputs
[N p], p = G s. Why: r = y - p, and pᵀr = 0 since Gᵀr = 0. If Nᵀr = 0 as well, then [N p]ᵀ(y - p) = 0: weight 1 on p and
0 on N is optimal, and the objective stays ‖r‖². If gᵀr ≠ 0 for a column g of N, then p + τg with τ = gᵀr/‖g‖² has the
objective ‖r‖² - (gᵀr)²/‖g‖², which is lower. Nothing is asked of what the neurons see.
"""

import numpy as np

from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.extensions import (
    ALONE,
    OPTIMAL,
    STRATA,
    along,
    carried,
    check,
    decided,
    extensions,
    given,
    improves_as_told,
    lowers,
    random_extension,
    residual_multiple,
    show,
)
from verify.instruments.gram import beside, ranks
from verify.ways import Control, Decided, Premise, Property, Searchable, Source

# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A new layer that sees the layer before alone, or the input too, or the first layer."""
    return decided(random_extension(rng, (ALONE, "inputs", "first")[int(rng.integers(3))]))


WORDS = "n, u, k <= 2 and n = 3, u <= 2, k = 1, entries -1, 0, 1; any outputs G (n × u) and N (n × k)"
SIZES = (*sizes(n=range(1, 3), u=range(3), k=range(1, 3)), *sizes(n=range(3, 4), u=range(3), k=range(1, 2)))
SCOPE = Scope({"G": "nu", "y": "n", "N": "nk"}, SIZES, WORDS)
WITH_WEIGHTS = Scope({"G": "nu", "y": "n", "N": "nk", "s": "u"}, SIZES, WORDS)


# ---- what must fail ----


def outside_pass_through(block: Block) -> Truths:
    """Wrong: lower if and only if some neuron is outside the span of p alone."""
    p = carried(block)
    return np.asarray(lowers(block, p) == (ranks(beside(block["N"], p)) > p.any(axis=1)))


def without_pass_through(block: Block) -> Truths:
    """Wrong: the same of the layer N alone."""
    multiple, _ = residual_multiple(block)
    return np.asarray(lowers(block, None) == along(multiple, block["N"]))


def any_weights(block: Block) -> Truths:
    """The claim with any weights s on the pass-through neuron, and the residual y - G s."""
    p = given(block)
    return np.asarray(lowers(block, p) == along(block["y"] - p, block["N"]))


def as_it_is(block: Block) -> Block:
    """G and N are the instance's own."""
    return block


def with_optimal_weights(block: Block) -> Integers:
    """A positive multiple of p; its span is what matters."""
    return carried(block)


CLAIM = Claim(
    id="layer-improves",
    statement=(
        "A new layer with a pass-through neuron of optimal weights lowers the optimal objective if and only if "
        "one of its neurons has gᵀr ≠ 0, r the residual of the network before."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "the linear neuron keeps the objective, and Theorem 1 suggests that a new layer most likely lowers it",
    ),
    property=Property(
        examples=extensions(ALONE, "inputs", "first"),
        check=check,
        strata=(
            *STRATA,
            *("one layer before", "two layers before", "just off the hyperplane", "the new layer sees: previous"),
            *("the new layer sees: inputs", "the new layer sees: first"),
        ),
        show=lambda example: example.shown(),
    ),
    instance=instance,
    exhausted=Searchable(Statement(improves_as_told), SCOPE),
    controls=(
        Control(
            "outside-the-pass-through",
            "a new layer lowers the objective if and only if some neuron is outside the span of the pass-through alone",
            Searchable(Statement(outside_pass_through), SCOPE, show(as_it_is, with_optimal_weights)),
        ),
        Control(
            "without-pass-through",
            "the same without the pass-through neuron",
            Searchable(Statement(without_pass_through), SCOPE, show(as_it_is, None)),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the pass-through neuron's weights are optimal output weights of the layer before",
            Searchable(Statement(any_weights), WITH_WEIGHTS, show(as_it_is, given)),
        ),
    ),
)
