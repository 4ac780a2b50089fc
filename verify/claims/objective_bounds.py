"""0 ≤ min f ≤ ‖y‖², and with a bias column min f ≤ Σ(y - ȳ)²; the upper bounds are reached when nothing correlates.

Exactly: min f = ‖y‖² if and only if Gᵀy = 0, and with a column of ones among those of G, min f = Σ(y - ȳ)² if and
only if Gᵀ(y - ȳ1) = 0, ȳ the mean of y. Why: a sum of squares is not negative; the weights s = 0 have the objective
‖y‖², and weight ȳ on the ones and 0 elsewhere Σ(y - ȳ)². With P the orthogonal projection onto col G,
min f = ‖(I - P)y‖² = ‖y‖² - ‖Py‖², and Py = 0 says that y is orthogonal to col G, which is Gᵀy = 0. With 1 in col G
the same holds for y - ȳ1, as (I - P)(y - ȳ1) = (I - P)y. When min f = 0 is the claim `zero-objective`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.accuracy import measure
from core.exact.fractions_oracle import best
from core.least_squares import fit
from verify.claim import Claim
from verify.claims.normal_equations import characterised
from verify.exhausted import Block, Integers, Scope, Statement, Truths
from verify.instruments.additions import SIZES, WORDS, only
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, rank_told
from verify.instruments.float_bounds import objective as objective_bound
from verify.instruments.gram import Quotients, equal, less, objectives, whole
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import beside, columns, dot, minus, objective
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, hidden_outputs, targets, vectors
from verify.proof import (
    Theorem,
    Words,
    apply,
    assuming,
    by,
    conjunction,
    discharged,
    equivalence,
    for_all,
    given,
    parts,
    use,
)
from verify.ways import (
    Control,
    Decided,
    DisagreementError,
    FallsError,
    Premise,
    Proof,
    Property,
    Searchable,
    Source,
)

BIAS = "bias-column"


# ---- tested: random examples at the boundary ----


@dataclass(frozen=True)
class Fit:
    """Hidden outputs G (n × u) and the target y (n)."""

    G: Rows
    y: Row


def ones(n: int) -> Row:
    """The bias column."""
    return (Fraction(1),) * n


def deviations(y: Row) -> Row:
    """y - ȳ1."""
    mean = sum(y, Fraction(0)) / len(y)
    return tuple(entry - mean for entry in y)


@st.composite
def fits(draw: DrawFn) -> Fit:
    """Draw G of 1 to 5 points and up to 4 columns, a bias column anywhere or none, and a target.

    The target is free, zero, in the span, or orthogonal to all columns plus a multiple of one of them or of a constant.
    They shrink towards one point and no neuron.
    """
    n = draw(st.integers(1, 5))
    G = draw(hidden_outputs(n, draw(st.sampled_from((0, 1, 2, 2, 3)))))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(G[0])))
        G = tuple((*line[:place], Fraction(1), *line[place:]) for line in G)
    if draw(st.booleans()):
        return Fit(G, draw(targets(G)))
    r = Span.of(G).residual(draw(vectors(n)))
    scale, factor = lcm(*(entry.denominator for entry in r)), draw(st.integers(-3, 3))
    added = draw(st.sampled_from((ones(n), *columns(G))))
    return Fit(G, tuple(scale * entry + factor * a for entry, a in zip(r, added, strict=True)))


def check(example: Fit) -> Iterator[str]:
    """Exactly: the objective solved by the normal equations, and by orthogonal projection.

    Float: the objective of `core.least_squares` within its a-priori bound (`verify.instruments.float_bounds`), and the
    exact one in the enclosure by `core.accuracy`.
    """
    G, y = example.G, example.y
    n, u = len(G), len(G[0])
    value = objective(G, y, best(G, y))
    r = Span.of(G).residual(y)
    if value != dot(r, r):
        raise DisagreementError("normal equations and orthogonalisation give different optimal objectives")
    if not bounded(G, y, value):
        raise FallsError("the optimal objective is outside its bounds, or on one that it should not reach")
    if ones(n) in columns(G):
        yield BIAS
        yield "at Σ(y - ȳ)²" if value == dot(deviations(y), deviations(y)) else "below Σ(y - ȳ)²"
    elif value > dot(deviations(y), deviations(y)):
        yield "above Σ(y - ȳ)², no bias column"
    yield "at ‖y‖²" if value == dot(y, y) else "below ‖y‖²"
    facts = {"zero": not value, "zero target": not any(y), "n = 1": n == 1, "u = 0": u == 0, "u > n": u > n}
    yield from (name for name, is_so in facts.items() if is_so)

    floats, bound = fit(np.array(G, dtype=np.float64).reshape(n, u), np.array(y, dtype=np.float64)), a_priori(G)
    if not rank_told(G, floats, bound):
        yield "rank not told in float64"
        return
    yield "rank told in float64"
    if abs(Fraction(floats.objective) - value) > Fraction(objective_bound(y, bound)):
        raise DisagreementError(f"the float objective {floats.objective} is too far from the exact {value}")
    if value not in measure(floats).objective():
        raise DisagreementError("core.accuracy encloses the objective, but the exact one is outside")


def bounded(G: Rows, y: Row, value: Fraction) -> bool:
    """The claim for the optimal objective `value`: both bounds, and when they are reached."""

    def below(target: Row) -> bool:
        orthogonal = not any(dot(column, target) for column in columns(G))
        square = dot(target, target)
        return value <= square and (value == square) == orthogonal

    return value >= 0 and below(y) and (ones(len(y)) not in columns(G) or below(deviations(y)))


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 0 to n neurons on 2 to 8 points, half of the time with a bias column.

    The target is anything, or orthogonal to all columns, or that plus a constant. Certified are the optimal weights,
    and the mean of y as the optimal weight of the bias column alone, whose objective is Σ(y - ȳ)².
    """
    n = int(rng.integers(2, 9))
    G = relu_outputs(points(rng, n), rows(rng, int(rng.integers(0, n + 1)), 3))
    if rng.random() < 0.5:
        G = beside(G, ones(n))
    y, kind = row(rng, n), rng.choice(["any", "orthogonal", "plus a constant"])
    if kind != "any":
        y = minus(Span.of(G).residual(y), ones(n) if kind == "plus a constant" else (Fraction(0),) * n)
    s, mean = best(G, y), (sum(y, Fraction(0)) / n,)
    alone: Rows = tuple((one,) for one in ones(n))
    holds = bounded(G, y, objective(G, y, s)) and objective(alone, y, mean) == dot(deviations(y), deviations(y))
    return Decided(holds, {"G": G, "y": y}, (optimum(G, y, s), optimum(alone, y, mean)))


