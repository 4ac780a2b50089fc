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


def mathml(formula: str) -> str:
    """Write a formula as `math` elements."""
    tokens = [next(filter(None, match.groups()), "") for match in TOKENS.finditer(formula.strip())]
    written, part = "", ""
    at = 0
    while at < len(tokens):
        before = tokens[at - 1 : at]
        item, after = _item(tokens, at)
        if tokens[at] in {"+", "-"} and _ends_term(before):
            written, part = f"{written}<math>{part}</math><wbr>", ""
        elif _ends_term(before) and tokens[at] != "(" and _begins_term(tokens, at):
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
    token = tokens[at]
    written, after = _sign(token, tokens[at - 1 : at] if at else [], tokens[at + 1 : at + 2]), at + 1
    if token[0].isalpha() and tokens[after : after + 1] == ["["]:
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


def _ends_term(token: Sequence[str]) -> bool:
    """Whether a term ends with this token, so that + and - after it join two."""
    return any(one[0].isalnum() or one in _ENDING for one in token)


def _begins_term(tokens: Sequence[str], at: int) -> bool:
    return tokens[at][0].isalnum() or (tokens[at] == "‖" and tokens[at + 1 : at + 2] != ["²"])


def _sign(token: str, before: Sequence[str], follows: Sequence[str]) -> str:
    shown = html.escape(token)
    if token[0].isdigit():
        numerator, _, denominator = shown.partition("/")
        number = f"<mn>{numerator}</mn>"
        return f"<mfrac>{number}<mn>{denominator}</mn></mfrac>" if denominator else number
    if token[0].isalpha() or token == "⊥":
        return f"<mi>{shown.replace('&#x27;', '′')}</mi>"
    if token in "([":
        return _fence(shown, "prefix")
    if token in ")]":
        return _fence(shown, "postfix")
    if token == "‖":
        return _fence(shown, "postfix" if list(follows) == ["²"] else "prefix")
    if token == ".":
        return '<mo lspace="0" rspace="0">.</mo>'
    if token == ":":
        return '<mo lspace="0" rspace="0.28em">:</mo>'
    if token in "+-":
        return f'<mo form="{"infix" if _ends_term(before) else "prefix"}">{shown.replace("-", "−")}</mo>'
    if token in _JOINING or token in _RELATING:
        return f'<mo form="infix">{shown}</mo>'
    return f"<mo>{shown}</mo>"


def _fence(shown: str, form: str) -> str:
    return f'<mo form="{form}" stretchy="false">{shown}</mo>'
