"""A method that never raises f, started at fixed neurons and optimal output weights, ends at or below their min f.

Why: it starts at min f and is never above it again. What that asks of gradient descent, for fixed neurons: with
A = GᵀG, half the gradient w = Gᵀ(G s - y) and one step s' = s - 2ηw of size η > 0,

    f(s') - f(s) = -4η wᵀ(I - ηA)w,

so a step never raises f, from any start, if I - ηA is positive semidefinite, that is η ≤ 1/λ, λ the largest eigenvalue
of A (any η if λ = 0); and lowers it wherever w ≠ 0, that is wherever s is not optimal, if I - ηA is positive definite,
η < 1/λ (then f - min f shrinks by a factor below 1 at each step, and its limit is 0).

And only then: if vᵀ(I - ηA)v < 0, let w be the projection of v onto col A. What is cut off, z, has A z = 0 and zᵀw = 0,
so wᵀ(I - ηA)w = vᵀ(I - ηA)v - ‖z‖² < 0; and w = A x for some x, so that the start s + x, s optimal, has half the
gradient A x = w, and f rises.

Over all weights of a network `core.descent.backtrack` never raises f, by trying step sizes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise, product

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import ABS, HARD_TANH, LEAKY_RELU, RELU, PiecewiseLinear
from core.descent import backtrack, descend, gradient, step
from core.exact.fractions_oracle import best
from core.layers import fractions
from core.least_squares import fit
from core.networks import Network, exactly, shallow
from core.rounding import gamma
from verify.claim import Claim
from verify.claims.normal_equations import characterised, solvable
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, each, sizes
from verify.instruments.additions import only
from verify.instruments.certificates import optimum
from verify.instruments.gram import equal, less, objectives, whole
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import Matrix, Vector, columns, dot, objective
from verify.instruments.rational import gradient as half_gradient
from verify.instruments.semidefinite import definiteness
from verify.instruments.strategies import Row, Rows, Sample, samples, vectors, weights
from verify.proof import (
    FALSE,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    by_induction,
    clash,
    conjunction,
    discharged,
    equivalence,
    for_all,
    given,
    not_below,
    parts,
    taking,
    use,
)
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

NEVER, OPTIMAL = "never-raises", "optimal-start"
ACTIVATIONS = (RELU, LEAKY_RELU, ABS, HARD_TANH)


# ---- tested: random networks ----


@dataclass(frozen=True)
class Start:
    """A sample, the weights W of the neurons, output weights s, and the step size times the trace of GᵀG."""

    sample: Sample
    W: Rows
    s: Row
    share: Fraction
    activation: PiecewiseLinear

    def network(self, s: Vector) -> Network:
        """The network with output weights s, in Fractions."""
        return shallow(self.activation, fractions(self.W), fractions(s))


@st.composite
def starts(draw: DrawFn) -> Start:
    """Draw 1 or 2 neurons on up to 4 points, a start s, and a share from 1/4 to 3; they shrink towards dead neurons.

    λ is between half of the trace and the trace, and equals the trace for one neuron: a share of 1 is the boundary.
    """
    W = draw(weights(2, draw(st.integers(1, 2))))
    share = draw(st.sampled_from([Fraction(k, 4) for k in (1, 4, 4, 5, 6, 8, 12)]))
    return Start(draw(samples()), W, draw(vectors(len(W))), share, draw(st.sampled_from(ACTIVATIONS)))


def gram(G: Matrix) -> list[list[Fraction]]:
    """GᵀG."""
    return [[dot(a, b) for b in columns(G)] for a in columns(G)]


def eta(A: Matrix, share: Fraction) -> Fraction:
    """The step size: a share of 1 over the trace, or the share itself where all neurons are dead."""
    return share / (sum(A[i][i] for i in range(len(A))) or 1)


def check(example: Start) -> Iterator[str]:
    """Exactly: steps of `core.descent` over s, by the objectives they give, and `float_side` over all weights."""
    X, y = fractions(example.sample.X), example.sample.y
    G = example.network(example.s).hidden(X).tolist()
    A = gram(G)
    size = eta(A, example.share)
    told = definiteness([[Fraction(i == j) - size * a for j, a in enumerate(line)] for i, line in enumerate(A)])
    optimal = best(G, y)
    values = [objective(G, y, s.tolist()) for s in descend(fractions(G), fractions(y), fractions(example.s), size, 3)]
    lowest, slope = objective(G, y, optimal), any(half_gradient(G, y, example.s))
    if told.negative is None and any(later > earlier for earlier, later in pairwise(values)):
        raise FallsError("a step raises f although I - ηA is positive semidefinite")
    if told.definite and values[0] > lowest and not values[1] < values[0]:
        raise FallsError("a step does not lower f although I - ηA is positive definite and s is not optimal")
    if slope != (values[0] > lowest):
        raise DisagreementError("the gradient vanishes elsewhere than at the optimum")
    if told.negative is not None:
        x = best(A, told.negative)
        s = fractions([a + b for a, b in zip(optimal, x, strict=True)])
        after = step(fractions(G), fractions(y), s, size).tolist()
        if not objective(G, y, after) > objective(G, y, s.tolist()):
            raise FallsError("no step raises f where it should, although I - ηA is not positive semidefinite")
    facts = {
        "η above 1/λ": told.negative is not None,
        "η = 1/λ": told.negative is None and not told.definite,
        "η below 1/λ": told.definite and any(map(any, A)),
        "dead neurons alone": not any(map(any, A)),
        "s optimal": not slope,
        "f rises": values[1] > values[0],
        "f falls": values[1] < values[0],
    }
    yield from (name for name, is_so in facts.items() if is_so)
    yield from over_all_weights(example, optimal, lowest)
    yield from float_side(example, G)


def over_all_weights(example: Start, optimal: Vector, lowest: Fraction) -> Iterator[str]:
    """One step of `core.descent.backtrack` in Fractions, and four in float64 whose floats are then taken exactly."""
    X, y = example.sample.X, example.sample.y

    def exact(network: Network) -> Fraction:
        return objective([[Fraction(entry)] for entry in exactly(network)(fractions(X))], y, [Fraction(1)])

    yield OPTIMAL
    yield NEVER
    moved = exact(backtrack(example.network(optimal), fractions(X), fractions(y), steps=1, halvings=8))
    if moved > lowest:
        raise FallsError("a descent that never raises f ends above the optimal objective of the neurons it began with")
    yield "backtracking falls" if moved < lowest else "backtracking stays"
    floats = [np.array(part, dtype=np.float64) for part in (X, y, example.W)]
    hidden = shallow(example.activation, floats[2], np.zeros(len(example.W))).hidden(floats[0])
    begun = shallow(example.activation, floats[2], fit(hidden, floats[1]).weights)
    if exact(backtrack(begun, floats[0], floats[1], steps=4, halvings=8)) > exact(begun):
        raise FallsError("the descent in float64 raised the exact objective of its weights")


def float_side(example: Start, G: Matrix) -> Iterator[str]:
    """A step in float64 against the exact step with the same numbers, held to a bound that is known beforehand.

    e = G s - y errs by at most γ_{u+1} (|G||s| + |y|) =: δ, Gᵀe by |G|ᵀδ + γ_n |G|ᵀ(|e| + δ), and s - 2ηGᵀe by 2η times
    that and γ_4 (|s| + 2η|G|ᵀ(|e| + 2δ)), as γ_n ≤ 1 (Higham, 3.5). The bound itself is evaluated exactly.
    """
    size = Fraction(float(eta(gram(G), example.share)))
    floats = [np.array(part, dtype=np.float64) for part in (G, example.sample.y, example.s)]
    computed = step(floats[0], floats[1], floats[2], float(size))
    GF, y, s = (fractions(part) for part in floats)
    exact, n, u = step(GF, y, s, size), len(y), len(s)
    g = [Fraction(gamma(k)) for k in range(max(n, u + 1, 4) + 1)]
    e = abs(GF @ s - y)
    delta = g[u + 1] * (abs(GF) @ abs(s) + abs(y))
    off = 2 * size * (abs(GF).T @ (delta + g[n] * (e + delta)))
    off = off + g[4] * (abs(s) + 2 * size * (abs(GF).T @ (e + 2 * delta)) + off)
    if (abs(fractions(computed) - exact) > off).any():
        raise DisagreementError("a step in float64 is further from the exact one than rounding explains")
    yield "a step in float64"


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 1 to 3 neurons on 2 to 6 points; steps of 1/trace and 2u/trace, and one over all weights.

    As λ ≤ trace ≤ uλ the first never raises f, and the second, which is above 1/λ unless all neurons are dead, does
    from some start. Certified are the optimal output weights that the bound is about.
    """
    n, u = int(rng.integers(2, 7)), int(rng.integers(1, 4))
    X, y, W, s = points(rng, n), row(rng, n), rows(rng, u, 3), row(rng, u)
    G = relu_outputs(X, W)
    optimal, A = best(G, y), gram(G)
    lowest = objective(G, y, optimal)
    holds = True
    for share in (Fraction(1), Fraction(2 * u)):
        size = eta(A, share)
        told = definiteness([[Fraction(i == j) - size * a for j, a in enumerate(line)] for i, line in enumerate(A)])
        start = s if told.negative is None else [a + b for a, b in zip(optimal, best(A, told.negative), strict=True)]
        after = step(fractions(G), fractions(y), fractions(start), size).tolist()
        change = objective(G, y, after) - objective(G, y, start)
        holds = holds and (change <= 0 if told.negative is None else change > 0)
    end = backtrack(shallow(RELU, fractions(W), fractions(optimal)), fractions(X), fractions(y), steps=1)
    H = end.hidden(fractions(X)).tolist()
    holds = holds and objective(H, y, end.s.tolist()) <= lowest
    return Decided(holds, {"X": X, "y": y, "W": W, "s": s}, (optimum(G, y, optimal),))


