"""With a pass-through neuron, a new layer lowers the objective if and only if one of its neurons has gᵀr ≠ 0.

G are the outputs of the last layer before, s its optimal output weights, r = y - G s. The new layer has the outputs
[N p], p = G s. Why: r = y - p, and pᵀr = 0 since Gᵀr = 0. If Nᵀr = 0 as well, then [N p]ᵀ(y - p) = 0: weight 1 on p and
0 on N is optimal, and the objective stays ‖r‖². If gᵀr ≠ 0 for a column g of N, then p + τg with τ = gᵀr/‖g‖² has the
objective ‖r‖² - (gᵀr)²/‖g‖², which is lower. Nothing is asked of what the neurons see.
"""

from functools import cache

import numpy as np

from verify.claim import Claim
from verify.claims.normal_equations import characterised, parabola
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
from verify.proof import (
    FALSE,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    by_contradiction,
    clash,
    discharged,
    equivalence,
    for_all,
    not_below,
    parts,
    taking,
    there_is,
    use,
)
from verify.proof import given as supposed
from verify.ways import Control, Decided, Premise, Proof, Property, Searchable, Source

# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A new layer that sees the layer before alone, or the input too, or the first layer."""
    return decided(random_extension(rng, (ALONE, "inputs", "first")[int(rng.integers(3))]))


WORDS = "n, u, k <= 2 and n = 3, u <= 2, k = 1, entries -1, 0, 1; any outputs G (n × u) and N (n × k)"
SIZES = (*sizes(n=range(1, 3), u=range(3), k=range(1, 3)), *sizes(n=range(3, 4), u=range(3), k=range(1, 2)))
SCOPE = Scope({"G": "nu", "y": "n", "N": "nk"}, SIZES, WORDS)
WITH_WEIGHTS = Scope({"G": "nu", "y": "n", "N": "nk", "s": "u"}, SIZES, WORDS)


# ---- proved: for all sizes ----


@cache
def derivation() -> Theorem:
    """Both directions, as in the docstring of this file; all neurons of N are moved at once, along z = Nᵀ (y - G s)."""
    k = Words("n u q; G: n×u; N: n×q; y p: n; s x: u; t: q; v c: 1")
    below = k("∃ t: q. ∃ v: 1. ‖N t + p v - y‖² < ‖G s - y‖²")
    minimal, carries = supposed(k("∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²")), supposed(k("p = G s"))
    stationary = use(parts(use(characterised(), *k.all("n u G y s")))[0], minimal)

    def there(lower: Theorem) -> Theorem:
        """If Nᵀ r = 0 then ‖N t + p v - y‖² = ‖r‖² + ‖N t + p v - p‖², which is not below ‖r‖²."""
        above = apply("gram", k("N t + p v - p"))
        flat = k("Nᵀ (y - G s) = 0")
        return assuming(flat, lambda orthogonal: by(FALSE, lower, above, orthogonal, stationary, carries))

    def back(slope: Theorem) -> Theorem:
        """If nothing is below ‖r‖², then ‖N z c + p - y‖² is not for any c, so the slope ‖z‖² of this parabola is 0."""

        def flat(nothing_below: Theorem) -> Theorem:
            def not_lower(less: Theorem) -> Theorem:
                return clash(there_is(below, k("Nᵀ (y - G s) c"), k("1"), theorem=less), nothing_below)

            above = not_below(k("‖G s - y‖²"), k("‖N Nᵀ (y - G s) c + p 1 - y‖²"), not_lower)
            change = by(k("0 ≤ 2 c (- ‖Nᵀ (y - G s)‖²) + c c ‖N Nᵀ (y - G s)‖²"), above, carries)
            curvature = apply("gram", k("N Nᵀ (y - G s)"))
            along = k("- ‖Nᵀ (y - G s)‖²")
            same = use(parabola(), k("‖N Nᵀ (y - G s)‖²"), along, curvature, for_all(k("c"), theorem=change))
            return clash(apply("gram_zero", by(k("‖Nᵀ (y - G s)‖² = 0"), same)), slope)

        return by_contradiction(below, flat)

    forward = assuming(below, lambda lower: taking(lower, *k.all("t v"), proof=there))
    verdict = equivalence(forward, assuming(k("¬ Nᵀ (y - G s) = 0"), back))
    return for_all(*k.all("n u q G N y p s"), theorem=discharged(verdict, minimal, carries))


PROOF = Proof(
    statement="""
        ∀ n u q. ∀ G: n×u. ∀ N: n×q. ∀ y p: n. ∀ s: u. (∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²) → p = G s →
        ((∃ t: q. ∃ v: 1. ‖N t + p v - y‖² < ‖G s - y‖²) ↔ ¬ Nᵀ (y - G s) = 0)
    """,
    derive=derivation,
    model={"n": 2, "u": 1, "q": 1, "G": [[1], [1]], "N": [[0], [1]], "y": [[0], [2]], "p": [[1], [1]], "s": [[1]]},
    covers=(
        "The new layer has the outputs [N p]: its weights are t on N and v on p. Nᵀ r is the column of all gᵀr, so "
        "that it is not 0 says that one of them is not. N is any matrix, so its neurons may have any activation."
    ),
)

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
    proof=PROOF,
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
