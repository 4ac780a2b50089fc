"""The page that an argument is written on: its lines, how they are numbered, and what is known and named there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from verify.proof.prose import Spans, joined
from verify.proof.reading import equivalence
from verify.proof.syntax import Expr, substitute


@dataclass(frozen=True)
class Line:
    """A line of an argument: how deep it is nested, its number if it is referred to, what it says and why."""

    depth: int
    number: int | None
    said: Spans
    reason: Spans = ()


class EmitsError(Exception):
    """Raised where only a reason was asked for, but it needs a line of its own."""


@dataclass
class Page:
    """What of one proof is written so far. Facts are known by what they say, in the names that the reader sees."""

    lemmas: dict[Expr, str]
    taken: set[str]
    lines: list[Line] = field(default_factory=list)
    known: dict[Expr, Spans] = field(default_factory=dict)
    renamed: list[tuple[Expr, Expr]] = field(default_factory=list)
    depth: int = 0
    number: int = 0
    quiet: bool = False

    # ---- names and scopes ----

    def see(self, expr: Expr) -> Expr:
        """The expression in the names that the reader sees."""
        for old, new in self.renamed:
            expr = substitute(expr, old, new)
        return expr

    def bind(self, name: Expr) -> Expr:
        """Let the name be bound from here on; one that means something else already gets a prime."""
        seen = self.see(name)
        fresh = seen
        while fresh.parts[0] in self.taken:
            fresh = Expr(seen.op, f"{fresh.parts[0]}_", *seen.parts[1:])
        if fresh != seen:
            self.renamed.append((seen, fresh))
        self.taken.add(fresh.parts[0])
        return fresh

    @contextmanager
    def scope(self, *, deeper: int = 0, named: bool = True) -> Iterator[None]:
        """What is known and named inside is forgotten after it."""
        kept = dict(self.known), set(self.taken), list(self.renamed)
        self.depth += deeper
        try:
            yield
        finally:
            self.depth -= deeper
            self.renamed = kept[2]
            if named:
                self.known, self.taken = kept[0], kept[1]

    # ---- lines ----

    def say(self, *said: str | Expr, reason: Spans = ()) -> None:
        """A line without a number."""
        if self.quiet:
            raise EmitsError
        self.lines.append(Line(self.depth, None, said, reason))

    def count(self, formula: Expr, reason: Spans = ()) -> Spans:
        """A numbered line; the number is what refers to it."""
        if self.quiet:
            raise EmitsError
        self.number += 1
        self.lines.append(Line(self.depth, self.number, (formula,), reason))
        label: Spans = (f"({self.number})",)
        return label

    def learn(self, formula: Expr, reason: Spans = ()) -> None:
        """Number a formula, or each part of a conjunction, and know it."""
        if formula.op == "and" and not equivalence(formula):
            self.learn(formula.parts[0], reason)
            self.learn(formula.parts[1])
            self.known[formula] = joined([self.known[part] for part in formula.parts])
        else:
            self.known[formula] = self.count(formula, reason)
