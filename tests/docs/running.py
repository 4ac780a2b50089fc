"""Runs a page as its reader would: block after block, in a folder of its own."""

import io
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from tests.docs.blocks import ROOT, Block, Fate, blocks
from tests.docs.elsewhere import ELSEWHERE

LONGEST = 600  # seconds a block may take
ANY = "…"
CONFIGURATION = "pyproject.toml"


def run_page(page: Path, folder: Path) -> Counter[Fate]:
    """Run every block of a page in `folder`, count them by what became of them, and raise where one is not true."""
    done = Counter[Fate]()
    namespace: dict[str, Any] = {"__name__": "page"}
    printed: str | None = None
    unused: dict[str, Block] = {}
    for block in blocks(page):
        if block.fate is Fate.COMPARED:
            assert printed is not None, f"{block.where}: no block before it has printed anything"
            assert_alike(block.text, printed, block.where)
        printed = None
        if block.fate is Fate.SAVED:
            (folder / block.attributes["title"]).write_text(block.text, encoding="utf-8")
            unused[block.attributes["title"]] = block
        elif block.fate is Fate.RUN:
            unused = {name: saved for name, saved in unused.items() if not _uses(block, name, folder)}
            printed = _python(block, namespace, folder) if block.language == "python" else _commands(block, folder)
        done[block.fate] += 1
    assert not unused, f"{[saved.where for saved in unused.values()]}: saved and never used"
    return done


def assert_alike(said: str, printed: str, where: str) -> None:
    """Compare what a page says is printed with what was; … stands for any text, and alone for any lines."""
    if not _alike(_lines(said), _lines(printed)):
        raise AssertionError(f"{where}: the page says\n\n{said}\nbut what is printed is\n\n{printed}")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def _alike(said: list[str], printed: list[str]) -> bool:
    """Tell whether they are; `reached` holds all numbers of printed lines that the lines said so far can stand for."""
    reached = {0}
    for line in said:
        if line == ANY:
            reached = set(range(min(reached), len(printed) + 1)) if reached else set()
        else:
            pattern = ".*".join(map(re.escape, line.split(ANY)))
            reached = {n + 1 for n in reached if n < len(printed) and re.fullmatch(pattern, printed[n])}
    return len(printed) in reached


def _uses(block: Block, name: str, folder: Path) -> bool:
    """Tell whether a block names a file; a command of the report reads pyproject.toml, and so names what that names."""
    configuration = folder / CONFIGURATION
    read = block.text
    if "verify.report" in block.text and configuration.exists():
        read += CONFIGURATION + configuration.read_text(encoding="utf-8")
    return name in read or re.search(rf"\b(from|import) {re.escape(Path(name).stem)}\b", block.text) is not None


def _python(block: Block, namespace: dict[str, Any], folder: Path) -> str:
    program = compile(block.text, block.where, "exec")
    with _inside(folder), redirect_stdout(io.StringIO()) as printed:
        exec(program, namespace)  # noqa: S102  the documentation's own code is what is under test
    return printed.getvalue()


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Be in `folder`, and let its modules be imported, as for a reader who has started Python there."""
    before, there = set(sys.modules), Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        os.chdir(there)
        for name in set(sys.modules) - before:
            if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


def _commands(block: Block, folder: Path) -> str:
    here = [line for line in block.commands if line not in ELSEWHERE]
    done = subprocess.run(  # noqa: S603  the documentation's own commands
        ["bash", "-euo", "pipefail", "-c", "\n".join(here)],  # noqa: S607  whatever bash the reader has
        cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=LONGEST,
    )  # fmt: skip
    expected = int(block.attributes.get("exit", "0"))
    if done.returncode != expected:
        raise AssertionError(f"{block.where}: ends with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def environment(folder: Path) -> dict[str, str]:
    """Return a reader's environment: a terminal of 80 columns, this Python, this project, nothing kept from before."""
    foreign = ("GITHUB_", "CI", "COV", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
