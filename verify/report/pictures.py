"""Pictures of what a run established, with matplotlib: import this file only when a picture is asked for.

They are to be read in print, in grey and without sight: curves differ by dashes and the shape of their marker as well
as by colour (Okabe and Ito's, those dark enough on white), text stays text, and each picture says what it shows.
"""

import io
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any
from xml.sax.saxutils import escape

from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.legend_handler import HandlerTuple
from matplotlib.patches import Patch
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator

from verify.evidence import Curve, FailureProbability, Figure

_Dashes = str | tuple[int, tuple[float, ...]]

# Fixed, so that the same numbers give the same bytes.
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lemmata",
    "text.parse_math": False,
    "figure.dpi": 72,  # that of SVG, so that what is measured is what is written
    "font.size": 9,
    "axes.labelsize": 9,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_SIZE = (6.0, 3.6)  # inches

# What tells curves apart: each of these lists goes round on its own, so that 30 lines differ in colour and dashes.
_COLOURS = ("#000000", "#d55e00", "#0072b2", "#009e73", "#cc79a7")
_DASHES: tuple[_Dashes, ...] = (
    "-", (0, (5, 2)), (0, (7, 2, 1, 2)), (0, (7, 2, 1, 2, 1, 2)), (0, (2, 1.5)), (0, (12, 3)),
)  # fmt: skip
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_BOUND_DASHES: tuple[_Dashes, ...] = ((0, (1, 2)), (0, (1, 5)))

_FEW = 16
"""At most so many values of a measured curve are marked one by one; of longer ones the last value is."""
_MANY = 40
"""More published values than this are joined by a line, and only some of them marked."""
_MOST_ENDS, _LONGEST_END = 4, 20
"""At most so many curves, with names of so many letters, are named where they end."""
_TITLE_LETTERS, _Y_LETTERS, _LEGEND_LETTERS = 66, 36, 72
"""Longer texts are broken into lines."""


@dataclass(frozen=True)
class _Look:
    """How one name is drawn, its published curve included."""

    colour: str
    dashes: _Dashes
    marker: str


def draw(figure: Figure) -> str:
    """Draw a figure as SVG; the same figure gives the same bytes.

    Measured curves are lines, with their interval as a light band; published values are hollow markers in the colour
    of the curve that they belong to. Texts of the figure are printable.
    """
    with _style():
        return _svg(_composed(figure), figure.title, _in_words(figure))


def draw_failure_probability(name: str, failure: FailureProbability) -> str:
    """Draw as SVG how probable it is that the next neuron of the census row called `name` fails."""
    neurons = [step.neurons for step in failure.steps]
    title = (
        f"{name}: exact failure probability, {failure.growths} growths\n"
        f"{failure.expected:.0f} failures expected, {failure.observed} counted"
    )
    with _style():
        picture = Picture(figsize=_SIZE, layout="constrained")
        axes = picture.subplots()
        low, high = [step.low for step in failure.steps], [step.high for step in failure.steps]
        axes.fill_between(neurons, low, high, color="0.85", linewidth=0, label="5 % to 95 % of growths")
        axes.plot(neurons, [step.median for step in failure.steps], color="black", label="median")
        axes.plot(neurons, [step.mean for step in failure.steps], color="black", linestyle=":", label="mean")
        axes.axhline(failure.dead, color="#0072b2", linestyle="--", linewidth=1, label="no point active (mean)")
        axes.set_xlabel("neurons that are there")
        axes.set_ylabel("probability that the next one fails")
        axes.set_xlim(0, neurons[-1])
        if min(low) > 0:  # most growths end at a probability many times that of their beginning
            axes.set_yscale("log")
            axes.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], labels=["2 %", "5 %", "10 %", "20 %", "50 %", "100 %"])
            axes.minorticks_off()
        axes.set_title(title, fontsize=9, loc="left")
        axes.legend(frameon=False, loc="upper left")
        last = failure.steps[-1]
        words = f"Mean {failure.steps[0].mean:.3g} at {neurons[0]} neurons, {last.mean:.3g} at {last.neurons}."
        return _svg(picture, title, words)


