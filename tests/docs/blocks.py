"""The fenced blocks of the documentation, and what becomes of each; a block of which nothing would become is an error.

python, sh                  is run; a sh block may end with another status than 0 where it says `exit=N`
any, with title="name"      is saved under that name, and a later block must use it
text                        is compared with what the block before it printed; … is any text, alone any lines
{directive}                 is carried out when the pages are built
"""

import re
import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))


class Fate(StrEnum):
    """What becomes of a block."""

    RUN = "run"
    SAVED = "saved"
    COMPARED = "compared"
    BUILT = "built"


@dataclass(frozen=True)
class Block:
    """A fenced block: its page and line, its language (or directive), its attributes and its text."""

    page: Path
    line: int
    language: str
    attributes: dict[str, str]
    text: str

    @property
    def where(self) -> str:
        """The page and line, for messages."""
        page = self.page.relative_to(ROOT) if self.page.is_relative_to(ROOT) else self.page.name
        return f"{page}:{self.line}"

    @property
    def fate(self) -> Fate:
        """What becomes of it; ValueError where nothing would."""
        if self.language.startswith("{"):
            return Fate.BUILT
        if "title" in self.attributes:
            return Fate.SAVED
        if self.language in {"python", "sh"}:
            return Fate.RUN
        if self.language == "text":
            return Fate.COMPARED
        raise ValueError(f"{self.where}: nothing would become of a block of {self.language or 'no language'}")

    @property
    def commands(self) -> list[str]:
        """The command lines of a sh block, each with the lines that continue it; its comments are left out."""
        lines = re.sub(r"\\\n\s*", "", self.text).splitlines()
        return [line for line in lines if line.strip() and not line.startswith("#")]


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page in their order; indented code is refused, for it has no language."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "code_block":
            raise ValueError(f"{page.name}:{line}: code that is indented would not be run; put it in a fence")
        if token.type == "fence":
            language, _, rest = token.info.strip().partition(" ")
            given = {} if language.startswith("{") else dict(word.split("=", 1) for word in shlex.split(rest))
            found.append(Block(page, line, language, given, token.content))
    return found
