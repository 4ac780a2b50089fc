"""For a real-analytic activation one improving neuron is enough: all others improve too, but for a null set of weights.

Data and neurons are fixed, so the residual r is, and a neuron with weights w improves if and only if φ(w) ≠ 0, where

    φ(w) = Σ_i r_i act(x_i·w)                                                                          (theorem-1).

Why: let w improve. On the line w + τd the function τ ↦ φ(w + τd) is real-analytic and not 0 at τ = 0. So its zeros are
isolated, and there are countably many. The set {φ = 0} is closed, and every line through w meets it in a set of length
0; in polar coordinates around w (Tonelli) its measure is 0. (Zero sets in general: Mityagin 2015, Krantz and Parks.)
Hence one exact witness decides about almost all weights, and weights drawn from any density improve with probability 1.

How many fail on a line: for tanh, sigmoid and gaussian at most 2ⁿ - 1, n the number of points.

* tanh, sigmoid: φ times the product of the n positive numbers e^(c(a_i + b_i τ)) + 1 is a sum of at most 2ⁿ terms
  (a number) · e^(bτ). A sum of N such terms with different b that is not 0 everywhere has at most N - 1 zeros: divide
  by one of the exponentials, differentiate, and use Rolle's theorem and induction.
* gaussian: φ = Σ P_i e^(q_i), numbers P_i and quadratic q_i that differ by more than a number after collecting. More
  generally let N terms have polynomials P_i of degree < D. Dividing by one of the exponentials and differentiating D
  times removes its term and leaves degrees < 2D in the others. By Rolle Z(N, D) ≤ D + Z(N - 1, 2D) and Z(1, D) ≤ D - 1,
  so that Z(n, 1) ≤ 2ⁿ - 2.

This finite form is decided on small integers, and it says what a failing float would mean: see `check`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import GAUSSIAN, SIGMOID, TANH, Activation
from core.exact import Cause, Growth, Problem, Verdict, grow, rationals
from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.gram import along_residuals
from verify.instruments.random_instances import fine, points, row, rows
from verify.instruments.rational import minus
from verify.instruments.strategies import SAMPLE_STRATA, Row, Rows, Sample, sample_strata, samples, weights
from verify.ways import (
    Certificate,
    Control,
    Decided,
    DisagreementError,
    FallsError,
    Premise,
    Property,
    Searchable,
    Source,
)

ANALYTIC, ONE_IMPROVES = "analytic-activation", "one-neuron-improves"
ACTIVATIONS = (TANH, SIGMOID, GAUSSIAN)


def along(w: Row, d: Row, step: Fraction) -> Row:
    """The weights w + τd."""
    return tuple(a + step * b for a, b in zip(w, d, strict=True))


def added(activation: Activation, sample: Sample, W: Rows, candidates: Sequence[Row]) -> list[Growth]:
    """For each candidate the growth of the neurons W and then this one.

    What a growth leaves out of W does not improve, so with or without it the residual is the same. The last verdict is
    therefore the one on the candidate beside all of W.
    """
    X, y = rationals(sample.X), rationals(sample.y)
    problems = [Problem(X, y, rationals((*W, w))) for w in candidates]
    return grow(problems, activation, neurons=len(W) + 1)


# ---- tested: random examples ----


@dataclass(frozen=True)
class Candidates:
    """A sample, the neurons W that are there, weights w, and a seed from which a line through w is drawn."""

    sample: Sample
    W: Rows
    w: Row
    seed: tuple[int, ...]
    activation: Activation

    def line(self) -> tuple[Row, Row]:
        """A direction and two steps τ, none of them 0."""
        rng = np.random.default_rng(self.seed)
        return fine(rng, len(self.w)), fine(rng, 2)


@st.composite
def lines(draw: DrawFn) -> Candidates:
    """Draw a sample, half of the time with a constant feature 1, up to 2 neurons, small weights w and a line.

    They shrink towards one point at 0, no neuron and w = 0.
    """
    drawn = draw(samples())
    bias = (Fraction(1),) * draw(st.integers(0, 1))
    X = tuple((*point, *bias) for point in drawn.X)
    *W, w = draw(weights(len(X[0]), draw(st.integers(1, 3))))
    seed = draw(st.integers(0, 99)), draw(st.integers(0, 99))
    return Candidates(Sample(X, drawn.y), tuple(W), w, seed, draw(st.sampled_from(ACTIVATIONS)))


def check(example: Candidates) -> Iterator[str]:
    """If w improves, so do two weights drawn on a line through w; and one of the two improves only if both do.

    Exactly, with 100-bit weights. By the count above at most K = 2ⁿ - 1 ≤ 15 of the 2⁵⁰ steps on a line fail. A failure
    would therefore be a counterexample, or a coincidence that uniform steps meet with probability K/2⁵⁰.

    Weights 0, and those of a neuron that is there and their negative, may fail: they are in the null set. What is
    asked of them is the same: where one of them improves, both that are drawn do. (These need not be on one line, but
    w + τd is uniform on a grid too when d is, and of a grid with 2⁵⁰ values in each of m ≤ 3 coordinates at most the
    share mK/2⁵⁰ fails: by induction, as at most K values of the last coordinate make φ zero everywhere.)
    """
    zero = (Fraction(0),) * len(example.w)
    special = {"zero weights": zero}
    if example.W:
        special |= {"a duplicate": example.W[0], "a negative": minus(zero, example.W[0])}
    direction, steps = example.line()
    drawn = [along(example.w, direction, step) for step in steps]
    growths = added(example.activation, example.sample, example.W, [example.w, *special.values(), *drawn])
    last = [growth.verdicts[-1] for growth in growths]
    known, fresh = last[:-2], last[-2:]

    if example.activation.analytic:
        yield ANALYTIC
    if Verdict.IMPROVES in last:
        yield ONE_IMPROVES
        if Verdict.DOES_NOT in fresh:
            raise FallsError("one neuron improves, and one drawn at random does not")
        if set(fresh) != {Verdict.IMPROVES}:
            raise DisagreementError("one neuron improves, and one drawn at random stays undecided")
        if known[0] is not Verdict.IMPROVES:
            yield "others improve, w does not"
        failing = (name for name, v in zip(special, known[1:], strict=True) if v is Verdict.DOES_NOT)
        yield from (f"in the null set: {name}" for name in failing)
    elif growths[-1].causes[-1] is Cause.RESIDUAL_ZERO:
        yield "nothing improves: r = 0"
    elif growths[-1].causes[-1] in (Cause.DEAD, Cause.IN_SPAN):
        yield "nothing improves, although r ≠ 0"
    yield example.activation.name
    yield from sample_strata(example.sample)


# ---- certified: random datasets, each by one witness, and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A network of 0 to n neurons on 2 to 8 points, weights w, and two more weights drawn on a line through w.

    A quarter of the w are those of a neuron that is there. Every verdict is certified; with n neurons r = 0.
    """
    n = int(rng.integers(2, 9))
    X, y, W, w = points(rng, n), row(rng, n), rows(rng, int(rng.integers(n + 1)), 3), row(rng, 3)
    w = W[0] if W and rng.random() < 1 / 4 else w
    activation = ACTIVATIONS[int(rng.integers(len(ACTIVATIONS)))]
    example = Candidates(Sample(X, y), W, w, tuple(rng.integers(100, size=2).tolist()), activation)
    direction, steps = example.line()
    growths = added(activation, example.sample, W, [w, *(along(w, direction, step) for step in steps)])
    verdicts = [growth.verdicts[-1] for growth in growths]
    holds = Verdict.IMPROVES not in verdicts or set(verdicts[1:]) == {Verdict.IMPROVES}
    certificates = tuple(Certificate(growth.certificate(), cites="theorem-1") for growth in growths)
    return Decided(holds, {"X": X, "y": y, "W": W, "w": w, "activation": activation.name}, certificates)