# ---- proved: for all sizes ----


@cache
def bounded() -> Theorem:
    """By induction from the optimal start: never above it, so never above any other weights of the first neurons."""
    k = Words("n u k; G: n×u; y z[k]: n; o t: u")
    minimal = given(k("∀ t: u. ‖G o - y‖² ≤ ‖G t - y‖²"))
    start, falls = given(k("z[0] = G o")), given(k("∀ k. ‖z[k + 1] - y‖² ≤ ‖z[k] - y‖²"))
    base = by(k("‖z[0] - y‖² ≤ ‖G t - y‖²"), use(minimal, k("t")), start)
    below = k("‖z[k] - y‖² ≤ ‖G t - y‖²")
    following = k("‖z[k + 1] - y‖² ≤ ‖G t - y‖²")
    always = by_induction(base, k("k"), below, lambda so_far: by(following, so_far, use(falls, k("k"))))
    fixed = for_all(k("t"), theorem=always)
    return for_all(*k.all("o"), theorem=discharged(fixed, minimal, start, falls))


@cache
def change() -> Theorem:
    """f(s') = f(s) - 4η (‖w‖² - η ‖G w‖²), so the sign of the bracket decides."""
    k = Words("n u; G: n×u; y: n; s: u; η: 1")
    step, w = "s - 2 η Gᵀ (G s - y)", "Gᵀ (G s - y)"
    equal = by(k(f"‖G ({step}) - y‖² = ‖G s - y‖² - 4 η (‖{w}‖² - η ‖G {w}‖²)"))
    return for_all(*k.all("n u G y s η"), theorem=equal)


