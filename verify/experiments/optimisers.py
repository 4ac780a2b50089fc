"""An upper bound on the local minima that training reaches, made visible: optimisers from grown and from random starts.

A network grown neuron by neuron, with optimal output weights, is a start for training all weights. A method that never
raises the objective ends at or below what the grown network has (claim `descent-bound`), so the optimal objective of
the grown neurons is an upper bound on where it ends. That bound is certified: `core.exact` decides the growth again,
without a tolerance, and encloses its last objective. The objective where each run begins and ends is enclosed too
(`core.descent.enclosure`, at the exact numbers that the float weights are), and these enclosures decide what counts as
below or above. The same methods run from a random start of the same size on the same data. What differs is asked for
too: L-BFGS also starts from the grown neurons with the random start's output weights in place of the optimal ones.

Step sizes follow one rule: gradient descent takes 1/λ, λ the `core.optimisers.curvature` at its start; Adam takes the
10⁻³ that its authors call a good default; L-BFGS chooses its own. The control takes ten times that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, nextafter
from typing import Any, TypedDict

import numpy as np

from core.activations import activation as named
from core.activations import as_written
from core.dataset import Dataset, candidate_weights, waves
from core.descent import enclosure
from core.exact import Problem, objectives, rationals
from core.exact import grow as grow_exactly
from core.growth import Growth, grow
from core.networks import Network, shallow
from core.optimisers import Trained, adam, curvature, gradient_descent, lbfgs
from verify.evidence.figures import Curve, Figure, Remark

_LOW, _HIGH = 0.1, 0.9  # quantiles over starts
_CONTROL = 10  # times the step size
_HIGHEST = 4  # log₁₀ of the highest objective over the bound that is drawn


class Start(StrEnum):
    """Where training begins."""

    GROWN = "grown"
    RANDOM = "random"
    RESET = "grown neurons, random output weights"


class Method(StrEnum):
    """What trains all weights."""

    GRADIENT_DESCENT = "gradient descent"
    ADAM = "Adam"
    LBFGS = "L-BFGS"


_METHODS = (
    (Method.GRADIENT_DESCENT, 1),
    (Method.GRADIENT_DESCENT, _CONTROL),
    (Method.ADAM, 1),
    (Method.ADAM, _CONTROL),
    (Method.LBFGS, 1),
)
"""Each with the factor on its step size."""

_PLAN = (*((start, *run) for start in (Start.GROWN, Start.RANDOM) for run in _METHODS), (Start.RESET, Method.LBFGS, 1))


class Run(TypedDict):
    """One method from one start: the objectives on the way, and enclosures of the first and the last.

    `times` multiplies the step size of the rule; `rises` counts the steps that raised the computed objective.
    """

    start: str
    method: str
    times: int
    objectives: list[float]
    begins: list[float]
    ends: list[float]
    rises: int
    overflowed: bool


class Result(TypedDict):
    """All runs on one dataset, the certified bound of its grown network, and the curvature at each start."""

    activation: str
    bound: list[float]
    curvature: dict[str, float]
    runs: list[Run]


def settings(
    activation: str, *, seed: int, starts: int = 21, points: int = 100, neurons: int = 30, steps: int = 250
) -> list[dict[str, Any]]:
    """Return the arguments of `trained` for so many starts, each on a dataset of its own."""
    shared = {"activation": activation, "points": points, "neurons": neurons, "steps": steps, "seed": seed}
    return [{**shared, "index": index} for index in range(starts)]


def trained(*, activation: str, points: int, neurons: int, steps: int, seed: int, index: int) -> Result:
    """Grow a network on dataset `index`, certify its bound, and train from there and from a random start.

    Raises ValueError where the growth does not reach that many neurons.
    """
    for_data, for_growth, for_start = (np.random.default_rng(s) for s in np.random.SeedSequence([seed, index]).spawn(3))
    data, act = waves(for_data, points), named(activation)
    growth = grow(data, act, for_growth, neurons=neurons)
    if growth.fit.rank < neurons:
        raise ValueError(f"neurons: the growth on {points} points ended with {growth.fit.rank} of {neurons}")
    weights = candidate_weights(for_start, neurons, data.features)
    outputs = for_start.standard_normal(neurons) / neurons**0.5  # so that the network's outputs are of order 1
    networks = {
        Start.GROWN: shallow(act, growth.weights, growth.fit.weights),
        Start.RANDOM: shallow(act, weights, outputs),
        Start.RESET: shallow(act, growth.weights, outputs),
    }
    begins = {start: list(enclosure(network, data.X, data.y)) for start, network in networks.items()}
    curvatures = {str(start): curvature(network, data) for start, network in networks.items()}
    runs: list[Run] = []
    for start, method, times in _PLAN:
        run = _train(networks[start], data, method, steps, times, curvatures[start])
        runs.append(
            {
                "start": start,
                "method": method,
                "times": times,
                "objectives": list(run.objectives),
                "begins": begins[start],
                "ends": list(enclosure(run.network, data.X, data.y)),
                "rises": run.rises,
                "overflowed": run.overflowed,
            }
        )
    return {"activation": activation, "bound": list(_bound(growth, data)), "curvature": curvatures, "runs": runs}


def _bound(growth: Growth, data: Dataset) -> tuple[float, float]:
    """Enclose the optimal objective of the grown neurons, as exact arithmetic decides which of them improve."""
    problem = Problem(rationals(data.X), rationals(data.y), growth.weights)
    (exact,) = grow_exactly([problem], growth.activation, neurons=len(growth.weights))
    last = objectives(exact)[-1]
    return nextafter(last.value - last.error, -inf), nextafter(last.value + last.error, inf)


def _train(network: Network, data: Dataset, method: Method, steps: int, times: int, curved: float) -> Trained:
    match method:
        case Method.GRADIENT_DESCENT:
            return gradient_descent(network, data, steps=steps, step=times / curved)
        case Method.ADAM:
            return adam(network, data, steps=steps, step=times * 1e-3)
        case Method.LBFGS:
            return lbfgs(network, data, steps=steps)


@dataclass(frozen=True)
class Summary:
    """How the runs of one method from one kind of start ended.

    `below` of them certainly below the certified bound, `above` certainly above their own start or beyond the float
    range; `rose` counts those of which some step raised the computed objective, and `median` is that of the last
    objective over the bound, infinite where it overflowed.
    """

    start: Start
    method: Method
    times: int
    runs: int
    below: int
    above: int
    overflowed: int
    rose: int
    median: float


def summary(results: Sequence[Result], start: Start, method: Method, times: int = 1) -> Summary:
    """Count how those runs ended."""
    found = [(result["bound"], _run(result, start, method, times)) for result in results]
    return Summary(
        start=start,
        method=method,
        times=times,
        runs=len(found),
        below=sum(not run["overflowed"] and run["ends"][1] < bound[0] for bound, run in found),
        above=sum(run["overflowed"] or run["ends"][0] > run["begins"][1] for _, run in found),
        overflowed=sum(run["overflowed"] for _, run in found),
        rose=sum(run["rises"] > 0 or run["overflowed"] for _, run in found),
        median=float(np.median([inf if run["overflowed"] else run["ends"][1] / bound[1] for bound, run in found])),
    )


def lower(results: Sequence[Result], method: Method, times: int, one: Start, other: Start) -> tuple[int, int]:
    """Count the datasets on which `one` start certainly ended lower than the `other`, and the other way round."""
    pairs = [[_run(result, start, method, times) for start in (one, other)] for result in results]
    ends = [[[inf, inf] if run["overflowed"] else run["ends"] for run in pair] for pair in pairs]
    return sum(a[1] < b[0] for a, b in ends), sum(b[1] < a[0] for a, b in ends)


def _run(result: Result, start: Start, method: Method, times: int) -> Run:
    wanted = (start, method, times)
    return next(run for run in result["runs"] if (run["start"], run["method"], run["times"]) == wanted)


def figures(results: Sequence[Result]) -> list[Figure]:
    """Return a picture a method of the results for one activation: the objective over the bound, step by step."""
    return [_figure(results, method) for method in Method]


def _figure(results: Sequence[Result], method: Method) -> Figure:
    name = results[0]["activation"]
    planned = [(start, times) for start, used, times in _PLAN if used is method]
    steps = max(len(_run(result, start, method, times)["objectives"]) for result in results for start, times in planned)
    curves = {_named(start, times): _curve(results, start, method, times, steps) for start, times in planned}
    return Figure(
        id=f"optimisers-{name}-{method.lower().replace(' ', '-')}",
        title=f"{as_written(name)}: {method} over all weights, from a grown and from a random start",
        shows="the median objective over the certified bound, which is the optimal objective of the grown neurons",
        x_label="iterations",
        y_label="log₁₀ of objective / bound",
        curves={**curves, "certified bound": Curve(x=(0.0, float(steps - 1)), y=(0.0, 0.0), kind="bound")},
        interval=f"{100 * _LOW:.0f} % to {100 * _HIGH:.0f} % of starts",
        growths=len(results),
        remarks=(_remark(results, method),),
        notes=(
            *(_told(summary(results, start, method, times)) for start, times in planned),
            *(_compared(results, method, start, times) for start, times in planned if start is not Start.GROWN),
            _curvatures(results),
            "descent-bound speaks of runs from the grown start that never rise, and of no others",
            f"what is above 10^{_HIGHEST} × bound is drawn there",
        ),
    )


def _remark(results: Sequence[Result], method: Method) -> Remark:
    grown, random = (summary(results, start, method) for start in (Start.GROWN, Start.RANDOM))
    first, second = lower(results, method, 1, Start.GROWN, Start.RANDOM)
    return Remark(
        title=f"{method} and the bound, {results[0]['activation']}",
        post_says="the objective of a grown network bounds any local minimum that training reaches from it",
        established=(
            f"{grown.below} of {grown.runs} grown starts end below the certified bound, and {random.below} of "
            f"{random.runs} random ones; the grown start ends lower on {first} datasets, the random one on {second}"
        ),
    )


def _named(start: Start, times: int) -> str:
    return str(start) if times == 1 else f"{start}, {times} × step"


def _curve(results: Sequence[Result], start: Start, method: Method, times: int, steps: int) -> Curve:
    """Median and quantiles over starts, between the smallest number that has a logarithm and the highest drawn.

    A run that ended early stays where it ended, and is infinitely high where it overflowed.
    """
    ratios = np.full((len(results), steps), inf)
    for row, result in zip(ratios, results, strict=True):
        run = _run(result, start, method, times)
        count = len(run["objectives"])
        row[:count] = run["objectives"]
        if not run["overflowed"]:
            row[count:] = run["objectives"][-1]
        row[:] = row / result["bound"][1]
    drawn = np.sort(np.log10(np.clip(ratios, np.finfo(np.float64).tiny, 10.0**_HIGHEST)), axis=0)
    low, median, high = (tuple(drawn[round(q * (len(results) - 1))].tolist()) for q in (_LOW, 0.5, _HIGH))
    return Curve(x=tuple(map(float, range(steps))), y=median, low=low, high=high)


def _told(one: Summary) -> str:
    overflowed = f" ({one.overflowed} overflowed)" if one.overflowed else ""
    median = "beyond the float range" if one.median == inf else f"{one.median:.3g} × bound"
    return (
        f"{_named(one.start, one.times)}: {one.below} of {one.runs} end certainly below the bound, "
        f"{one.above} above their start{overflowed}, {one.rose} rose on the way; median end {median}"
    )


def _compared(results: Sequence[Result], method: Method, start: Start, times: int) -> str:
    grown, other = lower(results, method, times, Start.GROWN, start)
    return (
        f"{_named(Start.GROWN, times)} ends lower than {start} on {grown} of {len(results)} datasets, higher on {other}"
    )


def _curvatures(results: Sequence[Result]) -> str:
    medians = {start: float(np.median([result["curvature"][start] for result in results])) for start in Start}
    return "median curvature at the start: " + "; ".join(f"{start} {value:.2g}" for start, value in medians.items())
