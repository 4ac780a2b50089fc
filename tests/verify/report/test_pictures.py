"""Pictures: what is drawn is what the figure holds, no text is in the way of another, and grey is enough to read it."""

import re
import warnings
from collections.abc import Callable
from functools import cache
from itertools import combinations, product
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Picture
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tests.verify.report import made_up
from verify.evidence import Curve, Figure
from verify.report.pictures import _broken, _composed, _laid_out, _look, _style, draw, draw_failure_probability

MakeFigure = Callable[[], Figure]
each_figure = pytest.mark.parametrize("make", made_up.ALL, ids=lambda make: make.__name__)


def words(svg: str) -> list[str]:
    """Every text of a picture; `fromstring` refuses what is no XML."""
    return [" ".join("".join(element.itertext()).split()) for element in ET.fromstring(svg).iter()]  # noqa: S314  ours


def composed(figure: Figure) -> Picture:
    with _style():
        return _composed(figure)


def values_of(line: Line2D) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in np.asarray(line.get_xydata()).tolist())


def boxes(picture: Picture) -> list[tuple[str, Bbox]]:
    """Every text that is drawn, and where; ticks outside the axes have texts that are not."""
    picture.draw_without_rendering()
    outside = set()
    for axis in (picture.axes[0].xaxis, picture.axes[0].yaxis):
        low, high = axis.get_view_interval()
        outside |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    texts = [text for text in picture.findobj(Text) if isinstance(text, Text) and text.get_text()]
    return [(text.get_text(), text.get_window_extent()) for text in texts if text.get_visible() and text not in outside]


@cache
def drawn(make: MakeFigure) -> str:
    return draw(make())


@each_figure
def test_a_picture_says_what_it_shows_in_text(make: MakeFigure) -> None:
    figure = make()
    svg = drawn(make)
    root = ET.fromstring(svg)  # noqa: S314  ours
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert title.text == figure.title
    assert description is not None
    assert figure.shows in (description.text or "")
    found = words(svg)
    for text in (*figure.curves, figure.x_label, *(["published"] if figure.post else [])):
        assert text in found
    for text in (figure.title, figure.y_label):
        assert all(word in " ".join(found) for word in text.split())


@pytest.mark.parametrize("make", [made_up.logarithm, made_up.optimisers])
def test_the_same_figure_gives_the_same_bytes_whatever_the_user_has_set(make: MakeFigure) -> None:
    svg = drawn(make)
    with mpl.rc_context({"font.size": 20.0, "lines.linewidth": 7.0, "svg.fonttype": "path"}):
        assert draw(make()) == svg


@each_figure
def test_a_picture_is_white_and_no_letter_is_smaller_than_8(make: MakeFigure) -> None:
    svg = drawn(make)
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)px", svg)]
    assert min(sizes) >= 8
    paper = 'd="M 0 259.2 L 432 259.2 L 432 0 L 0 0 z " style="fill: #ffffff"'
    assert paper in " ".join(svg.split())


def no_text_overlaps_another_or_leaves_the_picture(picture: Picture) -> None:
    with _style():
        found = boxes(picture)
    for (one, box), (other, another) in combinations(found, 2):
        assert not box.overlaps(another), (one, other)
    for name, box in found:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= picture.bbox.width and box.y1 <= picture.bbox.height, name  # noqa: PT018


@each_figure
def test_no_text_is_in_the_way_of_another(make: MakeFigure) -> None:
    no_text_overlaps_another_or_leaves_the_picture(composed(make()))


def test_nor_is_a_legend_that_names_all_curves() -> None:
    with _style():
        picture, _ = _laid_out(made_up.changes(), at_ends=False)
    no_text_overlaps_another_or_leaves_the_picture(picture)


@each_figure
def test_what_is_drawn_is_what_the_figure_holds(make: MakeFigure) -> None:
    figure = make()
    [axes] = composed(figure).axes
    curves = [*figure.curves.values(), *figure.post.values()]
    assert [values_of(line) for line in axes.lines] == [tuple(zip(curve.x, curve.y, strict=True)) for curve in curves]
    bands = [band for band in axes.collections if isinstance(band, PolyCollection)]
    with_interval = [curve for curve in curves if curve.low]
    for band, curve in zip(bands, with_interval, strict=True):
        corners = {(x, y) for x, y in np.asarray(band.get_paths()[0].vertices).tolist()}
        assert corners == {*zip(curve.x, curve.low or (), strict=True), *zip(curve.x, curve.high or (), strict=True)}
    for line in axes.lines:
        assert all(axes.viewLim.contains(x, y) for x, y in values_of(line))