def before_activation(block: Block, w: Integers) -> Integers:
    """X w."""
    return np.asarray(np.einsum("inm,im->in", block["X"], w))


Outputs = Callable[[Integers], Integers]
"""Outputs on the n points (last axis) from pre-activations, times a positive number."""


def tanh(z: Integers) -> Integers:
    """Tanh z at e² = 2, times the product of the n denominators.

    tanh z = (t^z - 1)/(t^z + 1) with t = e². What is not 0 at t = 2 is not 0 as a rational function of t, and so not 0
    at t = e², which is transcendental (Hermite 1873). A 0 at t = 2 proves nothing.
    """
    power = 2 ** np.abs(z)
    below = power + 1
    others = np.stack([np.delete(below, i, axis=-1).prod(axis=-1) for i in range(z.shape[-1])], axis=-1)
    return np.asarray(np.sign(z) * (power - 1) * others)


def relu(z: Integers) -> Integers:
    """max(z, 0)."""
    return np.maximum(z, 0)


def hard_tanh(z: Integers) -> Integers:
    """Cut off below -1 and above 1."""
    return np.clip(z, -1, 1)


def improves(act: Outputs, block: Block, w: Integers) -> Truths:
    """Whether gᵀr ≠ 0 for weights w; for tanh whether it is proved at t = 2."""
    n, neurons = block["y"].shape[1], block["W"].shape[1]
    G = np.zeros((len(w), n, neurons), dtype=np.int64)
    for j in range(neurons):
        G[:, :, j] = act(before_activation(block, block["W"][:, j]))
    return np.asarray(along_residuals(G, block["y"], act(before_activation(block, w)))[0] != 0)


def few_fail(act: Outputs) -> Callable[[Block], Truths]:
    """At most 2ⁿ - 1 of the weights w + τd, τ = 1 ... 2ⁿ, do not improve: there is one that does."""

    def conclusion(block: Block) -> Truths:
        found = np.zeros(len(block["y"]), dtype=np.bool_)
        for step in range(1, 2 ** block["y"].shape[1] + 1):
            found |= improves(act, block, block["w"] + step * block["d"])
        return found

    return conclusion


