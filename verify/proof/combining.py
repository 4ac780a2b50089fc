"""Finds how known equations and inequalities combine to a goal. Nothing here is trusted: the rule `linear` checks it.

Where a monomial of an equation a = b occurs inside a monomial of what is left of the goal, L (a - b) R puts the rest of
the equation in its place. All such replacements are collected, those in what they bring in as well, and elimination
over ℚ finds the multiples that add up to the goal.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from verify.proof.normal_form import Monomial, Polynomial, Word, normal
from verify.proof.rules import Theorem, apply, minus, zero
from verify.proof.syntax import ONE, Expr, Refused

ROUNDS = 3
"""How often what replacements bring in is looked at again."""
MOST = 1_000
"""So many replacements are tried at most: more of them only make a search long that will fail."""

Replacement = tuple[Theorem, Expr, Expr, bool]
CONSTANT: Monomial = ((), ())


def by(goal: Expr, *facts: "Theorem | tuple[int | Fraction, Theorem]") -> Theorem:
    """The goal (=, ≤, < or false) as a combination of the facts.

    How equations are multiplied is found; inequalities are added once, or as often as is said.
    """
    nothing = zero(ONE, ONE)
    a, b = goal.parts if goal.op != "false" else (nothing, nothing)
    target = minus(a, b) if goal.op == "=" else minus(b, a)
    equations: list[Theorem] = []
    inequalities: list[tuple[Theorem, Fraction]] = []
    for fact in facts:
        times, theorem = fact if isinstance(fact, tuple) else (1, fact)
        if theorem.conclusion.op == "=":
            equations.append(theorem)
        else:
            inequalities.append((theorem, Fraction(times)))
            low, high = theorem.conclusion.parts
            target = minus(target, Expr(".", Expr("num", Fraction(times)), minus(high, low)))
    left_over = normal(target)
    if goal.op != "=":  # a constant is left over, which the kernel wants to be ≥ 0
        left_over.pop(CONSTANT, None)
    chosen = _combination(left_over, equations, target.sort, constant=goal.op != "=")
    return apply("linear", goal, chosen, tuple(inequalities))


def _combination(
    target: Polynomial, equations: list[Theorem], sort: tuple[Expr, Expr], *, constant: bool
) -> tuple[Replacement, ...]:
    differences = [(theorem, normal(minus(*theorem.conclusion.parts))) for theorem in equations]
    tried: list[Replacement] = []
    seen: set[tuple[int, Expr, Expr, bool]] = set()
    pivots: list[tuple[Monomial, Polynomial, dict[int, Fraction]]] = []
    frontier, known = list(target), set(target)
    for _ in range(ROUNDS):
        rest, made = _reduced(dict(target), {}, pivots)
        if not rest:
            break
        brought: dict[Monomial, None] = {}
        for monomial in frontier:
            for theorem, difference in differences:
                for left, right, flipped in _replacements(monomial, difference, theorem, sort):
                    if (id(theorem), left, right, flipped) in seen or len(tried) == MOST:
                        continue
                    seen.add((id(theorem), left, right, flipped))
                    inner = minus(*theorem.conclusion.parts)
                    column = normal(Expr("*", Expr("*", left, Expr("T", inner) if flipped else inner), right))
                    if constant:
                        column.pop(CONSTANT, None)
                    brought |= dict.fromkeys(other for other in column if other not in known)  # in order
                    rest, made = _reduced(column, {len(tried): Fraction(1)}, pivots)
                    if rest:
                        pivots.append((next(iter(rest)), rest, made))
                    tried.append((theorem, left, right, flipped))
        frontier = list(brought)
        known |= brought.keys()
    rest, made = _reduced(dict(target), {}, pivots)
    if rest:
        raise Refused("the facts do not combine to the goal")
    return tuple(
        (theorem, Expr(".", Expr("num", -made[number]), left), right, flipped)
        for number, (theorem, left, right, flipped) in enumerate(tried)
        if made.get(number)
    )


def _replacements(
    monomial: Monomial, difference: Polynomial, theorem: Theorem, sort: tuple[Expr, Expr]
) -> Iterator[tuple[Expr, Expr, bool]]:
    """L, R and the direction for each place where a monomial of the equation occurs in one of the goal's."""
    scalars, word = monomial
    shape = theorem.conclusion.parts[0].sort
    for factors, inner in difference:
        rest = _without(scalars, factors)
        for flipped in (False, True) if shape != (ONE, ONE) else (False,):
            part, (rows, cols) = (_back(inner), shape[::-1]) if flipped else (inner, shape)
            if rest is not None:
                for before, after in _inside(word, part, sort, (rows, cols)):
                    yield _product(before, sort[0], rest), _product(after, cols, ()), flipped
            for at, scalar in enumerate(scalars):
                others = _without(scalars[:at] + scalars[at + 1 :], factors)
                if others is None or not part:
                    continue
                for container in (scalar, _back(scalar)):
                    for before, after in _inside(container, part, (ONE, ONE), (rows, cols)):
                        for outer, following in _inside(word, (), sort, (ONE, ONE)):
                            left = _product(outer + before, sort[0], others)
                            yield left, _product(after + following, cols, ()), flipped


def _inside(word: Word, part: Word, ends: tuple[Expr, Expr], sizes: tuple[Expr, Expr]) -> Iterator[tuple[Word, Word]]:
    """What stands before and after each occurrence of a part in a word; an empty part occurs at places of its size."""
    places = [ends[0], *(_cols(letter) for letter in word)]
    for start in range(len(word) - len(part) + 1):
        stop = start + len(part)
        if word[start:stop] == part and places[start] == sizes[0] and places[stop] == sizes[1]:
            yield word[:start], word[stop:]


def _cols(letter: tuple[str, bool, Expr]) -> Expr:
    _, transposed, variable = letter
    size: Expr = variable.sort[0 if transposed else 1]
    return size


def _without(scalars: tuple[Word, ...], factors: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The scalars that are left when the factors are taken away; None when one of these is not there."""
    left = list(scalars)
    for factor in factors:
        if factor not in left:
            return None
        left.remove(factor)
    return tuple(left)


def _product(word: Word, rows: Expr, scalars: tuple[Word, ...]) -> Expr:
    matrix = _term(word) if word else Expr("id", rows)
    return reduce(lambda term, scalar: Expr(".", _term(scalar), term), scalars, matrix)


def _term(word: Word) -> Expr:
    letters = (Expr("T", variable) if transposed else variable for _, transposed, variable in word)
    return reduce(lambda a, b: Expr("*", a, b), letters)


def _back(word: Word) -> Word:
    return tuple((text, not transposed, variable) for text, transposed, variable in reversed(word))


def _reduced(
    rest: Polynomial, made: dict[int, Fraction], pivots: list[tuple[Monomial, Polynomial, dict[int, Fraction]]]
) -> tuple[Polynomial, dict[int, Fraction]]:
    """What the pivots leave of a polynomial, and which multiples of the columns were taken away from it."""
    for monomial, column, how in pivots:
        if monomial in rest:
            factor = rest[monomial] / column[monomial]
            for own, c in column.items():
                rest[own] = rest.get(own, Fraction(0)) - factor * c
                if not rest[own]:
                    del rest[own]
            for number, c in how.items():
                made[number] = made.get(number, Fraction(0)) - factor * c
    return rest, made
