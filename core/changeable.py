"""A layer of neurons whose weights may be changed, each change kept where it lowers the optimal objective.

The fit is that of `core.replacement`; on many points, or few neurons, in the form that suits. Changes take effect one
after another, whatever is computed together: outputs are computed for many proposals at once, from the weights before
them, and again for those of a neuron that has changed since.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import TANH, Activation, PiecewiseLinear
from core.dataset import Floats
from core.replaceable import replaceable
from core.replacement import Counts, Replaceable
from core.replacement_tall import SPARE, Tall

MANY = 250
"""So many proposals have their outputs computed together; on many points, a tenth of it."""


class ChangeableLayer:
    """Up to `capacity` neurons act(scale X w) on inputs X (n × m), fitted to y (n); changed in place.

    With `carried` (n) the first column is that, not a neuron. Rows of `W` (capacity × m) are the weights, in the order
    of the columns.
    """

    def __init__(
        self,
        X: Floats,
        y: Floats,
        activation: Activation,
        capacity: int,
        *,
        scale: float = 1.0,
        carried: Floats | None = None,
    ) -> None:
        self.X, self.y, self.activation, self.scale = X, y, activation, scale
        self.capacity = min(capacity, len(y))
        tall = len(y) > 4 * (self.capacity + SPARE)
        self.fit: Replaceable | Tall = Tall(y, self.capacity) if tall else replaceable(y, self.capacity)
        self.at_once = MANY // 10 if tall else MANY
        self.W = np.zeros((self.capacity, X.shape[1]))
        # One compiled loop does all of it, where there is one. It is given the outputs of tanh: NumPy's are faster.
        self._slopes: tuple[float, float] | None = None
        if isinstance(activation, PiecewiseLinear) and activation.positively_homogeneous:
            self._slopes = float(activation.slopes[0]), float(activation.slopes[-1])
        known = self._slopes is not None or activation == TANH
        self._one_loop: Any = self.fit if known and hasattr(self.fit, "change") else None
        self._none = np.empty((0, len(y)))
        self._points = np.ascontiguousarray(scale * X.T)
        if carried is not None:
            self.fit.add(carried)

    @property
    def u(self) -> int:
        """The number of columns."""
        return self.fit.u

    @property
    def objective(self) -> float:
        """The optimal objective."""
        return self.fit.objective

    @property
    def counts(self) -> Counts:
        """What became of the proposals."""
        return self.fit.counts

    @property
    def columns(self) -> Floats:
        """The hidden outputs, as rows (u × n)."""
        return self.fit.columns[: self.u]

    @property
    def output(self) -> Floats:
        """G s (n) at the optimal s."""
        return np.asarray(self.fit.weights @ self.columns)

    def add(self, w: Floats) -> bool:
        """Add the neuron with weights w (m) where it lowers the objective; tell whether it does."""
        if self._one_loop is not None and self._slopes is not None:
            g = self._one_loop.outputs(self._points, w, self._slopes)
        else:
            g = self._outputs(w[None])[0]
        if not self.fit.add(g):
            return False
        self.W[self.u - 1] = w
        return True

    def refine(self) -> None:
        """Compute the objective anew, to more digits than the updates keep."""
        self.fit.refine()

    def change(self, places: NDArray[np.int64], steps: Floats) -> None:
        """Try the changes one after another: `steps` (k × m) added to the weights of the neurons `places` (k)."""
        for begin in range(0, len(places), self.at_once):
            part = slice(begin, begin + self.at_once)
            self._change(places[part], steps[part])

    def _change(self, places: NDArray[np.int64], steps: Floats) -> None:
        if self._one_loop is not None:
            before = self._outputs(self.W[places] + steps) if self._slopes is None else self._none
            self._one_loop.change(self._points, self.W[: self.u], self._slopes, before, places, steps)
            return
        weights = self.W[places] + steps
        proposed = self._outputs(weights)
        found = self.fit.first_kept(proposed, places, 0)
        while found < len(places):
            j = int(places[found])
            self.W[j] = weights[found]
            self.fit.replace(j, proposed[found])
            again = found + 1 + np.flatnonzero(places[found + 1 :] == j)
            weights[again] = self.W[j] + steps[again]
            proposed[again] = self._outputs(weights[again])
            found = self.fit.first_kept(proposed, places, found + 1)

    def _outputs(self, weights: Floats) -> Floats:
        """Hidden outputs, a row a neuron: act(scale W Xᵀ) for weights W (k × m)."""
        return np.asarray(self.activation(weights @ self._points))
