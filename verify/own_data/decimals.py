"""Decimal text as the exact rational number it says."""

import re
import sys
from enum import StrEnum
from fractions import Fraction

from verify.bad_input import BadInputError, shown

_DECIMAL = re.compile(r"[+-]?(?P<mantissa>[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")

# Every float64 written out in full fits: the longest has 767 digits after at most 307 zeros.
LONGEST = 1100

# Squares of the values are summed in float64 for the objectives; above this they could overflow.
LARGEST = Fraction(10) ** 150
SMALLEST_NORMAL = Fraction(sys.float_info.min)


class Values(StrEnum):
    """How the text of a number is taken: exactly, or as the float64 nearest to it (then exactly that)."""

    DECIMAL = "decimal"
    FLOAT64 = "float64"


def exact(text: str, where: str, values: Values = Values.DECIMAL) -> Fraction:
    """Read the number that `text` says; `BadInputError` (naming `where`) when it is none or is out of range.

    In range: 0, and every number between the smallest normal float64 and 10^150 in size.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise BadInputError(where, f"a number of {len(stripped)} characters", f"write at most {LONGEST}")
    match = _DECIMAL.fullmatch(stripped)
    if match is None:
        raise _no_number(stripped, where)
    value = _value(stripped, match)
    if value is None:
        raise _out_of_range(stripped, where, large="-" not in (match["exponent"] or ""))
    if abs(value) > LARGEST or 0 < abs(value) < SMALLEST_NORMAL:
        raise _out_of_range(stripped, where, large=abs(value) > LARGEST)
    return value if values is Values.DECIMAL else Fraction(float(value))


def is_number(text: str) -> bool:
    """Tell whether `exact` would read the text."""
    try:
        exact(text, "")
    except BadInputError:
        return False
    return True


def _value(text: str, match: re.Match[str]) -> Fraction | None:
    """Write the number out, or return None where its exponent forbids that."""
    if not match["mantissa"].strip("0."):
        return Fraction(0)
    exponent = match["exponent"] or "0"
    # The exponent's own digits are bounded first, since the value has as many digits as the exponent says.
    if len(exponent.lstrip("+-").lstrip("0")) > 4 or abs(int(exponent)) > 2 * LONGEST:
        return None
    return Fraction(text)


def _no_number(text: str, where: str) -> BadInputError:
    """Which of the usual ways of not being a number this is."""
    bare = text.lower().lstrip("+-")
    if not text or bare in {"na", "n/a", "null", "none", "?", "", "."}:
        what = "an empty cell" if not text else f"{shown(text)} marks a missing value"
        return BadInputError(where, what, "fill it in, or leave the row or the column out")
    if bare in {"nan", "inf", "infinity"}:
        return BadInputError(where, f"{shown(text)} is no finite number", "write a finite number, or leave the row out")
    if _DECIMAL_COMMA.fullmatch(text):
        return BadInputError(where, f"{shown(text)} has a decimal comma", f"write {text.replace(',', '.')}")
    return BadInputError(
        where,
        f"{shown(text)} is not a number",
        "write a decimal number such as -3.5, or leave the column out",
    )


def _out_of_range(text: str, where: str, *, large: bool) -> BadInputError:
    if large:
        return BadInputError(
            where, f"{shown(text)} is too large: its square is no float64", "use larger units (at most 1e150)"
        )
    return BadInputError(
        where,
        f"{shown(text)} is nearer to 0 than any normal float64",
        "write 0, or use smaller units (at least 2.3e-308)",
    )
