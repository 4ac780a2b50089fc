"""No answer of Coq but a whole and honest one reads as formalised; who is at fault is told apart."""

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.formal import __main__ as command
from verify.formal import coq, frozen
from verify.formal.coq import Formal, State, check

FAKE = Path(__file__).with_name("fake.py")
STATEMENTS = """(* Frozen. *)
Definition claim_theorem_1 : 1 = 1 := @one.
Definition claim_theorem_1__part : 1 = 1 := @two.
"""

Install = Callable[..., Path]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a fake coqc and coqchk, with the given lie, on an otherwise empty PATH; return the folder they are in."""

    def install(lie: str = "none", version: str = "The Coq Proof Assistant, version 8.16.1") -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name in ("coqc", "coqchk"):
            text = FAKE.read_text("utf-8").replace('LIE = "none"', f"LIE = {lie!r}")
            text = text.replace("VERSION = ", f"VERSION = {version!r} or ", 1)
            (folder / name).write_text(f"#!{sys.executable} -SE\n{text}", "utf-8")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return folder

    return install


@pytest.fixture
def folder(tmp_path: Path, programs: Install) -> Path:
    """Return a folder with two statements, frozen as an honest Coq prints them."""
    where = tmp_path / "formal"
    where.mkdir()
    (where / "statements.v").write_text(STATEMENTS, "utf-8")
    programs()
    freeze(where)
    return where


def freeze(where: Path) -> None:
    found = check(folder=where)
    assert found.freezable is not None, found.reason
    frozen.write(where / coq.FROZEN, found.freezable)


def held(found: Formal, state: State, reason: str) -> None:
    """Hold a run to its state and reason: then nothing of it reads as formalised."""
    assert found.state is state, found.reason
    assert reason in found.reason
    assert "\n" not in found.reason
    assert (found.faults != ()) is (state is State.FAILED)
    assert {statement.claim for statement in found.statements} == {"theorem-1"}
    assert not found.formalised("theorem-1")


def test_an_honest_coq_formalises_what_is_frozen(folder: Path) -> None:
    found = check(folder=folder)
    assert (found.state, found.reason, found.faults, found.version) == (State.CHECKED, "", (), "8.16.1")
    assert [(one.name, one.theorem, one.text, one.assumptions, one.fault) for one in found.of("theorem-1")] == [
        ("claim_theorem_1", "one", "1 = 1", (), ""),
        ("claim_theorem_1__part", "two", "1 = 1", (), ""),
    ]
    assert found.formalised("theorem-1")
    assert not found.formalised("theorem-2"), "a claim without statements"
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301


@pytest.mark.parametrize("name", ["coqc", "coqchk"])
def test_a_missing_program_is_a_missing_tool(folder: Path, programs: Install, name: str) -> None:
    (programs() / name).unlink()
    held(check(folder=folder), State.MISSING, f"{name} is not on the PATH; install it with: apt-get install coq lib")


def test_missing_mathcomp_is_a_missing_tool(folder: Path, programs: Install) -> None:
    programs("no mathcomp")
    held(check(folder=folder), State.MISSING, "mathcomp is missing; install it with: apt-get install coq libcoq-math")


def test_a_program_that_cannot_be_started_is_a_broken_tool(folder: Path, programs: Install) -> None:
    (programs() / "coqc").write_text("#!/nowhere/coqc\n", "utf-8")
    held(check(folder=folder), State.BROKEN, "coqc cannot be started")


def test_a_program_that_is_killed_is_a_broken_tool(folder: Path, programs: Install) -> None:
    (programs() / "coqc").write_text("#!/bin/sh\nkill -9 $$\n", "utf-8")
    held(check(folder=folder), State.BROKEN, "coqc was killed by signal 9")


def test_another_program_of_that_name_is_a_broken_tool(folder: Path, programs: Install) -> None:
    programs(version="coqc, the chicken coop calculator")
    held(check(folder=folder), State.BROKEN, "coqc --version is not Coq's: coqc, the chicken coop calculator")


@pytest.mark.parametrize("lie", ["hanging", "a slow start"])
def test_a_program_that_does_not_end_is_a_broken_tool_and_is_killed_with_its_children(
    folder: Path, programs: Install, lie: str
) -> None:
    programs(lie)
    found = check(folder=folder, limit=1)
    held(found, State.BROKEN, "coqc did not end within 1 s")
    assert found.seconds < 30


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("status 3", "coqc ends with status 3 at statements.v: (it says nothing)"),
        ("nothing written", "and wrote no needed.vo"),
        ("nothing declared", "coqc did not compile statements.claim_theorem_1, statements.claim_theorem_1__part"),
        ("silence", "answers of the audit"),
        ("a marker less", "answers of the audit"),
        ("a marker twice", "answers of the audit"),
        ("another statement", "coqc was asked for the statement claim_theorem_1 and says: claim_other"),
        ("no assumptions", "coqc was asked what statements.claim_theorem_1 assumes and says: (nothing)"),
        ("chatter", "coqc was asked what statements.claim_theorem_1 assumes and says: Looks fine to me"),
        ("unnamed axioms", "coqc says that statements.claim_theorem_1 assumes something and not what"),
        ("coqchk: silence", "coqchk says nothing about Axioms"),
        ("coqchk: status 7", "coqchk ends with status 7"),
    ],
)
def test_an_answer_that_is_not_coqs_is_a_broken_tool(folder: Path, programs: Install, lie: str, reason: str) -> None:
    programs(lie)
    held(check(folder=folder), State.BROKEN, reason)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("a proof", "statements.v, line 2: Error: No such assumption."),
        ("more declared", "statements.claim_of_nobody is not of the form Definition claim_x"),
        ("an axiom", "proof of claim_theorem_1 now assumes Classical_Prop.classic, four_colours"),
        (
            "an axiom of ours",
            "proof of claim_theorem_1 rests on statements.trust_me, assumed by the sources themselves",
        ),
        ("coqchk: an axiom", "coqchk finds assumed: Lemmata.statements.trust_me"),
        ("coqchk: refusal", "coqchk refuses the compiled sources: Fatal Error: Anomaly"),
    ],
)
def test_what_coq_refuses_is_a_fault_of_the_project(folder: Path, programs: Install, lie: str, reason: str) -> None:
    programs(lie)
    held(check(folder=folder), State.FAILED, reason)


def test_what_mathcomp_seals_is_assumed_only_where_everything_was_checked(folder: Path, programs: Install) -> None:
    programs("coqchk: a seal")
    assert check(folder=folder).formalised("theorem-1")
    held(check(folder=folder, deep=True), State.FAILED, "coqchk finds assumed: mathcomp.finset.E")


def test_an_axiom_of_a_library_is_named_once_it_is_frozen_and_one_of_ours_never_is(
    folder: Path, programs: Install
) -> None:
    programs("an axiom")
    freeze(folder)
    found = check(folder=folder)
    assert found.formalised("theorem-1")
    assert found.statements[0].assumptions == ("Classical_Prop.classic", "four_colours")
    programs("an axiom of ours")
    assert check(folder=folder).freezable is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"text": "1 = 1"', '"text": "1 = 2"', "statement of claim_theorem_1 is not the frozen one"),
        ('"claim_theorem_1"', '"claim_theorem_9"', "statement of claim_theorem_1 was never frozen"),
        ('"statements": {', '"statements": {"claim_gone": {"assumes": [], "sha256": "", "text": ""},', "and is gone"),
        ('"words"', '"wards"', "frozen.json is not what --freeze writes"),
    ],
)
def test_a_statement_that_is_not_the_frozen_one_fails(folder: Path, old: str, new: str, reason: str) -> None:
    path = folder / coq.FROZEN
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = check(folder=folder)
    assert found.state is State.FAILED
    assert reason in found.reason


def test_a_digest_that_differs_fails_although_the_text_is_the_same(folder: Path) -> None:
    kept = frozen.read(folder / coq.FROZEN)
    text, digest, assumes = kept.statements["claim_theorem_1"]
    kept.statements["claim_theorem_1"] = (text, digest[::-1], assumes)
    frozen.write(folder / coq.FROZEN, kept)
    found = check(folder=folder)
    held(found, State.FAILED, "statement of claim_theorem_1 is not the frozen one")
    assert [statement.formalised for statement in found.statements] == [False, True], "and only that one"


def test_another_coq_that_prints_differently_is_no_fault_of_the_project(folder: Path, programs: Install) -> None:
    programs(version="The Coq Proof Assistant, version 8.18.0")
    assert check(folder=folder).formalised("theorem-1"), "it prints the same"
    path = folder / coq.FROZEN
    path.write_text(path.read_text("utf-8").replace('"text": "1 = 1"', '"text": "1 = 1%nat"'), "utf-8")
    held(check(folder=folder), State.BROKEN, "frozen as Coq 8.16.1 prints them, and this is Coq 8.18.0: statement of")


def test_a_file_that_was_never_written_freezes_nothing(folder: Path) -> None:
    (folder / coq.FROZEN).unlink()
    held(check(folder=folder), State.FAILED, "statement of claim_theorem_1 was never frozen: read it, then python -m")


def test_a_folder_without_statements_is_a_fault(tmp_path: Path) -> None:
    found = check(folder=tmp_path)
    assert (found.state, found.reason) == (State.FAILED, "there is no frozen statement in the sources")


class TestCommand:
    """`python -m verify.formal`."""

    @pytest.fixture(autouse=True)
    def here(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(command, "HERE", folder)

    def test_a_table_and_status_0(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main([]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[1].split() == ["theorem-1", "claim_theorem_1", "one", "nothing", "formalised"]
        assert lines[-1].startswith("2 of 2 formalised; Coq 8.16.1, coqchk on our modules; ")

    @pytest.mark.parametrize(
        ("lie", "status", "said"),
        [
            ("no mathcomp", 4, "tool missing: mathcomp is missing; install it with"),
            ("silence", 4, "tool broken: coqc leaves out"),
            ("an axiom", 5, "proof failed: proof of claim_theorem_1 now assumes Classical_Prop.classic, four_colours"),
        ],
    )
    def test_other_states(
        self, programs: Install, capsys: pytest.CaptureFixture[str], lie: str, status: int, said: str
    ) -> None:
        programs(lie)
        assert command.main([]) == status
        lines = capsys.readouterr().out.splitlines()
        assert any(line.startswith(said) for line in lines)
        assert lines[-1].startswith("0 of 2 formalised; ")

    def test_freezing_says_what_changed(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = STATEMENTS.replace("__part", "__other")
        (folder / "statements.v").write_text(text, "utf-8")
        assert command.main([]) == 5
        assert command.main(["--freeze"]) == 0
        said = capsys.readouterr().out
        assert "statement claim_theorem_1__other is new" in said
        assert "statement claim_theorem_1__part is gone" in said
        assert "2 statements frozen, 2 changes" in said
        assert command.main([]) == 0

    @pytest.mark.parametrize(("lie", "status"), [("a proof", 5), ("silence", 4), ("an axiom of ours", 5)])
    def test_nothing_is_frozen_that_is_not_proved(self, folder: Path, programs: Install, lie: str, status: int) -> None:
        before = (folder / coq.FROZEN).read_bytes()
        programs(lie)
        assert command.main(["--freeze"]) == status
        assert (folder / coq.FROZEN).read_bytes() == before
