"""What formulas mean, in models whose matrices are of rational numbers. Nothing here is trusted to prove anything.

Two uses: the premises of a proved statement must hold somewhere (`unmet`), or it would say nothing; and the tests hold
the rules against this meaning. A quantifier over matrices goes through a finite set of small ones and a quantifier over
natural numbers through a range, so a quantified formula is only *tried*: ∀ may be said to hold too often, and ∃ too
seldom. One kind is decided for all matrices: ∀ t. a ≤ b where b - a is quadratic in t, such as "s is a minimiser".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

from verify.proof.normal_form import normal
from verify.proof.rules import minus
from verify.proof.syntax import Expr

Matrix = tuple[tuple[Fraction, ...], ...]
Name = tuple[Any, ...]
"""("nat", name, index) or ("var", name, rows, cols, index), all of them values; the index is None without a family."""

MOST = 81
"""So many matrices of a shape are tried at most."""


class Unmet(ValueError):  # noqa: N818  a verdict, not an accident
    """The model does not meet a statement's premises; `str` says why."""


def small(rows: int, cols: int) -> list[Matrix]:
    """All matrices of entries -1, 0, 1 where these are few; else zero and those with one or all of them the same."""
    if 3 ** (rows * cols) <= MOST:
        return [_shaped(entries, rows, cols) for entries in product((-1, 0, 1), repeat=rows * cols)]
    places = range(rows * cols)
    units = ([sign * (at == place) for at in places] for place in places for sign in (1, -1))
    return [_shaped(entries, rows, cols) for entries in ([0 for _ in places], [1 for _ in places], *units)]


def _shaped(entries: Iterable[int], rows: int, cols: int) -> Matrix:
    flat = [Fraction(entry) for entry in entries]
    return tuple(tuple(flat[row * cols : (row + 1) * cols]) for row in range(rows))


@dataclass(frozen=True)
class Model:
    """A value for every free name, and what quantifiers go through."""

    value: Callable[[Name], Any]
    naturals: Iterable[int] = range(3)
    matrices: Callable[[int, int], Iterable[Matrix]] = small
    bound: Mapping[Name, Any] = field(default_factory=dict)

    def where(self, name: Expr, value: Any) -> "Model":
        """The model in which a name has this value."""
        return replace(self, bound={**self.bound, self._name(name): value})

    def natural(self, expr: Expr) -> int:
        """The value of a natural number."""
        name, _, plus = expr.parts
        return plus + (0 if name is None else self._value(self._name(expr)))  # type: ignore[no-any-return]

    def shape(self, term: Expr) -> tuple[int, int]:
        """The numbers of rows and columns of a term."""
        rows, cols = term.sort
        return self.natural(rows), self.natural(cols)

    def matrix(self, term: Expr) -> Matrix:  # noqa: PLR0911  one a kind
        """The value of a term."""
        (rows, cols), parts = self.shape(term), term.parts
        match term.op:
            case "var":
                return self._value(self._name(term))  # type: ignore[no-any-return]
            case "num":
                return ((parts[0],),)
            case "zero":
                return tuple((Fraction(0),) * cols for _ in range(rows))
            case "id":
                return tuple(tuple(Fraction(i == j) for j in range(cols)) for i in range(rows))
            case "T":
                a = self.matrix(parts[0])
                return tuple(tuple(a[j][i] for j in range(cols)) for i in range(rows))
        a, b = self.matrix(parts[0]), self.matrix(parts[1])
        if term.op == "+":
            return tuple(tuple(x + y for x, y in zip(*both, strict=True)) for both in zip(a, b, strict=True))
        if term.op == ".":
            return tuple(tuple(a[0][0] * y for y in row) for row in b)
        return tuple(
            tuple(sum((x * b[k][j] for k, x in enumerate(row)), Fraction(0)) for j in range(cols)) for row in a
        )

    def holds(self, formula: Expr) -> bool:  # noqa: PLR0911  one a kind
        """Whether a formula is true."""
        parts = formula.parts
        match formula.op:
            case "false":
                return False
            case "=":
                return self.matrix(parts[0]) == self.matrix(parts[1])
            case "<=":
                return self.matrix(parts[0])[0][0] <= self.matrix(parts[1])[0][0]
            case "<":
                return self.matrix(parts[0])[0][0] < self.matrix(parts[1])[0][0]
            case "and":
                return self.holds(parts[0]) and self.holds(parts[1])
            case "or":
                return self.holds(parts[0]) or self.holds(parts[1])
            case "->":
                return not self.holds(parts[0]) or self.holds(parts[1])
        if formula.op == "all" and (parabola := _parabola(formula)):
            return self._nowhere_negative(*parabola)
        each = (self.where(parts[0], value).holds(parts[1]) for value in self._range(parts[0]))
        return all(each) if formula.op == "all" else any(each)

    def _range(self, variable: Expr) -> Iterable[Any]:
        return self.naturals if variable.op == "nat" else self.matrices(*self.shape(variable))

    def _name(self, expr: Expr) -> Name:
        index = expr.parts[1 if expr.op == "nat" else 3]
        at = None if index is None else self.natural(index)
        return ("nat", expr.parts[0], at) if expr.op == "nat" else ("var", expr.parts[0], *self.shape(expr), at)

    def _value(self, name: Name) -> Any:
        return self.bound[name] if name in self.bound else self.value(name)

    def _nowhere_negative(self, variables: list[Expr], difference: Expr) -> bool:
        """0 ≤ q for all x, for a quadratic q, which is x ↦ (1, x) S (1, x)ᵀ: if and only if S is semidefinite."""
        shapes = [self.shape(variable) for variable in variables]
        size = sum(rows * cols for rows, cols in shapes)

        def q(*places: int) -> Fraction:
            """Value where the entries have a 1, or two, at these places."""
            entries, model = iter([places.count(at) for at in range(size)]), self
            for variable, (rows, cols) in zip(variables, shapes, strict=True):
                model = model.where(variable, _shaped([next(entries) for _ in range(rows * cols)], rows, cols))
            return model.matrix(difference)[0][0]

        c, steps = q(), range(size)
        second = [[q(i, j) - q(i) - q(j) + c for j in steps] for i in steps]
        slopes = [q(i) - c - second[i][i] / 2 for i in steps]
        return _semidefinite([[2 * c, *slopes], *([slope, *row] for slope, row in zip(slopes, second, strict=True))])