def test_published_values_are_hollow_and_in_the_colour_and_shape_of_their_curve() -> None:
    figure = made_up.changes()
    [axes] = composed(figure).axes
    measured, published = axes.lines[:4], axes.lines[4:]
    for line, values in zip(measured, published, strict=True):
        assert (line.get_color(), line.get_marker()) == (values.get_color(), values.get_marker())
        assert (line.get_linestyle() == "None", values.get_linestyle() == "None") == (False, True)
        assert (line.get_markerfacecolor() == "none", values.get_markerfacecolor() == "none") == (False, True)


def test_curves_differ_without_their_colour() -> None:
    lines = [_look("line", k) for k in range(42)]
    assert len({(look.dashes, look.marker) for look in lines}) == 42
    assert len({look.dashes for look in lines[:6]}) == len({look.marker for look in lines[:6]}) == 6
    for kind in ("points", "centres"):
        assert len({_look(kind, k).marker for k in range(3)}) == 3
    assert not {look.dashes for look in lines} & {_look("bound", k).dashes for k in range(2)}


def contrast(colour: str) -> float:
    """The contrast of a colour with white (WCAG 2.2)."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_every_line_is_dark_enough_on_white() -> None:
    assert min(contrast(_look("line", k).colour) for k in range(5)) >= 3


def at_end(figure: Figure) -> set[str]:
    [axes] = composed(figure).axes
    return {text.get_text() for text in axes.texts}


def flat(*heights: float, x: tuple[float, ...] = (0.0, 9.0)) -> Figure:
    curves = {f"at {height}": Curve(x=x, y=(height,) * len(x)) for height in heights}
    return made_up.objective().model_copy(update={"curves": curves, "post": {}})


def test_names_stand_at_the_ends_of_few_curves_that_are_apart() -> None:
    assert at_end(flat(1, 2, 3, 4)) == {"at 1", "at 2", "at 3", "at 4"}


def test_otherwise_the_legend_names_them() -> None:
    crowded, close, early = flat(1, 2, 3, 4, 5), flat(1, 1.01, 3), flat(1, 2)
    longer = early.curves | {"longer": Curve(x=(0.0, 10.0), y=(3.0, 3.0))}
    long_name = early.curves | {"a name that is longer than it": Curve(x=(0.0, 9.0), y=(3.0, 3.0))}
    for figure in (crowded, close, *(early.model_copy(update={"curves": curves}) for curves in (longer, long_name))):
        assert at_end(figure) == set()
        assert set(figure.curves) <= set(words(draw(figure)))


def test_a_single_value_and_its_interval_can_be_seen() -> None:
    one = Curve(x=(3.0,), y=(1.0,), low=(0.5,), high=(2.0,))
    [axes] = composed(made_up.objective().model_copy(update={"curves": {"one": one}, "post": {}})).axes
    assert axes.lines[0].get_marker() == "o"
    [band] = axes.collections
    assert np.min(band.get_linewidth()) > 0


def test_whole_numbers_have_whole_ticks() -> None:
    [axes] = composed(flat(1, 2, x=(1.0, 2.0))).axes
    for ticks in (axes.get_xticks(), axes.get_yticks()):
        assert all(float(tick).is_integer() for tick in ticks)


def test_any_text_is_shown_as_it_is() -> None:
    for text in ("价格", "$x$ & <y>"):
        figure = made_up.held_out()
        curves = {text: figure.curves["fitted"], f"{text} 2": figure.curves["fitted"]}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            svg = draw(figure.model_copy(update={"title": text, "y_label": text, "interval": text, "curves": curves}))
        assert words(svg).count(text) >= 3


@pytest.mark.parametrize(("letters", "count"), [*product((5, 10, 40), (1, 7, 20))])
def test_broken_text_has_its_words_and_as_few_lines_as_can_be(letters: int, count: int) -> None:
    text = " ".join("abcde"[: 1 + k % 5] for k in range(count))
    lines = _broken(text, letters).split("\n")
    assert " ".join(lines) == text
    assert max(map(len, lines)) <= letters
    greedy, room = 0, -1
    for word in text.split():
        if room < len(word) + 1:
            greedy, room = greedy + 1, letters - len(word)
        else:
            room -= len(word) + 1
    assert len(lines) == greedy


def test_failure_probability_is_drawn_with_its_words() -> None:
    svg = draw_failure_probability("relu", made_up.FAILURE)
    found = " ".join(words(svg))
    for expected in (
        "probability that the next one fails",
        "neurons that are there",
        "12 failures expected, 11 counted",
    ):
        assert expected in found
    assert draw_failure_probability("relu", made_up.FAILURE) == svg
