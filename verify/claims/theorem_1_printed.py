"""Theorem 1 as the post prints it: for any output weights s of the network that is there, not optimal ones alone.

False: with weights that are not optimal y - G s is not the residual, and says nothing about a neuron that is added
and all weights solved again. The repaired theorem is `verify.claims.theorem_1`.
"""

from verify.claim import Claim
from verify.claims.theorem_1 import without_optimal_weights
from verify.evidence import Kind
from verify.exhausted import Statement
from verify.instruments.additions import WITH_WEIGHTS, show
from verify.ways import Searchable, Source

CLAIM: Claim[None] = Claim(
    id="theorem-1-printed",
    kind=Kind.PRINTED,
    statement=(
        "Whatever the output weights s, adding a neuron with outputs g lowers the optimal objective if and only if "
        "gᵀG s ≠ gᵀy."
    ),
    source=Source(
        "Shallow Networks, Theorem 1",
        "the sentence speaks of u neurons and of G s without saying which output weights s are meant",
    ),
    exhausted=Searchable(Statement(without_optimal_weights), WITH_WEIGHTS, show),
)
