"""A new layer that sees the first hidden layer too, with a pass-through neuron, never raises the objective.

It lowers it if and only if one of its neurons has gᵀr ≠ 0, r the residual of the network before at optimal output
weights s. Why: as when it sees the input. Its outputs are [N p], p = G s; weight 1 on p alone gives the old optimum,
with residual r = y - p and pᵀr = 0, and theorem 1 decides about N, wherever its neurons look.

The first layer may have fewer outputs than the input has features. It must not be the last layer before, or the
connection is nothing new: here there are always two layers before the new one.
"""

import numpy as np

from verify.claim import Claim
from verify.claims import input_connection
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
from verify.proof import Theorem, Words, for_all, use
from verify.ways import Control, Decided, Premise, Proof, Property, Searchable, Source

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


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """`input-connection` of any matrix in the place of the input, here the outputs F of the first layer."""
    k = Words("n u f q; G: n×u; F: n×f; y p: n; s: u")
    found = use(input_connection.derivation(), *k.all("n u f q G F y p s"))
    return for_all(*k.all("n u f q G F y p s"), theorem=found)


PROOF = Proof(
    statement="""
        ∀ n u f q. ∀ G: n×u. ∀ F: n×f. ∀ y p: n. ∀ s: u. (∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²) → p = G s →
        (∀ N: n×q. (∀ t: q. ∀ v: 1. (∀ a: q. ∀ b: 1. ‖N t + p v - y‖² ≤ ‖N a + p b - y‖²) →
                                    ∀ x: u. ‖N t + p v - y‖² ≤ ‖G x - y‖²) ∧
                   ((∃ t: q. ∃ v: 1. ‖N t + p v - y‖² < ‖G s - y‖²) ↔ ¬ Nᵀ (y - G s) = 0)) ∧
        (∀ A: u×q. ∀ B: f×q.
            (∃ t: q. ∃ v: 1. ‖(G A + F B) t + p v - y‖² < ‖G s - y‖²) ↔ ¬ Bᵀ Fᵀ (y - G s) = 0)
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "f": 1,
        "q": 1,
        "G": [[1], [1]],
        "F": [[0], [1]],
        "y": [[0], [2]],
        "p": [[1], [1]],
        "s": [[1]],
    },
    covers=(
        "Activations are not spoken of: N is any matrix, among them act(G A + F B) for any activation and any weights "
        "A on the layer before and B on the first layer F, which is any matrix too. It is `input-connection` once "
        "more: nothing is asked of what the neurons see."
    ),
)

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
    proof=PROOF,
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
