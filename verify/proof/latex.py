"""Arguments as one LaTeX document, which needs amsmath alone."""

from verify.proof.argument import Argument
from verify.proof.page import Line
from verify.proof.prose import Spans
from verify.proof.render import NOTATION, Style, text
from verify.proof.syntax import Expr

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_CAPITALS = {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"}
_LATIN = {"Eta": "H", "Rho": "P", "Chi": "X"}  # capitals that look like another letter than their first
_ALPHA, _CAPITAL_ALPHA = 0x3B1, 0x391

_PROSE = {letter: f"\\{letter}" for letter in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u00a0": "~",
    "<": "$<$",
    ">": "$>$",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "×": r"$\times$",
    "→": r"$\to$",
    "←": r"$\leftarrow$",
    "ᵀ": r"$^\top$",
    "²": r"$^2$",
    "‖": r"$\Vert$",
}
_ASCII = 0x80

_HEAD = r"""\documentclass{article}
\usepackage{amsmath}
\setlength{\parindent}{0pt}
\raggedright
\newenvironment{statement}[1]{\par\bigskip\textbf{#1.}\par\smallskip}{\par}
\newenvironment{argument}{\par\medskip\textit{Proof.}\par}{\nopagebreak\hspace*{\fill}\rule{1ex}{1ex}\par}
\newcommand{\step}[2]{{\leftskip=#1em\relax\hangindent=2em\hangafter=1\noindent #2\par}}
\begin{document}
"""
_TAIL = "\\end{document}\n"


def _letters(name: str) -> str:
    """A name in a formula: one letter as it is, Greek by its command, several upright letters together."""
    if len(name) == 1 and ord(name) >= _ASCII:
        small, capital = ord(name) - _ALPHA, ord(name) - _CAPITAL_ALPHA
        if 0 <= small < len(_GREEK):
            return rf"{{\{_GREEK[small]}}}" if _GREEK[small] != "omicron" else "o"
        command = _GREEK[capital].capitalize()
        return rf"{{\{command}}}" if command in _CAPITALS else rf"\mathrm{{{_LATIN.get(command, command[0])}}}"
    if len(name) == 1:
        return name
    return rf"\mathit{{{''.join(_letters(letter) if ord(letter) >= _ASCII else _prose(letter) for letter in name)}}}"


STYLE = Style(
    letters=_letters,
    index="_{{{index}}}",
    bound=r"{sign} {names}{shape}.\allowbreak\; ",
    listing=", ",
    shape=r"\colon {rows}\times {cols}",
    column=r"\colon {rows}",
    identity="I_{{{size}}}",
    norm=r"\lVert {inner}\rVert^{{2}}",
    square="{{{inner}}}^{{2}}",
    transposed=r"{{{inner}}}^{{\top}}",
    fraction=r"\tfrac{{{p}}}{{{q}}}",
    all=r"\forall",
    some=r"\exists",
    relations=(("=", "="), ("<=", r"\le"), ("<", "<")),
    unequal=r"\ne",
    negation=r"\lnot ",
    false=r"\bot",
    joins=(("and", r"\;\land\allowbreak\;"), ("or", r"\;\lor\allowbreak\;"), ("->", r"\;\to\allowbreak\;")),
    equivalent=r"\;\leftrightarrow\allowbreak\;",
)


def document(argument: Argument) -> str:
    """Write an argument as a document that compiles as it is."""
    written = [_HEAD, _prose(NOTATION), "\n"]
    for block in argument.blocks:
        written.append(f"\n\\begin{{statement}}{{{_prose(block.title)}}}\n")
        if block.remark:
            written.append(f"{_spans(block.remark)}\n")
        written.append(f"{_spans((block.statement,))}\n\\end{{statement}}\n\\begin{{argument}}\n")
        written += [_line(line) for line in block.lines]
        written.append("\\end{argument}\n")
    return "".join((*written, _TAIL))


def _line(line: Line) -> str:
    label = "" if line.number is None else f"({line.number})~"
    reason = f": {_spans(line.reason)}" if line.reason else ""
    return f"\\step{{{2 * line.depth}}}{{{label}{_spans(line.said)}{reason}}}\n"


def _spans(parts: Spans) -> str:
    return "".join(f"${text(part, STYLE).strip()}$" if isinstance(part, Expr) else _prose(part) for part in parts)


def _prose(words: str) -> str:
    """Prose with all that LaTeX reads as a command escaped; a letter that it may lack becomes ?."""
    return "".join(_PROSE.get(letter, letter if ord(letter) < _ASCII else "?") for letter in words)
