"""Links to a claim arrive at its card, whatever it is called and whatever is filtered away."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.looks import UNFOLD, visible_cards
from tests.browser.reports import Pages

TOP = "(id) => document.getElementById(id).getBoundingClientRect().top"
DEAD = """
    [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))
        .filter((href) => !href.startsWith("#") || !document.getElementById(decodeURIComponent(href.slice(1))))
"""
TWICE = """() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, k) => ids.indexOf(id) !== k);
}"""


def anchor_of(page: Page, claim: str) -> str:
    """The anchor of the card of a claim."""
    (found,) = page.evaluate(
        "(claim) => [...document.querySelectorAll('article.claim')].filter((card) => card.dataset.claim === claim)"
        ".map((card) => card.id)",
        claim,
    )
    assert isinstance(found, str)
    return found


def assert_at_the_top(page: Page, anchor: str) -> None:
    """The card is at the top of the window, or as near to it as the end of the page lets it be."""
    top = page.evaluate(TOP, anchor)
    at_the_end = page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
    assert -1 <= top <= (900 if at_the_end else 120)


def assert_tab_goes_on_within(page: Page, anchor: str) -> None:
    """The keyboard goes on from the card, not from the top of the page."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article')?.id") == anchor


def test_a_claim_is_at_its_own_name(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"), fragment="#theorem-1")
    assert anchor_of(page, "theorem-1") == "theorem-1"
    assert_at_the_top(page, "theorem-1")
    assert_tab_goes_on_within(page, "theorem-1")


@pytest.mark.parametrize("report", ["quick", "hostile"])
def test_every_claim_can_be_linked_to(visit: Visits, pages: Pages, report: str) -> None:
    page = visit(pages(report))
    for claim in getattr(pages, report).claims[::5]:
        anchor = anchor_of(page, claim.id)
        page.evaluate("(hash) => { location.hash = hash; }", f"#{quote(anchor)}")
        page.wait_for_function(
            "(id) => document.getElementById(id).getBoundingClientRect().top < innerHeight", arg=anchor
        )
        assert_at_the_top(page, anchor)


def test_a_link_shows_what_the_filter_had_hidden(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.get_by_role("combobox", name="Outcome").select_option("refuted")
    assert "theorem-1" not in visible_cards(page)
    page.evaluate("location.hash = '#theorem-1'")
    page.wait_for_function("document.getElementById('theorem-1').checkVisibility()")
    assert "theorem-1" in visible_cards(page)
    assert_at_the_top(page, "theorem-1")
    hidden = visit(pages("quick"), fragment="#?outcome=refuted")
    hidden.locator("svg.graph a[href='#theorem-1']").focus()
    hidden.keyboard.press("Enter")
    hidden.wait_for_function("document.getElementById('theorem-1').checkVisibility()")
    assert_at_the_top(hidden, "theorem-1")
    assert_tab_goes_on_within(hidden, "theorem-1")


@pytest.mark.parametrize("report", ["quick", "few", "fallen", "own", "own_hostile", "hostile"])
def test_no_link_is_dead_or_leads_away_and_no_anchor_is_there_twice(visit: Visits, pages: Pages, report: str) -> None:
    page = visit(pages(report))
    page.evaluate(UNFOLD)
    assert page.evaluate(DEAD) == []
    assert page.evaluate(TWICE) == []


@pytest.mark.parametrize("fragment", ["#no-such-claim", "#%", "#%E0%A4%A", "#?", "#?outcome=none%", "#?text=%ff&x"])
def test_an_address_that_leads_nowhere_shows_the_page(visit: Visits, pages: Pages, fragment: str) -> None:
    page = visit(pages("few"), fragment=fragment)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("searchbox").is_visible()
