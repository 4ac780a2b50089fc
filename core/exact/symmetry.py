"""Structural zeros of any activation, recognised exactly: what the points and the weights force, whatever the values.

Points that every neuron treats alike form a class: on it all outputs are known multiples of one of them (equal points;
opposite ones for odd and even activations; points on one ray for positively homogeneous ones; zero where the output at
zero is zero). The outputs of all neurons lie in a space of dimension at most the number of classes. So once as many
independent columns are kept as there are classes, no further neuron changes anything: the span is *saturated*.

A *twin* of a kept neuron has the same pre-activations on all points, or the opposite ones where the activation is odd or
even.
"""

from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np

from core.activations import Activation, Exponential, Smooth
from core.exact.numbers import Rationals
from core.exact.reasons import DoesNot, Reason, Undecided
from core.exact.verdicts import Cause

_ODD = {"tanh", "hard_tanh", "sin", "erf"}
_EVEN = {"gaussian", "abs"}
_ZERO_AT_ZERO = _ODD | {"identity", "relu", "leaky_relu", "abs", "gelu"}
_RAYS = {"relu", "leaky_relu", "step"}
_LINES = {"abs"}


def point_classes(activation: Activation, X: Rationals) -> int:
    """How many independent columns neurons of this activation can have on the points X (n × m), at most."""
    if activation.name == "identity":
        N, _ = X.integers()
        return int(flint.fmpz_mat(X.shape[0], X.shape[1], N.ravel().tolist()).rank())
    points = [tuple(row) for row in X.fractions()]
    classes = {_representative(activation.name, point) for point in points}
    zero = tuple([Fraction(0)] * X.shape[1])
    return len(classes - {zero} if activation.name in _ZERO_AT_ZERO else classes)


def _representative(name: str, point: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    lead = next((value for value in point if value), None)
    if lead is None:
        return point
    if name in _LINES:
        return tuple(value / lead for value in point)
    if name in _RAYS:
        return tuple(value / abs(lead) for value in point)
    if name in _ODD | _EVEN and lead < 0:
        return tuple(-value for value in point)
    return point


def consistent(activation: Activation, X: Rationals, y: Rationals) -> bool:
    """Whether the target respects the classes of points, so that a saturated span of values can reach it."""
    seen: dict[tuple[Fraction, ...], Fraction] = {}
    for row, value in zip(X.fractions(), y.fractions(), strict=True):
        point = tuple(row)
        representative = _representative(activation.name, point)
        if not any(point) and activation.name in _ZERO_AT_ZERO:
            if value:
                return False
            continue
        sign = -1 if activation.name in _ODD and representative != point else 1
        if seen.setdefault(representative, sign * value) != sign * value:
            return False
    return True


def settle_structural(
    activation: Exponential | Smooth, X: Rationals, W: Rationals, kept: Sequence[int], j: int, classes: int
) -> Reason:
    """Why candidate j, whose entry seemed zero when `kept` were there, does not improve; Undecided if no reason is seen."""
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
            near = np.abs(X.approx @ (W.approx[k] - sign * W.approx[j]))
            if near.max() <= 1e-9 * np.abs(X.approx).max() * (size[k] + size[j]):
                if _preactivations(X, W, k) == [sign * value for value in z]:
                    return int(k)
    return None


def _preactivations(X: Rationals, W: Rationals, j: int) -> list[Fraction]:
    N, d = X.integers()
    V, e = W[np.array([j])].integers()
    return [Fraction(int(value), d * e) for value in N @ V[0]]