def one_improves(act: Outputs) -> Callable[[Block], Truths]:
    """The neuron with weights w improves, and d ≠ 0 gives a line through w."""
    return lambda block: improves(act, block, block["w"]) & a_line(block)


def a_line(block: Block) -> Truths:
    """Whether d ≠ 0."""
    return np.asarray(block["d"].any(axis=1))


SHAPES = {"X": "nm", "W": "um", "y": "n", "w": "m"}
LINES = SHAPES | {"d": "m"}
SIZES = (*sizes(n=range(1, 3), m=range(1, 3), u=range(2)), {"n": 3, "m": 1, "u": 0})
WORDS = "n, m <= 2, u <= 1 neurons and n = 3, m = 1, u = 0, entries -1, 0, 1; w + τd for τ = 1 to 2ⁿ"
SCOPE = Scope(LINES, SIZES, WORDS)


# ---- what must fail ----


def off_the_hyperplanes(block: Block) -> Truths:
    """For ReLU w improves; and v has a pre-activation other than 0 at every point but zero points."""
    z = before_activation(block, block["v"])
    return np.asarray(improves(relu, block, block["w"]) & ((z != 0) | ~block["X"].any(axis=2)).all(axis=1))


def relu_does_too(block: Block) -> Truths:
    """Wrong: then v improves too."""
    return improves(relu, block, block["v"])


def show_cell(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the cell of v: on m = 1 the half-line of its sign, so half of all weights.

    In it the same points are active, so that gᵀr = v Σ r_i x_i over these. As it is 0 for v, the sum is 0, and no
    neuron of the cell improves.
    """
    x, v = found["X"][:, 0], found["v"][0]
    active = np.flatnonzero(x * v > 0)
    values = {"sum of r x over them": found["y"][active] @ x[active], "share": Fraction(1, 2)}
    return {**found, "active points": active + 1, **values}


def every_one_does(block: Block) -> Truths:
    """Wrong: where w improves, every v does."""
    return improves(tanh, block, block["v"])


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the pre-activations on the line, a column for each of τ = 0 ... 2ⁿ."""
    steps = range(2 ** len(found["y"]) + 1)
    z = np.stack([found["X"] @ (found["w"] + step * found["d"]) for step in steps], axis=1)
    return {**found, "z for τ = 0, 1 ...": z}


def show_hard(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the outputs too."""
    shown = show(found)
    return {**shown, "g for τ = 0, 1 ...": hard_tanh(np.asarray(shown["z for τ = 0, 1 ..."]))}


ONE = Scope(SHAPES | {"v": "m"}, sizes(n=range(1, 3), m=range(1, 2), u=range(1)), "n <= 2, m = 1, no neuron")

CLAIM = Claim(
    id="improves-almost-surely",
    statement=(
        "For a real-analytic activation, fixed data and neurons: if one neuron improves, so do all but a null set of "
        "weights; for tanh, sigmoid and gaussian at most 2ⁿ - 1 on a line through it do not."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "as tanh is not linear it should be almost impossible for a random neuron's outputs to satisfy that equation",
    ),
    property=Property(
        examples=lines(),
        check=check,
        strata=(
            *SAMPLE_STRATA,
            *(activation.name for activation in ACTIVATIONS),
            *("others improve, w does not", "nothing improves: r = 0", "nothing improves, although r ≠ 0"),
            *(f"in the null set: {name}" for name in ("zero weights", "a duplicate", "a negative")),
        ),
        show=lambda example: {
            "X": example.sample.X,
            "y": example.sample.y,
            "W": example.W,
            "w": example.w,
            "line": example.line(),
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(few_fail(tanh), one_improves(tanh)), SCOPE, show),
    controls=(
        Control(
            "relu",
            "the same holds for ReLU: where w improves, so does every v but for a null set, the v with x·v = 0 at a "
            "point x ≠ 0",
            Searchable(Statement(relu_does_too, off_the_hyperplanes), ONE, show_cell),
        ),
        Control(
            "without-exception",
            "for tanh, where one neuron improves, every neuron does",
            Searchable(Statement(every_one_does, lambda block: improves(tanh, block, block["w"])), ONE),
        ),
    ),
    premises=(
        Premise(
            ANALYTIC,
            "the activation is real-analytic (without it: hard tanh, on a line of integer weights)",
            Searchable(Statement(few_fail(hard_tanh), one_improves(hard_tanh)), SCOPE, show_hard),
            stated_in_post=False,
        ),
        Premise(
            ONE_IMPROVES,
            "one neuron improves (without it: tanh, any w)",
            Searchable(Statement(few_fail(tanh), a_line), SCOPE, show),
            stated_in_post=False,
        ),
    ),
)
