"""A further layer with a pass-through neuron never raises the optimal objective.

The pass-through neuron has the identity as activation and the optimal output weights s of the layer before as weights,
so its outputs are p = G s. Why: weight 1 on it and 0 on its neighbours gives p, whose objective is the old optimum, and
the new optimum is not above that. Nothing is asked of the neighbours: they may see the input, or anything.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from core.accuracy import measure
from core.layers import Array
from core.least_squares import fit
from core.networks import extend
from core.rounding import at_most, gamma
from verify import exhausted
from verify.claim import Claim
from verify.exhausted import Integers, Statement, Truths
from verify.instruments.additions import SCOPE, WITH_WEIGHTS, before, only
from verify.instruments.extensions import (
    ALONE,
    OPTIMAL,
    Extension,
    carried,
    decided,
    extensions,
    given,
    random_extension,
    solve,
)
from verify.instruments.gram import beside, less, objectives
from verify.instruments.strategies import SAMPLE_STRATA, sample_strata
from verify.proof import Theorem, Words, assuming, by, discharged, for_all, use
from verify.proof import given as supposed
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Proof, Property, Searchable, Source

# ---- tested: random networks ----


def check(example: Extension) -> Iterator[str]:
    """Exactly: the objective solved before and after; `solve` says what else must be so. Float: see `float_side`."""
    solved = solve(example)
    yield OPTIMAL
    if solved.new > solved.old:
        raise FallsError("the new layer raises the optimal objective")
    yield "falls" if solved.new < solved.old else "stays"
    yield "it sees the layer before alone" if example.source == ALONE else "the new layer sees the input"
    yield "no neighbours" if not example.new else "neighbours"
    yield from sample_strata(example.sample)
    yield from float_side(example)


def floats(values: object) -> Array:
    """An array of float64."""
    return np.array(values, dtype=np.float64)


def float_side(example: Extension) -> Iterator[str]:
    """The same network in float64, with output weights t from `core.least_squares`; nothing is tuned.

    The carried outputs p = fl(G t) are within γ_u |G||t| of G t, entry by entry (Higham, 3.5), and so is fl(G t) as
    the network itself computes it: they differ by at most 2γ_u |G||t|. And p is a column of the new layer, so the exact
    optimal objective of the float outputs is at most ‖p - y‖², which float64 computes to within a factor 1 + γ_{n+2};
    the lower end of the enclosure by `core.accuracy` must not be above it.
    """
    X, y = floats(example.sample.X), floats(example.sample.y)
    network = example.network(floats, lambda G, y: fit(G, y).weights)
    extended = extend(network, *example.neurons(floats))
    G, H = extended.activity(X)[-2:]
    carried = H[:, -1]
    u = G.shape[1]
    allowed = 2 * gamma(u) * (np.abs(G) @ np.abs(network.s)) / (1 - gamma(u + 4))
    if (np.abs(carried - network(X)) > allowed).any():
        raise DisagreementError("the pass-through neuron does not carry the network's outputs in float64")
    ceiling = at_most(float((carried - y) @ (carried - y)), len(y) + 2)
    result = measure(fit(H, y))
    if result.independent and result.objective().low > ceiling and result.fit.rank == H.shape[1]:
        raise FallsError("the float objective of the new layer is above that of its pass-through neuron")
    yield "float64: as good as the pass-through neuron"


# ---- certified: random networks and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """One or two ReLU layers on 2 to 8 points and a further one on the last of them and the input."""
    return decided(random_extension(rng, "inputs"), judged=False)


def never_raises(block: exhausted.Block) -> Truths:
    """The claim for any outputs g of a neighbour: the span of (p, g) is as good as col G."""
    p = carried(block)[:, :, None]
    return np.asarray(~less(before(block), objectives(beside(p, block["g"]), block["y"])))


# ---- proved: for all sizes ----


def derivation() -> Theorem:
    """As in the docstring of this file: weights 0 on N and 1 on p are among those that (t, v) is not worse than."""
    k = Words("n u q; G: n×u; N: n×q; y p: n; s x: u; t: q; v: 1")
    minimal, carries = supposed(k("∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²")), supposed(k("p = G s"))

    def no_worse(best: Theorem) -> Theorem:
        at_p = use(best, k("0 t"), k("1"))
        return for_all(k("x"), theorem=by(k("‖N t + p v - y‖² ≤ ‖G x - y‖²"), at_p, use(minimal, k("x")), carries))

    never = assuming(k("∀ a: q. ∀ b: 1. ‖N t + p v - y‖² ≤ ‖N a + p b - y‖²"), no_worse)
    found = discharged(for_all(*k.all("t v"), theorem=never), minimal, carries)
    return for_all(*k.all("n u q G N y p s"), theorem=found)


PROOF = Proof(
    statement="""
        ∀ n u q. ∀ G: n×u. ∀ N: n×q. ∀ y p: n. ∀ s: u. (∀ x: u. ‖G s - y‖² ≤ ‖G x - y‖²) → p = G s →
        ∀ t: q. ∀ v: 1. (∀ a: q. ∀ b: 1. ‖N t + p v - y‖² ≤ ‖N a + p b - y‖²) →
        ∀ x: u. ‖N t + p v - y‖² ≤ ‖G x - y‖²
    """,
    derive=derivation,
    model={
        "n": 2,
        "u": 1,
        "q": 1,
        "G": [[1], [1]],
        "N": [[0], [1]],
        "y": [[0], [2]],
        "p": [[1], [1]],
        "s": [[1]],
        "t": [[2]],
        "v": [[0]],
    },
    covers=(
        "The new layer has the outputs [N p]: its weights are t on N and v on p. N is any matrix, so its neurons may "
        "have any activation and see anything."
    ),
)

# ---- what must fail ----


def without_pass_through(block: exhausted.Block) -> Truths:
    """Wrong: the neighbour alone is as good."""
    return np.asarray(~less(before(block), objectives(block["g"][:, :, None], block["y"])))


def any_weights(block: exhausted.Block) -> Truths:
    """The claim with any weights s on the pass-through neuron."""
    p = given(block)[:, :, None]
    return np.asarray(~less(before(block), objectives(beside(p, block["g"]), block["y"])))


def show_without(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective of G and that of the neighbour g alone."""
    return {**found, "before": _value(found["G"], found["y"]), "after": _value(found["g"][:, None], found["y"])}


