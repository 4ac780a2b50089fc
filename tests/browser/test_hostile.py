"""Hostile words are words: no element comes of them, nothing runs, and each is shown as it was written."""

import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Page

from tests.browser import hostile
from tests.browser.conftest import Visits
from tests.browser.looks import UNFOLD
from tests.browser.reports import Pages

TAME = {"hostile": "fallen", "own_hostile": "own"}
UNWANTED = "img:not([src^='data:']), script ~ script, [onerror], [onload], a[href^='javascript'], iframe, textarea"


def shown(text: str) -> str:
    """The text as a page shows it: verbatim, but for characters that would turn other text round."""
    return text.translate({ord(turning): "\ufffd" for turning in "\u202e\u2066"})


class Tags(HTMLParser):
    """Elements, and the attributes that hold programs."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.update([tag, *(name for name, _ in attrs if name.startswith("on"))])


def elements(page: Page) -> set[str]:
    """The kinds of elements that there are."""
    return set(page.evaluate("[...document.querySelectorAll('*')].map((element) => element.tagName.toLowerCase())"))


@pytest.mark.parametrize("report", TAME)
def test_no_element_comes_of_words(visit: Visits, pages: Pages, report: str) -> None:
    page = visit(pages(report))
    page.evaluate(UNFOLD)
    assert page.locator("script").count() == 1
    assert page.locator("style").count() == 1
    assert page.locator(UNWANTED).count() == 0
    assert page.evaluate("[...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
                         ".filter((name) => name.startsWith('on') || name === 'style')") == []  # fmt: skip
    assert elements(page) <= elements(visit(pages(TAME[report])))


def test_ids_and_statements_are_shown_as_they_were_written(visit: Visits, pages: Pages) -> None:
    page = visit(pages("hostile"))
    cards = page.locator("article.claim")
    assert cards.locator("h3").all_text_contents() == [shown(claim.id) for claim in pages.hostile.claims]
    assert cards.locator("p.statement").all_text_contents() == [shown(hostile.EVERYTHING)] * len(hostile.IDS)
    text = page.locator("main").evaluate("element => element.textContent")
    for word in hostile.WORDS:
        # claim ids, sources, premises, controls, strata, proofs and Coq, on each card
        assert text.count(shown(word)) > 8 * len(hostile.IDS)


def test_names_of_a_table_are_shown_as_they_were_written(visit: Visits, pages: Pages) -> None:
    page = visit(pages("own_hostile"))
    text = page.locator("body").evaluate("element => element.textContent")
    for word in (hostile.FILE_NAME, *hostile.COLUMNS):
        assert shown(word) in text


def test_the_source_holds_no_markup_of_ours_or_theirs(pages: Pages) -> None:
    """What Python's parser makes of the bytes: an element that a browser mends away would still be noticed."""

    tags = Tags()
    tags.feed(pages("hostile").read_text(encoding="utf-8"))
    assert not tags.seen & {"img", "iframe", "onload", "onerror"}


@pytest.mark.parametrize("report", TAME)
def test_nothing_can_turn_text_round(visit: Visits, pages: Pages, report: str) -> None:
    page = visit(pages(report))
    text = page.content()
    assert "abc\ufffddef\ufffdghi" in text
    assert re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text) is None
