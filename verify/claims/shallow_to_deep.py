"""A shallow network becomes a deep one that computes the same function, when each layer also sees the input.

Cut the shallow neurons into blocks G_1 ... G_L with output weights s_1 ... s_L. Layer k holds block k, on the input,
and from layer 2 on a linear neuron p_k = G_{k-1} s_{k-1} + p_{k-1}, p_1 = 0; the output is G_L s_L + p_L. Why: p_k is
the sum of the first k - 1 blocks, by induction. Nothing is asked of the activation, the block sizes, or the point.

l·n neurons in blocks of n make l layers of n. (The post's recipe takes blocks of l: see `shallow-to-deep-printed`.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import (
    ABS,
    GAUSSIAN,
    HARD_TANH,
    IDENTITY,
    LEAKY_RELU,
    RELU,
    SIGMOID,
    SIN,
    SOFTPLUS,
    STEP,
    TANH,
    Activation,
    PiecewiseLinear,
)
from core.layers import Array, Block, Layer, fractions
from core.networks import Network, shallow, shallow_to_deep
from core.rounding import gamma
from verify.claim import Claim
from verify.claims.shallow_to_deep_printed import BLOCKS_OF_L
from verify.evidence import Kind
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.certificates import optimum
from verify.instruments.extensions import array, rows_of
from verify.instruments.random_instances import points, row, rows
from verify.instruments.strategies import ROUGH, Row, Rows, samples, vectors
from verify.proof import Theorem, Words, by, by_induction, discharged, for_all, parts, use
from verify.proof import given as supposed
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

SEES_INPUT = "each-layer-sees-the-input"
PIECEWISE: tuple[Activation, ...] = (RELU, LEAKY_RELU, ABS, IDENTITY, HARD_TANH, STEP)
SMOOTH: tuple[Activation, ...] = (TANH, SIGMOID, GAUSSIAN, SOFTPLUS, SIN)
FARTHEST = 18
EXACT_IN_FLOATS = (RELU, ABS, IDENTITY, HARD_TANH, STEP)  # small integers give small integers


# ---- tested: random networks ----


@dataclass(frozen=True)
class Deepening:
    """A shallow network (weights W, a row a neuron; output weights s), the sizes of its blocks, and any points X.

    The networks are made without the points, and no weight depends on them: every point is one outside of a dataset.
    """

    X: Rows
    W: Rows
    s: Row
    blocks: tuple[int, ...]
    activation: Activation

    def networks(self) -> tuple[Network, Network]:
        """The shallow and the deep network, in Fractions; a smooth activation is replaced by its table."""
        exact = self.activation if isinstance(self.activation, PiecewiseLinear) else tabulated(self.activation)
        flat = shallow(exact, array(self.W), array(self.s))
        return flat, shallow_to_deep(flat, self.blocks)


@cache
def tabulated(activation: Activation) -> PiecewiseLinear:
    """A step function with the activation's float64 values at -18 ... 18, each taken as the dyadic number that it is.

    Points and weights are whole here and two features of at most 3 · 3 add up to at most 18 in size, so no neuron can
    tell the table from the activation: the sums of these values are then compared exactly.
    """
    places = np.arange(-FARTHEST, FARTHEST + 1)
    values = tuple(Fraction(float(value)) for value in activation(places.astype(np.float64)))
    flat = (Fraction(0),) * (len(values) + 1)
    return PiecewiseLinear(activation.name, tuple(Fraction(int(z)) for z in places), flat, (values[0], *values))


@st.composite
def activations(draw: DrawFn, *, smooth: bool = True) -> Activation:
    """Draw a piecewise linear or smooth activation, or one of any three small pieces; shrink towards ReLU."""
    kind = draw(st.sampled_from(("piecewise linear", "any pieces", *(("smooth",) if smooth else ()))))
    if kind == "any pieces":
        return PiecewiseLinear("drawn", (Fraction(-1), Fraction(1)), draw(vectors(3)), draw(vectors(3)))
    return draw(st.sampled_from(SMOOTH if kind == "smooth" else PIECEWISE))


@st.composite
def deepenings(draw: DrawFn, *, smooth: bool = True, layers: int = 4, width: int = 3, largest_n: int = 4) -> Deepening:
    """Draw 1 to `layers` layers of 1 to `width` neurons on 2 features; shrink towards one layer of one neuron.

    There are 1 to `largest_n` points.
    """
    blocks = tuple(draw(st.lists(st.integers(1, width), min_size=1, max_size=layers)))
    u = sum(blocks)
    s = draw(vectors(u, rough=draw(st.sampled_from((False, True)))))
    return Deepening(
        draw(samples(largest_n=largest_n)).X, draw(rows_of(2, u)), s, blocks, draw(activations(smooth=smooth))
    )


def check(example: Deepening) -> Iterator[str]:
    """Exactly: both networks give the same output at every point, and the layers are what was asked for."""
    flat, deep = example.networks()
    X = array(example.X)
    outputs = flat(X)
    yield SEES_INPUT
    if not np.array_equal(outputs, deep(X)):
        raise FallsError("the deep network computes another function")
    widths = [layer.width - (number > 0) for number, layer in enumerate(deep.layers)]
    if widths != list(example.blocks):
        raise DisagreementError(f"blocks {example.blocks} became layers of {widths} neurons")
    yield f"depth {len(widths)}"
    yield "different block sizes" if len(set(widths)) > 1 else "equal block sizes"
    if isinstance(example.activation, PiecewiseLinear):
        yield "a drawn activation" if example.activation.name == "drawn" else example.activation.name
    else:
        yield "a smooth activation"
    if any(entry in ROUGH[3:] for entry in example.s):
        yield "output weights with full mantissas"
    yield from _float_side(example, flat.hidden(X))


def _float_side(example: Deepening, exact: Array) -> Iterator[str]:
    """With its own float64 outputs G of the neurons, each network's result is a sum of the u terms G_j s_j.

    They are added in some order, with up to L further additions and products by 1, so the result is within
    γ_{u+2L} Σ|G_j||s_j| of G s (Higham, 3.1), whatever act is and however well it is computed. Where whole numbers
    have whole outputs, G must be the exact one.
    """
    X, W, s = (np.array(part, dtype=np.float64) for part in (example.X, example.W, example.s))
    flat = shallow(example.activation, W, s)
    deep = shallow_to_deep(flat, example.blocks)
    blocks = zip(deep.activity(X), example.blocks, strict=True)
    apart = np.concatenate([outputs[:, :size] for outputs, size in blocks], axis=1)
    for network, G in ((flat, flat.hidden(X)), (deep, apart)):
        if example.activation in EXACT_IN_FLOATS and not np.array_equal(fractions(G), exact):
            raise DisagreementError("float64 gives other outputs of neurons than fractions")
        sums = fractions(G) @ array(example.s)
        allowed = gamma(len(s) + 2 * len(example.blocks) + 4) * (
            np.abs(G) @ np.abs(s)
        )  # four more for the bound itself
        for computed, value, error in zip(network(X), sums, allowed, strict=True):
            if abs(Fraction(float(computed)) - value) > Fraction(float(error)):
                raise DisagreementError(f"float64 gives {computed}, further than {error} from the exact {value}")
    yield "float64 within its bound"


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 2 to 9 neurons in random blocks on 2 to 8 points; the deep outputs are the target y.

    The checker verifies Gᵀ(y - G s) = 0 and yᵀ(y - G s) = 0 for the shallow G and s. Together ‖y - G s‖² = 0: y = G s.
    """
    blocks = tuple(int(size) for size in rng.integers(1, 4, size=int(rng.integers(1, 4))))
    u = sum(blocks)
    example = Deepening(points(rng, int(rng.integers(2, 9))), rows(rng, u, 3), row(rng, u), blocks, RELU)
    flat, deep = example.networks()
    X = array(example.X)
    y = deep(X)
    certificate = optimum(flat.hidden(X).tolist(), y.tolist(), example.s)
    holds = np.array_equal(y, flat(X)) and not certificate.line["improves"]
    return Decided(holds, {"X": example.X, "W": example.W, "s": example.s}, (certificate,))


