"""As printed: multiplying the weights of a ReLU neuron by 0.01 makes a neuron improve that did not.

The post says that neurons fail because their weights are too large, and that smaller ones fail less often. But
max(cz, 0) = c max(z, 0) for c > 0: with the weights of one neuron its outputs are multiplied by c, which changes
neither the span of the columns nor the verdict (the claim homogeneity). So not one of them is cured. Here the statement
is held to neurons that leave something to gain (r ≠ 0) and whose pre-activations are not 0 at any point.
"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from core.activations import RELU
from core.exact.fractions_oracle import improves
from core.exact.fractions_oracle import objective as optimal_objective
from verify.claim import Claim
from verify.claims.homogeneity import outputs, scaled
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, each, sizes
from verify.instruments.rational import Vector, beside, columns
from verify.instruments.strategies import Rows
from verify.ways import Searchable, Source

SMALLER = Fraction(1, 100)


def fractions(matrix: Integers) -> Rows:
    """A matrix of integers as rows of Fractions."""
    return tuple(tuple(map(Fraction, row)) for row in matrix.tolist())


def parts(at: Mapping[str, Integers]) -> tuple[Rows, Vector, Vector, Vector]:
    """Outputs G of the neurons W, the target, and the outputs of the neuron w with its weights and with w/100."""
    X, W, w = fractions(at["X"]), fractions(at["W"]), fractions(at["w"][None])
    G = outputs(RELU, X, W) if W else tuple(() for _ in X)
    g, smaller = (columns(outputs(RELU, X, weights))[0] for weights in (w, scaled(w, (SMALLER,))))
    return G, fractions(at["y"][None])[0], g, smaller


def fails(at: Mapping[str, Integers]) -> bool:
    """Whether the neuron w does not improve although r ≠ 0."""
    G, y, g, _ = parts(at)
    return optimal_objective(G, y) != 0 and not improves(G, y, g)


def cured(at: Mapping[str, Integers]) -> bool:
    """Whether it improves once its weights are multiplied by 1/100."""
    G, y, _, smaller = parts(at)
    return improves(G, y, smaller)


def premises(block: Block) -> Truths:
    """It does not improve although r ≠ 0, and no pre-activation is 0."""
    away = np.einsum("inm,im->in", block["X"], block["w"]).all(axis=1)
    return np.asarray(away & each(fails)(block))


def show(at: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show pre-activations, and the objective without the neuron, with it, and with its smaller weights."""
    G, y, g, smaller = parts(at)
    values = {"before": optimal_objective(G, y)}
    for name, column in (("after", g), ("after with w/100", smaller)):
        values[name] = optimal_objective(beside(G, column), y)
    return {**at, "z": at["X"] @ at["w"], "g": g, "g with w/100": smaller, **values}


SCOPE = Scope(
    {"X": "nm", "W": "um", "w": "m", "y": "n"},
    sizes(n=range(1, 3), m=range(1, 2), u=range(2)),
    "n <= 2, m = 1, u <= 1 neurons and one more, entries -1, 0, 1",
)

CLAIM: Claim[None] = Claim(
    id="smaller-weights-printed",
    kind=Kind.PRINTED,
    statement=(
        "Where r ≠ 0, a ReLU neuron that does not improve, with pre-activations other than 0, "
        "improves once its weights are multiplied by 1/100."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "many ReLU neurons fail because their weights are too large, and weights times 0.01 let most of them improve",
    ),
    exhausted=Searchable(Statement(each(cured), premises), SCOPE, show),
)
