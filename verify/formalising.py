"""Coq's part of a run: all theorems are compiled and audited once, and each claim gets those that are about it.

What is formalised is what Coq accepted in this run, as it was frozen, without an assumption. Without Coq, or with one
that does not work, nothing is, and nothing else changes.
"""

import threading
from collections.abc import Collection, Iterable

from verify.evidence import ClaimEvidence, Formalised, Formalities
from verify.formal.coq import HERE, Formal, State, check
from verify.formal.sources import read_sources
from verify.formal.tool import PACKAGES
from verify.running.workers import Watcher

COQ = f"Coq with mathcomp ({PACKAGES})"


class CoqBeside:
    """Coq at work while the claims are; its processes run beside ours."""

    def __init__(self, watcher: Watcher) -> None:
        watcher.advanced("Coq", 0, 0)
        self._found: list[Formal] = []
        self._thread = threading.Thread(target=lambda: self._found.append(check()), daemon=True)  # left at Ctrl-C
        self._thread.start()

    def answer(self) -> Formal:
        """Wait for it."""
        self._thread.join()
        [formal] = self._found
        return formal


def speaks_about(claims: Collection[str]) -> bool:
    """Whether the sources hold a theorem about one of these claims."""
    return any(theorem.id in claims for source in read_sources(HERE) for theorem in source.claims)


def formalities(formal: Formal | None) -> Formalities:
    """What the report says about Coq as a whole; None where it was not asked."""
    if formal is None:
        return Formalities(absent="it was left out of this run")
    accepted = sum(statement.formalised for statement in formal.statements)
    unusable = formal.state in {State.MISSING, State.BROKEN}
    return Formalities(
        version=formal.version or None,
        theorems=accepted,
        absent=formal.reason if unusable else None,
        faults=tuple(f"Coq: {fault}" for fault in formal.faults),
    )


def formalised(claims: Iterable[ClaimEvidence], formal: Formal) -> list[ClaimEvidence]:
    """The claims, each with the theorems about it if Coq accepts all of these."""
    return [_with_theorems(claim, formal) for claim in claims]


def _with_theorems(claim: ClaimEvidence, formal: Formal) -> ClaimEvidence:
    if not formal.formalised(claim.id):
        return claim
    statements = formal.of(claim.id)
    theorems = Formalised(
        theorem=", ".join(statement.name for statement in statements),
        statements=tuple(statement.text for statement in statements),
        assumptions=tuple(sorted({name for statement in statements for name in statement.assumptions})),
    )
    evidence = claim.evidence.model_copy(update={"formalised": theorems})
    return claim.model_copy(update={"evidence": evidence})
