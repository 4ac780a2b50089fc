"""Where a re-run and a published picture part, and what explains it: found on one seed, accepted only on another.

The post's description is run as it stands and plotted as it is stated. The departure of a published value is its
distance from the predicted centre in half-widths of the prediction interval, which counts the variance of the published
mean and of ours, the error of reading the picture, and all points of all curves. Where the largest one is above 1,
causes are tried: first all small combinations of how objectives may have been plotted, then, unless one of these fits
and shows as many growths as stated, those with one thing run otherwise. Those that fit are run again on a seed that the
search has not seen. Of the smallest that fit there as well the one with the narrowest interval is the explanation: the
fresh seed does not renew the one published curve, and wide intervals, such as those of single growths, refute little.
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
from verify.experiments.reading import CONFIDENCE, Reading, farthest, limits, predict

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
    """The largest distance from a published value in half-widths, where, and how wide these are on average.

    `blind` names the points where the interval is wider than the whole published curve, and says nothing.
    """

    size: float
    at: str
    width: float = np.inf
    blind: tuple[str, ...] = ()


@dataclass
class Comparison:
    """One picture while it is being explained."""

    picture: Picture
    published: Published
    seed: int
    objectives: Objectives
    searched: dict[Tried, Departure] = field(default_factory=dict)
    again: dict[Tried, Departure] = field(default_factory=dict)
    ran: dict[Tried, Objectives] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stated = departure(self, Tried(()), self.objectives)
        stated, settings = self.picture.reading, tuple(self.picture.curves.values())
        self.readings = list(combined(OF_THE_PLOT, stated, settings))
        others = combined((*OF_THE_PLOT, *self.picture.causes), stated, settings)
        self.reruns = [tried for tried in others if sum(bool(cause.setting) for cause in tried.causes) == 1]

    def limits(self, tried: Tried, objectives: Objectives) -> Floats:
        """How many deviations above and below the prediction all published values must lie."""
        reading = tried.reading(self.picture.reading)
        return limits(
            [
                farthest(
                    objectives[name][:, np.array(list(values)) + reading.shift],
                    tried.setting(self.picture.curves[name]),
                    reading,
                    (self.seed, number),
                )
                for number, (name, values) in enumerate(self.published.curves.items())
            ]
        )

    @property
    def fitting(self) -> list[Tried]:
        """The combinations that fit in the search and of which no part does, unless it failed on the fresh seed.

        The smallest come first.
        """
        fits = [tried for tried, departure in self.searched.items() if departure.size <= 1]
        hold = [tried for tried in fits if tried not in self.again or self.again[tried].size <= 1]
        least = [tried for tried in fits if not any(set(other.causes) < set(tried.causes) for other in hold)]
        return sorted(least, key=self.order)

    def order(self, tried: Tried) -> tuple[int, float]:
        """The smallest come first, and of these the one with the narrowest interval."""
        return len(tried.causes), self.searched[tried].width

    @property
    def explanation(self) -> Tried | None:
        """The first combination that fits on the fresh seed as well."""
        return next(iter(self.explanations), None)

    @property
    def explanations(self) -> list[Tried]:
        """Those that fit on the fresh seed as well."""
        return sorted((tried for tried, found in self.again.items() if found.size <= 1), key=self.order)

    @property
    def settled(self) -> bool:
        """Whether there is an explanation that shows as many growths as the post's description."""
        stated = self.picture.reading
        return self.explanation is not None and self.explanation.reading(stated).mean_of >= stated.mean_of