def _composed(figure: Figure) -> Picture:
    """Return the picture with curves named where they end if that can be read, and otherwise in the legend."""
    if _may_end_in_names(figure):
        picture, names = _laid_out(figure, at_ends=True)
        picture.draw_without_rendering()
        if not any(one.overlaps(other) for one, other in combinations((name.get_window_extent() for name in names), 2)):
            return picture
    return _laid_out(figure, at_ends=False)[0]


def _may_end_in_names(figure: Figure) -> bool:
    """Tell whether the lines are few enough, and all end at the right, where nothing else is."""
    ends = {name: curve.x[-1] for name, curve in figure.curves.items() if _is_line(curve)}
    furthest = max(x for curve in chain(figure.curves.values(), figure.post.values()) for x in curve.x)
    return len(ends) <= _MOST_ENDS and all(len(name) <= _LONGEST_END and x == furthest for name, x in ends.items())


def _is_line(curve: Curve) -> bool:
    return curve.kind in {"line", "bound"}


def _laid_out(figure: Figure, *, at_ends: bool) -> tuple[Picture, list[Annotation]]:
    """Draw the figure; return it with the names that stand at the ends of curves."""
    picture = Picture(figsize=_SIZE, layout="constrained")
    axes = picture.subplots()
    looks = _looks(figure)
    names: list[Annotation] = []
    entries: list[tuple[Artist | tuple[Artist, ...], str]] = []
    for name, curve in figure.curves.items():
        line = _draw_curve(axes, curve, looks[name])
        if at_ends and _is_line(curve):
            names.append(_name_at_end(axes, name, curve))
        else:
            entries.append((line, name))
    published = tuple(_draw_published(axes, curve, looks[name]) for name, curve in figure.post.items())
    if published:
        entries.append((published, "published"))
    if any(curve.low for curve in figure.curves.values()):
        entries.append((Patch(facecolor="0.88", edgecolor="0.7", linewidth=0.5), figure.interval or "interval"))
    _set_axes(axes, figure)
    if entries:
        _add_legend(picture, [(artist, _broken(words, _LEGEND_LETTERS)) for artist, words in entries])
    return picture, names


def _looks(figure: Figure) -> dict[str, _Look]:
    """Give each name its look: those of one kind differ from each other, in the order of the figure."""
    looks: dict[str, _Look] = {}
    before: Counter[str] = Counter()
    for name, curve in (*figure.curves.items(), *figure.post.items()):
        if name in looks:
            continue
        looks[name] = _look(curve.kind, before[curve.kind])
        before[curve.kind] += 1
    return looks


def _look(kind: str, at: int) -> _Look:
    match kind:
        case "points":
            return _Look("0.55", "", ".x+"[at % 3])
        case "centres":
            return _Look(_COLOURS[1], "", "Dos"[at % 3])
        case "bound":
            return _Look("0.2", _BOUND_DASHES[at % len(_BOUND_DASHES)], "x")
        case _:
            return _Look(_COLOURS[at % len(_COLOURS)], _DASHES[at % len(_DASHES)], _MARKERS[at % len(_MARKERS)])


def _draw_curve(axes: Axes, curve: Curve, look: _Look) -> Artist:
    if curve.low is not None and curve.high is not None:
        axes.fill_between(curve.x, curve.low, curve.high, color=look.colour, alpha=0.15, linewidth=0.5)
    [line] = axes.plot(curve.x, curve.y, linestyle=look.dashes, marker=look.marker, color=look.colour, linewidth=1.3)
    match curve.kind:
        case "points":
            line.set(markersize=4, zorder=1.5)
        case "centres":
            line.set(markersize=6, markeredgecolor="black", zorder=4, clip_on=False)
        case "bound":
            line.set(marker="", linewidth=1.8)
        case "line":
            line.set(markersize=4, markevery=1 if len(curve.x) <= _FEW else [len(curve.x) - 1])
    return line


def _draw_published(axes: Axes, curve: Curve, look: _Look) -> Artist:
    many = len(curve.x) > _MANY and _is_line(curve)
    [line] = axes.plot(
        curve.x,
        curve.y,
        linestyle=":" if many else "",
        linewidth=0.8,
        color=look.colour,
        marker=look.marker,
        markersize=5.5,
        markerfacecolor="none",
        markevery=0.08 if many else None,
        clip_on=False,
        zorder=3,
    )
    return line