def everywhere(m: int) -> Array:
    """All points with m entries -1, 0, 1, as rows."""
    return array([[entry - 1 for entry in place] for place in np.ndindex(*(3,) * m)])


def cuts(u: int) -> Iterator[tuple[int, ...]]:
    """All ways to cut u neurons into consecutive blocks."""
    if u == 0:
        yield ()
    for size in range(1, u + 1):
        yield from ((size, *rest) for rest in cuts(u - size))


def same_function(found: Mapping[str, Integers]) -> bool:
    """The claim at all points with entries -1, 0, 1, and for every way to cut into blocks; ReLU."""
    flat = shallow(RELU, array(found["W"]), array(found["s"]))
    X = everywhere(flat.features)
    outputs = flat(X)
    return all(np.array_equal(outputs, shallow_to_deep(flat, blocks)(X)) for blocks in cuts(len(found["s"])))


SHAPES = {"W": "um", "s": "u"}
SCOPE = Scope(
    SHAPES,
    (*sizes(u=range(1, 4), m=range(1, 2)), *sizes(u=range(1, 3), m=range(2, 3))),
    "u <= 3, m = 1 and u <= 2, m = 2, entries -1, 0, 1; ReLU; all points with entries -1, 0, 1; all block sizes",
)


# ---- proved: for all sizes ----

