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
        return _written(self.at(*path), "{:,}".format)

    def share(self, *path: str | int) -> Markup:
        """A share, in percent."""
        return _written(self.at(*path), percent)

    def tenth(self, *path: str | int) -> Markup:
        """A float to one decimal."""
        return _written(self.at(*path), "{:,.1f}".format)

    def short(self, *path: str | int) -> Markup:
        """A float to four significant digits."""
        return _written(self.at(*path), "{:.4g}".format)

    def departure(self, *path: str | int) -> Markup:
        """A departure in half-widths, rounded up."""
        return _written(self.at(*path), departure)

    def bounded(self, *path: str | int) -> Markup:
        """A number with an error bound: the digits that are known."""
        whole = Bounded(**self.at(*path).json)
        return _written(self.at(*path, "value"), lambda _: bounded(whole))

    def positive(self, *path: str | int) -> Markup:
        """A number with an error bound that is known to be positive."""
        whole = Bounded(**self.at(*path).json)
        return _written(self.at(*path, "value"), lambda _: positive(whole))

    def plain(self, *path: str | int) -> Markup:
        """A word or a number, unchanged."""
        return _written(self.at(*path), str)


def _written(there: Numbers, write: Callable[[Any], str]) -> Markup:
    return Markup('<data data-path="{}" value="{}">{}</data>').format(there.place, there.json, write(there.json))
