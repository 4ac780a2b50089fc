"""The gain of an added neuron: f - f' = (gᵀr)² / ‖(I - P) g‖² for g outside the span of G, and 0 for g in it.

P is the orthogonal projection onto col G, r = (I - P) y. Why: only q = (I - P) g is new in the span, and q is
orthogonal to col G, so r loses its component along q: ‖r‖² - ‖r'‖² = (qᵀr)²/‖q‖², and qᵀr = gᵀr since Gᵀr = 0.
"""

from collections.abc import Iterator

import numpy as np

from core.accuracy import measure
from core.exact.fractions_oracle import best
from core.least_squares import fit
from core.rounding import at_most, gamma
from verify.claim import Claim
from verify.exhausted import Block, Statement, Truths
from verify.instruments import symbolic
from verify.instruments.additions import SCOPE, WITH_WEIGHTS, after, before, residuals, show
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import Bound, a_priori, length, next_direction, rank_told
from verify.instruments.gram import Quotients, along_residuals, difference, equal, objectives, product, whole
from verify.instruments.random_instances import addition
from verify.instruments.rational import Vector, beside, dot, minus, objective, times
from verify.instruments.span import Span
from verify.instruments.strategies import ADDITION_STRATA, Addition, additions, strata
from verify.ways import (
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

OPTIMAL = "optimal-output-weights"


# ---- tested: random examples at the boundary ----


def check(example: Addition) -> Iterator[str]:
    """Exactly: the difference of two solved objectives against the formula. In float64: see `float_side`."""
    G, y, g = example.G, example.y, example.g
    H, s = beside(G, g), best(G, y)
    yield OPTIMAL
    gain = objective(G, y, s) - objective(H, y, best(H, y))
    v = dot(g, minus(y, times(G, s)))
    q = Span.of(G).residual(g)
    distance = dot(q, q)
    if gain != (v * v / distance if distance else 0):
        raise FallsError("the objective falls by something else than the formula says")
    yield from strata(example)

    floats = fit(np.array(G, dtype=np.float64), np.array(y, dtype=np.float64))
    bound = a_priori(G)
    if not rank_told(G, floats, bound):
        yield "rank not told in float64"
        return
    column = np.array(g, dtype=np.float64)
    if float(gain) not in measure(floats).gain(column):
        raise DisagreementError("core.accuracy encloses the gain, but the exact gain is outside")
    if not distance or floats.add(column).rank == floats.rank:
        yield "no new direction in float64"
        return
    computed = floats.gain(column)
    yield "gain in float64"
    allowed = float_bound(y, float(gain), next_direction(len(y), dot(g, g) / distance, bound), bound)
    if abs(computed - float(gain)) > allowed:
        raise DisagreementError(f"the float gain {computed} is further than {allowed} from the exact one")


def float_bound(y: Vector, gain: float, epsilon: float, bound: Bound) -> float:
    """By how much the float gain (q̂ᵀr̂)² can differ from the exact (qᵀr)², q of length 1; nothing is tuned.

    With ‖q̂ - q‖ ≤ ε and ‖r̂ - r‖ ≤ ρ‖y‖ (`verify.instruments.float_bounds`), the computed q̂ᵀr̂ is within
    B = (ε(1 + ρ) + ρ + γ_n (1 + ε)(1 + ρ)) ‖y‖ of qᵀr; its square is within B (2|qᵀr| + B), and squaring rounds.
    """
    rho = bound.relative
    B = (epsilon * (1 + rho) + rho + gamma(len(y)) * (1 + epsilon) * (1 + rho)) * length(y)
    spread = B * (2 * gain**0.5 + B)
    return at_most(spread + gamma(2) * (gain + spread), 20)


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """Optimal weights before and after, certified; the fall of the objective must be what the formula says."""
    drawn = addition(rng)
    G, y, g = drawn.G, drawn.y, drawn.g
    H = beside(G, g)
    s, t, c = best(G, y), best(H, y), best(G, g)
    v, distance = dot(g, minus(y, times(G, s))), objective(G, g, c)
    fall = objective(G, y, s) - objective(H, y, t)
    holds = fall == (v * v / distance if distance else 0)
    certificates = (optimum(G, y, s), optimum(H, y, t), optimum(G, g, c))
    return Decided(holds, {"G": G, "y": y, "g": g}, certificates)


def gains(block: Block) -> Quotients:
    """The fall of the optimal objective, by Gram determinants before and after."""
    return difference(before(block), after(block))


def formula(block: Block, numerator: Quotients, denominator: Quotients) -> Truths:
    """Whether the gain is numerator / denominator, or 0 where the denominator is."""
    right = equal(product(gains(block), denominator), numerator)
    return np.asarray(np.where(denominator[0] != 0, right, gains(block)[0] == 0))


def claim(block: Block) -> Truths:
    """The claim: (gᵀr)² over the squared distance of g from col G."""
    v = along_residuals(block["G"], block["y"], block["g"])
    return formula(block, product(v, v), objectives(block["G"], block["g"]))


# ---- derived: SymPy, for entries that are symbols ----


def derive() -> tuple[str, ...]:
    """The identities of the proof above, for G = A B of every rank at small sizes.

    Let G c be the projection of g and G s that of y, so q = g - G c, r = y - G s. Then r' = r - t q with t = qᵀr/‖q‖².
    """
    steps: list[str] = []
    for n, u in ((1, 1), (2, 1), (2, 2), (3, 2), (2, 3)):
        for rank in range(min(n, u) + 1):
            m = symbolic.unknowns(A=(n, rank), B=(rank, u), g=(n, 1), y=(n, 1), s=(u, 1), c=(u, 1), t=(1, 1))
            G, g, y, s, c, t = m["A"] * m["B"], m["g"], m["y"], m["s"], m["c"], m["t"]
            q, r, at = g - G * c, y - G * s, f"n = {n}, u = {u}, rank {rank}"
            along = t * q.transpose() * r
            steps += [
                symbolic.step(
                    f"the weights s - t c and t give the residual r - t q, {at}",
                    y - G * (s - c * t) - g * t,
                    r - q * t,
                ),
                symbolic.step(
                    f"‖r - t q‖² = ‖r‖² - 2 t qᵀr + t²‖q‖², {at}",
                    symbolic.square(r - q * t),
                    symbolic.square(r) - along - along + t * symbolic.square(q) * t,
                ),
                symbolic.step(
                    f"gᵀr - qᵀr = cᵀGᵀr, which is 0 by the normal equations, {at}",
                    (g - q).transpose() * r,
                    c.transpose() * G.transpose() * r,
                ),
                symbolic.step(
                    f"gᵀq = ‖q‖² + cᵀGᵀq = ‖q‖², so [g G]ᵀ(r - t q) = 0 for t = qᵀr/‖q‖², {at}",
                    g.transpose() * q,
                    symbolic.square(q) + c.transpose() * G.transpose() * q,
                ),
            ]
    return tuple(steps)


# ---- what must fail ----


def without_projection(block: Block) -> Truths:
    """Wrong: (gᵀr)² / ‖g‖²."""
    v = along_residuals(block["G"], block["y"], block["g"])
    return formula(block, product(v, v), whole((block["g"] ** 2).sum(axis=1)))


def without_optimal_weights(block: Block) -> Truths:
    """The claim with any output weights s in place of optimal ones."""
    v = whole((block["g"] * residuals(block)).sum(axis=1))
    return formula(block, product(v, v), objectives(block["G"], block["g"]))


CLAIM = Claim(
    id="gain-formula",
    statement=(
        "An added neuron lowers the optimal objective by exactly (gᵀr)² / ‖(I - P) g‖², r the residual and P the "
        "projection onto col G; by 0 when g is in col G."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "it is not clear by how much a further neuron improves the objective; it is this formula, which is ours",
    ),
    property=Property(
        examples=additions(),
        check=check,
        strata=(*ADDITION_STRATA, "gain in float64"),
        show=lambda example: {"G": example.G, "y": example.y, "g": example.g},
    ),
    instance=instance,
    exhausted=Searchable(Statement(claim), SCOPE, show),
    derivation=Derivation("SymPy, explicit symbolic entries at small sizes, G of every rank", derive),
    controls=(
        Control(
            "gain-without-projection",
            "the gain is (gᵀr)² / ‖g‖²",
            Searchable(Statement(without_projection), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the residual r = y - G s belongs to optimal output weights s",
            Searchable(Statement(without_optimal_weights), WITH_WEIGHTS, show),
            stated_in_post=None,
        ),
    ),
)