def show_any(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objective of G and that of (G s, g)."""
    H = np.stack([found["G"] @ found["s"], found["g"]], axis=1)
    return {**found, "before": _value(found["G"], found["y"]), "after": _value(H, found["y"])}


def _value(G: Integers, y: Integers) -> Fraction:
    return only(objectives(G[None], y[None]))


CLAIM = Claim(
    id="pass-through",
    statement="A layer extended with a pass-through neuron of optimal weights never raises the optimal objective.",
    source=Source(
        "Extra Layers for Error Correction",
        "a linear neuron with the optimal output weights keeps the objective: weight 1 on it, 0 on all others",
    ),
    property=Property(
        examples=extensions(ALONE, "inputs"),
        check=check,
        strata=(
            *SAMPLE_STRATA,
            *("falls", "stays", "the new layer sees the input", "it sees the layer before alone"),
            *("no neighbours", "neighbours", "float64: as good as the pass-through neuron"),
        ),
        show=lambda example: example.shown(),
    ),
    instance=instance,
    exhausted=Searchable(Statement(never_raises), SCOPE),
    proof=PROOF,
    controls=(
        Control(
            "without-pass-through",
            "the same without the pass-through neuron",
            Searchable(Statement(without_pass_through), SCOPE, show_without),
        ),
    ),
    premises=(
        Premise(
            OPTIMAL,
            "the pass-through neuron's weights are optimal output weights of the layer before",
            Searchable(Statement(any_weights), WITH_WEIGHTS, show_any),
        ),
    ),
)
