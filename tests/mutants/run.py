"""Make one edit at a time in a copy of the checkout, and see which check notices it.

Nothing is ever written to the checkout itself. An edit that no check notices *survives*: then the checks would be
green beside that bug.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.edit import Check, Edit

PARTS = ("core", "verify", "tests", "reports", "pyproject.toml", "README.md")
LONGEST = 300.0  # seconds; on an unchanged copy no check takes a tenth of it
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class UnsoundError(Exception):
    """Nothing can be concluded; `str` is one line that says why."""


@dataclass(frozen=True)
class Notice:
    """What a check said when it failed."""

    check: Check
    words: str


@dataclass(frozen=True)
class Judged:
    """An edit and the first check that noticed it; None where it survived."""

    edit: Edit
    notice: Notice | None
    seconds: float


def applied(text: str, edit: Edit) -> str:
    """The text of the edit's file with the edit made. UnsoundError unless the old text occurs exactly once."""
    times = text.count(edit.old)
    if times != 1 or edit.old == edit.new:
        what = "it changes nothing" if times == 1 else f"its old text occurs {times} times in {edit.file}, not once"
        raise UnsoundError(f"edit {edit.name}: {what}")
    return text.replace(edit.old, edit.new)


def read(root: Path, edit: Edit) -> str:
    """The text of the edit's file, below `root`."""
    try:
        return (root / edit.file).read_text(encoding="utf-8")
    except OSError as error:
        raise UnsoundError(f"edit {edit.name}: {edit.file} cannot be read ({error.strerror})") from None


def copy_checkout(root: Path, copy: Path) -> None:
    """Copy what the checks need; no caches, so that nothing remembers an earlier edit."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=ignored)
        elif source.exists():
            shutil.copy(source, copy / part)


def notice(check: Check, copy: Path, longest: float = LONGEST) -> Notice | None:
    """Run a check in the copy; what it says when it fails, None when it passes."""
    here = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "300", "NO_COLOR": "1"}
    here["GITHUB_STEP_SUMMARY"] = ""  # a planted bug is no result of the job
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and commands
            [sys.executable, *check.arguments],
            cwd=copy, env={**os.environ, **ONE_THREAD, **here}, capture_output=True, text=True, check=False,
            timeout=longest, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Notice(check, f"did not end within {longest:.0f} s")
    if done.returncode == 0:
        return None
    words = _words(done.stdout, done.stderr).replace(f"{copy}/", "")
    return Notice(check, words or f"exit status {done.returncode}")


def _words(output: str, errors: str) -> str:
    """The name of the failing test, or the line in which the report says what is wrong."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" - ")[0].partition(" ")[2]
    said = [line.strip() for line in errors.splitlines() if line.strip()]
    if said:
        first = next((line for line in said if line.startswith("verify.report: ")), said[-1])
        return first.removeprefix("verify.report: ")
    try:
        claims = json.loads(output)["claims"]
    except (ValueError, KeyError, TypeError):
        return output.strip().splitlines()[-1] if output.strip() else ""
    return next((_standing(claim) for claim in claims if claim["outcome"] != "holds"), "")


def _standing(claim: dict[str, object]) -> str:
    why = claim.get("reasons") or claim.get("counterexample") or ""
    return f"{claim['id']}: {claim['outcome']} {json.dumps(why, ensure_ascii=False)}"


def sound(edits: Sequence[Edit], root: Path, copy: Path, tell: Callable[[str], None], longest: float = LONGEST) -> None:
    """Raise UnsoundError unless every edit can be made and every check passes on the unchanged copy."""
    for edit in edits:
        applied(read(root, edit), edit)
        if not edit.checks:
            raise UnsoundError(f"edit {edit.name}: no check is named that should notice it")
    own = Check("the copy", ("-c", _IMPORTS_THE_COPY))
    for check in dict.fromkeys((own, *(check for edit in edits for check in edit.checks))):
        tell(f"on the unchanged copy: {check}")
        if found := notice(check, copy, longest):
            raise UnsoundError(f"without any edit {check} fails: {found.words}")


_IMPORTS_THE_COPY = (
    "import core, pathlib; here = pathlib.Path.cwd().resolve(); "
    "assert here in pathlib.Path(list(core.__path__)[0]).resolve().parents, 'the copy is not what is imported'"
)


def judge(edits: Sequence[Edit], copy: Path, tell: Callable[[str], None], longest: float = LONGEST) -> Iterator[Judged]:
    """Make each edit in the copy, run its checks until one notices, and take the edit back."""
    for edit in edits:
        began = time.monotonic()
        path, before = copy / edit.file, read(copy, edit)
        path.write_text(applied(before, edit), encoding="utf-8")
        try:
            found = None
            for check in edit.checks:
                tell(f"{edit.name}: {check}")
                if found := notice(check, copy, longest):
                    break
        finally:
            path.write_text(before, encoding="utf-8")
        yield Judged(edit, found, time.monotonic() - began)
