"""The mean squared error of the optimal output weights is f / n; repeating every point k times leaves it as it is.

Repeating multiplies min f by k, with the same optimal output weights. Why: with H and z the rows of G and y repeated,
‖H s - z‖² = k ‖G s - y‖² for every s, so both have the same minimisers, and k f / (k n) = f / n. So f / n, unlike f,
can be compared between datasets of different sizes; and a hundredth of the objective is it only when that was scaled
to 100 points, 100 f / n.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from core.least_squares import fit
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths
from verify.instruments.additions import SIZES, WORDS, only
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, rank_told
from verify.instruments.float_bounds import objective as objective_bound
from verify.instruments.gram import Quotients, equal, objectives, product
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import minus, objective, times
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, hidden_outputs, targets
from verify.proof import (
    FALSE,
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
    not_below,
    use,
)
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

EQUALLY = "equally-often"


# ---- tested: random examples at the boundary ----


@dataclass(frozen=True)
class Repeated:
    """Hidden outputs G (n × u), the target y (n), and how often each point is repeated."""

    G: Rows
    y: Row
    k: int


@st.composite
def repetitions(draw: DrawFn) -> Repeated:
    """Draw G of 1 to 4 points and up to 3 columns, a target, and k from 1 to 4; they shrink towards one point, once."""
    n = draw(st.integers(1, 4))
    G = draw(hidden_outputs(n, draw(st.sampled_from((0, 1, 1, 2, 3)))))
    return Repeated(G, draw(targets(G)), draw(st.integers(1, 4)))


def mean_of_squares(G: Rows, y: Row, s: list[Fraction]) -> Fraction:
    """The mean over the points of (y - G s)², one point after the other."""
    return sum((error**2 / len(y) for error in minus(y, times(G, s))), Fraction(0))


def check(example: Repeated) -> Iterator[str]:
    """Exactly: both problems solved; float: the objective of the repeated one by `core.least_squares`.

    That is within its a-priori bound (`verify.instruments.float_bounds`) of k times the exact objective before.
    """
    G, y, k = example.G, example.y, example.k
    H, z = G * k, y * k
    s, t = best(G, y), best(H, z)
    f = objective(G, y, s)
    if mean_of_squares(G, y, s) * len(y) != f:
        raise FallsError("the mean squared error is not f / n")
    if objective(H, z, t) != k * f or objective(H, z, s) != k * f:
        raise FallsError("repeating every point k times does not multiply the objective by k")
    if mean_of_squares(H, z, t) != f / len(y):
        raise FallsError("repeating every point changes the mean squared error")
    yield EQUALLY
    facts = {
        "once": k == 1,
        "several times": k > 1,
        "zero objective": not f,
        "n = 1": len(y) == 1,
        "u = 0": not G[0],
        "dependent columns": Span.of(G).rank < len(G[0]),
    }
    yield from (name for name, is_so in facts.items() if is_so)

    floats, bound = fit(np.array(H, dtype=np.float64).reshape(len(z), -1), np.array(z, dtype=np.float64)), a_priori(H)
    if not rank_told(H, floats, bound):
        yield "rank not told in float64"
        return
    yield "rank told in float64"
    if abs(Fraction(floats.objective) - k * f) > Fraction(objective_bound(z, bound)):
        raise DisagreementError(f"the float objective {floats.objective} is too far from the exact {k * f}")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 0 to n neurons on 2 to 6 points, 2 or 3 times each; the same weights are certified twice."""
    n, k = int(rng.integers(2, 7)), int(rng.integers(2, 4))
    G = relu_outputs(points(rng, n), rows(rng, int(rng.integers(0, n + 1)), 3))
    y = row(rng, n)
    s = best(G, y)
    holds = objective(G * k, y * k, s) / (k * n) == objective(G, y, s) / n == mean_of_squares(G, y, s)
    return Decided(holds, {"G": G, "y": y, "k": k}, (optimum(G, y, s), optimum(G * k, y * k, s)))


def repeated(block: Block, times_: list[int]) -> Quotients:
    """The optimal objective when point i is repeated times_[i] times."""
    return objectives(np.repeat(block["G"], times_, axis=1), np.repeat(block["y"], times_, axis=1))


def ratio(block: Block, numerator: int, denominator: int) -> Quotients:
    """The optimal objective times a number."""
    count = len(block["y"])
    return product(objectives(block["G"], block["y"]), (np.full(count, numerator), np.full(count, denominator)))


def claim(block: Block) -> Truths:
    """Twice and three times every point: twice and three times the objective."""
    n = block["y"].shape[1]
    return np.asarray(np.all([equal(repeated(block, [k] * n), ratio(block, k, 1)) for k in (2, 3)], axis=0))


