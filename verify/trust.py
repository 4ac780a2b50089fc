"""What each level of evidence asks its reader to trust, with the lines of code that this amounts to, counted."""

import ast
import re
from functools import cache
from pathlib import Path

from verify.evidence import Level, Trusted

_HERE = Path(__file__).parents[1]

_WHAT = (
    (Level.TESTED, "Hypothesis, NumPy, and bounds on rounding that are derived in each claim's file", ()),
    (
        Level.CERTIFIED,
        "the checker of certificates, which uses Python's standard library alone",
        ("verify/check/certificates.py",),
    ),
    (
        Level.CERTIFIED,
        "for smooth activations also these, which use python-flint",
        ("verify/check/smooth.py", "verify/check/enclosures.py"),
    ),
    (
        Level.CERTIFIED,
        "for minima of the Gaussian example also this, which uses python-flint",
        ("verify/check/gaussians.py",),
    ),
    (Level.CERTIFIED, "for small scopes, the definition of the claim in its file, and NumPy's integers", ()),
    (
        Level.PROVED,
        "the proof kernel",
        ("verify/proof/syntax.py", "verify/proof/normal_form.py", "verify/proof/rules.py"),
    ),
    (
        Level.PROVED,
        "or the checker of proofs, which shares no code with the kernel and uses Python's standard library alone",
        ("verify/check/proofs.py",),
    ),
    (
        Level.FORMALISED,
        "Coq, mathcomp's definitions, and the statements of the theorems",
        ("verify/formal/statements.v", "verify/formal/statements_networks.v"),
    ),
)


@cache
def trusted() -> tuple[Trusted, ...]:
    """Return a row for each thing that has to be trusted, the weakest level first."""
    return tuple(
        Trusted(
            level=level,
            what=what,
            files=files,
            lines=sum(lines_of_code(_HERE / file) for file in files) if files else None,
        )
        for level, what, files in _WHAT
    )


def lines_of_code(path: Path) -> int:
    """Count lines that are neither blank nor a comment nor part of a docstring; for Coq neither blank nor a comment."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".v":
        return sum(bool(line.strip()) for line in re.sub(r"\(\*.*?\*\)", "", text, flags=re.DOTALL).splitlines())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    strings = [
        node.body[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    ]
    spans = [range(string.lineno, (string.end_lineno or 0) + 1) for string in strings]
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and not any(number in span for span in spans)
        for number, line in enumerate(text.splitlines(), start=1)
    )
