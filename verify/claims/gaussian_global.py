"""Four Gaussians represent the target of the post's example exactly, and neither three of them nor the printed ones do.

The target is exp(-x²/2) - 2 exp(-x²) + 2.5 exp(-x²/0.25) - 1.6 exp(-x²/0.125), a sum of terms height · exp(-x²/d), so
the model with these heights and squared deviations d = 2, 1, 1/4, 1/8 is the same function of x: the objective is 0.

No other model of such terms will do: terms of different d are independent as soon as the points have as many different
x². Why: Σ λ_j exp(-v/d_j), as a function of v = x², has fewer zeros than terms unless all λ_j are 0 (divide by one of
the exponentials, differentiate, and use Rolle's theorem and induction). So if a term of the target is missing, the
target is not in the span of those that are there, and the objective is positive whatever the heights are.

Exactly, a set of points at a time: for points that are multiples of one rational the exponents are integers times one
rational q, so with t = exp(q), transcendental (Hermite 1873), the outputs are powers of t. Columns that are independent
at t = 2 are so at exp(q). The printed deviations 1.7 and 0.35 (squared 2.89 and 0.1225, not 2 and 1/8) are judged by
balls, on the 200 points.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact import decide, gaussian_terms
from core.exact.fractions_oracle import best
from core.gaussians import POINTS, PRINTED, TARGET, Term
from verify.claim import Claim
from verify.exhausted import Integers, Scope, Statement, each
from verify.instruments.rational import columns, objective, times
from verify.instruments.strategies import SMALL, Row, Rows
from verify.ways import (
    Certificate,
    Control,
    Decided,
    Derivation,
    DisagreementError,
    FallsError,
    Premise,
    Property,
    Searchable,
    Source,
)

COMPLETE = "all-terms"
RATES = tuple(1 / term.squared_deviation for term in TARGET)  # 1/2, 1, 4, 8
SQUARES = frozenset(term.squared_deviation for term in TARGET)


def outputs(x: tuple[int, ...], rates: tuple[int, ...]) -> Rows:
    """2^-(rate · x²) at integer points, a column a rate."""
    return tuple(tuple(Fraction(1, 2 ** (rate * point**2)) for rate in rates) for point in x)


# ---- tested: random sums of Gaussians with one mean ----


@dataclass(frozen=True)
class Sum:
    """Integer points, the rates and heights of the target's terms, and which of them the model has."""

    x: tuple[int, ...]
    rates: tuple[int, ...]
    heights: Row
    has: tuple[bool, ...]


@st.composite
def sums(draw: DrawFn) -> Sum:
    """Draw 1 to 6 points and 1 to 4 terms, of which the model has some or all; shrink towards one of each, left out."""
    k = draw(st.integers(1, 4))
    rates = tuple(draw(st.lists(st.integers(1, 9), min_size=k, max_size=k, unique=True)))
    x = tuple(draw(st.lists(st.integers(-5, 5), min_size=1, max_size=6)))
    heights = tuple(draw(st.sampled_from(SMALL[1:])) for _ in rates)
    has = (True,) * k if draw(st.booleans()) else tuple(draw(st.booleans()) for _ in rates)
    return Sum(x, rates, heights, has)


def check(example: Sum) -> Iterator[str]:
    """With all terms the objective is 0; with fewer it is not, on as many different x² as terms; at t = 2, exactly."""
    G = outputs(example.x, example.rates)
    y = times(G, example.heights)
    H = tuple(tuple(entry for entry, there in zip(row, example.has, strict=True) if there) for row in G)
    attained = objective(H, y, best(H, y)) == 0
    if all(example.has):
        yield COMPLETE
        yield "all terms"
        if not attained:
            raise FallsError("the model has all terms of the target, and the objective is not 0")
    elif len({point**2 for point in example.x}) >= len(example.rates):
        yield "a term is missing"
        if attained:
            raise FallsError("a term is missing, there are points enough to see it, and the objective is 0")
    else:
        yield "fewer different x² than terms"


# ---- certified: random points, and every choice among the terms and their printed roundings ----


def instance(rng: np.random.Generator) -> Decided:
    """4 to 6 points with different x²; certified is that the four columns are independent there.

    The last, with itself as the target, improves on the other three, which are independent. So no three of the terms
    span the fourth, and as all heights of the target are not 0, none span the target: on these points and more.
    """
    chosen = rng.permutation(16)[: int(rng.integers(4, 7))]
    x = tuple((chosen * rng.choice((-1, 1), size=len(chosen))).tolist())
    *others, last = columns(outputs(x, tuple(int(rate / RATES[0]) for rate in RATES)))
    decision = decide(list(zip(*others, strict=True)), last, last)
    independent = decision.improves and all("coefficients" not in o for o in decision.certificate["candidates"])
    return Decided(independent, {"x": x}, (Certificate(decision.certificate, cites="theorem-1"),))


