"""Training a ReLU network is not a convex problem as soon as some neuron can be active on the data.

f(w, s) = ‖max(X w, 0) s - y‖² over a neuron's weights w and its output weight s together (more neurons: the others at
output weight 0). Why: the objective is the same at (t w, s/t) for every t > 0. Halfway between t = 2 and t = 1/2 lies
(c w, c s) with c = 5/4, where the neuron contributes c² = 25/16 times as much. With g = max(X w, 0) ≠ 0 and
p = c²,

    f(c w, c s) - f(w, s) = (p² - 1) s²‖g‖² - 2(p - 1) s gᵀy,

which is positive as soon as s > 2 gᵀy / ((p + 1)‖g‖²), for instance for s = 1 + |gᵀy|. A convex function is nowhere
above the mean of its values at two points whose midpoint that is; here it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import RELU
from core.layers import fractions
from core.networks import shallow
from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.strategies import SAMPLE_STRATA, Row, Sample, sample_strata, samples, vectors
from verify.proof import (
    FALSE,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    clash,
    discharged,
    either,
    for_all,
    given,
    taking,
    there_is,
)
from verify.ways import Control, FallsError, Premise, Proof, Property, Searchable, Source

LIVE = "a-live-neuron"


def objective(sample: Sample, w: Row, s: Fraction) -> Fraction:
    """f(w, s) of the network with this one neuron, computed by `core`."""
    network = shallow(RELU, fractions(np.array([w], dtype=object)), fractions(np.array([s], dtype=object)))
    outputs = network(fractions(np.array(sample.X, dtype=object)))
    return sum(((a - b) ** 2 for a, b in zip(outputs, sample.y, strict=True)), Fraction(0))


# ---- tested: random neurons ----


@dataclass(frozen=True)
class Neuron:
    """A sample and the weights of one neuron."""

    sample: Sample
    w: Row


@st.composite
def neurons(draw: DrawFn) -> Neuron:
    """Draw a sample of 1 to 5 points with two features and a neuron; shrink towards zeros."""
    return Neuron(draw(samples(largest_n=5)), draw(vectors(2)))


def check(example: Neuron) -> Iterator[str]:
    """For a live neuron the midpoint lies above both ends, whatever the data."""
    sample, w = example.sample, example.w
    yield from sample_strata(sample)
    g = [max(sum(a * b for a, b in zip(x, w, strict=True)), Fraction(0)) for x in sample.X]
    if not any(g):
        yield "a dead neuron"
        return
    yield LIVE
    s = 1 + abs(sum((a * b for a, b in zip(g, sample.y, strict=True)), Fraction(0)))
    ends = (
        objective(sample, tuple(2 * entry for entry in w), s / 2),
        objective(sample, tuple(entry / 2 for entry in w), 2 * s),
    )
    middle = objective(sample, tuple(5 * entry / 4 for entry in w), 5 * s / 4)
    if not 2 * middle > sum(ends):
        raise FallsError("the objective halfway is not above the mean of those at both ends")
    yield "not convex"


# ---- certified: an exhausted scope ----


def outputs(block: Block) -> Integers:
    """g = max(X w, 0)."""
    return np.asarray(np.maximum(np.einsum("inm,im->in", block["X"], block["w"]), 0))


def live(block: Block) -> Truths:
    """Whether some output is not zero."""
    return np.asarray(outputs(block).any(axis=1))


def above_both_ends(block: Block) -> Truths:
    """The claim, in sixteenths: ‖25 g s - 16 y‖² > ‖16 g s - 16 y‖² for s = 1 + |gᵀy|."""
    g, y = outputs(block), block["y"]
    gs = (1 + np.abs((g * y).sum(axis=1)))[:, None] * g
    return np.asarray(((25 * gs - 16 * y) ** 2).sum(axis=1) > ((16 * gs - 16 * y) ** 2).sum(axis=1))


SHAPES = {"X": "nm", "y": "n", "w": "m"}
SCOPE = Scope(SHAPES, sizes(n=range(1, 4), m=range(1, 3)))


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """For s = (1 + a²) / ‖g‖², a = gᵀy, we have s ‖g‖² = 1 + a² > 2 a, so f(c w, c s) > f(w, s)."""
    k = Words("n; g y: n; s x: 1")
    alive = given(k("g ≠ 0"))
    goal = k("∃ s: 1. 1/2 ‖2 g (1/2 s) - y‖² + 1/2 ‖1/2 g (2 s) - y‖² < ‖5/4 g (5/4 s) - y‖²")
    nonzero = assuming(k("‖g‖² = 0"), lambda square: clash(apply("gram_zero", square), alive))

    def halfway(inverse: Theorem) -> Theorem:
        def not_above(low: Theorem) -> Theorem:
            negative = apply("signs", by(k("0 ≤ - x"), low), apply("gram", k("g")))
            return apply("absurd", by(FALSE, negative, inverse), k("0 < x"))

        square = apply("gram", k("gᵀ y"))
        scale = either(apply("total", k("x"), k("0 x")), not_above, lambda high: by(k("0 < x"), high))
        weight = apply("signs", scale, by(k("0 < 1 + ‖gᵀ y‖²"), square))
        slope = by(k("0 < 41/16 (1 + ‖gᵀ y‖²) - 2 gᵀ y"), apply("gram", k("1 - gᵀ y")), (Fraction(25, 16), square))
        s = "(x (1 + ‖gᵀ y‖²))"
        above = by(
            k(f"1/2 ‖2 g (1/2 {s}) - y‖² + 1/2 ‖1/2 g (2 {s}) - y‖² < ‖5/4 g (5/4 {s}) - y‖²"),
            (Fraction(9, 16), apply("signs", weight, slope)),
            inverse,
        )
        return there_is(goal, k(s), theorem=above)

    found = taking(apply("reciprocal", nonzero, k("x")), k("x"), proof=halfway)
    return for_all(*k.all("n g y"), theorem=discharged(found, alive))


PROOF = Proof(
    statement="""
        ∀ n. ∀ g y: n. g ≠ 0 →
        ∃ s: 1. 1/2 ‖2 g (1/2 s) - y‖² + 1/2 ‖1/2 g (2 s) - y‖² < ‖5/4 g (5/4 s) - y‖²
    """,
    derive=derivation,
    model={"n": 1, "g": [[1]], "y": [[1]]},
    covers="g = max(X w, 0); since max(c X w, 0) = c g for c > 0, these are f(2w, s/2), f(w/2, 2s) and f halfway",
)


# ---- what must fail ----


def over_the_output_weight(block: Block) -> Truths:
    """Wrong: it is not convex over s alone either, between s = 0 and s = 2, halfway s = 1."""
    g, y = outputs(block), block["y"]
    values = [((k * g - y) ** 2).sum(axis=1) for k in range(3)]
    return np.asarray(2 * values[1] > values[0] + values[2])


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with the neuron's outputs."""
    return {**found, "g": outputs({name: part[None] for name, part in found.items()})[0]}


CLAIM = Claim(
    id="training-not-convex",
    statement=(
        "The objective of a ReLU network, as a function of the neurons' weights and the output weights together, is "
        "not convex if some neuron is active at some point."
    ),
    source=Source("Shallow Networks", "training a shallow network is not a convex problem"),
    property=Property(
        examples=neurons(),
        check=check,
        strata=(*SAMPLE_STRATA, "a dead neuron", "not convex"),
        show=lambda example: {"X": example.sample.X, "y": example.sample.y, "w": example.w},
    ),
    exhausted=Searchable(Statement(above_both_ends, live), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "over-the-output-weights",
            "it is not convex as a function of the output weights alone",
            Searchable(Statement(over_the_output_weight, live), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            LIVE,
            "some neuron is active at some point",
            Searchable(Statement(above_both_ends), SCOPE, show),
            stated_in_post=False,
        ),
    ),
)
