"""The pictures on the page: SVG inside an image, where its ids and styles touch nothing else, and a text for it."""

import html
import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from verify.evidence import Report

_UNCHANGED = " !$&'()*+,-./:;=?@[]^_`{|}~"
_DESCRIBED = re.compile(r'<desc id="desc">(.*?)</desc>', re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture: the address that holds all of it, and what it shows in words."""

    address: str
    words: str


def drawn(report: Report) -> Mapping[tuple[str, str], Picture]:
    """Draw what a report has the numbers for: ("figure", id), ("probability", name of a row), ("growth", "").

    Without matplotlib nothing is drawn.
    """
    if importlib.util.find_spec("matplotlib") is None or not _has_pictures(report):
        return {}
    from verify.report.growth_picture import growth_pictures  # noqa: PLC0415  matplotlib is optional
    from verify.report.pictures import draw, draw_failure_probability  # noqa: PLC0415  as above

    found = {("figure", figure.id): draw(figure) for figure in report.figures}
    for row in report.census:
        if row.failure_probability is not None:
            found["probability", row.name] = draw_failure_probability(row.name, row.failure_probability)
    growth = growth_pictures(report.own_data).get("growth.svg")
    if growth is not None:
        found["growth", ""] = growth
    return {key: picture(svg) for key, svg in found.items()}


def _has_pictures(report: Report) -> bool:
    own = report.own_data is not None and report.own_data.float_growths is not None
    return bool(report.figures) or own or any(row.failure_probability is not None for row in report.census)


def picture(svg: str) -> Picture:
    """Put an SVG of `verify.report.pictures` into an address."""
    described = _DESCRIBED.search(svg)
    drawing = " ".join(svg[svg.index("<svg ") :].split())
    address = f"data:image/svg+xml,{quote(drawing, safe=_UNCHANGED)}"
    return Picture(address, html.unescape(described[1]) if described else "")