def value(block: Block) -> Quotients:
    """The optimal objective, by Gram determinants."""
    return objectives(block["G"], block["y"])


def square(block: Block) -> Quotients:
    """‖y‖²."""
    return whole((block["y"] ** 2).sum(axis=1))


def spread(block: Block) -> Quotients:
    """Σ(y - ȳ)² = (n‖y‖² - (Σy)²) / n."""
    y = block["y"]
    n = y.shape[1]
    return n * (y**2).sum(axis=1) - y.sum(axis=1) ** 2, np.full(len(y), n)


def with_bias(block: Block) -> Truths:
    """Whether a column is all ones."""
    return np.asarray((block["G"] == 1).all(axis=1).any(axis=1))


def claim(block: Block) -> Truths:
    """Both bounds, and when they are reached; n(y - ȳ1) = n y - Σy has integer entries."""
    f, y, n = value(block), block["y"], block["y"].shape[1]
    centred = n * y - y.sum(axis=1, keepdims=True)

    def below(bound: Quotients, target: Integers) -> Truths:
        orthogonal = (np.einsum("inu,in->iu", block["G"], target) == 0).all(axis=1)
        return np.asarray(~less(bound, f) & (equal(f, bound) == orthogonal))

    return np.asarray((f[0] >= 0) & below(square(block), y) & (~with_bias(block) | below(spread(block), centred)))


SCOPE = Scope({"G": "nu", "y": "n"}, SIZES, WORDS)


# ---- proved: for all sizes ----


