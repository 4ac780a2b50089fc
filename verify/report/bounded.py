"""Numbers with an error bound, written so that what stands on the screen is true."""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from verify.evidence import Bounded

_MOST_DIGITS = 8
_ROUND_UP = Context(prec=2, rounding=ROUND_CEILING)
_DIVIDE_UP = Context(prec=6, rounding=ROUND_CEILING)


def bounded(number: Bounded) -> str:
    """Write the digits (8 at most) that are known within one unit of the last; without any, value ± error.

    The error then covers the rounding of the number beside it as well.
    """
    if number.value == 0 and number.error == 0:
        return "0"
    for digits in range(_MOST_DIGITS, 1, -1):
        text = f"{number.value:#.{digits}g}".removesuffix(".")
        unit = Fraction(10) ** (Decimal(text).adjusted() + 1 - digits)
        if number.value != 0 and _distance(number, text) <= unit:
            return text
    text = f"{number.value:.2g}"
    return f"{text} ± {_rounded_up(_distance(number, text))}"


def positive(number: Bounded) -> str:
    """Write a number that is known to be positive, so that it never looks as if it might not be."""
    if number.value > number.error:
        return bounded(number)
    return f"above 0, at most {_rounded_up(Fraction(number.value) + Fraction(number.error))}"


def _distance(number: Bounded, text: str) -> Fraction:
    """Bound the distance of the true number from the text."""
    return abs(Fraction(number.value) - Fraction(text)) + Fraction(number.error)


def _rounded_up(value: Fraction) -> str:
    # Six digits up, then two digits up: a division to nearest could end below the value.
    numerator, denominator = map(Decimal, value.as_integer_ratio())
    return f"{_ROUND_UP.plus(_DIVIDE_UP.divide(numerator, denominator)).normalize():e}"
