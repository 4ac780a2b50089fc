"""Without JavaScript the page is a document: everything can be read, and nothing is offered that would do nothing."""

import pytest

from tests.browser.conftest import Visits
from tests.browser.looks import WIDTHS, squeezed
from tests.browser.reports import Pages


@pytest.mark.parametrize("width", WIDTHS)
def test_every_card_can_be_read_and_no_control_is_dead(visit: Visits, pages: Pages, width: int) -> None:
    page = visit(pages("quick"), width=width, java_script_enabled=False)
    cards = page.locator("article.claim")
    assert cards.count() == len(pages.quick.claims)
    text = squeezed(page.locator("main").inner_text())
    for claim in pages.quick.claims:
        assert squeezed(claim.statement) in text
    for control in page.locator("button, input, select, textarea").all():
        assert not control.is_visible()


def test_folds_open_without_a_script(visit: Visits, pages: Pages) -> None:
    page = visit(pages("few"), java_script_enabled=False)
    fold = page.locator("article.claim details").first
    inside = fold.locator(":scope > :not(summary)").first
    assert not inside.is_visible()
    fold.locator("summary").first.click()
    assert inside.is_visible()


def test_a_link_arrives_without_a_script(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"), fragment="#theorem-1", java_script_enabled=False)
    box = page.locator("#theorem-1").bounding_box()
    assert box is not None
    assert -1 <= box["y"] <= 120
