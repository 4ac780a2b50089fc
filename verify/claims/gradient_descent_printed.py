"""Gradient descent over the output weights as printed: always to the global optimum, whatever the step size.

False: convexity alone is not enough. With λ an eigenvalue of GᵀG each step multiplies the part of G s - Py along its
eigenvector by 1 - 2ηλ (P the projection onto col G). A step that does not lower f from a start that is not optimal
shows a part that is not zero and whose factor is at least 1 in size: that part never vanishes, and the optimum is never
reached. The repaired claim is `verify.claims.descent_bound`.
"""

from verify.claim import Claim
from verify.claims.descent_bound import WITH_STARTS, falls_or_optimal, show_steps
from verify.evidence import Kind
from verify.exhausted import Statement
from verify.ways import Searchable, Source

CLAIM: Claim[None] = Claim(
    id="gradient-descent-printed",
    kind=Kind.PRINTED,
    statement=(
        "For fixed neurons gradient descent over the output weights goes down to the optimal objective from every "
        "start; so with step size 1 a step lowers f wherever s is not optimal."
    ),
    source=Source(
        "Shallow Networks",
        "with the neurons fixed the problem is convex, and so gradient descent over s always solves it to global "
        "optimality; no step size is mentioned",
    ),
    exhausted=Searchable(Statement(falls_or_optimal), WITH_STARTS, show_steps),
)
