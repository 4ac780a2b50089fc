"""Search and filters: what is shown is what the report says of each claim, and how many are left is said aloud."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visits
from tests.browser.looks import visible_cards
from tests.browser.reports import Pages
from verify.evidence import Claim, Report

Values = Callable[[Report, Claim], set[str]]


def _sections(report: Report, claim: Claim) -> set[str]:
    return {covered.section for covered in report.coverage if claim.id in covered.claims}


def _level(_: Report, claim: Claim) -> set[str]:
    return {"as printed" if claim.kind == "printed" else str(claim.effective_level or "none")}


FILTERS: Mapping[str, Values] = {
    "Outcome": lambda _, claim: {str(claim.outcome)},
    "Effective level": _level,
    "Section of the post": _sections,
    "Kind": lambda _, claim: {str(claim.kind)},
}


def chooser(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True)


def options(page: Page, label: str) -> list[str]:
    return chooser(page, label).locator("option").all_inner_texts()


def expect_count(page: Page, count: int, of: int) -> None:
    status = page.get_by_role("search").get_by_role("status")
    assert status.get_attribute("aria-live") in {"polite", None}
    expect(status).to_have_text(re.compile(rf"\s*{count} of {of} claims shown\s*"))


@pytest.mark.parametrize("label", FILTERS)
def test_each_choice_shows_the_claims_that_it_names(visit: Visits, pages: Pages, label: str) -> None:
    report, values = pages.quick, FILTERS[label]
    page = visit(pages("quick"))
    offered = [option for option in options(page, label) if option != "any"]
    assert set(offered) >= set().union(*(values(report, claim) for claim in report.claims))
    for value in offered:
        chooser(page, label).select_option(value)
        wanted = [claim.id for claim in report.claims if value in values(report, claim)]
        assert visible_cards(page) == wanted
        assert wanted, f"{value} is offered for nothing"
        expect_count(page, len(wanted), len(report.claims))


def test_search_and_choices_are_taken_together_and_cleared_together(visit: Visits, pages: Pages) -> None:
    report = pages.quick
    page = visit(pages("quick"))
    everything = [claim.id for claim in report.claims]
    assert visible_cards(page) == everything
    page.get_by_role("searchbox").fill("theorem-1")
    found = visible_cards(page)
    assert {"theorem-1", "theorem-1-printed"} <= set(found) < set(everything)
    chooser(page, "Outcome").select_option("refuted")
    refuted = [claim.id for claim in report.claims if claim.outcome == "refuted"]
    assert visible_cards(page) == [name for name in found if name in refuted]
    assert "theorem-1-printed" in visible_cards(page)
    chooser(page, "Kind").select_option("repaired")
    assert visible_cards(page) == []
    expect_count(page, 0, len(everything))
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("!document.querySelector('article.claim[hidden]')")
    assert visible_cards(page) == everything
    assert page.get_by_role("searchbox").input_value() == ""
    expect_count(page, len(everything), len(everything))


def test_words_are_found_in_any_case_and_order(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.get_by_role("searchbox").fill("NEURON improves")
    found = visible_cards(page)
    page.get_by_role("searchbox").fill("  improves   neuron ")
    assert found == visible_cards(page)
    assert 0 < len(found) < len(pages.quick.claims)


def test_what_is_nowhere_is_said_to_be_nowhere(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    page.get_by_role("searchbox").fill("quaternion")
    assert visible_cards(page) == []
    expect_count(page, 0, len(pages.quick.claims))


def test_a_choice_can_be_sent_as_an_address(visit: Visits, pages: Pages) -> None:
    page = visit(pages("quick"))
    chooser(page, "Outcome").select_option("refuted")
    page.get_by_role("searchbox").fill("gradient descent")
    found = visible_cards(page)
    assert found
    there = visit(pages("quick"), fragment="#" + page.url.partition("#")[2])
    assert visible_cards(there) == found
    assert there.get_by_role("searchbox").input_value() == "gradient descent"
