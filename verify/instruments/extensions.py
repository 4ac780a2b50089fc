"""What the claims about one further layer share: random networks with a new layer, and small layers in integers.

The new layer holds neurons with outputs N and the pass-through neuron, whose outputs are p = G s: G are the outputs of
the last layer before, s its optimal output weights, r = y - G s its residual.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from core import exact
from core.activations import ABS, HARD_TANH, IDENTITY, LEAKY_RELU, RELU, PiecewiseLinear
from core.exact.fractions_oracle import best
from core.layers import Array, Block, Layer, fractions
from core.networks import Network, extend, shallow
from verify import exhausted
from verify.exhausted import Integers, Truths
from verify.instruments.additions import before, only
from verify.instruments.certificates import optimum
from verify.instruments.gram import along_residuals, beside, less, objectives
from verify.instruments.random_instances import points, row, rows
from verify.instruments.rational import columns, dot, gradient, objective
from verify.instruments.span import Span
from verify.instruments.strategies import SAMPLE_STRATA, SMALL, Row, Rows, Sample, sample_strata, samples
from verify.ways import Certificate, Decided, DisagreementError, FallsError

OPTIMAL = "optimal-output-weights"
ACTIVATIONS = (RELU, LEAKY_RELU, ABS, HARD_TANH)
ALONE = "previous"
"""The source of a new layer that sees the layer before alone."""


# ---- random networks ----


def array(values: object) -> Array:
    """An array of Fractions."""
    return fractions(np.array(values, dtype=object))


def optimal(G: Array, y: Array) -> Array:
    """Optimal output weights in Fractions."""
    return array(best(G.tolist(), y.tolist()))


@dataclass(frozen=True)
class Extension:
    """A network on a sample, points outside of it, and a new layer.

    `first` are the weights of the first layer and `second` those of a second one on it, or (); the second layer has a
    pass-through neuron too when it `carries`. The neurons of the new layer have weights `new` on the last layer before
    and, unless the source is that layer alone, weights `also` on `source`: the inputs, or the first layer.
    """

    sample: Sample
    elsewhere: Rows
    first: Rows
    second: Rows
    carries: bool
    new: Rows
    also: Rows
    source: str
    activation: PiecewiseLinear
    new_activation: PiecewiseLinear

    def network(
        self,
        numbers: Callable[[object], Array] = array,
        solve: Callable[[Array, Array], Array] = optimal,
    ) -> Network:
        """The network before, each layer with the output weights that `solve` finds."""
        X, y = numbers(self.sample.X), numbers(self.sample.y)
        network = shallow(self.activation, numbers(self.first), numbers([0] * len(self.first)))
        network = replace(network, s=solve(network.hidden(X), y))
        if self.second:
            network = extend(network, Block(self.activation, previous=numbers(self.second)))
            if not self.carries:
                alone = Layer(network.layers[-1].blocks[:-1])
                network = replace(network, layers=(*network.layers[:-1], alone), s=network.s[:-1])
            network = replace(network, s=solve(network.hidden(X), y))
        return network

    def neurons(self, numbers: Callable[[object], Array] = array) -> tuple[Block, ...]:
        """The neurons that the new layer has beside the pass-through one."""
        if not self.new:
            return ()
        sources = {ALONE: numbers(self.new)} | ({} if self.source == ALONE else {self.source: numbers(self.also)})
        return (Block(self.new_activation, **sources),)

    def shown(self) -> Mapping[str, object]:
        """The example as the report shows it."""
        return {
            "X": self.sample.X,
            "y": self.sample.y,
            "points elsewhere": self.elsewhere,
            "W": self.first,
            "second layer": self.second,
            "second layer carries": "yes" if self.carries else "no",
            "new": self.new,
            f"new on {self.source}": self.also,
            "activations": (self.activation.name, self.new_activation.name),
        }


PAIRS = tuple((a, b) for a in SMALL for b in SMALL)


def rows_of(width: int, count: int) -> SearchStrategy[Rows]:
    """`count` rows of 1 to 3 entries from -3 to 3, drawn two entries at a time; shrink towards zeros."""
    row = {
        1: st.sampled_from(SMALL).map(lambda entry: (entry,)),
        2: st.sampled_from(PAIRS),
        3: st.tuples(st.sampled_from(PAIRS), st.sampled_from(SMALL)).map(lambda drawn: (*drawn[0], drawn[1])),
    }[width]
    return st.tuples(*[row] * count)


@st.composite
def extensions(draw: DrawFn, *sources: str) -> Extension:
    """Draw 1 or 2 neurons a layer in 1 or 2 layers, and 0 to 2 new ones; shrink towards one dead neuron on one point.

    The sources are drawn from; a new layer on the first one has two layers before it. The weights on the source are
    whole, or 2⁻¹² to 2⁻³⁰ of that for linear neurons on |·|, which are then just off the hyperplane gᵀr = 0.
    """
    source = draw(st.sampled_from(sources))
    sample = draw(samples(largest_n=6))
    first = draw(rows_of(2, 2 if source == "first" else draw(st.integers(1, 2))))
    depth = 2 if source == "first" else draw(st.integers(1, 2))
    second = draw(rows_of(len(first), draw(st.integers(1, 2)))) if depth == 2 else ()
    carries = bool(second) and draw(st.booleans())
    count = draw(st.sampled_from((1, 1, 2, 2, 0)))
    new = draw(rows_of(len(second) + carries if second else len(first), count))
    also: Rows = ()
    activation, new_activation = draw(st.sampled_from(ACTIVATIONS)), draw(st.sampled_from((*ACTIVATIONS, IDENTITY)))
    if source != ALONE:
        also = draw(rows_of(len(first) if source == "first" else 2, count))
        if draw(st.integers(0, 2)):
            factor, activation, new_activation = Fraction(1, 2 ** draw(st.integers(12, 30))), ABS, IDENTITY
            also = tuple(tuple(entry * factor for entry in w) for w in also)
    elsewhere = draw(rows_of(2, 2))
    return Extension(sample, elsewhere, first, second, carries, new, also, source, activation, new_activation)


@dataclass(frozen=True)
class Solved:
    """The exact optimal objectives before and after the new layer, r, p, and the outputs of the new neurons."""

    old: Fraction
    new: Fraction
    residual: Row
    carried: Row
    neurons: tuple[Row, ...]

    @property
    def along(self) -> tuple[Fraction, ...]:
        """gᵀr for each new neuron."""
        return tuple(dot(g, self.residual) for g in self.neurons)


def solve(example: Extension) -> Solved:
    """Extend by the new layer and solve before and after.

    The untouched extension must compute the same function, on the sample and elsewhere; the new neurons must have the
    outputs that their weights say; the output weights before must be optimal.
    """
    X, y, Z = array(example.sample.X), example.sample.y, array((*example.sample.X, *example.elsewhere))
    network = example.network()
    extended = extend(network, *example.neurons())
    if not np.array_equal(extended(Z), network(Z)):
        raise DisagreementError("core.networks.extend changes the function before anything is solved again")
    activity = extended.activity(X)
    G, H = activity[-2].tolist(), activity[-1].tolist()
    sources = {"previous": G, "first": activity[0].tolist(), "inputs": X.tolist()}
    neurons = tuple(tuple(g) for g in columns(H)[:-1])
    if neurons != tuple(_outputs(example, sources)):
        raise DisagreementError("the new neurons of core.networks.extend have other outputs than their weights say")
    if any(gradient(G, y, network.s.tolist())):
        raise DisagreementError("the network's output weights are not optimal")
    old, new = (objective(matrix, y, best(matrix, y)) for matrix in (G, H))
    return Solved(old, new, tuple(Span.of(G).residual(y)), tuple(row[-1] for row in H), neurons)


def _outputs(example: Extension, sources: Mapping[str, list[list[Fraction]]]) -> Iterator[Row]:
    """The new neurons once more, one after the other."""
    for j, on_previous in enumerate(example.new):
        z = [dot(on_previous, values) for values in sources["previous"]]
        if example.source != ALONE:
            z = [a + dot(example.also[j], values) for a, values in zip(z, sources[example.source], strict=True)]
        yield tuple(example.new_activation.exact(value) for value in z)


def check(example: Extension) -> Iterator[str]:
    """The new layer never raises the objective, and lowers it if and only if one of its neurons has gᵀr ≠ 0."""
    solved = solve(example)
    yield OPTIMAL
    if solved.new > solved.old:
        raise FallsError("the new layer raises the optimal objective")
    if (solved.new < solved.old) != any(solved.along):
        raise FallsError("the objective falls, or does not, against the verdict of gᵀr for the new neurons")
    yield from strata(example, solved)


def strata(example: Extension, solved: Solved) -> Iterator[str]:
    """The boundary cases of an example, decided exactly."""
    yield "falls" if solved.new < solved.old else "stays"
    yield f"the new layer sees: {example.source}"
    yield "two layers before" if example.second else "one layer before"
    yield "no new neurons" if not example.new else "new neurons"
    yield from sample_strata(example.sample)
    if not any(solved.residual):
        yield "zero residual"
        return
    span = Span([solved.carried])
    square = dot(solved.residual, solved.residual)
    for g, v in zip(solved.neurons, solved.along, strict=True):
        if v == 0 and g not in span:
            yield "gᵀr = 0, outside the span of p"
        if 0 < v * v * 2**20 <= dot(g, g) * square:
            yield "just off the hyperplane"


STRATA = (
    *SAMPLE_STRATA,
    *("falls", "stays", "no new neurons", "new neurons", "zero residual", "gᵀr = 0, outside the span of p"),
)


def random_extension(rng: np.random.Generator, source: str) -> Extension:
    """One or two ReLU layers on 2 to 8 points, and 1 to 3 new ReLU neurons, or linear ones on the last layer alone."""
    n, u, k = int(rng.integers(2, 9)), int(rng.integers(1, 4)), int(rng.integers(1, 4))
    first = rows(rng, u, 3)
    second = rows(rng, int(rng.integers(1, 3)), u) if source == "first" or rng.integers(2) else ()
    carries = bool(second) and bool(rng.integers(2))
    new = rows(rng, k, len(second) + carries if second else u)
    also = () if source == ALONE else rows(rng, k, u if source == "first" else 3)
    linear = rng.integers(4) == 0
    if linear:
        also = tuple(tuple(0 * entry for entry in w) for w in also)
    sample = Sample(points(rng, n), row(rng, n))
    new_activation = IDENTITY if linear else RELU
    return Extension(sample, (), first, second, carries, new, also, source, RELU, new_activation)


def decided(example: Extension, *, judged: bool = True) -> Decided:
    """Both optima are certified, and when `judged` the verdict on each new neuron beside the network before."""
    network = example.network()
    X, y = array(example.sample.X), example.sample.y
    activity = extend(network, *example.neurons()).activity(X)
    G, H = activity[-2].tolist(), activity[-1].tolist()
    s, t = network.s.tolist(), best(H, y)
    decisions = [exact.decide(G, y, g) for g in columns(H)[:-1]] if judged else []
    old, new = objective(G, y, s), objective(H, y, t)
    holds = new <= old and (not judged or (new < old) == any(decision.improves for decision in decisions))
    verdicts = (Certificate(decision.certificate, cites="theorem-1") for decision in decisions)
    return Decided(holds, example.shown(), (optimum(G, y, s), optimum(H, y, t), *verdicts))


# ---- small layers in integers: G (n × u), y (n), and the new neurons' outputs N (n × k) ----

Layers = Callable[[exhausted.Block], exhausted.Block]
"""From an instance of a scope, the outputs G and N, the target y, and s where weights are given."""


def relu(*terms: tuple[Integers, Integers]) -> Integers:
    """max(Σ A Wᵀ, 0) for pairs of outputs A and weights W."""
    total: Any = sum(np.einsum("inu,iku->ink", A, W) for A, W in terms)
    return np.asarray(np.maximum(total, 0))


def residual_multiple(block: exhausted.Block) -> tuple[Integers, Integers]:
    """D r, read off along each coordinate, and D > 0."""
    unit = np.eye(block["y"].shape[1], dtype=np.int64)
    along = [along_residuals(block["G"], block["y"], np.broadcast_to(e, block["y"].shape)) for e in unit]
    return np.stack([top for top, _ in along], axis=1), along[0][1]  # D belongs to G alone


def carried(block: exhausted.Block) -> Integers:
    """A positive multiple of p = G s for optimal s: D y - D r."""
    multiple, D = residual_multiple(block)
    return np.asarray(D[:, None] * block["y"] - multiple)


def along(r: Integers, N: Integers) -> Truths:
    """Whether some column g of N has gᵀr ≠ 0."""
    return np.asarray((np.einsum("in,ink->ik", r, N) != 0).any(axis=1))


def given(block: exhausted.Block) -> Integers:
    """p = G s for the weights s of the block."""
    return np.asarray(np.einsum("inu,iu->in", block["G"], block["s"]))


def new_layer(block: exhausted.Block, p: Integers | None) -> Integers:
    """The outputs [N p] of the new layer, or N alone."""
    return block["N"] if p is None else beside(block["N"], p)


def lowers(block: exhausted.Block, p: Integers | None) -> Truths:
    """Whether the new layer has a lower optimal objective than G."""
    return np.asarray(less(objectives(new_layer(block, p), block["y"]), before(block)))


def never_raises(block: exhausted.Block, p: Integers | None) -> Truths:
    """Whether it has none that is higher."""
    return np.asarray(~less(before(block), objectives(new_layer(block, p), block["y"])))


def improves_as_told(block: exhausted.Block) -> Truths:
    """With optimal weights on the pass-through neuron: lower if and only if some new neuron has gᵀr ≠ 0."""
    multiple, D = residual_multiple(block)
    p = D[:, None] * block["y"] - multiple
    return np.asarray(lowers(block, p) == along(multiple, block["N"]))


def holds(block: exhausted.Block) -> Truths:
    """Never higher, and lower if and only if some new neuron has gᵀr ≠ 0."""
    return np.asarray(never_raises(block, carried(block)) & improves_as_told(block))


def holds_without_pass_through(block: exhausted.Block) -> Truths:
    """The same of the new neurons alone."""
    multiple, _ = residual_multiple(block)
    return np.asarray(never_raises(block, None) & (lowers(block, None) == along(multiple, block["N"])))


def holds_with_any_weights(block: exhausted.Block) -> Truths:
    """The same with the weights s of the block on the pass-through neuron, and the residual y - G s."""
    p = given(block)
    return np.asarray(never_raises(block, p) & (lowers(block, p) == along(block["y"] - p, block["N"])))


def show(
    layers: Layers, p: Callable[[exhausted.Block], Integers] | None
) -> Callable[[Mapping[str, Integers]], Mapping[str, object]]:
    """Show an instance with the outputs G and N, the objective of G, and that of the new layer."""

    def shown(found: Mapping[str, Integers]) -> Mapping[str, object]:
        block = layers({name: part[None] for name, part in found.items()})
        after = only(objectives(new_layer(block, None if p is None else p(block)), block["y"]))
        outputs = {"G": block["G"][0], "N": block["N"][0]}
        return {**found, **outputs, "before": only(before(block)), "after": after}

    return shown
