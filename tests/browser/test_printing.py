"""On paper: all of it is there, what was folded is not, and nothing that can be pressed is printed."""

from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import Visits
from tests.browser.looks import squeezed
from tests.browser.reports import Pages
from tests.browser.test_layout import overflow

A4 = 680  # pixels of 1/96 inch between margins of 15 mm
CONTROLS = "button, input, select, form, nav, .skip"


def printed(page: Page) -> str:
    """The text of the PDF, without blanks."""
    pdf = page.pdf(format="A4")
    return squeezed("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages))


@pytest.mark.parametrize("script", [True, False])
def test_everything_is_printed_and_nothing_folded(visit: Visits, pages: Pages, *, script: bool) -> None:
    page = visit(pages("few"), java_script_enabled=script)
    text = printed(page)
    for claim in pages.few.claims:
        proved, formalised = claim.evidence.proved, claim.evidence.formalised
        wanted = [claim.id, claim.statement, claim.source, *claim.reasons]
        wanted += [premise.statement for premise in claim.premises]
        wanted += [control.statement for control in claim.controls]
        wanted += [block.title for block in proved.argument] if proved else []
        wanted += [statement[:60] for statement in formalised.statements] if formalised else []
        wanted += ["fromverifyimportreplay"] if any(control.replay for control in claim.controls) else []
        assert [words for words in wanted if squeezed(words) not in text] == []
    assert [finding.id for finding in pages.few.findings if squeezed(finding.title) not in text] == []


@pytest.mark.parametrize("report", ["few", "own"])
def test_nothing_that_can_be_pressed_is_printed(visit: Visits, pages: Pages, report: str) -> None:
    page = visit(pages(report))
    page.emulate_media(media="print")
    assert page.locator(CONTROLS).count() > 0
    assert [
        control.evaluate("e => e.outerHTML") for control in page.locator(CONTROLS).all() if control.is_visible()
    ] == []


def test_paper_cuts_nothing_off(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"), width=A4)
    page.emulate_media(media="print")
    assert overflow(page) == (0, [], [])
    scrolled = "[...document.querySelectorAll('*')].filter((element) => getComputedStyle(element).overflowX === 'auto')"
    assert page.evaluate(f"{scrolled}.map((element) => element.className || element.tagName)") == []


def test_paper_is_white_though_the_screen_is_dark(visit: Visits, pages: Pages) -> None:
    page = visit(pages("few"), scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ink = page.evaluate("getComputedStyle(document.querySelector('p.statement')).color.match(/[0-9.]+/g).map(Number)")
    assert sum(ink[:3]) < 3 * 100
