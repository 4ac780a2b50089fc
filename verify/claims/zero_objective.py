"""As many neurons as points and det G ≠ 0 give optimal objective 0; and it is 0 if and only if y is in col G.

Why: ‖G s - y‖² = 0 says G s = y. A square G with det G ≠ 0 has the solution s = G⁻¹y.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from core.least_squares import fit
from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.additions import only
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, rank_told
from verify.instruments.float_bounds import objective as objective_bound
from verify.instruments.gram import beside, objectives, ranks
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import objective, times
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
    taking,
    there_is,
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

SQUARE, NON_SINGULAR = "as-many-neurons-as-points", "non-singular"


# ---- tested: random examples at the boundary ----


@dataclass(frozen=True)
class Fit:
    """Hidden outputs G (n × u) and the target y (n)."""

    G: Rows
    y: Row


@st.composite
def fits(draw: DrawFn) -> Fit:
    """Draw G (n × u) of 1 to 4 points: of any width, square, or triangular with a diagonal of 1 to 3.

    They shrink towards one point and no neuron.
    """
    n = draw(st.integers(1, 4))
    kind = draw(st.sampled_from(("any", "square", "triangular")))
    if kind == "any":
        G = draw(hidden_outputs(n, draw(st.sampled_from((0, *range(n + 3))))))
    elif kind == "square":
        G = draw(hidden_outputs(n, n))
    else:
        above = draw(st.lists(vectors(n), min_size=n, max_size=n))
        diagonal = [abs(entry) or Fraction(1) for entry in draw(vectors(n))]
        G = tuple((*(0 * a for a in line[:i]), diagonal[i], *line[i + 1 :]) for i, line in enumerate(above))
    return Fit(G, draw(targets(G)))


def check(example: Fit) -> Iterator[str]:
    """Exactly: by the normal equations, and by whether orthogonalising leaves anything of y.

    Float: with ρ the relative a-priori bound of the residual (`verify.instruments.float_bounds`), the computed
    objective is within (2ρ + ρ² + γ_n (1 + ρ)²)‖y‖² of the exact one.
    """
    G, y = example.G, example.y
    n, u = len(G), len(G[0])
    value = objective(G, y, best(G, y))
    span = Span.of(G)
    if (value == 0) != (y in span):
        raise FallsError("the optimal objective is 0 and y is not in the span, or the other way round")
    if n == u:
        yield SQUARE
    if span.rank == u:
        yield NON_SINGULAR
    if n == u == span.rank and value:
        raise FallsError("G is square and not singular, and the optimal objective is not 0")
    yield "y in the span" if y in span else "y outside the span"
    yield from (name for name, is_so in _sizes(n, u, span.rank).items() if is_so)

    floats, bound = fit(np.array(G, dtype=np.float64).reshape(n, u), np.array(y, dtype=np.float64)), a_priori(G)
    if not rank_told(G, floats, bound):
        yield "rank not told in float64"
        return
    yield "rank told in float64"
    if abs(floats.objective - float(value)) > objective_bound(y, bound):
        raise DisagreementError(f"the float objective {floats.objective} is too far from the exact {value}")


def _sizes(n: int, u: int, rank: int) -> dict[str, bool]:
    return {
        "n = 1": n == 1,
        "u = 0": u == 0,
        "u > n": u > n,
        "u = n, non-singular": u == n == rank,
        "u = n, singular": u == n > rank,
    }


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network on 2 to 8 points, y anywhere or in the span; the certificate's verdict is whether f ≠ 0."""
    n = int(rng.integers(2, 9))
    G = relu_outputs(points(rng, n), rows(rng, int(rng.integers(1, n + 1)), 3))
    y = times(G, row(rng, len(G[0]))) if rng.random() < 0.5 else row(rng, n)
    s = best(G, y)
    span = Span.of(G)
    value = objective(G, y, s)
    holds = (value == 0) == (y in span) and not (value and span.rank == n)
    return Decided(holds, {"G": G, "y": y}, (optimum(G, y, s),))


def zero(block: Block) -> Truths:
    """Whether the optimal objective is 0, by Gram determinants."""
    return np.asarray(objectives(block["G"], block["y"])[0] == 0)


def in_span(block: Block) -> Truths:
    """Whether y is in col G, by minors: y adds nothing to the rank."""
    return np.asarray(ranks(beside(block["G"], block["y"])) == ranks(block["G"]))


