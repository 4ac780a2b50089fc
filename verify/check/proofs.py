"""Check proofs: `python -I -S verify/check FILE.jsonl`. Believes nothing but the line.

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
name that is bound around it. An earlier step is a `Sequent`: no pattern takes an expression for one, and `sort` refuses
it as a part of an expression, so that a rule cannot be given one for the other.

*Why the rules are sound.* Those of logic are natural deduction with the excluded middle (see `conclude`). `linear`: a
sum of products L (a - b) R of known equations, plus multiples c ≥ 0 of known inequalities, plus a constant ≥ 0, that
equals the goal's difference as polynomials; `total`, `antisymmetric`, `signs` and `reciprocal` are axioms of ordered
fields. `gram`: a sum of squares is not negative; `gram_zero`: it is 0 only if each of them is. `split`: the first u
unit vectors and the last one. `polynomial`: matrices multiply without commuting; but what lies in a product between two
places of size 1 is a number, which commutes and is its own transpose, and a sum over no index (size 0) is 0.
"""

import re
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from verify.check.certificates import Malformed, Refused, items, require, strict

Term = tuple[Any, ...]  # an operator and its parts

DEEPEST, LARGEST_SIZE, MOST_PARTS, MOST_PRODUCTS = 100, 10**9, 1_000_000, 10_000
PARTS = {"zero": 2, "id": 1, "T": 1, "false": 0} | dict.fromkeys(("+", "*", ".", "=", "<=", "<", "and", "or", "->"), 2)
NOUGHT, ONE = ("nat", None, 0, None), ("nat", None, 1, None)  # sizes
NUMBER, NIL, UNIT, FALSE = (ONE, ONE), ("num", Fraction(0)), ("num", Fraction(1)), ("false",)


class Sequent(NamedTuple):
    """What a step concludes: wherever all the hypotheses hold, so does the conclusion."""

    hypotheses: frozenset[Term]
    conclusion: Term


class Accepted(NamedTuple):
    """What a line proved, in how many steps, and the statement as its JSON is written."""

    proves: str
    steps: int
    statement: list[Any]


# ---- reading strictly ----


def rational(text: Any) -> Fraction:
    """Read "p/q" in lowest terms, of at most 1000 digits each."""
    good = type(text) is str and re.fullmatch("-?[0-9]{1,1000}(/[1-9][0-9]{0,999})?", text)
    require(good and str(Fraction(text)) == text, f'{str(text)[:30]!a} is no rational number like "-1/2"', Malformed)
    return Fraction(text)


def read(o: Any, depth: int = 0) -> Term:
    """Read [operator, part, ...] as a tuple, innermost first; what quantifiers bind is bound at once."""
    require(type(o) is list and depth < DEEPEST, f"an expression is a list, nested at most {DEEPEST} deep", Malformed)
    match [read(one, depth + 1) if type(one) is list else one for one in o]:
        case "num", text:
            return "num", rational(text)
        case "nat", (None | str()) as name, (None | tuple()) as index, plus if name or index is None:
            require(type(plus) is int and 0 <= plus < LARGEST_SIZE, f"{str(plus)[:30]!a} is added to a size", Malformed)
            require(name is None or name.isidentifier(), f"{str(name)[:30]!a} is no name", Malformed)
            return "nat", name, plus, index
        case "var", str(name), tuple() as rows, tuple() as cols, (None | tuple()) as index if name.isidentifier():
            return "var", name, rows, cols, index
        case (("all" | "some") as op, tuple() as v, tuple() as body):
            return bind(op, v, body)
        case str(op), *parts if len(parts) == PARTS.get(op) and {tuple}.issuperset(map(type, parts)):
            return op, *parts
    raise Malformed(f"no expression is written {str(o)[:50]!a}")


def expression(o: Any) -> Term:
    """Read an expression and check that it is formed well."""
    found = read(o)
    sort(found)
    return found


# ---- expressions; bound names are numbers ----


