"""Check proofs: `python -I -S verify/check/proofs.py FILE.jsonl`. Believes nothing but the line.

Standard library only. A line names what it proves, writes it out, and lists steps; a step is a rule with expressions
and earlier steps. The checker concludes anew at every step, and the last one must say the
statement, without hypotheses.

*What is said.* Natural numbers (sizes, indices) c, n + c, u[k] + c; matrices over any one ordered field, of every size,
0 included; formulas. A free name stands for anything, so what is proved of it holds always. G[k] is a member of a
family: any function that gives a matrix to each index and shape. G: n×u and G: n×m are two matrices with one name.
(Γ, A) is read: wherever all of Γ hold, so does A.

*How it is kept.* As nested tuples. A name that a quantifier binds is replaced by the number of quantifiers between the
two; the name is kept for writing only. What is bound must be all that its name means there, and no free matrix may have
a size that is bound, so that ∀n. A speaks of the same matrices for every n. Nothing put for a bound name may contain a
name that is bound around it.

*Why the rules are sound.* Those of logic are natural deduction with the excluded middle (see `conclude`). `linear`: a
sum of products L (a - b) R of known equations, plus multiples c ≥ 0 of known inequalities, plus a constant ≥ 0, that
equals the goal's difference as polynomials; `total`, `antisymmetric`, `signs` and `reciprocal` are axioms of ordered
fields. `gram`: a sum of squares is not negative; `gram_zero`: it is 0 only if each of them is. `split`: the first u
unit vectors and the last one. `polynomial`: matrices multiply without commuting; but what lies in a product between two
places of size 1 is a number, which commutes and is its own transpose, and a sum over no index (size 0) is 0.
"""

import json
import re
import sys
from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

if __name__ == "__main__":  # under -I not even this folder is searched
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from verify.check.certificates import LONGEST_LINE, Malformed, Refused, items, once, require

Term = tuple[Any, ...]  # an operator and its parts
Sequent = tuple[frozenset[Term], Term]  # hypotheses and conclusion
Polynomial = dict[tuple[Any, Any], Fraction]  # (numbers, product of matrices): coefficient

DEEPEST, LONGEST_NUMBER, LARGEST_SIZE, MOST_PARTS, MOST_PRODUCTS = 100, 1000, 10**9, 1_000_000, 10_000
RATIONAL = re.compile(r"-?(?:0|[1-9]\d*)(?:/[1-9]\d*)?", re.ASCII)
QUANTIFIERS = ("all", "some")
# s size, S size or null, n name, N name or null, i integer, q rational, m matrix, f formula, v what is bound
OPERATORS = {
    "nat": "NSi", "var": "nssS", "num": "q", "zero": "ss", "id": "s", "+": "mm", "*": "mm", "T": "m", ".": "mm",
    "=": "mm", "<=": "mm", "<": "mm", "and": "ff", "or": "ff", "->": "ff", "false": "", "all": "vf", "some": "vf",
}  # fmt: skip
# E expression, T earlier step, Q equations with their multipliers, I inequalities with theirs
RULES = {
    "assume": "E", "discharge": "ET", "detach": "TT", "both": "TT", "first": "T", "second": "T", "either_left": "TE",
    "either_right": "ET", "cases": "TTT", "absurd": "TE", "excluded_middle": "E", "generalise": "ET",
    "specialise": "TE", "exhibit": "EET", "obtain": "TET", "induct": "TT", "linear": "EQI", "gram": "E",
    "gram_zero": "T", "signs": "TT", "total": "EE", "antisymmetric": "TT", "reciprocal": "TE", "split": "EEE",
}  # fmt: skip
NOUGHT, ONE, FALSE = ("nat", None, 0), ("nat", None, 1), ("false",)
NUMBER = (ONE, ONE)


class Accepted(NamedTuple):
    """What a line proved, in how many steps, and the statement as its JSON is written."""

    proves: str
    steps: int
    statement: list[Any]


# ---- reading strictly ----


