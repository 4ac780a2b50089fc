"""For tanh, n random neurons on n points give det G ≠ 0 almost surely, if no point is 0, equal or opposite to another.

With a bias (a constant feature 1) distinct points suffice: none is 0, and none is opposite to another.

Why: det G is a real-analytic function of all n m weights together, so it is 0 everywhere or only on a null set (the
argument of improves-almost-surely, with a witness W for w). It remains to find one W with det G ≠ 0. Take a direction d
with all |x_i·d| different and not 0; by the three premises these d are outside finitely many hyperplanes. If the n
functions τ ↦ tanh(a_i τ), a_i = x_i·d, are linearly independent, there are τ_1 ... τ_n with det tanh(a_i τ_j) ≠ 0, and
w_j = τ_j d. They are: tanh z = c_0 z + c_1 z³ + c_2 z⁵ + ... with no c_k = 0 (tangent numbers), so that from
Σ λ_i tanh(a_i τ) = 0 follows Σ λ_i a_i (a_i²)^k = 0 for every k, and by Vandermonde λ = 0, the a_i² being different.

Conversely each premise is necessary: tanh is odd, so a point 0 gives a row 0 of G, equal points give equal rows and
opposite points opposite rows, whatever the weights are.

How rare det G = 0 is for weights on a grid: as a function of one weight, det G is a combination of n numbers tanh(a + b
τ), and so has at most K = 2ⁿ - 1 zeros, unless it is 0 everywhere (improves-almost-surely). By induction over the n m
weights, of a grid with N values for each at most the share n m K/N has det G = 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import TANH
from core.exact import Growth, Problem, grow, rationals
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, each, sizes
from verify.instruments.gram import determinants
from verify.instruments.random_instances import fine, row, rows
from verify.instruments.span import Span
from verify.instruments.strategies import SAMPLE_STRATA, Row, Rows, Sample, sample_strata, samples
from verify.ways import Certificate, Control, Decided, FallsError, Premise, Property, Searchable, Source

NOT_ZERO, DISTINCT, NOT_OPPOSITE = "points-not-zero", "points-distinct", "points-not-opposite"


def premises(X: Rows) -> frozenset[str]:
    """Those of the three premises that the points meet."""
    pairs = list(combinations(X, 2))
    facts = {
        NOT_ZERO: all(map(any, X)),
        DISTINCT: all(a != b for a, b in pairs),
        NOT_OPPOSITE: all(any(s + t for s, t in zip(a, b, strict=True)) for a, b in pairs),
    }
    return frozenset(name for name, is_so in facts.items() if is_so)


ALL_THREE = frozenset((NOT_ZERO, DISTINCT, NOT_OPPOSITE))


def grown(X: Rows, y: Row, W: Rows) -> Growth:
    """The neurons W one by one; n improving ones prove det G ≠ 0.

    A neuron that improves is outside the span of those before it (theorem-1), so n of them are independent. For det
    G ≠ 0 all n improve unless y has a residual orthogonal to one of them, which is so in n hyperplanes alone.
    """
    return grow([Problem(rationals(X), rationals(y), rationals(W))], TANH, neurons=len(X))[0]


# ---- tested: random examples ----


@dataclass(frozen=True)
class Points:
    """Points X, whether the last feature is the constant 1, and a seed from which weights and a target are drawn."""

    X: Rows
    bias: bool
    seed: tuple[int, int]

    def neurons(self) -> tuple[Row, Rows]:
        """A target, and as many neurons as points."""
        rng = np.random.default_rng(self.seed)
        return fine(rng, len(self.X)), tuple(fine(rng, len(self.X[0])) for _ in self.X)


@st.composite
def point_sets(draw: DrawFn) -> Points:
    """Draw 1 to 4 points, the last perhaps 0 or the opposite of the first, half of the time with a bias.

    They shrink towards one point at 0 and no bias.
    """
    X, bias = draw(samples(largest_n=3)).X, draw(st.booleans())
    factor = draw(st.sampled_from((None, None, 0, 0, -1, -1)))
    if factor is not None:
        X = (*X, tuple(factor * entry for entry in X[0]))
    if bias:
        X = tuple((*point, Fraction(1)) for point in X)
    return Points(X, bias, (draw(st.integers(0, 99)), draw(st.integers(0, 99))))


def check(example: Points) -> Iterator[str]:
    """Random neurons give det G ≠ 0 if the three premises are met, and not otherwise; exactly.

    With n ≤ 4, m ≤ 3 and 2⁵⁰ values a weight, uniform weights would fail with probability 180/2⁵⁰ at most, and the
    target with 4/2⁵⁰. What fails is therefore a counterexample, or a coincidence as rare as that.
    """
    n, met = len(example.X), premises(example.X)
    yield from met
    independent = len(grown(example.X, *example.neurons()).accepted)
    if met == ALL_THREE and independent < n:
        raise FallsError("random neurons are not shown to give det G ≠ 0, although the points meet the premises")
    if met != ALL_THREE and independent == n:
        raise FallsError("det G ≠ 0, although two rows of G are equal or opposite, or one is 0")
    yield "det G ≠ 0" if independent == n else "det G = 0 for all weights"
    if example.bias and met >= {DISTINCT}:
        yield "a bias and distinct points"
        bare = premises(tuple(point[:-1] for point in example.X))
        yield from (f"{name}, but a bias" for name, id_ in SAVED.items() if id_ not in bare)
    if not example.bias:
        yield from sample_strata(Sample(example.X, (Fraction(1),) * n))


SAVED = {"a zero point": NOT_ZERO, "opposite points": NOT_OPPOSITE}


# ---- certified: random point sets, each by one witness, and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """2 to 10 points in the plane, half of the time with a bias, one of them perhaps 0 or ± another; n neurons.

    Certified are the n improving neurons, or that the span of fewer holds the outputs of every neuron.
    """
    n = int(rng.integers(2, 11))
    X = rows(rng, n, 2)
    sign = int(rng.integers(-3, 3))
    if sign in (-1, 0, 1):
        X = (*X[1:], tuple(sign * entry for entry in X[-1]))
    if rng.random() < 1 / 2:
        X = tuple((*point, Fraction(1)) for point in X)
    growth = grown(X, row(rng, n), rows(rng, n, len(X[0])))
    holds = (len(growth.accepted) == n) == (premises(X) == ALL_THREE)
    return Decided(holds, {"X": X}, (Certificate(growth.certificate(), cites="theorem-1"),))


def witness(X: Integers) -> bool:
    """Whether det tanh(a_i j) ≠ 0 for a_i = x_i·d, d = (1, 3, 9 ...) and j = 1 ... n, proved at t = e² = 2.

    Entries of -1, 0, 1 are digits to the base 3: the a_i² are different and not 0 if the points meet the premises. tanh
    z = (t^z - 1)/(t^z + 1); what is not 0 at t = 2 is not 0 at e², which is transcendental (Hermite 1873).
    """
    a = [sum(3**k * int(entry) for k, entry in enumerate(x)) for x in X]
    powers = [[Fraction(2) ** (j * entry) for j in range(1, len(a) + 1)] for entry in a]
    return Span.of([[(power - 1) / (power + 1) for power in line] for line in powers]).rank == len(a)


def meets(X: Integers) -> frozenset[str]:
    """The premises that integer points meet."""
    return premises(tuple(tuple(map(Fraction, x)) for x in X.tolist()))


def with_bias(X: Integers) -> Integers:
    """The points with a feature 1."""
    return np.concatenate([X, np.ones_like(X[:, :1])], axis=1)


def decided(at: Mapping[str, Integers]) -> bool:
    """The claim: a witness if and only if the premises are met; with a bias if and only if the points are distinct."""
    X = at["X"]
    return witness(X) == (meets(X) == ALL_THREE) and witness(with_bias(X)) == (DISTINCT in meets(X))


WORDS = "n <= 3, m <= 2, entries -1, 0, 1, with a bias and without"
SCOPE = Scope({"X": "nm"}, sizes(n=range(1, 4), m=range(1, 3)), WORDS)


# ---- what must fail ----


def always(at: Mapping[str, Integers]) -> bool:
    """Some weights give det G ≠ 0."""
    return witness(at["X"])


def without(*dropped: str) -> Searchable:
    """The claim with fewer premises."""
    met = each(lambda at: meets(at["X"]) >= ALL_THREE - {*dropped})
    return Searchable(Statement(each(always), met), SCOPE, show)


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show a vector c with cᵀG = 0 for all weights: a zero row, or two rows that are equal or opposite."""
    X, units = found["X"], np.eye(len(found["X"]), dtype=np.int64)
    pairs = (a + sign * b for a, b in combinations(units, 2) for sign in (-1, 1))
    return {**found, "c with cᵀG = 0": next(c for c in (*units, *pairs) if not (c @ X).any())}


