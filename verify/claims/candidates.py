"""Of several candidates, the one with the largest gain leaves the lowest optimal objective.

So it gains at least as much as any one of them. The gain is (gᵀr)² / ‖(I - P) g‖² for g outside col G and 0 in it, r
the residual and P the projection onto col G. Why: by the claim `gain-formula` the objective after adding g_j is f minus
the gain of g_j, with the same f for all j; so the largest gain belongs to the lowest objective. All is said of pairs of
candidates, so that two candidates decide it for any number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from core.growth import best_candidate
from core.least_squares import fit
from verify.claim import Claim
from verify.claims.gain_formula import float_bound, gained
from verify.exhausted import Block, Integers, Scope, Statement, Truths
from verify.instruments.additions import only
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, next_direction, rank_told
from verify.instruments.gram import Quotients, along_residuals, less, objectives, product, whole
from verify.instruments.gram import beside as beside_all
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import beside, columns, dot, minus, objective, times
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, added_neurons, additions, boundary_additions
from verify.proof import Theorem, Words, apply, by, discharged, either, for_all, given, parts, taking, use
from verify.ways import Certificate, Control, Decided, FallsError, Premise, Proof, Property, Searchable, Source

OPTIMAL = "optimal-output-weights"


# ---- tested: random examples at the boundary ----


@dataclass(frozen=True)
class Choice:
    """Hidden outputs G (n × u), the target y (n) and the outputs of the candidates (k rows of n)."""

    G: Rows
    y: Row
    candidates: Rows


@st.composite
def choices(draw: DrawFn) -> Choice:
    """Draw a network of the additions, and 1 to 6 candidates: added neurons, earlier ones or their opposites.

    The last may be short and along the residual, with a column of G beside it: then it is the best, yet gᵀr is small,
    and smaller still beside ‖g‖. They shrink towards one candidate.
    """
    boundary = draw(st.booleans())
    first = draw(boundary_additions(largest_n=4) if boundary else additions(largest_n=4, largest_u=3))
    rough = any(entry.denominator > 1 for line in (*first.G, first.y) for entry in line)
    candidates = [first.g]
    for _ in range(draw(st.sampled_from((0, 1, 2, 2, 3)))):
        if draw(st.integers(0, 4)) == 4:
            factor = draw(st.sampled_from((1, -1)))
            candidates.append(tuple(factor * entry for entry in draw(st.sampled_from(candidates))))
        else:
            candidates.append(draw(added_neurons(first.G, first.y, rough=rough)))
    r = () if rough else Span.of(first.G).residual(first.y)
    if any(r) and draw(st.integers(0, 2)) == 2:
        scale = Fraction(lcm(*(entry.denominator for entry in r)), 2**20)
        inside = draw(st.sampled_from([(Fraction(0),) * len(r), *columns(first.G)]))
        candidates.append(tuple(Fraction(bool(entry)) for entry in r))
        candidates.append(tuple(scale * entry + 8 * other for entry, other in zip(r, inside, strict=True)))
    return Choice(first.G, first.y, tuple(candidates))


def check(example: Choice) -> Iterator[str]:
    """Exactly: the candidate with the largest gain, by the formula, against every objective solved again.

    Float: see `float_side`.
    """
    G, y, candidates = example.G, example.y, example.candidates
    s, span = best(G, y), Span.of(G)
    r = minus(y, times(G, s))
    yield OPTIMAL
    along = [dot(g, r) ** 2 for g in candidates]
    distances = [dot(q, q) for q in map(span.residual, candidates)]
    gains = [v / distance if distance else Fraction(0) for v, distance in zip(along, distances, strict=True)]
    largest = max(gains)
    chosen = gains.index(largest)
    after = [objective(H, y, best(H, y)) for H in (beside(G, g) for g in candidates)]
    if after[chosen] > min(after):
        raise FallsError("another candidate leaves a lower objective than the one with the largest gain")
    plain = [v / dot(g, g) if any(g) else Fraction(0) for v, g in zip(along, candidates, strict=True)]
    together = beside(G, *candidates)
    facts = {
        "one candidate": len(gains) == 1,
        "no candidate improves": not largest,
        "several are best": gains.count(largest) > 1 and largest > 0,
        "one is best, others gain less": gains.count(largest) < len(gains),
        "the best is not the most along r": gains[along.index(max(along))] < largest,
        "the best is not so without projection": gains[plain.index(max(plain))] < largest,
        "all together gain more": objective(together, y, best(together, y)) < min(after),
        "zero residual": not any(r),
        "a candidate in the span": 0 in distances,
        "one on the hyperplane, outside the span": any(r)
        and any(d and not v for v, d in zip(along, distances, strict=True)),
        "u = 0": not span.distances,
        "dependent columns": span.rank < len(span.distances),
    }
    yield from (name for name, is_so in facts.items() if is_so)
    yield from float_side(example, gains, distances)


STRATA = (
    *("one candidate", "no candidate improves", "several are best", "one is best, others gain less"),
    *("the best is not the most along r", "the best is not so without projection", "all together gain more"),
    *("zero residual", "a candidate in the span", "one on the hyperplane, outside the span", "u = 0"),
    *("dependent columns", "chosen in float64"),
)


def float_side(example: Choice, gains: list[Fraction], distances: list[Fraction]) -> Iterator[str]:
    """What `core.growth.best_candidate` chooses, held to a bound that is known beforehand; nothing is tuned.

    The float gain of each candidate is within its bound B_j of the exact one (see `gain-formula`), so the exact gain of
    the chosen one, c, is at least that of any other less B_c + B_j. Where float64 sees no new direction it takes the
    gain for 0, which is not above the exact one: then B_c is not needed, and j has no bound unless it is in the span.
    Where float64 sees a direction that does not exist, nothing is said.
    """
    floats, bound = fit(*(np.array(part, dtype=np.float64) for part in (example.G, example.y))), a_priori(example.G)
    if not rank_told(example.G, floats, bound):
        yield "rank not told in float64"
        return
    columns = np.array(example.candidates, dtype=np.float64).T
    chosen = best_candidate(floats, columns).index
    allowed: list[Fraction | None] = []
    for g, column, gain, distance in zip(example.candidates, columns.T, gains, distances, strict=True):
        if floats.add(column).rank == floats.rank:
            allowed.append(None if distance else Fraction(0))
        elif distance:
            direction = next_direction(len(g), dot(g, g) / distance, bound)
            allowed.append(Fraction(float_bound(example.y, float(gain), direction, bound)))
        else:
            yield "a direction that does not exist"
            return
    yield "chosen in float64"
    slack = allowed[chosen] or 0
    if any(
        error is not None and gains[chosen] + slack + error < gain for gain, error in zip(gains, allowed, strict=True)
    ):
        raise FallsError("the candidate that float64 chooses gains less than another by more than rounding explains")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 0 to n - 1 neurons on 2 to 8 points and 2 or 3 ReLU candidates, one of them in the span or not.

    Certified are the optimal weights before, after each candidate, and those that give its distance from the span.
    """
    n = int(rng.integers(2, 9))
    X, y = points(rng, n), row(rng, n)
    G = relu_outputs(X, rows(rng, int(rng.integers(0, n)), 3))
    drawn = list(zip(*relu_outputs(X, rows(rng, int(rng.integers(2, 4)), 3)), strict=True))
    if rng.random() < 0.25:
        drawn[0] = times(G, row(rng, len(G[0])))
    s = best(G, y)
    certificates: list[Certificate] = [optimum(G, y, s)]
    gains, after = [], []
    for g in drawn:
        H, c = beside(G, g), best(G, g)
        t, distance = best(H, y), objective(G, g, c)
        gains.append(dot(g, minus(y, times(G, s))) ** 2 / distance if distance else Fraction(0))
        after.append(objective(H, y, t))
        certificates += [optimum(H, y, t), optimum(G, g, c)]
    holds = after[gains.index(max(gains))] == min(after)
    return Decided(holds, {"G": G, "y": y, "candidates": tuple(drawn)}, tuple(certificates))


