"""Compiles the Coq sources, audits them and says of every frozen statement what is proved, or why it is not.

The states are kept apart. A missing or a broken tool says nothing about the proofs, and nothing is formalised then. A
proof that Coq refuses, an axiom of our own, a statement that is not the frozen one: those are faults of the project.
"""

import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from verify.formal import frozen as keeping
from verify.formal.audit import Audit, audit, declared
from verify.formal.sources import LIBRARY, Source, faults_of, read_sources
from verify.formal.tool import BrokenToolError, Coq, FailedProofError, MissingToolError, compile_all, find_coq

HERE = Path(__file__).parent
FROZEN = "frozen.json"  # beside the sources
LIMIT = 60.0  # seconds for each call of Coq
DEEP_LIMIT = 900.0  # for coqchk on the whole closure, mathcomp included

_SUMMARY = ("Axioms", "type-in-type", "unsafe (co)fixpoints", "positivity is assumed")


class State(Enum):
    """How the run ended."""

    CHECKED = "checked"
    MISSING = "tool missing"
    BROKEN = "tool broken"
    FAILED = "proof failed"


@dataclass(frozen=True)
class Statement:
    """One frozen statement: formalised if there is no fault, under the assumptions named."""

    claim: str  # the project's id, theorem-1
    name: str  # claim_theorem_1__part
    theorem: str
    text: str  # as Coq prints it; empty where it was not asked
    assumptions: tuple[str, ...]
    fault: str  # why it is not formalised

    @property
    def formalised(self) -> bool:
        """Whether Coq accepts a proof of the frozen statement."""
        return not self.fault


@dataclass(frozen=True)
class Formal:
    """The outcome of a run. Values only: it can be pickled."""

    state: State
    reason: str  # in one line, where the state is not CHECKED
    faults: tuple[str, ...]  # every fault of the project
    statements: tuple[Statement, ...]
    version: str  # of Coq
    deep: bool  # whether coqchk checked all that the proofs rest on
    seconds: float
    freezable: keeping.Frozen | None = None  # what --freeze would write

    def of(self, claim: str) -> tuple[Statement, ...]:
        """Return the statements of a claim, by its id."""
        return tuple(statement for statement in self.statements if statement.claim == claim)

    def formalised(self, claim: str) -> bool:
        """Whether a claim has statements here, and each of them is formalised."""
        return bool(found := self.of(claim)) and all(statement.formalised for statement in found)


def check(*, deep: bool = False, folder: Path = HERE, limit: float = LIMIT) -> Formal:
    """Compile and audit the sources of a folder and compare them with its frozen.json.

    Never raises for what the tools or the proofs do: the result says it.
    """
    began = time.monotonic()
    sources = read_sources(folder)
    claims = [claim for source in sources for claim in source.claims]
    version = ""

    def without(state: State, *reasons: str) -> Formal:
        statements = tuple(Statement(c.id, c.name, c.theorem, "", (), f"{state.value}: {reasons[0]}") for c in claims)
        faults = reasons if state is State.FAILED else ()
        return Formal(state, reasons[0], faults, statements, version, deep, time.monotonic() - began)

    try:
        old = keeping.read(folder / FROZEN)
        if faults := [*faults_of(sources)]:
            return without(State.FAILED, *faults)
        with tempfile.TemporaryDirectory() as scratch:
            for source in sources:
                shutil.copy(folder / f"{source.module}.v", scratch)
            coq = find_coq(Path(scratch), limit)
            version = coq.version
            found = _examine(coq, sources, deep=deep)
    except MissingToolError as error:
        return without(State.MISSING, str(error))
    except BrokenToolError as error:
        return without(State.BROKEN, str(error))
    except (FailedProofError, ValueError) as error:
        return without(State.FAILED, str(error))
    modules = {source.module for source in sources}
    return _compared(found, old, modules, version, deep=deep, seconds=time.monotonic() - began)


def _examine(coq: Coq, sources: tuple[Source, ...], *, deep: bool) -> Audit:
    """Compile everything, let coqchk look at the result, and audit every statement that Coq says there is."""
    compile_all(coq, sources)
    modules = [source.module for source in sources]
    names = declared(coq.folder, modules)
    read = {f"{claim.module}.{claim.name}" for source in sources for claim in source.claims}
    compiled = {name for name in names if name.rpartition(".")[2].startswith("claim_")}
    if read - compiled:
        raise BrokenToolError(f"coqc did not compile {', '.join(sorted(read - compiled))}")
    if compiled - read:
        raise FailedProofError(f"{min(compiled - read)} is not of the form Definition claim_x : statement := @theorem.")
    if assumed := _axioms(coq.check(modules, deep=deep, limit=DEEP_LIMIT if deep else coq.limit), deep=deep):
        raise FailedProofError(f"coqchk finds assumed: {', '.join(assumed)}")
    return audit(coq, sources, names)


def _axioms(summary: str, *, deep: bool) -> list[str]:
    """Return what coqchk lists as assumed.

    Unless it looked at everything, it also lists what mathcomp seals by a module type, and only names of ours count.
    """
    assumed = []
    for title in _SUMMARY:
        if not (
            found := re.search(rf"^\* [^\n]*{re.escape(title)}:(.*?)(?=^\* |\Z)", summary, re.MULTILINE | re.DOTALL)
        ):
            raise BrokenToolError(f"coqchk says nothing about {title}")
        assumed += [name for name in found[1].split() if name != "<none>"]
    return [name for name in assumed if deep or name.startswith(f"{LIBRARY}.")]


def _compared(
    found: Audit, old: keeping.Frozen, modules: set[str], version: str, *, deep: bool, seconds: float
) -> Formal:
    """Compare every statement and its words with what was frozen; an axiom of our own is a fault, frozen or not."""
    words = {word.name: word for word in found.words}
    ours = {
        one.claim.name: f"proof of {one.claim.name} rests on {', '.join(axioms)}, assumed by the sources themselves"
        for one in found.statements
        if (axioms := [name for name in one.assumptions if name.partition(".")[0] in modules])
    }
    faults = {one.claim.name: ours.get(one.claim.name) or keeping.why_not(one, words, old) for one in found.statements}
    gone = [f"statement {name} was frozen and is gone" for name in sorted({*old.statements} - {*faults})]
    every = (*(fault for fault in faults.values() if fault), *gone)
    statements = tuple(
        Statement(one.claim.id, one.claim.name, one.claim.theorem, one.text, one.assumptions, faults[one.claim.name])
        for one in found.statements
    )
    new = None if ours else keeping.of(found, version)
    state, reason = (State.FAILED, every[0]) if every else (State.CHECKED, "")
    if every and not ours and old.version not in {"", version}:  # nothing can be compared, and so nothing is said
        state, every = State.BROKEN, ()
        reason = f"statements are frozen as Coq {old.version} prints them, and this is Coq {version}: {reason}"
    return Formal(state, reason, every, statements, version, deep, seconds, new)
