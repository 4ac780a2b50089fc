"""A Gaussian on each of n distinct points, all of one deviation, takes any values there: the heights can be solved for.

Why: the outputs are K_ij = exp(-k‖x_i - x_j‖²), k = 1/(2σ²) or whatever the deviation makes it. The Gaussian is the
Fourier transform of a positive density p, so that cᵀK c = ∫ |Σ_i c_i exp(i ω·x_i)|² p(ω) dω ≥ 0, and 0 only where the
sum is 0 for all ω, which means c = 0 for distinct points. K is positive definite (Bochner 1933, Schoenberg 1938).

Here that is not proved but certified an instance at a time, exactly, and for all rational k at once. For points on a
grid the exponents are integers times k/N², so with t = exp(k/N²) the determinant is a polynomial in 1/t with integer
coefficients, the same for all k. It is shown not to be 0 at t = 2; then it is no zero polynomial, and not 0 at
exp(k/N²), which is transcendental for every rational k ≠ 0 (Hermite 1873). At t = 2 the Gaussian is 2^-‖x - c‖².
"""

from collections.abc import Iterator, Mapping

import numpy as np

from core.exact import decide
from core.exact.fractions_oracle import best
from verify.claim import Claim
from verify.claims.gaussian_interpolation import DISTINCT, Values, distinct, interpolates, outputs, points_of, values
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.rational import columns, objective
from verify.ways import Certificate, Control, Decided, FallsError, Premise, Property, Searchable, Source

# ---- tested: random examples ----


def check(example: Values) -> Iterator[str]:
    """Distinct points are interpolated, by heights that are solved for; repeated ones only where their values agree."""
    X, y = example.X, example.y
    G = outputs(X, X)
    attained = objective(G, y, best(G, y)) == 0
    if len(set(X)) == len(X):
        yield DISTINCT
        yield "points in the plane" if len(X[0]) == 2 else "points on a line"
        if not attained:
            raise FallsError("the Gaussians on the points do not interpolate")
        return
    agree = len(set(zip(X, y, strict=True))) == len(set(X))
    yield "a repeated point, its values agree" if agree else "a repeated point, its values differ"
    if attained != agree:
        raise FallsError("repeated points are not interpolated exactly where their values agree")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """2 to 7 distinct points of a grid in one or two dimensions; certified is that no Gaussian is spanned by others.

    The last one, with its own outputs as the target, improves on the others, which are independent: so K is regular.
    """
    n, m = int(rng.integers(2, 8)), int(rng.integers(1, 3))
    X = tuple(dict.fromkeys(map(tuple, rng.integers(-4, 5, size=(2 * n, m)).tolist())))[:n]
    *others, last = columns(outputs(X, X))
    decision = decide(list(zip(*others, strict=True)) or [()] * len(X), last, last)
    whole = decision.improves and all("coefficients" not in entry for entry in decision.certificate["candidates"])
    return Decided(whole, {"X": X}, (Certificate(decision.certificate, cites="theorem-1"),))


def any_values(at: Mapping[str, Integers]) -> bool:
    """The claim."""
    X = points_of(at)
    return interpolates(X, X)


def these_values(at: Mapping[str, Integers]) -> bool:
    """Whether the values y are taken."""
    G, y = outputs(points_of(at), points_of(at)), at["y"].tolist()
    return objective(G, y, best(G, y)) == 0


def repeated(at: Mapping[str, Integers]) -> bool:
    """Some point is there twice, with different values."""
    X = points_of(at)
    return len(set(X)) < len(set(zip(X, at["y"].tolist(), strict=True)))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with the outputs of the Gaussians, whose rank is too small."""
    X = points_of(found)
    return {**found, "outputs": outputs(X, X)}


WORDS = "n <= 3, m <= 2, entries -1, 0, 1"
SCOPE = Scope({"X": "nm"}, sizes(n=range(1, 4), m=range(1, 3)), WORDS)
WITH_VALUES = Scope({"X": "nm", "y": "n"}, sizes(n=range(1, 4), m=range(1, 2)), "n <= 3, m = 1, entries -1, 0, 1")

CLAIM = Claim(
    id="one-gaussian-a-point",
    statement="Gaussians centred at distinct points, of any common deviation, interpolate any values exactly.",
    source=Source(
        "General Approach",
        "with a narrow Gaussian on every point, as high as its value, the data are fitted perfectly; here the heights "
        "are solved for, and the deviation may be any",
    ),
    property=Property(
        examples=values(),
        check=check,
        strata=(
            *("points on a line", "points in the plane"),
            *("a repeated point, its values agree", "a repeated point, its values differ"),
        ),
        show=lambda example: {"X": example.X, "y": example.y},
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(any_values), each(distinct)), SCOPE, show),
    controls=(
        Control(
            "repeated-point",
            "the same with a repeated point of different value",
            Searchable(Statement(each(these_values), each(repeated)), WITH_VALUES, show),
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
