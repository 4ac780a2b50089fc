"""The numbers and links in the text that no block shows."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT
from verify.evidence import Exit
from verify.exhausted import ENTRIES
from verify.trust import lines_of_code, trusted

PROSE = {page: re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL) for page in PAGES}
LINKS = [(page, link) for page, text in PROSE.items() for link in re.findall(r"\]\(([^)#:]+)[)#]", text)]
README = ROOT / "README.md"


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{page.name}-{link}" for page, link in LINKS])
def test_links_lead_somewhere(page: Path, link: str) -> None:
    assert (page.parent / link).exists()


def test_every_page_is_reached_from_the_readme_or_the_index() -> None:
    reached = {(page.parent / link).resolve() for page, link in LINKS}
    tree = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    unlisted = [p for p in PAGES if p.parent != ROOT and p not in reached and p.stem not in tree and p.stem != "index"]
    assert unlisted == []


def test_what_is_said_of_the_pictures_is_what_was_found() -> None:
    page = (ROOT / "reports" / "figures" / "findings.md").read_text(encoding="utf-8")
    verdicts = Counter(re.findall(r"^\| experiments_\S+ \|.*\| (\w+) \|$", page, flags=re.MULTILINE))
    pictures = re.findall(r"^\| (?:experiments|figure)_\S+ \|", page, flags=re.MULTILINE)
    said = (
        f"Of the ten pictures of curves {verdicts['reproduced']} are reproduced as described, {verdicts['explained']} "
        f"are explained, and {verdicts['unexplained']} stay unexplained"
    )
    text = PROSE[ROOT / "docs" / "experiments.md"].replace("\n", " ")
    assert (verdicts.total(), len(pictures)) == (10, 15)
    assert said in text
    assert "fifteen pictures of the post" in text


def test_the_readme_fits_two_screens() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 90


def test_the_first_block_is_the_two_lines_that_run_everything() -> None:
    first = re.search(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert first is not None
    lines = first[1].splitlines()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert set(lines) <= set(ci)


def test_kernel_and_checkers_fit_on_a_few_screens_as_the_readme_says() -> None:
    assert all(row.lines is None or row.lines <= 360 for row in trusted())
    assert lines_of_code(ROOT / "verify" / "check" / "proofs.py") <= 220


HELD = {
    "Python 3.11 or newer": "requires-python in pyproject.toml; see the test below",
    "2 are reproduced as described, 8 are explained, and 0 stay unexplained": "the test above",
    "gᵀy ≠ 0": "a formula, which the claim beside it states",
    "entries 0, 1 and -1": "verify.exhausted.ENTRIES; see the test below",
    "The exit status is 1": "the block above it says exit=1",
    "ends with status 2": "the block below it says exit=2",
    "the status is 1 all the same": "the block above it says exit=1",
    "ends with status 0": "the block above it would fail otherwise",
    "ends with status 5": "the block below it says exit=5",
    "the exit status is 5": "Exit.NOT_TO_BE_BELIEVED; see the test below",
    "For tanh it is exactly 0": "the claim improves-almost-surely, in every report",
    "absent, never 0": "a figure of speech",
}
"""Every number that stands in prose, with its words, and what holds it true; numbers in blocks are run or compared."""


def test_every_number_in_prose_is_held_by_something() -> None:
    unheld = []
    used = set()
    for page, text in PROSE.items():
        prose = " ".join(re.sub(r"`[^`]*`|\]\([^)]*\)", "", text).split())
        for words in HELD:
            if words in prose:
                used.add(words)
                prose = prose.replace(words, "")
        unheld += [(page.name, number) for number in re.findall(r"(?<![\w/-])\d+(?:[.,]\d+)*(?![\w/-])", prose)]
    assert unheld == []
    assert used == set(HELD)


def test_the_numbers_of_the_code_are_those_in_prose() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["requires-python"] == ">=3.11"
    assert set(ENTRIES) == {0, 1, -1}
    assert Exit.NOT_TO_BE_BELIEVED.value == 5
