"""The probability that the next ReLU neuron does not improve is the total share of the cells A with Σ_A r_i x_i = 0.

Points X (n × m) and target y, standard normal weights w, r the residual of what is there. Points are active where
x_i·w > 0; the w with the same active points A form an open cone, a cell.

Why. On the cell of A the outputs are g_i = x_i·w for i in A and 0 elsewhere, so gᵀr = wᵀS_A with S_A = Σ_{i∈A} r_i x_i.
By Theorem 1 a neuron improves if and only if that is not 0. If S_A = 0 every neuron of the cell fails; if not, those
that fail lie in a plane, which has probability 0, and so have the finitely many boundaries of cells. Standard normal
weights have a uniform direction, so a cell's probability is its share of the sphere: with three weights the solid angle
over 4π, with two the arc over 2π (`core.exact.cells`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core import exact
from core.activations import RELU
from core.exact import Problem, grow, rationals
from core.exact.cells import Cells
from core.exact.failing import failure_probabilities
from core.exact.fractions_oracle import improves, residual
from core.exact.zero_cells import zero_sums
from verify.claim import Claim
from verify.exhausted import Integers, Scope, Statement, each
from verify.instruments.random_instances import points, relu_outputs, row, rows
from verify.instruments.rational import dot, times
from verify.instruments.strategies import SAMPLE_STRATA, Rows, Sample, sample_strata, samples, weights
from verify.ways import (
    Certificate,
    Control,
    Decided,
    DisagreementError,
    FallsError,
    Premise,
    Property,
    Searchable,
    Source,
)

RECTIFIED = "rectified"
UNIFORM = "uniform-direction"


# ---- a cell decided without the claim ----


def spread(w: Sequence[int], X: Rows) -> list[tuple[Fraction, ...]]:
    """Weights that span ℝᵐ, all in the open cell of w: w itself and t w + e_j for a large t."""
    heights = [abs(dot(x, [Fraction(entry) for entry in w])) for x in X if any(x)]
    t = 1 + max((max(map(abs, x)) for x in X), default=Fraction(0)) / min(heights, default=Fraction(1))
    moved = [tuple(t * entry + (j == k) for k, entry in enumerate(w)) for j in range(len(w))]
    return [tuple(map(Fraction, w)), *moved]


def all_fail(X: Rows, y: Sequence[Fraction], G: Rows, w: Sequence[int]) -> bool:
    """Whether no neuron of the cell of w improves: gᵀr is linear there, so weights that span ℝᵐ decide it.

    Each is decided by solving for the objective twice.
    """
    return not any(improves(G, y, relu(X, v)) for v in spread(w, X))


def relu(X: Rows, w: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The outputs max(x·w, 0)."""
    return tuple(max(z, Fraction(0)) for z in times(X, w))


def vanishes(X: Rows, r: Sequence[Fraction], active: Sequence[bool]) -> bool:
    """Whether Σ r_i x_i over the active points is the zero vector."""
    return not any(sum(r[i] * X[i][j] for i in range(len(X)) if active[i]) for j in range(len(X[0])))


# ---- tested: random growths ----


@dataclass(frozen=True)
class Chance:
    """A sample, and the weights of neurons that are there already."""

    sample: Sample
    W: Rows


@st.composite
def chances(draw: DrawFn) -> Chance:
    """Draw 1 to 3 points with 1 to 3 features and up to 2 neurons; shrink towards one point at 0 without neurons."""
    m = draw(st.integers(1, 3))
    return Chance(draw(samples(largest_n=3, m=m)), draw(weights(m, draw(st.integers(0, 2)))))


