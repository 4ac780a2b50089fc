"""Folds a proof in the kernel's small steps into an argument: numbered lines, each with its reason, and lemmas.

What is bound becomes "Let n be a natural number", what is discharged "Assume", what exists "Take"; putting in terms
and premises, and taking a conjunction apart, is said in the reason of the line that uses it. An argument is built
from the theorem alone and believes nothing that is not in it. `render` and `latex` write it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.proof.page import Line
from verify.proof.prose import Spans, listed, shape
from verify.proof.reading import plain
from verify.proof.rules import Theorem
from verify.proof.serial import premises, steps
from verify.proof.syntax import Expr
from verify.proof.writer import Writer


@dataclass(frozen=True)
class Block:
    """A lemma or a theorem: its title, its statement, what is free in that, and the lines of its proof."""

    title: str
    statement: Expr
    remark: Spans
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Argument:
    """Lemmas, and after them the theorems that use them."""

    blocks: tuple[Block, ...]


def argument(theorems: dict[str, Theorem]) -> Argument:
    """The argument of theorems by name; a lemma that several of them use is there once, and first."""
    used: dict[Expr, Theorem] = {}
    for theorem in theorems.values():
        for lemma in _lemmas(theorem):
            used.setdefault(lemma.conclusion, lemma)
    labels = {conclusion: f"Lemma {number}" for number, conclusion in enumerate(used, 1)}
    blocks = [_block(labels[one], lemma, labels) for one, lemma in used.items()]
    return Argument((*blocks, *(_block(f"Theorem ({name})", one, labels) for name, one in theorems.items())))


def _lemmas(theorem: Theorem) -> Iterator[Theorem]:
    """The closed theorems that others are drawn from, in the order in which they are proved."""
    parts = {id(theorem)}  # of the theorem itself, which is no use of them
    for step in reversed(steps(theorem)):
        if id(step) in parts and step.rule in {"both", "generalise"}:
            parts |= {id(one) for one in premises(step)}
    used = {
        id(plain(premise))
        for step in steps(theorem)
        for premise in premises(step)
        if step.rule != "induct" and id(step) not in parts
    }
    for step in steps(theorem):
        closed = not step.hypotheses and all(_index(one) is not None for one in step.conclusion.free)
        if closed and step.conclusion.op == "all" and id(step) in used and step.conclusion != theorem.conclusion:
            yield step


def _index(name: Expr) -> Expr | None:
    """The index of a member of a family; None for any other name."""
    index: Expr | None = name.parts[1 if name.op == "nat" else 3]
    return index


def _plainest(member: Expr) -> tuple[bool, int, str]:
    """Orders members of a family by how plain they are: G[k], G[u], G[k+1], G[0]; no two of them alike."""
    index = member.parts[3]
    return index.parts[0] is None, index.parts[2], index.parts[0] or ""


def _block(title: str, theorem: Theorem, labels: dict[Expr, str]) -> Block:
    statement = theorem.conclusion
    named = {one.parts[0] for one in statement.free if one.op == "var"}
    families = [
        min((one for one in statement.free if one.op == "var" and one.parts[0] == name), key=_plainest)
        for name in sorted(named)
    ]
    remark: Spans = ()
    if families:
        remark = ("For all families ", *listed([(one, "", shape(one)) for one in families]), ".")
    others = {conclusion: label for conclusion, label in labels.items() if conclusion != statement}
    writer = Writer(others, {one.parts[0] for one in statement.free})
    writer.prove(theorem)
    return Block(title, statement, remark, tuple(writer.lines))
