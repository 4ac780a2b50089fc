"""If the residual r is not zero, the outputs g with gᵀr = 0 are a proper subspace, and finite grids hardly meet it.

Exactly: for r ≠ 0 and any finite set S of numbers, at most |S|ⁿ⁻¹ of the |S|ⁿ outputs g in Sⁿ satisfy gᵀr = 0. Why:
some r_i ≠ 0, and whatever the other entries of g are, gᵀr = 0 leaves one value for g_i, which is in S or not. (This is
the lemma of Schwartz and Zippel for a linear form.) In particular not all of ℝⁿ satisfies it: the subspace is proper.

The same argument gives every distribution with a density the probability 0, exactly: by Fubini's theorem, as a single
value of g_i has probability 0. If r = 0 then all outputs satisfy the equation, whatever the distribution is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core import exact
from core.exact import Verdict
from core.exact.fractions_oracle import best
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.instruments.certificates import optimum
from verify.instruments.gram import along_residuals
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import minus, times
from verify.instruments.span import Span
from verify.instruments.strategies import Row, Rows, hidden_outputs, targets, vectors
from verify.ways import Control, Decided, DisagreementError, FallsError, Premise, Property, Searchable, Source

NOT_ZERO = "residual-not-zero"


# ---- tested: random examples at the boundary ----


@dataclass(frozen=True)
class Grid:
    """Hidden outputs G (n × u), the target y (n) and the set S of values that the outputs of a neuron take."""

    G: Rows
    y: Row
    S: Row


@st.composite
def grids(draw: DrawFn) -> Grid:
    """Draw G of 1 to 4 points and up to 3 columns, a target, and S of 1 to 4 different multiples of 1/2.

    Half of the networks have at most one neuron more than dead ones, so that the residual keeps entries that are zero
    or equal. They shrink towards one point, no neuron and S = {0}.
    """
    n = draw(st.integers(1, 4))
    G = draw(hidden_outputs(n, draw(st.sampled_from((0, 0, 1, 1, 2, 3)))))
    halves = draw(st.lists(st.integers(-3, 3), min_size=1, max_size=4, unique=True))
    y = draw(st.sampled_from((True, False)).flatmap(lambda free: vectors(n) if free else targets(G)))
    return Grid(G, y, tuple(Fraction(value, 2) for value in halves))


def hits(r: Sequence[Fraction], S: Row) -> tuple[int, Row | None, Row | None]:
    """How many g in Sⁿ satisfy gᵀr = 0, the first of them, and the first other one; all of Sⁿ is gone through."""
    R, values = _integers(r), dict(zip(_integers(S), S, strict=True))
    found, on, off = 0, None, None
    for g in product(values, repeat=len(R)):
        if sum(a * b for a, b in zip(g, R, strict=True)):
            off = off or g
        else:
            found, on = found + 1, on or g
    back = [None if g is None else tuple(values[entry] for entry in g) for g in (on, off)]
    return found, back[0], back[1]


def _integers(vector: Sequence[Fraction]) -> list[int]:
    """A positive multiple with whole entries."""
    scale = lcm(*(entry.denominator for entry in vector))
    return [int(entry * scale) for entry in vector]


def check(example: Grid) -> Iterator[str]:
    """Exactly: the hits are counted one by one; what `core.exact` says of one hit and one miss must agree."""
    G, y, S = example.G, example.y, example.S
    r = minus(y, times(G, best(G, y)))
    if r != Span.of(G).residual(y):
        raise DisagreementError("normal equations and orthogonalisation give different residuals")
    found, on, off = hits(r, S)
    everything = len(S) ** len(y)
    if any(r):
        yield NOT_ZERO
    if found * len(S) > everything if any(r) else found < everything:
        raise FallsError("more than a share of 1/|S| satisfies the equation, or r = 0 and not everything does")
    for g, verdict in ((on, Verdict.DOES_NOT), (off, Verdict.IMPROVES)):
        if g is not None and exact.decide(G, y, g).verdict is not verdict:
            raise DisagreementError("core.exact.decide contradicts the count of gᵀr = 0")
    facts = {
        "none of several": found == 0 and len(S) > 1,
        "some, fewer than 1/|S|": 0 < found * len(S) < everything,
        "exactly 1/|S|, several": found * len(S) == everything and len(S) > 1 and any(r),
        "all, the residual is zero": not any(r),
        "all although the residual is not zero, S = {0}": any(r) and found == everything,
        "zero target": not any(y),
        "u = 0": not G[0],
        "n = 1": len(y) == 1,
    }
    yield from (name for name, is_so in facts.items() if is_so)


STRATA = (
    *("none of several", "some, fewer than 1/|S|", "exactly 1/|S|, several", "all, the residual is zero"),
    *("all although the residual is not zero, S = {0}", "zero target", "u = 0", "n = 1"),
)


# ---- certified: random instances and an exhausted scope ----


def instance(rng: np.random.Generator) -> Decided:
    """A ReLU network of 0 to n neurons on 2 to 5 points, and up to 4 of the values 0, 1, -1, 2, -2, 1/2.

    Half of the targets have few values, so that the residual of few neurons is hit often.
    """
    n = int(rng.integers(2, 6))
    G = relu_outputs(points(rng, n), rows(rng, int(rng.integers(0, n + 1)), 3))
    y = row(rng, n)
    if rng.random() < 0.5:
        y = tuple(Fraction(int(entry)) for entry in rng.integers(-1, 2, n))
    values = [Fraction(value) for value in (0, 1, -1, 2, -2)] + [Fraction(1, 2)]
    S = tuple(values[k] for k in rng.choice(len(values), int(rng.integers(2, 5)), replace=False))
    s = best(G, y)
    r = minus(y, times(G, s))
    found = hits(r, S)[0]
    holds = found * len(S) <= len(S) ** n if any(r) else found == len(S) ** n
    return Decided(holds, {"G": G, "y": y, "S": S}, (optimum(G, y, s),))


def multiples(block: Block) -> Integers:
    """A positive multiple of r with whole entries, entry by entry from bordered determinants."""
    y = block["y"]
    unit = np.eye(y.shape[1], dtype=np.int64)
    return np.stack([along_residuals(block["G"], y, np.broadcast_to(e, y.shape))[0] for e in unit], axis=1)


def on_grid(block: Block, S: Sequence[int]) -> Integers:
    """How many g in Sⁿ satisfy gᵀr = 0."""
    R = multiples(block)
    grid = np.array(list(product(S, repeat=R.shape[1])), dtype=np.int64)
    return np.asarray(((R @ grid.T) == 0).sum(axis=1))


SETS = ((-1, 0, 1), (0, 1), (1, 2), (-2, -1, 1, 2))


def not_zero(block: Block) -> Truths:
    """r ≠ 0."""
    return np.asarray((multiples(block) != 0).any(axis=1))


def few(block: Block) -> Truths:
    """At most a share of 1/|S|, for each of the sets."""
    n = block["y"].shape[1]
    return np.asarray(np.all([on_grid(block, S) <= len(S) ** (n - 1) for S in SETS], axis=0))


def proper(block: Block) -> Truths:
    """Some g in {0, 1}ⁿ does not satisfy gᵀr = 0: otherwise no unit vector does, and the subspace is everything."""
    return np.asarray(on_grid(block, (0, 1)) < 2 ** block["y"].shape[1])


WORDS = "n <= 3, u <= 2, entries -1, 0, 1, for S = {-1, 0, 1}, {0, 1}, {1, 2} and {-2, -1, 1, 2}"
SCOPE = Scope({"G": "nu", "y": "n"}, sizes(n=range(1, 4), u=range(3)), WORDS)


# ---- what must fail ----


def none(block: Block) -> Truths:
    """Wrong: no g in {-1, 0, 1}ⁿ is on the hyperplane."""
    return np.asarray(on_grid(block, (-1, 0, 1)) == 0)


def fewer(block: Block) -> Truths:
    """Wrong: with two points and more, the share is below 1/|S|."""
    n = block["y"].shape[1]
    return np.asarray((n == 1) | (on_grid(block, (-1, 0, 1)) < 3 ** (n - 1)))


def show_residual(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with its residual."""
    G = [[Fraction(entry) for entry in line] for line in found["G"].tolist()]
    return {**found, "r": Span.of(G).residual([Fraction(entry) for entry in found["y"].tolist()])}


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show it with the number of g in {-1, 0, 1}ⁿ that satisfy gᵀr = 0, too."""
    one = {name: part[None] for name, part in found.items()}
    return {**show_residual(found), "gᵀr = 0": on_grid(one, (-1, 0, 1))[0], "of": 3 ** len(found["y"])}


CLAIM = Claim(
    id="hyperplane",
    kind=Kind.REPAIRED,
    repairs="hyperplane-printed",
    statement=(
        "If r = y - G s ≠ 0, s optimal, then outputs g drawn uniformly from Sⁿ, S any finite set of numbers, satisfy "
        "gᵀG s = gᵀy with probability at most 1/|S|; if r = 0, with probability 1."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "the equation describes a linear subspace of Rⁿ, which a random point hits with probability almost zero",
    ),
    property=Property(
        examples=grids(),
        check=check,
        strata=STRATA,
        show=lambda example: {"G": example.G, "y": example.y, "S": example.S},
    ),
    instance=instance,
    exhausted=Searchable(Statement(few, not_zero), SCOPE, show),
    controls=(
        Control(
            "never-hit",
            "if r ≠ 0, no g in {-1, 0, 1}ⁿ satisfies gᵀr = 0",
            Searchable(Statement(none, not_zero), SCOPE, show),
        ),
        Control(
            "below-the-bound",
            "if r ≠ 0 and n ≥ 2, a share below 1/|S| satisfies gᵀr = 0, S = {-1, 0, 1}",
            Searchable(Statement(fewer, not_zero), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            NOT_ZERO,
            "the residual is not zero (for the bound)",
            Searchable(Statement(few), SCOPE, show),
            stated_in_post=False,
        ),
    ),
)
