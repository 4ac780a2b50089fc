"""The faces that are one text each, by the option that writes them; a face renders the report and computes nothing."""

import io
import json
from collections.abc import Callable, Mapping

from rich.console import Console

from verify.evidence import Report, to_json
from verify.evidence.schema import json_schema
from verify.report.terminal import print_summary

_SVG_WIDTH = 80


def schema() -> str:
    """Return the JSON Schema of the report as text."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def svg(report: Report) -> str:
    """Return the first screen of the report as a picture."""
    console = Console(file=io.StringIO(), record=True, width=_SVG_WIDTH, force_terminal=True, color_system="truecolor")
    print_summary(console, report)
    picture = console.export_svg(title="python -m verify.report", unique_id="lemmata")
    # Without it some viewers (librsvg) drop the blanks at the ends of a text, no-break spaces included.
    return picture.replace("<svg ", '<svg xml:space="preserve" ', 1)


def html(report: Report) -> str:
    """Return the report as one page."""
    from verify.report.page.document import page  # noqa: PLC0415  few runs need it

    return page(report)


def markdown(report: Report) -> str:
    """Return the report in GitHub's Markdown."""
    from verify.report import markdown as face  # noqa: PLC0415  few runs need it

    return face.markdown(report)


def junit(report: Report) -> str:
    """Return what a CI service shows as tests, in JUnit's XML."""
    from verify.report import junit as face  # noqa: PLC0415  few runs need it

    return face.junit(report)


FACES: Mapping[str, Callable[[Report], str]] = {
    "--json": to_json,
    "--html": html,
    "--markdown": markdown,
    "--junit": junit,
    "--svg": svg,
}
