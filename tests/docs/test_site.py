"""The built pages say what the code says, and lead nowhere that is not there."""

import html
import re
import subprocess
import sys
from pathlib import Path

import noxfile
from tests.docs.blocks import ROOT
from tests.docs.elsewhere import Recorder
from verify.evidence import Exit
from verify.report.options import parser
from verify.trust import trusted


def words(page: Path) -> str:
    """Return the text of a built page, without its markup and with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


def test_every_option_and_exit_status_stands_in_the_reference(site: Path) -> None:
    text = words(site / "reference" / "command-line.html")
    options = {option for action in parser()._actions for option in action.option_strings} - {"-h", "--help"}
    assert len(options) > 30
    assert {option for option in options if option not in text} == set()
    assert all(f" {status.value} " in text for status in Exit)


def test_what_is_to_be_trusted_is_counted(site: Path) -> None:
    text = words(site / "trust.html")
    for row in trusted():
        assert row.what in text
        assert row.lines is None or f"{', '.join(row.files)} {row.lines}" in text


def test_every_field_of_the_report_stands_in_the_reference(site: Path) -> None:
    text = words(site / "reference" / "report-json.html")
    assert "schema : 'lemmata/1'" in text or "schema: 'lemmata/1'" in text
    assert "failure_probability" in text


def test_what_the_pictures_establish_is_there(site: Path) -> None:
    page = site / "findings.html"
    assert "departure" in words(page)
    assert page.read_text(encoding="utf-8").count("<img") >= 24


def test_links_and_pictures_of_the_pages_are_there_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for kind, target in re.findall(r'\b(src|href)="([^"]*)"', text):
            if target.startswith(("http:", "https:")):
                assert kind == "href", f"{page.name} loads {target}"
                continue
            path, _, anchor = target.split("?")[0].partition("#")
            there = (page.parent / path) if path else page
            assert there.exists(), f"{page.name} leads to {target}"
            if anchor and there.suffix == ".html" and anchor not in {"top", ""}:
                assert f'id="{html.unescape(anchor)}"' in there.read_text(encoding="utf-8"), f"{page.name}: {target}"


def test_the_pages_are_published_by_one_command(site: Path, tmp_path: Path) -> None:
    def git(*arguments: str, at: Path) -> str:
        identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
        return subprocess.run(  # noqa: S603
            ["git", *identity, *arguments],  # noqa: S607
            cwd=at, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    git("init", "--quiet", "--bare", str(remote), at=tmp_path)
    git("clone", "--quiet", str(remote), str(clone), at=tmp_path)
    for name, value in (("user.name", "someone"), ("user.email", "someone@example.org")):
        git("config", name, value, at=clone)
    command = published_by(str(site))
    subprocess.run([sys.executable, *command[1:]], cwd=clone, check=True, capture_output=True)  # noqa: S603
    there = git("ls-tree", "-r", "--name-only", "gh-pages", at=remote).splitlines()
    assert {"index.html", ".nojekyll", "from-a-table.html"} <= set(there)


def published_by(folder: str) -> list[str]:
    """Return the last command of the session `publish`, with this folder in place of the one it builds."""
    recorder = Recorder()
    noxfile.publish(recorder)
    assert recorder.lines[-1][-1] == "docs/_build"
    assert (ROOT / ".gitignore").read_text(encoding="utf-8").count("docs/_build/") == 1
    return [*recorder.lines[-1][:-1], folder]
