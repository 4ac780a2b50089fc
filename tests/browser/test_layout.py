"""The page fits: on no screen is it wider than the window, folded or unfolded."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.looks import SCHEMES, UNFOLD, WIDTHS, Scheme
from tests.browser.reports import Pages

REPORTS = ("quick", "few", "fallen", "own", "own_hostile", "hostile")

STICKING_OUT = """() => {
    const cut = (element) => element && element !== document.documentElement &&
        (getComputedStyle(element).overflowX !== "visible" || cut(element.parentElement));
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && !cut(element.parentElement))
        .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 60)}`)
        .slice(0, 5);
}"""
CLIPPED = """() =>
    [...document.querySelectorAll("*")].filter((element) => element.checkVisibility() &&
        ["hidden", "clip"].includes(getComputedStyle(element).overflowX) && element.clientWidth > 1 &&
        element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.tagName} ${element.className}`).slice(0, 5)
"""


def overflow(page: Page) -> tuple[int, list[str], list[str]]:
    """By how much the page is wider than its window, what sticks out, and what is cut off for good."""
    root = "document.documentElement"
    return (
        page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"),
        page.evaluate(STICKING_OUT),
        page.evaluate(CLIPPED),
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("report", REPORTS)
def test_nothing_is_wider_than_the_window(visit: Visits, pages: Pages, report: str, width: int) -> None:
    page = visit(pages(report), width=width)
    assert overflow(page) == (0, [], [])
    page.evaluate(UNFOLD)
    assert overflow(page) == (0, [], [])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("report", ["few", "own"])
def test_the_page_is_as_light_or_dark_as_asked_for(
    visit: Visits, pages: Pages, pytestconfig: pytest.Config, report: str, width: int, scheme: Scheme
) -> None:
    page = visit(pages(report), width=width, scheme=scheme)
    grounds = page.evaluate(
        """[document.documentElement, document.body].map(e => getComputedStyle(e).backgroundColor)"""
    )
    red, green, blue = next(
        map(float, channels[:3]) for ground in grounds if len(channels := re.findall(r"[\d.]+", ground)) == 3
    )
    assert (red + green + blue > 3 * 128) == (scheme == "light")
    if folder := pytestconfig.getoption("--screenshots"):
        folder.mkdir(parents=True, exist_ok=True)
        for k, section in enumerate(page.locator("main > section, article.claim").all()):
            section.scroll_into_view_if_needed()
            section.evaluate("element => element.scrollIntoView()")
            page.screenshot(path=folder / f"{report}-{width}-{scheme}-{k:02}.png")