def _name_at_end(axes: Axes, name: str, curve: Curve) -> Annotation:
    end = (curve.x[-1], curve.y[-1])
    return axes.annotate(name, end, (7, 0), textcoords="offset points", va="center", fontsize=8, annotation_clip=False)


def _set_axes(axes: Axes, figure: Figure) -> None:
    axes.set_xlabel(figure.x_label)
    axes.set_ylabel(_broken(figure.y_label, _Y_LETTERS))
    axes.set_title(_broken(figure.title, _TITLE_LETTERS), loc="left", fontsize=10)
    axes.margins(x=0.02)
    axes.set_ylim(*_seen(figure))
    axes.grid(axis="y", color="0.92", linewidth=0.6)
    axes.set_axisbelow(True)
    curves = [*figure.curves.values(), *figure.post.values()]
    for axis, values in ((axes.xaxis, [c.x for c in curves]), (axes.yaxis, [c.y for c in curves])):
        if all(value.is_integer() for value in chain.from_iterable(values)):
            axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))


def _seen(figure: Figure) -> tuple[float, float]:
    """The range of y: of all curves, and of their intervals no more than half as much again on either side."""
    curves = [*figure.curves.values(), *figure.post.values()]
    values = [value for curve in curves for value in curve.y]
    least, most = min(values), max(values)
    room = (most - least) / 2 or 0.5
    lows = [max(low, least - room) for curve in curves for low in curve.low or ()]
    highs = [min(high, most + room) for curve in curves for high in curve.high or ()]
    margin = room / 10
    return min([least, *lows]) - margin, max([most, *highs]) + margin


def _add_legend(picture: Picture, entries: Sequence[tuple[Any, str]]) -> None:
    """Put the legend below the axes, in as many columns as there is room for."""
    artists, words = zip(*entries, strict=True)
    for columns in range(len(entries), 0, -1):
        legend = picture.legend(
            artists,
            words,
            loc="outside lower left",
            ncols=columns,
            frameon=False,
            handlelength=4,
            columnspacing=1.5,
            handler_map={tuple: HandlerTuple(ndivide=None, pad=0.4)},
        )
        if columns == 1 or legend.get_window_extent().width <= picture.bbox.width:
            return
        legend.remove()


def _broken(text: str, letters: int) -> str:
    """Break text into the fewest lines of at most so many letters, and those as short as they can be."""
    fewest = len(textwrap.wrap(text, letters))
    longest_word = max(map(len, text.split()), default=1)
    widths = range(min(longest_word, letters), letters + 1)
    return textwrap.fill(text, next(width for width in widths if len(textwrap.wrap(text, width)) == fewest))


def _in_words(figure: Figure) -> str:
    """Say what a figure shows to somebody who does not see it."""
    told = [figure.shows, f"{figure.y_label} against {figure.x_label}"]
    told += [f"{name}: {_told(curve)}" for name, curve in figure.curves.items()]
    told += [f"{name}, published: {_told(curve)}" for name, curve in figure.post.items()]
    return "; ".join(told)


def _told(curve: Curve) -> str:
    if not _is_line(curve):
        return f"{len(curve.x)} {curve.kind}"
    return f"from {curve.y[0]:.3g} at {curve.x[0]:g} to {curve.y[-1]:.3g} at {curve.x[-1]:g}"


@contextmanager
def _style() -> Iterator[None]:
    """Draw with this file's settings alone, whatever the user's own are."""
    with style.context(["default", _STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # text stays text: whoever shows it may have the letter
        yield


def _svg(picture: Picture, title: str, words: str) -> str:
    """Write a picture as SVG with a title and a description, for those who do not see it."""
    text = io.StringIO()
    picture.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    lines = "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
    start, rest = lines.split("<svg ", 1)
    attributes, body = rest.split(">", 1)
    spoken = f' <title id="title">{escape(title)}</title>\n <desc id="desc">{escape(words)}</desc>'
    return f'{start}<svg role="img" aria-labelledby="title desc" {attributes}>\n{spoken}{body}'
