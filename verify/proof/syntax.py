"""What can be said: formulas about matrices of every size over an ordered field, checked when they are made.

One class, `Expr(op, *parts)`, of one of three sorts: a natural number (a size or an index), a matrix, a formula.

    nat    name, index, plus     plus (no name), name + plus, or name[index] + plus, a member of a family
    var    name, rows, cols, index      a matrix; with an index, a member of a family of matrices
    num    value                 a rational number, 1 × 1          zero  rows, cols     zeros
    id     size                  the identity matrix               +     a, b           a + b, of one shape
    *      a, b                  the product a b                   T     a              aᵀ
    .      x, a                  every entry of a times x, 1 × 1
    =      a, b                  a = b, of one shape               <= <  a, b           both 1 × 1
    and or ->   A, B             false                             all some   v, A      v a variable or a natural number

Meaning: a free name stands for any value; a `var` has one value for each value of its index and of its shape.
"""

from fractions import Fraction
from typing import Any, NoReturn, final


class Refused(ValueError):  # noqa: N818  a verdict, not an accident
    """The kernel does not accept this; `str` says why."""


def need(condition: bool, why: str) -> None:  # noqa: FBT001
    """Go on only when the condition holds."""
    if condition is not True:
        raise Refused(why)


@final
class Expr:
    """A natural number, a matrix or a formula. `sort` is "natural", "formula", or a matrix's (rows, cols).

    `free` holds the variables, natural numbers and members of families that it speaks about and does not bind.
    """

    __slots__ = ("_hash", "free", "op", "parts", "sort")
    op: str
    parts: tuple[Any, ...]
    sort: Any
    free: "frozenset[Expr]"

    def __init__(self, op: str, *parts: Any) -> None:
        need(not hasattr(self, "op"), "an expression does not change")
        need(type(op) is str and op in FORMED, "there is no such expression")
        inner = [part for part in parts if type(part) is Expr]
        store = object.__setattr__
        store(self, "op", op)
        store(self, "parts", parts)
        store(self, "sort", FORMED[op](*parts) if len(parts) == FORMED[op].__code__.co_argcount else _miscounted(op))
        store(self, "_hash", hash((op, parts)))
        free = frozenset[Expr]().union(*(part.free for part in inner))
        if op in QUANTIFIERS:
            free = _bound(parts[0], parts[1].free, parts[0].free - {parts[0]})
        elif op == "var" or (op == "nat" and parts[0] is not None):
            free |= {self if op == "var" or parts[2] == 0 else Expr("nat", parts[0], parts[1], 0)}
        store(self, "free", free)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise Refused("an expression does not change")

    def __eq__(self, other: object) -> bool:
        return type(other) is Expr and self.op == other.op and self.parts == other.parts

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined,no-any-return]


def nat(name: str | None, plus: int = 0, index: Expr | None = None) -> Expr:
    """A natural number: `plus`, `name + plus` or `name[index] + plus`."""
    return Expr("nat", name, index, plus)


# ---- which expressions are formed well, and of which sort they are ----


def _miscounted(op: str) -> NoReturn:
    raise Refused(f"{op} has another number of parts")


def _named(name: object) -> bool:
    return type(name) is str and name.isidentifier()


def _natural(*parts: object) -> None:
    need(all(type(part) is Expr and part.sort == "natural" for part in parts), "a size or an index is a natural number")


def _shape(part: object) -> Any:
    """(rows, cols) of a matrix; anything else is refused, subclasses included."""
    need(type(part) is Expr and type(part.sort) is tuple, "a term is a matrix")
    return part.sort  # type: ignore[attr-defined]


def _scalar(*parts: object) -> None:
    need(all(_shape(part) == (ONE, ONE) for part in parts), "1 × 1 matrices are asked for here")


def _formula(*parts: object) -> str:
    need(all(type(part) is Expr and part.sort == "formula" for part in parts), "a formula is asked for here")
    return "formula"