@cache
def never_raises() -> Theorem:
    """If η ‖G v‖² > ‖v‖², then w = A x, the projection of v onto col A, has it too, and from s* + x the value rises.

    As Aᵀ (A x - v) = 0, z = v - A x has ‖G z‖² = zᵀA z = 0 and zᵀA x = 0: so G v = G w and ‖v‖² = ‖w‖² + ‖z‖².
    """
    k = Words("n u; G: n×u; y: n; s o x v: u; η: 1")
    size = given(k("0 < η"))
    semidefinite = k("∀ v: u. η ‖G v‖² ≤ ‖v‖²")
    stays = k("∀ s: u. ‖G (s - 2 η Gᵀ (G s - y)) - y‖² ≤ ‖G s - y‖²")
    changed = use(change(), *k.all("n u G y s η"))

    def there(least: Theorem) -> Theorem:
        w = k("Gᵀ (G s - y)")
        room = by(k("0 ≤ ‖Gᵀ (G s - y)‖² - η ‖G Gᵀ (G s - y)‖²"), use(least, w))
        product = apply("signs", by(k("0 ≤ η"), size), room)
        return for_all(k("s"), theorem=by(stays.parts[1], changed, (4, product)))

    def back(falls: Theorem) -> Theorem:
        def rises(larger: Theorem, optimal: Theorem, projection: Theorem) -> Theorem:
            none = apply("gram_zero", by(k("‖G (v - Gᵀ G x)‖² = 0"), projection))
            across = by(k("(v - Gᵀ G x)ᵀ Gᵀ G x = 0"), none)
            cut = apply("gram", k("v - Gᵀ G x"))
            below = by(k("0 < η ‖G Gᵀ G x‖² - ‖Gᵀ G x‖²"), larger, cut, none, across)
            w = by(k("Gᵀ (G (o + x) - y) = Gᵀ G x"), optimal)
            equal = by(
                k("‖G (o + x - 2 η Gᵀ (G (o + x) - y)) - y‖² = ‖G (o + x) - y‖² - 4 η (‖Gᵀ G x‖² - η ‖G Gᵀ G x‖²)"),
                use(change(), *k.all("n u G y"), k("o + x"), k("η")),
                w,
            )
            return by(FALSE, use(falls, k("o + x")), equal, (4, apply("signs", size, below)))

        def not_above(larger: Theorem) -> Theorem:
            optimal = use(solvable(), *k.all("u n G y"))
            projection = use(solvable(), *k.all("u u"), k("Gᵀ G"), k("v"))
            return taking(
                optimal,
                k("o"),
                proof=lambda at_o: taking(projection, k("x"), proof=lambda of_v: rises(larger, at_o, of_v)),
            )

        return for_all(k("v"), theorem=not_below(k("η ‖G v‖²"), k("‖v‖²"), not_above))

    verdict = equivalence(assuming(semidefinite, there), assuming(stays, back))
    return for_all(*k.all("n u G y η"), theorem=discharged(verdict, size))


