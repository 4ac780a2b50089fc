"""A further layer with a pass-through neuron never raises the optimal objective.

The pass-through neuron has the identity as activation and the optimal output weights s of the layer before as weights,
so its outputs are p = G s. Why: weight 1 on it and 0 on its neighbours gives p, whose objective is the old optimum, and
the new optimum is not above that. Nothing is asked of the neighbours: they may see the input, or anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.accuracy import measure
from core.activations import ABS, HARD_TANH, LEAKY_RELU, RELU, PiecewiseLinear
from core.exact.fractions_oracle import best
from core.layers import Block, fractions
from core.least_squares import fit
from core.networks import Network, extend, shallow
from core.rounding import at_most, gamma
from verify import exhausted
from verify.additions import SCOPE, WITH_WEIGHTS, before, only
from verify.certificates import optimum
from verify.claim import Claim
from verify.exhausted import Integers, Statement, Truths
from verify.gram import along_residuals, beside, less, objectives
from verify.random_instances import points, row, rows
from verify.rational import objective
from verify.strategies import SAMPLE_STRATA, Rows, Sample, sample_strata, samples, weights
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Property, Searchable, Source

OPTIMAL = "optimal-output-weights"
ACTIVATIONS = (RELU, LEAKY_RELU, ABS, HARD_TANH)


@dataclass(frozen=True)
class Extension:
    """A sample, the weights of a first layer, and those of a new layer on the first one and, or not, on the input."""

    sample: Sample
    first: Rows
    new: Rows
    on_input: Rows | None
    activation: PiecewiseLinear

    def network(self) -> Network:
        """The network of one layer with optimal output weights, in Fractions."""
        hidden = shallow(self.activation, exact(self.first), exact([0] * len(self.first))).hidden(exact(self.sample.X))
        return shallow(self.activation, exact(self.first), exact(best(hidden.tolist(), self.sample.y)))

    def neighbours(self) -> tuple[Block, ...]:
        """The neurons that the new layer has beside the pass-through one."""
        if not self.new:
            return ()
        inputs = None if self.on_input is None else exact(self.on_input)
        return (Block(self.activation, previous=exact(self.new), inputs=inputs),)


def exact(values: object) -> "np.ndarray[tuple[int, ...], np.dtype[np.object_]]":
    """An array of Fractions."""
    return fractions(np.array(values, dtype=object))


# ---- tested: random networks ----


@st.composite
def extensions(draw: DrawFn) -> Extension:
    """Draw 1 or 2 neurons in the first layer and 0 to 3 new ones; shrink towards one dead neuron on one point."""
    sample = draw(samples(largest_n=6))
    first = draw(weights(2, draw(st.integers(1, 2))))
    count = draw(st.integers(0, 3))
    new = draw(weights(len(first), count)) if count else ()
    on_input = draw(weights(2, count)) if count and draw(st.sampled_from((False, True))) else None
    return Extension(sample, first, new, on_input, draw(st.sampled_from(ACTIVATIONS)))


def check(example: Extension) -> Iterator[str]:
    """Exactly: the objective solved before and after, and the untouched extension computes the same function.

    Float: see `float_side`.
    """
    X, y = exact(example.sample.X), example.sample.y
    network = example.network()
    extended = extend(network, *example.neighbours())
    yield OPTIMAL
    if not np.array_equal(extended(X), network(X)):
        raise DisagreementError("core.networks.extend changes the function before anything is solved again")
    G, H = network.hidden(X).tolist(), extended.hidden(X).tolist()
    old, new = objective(G, y, best(G, y)), objective(H, y, best(H, y))
    if old != objective(G, y, network.s.tolist()):
        raise DisagreementError("the network's output weights are not optimal")
    if new > old:
        raise FallsError("the new layer raises the optimal objective")
    yield "falls" if new < old else "stays"
    yield "the new layer sees the input" if example.on_input is not None else "it sees the layer before alone"
    yield "no neighbours" if not example.new else "neighbours"
    yield from sample_strata(example.sample)
    yield from float_side(example)


def float_side(example: Extension) -> Iterator[str]:
    """The same network in float64, with output weights t from `core.least_squares`; nothing is tuned.

    The carried outputs p = fl(G t) are within γ_u |G||t| of G t, entry by entry (Higham, 3.5), and so is fl(G t) as
    the network itself computes it: they differ by at most 2γ_u |G||t|. And p is a column of the new layer, so the exact
    optimal objective of the float outputs is at most ‖p - y‖², which float64 computes to within a factor 1 + γ_{n+2};
    the lower end of the enclosure by `core.accuracy` must not be above it.
    """
    X, y, W = (np.array(part, dtype=np.float64) for part in (example.sample.X, example.sample.y, example.first))
    G = shallow(example.activation, W, np.zeros(len(W))).hidden(X)
    network = shallow(example.activation, W, fit(G, y).weights)
    blocks = tuple(
        Block(block.activation, **{name: part.astype(np.float64) for name, part in block.connections().items()})
        for block in example.neighbours()
    )
    H = extend(network, *blocks).hidden(X)
    carried = H[:, -1]
    allowed = 2 * gamma(len(W)) * (np.abs(G) @ np.abs(network.s)) / (1 - gamma(len(W) + 4))
    if (np.abs(carried - network(X)) > allowed).any():
        raise DisagreementError("the pass-through neuron does not carry the network's outputs in float64")
    ceiling = at_most(float((carried - y) @ (carried - y)), len(y) + 2)
    result = measure(fit(H, y))
    if result.independent and result.objective().low > ceiling and result.fit.rank == H.shape[1]:
        raise FallsError("the float objective of the new layer is above that of its pass-through neuron")
    yield "float64: as good as the pass-through neuron"


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU layer on 2 to 8 points and a second one of 1 to 3 neurons on it and the input; both optima certified."""
    n, u, k = int(rng.integers(2, 9)), int(rng.integers(1, 5)), int(rng.integers(1, 4))
    X, y = points(rng, n), row(rng, n)
    example = Extension(Sample(X, y), rows(rng, u, 3), rows(rng, k, u), rows(rng, k, 3), RELU)
    network = example.network()
    extended = extend(network, *example.neighbours())
    G, H = (net.hidden(exact(X)).tolist() for net in (network, extended))
    s, t = network.s.tolist(), best(H, y)
    holds = objective(H, y, t) <= objective(G, y, s)
    shown = {"X": X, "y": y, "W": example.first, "new": example.new, "new on X": example.on_input}
    return Decided(holds, shown, (optimum(G, y, s), optimum(H, y, t)))


