"""The gain of an added neuron: f - f' = (gᵀr)² / ‖(I - P) g‖² for g outside the span of G, and 0 for g in it.

P is the orthogonal projection onto col G, r = (I - P) y. Why: only q = (I - P) g is new in the span, and q is
orthogonal to col G, so r loses its component along q: ‖r‖² - ‖r'‖² = (qᵀr)²/‖q‖², and qᵀr = gᵀr since Gᵀr = 0.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import numpy as np

from core.accuracy import measure
from core.exact.fractions_oracle import best
from core.least_squares import fit
from core.rounding import at_most, gamma
from verify.claim import Claim
from verify.claims.normal_equations import characterised, one_more_column, solvable
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
    parts,
    taking,
    there_is,
    use,
)
from verify.proof.syntax import ONE
from verify.ways import (
    Control,
    Decided,
    Derivation,
    DisagreementError,
    FallsError,
    Premise,
    Proof,
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


# ---- proved: for all sizes ----


@cache
def optimum_with() -> Theorem:
    """(w, v) is optimal for [G g] if and only if its error is orthogonal to G and to g: one of the two at a time."""
    k = Words("n u; G: n×u; y g: n; w a: u; v b: 1")
    normal = k("Gᵀ (G w + g v - y) = 0 ∧ gᵀ (G w + g v - y) = 0")
    minimal = k("∀ a: u. ∀ b: 1. ‖G w + g v - y‖² ≤ ‖G a + g b - y‖²")

    def there(least: Theorem) -> Theorem:
        in_G = by(k("‖G w - (y - g v)‖² ≤ ‖G a - (y - g v)‖²"), use(least, k("a"), k("v")))
        in_g = by(k("‖g v - (y - G w)‖² ≤ ‖g b - (y - G w)‖²"), use(least, k("w"), k("b")))
        along_G = use(characterised(), k("n"), k("u"), k("G"), k("y - g v"), k("w"))
        along_g = use(characterised(), k("n"), ONE, k("g"), k("y - G w"), k("v"))
        return conjunction(
            by(k("Gᵀ (G w + g v - y) = 0"), use(parts(along_G)[0], for_all(k("a"), theorem=in_G))),
            by(k("gᵀ (G w + g v - y) = 0"), use(parts(along_g)[0], for_all(k("b"), theorem=in_g))),
        )

    def back(orthogonal: Theorem) -> Theorem:
        square = apply("gram", k("G (a - w) + g (b - v)"))
        least = by(k("‖G w + g v - y‖² ≤ ‖G a + g b - y‖²"), square, *parts(orthogonal))
        return for_all(*k.all("a b"), theorem=least)

    verdict = equivalence(assuming(minimal, there), assuming(normal, back))
    return for_all(*k.all("n u G y g w v"), theorem=verdict)


@cache
def gained() -> Theorem:
    """Both errors are orthogonal to G, that of [G g] to g as well; so f falls by v gᵀr, and ‖g - G p‖² v = gᵀr."""
    k = Words("n u; G: n×u; y g: n; s p t a: u; v b: 1; c: u")
    before = given(k("∀ a: u. ‖G s - y‖² ≤ ‖G a - y‖²"))
    of_g = given(k("∀ a: u. ‖G p - g‖² ≤ ‖G a - g‖²"))
    after = given(k("∀ a: u. ∀ b: 1. ‖G t + g v - y‖² ≤ ‖G a + g b - y‖²"))
    error = use(parts(use(characterised(), *k.all("n u G y s")))[0], before)
    direction = use(parts(use(characterised(), *k.all("n u G g p")))[0], of_g)
    along_G, along_g = parts(use(parts(use(optimum_with(), *k.all("n u G y g t v")))[0], after))
    fall = by(k("‖G s - y‖² - ‖G t + g v - y‖² = v gᵀ (y - G s)"), error, along_G, along_g)
    weight = by(k("v ‖g - G p‖² = gᵀ (y - G s)"), error, direction, along_G, along_g)
    formula = by(k("(‖G s - y‖² - ‖G t + g v - y‖²) ‖g - G p‖² = (gᵀ (y - G s))²"), fall, weight)
    none = assuming(k("g = G c"), lambda inside: by(k("‖G t + g v - y‖² = ‖G s - y‖²"), fall, inside, error))
    both = conjunction(formula, for_all(k("c"), theorem=none))
    return for_all(*k.all("n u G y g s p t v"), theorem=discharged(both, before, of_g, after))


@cache
def derivation() -> Theorem:
    """The formula, and optimal weights for [G g], which exist by the lemma `one_more_column`."""
    k = Words("n u; G: n×u; y g: n; t a: u; v b: 1")
    optimal = k("∃ t: u. ∃ v: 1. ∀ a: u. ∀ b: 1. ‖G t + g v - y‖² ≤ ‖G a + g b - y‖²")
    every = for_all(k("y"), theorem=use(solvable(), *k.all("u n G y")))
    solution = use(one_more_column(), *k.all("n u G g y"), every)

    def solved(orthogonal: Theorem) -> Theorem:
        least = use(parts(use(optimum_with(), *k.all("n u G y g t v")))[1], orthogonal)
        return there_is(optimal, k("t"), k("v"), theorem=least)

    exists = for_all(*k.all("n u G y g"), theorem=taking(solution, *k.all("t v"), proof=solved))
    return conjunction(gained(), exists)


PROOF = Proof(
    statement="""
        (∀ n u. ∀ G: n×u. ∀ y g: n. ∀ s p t: u. ∀ v: 1.
            (∀ a: u. ‖G s - y‖² ≤ ‖G a - y‖²) → (∀ a: u. ‖G p - g‖² ≤ ‖G a - g‖²) →
            (∀ a: u. ∀ b: 1. ‖G t + g v - y‖² ≤ ‖G a + g b - y‖²) →
            (‖G s - y‖² - ‖G t + g v - y‖²) ‖g - G p‖² = (gᵀ (y - G s))² ∧
            (∀ c: u. g = G c → ‖G t + g v - y‖² = ‖G s - y‖²)) ∧
        (∀ n u. ∀ G: n×u. ∀ y g: n. ∃ t: u. ∃ v: 1. ∀ a: u. ∀ b: 1. ‖G t + g v - y‖² ≤ ‖G a + g b - y‖²)
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "G": [[1], [0]],
        "y": [[1], [1]],
        "g": [[1], [0]],
        "s": [[1]],
        "p": [[1]],
        "t": [[Fraction(1, 2)]],
        "v": [[Fraction(1, 2)]],
        "c": [[1]],
    },
    covers="(I - P) g is g - G p with p optimal for g; its square, 0 for g in col G, stands on the left as a factor",
)


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
    proof=PROOF,
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
