"""Gradient descent: over the output weights of fixed neurons, and over all weights of a shallow network.

The arithmetic is that of the arrays: float64, or Fractions (object arrays), in which every step is exact.
"""

from fractions import Fraction
from math import inf, nextafter
from typing import Any

import flint
import numpy as np

from core.activations import Activation, PiecewiseLinear
from core.exact import balls, rationals
from core.layers import Array, Numbers, activate, parse
from core.networks import Network, shallow
from core.rounding import at_most, gamma
from core.slopes import slopes


def step(G: Array, y: Array, s: Array, eta: Any) -> Array:
    """Return s - 2η Gᵀ(G s - y) (u): one step down the gradient of f(s) = ‖G s - y‖², for G (n × u) and y (n)."""
    return np.asarray(s - 2 * eta * (G.T @ (G @ s - y)))


def descend(G: Array, y: Array, s: Array, eta: Any, steps: int) -> list[Array]:
    """Return the output weights s (u) before the first step and after each of so many, all of size η."""
    found = [s]
    for _ in range(steps):
        found.append(step(G, y, found[-1], eta))
    return found


def gradient(network: Network, X: Numbers, y: Numbers) -> tuple[Array, Array]:
    """Return the gradient of ‖f(X) - y‖² by the neurons' weights (u × m) and by the output weights (u).

    At a breakpoint the slope of the right-hand piece counts. Raises what `trainable` raises.
    """
    act, W, s = trainable(network)
    return value_and_gradient(act, parse("X", X, axes=2), parse("y", y, axes=1), W, s)[1:]


def value_and_gradient(act: Activation, X: Array, y: Array, W: Array, s: Array) -> tuple[Any, Array, Array]:
    """Return f = ‖act(X Wᵀ) s - y‖² and its gradient by W (u × m) and by s (u), for X (n × m) and y (n).

    With z = X Wᵀ, G = act(z) and e = G s - y they are eᵀe, 2 (act'(z) ∘ e sᵀ)ᵀ X and 2 Gᵀe.
    """
    z = X @ W.T
    G = activate(act, z)
    error = G @ s - y
    return error @ error, 2 * (slopes(act, z) * np.outer(error, s)).T @ X, 2 * (G.T @ error)


def backtrack(network: Network, X: Numbers, y: Numbers, *, steps: int, halvings: int = 40) -> Network:
    """Descend over all weights of a shallow network without ever raising ‖f(X) - y‖²; return where that ends.

    Each step tries the sizes 1, 1/2, 1/4, ... of the gradient, and takes the first that certainly lowers the objective:
    the `enclosure` of the new one is below that of the old. It ends after so many steps, or where the gradient is zero
    or no size does.
    """
    bounds = enclosure(network, X, y)
    for _ in range(steps):
        by_weights, by_outputs = gradient(network, X, y)
        if not by_weights.any() and not by_outputs.any():
            return network
        size = Fraction(1) if network.exact else 1.0
        for _ in range(halvings + 1):
            act, W, s = trainable(network)
            tried = shallow(act, W - size * by_weights, s - size * by_outputs)
            lower = enclosure(tried, X, y)
            if lower[1] < bounds[0]:
                break
            size = size / 2
        else:
            return network
        network, bounds = tried, lower
    return network


def enclosure(network: Network, X: Numbers, y: Numbers) -> tuple[Any, Any]:
    """Enclose the exact ‖f(X) - y‖² of the weights as they are: twice the exact value for Fractions.

    A smooth activation is evaluated in balls, at the exact numbers that the floats are. For a piecewise linear one in
    float64, z = X Wᵀ errs by at most γ_m |X||W|ᵀ, and the outputs G by L times that, L the largest slope, plus
    γ_8 (L|z| + c), c the largest intercept, for evaluating the piece, also where a rounded breakpoint picks its
    neighbour (for a continuous activation both agree at the breakpoint). So e = G s - y errs by at most
    δ = E_G|s| + γ_{u+1} (|G||s| + |y|), and ‖e‖² by Σ (2|e|δ + δ²) + γ_n ‖e‖². Raises what `trainable` raises.
    """
    act, W, s = trainable(network)
    points, target = parse("X", X, axes=2), parse("y", y, axes=1)
    if not isinstance(act, PiecewiseLinear):
        return _in_balls(act, points, target, W, s)
    G = network.hidden(points)
    error = G @ s - target
    value = error @ error
    if network.exact:
        return value, value
    W, s = np.abs(W), np.abs(s)
    (n, m), u = points.shape, s.shape[0]
    L, c = float(max(map(abs, act.slopes))), float(max(map(abs, act.intercepts)))
    spread = np.abs(points) @ W.T
    outputs = L * gamma(m) * spread + gamma(8) * (L * (1 + gamma(m)) * spread + c)
    delta = outputs @ s + gamma(u + 1) * (np.abs(G) @ s + np.abs(target))
    off = at_most(float(delta @ (2 * np.abs(error) + delta)) + gamma(n) * float(value), 2 * (m + u + n) + 20)
    return max(0.0, float(value) - off) * (1 - gamma(2)), at_most(float(value) + off, 2)


def _in_balls(act: Activation, X: Array, y: Array, W: Array, s: Array) -> tuple[float, float]:
    """The enclosure for a smooth activation; the next floats outside, as the conversion of a bound rounds to nearest.

    128 bits are 22 digits more than float64 has, which pays for what cancels in G s.
    """
    with flint.ctx.workprec(128):
        G = balls.outputs(act, rationals(X), rationals(W), Fraction(1))
        error = balls.vector(rationals(s)) * G - balls.vector(rationals(y))
        value = (error * error.transpose())[0, 0]
        return max(0.0, nextafter(float(value.lower()), -inf)), nextafter(float(value.upper()), inf)


def trainable(network: Network) -> tuple[Activation, Array, Array]:
    """Return the activation of a shallow network, its neurons' weights W (u × m) and its output weights s (u).

    Raises ValueError where it has more than one layer or block, or its activation jumps.
    """
    if len(network.layers) != 1 or len(network.layers[0].blocks) != 1:
        raise ValueError("network: only one layer of one block can descend")
    (block,) = network.layers[0].blocks
    act = block.activation
    if isinstance(act, PiecewiseLinear):
        for k, b in enumerate(act.breakpoints):
            if act.slopes[k] * b + act.intercepts[k] != act.exact(b):
                raise ValueError(f"activation {act.name}: jumps at {b}, so it has no gradient")
    return act, block.connections()["inputs"], network.s
