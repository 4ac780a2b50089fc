"""Prose with formulas in it: lists, multiples and what is declared, as an argument words them."""

from fractions import Fraction
from itertools import groupby

from verify.proof.syntax import ONE, Expr

Spans = tuple[str | Expr, ...]
"""Prose with formulas in it."""

_PLURAL = {"matrix": "matrices"}


def bracketed(term: Expr) -> Spans:
    """A term that something is multiplied by; a sum in parentheses."""
    return ("(", term, ")") if term.op == "+" else (term,)


def times(c: Fraction, ref: Spans) -> Spans:
    """A multiple of what is referred to."""
    if c == 1:
        return ref
    return (
        (f"-{ref[0]}", *ref[1:])
        if c == -1 and isinstance(ref[0], str) and ref[0].startswith("(")
        else (f"{c} times ", *ref)
    )


def joined(refs: list[Spans]) -> Spans:
    """a, b and c."""
    found: Spans = ()
    for at, ref in enumerate(refs):
        found += ((), (" and ",))[at > 0 and at == len(refs) - 1] or ((", ",) if at else ())
        found += ref
    return found


def listed(told: list[tuple[Expr, str, Spans]]) -> Spans:
    """a := x, b := y."""
    found: Spans = ()
    for at, (name, sign, value) in enumerate(told):
        found += (*((", ",) if at else ()), name, sign, *value)
    return found


def introduced(bound: list[Expr]) -> Spans:
    """natural numbers n, u, a matrix G: n×u and columns y, g: n."""
    groups: list[Spans] = []
    for _, group in groupby(bound, key=lambda one: one.sort):
        members = list(group)
        kind = _kind(members[0])
        words: Spans = (f"{_PLURAL.get(kind, kind + 's')} " if len(members) > 1 else f"a {kind} ",)
        for at, one in enumerate(members):
            words += (", ", one) if at else (one,)
        groups.append((*words, *shape(members[0])))
    return joined(groups)


def _kind(one: Expr) -> str:
    if one.sort == "natural":
        return "natural number"
    return "number" if one.sort == (ONE, ONE) else "column" if one.sort[1] == ONE else "matrix"


def shape(one: Expr) -> Spans:
    """What follows a declared name: its shape, but for numbers."""
    if one.sort in ("natural", (ONE, ONE)):
        return ()
    rows, cols = one.sort
    return (": ", rows) if cols == ONE else (": ", rows, "×", cols)
