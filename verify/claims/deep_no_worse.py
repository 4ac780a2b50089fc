"""The deep network made from a shallow one is no worse: same objective, and its last layer solved again is not above.

For any output weights s, optimal or not. With G the shallow outputs in blocks G_1 ... G_L and H = [G_L p], p = Σ_{k<L}
G_k s_k, the outputs of the deep network's last layer:

    min_s ‖G s - y‖²  ≤  min_t ‖H t - y‖²  ≤  ‖G s - y‖².

Why: the deep network computes G s (`shallow-to-deep`), so both have the objective ‖G s - y‖², with the output weights
(s_L, 1) on H; the optimum on H is not above that. And col H lies in col G. So solving again gains nothing where s is
optimal, and in general it gains less than solving the shallow network again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.accuracy import measure
from core.activations import RELU
from core.exact.fractions_oracle import best
from core.layers import Array
from core.least_squares import fit
from core.networks import shallow, shallow_to_deep
from verify.claim import Claim
from verify.claims.shallow_to_deep import (
    BUILT,
    DEEP,
    EXACT_IN_FLOATS,
    FAMILIES,
    MODEL,
    SEES_INPUT,
    SHALLOW,
    Deepening,
    built,
    cuts,
    deepenings,
    everywhere,
    networks,
    sums,
)
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.additions import only
from verify.instruments.certificates import optimum
from verify.instruments.extensions import array, relu
from verify.instruments.gram import Quotients, beside, equal, less, objectives, whole
from verify.instruments.random_instances import points, row, rows
from verify.instruments.rational import dot, minus, objective
from verify.instruments.span import Span
from verify.instruments.strategies import Row, vectors
from verify.proof import Theorem, assuming, by, conjunction, for_all, given, parts, use
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

# ---- tested: random networks ----


@dataclass(frozen=True)
class Fitted:
    """A shallow network with its blocks and points, and the target y."""

    deepening: Deepening
    y: Row


@st.composite
def fitted(draw: DrawFn) -> Fitted:
    """Draw 1 to 3 layers of 1 or 2 neurons, with any output weights or optimal ones; shrink towards one dead neuron."""
    deepening = draw(deepenings(smooth=False, layers=3, width=2, largest_n=6))
    y = draw(vectors(len(deepening.X)))
    if draw(st.integers(0, 2)) == 2:
        flat, _ = deepening.networks()
        deepening = replace(deepening, s=tuple(best(flat.hidden(array(deepening.X)).tolist(), y)))
    return Fitted(deepening, y)


def check(example: Fitted) -> Iterator[str]:
    """Exactly: both objectives, and both optima, each solved twice."""
    flat, deep = example.deepening.networks()
    X, y = array(example.deepening.X), example.y
    yield SEES_INPUT
    old = objective(flat.hidden(X).tolist(), y, example.deepening.s)
    error = minus(deep(X).tolist(), y)
    if dot(error, error) != old:
        raise FallsError("the deep network has another objective than the shallow one")
    G, H = flat.hidden(X).tolist(), deep.hidden(X).tolist()
    floor, new = (objective(matrix, y, best(matrix, y)) for matrix in (G, H))
    for matrix, value in ((G, floor), (H, new)):
        r = Span.of(matrix).residual(y)
        if dot(r, r) != value:
            raise DisagreementError("normal equations and orthogonalisation give different optimal objectives")
    if not floor <= new <= old:
        raise FallsError("solving the last layer again raises the objective, or goes below the shallow optimum")
    yield "s is optimal" if old == floor else "s is not optimal"
    yield "falls" if new < old else "stays"
    yield "above the shallow optimum" if new > floor else "down to the shallow optimum"
    yield "one layer" if len(deep.layers) == 1 else "several layers"
    if example.deepening.activation in EXACT_IN_FLOATS and all(entry.denominator == 1 for entry in example.deepening.s):
        yield from _float_side(example, deep.hidden(X))


def _float_side(example: Fitted, exact: Array) -> Iterator[str]:
    """With whole numbers, float64 has the outputs H exactly, and `core.accuracy` encloses the optimum on them.

    Its upper end holds for all columns, its lower end where none was left out. Nothing is tuned.
    """
    X, W, s, y = (np.array(part, dtype=np.float64) for part in _parts(example))
    H = shallow_to_deep(shallow(example.deepening.activation, W, s), example.deepening.blocks).hidden(X)
    if not np.array_equal(array(H), exact):
        raise DisagreementError("the deep network has other outputs in float64 than in fractions, at whole numbers")
    accuracy = measure(fit(H, y))
    enclosure = accuracy.objective()
    value = objective(exact.tolist(), example.y, best(exact.tolist(), example.y))
    complete = accuracy.independent and accuracy.fit.rank == H.shape[1]
    if value > enclosure.high or (complete and value < enclosure.low):
        raise DisagreementError(f"the optimum {value} on the last layer is outside of its float enclosure {enclosure}")
    yield "float64 encloses the optimum"


def _parts(example: Fitted) -> tuple[object, ...]:
    return example.deepening.X, example.deepening.W, example.deepening.s, example.y


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 1 to 6 neurons in random blocks on 2 to 8 points, s optimal or not; both optima certified."""
    blocks = tuple(int(size) for size in rng.integers(1, 3, size=int(rng.integers(1, 4))))
    u, n = sum(blocks), int(rng.integers(2, 9))
    X, W, y, s = points(rng, n), rows(rng, u, 3), row(rng, n), row(rng, u)
    flat, _ = Deepening(X, W, s, blocks, RELU).networks()
    G = flat.hidden(array(X)).tolist()
    least = best(G, y)
    solved = bool(rng.integers(2))
    flat, deep = Deepening(X, W, tuple(least) if solved else s, blocks, RELU).networks()
    H, error = deep.hidden(array(X)).tolist(), minus(deep(array(X)).tolist(), y)
    t = best(H, y)
    floor, new, old = objective(G, y, least), objective(H, y, t), objective(G, y, flat.s.tolist())
    holds = floor <= new <= old == dot(error, error) and (new == floor or not solved)
    return Decided(holds, {"X": X, "y": y, "W": W, "s": flat.s}, (optimum(G, y, least), optimum(H, y, t)))


