"""Made-up figures of each kind that a run draws, with the sizes and the shapes of real ones."""

import math
from collections.abc import Callable, Sequence

from verify.evidence import Cause, Curve, FailureProbability, FailureStep, Figure

_WIDTH = "99 % prediction interval of a mean of 100 growths"
_DATA = [round(-3 + 6 * k / 199, 6) for k in range(200)]


def _curve(x: Sequence[float], y: Callable[[float], float], width: float | None = None) -> Curve:
    values = tuple(y(at) for at in x)
    if width is None:
        return Curve(x=tuple(map(float, x)), y=values)
    low, high = (tuple(value + sign * width for value in values) for sign in (-1, 1))
    return Curve(x=tuple(map(float, x)), y=values, low=low, high=high)


def _bump(at: float) -> float:
    return math.exp(-(at**2) / 2) - 2 * math.exp(-(at**2)) + 2.5 * math.exp(-4 * at**2) - 1.6 * math.exp(-8 * at**2)


def _falling(start: float, speed: float) -> Callable[[float], float]:
    """Return the logarithm of an objective that falls ever faster."""
    return lambda neurons: start - speed * neurons / (1.06 - min(neurons, 100) / 100)


def _scaled(points: int, slope: float) -> Callable[[float], float]:
    """Return the logarithm of a scaled objective, which falls more slowly with more points."""
    return lambda neurons: 1.4 - slope * neurons / 90 / (1 + math.log10(points / 100))


def _descending(start: float, speed: float) -> Callable[[float], float]:
    """Return the logarithm of an objective along the steps of a gradient method."""
    return lambda step: start - speed * math.log1p(step / 20)


def gaussian_data() -> Figure:
    data = Curve(x=tuple(_DATA), y=tuple(map(_bump, _DATA)), kind="points")
    return Figure(
        id="figure_0", title="The data of the Gaussian example", shows="200 points to be fitted by Gaussians",
        x_label="x", y_label="y", curves={"data": data},
    )  # fmt: skip


def gaussian_model() -> Figure:
    data = Curve(x=tuple(_DATA), y=tuple(map(_bump, _DATA)), kind="points")
    means = (-2.0, -0.31, 0.31, 2.0)
    model = _curve(_DATA, lambda at: sum(0.4 * math.exp(-(((at - mean) / 0.5) ** 2)) for mean in means))
    centres = Curve(x=means, y=(0.0,) * 4, kind="centres")
    start = _curve(_DATA, lambda at: sum(0.5 * math.exp(-(((at - mean) / 0.4) ** 2)) for mean in (-2, -0.3, 0.3, 2)))
    return Figure(
        id="figure_1", title="Four Gaussians at a local minimum with a positive objective",
        shows="where descent from the published start ends", x_label="x", y_label="y",
        curves={"data": data, "local minimum": model, "means": centres}, post={"local minimum": start},
        notes=("plain descent from the same start runs off to a spike",),
    )  # fmt: skip


def objective() -> Figure:
    grown = _curve(range(1, 101), lambda u: 25 / (1 + math.exp((u - 24) / 7)), 0.7)
    published = _curve((2, 5, 10, 20, 30, 40, 50, 60), lambda u: 24.6 / (1 + math.exp((u - 24.2) / 7)))
    return Figure(
        id="experiments_1", title="Growth by random tanh neurons, 100 points",
        shows="the mean objective of 100 growths", x_label="neurons", y_label="objective, mean of growths",
        curves={"n=100": grown}, post={"n=100": published}, interval=_WIDTH, growths=100, largest_departure=0.8,
        at="n=100, 20 neurons", explained="inside the prediction interval everywhere",
    )  # fmt: skip


def logarithm() -> Figure:
    grown = _curve(range(1, 100), _falling(1.4, 0.02), 0.15)
    published = _curve((2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99), _falling(1.4, 0.021))
    return Figure(
        id="experiments_2", title="The same on a logarithmic scale", shows="the logarithm of the mean objective",
        x_label="neurons", y_label="log10(objective), mean of growths",
        curves={"n=100": grown, "‖y‖²": Curve(x=(1.0, 99.0), y=(1.4, 1.4), kind="bound")},
        post={"n=100": published}, interval=_WIDTH, growths=100, largest_departure=4.2, at="n=100, 98 neurons",
        causes=(
            Cause(changed=("natural logarithm",), searched=31.5),
            Cause(changed=("constant input left out",), searched=0.9, departure=1.7),
            Cause(changed=("lstsq with cutoff 1e-15",), searched=0.8, departure=0.85),
            Cause(changed=("lstsq with cutoff 1e-15", "first neuron never changed"), searched=0.7, departure=0.9),
        ),
        explained="lstsq with its old cutoff makes the departure vanish on a fresh seed",
    )  # fmt: skip


