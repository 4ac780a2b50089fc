"""Changes to the neurons' weights that are kept only when they lower the optimal objective never raise it.

At every moment it is the lowest of all objectives tried so far. Why: by induction. A proposal below the objective so
far, which is the lowest, becomes the lowest and is kept; any other is not below, and nothing changes. Nothing is asked
of the changes, the activation or the rank.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from operator import lt
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import ABS, HARD_TANH, LEAKY_RELU, RELU, PiecewiseLinear
from core.changes import Changed, keep_changes, optimal_objective, random_changes
from core.exact.fractions_oracle import best
from core.layers import Array, activate, fractions
from core.least_squares import fit
from verify.claim import Claim
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.certificates import optimum
from verify.instruments.float_bounds import a_priori, rank_told
from verify.instruments.float_bounds import objective as objective_bound
from verify.instruments.random_instances import GRID, points, row, rows
from verify.instruments.rational import dot, objective
from verify.instruments.span import Span
from verify.instruments.strategies import SAMPLE_STRATA, Row, Rows, Sample, sample_strata, samples, vectors, weights
from verify.proof import (
    Expr,
    Theorem,
    Words,
    apply,
    by,
    by_induction,
    conjunction,
    discharged,
    either,
    for_all,
    given,
    parts,
    use,
)
from verify.ways import (
    Certificate,
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

KEPT = "kept-only-when-lower"
ACTIVATIONS = (RELU, LEAKY_RELU, ABS, HARD_TANH)


# ---- tested: random networks ----


@dataclass(frozen=True)
class Proposals:
    """A sample, the weights W of the neurons, and changes: the number of a neuron and what its weights gain."""

    sample: Sample
    W: Rows
    changes: tuple[tuple[int, Row], ...]
    activation: PiecewiseLinear


@st.composite
def proposals(draw: DrawFn) -> Proposals:
    """Draw 1 to 3 neurons, all of them dead or not, on up to 4 points, and up to 5 changes or none.

    They shrink towards one dead neuron and no change.
    """
    u = draw(st.integers(1, 3))
    W = draw(weights(2, u)) if draw(st.booleans()) else ((Fraction(0),) * 2,) * u
    count = draw(st.sampled_from((0, 2, 3, 4, 5)))
    changes = draw(st.lists(st.tuples(st.integers(0, u - 1), vectors(2)), min_size=count, max_size=count))
    return Proposals(draw(samples()), W, tuple(changes), draw(st.sampled_from(ACTIVATIONS)))


def check(example: Proposals) -> Iterator[str]:
    """Exactly: what `core.changes` keeps, by objectives that are solved here by orthogonal projection.

    Float: the objectives of `core.least_squares` are within B of the exact ones (`verify.instruments.float_bounds`), so
    a change that lowers the float objective raises the exact one by at most the two bounds of before and after.
    """
    X, y = fractions(example.sample.X), example.sample.y

    @cache
    def projected(W: Rows) -> Fraction:
        r = Span.of(outputs(example.activation, X, fractions(W))).residual(y)
        return dot(r, r)

    changes = [(neuron, fractions(change)) for neuron, change in example.changes]
    found = keep_changes(optimal_objective(example.activation, X, fractions(y)), fractions(example.W), changes)
    along = [projected(tuple(map(tuple, W.tolist()))) for W in found.weights]
    if along != list(found.objectives):
        raise DisagreementError("the objectives along the changes are not those of the weights")
    if any(later > earlier for earlier, later in pairwise(along)):
        raise FallsError("a change that was kept raises the objective")
    if along[-1] != min([along[0], *found.tried]):
        raise FallsError("the last objective is not the lowest of all that were tried")
    yield KEPT
    tried = set(found.tried)
    facts = {
        "no change": not example.changes,
        "a change kept": found.kept > 0,
        "several kept": found.kept > 1,
        "none kept": found.kept == 0 < len(changes),
        "one refused that raises f": any(value > along[-1] for value in tried - set(along)),
        "one refused that leaves f": found.tried.count(along[-1]) > (found.kept > 0),
    }
    yield from (name for name, is_so in facts.items() if is_so)
    yield from sample_strata(example.sample)
    yield from float_side(example)


def outputs(activation: PiecewiseLinear, X: Array, W: Array) -> Rows:
    """act(X Wᵀ), exactly."""
    return tuple(map(tuple, activate(activation, X @ W.T).tolist()))


def float_side(example: Proposals) -> Iterator[str]:
    """The same in float64; the bounds are for the outputs as float64 computes them."""
    X, y, W = (np.array(part, dtype=np.float64) for part in (example.sample.X, example.sample.y, example.W))
    changes = [(neuron, np.array(change, dtype=np.float64)) for neuron, change in example.changes]
    found = keep_changes(optimal_objective(example.activation, X, y), W, changes)
    target, values, bounds = example.sample.y, [], []
    for weights_ in found.weights:
        floats = activate(example.activation, X @ weights_.T)
        G = tuple(map(tuple, fractions(floats).tolist()))
        bound = a_priori(G)
        if not rank_told(G, fit(floats, y), bound):
            yield "rank not told in float64"
            return
        values.append(objective(G, target, best(G, target)))
        bounds.append(Fraction(objective_bound(target, bound)))
    for k in range(found.kept):
        if values[k + 1] > values[k] + bounds[k] + bounds[k + 1]:
            raise FallsError("a change kept in float64 raises the objective by more than rounding can explain")
    yield "changes in float64"


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 1 to 4 neurons on 2 to 8 points and three random changes; every objective is certified."""
    n, u = int(rng.integers(2, 9)), int(rng.integers(1, 5))
    X, y, W = points(rng, n), row(rng, n), rows(rng, u, 3)
    neurons, steps = random_changes(rng, range(u), 3, count=3)
    changes = [(int(j), fractions(np.rint(step * GRID)) / GRID) for j, step in zip(neurons, steps, strict=True)]
    certificates: list[Certificate] = []
    values: list[Fraction] = []

    def certified(V: Array) -> Fraction:
        G = outputs(RELU, fractions(X), V)
        s = best(G, y)
        certificates.append(optimum(G, y, s))
        values.append(objective(G, y, s))
        return values[-1]

    found = keep_changes(certified, fractions(W), changes)
    holds = list(found.objectives) == sorted(found.objectives, reverse=True) and found.objectives[-1] == min(values)
    return Decided(holds, {"X": X, "y": y, "W": W}, tuple(certificates))


