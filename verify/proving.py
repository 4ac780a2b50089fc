"""Whether a claim is proved: its derivation made by the kernel, held against the statement, and checked once more.

Nothing is proved unless all of it is true in this run: the kernel accepts every step; the theorem is the statement that
was written apart from it, without hypotheses; what the statement presupposes holds in a model; and the independent
checker, which is shown the written proof alone, comes to the same statement.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from verify.check import proofs
from verify.check.certificates import Malformed, Refused
from verify.evidence import ArgumentBlock, ArgumentLine, Proved
from verify.proof import FALSE, Words, models, serial
from verify.proof import Refused as RefusedByKernel
from verify.proof.argument import Argument, argument
from verify.proof.render import UNBROKEN, spans
from verify.ways import Proof


@dataclass(frozen=True)
class Proving:
    """The proof as evidence and as the line that the checker read; or else why there is none."""

    proved: Proved | None = None
    line: str | None = None
    broken: str | None = None
    refusal: str | None = None


def prove(claim: str, proof: Proof) -> Proving:
    """Make the proof of a claim and have it checked."""
    statement = Words()(proof.statement)
    try:
        theorem = proof.derive()
    except RefusedByKernel as refusal:
        return Proving(broken=f"its proof does not arrive: {refusal}")
    if theorem.conclusion != statement or theorem.hypotheses:
        return Proving(broken="its proof arrives at another statement than the claim's")
    unmet = models.unmet(statement, proof.model)
    if unmet is not None:
        return Proving(broken=f"the model does not meet what its theorem presupposes: {unmet}")
    proving = _checked(claim, proof, serial.line(claim, theorem), serial.written(statement))
    if proving.proved is None:
        return proving
    readable = proving.proved.model_copy(update={"argument": as_text(argument({claim: theorem}))})
    return replace(proving, proved=readable)


def as_text(proof: Argument) -> tuple[ArgumentBlock, ...]:
    """Write an argument as the text of the report."""
    return tuple(
        ArgumentBlock(
            title=block.title,
            statement=spans((block.statement,), UNBROKEN),
            remark=spans(block.remark, UNBROKEN) or None,
            lines=tuple(
                ArgumentLine(
                    depth=line.depth,
                    number=line.number,
                    said=spans(line.said, UNBROKEN),
                    reason=spans(line.reason, UNBROKEN) or None,
                )
                for line in block.lines
            ),
        )
        for block in proof.blocks
    )


def _checked(claim: str, proof: Proof, line: str, statement: list[Any]) -> Proving:
    """Show the written proof to the checker, and a false one beside it."""
    try:
        accepted = proofs.check_line(line)
    except (Refused, Malformed) as refusal:
        return Proving(line=line, refusal=f"{claim}, its proof: {refusal}")
    if (accepted.proves, accepted.statement) != (claim, statement):
        return Proving(line=line, broken="kernel and checker take its proof for different theorems")
    written = json.loads(line)
    if _believed({**written, "statement": serial.written(FALSE), "steps": written["steps"][:1]}):
        return Proving(line=line, broken="the checker takes a proof of something else for one of false")
    text = " ".join(proof.statement.split())
    return Proving(Proved(statement=text, steps=accepted.steps, covers=proof.covers), line)


def _believed(forged: Mapping[str, Any]) -> bool:
    """Whether the checker accepts a line that was made false on purpose."""
    try:
        proofs.check_line(json.dumps(forged))
    except (Refused, Malformed):
        return False
    return True
