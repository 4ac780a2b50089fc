"""Counterexamples in MathML: every entry in its place, and a sign where a number is rounded."""

from xml.etree import ElementTree as ET

import pytest

from verify.evidence import Exact, Instance
from verify.report.page.matrices import mathml

LONG = "13248967510604650/1853020188851841"


def read(values: Instance) -> list[ET.Element]:
    return list(ET.fromstring(f"<row>{mathml(values)}</row>"))  # noqa: S314  our own


def shown(value: Exact) -> str:
    [math] = read({"x": value})
    return "".join(math.itertext())


def test_a_matrix_has_its_rows_and_columns() -> None:
    [math] = read({"G": (("1", "-2", "1/2"), ("0", "3", "4"))})
    rows = [["".join(entry.itertext()) for entry in row] for row in math.iter("mtr")]
    assert rows == [["1", "−2", "12"], ["0", "3", "4"]]
    assert [fraction.tag for fraction in math.iter("mfrac")] == ["mfrac"]


def test_a_vector_too_long_for_a_line_stands_upright() -> None:
    [short, long] = read({"c": ("1",) * 20, "b": ("[1.19 +/- 3e-10]",) * 5})
    assert list(short.iter("mtr")) == []
    assert ["".join(row.itertext()) for row in long.iter("mtr")] == ["[1.19 +/- 3e-10]"] * 5


def test_each_value_says_in_plain_text_what_it_shows() -> None:
    found = read({"G": (("1", "0"), ("0", "1")), "min f": "1/2"})
    assert [math.get("alttext") for math in found] == ["G = [1 0; 0 1]", "min f = 1/2"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3", "x=3"),
        ("-1.5e-33", "x=−1.5e-33"),
        (("0", "1"), "x=(0,1)"),
        ((), "x=()"),
        (((), ()), "x=[2 rows, no columns]"),
        (((("1",),), (("2",),)), "x=(1,2)"),
        ("not a number", "x=not a number"),
        ("[1.19 +/- 3e-10]", "x=[1.19 +/- 3e-10]"),
        (LONG, "x≈7.14993"),
        (("1", LONG), "x≈(1,7.14993)"),
    ],
)
def test_values(value: Exact, text: str) -> None:
    assert shown(value) == text


def test_only_a_single_letter_is_a_variable() -> None:
    [one, several] = read({"G": "1", "min f": "1"})
    assert one[0].tag == "mi"
    assert several[0].tag == "mtext"


def test_no_markup_gets_in() -> None:
    hostile = '"><script>alert(1)</script>'
    assert "<script" not in str(mathml({hostile: ((hostile,),), "y": (hostile,), "z": hostile}))
