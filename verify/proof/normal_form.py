"""The normal form of a matrix term: a polynomial over ℚ in noncommuting variables and their transposes.

A monomial is a word of letters A or Aᵀ with factors 1 × 1 in front. Two facts about numbers make more words equal: in
a word, whatever stands between two places of size 1 is a 1 × 1 matrix, which commutes with everything and is its own
transpose; and whatever has a place of size 0 is 0. Terms with one normal form are equal, whatever the sizes are.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from verify.proof.syntax import ONE, Expr, nat

Letter = tuple[str, bool, "Expr"]  # the text that orders it, whether it is transposed, the variable
Word = tuple[Letter, ...]
Monomial = tuple[tuple[Word, ...], Word]
Polynomial = dict[Monomial, Fraction]

NONE = nat(None, 0)


def normal(term: Expr) -> Polynomial:
    """The normal form of a matrix: monomials with their coefficients, none of which is 0."""
    op, parts = term.op, term.parts
    if op == "zero" or NONE in term.sort:
        return {}
    if op in {"num", "id"}:
        return _summed([(((), ()), parts[0] if op == "num" else Fraction(1))])
    if op == "var":
        return {_monomial((), ((_text(term), False, term),)): Fraction(1)}
    if op == "+":
        return _summed([*normal(parts[0]).items(), *normal(parts[1]).items()])
    if op == "T":
        return {(scalars, _flipped(word)): c for (scalars, word), c in normal(parts[0]).items()}
    left, right = normal(parts[0]), normal(parts[1])  # a product or a scaled matrix
    return _summed(
        (_monomial(scalars + others, word + following), c * d)
        for (scalars, word), c in left.items()
        for (others, following), d in right.items()
    )


def _monomial(scalars: tuple[Word, ...], word: Word) -> Monomial:
    """Cut what lies between two places of size 1 out of a word."""
    places = [_ends(word[0])[0], *(_ends(letter)[1] for letter in word)] if word else []
    cuts = [at for at, size in enumerate(places) if size == ONE]
    pieces = tuple(min(piece, _flipped(piece), key=_order) for piece in (word[a:b] for a, b in pairwise(cuts)))
    rest = word[: cuts[0]] + word[cuts[-1] :] if pieces else word
    return tuple(sorted(scalars + pieces, key=_order)), rest


def _summed(monomials: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
    total: Polynomial = {}
    for monomial, coefficient in monomials:
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def _flipped(word: Word) -> Word:
    return tuple((text, not transposed, variable) for text, transposed, variable in reversed(word))


def _ends(letter: Letter) -> tuple[Expr, Expr]:
    _, transposed, variable = letter
    rows, cols = variable.sort
    return (cols, rows) if transposed else (rows, cols)


def _order(word: Word) -> list[tuple[str, bool]]:
    return [(text, transposed) for text, transposed, _ in word]


def _text(expr: Expr) -> str:
    """One text for each variable; two different ones never share it."""
    return f"{expr.op}({','.join(_text(part) if type(part) is Expr else repr(part) for part in expr.parts)})"
