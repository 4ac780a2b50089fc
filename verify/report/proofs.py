"""The proofs of the claims as numbered arguments on the screen, or as one LaTeX document."""

import importlib
import textwrap
from collections.abc import Mapping, Sequence

from rich.console import Console

from verify.evidence import ArgumentBlock, ArgumentLine, Claim
from verify.proof import Theorem
from verify.proof.argument import argument
from verify.proof.latex import document
from verify.proof.render import NO_BREAK, NOTATION
from verify.proof.syntax import Refused
from verify.report.tables import print_heading, print_lines, printable
from verify.running import loading
from verify.ways import Proof

_STEP = 2  # blanks an indentation


def print_proofs(console: Console, claims: Sequence[Claim]) -> None:
    """Print the proof of each claim as a numbered argument; where there is none, one line says so."""
    for claim in claims:
        print_heading(console, f"Proof of {claim.id}")
        proved = claim.evidence.proved
        if proved is None:
            print_lines(console, "it has no proof for all sizes; what it rests on is shown above")
            continue
        console.print()
        for line in lines(proved.argument, console.width):
            console.print(printable(line), soft_wrap=True)


def lines(blocks: Sequence[ArgumentBlock], width: int) -> list[str]:
    """Lay out an argument in lines no wider than `width`, broken at blanks; a single longer word stays whole."""
    found = ["", *_wrapped("", NOTATION, width, 0)]
    for block in blocks:
        found += ["", f"{block.title}."]
        if block.remark is not None:
            found += _wrapped("", block.remark, width, _STEP)
        found += _wrapped("", block.statement, width, _STEP)
        found += ["Proof."]
        for line in block.lines:
            found += _line(line, width - 2, at_end=line is block.lines[-1])
    return found[1:]


def _line(line: ArgumentLine, width: int, *, at_end: bool) -> list[str]:
    margin = _STEP * (1 + line.depth)
    label = "" if line.number is None else f"({line.number}) "
    if line.reason is None:
        found = _wrapped(label, line.said, width, margin)
    elif margin + len(label) + len(line.said) + len(line.reason) + 2 <= width:
        found = _wrapped(label, f"{line.said}: {line.reason}", width, margin)
    else:
        reason = _wrapped("", line.reason, width, margin + 2 * _STEP)
        found = [*_wrapped(label, f"{line.said}:", width, margin), *reason]
    if at_end:
        found[-1] += " ∎"
    return found


def _wrapped(label: str, words: str, width: int, margin: int) -> list[str]:
    found = textwrap.wrap(
        words,
        max(width, 2 * margin),
        initial_indent=" " * margin + label,
        subsequent_indent=" " * (margin + 2 * _STEP),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(NO_BREAK, " ") for line in found]


def found(chosen: Mapping[str, str], own: Mapping[str, str]) -> dict[str, Proof]:
    """Return the proofs of those of the chosen claims (id -> module or file) that have one."""
    claims = {
        claim: loading.claims_in(place)[claim] if claim in own else importlib.import_module(place).CLAIM
        for claim, place in chosen.items()
    }
    proofs = {claim: getattr(value, "proof", None) for claim, value in claims.items()}
    return {claim: proof for claim, proof in proofs.items() if isinstance(proof, Proof)}


def as_document(proofs: Mapping[str, Proof]) -> str:
    """Write the proofs as one LaTeX document, lemmas that they share once; what the kernel refuses is left out."""
    derived = {claim: _derived(proof) for claim, proof in proofs.items()}
    return document(argument({claim: one for claim, one in derived.items() if one is not None}))


def _derived(proof: Proof) -> Theorem | None:
    """The theorem; None where the kernel does not accept its derivation, which the report says."""
    try:
        return proof.derive()
    except Refused:
        return None
