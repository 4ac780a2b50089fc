"""axe-core finds no fault, small or large: every rule that it has, best practice included."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.looks import UNFOLD, Scheme
from tests.browser.reports import Pages

LOOKS = (
    ("few", 360, "dark", True),
    ("few", 800, "light", True),
    ("few", 1400, "dark", False),
    ("few", 360, "light", False),
    *(
        (report, *look)
        for report in ("fallen", "own", "own_hostile", "hostile")
        for look in ((360, "light", False), (1400, "dark", False))
    ),
    *((report, 800, "dark", True) for report in ("own", "own_hostile", "hostile")),
)
CONTRAST = {"color-contrast": {"enabled": False}}
"""Contrasts take minutes on a page of every claim; those of as few claims as show everything are the same."""


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
    """A line for each element that breaks a rule."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules or {}}).response
    assert found["testEngine"]["name"] == "axe-core"
    return [f"{broken['id']} ({broken['impact']}): {node['html'][:200]}: {node['failureSummary']}"
            for broken in found["violations"] for node in broken["nodes"]]  # fmt: skip


@pytest.mark.parametrize(("report", "width", "scheme", "unfolded"), LOOKS)
def test_no_rule_is_broken(
    visit: Visits, pages: Pages, report: str, width: int, scheme: Scheme, *, unfolded: bool
) -> None:
    page = visit(pages(report), width=width, scheme=scheme)
    if unfolded:
        page.evaluate(UNFOLD)
    assert violations(page) == []


def test_no_rule_is_broken_among_all_claims(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"), width=360)
    page.evaluate(UNFOLD)
    assert violations(page, CONTRAST) == []


def test_a_broken_rule_would_be_noticed(visit: Visits, pages: Pages) -> None:
    page = visit(pages("own"))
    page.evaluate("document.querySelector('h1').remove()")
    page.evaluate("document.querySelector('main .exit').style.color = '#888'")
    assert {line.split()[0] for line in violations(page)} >= {"page-has-heading-one", "color-contrast"}
