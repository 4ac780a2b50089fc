"""Formulas in the notation of `verify.proof.notation` as MathML, which browsers show without any library.

What is written is what the text says, sign by sign: ᵀ and ² become superscripts, an index in brackets a subscript, and
nothing is parsed, so that no text is refused. A formula is a row of `math` elements with blanks between them, because
a browser breaks no line inside one; they part after a quantifier or a connective.
"""

import html
from collections.abc import Sequence

from verify.proof.notation import TOKENS

_RAISED = {"ᵀ": "<mo>⊤</mo>", "²": "<mn>2</mn>"}
_PARTS_AFTER = frozenset(".→↔∧∨")
_OPENING, _CLOSING = '<mo form="prefix" stretchy="false">{}</mo>', '<mo form="postfix" stretchy="false">{}</mo>'


def mathml(formula: str) -> str:
    """Write a formula as `math` elements."""
    tokens = [next(filter(None, match.groups()), "") for match in TOKENS.finditer(formula.strip())]
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(tokens):
        written, after = _item(tokens, at)
        parts[-1].append(written)
        if tokens[at] in _PARTS_AFTER:
            parts.append([])
        at = after
    return " ".join(f"<math>{''.join(part)}</math>" for part in parts if part)


def _item(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """Write the sign at a place with the index and the superscripts that follow it; return where to go on."""
    token = tokens[at]
    written, after = _sign(token, tokens[at + 1 : at + 2] == ["²"]), at + 1
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


def _sign(token: str, squared: bool) -> str:  # noqa: FBT001
    shown = html.escape(token)
    if token[0].isdigit():
        numerator, _, denominator = shown.partition("/")
        number = f"<mn>{numerator}</mn>"
        return f"<mfrac>{number}<mn>{denominator}</mn></mfrac>" if denominator else number
    if token[0].isalpha() or token == "⊥":
        return f"<mi>{shown.replace('&#x27;', '′')}</mi>"
    match token:
        case "(" | "[":
            return _OPENING.format(shown)
        case ")" | "]":
            return _CLOSING.format(shown)
        case "‖":
            return (_CLOSING if squared else _OPENING).format(shown)
        case "-":
            return "<mo>−</mo>"
        case ":":
            return '<mo lspace="0" rspace="0.3em">:</mo>'
        case _:
            return f"<mo>{shown}</mo>"
