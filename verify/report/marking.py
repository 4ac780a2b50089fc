"""Text and tables in GitHub's Markdown, in which no text of a report can become markup, a mention or a link."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_BREAK = "<!-- -->"  # shows as nothing, and parts what GitHub would join to a mention, a reference or an address
_MARKS = re.compile(r"[\\`*<>|\[\]~&#]|(?<!\w)_|_(?!\w)")  # _ within a word is no mark
_JOINED = re.compile(
    r"@(?=\S)"  # a person, a team, an address of mail
    r"|#(?=\d)|GH-(?=\d)"  # an issue
    r"|:(?=//|[\w+-]+:)|www(?=\.)"  # an address of the web, a picture by its name
    r"|\$",  # a formula
    re.IGNORECASE,
)
_BEGINS_A_LIST = re.compile(r"(?=[-+](?:\s|$)|-[-\s]*$)|\d+(?=[.)](?:\s|$))")
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Write text so that Markdown shows it as it is, on one line and within one."""
    line = visible(" ".join(text.split()))
    return _JOINED.sub(lambda found: found[0] + _BREAK, _MARKS.sub(r"\\\g<0>", line))


def visible(text: str) -> str:
    """Write � for a control character but a line break, and for what turns the direction in which the rest is read."""
    return "".join("�" if _hidden(letter) else letter for letter in text)


def opening(marked: str) -> str:
    """Write what stands at the beginning of a line, Markdown already, so that it begins no list and no rule."""
    found = _BEGINS_A_LIST.match(marked)
    return marked if found is None else f"{found[0]}\\{marked[found.end() :]}"


def bold(text: str) -> str:
    """Write text in bold, whatever stands beside it."""
    return f"<b>{plain(text)}</b>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int] = ()) -> Iterator[str]:
    """Yield the lines of a table whose cells are Markdown already; the columns `numeric` stand at the right."""
    right = frozenset(numeric)
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---:' if at in right else '---' for at in range(len(headings)))} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _hidden(letter: str) -> bool:
    return (unicodedata.category(letter) == "Cc" and letter != "\n") or letter in _DIRECTIONS
