"""Local minima of sums of Gaussians: where the post's bad start leads, and how many minima a search finds.

Of every model at which a descent ends is asked: is there a strict local minimum, proved in balls, to which a few steps
of Newton's lead from it, and which is not higher (`core.exact.gaussian_minima`)? What is not one has often run off
towards a model that no finite parameters have. A term narrower than the points are apart fits one or two of them and
nothing else, so that f hardly depends on its deviation; a wide term, or one far away, becomes a constant; almost equal
terms with great heights of opposite sign become a derivative of a Gaussian. Which of these an end looks like is a
description, not a proof.

Minima are counted up to the order of terms. The data are symmetric, so the mirror image of a minimum is another one of
the same objective: both count as one here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from typing import TypedDict

import numpy as np

from core.dataset import Floats
from core.exact.gaussian_minima import Stationary, enclose
from core.gaussian_minima import (
    BAD_START,
    backtracking,
    damped_newton,
    data,
    gradient_descent,
    hessian,
    levenberg_marquardt,
    newton,
    objective,
    outputs,
    quasi_newton,
    random_start,
)
from verify.evidence.figures import Curve, Figure, Remark

SPACING = 6 / 199  # between two points of the data
STEPS = 5_000  # of gradient descent, and of L-BFGS at most
FACTORS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # on the step size 1/λ, λ the largest eigenvalue of the Hessian at the start
POSTS_CENTRES = (-1.82, -0.35, 0.35, 1.82)  # the red dots of figure_1, read off to 0.02
_MIRROR = np.array([1.0, -1.0, 1.0])
_LOW, _HIGH = 0.25, 0.75  # quantiles


class Ending(StrEnum):
    """Where a descent ended."""

    MINIMUM = "proved minimum"
    EXACT = "exact fit"
    NARROW = "narrow term"
    WIDE = "wide or far term"
    CANCELLING = "cancelling terms"
    UNSETTLED = "unsettled"


def settle(model: Floats) -> tuple[Ending, Stationary | None]:
    """Say where a descent ended, with the proved minimum if it is one.

    Otherwise the first of these that it looks like: f below 1e-12 ‖y‖²; a deviation below the distance between points;
    a deviation or mean of more than ten times the largest x; a height of a hundred times the largest |y|.
    """
    x, y = data()
    polished = newton(model)
    if polished is not None and objective(polished) <= objective(model) + 1e-12:  # for rounding
        point = enclose(polished)
        if point is not None and point.minimum:
            return Ending.MINIMUM, point
    heights, means, deviations = np.abs(model.T)
    looks = {
        Ending.EXACT: objective(model) < 1e-12 * float(y @ y),
        Ending.NARROW: deviations.min() < SPACING,
        Ending.WIDE: max(deviations.max(), means.max()) > 10 * x.max(),
        Ending.CANCELLING: heights.max() > 100 * np.abs(y).max(),
    }
    return next((ending for ending, so in looks.items() if so), Ending.UNSETTLED), None


# ---- the post's bad start ----


class Run(TypedDict):
    """One method from the bad start: its end (k × 3), the computed objective there, and the proved minimum if any."""

    method: str
    model: list[list[float]]
    objective: float
    rises: int
    ending: str
    between: list[float] | None  # what encloses the objective of the proved minimum


class BadStart(TypedDict):
    """Where every method ends that began at the post's bad start."""

    step: float
    runs: list[Run]


def bad_start(*, steps: int = STEPS) -> BadStart:
    """Go down from the post's bad start by each method."""
    size = 1 / float(np.linalg.eigvalsh(hessian(BAD_START))[-1])
    with np.errstate(all="ignore"):  # the largest steps leave the numbers there are
        descents = {
            f"gradient descent, steps {factor:g}/λ": gradient_descent(BAD_START, factor * size, steps)
            for factor in FACTORS
        }
        descents["gradient descent, backtracking"] = backtracking(BAD_START, steps)
        ends = {
            "L-BFGS": quasi_newton(BAD_START, steps),
            "damped Newton": damped_newton(BAD_START, steps),
            "Levenberg-Marquardt": levenberg_marquardt(BAD_START, steps),
        }
        runs = [_run(method, model, values) for method, (model, values) in descents.items()]
        runs += [_run(method, model, []) for method, model in ends.items()]
    return {"step": size, "runs": runs}


