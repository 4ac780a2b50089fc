"""Reading a table: what is ordinary input, and the one line that everything else ends with."""

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.bad_input import BadInputError
from verify.own_data.decimals import LONGEST, Values, exact
from verify.own_data.rows import LONGEST_LINE
from verify.own_data.table import read_table

TEXT = "; write a decimal number such as -3.5, or leave the column out"
MISSING = "; fill it in, or leave the row or the column out"
INFINITE = "; write a finite number, or leave the row out"
LARGE = " is too large: its square is no float64; use larger units (at most 1e150)"
UNITS = "; use smaller units"
SMALL = " is nearer to 0 than any normal float64; write 0, or use smaller units (at least 2.3e-308)"

PLAIN = b"a,b,y\n1,2,3\n4,5.50,-6e-1\n"


def write(folder: Path, content: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(content)
    return path


def refusal(path: Path, target: str = "y") -> str:
    with pytest.raises(BadInputError) as caught:
        read_table(path, target)
    message = str(caught.value)
    assert message.isprintable()
    return message.replace(str(path), "t.csv")


def test_a_plain_table_is_read_exactly(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, PLAIN), "y")
    assert table.names == ("a", "b")
    assert table.points == ((Fraction(1), Fraction(2)), (Fraction(4), Fraction(11, 2)))
    assert table.target == (Fraction(3), Fraction(-3, 5))
    assert table.sha256 == hashlib.sha256(PLAIN).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"\n", b"\r"),
        PLAIN.removesuffix(b"\n"),
        PLAIN + b"\n\n",
        b'\xef\xbb\xbf"a","b","y"\r\n"1","2","3"\r\n"4","5.50","-6e-1"',
        b'a, b , y\n 1,\t2 , +3.\n4, "5.50",-.6E+0\n',
    ],
    ids=["BOM", "CRLF", "CR", "no last newline", "empty rows at the end", "quoted", "blanks"],
)
def test_the_same_table_written_otherwise_is_the_same_table(tmp_path: Path, content: bytes) -> None:
    plain = read_table(write(tmp_path, PLAIN), "y")
    other = read_table(write(tmp_path, content), "y")
    assert (other.names, other.points, other.target) == (plain.names, plain.points, plain.target)


def test_quoted_names_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b'"a, ""b""","c\nd",y\n1,2,3\n4,5,6\n'), "y")
    assert table.names == ('a, "b"', "c\nd")


def test_a_target_in_the_middle_leaves_the_others_in_order(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, PLAIN), "b")
    assert table.names == ("a", "y")
    assert table.column(1) == (Fraction(3), Fraction(-3, 5))


def test_decimal_and_float64_differ_where_the_text_is_no_float() -> None:
    assert exact("0.1", "", Values.DECIMAL) == Fraction(1, 10)
    assert exact("0.1", "", Values.FLOAT64) == Fraction(0.1) != Fraction(1, 10)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=12))
def test_decimal_text_means_the_number_it_says(number: object) -> None:
    assert exact(str(number), "") == Fraction(str(number))


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, min_value=-1e150, max_value=1e150))
def test_float64_text_means_that_float(number: float) -> None:
    assert exact(repr(number), "", Values.FLOAT64) == Fraction(number)
    assert exact(f"{number:.1100f}"[:LONGEST], "") == pytest.approx(number, abs=1e-300)


