"""How values are written on the screen: statuses in their colours, exact instances, shares."""

import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from rich.text import Text

from verify.evidence import Exact, Instance, Level, Outcome, PremiseVerdict, status

ABSENT = "-"

_LONG_FRACTION = re.compile(r"(?=[-\d/]{13})-?\d+/\d+")  # thirteen letters or more
_DIGITS = 6
_UP = Context(prec=400, rounding=ROUND_CEILING)  # digits enough for any float


def status_text(member: Outcome | Level | PremiseVerdict | None) -> Text:
    """Write a status in its colour; what was not established as a dash."""
    return Text(ABSENT, "dim") if member is None else Text(member.value, status(member).colour)


def instance(values: Mapping[str, Exact] | Instance) -> str:
    """Write a counterexample on one line: G = [1 0; 0 1], y = (0, 1), s = 1/2.

    A value with a fraction too long to read is written in decimals, with "about" before it.
    """
    return ", ".join(f"{name} = {_about(value)}" for name, value in values.items())


def _about(value: Exact) -> str:
    text = exactly(value)
    short = rounded(text)
    return text if short == text else f"about {short}"


def rounded(text: str) -> str:
    """Write fractions too long to read in decimals."""
    try:
        return _LONG_FRACTION.sub(lambda found: f"{float(Fraction(found[0])):.{_DIGITS}g}", text)
    except (ValueError, ArithmeticError):  # beyond what floats or Python's integers read
        return text


def exactly(value: Exact) -> str:
    """Write an exact value on one line, however long its fractions are."""
    if isinstance(value, str):
        return value
    if any(isinstance(entry, tuple) and any(isinstance(row, tuple) for row in entry) for entry in value):
        return f"({', '.join(exactly(matrix) for matrix in value)})"
    if any(isinstance(entry, tuple) for entry in value):
        rows = [" ".join(map(str, row)) for row in value]
        return f"[{'; '.join(rows)}]" if any(rows) else f"[{plural(len(rows), 'row')}, no columns]"
    return f"({', '.join(map(str, value))})"


def decimal(value: Fraction) -> str:
    """Write a fraction as a decimal that says exactly it, 1/100 -> 1e-2, or as it is where there is none."""
    shift = 0
    if pow(10, value.denominator.bit_length(), value.denominator):  # it has another prime than 2 and 5
        return str(value)
    while value.denominator != 1:
        value *= 10
        shift += 1
    return f"{value}e-{shift}" if shift else str(value)


def percent(share: float) -> str:
    """Write a share to two decimals of a percent, and a smaller one that is not 0 as such."""
    return "< 0.01 %" if 0 < share < 0.00005 else f"{100 * share:.2f} %"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: 1 claim, 2 claims."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def departure(half_widths: float) -> str:
    """Write a departure in half-widths of an interval to two decimals, rounded up: outside never reads as inside."""
    return f"{_UP.quantize(Decimal(repr(half_widths)), Decimal('0.01')):,}"