FAMILIES = """
    ∀ n. ∀ u[k] v[k]. ∀ G[k]: n×u[k]. ∀ s[k]: u[k]. ∀ H[k]: n×v[k]. ∀ t[k]: v[k]. ∀ A[k]: v[k+1]×v[k].
    ∀ B[k]: v[k+1]×u[k]. ∀ D[k]: n×u[k]+1. ∀ w[k] e[k]: u[k]+1. ∀ E[k]: u[k]+1×u[k]. ∀ p[k]: n.
"""
SHALLOW = (
    "∀ k. A[k]ᵀ A[k] = I[v[k]] ∧ B[k]ᵀ B[k] = I[u[k]] ∧ A[k]ᵀ B[k] = 0",
    "H[0] = 0",
    "∀ k. H[k+1] = H[k] A[k]ᵀ + G[k] B[k]ᵀ ∧ t[k+1] = A[k] t[k] + B[k] s[k]",
)
DEEP = (
    "∀ k. E[k]ᵀ E[k] = I[u[k]] ∧ e[k]ᵀ e[k] = 1 ∧ E[k]ᵀ e[k] = 0",
    "∀ k. D[k] = G[k] E[k]ᵀ + p[k] e[k]ᵀ ∧ w[k] = E[k] s[k] + e[k]",
    "p[0] = 0",
    "∀ k. p[k+1] = D[k] w[k]",
)
BUILT = "".join(f"({one}) → " for one in SHALLOW + DEEP)
"""How both networks are built of the blocks G[k] with their output weights s[k].

Shallow: H[k] and t[k] are the first k blocks and their output weights; the unit vectors in A[k] and B[k] put what there
was and block k side by side. Deep: layer k has the outputs D[k], which are G[k] beside p[k], with weights w[k] on them,
which are s[k] beside 1: those of the linear neuron of the next layer, or the output weights where it is the last.
"""


def networks(more: str = "") -> Words:
    """The names that both networks are written in, and more."""
    return Words(
        "n k u[k] v[k]; G[k]: n×u[k]; s[k]: u[k]; H[k]: n×v[k]; t[k]: v[k]; A[k]: v[k+1]×v[k]; B[k]: v[k+1]×u[k];"
        "D[k]: n×u[k]+1; w[k] e[k]: u[k]+1; E[k]: u[k]+1×u[k]; p[k]: n;" + more
    )


def sums() -> tuple[Theorem, Theorem]:
    """p[k] = H[k] t[k] and D[k] w[k] = H[k+1] t[k+1] for all k, as both networks are built.

    Both add G[k] s[k] to what there was: H[k+1] t[k+1] = H[k] t[k] + G[k] s[k] and D[k] w[k] = G[k] s[k] + p[k].
    """
    k = networks()
    put, start, shallow_built, kept, deep_built, nothing, carried = (supposed(k(one)) for one in SHALLOW + DEEP)
    at = k("k")
    H, t = parts(use(shallow_built, at))
    D, w = parts(use(deep_built, at))
    inner = by(k("H[k] A[k]ᵀ (A[k] t[k] + B[k] s[k]) = H[k] t[k]"), *parts(use(put, at)))
    added = by(k("G[k] B[k]ᵀ (A[k] t[k] + B[k] s[k]) = G[k] s[k]"), *parts(use(put, at)))
    flat = by(k("H[k+1] t[k+1] = H[k] t[k] + G[k] s[k]"), H, t, inner, added)
    deep = by(k("D[k] w[k] = G[k] s[k] + p[k]"), D, w, *parts(use(kept, at)))

    def next_block(sum_so_far: Theorem) -> Theorem:
        return by(k("p[k+1] = H[k+1] t[k+1]"), use(carried, at), deep, flat, sum_so_far)

    sum_so_far = by_induction(by(k("p[0] = H[0] t[0]"), nothing, start), at, k("p[k] = H[k] t[k]"), next_block)
    same = by(k("D[k] w[k] = H[k+1] t[k+1]"), deep, flat, use(sum_so_far, at))
    return sum_so_far, for_all(at, theorem=same)


def built(theorem: Theorem) -> Theorem:
    """The theorem with the construction of both networks as its premises."""
    k = networks()
    return for_all(k("n"), theorem=discharged(theorem, *(supposed(k(one)) for one in SHALLOW + DEEP)))


def derivation() -> Theorem:
    """By induction over the blocks, as in the docstring of this file."""
    return built(sums()[1])


