"""The multipliers of a combination of equations, merged and written out for a reader."""

from fractions import Fraction
from functools import reduce
from typing import Any

from verify.proof.normal_form import normal
from verify.proof.rules import Theorem
from verify.proof.syntax import Expr

UNIT = Expr("num", Fraction(1))


def single_number(left: Expr, right: Expr) -> Fraction | None:
    """The number that an equation is multiplied by, where its multipliers are no more than one."""
    a, b = written_out(left), written_out(right)
    return a.parts[0] * b.parts[0] if a.op == b.op == "num" else None


def merged(equations: tuple[Any, ...]) -> dict[tuple[Theorem, Expr, bool], list[Expr]]:
    """The left multipliers of each equation, for one multiplier at its right."""
    found: dict[tuple[Theorem, Expr, bool], list[Expr]] = {}
    for theorem, left, right, flipped in equations:
        found.setdefault((theorem, right, flipped), []).append(left)
    return found


def written_out(expr: Expr, sign: int = 1) -> Expr:
    """The term written out; identity matrices are left away, as in a multiplier they stand for 1."""
    whole: Expr | None = None
    for (scalars, word), c in sorted(normal(expr).items(), key=lambda term: term[1] * sign, reverse=True):
        letters = [Expr("T", variable) if transposed else variable for _, transposed, variable in word]
        numbers = [
            reduce(lambda a, b: Expr("*", a, b), [Expr("T", v) if back else v for _, back, v in scalar])
            for scalar in scalars
        ]
        factors = [*numbers, *([reduce(lambda a, b: Expr("*", a, b), letters)] if letters else [])]
        term = reduce(lambda a, b: Expr(".", b, a), reversed(factors)) if factors else UNIT
        if c * sign != 1:
            term = Expr("num", c * sign) if term == UNIT else Expr(".", Expr("num", c * sign), term)
        whole = term if whole is None or whole.sort != term.sort else Expr("+", whole, term)
    return whole or Expr("num", Fraction(0))