@lru_cache(100_000)
def sort(t: Term, depth: int = 0) -> Any:
    """Return "natural", "formula" or a matrix's (rows, columns), and refuse what is not formed well."""
    require(depth < DEEPEST, f"what is concluded is nested deeper than {DEEPEST}", Malformed)
    require(len(t) < 5 or t[1] not in names(*t[2:4]), "a matrix has its own name in its size")
    match t[0], *(sort(one, depth + 1) for one in t if type(one) is tuple):
        case ("nat" | "num" | "zero" | "id" | "var") as op, *sizes if {"natural"}.issuperset(sizes):
            return {"nat": "natural", "num": NUMBER, "var": t[2:4]}.get(op, (t[1], t[-1]))
        case "T", (rows, cols):
            return cols, rows
        case (("+" | ".") as op, a, tuple() as b) if a == (b if op == "+" else NUMBER):
            return b
        case "*", (rows, a), (b, cols) if a == b:
            return rows, cols
        case (("=" | "<=" | "<") as op, tuple() as a, b) if a == b and (op == "=" or a == NUMBER):
            return "formula"
        case ("false",) | (("and" | "or" | "->"), "formula", "formula") | (("all" | "some"), *_, "formula"):
            return "formula"
    raise Refused(f"shapes do not fit: {str(t[0])[:30]}")


def inner(*terms: Term, most: int = MOST_PARTS) -> list[Term]:
    """Return all terms in terms, without recursion, if they are not too many."""
    found = [*terms]
    for t in found:  # it grows
        found += [one for one in t if type(one) is tuple]
        require(len(found) <= most, "this takes more work than a line is allowed", Malformed)
    return found


def names(*terms: Term) -> set[str]:
    """Return the names that occur free."""
    return {t[1] for t in inner(*terms) if t[0] in ("nat", "var") and type(t[1]) is str}


def put(t: Term, name: str | None, value: Term, around: Term = ()) -> Term:
    """Put a value for what is bound around t, or for a name that becomes bound; `around` are the names bound since."""
    if t[0] in ("nat", "var") and t[1] == (len(around) if name is None else name):
        require(names(value).isdisjoint(around), "a name in the value would be captured")
        new = value if name is None else (value[0], len(around), *value[2:])
        return new if t[0] == "var" else (*new[:2], new[2] + t[2], new[3])
    inside = (*around, t[1]) if t[0] in ("all", "some") else around
    return tuple(put(one, name, value, inside if one is t[-1] else around) if type(one) is tuple else one for one in t)


def bind(op: str, v: Term, body: Term) -> Term:
    """Return Qv. body, which is kept as (Q, name, rows and columns if v is a matrix, body)."""
    good = (sort(v) == "natural" and v[2:] == (0, None)) or (v[0] == "var" and v[4] is None)
    require(good and v[1] is not None, "a name is bound, no member of a family, no sum, no other expression")
    for t in inner(body):
        if t[0] in ("nat", "var") and type(t[1]) is str:
            same = v in (t, (*t[:2], 0, *t[3:]))
            require(t[1] != v[1] or same, f"{v[1]} is bound and means something else as well")
            require(same or t[-1] or t[0] == "nat" or v[1] not in names(*t[2:4]), f"{t[1]} has the bound size {v[1]}")
    return op, v[1], *(v[2:4] if v[0] == "var" else ()), put(body, v[1], v)


def instance(quantified: Term, value: Term) -> Term:
    """Return the formula under the quantifier, with the value for what is bound."""
    require(sort(value) == (quantified[2:4] if len(quantified) == 5 else "natural"), "the value has another shape")
    return put(quantified[-1], None, value)


# ---- equality of matrices for every size ----


def products(t: Term, flip: bool = False) -> list[Any]:  # noqa: FBT001, FBT002
    """Return t, or its transpose, as a sum of products (coefficient, chain of matrices, numbers as chains ...)."""
    op, *parts = t
    if op in ("num", "zero", "id", "var"):
        value = parts[0] if op == "num" else Fraction(op in ("id", "var") and NOUGHT not in t[1:4])
        return [(value, ((t, flip),) if op == "var" else ())]
    if op == "T":
        return products(parts[0], not flip)
    left, right = (products(one, flip) for one in (parts[::-1] if flip and op == "*" else parts))
    if op == "+":
        return left + right
    require(len(left) * len(right) <= MOST_PRODUCTS, "a product has too many terms", Malformed)
    join = (lambda a, b: (b, a)) if op == "." else lambda a, b: (a + b,)
    return [(c * d, *join(a, b), *more, *others) for c, a, *more in left for d, b, *others in right]


def polynomial(*sums: tuple[Fraction | int, Term]) -> dict[Any, Any]:
    """Return a sum of multiples of matrices; equal ones are equal matrices, whatever the sizes are."""
    total = Counter[Any]()
    for value, *chains in ((c * d, *chains) for c, t in sums for d, *chains in products(t)):
        numbers, rest = Counter[Any](), ()
        for chain in chains:
            places = [a[2 + flip] for a, flip in chain] + [a[3 - flip] for a, flip in chain[-1:]]
            ones = [at for at, place in enumerate(places) if place == ONE]
            numbers.update(number(chain[start:end]) for start, end in pairwise(ones))
            rest += chain[: ones[0]] + chain[ones[-1] :] if ones else chain
        total[rest, frozenset(numbers.items())] += value
    return {key: c for key, c in total.items() if c}