def away(block: Block) -> Truths:
    """The points meet the premises, and no pre-activation is 0."""
    z = np.einsum("inm,ium->inu", block["X"], block["W"])
    return np.asarray(z.all(axis=(1, 2)) & each(lambda at: meets(at["X"]) == ALL_THREE)(block))


def relu_too(block: Block) -> Truths:
    """Wrong: det G ≠ 0 for ReLU."""
    G = np.maximum(np.einsum("inm,ium->inu", block["X"], block["W"]), 0)
    return np.asarray(determinants(G.transpose(1, 2, 0)) != 0)


def show_half(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show z, G and the share of weights that fail alike: one point, one neuron, so the half-line of all w of its sign.

    No pre-activation is 0. On n = m = 1 that leaves z > 0, where det G = z, and z < 0, where det G = 0.
    """
    z = found["X"] @ found["W"].T
    return {**found, "z": z, "G": np.maximum(z, 0), "share": Fraction(1, 2**z.size)}


LINE = Scope({"X": "nm", "W": "nm"}, sizes(n=range(1, 2), m=range(1, 2)), "n = 1, m = 1, entries -1, 0, 1")

CLAIM = Claim(
    id="generic-nonsingularity",
    kind=Kind.REPAIRED,
    repairs="determinant-printed",
    statement=(
        "For tanh and n points, none of them 0, equal or opposite to another, n random neurons give det G ≠ 0 almost "
        "surely; with a bias input distinct points suffice."
    ),
    source=Source(
        "Shallow Networks",
        "with as many neurons as points the determinant of G is said not to be zero in practice",
    ),
    property=Property(
        examples=point_sets(),
        check=check,
        strata=(
            *(name for name in SAMPLE_STRATA if name != "zero target"),
            *("det G ≠ 0", "det G = 0 for all weights", "a bias and distinct points"),
            *(f"{name}, but a bias" for name in SAVED),
        ),
        show=lambda example: {"X": example.X, "y": example.neurons()[0], "W": example.neurons()[1]},
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(decided)), SCOPE),
    controls=(
        Control("any-points", "the same holds for any points", without(NOT_ZERO, DISTINCT, NOT_OPPOSITE)),
        Control(
            "relu",
            "the same holds for ReLU: whenever no pre-activation is 0, det G ≠ 0",
            Searchable(Statement(relu_too, away), LINE, show_half),
        ),
    ),
    premises=(
        Premise(NOT_ZERO, "no point is 0", without(NOT_ZERO), stated_in_post=False),
        Premise(DISTINCT, "the points are distinct", without(DISTINCT), stated_in_post=False),
        Premise(NOT_OPPOSITE, "no two points are opposite", without(NOT_OPPOSITE), stated_in_post=False),
    ),
)
