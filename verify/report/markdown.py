"""The report in GitHub's Markdown: what the screen says, in the same words, with the details folded."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from rich.style import Style
from rich.text import Text

from verify.evidence import Claim, Report
from verify.report.claims import print_in_full
from verify.report.marking import bold, opening, plain, table, visible
from verify.report.tables import INDENT, Heading, Line, Parts, Table, Verbatim
from verify.report.terminal import print_report

FOLDED = ("What they say", "Findings", "Routes", "The post, section by section", "Legend")
"""The sections that a reader opens."""

_ALARMING = ("red", "yellow")  # their colours on the screen say that something is not as it should be
_Part = Heading | Line | Verbatim | Table


def markdown(report: Report) -> str:
    """Write the report, the outcome first."""
    return "".join(sections(report))


def sections(report: Report) -> list[str]:
    """Return the report section by section; each can be read without the others, and ends with an empty line."""
    whole = Parts()
    print_report(whole, report, routes=True)
    (first, *others) = _split(whole.kept)
    written = [_first(first), *map(_section, others)]
    at = next((k for k, part in enumerate(others, start=2) if part[0] == Heading("Claims")), 1)
    return [*written[:at], *_counterexamples(report.claims), *written[at:]]


def _split(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Cut in front of each heading; what comes before the first is the outcome."""
    cuts = [0, *(k for k, part in enumerate(parts) if isinstance(part, Heading)), len(parts)]
    return [list(parts[start:end]) for start, end in pairwise(cuts)]


def _first(parts: Sequence[_Part]) -> str:
    """The beginning of the headline becomes the title; what fell may follow it."""
    headline, *others = parts
    title, _, more = headline.text.plain.partition("; ") if isinstance(headline, Line) else ("", "", "")
    return f"# {plain(title)}\n\n{_body([Line(Text(more), 0), *others] if more else others)}"


def _section(parts: Sequence[_Part]) -> str:
    heading, *others = parts
    title = heading.text if isinstance(heading, Heading) else ""
    return _folded(title, _body(others)) if title in FOLDED else f"## {plain(title)}\n\n{_body(others)}"


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{bold(title)}</summary>\n\n{body}</details>\n\n"


def _counterexamples(claims: Sequence[Claim]) -> Iterator[str]:
    """Show what is refuted in full: open where nobody expected it, folded for statements that are false as printed."""
    for expected, title in ((False, "Refuted"), (True, "False as printed, with counterexamples")):
        there = [claim for claim in claims if claim.counterexample is not None and claim.expected is expected]
        if there:
            shown = Parts()
            print_in_full(shown, there)
            yield _folded(title, _body(shown.kept)) if expected else f"## {title}\n\n{_body(shown.kept)}"


def _body(parts: Sequence[_Part]) -> str:
    return "".join(f"{block}\n\n" for kind, run in groupby(parts, type) for block in _blocks(kind, list(run)))


def _blocks(kind: type[_Part], run: Sequence[_Part]) -> Iterator[str]:
    if kind is Line:
        yield "\n".join(_lines([part for part in run if isinstance(part, Line)])).rstrip()
        return
    for part in run:
        match part:
            case Heading(text):
                yield f"### {plain(text)}"
            case Verbatim(text):
                yield _fenced(text)
            case Table(columns, rows):
                headings = [plain(column.heading) for column in columns]
                numeric = [at for at, column in enumerate(columns) if column.numeric]
                yield "\n".join(table(headings, ([_marked(cell) for cell in row] for row in rows), numeric)).rstrip()


def _lines(lines: Sequence[Line]) -> Iterator[str]:
    """Running text at the margin is a paragraph, and what is indented a list, as deep as it is indented."""
    outer = min((line.indent for line in lines if line.indent), default=INDENT)
    level = -1
    for number, line in enumerate(lines):
        if line.indent == 0:
            level = -1
            yield f"{chr(10) if number else ''}{opening(_marked(line.text))}\n"
        else:
            level = min((line.indent - outer) // INDENT, level + 1)  # deeper at once would be a block of code
            yield f"{'  ' * level}- {opening(_marked(line.text))}"


def _fenced(text: str) -> str:
    """A block of code, fenced by more backticks than it has in a row."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{visible(text)}\n{fence}"


def _marked(text: Text) -> str:
    """Write styled text on one line: bold what is bold or alarming on the screen."""
    marks = [_stands_out(text.style)] * len(text)
    for span in text.spans:
        if _stands_out(span.style):
            marks[span.start : span.end] = [True] * (span.end - span.start)
    stretches = groupby(zip(text.plain, marks, strict=True), key=itemgetter(1))
    return "".join(_stretch("".join(letter for letter, _ in run), mark=mark) for mark, run in stretches).strip()


def _stretch(text: str, *, mark: bool) -> str:
    """Write a part of a line; the blanks at its ends part it from the others."""
    inside = text.strip()
    if not inside:
        return " "
    before, after = (" " if end.isspace() else "" for end in (text[0], text[-1]))
    return f"{before}{bold(inside) if mark else plain(inside)}{after}"


def _stands_out(style: str | Style) -> bool:
    parsed = Style.parse(style) if isinstance(style, str) else style
    name = parsed.color.name if parsed.color else None
    return name in _ALARMING or (bool(parsed.bold) and name is None)
