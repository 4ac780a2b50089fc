"""Calls coqc and coqchk, each within a time limit, and tells apart a missing tool, a broken tool and a refused proof.

Nothing that they fail to say is taken for a yes: an answer is looked at only when the program ended by itself.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from verify.formal.sources import LIBRARY, Source

SWITCH = "LEMMATA_COQ"
PACKAGES = "apt-get install coq libcoq-mathcomp-algebra"
INSTALL = f"install it with: {PACKAGES}"
NEEDED = "From mathcomp Require Import all_ssreflect all_algebra.\n"
_SAYS = re.compile(r"(?:Coq Proof Assistant|Rocq Prover), version (\d+\.\d+[\w.+~-]*)")
_ERROR = re.compile(r'File "(?:\./)?([^"]+)", line (\d+)[^\n]*\n((?:Error|Fatal error):.*)', re.DOTALL | re.IGNORECASE)


class MissingToolError(Exception):
    """Coq or mathcomp is not there; the message says what to install."""


class BrokenToolError(Exception):
    """Coq is there and does not do its work: it does not start or end, or its answer is not Coq's."""


class FailedProofError(Exception):
    """Coq refuses a file; the message is its first error, with the file and the line."""


@dataclass(frozen=True)
class Answer:
    """What a program said (both streams) and its exit status."""

    status: int
    said: str


@dataclass(frozen=True)
class Coq:
    """The coqc and coqchk that were found, and the folder in which they work."""

    coqc: str
    coqchk: str
    version: str
    folder: Path
    limit: float  # seconds for each call

    def compile(self, name: str) -> str:
        """Compile a file of the folder; return what Coq said."""
        command = [self.coqc, "-q", "-w", "none", "-R", ".", LIBRARY, f"{name}.v"]
        answer = call(command, self.folder, self.limit)
        if answer.status != 0:
            if found := _ERROR.search(answer.said):
                message = " ".join(found[3].split())
                raise FailedProofError(f"{Path(found[1]).name}, line {found[2]}: {message[:300]}")
            raise BrokenToolError(f"coqc ends with status {answer.status} at {name}.v: {_first(answer.said)}")
        if not (self.folder / f"{name}.vo").is_file():
            raise BrokenToolError(f"coqc reports success for {name}.v and wrote no {name}.vo")
        return answer.said

    def check(self, modules: Sequence[str], *, deep: bool, limit: float) -> str:
        """Let coqchk check compiled modules again, with all they rest on if `deep`; return its summary."""
        own = [f"{LIBRARY}.{module}" for module in modules]
        which = own if deep else [word for module in own for word in ("-norec", module)]
        answer = call([self.coqchk, "-silent", "-o", "-R", ".", LIBRARY, *which], self.folder, limit)
        if answer.status == 1 and "error" in answer.said.lower():
            raise FailedProofError(f"coqchk refuses the compiled sources: {_first(answer.said)}")
        if answer.status != 0:
            raise BrokenToolError(f"coqchk ends with status {answer.status}: {_first(answer.said)}")
        return answer.said


def coq_wanted() -> bool:
    """Whether Coq is to be asked at all: LEMMATA_COQ=off leaves it out, as if it were not installed."""
    return os.environ.get(SWITCH) != "off"


def version_at_hand(limit: float) -> str:
    """Return the version of the Coq on the PATH, without letting it do any work: mathcomp's file is there, no more.

    Raises MissingToolError or BrokenToolError.
    """
    coqc, _, version = _programs(Path.cwd(), limit)
    libraries = Path(call([coqc, "-where"], Path.cwd(), limit).said.strip())
    if not (libraries / "user-contrib" / "mathcomp" / "algebra" / "all_algebra.vo").is_file():
        raise MissingToolError(f"mathcomp is missing; {INSTALL}")
    return version


def find_coq(folder: Path, limit: float) -> Coq:
    """Find Coq on the PATH and see that it works and has mathcomp.

    Raises MissingToolError or BrokenToolError.
    """
    coqc, coqchk, version = _programs(folder, limit)
    coq = Coq(coqc, coqchk, version, folder, limit)
    (folder / "needed.v").write_text(NEEDED, "utf-8")
    try:
        coq.compile("needed")
    except FailedProofError as error:
        if re.search(r"Cannot find a physical path|Unable to locate library", str(error)):
            raise MissingToolError(f"mathcomp is missing; {INSTALL}") from None
        raise BrokenToolError(f"mathcomp cannot be loaded: {error}") from None
    return coq


def _programs(folder: Path, limit: float) -> tuple[str, str, str]:
    """Find coqc and coqchk on the PATH, and the version that coqc says it has."""
    if not (coqc := shutil.which("coqc")):
        raise MissingToolError(f"coqc is not on the PATH; {INSTALL}")
    if not (coqchk := shutil.which("coqchk")):
        raise MissingToolError(f"coqchk is not on the PATH; {INSTALL}")
    answer = call([coqc, "--version"], folder, limit)
    if answer.status != 0 or not (found := _SAYS.search(answer.said)):
        raise BrokenToolError(f"coqc --version is not Coq's: {_first(answer.said)}")
    return coqc, coqchk, found[1]


def compile_all(coq: Coq, sources: Sequence[Source]) -> None:
    """Compile each file after those that it requires, as many at once as there are cores.

    Raises FailedProofError with the first refusal, after the files that were begun.
    """
    waiting = TopologicalSorter({source.module: source.requires for source in sources})
    waiting.prepare()
    compiling: dict[Future[str], str] = {}
    with ThreadPoolExecutor(cores()) as pool:
        while waiting.is_active():
            compiling |= {pool.submit(coq.compile, module): module for module in waiting.get_ready()}
            done, _ = wait(compiling, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=compiling.__getitem__):
                future.result()
                waiting.done(compiling.pop(future))


def cores() -> int:
    """Return how many Coqs to run at once: each takes half a gigabyte."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def call(command: Sequence[str], folder: Path, limit: float) -> Answer:
    """Run a program to its end, or kill it and all it began when the limit is over."""
    name = Path(command[0]).name
    try:
        process = subprocess.Popen(  # noqa: S603 - the PATH's own coqc, no shell
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise BrokenToolError(f"{name} cannot be started: {error.strerror}") from None
    with process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            raise BrokenToolError(f"{name} did not end within {limit:g} s: {command[-1]}") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode < 0:
        raise BrokenToolError(f"{name} was killed by signal {-process.returncode}: {command[-1]}")
    return Answer(process.returncode, said)


def _first(said: str) -> str:
    """Return the first line that says something, shortened."""
    return next((line.strip()[:200] for line in said.splitlines() if line.strip()), "(it says nothing)")
