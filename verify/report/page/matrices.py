"""Counterexamples and witnesses as they would stand on paper: matrices in MathML, exact unless ≈ says otherwise."""

import re
from collections.abc import Iterable

from markupsafe import Markup

from verify.evidence import Exact, Instance
from verify.report.words import exactly, instance, plural, rounded

_NUMBER = re.compile(r"(-?)(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:/(\d+))?")

_WIDEST = 60
"""Characters of the entries of a vector; a longer one stands upright, since no browser breaks a formula of MathML."""


def mathml(values: Instance) -> Markup:
    """Write each value of an instance as a `math` element that says in plain text what it shows."""
    return Markup(" ").join(_equation(name, value) for name, value in values.items())


def _equation(name: str, value: Exact) -> Markup:
    letter = (Markup("<mi>{}</mi>") if len(name) == 1 else Markup("<mtext>{}</mtext>")).format(name)
    sign = "=" if rounded(exactly(value)) == exactly(value) else "≈"
    return Markup('<math alttext="{}">{}<mo>{}</mo>{}</math>').format(
        instance({name: value}), letter, sign, _value(value)
    )


def _value(value: Exact) -> Markup:
    if isinstance(value, str):
        return _entry(value)
    if any(isinstance(entry, tuple) and any(isinstance(row, tuple) for row in entry) for entry in value):
        return _listed(_value(matrix) for matrix in value)
    if not any(isinstance(entry, tuple) for entry in value):
        entries = tuple(map(str, value))
        fits = sum(map(len, map(rounded, entries))) <= _WIDEST
        return _listed(map(_entry, entries)) if fits else _matrix((entry,) for entry in entries)
    if not any(value):
        return Markup("<mtext>[{}, no columns]</mtext>").format(plural(len(value), "row"))
    return _matrix(map(str, row) for row in value)


def _matrix(rows: Iterable[Iterable[str]]) -> Markup:
    cells = (Markup("").join(map(Markup("<mtd>{}</mtd>").format, map(_entry, row))) for row in rows)
    return Markup("<mtable>{}</mtable>").format(Markup("").join(map(Markup("<mtr>{}</mtr>").format, cells)))


def _listed(entries: Iterable[Markup]) -> Markup:
    inner = Markup("<mo>,</mo>").join(entries)
    return Markup('<mrow><mo stretchy="false">(</mo>{}<mo stretchy="false">)</mo></mrow>').format(inner)


def _entry(text: str) -> Markup:
    """A number as such, a fraction too long to read in decimals, and anything else as words."""
    found = _NUMBER.fullmatch(rounded(text))
    if found is None:
        return Markup("<mtext>{}</mtext>").format(text)
    sign = Markup("<mo>−</mo>") if found[1] else Markup("")
    if found[3] is None:
        return Markup("<mrow>{}<mn>{}</mn></mrow>").format(sign, found[2])
    return Markup("<mrow>{}<mfrac><mn>{}</mn><mn>{}</mn></mfrac></mrow>").format(sign, found[2], found[3])
