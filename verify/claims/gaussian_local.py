"""Sums of four Gaussians have strict local minima, on the post's example, at which they fit it badly.

The data are 200 points and the values that four Gaussians take there (`core.gaussian_minima`); f is the residual sum
of squares of a model, over all its heights, means and deviations. A descent in floats finds candidates. That one is a
strict local minimum is then shown in balls, without a tolerance (`core.exact.gaussian_minima`): a box holds exactly
one stationary point, and every Hessian on the box is positive definite. It is one in every smooth choice of parameters
with invertible derivative, such as logarithms of the deviations or 1/d².

What positive definiteness is for: let a stationary point have the term (a, m, d), and split it into (2a, m, d) and
(-a, m, d). The outputs stay the same, and the slopes by heights, means and deviations of both parts are multiples of
those of the term: the split model is stationary too. Move the parts by v and 2v in mean and deviation. To first order
the outputs stay, and f changes to second order by (2vᵀBv - (2v)ᵀB(2v)) = - 2vᵀBv, where B = Σ r_i ∇²φ(x_i) is the
block of that term. Wherever vᵀBv > 0 for some v, it is no local minimum.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.dataset import Floats
from core.exact.gaussian_minima import (
    Ball,
    Box,
    Stationary,
    bends_down,
    box,
    derivatives,
    enclose,
    minimum,
    objective,
)
from core.gaussian_minima import BAD_START, random_start
from verify.claim import Claim
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.ways import Certificate, Control, Decided, FallsError, Premise, Property, Searchable, Shown, Source

DEFINITE = "definite-hessian"
EVALUATIONS = 100
AROUND = -10  # exponent of the radius of a box around that minimum in which every Hessian is positive definite


@cache
def bad_minimum() -> Stationary:
    """The local minimum that the post's bad start leads to."""
    found = minimum(BAD_START, EVALUATIONS)
    if found is None:
        raise ArithmeticError("no strict local minimum is shown where the post's bad start leads")
    return found


@cache
def surroundings() -> Floats:
    """The centre of a box, of radius 2^`AROUND`, on which every Hessian is positive definite, about that minimum."""
    wide = enclose(bad_minimum().centre, (AROUND,))
    if wide is None or not wide.minimum:
        raise ArithmeticError("no strict local minimum is shown in a large box")
    return wide.centre


# ---- tested: models beside the bad minimum ----


@dataclass(frozen=True)
class Beside:
    """A model in the box around the bad minimum: the centre moved by so many times 2^exponent in each entry."""

    moves: tuple[int, ...]
    exponent: int

    @property
    def model(self) -> Floats:
        """The model (4 × 3)."""
        move = np.reshape(np.array(self.moves, dtype=np.float64), (4, 3))
        return np.asarray(surroundings() + move * 2.0**self.exponent)


@st.composite
def neighbours(draw: DrawFn) -> Beside:
    """Draw moves from -4 to 4, of one entry or several, and a unit of 2^-12 to 2^-24; shrink towards one."""
    alone = st.tuples(st.integers(0, 11), st.sampled_from([-4, -1, 1, 4]))
    one = alone.map(lambda where: [where[1] if entry == where[0] else 0 for entry in range(12)])
    several = st.lists(st.integers(-4, 4), min_size=12, max_size=12).filter(lambda moves: sum(map(bool, moves)) > 1)
    return Beside(tuple(draw(one | several)), -draw(st.integers(12, 24)))


@cache
def at_the_minimum() -> Ball:
    """The objective at the centre."""
    return objective(box(surroundings()))


def check(example: Beside) -> Iterator[str]:
    """By values of the objective alone: beside the minimum it is higher."""
    yield DEFINITE
    yield "one entry moved" if sum(map(bool, example.moves)) == 1 else "several entries moved"
    yield "near" if example.exponent < -18 else "far"
    if not objective(box(example.model)) > at_the_minimum():
        raise FallsError("a model in the box is not higher than the minimum")


# ---- certified: random starts ----


def instance(rng: np.random.Generator) -> Decided | None:
    """Four random terms, and the strict local minimum that a descent from them leads to, if one is shown there."""
    found = minimum(random_start(rng, 4), EVALUATIONS)
    if found is None or not found.low > 0:
        return None
    return Decided(holds=True, shown=shown(found), certificates=(Certificate(found.certificate(), "gaussian-local"),))