SCOPE = Scope({"G": "nu", "y": "n"}, SIZES, WORDS)


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """‖R G w - R y‖² = k ‖G w - y‖² for all w, k > 0; and ‖R o‖² = k ‖o‖², so the quotient stays."""
    k = Words("m n u; R: m×n; G: n×u; y o: n; s t w: u; k q x: 1")
    often, some = given(k("Rᵀ R = k I[n]")), given(k("0 < k"))
    before, after = k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"), k("∀ t: u. ‖R G s - R y‖² ≤ ‖R G t - R y‖²")
    times_k = for_all(k("w"), theorem=by(k("‖R G w - R y‖² = k ‖G w - y‖²"), often))
    at_s, at_t = use(times_k, k("s")), use(times_k, k("t"))

    def there(least: Theorem) -> Theorem:
        room = apply("signs", by(k("0 ≤ k"), some), by(k("0 ≤ ‖G t - y‖² - ‖G s - y‖²"), use(least, k("t"))))
        return for_all(k("t"), theorem=by(after.parts[1], room, at_s, at_t))

    def back(least: Theorem) -> Theorem:
        def lower(less: Theorem) -> Theorem:
            room = apply("signs", some, by(k("0 < ‖G s - y‖² - ‖G t - y‖²"), less))
            return by(FALSE, room, use(least, k("t")), at_s, at_t)

        return for_all(k("t"), theorem=not_below(k("‖G s - y‖²"), k("‖G t - y‖²"), lower))

    mean = k("q ‖o‖² = ‖G s - y‖²")
    stays = assuming(mean, lambda equal: by(k("q ‖R o‖² = ‖R G s - R y‖²"), equal, often, at_s))
    verdict = conjunction(
        equivalence(assuming(before, there), assuming(after, back)), at_s, for_all(*k.all("o q"), theorem=stays)
    )
    return for_all(*k.all("m n u R G y s k"), theorem=discharged(verdict, often, some))


PROOF = Proof(
    statement="""
        ∀ m n u. ∀ R: m×n. ∀ G: n×u. ∀ y: n. ∀ s: u. ∀ k: 1. Rᵀ R = k I[n] → 0 < k →
        ((∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) ↔ ∀ t: u. ‖R G s - R y‖² ≤ ‖R G t - R y‖²) ∧
        ‖R G s - R y‖² = k ‖G s - y‖² ∧
        (∀ o: n. ∀ q: 1. q ‖o‖² = ‖G s - y‖² → q ‖R o‖² = ‖R G s - R y‖²)
    """,
    derive=derivation,
    model={
        "m": 2,
        "n": 1,
        "u": 1,
        "R": [[1], [1]],
        "G": [[1]],
        "y": [[1]],
        "s": [[0]],
        "k": [[2]],
        "o": [[1]],
        "q": [[1]],
    },
    covers="R repeats each point k times, so Rᵀ R = k I; with o of ones, ‖o‖² and ‖R o‖² are the numbers of points",
)


# ---- what must fail ----


def stays(block: Block) -> Truths:
    """Wrong: every point twice leaves the objective."""
    return equal(repeated(block, [2] * block["y"].shape[1]), ratio(block, 1, 1))


def by_degrees_of_freedom(block: Block) -> Truths:
    """Wrong: f / (n - u), u < n, is the mean of the squared errors of optimal output weights, that is f / n."""
    n, u = block["G"].shape[1:]
    return equal(ratio(block, 1, n - u), ratio(block, 1, n)) if u < n else np.ones(len(block["y"]), dtype=np.bool_)


def first_twice(block: Block) -> Truths:
    """The claim with only the first point repeated: the mean stays, f' / (n + 1) = f / n."""
    n = block["y"].shape[1]
    return equal(repeated(block, [2] + [1] * (n - 1)), ratio(block, n + 1, n))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show f, f / n, and the objective with the first point twice and with every point twice."""
    one = {name: part[None] for name, part in found.items()}
    n = len(found["y"])
    values = {
        "f": ratio(one, 1, 1),
        "f / n": ratio(one, 1, n),
        "f, first point twice": repeated(one, [2] + [1] * (n - 1)),
        "f, all twice": repeated(one, [2] * n),
    }
    return {**found, **{name: only(value) for name, value in values.items()}}


CLAIM = Claim(
    id="mean-squared-error",
    kind=Kind.REPAIRED,
    repairs="mean-squared-error-printed",
    statement=(
        "The mean squared error at optimal output weights is f / n; with every point repeated k times f becomes k f, "
        "and the mean squared error stays."
    ),
    source=Source(
        "Shallow Networks, at the end",
        "the mean squared error is read off the objective by a division, for datasets of different sizes",
    ),
    property=Property(
        examples=repetitions(),
        check=check,
        strata=(
            *("once", "several times", "zero objective", "n = 1", "u = 0", "dependent columns"),
            "rank told in float64",
        ),
        show=lambda example: {"G": example.G, "y": example.y, "k": example.k},
    ),
    instance=instance,
    exhausted=Searchable(Statement(claim), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "objective-stays",
            "repeating every point leaves the optimal objective as it is",
            Searchable(Statement(stays), SCOPE, show),
        ),
        Control(
            "degrees-of-freedom",
            "the mean squared error is f / (n - u), for u < n",
            Searchable(Statement(by_degrees_of_freedom), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            EQUALLY,
            "all points are repeated equally often (without it: the first point alone is there twice)",
            Searchable(Statement(first_twice), SCOPE, show),
            stated_in_post=None,
        ),
    ),
)
