"""Formulas in the notation of `verify.proof.notation` as MathML, which browsers show without any library.

What is written is what the text says, sign by sign: ᵀ and ² become superscripts, an index in brackets a subscript, and
nothing is parsed, so that no text is refused. A formula is a row of `math` elements, because a browser breaks no line
inside one; they part after a quantifier, a connective or a relation, and before + and -.
"""

import html
from collections.abc import Sequence

from verify.proof.notation import TOKENS

_RAISED = {"ᵀ": "<mo>⊤</mo>", "²": "<mn>2</mn>"}
_JOINING = frozenset("→↔∧∨")
_RELATING = frozenset("=≠≤<")
_ENDING = frozenset(")]‖ᵀ²")
_BLANK = '<mspace width="0.2em"/>'
"""Between two names: n u after ∀ are two, and no product."""


def _fence(sign: str, form: str) -> str:
    return f'<mo form="{form}" stretchy="false">{sign}</mo>'


_FIXED = {
    **{sign: f'<mo form="infix">{html.escape(sign)}</mo>' for sign in _JOINING | _RELATING},
    **{sign: _fence(sign, "prefix") for sign in "(["},
    **{sign: _fence(sign, "postfix") for sign in ")]"},
    ".": '<mo lspace="0" rspace="0">.</mo>',
    ":": '<mo lspace="0" rspace="0.28em">:</mo>',
    "⊥": "<mi>⊥</mi>",
}


def mathml(formula: str) -> str:
    """Write a formula as `math` elements."""
    tokens = [next(filter(None, match.groups()), "") for match in TOKENS.finditer(formula.strip())]
    written, part, at = "", "", 0
    while at < len(tokens):
        item, after = _item(tokens, at)
        if tokens[at] in {"+", "-"} and _ends_term(tokens, at):
            written, part = f"{written}<math>{part}</math><wbr>", ""
        elif _ends_term(tokens, at) and _begins_term(tokens, at):
            part += _BLANK
        part += item
        if tokens[at] == "." or tokens[at] in _JOINING:
            written, part = f"{written}<math>{part}</math> ", ""
        elif tokens[at] in _RELATING:
            written, part = f"{written}<math>{part}</math><wbr>", ""
        at = after
    return f"{written}<math>{part}</math>" if part else written.rstrip(" ")


def _item(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """Write the sign at a place with the index and the superscripts that follow it; return where to go on."""
    written, after = _sign(tokens, at), at + 1
    if tokens[at][0].isalpha() and tokens[after : after + 1] == ["["]:
        index, after = _index(tokens, after + 1)
        written = f"<msub>{written}<mrow>{index}</mrow></msub>"
    while after < len(tokens) and tokens[after] in _RAISED:
        written = f"<msup>{written}{_RAISED[tokens[after]]}</msup>"
        after += 1
    return written, after


def _index(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """Write what stands in brackets, or up to the end where none closes them."""
    written = ""
    while at < len(tokens) and tokens[at] != "]":
        inner, at = _item(tokens, at)
        written += inner
    return written, at + 1


def _ends_term(tokens: Sequence[str], at: int) -> bool:
    """Whether a term ends before this place, so that + and - there join two."""
    return any(one[0].isalnum() or one in _ENDING for one in tokens[at - 1 : at])


def _begins_term(tokens: Sequence[str], at: int) -> bool:
    """Whether a term begins here that a bracket does not set off already."""
    return tokens[at][0].isalnum() or (tokens[at] == "‖" and not _closes(tokens, at))


def _closes(tokens: Sequence[str], at: int) -> bool:
    """Whether this ‖ ends a norm, which is always squared."""
    return list(tokens[at + 1 : at + 2]) == ["²"]


def _sign(tokens: Sequence[str], at: int) -> str:
    sign, shown = tokens[at], html.escape(tokens[at])
    if sign[0].isdigit():
        numerator, _, denominator = shown.partition("/")
        number = f"<mn>{numerator}</mn>"
        return f"<mfrac>{number}<mn>{denominator}</mn></mfrac>" if denominator else number
    if sign[0].isalpha():
        return f"<mi>{shown.replace('&#x27;', '′')}</mi>"
    if sign in {"+", "-"}:
        return f'<mo form="{"infix" if _ends_term(tokens, at) else "prefix"}">{shown.replace("-", "−")}</mo>'
    if sign == "‖":
        return _fence(sign, "postfix" if _closes(tokens, at) else "prefix")
    return _FIXED.get(sign, f"<mo>{shown}</mo>")