def left(block: Block, g: str) -> Quotients:
    """The optimal objective with the candidate g."""
    return objectives(beside_all(block["G"], block[g]), block["y"])


def leaves_no_more(block: Block) -> Truths:
    """Whether the objective with g is not above that with h."""
    return np.asarray(~less(left(block, "h"), left(block, "g")))


def gain(block: Block, g: str, along: Quotients) -> Quotients:
    """The gain by the formula, 0 for a candidate in the span, with `along` in place of gᵀr."""
    distance = objectives(block["G"], block[g])
    top, bottom = product(product(along, along), (distance[1], np.ones_like(distance[1])))
    outside = distance[0] != 0
    return np.where(outside, top, 0), np.where(outside, bottom * distance[0], 1)


def along(block: Block, g: str) -> Quotients:
    """gᵀr."""
    return along_residuals(block["G"], block["y"], block[g])


def larger_gain(block: Block) -> Truths:
    """Whether the gain of g is not below that of h."""
    return np.asarray(~less(gain(block, "g", along(block, "g")), gain(block, "h", along(block, "h"))))


SIZES = ({"n": 1, "u": 0}, {"n": 1, "u": 1}, {"n": 2, "u": 0}, {"n": 2, "u": 1}, {"n": 3, "u": 0}, {"n": 3, "u": 1})
WORDS = "two candidates, n <= 3, u <= 1, entries -1, 0, 1"
SCOPE = Scope({"G": "nu", "y": "n", "g": "n", "h": "n"}, SIZES, WORDS)


