"""What the pages show of the code: options, exit statuses, words, fields, lines to trust. Computed at every build.

Each is a directive without arguments. A fenced block with title="name" gets that name as its caption.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from verify.evidence.schema import json_schema
from verify.evidence.status import STATUSES
from verify.report.options import parser
from verify.trust import trusted

_FINDINGS = Path("reports/figures/findings.md")
_TITLED = re.compile(r'^```(\w+) title="([^"]+)"$', flags=re.MULTILINE)


class Generated(SphinxDirective):
    """A directive whose nodes follow from the code alone."""

    has_content: ClassVar = False

    def run(self) -> list[nodes.Node]:
        """Return the nodes."""
        return list(self.made())

    def made(self) -> Iterator[nodes.Node]:
        """Yield the nodes."""
        raise NotImplementedError


class Options(Generated):
    """Every option of `python -m verify.report`, in the groups of its --help."""

    def made(self) -> Iterator[nodes.Node]:
        """A heading and a list for each group."""
        for group in parser()._action_groups:  # noqa: SLF001  argparse has no other way to them
            actions = [one for one in group._group_actions if "--help" not in one.option_strings]  # noqa: SLF001
            if actions:
                yield nodes.rubric(text=group.title or "")
                yield _definitions([(_option(one), one.help or "") for one in actions])


class ExitStatuses(Generated):
    """The exit statuses, as --help ends with them."""

    def made(self) -> Iterator[nodes.Node]:
        """The text as it is."""
        text = parser().epilog or ""
        yield nodes.literal_block(text, text, language="text")


class Words(Generated):
    """The closed vocabulary of outcomes, levels and premises."""

    def made(self) -> Iterator[nodes.Node]:
        """A table."""
        rows = [(type(row.member).__name__, row.member.value, row.meaning) for row in STATUSES]
        said = {"Outcome": "outcome", "Level": "level", "PremiseVerdict": "premise"}
        yield _table(("of", "word", "meaning"), [(said[kind], word, meaning) for kind, word, meaning in rows])


class ToTrust(Generated):
    """What each level asks one to trust, with its lines of code counted."""

    def made(self) -> Iterator[nodes.Node]:
        """A table."""
        yield _table(
            ("level", "what you trust", "files", "lines of code"),
            [
                (row.level, row.what, ", ".join(row.files) or "-", "-" if row.lines is None else str(row.lines))
                for row in trusted()
            ],
        )


class Fields(Generated):
    """The objects of the JSON report and their fields, from its schema."""

    def made(self) -> Iterator[nodes.Node]:
        """A section of text and a list for each object, the report itself first."""
        schema = json_schema()
        objects = {"Report": schema, **schema["$defs"]}
        for name, one in objects.items():
            yield nodes.rubric(text=name)
            if "description" in one:
                yield from map(_paragraph, one["description"].split("\n\n"))
            if "enum" in one:
                yield nodes.paragraph(text=", ".join(map(str, one["enum"])))
            fields = one.get("properties", {})
            if fields:
                yield _definitions(
                    [(f"{key}: {_type(field)}", field.get("description", "")) for key, field in fields.items()]
                )


def _type(field: dict[str, Any]) -> str:
    """Say in a few words what a field holds."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "const" in field:
        return repr(field["const"])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if field.get("type") == "array":
        inner = field.get("items") or {}
        return f"list of {_type(inner)}" if inner else "list"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}"
    return str(field.get("type", "anything"))


def _option(action: argparse.Action) -> str:
    """Return an option with what it takes, as --help writes it."""
    takes = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else None)
    flags = ", ".join(action.option_strings)
    return flags if action.nargs == 0 or takes is None else f"{flags} {takes}"


def _definitions(pairs: Sequence[tuple[str, str]]) -> nodes.definition_list:
    listed = nodes.definition_list()
    for term, meaning in pairs:
        item = nodes.definition_list_item("", nodes.term("", "", nodes.literal(text=term)))
        item += nodes.definition("", _paragraph(meaning.replace("%%", "%")))
        listed += item
    return listed


def _paragraph(text: str) -> nodes.paragraph:
    """Return a paragraph in which what stands in backticks is code."""
    parts = text.split("`")
    return nodes.paragraph("", "", *(nodes.literal(text=t) if i % 2 else nodes.Text(t) for i, t in enumerate(parts)))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group)


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph(text=cell)) for cell in cells))


def _adapt(app: Sphinx, page: str, source: list[str]) -> None:
    """Turn what GitHub shows where it lies into what Sphinx knows: file names above blocks, CSV, the findings' page."""
    if page == "findings":
        published = app.srcdir.parent / _FINDINGS
        source[0] = published.read_text(encoding="utf-8").replace("](", f"](../{_FINDINGS.parent}/")
    text = _TITLED.sub(r"```{code-block} \1\n:caption: \2", source[0])
    text = text.replace("```{code-block} csv", "```{code-block} text")  # Pygments knows no CSV
    source[0] = text.replace(f"../{_FINDINGS}", "findings.md")


def _keep_bars(_app: Sphinx, _kind: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """In our docstrings | is a mathematical bar, not markup."""
    lines[:] = [line.replace("|", r"\|") for line in lines]


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directives."""
    for name, directive in {
        "options": Options, "exit-statuses": ExitStatuses, "words": Words, "to-trust": ToTrust, "report-fields": Fields,
    }.items():  # fmt: skip
        app.add_directive(name, directive)
    app.connect("source-read", _adapt)
    app.connect("autodoc-process-docstring", _keep_bars)
    return {"parallel_read_safe": True}
