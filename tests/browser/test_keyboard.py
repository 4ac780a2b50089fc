"""By keyboard alone: everything is reached in the order of the page, can be seen where it is, and can be used."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.looks import UNFOLD
from tests.browser.reports import Pages

CAN_BE_REACHED = """() => {
    window.stops = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex='0']"
    )].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled);
    return stops.length;
}"""
FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return {
        place: stops.indexOf(element),
        what: element.outerHTML.slice(0, 120),
        outlined: outlined || style.boxShadow !== "none",
        there: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    };
}"""


def walk(page: Page, key: str, most: int) -> list[dict[str, Any]]:
    """What has the focus after each press of the key, until it leaves the page."""
    seen: list[dict[str, Any]] = []
    while len(seen) <= most:
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused is None or (seen and focused["place"] == seen[0]["place"]):
            return seen
        seen.append(focused)
    return seen


@pytest.mark.parametrize(
    ("report", "width", "unfolded"), [("few", 1400, True), ("few", 360, False), ("own", 360, True)]
)
def test_tab_reaches_everything_in_its_order_and_leaves(
    visit: Visits, pages: Pages, report: str, width: int, *, unfolded: bool
) -> None:
    page = visit(pages(report), width=width)
    if unfolded:
        page.evaluate(UNFOLD)
    count = page.evaluate(CAN_BE_REACHED)
    seen = walk(page, "Tab", count)
    assert [focused["place"] for focused in seen] == list(range(count))
    assert [focused["what"] for focused in seen if not focused["outlined"]] == []
    assert [focused["what"] for focused in seen if not focused["there"]] == []


def test_shift_tab_goes_the_same_way_back(visit: Visits, pages: Pages) -> None:
    page = visit(pages("own"))
    count = page.evaluate(CAN_BE_REACHED)
    page.evaluate("stops.at(-1).focus()")
    assert [focused["place"] for focused in walk(page, "Shift+Tab", count)] == list(range(count - 2, -1, -1))


def test_the_first_stop_skips_to_the_report(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text().startswith("Skip")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_folds_and_buttons_answer_to_the_keys(visit: Visits, pages: Pages, key: str) -> None:
    page = visit(pages("few"))
    fold = page.locator("article.claim details").first
    summary = fold.locator("summary").first
    summary.focus()
    page.keyboard.press(key)
    assert fold.evaluate("fold => fold.open")
    page.keyboard.press(key)
    assert not fold.evaluate("fold => fold.open")
    page.get_by_role("button", name="Unfold").focus()
    page.keyboard.press(key)
    assert page.locator("article.claim details:not([open])").count() == 0
    page.get_by_role("button", name="Fold", exact=True).focus()
    page.keyboard.press(key)
    assert page.locator("article.claim details[open]").count() == 0


def test_the_search_is_left_with_what_was_found(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.get_by_role("searchbox").focus()
    page.keyboard.type("theorem-1")
    page.keyboard.press("Enter")  # sends nothing anywhere
    assert page.get_by_role("searchbox").input_value() == "theorem-1"
    assert page.locator("article.claim:not([hidden])").count() < len(pages.quick.claims)


def test_headings_go_down_one_level_at_a_time_and_parts_have_names(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for role in ("banner", "navigation", "main", "search"):
        assert page.get_by_role(role).count() == 1
