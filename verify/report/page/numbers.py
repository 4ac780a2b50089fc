"""Numbers on the page: each is looked up in the report's JSON by its path, and carries that path and its exact value.

    <data data-path="/claims/3/evidence/tested/examples" value="1000">1,000</data>

The paths are JSON Pointers (RFC 6901), so that a program can read every number of the page back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from verify.evidence import Bounded
from verify.report.bounded import bounded, positive
from verify.report.words import departure, percent


@dataclass(frozen=True)
class Numbers:
    """The numbers at one place of the report's JSON, written as they are shown.

    KeyError or IndexError for a path that leads nowhere: a number that is not in the report cannot be shown.
    """

    json: Any
    place: str = ""

    def at(self, *path: str | int) -> "Numbers":
        """The numbers further inside."""
        inner, place = self.json, self.place
        for key in path:
            inner = inner[key]
            place += "/" + str(key).replace("~", "~0").replace("/", "~1")
        return Numbers(inner, place)

    def count(self, *path: str | int) -> Markup:
        """A whole number, its thousands apart."""
        return self._written(path, "{:,}".format)

    def share(self, *path: str | int) -> Markup:
        """A share, in percent."""
        return self._written(path, percent)

    def tenth(self, *path: str | int) -> Markup:
        """A float to one decimal."""
        return self._written(path, "{:,.1f}".format)

    def short(self, *path: str | int) -> Markup:
        """A float to four significant digits."""
        return self._written(path, "{:.4g}".format)

    def departure(self, *path: str | int) -> Markup:
        """A departure in half-widths, rounded up."""
        return self._written(path, departure)

    def bounded(self, *path: str | int) -> Markup:
        """A number with an error bound: the digits that are known."""
        there = self.at(*path)
        return there._written(("value",), lambda _: bounded(Bounded(**there.json)))

    def positive(self, *path: str | int) -> Markup:
        """A number with an error bound that is known to be positive."""
        there = self.at(*path)
        return there._written(("value",), lambda _: positive(Bounded(**there.json)))

    def plain(self, *path: str | int) -> Markup:
        """A word or a number, unchanged."""
        return self._written(path, str)

    def _written(self, path: tuple[str | int, ...], write: Callable[[Any], str]) -> Markup:
        there = self.at(*path)
        return Markup('<data data-path="{}" value="{}">{}</data>').format(there.place, there.json, write(there.json))
