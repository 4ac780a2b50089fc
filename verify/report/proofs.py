"""The proofs of the claims, found where the claims are, and printed or written as a document."""

import importlib
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from verify import loading
from verify.proof import Theorem
from verify.proof.argument import argument
from verify.proof.latex import document
from verify.proof.render import lines
from verify.proof.syntax import Refused
from verify.report.tables import print_heading, print_lines
from verify.ways import Proof


def found(chosen: Mapping[str, str], own: Mapping[str, str]) -> dict[str, Proof]:
    """Return the proofs of those of the chosen claims (id -> module or file) that have one."""
    claims = {
        claim: loading.claims_in(place)[claim] if claim in own else importlib.import_module(place).CLAIM
        for claim, place in chosen.items()
    }
    proofs = {claim: getattr(value, "proof", None) for claim, value in claims.items()}
    return {claim: proof for claim, proof in proofs.items() if isinstance(proof, Proof)}


def print_proofs(console: Console, chosen: Mapping[str, str], proofs: Mapping[str, Proof]) -> None:
    """Print the proof of each chosen claim as a numbered argument; where there is none, one line says so."""
    for claim in chosen:
        print_heading(console, f"Proof of {claim}")
        if claim not in proofs:
            print_lines(console, "it has no proof for all sizes; what it rests on is shown above")
            continue
        theorem = _derived(proofs[claim])
        if isinstance(theorem, str):
            print_lines(console, theorem)
            continue
        console.print()
        for line in lines(argument({claim: theorem}), console.width):
            console.print(Text(line), soft_wrap=True)


def as_document(proofs: Mapping[str, Proof]) -> str:
    """Write the proofs as one LaTeX document, lemmas that they share once; what the kernel refuses is left out."""
    derived = {claim: _derived(proof) for claim, proof in proofs.items()}
    return document(argument({claim: one for claim, one in derived.items() if isinstance(one, Theorem)}))


def _derived(proof: Proof) -> Theorem | str:
    """The theorem, or why the kernel does not accept its derivation."""
    try:
        return proof.derive()
    except Refused as refused:
        return f"the kernel refuses its derivation: {refused}"
