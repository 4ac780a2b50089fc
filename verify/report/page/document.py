"""Puts the page together from its templates, its styles and its script, and from the words that other faces use too."""

import base64
import hashlib
import importlib.util
import shlex
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from verify.evidence import Claim, Kind, Level, Outcome, PremiseVerdict, Report, exit_status, status
from verify.exits import MEANING
from verify.proof import mathml
from verify.proof.render import NOTATION
from verify.report import (
    census,
    comparison,
    coverage,
    experiments,
    float_growths,
    headline,
    own_data,
    routes,
    terminal,
    words,
)
from verify.report.page import chart, graph, matrices, pictures
from verify.report.page.anchors import anchors
from verify.report.page.numbers import Numbers
from verify.report.program import program

SECTIONS = {
    "outcome": "Outcome",
    "data": "Your data",
    "findings": "Findings",
    "graph": "What rests on what",
    "claims": "Claims",
    "census": "Census",
    "pictures": "Pictures",
    "routes": "Routes",
    "post": "The post",
    "legend": "Legend",
    "trust": "Why believe it",
    "repeat": "To repeat",
}
"""The sections that there can be, by their anchors."""

FILTERS = ("text", "outcome", "level", "section", "kind")
RESERVED = (
    "main",
    "filter",
    "chart-key",
    *SECTIONS,
    *(f"{name}-heading" for name in (*SECTIONS, "chart")),
    *(f"filter-{name}" for name in FILTERS),
)
"""The ids of the page itself, which no claim's anchor may be."""

NO_MATPLOTLIB = "Its picture needs matplotlib, which was missing where this page was written: pip install matplotlib."

