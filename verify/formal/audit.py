"""Asks Coq, in files of its own, what each frozen statement says, what its words mean, and what its proof assumes.

Two files. One prints as the sources do, for people. The other imports nothing and prints everything in full (no
notation, no implicit argument, every name with its module): its text is what is frozen, since a notation, a coercion or
a canonical structure that changed what a statement means would leave the first text as it was.

A word is a definition of our own that a statement uses, or that one of its words uses. It is frozen as well, or
`objective G y s := 0` would prove much.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from verify.formal.sources import LIBRARY, Claim, Source
from verify.formal.tool import BrokenToolError, Coq, cores

_CLOSED = "Closed under the global context"
_WIDE = "Set Printing Width 1000000.\nSet Printing Depth 1000000.\n"
_UNNAMED = {"lib", "mod", "modtype", "sec", "var", "binder", "not", "syndef", "abbrev", "scheme"}  # in a .glob file
_PROOFS = {"prf", "thm"}


@dataclass(frozen=True)
class Word:
    """A definition of the sources: as one reads it, and the digest of it in full."""

    name: str
    text: str
    exact: str


@dataclass(frozen=True)
class Audited:
    """What Coq says of one frozen statement."""

    claim: Claim
    text: str
    exact: str
    words: tuple[str, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What Coq says of all of them, and of their words."""

    statements: tuple[Audited, ...]
    words: tuple[Word, ...]


def declared(folder: Path, modules: Iterable[str]) -> dict[str, str]:
    """Return every name that compiled files declare, `module.name`, with its kind, from what coqc wrote beside them."""
    names = {}
    for module in modules:
        path = folder / f"{module}.glob"
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            kind, *rest = line.split()
            if len(rest) == 3 and kind not in _UNNAMED and ":" in rest[0]:
                inner = "" if rest[1] == "<>" else f"{rest[1]}."
                names[f"{module}.{inner}{rest[2]}"] = kind
    return names


def audit(coq: Coq, sources: Sequence[Source], names: dict[str, str]) -> Audit:
    """Print every frozen statement and every name in both ways, and read the answers.

    Raises BrokenToolError where an answer is left out, stands twice or cannot be read, FailedProofError where a
    statement is no proposition.
    """
    claims = [claim for source in sources for claim in source.claims]
    settings = dict.fromkeys(f"{setting}." for source in sources if source.claims for setting in source.settings)
    imported = f"From {LIBRARY} Require Import {' '.join(source.module for source in sources)}."
    required = f"From {LIBRARY} Require {' '.join(source.module for source in sources)}."
    others = [name for name in names if name.rpartition(".")[2] not in {claim.name for claim in claims}]

    statements = [f"{claim.module}.{claim.name}" for claim in claims]
    asked = {name: f"Check @{LIBRARY}.{name}." for name in statements}
    asked |= {name: f"{'Check @' if names[name] in _PROOFS else 'Print '}{LIBRARY}.{name}." for name in others}
    assumed = {f"assumptions of {name}": f"Print Assumptions {LIBRARY}.{name}." for name in statements}
    proved = {f"proposition {name}": f"Check (@{LIBRARY}.{name} : (_ : Prop))." for name in statements}

    with ThreadPoolExecutor(cores()) as pool:
        plainly = pool.submit(_ask, coq, "audit_plain", [imported, *settings], asked | proved)
        exactly = pool.submit(_ask, coq, "audit_exact", [required, "Set Printing All."], asked | assumed)
        plain, exact = plainly.result(), exactly.result()
    meant = _words(exact, names)
    found = tuple(
        Audited(
            claim,
            _statement(plain[name], claim.name),
            _digest(_statement(exact[name], claim.name)),
            tuple(sorted(_reached(name, meant))),
            _assumptions(exact[f"assumptions of {name}"], name),
        )
        for claim, name in zip(claims, statements, strict=True)
    )
    used = sorted({word for statement in found for word in statement.words})
    return Audit(found, tuple(Word(word, _printed(plain[word]), _digest(_printed(exact[word]))) for word in used))


def _ask(coq: Coq, file: str, before: Iterable[str], asked: dict[str, str]) -> dict[str, str]:
    """Compile a file of questions, each announced by a marker that no source can know, and split what Coq answers."""
    secret = secrets.token_hex(8)
    lines = [*before, _WIDE]
    for number, question in enumerate(asked.values()):
        lines += [_say(f"{secret} {number}"), question]
    lines.append(_say(f"{secret} end"))
    (coq.folder / f"{file}.v").write_text("\n".join(lines) + "\n", "utf-8")
    pieces = re.split(rf"^{secret} (\w+)\n", coq.compile(file), flags=re.MULTILINE)
    if pieces[1::2] != [*map(str, range(len(asked))), "end"]:
        raise BrokenToolError(f"coqc leaves out or repeats some of the {len(asked)} answers of the audit")
    return dict(zip(asked, pieces[2::2], strict=False))


def _say(words: str) -> str:
    return f'Goal True. idtac "{words}". Abort.'


def _statement(answer: str, name: str) -> str:
    """Return T of `claim_x : T`."""
    text = " ".join(answer.split())
    said, colon, statement = text.partition(" : ")
    if not colon or said.rpartition(".")[2] != name:
        raise BrokenToolError(f"coqc was asked for the statement {name} and says: {text[:200] or '(nothing)'}")
    return statement


def _printed(answer: str) -> str:
    """Return a definition as one line, without the remarks about its arguments that follow a blank line."""
    return " ".join(answer.partition("\n\n")[0].split())


def _assumptions(answer: str, name: str) -> tuple[str, ...]:
    """Return what a proof assumes, each by its name (and what is assumed of it, where that is no statement)."""
    lines = [line for line in answer.splitlines() if line.strip()]
    if lines == [_CLOSED]:
        return ()
    if not lines or lines[0] not in {"Axioms:", "Section Variables:", "Opaque constants:"}:
        raise BrokenToolError(
            f"coqc was asked what {name} assumes and says: {' '.join(answer.split())[:200] or '(nothing)'}"
        )
    found = [line for line in lines if not line[0].isspace() and not line.endswith("s:")]
    if not found:
        raise BrokenToolError(f"coqc says that {name} assumes something and not what")
    return tuple(re.split(r"\s+:(?:\s|$)", line)[0].strip() for line in found)


def _words(exact: dict[str, str], names: dict[str, str]) -> dict[str, set[str]]:
    """Return the names of our own in the full text of each answer."""
    mention = re.compile(r"(?<![\w'.])(?:Lemmata\.)?(\w+(?:\.[\w']+)+)")
    return {
        name: {word for word in mention.findall(answer) if word in names} - {name} for name, answer in exact.items()
    }


def _reached(name: str, meant: dict[str, set[str]]) -> Iterator[str]:
    """Yield the words of a statement, the words of its words, and so on."""
    seen, waiting = {name}, [name]
    while waiting:
        for word in meant[waiting.pop()] - seen:
            seen.add(word)
            waiting.append(word)
            yield word


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