@pytest.mark.parametrize("text", ["0e999999999999", "-0", "0.0", ".0", "0."])
def test_zero_is_zero_whatever_its_exponent(text: str) -> None:
    assert exact(text, "") == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "t.csv: the file is empty; write column names in row 1 and numbers below"),
        (b"\n\n", "t.csv: the file is empty; write column names in row 1 and numbers below"),
        (b"\xef\xbb\xbf", "t.csv: the file is empty; write column names in row 1 and numbers below"),
        (b"a,y\n", "t.csv: no row of numbers below the names; at least two points are needed"),
        (b"a,y\n1,2\n", "t.csv: a single row of numbers; at least two points are needed"),
        (
            b"a,y\n1,2\n3\n",
            "t.csv, row 3: 1 cell where row 1 names 2 columns; give every row one cell a column",
        ),
        (
            b"a,y\n1,2,3\n",
            "t.csv, row 2: 3 cells where row 1 names 2 columns; give every row one cell a column",
        ),
        (b"a,y\n1,2\n\n3,4\n", "t.csv, row 3: an empty row; leave it out, or fill it in"),
        (
            b"a,y\n1,2\nx,4\n",
            "t.csv, row 3, column 'a': 'x' is not a number" + TEXT,
        ),
        (
            b"a,y\n1,2\n0x10,4\n",
            "t.csv, row 3, column 'a': '0x10' is not a number" + TEXT,
        ),
        (
            b"a,y\n1,2\n1_0,4\n",
            "t.csv, row 3, column 'a': '1_0' is not a number" + TEXT,
        ),
        (
            "a,y\n1,2\n٣,4\n".encode(),
            "t.csv, row 3, column 'a': '٣' is not a number" + TEXT,
        ),
        (b'a,y\n"1,5",2\n3,4\n', "t.csv, row 2, column 'a': '1,5' has a decimal comma; write 1.5"),
        (
            b"a,y\n1,\n3,4\n",
            "t.csv, row 2, column 'y': an empty cell" + MISSING,
        ),
        (
            b"a,y\nNA,1\n3,4\n",
            "t.csv, row 2, column 'a': 'NA' marks a missing value" + MISSING,
        ),
        (
            b"a,y\n1,NaN\n3,4\n",
            "t.csv, row 2, column 'y': 'NaN' is no finite number" + INFINITE,
        ),
        (
            b"a,y\n1,2\n-inf,4\n",
            "t.csv, row 3, column 'a': '-inf' is no finite number" + INFINITE,
        ),
        (
            b"a,y\n1,2\n1e999,4\n",
            "t.csv, row 3, column 'a': '1e999'" + LARGE,
        ),
        (
            b"a,y\n1,2\n1e99999999999999999999,4\n",
            "t.csv, row 3, column 'a': '1e99999999999999999999'" + LARGE,
        ),
        (
            b"a,y\n1,2\n1e-999,4\n",
            "t.csv, row 3, column 'a': '1e-999'" + SMALL,
        ),
        (
            b"a,y\n1e-200,2\n1e-160,4\n",
            f"t.csv, column 'a': every value is below 1e-150 in size, so no square is a float64{UNITS}",
        ),
        (
            b"a,y\n1,2\n" + b"7" * 5000 + b",4\n",
            "t.csv, row 3, column 'a': a number of 5000 characters; write at most 1100",
        ),
        (b"a,y\n1,2\n\xff,4\n", "t.csv, line 3: byte 1 (0xff) is not UTF-8; save it as UTF-8"),
        (b"a,y\n1,\x002\n", "t.csv, line 2: byte 3 is NUL: this is not text; save it as CSV in UTF-8"),
        ("a,y\n1,2\n".encode("utf-16"), "t.csv: is UTF-16 text; save it as UTF-8"),
        (
            "a,y\n1,2\n".encode("utf-16-le"),
            "t.csv: looks like UTF-16 text (every other byte is 0); save it as UTF-8",
        ),
        (
            "a,y\n1,2\n".encode("utf-16-be"),
            "t.csv: looks like UTF-16 text (every other byte is 0); save it as UTF-8",
        ),
        ("a,y\n1,2\n".encode("utf-32"), "t.csv: is UTF-32 text; save it as UTF-8"),
        (
            b"PK\x03\x04...",
            "t.csv: is a zip archive or a spreadsheet's workbook; export the sheet as CSV in UTF-8",
        ),
        (b"\x1f\x8b...", "t.csv: is compressed by gzip; unpack it first"),
        (b"a,y,a\n", "t.csv, row 1: columns 1 and 3 are both named 'a'; rename one of them"),
        (b",y\n", "t.csv, row 1, column 1: a column without a name; name it, or leave it out"),
        (b"a;y\n1;2\n", "t.csv, row 1: the columns seem to be separated by ';'; separate them by commas"),
        (b"a\ty\n1\t2\n", "t.csv, row 1: the columns seem to be separated by '\\t'; separate them by commas"),
        (
            b"1,2\n3,4\n",
            "t.csv, row 1: numbers where the names of the columns belong; write the names in row 1",
        ),
        (b'a,y\n1,"2\n3,4\n', "t.csv, row 2: a quotation mark is never closed; close it"),
        (
            b'a,y\n1,"2"3\n',
            't.csv, row 2: text follows a closing quotation mark; write a quotation mark inside quotes as ""',
        ),
        (
            b'a,y\n1,"' + b"3\n" * 100_000,
            "t.csv, row 2: a cell of over 131072 characters; close its quotation mark",
        ),
        (
            b"1," * LONGEST_LINE,
            "t.csv, line 1: a line of over 1000000 bytes; check that it is a CSV file",
        ),
        (b"age,Y\n1,2\n", "t.csv, row 1: no column is named 'y' (--target); did you mean 'Y'?"),
        (b"age,bmi\n1,2\n", "t.csv, row 1: no column is named 'y' (--target); its columns are 'age', 'bmi'"),
    ],
)
def test_bad_content_ends_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(write(tmp_path, content)) == message


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, b"age,progression\n1,2\n"), "progresion").endswith("did you mean 'progression'?")


def test_a_missing_file_a_folder_and_an_impossible_name(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").endswith("no such file; check the name and the folder")
    assert refusal(tmp_path).endswith("is a folder; name the CSV file in it")
    assert "cannot be read" in refusal(tmp_path / "a\0b")
    assert refusal(write(tmp_path, PLAIN) / "below").endswith(
        "cannot be read (Not a directory); check the name and the disk"
    )


def test_a_table_with_too_many_cells_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verify.own_data.table.MOST_CELLS", 6)
    read_table(write(tmp_path, PLAIN), "y")
    assert refusal(write(tmp_path, PLAIN + b"7,8,9\n")) == "t.csv: over 6 cells; take a sample of the rows"


def test_long_text_in_a_cell_is_cut_in_the_message(tmp_path: Path) -> None:
    assert len(refusal(write(tmp_path, b"a,y\n" + b"x" * 1000 + b",1\n"))) < 150


PIECES = st.sampled_from(
    [
        b"a",
        b"y",
        b",",
        b"\n",
        b"\r",
        b'"',
        b"1",
        b"0.5",
        b"1e5",
        b"-",
        b" ",
        b";",
        b"\0",
        b"\xff",
        b"nan",
        b"\xef\xbb\xbf",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=500)
@given(
    head=st.sampled_from([b"", b"a,y\n", b"a,y\n1,2\n"]),
    rest=st.one_of(st.binary(), st.lists(PIECES).map(b"".join)),
)
def test_arbitrary_bytes_are_a_table_or_one_line(tmp_path: Path, head: bytes, rest: bytes) -> None:
    path = write(tmp_path, head + rest)
    message = ""
    try:
        assert len(read_table(path, "y").points) >= 2
    except BadInputError as refused:
        message = str(refused)
    assert not message or message.isprintable()
