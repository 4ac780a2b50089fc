"""As many Gaussians as points, of one deviation and at suitable centres, take any values at distinct points.

The centres do not depend on the values; the heights are the output weights. Why: take v with x_i·v all different and
the centres c_j = j v, j = 0 ... n - 1. With e(z) = exp(-k z), k = 1/(2σ²),

    e(‖x_i - c_j‖²) = e(‖x_i‖²) · q_i^j · e(j²‖v‖²),    q_i = exp(2 k x_i·v),

so the outputs are a Vandermonde matrix with its rows and columns scaled; it is invertible, the q_i being different.
The post puts a Gaussian on each point; that those interpolate as well is another claim.

Decided exactly for integer points and 2^-‖x - c‖², which is a Gaussian too: exp(-k‖x - c‖²) with k = ln 2. Where the
determinant is not 0 at t = 2, it is no zero polynomial in t, and not 0 at the transcendental t = exp(k), k rational.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from verify.claim import Claim
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.certificates import optimum
from verify.instruments.random_instances import row
from verify.instruments.rational import objective
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, vectors
from verify.ways import Control, Decided, FallsError, Premise, Property, Searchable, Source

DISTINCT = "points-distinct"
Points = tuple[tuple[int, ...], ...]


def centres(X: Points) -> Points:
    """j v for j = 0 ... n - 1, where v = (1, t, t² ...) tells integer points apart: t beyond all their differences."""
    largest = max((abs(entry) for x in X for entry in x), default=0)
    v = [(2 * largest + 1) ** place for place in range(len(X[0]))]
    return tuple(tuple(j * entry for entry in v) for j in range(len(X)))


def outputs(X: Points, C: Points) -> Rows:
    """2^-‖x - c‖² for each point x, a row, and each centre c, a column."""
    squares = [[sum((a - b) ** 2 for a, b in zip(x, c, strict=True)) for c in C] for x in X]
    return tuple(tuple(Fraction(1, 2**square) for square in line) for line in squares)


def interpolates(X: Points, C: Points) -> bool:
    """Whether the Gaussians at the centres take any values at the points."""
    return Span.of(outputs(X, C)).rank == len(X)


# ---- tested: random examples ----


@dataclass(frozen=True)
class Values:
    """Integer points, and a value at each."""

    X: Points
    y: Row


@st.composite
def values(draw: DrawFn) -> Values:
    """Draw 1 to 4 points in one or two dimensions, some of them equal; shrink towards one point at 0."""
    m = draw(st.integers(1, 2))
    point = st.tuples(*[st.integers(-2, 2)] * m)
    X = draw(st.lists(point, min_size=1, max_size=4, unique=draw(st.booleans())))
    return Values(tuple(X), draw(vectors(len(X))))


def check(example: Values) -> Iterator[str]:
    """Distinct points are interpolated, by heights that are solved for; repeated ones only where their values agree."""
    X, y = example.X, example.y
    G = outputs(X, centres(X))
    attained = objective(G, y, best(G, y)) == 0
    one_value_a_point = len(set(zip(X, y, strict=True))) == len(set(X))
    if len(set(X)) == len(X):
        yield DISTINCT
        yield "points in the plane" if len(X[0]) == 2 else "points on a line"
        if not attained:
            raise FallsError("the Gaussians at these centres do not interpolate")
    else:
        yield "a repeated point"
        if attained != one_value_a_point:
            raise FallsError("repeated points are not interpolated exactly where their values agree")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """2 to 6 distinct integer points and values on a grid; that the objective is 0 is certified."""
    n, m = int(rng.integers(2, 7)), int(rng.integers(1, 3))
    drawn = dict.fromkeys(map(tuple, rng.integers(-2, 3, size=(2 * n, m)).tolist()))
    X = tuple(drawn)[:n]
    y = row(rng, len(X))
    G = outputs(X, centres(X))
    s = best(G, y)
    return Decided(objective(G, y, s) == 0, {"X": X, "y": y}, (optimum(G, y, s),))


def points_of(at: Mapping[str, Integers], name: str = "X") -> Points:
    """The rows of a matrix of the scope."""
    return tuple(map(tuple, at[name].tolist()))


def distinct(at: Mapping[str, Integers]) -> bool:
    """Whether no point is there twice."""
    X = points_of(at)
    return len(set(X)) == len(X)


def any_values(at: Mapping[str, Integers]) -> bool:
    """The claim."""
    X = points_of(at)
    return interpolates(X, centres(X))


def one_fewer(at: Mapping[str, Integers]) -> bool:
    """Wrong: one Gaussian fewer than points is enough."""
    X = points_of(at)
    return interpolates(X, centres(X)[:-1])


def anywhere(at: Mapping[str, Integers]) -> bool:
    """Wrong: the centres may be anywhere."""
    return interpolates(points_of(at), points_of(at, "C"))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance of a scope with the centres and the outputs of the Gaussians, whose rank is too small."""
    X = points_of(found)
    C = points_of(found, "C") if "C" in found else centres(X)
    return {**found, "C": C, "outputs": outputs(X, C)}


def show_fewer(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """The same, without the last Gaussian."""
    X = points_of(found)
    C = centres(X)[:-1]
    return {**found, "C": C, "outputs": outputs(X, C)}


WORDS = "n <= 3, m <= 2, entries -1, 0, 1"
SCOPE = Scope({"X": "nm"}, sizes(n=range(1, 4), m=range(1, 3)), WORDS)
WITH_CENTRES = Scope({"X": "nm", "C": "nm"}, sizes(n=range(1, 3), m=range(1, 2)), "n <= 2, m = 1, entries -1, 0, 1")

CLAIM = Claim(
    id="gaussian-interpolation",
    statement=(
        "As many Gaussians as points, of one deviation and at suitable centres that do not depend on the values, take "
        "any values at distinct points."
    ),
    source=Source(
        "General Approach",
        "with a narrow Gaussian on every point, as high as its value, the data are fitted perfectly; here the centres "
        "are others, and the deviation may be any",
    ),
    property=Property(
        examples=values(),
        check=check,
        strata=("points on a line", "points in the plane", "a repeated point"),
        show=lambda example: {"X": example.X, "y": example.y},
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(any_values), each(distinct)), SCOPE, show),
    controls=(
        Control(
            "one-fewer",
            "one Gaussian fewer than points is enough",
            Searchable(Statement(each(one_fewer), each(distinct)), SCOPE, show_fewer),
        ),
        Control(
            "anywhere",
            "the centres may be anywhere",
            Searchable(Statement(each(anywhere), each(distinct)), WITH_CENTRES, show),
        ),
    ),
    premises=(
        Premise(
            DISTINCT,
            "the points are distinct",
            Searchable(Statement(each(any_values)), SCOPE, show),
            stated_in_post=False,
        ),
    ),
)
