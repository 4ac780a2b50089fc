"""`python -m verify.check FILE.jsonl` and its exit statuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import verify
from verify.check.__main__ import run

GOOD = {
    "lemmata": "certificate/1",
    "kind": "rational",
    "G": [["1"]],
    "y": ["1"],
    "g": ["1"],
    "s": ["1"],
    "improves": False,
}
FALSE = GOOD | {"s": ["2"]}
MARK = "not strict JSON: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"
ROOT = Path(verify.__file__).parents[1]


def checked(path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    path.write_bytes(content)
    status = run(str(path))
    return status, *capsys.readouterr()


def lines(*objects: object) -> bytes:
    return "".join(json.dumps(o) + "\n" for o in objects).encode()


def test_all_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path / "a", lines(GOOD, GOOD), capsys) == (0, "2 certificates, 2 verdicts accepted\n", "")
    assert checked(tmp_path / "a", lines(GOOD)[:-1], capsys)[0] == 0
    assert checked(tmp_path / "a", lines(GOOD)[:-1] + b"\r\n", capsys)[0] == 0


def test_each_refused_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = checked(tmp_path / "a", lines(FALSE, GOOD, GOOD | {"improves": True}), capsys)
    assert (status, out) == (5, "")
    assert err.splitlines() == [
        "line 1: s is not optimal: column 0 is not orthogonal to y - K s",
        "line 3: g'(y - G s) is 0 but improves is True",
    ]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "malformed: the file is empty"),
        (b"\n", "line 1: malformed: not strict JSON: Expecting value: line 2 column 1 (char 1)"),
        (
            lines(GOOD) + b"\n" + lines(GOOD),
            "line 2: malformed: not strict JSON: Expecting value: line 2 column 1 (char 1)",
        ),
        (lines(GOOD) + b"\xff\xfe", "line 2: malformed: not UTF-8 at byte 1"),
        (b"\xef\xbb\xbf" + lines(GOOD), f"line 1: malformed: {MARK}"),
        (b"\x00", "line 1: malformed: not strict JSON: Expecting value: line 1 column 1 (char 0)"),
        (
            lines(GOOD | {"kind": "proof"}),
            "line 1: malformed: neither a kind nor an activation that is checked",
        ),
    ],
)
def test_malformed_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, error: str) -> None:
    assert checked(tmp_path / "a", content, capsys) == (2, "", error + "\n")


def test_a_line_that_is_too_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verify.check.certificates.LONGEST_LINE", 50)
    monkeypatch.setattr("verify.check.__main__.LONGEST_LINE", 50)
    status, _, err = checked(tmp_path / "a", lines(GOOD), capsys)
    assert (status, err) == (2, "line 1: malformed: longer than 50 characters\n")


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(str(tmp_path / name)) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "cannot be read" in err


def test_python_flint_is_loaded_only_when_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(lines(GOOD))
    code = "import sys; from verify.check.__main__ import run; run(sys.argv[1]); print('flint' in sys.modules)"
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", code, str(tmp_path / "a")], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines() == ["1 certificates, 1 verdicts accepted", "False"]


def test_help_and_usage() -> None:
    for argument, status in (("--help", 0), ("--no", 2)):
        done = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "verify.check", argument], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == status
        assert "FILE.jsonl" in done.stdout + done.stderr