MODEL: dict[str, Any] = {
    "n": 1,
    "u": lambda _: 1,
    "v": lambda k: k,
    "G": lambda k: [[k + 1]],
    "s": lambda _: [[2]],
    "H": lambda k: [list(range(1, k + 1))],
    "t": lambda k: [[2]] * k,
    "A": lambda k: [[int(i == j) for j in range(k)] for i in range(k + 1)],
    "B": lambda k: [[int(i == k)] for i in range(k + 1)],
    "D": lambda k: [[k + 1, k * (k + 1)]],
    "w": lambda _: [[2], [1]],
    "e": lambda _: [[0], [1]],
    "E": lambda _: [[1], [0]],
    "p": lambda k: [[k * (k + 1)]],
}
"""Blocks of one neuron at one point, with outputs 1, 2, 3, ... and output weights 2: the sums are k (k + 1)."""

PROOF = Proof(
    statement=FAMILIES + BUILT + "∀ k. D[k] w[k] = H[k+1] t[k+1]",
    derive=derivation,
    model=MODEL,
    covers=(
        "A row stands for a point, any of them: n is any number. G[k] are the outputs of block k, which sees the input "
        "alone, so that they are the same in both networks; nothing is asked of its activation. D[k] w[k] is the "
        "deep network's output when layer k is its last, H[k+1] t[k+1] that of the shallow network of the same blocks. "
        "The first layer has no linear neuron: p[0] = 0 stands for none."
    ),
)

# ---- what must fail: at all points with entries -1, 0, 1 ----


def two_layers(found: Mapping[str, Integers]) -> tuple[Network, Network]:
    """The shallow ReLU network of two neurons, and the deep one of two layers of one neuron."""
    flat = shallow(RELU, array(found["W"]), array(found["s"]))
    return flat, shallow_to_deep(flat, (1, 1))


def without_input(found: Mapping[str, Integers]) -> tuple[Network, Network]:
    """The second layer's neuron keeps its weight but sees the first layer instead of the input."""
    flat, deep = two_layers(found)
    first, (block, carried) = deep.layers[0], deep.layers[1]
    blind = Block(block.activation, previous=block.inputs)
    return flat, replace(deep, layers=(first, Layer((blind, carried))))


def weight_zero(found: Mapping[str, Integers]) -> tuple[Network, Network]:
    """The output weight of the linear neuron stays 0."""
    flat, deep = two_layers(found)
    return flat, replace(deep, s=array([*deep.s[:-1].tolist(), 0]))


def agree(networks: tuple[Network, Network]) -> bool:
    """Whether both networks give the same outputs."""
    X = everywhere(networks[0].features)
    return np.array_equal(networks[0](X), networks[1](X))


def show_point(networks: tuple[Network, Network]) -> Mapping[str, object]:
    """The first point where two networks differ, and their outputs there."""
    X = everywhere(networks[0].features)
    outputs = [network(X) for network in networks]
    i = next(i for i in range(len(X)) if outputs[0][i] != outputs[1][i])
    return {"x": X[i], "shallow": outputs[0][i], "deep": outputs[1][i]}


TWO = Scope(SHAPES, sizes(u=range(2, 3), m=range(1, 2)), "u = 2, m = 1, entries -1, 0, 1")
BLIND = Searchable(
    Statement(each(lambda found: agree(without_input(found)))),
    TWO,
    lambda found: {**found, **show_point(without_input(found))},
)

CLAIM = Claim(
    id="shallow-to-deep",
    kind=Kind.REPAIRED,
    repairs="shallow-to-deep-printed",
    statement=(
        "Cut into layers that each see the input, with a linear neuron that carries the sum so far, a shallow network "
        "becomes a deep one with the same output at every point, for any activation and any block sizes."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "a deep network made from a shallow one, layer by layer with a linear neuron, performs as well as it did",
    ),
    property=Property(
        examples=deepenings(),
        check=check,
        strata=(
            *("depth 1", "depth 2", "depth 3", "depth 4", "different block sizes", "equal block sizes"),
            *(
                "relu",
                "a smooth activation",
                "a drawn activation",
                "output weights with full mantissas",
                "float64 within its bound",
            ),
        ),
        show=lambda example: {
            "X": example.X,
            "W": example.W,
            "s": example.s,
            "blocks": example.blocks,
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(same_function)), SCOPE),
    proof=PROOF,
    controls=(
        Control("without-the-input", "the same without the input connection", BLIND),
        Control("blocks-of-l", "l·n neurons in blocks of l make l layers of n", BLOCKS_OF_L),
        Control(
            "linear-weight-0",
            "the same with the linear neuron's weight left at 0",
            Searchable(
                Statement(each(lambda found: agree(weight_zero(found)))),
                TWO,
                lambda found: {**found, **show_point(weight_zero(found))},
            ),
        ),
    ),
    premises=(Premise(SEES_INPUT, "the neurons of each layer are connected to the input", BLIND),),
)
