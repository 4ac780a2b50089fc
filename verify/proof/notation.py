"""Formulas as text, as a mathematician writes them: read here, outside the trusted part.

    ∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) ↔ Gᵀ (G s - y) = 0

`G: n×u` declares a matrix, `y: n` a column, `c: 1` a number, `n` (without a shape) a natural number. Members of
families are G[k]; their shapes are declared with a letter for the index, `G[k]: n×u[k]`. Strongest first bind ᵀ and ²,
products, + and -, = ≠ ≤ <, ¬, ∧, ∨, → ↔; ∀ and ∃ reach as far as they can. 0 takes the shape that fits.

A family stays free in a formula, which says of a free name that it may be anything. So ∀ may declare one, but only
where it says just that: in the ∀ … that a formula begins with.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from verify.proof.rules import minus, zero
from verify.proof.syntax import FALSE, ONE, Expr, nat, substitute

TOKENS = re.compile(r"\s*(?:(\d+(?:/\d+)?)|([A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*'*)|(.))", re.DOTALL)
RELATIONS = {"=": "=", "≤": "<=", "<": "<"}


class Unreadable(ValueError):  # noqa: N818
    """The text is no formula; `str` says where and why."""


class Words:
    """The names that a text may use, and what they stand for."""

    def __init__(self, declarations: str = "") -> None:
        self.known: dict[str, Expr] = {}
        for part in filter(None, (part.strip() for part in declarations.split(";"))):
            self._declare(part)

    def __call__(self, text: str) -> Expr:
        """Read a formula, a matrix or a natural number."""
        reader = _Reader(text, self.known)
        found = reader.formula()
        reader.expect("")
        return found

    def all(self, names: str) -> tuple[Expr, ...]:
        """Read several names, parted by blanks."""
        return tuple(map(self, names.split()))

    def _declare(self, part: str) -> None:
        for name, value in _Reader(part, self.known).declared():
            self.known[name] = value


class _Reader:
    def __init__(self, text: str, known: Mapping[str, Expr]) -> None:
        self.text = text
        self.tokens = [next(filter(None, match.groups()), "") for match in TOKENS.finditer(text.strip())]
        self.at = 0
        self.known = dict(known)

    # ---- tokens ----

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, token: str) -> bool:
        if self.next != token or not token:
            return False
        self.at += 1
        return True

    def expect(self, token: str) -> None:
        if self.next != token:
            self.fail(f"expected {token or 'the end'}, found {self.next or 'the end'}")
        self.at += bool(token)

    def fail(self, why: str) -> None:
        raise Unreadable(f"{why}, after {' '.join(self.tokens[: self.at])!r} in {self.text!r}")

    # ---- declarations ----

    def declared(self) -> Iterator[tuple[str, Expr]]:
        """`G: n×u`, `G H: n×u`, `y: n`, `n u`, `u[k]`, `G[k]: n×u[k]`."""
        heads: list[tuple[str, Expr | None]] = []
        while self.next.isidentifier() or self.next.rstrip("'").isidentifier():
            name, index = self.take(), None
            if self.skip("["):
                index = nat(self.take())
                self.expect("]")
                self.known[str(index.parts[0])] = index
            heads.append((name, index))
            self.skip(",")
        if self.skip(":"):
            rows = self.natural()
            cols = self.natural() if self.skip("×") else ONE
            yield from ((name, Expr("var", _ascii(name), rows, cols, index)) for name, index in heads)
        else:
            yield from ((name, nat(_ascii(name), 0, index)) for name, index in heads)

    def natural(self) -> Expr:
        found = self.atom_natural()
        while self.skip("+"):
            found = Expr("nat", *found.parts[:2], found.parts[2] + int(self.take()))
        return found

    def atom_natural(self) -> Expr:
        if self.next.isdecimal():
            return nat(None, int(self.take()))
        return self.named()

    def named(self) -> Expr:
        name = self.take()
        if name not in self.known:
            self.fail(f"{name!r} is not declared")
        value = self.known[name]
        index = value.parts[1] if value.op == "nat" else value.parts[3]
        if index is None:
            return value
        self.expect("[")
        at = self.natural()
        self.expect("]")
        return substitute(value, index, at)

    # ---- formulas ----

    def formula(self) -> Expr:
        left = self.disjunction()
        if self.skip("→"):
            return Expr("->", left, self.formula())
        if self.skip("↔"):
            right = self.formula()
            return Expr("and", Expr("->", left, right), Expr("->", right, left))
        return left

    def disjunction(self) -> Expr:
        left = self.conjunction()
        return Expr("or", left, self.disjunction()) if self.skip("∨") else left

    def conjunction(self) -> Expr:
        left = self.relation()
        return Expr("and", left, self.conjunction()) if self.skip("∧") else left

    def relation(self) -> Expr:  # noqa: PLR0911  one a kind
        if self.skip("¬"):
            return Expr("->", self.relation(), FALSE)
        if self.next in {"∀", "∃"}:
            return self.quantified()
        if self.skip("⊥"):
            return FALSE
        left = self.sum()
        if left is not None and left.sort in ("formula", "natural"):
            return left
        symbol = self.next
        if symbol not in {*RELATIONS, "≠"}:
            if left is None:
                self.fail("0 needs something that gives it its shape")
            return left  # type: ignore[return-value]
        self.take()
        right = self.sum()
        sort = left.sort if left is not None else right.sort if right is not None else (ONE, ONE)
        left, right = (zero(*sort) if side is None else side for side in (left, right))
        if symbol == "≠":
            return Expr("->", Expr("=", left, right), FALSE)
        return Expr(RELATIONS[symbol], left, right)

    beginning = 0
    """Where the ∀ … end that the text begins with."""

    def quantified(self) -> Expr:
        outermost = self.at == self.beginning and self.next == "∀"
        op = "all" if self.take() == "∀" else "some"
        before = dict(self.known)
        bound = []
        for name, value in self.declared():
            self.known[name] = value
            index = value.parts[1 if value.op == "nat" else 3]
            if index is None:
                bound.append(value)
            elif not outermost:
                self.fail(f"only the ∀ at the beginning speak of a family such as {name}")
            elif index.parts[0] not in before:
                self.known.pop(index.parts[0], None)
        self.expect(".")
        if outermost:
            self.beginning = self.at
        body = self.formula()
        self.known = before
        for value in reversed(bound):
            body = Expr(op, value, body)
        return body

    # ---- terms; None is a 0 that has no shape yet ----

    def sum(self) -> Expr | None:
        negative = self.skip("-")
        left = self.product()
        if negative and left is not None:
            left = Expr(".", Expr("num", Fraction(-1)), left)
        while self.next in {"+", "-"}:
            sign, right = self.take(), self.product()
            if left is None or right is None:
                self.fail("0 is not added to anything here")
                break
            if left.sort == "natural":
                left = Expr("nat", *left.parts[:2], left.parts[2] + int(right.parts[0]))
            else:
                left = Expr("+", left, right) if sign == "+" else minus(left, right)
        return left

    def product(self) -> Expr | None:
        left = self.factor()
        while self.next and (self.next in {"(", "‖"} or self.next[0].isalnum()) and not self._closing():
            right = self.factor()
            left = times(*(zero(ONE, ONE) if side is None else side for side in (left, right)))
        return left

    def _closing(self) -> bool:
        return self.next == "‖" and self.inside

    inside = False

    def factor(self) -> Expr | None:
        found = self.atom()
        while found is not None and self.next in {"ᵀ", "²"}:
            found = Expr("T", found) if self.take() == "ᵀ" else times(found, found)
        return found

    def atom(self) -> Expr | None:
        if self.skip("("):
            outside, self.inside = self.inside, False
            found = self.formula()
            self.inside = outside
            self.expect(")")
            return found
        if self.skip("‖"):
            self.inside = True
            inner = self.sum()
            self.inside = False
            self.expect("‖")
            self.expect("²")
            if inner is None:
                self.fail("‖0‖² is 0")
            return norm(inner)  # type: ignore[arg-type]
        if self.next[:1].isdecimal():
            value = Fraction(self.take())
            return Expr("num", value) if value else None
        if self.next == "I" and "I" not in self.known:
            self.take()
            self.expect("[")
            size = self.natural()
            self.expect("]")
            return Expr("id", size)
        if not self.next or not self.next[0].isalpha():
            self.fail(f"a term cannot begin with {self.next or 'the end'}")
        return self.named()


def _ascii(name: str) -> str:
    """G' is kept as G_ with an underscore for each prime, an identifier."""
    return name.replace("'", "_")


def times(a: Expr, b: Expr) -> Expr:
    """a b: the matrix product, or one side scaled by the other where that is 1 × 1."""
    if a.op != "num" and b.op != "num" and a.sort[1] == b.sort[0]:
        return Expr("*", a, b)
    return Expr(".", a, b) if a.sort == (ONE, ONE) else Expr(".", b, a)


def norm(a: Expr) -> Expr:
    """‖a‖² = aᵀa."""
    return Expr("*", Expr("T", a), a)