_CONTROLS = {*range(9), 11, *range(13, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_UNSEEN = dict.fromkeys(sorted(_CONTROLS | set(range(0xD800, 0xE000))), "\ufffd")
"""Control characters, those that turn the direction of text, and halves of letters: HTML has no place for them."""


def page(report: Report) -> str:
    """Return the report as one HTML document; the same report gives the same bytes."""
    style, script = _packaged("page.css"), _packaged("page.js")
    laid_out = graph.graph(report.claims)
    text = _templates().render(
        report=report,
        numbers=Numbers(report.model_dump(mode="json", by_alias=True)),
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        graph=laid_out,
        there=_sections(report, graphed=bool(laid_out.boxes)),
        **_of_outcome(report),
        **_of_claims(report),
        **_of_the_rest(report),
    )
    return text.translate(_UNSEEN)


def _of_outcome(report: Report) -> dict[str, Any]:
    status_ = exit_status(report)
    return {
        "exit": int(status_),
        "exit_meaning": MEANING[status_],
        "compared": [] if report.comparison is None else list(comparison.groups(report.comparison, report)),
        "standing": headline.standing(report),
        "chart": chart.chart(report.census),
        "confidences": [f"{100 * one:g} %" for one in sorted({row.rate.confidence for row in report.census})],
        "legend": terminal.legend(report),
    }


def _sections(report: Report, *, graphed: bool) -> dict[str, str]:
    """The sections that this report has, in their order: anchor and words.

    What the post says, and its pictures, are left out where no claim and no picture of the run is about the post.
    """
    covered = {claim for statement in report.coverage for claim in statement.claims}
    of_the_post = any(claim.id in covered for claim in report.claims)
    there = {
        "data": report.own_data is not None,
        "findings": report.findings,
        "graph": graphed,
        "claims": report.claims,
        "census": report.census,
        "pictures": report.figures or of_the_post,
        "routes": report.claims,
        "post": of_the_post,
        "legend": terminal.legend(report),
        "trust": report.trusted,
    }
    return {name: words_ for name, words_ in SECTIONS.items() if there.get(name, True)}


def _of_claims(report: Report) -> dict[str, Any]:
    anchor = anchors([claim.id for claim in report.claims], RESERVED)
    names = [figure.id for figure in report.figures]
    of_figures = anchors([f"figure-{name}" for name in names], {*RESERVED, *anchor.values()})
    figure_anchor = {name: of_figures[f"figure-{name}"] for name in names}
    sections_of = {
        claim.id: list(dict.fromkeys(one.section for one in report.coverage if claim.id in one.claims))
        for claim in report.claims
    }
    repaired_by: dict[str, list[str]] = {claim.id: [] for claim in report.claims}
    for claim in report.claims:
        if claim.repairs in repaired_by:
            repaired_by[claim.repairs].append(claim.id)
    return {
        "anchor": anchor,
        "figure_anchor": figure_anchor,
        "places": dict.fromkeys((row.name for row in report.census), "census") | figure_anchor | dict(anchor),
        "claims_by_id": {claim.id: claim for claim in report.claims},
        "sections_of": sections_of,
        "repaired_by": repaired_by,
        "filters": _filters(report, sections_of),
    }


def _filters(report: Report, sections_of: Mapping[str, list[str]]) -> list[tuple[str, str, list[str]]]:
    """What the claims can be filtered by: name, label and the values that occur."""
    there = {section for sections in sections_of.values() for section in sections}
    values = {
        "outcome": [one.value for one in Outcome if any(claim.outcome is one for claim in report.claims)],
        "level": list(dict.fromkeys(map(effective, sorted(report.claims, key=_rank, reverse=True)))),
        "section": [section for section in coverage.sections(report) if section in there],
        "kind": [one.value for one in Kind if any(claim.kind is one for claim in report.claims)],
    }
    labels = {"outcome": "Outcome", "level": "Effective level", "section": "Section of the post", "kind": "Kind"}
    return [(name, labels[name], several) for name, several in values.items() if several]


def effective(claim: Claim) -> str:
    """The effective level as a word, or why there is none."""
    if claim.kind is Kind.PRINTED:
        return "as printed"
    return claim.effective_level.value if claim.effective_level else "none"


def _rank(claim: Claim) -> int:
    return -1 if claim.effective_level is None else claim.effective_level.rank


def _of_the_rest(report: Report) -> dict[str, Any]:
    return {
        "pictures": pictures.drawn(report),
        "has_matplotlib": importlib.util.find_spec("matplotlib") is not None,
        "coverage_sections": coverage.sections(report),
        "command": shlex.join(terminal.command(report)),
        "coq": None if report.formalities is None else terminal.of_coq(report.formalities),
    }


@cache
def _templates() -> Template:
    environment = Environment(
        loader=PackageLoader("verify.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "colour": _colour,
        "meaning": lambda member: status(member).meaning,
        "effective": effective,
        "word": graph.word,
        "formula": _formula,
        "mathml": matrices.mathml,
        "exactly": words.exactly,
        "program": program,
        "notation": NOTATION,
        "headline": headline.headline,
        "not_to_be_believed": headline.NOT_TO_BE_BELIEVED,
        "chart_width": chart.WIDTH,
        "causes": census.CAUSES,
        "about_causes": census.ABOUT_CAUSES,
        "agreement_colours": experiments.COLOURS,
        "no_matplotlib": NO_MATPLOTLIB,
        "routes_columns": routes.COLUMNS,
        "routes_meaning": routes.MEANING,
        "coverage_counts": coverage.COUNTS,
        "coverage_row": coverage.row,
        "what_was_read": own_data.what_was_read,
        "judged": own_data.judged,
        "own_causes": own_data.causes,
        "cause_words": own_data.words,
        "trust": own_data.trust,
        "floats_heading": float_growths.heading,
        "floats_how": float_growths.how,
        "floats_conclusions": float_growths.conclusions,
    }
    return environment.get_template("page.html")


def _formula(text: str) -> Markup:
    return Markup(mathml.mathml(text))  # noqa: S704  it escapes every sign of the text


def _colour(member: Outcome | Level | PremiseVerdict) -> str:
    """The class of a status: its colour in the one table of statuses."""
    return status(member).colour.replace(" ", "-")


def _packaged(name: str) -> str:
    return files("verify.report.page").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy calls a style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