@cache
def lowers() -> Theorem:
    """If I - ηA is positive definite, the bracket is above 0 for w ≠ 0."""
    k = Words("n u; G: n×u; y: n; s t v: u; η: 1")
    size, definite = given(k("0 < η")), given(k("∀ v: u. v ≠ 0 → η ‖G v‖² < ‖v‖²"))
    sloping = given(k("¬ (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²)"))
    least = parts(use(characterised(), *k.all("n u G y s")))[1]
    nonzero = assuming(k("Gᵀ (G s - y) = 0"), lambda flat: clash(use(least, flat), sloping))
    w = k("Gᵀ (G s - y)")
    room = by(k("0 < ‖Gᵀ (G s - y)‖² - η ‖G Gᵀ (G s - y)‖²"), use(definite, w, nonzero))
    changed = use(change(), *k.all("n u G y s η"))
    lower = by(k("‖G (s - 2 η Gᵀ (G s - y)) - y‖² < ‖G s - y‖²"), changed, (4, apply("signs", size, room)))
    each = for_all(k("s"), theorem=apply("discharge", sloping.conclusion, lower))
    return for_all(*k.all("n u G y η"), theorem=discharged(each, size, definite))


def derivation() -> Theorem:
    """The bound, and both step sizes of gradient descent."""
    k = Words("n u; G: n×u; y: n; η: 1")
    size = given(k("0 < η"))
    sizes = conjunction(*(use(one(), *k.all("n u G y η"), size) for one in (never_raises, lowers)))
    descent = for_all(k("η"), theorem=discharged(sizes, size))
    return for_all(*k.all("n u G y"), theorem=conjunction(bounded(), descent))


