"""Theorem 1 of the post: an added neuron g improves the objective if and only if gᵀ(y - G s) ≠ 0, s optimal for G.

For every G (n × u) of every rank, u = 0 included, and both directions. Why: write r = y - G s, so Gᵀr = 0 by the
normal equations. For any weights,

    ‖G (s + δ) + gτ - y‖² = ‖r‖² - 2τ gᵀr + ‖Gδ + gτ‖².

If gᵀr = 0 nothing is below ‖r‖². If gᵀr ≠ 0 then g ≠ 0, and δ = 0, τ = gᵀr/‖g‖² give ‖r‖² - (gᵀr)²/‖g‖² < ‖r‖².
r is the same for every optimal s, since G s is the projection of y.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy

from core import accuracy, exact
from core.exact import Verdict
from core.exact.fractions_oracle import best, improves
from core.least_squares import fit
from core.rounding import at_most, gamma
from verify.claim import Claim
from verify.claims.normal_equations import characterised, parabola
from verify.evidence import Kind
from verify.exhausted import Block, Statement, Truths
from verify.instruments import symbolic
from verify.instruments.additions import SCOPE, WITH_WEIGHTS, falls, residuals, show
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, along_residual, rank_told
from verify.instruments.gram import along_residuals, objectives
from verify.instruments.random_instances import addition
from verify.instruments.rational import beside, dot, gradient, minus, objective, times
from verify.instruments.span import Span
from verify.instruments.strategies import ADDITION_STRATA, Addition, additions, strata
from verify.proof import (
    FALSE,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    by_contradiction,
    clash,
    equivalence,
    for_all,
    given,
    not_below,
    parts,
    taking,
    there_is,
    use,
)
from verify.ways import (
    Certificate,
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
    """Exactly: the objective falls (solved twice) if and only if gᵀr ≠ 0. In float64: see `float_side`."""
    G, y, g = example.G, example.y, example.g
    s = best(G, y)
    v = dot(g, minus(y, times(G, s)))
    if not any(gradient(G, y, s)):
        yield OPTIMAL
    if improves(G, y, g) != (v != 0):
        raise FallsError("the objective falls, or does not, against the verdict of gᵀ(y - G s)")
    if v != dot(g, Span.of(G).residual(y)):
        raise DisagreementError("normal equations and orthogonalisation give different gᵀr")
    if exact.decide(G, y, g).verdict is not (Verdict.IMPROVES if v else Verdict.DOES_NOT):
        raise DisagreementError("core.exact.decide gives another verdict than solving twice in fractions")
    yield from strata(example)
    yield from float_side(example)


def float_side(example: Addition) -> Iterator[str]:
    """What float64 says, held to a bound that is known before the first float operation; nothing is tuned.

    With r̂ the residual of `core.least_squares` and v̂ = fl(gᵀr̂): ‖r̂ - r‖ ≤ ρ‖y‖ (`verify.instruments.float_bounds`),
    and an inner product of length n errs by γ_n‖g‖‖r̂‖ (Higham, 3.5), so |v̂ - gᵀr| ≤ ‖g‖‖y‖ (ρ + γ_n (1 + ρ)) =: B.
    Hence |v̂| > B proves gᵀr ≠ 0: then g must improve. When |v̂| ≤ B floats cannot tell, and the exact verdict stands
    alone. `core.accuracy` encloses the gain from the result alone; an enclosure above 0 must mean an improving neuron
    too.
    """
    G, y, g = (np.array(part, dtype=np.float64) for part in (example.G, example.y, example.g))
    bound = a_priori(example.G)
    floats = fit(G, y)
    if not rank_told(example.G, floats, bound):
        yield "rank not told in float64"
        return
    v = dot(example.g, Span.of(example.G).residual(example.y))
    computed = float(g @ floats.residual)
    B = along_residual(example.G, example.y, example.g, bound)
    if abs(computed - float(v)) > at_most(B + gamma(2) * abs(computed), 2):
        raise DisagreementError(f"float64 gives gᵀr = {computed}, which is further than {B} from the exact value")
    yield "told by float64" if abs(computed) > B else "within the bound, decided exactly"
    if abs(computed) > B and not v:
        raise DisagreementError("float64 proves gᵀr ≠ 0 by its bound, but it is 0")
    if accuracy.measure(floats).gain(g).low > 0 and not v:
        raise DisagreementError("core.accuracy proves a gain that does not exist")


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """The objective, solved before and after, must fall exactly when gᵀr ≠ 0; optima and verdict are certified."""
    drawn = addition(rng)
    G, y, g = drawn.G, drawn.y, drawn.g
    H = beside(G, g)
    s, t = best(G, y), best(H, y)
    falls = objective(H, y, t) < objective(G, y, s)
    decision = exact.decide(G, y, g)
    agreed = falls == (dot(g, minus(y, times(G, s))) != 0) == decision.improves
    certificates = optimum(G, y, s), optimum(H, y, t), Certificate(decision.certificate, cites="theorem-1")
    return Decided(agreed, {"G": G, "y": y, "g": g}, certificates)


def along(block: Block) -> Truths:
    """Whether gᵀr ≠ 0, by a bordered determinant."""
    return np.asarray(along_residuals(block["G"], block["y"], block["g"])[0] != 0)


def theorem(block: Block) -> Truths:
    """The claim: the objective falls (Gram determinants before and after) if and only if gᵀr ≠ 0."""
    return np.asarray(falls(block) == along(block))


# ---- proved: for all sizes ----


@cache
def derivation() -> Theorem:
    """Both directions, as in the docstring of this file; the step along g is that of the lemma `parabola`."""
    k = Words("n u; G: n×u; y g: n; s t: u; v: 1")
    below = k("∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²")
    minimal, different = k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"), k("gᵀ G s ≠ gᵀ y")
    stationary = use(parts(use(characterised(), *k.all("n u G y s")))[0], given(minimal))

    def there(lower: Theorem) -> Theorem:
        """If gᵀr = 0 then ‖G t + g v - y‖² = ‖r‖² + ‖G (t - s) + g v‖², which is not below ‖r‖²."""
        return assuming(
            k("gᵀ G s = gᵀ y"),
            lambda same: by(FALSE, lower, apply("gram", k("G (t - s) + g v")), stationary, same),
        )

    def back(distinct: Theorem) -> Theorem:
        """If nothing is below ‖r‖², then ‖r - g v‖² is not for any v, so the slope gᵀr of this parabola is 0."""

        def flat(nothing_below: Theorem) -> Theorem:
            def not_lower(less: Theorem) -> Theorem:
                return clash(there_is(below, k("s"), k("v"), theorem=less), nothing_below)

            above = not_below(k("‖G s - y‖²"), k("‖G s + g v - y‖²"), not_lower)
            slope = for_all(k("v"), theorem=by(k("0 ≤ 2 v gᵀ (G s - y) + v v ‖g‖²"), above))
            same = use(parabola(), k("‖g‖²"), k("gᵀ (G s - y)"), apply("gram", k("g")), slope)
            return clash(by(k("gᵀ G s = gᵀ y"), same), distinct)

        return by_contradiction(below, flat)

    forward = assuming(below, lambda lower: taking(lower, *k.all("t v"), proof=there))
    verdict = equivalence(forward, assuming(different, back))
    return for_all(*k.all("n u G y g s"), theorem=apply("discharge", minimal, verdict))


PROOF = Proof(
    statement="""
        ∀ n u. ∀ G: n×u. ∀ y g: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) →
        ((∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²) ↔ gᵀ G s ≠ gᵀ y)
    """,
    derive=derivation,
    model={"n": 2, "u": 1, "G": [[1], [0]], "y": [[0], [1]], "g": [[1], [1]], "s": [[0]]},
)

# ---- derived: SymPy, for entries that are symbols ----


def derive() -> tuple[str, ...]:
    """The identity and both directions of the proof above, at small sizes and for G = A B of every rank."""
    steps: list[str] = []
    for n, u in ((1, 1), (2, 1), (2, 2), (3, 2), (2, 3)):
        for rank in range(min(n, u) + 1):
            m = symbolic.unknowns(A=(n, rank), B=(rank, u), g=(n, 1), y=(n, 1), s=(u, 1), d=(u, 1), t=(1, 1))
            G, g, y, s, d, t = m["A"] * m["B"], m["g"], m["y"], m["s"], m["d"], m["t"]
            r = y - G * s
            at = f"n = {n}, u = {u}, rank {rank}"
            change = symbolic.square(G * (s + d) + g * t - y) - symbolic.square(r)
            linear = d.transpose() * G.transpose() * r + t * g.transpose() * r
            both = g.hstack(G)
            steps += [
                symbolic.step(
                    f"at s' = 0 the block normal equations leave (gᵀ(G s - y), Gᵀ(G s - y)), {at}",
                    both.transpose() * (G * s - y),
                    (-(g.transpose() * r)).vstack(-(G.transpose() * r)),
                ),
                symbolic.step(
                    f"‖G (s + d) + g t - y‖² - ‖r‖² = ‖G d + g t‖² - 2 dᵀGᵀr - 2 t gᵀr, {at}",
                    change,
                    symbolic.square(G * d + g * t) - linear - linear,
                ),
            ]
    v, square = sympy.symbols("v q", positive=True)
    if sympy.cancel(-2 * (v / square) * v + (v / square) ** 2 * square + v**2 / square) != 0:
        raise DisagreementError("SymPy does not confirm the step t = gᵀr / ‖g‖²")
    return (*steps, "with Gᵀr = 0, d = 0 and t = gᵀr / ‖g‖² the change is -(gᵀr)² / ‖g‖²: below 0 unless gᵀr = 0")


# ---- what must fail ----


def without_optimal_weights(block: Block) -> Truths:
    """The claim with any output weights s in place of optimal ones."""
    return np.asarray(falls(block) == ((block["g"] * residuals(block)).sum(axis=1) != 0))


def along_target(block: Block) -> Truths:
    """Wrong: improves if and only if gᵀy ≠ 0."""
    return np.asarray(falls(block) == ((block["g"] * block["y"]).sum(axis=1) != 0))


def outside_the_span(block: Block) -> Truths:
    """Wrong: improves if and only if g is not in col G, i.e. not at distance 0."""
    return np.asarray(falls(block) == (objectives(block["G"], block["g"])[0] != 0))


CLAIM = Claim(
    id="theorem-1",
    kind=Kind.REPAIRED,
    repairs="theorem-1-printed",
    statement=(
        "Adding a neuron with outputs g lowers the optimal objective if and only if gᵀG s ≠ gᵀy, "
        "for optimal s, in both directions and for G of every rank."
    ),
    source=Source(
        "Shallow Networks, Theorem 1",
        "one more neuron improves the objective unless its outputs satisfy one linear equation, g'ᵀG s = g'ᵀY",
    ),
    property=Property(
        examples=additions(),
        check=check,
        strata=(*ADDITION_STRATA, "told by float64", "within the bound, decided exactly"),
        show=lambda example: {"G": example.G, "y": example.y, "g": example.g},
    ),
    instance=instance,
    exhausted=Searchable(Statement(theorem), SCOPE, show),
    derivation=Derivation("SymPy, explicit symbolic entries at small sizes, G of every rank", derive),
    proof=PROOF,
    controls=(
        Control(
            "correlated-with-the-target",
            "a neuron improves if and only if gᵀy ≠ 0",
            Searchable(Statement(along_target), SCOPE, show),
        ),
        Control(
            "outside-the-span",
            "a neuron improves if and only if g is not in col G",
            Searchable(Statement(outside_the_span), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the output weights s are optimal for G",
            Searchable(Statement(without_optimal_weights), WITH_WEIGHTS, show),
            stated_in_post=False,
        ),
    ),
)
