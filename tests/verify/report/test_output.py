"""Where the report goes: files whole or not at all, and a standard output that may be missing or poor in letters."""

import io
import sys
from pathlib import Path

import pytest

from verify.bad_input import BadInputError
from verify.report.output import destination, refuse_closed_standard_output, same_place, to_standard_output


def test_a_file_keeps_its_content_until_the_block_ends_well(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    with destination(str(file), "--json") as stream:
        stream.write("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"


def test_an_error_in_the_block_is_raised_as_it_is_and_leaves_the_file(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    with pytest.raises(OSError, match="of the work itself"), destination(str(file), "--json"):
        raise OSError("of the work itself")
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert file.read_text() == "old"


def test_links_that_lead_in_a_circle_are_no_usable_path(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(BadInputError, match="is no usable path"), destination(str(one), "--json"):
        pass
    assert not same_place(str(one), str(tmp_path / "r.json"))


def test_a_read_only_file_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    with pytest.raises(BadInputError, match="read-only"), destination(str(file), "--json"):
        raise AssertionError("the work has begun")
    assert file.read_text() == "old"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.json", "./a.json", True),
        ("a.json", "b.json", False),
        ("-", "-", True),
        ("-", "a.json", False),
        ("/dev/null", "/dev/null", False),
    ],
)
def test_two_outputs_are_in_one_place_where_one_would_overwrite_the_other(one: str, other: str, *, same: bool) -> None:
    assert same_place(one, other) is same


def test_letters_that_the_encoding_lacks_become_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    to_standard_output("\N{GREEK SMALL LETTER GAMMA} = 1\n", "ascii")
    assert written.getvalue() == b"? = 1\n"


def test_a_standard_output_without_bytes_takes_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """As notebooks have."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    to_standard_output("\N{GREEK SMALL LETTER GAMMA} = 1\n", "ascii")
    assert written.getvalue() == "\N{GREEK SMALL LETTER GAMMA} = 1\n"


def test_a_closed_standard_output_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(BadInputError, match="the standard output: is closed; send it to a file or to a terminal"):
        refuse_closed_standard_output()
