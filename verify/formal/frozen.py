"""Keeps the statements that are proved in Coq, and their words, as they were when they were last accepted by a person.

verify/formal/frozen.json holds each as one reads it, so that a change of it can be read in a diff, and the SHA-256 of
the same in full. `python -m verify.formal --freeze` writes it; nothing else does.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from verify.formal.audit import Audit, Audited, Word


@dataclass(frozen=True)
class Frozen:
    """What was frozen: text and digest by name, what each statement's proof may assume, and the version of Coq."""

    version: str = ""
    statements: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)


def of(audit: Audit, version: str) -> Frozen:
    """Return what an audit would freeze."""
    return Frozen(
        version,
        {found.claim.name: (found.text, found.exact, found.assumptions) for found in audit.statements},
        {word.name: (word.text, word.exact) for word in audit.words},
    )


def read(path: Path) -> Frozen:
    """Read the file; a file that is not there froze nothing.

    Raises ValueError where it is not what `write` writes.
    """
    if not path.is_file():
        return Frozen()
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Frozen(
            kept["coq"],
            {n: (s["text"], s["sha256"], tuple(s["assumes"])) for n, s in kept["statements"].items()},
            {n: (w["text"], w["sha256"]) for n, w in kept["words"].items()},
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} is not what --freeze writes: {error!r}") from None


def write(path: Path, frozen: Frozen) -> None:
    """Write the file, sorted, a line a fact."""
    statements = frozen.statements.items()
    kept = {
        "coq": frozen.version,
        "statements": {n: {"text": t, "sha256": d, "assumes": list(a)} for n, (t, d, a) in statements},
        "words": {n: {"text": t, "sha256": d} for n, (t, d) in frozen.words.items()},
    }
    path.write_text(json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def differences(old: Frozen, new: Frozen) -> Iterator[str]:
    """Yield a line for each statement or word that was added, removed or changed."""
    for kind, before, after in (("statement", old.statements, new.statements), ("word", old.words, new.words)):
        for name in sorted({*before, *after}):
            if name not in before:
                yield f"{kind} {name} is new"
            elif name not in after:
                yield f"{kind} {name} is gone"
            elif before[name] != after[name]:
                yield f"{kind} {name} has changed"


def why_not(found: Audited, words: dict[str, Word], frozen: Frozen) -> str:
    """Return why a statement is not what was frozen under its name, or an empty text."""
    name = found.claim.name
    if name not in frozen.statements:
        return f"statement of {name} was never frozen: read it, then python -m verify.formal --freeze"
    text, exact, assumptions = frozen.statements[name]
    if (found.text, found.exact) != (text, exact):
        return f"statement of {name} is not the frozen one"
    for word in found.words:
        if (words[word].text, words[word].exact) != frozen.words.get(word):
            return f"statement of {name} is not the frozen one: its word {word} has changed"
    if more := sorted({*found.assumptions} - {*assumptions}):
        return f"proof of {name} now assumes {', '.join(more)}"
    return ""
