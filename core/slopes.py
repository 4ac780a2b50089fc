"""The derivatives of the activations, elementwise, in the arithmetic of the arrays: float64, or Fractions."""

from collections.abc import Callable

import numpy as np
from scipy import special

from core.activations import Activation, PiecewiseLinear
from core.dataset import Floats
from core.layers import Array

_SMOOTH: dict[str, Callable[[Floats], Floats]] = {
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: special.expit(z) * special.expit(-z),
    "gaussian": lambda z: -2 * z * np.exp(-(z**2)),
    "softplus": special.expit,
    "erf": lambda z: 2 / np.sqrt(np.pi) * np.exp(-(z**2)),
    "gelu": lambda z: special.ndtr(z) + z * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi),
    "sin": np.cos,
}


def slopes(activation: Activation, z: Array) -> Array:
    """Return act'(z) for pre-activations z of any shape; at a breakpoint the slope of the right-hand piece counts.

    Fractions are for piecewise linear activations only. Raises ValueError where no derivative is known.
    """
    if isinstance(activation, PiecewiseLinear):
        pieces = np.searchsorted(np.array(activation.breakpoints, z.dtype), z, side="right")
        return np.array(activation.slopes, z.dtype)[pieces]
    if activation.name not in _SMOOTH:
        raise ValueError(f"no derivative is known for {activation.name}")
    return np.asarray(_SMOOTH[activation.name](z))
