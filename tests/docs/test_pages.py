"""Every block of every page is true: it runs, and prints what the page says."""

from collections import Counter
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, Block, Fate, blocks
from tests.docs.elsewhere import ELSEWHERE, is_run_there
from tests.docs.running import assert_alike, run_page


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_block_of_a_page_is_run_and_true(page: Path, tmp_path: Path) -> None:
    if page.name == "CONTRIBUTING.md":  # which is read in a clone
        for name in ("noxfile.py", "pyproject.toml"):
            (tmp_path / name).symlink_to(ROOT / name)
    done = run_page(page, tmp_path)
    assert done == Counter(block.fate for block in blocks(page))


def test_what_is_run_elsewhere_is_run_there_and_stands_on_a_page() -> None:
    said = {line for page in PAGES for block in blocks(page) if block.language == "sh" for line in block.commands}
    assert set(ELSEWHERE) <= said
    assert all(is_run_there(line, place) for line, place in ELSEWHERE.items())


def test_a_line_that_a_place_does_not_run_is_noticed() -> None:
    assert not is_run_there("python -m nox -s test", ".ci/run")
    assert not is_run_there("python -m verify.report --profile paper", "pictures")


@pytest.mark.parametrize(("language", "attributes"), [("", {}), ("yaml", {}), ("console", {})])
def test_a_block_that_nobody_would_run_is_refused(language: str, attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="nothing would become"):
        _ = Block(PAGES[0], 1, language, attributes, "x").fate


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```python\n1 / 0\n```", "division by zero"),
        ("```sh\nfalse\n```", "ends with 1"),
        ("```sh exit=3\ntrue\n```", "ends with 0"),
        ("```python\nprint(1)\n```\n\n```text\n2\n```", "the page says"),
        ("```text\n2\n```", "no block before it"),
        ('```csv title="t.csv"\n1\n```', "never used"),
        ("    indented = 1\n", "put it in a fence"),
    ],
)
def test_the_runner_notices_what_is_not_true(text: str, complaint: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises((AssertionError, ZeroDivisionError, ValueError), match=complaint):
        run_page(page, tmp_path)


def test_a_line_of_three_dots_stands_for_any_lines() -> None:
    assert_alike("a\n…\nd", "a\nb\nc\nd\n", "here")
    assert_alike("a\n…", "a\n", "here")
    with pytest.raises(AssertionError, match="here"):
        assert_alike("a\n…\nc", "a\nb\nc\nd\n", "here")


def test_the_share_that_is_run_is_the_whole() -> None:
    every = Counter(block.fate for page in PAGES for block in blocks(page))
    assert set(every) <= set(Fate)
    assert every[Fate.RUN] > len(ELSEWHERE)