@cache
def reached() -> Theorem:
    """For s optimal, f(w) is as low as f(s) if and only if w solves the normal equations as well."""
    k = Words("n u; G: n×u; y: n; s t w: u")
    minimal = given(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"))
    same, normal = k("‖G s - y‖² = ‖G w - y‖²"), k("Gᵀ (G w - y) = 0")
    there, back = parts(use(characterised(), *k.all("n u G y w")))

    def as_low(equal: Theorem) -> Theorem:
        least = by(k("‖G w - y‖² ≤ ‖G t - y‖²"), use(minimal, k("t")), equal)
        return use(there, for_all(k("t"), theorem=least))

    def lowest(solves: Theorem) -> Theorem:
        return apply("antisymmetric", use(minimal, k("w")), use(back, solves, k("s")))

    verdict = equivalence(assuming(same, as_low), assuming(normal, lowest))
    return for_all(*k.all("n u G y s w"), theorem=discharged(verdict, minimal))


def derivation() -> Theorem:
    """The optimum is not above f(0) = ‖y‖² and f(c m) = ‖y - o m‖², and as low as these when `reached` says so."""
    k = Words("n u; G: n×u; y o: n; s t c: u; m: 1")
    minimal, bias = given(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²")), given(k("o = G c"))
    at_0 = parts(use(reached(), *k.all("n u G y s"), k("0 s"), minimal))
    at_m = parts(use(reached(), *k.all("n u G y s"), k("c m"), minimal))

    def same(bound: str, reached: str, verdict: tuple[Theorem, ...], *facts: Theorem) -> Theorem:
        equal, orthogonal = k(bound), k(reached)
        known = verdict[0].conclusion.parts
        there = assuming(equal, lambda one: by(orthogonal, use(verdict[0], by(known[0], one, *facts)), *facts))
        back = assuming(orthogonal, lambda one: by(equal, use(verdict[1], by(known[1], one, *facts)), *facts))
        return equivalence(there, back)

    spread = conjunction(
        by(k("‖G s - y‖² ≤ ‖y - o m‖²"), use(minimal, k("c m")), bias),
        same("‖G s - y‖² = ‖y - o m‖²", "Gᵀ (y - o m) = 0", at_m, bias),
    )
    with_bias = for_all(*k.all("o c m"), theorem=discharged(spread, bias))
    bounds = conjunction(
        apply("gram", k("G s - y")),
        by(k("‖G s - y‖² ≤ ‖y‖²"), use(minimal, k("0 s"))),
        same("‖G s - y‖² = ‖y‖²", "Gᵀ y = 0", at_0),
        with_bias,
    )
    return for_all(*k.all("n u G y s"), theorem=discharged(bounds, minimal))


PROOF = Proof(
    statement="""
        ∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) →
        0 ≤ ‖G s - y‖² ∧ ‖G s - y‖² ≤ ‖y‖² ∧ (‖G s - y‖² = ‖y‖² ↔ Gᵀ y = 0) ∧
        (∀ o: n. ∀ c: u. ∀ m: 1. o = G c →
            ‖G s - y‖² ≤ ‖y - o m‖² ∧ (‖G s - y‖² = ‖y - o m‖² ↔ Gᵀ (y - o m) = 0))
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "G": [[1], [1]],
        "y": [[1], [2]],
        "s": [[Fraction(3, 2)]],
        "o": [[1], [1]],
        "c": [[1]],
        "m": [[0]],
    },
    covers="a bias column o = G c, c a unit vector, need not be of ones, nor m the mean; with both, o m is ȳ1",
)


# ---- what must fail ----


def below_spread(block: Block) -> Truths:
    """The second bound, for every G."""
    return np.asarray(~less(spread(block), value(block)))


def nowhere_zero(block: Block) -> Truths:
    """Whether a column is nowhere 0."""
    return np.asarray((block["G"] != 0).all(axis=1).any(axis=1))


def below_square(block: Block) -> Truths:
    """Wrong: with a neuron and a target other than 0, f < ‖y‖²."""
    return less(value(block), square(block))


def something(block: Block) -> Truths:
    """At least one neuron, and y ≠ 0."""
    return np.asarray((block["G"].shape[2] > 0) & (block["y"] != 0).any(axis=1))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with its optimal objective and both bounds."""
    one = {name: part[None] for name, part in found.items()}
    return {**found, "f": only(value(one)), "‖y‖²": only(square(one)), "Σ(y - ȳ)²": only(spread(one))}


CLAIM = Claim(
    id="objective-bounds",
    statement=(
        "0 ≤ min f ≤ ‖y‖², with ‖y‖² reached if and only if Gᵀy = 0; with a bias column among those of G, "
        "min f ≤ Σ(y - ȳ)², reached if and only if Gᵀ(y - ȳ1) = 0."
    ),
    source=Source(
        "Shallow Networks",
        "all output weights zero give the sum of squares of Y, the worst value; with a bias the worst is the sum of "
        "squared deviations from the mean",
    ),
    property=Property(
        examples=fits(),
        check=check,
        strata=(
            *("at ‖y‖²", "below ‖y‖²", "at Σ(y - ȳ)²", "below Σ(y - ȳ)²", "above Σ(y - ȳ)², no bias column"),
            *("zero", "zero target", "n = 1", "u = 0", "u > n", "rank told in float64"),
        ),
        show=lambda example: {"G": example.G, "y": example.y},
    ),
    instance=instance,
    exhausted=Searchable(Statement(claim), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "without-a-bias-column",
            "min f ≤ Σ(y - ȳ)² when a neuron has outputs other than 0 at all points, in place of a bias column",
            Searchable(Statement(below_spread, nowhere_zero), SCOPE, show),
        ),
        Control(
            "any-neuron-helps",
            "with at least one neuron and y ≠ 0, min f < ‖y‖²",
            Searchable(Statement(below_square, something), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            BIAS,
            "a column of ones is among those of G (for the second bound)",
            Searchable(Statement(below_spread), SCOPE, show),
        ),
    ),
)
