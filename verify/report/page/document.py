"""Puts the page together from its templates, its styles and its script."""

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from verify.evidence import Report
from verify.report.page.anchors import anchors
from verify.report.page.numbers import Numbers


def page(report: Report) -> str:
    """Return the report as one HTML document; the same report gives the same bytes."""
    style, script = _packaged("page.css"), _packaged("page.js")
    anchor = anchors((claim.id for claim in report.claims), SECTIONS)
    return (
        _templates()
        .get_template("page.html")
        .render(
            report=report,
            numbers=Numbers(report.model_dump(mode="json", by_alias=True)),
            anchor=anchor,
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
            "base-uri 'none'; form-action 'none'",
        )
    )


SECTIONS = ("outcome", "claims", "census")


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("verify.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _packaged(name: str) -> str:
    return files("verify.report.page").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy calls a style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