PROOF = Proof(
    statement="""
        ∀ n u. ∀ G: n×u. ∀ y z[k]: n.
        (∀ o: u. (∀ t: u. ‖G o - y‖² ≤ ‖G t - y‖²) → z[0] = G o → (∀ k. ‖z[k + 1] - y‖² ≤ ‖z[k] - y‖²) →
            ∀ t: u. ∀ k. ‖z[k] - y‖² ≤ ‖G t - y‖²) ∧
        (∀ η: 1. 0 < η →
            ((∀ v: u. η ‖G v‖² ≤ ‖v‖²) ↔ ∀ s: u. ‖G (s - 2 η Gᵀ (G s - y)) - y‖² ≤ ‖G s - y‖²) ∧
            ((∀ v: u. v ≠ 0 → η ‖G v‖² < ‖v‖²) → ∀ s: u. ¬ (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) →
                ‖G (s - 2 η Gᵀ (G s - y)) - y‖² < ‖G s - y‖²))
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "G": [[1], [0]],
        "y": [[1], [1]],
        "z": lambda k: [[1], [min(k, 1)]],
        "o": [[1]],
        "η": [[Fraction(1, 2)]],
        "s": [[0]],
    },
    covers="z[k] is what the network gives after k steps; η ≤ 1/λ is said as η ‖G v‖² ≤ ‖v‖² for all v, and < likewise",
)


# ---- exhausted, and what must fail ----

STEPS = (Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(2))
SCOPE = Scope(
    {"G": "nu"},
    (*sizes(n=range(1, 4), u=range(1, 3)), {"n": 4, "u": 1}),
    "n <= 3, u <= 2 and n = 4, u <= 1, entries -1, 0, 1, six step sizes, y = 0, starts with entries from -3 to 3",
)
"""With y = 0: f(s) - min f does not depend on y when s is counted from an optimal one."""


def grid(u: int) -> Integers:
    """Starts s with entries from -3 to 3."""
    return np.array(list(product(range(-3, 4), repeat=u)), dtype=np.int64)


def changes(G: Integers, size: Fraction) -> Integers:
    """q² times the change of ‖G s‖² by one step of size p/q (N × starts)."""
    p, q = size.numerator, size.denominator
    A = np.einsum("inu,inv->iuv", G, G)
    S = grid(G.shape[2])
    after = q * S[None] - 2 * p * np.einsum("iuv,kv->iku", A, S)
    return np.asarray(_squares(G, after) - q * q * _squares(G, np.broadcast_to(S, after.shape)))


def _squares(G: Integers, S: Integers) -> Integers:
    return np.asarray((np.einsum("inu,iku->ikn", G, S) ** 2).sum(axis=2))


def minors(G: Integers, size: Fraction) -> tuple[Truths, Truths]:
    """Whether I - ηA is positive semidefinite, and positive definite, by the principal minors of q I - p A."""
    p, q = size.numerator, size.denominator
    u = G.shape[2]
    M = q * np.eye(u, dtype=np.int64) - p * np.einsum("inu,inv->iuv", G, G)
    found = [M[:, i, i] for i in range(u)]
    if u == 2:
        found.append(M[:, 0, 0] * M[:, 1, 1] - M[:, 0, 1] ** 2)
    return np.all([minor >= 0 for minor in found], axis=0), np.all([minor > 0 for minor in found], axis=0)


def claim(block: Block) -> Truths:
    """For each step size: f never rises iff semidefinite, and falls at all starts but optimal ones iff definite."""
    G = block["G"]
    optimal = _squares(G, np.broadcast_to(grid(G.shape[2]), (len(G), *grid(G.shape[2]).shape))) == 0
    right = np.ones(len(G), dtype=np.bool_)
    for size in STEPS:
        change = changes(G, size)
        semidefinite, definite = minors(G, size)
        right &= semidefinite == (change <= 0).all(axis=1)
        right &= definite <= ((change < 0) | optimal).all(axis=1)
    return right


def after_step(block: Block) -> Integers:
    """S - 2Gᵀ(G s - y): a step of size 1."""
    G, s = block["G"], block["s"]
    return np.asarray(s - 2 * np.einsum("inu,in->iu", G, np.einsum("inu,iu->in", G, s) - block["y"]))


def value(block: Block, s: Integers) -> Integers:
    """‖G s - y‖²."""
    return np.asarray(((np.einsum("inu,iu->in", block["G"], s) - block["y"]) ** 2).sum(axis=1))


def falls_or_optimal(block: Block) -> Truths:
    """Wrong: a step of size 1 lowers f, or s is optimal."""
    f, g = value(block, block["s"]), value(block, after_step(block))
    return np.asarray((g < f) | equal(whole(f), objectives(block["G"], block["y"])))


def never_rises(block: Block) -> Truths:
    """Wrong: a step of size 1 never raises f."""
    return np.asarray(value(block, after_step(block)) <= value(block, block["s"]))


def stays_bounded(block: Block) -> Truths:
    """Wrong: no step at all, which never raises f, ends at or below min f from any start s."""
    return np.asarray(~less(objectives(block["G"], block["y"]), whole(value(block, block["s"]))))


WITH_STARTS = Scope(
    {"G": "nu", "y": "n", "s": "u"}, sizes(n=range(1, 4), u=range(1, 3)), "n <= 3, u <= 2, entries -1, 0, 1"
)


def show_steps(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the output weights and the objective before, after one step of size 1 and after two, and min f."""
    G, y = found["G"], found["y"]
    steps = descend(G, y, found["s"], 1, 2)
    f = [int(((G @ s - y) ** 2).sum()) for s in steps]
    return {**found, "s after each step": steps[1:], "f": f, "min f": only(objectives(G[None], y[None]))}


WITH_NETWORK = Scope(
    {"X": "nm", "w": "m", "y": "n"},
    ({"n": 2, "m": 2},),
    "one ReLU neuron with two weights on two points where it has a slope, entries -1, 0, 1",
)


def one_step(found: Mapping[str, Integers]) -> tuple[Fraction, Fraction] | None:
    """The objective before and after one step of size 8 over all weights from optimal s; None at a breakpoint."""
    z = found["X"] @ found["w"]
    if not z.all() or (z < 0).all():  # a dead neuron stays where it is
        return None
    X, w, y = fractions(found["X"]), fractions(found["w"]), fractions(found["y"])
    G = shallow(RELU, w[None], fractions([0])).hidden(X)
    network = shallow(RELU, w[None], fractions(best(G.tolist(), y.tolist())))
    by_weights, by_outputs = gradient(network, X, y)
    moved = shallow(RELU, w[None] - 8 * by_weights, network.s - 8 * by_outputs)
    errors = [net(X) - y for net in (network, moved)]
    return errors[0] @ errors[0], errors[1] @ errors[1]


def bounded_with_any_step(found: Mapping[str, Integers]) -> bool:
    """Wrong: one step of size 8 over all weights, from optimal output weights, ends at or below min f."""
    values = one_step(found)
    return values is None or values[1] <= values[0]


def show_network(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with min f and the objective after the step."""
    before, after = one_step(found) or (None, None)
    return {**found, "min f": before, "after": after}


CLAIM = Claim(
    id="descent-bound",
    kind=Kind.REPAIRED,
    repairs="gradient-descent-printed",
    statement=(
        "A method that never raises f, started at fixed neurons and optimal output weights, ends at or below their "
        "min f. For fixed neurons, gradient descent s - 2ηGᵀ(G s - y), η > 0, never raises f from any start if and "
        "only if η ≤ 1/λ, λ the largest eigenvalue of GᵀG, and for η < 1/λ lowers it wherever s is not optimal."
    ),
    source=Source(
        "Shallow Networks",
        "with fixed neurons the problem is convex and gradient descent over s solves it; its solution bounds every "
        "local minimum of the full problem that is reached from there",
    ),
    property=Property(
        examples=starts(),
        check=check,
        strata=(
            *("η above 1/λ", "η = 1/λ", "η below 1/λ", "dead neurons alone", "s optimal", "f rises", "f falls"),
            *("backtracking falls", "backtracking stays", "a step in float64"),
        ),
        show=lambda example: {
            "X": example.sample.X,
            "y": example.sample.y,
            "W": example.W,
            "s": example.s,
            "η trace(A)": example.share,
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(claim), SCOPE),
    proof=PROOF,
    controls=(
        Control(
            "any-step-size",
            "gradient descent over the output weights never raises f with step size 1",
            Searchable(Statement(never_rises), WITH_STARTS, show_steps),
        ),
        Control(
            "falls-at-the-boundary",
            "a step of size 1 ≤ 1/λ lowers f wherever s is not optimal",
            Searchable(
                Statement(falls_or_optimal, lambda block: minors(block["G"], STEPS[4])[0]), WITH_STARTS, show_steps
            ),
        ),
    ),
    premises=(
        Premise(
            NEVER,
            "the method never raises f (without it: one step of size 8 down the gradient over all weights)",
            Searchable(Statement(each(bounded_with_any_step)), WITH_NETWORK, show_network),
            stated_in_post=False,
        ),
        Premise(
            OPTIMAL,
            "it starts at optimal output weights of the fixed neurons (without it: no step, from any s)",
            Searchable(Statement(stays_bounded), WITH_STARTS, show_steps),
        ),
    ),
)