def shown(point: Stationary) -> Shown:
    """A stationary point, its terms as rows (height, mean, deviation) to six digits, and numbers about f."""
    terms = [[f"{entry:.6g}" for entry in term] for term in point.centre.tolist()]
    return {"terms": terms, "objective above": point.low, "objective below": point.high}


# ---- what must fail ----


@cache
def from_pairs(exponents: tuple[int, ...], middle: int) -> Stationary | None:
    """The strict local minimum from terms at ±2^e, and so many at 0, all of height 1 and deviation 0.3."""
    means = [sign * 2.0**e for e in exponents for sign in (-1, 1)] + [0.0] * middle
    return minimum(np.array([[1.0, mean, 0.3] for mean in means]), EVALUATIONS)


def four(found: Mapping[str, Integers]) -> Stationary | None:
    """The strict local minimum of four terms from an instance of the scope."""
    return from_pairs(tuple(found["e"].tolist()), 0)


def three(found: Mapping[str, Integers]) -> Stationary | None:
    """The strict local minimum of three terms from an instance of the scope."""
    return from_pairs(tuple(found["e"].tolist()), 1)


def is_global(found: Mapping[str, Integers]) -> bool:
    """Wrong: the objective is 0 there, as it is for the four terms of which the data are made."""
    point = four(found)
    return point is None or not point.low > 0


def equally_deep(found: Mapping[str, Integers]) -> bool:
    """Wrong: the objective there is the one at the bad minimum."""
    point, bad = four(found), bad_minimum()
    return point is None or (point.low <= bad.high and bad.low <= point.high)


def split(point: Stationary) -> Box:
    """A box that holds a stationary point of one more term: the last one, of height a, replaced by two of 2a and -a."""
    *others, (a, m, d) = point.box
    return [*others, [2 * a, m, d], [-a, m, d]]


def no_descent(found: Mapping[str, Integers]) -> bool:
    """Wrong: where a minimum of three terms is split, nothing bends down."""
    point = three(found)
    return point is None or not bends_down(derivatives(split(point)).hessian)


def show(reach: Callable[[Mapping[str, Integers]], Stationary | None]) -> Callable[[Mapping[str, Integers]], Shown]:
    """Show an instance with the local minimum that is reached from it."""

    def of(found: Mapping[str, Integers]) -> Shown:
        point = reach(found)
        return found if point is None else {**found, **shown(point)}

    return of


PAIRS = Scope(
    {"e": "p"}, sizes(p=range(2, 3)), "starts from four terms at ±2^e, e in -1, 0, 1, height 1, deviation 0.3"
)
ONE_PAIR = Scope({"e": "p"}, sizes(p=range(1, 2)), "minima from terms at 0 and ±2^e, e in -1, 0, 1, the last one split")
SPLIT = Searchable(Statement(each(no_descent)), ONE_PAIR, show(three))

CLAIM = Claim(
    id="gaussian-local",
    statement=(
        "On the example's data, sums of four Gaussians have strict local minima with positive objective: stationary "
        "points at which the Hessian is positive definite."
    ),
    source=Source("General Approach", "four Gaussians have a local minimum that is much worse than the global one"),
    property=Property(
        examples=neighbours(),
        check=check,
        strata=("one entry moved", "several entries moved", "near", "far"),
        show=lambda example: {"moves": example.moves, "exponent": example.exponent},
    ),
    instance=instance,
    controls=(
        Control("every-stationary-point", "every stationary point of four terms is a local minimum", SPLIT),
        Control(
            "every-minimum-global",
            "every strict local minimum of four terms is global, that is, has objective 0",
            Searchable(Statement(each(is_global)), PAIRS, show(four)),
        ),
        Control(
            "equally-deep",
            "all strict local minima of four terms have the same objective",
            Searchable(Statement(each(equally_deep)), PAIRS, show(four)),
        ),
    ),
    premises=(
        Premise(
            DEFINITE,
            "the Hessian is positive definite",
            SPLIT,
            stated_in_post=None,
        ),
    ),
)
