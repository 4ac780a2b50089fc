"""As printed: as many random neurons as points give a G with det G ≠ 0, for either of the post's activations.

The post first asks for det G ≠ 0 and says that it holds in practice; its neurons are tanh and ReLU. In the reading that
is kindest to it the points are not 0, distinct and not opposite, and "in practice" means: but for a null set of
weights. For tanh that is true (generic-nonsingularity); for ReLU it is false. One point x = 1 and one neuron w < 0:
G = (0), on an open half-line that holds half of all weights. The same happens on n points whenever one neuron is dead.
"""

from verify.claim import Claim
from verify.claims.generic_nonsingularity import LINE, away, decided, relu_too, show_half
from verify.evidence import Kind
from verify.exhausted import Block, Statement, Truths, each
from verify.ways import Searchable, Source


def both(block: Block) -> Truths:
    """The statement, for tanh by a witness on the points of the block, and for ReLU with its weights."""
    return each(decided)(block) & relu_too(block)


CLAIM: Claim[None] = Claim(
    id="determinant-printed",
    kind=Kind.PRINTED,
    statement=(
        "For tanh as for ReLU and n points, none of them 0, equal or opposite to another, n random neurons give "
        "det G ≠ 0 almost surely (for ReLU: whenever no pre-activation is 0)."
    ),
    source=Source(
        "Shallow Networks",
        "with as many neurons as points, be they tanh or ReLU, the determinant of G is not zero in practice",
    ),
    exhausted=Searchable(Statement(both, away), LINE, show_half),
)
