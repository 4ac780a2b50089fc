"""Adding a Gaussian where model and data disagree most, then solving all heights again, never raises the objective.

The new Gaussian is centred at the point with the largest |residual|, the first of equals. Its deviation may be any; in
the checks it is one and the same for all terms, exp(-k (x - c)²) with t = exp(-k) rational, so that at integer points
everything is. Why it holds: height 0 for the new Gaussian and the old heights give the old objective
(monotone-in-neurons); where it is centred does not matter.

That is all that the strategy guarantees. The largest disagreement may be at a point that has a Gaussian already; the
next one then adds nothing, and so does every one after it: the strategy is stuck, however many terms it may have.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from verify.claim import Claim
from verify.claims.monotone_in_neurons import PROOF
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.certificates import optimum
from verify.instruments.random_instances import row
from verify.instruments.rational import dot, minus, objective
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, vectors
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Property, Searchable, Source

SOLVED_AGAIN = "heights-solved-again"
NARROW, WIDE = Fraction(1, 2), Fraction(2, 3)
Points = tuple[int, ...]


def gaussian(x: Points, centre: int, t: Fraction) -> Row:
    """t^((x - c)²) at the points."""
    return tuple(t ** ((point - centre) ** 2) for point in x)


def worst(x: Points, r: Row) -> int:
    """The point with the largest |residual|, the first of equals."""
    return x[max(range(len(x)), key=lambda i: (abs(r[i]), -i))]


@dataclass(frozen=True)
class Grown:
    """The centres in order, and the optimal objectives with 0, 1, ... of them."""

    centres: tuple[int, ...]
    objectives: tuple[Fraction, ...]


def grow(x: Points, y: Row, t: Fraction, count: int) -> Grown:
    """The strategy, `count` times or until the objective is 0; every fit by orthogonal projection."""
    span, r = Span(), tuple(y)
    centres: list[int] = []
    objectives = [dot(r, r)]
    while len(centres) < count and any(r):
        centres.append(worst(x, r))
        span.add(gaussian(x, centres[-1], t))
        r = tuple(span.residual(y))
        objectives.append(dot(r, r))
    return Grown(tuple(centres), tuple(objectives))


def outputs(x: Points, centres: tuple[int, ...], t: Fraction) -> Rows:
    """The Gaussians at the points, a column a centre."""
    return tuple(tuple(t ** ((point - c) ** 2) for c in centres) for point in x)


# ---- tested: random data ----


@dataclass(frozen=True)
class Data:
    """Integer points, a value at each, and t."""

    x: Points
    y: Row
    t: Fraction


@st.composite
def data(draw: DrawFn) -> Data:
    """Draw 1 to 5 distinct points with values, and a wide or a narrow Gaussian; shrink towards 0 at 0."""
    x = tuple(draw(st.lists(st.integers(-4, 4), min_size=1, max_size=5, unique=True)))
    return Data(x, draw(vectors(len(x))), draw(st.sampled_from((NARROW, WIDE, Fraction(9, 10)))))


def check(example: Data) -> Iterator[str]:
    """As many steps as points, exactly: by projection, and each once more by the normal equations."""
    x, y, t = example.x, example.y, example.t
    grown = grow(x, y, t, len(x))
    yield SOLVED_AGAIN
    for k, value in enumerate(grown.objectives):
        G = outputs(x, grown.centres[:k], t)
        if objective(G, y, best(G, y)) != value:
            raise DisagreementError("normal equations and projection give different objectives")
    for before, after in pairwise(grown.objectives):
        if after > before:
            raise FallsError("the objective rose")
        yield "falls" if after < before else "stuck"
    yield "ends at 0" if grown.objectives[-1] == 0 else "ends above 0"


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """3 to 7 points, 0 to 2 steps and one more; the heights before and after are certified to be optimal."""
    n, steps = int(rng.integers(3, 8)), int(rng.integers(3))
    x, y, t = tuple(range(n)), row(rng, n), (NARROW, WIDE)[int(rng.integers(2))]
    grown = grow(x, y, t, steps + 1)
    before, after = (outputs(x, grown.centres[:k], t) for k in (len(grown.centres) - 1, len(grown.centres)))
    s, u = best(before, y), best(after, y)
    holds = objective(after, y, u) <= objective(before, y, s)
    return Decided(holds, {"x": x, "y": y, "t": t}, (optimum(before, y, s), optimum(after, y, u)))


def target(at: Mapping[str, Integers]) -> tuple[Points, Row]:
    """Points 0 ... n - 1 and the values there."""
    y = tuple(map(Fraction, at["y"].tolist()))
    return tuple(range(len(y))), y


def never_rises(at: Mapping[str, Integers]) -> bool:
    """The claim, for a narrow and a wide Gaussian."""
    x, y = target(at)
    grown = [grow(x, y, t, len(x)).objectives for t in (NARROW, WIDE)]
    return all(after <= before for objectives in grown for before, after in pairwise(objectives))


def kept_heights(at: Mapping[str, Integers]) -> tuple[Row, Row]:
    """The residuals before and after one step at height r_i, without solving again."""
    x, y = target(at)
    centre = worst(x, y)
    return y, minus(y, [y[centre] * entry for entry in gaussian(x, centre, NARROW)])


def not_solved(at: Mapping[str, Integers]) -> bool:
    """The claim for a height equal to the disagreement, nothing being solved."""
    before, after = kept_heights(at)
    return dot(after, after) <= dot(before, before)


def show_not_solved(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the residuals, and the objectives."""
    before, after = kept_heights(found)
    return {**found, "residuals after": after, "f": (dot(before, before), dot(after, after))}


