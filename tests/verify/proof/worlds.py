"""Random models, and random formulas and sequents to hold the rules against."""

from fractions import Fraction
from random import Random
from typing import Any

from verify.proof import rules
from verify.proof.models import Matrix, Model, Name, small
from verify.proof.rules import Theorem, zero
from verify.proof.syntax import FALSE, ONE, Expr, Refused, nat

ENTRIES = [Fraction(entry) for entry in (0, 0, 1, -1, 2)] + [Fraction(1, 2)]
K, N, M = nat("k"), nat("n"), nat("m")
SIZES = [ONE, ONE, N, N, M, nat(None, 0), nat(None, 2), nat("n", 1), nat("u", 0, K)]
LETTERS = "ABC"  # each has a value of its own at every shape
VANISHING = "O"  # the value of this one is 0 at every shape


def sequent(conclusion: Expr, *hypotheses: Expr) -> Theorem:
    """A theorem that no rule made: the tests alone hold the key."""
    return Theorem(rules._KEY, frozenset(hypotheses), conclusion, "assume", ())


def matrix(name: str, rows: Expr, cols: Expr, index: Expr | None = None) -> Expr:
    return Expr("var", name, rows, cols, index)


def domain(rows: int, cols: int) -> list[Matrix]:
    """A small part of the matrices of a shape."""
    return small(rows, cols)[:: max(1, 3 ** (rows * cols) // 9)] if rows * cols < 5 else small(rows, cols)[:4]


class World:
    """A model that draws a value when it is first asked for one, and keeps it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.values: dict[Name, Any] = {}
        self.added: dict[tuple[int, int], list[Matrix]] = {}
        self.model = Model(self.value, naturals=range(4), matrices=self.domain)

    def value(self, name: Name) -> Any:
        if name not in self.values:
            self.values[name] = self._drawn(*name)
        return self.values[name]

    def _drawn(self, kind: str, letter: str, *shape: Any) -> Any:
        if kind == "nat":
            return self.random.randrange(3)
        rows, cols, _ = shape
        entries = [Fraction(0)] if letter == VANISHING else ENTRIES
        return tuple(tuple(self.random.choice(entries) for _ in range(cols)) for _ in range(rows))

    def domain(self, rows: int, cols: int) -> list[Matrix]:
        return [*domain(rows, cols), *self.added.get((rows, cols), ())]

    def add(self, value: Matrix, shape: tuple[int, int]) -> None:
        """Let quantifiers go through this matrix as well."""
        self.added.setdefault(shape, []).append(value)

    def says(self, theorem: Theorem, model: Model | None = None) -> bool:
        """Whether a sequent is true here: one of its hypotheses fails or its conclusion holds."""
        model = model or self.model
        return not all(model.holds(one) for one in theorem.hypotheses) or model.holds(theorem.conclusion)

    def says_for_all(self, variable: Expr, theorem: Theorem) -> bool:
        """Whether a sequent is true here whatever the value of the variable is."""
        values = self.model.naturals if variable.op == "nat" else self.domain(*self.model.shape(variable))
        return all(self.says(theorem, self.model.where(variable, value)) for value in values)


def term(random: Random, rows: Expr, cols: Expr, depth: int = 2) -> Expr:  # noqa: PLR0911  one a kind
    """A random term of this shape."""
    ways = ["var", "var", "zero"] if depth == 0 else ["var", "+", "*", "*", "T", ".", "zero", "family"]
    if rows == cols:
        ways.append("num" if rows == ONE else "id")
    match random.choice(ways):
        case "var":
            return matrix(random.choice(LETTERS + VANISHING), rows, cols)
        case "family":
            return matrix("F", rows, cols, nat("k", random.randrange(2)))
        case "zero":
            return zero(rows, cols)
        case "num":
            return Expr("num", random.choice(ENTRIES))
        case "id":
            return Expr("id", rows)
        case "+":
            return Expr("+", term(random, rows, cols, depth - 1), term(random, rows, cols, depth - 1))
        case "T":
            return Expr("T", term(random, cols, rows, depth - 1))
        case ".":
            return Expr(".", term(random, ONE, ONE, depth - 1), term(random, rows, cols, depth - 1))
    inner = random.choice(SIZES)
    return Expr("*", term(random, rows, inner, depth - 1), term(random, inner, cols, depth - 1))


def shape(random: Random) -> tuple[Expr, Expr]:
    return random.choice(SIZES), random.choice(SIZES)


def variable(random: Random) -> Expr:
    """Something that can be bound."""
    return random.choice([matrix("A", ONE, ONE), matrix("B", N, ONE), matrix("A", N, M), matrix("C", M, M), K, N])


def formula(random: Random, depth: int = 2) -> Expr:
    """A random formula; where what is drawn is refused, another is drawn."""
    while True:
        try:
            return _formula(random, depth)
        except Refused:
            continue


def _formula(random: Random, depth: int) -> Expr:
    op = random.choice(
        ["=", "=", "<=", "<"] if depth == 0 else ["=", "<=", "<", "and", "or", "->", "all", "some", "false"]
    )
    if op == "false":
        return FALSE
    if op in {"all", "some"}:
        return Expr(op, variable(random), _formula(random, depth - 1))
    if op in {"and", "or", "->"}:
        return Expr(op, _formula(random, depth - 1), _formula(random, depth - 1))
    rows, cols = shape(random) if op == "=" else (ONE, ONE)
    return Expr(op, term(random, rows, cols, 1), term(random, rows, cols, 1))
