"""Says what of the surroundings is as this project needs it, and what to do about the rest.

What is needed is what the package itself declares; its versions are looked up without importing it. Nothing but the
standard library is imported at the top, since it must also speak where the rest is missing. NumPy is loaded if it is
there, because only a library that is loaded tells how many threads it uses.
"""

import os
import re
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from verify.exits import Exit
from verify.formal.tool import INSTALL, SWITCH, BrokenToolError, MissingToolError, coq_wanted, version_at_hand
from verify.report.output import refuse_closed_standard_output, to_standard_output

PACKAGE = "lemmata"
REQUIREMENT = re.compile(r"""(?P<name>[\w.-]+)>=(?P<least>[\d.]+)(; extra == ['"](?P<extra>\w+)['"])?""")
"""All that our own requirements say; where more is said, packaging would be needed, which may be missing."""
_LIMIT = 10.0  # seconds for an answer of Coq


@dataclass(frozen=True)
class Found:
    """What was found of something, and what to do about it where it is not as it should be; `needed` by every run."""

    what: str
    found: str
    remedy: str | None = None
    needed: bool = True


def run() -> int:
    """Print a line for each thing that was looked at, and return the exit status: 4 where something needed is wrong."""
    refuse_closed_standard_output()
    with ThreadPoolExecutor(1) as beside:  # Coq answers while NumPy is imported
        coq = beside.submit(_coq)
        found = [*_packages(), *_processors(), *_threads(), *_folders(), *_letters(), coq.result()]
    to_standard_output(written(found, shutil.get_terminal_size().columns), sys.stdout.encoding)
    return Exit.TOOL_MISSING if any(one.needed and one.remedy for one in found) else Exit.HOLDS


def written(found: Sequence[Found], width: int) -> str:
    """Write what was found, a line each, what to do about it, and the outcome."""
    lines = []
    for one in found:
        word = "ok" if one.remedy is None else "WRONG" if one.needed else "note"
        lines.append(f"{word:7}{one.what}: {one.found}" + (f"; {one.remedy}" if one.remedy else ""))
    wrong = sum(one.needed and one.remedy is not None for one in found)
    notes = sum(not one.needed and one.remedy is not None for one in found)
    outcome = f"{wrong} of what is needed is wrong or missing." if wrong else "All that is needed is here."
    lines += ["", outcome + (f" Notes on what is optional: {notes}." if notes else "")]
    wrapped = (
        textwrap.fill(line, width, subsequent_indent=" " * 7, break_long_words=False, break_on_hyphens=False)
        for line in lines
    )
    return "".join(f"{line}\n" for line in wrapped)


def _packages() -> Iterator[Found]:
    """Compare what is installed with what the package declares, the optional extras last."""
    yield Found("Python", ".".join(map(str, sys.version_info[:3])))
    try:
        needed = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        yield Found(PACKAGE, "is not installed, so that what it needs is not known", "python -m pip install -e .")
        return
    yield Found(PACKAGE, metadata.version(PACKAGE))
    found = [REQUIREMENT.fullmatch(line) for line in needed]
    for one in sorted(filter(None, found), key=lambda match: match["extra"] or ""):
        yield _package(one["name"], one["least"], one["extra"])


def _package(name: str, least: str, extra: str | None) -> Found:
    what = f"{name} (optional: {extra})" if extra else name
    remedy = f"python -m pip install '{name}>={least}'"
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Found(what, "missing", remedy, needed=not extra)
    enough = _numbers(version) >= _numbers(least)
    return Found(what, version, None if enough else f"{remedy}, as this is too old", needed=not extra)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with: 2.1.0rc1 -> (2, 1, 0)."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _processors() -> Iterator[Found]:
    there = os.cpu_count() or 1
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else there
    remedy = f"give --jobs {ours}" if ours < there else None
    yield Found("processors", f"{ours} of {there} for this process" if remedy else f"{there}", remedy, needed=False)


def _threads() -> Iterator[Found]:
    """Ask the libraries that NumPy loads for their threads: sums depend on how many share them."""
    try:
        import numpy as np  # noqa: F401, PLC0415  it loads the libraries
        from threadpoolctl import threadpool_info  # noqa: PLC0415  as above
    except ImportError as error:
        yield Found("BLAS", f"cannot be asked ({error})", "python -m pip install numpy threadpoolctl")
        return
    for library in threadpool_info():
        threads = library["num_threads"]
        name = f"{library['internal_api']} {library['version'] or ''}".strip()
        many = "leave OPENBLAS_NUM_THREADS, MKL_NUM_THREADS and OMP_NUM_THREADS unset: last digits depend on it"
        found = f"{name}, {threads} thread{'' if threads == 1 else 's'} a process"
        yield Found(
            "BLAS" if library["user_api"] == "blas" else library["user_api"],
            found,
            None if threads == 1 else many,
            needed=False,
        )


def _folders() -> Iterator[Found]:
    try:
        from verify.running import kept  # noqa: PLC0415  platformdirs may be missing
    except ImportError:
        return
    for what, folder in (("kept counterexamples", kept.counterexamples()), ("kept results", kept.results())):
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 2**20
        remedy = None if _writable(folder) else "let LEMMATA_CACHE name a folder that can be written"
        yield Found(what, f"{folder}, {len(files):,} files, {size:,.1f} MiB", remedy, needed=False)


def _writable(folder: Path) -> bool:
    """Tell by writing: rights alone do not say it of a full disk or a foreign file system."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def _letters() -> Iterator[Found]:
    encoding = sys.stdout.encoding or "ascii"
    try:
        "‖y‖² ≤ Σ".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        yield Found(
            "letters", f"the screen takes {encoding}, which lacks some", "set PYTHONIOENCODING=utf-8", needed=False
        )
    else:
        yield Found("letters", f"the screen takes {encoding}")


def _coq() -> Found:
    what = "Coq with mathcomp (optional)"
    if not coq_wanted():
        return Found(what, f"left out by {SWITCH}={os.environ[SWITCH]}", f"unset {SWITCH} to formalise", needed=False)
    try:
        return Found(what, version_at_hand(_LIMIT))
    except (MissingToolError, BrokenToolError) as error:
        found, _, remedy = str(error).partition("; ")
        return Found(what, found, remedy or INSTALL, needed=False)