# ---- proved: for all sizes ----


@cache
def one_candidate() -> Theorem:
    """With g the objective is f - a, where a ‖d‖² = (gᵀr)² for d = g - G p, and a = 0 when d = 0."""
    k = Words("n u; G: n×u; y g: n; s p t z: u; v b a x: 1")
    before = given(k("∀ z: u. ‖G s - y‖² ≤ ‖G z - y‖²"))
    of_g = given(k("∀ z: u. ‖G p - g‖² ≤ ‖G z - g‖²"))
    after = given(k("∀ z: u. ∀ b: 1. ‖G t + g v - y‖² ≤ ‖G z + g b - y‖²"))
    is_gain = given(k("a ‖g - G p‖² = (gᵀ (y - G s))²")), given(k("‖g - G p‖² = 0 → a = 0"))
    falls, stays = parts(use(gained(), *k.all("n u G y g s p t v"), before, of_g, after))
    left = k("‖G t + g v - y‖² = ‖G s - y‖² - a")

    def inside(square: Theorem) -> Theorem:
        same = use(stays, k("p"), by(k("g = G p"), apply("gram_zero", square)))
        return by(left, same, use(is_gain[1], square))

    def outside(inverse: Theorem) -> Theorem:
        return by(left, by(k("(‖G s - y‖² - ‖G t + g v - y‖² - a) ‖g - G p‖² = 0"), falls, is_gain[0]), inverse)

    found = either(
        apply("excluded_middle", k("‖g - G p‖² = 0")),
        inside,
        lambda nonzero: taking(apply("reciprocal", nonzero, k("x")), k("x"), proof=outside),
    )
    return for_all(*k.all("n u G y g s p t v a"), theorem=discharged(found, before, of_g, after, *is_gain))


def derivation() -> Theorem:
    """Both candidates leave f less their gains."""
    k = Words("n u; G: n×u; y g h: n; s p q t w z: u; v x a b c: 1")
    facts = [
        given(k("∀ z: u. ‖G s - y‖² ≤ ‖G z - y‖²")),
        given(k("∀ z: u. ‖G p - g‖² ≤ ‖G z - g‖²")),
        given(k("∀ z: u. ∀ c: 1. ‖G t + g v - y‖² ≤ ‖G z + g c - y‖²")),
        given(k("a ‖g - G p‖² = (gᵀ (y - G s))²")),
        given(k("‖g - G p‖² = 0 → a = 0")),
        given(k("∀ z: u. ‖G q - h‖² ≤ ‖G z - h‖²")),
        given(k("∀ z: u. ∀ c: 1. ‖G w + h x - y‖² ≤ ‖G z + h c - y‖²")),
        given(k("b ‖h - G q‖² = (hᵀ (y - G s))²")),
        given(k("‖h - G q‖² = 0 → b = 0")),
        given(k("b ≤ a")),
    ]
    with_g = use(one_candidate(), *k.all("n u G y g s p t v a"), *facts[:5])
    with_h = use(one_candidate(), *k.all("n u G y h s q w x b"), facts[0], *facts[5:9])
    lower = by(k("‖G t + g v - y‖² ≤ ‖G w + h x - y‖²"), with_g, with_h, facts[9])
    return for_all(*k.all("n u G y g h s p q t w v x a b"), theorem=discharged(lower, *facts))


