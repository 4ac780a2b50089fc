"""The post's Gaussian example: its data, the best single Gaussian, the printed optimum, seven terms, the strategies.

Each task takes nothing, returns data as JSON has them (numbers, texts, lists, dictionaries), and has a function that
makes a picture of these.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from core.dataset import Floats
from core.exact import gaussian_search, gaussian_terms
from core.exact.objectives import enclosure
from core.gaussians import (
    BY_HAND,
    POINTS,
    PRINTED,
    SEVEN,
    TARGET,
    Greedy,
    Term,
    before_rise,
    example,
    greedy,
    held_out,
    one_a_point,
    outputs,
    solved,
    values,
)
from verify.evidence.figures import Curve, Figure, Remark

Data = dict[str, Any]

GAP = Fraction(1, 10**6)
DEVIATIONS = (0.3, 0.7)  # narrow as in the post's starts, and wide enough for the strategy to get stuck
MOST_TERMS, FOLDS = 40, 10
THRESHOLD = 0.01  # about a tenth of the data's largest value
SMALL_DEVIATION = 0.005  # a sixth of the distance between points
EVALUATIONS = 300
PUBLISHED_MEAN, PUBLISHED_TOP = 1.82, 0.133  # of the single Gaussian, read off the post's picture


def points() -> tuple[Floats, Floats]:
    """The example's 200 points and values."""
    data = example()
    return data.X[:, 0], data.y


def data() -> Data:
    """The data."""
    x, y = points()
    return {"x": x.tolist(), "y": y.tolist()}


def single() -> Data:
    """The best single Gaussian by a rigorous search, and the one that the post gives by hand."""
    x, y = points()
    best = _best()
    mean, deviation = float(best.centre[0]), float(best.centre[1]) ** -0.5
    fit = solved(x, y, [mean], [deviation])
    (by_hand,) = BY_HAND
    at_its_best = solved(x, y, [float(by_hand.mean)], [by_hand.deviation])
    return {
        **data(),
        "objective": [best.low, best.high],
        "mean": [float(best.mean.low), float(best.mean.high)],
        "deviation": [float(best.inverse_square.high) ** -0.5, float(best.inverse_square.low) ** -0.5],
        "parts": best.parts,
        "attained": best.attained,
        "outside": best.outside,
        "best": {"mean": mean, "deviation": deviation, "height": float(fit.weights[0])},
        "curve": (outputs(x, [mean], [deviation]) @ fit.weights).tolist(),
        "by hand": {
            "mean": float(by_hand.mean),
            "curve": (at_its_best.target - at_its_best.residual).tolist(),
            "objective": _enclosed(BY_HAND),
            "objective at its best height": at_its_best.objective,
        },
        "no model": _enclosed(()),
    }


def printed() -> Data:
    """The four terms as they are printed, the exact ones, and the objective without each of these."""
    x, _ = points()
    return {
        **data(),
        "exact": values(TARGET, x).tolist(),
        "printed": values(PRINTED, x).tolist(),
        "objective printed": _enclosed(PRINTED),
        "objective printed, heights solved": _solved(PRINTED),
        "objective without each": [_solved((*TARGET[:j], *TARGET[j + 1 :])) for j in range(len(TARGET))],
        "no model": _enclosed(()),
    }


def seven() -> Data:
    """The start with seven terms: as given, with its heights solved for, and descended from there."""
    x, y = points()
    means = np.array([float(term.mean) for term in SEVEN])
    deviations = np.array([term.deviation for term in SEVEN])
    start = solved(x, y, means, deviations)

    def residuals(parameters: Floats) -> Floats:
        heights, at, wide = parameters.reshape(3, -1)
        return np.asarray(outputs(x, at, wide) @ heights - y)

    def slopes(parameters: Floats) -> Floats:
        heights, at, wide = parameters.reshape(3, -1)
        G, z = outputs(x, at, wide), (x[:, None] - at) / wide
        by_mean = 2 * heights * G * z / wide
        return np.hstack([G, by_mean, by_mean * z])

    origin = np.concatenate([start.weights, means, deviations])
    found = least_squares(residuals, origin, slopes, xtol=None, ftol=None, gtol=1e-15, max_nfev=EVALUATIONS)
    heights, at, wide = found.x.reshape(3, -1)
    return {
        **data(),
        "given": _enclosed(SEVEN),
        "objectives": [start.objective, 2 * float(found.cost)],
        "evaluations": int(found.nfev),
        "solved curve": (start.target - start.residual).tolist(),
        "curve": (outputs(x, at, wide) @ heights).tolist(),
        "means": [means.tolist(), at.tolist()],
        "deviations": wide.tolist(),
        "heights": heights.tolist(),
    }


