"""Adding a neuron never raises the optimal objective.

Why: weight 0 on the new neuron and the old weights elsewhere give the old objective, and the optimum is not above it.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from core.exact.fractions_oracle import best
from core.least_squares import fit
from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths
from verify.instruments.additions import SCOPE, SIZES, WORDS, after, before, falls, show
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, rank_told
from verify.instruments.float_bounds import objective as objective_bound
from verify.instruments.gram import less, whole
from verify.instruments.random_instances import addition
from verify.instruments.rational import beside, dot, objective
from verify.instruments.span import Span
from verify.instruments.strategies import ADDITION_STRATA, Addition, additions, strata
from verify.proof import (
    Theorem,
    Words,
    by,
    discharged,
    for_all,
    given,
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

SOLVED_AGAIN = "weights-solved-again"


# ---- tested: random examples at the boundary ----


def check(example: Addition) -> Iterator[str]:
    """Exactly: by the normal equations before and after, and once more by orthogonal projection.

    Float: with ρ, ρ' the relative a-priori bounds of both residuals (`verify.instruments.float_bounds`), each computed
    objective is within B, B' of the exact one, so f̂' ≤ f̂ + B + B' must hold.
    """
    G, y, H = example.G, example.y, beside(example.G, example.g)
    old, new = objective(G, y, best(G, y)), objective(H, y, best(H, y))
    if new > old:
        raise FallsError("the optimal objective rose")
    for matrix, value in ((G, old), (H, new)):
        r = Span.of(matrix).residual(y)
        if dot(r, r) != value:
            raise DisagreementError("normal equations and orthogonalisation give different optimal objectives")
    yield SOLVED_AGAIN
    yield "stays" if new == old else "falls"
    yield from strata(example)

    floats = [fit(np.array(matrix, dtype=np.float64), np.array(y, dtype=np.float64)) for matrix in (G, H)]
    bounds = [a_priori(matrix) for matrix in (G, H)]
    if not all(rank_told(*each) for each in zip((G, H), floats, bounds, strict=True)):
        yield "rank not told in float64"
        return
    yield "rank told in float64"
    allowed = [objective_bound(y, bound) for bound in bounds]
    for result, value, error in zip(floats, (old, new), allowed, strict=True):
        if abs(result.objective - float(value)) > error:
            raise DisagreementError(f"the float objective {result.objective} is further than {error} from {value}")
    if floats[1].objective > floats[0].objective + sum(allowed):
        raise FallsError("the float objective rose by more than rounding can explain")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """Optimal weights before and after, certified; the objective must not have risen."""
    drawn = addition(rng)
    G, y, H = drawn.G, drawn.y, beside(drawn.G, drawn.g)
    s, t = best(G, y), best(H, y)
    holds = objective(H, y, t) <= objective(G, y, s)
    return Decided(holds, {"G": G, "y": y, "g": drawn.g}, (optimum(G, y, s), optimum(H, y, t)))


def never_rises(block: Block) -> Truths:
    """The claim, by Gram determinants before and after."""
    return np.asarray(~less(before(block), after(block)))


# ---- proved: for all sizes ----


@cache
def derivation() -> Theorem:
    """The minimum of [G N] is compared with the weights s and 0."""
    k = Words("n u p; G: n×u; N: n×p; y: n; s t a: u; τ b: p")
    minimal = given(k("∀ a: u. ∀ b: p. ‖G t + N τ - y‖² ≤ ‖G a + N b - y‖²"))
    lower = by(k("‖G t + N τ - y‖² ≤ ‖G s - y‖²"), use(minimal, k("s"), k("0 τ")))
    return for_all(*k.all("n u p G N y s t τ"), theorem=discharged(lower, minimal))


PROOF = Proof(
    statement="""
        ∀ n u p. ∀ G: n×u. ∀ N: n×p. ∀ y: n. ∀ s t: u. ∀ τ: p.
        (∀ a: u. ∀ b: p. ‖G t + N τ - y‖² ≤ ‖G a + N b - y‖²) → ‖G t + N τ - y‖² ≤ ‖G s - y‖²
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "p": 1,
        "G": [[1], [0]],
        "N": [[1], [1]],
        "y": [[1], [2]],
        "s": [[1]],
        "t": [[-1]],
        "τ": [[2]],
    },
    covers="N has the outputs of p new neurons; s may be any weights, and so those that are optimal for G",
)


# ---- what must fail ----


def weight_as_it_comes(block: Block) -> Truths:
    """The claim without solving again: optimal weights for G stay, the new neuron gets any weight t.

    Then the objective is ‖r - t g‖² = ‖r‖² - 2t gᵀr + t²‖g‖²; in this scope u = 0, so r = y.
    """
    error = block["y"] - block["t"] * block["g"]
    return np.asarray(~less(before(block), whole((error**2).sum(axis=1))))


def show_weight(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the new neuron's weight and the objective that it gives."""
    return {**found, "before": (found["y"] ** 2).sum(), "after": ((found["y"] - found["t"] * found["g"]) ** 2).sum()}


NO_NEURON_YET = Scope(
    {"G": "nu", "y": "n", "g": "n", "t": "t"}, tuple({**size, "t": 1} for size in SIZES if size["u"] == 0), WORDS
)


CLAIM = Claim(
    id="monotone-in-neurons",
    statement="Adding a neuron never raises the optimal objective.",
    source=Source(
        "Shallow Networks",
        "between no neuron and as many as points the optimal objective goes from ‖Y‖² down to 0",
    ),
    property=Property(
        examples=additions(),
        check=check,
        strata=(*ADDITION_STRATA, "stays", "falls", "rank told in float64"),
        show=lambda example: {"G": example.G, "y": example.y, "g": example.g},
    ),
    instance=instance,
    exhausted=Searchable(Statement(never_rises), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "always-lowers", "adding a neuron always lowers the objective", Searchable(Statement(falls), SCOPE, show)
        ),
    ),
    premises=(
        Premise(
            SOLVED_AGAIN,
            "the output weights are solved again with the new neuron",
            Searchable(Statement(weight_as_it_comes), NO_NEURON_YET, show_weight),
        ),
    ),
)