def carried(block: exhausted.Block) -> Integers:
    """A positive multiple of p = G s for optimal s: D y - D r, with r read off along each coordinate."""
    n = block["y"].shape[1]
    unit = np.eye(n, dtype=np.int64)
    along = [along_residuals(block["G"], block["y"], np.broadcast_to(unit[i], block["y"].shape)) for i in range(n)]
    return np.stack([D * block["y"][:, i] - top for i, (top, D) in enumerate(along)], axis=1)


def never_raises(block: exhausted.Block) -> Truths:
    """The claim for any outputs g of a neighbour: the span of (p, g) is as good as col G."""
    p = carried(block)[:, :, None]
    return np.asarray(~less(before(block), objectives(beside(p, block["g"]), block["y"])))


# ---- what must fail ----


def without_pass_through(block: exhausted.Block) -> Truths:
    """Wrong: the neighbour alone is as good."""
    return np.asarray(~less(before(block), objectives(block["g"][:, :, None], block["y"])))


def any_weights(block: exhausted.Block) -> Truths:
    """The claim with any weights s on the pass-through neuron."""
    p = np.einsum("inu,iu->in", block["G"], block["s"])[:, :, None]
    return np.asarray(~less(before(block), objectives(beside(p, block["g"]), block["y"])))


def show_without(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective of G and that of the neighbour g alone."""
    return {**found, "before": _value(found["G"], found["y"]), "after": _value(found["g"][:, None], found["y"])}


def show_any(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective of G and that of (G s, g)."""
    H = np.stack([found["G"] @ found["s"], found["g"]], axis=1)
    return {**found, "before": _value(found["G"], found["y"]), "after": _value(H, found["y"])}


def _value(G: Integers, y: Integers) -> Fraction:
    return only(objectives(G[None], y[None]))


CLAIM = Claim(
    id="pass-through",
    statement="A layer extended with a pass-through neuron of optimal weights never raises the optimal objective.",
    source=Source(
        "Extra Layers for Error Correction",
        "a linear neuron with the optimal output weights keeps the objective: weight 1 on it, 0 on all others",
    ),
    property=Property(
        examples=extensions(),
        check=check,
        strata=(
            *SAMPLE_STRATA,
            *("falls", "stays", "the new layer sees the input", "it sees the layer before alone"),
            *("no neighbours", "neighbours", "float64: as good as the pass-through neuron"),
        ),
        show=lambda example: {
            "X": example.sample.X,
            "y": example.sample.y,
            "W": example.first,
            "new": example.new,
            "new on X": example.on_input or (),
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(never_raises), SCOPE),
    controls=(
        Control(
            "without-pass-through",
            "the same without the pass-through neuron",
            Searchable(Statement(without_pass_through), SCOPE, show_without),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the pass-through neuron's weights are optimal output weights of the layer before",
            Searchable(Statement(any_weights), WITH_WEIGHTS, show_any),
        ),
    ),
)
