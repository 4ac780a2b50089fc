"""Scaling the weights of neurons, bias included, by exact c > 0 changes no verdict and no optimal objective.

For positively homogeneous activations: act(c z) = c act(z) for c > 0, so ReLU, leaky ReLU, abs and identity. Each
neuron may have its own c. Why: the outputs G become G D with D = diag(c) invertible, and col G D = col G; both the
objective and the verdicts depend on the spans alone. Weights × 0.01 *rounded to floats* are not proportional: the
census measures those.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import ABS, IDENTITY, LEAKY_RELU, RELU, PiecewiseLinear
from core.exact import Problem, grow, rationals
from core.exact.fractions_oracle import improves
from core.exact.fractions_oracle import objective as optimal_objective
from core.least_squares import fit
from core.networks import shallow
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.additions import only
from verify.instruments.gram import equal, objectives
from verify.instruments.random_instances import points, row, rows
from verify.instruments.rational import columns
from verify.instruments.strategies import SAMPLE_STRATA, Row, Rows, Sample, sample_strata, samples, weights
from verify.proof import (
    FALSE,
    Theorem,
    Words,
    apply,
    assuming,
    by,
    by_induction,
    conjunction,
    discharged,
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
    DisagreementError,
    FallsError,
    Premise,
    Proof,
    Property,
    Searchable,
    Source,
)

HOMOGENEOUS, POSITIVE = "positively-homogeneous", "positive-factor"
ACTIVATIONS = (RELU, LEAKY_RELU, ABS, IDENTITY)
FACTORS = tuple(Fraction(c) for c in (1, 2, 3, "1/2", "1/100", "7/3", "1/1024"))


def outputs(activation: PiecewiseLinear, X: Rows, W: Rows) -> Rows:
    """act(X wᵀ) for each row w of W, a column a neuron, by the layers of `core.networks` in Fractions."""
    network = shallow(activation, np.array(W, dtype=object), np.array([Fraction(0)] * len(W), dtype=object))
    return tuple(tuple(line) for line in network.hidden(np.array(X, dtype=object)).tolist())


def scaled(W: Rows, factors: Row) -> Rows:
    """Each row of W times its own factor."""
    return tuple(tuple(c * entry for entry in w) for w, c in zip(W, factors, strict=True))


# ---- tested: random examples ----


@dataclass(frozen=True)
class Scaling:
    """A sample, the weights W of u + 1 neurons of which the last is to be added, and a factor for each."""

    sample: Sample
    W: Rows
    factors: Row
    activation: PiecewiseLinear


@st.composite
def scalings(draw: DrawFn) -> Scaling:
    """Draw a sample of points, half of the time with a constant feature 1 for a bias, 1 to 4 neurons and factors.

    They shrink towards one point at 0, no bias and c = 1.
    """
    drawn = draw(samples())
    bias = (Fraction(1),) * draw(st.integers(0, 1))
    X = tuple((*point, *bias) for point in drawn.X)
    neurons = draw(st.integers(1, 4))
    W = draw(weights(len(X[0]), neurons))
    factors = draw(st.lists(st.sampled_from(FACTORS), min_size=neurons, max_size=neurons))
    return Scaling(Sample(X, drawn.y), W, tuple(factors), draw(st.sampled_from(ACTIVATIONS)))


def check(example: Scaling) -> Iterator[str]:
    """Exactly: objective before and after the addition, and whether it falls, for both sets of weights.

    Float: a power of two scales float outputs without rounding, so there the two float fits must agree to the last bit.
    """
    X, y = example.sample.X, example.sample.y
    H, K = (outputs(example.activation, X, W) for W in (example.W, scaled(example.W, example.factors)))
    for a, b, c in zip(columns(H), columns(K), example.factors, strict=True):
        if tuple(c * entry for entry in a) != tuple(b):
            raise DisagreementError("scaled weights do not give scaled outputs in core.networks")
    yield from (HOMOGENEOUS, POSITIVE)
    before = [[line[:-1] for line in matrix] for matrix in (H, K)]
    if optimal_objective(before[0], y) != optimal_objective(before[1], y):
        raise FallsError("scaling changes the objective of the network")
    if optimal_objective(H, y) != optimal_objective(K, y):
        raise FallsError("scaling changes the objective of the extended network")
    verdicts = [improves(G, y, columns(matrix)[-1]) for G, matrix in zip(before, (H, K), strict=True)]
    if verdicts[0] != verdicts[1]:
        raise FallsError("scaling changes the verdict")
    yield "improves" if verdicts[0] else "does not improve"
    yield example.activation.name
    yield from sample_strata(example.sample)
    if len(set(example.factors)) > 1:
        yield "different factors"
    if all(c.denominator & (c.denominator - 1) == 0 and c.numerator in (1, 2) for c in example.factors):
        yield from _same_bits(example)


def _same_bits(example: Scaling) -> Iterator[str]:
    X, y = (np.array(part, dtype=np.float64) for part in (example.sample.X, example.sample.y))
    both = [np.array(W, dtype=np.float64) for W in (example.W, scaled(example.W, example.factors))]
    fits = [fit(shallow(example.activation, W, np.zeros(len(W))).hidden(X), y) for W in both]
    if not np.array_equal(fits[0].residual, fits[1].residual):
        raise DisagreementError("powers of two change bits of the float residual")
    yield "powers of two, the same bits in float64"


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """One growth of 20 candidates at scale 1 and at an exact scale c: the same verdicts and causes, both certified."""
    n = int(rng.integers(2, 11))
    X, y, W = points(rng, n), row(rng, n), rows(rng, 20, 3)
    activation = ACTIVATIONS[int(rng.integers(len(ACTIVATIONS)))]
    c = FACTORS[int(rng.integers(1, len(FACTORS)))]
    problem = Problem(rationals(X), rationals(y), rationals(W))
    growths = [grow([problem], activation, neurons=len(W), scale=scale)[0] for scale in (Fraction(1), c)]
    same = growths[0].verdicts == growths[1].verdicts and growths[0].causes == growths[1].causes
    certificates = tuple(Certificate(growth.certificate(), cites="theorem-1") for growth in growths)
    return Decided(same, {"X": X, "y": y, "W": W, "c": c, "activation": activation.name}, certificates)


def before_activation(block: Block, W: Integers) -> Integers:
    """X wᵀ for each row w of W."""
    return np.asarray(np.einsum("inm,ium->inu", block["X"], W))


def relu(z: Integers) -> Integers:
    """max(z, 0)."""
    return np.maximum(z, 0)


def identity(z: Integers) -> Integers:
    """z itself."""
    return z


def unchanged(block: Block) -> Truths:
    """The claim for factors 1, 2, 3 on the neurons: the objective stays, with and without the last neuron."""
    factors = np.arange(1, block["W"].shape[1] + 1)[:, None]
    same = np.ones(len(block["y"]), dtype=np.bool_)
    for act in (relu, np.abs, identity):
        G, H = (act(before_activation(block, W)) for W in (block["W"], factors * block["W"]))
        for last in (G.shape[2] - 1, G.shape[2]):
            same &= equal(objectives(G[:, :, :last], block["y"]), objectives(H[:, :, :last], block["y"]))
    return same


SHAPES = {"X": "nm", "W": "um", "y": "n"}
WORDS = "n <= 2, m <= 2, u <= 2 neurons, entries -1, 0, 1; ReLU, abs, identity; factors 1 and 2"
SCOPE = Scope(SHAPES, sizes(n=range(1, 3), m=range(1, 3), u=range(1, 3)), WORDS)
ONE_NEURON = Scope(SHAPES, sizes(n=range(1, 3), m=range(1, 3), u=range(1, 2)), "n <= 2, m <= 2, one neuron")


# ---- proved: for all sizes ----

SCALES = (
    "∀ k. 0 < c[k]",
    "∀ k. E[k]ᵀ E[k] = I[k] ∧ e[k]ᵀ e[k] = 1 ∧ E[k]ᵀ e[k] = 0 ∧ E[k] E[k]ᵀ + e[k] e[k]ᵀ = I[k+1]",
    "∀ k. D[k+1] = E[k] D[k] E[k]ᵀ + c[k] (e[k] e[k]ᵀ)",
)
"""D[u] has the factors of u neurons on its diagonal: E[k] are the first k unit vectors of k + 1, e[k] is the last."""
FACTORED = "c[k]: 1; E[k]: k+1×k; e[k]: k+1; D[k]: k×k;"


@cache
def homogeneous() -> Theorem:
    """If h is the larger of z and a z, and f that of x z and a x z, x > 0, then f = x h: neither can be below."""
    k = Words("a z x h f: 1")
    positive = given(k("0 < x"))
    act = given(k("z ≤ h ∧ a z ≤ h ∧ (h - z) (h - a z) = 0"))
    scaled_act = given(k("x z ≤ f ∧ a x z ≤ f ∧ (f - x z) (f - a x z) = 0"))
    over, over_other, one_of = parts(act)
    over_scaled, over_scaled_other, one_of_scaled = parts(scaled_act)
    factor = by(k("0 ≤ x"), positive)
    above = apply("signs", factor, by(k("0 ≤ h - z"), over))
    above_other = apply("signs", factor, by(k("0 ≤ h - a z"), over_other))

    def f_above(less: Theorem) -> Theorem:
        first, second = by(k("0 < f - x z"), less, above), by(k("0 < f - a x z"), less, above_other)
        return by(FALSE, apply("signs", first, second), one_of_scaled)

    def f_below(less: Theorem) -> Theorem:
        first, second = by(k("0 < x h - x z"), less, over_scaled), by(k("0 < x h - a x z"), less, over_scaled_other)
        return by(FALSE, apply("signs", first, second), one_of)

    not_above = not_below(k("f"), k("x h"), f_above)
    same = apply("antisymmetric", not_above, not_below(k("x h"), k("f"), f_below))
    return for_all(*k.all("a z x h f"), theorem=discharged(same, positive, act, scaled_act))


@cache
def invertible() -> Theorem:
    """D[u] B = I for some B: with x c[k] = 1, E[k] B E[k]ᵀ + x e[k] e[k]ᵀ is the next one."""
    k = Words("k; x: 1;" + FACTORED + "B: k×k")
    positive, unit, scales = (given(k(one)) for one in SCALES)
    at, following = k("k"), "E[k] B E[k]ᵀ + x (e[k] e[k]ᵀ)"
    units = parts(use(unit, at))
    base = there_is(k("∃ B: 0×0. D[0] B = I[0]"), k("I[0]"), theorem=by(k("D[0] I[0] = I[0]")))

    def step(smaller: Theorem) -> Theorem:
        def inverse(of_smaller: Theorem) -> Theorem:
            def next_one(of_c: Theorem) -> Theorem:
                product = by(k(f"D[k+1] ({following}) = I[k+1]"), use(scales, at), *units, of_smaller, of_c)
                return there_is(k("∃ B: k+1×k+1. D[k+1] B = I[k+1]"), k(following), theorem=product)

            not_0 = assuming(k("c[k] = 0"), lambda nothing: by(FALSE, nothing, use(positive, at)))
            return taking(apply("reciprocal", not_0, k("x")), k("x"), proof=next_one)

        return taking(smaller, k("B"), proof=inverse)

    return by_induction(base, at, k("∃ B: k×k. D[k] B = I[k]"), step)


def derivation() -> Theorem:
    """Weights t on G D[u] do what D[u] t do on G, and t on G what B t do on G D[u]; so too for g."""
    k = Words("n u;" + FACTORED + "B: u×u; G: n×u; g y: n; s w t: u; b x v: 1")
    below = k("∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²")
    below_scaled = k("∃ t: u. ∃ v: 1. ‖G D[u] t + (b g) v - y‖² < ‖G D[u] w - y‖²")
    best = given(k("∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²"))
    best_scaled = given(k("∀ t: u. ‖G D[u] w - y‖² ≤ ‖G D[u] t - y‖²"))
    positive = given(k("0 < b"))

    def with_inverse(inverse: Theorem) -> Theorem:
        back_again = by(k("‖G s - y‖² = ‖G D[u] B s - y‖²"), inverse)
        down = by(k("‖G D[u] w - y‖² ≤ ‖G s - y‖²"), use(best_scaled, k("B s")), back_again)
        up = by(k("‖G s - y‖² ≤ ‖G D[u] w - y‖²"), use(best, k("D[u] w")))
        same = apply("antisymmetric", down, up)

        def verdict(of_b: Theorem) -> Theorem:
            def scale(lower: Theorem) -> Theorem:
                equal = by(k("G D[u] B t + (b g) (x v) = G t + g v"), inverse, of_b)
                value = by(k("‖G D[u] B t + (b g) (x v) - y‖² = ‖G t + g v - y‖²"), equal)
                found = by(k("‖G D[u] B t + (b g) (x v) - y‖² < ‖G D[u] w - y‖²"), lower, value, same)
                return there_is(below_scaled, k("B t"), k("x v"), theorem=found)

            def unscale(lower: Theorem) -> Theorem:
                found = by(k("‖G D[u] t + g (b v) - y‖² < ‖G s - y‖²"), lower, same)
                return there_is(below, k("D[u] t"), k("b v"), theorem=found)

            t, v = k.all("t v")
            there = assuming(below, lambda lower: taking(lower, t, v, proof=scale))
            return equivalence(there, assuming(below_scaled, lambda lower: taking(lower, t, v, proof=unscale)))

        not_0 = assuming(k("b = 0"), lambda nothing: by(FALSE, nothing, positive))
        verdicts = taking(apply("reciprocal", not_0, k("x")), k("x"), proof=verdict)
        return conjunction(same, for_all(*k.all("g b"), theorem=discharged(verdicts, positive)))

    found = taking(use(invertible(), k("u")), k("B"), proof=with_inverse)
    every = for_all(*k.all("n u G y s w"), theorem=discharged(found, best, best_scaled))
    return conjunction(homogeneous(), discharged(every, *(given(k(one)) for one in SCALES)))


MODEL: dict[str, Any] = {
    "c": lambda k: [[k + 1]],
    "E": lambda k: [[int(i == j) for j in range(k)] for i in range(k + 1)],
    "e": lambda k: [[int(i == k)] for i in range(k + 1)],
    "D": lambda k: [[(i + 1) * (i == j) for j in range(k)] for i in range(k)],
    "a": [[-1]],
    "z": [[-1]],
    "x": [[2]],
    "h": [[1]],
    "f": [[2]],
    "n": 2,
    "u": 1,
    "G": [[2], [0]],
    "y": [[2], [1]],
    "s": [[1]],
    "w": [[1]],
    "g": [[1], [1]],
    "b": [[3]],
}
"""The factors are 1, 2, 3, ...; in the first part the activation is the absolute value."""

PROOF = Proof(
    statement="""
        ∀ c[k]: 1. ∀ E[k]: k+1×k. ∀ e[k]: k+1. ∀ D[k]: k×k.
        (∀ a z x h f: 1. 0 < x → (z ≤ h ∧ a z ≤ h ∧ (h - z) (h - a z) = 0) →
            (x z ≤ f ∧ a x z ≤ f ∧ (f - x z) (f - a x z) = 0) → f = x h) ∧
        (  (∀ k. 0 < c[k])
         → (∀ k. E[k]ᵀ E[k] = I[k] ∧ e[k]ᵀ e[k] = 1 ∧ E[k]ᵀ e[k] = 0 ∧ E[k] E[k]ᵀ + e[k] e[k]ᵀ = I[k+1])
         → (∀ k. D[k+1] = E[k] D[k] E[k]ᵀ + c[k] (e[k] e[k]ᵀ))
         → ∀ n u. ∀ G: n×u. ∀ y: n. ∀ s w: u.
            (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) → (∀ t: u. ‖G D[u] w - y‖² ≤ ‖G D[u] t - y‖²) →
            ‖G D[u] w - y‖² = ‖G s - y‖² ∧
            ∀ g: n. ∀ b: 1. 0 < b →
                ((∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²) ↔
                 (∃ t: u. ∃ v: 1. ‖G D[u] t + (b g) v - y‖² < ‖G D[u] w - y‖²)))
    """,
    derive=derivation,
    model=MODEL,
    covers=(
        "ReLU, leaky ReLU, abs and identity are z ↦ max(z, a z) with a = 0, a slope, -1 and 1; the first part says "
        "that they carry a factor x > 0 of the weighted sum z, bias included, over to the output. The second one is "
        "about the outputs: D[u] is the diagonal matrix of the factors c[0], ..., c[u-1], b is that of the neuron g "
        "that is to be added, and a verdict is whether it lowers the optimal objective."
    ),
)

# ---- what must fail: one neuron, its outputs with the old and with the changed weights, as integers ----

Change = Callable[[Block], tuple[Integers, Integers]]


def negative_factor(block: Block) -> tuple[Integers, Integers]:
    """The claim for ReLU with c = -1."""
    z = before_activation(block, block["W"])
    return relu(z), relu(-z)


def hard_tanh_halved(block: Block) -> tuple[Integers, Integers]:
    """The claim for hard tanh with c = 1/2; its outputs are doubled here, which is a factor on the output weight."""
    z = before_activation(block, block["W"])
    return np.clip(z, -1, 1), np.clip(z, -2, 2)


def without_bias(block: Block) -> tuple[Integers, Integers]:
    """Wrong: the weights are doubled but not the bias b."""
    z, bias = before_activation(block, block["W"]), block["b"][:, None, :]
    return relu(z + bias), relu(2 * z + bias)


def stays(change: Change) -> Statement:
    """The statement that the change leaves the objective as it is."""

    def conclusion(block: Block) -> Truths:
        old, new = change(block)
        return equal(objectives(old, block["y"]), objectives(new, block["y"]))

    return Statement(conclusion)


def tanh_doubled(block: Block) -> Truths:
    """Wrong: the same for tanh with c = 2, decided exactly.

    tanh z = (t^z - 1)/(t^z + 1) with t = e². At t = 2 both objectives are rational numbers; where they differ, they
    differ as rational functions of t, hence at t = e², which is transcendental (Hermite 1873). Where all non-zero |z|
    are equal, both outputs are along (sign z), so the objectives are the same; y = 0 gives 0 twice. The scope has no
    third case; if it had, DisagreementError would say so.
    """
    z = before_activation(block, block["W"])
    old = np.sign(z) * np.array([0, 5, 9])[np.abs(z)]  # (2^z - 1)/(2^z + 1) times 15
    new = np.sign(z) * np.array([0, 51, 75])[np.abs(z)]  # the same at 2z, times 85
    differ = ~equal(objectives(old, block["y"]), objectives(new, block["y"]))
    largest = np.abs(z).max(axis=(1, 2))
    alike = ((z == 0) | (np.abs(z) == largest[:, None, None])).all(axis=(1, 2)) | ~block["y"].any(axis=1)
    if not (differ ^ alike).all():
        raise DisagreementError("tanh: an instance of the scope is neither shown to change nor shown to stay")
    return np.asarray(alike)


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with its pre-activations."""
    return {**found, "z": found["X"] @ found["W"].T}