def _two(left: object, right: object) -> str:
    return _formula(left, right)


def _nat(name: object, index: object, plus: object) -> str:
    need(name is None or _named(name), "the name of a natural number is an identifier")
    need(type(plus) is int and plus >= 0, "a natural number is an int and not negative")
    need(index is None or name is not None, "only a family has an index")
    _natural(*(() if index is None else (index,)))
    return "natural"


def _var(name: object, rows: Any, cols: Any, index: Any) -> object:
    inside = (rows, cols) if index is None else (rows, cols, index)
    need(_named(name), "the name of a matrix is an identifier")
    _natural(*inside)
    need(all(name not in names(part) for part in inside), "a matrix and its size have two names")
    return rows, cols


def _num(value: object) -> object:
    need(type(value) is Fraction, "a number is a Fraction")
    return ONE, ONE


def _zero(rows: object, cols: object) -> object:
    _natural(rows, cols)
    return rows, cols


def _plus(left: object, right: object) -> object:
    need(_shape(left) == _shape(right), "both sides must have one shape")
    return _shape(left)


def _times(left: object, right: object) -> object:
    need(_shape(left)[1] == _shape(right)[0], "a product needs as many columns as rows follow")
    return _shape(left)[0], _shape(right)[1]


def _scale(by: object, of: object) -> object:
    _scalar(by)
    return _shape(of)


def _equal(left: object, right: object) -> str:
    _plus(left, right)
    return "formula"


def _ordered(left: object, right: object) -> str:
    _scalar(left, right)
    return "formula"


def _quantified(bound: object, body: object) -> str:
    need(type(bound) is Expr and bound in bound.free, "a variable or a natural number is bound, without an addend")
    need(bound.parts[1 if bound.op == "nat" else 3] is None, "a member of a family cannot be bound")  # type: ignore[attr-defined]
    return _formula(body)


def _bound(bound: Expr, free: frozenset[Expr], sizes: frozenset[Expr]) -> frozenset[Expr]:
    """The free names of a quantified formula. In its body the bound name must mean one thing, and no size may escape.

    ∀n. x = 0 with a free x of n rows is refused: which x would be meant depends on n.
    """
    for other in free - {bound}:
        need(other.parts[0] != bound.parts[0], f"{bound.parts[0]} is bound and means something else as well")
        escapes = other.op == "var" and other.parts[3] is None and bound in other.free
        need(not escapes, f"{other.parts[0]} has the size {bound.parts[0]}, so it must be bound first")
    return (free - {bound}) | sizes


FORMED: dict[str, Any] = {
    "nat": _nat,
    "var": _var,
    "num": _num,
    "zero": _zero,
    "id": lambda size: _zero(size, size),
    "+": _plus,
    "*": _times,
    "T": lambda of: _shape(of)[::-1],
    ".": _scale,
    "=": _equal,
    "<=": _ordered,
    "<": _ordered,
    "and": _two,
    "or": _two,
    "->": _two,
    "false": lambda: "formula",
    "all": _quantified,
    "some": _quantified,
}
QUANTIFIERS = frozenset({"all", "some"})
ONE = nat(None, 1)
FALSE = Expr("false")

# ---- names and substitution ----


def names(expr: Expr) -> set[str]:
    """The names that occur free."""
    return {part.parts[0] for part in expr.free}


def substitute(expr: Expr, old: Expr, new: Expr) -> Expr:
    """`expr` with every free `old`, a variable or a natural number, replaced; refused where that captures a name."""
    if expr == old:
        return new
    if old not in expr.free:
        return expr
    if expr.op == "nat" and expr.parts[:2] == old.parts[:2]:
        return Expr("nat", *new.parts[:2], new.parts[2] + expr.parts[2])
    if expr.op in QUANTIFIERS:
        need(expr.parts[0].parts[0] not in names(new), f"{expr.parts[0].parts[0]} would be captured")
    return Expr(expr.op, *(substitute(part, old, new) if type(part) is Expr else part for part in expr.parts))