def strategies() -> Data:
    """The greedy strategy with its two stopping rules, and one narrow Gaussian a point."""
    x, y = points()
    objective, left_out = one_a_point(x, y, SMALL_DEVIATION)
    return {
        "greedy": [_grown(x, y, deviation) for deviation in DEVIATIONS],
        "threshold": THRESHOLD,
        "one a point": {"deviation": SMALL_DEVIATION, "objective": objective, "mean squared error left out": left_out},
        "no model": float(y @ y) / len(y),
    }


def _grown(x: Floats, y: Floats, deviation: float) -> Data:
    errors = held_out(x, y, deviation, MOST_TERMS, FOLDS)
    grown: Greedy = greedy(x, y, deviation, MOST_TERMS)
    return {
        "deviation": deviation,
        "means": grown.means.tolist(),
        "objectives": list(grown.objectives),
        "disagreements": list(grown.disagreements),
        "cross-validated": list(errors),
        "below the threshold": grown.below(THRESHOLD),
        "before the first rise": before_rise(errors),
        "stuck": grown.stuck,
    }


def _best() -> gaussian_search.Best:
    return gaussian_search.best_single(POINTS, gaussian_terms.values(TARGET, POINTS), GAP)


def _ends(ball: Any) -> list[float]:
    found = enclosure(ball)
    return [found.value, found.error]


def _enclosed(model: Sequence[Term]) -> list[float]:
    return _ends(gaussian_terms.objective(model, TARGET, POINTS))


def _solved(model: Sequence[Term]) -> list[float]:
    return _ends(gaussian_terms.optimal(model, TARGET, POINTS))


# ---- as pictures ----


def figure_0(found: Data) -> Figure:
    """The data, from `data`."""
    return _figure("figure_0", "The example", "200 points of a sum of four Gaussians", _with_data(found))


def figure_0_5(found: Data) -> Figure:
    """The best single Gaussian, from `single`."""
    best, by_hand = found["best"], found["by hand"]
    low, high = found["objective"]
    figure = _figure(
        "figure_0.5",
        "The best single Gaussian",
        "the data, the single Gaussian with the smallest objective, and the one given by hand at its best height",
        {
            **_with_data(found),
            "best": _line(found["x"], found["curve"]),
            "its mean": _centres([best["mean"]]),
            "by hand, best height": _line(found["x"], by_hand["curve"]),
            "its mean, by hand": _centres([by_hand["mean"]]),
        },
        f"rigorous search over all means and deviations: objective from {low:.7f} to {high:.7f}, at mean "
        f"±{best['mean']:.4f}, deviation {best['deviation']:.4f}, height {best['height']:.4f}; {found['parts']} parts "
        "of the box were bounded, and outside of it |gᵀy|/‖g‖ is at most "
        f"{found['outside']:.4f} where {found['attained']:.4f} is attained",
        f"the post's picture has its mean at about {PUBLISHED_MEAN} and is about {PUBLISHED_TOP} high",
        f"the term given by hand: objective {by_hand['objective'][0]:.4f}, and at the best height for its mean and "
        f"deviation {by_hand['objective at its best height']:.4f}; without any model it is {found['no model'][0]:.4f}",
    )
    remark = Remark(
        title="the best single Gaussian, found with proof",
        post_says="a search over mean and deviation finds the best placement of one Gaussian",
        established=(
            f"no mean and deviation go below {low:.7f}, which mean ±{best['mean']:.4f} attains up to {high - low:.0e}; "
            f"the picture shows {PUBLISHED_MEAN}; the term given by hand leaves {by_hand['objective'][0]:.4f}"
        ),
    )
    return figure.model_copy(update={"post": {"its mean": _centres([PUBLISHED_MEAN])}, "remarks": (remark,)})