def show_change(change: Change) -> Callable[[Mapping[str, Integers]], Mapping[str, object]]:
    """Show the outputs and the objective with the old and with the changed weights."""

    def shown(found: Mapping[str, Integers]) -> Mapping[str, object]:
        old, new = change({name: part[None] for name, part in found.items()})
        y = found["y"][None]
        values = {"before": only(objectives(old, y)), "after": only(objectives(new, y))}
        return {**found, "g before": old[0, :, 0], "g after": new[0, :, 0], **values}

    return shown


def searchable(change: Change, **more: str) -> Searchable:
    """The search for the smallest sample and neuron with which the change changes the objective."""
    scope = Scope({**SHAPES, **more}, ONE_NEURON.sizes, ONE_NEURON.words)
    return Searchable(stays(change), scope, show_change(change))


CLAIM = Claim(
    id="homogeneity",
    kind=Kind.REPAIRED,
    repairs="smaller-weights-printed",
    statement=(
        "For ReLU, leaky ReLU, abs and identity, scaling the weights of neurons, bias included, by exact factors c > 0 "
        "changes no optimal objective and no verdict."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "weights times 0.01 are said to make fewer ReLU neurons fail; by this claim an exact factor changes nothing",
    ),
    property=Property(
        examples=scalings(),
        check=check,
        strata=(
            *SAMPLE_STRATA,
            *(activation.name for activation in ACTIVATIONS),
            *("improves", "does not improve", "different factors", "powers of two, the same bits in float64"),
        ),
        show=lambda example: {
            "X": example.sample.X,
            "y": example.sample.y,
            "W": example.W,
            "c": example.factors,
            "activation": example.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(unchanged), SCOPE, show),
    proof=PROOF,
    controls=(
        Control("tanh", "the same holds for tanh (here c = 2)", Searchable(Statement(tanh_doubled), ONE_NEURON, show)),
        Control(
            "without-the-bias",
            "the same holds when the bias b is not scaled (here ReLU, c = 2)",
            searchable(without_bias, b="u"),
        ),
    ),
    premises=(
        Premise(
            HOMOGENEOUS,
            "the activation is positively homogeneous (without it: hard tanh, c = 1/2)",
            searchable(hard_tanh_halved),
            stated_in_post=None,
        ),
        Premise(POSITIVE, "c > 0 (without it: ReLU, c = -1)", searchable(negative_factor), stated_in_post=None),
    ),
)
