"""Random changes to a network's weights, each kept only when it lowers the optimal objective.

The arithmetic is that of the arrays: float64, or Fractions (object arrays), in which every comparison is exact. Source:
the post, "Shallow Networks", after every neuron addition "some random changes to the network weights".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import lt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Activation
from core.dataset import Floats
from core.exact import fractions_oracle
from core.layers import Array, activate
from core.least_squares import fit

Change = tuple[int, Array]
"""A neuron's number and what is added to its weights (m)."""


@dataclass(frozen=True, eq=False)
class Changed:
    """The weights (u × m) before the first change and after each that was kept, and their objectives.

    `tried` has the objective of every proposed change, kept or not.
    """

    weights: tuple[Array, ...]
    objectives: tuple[Any, ...]
    tried: tuple[Any, ...]

    @property
    def kept(self) -> int:
        """How many changes were kept."""
        return len(self.weights) - 1


def keep_changes(
    objective: Callable[[Array], Any], W: Array, changes: Iterable[Change], keep: Callable[[Any, Any], bool] = lt
) -> Changed:
    """Try the changes one after another on the neurons' weights W (u × m) and keep those where keep(new, old)."""
    weights, objectives, tried = [W], [objective(W)], []
    for neuron, change in changes:
        proposed = weights[-1].copy()
        proposed[neuron] = proposed[neuron] + change
        tried.append(objective(proposed))
        if keep(tried[-1], objectives[-1]):
            weights.append(proposed)
            objectives.append(tried[-1])
    return Changed(tuple(weights), tuple(objectives), tuple(tried))


def optimal_objective(activation: Activation, X: Array, y: Array) -> Callable[[Array], Any]:
    """Return the function W ↦ min over s of ‖act(X Wᵀ) s - y‖²: in float64, or exactly where X holds Fractions."""

    def objective(W: Array) -> Any:
        G = activate(activation, X @ W.T)
        if X.dtype == object:
            return fractions_oracle.objective(G.tolist(), list(y))
        return fit(G, y).objective

    return objective


def random_changes(
    generator: np.random.Generator, among: range, features: int, *, count: int, deviation: float = 1.0
) -> tuple[NDArray[np.int64], Floats]:
    """Draw so many changes: a neuron each (count), all `among` as likely, and normal steps (count × features).

    Raises ValueError where there is no neuron to change.
    """
    if not among:
        raise ValueError(f"among: {among} holds no neuron to change")
    neurons = among.start + (len(among) * generator.random(count)).astype(np.int64)
    steps = generator.standard_normal(count * features)  # far quicker than with a shape
    return neurons, deviation * steps.reshape(count, features)