PROOF = Proof(
    statement="""
        ∀ n u. ∀ G: n×u. ∀ y g h: n. ∀ s p q t w: u. ∀ v x a b: 1.
        (∀ z: u. ‖G s - y‖² ≤ ‖G z - y‖²) →
        (∀ z: u. ‖G p - g‖² ≤ ‖G z - g‖²) → (∀ z: u. ∀ c: 1. ‖G t + g v - y‖² ≤ ‖G z + g c - y‖²) →
        a ‖g - G p‖² = (gᵀ (y - G s))² → (‖g - G p‖² = 0 → a = 0) →
        (∀ z: u. ‖G q - h‖² ≤ ‖G z - h‖²) → (∀ z: u. ∀ c: 1. ‖G w + h x - y‖² ≤ ‖G z + h c - y‖²) →
        b ‖h - G q‖² = (hᵀ (y - G s))² → (‖h - G q‖² = 0 → b = 0) →
        b ≤ a → ‖G t + g v - y‖² ≤ ‖G w + h x - y‖²
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "G": [[1], [0]],
        "y": [[1], [1]],
        "g": [[1], [2]],
        "h": [[3], [0]],
        "s": [[1]],
        "p": [[1]],
        "q": [[3]],
        "t": [[Fraction(1, 2)]],
        "w": [[1]],
        "v": [[Fraction(1, 2)]],
        "x": [[0]],
        "a": [[1]],
        "b": [[0]],
    },
    covers="a and b are the gains of two candidates, quotients or 0; the largest of several is not below any other",
)


# ---- what must fail ----


def better_than_both(block: Block) -> Truths:
    """Wrong: the better of g and h leaves no more than both together."""
    both = objectives(beside_all(block["G"], block["g"], block["h"]), block["y"])
    return np.asarray(~less(both, left(block, "g")))


def better_first(block: Block) -> Truths:
    """Whether g is at least as good as h."""
    return leaves_no_more(block)


def more_along(block: Block) -> Truths:
    """Whether |gᵀr| ≥ |hᵀr|, and neither is in the span."""
    v, w = along(block, "g"), along(block, "h")
    return np.asarray(~less(product(v, v), product(w, w)))


def larger_without_projection(block: Block) -> Truths:
    """Whether (gᵀr)² / ‖g‖² ≥ (hᵀr)² / ‖h‖², for g and h that are not zero."""
    v, w = along(block, "g"), along(block, "h")
    square = {name: whole((block[name] ** 2).sum(axis=1)) for name in ("g", "h")}
    alive = (square["g"][0] > 0) & (square["h"][0] > 0)
    return np.asarray(alive & ~less(product(product(v, v), square["h"]), product(product(w, w), square["g"])))


def larger_with_any_weights(block: Block) -> Truths:
    """Whether the gain of g is not below that of h, when y - G s with any s is taken for r."""
    error = block["y"] - np.einsum("inu,iu->in", block["G"], block["s"])
    found = [gain(block, g, whole((block[g] * error).sum(axis=1))) for g in ("g", "h")]
    return np.asarray(~less(*found))


WITH_WEIGHTS = Scope({**SCOPE.shapes, "s": "u"}, SIZES, WORDS)


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with the objective before, after g, after h, and after both."""
    one = {name: part[None] for name, part in found.items()}
    both = objectives(beside_all(one["G"], one["g"], one["h"]), one["y"])
    values = {"before": objectives(one["G"], one["y"]), "with g": left(one, "g"), "with h": left(one, "h")}
    return {**found, **{name: only(value) for name, value in values.items()}, "with both": only(both)}


CLAIM = Claim(
    id="candidates",
    statement=(
        "Of several candidates, the one with the largest gain (gᵀr)² / ‖(I - P) g‖² (0 for g in col G) leaves the "
        "lowest optimal objective: it gains at least as much as any one of them."
    ),
    source=Source(
        "Shallow Networks, after the figures",
        "one can sample several candidate neurons and select the one that improves the objective most",
    ),
    property=Property(
        examples=choices(),
        check=check,
        strata=STRATA,
        show=lambda example: {"G": example.G, "y": example.y, "candidates": example.candidates},
    ),
    instance=instance,
    exhausted=Searchable(Statement(leaves_no_more, larger_gain), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "better-than-all-together",
            "the best of several candidates gains at least as much as all of them together",
            Searchable(Statement(better_than_both, better_first), SCOPE, show),
        ),
        Control(
            "most-along-the-residual",
            "the candidate with the largest |gᵀr| leaves the lowest objective",
            Searchable(Statement(leaves_no_more, more_along), SCOPE, show),
        ),
        Control(
            "gain-without-projection",
            "the candidate with the largest (gᵀr)² / ‖g‖² leaves the lowest objective",
            Searchable(Statement(leaves_no_more, larger_without_projection), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the residual r = y - G s belongs to optimal output weights s",
            Searchable(Statement(leaves_no_more, larger_with_any_weights), WITH_WEIGHTS, show),
            stated_in_post=None,
        ),
    ),
)
