"""The programs that replay counterexamples: each is what the report gives, can be copied, and runs."""

import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visits
from tests.browser.looks import UNFOLD
from tests.browser.reports import Pages
from verify.evidence import Claim
from verify.report.program import program

ABSENT = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
REFUSED = "Clipboard.prototype.writeText = () => Promise.reject(new Error('refused'));"
NO_COMMAND = "document.execCommand = () => false;"


def programs(claim: Claim) -> list[str]:
    """The programs that replay what refutes a claim, its premises and its controls, in the order of the page."""
    replays = [claim.replay, *(one.replay for one in claim.premises), *(one.replay for one in claim.controls)]
    return [program(replay) for replay in replays if replay is not None]


def unfolded(page: Page) -> Locator:
    """The button that copies the program of the first control of theorem-1."""
    card = page.locator("#theorem-1")
    card.evaluate("card => card.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    return card.get_by_role("button", name="Python program").first


def test_what_is_copied_runs_and_says_what_comes_out(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"), permissions=["clipboard-read", "clipboard-write"])
    button = unfolded(page)
    button.click()
    expect(button).to_have_text("Copied")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)  # said aloud as well
    copied = page.evaluate("navigator.clipboard.readText()")
    (claim,) = (claim for claim in pages.quick.claims if claim.id == "theorem-1")
    assert copied == programs(claim)[0]
    done = subprocess.run([sys.executable, "-c", copied], capture_output=True, text=True, check=True)  # noqa: S603  ours
    assert done.stdout.endswith(": false at this instance\n")


@pytest.mark.parametrize("before", [ABSENT, REFUSED])
def test_an_older_browser_copies_as_well(visit: Visits, pages: Pages, before: str) -> None:
    page = visit(pages("quick"), before=before)
    button = unfolded(page)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+v")
    assert page.get_by_role("searchbox").input_value().startswith("from verify import replay")


@pytest.mark.parametrize("before", [ABSENT, REFUSED])
def test_where_nothing_copies_the_program_is_selected(visit: Visits, pages: Pages, before: str) -> None:
    page = visit(pages("quick"), before=before + NO_COMMAND)
    button = unfolded(page)
    button.click()
    expect(button).to_have_text("Selected")
    selected = page.evaluate("getSelection().toString()")
    assert selected.startswith("from verify import replay\n")
    assert selected.rstrip() == (button.locator("xpath=following-sibling::pre[1]").text_content() or "").rstrip()


def test_every_program_of_the_report_is_there(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.evaluate(UNFOLD)
    for claim in pages.quick.claims:
        texts = page.locator(f"article.claim[data-claim='{claim.id}'] pre").all_text_contents()
        assert [text for text in texts if text.startswith("from verify")] == programs(claim)