def claim(block: Block) -> Truths:
    """Both parts of the claim."""
    square = block["G"].shape[1] == block["G"].shape[2]
    full = square & (ranks(block["G"]) == block["G"].shape[1])
    return np.asarray((zero(block) == in_span(block)) & (~full | zero(block)))


WORDS = "n <= 3, u <= 3, entries -1, 0, 1"
SCOPE = Scope({"G": "nu", "y": "n"}, sizes(n=range(1, 4), u=range(4)), WORDS)
SQUARES = Scope(SCOPE.shapes, tuple({"n": n, "u": n} for n in range(1, 4)), "n = u <= 3, entries -1, 0, 1")


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """With G B = I the weights B y give 0, which no optimum exceeds; and ‖G s - y‖² = 0 says that G s = y."""
    return conjunction(_non_singular(), _in_span())


@cache
def _non_singular() -> Theorem:
    k = Words("n; G B: n×n; y: n; s t: n")
    inverse, minimal = given(k("G B = I[n]")), given(k("∀ t: n. ‖G s - y‖² ≤ ‖G t - y‖²"))
    below = by(k("‖G s - y‖² ≤ 0"), use(minimal, k("B y")), inverse)
    zero = apply("antisymmetric", below, apply("gram", k("G s - y")))
    return for_all(*k.all("n G B y s"), theorem=discharged(zero, inverse, minimal))


@cache
def _in_span() -> Theorem:
    k = Words("n u; G: n×u; y: n; s t c: u")
    minimal = given(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"))
    zero, inside = k("‖G s - y‖² = 0"), k("∃ c: u. G c = y")

    def below(solution: Theorem) -> Theorem:
        least = by(k("‖G s - y‖² ≤ 0"), use(minimal, k("c")), solution)
        return apply("antisymmetric", least, apply("gram", k("G s - y")))

    there = assuming(zero, lambda reached: there_is(inside, k("s"), theorem=apply("gram_zero", reached)))
    back = assuming(inside, lambda some: taking(some, k("c"), proof=below))
    return for_all(*k.all("n u G y s"), theorem=discharged(equivalence(there, back), minimal))


PROOF = Proof(
    statement="""
        (∀ n. ∀ G B: n×n. ∀ y: n. ∀ s: n. G B = I[n] → (∀ t: n. ‖G s - y‖² ≤ ‖G t - y‖²) → ‖G s - y‖² = 0) ∧
        (∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) →
            (‖G s - y‖² = 0 ↔ ∃ c: u. G c = y))
    """,
    derive=derivation,
    model={"n": 2, "u": 2, "G": [[1, 1], [0, 1]], "B": [[1, -1], [0, 1]], "y": [[2], [1]], "s": [[1], [1]]},
    covers="det G ≠ 0 is said as G B = I for some B, which is the same for a square G",
)


# ---- what must fail ----


def independent(block: Block) -> Truths:
    """Whether the columns of G are independent."""
    return np.asarray(ranks(block["G"]) == block["G"].shape[2])


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with its optimal objective."""
    return {**found, "f": only(objectives(found["G"][None], found["y"][None]))}


CLAIM = Claim(
    id="zero-objective",
    statement="If u = n and det G ≠ 0 the optimal objective is 0; and it is 0 if and only if y is in col G.",
    source=Source(
        "Shallow Networks",
        "with as many neurons as points G is square, and if its determinant is not zero the objective is zero",
    ),
    property=Property(
        examples=fits(),
        check=check,
        strata=(
            *("n = 1", "u = 0", "u > n", "u = n, non-singular", "u = n, singular"),
            *("y in the span", "y outside the span", "rank told in float64"),
        ),
        show=lambda example: {"G": example.G, "y": example.y},
    ),
    instance=instance,
    exhausted=Searchable(Statement(claim), SCOPE, show),
    proof=PROOF,
    controls=(Control("square-suffices", "u = n alone suffices", Searchable(Statement(zero), SQUARES, show)),),
    premises=(
        Premise(
            SQUARE,
            "there are as many neurons as points (without it: the columns of G are independent, whatever u is)",
            Searchable(Statement(zero, independent), SCOPE, show),
        ),
        Premise(NON_SINGULAR, "det G ≠ 0", Searchable(Statement(zero), SQUARES, show)),
    ),
)
