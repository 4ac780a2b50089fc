"""The session that plants bugs: its own mistakes would make every kill worthless."""

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.mutants import __main__ as command
from tests.mutants.edit import Check, Edit, by_tests, gate, report
from tests.mutants.edits import EDITS
from tests.mutants.run import UnsoundError, applied, copy_checkout, notice, read

ROOT = Path(__file__).resolve().parents[1]
TWO = Check("tests", ("-c", "from core.number import TWO; assert TWO == 2, 'TWO is not two'"))
PASSES = Check("report", ("-c", ""))
EDIT = Edit("two-is-three", "two is three", "core/number.py", "TWO = 2", "TWO = 3", (TWO,))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of one module."""
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").touch()  # or an installed core would be imported in its place
    (tmp_path / "core" / "number.py").write_text("ONE = 1\nTWO = 2\n", encoding="utf-8")
    return tmp_path


def run(checkout: Path, *edits: Edit) -> tuple[int, str]:
    """Exit status and what is shown; the checkout must be as it was."""
    shown = io.StringIO()
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    status = command.run(edits, checkout, Console(file=shown, width=200))
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before
    return status, shown.getvalue()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_every_edit_can_be_made_in_this_checkout_and_is_python(edit: Edit) -> None:
    compile(applied(read(ROOT, edit), edit), edit.file, "exec")


def test_there_are_enough_edits_each_with_a_name_of_its_own() -> None:
    assert len(EDITS) >= 36
    assert max(Counter(edit.name for edit in EDITS).values()) == 1
    for folder in (
        "verify/claims/",
        "core/exact/",
        "verify/check/",
        "verify/evidence/",
        "verify/instruments/strategies.py",
    ):
        assert any(edit.file.startswith(folder) for edit in EDITS), folder


def test_tests_that_are_named_exist() -> None:
    named = {argument for edit in EDITS for check in edit.checks for argument in check.arguments}
    files = [name for name in named if name.startswith("tests/")]
    assert files
    for name in files:
        file, _, test = name.partition("::")
        assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8")


def test_an_edit_that_is_noticed_is_named_with_what_noticed_it(checkout: Path) -> None:
    status, shown = run(checkout, EDIT)
    assert status == 0
    assert "AssertionError: TWO is not two" in shown
    assert "1 edits: 1 noticed (0 by verify.report, 1 by tests), 0 survived" in shown


def test_the_first_check_that_fails_is_what_noticed(checkout: Path) -> None:
    status, shown = run(checkout, replace(EDIT, checks=(PASSES, TWO)))
    assert (status, "1 by tests" in shown) == (0, True)


def test_a_survivor_fails(checkout: Path) -> None:
    survivor = replace(EDIT, name="nobody-looks", checks=(PASSES,))
    status, shown = run(checkout, EDIT, survivor)
    assert status == 1
    assert "1 survived: nobody-looks" in shown


def test_edits_do_not_add_up(checkout: Path) -> None:
    one = Check("tests", ("-c", "from core.number import ONE, TWO; assert TWO == 2 or ONE == 1"))
    other = replace(EDIT, name="one-is-two", old="ONE = 1", new="ONE = 2", checks=(one,))
    assert run(checkout, EDIT, other)[0] == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"old": "THREE = 3"}, "edit two-is-three: its old text occurs 0 times in core/number.py, not once"),
        ({"old": " = "}, "edit two-is-three: its old text occurs 2 times in core/number.py, not once"),
        ({"new": "TWO = 2"}, "edit two-is-three: it changes nothing"),
        ({"file": "core/none.py"}, "edit two-is-three: core/none.py cannot be read"),
        ({"checks": ()}, "edit two-is-three: no check is named"),
        ({"checks": (Check("tests", ("-c", "assert False, 'always'")),)}, "without any edit tests .* fails: .*always"),
    ],
)
def test_where_nothing_can_be_concluded_nothing_is(checkout: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnsoundError, match=reason):
        run(checkout, EDIT, replace(EDIT, **changes))


def test_a_check_that_never_ends_has_failed(checkout: Path) -> None:
    found = notice(Check("tests", ("-c", "while True: pass")), checkout, longest=0.5)
    assert found is not None
    assert found.words == "did not end within 0 s"


def test_the_copy_has_no_caches(checkout: Path, tmp_path: Path) -> None:
    (checkout / "core" / "__pycache__").mkdir()
    copy_checkout(checkout, tmp_path / "copy")
    assert {path.name for path in (tmp_path / "copy" / "core").iterdir()} == {"__init__.py", "number.py"}


def test_failing_tests_and_lines_of_the_report_are_told(checkout: Path) -> None:
    for program, words in (
        ("print('FAILED tests/a.py::b - c'); raise SystemExit(1)", "tests/a.py::b"),
        ("import sys; sys.stderr.write('noise\\nverify.report: a: b\\nc\\n'); raise SystemExit(5)", "a: b"),
        (
            'print(\'{"claims": [{"id": "a", "outcome": "refuted", "counterexample": {"y": ["1"]}}]}\'); exit(1)',
            'a: refuted {"y": ["1"]}',
        ),
        ("raise SystemExit(3)", "exit status 3"),
    ):
        found = notice(Check("report", ("-c", program)), checkout)
        assert found is not None
        assert found.words == words


def test_unknown_names_are_bad_usage_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["no-such-edit"]) == 2
    assert capsys.readouterr().err == "mutants: no edit is called 'no-such-edit'; --list shows them\n"


def test_the_list_makes_no_edit(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--list"]) == 0
    shown = capsys.readouterr().out
    assert all(edit.name in shown for edit in EDITS)


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    assert command.main([]) == 130
    assert capsys.readouterr().err == "mutants: stopped; the checkout was not touched\n"


def test_checks_are_commands_of_the_project() -> None:
    assert report("a", "b").arguments[-4:] == ("--claim", "a", "--claim", "b")
    assert gate("a").arguments[-2:] == ("--baseline", "reports/baseline.json")
    assert by_tests("core").arguments[-1] == "tests/core"
