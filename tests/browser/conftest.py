"""A headless Chromium, and pages that are watched while they are open."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

from tests.browser.looks import Scheme
from tests.browser.reports import Pages

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be given after `nox -s browser --`."""
    group = parser.getgroup("the page")
    group.addoption("--report", metavar="FILE", type=Path, help="a finished run of the profile quick, by --json")
    group.addoption(
        "--screenshots", metavar="FOLDER", type=Path, help="where pictures of the pages go, to be looked at"
    )


def pytest_sessionstart() -> None:
    """End at once, with one line and a status that is not 0, where there is no browser."""
    if _chromium() is None:
        raise pytest.UsageError("the page needs Chromium to be tried: apt-get install chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests measured."""
    for passed in terminalreporter.stats.get("passed", []):
        for name, value in passed.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Pages:
    """The pages to be tried."""
    return Pages(tmp_path_factory.mktemp("pages"), pytestconfig.getoption("--report"))


@dataclass
class Visits:
    """Opens pages, and keeps what a sound page never does: ask for more, complain, or open a dialog."""

    browser: Browser
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        file: Path,
        *,
        width: int = 1400,
        scheme: Scheme = "light",
        fragment: str = "",
        before: str = "",
        **more: Any,
    ) -> Page:
        """Open a file in a window of its own; `before` is run in it first."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **more
        )
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        address = file.as_uri()
        page.on("request", self._requested)
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._dismissed)
        if before:
            page.add_init_script(before)
        page.goto(address + fragment)
        return page

    def _requested(self, request: Request) -> None:
        self.requests.append(request)

    def _dismissed(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def asked_for(self) -> list[str]:
        """What pages asked for beside themselves, unless their policy stopped it."""
        files = [context.pages[0].url.partition("#")[0] for context in self.contexts]
        asked = [request.url for request in self.requests if request.failure != "csp"]
        return [url for url in asked if url.partition("#")[0] not in files]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visits]:
    """Opens pages; whatever a test does there, nothing may leave them, and nothing may go wrong in them."""
    visits = Visits(browser)
    yield visits
    assert (visits.asked_for, visits.complaints) == ([], [])
    for context in visits.contexts:
        context.close()