def chosen_terms(c: tuple[int, ...]) -> tuple[Term, ...]:
    """The terms of a model: 1 as in the target, -1 with the deviation as printed, 0 none."""
    return tuple((exact, printed)[sign < 0] for exact, printed, sign in zip(TARGET, PRINTED, c, strict=True) if sign)


@cache
def optimal(model: tuple[Term, ...], target: tuple[Term, ...]) -> Any:
    """The optimal objective of a model on the example's points, as a ball."""
    return gaussian_terms.optimal(model, target, POINTS)


def left(c: tuple[int, ...]) -> Any:
    """The optimal objective of a choice among the terms, as a ball."""
    return optimal(chosen_terms(c), TARGET)


def of(at: Mapping[str, Integers]) -> tuple[int, ...]:
    """The choice as a tuple."""
    return tuple(at["c"].tolist())


def complete(at: Mapping[str, Integers]) -> bool:
    """Whether the model has the target's four squared deviations: then it is the same sum of terms."""
    return frozenset(term.squared_deviation for term in chosen_terms(of(at))) >= SQUARES


def exactly_these(at: Mapping[str, Integers]) -> bool:
    """The claim: with the same terms the enclosure of the objective holds 0, with others it is positive."""
    ball = left(of(at))
    return bool(ball.contains(0) if complete(at) else ball > 0)


def zero(at: Mapping[str, Integers]) -> bool:
    """Whether the objective is 0, being that of the same terms; or nothing speaks against it."""
    return complete(at) or not left(of(at)) > 0


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the squared deviations of a model and its objective, enclosed."""
    squares = [term.squared_deviation for term in chosen_terms(of(found))]
    return {**found, "squared deviations": squares, "objective": left(of(found)).str(10)}


CHOICES = Scope({"c": "k"}, ({"k": 4},), "each of the four terms absent, exact, or with its printed deviation")


# ---- a second route: the identity ----


@cache
def identity() -> tuple[str, ...]:
    """The post's formula and the model's, written apart, have the same terms in SymPy."""
    x = sympy.Symbol("x", real=True)
    half = sympy.Rational(1, 2)
    formula = (
        sympy.exp(-(x**2) / 2)
        - 2 * sympy.exp(-(x**2))
        + sympy.Rational(5, 2) * sympy.exp(-(x**2) / half**2)
        - sympy.Rational(8, 5) * sympy.exp(-(x**2) / half**3)
    )
    model = sum(
        sympy.Rational(term.height.numerator, term.height.denominator)
        * sympy.exp(-(((x - term.mean.numerator) / sympy.sqrt(sympy.Rational(str(term.squared_deviation)))) ** 2))
        for term in TARGET
    )
    if sympy.expand(formula - model) != 0:
        raise DisagreementError("SymPy does not find the model equal to the target")
    return ("Σ height_j exp(-((x - mean_j)/deviation_j)²) - target = 0, for every x",)


# ---- what must fail ----


def three(at: Mapping[str, Integers]) -> bool:
    """Three of the four terms, as in the target."""
    return sorted(of(at)) == [0, 1, 1, 1]


def show_three(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective without each of the terms in turn."""
    choices = [tuple(int(i != j) for i in range(4)) for j in range(4)]
    return {**show(found), "objective without each": [left(c).str(10) for c in choices]}


def as_printed(at: Mapping[str, Integers]) -> bool:
    """The four deviations that the post prints."""
    return of(at) == (-1,) * 4


def show_printed(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective with the printed heights too, and ‖y‖², the objective of no model at all."""
    given, nothing = (gaussian_terms.objective(model, TARGET, POINTS) for model in (PRINTED, ()))
    return {**show(found), "with the printed heights": given.str(10), "‖y‖²": nothing.str(10)}


CLAIM = Claim(
    id="gaussian-global",
    statement=(
        "The four-term model represents the example's target exactly, at every x: with mean 0, squared deviations "
        "2, 1, 1/4, 1/8 and heights 1, -2, 5/2, -8/5 the objective is 0. With a term missing or rounded it is "
        "positive, whatever the heights."
    ),
    source=Source("General Approach", "the globally optimal arrangement of four Gaussians fits the data perfectly"),
    property=Property(
        examples=sums(),
        check=check,
        strata=("all terms", "a term is missing", "fewer different x² than terms"),
        show=lambda example: {
            "x": example.x,
            "rates": example.rates,
            "heights": example.heights,
            "the model has": tuple(map(int, example.has)),
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(exactly_these)), CHOICES, show),
    derivation=Derivation("SymPy", identity),
    controls=(
        Control(
            "three-terms",
            "three of its four terms do, the heights solved again",
            Searchable(Statement(each(zero), each(three)), CHOICES, show_three),
        ),
        Control(
            "as-printed",
            "the deviations 1.7, 1, 0.5 and 0.35 as they are printed do, the heights solved again",
            Searchable(Statement(each(zero), each(as_printed)), CHOICES, show_printed),
        ),
    ),
    premises=(
        Premise(
            COMPLETE,
            "the model has all four terms, with these squared deviations",
            Searchable(Statement(each(zero)), CHOICES, show),
        ),
    ),
)
