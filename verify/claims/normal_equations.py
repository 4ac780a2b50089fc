"""s minimises ‖G s - y‖² if and only if Gᵀ(G s - y) = 0, for every G of every rank.

Why. f(s + δ) = f(s) + 2δᵀGᵀ(G s - y) + ‖Gδ‖². If Gᵀ(G s - y) = 0 the middle term vanishes for every δ and the last is
never negative. If z = Gᵀ(G s - y) ≠ 0, then a step δ = -τz with τ = zᵀz / ‖Gz‖² lowers f by (zᵀz)² / ‖Gz‖² > 0; Gz ≠ 0
since zᵀz = zᵀGᵀ(G s - y) would be 0 otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
import sympy
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.exact.fractions_oracle import best
from core.least_squares import fit
from verify.claim import Claim
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments import symbolic
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, along_residual, rank_told
from verify.instruments.gram import equal, objectives
from verify.instruments.random_instances import addition, row
from verify.instruments.rational import columns, dot, gradient, minus, objective, times
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, additions, vectors
from verify.proof import (
    FALSE,
    Expr,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    by_induction,
    conjunction,
    discharged,
    either,
    equivalence,
    for_all,
    given,
    parts,
    taking,
    there_is,
    use,
    vanishing,
)
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

UNCONSTRAINED = "unconstrained-weights"


# ---- tested: random examples ----


@dataclass(frozen=True)
class Fit:
    """Hidden outputs G (n × u), the target y (n), output weights s (u) and other ones t (u)."""

    G: Rows
    y: Row
    s: Row
    t: Row


@st.composite
def fits(draw: DrawFn) -> Fit:
    """Draw fits whose s is optimal, optimal but not the only one, or anything; shrink towards zeros."""
    added = draw(additions())
    G, y, u = added.G, added.y, added.u
    t = draw(vectors(u))
    if not draw(st.booleans()):
        return Fit(G, y, draw(vectors(u)), t)
    s = tuple(best(G, y))
    dependent = [j for j, distance in enumerate(Span.of(G).distances) if not distance]
    another = draw(st.booleans())
    if dependent and another:
        j = draw(st.sampled_from(dependent))
        earlier = best([entries[:j] for entries in G], columns(G)[j])
        kernel = (*(-entry for entry in earlier), Fraction(1), *(Fraction(0),) * (u - j - 1))
        s = tuple(entry + along for entry, along in zip(s, kernel, strict=True))
    return Fit(G, y, s, t)


def check(example: Fit) -> Iterator[str]:
    """Both directions by the definition of a minimiser, exactly; and the float residual within its a-priori bound.

    Float: the residual of `core.least_squares` is orthogonal to every column up to `verify.instruments.float_bounds`.
    """
    G, y, s, t = example.G, example.y, example.s, example.t
    z = gradient(G, y, s)
    yield UNCONSTRAINED
    if any(z):
        Gz = times(G, z)
        tau = dot(z, z) / dot(Gz, Gz)
        if not objective(G, y, minus(s, [tau * entry for entry in z])) < objective(G, y, s):
            raise FallsError("the gradient is not zero and yet a step against it does not lower the objective")
        yield "not optimal"
    else:
        r = Span.of(G).residual(y)
        if not objective(G, y, s) <= objective(G, y, t):
            raise FallsError("the gradient is zero and yet other output weights are better")
        if objective(G, y, s) != dot(r, r):
            raise DisagreementError("normal equations and orthogonalisation give different optimal objectives")
        yield "optimal"
        if Span.of(G).rank < len(s):
            yield "optimal, not the only one"
    yield from _float_side(G, y)


def _float_side(G: Rows, y: Row) -> Iterator[str]:
    bound = a_priori(G)
    floats = fit(np.array(G, dtype=np.float64), np.array(y, dtype=np.float64))
    if not rank_told(G, floats, bound):
        yield "rank not told in float64"
        return
    for column in columns(G):
        computed = abs(float(np.array(column, dtype=np.float64) @ floats.residual))
        if computed > along_residual(G, y, column, bound):
            raise DisagreementError(f"the float residual is not orthogonal to a column: {computed}")
    yield "rank told in float64"


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """Optimal s passes the test and other output weights pass it exactly when their objective is the same."""
    drawn = addition(rng)
    G, y = drawn.G, drawn.y
    s = tuple(best(G, y))
    t = tuple(entry + along for entry, along in zip(s, row(rng, len(s)), strict=True))
    r = Span.of(G).residual(y)
    holds = (
        not any(gradient(G, y, s))
        and objective(G, y, s) == dot(r, r)
        and any(gradient(G, y, t)) == (objective(G, y, t) > dot(r, r))
    )
    return Decided(holds, {"G": G, "y": y, "s": s, "t": t}, (optimum(G, y, s),))


def errors(block: Block, s: str = "s") -> Integers:
    """G s - y of each instance of a block."""
    return np.asarray(np.einsum("inu,iu->in", block["G"], block[s]) - block["y"])


def stationary(block: Block, s: str = "s") -> Truths:
    """Whether Gᵀ(G s - y) = 0."""
    z = np.einsum("inu,in->iu", block["G"], errors(block, s))
    return np.asarray(~z.any(axis=1))


def minimises(block: Block, s: str = "s") -> Truths:
    """Whether ‖G s - y‖² is the minimum, by Gram determinants."""
    value = (errors(block, s) ** 2).sum(axis=1)
    return equal((value, np.ones_like(value)), objectives(block["G"], block["y"]))


WORDS = "n <= 3, u <= 2, entries -1, 0, 1"
SCOPE = Scope({"G": "nu", "y": "n", "s": "u"}, sizes(n=range(1, 4), u=range(3)), WORDS)
BOTH = Statement(lambda block: np.asarray(stationary(block) == minimises(block)))

# ---- proved: for all sizes ----


@cache
def parabola() -> Theorem:
    """A parabola that is nowhere below 0 and touches it at 0 is flat there: with x = 1/(1 + b) take v = -c x."""
    k = Words("b c v x: 1")
    convex, above = given(k("0 ≤ b")), given(k("∀ v: 1. 0 ≤ 2 v c + v v b"))

    def flat(inverse: Theorem) -> Theorem:
        below = by(k("0 ≤ - x ‖c‖²"), use(above, k("- c x")), apply("gram", k("c x")), inverse)
        return vanishing(by(k("‖c‖² ≤ 0"), apply("signs", below, by(k("0 ≤ 1 + b"), convex)), inverse))

    nonzero = assuming(k("1 + b = 0"), lambda absurd: by(FALSE, absurd, convex))
    found = taking(apply("reciprocal", nonzero, k("x")), k("x"), proof=flat)
    return for_all(*k.all("b c"), theorem=discharged(found, convex, above))


@cache
def characterised() -> Theorem:
    """Both directions, as above."""
    k = Words("n u; G: n×u; y: n; s t: u; v: 1")

    def stationary(minimal: Theorem) -> Theorem:
        """Along z = Gᵀ (G s - y) the change of f is a parabola of slope 2 ‖z‖²."""
        change = by(k("0 ≤ 2 v ‖Gᵀ (G s - y)‖² + v v ‖G Gᵀ (G s - y)‖²"), use(minimal, k("s + Gᵀ (G s - y) v")))
        above = for_all(k("v"), theorem=change)
        curvature, slope = k("‖G Gᵀ (G s - y)‖²"), k("‖Gᵀ (G s - y)‖²")
        return apply("gram_zero", use(parabola(), curvature, slope, apply("gram", k("G Gᵀ (G s - y)")), above))

    def minimal(stationary: Theorem) -> Theorem:
        return for_all(k("t"), theorem=by(k("‖G s - y‖² ≤ ‖G t - y‖²"), apply("gram", k("G (t - s)")), stationary))

    there = assuming(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"), stationary)
    back = assuming(k("Gᵀ (G s - y) = 0"), minimal)
    return for_all(*k.all("n u G y s"), theorem=equivalence(there, back))


@cache
def one_more_column() -> Theorem:
    """If Hᵀ (H s - y) = 0 has a solution s for every y, so have the normal equations of [H g].

    With Hᵀ (H p - g) = 0 and Hᵀ (H s - y) = 0, d = g - H p is orthogonal to the columns of H. If d = 0, then s will do
    with weight 0 on g. Otherwise v = gᵀ (y - H s) / ‖d‖² will, with s - p v on H.
    """
    k = Words("n u; H: n×u; g y: n; p s t: u; v x: 1")
    goal = k("∃ t: u. ∃ v: 1. Hᵀ (H t + g v - y) = 0 ∧ gᵀ (H t + g v - y) = 0")

    def solve(of_g: Theorem, of_y: Theorem) -> Theorem:
        length = by(k("‖g - H p‖² = gᵀ (g - H p)"), of_g)

        def dependent(square: Theorem) -> Theorem:
            along_g = by(k("gᵀ (H s + 0 g - y) = 0"), apply("gram_zero", square), of_y)
            along_H = by(k("Hᵀ (H s + 0 g - y) = 0"), of_y)
            return there_is(goal, k("s"), k("0 v"), theorem=conjunction(along_H, along_g))

        def independent(inverse: Theorem) -> Theorem:
            v, t = k("x gᵀ (y - H s)"), k("s - p (x gᵀ (y - H s))")
            along_H = by(k("Hᵀ (H (s - p (x gᵀ (y - H s))) + g (x gᵀ (y - H s)) - y) = 0"), of_g, of_y)
            along_g = by(
                k("gᵀ (H (s - p (x gᵀ (y - H s))) + g (x gᵀ (y - H s)) - y) = 0"),
                by(k("gᵀ (g - H p) x = 1"), inverse, length),
            )
            return there_is(goal, t, v, theorem=conjunction(along_H, along_g))

        return either(
            apply("excluded_middle", k("‖g - H p‖² = 0")),
            dependent,
            lambda nonzero: taking(apply("reciprocal", nonzero, k("x")), k("x"), proof=independent),
        )

    always = given(k("∀ y: n. ∃ s: u. Hᵀ (H s - y) = 0"))
    found = taking(
        use(always, k("g")),
        k("p"),
        proof=lambda of_g: taking(use(always, k("y")), k("s"), proof=lambda of_y: solve(of_g, of_y)),
    )
    return for_all(*k.all("n u H g y"), theorem=discharged(found, always))


@cache
def solvable() -> Theorem:
    """Gᵀ (G w - y) = 0 has a solution for every G of every rank, by induction over its columns."""
    k = Words("n u; G: n×u+1; y: n; E: u+1×u; e: u+1; s: u; v: 1")
    at_0 = Words("n; G: n×0; y: n; none: 0")
    base = there_is(at_0("∃ s: 0. Gᵀ (G s - y) = 0"), at_0("none"), theorem=by(at_0("Gᵀ (G none - y) = 0")))

    def step(smaller: Theorem) -> Theorem:
        def cut(unit_vectors: Theorem) -> Theorem:
            def join(along: Theorem) -> Theorem:
                solved = by(k("Gᵀ (G (E s + e v) - y) = 0"), parts(unit_vectors)[3], *parts(along))
                return there_is(k("∃ s: u+1. Gᵀ (G s - y) = 0"), k("E s + e v"), theorem=solved)

            of_H = use(smaller, k("n"), k("G E"))
            both = use(one_more_column(), *k.all("n u"), k("G E"), k("G e"), k("y"), of_H)
            return taking(both, *k.all("s v"), proof=join)

        found = taking(apply("split", *k.all("u E e")), *k.all("E e"), proof=cut)
        return for_all(*k.all("n G y"), theorem=found)

    without = for_all(*at_0.all("n G y"), theorem=base)
    return by_induction(without, k("u"), k("∀ n. ∀ G: n×u. ∀ y: n. ∃ s: u. Gᵀ (G s - y) = 0"), step)


def derivation() -> Theorem:
    """Both directions, and a minimiser for every G."""
    k = Words("n u; G: n×u; y: n; s t: u")
    minimal = k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²")

    def minimiser(solution: Theorem) -> Theorem:
        least = use(parts(use(characterised(), *k.all("n u G y s")))[1], solution)
        return there_is(Expr("some", k("s"), minimal), k("s"), theorem=least)

    exists = taking(use(solvable(), *k.all("u n G y")), k("s"), proof=minimiser)
    return conjunction(characterised(), for_all(*k.all("n u G y"), theorem=exists))


PROOF = Proof(
    statement="""
        (∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) ↔ Gᵀ (G s - y) = 0) ∧
        (∀ n u. ∀ G: n×u. ∀ y: n. ∃ s: u. ∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²)
    """,
    derive=derivation,
    model={},
)

# ---- derived: SymPy, for entries that are symbols ----

SIZES = ((1, 1), (2, 1), (2, 2), (3, 2), (2, 3))


def derive() -> tuple[str, ...]:
    """The proof above for each size (n, u) and rank, G = A B (n × rank, rank × u); and the appendix's block form."""
    steps: list[str] = []
    for n, u in SIZES:
        for rank in range(min(n, u) + 1):
            m = symbolic.unknowns(A=(n, rank), B=(rank, u), s=(u, 1), d=(u, 1), y=(n, 1))
            G, s, d, y = m["A"] * m["B"], m["s"], m["d"], m["y"]
            at = f"n = {n}, u = {u}, rank {rank}"
            f, z = symbolic.square(G * s - y), G.transpose() * (G * s - y)
            steps += [
                symbolic.step(f"the gradient of f is 2 Gᵀ(G s - y), {at}", symbolic.gradient(f, s), z + z),
                symbolic.step(
                    f"f(s + d) - f(s) = 2 dᵀGᵀ(G s - y) + ‖G d‖², {at}",
                    symbolic.square(G * (s + d) - y) - f,
                    d.transpose() * (z + z) + symbolic.square(G * d),
                ),
                symbolic.step(
                    f"dᵀGᵀ(G s - y) = (G d)ᵀ(G s - y), so G z = 0 gives z = 0, {at}",
                    d.transpose() * z,
                    (G * d).transpose() * (G * s - y),
                ),
            ]
    return (*steps, _step_length(), *_block_form())


