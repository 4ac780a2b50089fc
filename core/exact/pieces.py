"""Which piece of a piecewise linear activation each pre-activation falls on, decided exactly.

A float filter with a proved bound decides almost all; exact arithmetic decides the rest.

The bound. Let x̂, ŵ be the float64 approximations of x and w (m entries), each within 2⁻⁵³ relative and
2⁻¹⁰⁷⁵ absolute, and ẑ the float64 value of x̂·ŵ, summed in any order, with or without fused operations.
Then (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1, with two more roundings
for x̂ and ŵ)

    |ẑ - x·w| ≤ γ |x̂|·|ŵ| + τ ≤ γ ‖x̂‖_∞ ‖ŵ‖₁ + τ,    γ = (m + 3)u / (1 - (m + 3)u),  u = 2⁻⁵³,

where τ = m·2⁻¹⁰⁷⁴·(2 + max|x̂| + max|ŵ|) covers underflow in products and approximations. The norms as
computed are short by a factor of at most 1 - mu, their product and the threshold's own approximation err by
u relative each; for m ≤ 2²⁰ the code's constant (2m + 8)·2⁻⁵³ exceeds all of them together. Where a partial sum
might overflow (its sign would then be the wrong one now and then) the bound is infinite, and everything falls to
the exact side.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.activations import PiecewiseLinear
from core.dataset import Floats
from core.exact.numbers import Rationals

Pieces = NDArray[np.int8]

UNIT = 2.0**-53
TINY = 2.0**-1074
_NO_OVERFLOW = 2.0**1000  # partial sums below this, with their rounding errors, are finite


def pieces(activation: PiecewiseLinear, X: Rationals, W: Rationals, scale: Fraction) -> Pieces:
    """The piece (… × K × n) on which scale·(w·x) falls, for neurons W (… × K × m) and points X (… × n × m)."""
    result = np.zeros((*W.shape[:-1], X.shape[-2]), dtype=np.int8)
    for threshold in activation.breakpoints:
        result += at_least(threshold / scale, X, W)
    return result


def at_least(threshold: Fraction, X: Rationals, W: Rationals) -> NDArray[np.bool_]:
    """Whether w·x ≥ threshold (… × K × n), exactly."""
    t = _nearest(threshold)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        z, margin = filtered(X.approx, W.approx)
        above: NDArray[np.bool_] = np.asarray(z >= t)
        if t:
            margin += abs(t) * 2 * UNIT
            z = z - t
        unsure = ~(np.abs(z) > margin)
    if threshold == 0 and X.dyadic and W.dyadic:
        # An all-zero point or neuron gives exactly zero, and zero is on the upper side.
        live: tuple[NDArray[np.bool_], ...] = ((X.approx != 0).any(axis=-1), (W.approx != 0).any(axis=-1))
        unsure &= live[0][..., None, :] & live[1][..., :, None]
    for *stack, k, i in np.argwhere(unsure).tolist():
        above[(*stack, k, i)] = preactivation(X, W, k, i, *stack) >= threshold
    return above


def filtered(X: Floats, W: Floats) -> tuple[Floats, Floats]:
    """Float pre-activations W Xᵀ (… × K × n) and a bound on their distance from the exact ones."""
    m = X.shape[-1]
    largest = np.abs(X).max(axis=-1)
    sums = np.abs(W).sum(axis=-1)
    x, w = largest.max(initial=0), sums.max(initial=0)
    absolute = m * TINY * (2 + x + w) if x * w < _NO_OVERFLOW else np.inf
    margin = ((2 * m + 8) * UNIT * sums)[..., :, None] * largest[..., None, :]
    margin += absolute
    return W @ np.swapaxes(X, -1, -2), margin


def preactivation(X: Rationals, W: Rationals, k: int, i: int, *stack: int) -> Fraction:
    """The exact w_k·x_i, without the scale."""
    m = X.shape[-1]
    return sum((W.fraction(*stack, k, f) * X.fraction(*stack, i, f) for f in range(m)), Fraction(0))


def _nearest(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
