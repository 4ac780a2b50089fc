"""Optimisers over all weights of a shallow network, in float64, with every objective on the way and not only the best.

Which of them can raise the objective f(W, s) = ‖act(X Wᵀ) s - y‖²? `gradient_descent` with a fixed step does where the
step is too large for the curvature, and `adam` where its steps, which are about `step` in every weight whatever the
gradient, are. `lbfgs` accepts a step only when it lowers f enough, except where SciPy's line search ends with a warning
(an interval too short to go on) and its last trial is accepted as it is. Here it ends with the first step that does not
lower f, so at most its last one raises it. `core.descent.backtrack` never does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import OptimizeResult, minimize

from core.dataset import Dataset, Floats
from core.descent import trainable, value_and_gradient
from core.networks import Network, shallow
from core.slopes import slopes


@dataclass(frozen=True, eq=False)
class Trained:
    """The network where an optimiser ended, and the objectives at its start and after each of its steps.

    `overflowed` says that it ended early because the next objective was beyond the float range.
    """

    network: Network
    objectives: tuple[float, ...]
    overflowed: bool = False

    @property
    def rises(self) -> int:
        """How many steps raised the computed objective."""
        return sum(after > before for before, after in pairwise(self.objectives))


def curvature(network: Network, data: Dataset) -> float:
    """Return the largest eigenvalue of 2JᵀJ, where J (n × (u m + u)) has the network's derivatives by all weights.

    It is the Hessian of the objective without the part that the residual multiplies (Gauss and Newton); for the output
    weights alone it is exact. Gradient descent on a quadratic function does not rise with steps up to 2 over it.
    """
    act, W, s = trainable(network)
    by_weights = (slopes(act, data.X @ W.T) * s)[:, :, np.newaxis] * data.X[:, np.newaxis, :]
    J = np.concatenate([by_weights.reshape(data.points, -1), network.hidden(data.X)], axis=1)
    return 2 * float(np.linalg.norm(J, 2)) ** 2


def gradient_descent(network: Network, data: Dataset, *, steps: int, step: float) -> Trained:
    """Take so many steps of that size down the gradient.

    Raises ValueError where steps < 1 or step is not positive and finite, TypeError where the weights are Fractions, and
    what `trainable` raises.
    """
    return _follow(network, data, steps, step, lambda slope: slope)


def adam(network: Network, data: Dataset, *, steps: int, step: float = 1e-3) -> Trained:
    """Take so many steps of Adam, with the published decay rates 0.9 and 0.999 and ε = 10⁻⁸.

    Source: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1; the whole gradient stands
    for the stochastic one. Raises what `gradient_descent` raises.
    """
    return _follow(network, data, steps, step, _Moments())


def lbfgs(network: Network, data: Dataset, *, steps: int) -> Trained:
    """Take so many iterations of L-BFGS-B without bounds, fewer where it finds no lower point.

    Source: `scipy.optimize.minimize`, after Zhu, Byrd, Lu and Nocedal, ACM TOMS 23 (1997) 550-560. Raises what
    `gradient_descent` raises.
    """
    objective = _Objective(network, data)
    _positive_steps(steps)
    start = objective.start
    found = [objective(start)[0]]

    def note(intermediate_result: OptimizeResult) -> None:  # SciPy goes by this name
        found.append(float(intermediate_result.fun))

    options = {"maxiter": steps, "maxfun": np.inf, "ftol": 0, "gtol": 0}
    result = minimize(objective, start, jac=True, method="L-BFGS-B", callback=note, options=options)
    return Trained(objective.network(result.x), tuple(found))


class _Objective:
    """The objective and its gradient as functions of all weights in one array: W row by row, then s."""

    def __init__(self, network: Network, data: Dataset) -> None:
        if network.exact:
            raise TypeError("network: its weights are Fractions; optimisers work in float64")
        self._act, W, s = trainable(network)
        self._data, self._shape = data, W.shape
        self.start: Floats = np.concatenate([W.ravel(), s])

    def _parts(self, weights: Floats) -> tuple[Floats, Floats]:
        u, m = self._shape
        return weights[: u * m].reshape(u, m), weights[u * m :]

    def __call__(self, weights: Floats) -> tuple[float, Floats]:
        value, by_weights, by_outputs = value_and_gradient(self._act, self._data.X, self._data.y, *self._parts(weights))
        return float(value), np.concatenate([by_weights.ravel(), by_outputs])

    def network(self, weights: Floats) -> Network:
        """Return the network with these weights."""
        return shallow(self._act, *self._parts(weights))


class _Moments:
    """Adam's direction: the mean of the gradients over the root of the mean of their squares, both without bias."""

    def __init__(self) -> None:
        self._first: Floats | float = 0.0
        self._second: Floats | float = 0.0
        self._count = 0

    def __call__(self, slope: Floats) -> Floats:
        self._count += 1
        self._first = 0.9 * self._first + 0.1 * slope
        self._second = 0.999 * self._second + 0.001 * slope**2
        mean, square = self._first / (1 - 0.9**self._count), self._second / (1 - 0.999**self._count)
        return np.asarray(mean / (np.sqrt(square) + 1e-8))


def _follow(network: Network, data: Dataset, steps: int, step: float, direction: Callable[[Floats], Floats]) -> Trained:
    """Step against the direction that is made of each gradient, for as long as the objective is finite."""
    objective = _Objective(network, data)
    _positive_steps(steps)
    if not 0 < step < np.inf:
        raise ValueError(f"step: {step} is not a positive finite number")
    weights = objective.start
    value, slope = objective(weights)
    found = [value]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            moved = weights - step * direction(slope)
            value, slope = objective(moved)
            if not np.isfinite(value):
                return Trained(objective.network(weights), tuple(found), overflowed=True)
            weights = moved
            found.append(value)
    return Trained(objective.network(weights), tuple(found))


def _positive_steps(steps: int) -> None:
    if steps < 1:
        raise ValueError(f"steps: {steps} is not a positive number of steps")
