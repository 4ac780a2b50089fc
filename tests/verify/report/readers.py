"""Readers of the faces: each reads tables back as a person would, and knows nothing of how they were written."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import cmarkgfm
from cmarkgfm.cmark import Options
from rich.console import Console

from verify.evidence import Report
from verify.report.faces import FACES
from verify.report.junit import junit
from verify.report.markdown import markdown
from verify.report.terminal import print_report

_WIDE = 100_000


@dataclass(frozen=True)
class Read:
    """What stands on a face: its running text, and its tables, each a list of rows of which the first are headings."""

    text: str
    tables: list[list[list[str]]]

    def rows(self, *headings: str) -> list[list[str]]:
        """The rows of all tables with these headings; there must be one at least."""
        found = [table[1:] for table in self.tables if table[0] == list(headings)]
        assert found, headings
        return [row for rows in found for row in rows]


def terminal(report: Report) -> Read:
    """Read the screen, wide enough for everything."""
    console = Console(file=io.StringIO(), width=_WIDE)
    with console.capture() as captured:
        print_report(console, report, routes=True)
    text = captured.get()
    lines = [[cell for cell in re.split(r" {2,}", line.strip()) if cell] for line in text.splitlines()]
    return Read(text, list(_blocks(lines)))


def _blocks(lines: list[list[str]]) -> Iterator[list[list[str]]]:
    """Stretches of lines that fall into several columns: no table has one column alone, no sentence two."""
    block: list[list[str]] = []
    for cells in [*lines, []]:
        if len(cells) > 1:
            block.append(cells)
        elif block:
            yield block
            block = []


def on_github(text: str) -> ET.Element:
    """What GitHub's parser makes of Markdown; its HTML here is XML as well, unless markup got in."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    return ET.fromstring(f"<page>{html}</page>")  # noqa: S314  our own


def in_markdown(report: Report) -> Read:
    """Read the Markdown as GitHub shows it."""
    page = on_github(markdown(report))
    tables = [[["".join(cell.itertext()) for cell in row] for row in table.iter("tr")] for table in page.iter("table")]
    return Read("".join(page.itertext()), tables)


def in_junit(report: Report) -> dict[str, dict[str, str]]:
    """Read the cases of JUnit's XML: class -> name -> passed, or the element that says why not with its type."""
    found: dict[str, dict[str, str]] = {}
    for case in ET.fromstring(junit(report)).iter("testcase"):  # noqa: S314  our own
        came = next((f"{child.tag} {child.get('type')}" for child in case), "passed")
        found.setdefault(case.attrib["classname"].removeprefix("lemmata."), {})[case.attrib["name"]] = came
    return found


@dataclass(frozen=True)
class Number:
    """A number on the page: where it stands in the JSON (a JSON Pointer), its exact value, and how it is shown."""

    place: str
    value: str
    shown: str


def on_page(report: Report) -> list[Number]:
    """Read every number of the HTML page that says which one of the report it is."""
    reader = _Numbers()
    reader.feed(FACES["--html"](report))
    return reader.found


class _Numbers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Number] = []
        self._open: dict[str, str | None] | None = None
        self._shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "data":
            self._open, self._shown = dict(attrs), ""

    def handle_data(self, data: str) -> None:
        self._shown += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open is not None:
            about, self._open = self._open, None
            self.found.append(Number(about["data-path"] or "", about["value"] or "", self._shown))
