"""Formulas and arguments as text, in the notation that `verify.proof.notation` reads.

    ∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) ↔ Gᵀ (G s - y) = 0

What `text` writes, `Words` reads as the same formula, but for how its terms are written: aᵀa comes back from ‖a‖²,
a + (-1) b from a - b. Nothing here is trusted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from verify.proof.prose import Spans
from verify.proof.reading import equivalence
from verify.proof.syntax import FALSE, ONE, QUANTIFIERS, Expr


@dataclass(frozen=True)
class Style:
    """How the signs of formulas are written."""

    letters: Callable[[str], str] = str
    index: str = "[{index}]"
    bound: str = "{sign} {names}{shape}. "
    listing: str = " "
    shape: str = ": {rows}×{cols}"
    column: str = ": {rows}"
    size: str = "{name}+{plus}"
    identity: str = "I[{size}]"
    norm: str = "‖{inner}‖²"
    square: str = "{inner}²"
    transposed: str = "{inner}ᵀ"
    group: str = "({inner})"
    fraction: str = "{p}/{q}"
    all: str = "∀"
    some: str = "∃"
    relations: tuple[tuple[str, str], ...] = (("=", "="), ("<=", "≤"), ("<", "<"))
    unequal: str = "≠"
    negation: str = "¬ "
    false: str = "⊥"
    joins: tuple[tuple[str, str], ...] = (("and", "∧"), ("or", "∨"), ("->", "→"))
    equivalent: str = "↔"
    blank: str = " "
    together: int = 0

    def named(self, name: str) -> str:
        """A name; an underscore at its end is a prime."""
        bare = name.rstrip("_") or name
        return self.letters(bare) + "'" * (len(name) - len(bare))


PLAIN = Style()
_ARROW, _OR, _AND, _RELATION = range(4)  # how strongly a formula binds


# ---- formulas ----


def text(expr: Expr, style: Style = PLAIN) -> str:
    """Write a formula, a matrix or a natural number."""
    if expr.sort == "natural":
        return _nat(expr, style)
    return _formula(expr, style)[0] if expr.sort == "formula" else _term(expr, style, inside=False)


def declared(variable: Expr, style: Style = PLAIN) -> str:
    """The shape of a variable, as it is declared: `: n×u`, `: n`; nothing for a natural number."""
    if variable.sort == "natural":
        return ""
    rows, cols = (_nat(size, style) for size in variable.sort)
    return style.column.format(rows=rows) if variable.sort[1] == ONE else style.shape.format(rows=rows, cols=cols)


def _formula(expr: Expr, style: Style) -> tuple[str, int]:  # noqa: PLR0911  one a kind
    """A formula, and how strongly it binds."""
    if expr == FALSE:
        return style.false, _RELATION
    relations = dict(style.relations)
    if expr.op in relations:
        return _related(expr.parts, relations[expr.op], style), _RELATION
    if expr.op in QUANTIFIERS:
        return _quantified(expr, style), _ARROW
    left, right = expr.parts
    if equivalence(expr):
        return f"{_at(left.parts[0], _OR, style)} {style.equivalent} {_at(left.parts[1], _OR, style)}", _ARROW
    if expr.op == "->" and right == FALSE:
        if left.op == "=":
            return _related(left.parts, style.unequal, style), _RELATION
        return style.negation + _at(left, _RELATION, style, always=True), _RELATION
    level = {"->": _ARROW, "or": _OR, "and": _AND}[expr.op]
    sign = dict(style.joins)[expr.op]
    follows, binds = _formula(right, style)
    if binds < level or (right.op in QUANTIFIERS and expr.op != "->") or (expr.op == "->" and equivalence(right)):
        follows = style.group.format(inner=follows)
    return f"{_at(left, level + 1, style)} {sign} {follows}", level


def _related(sides: tuple[Expr, ...], sign: str, style: Style) -> str:
    written = f" {sign} ".join(_term(side, style, inside=False) for side in sides)
    return written if len(written) > style.together else written.replace(" ", style.blank)


def _at(expr: Expr, level: int, style: Style, *, always: bool = False) -> str:
    """A formula where only what binds at least so strongly can stand bare."""
    written, binds = _formula(expr, style)
    return style.group.format(inner=written) if always or binds < level else written


def _quantified(expr: Expr, style: Style) -> str:
    """∀ n u. ∀ G: n×u. ...; neighbours of one shape share a quantifier."""
    written = ""
    while expr.op in QUANTIFIERS:
        op, names = expr.op, [expr.parts[0]]
        expr = expr.parts[1]
        while expr.op == op and expr.parts[0].sort == names[0].sort and expr.parts[0] not in names:
            names.append(expr.parts[0])
            expr = expr.parts[1]
        listed = style.listing.join(style.named(name.parts[0]) for name in names)
        sign = style.all if op == "all" else style.some
        bound = style.bound.format(sign=sign, names=listed, shape=declared(names[0], style))
        written += bound.rstrip(" ").replace(" ", style.blank) + " "
    return written + _formula(expr, style)[0]


# ---- terms ----


def _nat(expr: Expr, style: Style) -> str:
    name, index, plus = expr.parts
    if name is None:
        return str(plus)
    whole = style.named(name) + ("" if index is None else style.index.format(index=_nat(index, style)))
    return style.size.format(name=whole, plus=plus) if plus else whole


def _term(expr: Expr, style: Style, *, inside: bool) -> str:
    """A sum; `inside` a norm, another norm stands in parentheses, or its sign would read as the end of the first."""
    written = ""
    for at, (coefficient, factors) in enumerate(_summands(expr)):
        sign = ("-" if at == 0 else " - ") if coefficient < 0 else ("" if at == 0 else " + ")
        written += sign + _product(abs(coefficient), factors, style, inside=inside)
    return written


def _summands(expr: Expr, times: Fraction = Fraction(1)) -> Iterator[tuple[Fraction, list[Expr]]]:
    """The parts of a sum, each a coefficient and factors, from left to right."""
    if expr.op == "+":
        yield from _summands(expr.parts[0], times)
        expr = expr.parts[1]
    coefficient, factors = _factors(expr)
    if len(factors) == 1 and factors[0].op == "+" and abs(coefficient) == 1 and coefficient * times > 0:
        yield from _summands(factors[0], Fraction(1))
    else:
        yield coefficient * times, factors


def _factors(expr: Expr) -> tuple[Fraction, list[Expr]]:
    """The number in front of a product, and its other factors in their order; aᵀa of a column a stays one factor."""
    if expr.op == "num":
        return expr.parts[0], []
    if expr.op not in {"*", "."} or _squared(expr) is not None:
        return Fraction(1), [expr]
    left, right = expr.parts
    (c, before), (d, after) = _factors(left), _factors(right)
    for factors in (before + after, [*before, right], [left, *after], [left, right]):
        if _read(factors) == expr.sort:
            whole = c if factors[: len(before)] == before else Fraction(1)
            return whole * (d if factors[len(factors) - len(after) :] == after else 1), factors
    return Fraction(1), [expr]


def _read(factors: list[Expr]) -> object:
    """The shape of what is read from the factors one after the other; None where they do not fit."""
    shape = (ONE, ONE)
    for factor in factors:
        if shape == (ONE, ONE) or factor.sort == (ONE, ONE):
            shape = factor.sort if shape == (ONE, ONE) else shape
        elif shape[1] == factor.sort[0]:
            shape = (shape[0], factor.sort[1])
        else:
            return None
    return shape


def _squared(expr: Expr) -> Expr | None:
    """The a of aᵀa, a column, or of a a, a number; None otherwise."""
    left: Expr = expr.parts[0]
    right: Expr = expr.parts[1]
    if right.op == "num":
        return None
    if left == right and right.sort == (ONE, ONE):
        return right
    return right if expr.op == "*" and left == Expr("T", right) and right.sort[1] == ONE else None


def _product(coefficient: Fraction, factors: list[Expr], style: Style, *, inside: bool) -> str:
    number = [_number(coefficient, style)] if coefficient != 1 or not factors else []
    written: list[str] = []
    at = 0
    while at < len(factors):
        twice = factors[at].sort == (ONE, ONE) and factors[at] in factors[at + 1 : at + 2]
        one = _factor(factors[at], style, inside=inside)
        written.append(style.square.format(inner=one) if twice and factors[at].op == "var" else one)
        at += 2 if twice and factors[at].op == "var" else 1
    return " ".join(number + written)


def _number(value: Fraction, style: Style) -> str:
    return str(value) if value.denominator == 1 else style.fraction.format(p=value.numerator, q=value.denominator)


def _factor(expr: Expr, style: Style, *, inside: bool) -> str:  # noqa: PLR0911  one a kind
    if expr.op == "var":
        name, index = style.named(expr.parts[0]), expr.parts[3]
        return name if index is None else name + style.index.format(index=_nat(index, style))
    if expr.op == "zero":
        return "0"
    if expr.op == "id":
        return style.identity.format(size=_nat(expr.parts[0], style))
    if expr.op == "T" and expr.parts[0].op in {"var", "id", "T"}:
        return style.transposed.format(inner=_factor(expr.parts[0], style, inside=inside))
    if expr.op == "T":
        return style.transposed.format(inner=style.group.format(inner=_term(expr.parts[0], style, inside=False)))
    squared = _squared(expr) if expr.op in {"*", "."} else None
    if squared is not None and squared.sort == (ONE, ONE):
        bare = squared.op == "var"
        inner = _term(squared, style, inside=False)
        return style.square.format(inner=inner if bare else style.group.format(inner=inner))
    if squared is not None:
        norm = style.norm.format(inner=_term(squared, style, inside=True))
        return style.group.format(inner=norm) if inside else norm
    return style.group.format(inner=_term(expr, style, inside=False))


# ---- arguments ----

NOTATION = (
    "Notation. G: n×u is a matrix of n rows and u columns over an ordered field, y: n a column of n entries, v: 1 a "
    "number; n and u are natural numbers, 0 included. ‖a‖² is aᵀa. What a line names as its reason gives it after "
    "expanding both sides, where aᵀb = bᵀa for columns."
)
NO_BREAK = "\u00a0"
UNBROKEN = replace(PLAIN, blank=NO_BREAK, together=30)
"""For running text: what is shorter than 30 letters stays on one line."""


def spans(parts: Spans, style: Style = PLAIN) -> str:
    """Prose with formulas in it."""
    return "".join(part if isinstance(part, str) else text(part, style) for part in parts)