WORDS = "one neuron with any outputs w on n <= 2 points, two changes d and e; entries -1, 0, 1, those of y / 10"
SCOPE = Scope({"w": "n", "y": "n", "d": "n", "e": "n"}, sizes(n=range(1, 3)), WORDS)


def alone(y: Integers, w: Integers) -> Fraction:
    """min f of a neuron with outputs w alone and the target y / 10: (‖y‖² - (wᵀy)² / ‖w‖²) / 100."""
    square, along = int(w @ w), int(w @ y)
    return Fraction(int(y @ y) * square - along**2, 100 * square) if square else Fraction(int(y @ y), 100)


def followed(found: Mapping[str, Integers], keep: Callable[[Any, Any], bool] = lt) -> Changed:
    """What the changes d and e make of the outputs w themselves, which are the weights where X = I."""
    w, y, d, e = (found[name] for name in "wyde")
    return keep_changes(lambda W: alone(y, W[0]), w[None], [(0, d), (0, e)], keep)


def falls(changed: Changed) -> bool:
    """Whether the objective never rises."""
    return all(later <= earlier for earlier, later in pairwise(changed.objectives))


def lowest(found: Mapping[str, Integers]) -> bool:
    """The claim: it never rises, and ends at the lowest that was tried."""
    changed = followed(found)
    return falls(changed) and changed.objectives[-1] == min(changed.objectives[0], *changed.tried)


# ---- proved: for all sizes ----