def _step_length() -> str:
    """With a = zᵀz and b = ‖Gz‖², the step τ = a/b lowers f by a²/b."""
    a, b = sympy.symbols("a b", positive=True)
    tau = a / b
    if sympy.cancel(-2 * tau * a + tau**2 * b + a**2 / b) != 0:
        raise DisagreementError("SymPy does not confirm the length of the step")
    return "with a = zᵀz, b = ‖G z‖² > 0 and the step d = -(a/b) z: f falls by a²/b"


def _block_form() -> list[str]:
    """The appendix's block normal equations of [g G], in matrix symbols and by explicit entries."""
    steps: list[str] = []
    for n, u in SIZES:
        g, G, Y = (sympy.MatrixSymbol(name, n, width) for name, width in (("g", 1), ("G", u), ("Y", 1)))
        t, s = sympy.MatrixSymbol("t", 1, 1), sympy.MatrixSymbol("s", u, 1)
        both, weights = sympy.BlockMatrix([[g, G]]), sympy.BlockMatrix([[t], [s]])
        normal = sympy.block_collapse(both.T * both * weights - both.T * Y)
        printed = sympy.BlockMatrix([[g.T * g * t + g.T * G * s - g.T * Y], [G.T * g * t + G.T * G * s - G.T * Y]])
        m = symbolic.unknowns(g=(n, 1), G=(n, u), Y=(n, 1), t=(1, 1), s=(u, 1))
        H, w = m["g"].hstack(m["G"]), m["t"].vstack(m["s"])
        entries = H.transpose() * (H * w - m["Y"])
        symbols = {symbol: m[symbol.name] for symbol in (g, G, Y, t, s)}
        at = f"n = {n}, u = {u}"
        steps += [
            symbolic.step(
                f"the normal equations of [g G] in blocks, matrix symbols, {at}",
                symbolic.explicit(normal, symbols, entries),
                entries,
            ),
            symbolic.step(
                f"they are the appendix's two block rows, {at}", symbolic.explicit(printed, symbols, entries), entries
            ),
        ]
    return steps


