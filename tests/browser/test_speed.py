"""The page of every claim is small and quick to appear."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser

from tests.browser.reports import Pages

PAINTED = "performance.getEntriesByType('paint').find((entry) => entry.name === 'first-contentful-paint')?.startTime"
TIMES = 5


def test_the_page_of_every_claim_is_below_3_megabytes(
    pages: Pages, record_property: Callable[[str, object], None]
) -> None:
    size = pages("quick").stat().st_size
    record_property("size of the page", f"{size:,} bytes")
    assert size < 3_000_000


def test_the_page_of_every_claim_appears_within_a_second(
    browser: Browser, pages: Pages, record_property: Callable[[str, object], None]
) -> None:
    times = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        page.goto(pages("quick").as_uri())
        times.append(page.wait_for_function(PAINTED).json_value())
        context.close()
    record_property("first contentful paint", f"{', '.join(f'{time:.0f}' for time in times)} ms")
    assert median(times) < 1000
