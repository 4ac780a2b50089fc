"""Nothing leaves the page: it asks for nothing (every test looks), and what would ask is stopped by its policy."""

import pytest
from playwright.sync_api import Error, Page

from tests.browser.conftest import Visits
from tests.browser.reports import Pages

ELSEWHERE = "https://elsewhere.invalid/"
ATTEMPTS = {
    "img-src": f"new Image().src = '{ELSEWHERE}'",
    "connect-src": f"fetch('{ELSEWHERE}').catch(() => null)",
    "style-src": "document.body.append(Object.assign(document.createElement('style'), { textContent: 'a {}' }))",
    "script-src": "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))",
    "base-uri": f"document.head.append(Object.assign(document.createElement('base'), {{ href: '{ELSEWHERE}' }}))",
    "font-src": f"new FontFace('f', 'url({ELSEWHERE})').load().catch(() => null)",
    "frame-src": f"document.body.append(Object.assign(document.createElement('iframe'), {{ src: '{ELSEWHERE}' }}))",
}


def stopped(page: Page, attempt: str) -> str:
    """The directive of the policy that stops an attempt."""
    watch = "addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true })"
    never = "setTimeout(() => done('nothing'), 2000)"
    found = page.evaluate(f"new Promise((done) => {{ {watch}; {never}; {attempt}; }})")
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize("directive", ATTEMPTS)
def test_the_policy_of_the_page_stops_what_would_leave_it(visit: Visits, pages: Pages, directive: str) -> None:
    page = visit(pages("own"))
    page.context.route(f"{ELSEWHERE}**", lambda route: route.abort())  # should the policy fail, this does not
    assert stopped(page, ATTEMPTS[directive]).startswith(directive)
    assert [line for line in visit.complaints if "Content Security Policy" not in line] == []
    visit.complaints.clear()  # the policy says that it stopped what we tried
    assert visit.asked_for == []


def test_what_asks_for_more_would_be_noticed(visit: Visits, pages: Pages) -> None:
    page = visit(pages("own"), bypass_csp=True)
    page.context.route(f"{ELSEWHERE}**", lambda route: route.abort())
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate(f"fetch('{ELSEWHERE}')")
    assert visit.asked_for == [ELSEWHERE]
    assert any("Failed to load" in line for line in visit.complaints)
    visit.requests.clear()
    visit.complaints.clear()