def departure(of: Comparison, tried: Tried, objectives: Objectives) -> Departure:
    """Return the largest departure of the published curves from these objectives, read with the changes of `tried`."""
    reading = tried.reading(of.picture.reading)
    for name, values in of.published.curves.items():
        beyond = [at for at in values if not 0 <= at + reading.shift < objectives[name].shape[1]]
        if beyond:
            return Departure(np.inf, f"{name}, {of.picture.over} {beyond[0]}")
    above, below = of.limits(tried, objectives)
    worst, widths, blind = Departure(-1.0, ""), [], list[str]()
    for name, values in of.published.curves.items():
        x = np.array(list(values))
        predicted = predict(objectives[name][:, x + reading.shift], tried.setting(of.picture.curves[name]), reading)
        excess = np.array(list(values.values())) - predicted.centre
        half = np.where(excess > 0, above, below) * predicted.deviation + of.published.reading_error
        sizes = np.abs(excess) / half
        widths.append(float(half.mean()))
        blind += (f"{name}, {of.picture.over} {at}" for at in x[2 * half > np.ptp(list(values.values()))])
        at = int(np.argmax(sizes))
        if sizes[at] > worst.size:
            worst = Departure(float(sizes[at]), f"{name}, {of.picture.over} {int(x[at])}")
    return replace(worst, width=float(np.mean(widths)), blind=tuple(blind))


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
    _run_otherwise([one for one in departing if not one.settled], grow)
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
            one.again[tried] = departure(one, tried, objectives)


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
        curves=dict(_curves(one, explanation, objectives)),
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
        notes=tuple(
            f"{name}: {len(rows)} growths, as one takes long"
            for name, rows in objectives.items()
            if len(rows) < picture.growths
        ),
        remarks=tuple(_impossible(one)),
    )


def _curves(one: Comparison, tried: Tried, objectives: Objectives) -> Iterator[tuple[str, Curve]]:
    """Yield what is plotted of each curve, over at most `WIDEST` points, with its interval.

    It is the one that decides whether the published curve fits. The step that makes the objective zero is left out,
    unless the published curve has it.
    """
    reading = tried.reading(one.picture.reading)
    above, below = one.limits(tried, objectives)
    error = one.published.reading_error
    for name, setting in one.picture.curves.items():
        rows = objectives[name]
        first, last = 1 - min(reading.shift, 1), rows.shape[1] - 1 - reading.shift
        if setting.layers is None and setting.width == setting.points:
            last = max(last - 1, *one.published.curves[name], 1)
        x = np.unique(np.linspace(first, last, min(WIDEST, last - first + 1)).round().astype(int))
        predicted = predict(rows[:, x + reading.shift], tried.setting(setting), reading)
        yield (
            name,
            Curve(
                x=tuple(map(float, x)),
                y=tuple(predicted.centre.tolist()),
                low=tuple((predicted.centre - below * predicted.deviation - error).tolist()),
                high=tuple((predicted.centre + above * predicted.deviation + error).tolist()),
            ),
        )


def _means(reading: Reading) -> str:
    return "single growths" if reading.mean_of == 1 else f"means of {reading.mean_of} growths"


def _causes(one: Comparison) -> Iterator[Cause]:
    """Every single cause, and of the combinations those that were run again; explanations first."""
    explanations = one.explanations

    def order(tried: Tried) -> tuple[int, int, float]:
        place = explanations.index(tried) if tried in explanations else len(explanations)
        return len(tried.causes), place, one.searched[tried].size

    for tried in sorted(one.searched, key=order):
        if len(tried.causes) == 1 or tried in one.again:
            searched = _finite(one.searched[tried].size)
            again = _finite(one.again[tried].size) if tried in one.again else None
            yield Cause(changed=tried.words, searched=searched, departure=again)


def _finite(size: float) -> float:
    return float(min(size, np.finfo(np.float64).max))


def _explained(one: Comparison) -> str:
    if one.stated.size <= 1:
        return "The picture is reproduced by what the post describes."
    if one.explanation is not None:
        others = (
            f"; in intervals {one.searched[tried].width / one.searched[one.explanation].width:.1f} times as wide "
            f"also when {' and '.join(tried.words)}"
            for tried in one.explanations[1:]
        )
        first = " and ".join(one.explanation.words)
        weak = "" if one.settled else "; so few growths may lie so far from a mean that this says little by itself"
        if one.again[one.explanation].blind:
            where = "; ".join(one.again[one.explanation].blind)
            weak += f" (the interval is wider than the whole curve, and says nothing, at: {where})"
        return f"Of {len(one.searched)} combinations tried, the departure vanishes when {first}{''.join(others)}{weak}."
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
