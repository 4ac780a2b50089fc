"""What the screen says of a number is true of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.evidence import Bounded
from verify.report.bounded import bounded, positive


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.0, 0.0, "0"),
        (12850921.0, 0.0, "12850921"),
        (1036021.37, 1e-11, "1036021.4"),
        (0.0015285588123, 1e-13, "0.0015285588"),
        (-2.5e-30, 1e-45, "-2.5000000e-30"),
        (1036021.37, 3.0, "1.03602e+06"),
        (3.6012345678e-05, 1e-10, "3.6012e-05"),
        (123.456, 0.4, "123"),
        (1036021.37, 1e6, "1e+06 ± 1.1e+6"),
        (1.0, 0.5, "1 ± 5e-1"),
        (0.0, 1e-9, "0 ± 1.1e-9"),
    ],
)
def test_figures_are_short_and_say_how_far_they_reach(value: float, error: float, text: str) -> None:
    assert bounded(Bounded(value=value, error=error)) == text


NUMBERS = st.builds(
    lambda value, relative, absolute: Bounded(value=value, error=abs(value) * relative + absolute),
    st.floats(-1e100, 1e100),
    st.sampled_from([0.0, 1e-16, 1e-9, 1e-7, 0.01, 3.0]),
    st.sampled_from([0.0, 1e-300, 1e-9]),
)


@given(NUMBERS)
def test_the_true_number_lies_where_the_text_says(number: Bounded) -> None:
    text, _, error = bounded(number).partition(" ± ")
    digits = text.lstrip("-").split("e")[0]
    last = len(digits.partition(".")[2])
    exponent = int(text.split("e")[1]) if "e" in text else 0
    reach = Fraction(error) if error else Fraction(10) ** (exponent - last)
    if text == "0" and not error:
        reach = Fraction(0)
    for end in (Fraction(number.value) - Fraction(number.error), Fraction(number.value) + Fraction(number.error)):
        assert abs(end - Fraction(text)) <= reach


@given(NUMBERS.filter(lambda number: number.value + number.error > 0))
def test_a_positive_number_never_looks_as_if_it_might_not_be(number: Bounded) -> None:
    text = positive(number)
    if number.value <= number.error:
        most = Fraction(text.removeprefix("above 0, at most "))
        assert most >= Fraction(number.value) + Fraction(number.error)
    else:
        assert text == bounded(number)
