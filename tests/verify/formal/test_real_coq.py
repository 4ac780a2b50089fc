"""With the real Coq, on small files: what is proved is formalised, and each way of proving less is found out.

The ways that a reading of the sources refuses are tried again without that reading, so that what Coq itself says of
them is seen to be enough.
"""

import shutil
from pathlib import Path

import pytest

from verify.formal import coq, frozen
from verify.formal.coq import Formal, State, check

WORDS = "Definition double (n : nat) := n + n.\nDefinition even_double n := Nat.even (double n) = true.\n"
LEMMAS = """From Lemmata Require Import words.
Lemma doubled n : double n = n + n. Proof. reflexivity. Qed.
Lemma successor n : S (double n) = S (n + n). Proof. now rewrite doubled. Qed.
"""
STATEMENTS = """From Lemmata Require Import words lemmas.
Definition claim_doubled : forall n : nat, double n = n + n := @doubled.
Definition claim_doubled__successor : forall n : nat, S (double n) = S (n + n) := @successor.
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three good files, and their statements frozen."""
    folder = tmp_path_factory.mktemp("formal")
    for name, text in (("words", WORDS), ("lemmas", LEMMAS), ("statements", STATEMENTS)):
        (folder / f"{name}.v").write_text(text, "utf-8")
    found = check(folder=folder)
    if found.state is State.MISSING:
        pytest.skip(found.reason)  # it names Debian's packages
    assert found.freezable is not None, found.reason
    frozen.write(folder / coq.FROZEN, found.freezable)
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """Return a copy of it to spoil."""
    return Path(shutil.copytree(kept, tmp_path / "formal"))


def change(folder: Path, file: str, old: str, new: str) -> Formal:
    """Change a file and look again."""
    edit(folder, file, old, new)
    return check(folder=folder)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / f"{file}.v").read_text("utf-8")
    assert old in text
    (folder / f"{file}.v").write_text(text.replace(old, new), "utf-8")


def held(found: Formal, reason: str) -> None:
    assert found.state is State.FAILED, found.reason
    assert reason in found.reason
    assert not found.formalised("doubled")


def test_good_files_are_formalised(kept: Path) -> None:
    found = check(folder=kept)
    assert (found.state, found.reason) == (State.CHECKED, "")
    assert found.formalised("doubled")
    assert [(one.theorem, one.text, one.assumptions) for one in found.statements] == [
        ("doubled", "forall n : nat, double n = n + n", ()),
        ("successor", "forall n : nat, S (double n) = S (n + n)", ()),
    ]
    assert {*frozen.read(kept / coq.FROZEN).words} == {"words.double"}, "even_double is no word of a statement"


def test_a_proof_with_a_line_less_fails_with_its_place(folder: Path) -> None:
    held(change(folder, "lemmas", "now rewrite doubled. ", ""), "lemmas.v, line 3: Error:")


def test_a_weaker_theorem_does_not_fit_the_statement(folder: Path) -> None:
    held(change(folder, "statements", ":= @doubled", ":= (fun n => eq_refl n)"), "statements.v, line 2: Error:")


@pytest.mark.parametrize(
    ("statement", "proof"),
    [
        ("forall n : nat, n = 0 -> double n = n + n", "fun n _ => doubled n"),
        ("forall n : nat, n + n = n + n", "fun n => eq_refl"),
        ("True", "I"),
    ],
)
def test_a_weaker_statement_is_not_the_frozen_one(folder: Path, statement: str, proof: str) -> None:
    found = change(folder, "statements", "forall n : nat, double n = n + n := @doubled", f"{statement} := {proof}")
    held(found, "statement of claim_doubled is not the frozen one")
    assert [one.formalised for one in found.statements] == [False, True], "and only that one"


def test_a_word_that_means_something_else_changes_its_statements(folder: Path) -> None:
    found = change(folder, "words", ":= n + n", ":= 0 + (n + n)")
    held(found, "statement of claim_doubled is not the frozen one: its word words.double has changed")
    assert len(found.faults) == 2, "both statements use it"


def test_a_notation_that_hides_what_a_statement_says_is_found_in_full_print(folder: Path) -> None:
    trick = 'Notation "n + m" := (Nat.add 0 (Nat.add n m)) : nat_scope.\n'
    found = change(folder, "statements", "Definition claim_doubled :", f"{trick}Definition claim_doubled :")
    assert found.statements[0].text == "forall n : nat, double n = n + n", "one reads what one read before"
    held(found, "statement of claim_doubled is not the frozen one")


def test_what_is_no_proposition_is_refused(folder: Path) -> None:
    found = change(
        folder, "statements", "Definition claim_doubled__", "Definition claim_n : nat := 1.\nDefinition claim_doubled__"
    )
    held(found, "Error: The term")


GOOD = "Lemma doubled n : double n = n + n. Proof. reflexivity. Qed."
LOOP = """Unset Guard Checking.
Fixpoint any (n : nat) : False := any n.
Set Guard Checking.
Lemma doubled n : double n = n + n. Proof. destruct (any n). Qed."""
SPOILT = {
    "an axiom": "Axiom doubled : forall n, double n = n + n.",
    "admitted": "Lemma doubled n : double n = n + n. Proof. Admitted.",
    "a variable": "Variable doubled : forall n, double n = n + n.",
    "a loop": LOOP,
}


@pytest.mark.parametrize("way", SPOILT)
@pytest.mark.parametrize("by", ["the sources", "coqchk", "the audit"])
def test_a_proof_left_out_is_refused_by_each_of_three_looks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, way: str, by: str
) -> None:
    if by != "the sources":
        monkeypatch.setattr(coq, "faults_of", lambda _: iter(()))
    if by == "the audit":
        monkeypatch.setattr(coq, "_axioms", lambda _, **__: [])
    edit(folder, "lemmas", "now rewrite doubled", "reflexivity")
    edit(folder, "statements", "@doubled", "@lemmas.doubled")  # by its full name, as a variable must be called
    found = change(folder, "lemmas", GOOD, SPOILT[way])
    reason = {
        "the sources": "lemmas.v: ",
        "coqchk": "coqchk finds assumed: Lemmata.lemmas.",
        "the audit": "proof of claim_doubled rests on lemmas.",
    }
    held(found, reason[by])