def _run(method: str, model: Floats, values: list[float]) -> Run:
    ending, point = settle(model)
    return {
        "method": method,
        "model": model.tolist(),
        "objective": objective(model),
        "rises": sum(after > before for before, after in pairwise(values)),
        "ending": ending,
        "between": None if point is None else [float(point.low), float(point.high)],
    }


def bad_start_figure(result: BadStart) -> Figure:
    """Draw the data, the minimum to which Levenberg and Marquardt's method leads, and where small steps lead."""
    x, y = data()
    fine = np.linspace(x[0], x[-1], 1_201)
    runs = {run["method"]: run for run in result["runs"]}
    lm, small = runs["Levenberg-Marquardt"], result["runs"][0]
    model = np.array(lm["model"])
    curves = {"data": Curve(x=tuple(x.tolist()), y=tuple(y.tolist()), kind="points")}
    for run in (lm, small):
        curves[run["method"]] = Curve(x=tuple(fine.tolist()), y=tuple(outputs(np.array(run["model"]), fine).tolist()))
    means = sorted(model[:, 1].tolist())
    curves["centres"] = Curve(x=tuple(means), y=(0.0,) * len(means), kind="centres")
    ends = [
        f"{run['method']}: {run['ending']}, objective {run['objective']:.6g}"
        + (f", {run['rises']} steps rise" if run["rises"] else "")
        for run in result["runs"]
    ]
    return Figure(
        id="figure_1",
        title="A bad local minimum of four Gaussians",
        shows="where the post's bad start leads, by method",
        x_label="x",
        y_label="y",
        curves=curves,
        post={"centres": Curve(x=POSTS_CENTRES, y=(0.0,) * 4, kind="centres")},
        notes=tuple(ends),
        remarks=(_bad_start_remark(result),),
    )


def _bad_start_remark(result: BadStart) -> Remark:
    proved = [run for run in result["runs"] if run["between"] is not None]
    ends = "; ".join(f"{run['method']}, {run['objective']:.4f}" for run in proved) or "none"
    return Remark(
        title="where the bad start leads, by method",
        post_says="gradient descent reaches a bad local minimum from there",
        established=(
            f"{len(proved)} of {len(result['runs'])} methods end at a strict local minimum that is proved ({ends}); "
            "the others run off or do not settle"
        ),
    )


# ---- how many minima a search finds ----


class Found(TypedDict):
    """One proved minimum: its terms, what encloses its objective, how often it was found, and if it is symmetric."""

    terms: list[list[float]]
    between: list[float]
    times: int
    symmetric: bool


class Minima(TypedDict):
    """What a search with so many terms found; `objectives` are those at which the runs ended, proved minimum or not."""

    terms: int
    starts: int
    endings: dict[str, int]
    objectives: list[float]
    minima: list[Found]


def settings(*, seed: int, starts: int = 24, most: int = 7) -> list[dict[str, int]]:
    """Return the arguments of `minima` for each number of terms from one to the most."""
    return [{"terms": terms, "starts": starts, "seed": seed} for terms in range(1, most + 1)]


def minima(*, terms: int, starts: int, seed: int, steps: int = 300) -> Minima:
    """Descend from so many random starts, and prove which ends are minima.

    First by Levenberg and Marquardt's method, of so many evaluations, and on from there by as many damped Newton steps.
    """
    endings, objectives = Counter[str](), list[float]()
    points, times = list[Stationary](), Counter[int]()  # how often each point was found
    with np.errstate(all="ignore"):  # runs to spikes and to infinity underflow and overflow
        for index in range(starts):
            start = random_start(np.random.default_rng([seed, terms, index]), terms)
            end = damped_newton(levenberg_marquardt(start, steps), steps)
            ending, point = settle(end)
            endings[ending] += 1
            objectives.append(objective(end))
            if point is not None:
                known = next((k for k, other in enumerate(points) if _same(point, other)), len(points))
                if known == len(points):
                    points.append(point)
                times[known] += 1
    found = [_found(point, times[k]) for k, point in enumerate(points)]
    return {
        "terms": terms,
        "starts": starts,
        "endings": {ending: endings[ending] for ending in Ending if endings[ending]},
        "objectives": sorted(objectives),
        "minima": sorted(found, key=lambda one: one["between"]),
    }


