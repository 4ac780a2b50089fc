"""Structural zeros of any activation, recognised exactly: what points and weights force, whatever the values.

Some points determine each other's outputs, for every neuron. Write z for the pre-activation at a point x:

    any activation                    equal points have equal outputs
    odd (tanh, hard tanh, sin, erf)   act(-z) = -act(z)
    even (Gaussian, abs)              act(-z) = act(z)
    ReLU, leaky ReLU, step, abs       act(c z) = c act(z) for c > 0 (step: act(c z) = act(z))
    ReLU, softplus, GELU              act(-z) = act(z) - z;  leaky ReLU: act(-z) = act(z) - 1.01 z
    sigmoid                           act(-z) = 1 - act(z)
    identity                          act(z) = z, linear in x

So every output is μ_i · (output at a representative of its class) + e_i·v, with numbers μ_i and rows e_i known from the
points alone, and v the same for all points: v = w, or 1 for the sigmoid. The outputs of all neurons lie in a space of
dimension at most (number of classes) + rank of the rows e_i. Once as many independent columns are kept, no further
neuron changes anything: the span is *saturated*, and it is that whole space.

A *twin* of a kept neuron has the same pre-activations on all points, or opposite ones if the activation is odd or even.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import flint
import numpy as np

from core.activations import Activation, Exponential, Smooth
from core.exact.numbers import Rationals
from core.exact.reasons import DoesNot, Reason, Undecided
from core.exact.verdicts import Cause

Point = tuple[Fraction, ...]

_ODD = {"tanh", "hard_tanh", "sin", "erf"}
_EVEN = {"gaussian", "abs"}
_ZERO_AT_ZERO = _ODD | {"identity", "relu", "leaky_relu", "abs", "gelu"}
_ALONG_RAYS = {"relu", "leaky_relu", "abs", "step"}
_LINEAR_PART = {name: Fraction(-1) for name in ("relu", "softplus", "gelu")} | {"leaky_relu": Fraction(-101, 100)}


@dataclass(frozen=True)
class _Structure:
    """For each point: its class (None where the output has no such part), μ, and the row e."""

    classes: tuple[Point | None, ...]
    multiples: tuple[Fraction, ...]
    rows: tuple[Point, ...]


def _structure(activation: Activation, X: Rationals) -> _Structure:
    seen: dict[Point, None] = {}
    found = [_place(activation.name, tuple(row), seen) for row in X.fractions()]
    return _Structure(*(tuple(part) for part in zip(*found, strict=True)))


def _place(  # noqa: PLR0911  one return a line of the table above
    name: str, x: Point, seen: dict[Point, None]
) -> tuple[Point | None, Fraction, Point]:
    """Class, multiple and row of one point, given the classes met so far."""
    nothing = tuple([Fraction(0)] * len(x))
    if name == "identity":
        return None, Fraction(0), x
    size = next((abs(value) for value in x if value), None)
    if size is None:
        if name in _ZERO_AT_ZERO:
            return None, Fraction(0), nothing
        if name == "sigmoid":
            return None, Fraction(0), (Fraction(1, 2), *nothing[1:])
        return nothing, Fraction(1), nothing
    c = size if name in _ALONG_RAYS else Fraction(1)
    unit = tuple(value / c for value in x)
    opposite = tuple(-value for value in unit)
    multiple = Fraction(1) if name == "step" else c
    if opposite in seen and name in _ODD:
        return opposite, -multiple, nothing
    if opposite in seen and name in _EVEN:
        return opposite, multiple, nothing
    if opposite in seen and name == "sigmoid":
        return opposite, Fraction(-1), (Fraction(1), *nothing[1:])
    if opposite in seen and name in _LINEAR_PART:
        return opposite, multiple, tuple(_LINEAR_PART[name] * multiple * value for value in opposite)
    seen[unit] = None
    return unit, multiple, nothing


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    live = [row for row in rows if any(row)]
    if not live:
        return 0
    d = lcm(*(value.denominator for row in live for value in row))
    return int(flint.fmpz_mat(len(live), len(live[0]), [int(value * d) for row in live for value in row]).rank())


def point_classes(activation: Activation, X: Rationals) -> int:
    """The largest number of independent columns that neurons of this activation can have on the points X (n × m)."""
    structure = _structure(activation, X)
    return len(set(structure.classes) - {None}) + _rank(structure.rows)


def consistent(activation: Activation, X: Rationals, y: Rationals) -> bool:
    """Whether the target lies in the space that holds the outputs of all neurons, which a saturated span fills."""
    structure = _structure(activation, X)
    value: dict[Point, Fraction] = {}
    differences: list[Fraction] = []
    for name, multiple, target in zip(structure.classes, structure.multiples, y.fractions(), strict=True):
        # The first point of a class is its representative up to the multiple, and has no row e.
        known = Fraction(0) if name is None else value.setdefault(name, target / multiple)
        differences.append(target - multiple * known)
    with_target = [(*row, d) for row, d in zip(structure.rows, differences, strict=True)]
    return _rank(with_target) == _rank(structure.rows)


def settle_structural(
    activation: Exponential | Smooth, X: Rationals, W: Rationals, kept: Sequence[int], j: int, classes: int
) -> Reason:
    """Why candidate j, whose entry seemed zero when `kept` were there, does not improve, or Undecided."""
    if activation.name in _ZERO_AT_ZERO and not any(_preactivations(X, W, j)):
        return DoesNot(Cause.DEAD)
    if len(kept) == classes:
        return DoesNot(Cause.IN_SPAN, saturated=True)
    twin = _twin(activation, X, W, kept, j)
    return Undecided() if twin is None else DoesNot(Cause.IN_SPAN, twin=twin)


def _twin(activation: Activation, X: Rationals, W: Rationals, kept: Sequence[int], j: int) -> int | None:
    z, size = _preactivations(X, W, j), np.abs(W.approx).max(axis=1)
    signs = (1, -1) if activation.name in _ODD | _EVEN else (1,)
    for k in kept:
        # Equal pre-activations on all points; equal weights are the common case, collinear points the other.
        for sign in signs:
            with np.errstate(over="ignore", invalid="ignore"):
                near = np.abs(X.approx @ (W.approx[k] - sign * W.approx[j]))
                far = near.max() > 1e-9 * np.abs(X.approx).max() * (size[k] + size[j])  # NaN is not far: look closely
            if not far and _preactivations(X, W, k) == [sign * value for value in z]:
                return int(k)
    return None


def _preactivations(X: Rationals, W: Rationals, j: int) -> list[Fraction]:
    N, d = X.integers()
    V, e = W[np.array([j])].integers()
    return [Fraction(int(value), d * e) for value in N @ V[0]]
