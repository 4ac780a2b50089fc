"""The proof kernel: `syntax`, `normal_form` and `rules` are trusted; what makes, writes and shows proofs is not."""

from verify.proof.combining import by
from verify.proof.notation import Words
from verify.proof.rules import Theorem, apply
from verify.proof.syntax import FALSE, Expr, Refused
from verify.proof.tactics import (
    assuming,
    by_contradiction,
    by_induction,
    clash,
    conjunction,
    discharged,
    either,
    equivalence,
    for_all,
    given,
    negation,
    not_below,
    parts,
    taking,
    there_is,
    use,
    vanishing,
)

__all__ = [
    "FALSE",
    "Expr",
    "Refused",
    "Theorem",
    "Words",
    "apply",
    "assuming",
    "by",
    "by_contradiction",
    "by_induction",
    "clash",
    "conjunction",
    "discharged",
    "either",
    "equivalence",
    "for_all",
    "given",
    "negation",
    "not_below",
    "parts",
    "taking",
    "there_is",
    "use",
    "vanishing",
]
