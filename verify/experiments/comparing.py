"""Where a re-run and a published picture part, and what explains it: found on one seed, accepted only on another.

The post's description is run as it stands and plotted as it is stated. The departure of a published value is its
distance from the predicted centre in half-widths of the prediction interval, which counts the variance of the published
mean and of ours, the error of reading the picture, all points of all curves, and all causes that were tried. Where the
largest one is above 1, causes are tried: first all small combinations of how objectives may have been plotted, then,
if none of these fits, those with one thing run otherwise. Those that fit are run again on a seed that the search has
not seen; the first that fits there as well is the explanation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.dataset import Floats
from verify.evidence import Cause, Curve, Figure, Remark
from verify.experiments.causes import LARGEST, OF_THE_PLOT, Tried, combined
from verify.experiments.growths import Setting
from verify.experiments.pictures import Picture
from verify.experiments.published import Published
from verify.experiments.reading import CONFIDENCE, Predicted, Reading, predict

Objectives = Mapping[str, Floats]
"""By curve: growths × (steps + 1)."""

Grow = Callable[[Sequence[tuple[Mapping[str, Setting], int, int]]], list[Objectives]]
"""Runs settings by curve, so many growths, with a seed; one answer each, in order."""

AGAIN = 5
"""So many combinations that fit are run again at most."""

WIDEST = 400
"""So many points of a curve are drawn at most."""


@dataclass(frozen=True)
class Departure:
    """The largest distance from a published value in half-widths, where, and how wide these are on average."""

    size: float
    at: str
    width: float = np.inf


@dataclass
class Comparison:
    """One picture while it is being explained."""

    picture: Picture
    published: Published
    seed: int
    objectives: Objectives
    searched: dict[Tried, Departure] = field(default_factory=dict)
    again: dict[Tried, float] = field(default_factory=dict)
    ran: dict[Tried, Objectives] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stated = departure(self, Tried(()), self.objectives)
        stated, settings = self.picture.reading, tuple(self.picture.curves.values())
        self.readings = list(combined(OF_THE_PLOT, stated, settings))
        others = combined((*OF_THE_PLOT, *self.picture.causes), stated, settings)
        self.reruns = [tried for tried in others if sum(bool(cause.setting) for cause in tried.causes) == 1]

    @property
    def tried(self) -> int:
        """How many combinations are tried in all."""
        return len(self.readings) + len(self.reruns)

    def half_width(self, predicted: Predicted, tried: Tried) -> Floats:
        """Half of the interval in which published values must lie: of all of them, and of all that was tried."""
        points = sum(len(values) for values in self.published.curves.values())
        return predicted.half_width(points, self.tried if tried.causes else 1) + self.published.reading_error

    @property
    def fitting(self) -> list[Tried]:
        """The combinations that fit in the search and of which no part does: the smallest first.

        Among those of the same size the first is the one whose interval is narrowest, because it says most.
        """
        fits = [tried for tried, departure in self.searched.items() if departure.size <= 1]
        least = [tried for tried in fits if not any(set(other.causes) < set(tried.causes) for other in fits)]
        return sorted(least, key=lambda tried: (len(tried.causes), self.searched[tried].width))

    @property
    def explanation(self) -> Tried | None:
        """The first combination that fits on the fresh seed as well."""
        return next(iter(self.explanations), None)

    @property
    def explanations(self) -> list[Tried]:
        """Those that fit on the fresh seed as well, as they were run."""
        return [tried for tried, size in self.again.items() if size <= 1]


def departure(of: Comparison, tried: Tried, objectives: Objectives) -> Departure:
    """Return the largest departure of the published curves from these objectives, read with the changes of `tried`."""
    reading = tried.reading(of.picture.reading)
    worst, widths = Departure(-1.0, ""), []
    for name, values in of.published.curves.items():
        rows = objectives[name]
        x = np.array(list(values))
        inside = (x + reading.shift >= 0) & (x + reading.shift < rows.shape[1])
        if not inside.all():
            return Departure(np.inf, f"{name}, {of.picture.over} {int(x[~inside][0])}")
        setting = tried.setting(of.picture.curves[name])
        predicted = predict(rows[:, x + reading.shift], setting, reading, of.seed)
        half = of.half_width(predicted, tried)
        sizes = np.abs(np.array(list(values.values())) - predicted.centre) / half
        widths.append(float(half.mean()))
        at = int(np.argmax(sizes))
        if sizes[at] > worst.size:
            worst = Departure(float(sizes[at]), f"{name}, {of.picture.over} {int(x[at])}")
    return replace(worst, width=float(np.mean(widths)))


def compare(pictures: Sequence[tuple[Picture, Published]], grow: Grow, seed: int) -> list[Figure]:
    """Run the pictures, compare each with the published one, and look for what explains a departure."""
    ran = grow([(picture.curves, picture.growths, seed) for picture, _ in pictures])
    comparisons = [
        Comparison(picture, there, seed, objectives) for (picture, there), objectives in zip(pictures, ran, strict=True)
    ]
    departing = [one for one in comparisons if one.stated.size > 1]
    for one in departing:
        _search(one, one.readings, {})
    _run_again(departing, grow)
    _run_otherwise([one for one in departing if one.explanation is None], grow)
    _run_again(departing, grow)
    return [_figure(one) for one in comparisons]


def _search(one: Comparison, among: Sequence[Tried], otherwise: Mapping[tuple[str, ...], Objectives]) -> None:
    for tried in among:
        objectives = otherwise.get(_run_words(tried), one.objectives)
        one.searched[tried] = departure(one, tried, objectives)


def _run_words(tried: Tried) -> tuple[str, ...]:
    return tuple(cause.words for cause in tried.causes if cause.setting)


def _settings(one: Comparison, tried: Tried) -> dict[str, Setting]:
    return {name: tried.setting(setting) for name, setting in one.picture.curves.items()}


def _run_otherwise(comparisons: Sequence[Comparison], grow: Grow) -> None:
    """Search again with one thing run otherwise."""
    wanted = [(one, cause) for one in comparisons for cause in one.picture.causes]
    ran = grow([(_settings(one, Tried((cause,))), one.picture.growths, one.seed) for one, cause in wanted])
    for one in comparisons:
        found = zip(wanted, ran, strict=True)
        _search(one, one.reruns, {(cause.words,): result for (of, cause), result in found if of is one})


def _run_again(comparisons: Sequence[Comparison], grow: Grow) -> None:
    """Run what fits on a seed that the search has not seen: at most so many combinations, and none that is larger."""
    for _ in range(AGAIN):
        wanted = [(one, tried) for one in comparisons for tried in _next(one)]
        ran = grow([(_settings(one, tried), one.picture.growths, one.seed + 1) for one, tried in wanted])
        for (one, tried), objectives in zip(wanted, ran, strict=True):
            one.ran[tried] = objectives
            one.again[tried] = departure(one, tried, objectives).size


def _next(one: Comparison) -> list[Tried]:
    """The next combination to run again; with an explanation only another of its size."""
    left = [tried for tried in one.fitting if tried not in one.again]
    size = len(one.explanation.causes) if one.explanation is not None else LARGEST
    return [tried for tried in left if len(tried.causes) <= size][:1]


# ---- what is drawn and said ----


def _figure(one: Comparison) -> Figure:
    picture, explanation = one.picture, one.explanation or Tried(())
    reading = explanation.reading(picture.reading)
    objectives = one.objectives if not explanation.causes else one.ran[explanation]
    return Figure(
        id=picture.id,
        title=picture.title,
        shows=picture.shows,
        x_label=picture.over,
        y_label=reading.label,
        curves=dict(curves(picture, explanation, objectives, one.seed, one)),
        post={
            name: Curve(x=tuple(map(float, values)), y=tuple(values.values()))
            for name, values in one.published.curves.items()
        },
        interval=(
            f"where all published values are expected ({_means(reading)}), with confidence {CONFIDENCE:.0%}; "
            "the growth is the unit"
        ),
        growths=picture.growths,
        largest_departure=one.stated.size,
        at=one.stated.at,
        causes=tuple(_causes(one)),
        explained=_explained(one),
        remarks=tuple(_impossible(one)),
    )


def curves(
    picture: Picture, tried: Tried, objectives: Objectives, seed: int, compared: Comparison | None = None
) -> Iterator[tuple[str, Curve]]:
    """Yield what is plotted of each curve, over at most `WIDEST` points, with its interval.

    It is the one that decides whether a published curve fits; where nothing is `compared`, that of another mean at one
    point. The step that makes the objective zero is left out, unless a published curve has it.
    """
    reading = tried.reading(picture.reading)
    for name, setting in picture.curves.items():
        rows = objectives[name]
        first, last = 1 - min(reading.shift, 1), rows.shape[1] - 1 - reading.shift
        if setting.layers is None and setting.width == setting.points:
            last = max(last - 1, *(compared.published.curves[name] if compared else ()), 1)
        x = np.unique(np.linspace(first, last, min(WIDEST, last - first + 1)).round().astype(int))
        predicted = predict(rows[:, x + reading.shift], tried.setting(setting), reading, seed)
        half = predicted.half_width(1, 1) if compared is None else compared.half_width(predicted, tried)
        yield (
            name,
            Curve(
                x=tuple(map(float, x)),
                y=tuple(predicted.centre.tolist()),
                low=tuple((predicted.centre - half).tolist()),
                high=tuple((predicted.centre + half).tolist()),
            ),
        )


def _means(reading: Reading) -> str:
    return "single growths" if reading.mean_of == 1 else f"means of {reading.mean_of} growths"


def _causes(one: Comparison) -> Iterator[Cause]:
    """Every single cause, and of the combinations those that were run again; explanations first, as they were run."""
    explanations = one.explanations

    def order(tried: Tried) -> tuple[int, int, float]:
        place = explanations.index(tried) if tried in explanations else len(explanations)
        return len(tried.causes), place, one.searched[tried].size

    for tried in sorted(one.searched, key=order):
        if len(tried.causes) == 1 or tried in one.again:
            searched = _finite(one.searched[tried].size)
            yield Cause(changed=tried.words, searched=searched, departure=one.again.get(tried))


def _finite(size: float) -> float:
    return float(min(size, np.finfo(np.float64).max))


def _explained(one: Comparison) -> str:
    if one.stated.size <= 1:
        return "The picture is reproduced by what the post describes."
    if one.explanation is not None:
        others = "; or when ".join(" and ".join(tried.words) for tried in one.explanations)
        return f"The departure vanishes when {others}."
    if one.again:
        return "Unexplained: what fitted in the search does not fit on another seed."
    return f"Unexplained: none of {len(one.searched)} combinations of causes fits."


def _impossible(one: Comparison) -> Iterator[Remark]:
    """What cannot be the objective: the target's values are at most 1 in size, so that the objective is at most n."""
    reading = one.picture.reading
    for base, name in (("e", "natural"), ("10", "decimal")) if reading.base else ():
        for curve, values in one.published.curves.items():
            setting = one.picture.curves[curve]
            x, highest = max(values.items(), key=lambda item: item[1])
            least = (np.e if base == "e" else 10.0) ** (highest - one.published.reading_error) / reading.times(setting)
            if least > setting.points:
                yield Remark(
                    title=f"its values are no {name} logarithms of the objective",
                    post_says=f"its axis says {one.published.label}",
                    established=(
                        f"read so, {curve} shows an objective of at least {least:,.0f} at {x} {one.picture.over}; it "
                        f"cannot be above ‖y‖², which is at most {setting.points:,}, the target being within ±1"
                    ),
                )
                break