def strict(line: str) -> Any:
    """Read JSON without duplicate keys, floats, or nesting without end."""
    require(len(line) <= LONGEST_LINE, f"longer than {LONGEST_LINE} characters", Malformed)
    try:
        return json.loads(line, object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not strict JSON: {error}") from None


def refuse(text: str) -> None:
    """Refuse floats, NaN and infinities."""
    raise Malformed(f"{text[:30]} is no integer")


def rational(text: Any) -> Fraction:
    """Read "p/q" in lowest terms."""
    good = type(text) is str and len(text) <= LONGEST_NUMBER and RATIONAL.fullmatch(text)
    require(good and str(Fraction(text)) == text, f'{str(text)[:30]!a} is no rational number like "-1/2"', Malformed)
    return Fraction(text)


def part(kind: str, value: Any, depth: int) -> Any:
    """Read one part of an expression."""
    if value is None and kind in "NS":
        return None
    if kind == "q":
        return rational(value)
    if kind in "inN":
        name = type(value) is str and len(value) <= 100 and value.isidentifier()
        good = type(value) is int and 0 <= value < LARGEST_SIZE if kind == "i" else name
        what = f"integer from 0 to {LARGEST_SIZE - 1}" if kind == "i" else "name"
        require(good, f"{str(value)[:30]!a} is no {what}", Malformed)
        return value
    found = parsed(value, depth + 1)
    require(kind not in "sS" or found[0] == "nat", "a size or an index is a natural number", Malformed)
    return found


def parsed(value: Any, depth: int = 0) -> Term:
    """Read [operator, part, ...] as a tuple, innermost first; what quantifiers bind is bound at once."""
    require(depth < DEEPEST, f"an expression is nested deeper than {DEEPEST}", Malformed)
    require(type(value) is list and value, "an expression is a list that begins with its operator", Malformed)
    op, *parts = value
    require(type(op) is str and op in OPERATORS, f"there is no operator {str(op)[:30]!a}", Malformed)
    require(len(parts) == len(OPERATORS[op]), f"{op} has another number of parts", Malformed)
    read = [part(kind, one, depth) for kind, one in zip(OPERATORS[op], parts, strict=True)]
    if op == "nat":
        name, index, plus = read
        require(index is None or name is not None, "only a family has an index", Malformed)
        return (op, name, plus) if index is None else (op, name, plus, index)
    if op in QUANTIFIERS:
        return bind(op, *read)
    return (op, *(one for one in read if one is not None))


def expression(value: Any) -> Term:
    """Read an expression and check that it is formed well."""
    found = parsed(value)
    sort(found)
    return found


def written(t: Term) -> list[Any]:
    """Return the JSON of an expression."""
    op, *parts = t
    if op == "nat":
        return [op, t[1], written(t[3]) if len(t) == 4 else None, t[2]]
    if op == "var":
        return [op, t[1], *map(written, parts[1:]), *[None] * (len(t) == 4)]
    if op in QUANTIFIERS:
        return [op, written(bound(t)), written(instance(t, bound(t)))]
    return [op, *(str(one) if op == "num" else written(one) for one in parts)]


# ---- expressions; bound names are numbers ----


def sort(t: Term) -> Any:
    """Return "natural", "formula" or a matrix's (rows, columns), and refuse what is not formed well."""
    op, *parts = t
    if op in ("nat", "num", "zero", "id"):
        return "natural" if op == "nat" else NUMBER if op == "num" else (parts[0], parts[-1])
    if op == "var":
        require(t[1] not in names(*t[2:]), f"{t[1]} is a matrix and part of its own size")
        return t[2:4]
    kinds = [sort(one) for one in (t[-1:] if op in QUANTIFIERS else parts)]
    logical = op in ("and", "or", "->", "false", *QUANTIFIERS)
    sorts = all(kind == "formula" if logical else type(kind) is tuple for kind in kinds)
    require(sorts, f"{op} takes {'formulas' if logical else 'matrices'}")
    if logical:
        return "formula"
    (rows, cols), (height, width) = kinds[0], kinds[-1]
    same, numbers = kinds[0] == kinds[-1], kinds == [NUMBER, NUMBER]
    fits, found = {
        "+": (same, (rows, cols)), "*": (cols == height, (rows, width)), "T": (True, (cols, rows)),
        ".": ((rows, cols) == NUMBER, (height, width)), "=": (same, "formula"),
    }.get(op, (numbers, "formula"))  # fmt: skip
    require(fits, f"shapes do not fit: {op}")
    return found


def names(*terms: Term, members: bool = True) -> set[str]:
    """Return the names that occur free, those of families included or not."""
    heads = [t for t in terms if t[0] in ("nat", "var") and type(t[1]) is str]
    own = {t[1] for t in heads if members or len(t) == (3 if t[0] == "nat" else 4)}
    return own.union(*(names(one, members=members) for t in terms for one in t[1:] if type(one) is tuple))


def rebuilt(t: Term, change: Callable[[Term, int], Term | None], depth: int = 0) -> Term:
    """Replace the parts for which `change` has an answer; it is told how many quantifiers are around them."""
    changed = change(t, depth)
    if changed is not None:
        return changed
    *others, last = (
        rebuilt(one, change, depth + (t[0] in QUANTIFIERS and at == len(t) - 1)) if type(one) is tuple else one
        for at, one in enumerate(t)
    )
    return (*others, last)


def bind(op: str, v: Term, body: Term) -> Term:
    """Return Qv. body, which is kept as (Q, name, rows and columns if v is a matrix, body)."""
    name = v[1] if v[0] in ("nat", "var") else None
    bindable = v == ("nat", name, 0) if v[0] == "nat" else v[0] == "var" and len(v) == 4
    require(bindable and type(name) is str, "a name is bound, no member of a family, no sum, no other expression")
    require(v[0] == "nat" or name not in names(*v[2:]), f"{name} is a matrix and part of its own size")

    def change(t: Term, depth: int) -> Term | None:
        if t[0] not in ("nat", "var") or type(t[1]) is not str:
            return None
        if t == v or (v[0] == "nat" == t[0] and t[1] == name and len(t) == 3):
            return (t[0], depth, *t[2:])
        require(t[1] != name, f"{name} is bound and means something else as well")
        require(t[0] == "nat" or len(t) == 5 or name not in names(*t[2:]), f"{t[1]} has the bound size {name}")
        return None

    return (op, name, *(v[2:] if v[0] == "var" else ()), rebuilt(body, change))


def bound(t: Term) -> Term:
    """Return what a quantified formula binds."""
    return ("nat", t[1], 0) if len(t) == 3 else ("var", *t[1:4])


def instance(quantified: Term, value: Term) -> Term:
    """Return the formula under the quantifier, with the value for what is bound."""
    require(sort(value) == sort(bound(quantified)), "the value has another shape than what is bound")
    taken = names(value)

    def change(t: Term, depth: int) -> Term | None:
        if t[:2] == ("nat", depth):
            return (*value[:2], value[2] + t[2], *value[3:])
        if t[:2] == ("var", depth):
            return value
        captured = t[0] in QUANTIFIERS and t[1] in taken and occurs(t, depth)
        require(not captured, "a name in the value would be captured")
        return None

    return rebuilt(quantified[-1], change)


def occurs(t: Term, depth: int) -> bool:
    """Whether what is bound so many quantifiers outside occurs."""
    inside = [(one, depth + (t[0] in QUANTIFIERS and at == len(t) - 1)) for at, one in enumerate(t)]
    return t[:2] in (("nat", depth), ("var", depth)) or any(occurs(*pair) for pair in inside if type(pair[0]) is tuple)


# ---- equality of matrices for every size ----


def polynomial(t: Term, flip: bool = False) -> Polynomial:  # noqa: FBT001, FBT002
    """Return t, or its transpose, as a sum of products; equal sums are equal matrices, whatever the sizes are."""
    op, *parts = t
    if op in ("num", "zero", "id"):
        return collected([((), (), parts[0] if op == "num" else Fraction(op == "id" and parts[0] != NOUGHT))])
    if op == "var":
        return collected([((), ((t, flip),), Fraction(1))])
    if op == "T":
        return polynomial(parts[0], not flip)
    if op == "+":
        return collected([(*key, c) for one in parts for key, c in polynomial(one, flip).items()])
    left, right = (polynomial(one, flip) for one in (parts[::-1] if flip and op == "*" else parts))
    require(len(left) * len(right) <= MOST_PRODUCTS, "a product has too many terms", Malformed)
    return collected([(n + m, w + x, c * d) for (n, w), c in left.items() for (m, x), d in right.items()])


def collected(products: list[tuple[Any, Any, Fraction]]) -> Polynomial:
    """Add products, each of numbers, a chain of matrices and a coefficient; numbers in a chain are taken out."""
    total = Polynomial()
    for numbers, chain, coefficient in products:
        ends = [matrix[3:1:-1] if flip else matrix[2:4] for matrix, flip in chain]
        loops, rest, since = list(numbers), list[Any](), 0 if ends and ends[0][0] == ONE else None
        for letter, (_, end) in zip(chain, ends, strict=True):
            rest.append(letter)
            if end == ONE and since is not None:
                mirrored = [(matrix, not flip) for matrix, flip in reversed(rest[since:])]
                loops.append(min(tuple(rest[since:]), tuple(mirrored), key=repr))
                del rest[since:]
            elif end == ONE:
                since = len(rest)
        if not any(NOUGHT in pair for pair in ends):
            key = tuple(sorted(loops, key=repr)), tuple(rest)
            total[key] = total.get(key, Fraction(0)) + coefficient
    return {key: c for key, c in total.items() if c}


def zero(shape: Any) -> Term:
    """Return the matrix of zeros, the number 0 for 1 × 1."""
    return ("num", Fraction(0)) if shape == NUMBER else ("zero", *shape)


def linear(goal: Term, equations: list[Any], inequalities: list[Any]) -> Sequent:
    """Conclude a relation, or false (which is 0 < 0), from multiples of known ones."""
    require(goal[0] in ("=", "<=", "<", "false"), "linear concludes =, <=, < or false")
    less, more = goal[1:] or (zero(NUMBER), zero(NUMBER))
    known, strictly, parts = frozenset[Term](), False, [(1, more), (-1, less)]
    for (gamma, A), left, right, flipped in equations:
        require(A[0] == "=", "a step that is used as an equation is none")
        difference = ("+", A[1], (".", ("num", Fraction(-1)), A[2]))
        product = ("*", ("*", left, ("T", difference) if flipped else difference), right)
        require(sort(product) == sort(more), "an equation with its multipliers has another shape than the goal")
        known, parts = known | gamma, [*parts, (1 if goal[0] == "=" else -1, product)]
    for (gamma, A), c in inequalities:
        require(A[0] in ("<=", "<") and goal[0] != "=", "a step that is used as an inequality is none, or for =")
        require(c >= 0, "an inequality has a negative multiplier")
        known, parts, strictly = known | gamma, [*parts, (-c, A[2]), (c, A[1])], strictly or (A[0] == "<" and c > 0)
    left_over = collected([(*key, f * c) for f, t in parts for key, c in polynomial(t).items()])
    constant = left_over.pop(((), ()), Fraction(0)) if goal[0] != "=" else Fraction(0)
    require(not left_over and constant >= 0, "this combination does not give the goal")
    require(goal[0] in ("=", "<=") or strictly or constant > 0, "this combination is not strict")
    return known, goal


# ---- rules ----


def conclude(rule: str, *given: Any) -> Sequent:  # noqa: C901, PLR0911, PLR0912  (a case a rule)
    """Return what a rule gives; its arguments are of the kinds in RULES, sequents stand for steps."""
    match rule, *given:
        case "assume", A:  # A is true where it is assumed
            return frozenset({A}), A
        case "discharge", A, (gamma, B):  # B wherever Γ and A hold: A → B wherever the rest of Γ holds
            return gamma - {A}, ("->", A, B)
        case "detach", (gamma, ("->", A, B)), (delta, C) if A == C:
            return gamma | delta, B
        case "both", (gamma, A), (delta, B):
            return gamma | delta, ("and", A, B)
        case (("first" | "second"), (gamma, ("and", A, B))):
            return gamma, A if rule == "first" else B
        case "either_left", (gamma, A), B:
            return gamma, ("or", A, B)
        case "either_right", A, (gamma, B):
            return gamma, ("or", A, B)
        case "cases", (gamma, ("or", A, B)), (delta, C), (lamda, D) if C == D:  # one of A and B holds, and gives C
            return gamma | (delta - {A}) | (lamda - {B}), C
        case "absurd", (gamma, ("false",)), A:  # Γ never hold
            return gamma, A
        case "excluded_middle", A:
            return frozenset(), ("or", A, ("->", A, FALSE))
        case "generalise", v, (gamma, A):  # Γ say nothing of v, so A holds for each of its values
            conclusion = bind("all", v, A)
            require(v[1] not in names(*gamma), f"{v[1]} is free in a hypothesis")
            return gamma, conclusion
        case "specialise", (gamma, ("all", *_) as A), value:
            return gamma, instance(A, value)
        case "exhibit", ("some", *_) as goal, value, (gamma, A) if instance(goal, value) == A:
            return gamma, goal
        case "obtain", (gamma, ("some", *_) as existence), w, (delta, C):  # some w is such; C, whichever it is
            bind("some", w, FALSE)
            found = instance(existence, w)
            require(w[1] not in names(existence, C, *(delta - {found})), f"{w[1]} is free elsewhere")
            return gamma | (delta - {found}), C
        case "induct", (gamma, at_0), (delta, ("all", k, ("->", A, B))):  # three parts: k is a natural number
            at_k, after = ("all", k, A), instance(("all", k, B), ("nat", k, 0))
            require(at_0 == instance(at_k, NOUGHT), "the first step does not say it of 0")
            require(after == instance(at_k, ("nat", k, 1)), "the second step does not say it of k + 1")
            return gamma | delta, at_k
        case "linear", goal, equations, inequalities:
            return linear(goal, equations, inequalities)
        case "gram", a:
            return frozenset(), ("<=", zero(NUMBER), ("*", ("T", a), a))
        case "gram_zero", (gamma, ("=", ("*", ("T", a), b), nothing)) if a == b and not polynomial(nothing):
            return gamma, ("=", a, zero(sort(a)))
        case "signs", (gamma, (("<" | "<=") as op, o, a)), (delta, (same, z, b)) if op == same:
            require(not polynomial(o) and not polynomial(z), "the left sides must be 0")
            return gamma | delta, (op, zero(NUMBER), ("*", a, b))
        case "total", a, b:
            return frozenset(), ("or", ("<=", a, b), ("<", b, a))
        case "antisymmetric", (gamma, ("<=", a, b)), (delta, ("<=", c, d)) if (a, b) == (d, c):
            return gamma | delta, ("=", a, b)
        case "reciprocal", (gamma, ("->", ("=", a, nothing), ("false",))), x if not polynomial(nothing):
            require(sort(a) == sort(x) == NUMBER and x[1] not in names(a), "x must be a number of a name not in a")
            return gamma, bind("some", x, ("=", ("*", a, x), ("num", Fraction(1))))
        case "split", ("nat", *_) as u, E, e:
            more = (*u[:2], u[2] + 1, *u[3:])
            fits = sort(E) == (more, u) and sort(e) == (more, ONE) and E[1] != e[1]
            require(fits, "E and e must be of u + 1 rows, of u columns and of one")
            last = ("=", ("+", ("*", E, ("T", E)), ("*", e, ("T", e))), ("id", more))
            across = ("and", ("=", ("*", ("T", E), e), zero((u, ONE))), last)
            unit = ("and", ("=", ("*", ("T", e), e), ("num", Fraction(1))), across)
            units = ("and", ("=", ("*", ("T", E), E), ("id", u)), unit)
            return frozenset(), bind("some", E, bind("some", e, units))
    raise Refused(f"{rule} does not follow from steps and expressions of these forms")


class Steps:
    """The steps so far."""

    def __init__(self) -> None:
        self.known, self.parts = list[Sequent](), 0

    def argument(self, kind: str, value: Any) -> Any:
        """Read an argument of a rule, or a part of one."""
        if kind in "Eq":
            return expression(value) if kind == "E" else rational(value)
        if kind == "T":
            good = type(value) is int and 0 <= value < len(self.known)
            require(good, f"{str(value)[:30]!a} is no earlier step", Malformed)
            return self.known[value]
        if kind == "b":
            require(type(value) is bool, "whether an equation is flipped is true or false", Malformed)
            return value
        inner = {"Q": "TEEb", "I": "Tq"}[kind]
        several = [items(one, len(inner)) for one in items(value)]
        return [[self.argument(k, one) for k, one in zip(inner, ones, strict=True)] for ones in several]

    def add(self, step: Any) -> None:
        """Check one step."""
        require(type(step) is list and step, "a step is a list that begins with its rule", Malformed)
        rule, *given = step
        require(type(rule) is str and rule in RULES, f"there is no rule {str(rule)[:30]!a}", Malformed)
        require(len(given) == len(RULES[rule]), f"{rule} has another number of arguments", Malformed)
        arguments = [self.argument(kind, one) for kind, one in zip(RULES[rule], given, strict=True)]
        hypotheses, conclusion = conclude(rule, *arguments)
        self.afford(conclusion)
        require(sort(conclusion) == "formula", "what is concluded is no formula")
        self.known.append((hypotheses, conclusion))

    def afford(self, conclusion: Term) -> None:
        """Refuse formulas that are too deep, and too many of them, without recursion."""
        layer, depth = [conclusion], 0
        while layer:
            self.parts, depth = self.parts + len(layer), depth + 1
            require(depth <= DEEPEST, f"what is concluded is nested deeper than {DEEPEST}", Malformed)
            require(self.parts <= MOST_PARTS, "this takes more work than a line is allowed", Malformed)
            layer = [one for t in layer for one in t if type(one) is tuple]


def is_proof(line: str) -> bool:
    """Whether a line is marked as a proof."""
    o = strict(line) if '"proof/1"' in line else None
    return isinstance(o, dict) and o.get("lemmata") == "proof/1"


def check_line(line: str) -> Accepted:
    """Check one line: Refused if a step does not follow or the statement is another, Malformed if it is no proof."""
    o = strict(line)
    marked = isinstance(o, dict) and o.get("lemmata") == "proof/1"
    require(marked, 'not an object marked "lemmata": "proof/1"', Malformed)
    wrong = o.keys() ^ {"lemmata", "proves", "statement", "steps"}
    require(not wrong, f"key missing or unknown: {min(wrong, default='')[:30]!a}", Malformed)
    name = o["proves"]
    good = type(name) is str and 0 < len(name) <= 100 and name.isprintable()
    require(good, "what it proves has no name of 1 to 100 characters", Malformed)
    statement, steps = expression(o["statement"]), Steps()
    for number, step in enumerate(items(o["steps"])):
        try:
            steps.add(step)
        except (Malformed, Refused) as reason:
            raise type(reason)(f"step {number}: {reason}") from None
    require(steps.known, "there are no steps", Malformed)
    hypotheses, conclusion = steps.known[-1]
    require(conclusion == statement, "the last step proves something else than the statement")
    require(not hypotheses, "the last step still has hypotheses")
    free = names(statement, members=False)  # families cannot be bound; it holds for all of them
    require(not free, f"{min(free, default='')} is free in the statement")
    return Accepted(name, len(steps.known), written(statement))


if __name__ == "__main__":
    sys.exit(import_module("verify.check.__main__").main())
