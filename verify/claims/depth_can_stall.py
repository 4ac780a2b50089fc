"""Without input connection depth can stall: equal outputs of the first layer stay equal, whatever comes after it.

If the first hidden layer gives points i and j the same outputs, then no further layers bring the objective below
(y_i - y_j)²/2; their number, widths, activations, weights, pass-through neurons and connections to the first layer are
free. Why: equal inputs give a neuron equal outputs, so by induction every later layer, and the network's output v, are
the same at both points; and (v - y_i)² + (v - y_j)² = 2 (v - (y_i + y_j)/2)² + (y_i - y_j)²/2.

It does happen to distinct points: wherever every ReLU neuron of the first layer is dead at both, for |·| at opposite
points, and where neurons saturate.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.activations import ABS, HARD_TANH, IDENTITY, RELU, STEP, PiecewiseLinear
from core.exact.fractions_oracle import best
from core.layers import Block, Layer, pass_through
from core.networks import Network
from verify import exhausted
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Integers, Scope, Statement, Truths, sizes
from verify.instruments.additions import only
from verify.instruments.certificates import optimum
from verify.instruments.extensions import array, relu, rows_of
from verify.instruments.gram import less, objectives
from verify.instruments.random_instances import points, row, rows
from verify.instruments.rational import dot, objective
from verify.instruments.span import Span
from verify.instruments.strategies import SMALL, Row, Rows
from verify.proof import Theorem, Words, apply, by, by_induction, discharged, for_all, given, use
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

EQUAL = "equal-first-outputs"
NO_INPUT = "no-input-connection"


# ---- tested: random deep networks whose first layer does not tell the first two points apart ----


@dataclass(frozen=True)
class Deeper:
    """One later layer: weights on the layer before, on the first layer or (), and, or not, a pass-through neuron."""

    previous: Rows
    first: Rows
    through: Row
    activation: PiecewiseLinear

    @property
    def width(self) -> int:
        """The number of its neurons."""
        return len(self.previous) + bool(self.through)

    def layer(self) -> Layer:
        """The layer, in Fractions."""
        block = Block(self.activation, previous=array(self.previous), first=array(self.first) if self.first else None)
        return Layer((block, pass_through(array(self.through))) if self.through else (block,))


@dataclass(frozen=True)
class Stall:
    """Points X, the target y, weights W of the first layer, and the later layers."""

    X: Rows
    y: Row
    W: Rows
    activation: PiecewiseLinear
    later: tuple[Deeper, ...]

    def network(self) -> Network:
        """The network, in Fractions, with output weights 0."""
        layers = (Layer((Block(self.activation, inputs=array(self.W)),)), *(deeper.layer() for deeper in self.later))
        return Network(len(self.X[0]), layers, array([0] * layers[-1].width))

    def shown(self) -> Mapping[str, object]:
        """The example as the report shows it."""
        later = {f"layer {k}": (deeper.previous, deeper.first) for k, deeper in enumerate(self.later, start=2)}
        return {"X": self.X, "y": self.y, "W": self.W, "activation": self.activation.name, **later}


# In each way the second point is c x for the first point x and whole weights, and the first layer does not see it.
WAYS: tuple[tuple[str, PiecewiseLinear, int], ...] = (
    ("both dead", RELU, 2),
    ("opposite points", ABS, -1),
    ("saturated", HARD_TANH, 2),
    ("one side of the step", STEP, 3),
    ("a repeated point", RELU, 1),
)


@st.composite
def stalls(draw: DrawFn) -> Stall:
    """Draw 2 to 5 points, the first two alike to the first layer, and 0 to 3 later layers; shrink towards zeros."""
    way, activation, c = draw(st.sampled_from(WAYS))
    x, *more = draw(rows_of(2, draw(st.integers(1, 4))))
    X = (x, tuple(c * entry for entry in x), *more)
    a, b, *rest = (draw(st.sampled_from(SMALL)) for _ in X)
    W = draw(rows_of(2, 2))
    if way == "both dead":
        W = tuple(tuple(-entry for entry in w) if dot(w, x) > 0 else w for w in W)
    later: list[Deeper] = []
    width = len(W)
    for _ in range(draw(st.integers(0, 3))):
        count = draw(st.integers(1, 2))
        first = draw(rows_of(len(W), count)) if draw(st.booleans()) else ()
        through = draw(rows_of(width, 1))[0] if draw(st.booleans()) else ()
        kind = draw(st.sampled_from((RELU, ABS, HARD_TANH, STEP, IDENTITY)))
        later.append(Deeper(draw(rows_of(width, count)), first, through, kind))
        width = later[-1].width
    return Stall(X, (a, b + (a == b), *rest), W, activation, tuple(later))


def check(example: Stall) -> Iterator[str]:
    """Exactly, after every layer: the optimal objective, solved twice, is not below (y_1 - y_2)²/2."""
    network = example.network()
    activity = network.activity(array(example.X))
    if any(block.inputs is not None for layer in network.layers[1:] for block in layer):
        raise DisagreementError("a later layer sees the input")
    yield NO_INPUT
    if not np.array_equal(*activity[0][:2]):
        raise DisagreementError("the first layer tells points apart that it should not")
    yield EQUAL
    y = example.y
    bound = (y[0] - y[1]) ** 2 / 2
    for outputs in activity:
        G = outputs.tolist()
        value = objective(G, y, best(G, y))
        if value < bound:
            raise FallsError("some depth brings the objective below the bound")
        r = Span.of(G).residual(y)
        if dot(r, r) != value:
            raise DisagreementError("normal equations and orthogonalisation give different optimal objectives")
        yield "the bound is reached" if value == bound else "above the bound"
    yield f"depth {len(activity)}"
    yield "distinct points" if example.X[0] != example.X[1] else "the same point twice"
    yield example.activation.name
    if any(deeper.first for deeper in example.later):
        yield "a later layer sees the first one"
    if any(deeper.through for deeper in example.later):
        yield "a pass-through neuron"


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """ReLU networks of 1 to 4 layers on 3 to 10 points; the first two points are dead by their bias weights.

    Let D have a column for each class of points with the same outputs of the first layer, 1 on it and 0 elsewhere.
    Whatever the later layers are, their outputs are constant on each class, so they lie in col D, and no depth has an
    objective below the optimum of D. Certified are that optimum, and the one of the last layer that was drawn.
    """
    n, u = int(rng.integers(3, 11)), int(rng.integers(1, 4))
    X, y = points(rng, n), row(rng, n)
    W = tuple((*w[:-1], w[-1] - max(dot(w, X[0]), dot(w, X[1]), Fraction(0))) for w in rows(rng, u, 3))
    later: list[Deeper] = []
    for _ in range(int(rng.integers(4))):
        width = later[-1].width if later else u
        count = int(rng.integers(1, 4))
        later.append(Deeper(rows(rng, count, width), rows(rng, count, u), row(rng, width), RELU))
    example = Stall(X, y, W, RELU, tuple(later))
    activity = [outputs.tolist() for outputs in example.network().activity(array(X))]
    classes = sorted({tuple(outputs) for outputs in activity[0]})
    D = [[Fraction(tuple(outputs) == one) for one in classes] for outputs in activity[0]]
    s, t = best(D, y), best(activity[-1], y)
    floor = objective(D, y, s)
    holds = (y[0] - y[1]) ** 2 / 2 <= floor <= objective(activity[-1], y, t)
    return Decided(holds, example.shown(), (optimum(D, y, s), optimum(activity[-1], y, t)))


Layers = Callable[[exhausted.Block], tuple[Integers, ...]]
"""The outputs of all layers."""


def without_input(block: exhausted.Block) -> tuple[Integers, ...]:
    """Three ReLU layers: weights W on the points, V on the first layer, U on the second one."""
    F = first_layer(block)
    H = relu((F, block["V"]))
    return F, H, relu((H, block["U"]))


def with_input(block: exhausted.Block) -> tuple[Integers, ...]:
    """Two ReLU layers, the second with weights V on the first one and C on the points."""
    F = first_layer(block)
    return F, relu((F, block["V"]), (block["X"], block["C"]))


def first_layer(block: exhausted.Block) -> Integers:
    """max(X Wᵀ, 0)."""
    return relu((block["X"], block["W"]))


def largest_difference(F: Integers, y: Integers) -> Integers:
    """The largest (y_i - y_j)² over pairs of points with the same rows in F; 0 when there are none."""
    found = np.zeros(len(y), dtype=np.int64)
    for i, j in combinations(range(y.shape[1]), 2):
        same = (F[:, i] == F[:, j]).all(axis=1)
        found = np.maximum(found, same * (y[:, i] - y[:, j]) ** 2)
    return found


def all_differ(rows_: Integers) -> Truths:
    """Whether no two rows (n of them, n ≥ 2) are the same."""
    pairs = combinations(range(rows_.shape[1]), 2)
    return np.asarray(np.all([(rows_[:, i] != rows_[:, j]).any(axis=1) for i, j in pairs], axis=0))


def stalls_somewhere(block: exhausted.Block) -> Truths:
    """Two points with the same outputs of the first layer have different targets."""
    return np.asarray(largest_difference(first_layer(block), block["y"]) > 0)


def stays_above(outputs: tuple[Integers, ...], y: Integers, largest: Integers, share: int = 2) -> Truths:
    """Whether no layer of these has an optimal objective below `largest`/`share`."""
    above = np.ones(len(y), dtype=np.bool_)
    at = np.flatnonzero(largest)
    for G in outputs:
        floor = largest[at], np.full(len(at), share, dtype=np.int64)
        above[at] &= ~less(objectives(G[at], y[at]), floor)
    return above


def stalls_at(layers: Layers, share: int = 2) -> Callable[[exhausted.Block], Truths]:
    """The claim for these layers, with the bound (y_i - y_j)²/`share`."""
    return lambda block: stays_above(
        layers(block), block["y"], largest_difference(first_layer(block), block["y"]), share
    )


SHAPES = {"X": "nm", "y": "n", "W": "fm"}
SCOPE = Scope(
    {**SHAPES, "V": "uf", "U": "vu"},
    (
        *sizes(n=range(2, 4), f=range(1, 3), u=range(1, 2), v=range(1, 2), m=range(1, 2)),
        *sizes(n=range(2, 3), f=range(1, 3), u=range(2, 3), v=range(1, 2), m=range(1, 2)),
    ),
    "3 layers; n <= 3, f <= 2, u = 1, or n = 2, f, u <= 2; one neuron in the third, m = 1; entries -1, 0, 1; ReLU",
)


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """As in the docstring of this file: both points have one output, so dᵀr = - dᵀy for d = e - f and r = H[k] t - y.

    And 0 ≤ ‖r - d dᵀr / 2‖² = ‖r‖² - (dᵀr)² / 2, which is the bound.
    """
    k = Words("n k u[k]; H[k]: n×u[k]; A[k]: u[k]×u[k+1]; B[k]: u[0]×u[k+1]; e f y: n; t: u[k]")
    unit = [given(k(one)) for one in ("eᵀ e = 1", "fᵀ f = 1", "eᵀ f = 0")]
    same_first = given(k("eᵀ H[0] = fᵀ H[0]"))
    layers = given(
        k("∀ k. eᵀ (H[k] A[k] + H[0] B[k]) = fᵀ (H[k] A[k] + H[0] B[k]) → eᵀ H[k+1] = fᵀ H[k+1]"),
    )

    def next_layer(same: Theorem) -> Theorem:
        sums = by(k("eᵀ (H[k] A[k] + H[0] B[k]) = fᵀ (H[k] A[k] + H[0] B[k])"), same, same_first)
        return use(layers, k("k"), sums)

    same = use(by_induction(same_first, k("k"), k("eᵀ H[k] = fᵀ H[k]"), next_layer), k("k"))
    square = apply("gram", k("(H[k] t - y) - (e - f) (1/2 (e - f)ᵀ (H[k] t - y))"))
    above = by(k("1/2 ‖(e - f)ᵀ (H[k] t - y)‖² ≤ ‖H[k] t - y‖²"), square, *unit)
    apart = by(k("(e - f)ᵀ (H[k] t - y) = fᵀ y - eᵀ y"), same)
    bound = by(k("1/2 ‖eᵀ y - fᵀ y‖² ≤ ‖H[k] t - y‖²"), above, apart)
    found = discharged(for_all(*k.all("k t"), theorem=bound), *unit, same_first, layers)
    return for_all(*k.all("n e f y"), theorem=found)


PROOF = Proof(
    statement="""
        ∀ n. ∀ u[k]. ∀ H[k]: n×u[k]. ∀ A[k]: u[k]×u[k+1]. ∀ B[k]: u[0]×u[k+1]. ∀ e f y: n.
        eᵀ e = 1 → fᵀ f = 1 → eᵀ f = 0 → eᵀ H[0] = fᵀ H[0] →
        (∀ k. eᵀ (H[k] A[k] + H[0] B[k]) = fᵀ (H[k] A[k] + H[0] B[k]) → eᵀ H[k+1] = fᵀ H[k+1]) →
        ∀ k. ∀ t: u[k]. 1/2 ‖eᵀ y - fᵀ y‖² ≤ ‖H[k] t - y‖²
    """,
    derive=derivation,
    model={
        "n": 2,
        "e": [[1], [0]],
        "f": [[0], [1]],
        "y": [[1], [-1]],
        "u": lambda _: 1,
        "H": lambda k: [[2**k], [2**k]],
        "A": lambda _: [[1]],
        "B": lambda k: [[2**k]],
    },
    covers=(
        "e and f are the unit vectors that pick the two points. H[k] are the outputs of layer k, which sees the layer "
        "before and the first layer, by weights A and B. Of its activations is said only that equal weighted sums at "
        "the two points give equal outputs: so it is for any activation, and for a linear neuron."
    ),
)

# ---- what must fail ----


def any_two_points(block: exhausted.Block) -> Truths:
    """The claim for any two points."""
    largest = largest_difference(np.zeros_like(block["X"]), block["y"])
    return stays_above(without_input(block), block["y"], largest)


def told_apart(block: exhausted.Block) -> Truths:
    """Wrong: distinct points have different outputs of the first layer."""
    return all_differ(first_layer(block))


def distinct(block: exhausted.Block) -> Truths:
    """Distinct points, and no neuron whose weights are all 0."""
    return np.asarray(all_differ(block["X"]) & np.asarray(block["W"].any(axis=2)).all(axis=1))


def show(layers: Layers) -> Callable[[Mapping[str, Integers]], Mapping[str, object]]:
    """Show the outputs of the last layer, and the objective after each layer."""

    def shown(found: Mapping[str, Integers]) -> Mapping[str, object]:
        block = {name: part[None] for name, part in found.items()}
        outputs = layers(block)
        values = [only(objectives(G, block["y"])) for G in outputs]
        return {**found, "outputs": outputs[-1][0], "objective after each layer": values}

    return shown


SEES_INPUT = Searchable(
    Statement(stalls_at(with_input), stalls_somewhere),
    Scope(
        {**SHAPES, "V": "uf", "C": "um"},
        sizes(n=range(2, 3), f=range(1, 2), u=range(1, 2), m=range(1, 2)),
        "2 layers; n = 2, one neuron each, m = 1; entries -1, 0, 1; ReLU",
    ),
    show(with_input),
)
FIRST_LAYERS = Scope(
    SHAPES, sizes(n=range(2, 4), f=range(1, 3), m=range(1, 2)), "n <= 3, f <= 2, m = 1, entries -1, 0, 1; ReLU"
)

CLAIM = Claim(
    id="depth-can-stall",
    kind=Kind.REPAIRED,
    repairs="depth-suffices-printed",
    statement=(
        "Without input connection, when the first hidden layer gives two points the same outputs, no depth brings the "
        "objective below (y₁ - y₂)²/2, whatever the later layers are."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "it is left open whether there is a dataset for which more layers never bring the objective to zero",
    ),
    property=Property(
        examples=stalls(),
        check=check,
        strata=(
            *("depth 1", "depth 2", "depth 3", "depth 4", "distinct points", "the same point twice"),
            *("relu", "abs", "hard_tanh", "step", "the bound is reached", "above the bound"),
            *("a later layer sees the first one", "a pass-through neuron"),
        ),
        show=lambda example: example.shown(),
    ),
    instance=instance,
    exhausted=Searchable(Statement(stalls_at(without_input), stalls_somewhere), SCOPE),
    proof=PROOF,
    controls=(
        Control("with-input-connection", "the same with input connection", SEES_INPUT),
        Control(
            "without-the-half",
            "no depth brings the objective below (y₁ - y₂)²",
            Searchable(Statement(stalls_at(without_input, 1), stalls_somewhere), SCOPE, show(without_input)),
        ),
        Control(
            "told-apart",
            "a first layer of ReLU neurons, none with weights 0, gives distinct points different outputs",
            Searchable(
                Statement(told_apart, distinct),
                Scope({"X": "nm", "W": "fm"}, FIRST_LAYERS.sizes, FIRST_LAYERS.words),
                lambda found: {**found, "outputs": first_layer({k: part[None] for k, part in found.items()})[0]},
            ),
        ),
    ),
    premises=(
        Premise(
            EQUAL,
            "the first hidden layer gives the two points the same outputs",
            Searchable(Statement(any_two_points), SCOPE, show(without_input)),
            stated_in_post=None,
        ),
        Premise(NO_INPUT, "no layer after the first sees the input", SEES_INPUT, stated_in_post=None),
    ),
)