def changes() -> Figure:
    grown = {
        f"changes={10**k}": _curve(range(1, 91), _falling(1.4 - 0.1 * k, 0.008 + 0.006 * k), 0.2) for k in range(4)
    }
    at = (2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 88)
    published = {f"changes={10**k}": _curve(at, _falling(3.3 - k, 0.014)) for k in range(4)}
    return Figure(
        id="experiments_4", title="Growth with random changes after each added tanh neuron, 100 points",
        shows="the logarithm of the mean objective", x_label="neurons", y_label="log10(objective), mean of growths",
        curves=grown, post=published, interval=_WIDTH, growths=10, largest_departure=27.3,
        at="changes=1, 10 neurons", explained="unexplained: no cause that was tried fits a fresh seed",
        causes=(Cause(changed=("sums",), searched=3.5), Cause(changed=("slack",), searched=0.9, departure=2.0)),
    )  # fmt: skip


def sizes() -> Figure:
    grown = {f"n={n:,}": _curve(range(1, 91), _scaled(n, 1.6), 0.1) for n in (100, 1_000, 10_000)}
    at = (2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 88)
    published = {f"n={n:,}": _curve(at, _scaled(n, 1.7)) for n in (100, 1_000, 10_000)}
    return Figure(
        id="experiments_3.5", title="Growth by improving random ReLU neurons, three sizes of the dataset",
        shows="the logarithm of the mean objective, scaled to 100 points", x_label="neurons",
        y_label="log10(100/n · objective), mean of growths", curves=grown, post=published, interval=_WIDTH,
        growths=10, largest_departure=0.4, at="n=100, 2 neurons", explained="inside the prediction interval everywhere",
    )  # fmt: skip


def layers() -> Figure:
    grown = _curve(range(1, 2001), lambda d: 3.1 - 0.35 * d**0.35 + 0.05 * math.sin(d / 9), 0.8)
    published = _curve((5, 50, 100, 200, 400, 600, 800, 1000, 1400, 1800, 1990), lambda d: 3.1 - 0.0033 * d)
    return Figure(
        id="experiments_6", title="Layers of one ReLU and one linear neuron, 100 changes a neuron, no input connection",
        shows="the logarithm of the mean objective", x_label="layers", y_label="log10(objective), mean of growths",
        curves={"1 ReLU": grown}, post={"1 ReLU": published},
        interval="99 % prediction interval of a mean of 10 growths", growths=10, largest_departure=12.25,
        at="1 ReLU, 5 layers", explained="unexplained: no cause that was tried fits a fresh seed",
    )  # fmt: skip


def minima() -> Figure:
    terms = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
    return Figure(
        id="minima", title="Distinct local minima that the same search finds, by the number of Gaussians",
        shows="how many a search from 200 random starts finds",
        x_label="Gaussians", y_label="distinct local minima found",
        curves={"found": Curve(x=terms, y=(3.0, 6.0, 11.0, 19.0, 28.0, 25.0, 31.0)),
                "proved": Curve(x=terms, y=(3.0, 5.0, 9.0, 12.0, 14.0, 12.0, 11.0))},
    )  # fmt: skip


def optimisers() -> Figure:
    steps = range(0, 501, 5)
    curves = {
        f"{method}, {start}": _curve(steps, _descending(1.4 - 0.9 * g, 0.1 * k), 0.1)
        for k, method in enumerate(("descent", "L-BFGS", "Adam"), 1)
        for g, start in enumerate(("random", "grown"))
    }
    bound = Curve(x=(0.0, 500.0), y=(0.5, 0.5), kind="bound")
    return Figure(
        id="optimisers", title="Gradient methods from grown and from random neurons",
        shows="objectives after each step", x_label="steps", y_label="log10(objective), mean of starts",
        curves={**curves, "certified bound": bound}, interval="5 % to 95 % of starts", growths=20,
    )  # fmt: skip


def held_out() -> Figure:
    x = range(1, 41)
    return Figure(
        id="held-out", title="Growth on table.csv, target price, 20 % held out",
        shows="mean squared errors on the rows fitted and on the rest",
        x_label="neurons", y_label="mean squared error",
        curves={"fitted": _curve(x, lambda u: math.exp(-u / 10), 0.05),
                "held out": _curve(x, lambda u: math.exp(-u / 10) + (u / 40) ** 3 * 0.6 + 0.1, 0.1)},
        interval="5 % to 95 % of growths", growths=10,
    )  # fmt: skip


ALL = (
    gaussian_data, gaussian_model, objective, logarithm, changes, sizes, layers, minima, optimisers, held_out,
)  # fmt: skip

_STEPS = tuple(
    FailureStep(neurons=k, mean=0.04 + 0.01 * k, low=0.03, median=0.04 + 0.005 * k, high=0.1 + 0.02 * k)
    for k in range(10)
)
FAILURE = FailureProbability(
    growths=7, steps=_STEPS, bound=1e-12, dead=0.04, expected=12.3, deviation=4.5,
    observed=11, low=2, high=40, outside=0, error=1e-3,
)  # fmt: skip