def figure_2(found: Data) -> Figure:
    """The four exact terms and the printed ones, from `printed`."""
    without = ", ".join(f"{value:.4f}" for value, _ in found["objective without each"])
    remark = Remark(
        title="the four terms as printed",
        post_says="the printed arrangement of four Gaussians is the global optimum and fits perfectly",
        established=(
            f"their objective is {found['objective printed'][0]:.4f}; without any model it is "
            f"{found['no model'][0]:.4f}, with deviations √2 and 1/√8 for 1.7 and 0.35 it is 0 (gaussian-global)"
        ),
    )
    figure = _figure(
        "figure_2",
        "Four Gaussians",
        "the data, the four exact terms, and the same terms with the deviations as printed",
        {
            **_with_data(found),
            "exact": _line(found["x"], found["exact"]),
            "as printed": _line(found["x"], found["printed"]),
            "means": _centres([0.0]),
        },
        f"exact: objective 0; as printed: {found['objective printed'][0]:.4f}, with heights solved for "
        f"{found['objective printed, heights solved'][0]:.4f}; without any model {found['no model'][0]:.4f}",
        f"without one of the exact terms, heights solved for: {without}",
    )
    return figure.model_copy(update={"remarks": (remark,)})


def figure_3(found: Data) -> Figure:
    """Seven terms, from `seven`."""
    solved_again, descended = found["objectives"]
    return _figure(
        "figure_3",
        "Seven Gaussians",
        "the data, the start with its heights solved for, and what a descent from there reaches",
        {
            **_with_data(found),
            "start": _line(found["x"], found["solved curve"]),
            "means at the start": _centres(found["means"][0]),
            "descended": _line(found["x"], found["curve"]),
            "means": _centres(found["means"][1]),
        },
        f"objective at the start {found['given'][0]:.4f}, with heights solved for {solved_again:.4f}, after "
        f"{found['evaluations']} evaluations of a trust-region Gauss-Newton method {descended:.1e}",
    )


def growth(found: Data) -> Figure:
    """The greedy strategy, from `strategies`: both errors against the number of terms."""
    curves, notes = {}, []
    for grown in found["greedy"]:
        name = f"deviation {grown['deviation']}"
        n = len(POINTS)
        curves[f"{name}, all points"] = _against_terms([value / n for value in grown["objectives"]])
        curves[f"{name}, held out"] = _against_terms(grown["cross-validated"])
        notes.append(f"{name}: {_told(grown, found['threshold'])}")
    narrow = found["one a point"]
    notes.append(
        f"one Gaussian a point, as high as its value, deviation {narrow['deviation']}: objective "
        f"{narrow['objective']:.1e}, mean squared error on points left out "
        f"{narrow['mean squared error left out']:.5f}; without any model {found['no model']:.5f}"
    )
    return Figure(
        id="gaussian-strategies",
        title="A Gaussian where model and data disagree most",
        shows="the mean squared error of the greedy strategy, fitted to all points, and on points held out",
        x_label="terms",
        y_label="log10 of the mean squared error",
        curves=curves,
        notes=tuple(notes),
    )


def _told(grown: Data, threshold: float) -> str:
    below, rise = grown["below the threshold"], grown["before the first rise"]
    words = [
        f"within {threshold} of the data {'never' if below is None else f'with {below} terms'}",
        f"the held-out error {'never rises' if rise is None else f'first rises after {rise} terms'}",
    ]
    if grown["stuck"]:
        words.append(f"stuck after {len(grown['means'])} terms")
    return "; ".join(words)


def _figure(name: str, title: str, shows: str, curves: dict[str, Curve], *notes: str) -> Figure:
    return Figure(id=name, title=title, shows=shows, x_label="x", y_label="y", curves=curves, notes=notes)


def _with_data(found: Data) -> dict[str, Curve]:
    return {"data": Curve(x=tuple(found["x"]), y=tuple(found["y"]), kind="points")}


def _line(x: Sequence[float], y: Sequence[float]) -> Curve:
    return Curve(x=tuple(x), y=tuple(y))


def _centres(means: Sequence[float]) -> Curve:
    return Curve(x=tuple(means), y=(0.0,) * len(means), kind="centres")


def _against_terms(values: Sequence[float]) -> Curve:
    return Curve(x=tuple(map(float, range(len(values)))), y=tuple(np.log10(values).tolist()))


PICTURES: dict[str, tuple[str, Callable[[Data], Figure], float]] = {
    "figure_0": ("data", figure_0, 0.01),
    "figure_0.5": ("single", figure_0_5, 5.0),
    "figure_2": ("printed", figure_2, 0.1),
    "figure_3": ("seven", figure_3, 0.3),
    "gaussian-strategies": ("strategies", growth, 0.5),
}
"""By the id of a picture: its task, what draws from that, and about how many seconds the task takes."""