# ---- what must fail ----

UNIQUE = Statement(
    premises=lambda block: np.asarray((block["s"] != block["t"]).any(axis=1)),
    conclusion=lambda block: ~(minimises(block) & minimises(block, "t")),
)
TWO_WEIGHTS = Scope({"G": "nu", "y": "n", "s": "u", "t": "u"}, sizes(n=range(1, 3), u=range(1, 3)), WORDS)


def minimises_from_zero_up(block: Block) -> Truths:
    """Whether s ≥ 0 minimises over all weights ≥ 0, for u = 1: the optimum is at 0 when gᵀy ≤ 0."""
    value = (errors(block) ** 2).sum(axis=1)
    at_zero = (block["y"] ** 2).sum(axis=1), np.ones_like(value)
    along = (block["G"][:, :, 0] * block["y"]).sum(axis=1)
    free = objectives(block["G"], block["y"])
    smallest = tuple(np.where(along > 0, a, b) for a, b in zip(free, at_zero, strict=True))
    return equal((value, np.ones_like(value)), (smallest[0], smallest[1]))


NOT_NEGATIVE = Statement(
    premises=lambda block: np.asarray((block["s"] >= 0).all(axis=1)),
    conclusion=lambda block: np.asarray(stationary(block) == minimises_from_zero_up(block)),
)


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance of a scope with the objective of its output weights."""
    values = {f"f({s})": ((found["G"] @ found[s] - found["y"]) ** 2).sum() for s in ("s", "t") if s in found}
    return {**found, **values}


CLAIM = Claim(
    id="normal-equations",
    statement="Output weights s minimise f(s) = ‖G s - y‖² if and only if Gᵀ(G s - y) = 0, for every G of every rank.",
    source=Source("Proof of Theorem 1", "at the optimum of the least-squares problem, Gᵀ(G s - y) = 0"),
    property=Property(
        examples=fits(),
        check=check,
        strata=("optimal", "optimal, not the only one", "not optimal", "rank told in float64"),
        show=lambda example: {"G": example.G, "y": example.y, "s": example.s, "t": example.t},
    ),
    instance=instance,
    exhausted=Searchable(BOTH, SCOPE, show),
    derivation=Derivation("SymPy, explicit symbolic entries at small sizes, G of every rank", derive),
    proof=PROOF,
    controls=(
        Control("unique-minimiser", "the minimiser is unique for every G", Searchable(UNIQUE, TWO_WEIGHTS, show)),
    ),
    premises=(
        Premise(
            UNCONSTRAINED,
            "the output weights range over all real numbers (without it: over those that are not negative)",
            Searchable(NOT_NEGATIVE, Scope(SCOPE.shapes, sizes(n=range(1, 4), u=range(1, 2)), WORDS), show),
        ),
    ),
)