def shallow_outputs(block: Block) -> Integers:
    """G = max(X Wᵀ, 0)."""
    return relu((block["X"], block["W"]))


def shallow_objective(block: Block) -> Quotients:
    """‖G s - y‖²."""
    return squares(np.einsum("inu,iu->in", shallow_outputs(block), block["s"]) - block["y"])


def squares(error: Integers) -> Quotients:
    """The sum of squares of each row."""
    return whole((error**2).sum(axis=1))


def deep_networks(block: Block, blocks: tuple[int, ...]) -> tuple[Integers, Integers]:
    """H and the outputs of `core.networks.shallow_to_deep`, made once for each W (u × 1) and s.

    Each is evaluated at the points -1, 0, 1, and every X takes its rows from there.
    """
    u = block["s"].shape[1]
    weights = np.concatenate([block["W"][:, :, 0], block["s"]], axis=1)
    different, which = np.unique(weights, axis=0, return_inverse=True)
    made = [shallow_to_deep(shallow(RELU, array(w[:u, None]), array(w[u:])), blocks) for w in different]
    hidden = np.array([deep.hidden(everywhere(1)) for deep in made]).astype(np.int64)
    outputs = np.array([deep(everywhere(1)) for deep in made]).astype(np.int64)
    at = which.reshape(-1, 1), block["X"][:, :, 0] + 1
    return hidden[at], outputs[at]


def no_worse(block: Block) -> Truths:
    """The claim, for all ways to cut into blocks."""
    old, floor = shallow_objective(block), objectives(shallow_outputs(block), block["y"])
    true = np.ones(len(block["y"]), dtype=np.bool_)
    for blocks in cuts(block["s"].shape[1]):
        H, outputs = deep_networks(block, blocks)
        new = objectives(H, block["y"])
        true &= equal(squares(outputs - block["y"]), old) & ~less(old, new) & ~less(new, floor)
    return true