def number(chain: Term) -> frozenset[Term]:
    """Return what stands for a product that is a number: it is its own transpose."""
    return frozenset({chain, tuple((a, not flip) for a, flip in reversed(chain))})


def zero(rows: Term, cols: Term) -> Term:
    """Return the matrix of zeros, the number 0 for 1 × 1."""
    return NIL if (rows, cols) == NUMBER else ("zero", rows, cols)


def dot(a: Term, b: Term) -> Term:
    """Return aᵀb."""
    return "*", ("T", a), b


# ---- rules ----


def earlier(known: list[Sequent], step: Any) -> Any:
    """Return an earlier step."""
    require(type(step) is int and 0 <= step < len(known), f"{str(step)[:30]!a} is no earlier step", Malformed)
    return known[step]


def linear(known: list[Sequent], goal: Term, equations: Any, inequalities: Any) -> tuple[frozenset[Term], Term]:
    """Conclude a relation, or false (which is 0 < 0), from multiples of known ones."""
    require(goal[0] in ("=", "<=", "<", "false"), "linear concludes =, <=, < or false")
    more, less = goal[1:] if goal[0] == "=" else goal[:0:-1] or (NIL, NIL)
    sums, used, strictly = [(Fraction(1), more), (Fraction(-1), less)], list[Term](), goal[0] in ("=", "<=")
    for step, left, right, flipped in (items(one, 4) for one in items(equations)):
        gamma, A = earlier(known, step)
        require(A[0] == "=" and type(flipped) is bool, "a step that is used as an equation is none")
        a, b = (("*", expression(left), ("*", ("T", side) if flipped else side, expression(right))) for side in A[1:])
        require(sort(a) == sort(more), "an equation with its multipliers has another shape than the goal")
        sums, used = [*sums, (Fraction(-1), a), (Fraction(1), b)], [*used, *gamma]
    for step, text in (items(one, 2) for one in items(inequalities)):
        (gamma, A), c = earlier(known, step), rational(text)
        require(A[0] in ("<=", "<") and goal[0] != "=" and c >= 0, "no inequality, or times less than 0, or for =")
        sums, used = [*sums, (-c, A[2]), (c, A[1])], [*used, *gamma]
        strictly = strictly or (A[0] == "<" and c > 0)
    left_over = polynomial(*sums)
    constant = left_over.pop(((), frozenset()), Fraction(0)) if goal[0] != "=" else 0
    require(not left_over and (constant > 0 or (constant == 0 and strictly)), "this combination does not give the goal")
    return frozenset(used), goal


