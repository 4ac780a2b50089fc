"""A new layer that sees the input too, with a pass-through neuron, never raises the objective.

It lowers it if and only if one of its neurons has gᵀr ≠ 0, r the residual of the network before at optimal output
weights s. Why: the layer's outputs are [N p], p = G s. Weight 1 on p and 0 on N gives p, whose objective is the old
optimum; so the new one is not above it, and r = y - p. [N p] improves on p alone if and only if some column of it is
not orthogonal to r (theorem 1), and pᵀr = 0 as Gᵀr = 0. What the neurons of N are connected to plays no part.
"""

import numpy as np

from verify.claim import Claim
from verify.claims import layer_improves, pass_through
from verify.claims.normal_equations import characterised
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
from verify.proof import (
    Expr,
    Theorem,
    Words,
    assuming,
    by,
    clash,
    conjunction,
    discharged,
    equivalence,
    for_all,
    negation,
    parts,
    use,
)
from verify.proof import given as supposed
from verify.ways import Control, Decided, Premise, Proof, Property, Searchable, Source

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


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """`pass-through` and `layer-improves` for every N; for N = G A + X B, Nᵀ r = Bᵀ Xᵀ r as Gᵀ r = 0."""
    k = Words("n u m q; G: n×u; X: n×m; N: n×q; y p: n; s x: u; A: u×q; B: m×q")
    minimal, carries = supposed(k("∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²")), supposed(k("p = G s"))
    stationary = use(parts(use(characterised(), *k.all("n u G y s")))[0], minimal)
    never_raises, improves = pass_through.derivation(), layer_improves.derivation()

    def of_layer(theorem: Theorem, N: Expr) -> Theorem:
        return use(theorem, *k.all("n u q G"), N, *k.all("y p s"), minimal, carries)

    every = conjunction(of_layer(never_raises, k("N")), of_layer(improves, k("N")))
    there, back = parts(of_layer(improves, k("G A + X B")))
    below, of_input = there.conclusion.parts[0], k("Bᵀ Xᵀ (y - G s) = 0")
    of_layer_too = k("(G A + X B)ᵀ (y - G s) = 0")
    both_ways = equivalence(
        assuming(below, lambda lower: _neither(use(there, lower), of_input, stationary)),
        assuming(negation(of_input), lambda slope: use(back, _neither(slope, of_layer_too, stationary))),
    )
    found = conjunction(for_all(k("N"), theorem=every), for_all(*k.all("A B"), theorem=both_ways))
    return for_all(*k.all("n u m q G X y p s"), theorem=discharged(found, minimal, carries))


def _neither(fails: Theorem, A: Expr, equation: Theorem) -> Theorem:
    """¬A, where A and the equation would give what `fails` denies."""
    return assuming(A, lambda holds: clash(by(fails.conclusion.parts[0], holds, equation), fails))


PROOF = Proof(
    statement="""
        ∀ n u m q. ∀ G: n×u. ∀ X: n×m. ∀ y p: n. ∀ s: u. (∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²) → p = G s →
        (∀ N: n×q. (∀ t: q. ∀ v: 1. (∀ a: q. ∀ b: 1. ‖N t + p v - y‖² ≤ ‖N a + p b - y‖²) →
                                    ∀ x: u. ‖N t + p v - y‖² ≤ ‖G x - y‖²) ∧
                   ((∃ t: q. ∃ v: 1. ‖N t + p v - y‖² < ‖G s - y‖²) ↔ ¬ Nᵀ (y - G s) = 0)) ∧
        (∀ A: u×q. ∀ B: m×q.
            (∃ t: q. ∃ v: 1. ‖(G A + X B) t + p v - y‖² < ‖G s - y‖²) ↔ ¬ Bᵀ Xᵀ (y - G s) = 0)
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "m": 1,
        "q": 1,
        "G": [[1], [1]],
        "X": [[0], [1]],
        "y": [[0], [2]],
        "p": [[1], [1]],
        "s": [[1]],
    },
    covers=(
        "Activations are not spoken of: N is any matrix, among them act(G A + X B) for any activation and any weights "
        "A on the layer before and B on the input X. For the identity as activation the last part says what the "
        "connection is good for: then what the neurons see of the input decides alone."
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