SHAPES = {"X": "nm", "y": "n", "W": "um", "s": "u"}
WORDS = "n <= 3, u <= 2, m = 1, entries -1, 0, 1; ReLU; all block sizes"
SCOPE = Scope(SHAPES, sizes(n=range(1, 4), u=range(1, 3), m=range(1, 2)), WORDS)
TWO_WORDS = "n <= 3, m = 1, two layers of one ReLU neuron, entries -1, 0, 1"
TWO_LAYERS = Scope(SHAPES, sizes(n=range(1, 4), u=range(2, 3), m=range(1, 2)), TWO_WORDS)


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """As in the docstring of this file: D[k] c = H[k+1] (B[k] E[k]ᵀ c + A[k] t[k] e[k]ᵀ c) for all output weights c."""
    k = networks("y: n; c d: u[k]+1; a b: v[k+1]")
    at = k("k")
    carried, deep_is_shallow = sums()
    (side_by_side, shallow_layer, deep_layer) = (given(k(one)) for one in (SHALLOW[0], SHALLOW[2], DEEP[1]))
    same = by(k("‖D[k] w[k] - y‖² = ‖H[k+1] t[k+1] - y‖²"), use(deep_is_shallow, at))

    H, D = parts(use(shallow_layer, at))[0], parts(use(deep_layer, at))[0]
    of_t = by(k("H[k+1] A[k] t[k] = p[k]"), H, use(carried, at), *parts(use(side_by_side, at)))
    of_block = by(k("H[k+1] B[k] = G[k]"), H, *parts(use(side_by_side, at)))
    within = by(k("D[k] c = H[k+1] (B[k] E[k]ᵀ c + A[k] t[k] (e[k]ᵀ c))"), D, of_t, of_block)
    least = k("∀ b: v[k+1]. ‖H[k+1] a - y‖² ≤ ‖H[k+1] b - y‖²")

    def no_worse(best: Theorem) -> Theorem:
        lower = by(k("‖D[k] c - y‖² ≤ ‖H[k+1] t[k+1] - y‖²"), use(best, k("w[k]")), same)
        return conjunction(lower, for_all(k("a"), theorem=assuming(least, not_below)))

    def not_below(best: Theorem) -> Theorem:
        reached = use(best, k("B[k] E[k]ᵀ c + A[k] t[k] (e[k]ᵀ c)"))
        return by(k("‖H[k+1] a - y‖² ≤ ‖D[k] c - y‖²"), reached, within)

    solved_again = assuming(k("∀ d: u[k]+1. ‖D[k] c - y‖² ≤ ‖D[k] d - y‖²"), no_worse)
    found = conjunction(same, for_all(k("c"), theorem=solved_again))
    return built(for_all(*k.all("k y"), theorem=found))


PROOF = Proof(
    statement=FAMILIES
    + BUILT
    + """
        ∀ k. ∀ y: n. ‖D[k] w[k] - y‖² = ‖H[k+1] t[k+1] - y‖² ∧
        ∀ c: u[k]+1. (∀ d: u[k]+1. ‖D[k] c - y‖² ≤ ‖D[k] d - y‖²) → ‖D[k] c - y‖² ≤ ‖H[k+1] t[k+1] - y‖² ∧
        ∀ a: v[k+1]. (∀ b: v[k+1]. ‖H[k+1] a - y‖² ≤ ‖H[k+1] b - y‖²) → ‖H[k+1] a - y‖² ≤ ‖D[k] c - y‖²
    """,
    derive=derivation,
    model={**MODEL, "k": 1, "y": [[1]], "c": [[Fraction(1, 2)], [0]], "a": [[1], [0]]},
    covers=(
        "Both networks are those of `shallow-to-deep`, with any number k + 1 of blocks; c are output weights that "
        "solve the deep network's last layer again, a optimal output weights of the shallow network."
    ),
)

# ---- what must fail: two layers of one neuron each ----