@cache
def one_step() -> Theorem:
    """If P is kept, the objective becomes that of P, since both weights are optimal for it; else it stays likewise."""
    k = Words("n u; G P H: n×u; y: n; s p r t: u")
    facts = [
        given(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²")),
        given(k("∀ t: u. ‖P p - y‖² ≤ ‖P t - y‖²")),
        given(k("∀ t: u. ‖H r - y‖² ≤ ‖H t - y‖²")),
        given(k("‖P p - y‖² < ‖G s - y‖² → H = P")),
        given(k("‖G s - y‖² ≤ ‖P p - y‖² → H = G")),
    ]
    before, proposed, after, kept, refused = facts
    goal = k(
        "(‖H r - y‖² = ‖P p - y‖² ∧ ‖P p - y‖² < ‖G s - y‖²) ∨ (‖H r - y‖² = ‖G s - y‖² ∧ ‖G s - y‖² ≤ ‖P p - y‖²)"
    )

    def same(equation: str, weights: str, least: Theorem, one: Theorem) -> Theorem:
        """The objectives of two optimal weights of one matrix are equal."""
        low, high = k(equation).parts
        above, below = use(after, k(weights)), use(least, k("r"))
        return apply("antisymmetric", by(Expr("<=", low, high), above, one), by(Expr("<=", high, low), below, one))

    def lower(less: Theorem) -> Theorem:
        equal = same("‖H r - y‖² = ‖P p - y‖²", "p", proposed, use(kept, less))
        return apply("either_left", apply("both", equal, less), goal.parts[1])

    def not_lower(least: Theorem) -> Theorem:
        equal = same("‖H r - y‖² = ‖G s - y‖²", "s", before, use(refused, least))
        return apply("either_right", goal.parts[0], apply("both", equal, least))

    found = either(apply("total", k("‖G s - y‖²"), k("‖P p - y‖²")), not_lower, lower)
    return for_all(*k.all("n u G P H y s p r"), theorem=discharged(found, *facts))


def derivation() -> Theorem:
    """By induction: as the objective and m are one number so far, one is replaced exactly when the other is."""
    k = Words("n u k; G[k] P[k]: n×u; y: n; s[k] p[k] t: u; m[k]: 1")
    rule = [
        given(k("∀ k. ∀ t: u. ‖G[k] s[k] - y‖² ≤ ‖G[k] t - y‖²")),
        given(k("∀ k. ∀ t: u. ‖P[k] p[k] - y‖² ≤ ‖P[k] t - y‖²")),
        given(k("∀ k. ‖P[k] p[k] - y‖² < ‖G[k] s[k] - y‖² → G[k + 1] = P[k]")),
        given(k("∀ k. ‖G[k] s[k] - y‖² ≤ ‖P[k] p[k] - y‖² → G[k + 1] = G[k]")),
    ]
    minimum = [
        given(k("m[0] = ‖G[0] s[0] - y‖²")),
        given(k("∀ k. ‖P[k] p[k] - y‖² < m[k] → m[k + 1] = ‖P[k] p[k] - y‖²")),
        given(k("∀ k. m[k] ≤ ‖P[k] p[k] - y‖² → m[k + 1] = m[k]")),
    ]
    now = [use(fact, k("k")) for fact in rule]
    following = k("n"), k("u"), k("G[k]"), k("P[k]"), k("G[k + 1]"), k("y"), k("s[k]"), k("p[k]"), k("s[k + 1]")
    step = use(one_step(), *following, *now[:2], use(rule[0], k("k + 1")), *now[2:])

    def agree(so_far: Theorem) -> Theorem:
        goal = k("‖G[k + 1] s[k + 1] - y‖² = m[k + 1]")

        def kept(case: Theorem) -> Theorem:
            equal, less = parts(case)
            return by(goal, equal, use(minimum[1], k("k"), by(k("‖P[k] p[k] - y‖² < m[k]"), less, so_far)))

        def refused(case: Theorem) -> Theorem:
            equal, least = parts(case)
            return by(goal, equal, so_far, use(minimum[2], k("k"), by(k("m[k] ≤ ‖P[k] p[k] - y‖²"), least, so_far)))

        return either(step, kept, refused)

    base = by(k("‖G[0] s[0] - y‖² = m[0]"), minimum[0])
    lowest = by_induction(base, k("k"), k("‖G[k] s[k] - y‖² = m[k]"), agree)
    down, below = k("‖G[k + 1] s[k + 1] - y‖² ≤ ‖G[k] s[k] - y‖²"), k("‖G[k + 1] s[k + 1] - y‖² ≤ ‖P[k] p[k] - y‖²")
    falls = either(step, lambda kept: by(down, *parts(kept)), lambda refused: by(down, parts(refused)[0]))
    below_all = either(step, lambda kept: by(below, parts(kept)[0]), lambda refused: by(below, *parts(refused)))
    never_above = for_all(k("k"), theorem=falls), for_all(k("k"), theorem=below_all)
    verdict = conjunction(*never_above, discharged(lowest, *minimum))
    return for_all(*k.all("n u y"), theorem=discharged(verdict, *rule))


PROOF = Proof(
    statement="""
        ∀ n u. ∀ G[k] P[k]: n×u. ∀ y: n. ∀ s[k] p[k]: u. ∀ m[k]: 1.
        (∀ k. ∀ t: u. ‖G[k] s[k] - y‖² ≤ ‖G[k] t - y‖²) → (∀ k. ∀ t: u. ‖P[k] p[k] - y‖² ≤ ‖P[k] t - y‖²) →
        (∀ k. ‖P[k] p[k] - y‖² < ‖G[k] s[k] - y‖² → G[k + 1] = P[k]) →
        (∀ k. ‖G[k] s[k] - y‖² ≤ ‖P[k] p[k] - y‖² → G[k + 1] = G[k]) →
        (∀ k. ‖G[k + 1] s[k + 1] - y‖² ≤ ‖G[k] s[k] - y‖²) ∧ (∀ k. ‖G[k + 1] s[k + 1] - y‖² ≤ ‖P[k] p[k] - y‖²) ∧
        (m[0] = ‖G[0] s[0] - y‖² →
            (∀ k. ‖P[k] p[k] - y‖² < m[k] → m[k + 1] = ‖P[k] p[k] - y‖²) →
            (∀ k. m[k] ≤ ‖P[k] p[k] - y‖² → m[k + 1] = m[k]) →
            ∀ k. ‖G[k] s[k] - y‖² = m[k])
    """,
    derive=derivation,
    model={
        "n": 1,
        "u": 1,
        "y": [[1]],
        "G": lambda k: [[min(k, 1)]],
        "P": lambda k: [[1 - k % 2]],
        "s": lambda k: [[min(k, 1)]],
        "p": lambda k: [[1 - k % 2]],
        "m": lambda k: [[0 if k else 1]],
    },
    covers="P[k] has the outputs with the change proposed to G[k]; m[k] is the least objective that was tried so far",
)


# ---- what must fail ----


def within_slack(new: Fraction, old: Fraction) -> bool:
    """Wrong: keep a change that raises f by no more than 1/100."""
    return new <= old + Fraction(1, 100)


def any_change(_new: Fraction, _old: Fraction) -> bool:
    """Keep every change."""
    return True


def best_combination(found: Mapping[str, Integers]) -> bool:
    """Wrong: no combination of the changes is better than what is kept."""
    w, y, d, e = (found[name] for name in "wyde")
    best_of_all = min(alone(y, outputs) for outputs in (w, w + d, w + e, w + d + e))
    return not best_of_all < followed(found).objectives[-1]


def show(found: Mapping[str, Integers], keep: Callable[[Any, Any], bool] = lt) -> Mapping[str, object]:
    """Show y, the outputs that are kept one after another with their objectives, and those of all combinations."""
    w, y, d, e = (found[name] for name in "wyde")
    changed = followed(found, keep)
    tenths = [Fraction(int(entry), 10) for entry in y]
    shown = {"w": w, "y": tenths, "d": d, "e": e, "kept": [W[0] for W in changed.weights]}
    return {**shown, "f": changed.objectives, "f with d and e": alone(y, w + d + e)}


CLAIM = Claim(
    id="changes-monotone",
    statement=(
        "Changes to the neurons' weights that are kept only when they lower the optimal objective never raise it: it "
        "is at every moment the lowest of all that were tried."
    ),
    source=Source(
        "Shallow Networks, after the figures",
        "after every added neuron make random changes to the weights, and keep a change if it lowers the objective",
    ),
    property=Property(
        examples=proposals(),
        check=check,
        strata=(
            *("no change", "a change kept", "several kept", "none kept", "one refused that raises f"),
            *("one refused that leaves f", *SAMPLE_STRATA, "changes in float64"),
        ),
        show=lambda example: {
            "X": example.sample.X,
            "y": example.sample.y,
            "W": example.W,
            "neurons": [neuron for neuron, _ in example.changes],
            "changes": [change for _, change in example.changes],
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(lowest)), SCOPE, show),
    proof=PROOF,
    controls=(
        Control(
            "kept-within-a-slack",
            "changes that raise the objective by no more than 1/100 are kept too, and still it never rises",
            Searchable(
                Statement(each(lambda found: falls(followed(found, within_slack)))),
                SCOPE,
                lambda found: show(found, within_slack),
            ),
        ),
        Control(
            "best-combination",
            "what is kept is as good as the best combination of the proposed changes",
            Searchable(Statement(each(best_combination)), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            KEPT,
            "a change is kept only when it lowers the objective (without it: every change is kept)",
            Searchable(
                Statement(each(lambda found: falls(followed(found, any_change)))),
                SCOPE,
                lambda found: show(found, any_change),
            ),
        ),
    ),
)