def conclude(known: list[Sequent], rule: Any = None, *given: Any) -> tuple[frozenset[Term], Term]:  # noqa: C901, PLR0911, PLR0912  (a case a rule)
    """Return what a rule gives; an integer stands for an earlier step, a list for an expression."""
    if rule == "linear" and len(given) == 3:
        return linear(known, expression(given[0]), *given[1:])
    match rule, *(expression(one) if type(one) is list else earlier(known, one) for one in given):
        case "assume", A:  # A is true where it is assumed
            return frozenset({A}), A
        case "discharge", A, Sequent(gamma, B):  # B wherever Γ and A hold: A → B wherever the rest of Γ holds
            return gamma - {A}, ("->", A, B)
        case "detach", Sequent(gamma, ("->", A, B)), Sequent(delta, C) if A == C:
            return gamma | delta, B
        case "both", Sequent(gamma, A), Sequent(delta, B):
            return gamma | delta, ("and", A, B)
        case (("first" | "second"), Sequent(gamma, ("and", A, B))):
            return gamma, A if rule == "first" else B
        case ("either_left", Sequent(gamma, A), B) | ("either_right", A, Sequent(gamma, B)):
            return gamma, ("or", A, B)
        case "cases", Sequent(gamma, ("or", A, B)), Sequent(delta, C), Sequent(lamda, D) if C == D:  # A and B give C
            return gamma | (delta - {A}) | (lamda - {B}), C
        case "absurd", Sequent(gamma, ("false",)), A:  # Γ never hold
            return gamma, A
        case "excluded_middle", A:
            return frozenset(), ("or", A, ("->", A, FALSE))
        case "generalise", (_, name, *_) as v, Sequent(gamma, A):  # Γ say nothing of v: A holds for each of its values
            require(name not in names(*gamma), f"{str(name)[:30]} is free in a hypothesis")
            return gamma, bind("all", v, A)
        case "specialise", Sequent(gamma, ("all", *_) as A), value:
            return gamma, instance(A, value)
        case "exhibit", ("some", *_) as goal, value, Sequent(gamma, A) if instance(goal, value) == A:
            return gamma, goal
        case "obtain", Sequent(gamma, ("some", *_) as A), w, Sequent(delta, C):  # some w is such; C, whichever it is
            name, rest = bind("some", w, FALSE)[1], delta - {instance(A, w)}
            require(name not in names(A, C, *rest), f"{name} is free elsewhere")
            return gamma | rest, C
        case "induct", Sequent(gamma, at_0), Sequent(delta, ("all", k, ("->", A, B))):  # three parts: k is a size
            at_k, after = ("all", k, A), instance(("all", k, B), ("nat", k, 0, None))
            right = (at_0, after) == (instance(at_k, NOUGHT), instance(at_k, ("nat", k, 1, None)))
            require(right, "the steps do not say it of 0 and of k + 1")
            return gamma | delta, at_k
        case "gram", a:
            return frozenset(), ("<=", NIL, dot(a, a))
        case "gram_zero", Sequent(gamma, ("=", ("*", ("T", a), b), o)) if a == b and not polynomial((1, o)):
            return gamma, ("=", a, zero(*sort(a)))
        case "signs", Sequent(gamma, (("<" | "<=") as op, o, a)), Sequent(delta, (same, z, b)) if op == same:
            require(not polynomial((1, o)) and not polynomial((1, z)), "the left sides must be 0")
            return gamma | delta, (op, NIL, ("*", a, b))
        case "total", a, b:
            return frozenset(), ("or", ("<=", a, b), ("<", b, a))
        case "antisymmetric", Sequent(gamma, ("<=", a, b)), Sequent(delta, ("<=", c, d)) if (a, b) == (d, c):
            return gamma | delta, ("=", a, b)
        case "reciprocal", Sequent(gamma, ("->", ("=", a, o), ("false",))), x if not polynomial((1, o)):
            require(sort(a) == sort(x) == NUMBER and x[1] not in names(a), "x must be a number of a name not in a")
            return gamma, bind("some", x, ("=", ("*", a, x), UNIT))
        case "split", ("nat", name, plus, index) as u, E, e:
            more = ("nat", name, plus + 1, index)
            require(sort(E) == (more, u) and sort(e) == (more, ONE) and E[1] != e[1], "E and e have other shapes")
            whole = ("=", ("+", ("*", E, ("T", E)), ("*", e, ("T", e))), ("id", more))
            last = ("and", ("=", dot(e, e), UNIT), ("and", ("=", dot(E, e), zero(u, ONE)), whole))
            return frozenset(), bind("some", E, bind("some", e, ("and", ("=", dot(E, E), ("id", u)), last)))
    raise Refused(f"{str(rule)[:30]!a} does not follow from steps and expressions of these forms")


def check_steps(steps: Any) -> list[Sequent]:
    """Return what each step concludes."""
    known, work = list[Sequent](), MOST_PARTS
    for number, step in enumerate(steps):
        try:
            known.append(Sequent(*conclude(known, *items(step))))
            work -= len(inner(known[-1].conclusion, most=work))
            require(sort(known[-1].conclusion) == "formula", "what is concluded is no formula")
        except (Malformed, Refused) as reason:
            raise type(reason)(f"step {number}: {reason}") from None
    return known


def check_line(line: str) -> Accepted:
    """Check one line: Refused if a step does not follow or the statement is another, Malformed if it is no proof."""
    match strict(line):
        case {"lemmata": "proof/1", "proves": str(name), "statement": said, "steps": list(steps), **more} if not more:
            require(0 < len(name) <= 100 and name.isprintable(), "its name is not of 1 to 100 characters", Malformed)
            statement, known = expression(said), check_steps(steps)
        case _:
            raise Malformed('not an object of "lemmata": "proof/1", "proves": a name, "statement" and "steps": a list')
    require(known[-1:] == [(frozenset(), statement)], "the last step does not prove the statement without hypotheses")
    free = {t[1] for t in inner(statement) if t[-1] is None and type(t[1]) is str}  # families hold for all members
    require(not free, f"{min(free, default='')} is free in the statement")
    return Accepted(name, len(known), said)