def _mirrored(point: Stationary) -> Stationary:
    return replace(point, centre=point.centre * _MIRROR)


def _same(one: Stationary, other: Stationary) -> bool:
    """Whether two minima may be the same, or mirror images; if not, they are proved to be neither."""
    return not (one.differs(other) and one.differs(_mirrored(other)))


def _found(point: Stationary, times: int) -> Found:
    between = [float(point.low), float(point.high)]
    symmetric = not point.differs(_mirrored(point))
    return {"terms": point.centre.tolist(), "between": between, "times": times, "symmetric": symmetric}


def minima_figures(results: Sequence[Minima]) -> tuple[Figure, Figure]:
    """Draw, by the number of terms, how many minima were proved, and how deep they lie."""
    x = tuple(float(result["terms"]) for result in results)
    counts = {
        "different minima": [len(result["minima"]) for result in results],
        "of these found once": [sum(one["times"] == 1 for one in result["minima"]) for result in results],
        "runs that end at a minimum": [result["endings"].get(Ending.MINIMUM, 0) for result in results],
    }
    starts = ", ".join(sorted({str(result["starts"]) for result in results}))
    search = f"{starts} random starts for each number of terms"
    number = Figure(
        id="gaussian-minima-number",
        title="Strict local minima that a search finds and proves",
        shows=f"{search}; mirror images count as one",
        x_label="Gaussians",
        y_label="number",
        curves={name: Curve(x=x, y=tuple(map(float, values))) for name, values in counts.items()},
        notes=tuple(_in_words(result) for result in results),
        remarks=(_number_remark(results),),
    )
    _, y = data()
    depths = {"all ends": _quartiles([(result["terms"], result["objectives"]) for result in results])}
    proved = [(result["terms"], [one["between"][1] for one in result["minima"]]) for result in results]
    if any(values for _, values in proved):
        depths["different minima"] = _quartiles([(terms, values) for terms, values in proved if values])
    depths["no Gaussian"] = Curve(x=x, y=(float(y @ y),) * len(x), kind="bound")
    depth = Figure(
        id="gaussian-minima-depth",
        title="How badly sums of Gaussians fit where a descent ends",
        shows=f"median over {search}",
        x_label="Gaussians",
        y_label="objective",
        curves=depths,
        interval="the middle half",
    )
    return number, depth


def _number_remark(results: Sequence[Minima]) -> Remark:
    counts = ", ".join(f"{len(result['minima'])} with {result['terms']}" for result in results)
    medians = ", ".join(f"{np.median(result['objectives']):.3f}" for result in results)
    ending = ", ".join(str(result["endings"].get(Ending.MINIMUM, 0)) for result in results)
    return Remark(
        title="how many local minima a search finds and proves, by the number of Gaussians",
        post_says="with more Gaussians there are more local minima, and it is harder to fit badly",
        established=(
            f"of {results[0]['starts']} descents for each number of terms: different proved minima {counts}; the "
            f"median objective at the end {medians}; descents that end at a proved minimum {ending}"
        ),
    )


def _quartiles(values: Sequence[tuple[int, Sequence[float]]]) -> Curve:
    low, median, high = (tuple(float(np.quantile(part, q)) for _, part in values) for q in (_LOW, 0.5, _HIGH))
    return Curve(x=tuple(float(terms) for terms, _ in values), y=median, low=low, high=high)


def _in_words(result: Minima) -> str:
    endings = ", ".join(f"{count} {ending}" for ending, count in result["endings"].items())
    return f"{result['terms']} terms: {endings}"
