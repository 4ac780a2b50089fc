"""The activations, as values that say what can be decided about them.

Three kinds, by how a neuron's outputs can be known exactly:

* `PiecewiseLinear` - rational pieces, so rational data give rational outputs;
* `Exponential` - rational functions of e^z (or of e^(z²)), so rational data give elements of ℚ(t) with t
  transcendental, which `core.exact` decides modulo a prime;
* `Smooth` - anything else that Arb can enclose.

Every activation is also an ordinary float64 function of an array.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy import special

from core.dataset import Floats


@dataclass(frozen=True)
class PiecewiseLinear:
    """slope·z + intercept on each piece; piece k lies between breakpoints k - 1 and k and holds its left end.

    At a breakpoint the right-hand piece counts: step(0) = 1.
    """

    name: str
    breakpoints: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]
    intercepts: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if not len(self.slopes) == len(self.intercepts) == len(self.breakpoints) + 1:
            raise ValueError(f"{self.name}: {len(self.breakpoints)} breakpoints need one more piece than that")
        if any(a >= b for a, b in zip(self.breakpoints, self.breakpoints[1:], strict=False)):
            raise ValueError(f"{self.name}: breakpoints must increase")

    def __call__(self, z: Floats) -> Floats:
        """Return the outputs for an array of pre-activations, in float64."""
        breakpoints, pieces = self._floats
        outputs = _piece(*pieces[0], z)
        for start, piece in zip(breakpoints, pieces[1:], strict=True):
            outputs = np.where(z < start, outputs, _piece(*piece, z))
        return np.asarray(outputs) if breakpoints else np.array(np.broadcast_to(outputs, np.shape(z)))

    @cached_property
    def _floats(self) -> tuple[tuple[float, ...], tuple[tuple[float, float], ...]]:
        """The breakpoints, and the slope and intercept of each piece, as floats."""
        pieces = zip(map(float, self.slopes), map(float, self.intercepts), strict=True)
        return tuple(map(float, self.breakpoints)), tuple(pieces)

    def exact(self, value: Fraction) -> Fraction:
        """Return the exact output at a rational pre-activation."""
        piece = bisect_right(self.breakpoints, value)
        return self.slopes[piece] * value + self.intercepts[piece]

    @property
    def positively_homogeneous(self) -> bool:
        """Whether act(c z) = c act(z) for every c > 0."""
        return all(b == 0 for b in self.breakpoints) and all(b == 0 for b in self.intercepts)

    @property
    def analytic(self) -> bool:
        """Whether the activation is real-analytic on the whole line."""
        return not self.breakpoints


def _piece(slope: float, intercept: float, z: Floats) -> Floats | float:
    """Evaluate a piece at z; a constant one is a number, because it does not want 0·∞."""
    if slope == 0:
        return intercept
    rising = z if slope == 1 else slope * z
    return rising if intercept == 0 else rising + intercept


@dataclass(frozen=True)
class Exponential:
    """A rational function of e^(rate·z^power), so that its values at rationals lie in ℚ(t), t transcendental.

    `ratio` maps e^(rate·z^power) to the output, in any field: it is written with + - * / alone.
    """

    name: str
    rate: int
    power: int
    numerator: tuple[int, ...]
    denominator: tuple[int, ...]
    evaluate: Callable[[Floats], Floats] = field(compare=False, repr=False)
    positively_homogeneous: bool = False
    analytic: bool = True

    def __call__(self, z: Floats) -> Floats:
        """Return the outputs for an array of pre-activations, in float64."""
        return np.asarray(self.evaluate(z))


@dataclass(frozen=True)
class Smooth:
    """A real-analytic activation that is decided by rigorous enclosures, a neuron at a time."""

    name: str
    evaluate: Callable[[Floats], Floats] = field(compare=False, repr=False)
    positively_homogeneous: bool = False
    analytic: bool = True

    def __call__(self, z: Floats) -> Floats:
        """Return the outputs for an array of pre-activations, in float64."""
        return np.asarray(self.evaluate(z))


Activation = PiecewiseLinear | Exponential | Smooth


def _pieces(name: str, breakpoints: list[int], slopes: list[Fraction | int], intercepts: list[int]) -> PiecewiseLinear:
    return PiecewiseLinear(
        name,
        tuple(map(Fraction, breakpoints)),
        tuple(map(Fraction, slopes)),
        tuple(map(Fraction, intercepts)),
    )


IDENTITY = _pieces("identity", [], [1], [0])
RELU = _pieces("relu", [0], [0, 1], [0, 0])
LEAKY_RELU = _pieces("leaky_relu", [0], [Fraction(1, 100), 1], [0, 0])
ABS = _pieces("abs", [0], [-1, 1], [0, 0])
HARD_TANH = _pieces("hard_tanh", [-1, 1], [0, 1, 0], [-1, 0, 1])
STEP = _pieces("step", [0], [0, 0], [0, 1])

# Coefficients from the constant term up: tanh z = (E - 1)/(E + 1) with E = e^(2z).
TANH = Exponential("tanh", 2, 1, (-1, 1), (1, 1), np.tanh)
SIGMOID = Exponential("sigmoid", 1, 1, (0, 1), (1, 1), special.expit)
GAUSSIAN = Exponential("gaussian", -1, 2, (0, 1), (1,), lambda z: np.exp(-(z**2)))

SOFTPLUS = Smooth("softplus", lambda z: np.logaddexp(0.0, z))
ERF = Smooth("erf", special.erf)
GELU = Smooth("gelu", lambda z: z * special.ndtr(z))
SIN = Smooth("sin", np.sin)

ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        IDENTITY, RELU, LEAKY_RELU, ABS, HARD_TANH, STEP,
        TANH, SIGMOID, GAUSSIAN,
        SOFTPLUS, ERF, GELU, SIN,
    )
}  # fmt: skip


_AS_WRITTEN = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "abs": "absolute value",
    "hard_tanh": "hard tanh",
    "gaussian": "Gaussian",
    "gelu": "GELU",
    "sin": "sine",
}


def as_written(name: str) -> str:
    """Return how the field writes an activation in a sentence: ReLU for relu, tanh for tanh."""
    return _AS_WRITTEN.get(name, name.replace("_", " "))


def activation(name: str) -> Activation:
    """Look an activation up by name; ValueError names the known ones."""
    if name not in ACTIVATIONS:
        raise ValueError(f"unknown activation {name!r}: use one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]