def _parabola(formula: Expr) -> tuple[list[Expr], Expr] | None:
    """The t and b - a of ∀ t …. a ≤ b, matrices t, where b - a has degree at most 2 in all of them together."""
    variables: list[Expr] = []
    while formula.op == "all" and formula.parts[0].op == "var":
        variable, formula = formula.parts
        variables.append(variable)
    if not variables or formula.op != "<=":
        return None
    difference = minus(*reversed(formula.parts))
    degrees = (
        sum(letter[2] in variables for part in (*scalars, word) for letter in part)
        for scalars, word in normal(difference)
    )
    return (variables, difference) if all(degree <= 2 for degree in degrees) else None


def _semidefinite(rows: list[list[Fraction]]) -> bool:
    """Whether a symmetric matrix is positive semidefinite, by elimination: a pivot 0 has zeros beside it."""
    while rows:
        (pivot, *along), *below = rows
        if pivot < 0 or (pivot == 0 and any(along)):
            return False
        rows = [
            [entry - (along[i] * beside / pivot if pivot else 0) for entry, beside in zip(row[1:], along, strict=True)]
            for i, row in enumerate(below)
        ]
    return True


# ---- whether the premises of a statement hold somewhere ----


def unmet(statement: Expr, model: Mapping[str, Any]) -> str | None:
    """Why the model does not meet what a statement presupposes; None when it does.

    The model gives values to the names that the statement binds first: natural numbers, matrices as rows, families as
    functions of the index. With these, every A of ∀ …. A → … → C must hold. The two sides of ↔ presuppose nothing, and
    what stands behind ∧ is asked of each side.
    """
    used: set[str] = set()
    try:
        _meet(statement, Model(lambda name: _family(name, model, used)), model, used)
    except Unmet as reason:
        return str(reason)
    unused = sorted(model.keys() - used)
    return f"the statement does not ask for {unused[0]}" if unused else None


def _meet(statement: Expr, model: Model, given: Mapping[str, Any], used: set[str]) -> None:
    """Go along ∀ and →, and see that each premise holds."""
    while True:
        if statement.op == "all" and statement.parts[0].parts[0] in given:
            variable, statement = statement.parts
            used.add(variable.parts[0])
            model = model.where(variable, _checked(variable, given[variable.parts[0]], model))
        elif statement.op == "->":
            premise, statement = statement.parts
            if not model.holds(premise):
                raise Unmet("a premise is false there")
        elif statement.op == "and" and not _is_equivalence(statement):
            _meet(statement.parts[0], model, given, used)
            statement = statement.parts[1]
        else:
            break
    if statement.op == "all":
        inner = statement
        while inner.op == "all":
            inner = inner.parts[1]
        if inner.op == "->":
            raise Unmet(f"the model has no {statement.parts[0].parts[0]}, which a premise may speak of")


def _is_equivalence(formula: Expr) -> bool:
    left, right = formula.parts
    return bool(left.op == right.op == "->" and left.parts == right.parts[::-1])


def _checked(variable: Expr, value: Any, model: Model) -> Any:
    name = variable.parts[0]
    if variable.op == "nat":
        if type(value) is not int or value < 0:
            raise Unmet(f"{name} is not a natural number")
        return value
    return _rows(name, value, *model.shape(variable))


def _rows(name: str, value: Any, rows: int, cols: int) -> Matrix:
    if len(value) != rows or any(len(row) != cols for row in value):
        raise Unmet(f"{name} is not of {rows} rows and {cols} columns")
    if any(type(entry) not in {int, Fraction} for row in value for entry in row):
        raise Unmet(f"{name} has an entry that is not exact")
    return tuple(tuple(map(Fraction, row)) for row in value)


def _family(name: Name, given: Mapping[str, Any], used: set[str]) -> Any:
    """The value of a member of a family; no other name is free in a statement whose outer ∀ are gone."""
    kind, letter, *shape, index = name
    if letter not in given or index is None:
        raise Unmet(f"the model has no {letter}")
    used.add(letter)
    value = given[letter](index)
    if kind == "var":
        return _rows(f"{letter}[{index}]", value, *shape)
    if type(value) is not int or value < 0:
        raise Unmet(f"{letter}[{index}] is not a natural number")
    return value
