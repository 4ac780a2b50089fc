"""What is read from the text of a Coq file, and what must not stand there."""

import pytest

from verify.formal.sources import faults_of, read_source, sentences, without_comments

HEAD = """From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective
  least_squares.
Require Import Lemmata.growth.
Set Implicit Arguments.
Unset Printing Implicit Defensive.
Local Open Scope ring_scope.
"""


def test_comments_nest_and_strings_are_emptied() -> None:
    code = without_comments('a (* b (* c *) Axiom d. "*)" *) e "Admitted. (*" f *) g')
    assert code.split() == ["a", "e", '"', '"', "f", "*)", "g"]


def test_sentences_end_with_a_full_stop_and_a_blank() -> None:
    assert [*sentences("a.b 1.5.\nc x.1. ")] == ["a.b 1.5", "c x.1"]


def test_what_a_file_requires_and_how_it_prints() -> None:
    source = read_source("statements", HEAD)
    assert source.requires == ("objective", "least_squares", "growth")
    assert source.settings == (
        "From mathcomp Require Import all_ssreflect all_algebra",
        "From Lemmata Require Import objective least_squares",
        "Require Import Lemmata.growth",
        "Unset Printing Implicit Defensive",
        "Local Open Scope ring_scope",
    )


def test_a_claim_may_have_a_let_in_its_statement() -> None:
    source = read_source("s", "Definition claim_zero_objective__bias :\n let m := 1 in m = 1\n := @bias.")
    (claim,) = source.claims
    assert (claim.id, claim.name, claim.theorem) == ("zero-objective", "claim_zero_objective__bias", "bias")


@pytest.mark.parametrize(
    "text",
    [
        "(* Definition claim_x : 1 = 1 := @one. *)",
        "Local Definition claim_x : 1 = 1 := @one.",
        "Definition claim_x := @one.",
        "Theorem claim_x : 1 = 1.",
    ],
)
def test_what_is_no_frozen_statement(text: str) -> None:
    assert read_source("s", text).claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "Lemma a : False. Proof. Admitted.",
        "Lemma a : False. Proof. admit. Qed.",
        "Lemma a : False. Proof. by [give_up]. Qed.",
        "Axiom a : False.",
        "Axioms a b : False.",
        "Parameter a : False.",
        "#[local] Parameters a b : False.",
        "Conjecture a : False.",
        "Variable a : False.",
        "Variables a b : False.",
        "Hypothesis a : False.",
        "Local Hypotheses a b : False.",
        "Context (a : False).",
        "Section A. End A. Variable a : False.",
        "Module A. Variable a : False. End A.",
        "Declare Instance a : False.",
        "Declare Module A : B.",
        'Declare ML Module "ltac_plugin".',
        "Unset Guard Checking.",
        "Unset  Universe\n Checking.",
        "Local Unset Positivity Checking.",
        "#[bypass_check(guard)] Fixpoint a (n : nat) : False := a n.",
        "Admit Obligations.",
        "Primitive a := b.",
        'Load "a".',
        'Add LoadPath "a" as B.',
        'Redirect "a" Print b.',
        "Definition a : nat. Proof. exact: 0. Defined.",
    ],
)
def test_what_is_refused(text: str) -> None:
    (fault, *_) = read_source("s", text).faults
    assert fault.startswith("s.v: ")


@pytest.mark.parametrize(
    "text",
    [
        "(* Axiom a : False. Admitted. *)",
        'Definition a := "Axiom".',
        "Section A. Variables a b : nat. Section B. Hypothesis c : a = b. End B. Let d := a. End A.",
        "Lemma admitted_here : 1 = 1. Proof. exact: admit_nothing. Qed.",
        "Definition a.Axiom := 1.",
        "Unset Strict Implicit. Unset Printing Implicit Defensive.",
        "Declare Scope here.",
    ],
)
def test_what_is_allowed(text: str) -> None:
    assert read_source("s", text).faults == ()


def test_files_that_do_not_fit_together() -> None:
    claim = "Definition claim_x : 1 = 1 := @one."
    assert [*faults_of([read_source("a", claim), read_source("b", claim)])] == ["claim_x stands 2 times in the sources"]
    requiring = "From Lemmata Require Import {}."
    (missing,) = faults_of([read_source("a", f"{claim} {requiring.format('c')}")])
    assert missing == "a.v requires c, which is not there"
    sources = [read_source("a", f"{claim} {requiring.format('b')}"), read_source("b", requiring.format("a"))]
    (circle,) = faults_of(sources)
    assert circle.startswith("files require each other: ")
