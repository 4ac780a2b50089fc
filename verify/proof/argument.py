"""Folds a proof in the kernel's small steps into an argument: numbered lines, each with its reason, and lemmas.

What is bound becomes "Let n be a natural number", what is discharged "Assume", what exists "Take"; putting in terms
and premises, and taking a conjunction apart, is said in the reason of the line that uses it. An argument is built
from the theorem alone and believes nothing that is not in it. `render` and `latex` write it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import groupby
from typing import Any

from verify.proof.normal_form import NONE, normal
from verify.proof.rules import Theorem
from verify.proof.serial import premises, steps
from verify.proof.syntax import FALSE, ONE, Expr, substitute

Spans = tuple["str | Expr", ...]
"""Prose with formulas in it."""


@dataclass(frozen=True)
class Line:
    """A line of an argument: how deep it is nested, its number if it is referred to, what it says and why."""

    depth: int
    number: int | None
    said: Spans
    reason: Spans = ()


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


def argument(theorems: "dict[str, Theorem]") -> Argument:
    """The argument of theorems by name; a lemma that several of them use is there once, and first."""
    used: dict[Expr, Theorem] = {}
    for theorem in theorems.values():
        for lemma in _lemmas(theorem):
            used.setdefault(lemma.conclusion, lemma)
    labels = {conclusion: f"Lemma {number}" for number, conclusion in enumerate(used, 1)}
    blocks = [_block(labels[one], lemma, labels) for one, lemma in used.items()]
    return Argument((*blocks, *(_block(f"Theorem ({name})", one, labels) for name, one in theorems.items())))


def equivalence(expr: Expr) -> bool:
    """Tell whether a formula is A → B and B → A."""
    if expr.op != "and" or {part.op for part in expr.parts} != {"->"}:
        return False
    there, back = expr.parts
    return bool(there.parts == back.parts[::-1]) and FALSE not in there.parts


def _lemmas(theorem: Theorem) -> Iterator[Theorem]:
    """The closed theorems that others are drawn from, in the order in which they are proved."""
    parts = {id(theorem)}  # of the theorem itself, which is no use of them
    for step in reversed(steps(theorem)):
        if id(step) in parts and step.rule in {"both", "generalise"}:
            parts |= {id(one) for one in premises(step)}
    used = {
        id(_plain(premise))
        for step in steps(theorem)
        for premise in premises(step)
        if step.rule != "induct" and id(step) not in parts
    }
    for step in steps(theorem):
        closed = not step.hypotheses and all(_index(one) is not None for one in step.conclusion.free)
        if closed and step.conclusion.op == "all" and id(step) in used and step.conclusion != theorem.conclusion:
            yield step


def _index(name: Expr) -> "Expr | None":
    """The index of a member of a family; None for any other name."""
    index: Expr | None = name.parts[1 if name.op == "nat" else 3]
    return index


def _plainest(member: Expr) -> tuple[bool, int, str]:
    """Orders members of a family by how plain they are: G[k], G[u], G[k+1], G[0]; no two of them alike."""
    index = member.parts[3]
    return index.parts[0] is None, index.parts[2], index.parts[0] or ""


def _block(title: str, theorem: Theorem, labels: "dict[Expr, str]") -> Block:
    statement = theorem.conclusion
    named = {one.parts[0] for one in statement.free if one.op == "var"}
    families = [
        min((one for one in statement.free if one.op == "var" and one.parts[0] == name), key=_plainest)
        for name in sorted(named)
    ]
    remark: Spans = ()
    if families:
        remark = ("For all families ", *_listed([(one, "", _shape(one)) for one in families]), ".")
    others = {conclusion: label for conclusion, label in labels.items() if conclusion != statement}
    writer = _Writer(others, {one.parts[0] for one in statement.free})
    writer.prove(theorem)
    return Block(title, statement, remark, tuple(writer.lines))


class _EmitsError(Exception):
    """Raised where only a reason was asked for, but it needs a line of its own."""


@dataclass
class _Writer:
    """Writes one proof. Facts are known by what they say, in the names that the reader sees."""

    lemmas: "dict[Expr, str]"
    taken: set[str]
    lines: list[Line] = field(default_factory=list)
    known: "dict[Expr, Spans]" = field(default_factory=dict)
    renamed: "list[tuple[Expr, Expr]]" = field(default_factory=list)
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

    def say(self, *said: "str | Expr", reason: Spans = ()) -> None:
        """A line without a number."""
        if self.quiet:
            raise _EmitsError
        self.lines.append(Line(self.depth, None, said, reason))

    def count(self, formula: Expr, reason: Spans = ()) -> Spans:
        """A numbered line; the number is what refers to it."""
        if self.quiet:
            raise _EmitsError
        self.number += 1
        self.lines.append(Line(self.depth, self.number, (formula,), reason))
        label: Spans = (f"({self.number})",)
        return label

    def learn(self, formula: Expr, reason: Spans = ()) -> None:
        """Number a formula, or each part of a conjunction, and know it."""
        if formula.op == "and" and not equivalence(formula):
            self.learn(formula.parts[0], reason)
            self.learn(formula.parts[1])
            self.known[formula] = _joined([self.known[part] for part in formula.parts])
        else:
            self.known[formula] = self.count(formula, reason)

    # ---- facts ----

    def cite(self, theorem: Theorem) -> Spans:
        """How a reason refers to a fact; lines that establish it are written first."""
        theorem = _plain(theorem)
        formula = self.see(theorem.conclusion)
        if formula in self.known:
            return self.known[formula]
        if theorem.conclusion in self.lemmas and not theorem.hypotheses:
            return (self.lemmas[theorem.conclusion],)
        if theorem.rule == "gram" or theorem.rule in {"total", "excluded_middle"}:
            return (formula,)
        if theorem.rule == "both" and not equivalence(theorem.conclusion):
            return _joined([self.cite(part) for part in premises(theorem)])
        if theorem.rule == "specialise":
            head, instances, others, side = self.drawn(theorem)
            if not others and not side:
                return self.applied(self.cite(head), instances)
        return self.state(theorem)

    def state(self, theorem: Theorem) -> Spans:
        """Establish a fact with a line of its own."""
        formula = self.see(theorem.conclusion)
        if theorem.rule in {"generalise", "discharge"}:
            self.introduce(theorem, formula)
        elif theorem.rule == "obtain":
            with self.scope(named=False):
                inner = self.take(theorem)
                label = self.cite(inner)
            self.known[formula] = label
        elif theorem.rule == "cases":
            self.alternatives(theorem, formula)
        elif theorem.rule == "induct":
            self.known[formula] = self.count(formula, ("by induction:",))
            with self.scope(deeper=1):
                self.induction(theorem)
        elif theorem.rule == "both":
            refs = [self.cite(part) for part in premises(theorem)]
            self.known[formula] = self.count(formula, ("by ", *_joined(refs)))
        else:
            reason = self.reason(theorem)
            self.known[formula] = self.count(formula, reason)
        return self.known[formula]

    def introduce(self, theorem: Theorem, formula: Expr) -> None:
        """∀ and → that are established on the way: in one line where that is enough."""
        try:
            self.quiet, before = True, self.quiet
            with self.scope():
                shown, reason = self.at_once(theorem)
        except _EmitsError:
            reason = ()
        finally:
            self.quiet = before
        if reason:
            self.known[formula] = self.count(shown, reason)
            return
        label = self.count(formula, ("as follows.",))
        with self.scope(deeper=1):
            self.prove(theorem)
        self.known[formula] = label

    def at_once(self, theorem: Theorem) -> "tuple[Expr, Spans]":
        """∀ … A → …, and its reason when that needs no line before it; raises _EmitsError when it does."""
        supposed: list[Spans] = []
        before: list[tuple[str, Expr]] = []
        while theorem.rule in {"generalise", "discharge"}:
            argument, theorem = theorem.arguments
            theorem = _plain(theorem)
            if argument.sort == "formula":
                assumed = self.see(argument)
                self.known[assumed] = (assumed,)
                supposed.append((assumed,))
                before.append(("->", assumed))
            else:
                before.append(("all", self.bind(argument)))
        shown = reduce(lambda inner, one: Expr(one[0], one[1], inner), reversed(before), self.see(theorem.conclusion))
        if theorem.rule in {"obtain", "cases", "induct", "both"}:
            raise _EmitsError
        if theorem.conclusion == FALSE and theorem.rule == "linear" and len(supposed) == 1:
            others = _joined([one for one in self.facts(theorem) if one != supposed[0]])
            return shown, (*supposed[0], " would contradict ", *others) if others else (*supposed[0], " is absurd")
        return shown, self.reason(theorem)

    # ---- reasons ----

    def reason(self, theorem: Theorem) -> Spans:
        """Why a fact holds; lines that the reason refers to are written first."""
        rule = theorem.rule
        if rule == "linear":
            return self.combination(theorem)
        if rule in {"specialise", "detach", "first", "second"}:
            return self.instance(theorem)
        if rule == "exhibit":
            return self.example(theorem)
        if rule == "gram_zero":
            return self.square(premises(theorem)[0])
        given = _joined([self.cite(one) for one in premises(theorem)])
        before, after = _PHRASES.get(rule, ("by ", ""))
        return (before, *given, after) if after else (before, *given)

    def square(self, zero: Theorem) -> Spans:
        """Why a is 0 where ‖a‖² is, or is not above."""
        if zero.rule == "antisymmetric" and premises(zero)[1].rule == "gram":
            upper = self.cite(premises(zero)[0])
            return ("by ", *upper, ", as a sum of squares is never negative, and 0 only at 0")
        return ("by ", *self.cite(zero), ", as a sum of squares is 0 only at 0")

    def facts(self, theorem: Theorem) -> list[Spans]:
        """References to the premises of a step, each once."""
        found: list[Spans] = []
        for one in premises(theorem):
            ref = self.cite(one)
            if ref not in found:
                found.append(ref)
        return found

    def combination(self, theorem: Theorem) -> Spans:
        """Which multiples of which facts add up to the goal; the facts alone where the multiples are long."""
        goal, equations, inequalities = theorem.arguments
        refs = self.facts(theorem)  # what needs a line gets it here
        if not refs:
            return ("there are no entries",) if NONE in goal.parts[0].sort else ("expanding",)
        if len(equations) == 1 and not inequalities and _number(*equations[0][1:3]) is not None:
            return ("by ", *refs[0])
        terms: list[Spans] = [_times(c, self.cite(one)) for one, c in inequalities]
        sign = 1 if goal.op == "=" else -1
        for (one, right, flipped), lefts in _merged(equations).items():
            ref = self.cite(one)
            left = _tidy(reduce(lambda a, b: Expr("+", a, b), lefts), sign)
            terms.append(self.multiple(left, _tidy(right), ("the transpose of ", *ref) if flipped else ref))
        if len(terms) == 1:
            return ("by ", *terms[0]) if terms[0] in refs else terms[0]
        return ("adding ", *_joined(terms)) if len(terms) <= _MOST_TERMS else ("by ", *_joined(refs), ", expanding")

    def multiple(self, left: Expr, right: Expr, ref: Spans) -> Spans:
        """A multiple of an equation, by a matrix on either side."""
        if right.op == "num" and left.op == "num":
            return _times(left.parts[0] * right.parts[0], ref)
        found: Spans = (*_whole(self.see(left)), " times ", *ref) if left != _UNIT else ref
        return (*found, " times ", *_whole(self.see(right))) if right != _UNIT else found

    def drawn(self, theorem: Theorem) -> "tuple[Theorem, list[tuple[Expr, Expr]], list[Theorem], str]":
        """From what a fact is drawn: the head, the values for its names, its premises, and which half is meant."""
        theorem = _plain(theorem)
        instances: list[tuple[Expr, Expr]] = []
        others: list[Theorem] = []
        side = ""
        while theorem.rule in {"specialise", "detach", "first", "second"}:
            inner = theorem.arguments[0]
            if theorem.rule == "specialise":
                instances.insert(0, (inner.conclusion.parts[0], self.see(theorem.arguments[1])))
            elif theorem.rule == "detach":
                others.insert(0, theorem.arguments[1])
            elif equivalence(inner.conclusion):
                side = " (→)" if theorem.rule == "first" else " (←)"
            elif not side:
                side = " (first part)" if theorem.rule == "first" else " (second part)"
            theorem = _plain(inner)
            if self.see(theorem.conclusion) in self.known:
                break
        return theorem, instances, others, side

    def instance(self, theorem: Theorem) -> Spans:
        """A reason that puts values and premises into a known fact."""
        if theorem.rule == "detach" and theorem.conclusion == FALSE:
            denied, holds = (self.cite(one) for one in premises(theorem))
            return (*holds, " contradicts ", *denied)
        head, instances, others, side = self.drawn(theorem)
        base = self.cite(head)
        refs = [self.cite(one) for one in others]
        found: Spans = ("by ", *self.applied((*base, side) if side else base, instances))
        return (*found, ", since ", *_joined(refs)) if refs else found

    def applied(self, head: Spans, instances: "list[tuple[Expr, Expr]]") -> Spans:
        """A fact with values for its names; what keeps its name, and sizes, which shapes tell, are not said."""
        told = [(name, value) for name, value in instances if name.parts[0] != value.parts[0] or name.op != value.op]
        if any(name.op == "var" for name, _ in told):
            told = [(name, value) for name, value in told if name.op == "var"]
        return (*head, " with ", *_listed([(name, _IS, (value,)) for name, value in told])) if told else head

    def example(self, theorem: Theorem) -> Spans:
        """A reason that names what exists."""
        told: list[tuple[Expr, str, Spans]] = []
        while theorem.rule == "exhibit":
            goal, value, inner = theorem.arguments
            if goal.parts[0].parts[0] != value.parts[0]:
                told.append((goal.parts[0], _IS, (self.see(value),)))
            theorem = _plain(inner)
        ref = self.cite(theorem)
        return ("by ", *ref, ", with ", *_listed(told)) if told else ("by ", *ref)

    # ---- whole arguments ----

    def prove(self, theorem: Theorem) -> None:
        """Write the argument for a goal that the reader has before them."""
        theorem = _plain(theorem)
        formula = self.see(theorem.conclusion)
        rule = theorem.rule
        if theorem.conclusion in self.lemmas and not theorem.hypotheses:
            self.say(f"This is {self.lemmas[theorem.conclusion]}.")
        elif formula in self.known:
            self.say("This is ", *self.known[formula], ".")
        elif rule in {"generalise", "discharge"}:
            self.prove(self.assumed(theorem))
        elif rule == "obtain":
            self.prove(self.take(theorem))
        elif rule == "absurd":
            self.prove(premises(theorem)[0])
        elif rule in {"cases", "induct", "both"}:
            self.branches(theorem)
        elif formula == FALSE:
            self.contradiction(theorem)
        else:
            self.state(theorem)

    def branches(self, theorem: Theorem) -> None:
        """Write the argument for a goal that has several parts."""
        if theorem.rule == "cases":
            self.alternatives(theorem, None)
        elif theorem.rule == "induct":
            self.say("By induction on ", theorem.conclusion.parts[0], ".")
            self.induction(theorem)
        else:
            both = equivalence(theorem.conclusion)
            for sign, part in zip("→←" if both else "12", premises(theorem), strict=True):
                self.say(f"({sign})" if both else f"Part {sign}: ", *(() if both else (self.see(part.conclusion),)))
                with self.scope(deeper=1):
                    self.prove(part)

    def assumed(self, theorem: Theorem) -> Theorem:
        """Let what is bound be given, assume what is discharged, in their order; what is left to show."""
        assuming = False
        while theorem.rule in {"generalise", "discharge"}:
            given: list[Expr] = []
            while theorem.rule == "generalise":
                name, theorem = theorem.arguments
                given.append(self.bind(name))
                theorem = _plain(theorem)
            if given:
                self.say("Let ", *_given(given), " be given.")
            said = False
            while theorem.rule == "discharge":
                formula, theorem = theorem.arguments
                theorem = _plain(theorem)
                if self.see(formula) not in self.known:
                    if not said:
                        self.say("Assume" if theorem.conclusion != FALSE else "Suppose")
                    said = True
                    self.learn(self.see(formula))
                assuming = True
        told = theorem.rule in {"obtain", "cases", "induct", "exhibit"} or equivalence(theorem.conclusion)
        if told and (assuming or self.depth) and theorem.conclusion != FALSE:
            self.say("To show: ", self.see(theorem.conclusion))
        return theorem

    def take(self, theorem: Theorem) -> Theorem:
        """Name what exists; what is then shown."""
        existence = theorem.arguments[0]
        reason = self.existence(existence)
        found: list[Expr] = []
        formula = existence.conclusion
        while theorem.rule == "obtain" and theorem.arguments[0].conclusion == formula:
            existence, name, theorem = theorem.arguments
            formula = substitute(formula.parts[1], formula.parts[0], name)
            found.append(self.bind(name))
        self.say(*reason, "take ", *_given(found), " with")
        self.learn(self.see(formula))
        return theorem

    def existence(self, theorem: Theorem) -> Spans:
        if self.see(theorem.conclusion) in self.known:
            return ("By ", *self.known[self.see(theorem.conclusion)], " ")
        theorem = _plain(theorem)
        if theorem.rule == "split":
            return ("As the first unit vectors and the last one, ",)
        reason = self.reason(theorem) if theorem.rule not in _SCOPING else ("by ", *self.state(theorem))
        whole = "".join(part if isinstance(part, str) else "\0" for part in reason)
        first = reason[0]
        capital = first[:1].upper() + first[1:] if isinstance(first, str) else first
        return (capital, *reason[1:], ", " if "," in whole else " ")

    def alternatives(self, theorem: Theorem, formula: "Expr | None") -> None:
        """Two cases, or the negation of the goal refuted."""
        either, left, right = premises(theorem)
        A, B = (self.see(part) for part in either.conclusion.parts)
        goal = self.see(theorem.conclusion)
        if left.rule == "assume" and left.conclusion == either.conclusion.parts[0] and right.rule == "absurd":
            label = self.count(goal, ("otherwise",)) if formula is not None else None
            with self.scope(deeper=1 if formula is not None else 0):
                if formula is None:
                    self.say("Suppose not:")
                self.learn(B)
                self.prove(premises(right)[0])
            if formula is not None and label is not None:
                self.known[formula] = label
            return
        self.cite(either)
        label = self.count(goal, ("in both of two cases.",)) if formula is not None else None
        for at, (case, part) in enumerate(((A, left), (B, right)), 1):
            with self.scope(deeper=1 if formula is not None else 0):
                self.say(f"Case {at}:")
                with self.scope(deeper=1):
                    self.learn(case)
                    self.prove(part)
        if formula is not None and label is not None:
            self.known[formula] = label

    def induction(self, theorem: Theorem) -> None:
        base, step = premises(theorem)
        k = theorem.conclusion.parts[0]
        self.say("For ", k, " = 0: ", self.see(base.conclusion))
        with self.scope(deeper=1):
            self.prove(base)
        self.say("From ", k, " to ", Expr("nat", k.parts[0], None, 1), ":")
        with self.scope(deeper=1):
            self.prove(step)

    def contradiction(self, theorem: Theorem) -> None:
        reason = self.reason(theorem)
        if theorem.rule == "detach":
            self.say(*reason, ".")
        else:
            self.say("Contradiction, as 0 < 0: ", *reason, ".")


_UNIT = Expr("num", Fraction(1))
_MOST_TERMS = 4
"""Of combinations of more facts only the facts are named."""
_IS = "\u00a0:=\u00a0"
_PHRASES = {
    "gram": ("a sum of squares", ""),
    "signs": ("the product of ", ""),
    "absurd": ("since ", " is absurd"),
    "reciprocal": ("by ", ", as what is not 0 has a reciprocal"),
    "split": ("the first unit vectors and the last one", ""),
    "total": ("one or the other", ""),
    "excluded_middle": ("one or the other", ""),
}
"""What stands before and after the facts that a rule uses."""
_PLURAL = {"matrix": "matrices"}
_SCOPING = frozenset({"generalise", "discharge", "obtain", "cases", "induct", "both"})


def _plain(theorem: Theorem) -> Theorem:
    """The theorem without steps that only say it again: in other writing, or put together and taken apart."""
    while True:
        given = premises(theorem)
        inner = given[0] if given else theorem
        if theorem.rule in {"first", "second"} and inner.rule == "both":
            theorem = premises(inner)[0 if theorem.rule == "first" else 1]
        elif theorem.rule == "specialise" and inner.rule == "generalise" and _unchanged(theorem, inner):
            theorem = inner.arguments[1]
        elif theorem.rule == "linear" and len(given) == 1 and _same(theorem.conclusion, inner.conclusion):
            theorem = inner
        else:
            return theorem


def _unchanged(theorem: Theorem, inner: Theorem) -> bool:
    """Tell whether ∀v. A was only put together and taken apart; not where A stands on its own and may be a lemma."""
    return bool(inner.hypotheses) and bool(inner.arguments[0] == theorem.arguments[1])


def _same(one: Expr, other: Expr) -> bool:
    """Tell whether two relations have equal sides."""
    return one.op == other.op != "false" and [*map(normal, one.parts)] == [*map(normal, other.parts)]


def _number(left: Expr, right: Expr) -> "Fraction | None":
    """The number that an equation is multiplied by, where its multipliers are no more than one."""
    a, b = _tidy(left), _tidy(right)
    return a.parts[0] * b.parts[0] if a.op == b.op == "num" else None


def _merged(equations: "tuple[Any, ...]") -> "dict[tuple[Theorem, Expr, bool], list[Expr]]":
    """The left multipliers of each equation, for one multiplier at its right."""
    found: dict[tuple[Theorem, Expr, bool], list[Expr]] = {}
    for theorem, left, right, flipped in equations:
        found.setdefault((theorem, right, flipped), []).append(left)
    return found


def _tidy(expr: Expr, sign: int = 1) -> Expr:
    """The term written out; identity matrices are left away, as in a multiplier they stand for 1."""
    whole: Expr | None = None
    for (scalars, word), c in sorted(normal(expr).items(), key=lambda term: term[1] * sign, reverse=True):
        letters = [Expr("T", variable) if transposed else variable for _, transposed, variable in word]
        numbers = [
            reduce(lambda a, b: Expr("*", a, b), [Expr("T", v) if back else v for _, back, v in scalar])
            for scalar in scalars
        ]
        factors = [*numbers, *([reduce(lambda a, b: Expr("*", a, b), letters)] if letters else [])]
        term = reduce(lambda a, b: Expr(".", b, a), reversed(factors)) if factors else _UNIT
        if c * sign != 1:
            term = Expr("num", c * sign) if term == _UNIT else Expr(".", Expr("num", c * sign), term)
        whole = term if whole is None or whole.sort != term.sort else Expr("+", whole, term)
    return whole or Expr("num", Fraction(0))


def _whole(term: Expr) -> Spans:
    """A term that something is multiplied by; a sum in parentheses."""
    return ("(", term, ")") if term.op == "+" else (term,)


def _times(c: Fraction, ref: Spans) -> Spans:
    if c == 1:
        return ref
    return (
        (f"-{ref[0]}", *ref[1:])
        if c == -1 and isinstance(ref[0], str) and ref[0].startswith("(")
        else (f"{c} times ", *ref)
    )


def _joined(refs: "list[Spans]") -> Spans:
    """a, b and c."""
    found: Spans = ()
    for at, ref in enumerate(refs):
        found += ((), (" and ",))[at > 0 and at == len(refs) - 1] or ((", ",) if at else ())
        found += ref
    return found


def _listed(told: "list[tuple[Expr, str, Spans]]") -> Spans:
    """a := x, b := y."""
    found: Spans = ()
    for at, (name, sign, value) in enumerate(told):
        found += (*((", ",) if at else ()), name, sign, *value)
    return found


def _given(bound: "list[Expr]") -> Spans:
    """natural numbers n, u, a matrix G: n×u and columns y, g: n."""
    groups: list[Spans] = []
    for _, group in groupby(bound, key=lambda one: one.sort):
        members = list(group)
        kind = _kind(members[0])
        listed: Spans = (f"{_PLURAL.get(kind, kind + 's')} " if len(members) > 1 else f"a {kind} ",)
        for at, one in enumerate(members):
            listed += (", ", one) if at else (one,)
        groups.append((*listed, *_shape(members[0])))
    return _joined(groups)


def _kind(one: Expr) -> str:
    if one.sort == "natural":
        return "natural number"
    return "number" if one.sort == (ONE, ONE) else "column" if one.sort[1] == ONE else "matrix"


def _shape(one: Expr) -> Spans:
    """What follows a declared name: its shape, but for numbers."""
    if one.sort in ("natural", (ONE, ONE)):
        return ()
    rows, cols = one.sort
    return (": ", rows) if cols == ONE else (": ", rows, "×", cols)
