"""The post's hyperplane as printed: whatever the network and the target, hitting it is almost impossible.

False where the residual is zero: then every output satisfies the equation, and the "subspace" is all of ℝⁿ, whose
probability is 1. That happens as soon as the network fits the target, with n independent neurons always; it is taken
here for targets other than zero, where the post's claim has most to say. (Nor is there a uniform distribution on ℝⁿ;
what can be meant, any distribution with a density, is in the repaired claim `verify.claims.hyperplane`.)
"""

from dataclasses import replace

import numpy as np

from verify.claim import Claim
from verify.claims.hyperplane import SCOPE, proper, show_residual
from verify.evidence import Kind
from verify.exhausted import Block, Statement, Truths
from verify.ways import Searchable, Source


def target_not_zero(block: Block) -> Truths:
    """y ≠ 0."""
    return np.asarray((block["y"] != 0).any(axis=1))


CLAIM: Claim[None] = Claim(
    id="hyperplane-printed",
    kind=Kind.PRINTED,
    statement=(
        "For every G and every target y ≠ 0, the outputs g with gᵀG s = gᵀy, s optimal, are a linear subspace "
        "other than all of ℝⁿ."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "the equation describes a linear subspace, and a point sampled uniformly from all of Rⁿ hits it with "
        "probability almost zero",
    ),
    exhausted=Searchable(
        Statement(proper, target_not_zero), replace(SCOPE, words="n <= 3, u <= 2, entries -1, 0, 1"), show_residual
    ),
)