def check(example: Chance) -> Iterator[str]:
    """For every cell: its neurons all fail, decided without the claim, if and only if its sum is zero.

    `core` must give the same cells and zeros at every step of the growth that the weights make, shares that add up to 1
    within their bound, and as probability of failure the share of the zero cells.
    """
    X, y = example.sample.X, example.sample.y
    cells = Cells.of(rationals(X))
    G = relu_outputs(X, example.W)
    r = residual(G, y)
    zeros = []
    for number, active in enumerate(cells.active.tolist()):
        w = cells.interior(number)
        if [dot(x, [Fraction(entry) for entry in w]) > 0 for x in X] != active:
            raise DisagreementError(f"weights {w} of cell {number} activate other points")
        zeros.append(vanishes(X, r, active))
        if all_fail(X, y, G, w) != zeros[-1]:
            raise FallsError(f"the neurons of the cell of {w} contradict its sum")
    if abs(cells.shares.sum() - 1) > len(cells.shares) * (cells.error + 2.0**-52):
        raise DisagreementError("the shares of the cells do not add up to 1 within their bound")
    yield RECTIFIED
    yield UNIFORM
    yield "every neuron fails" if all(zeros) else "more than the dead cell fails" if sum(zeros) > 1 else "others"
    yield from ("no cell fails",) if not any(zeros) else ()
    yield f"{len(X[0])} weights"
    yield from sample_strata(example.sample)
    yield from _steps(example, cells)


def _steps(example: Chance, cells: Cells) -> Iterator[str]:
    """The growth of `core` on these weights, step by step, beside Fractions."""
    X, y = example.sample.X, example.sample.y
    if not example.W:
        return
    (growth,) = grow([Problem(rationals(X), rationals(y), rationals(example.W))], RELU, neurons=len(X))
    found = zero_sums(growth, cells.active)
    failing = failure_probabilities(growth, cells)
    for k in range(len(growth.accepted)):
        r = residual(relu_outputs(X, tuple(example.W[j] for j in growth.accepted[:k])), y)
        zeros = [vanishes(X, r, active) for active in cells.active.tolist()]
        if found[k].tolist() != zeros:
            raise DisagreementError(f"core.exact.zero_cells differs from Fractions with {k} neurons")
        if abs(failing.probabilities[k] - cells.shares[zeros].sum()) > failing.errors[k] + len(zeros) * 2.0**-52:
            raise DisagreementError(f"core.exact.failing is not the share of the failing cells with {k} neurons")
        yield "a step of a growth"


# ---- certified: random instances and an exhausted scope ----

_CELLS = 6  # certified for each instance, failing ones first


def instance(rng: np.random.Generator) -> Decided:
    """Two to five points of the post's kind (now and then one is repeated or opposite) and up to three neurons.

    One neuron of each cell, moved so that a non-zero sum shows, must improve exactly when the sum is not zero.
    """
    n = int(rng.integers(2, 6))
    X, y = points(rng, n), row(rng, n)
    if rng.random() < 0.3:
        sign = int(rng.choice([-1, 1]))
        X = (tuple(sign * entry for entry in X[1]), *X[1:])
    W = rows(rng, int(rng.integers(0, 4)), 3)
    G = relu_outputs(X, W)
    r = residual(G, y)
    cells = Cells.of(rationals(X))
    zero = [vanishes(X, r, active) for active in cells.active.tolist()]
    holds, certificates = True, []
    for number in sorted(range(len(zero)), key=lambda cell: not zero[cell])[:_CELLS]:
        decisions = [exact.decide(G, y, relu(X, w)) for w in spread(cells.interior(number), X)]
        telling = next((decision for decision in decisions if decision.improves), decisions[0])
        holds &= telling.improves != zero[number]
        certificates.append(Certificate(telling.certificate, cites="theorem-1"))
    return Decided(holds, {"X": X, "y": y, "W": W}, tuple(certificates))


Instance = Mapping[str, Integers]
_SIZES = ((1, 1, 0), (1, 1, 1), (1, 2, 0), (1, 2, 1), (2, 1, 0), (2, 1, 1), (2, 2, 0), (3, 1, 0))
SIZES = tuple({"n": n, "m": m, "u": u} for n, m, u in _SIZES)
SCOPE = Scope({"X": "nm", "y": "n", "W": "um"}, SIZES, "n m (u + 1) <= 4 and n = 3, m = 1, u = 0, entries -1, 0, 1")
WITH_WEIGHTS = Scope({"X": "nm", "y": "n", "W": "um", "w": "m"}, SIZES, SCOPE.words)


@dataclass(frozen=True)
class Case:
    """An instance of the scope in Fractions, its cells, and which of them have sum zero."""

    X: Rows
    y: tuple[Fraction, ...]
    G: Rows
    cells: Cells
    zero: tuple[bool, ...]


