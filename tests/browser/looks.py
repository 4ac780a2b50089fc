"""How a page is looked at: on a telephone, on half a screen and on a whole one, by day and by night."""

import re
import unicodedata
from typing import Literal

from playwright.sync_api import Page

WIDTHS = (360, 800, 1400)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"

VISIBLE_CARDS = """
    [...document.querySelectorAll("article.claim")].filter((card) => card.checkVisibility())
        .map((card) => card.dataset.claim)
"""


def visible_cards(page: Page) -> list[str]:
    """The ids of the claims whose cards are there to be seen."""
    found: list[str] = page.evaluate(VISIBLE_CARDS)
    return found


def squeezed(text: str) -> str:
    """A text without its blanks, which are where lines happen to be broken, and without ligatures."""
    return re.sub(r"[\s\u00ad\u200b]+", "", unicodedata.normalize("NFKC", text))
