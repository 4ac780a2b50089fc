"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from verify.bad_input import BadInputError
from verify.whole_file import whole_file


def test_the_file_appears_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with whole_file(path, "--certificates") as stream:
        stream.write("ä\n")
        assert not path.exists()
    assert path.read_bytes() == "ä\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def interrupted() -> None:
        with whole_file(path, "--certificates") as stream:
            stream.write("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", "none/out.jsonl", "a\0b"], ids=["folder", "no such folder", "NUL"])
def test_a_path_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    def work() -> None:
        with whole_file(tmp_path / name, "--certificates"):
            raise AssertionError("the work began")

    with pytest.raises(BadInputError) as refused:
        work()
    assert str(refused.value).startswith("--certificates ")
    assert str(refused.value).isprintable()


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(BadInputError, match="cannot be written"),
        whole_file(tmp_path / "file" / "out", "--json"),
    ):
        pass