SCOPE = Scope({"y": "n"}, sizes(n=range(1, 5)), "n <= 4 points 0, 1, ..., values -1, 0, 1, t = 1/2 and 2/3")


# ---- what must fail ----


def always_falls(at: Mapping[str, Integers]) -> bool:
    """Wrong: as long as the objective is not 0, each step lowers it."""
    x, y = target(at)
    return all(after < before for before, after in pairwise(grow(x, y, WIDE, len(x)).objectives))


def show_stuck(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the centres and the objectives, t = 2/3."""
    x, y = target(found)
    grown = grow(x, y, WIDE, len(x))
    return {**found, "centres": grown.centres, "f": grown.objectives}


PLACES = tuple(range(-3, 4))


def made_of(at: Mapping[str, Integers]) -> Row:
    """The values of Σ h_j t^((x - c_j)²) at -3 ... 3, t = 2/3."""
    pairs = list(zip(at["c"].tolist(), at["h"].tolist(), strict=True))
    return tuple(sum((h * WIDE ** ((x - c) ** 2) for c, h in pairs), Fraction(0)) for x in PLACES)


def k_terms(at: Mapping[str, Integers]) -> bool:
    """The centres are different, and no height is 0."""
    return len(set(at["c"].tolist())) == len(at["c"]) and bool(at["h"].all())


def as_many_suffice(at: Mapping[str, Integers]) -> bool:
    """Wrong: with as many terms as the target has, of the same deviation, the strategy reaches 0."""
    return grow(PLACES, made_of(at), WIDE, len(at["c"])).objectives[-1] == 0


def show_target(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the target's values, the centres that the strategy chooses, and the objectives."""
    grown = grow(PLACES, made_of(found), WIDE, len(found["c"]))
    return {**found, "y": made_of(found), "centres": grown.centres, "f": grown.objectives}


TARGETS = Scope(
    {"c": "k", "h": "k"}, sizes(k=range(1, 4)), "k <= 3 terms, centres and heights -1, 0, 1, points -3 ... 3, t = 2/3"
)

CLAIM = Claim(
    id="greedy-gaussian",
    statement=(
        "Adding a Gaussian where model and data disagree most, of any deviation, then solving all heights again, never "
        "raises the objective."
    ),
    source=Source(
        "General Approach",
        "to add a Gaussian where the disagreement is largest, again and again, is guaranteed not to end at a bad model",
    ),
    property=Property(
        examples=data(),
        check=check,
        strata=("falls", "stuck", "ends at 0", "ends above 0"),
        show=lambda example: {"x": example.x, "y": example.y, "t": example.t},
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(never_rises)), SCOPE, show_stuck),
    proof=replace(PROOF, covers="N has the outputs of the new Gaussian, whatever its centre and deviation"),
    controls=(
        Control(
            "as-many-terms-as-the-target",
            "it always reaches zero with as many terms, of the same deviation, as the target has",
            Searchable(Statement(each(as_many_suffice), each(k_terms)), TARGETS, show_target),
        ),
        Control(
            "always-falls",
            "as long as the objective is not 0, each step lowers it",
            Searchable(Statement(each(always_falls)), SCOPE, show_stuck),
        ),
    ),
    premises=(
        Premise(
            SOLVED_AGAIN,
            "the heights are solved for again (without it: the new one is the disagreement at its centre)",
            Searchable(Statement(each(not_solved)), SCOPE, show_not_solved),
            stated_in_post=False,
        ),
    ),
)