def last_layer(block: Block) -> Integers:
    """H = [g₂ p] with p = g₁ s₁."""
    G = shallow_outputs(block)
    return beside(G[:, :, 1:], G[:, :, 0] * block["s"][:, :1])


def blind_last_layer(block: Block) -> Integers:
    """The same with the second neuron on the first one's output instead of the input."""
    G = shallow_outputs(block)
    blind = np.maximum(G[:, :, 0] * block["W"][:, 1], 0)
    return beside(blind[:, :, None], G[:, :, 0] * block["s"][:, :1])


def deep_objective(block: Block, H: Integers) -> Quotients:
    """The objective with output weights (s₂, 1) on H."""
    return squares(H[:, :, 0] * block["s"][:, 1:] + H[:, :, 1] - block["y"])


def not_zero(block: Block) -> Truths:
    """The objective is above 0."""
    return np.asarray(shallow_objective(block)[0] > 0)


def always_lowers(block: Block) -> Truths:
    """Wrong: solving the last layer again always lowers an objective above 0."""
    return less(objectives(last_layer(block), block["y"]), shallow_objective(block))


def reaches_the_shallow_optimum(block: Block) -> Truths:
    """Wrong: solving the last layer again is as good as solving the shallow network again."""
    return equal(objectives(last_layer(block), block["y"]), objectives(shallow_outputs(block), block["y"]))


def without_the_input(block: Block) -> Truths:
    """The claim for a second layer that does not see the input."""
    H = blind_last_layer(block)
    old, new = shallow_objective(block), objectives(H, block["y"])
    floor = objectives(shallow_outputs(block), block["y"])
    return np.asarray(equal(deep_objective(block, H), old) & ~less(old, new) & ~less(new, floor))


def show(found: Mapping[str, Integers], *, blind: bool = False) -> Mapping[str, object]:
    """Show the objectives: shallow and deep with the weights s, the last layer solved again, the shallow optimum."""
    block = {name: part[None] for name, part in found.items()}
    H = blind_last_layer(block) if blind else last_layer(block)
    return {
        **found,
        "shallow": only(shallow_objective(block)),
        "deep": only(deep_objective(block, H)),
        "last layer solved again": only(objectives(H, block["y"])),
        "shallow optimum": only(objectives(shallow_outputs(block), block["y"])),
    }


CLAIM = Claim(
    id="deep-no-worse",
    statement=(
        "The deep network made from a shallow one has the same objective, whatever the output weights; solving its "
        "last layer again never raises it, and never goes below the shallow network's optimum."
    ),
    source=Source(
        "Extra Layers for Error Correction",
        "the deep network made in this way is certain to perform as well as the shallow one that it was made from",
    ),
    property=Property(
        examples=fitted(),
        check=check,
        strata=(
            *("s is optimal", "s is not optimal", "falls", "stays", "above the shallow optimum"),
            *("down to the shallow optimum", "one layer", "several layers", "float64 encloses the optimum"),
        ),
        show=lambda example: {
            "X": example.deepening.X,
            "y": example.y,
            "W": example.deepening.W,
            "s": example.deepening.s,
            "blocks": example.deepening.blocks,
            "activation": example.deepening.activation.name,
        },
    ),
    instance=instance,
    exhausted=Searchable(Statement(no_worse), SCOPE),
    proof=PROOF,
    controls=(
        Control(
            "always-lowers",
            "solving the last layer again always lowers an objective above 0",
            Searchable(Statement(always_lowers, not_zero), TWO_LAYERS, show),
        ),
        Control(
            "reaches-the-shallow-optimum",
            "solving the last layer again always reaches the shallow network's optimum",
            Searchable(Statement(reaches_the_shallow_optimum), TWO_LAYERS, show),
        ),
    ),
    premises=(
        Premise(
            SEES_INPUT,
            "the neurons of each layer are connected to the input",
            Searchable(Statement(without_the_input), TWO_LAYERS, lambda found: show(found, blind=True)),
        ),
    ),
)