def case(found: Instance) -> Case:
    """Prepare an instance."""
    X, W = fractions(found["X"]), fractions(found["W"])
    y = tuple(Fraction(int(value)) for value in found["y"])
    G = relu_outputs(X, W)
    r = residual(G, y)
    cells = cells_of(X)
    return Case(X, y, G, cells, tuple(vanishes(X, r, active) for active in cells.active.tolist()))


def fractions(matrix: Integers) -> Rows:
    """An integer matrix in Fractions."""
    return tuple(tuple(Fraction(int(value)) for value in line) for line in matrix)


@cache
def cells_of(X: Rows) -> Cells:
    """The cells, which depend on the points alone."""
    return Cells.of(rationals(X))


def cells_decide(found: Instance) -> bool:
    """The claim: in every cell all neurons fail if and only if its sum is zero."""
    one = case(found)
    return all(all_fail(one.X, one.y, one.G, one.cells.interior(c)) == zero for c, zero in enumerate(one.zero))


# ---- what must fail ----


def dead_cell_alone(found: Instance) -> bool:
    """Wrong: only the neurons without an active point fail."""
    one = case(found)
    return not any(zero and active.any() for zero, active in zip(one.zero, one.cells.active, strict=True))


def not_rectified(found: Instance) -> bool:
    """The claim for neurons with the identity as activation, whose outputs are X w in every cell."""
    one = case(found)
    return all(
        all(not improves(one.G, one.y, times(one.X, w)) for w in spread(one.cells.interior(c), one.X)) == zero
        for c, zero in enumerate(one.zero)
    )


def always_the_same_weights(found: Instance) -> bool:
    """The claim for weights that are always w: they fail with probability 0 or 1, and the shares add up to as much."""
    one = case(found)
    fails = not improves(one.G, one.y, relu(one.X, tuple(Fraction(int(entry)) for entry in found["w"])))
    return all(one.zero) if fails else not any(one.zero)


def residual_left(found: Instance) -> bool:
    """Whether there is anything left to improve: y is not in the span."""
    one = case(found)
    return any(residual(one.G, one.y))


def show(found: Instance) -> Mapping[str, Any]:
    """Show an instance with its failing cells, by the active points of each (counted from 1)."""
    one = case(found)
    actives = [np.flatnonzero(active) + 1 for active, zero in zip(one.cells.active, one.zero, strict=True) if zero]
    names = ", ".join("{" + ", ".join(map(str, active.tolist())) + "}" for active in actives)
    share = float(one.cells.shares[list(one.zero)].sum())
    return {**found, "failing cells": names or "none", "of": len(one.zero), "probability": f"{share:.6g}"}


CLAIM = Claim(
    id="failure-probability",
    statement=(
        "With standard normal weights the probability that the next ReLU neuron does not improve is the total share "
        "of the activation cells A with Σ_A r_i x_i = 0, r the residual."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "for a proper sampling of the weights the probability that a ReLU neuron fails is small; it is only sampled",
    ),
    property=Property(
        examples=chances(),
        check=check,
        strata=(
            *SAMPLE_STRATA,
            *("1 weights", "2 weights", "3 weights", "every neuron fails", "more than the dead cell fails"),
            *("no cell fails", "a step of a growth"),
        ),
        show=lambda example: {"X": example.sample.X, "y": example.sample.y, "W": example.W},
    ),
    instance=instance,
    exhausted=Searchable(Statement(each(cells_decide)), SCOPE, show),
    controls=(
        Control(
            "dead-cell-alone",
            "while the residual is not zero, only neurons without an active point fail with positive probability",
            Searchable(Statement(each(dead_cell_alone), each(residual_left)), SCOPE, show),
        ),
    ),
    premises=(
        Premise(
            RECTIFIED,
            "the activation is ReLU (without it: the identity)",
            Searchable(Statement(each(not_rectified)), SCOPE, show),
        ),
        Premise(
            UNIFORM,
            "the weights have a uniform direction, as standard normal ones do (without it: always the same)",
            Searchable(Statement(each(always_the_same_weights)), WITH_WEIGHTS, show),
            stated_in_post=None,
        ),
    ),
)
