"""Steps as a mathematician takes them: what they conclude, on what, and where they do not lead."""

from collections.abc import Callable

import pytest

from tests.verify.proof.worlds import sequent
from verify.proof import (
    FALSE,
    Refused,
    Theorem,
    Words,
    assuming,
    by,
    by_contradiction,
    by_induction,
    clash,
    conjunction,
    discharged,
    either,
    equivalence,
    for_all,
    given,
    negation,
    not_below,
    parts,
    taking,
    there_is,
    use,
    vanishing,
)
from verify.proof.tactics import restated

READ = Words("n k; a b c: 1; v w y: n; S: n×n; F[k]: n×n")


def s(conclusion: str, *hypotheses: str) -> Theorem:
    return sequent(READ(conclusion), *map(READ, hypotheses))


P, Q, R = READ("a = 0"), READ("b = 0"), READ("c = 0")

CONCLUDED: tuple[tuple[str, Callable[[], Theorem], str, tuple[str, ...]], ...] = (
    ("given", lambda: given(P), "a = 0", ("a = 0",)),
    ("use a term", lambda: use(s("∀ v w: n. v = w", "c = 0"), READ("y"), READ("S y")), "y = S y", ("c = 0",)),
    ("use a premise", lambda: use(s("a = 0 → b = 0"), s("a = 0", "c = 0")), "b = 0", ("c = 0",)),
    ("use a premise in other words", lambda: use(s("a + a = 0 → b = 0"), s("a = 0")), "b = 0", ()),
    ("the same in other words", lambda: restated(s("a b = 0"), READ("b a = 0")), "b a = 0", ()),
    ("under ∀", lambda: restated(s("∀ v: n. v + v = 0"), READ("∀ v: n. 2 v = 0")), "∀ v: n. 2 v = 0", ()),
    ("on both sides", lambda: restated(s("a + a = 0 ∧ b = 0"), READ("a = - a ∧ b = 0")), "a = - a ∧ b = 0", ()),
    (
        "three at once",
        lambda: conjunction(s("a = 0"), s("b = 0"), s("c = 0", "a = b")),
        "a = 0 ∧ b = 0 ∧ c = 0",
        ("a = b",),
    ),
    ("assuming", lambda: assuming(P, lambda one: conjunction(one, s("b = 0"))), "a = 0 → a = 0 ∧ b = 0", ()),
    ("discharged", lambda: discharged(s("c = 0", "a = 0", "b = 0"), given(P), given(Q)), "a = 0 → b = 0 → c = 0", ()),
    ("for all", lambda: for_all(READ("v"), READ("w"), theorem=s("v = w")), "∀ v w: n. v = w", ()),
    (
        "there is",
        lambda: there_is(READ("∃ v w: n. v = w"), READ("y"), READ("S y"), theorem=s("y = S y")),
        "∃ v w: n. v = w",
        (),
    ),
    ("taking", lambda: taking(s("∃ v: n. v = y"), READ("w"), proof=lambda _: s("a = 0", "w = y")), "a = 0", ()),
    (
        "taking two",
        lambda: taking(s("∃ v w: n. v = w"), *READ.all("v w"), proof=lambda _: s("a = 0", "v = w", "c = 0")),
        "a = 0",
        ("c = 0",),
    ),
    (
        "either",
        lambda: either(s("a = 0 ∨ b = 0"), lambda _: s("c = 0", "a = 0"), lambda _: s("c = 0", "b = 0")),
        "c = 0",
        (),
    ),
    (
        "by contradiction",
        lambda: by_contradiction(P, lambda fails: clash(s("a = 0", "c = 0"), fails)),
        "a = 0",
        ("c = 0",),
    ),
    ("clash", lambda: clash(s("a = 0"), s("¬ a = 0", "c = 0")), "⊥", ("c = 0",)),
    ("equivalence", lambda: equivalence(s("a = 0 → b = 0"), s("b = 0 → a = 0")), "a = 0 ↔ b = 0", ()),
    ("not below", lambda: not_below(READ("a"), READ("b"), lambda less: by(FALSE, less, s("a = b"))), "a ≤ b", ()),
    ("vanishing", lambda: vanishing(s("‖v‖² ≤ 0", "c = 0")), "v = 0", ("c = 0",)),
    (
        "by induction",
        lambda: by_induction(
            s("F[0] = 0", "c = 0"), READ("k"), READ("F[k] = 0"), lambda _: s("F[k+1] = 0", "F[k] = 0")
        ),
        "∀ k. F[k] = 0",
        ("c = 0",),
    ),
)


@pytest.mark.parametrize(
    ("prove", "conclusion", "hypotheses"), [row[1:] for row in CONCLUDED], ids=[row[0] for row in CONCLUDED]
)
def test_what_a_step_concludes(prove: Callable[[], Theorem], conclusion: str, hypotheses: tuple[str, ...]) -> None:
    theorem = prove()
    assert theorem.conclusion == READ(conclusion)
    assert theorem.hypotheses == frozenset(map(READ, hypotheses))


def test_the_parts_of_a_conjunction() -> None:
    assert [one.conclusion for one in parts(s("a = 0 ∧ b = 0 ∧ c = 0"))] == [P, Q, R]
    assert [one.conclusion for one in parts(s("a = 0"))] == [P]
    assert negation(P) == READ("a ≠ 0")


NOWHERE: tuple[tuple[str, Callable[[], Theorem]], ...] = (
    ("another premise", lambda: use(s("a = 0 → b = 0"), s("c = 0"))),
    ("a term of another shape", lambda: use(s("∀ v: n. v = w"), READ("a"))),
    ("other words that say more", lambda: restated(s("a ≤ 0"), READ("a < 0"))),
    ("a clash of different things", lambda: clash(s("b = 0"), s("¬ a = 0"))),
    ("a name that is spoken of", lambda: taking(s("∃ v: n. v = y"), READ("w"), proof=lambda _: s("w = 0", "w = y"))),
    ("a value of which it is not said", lambda: there_is(READ("∃ v: n. v = w"), READ("y"), theorem=s("v = w"))),
    ("two different cases", lambda: either(s("a = 0 ∨ b = 0"), lambda _: s("c = 0"), lambda _: s("a = 0"))),
    ("what is free in a hypothesis", lambda: for_all(READ("v"), theorem=s("v = w", "v = 0"))),
    ("induction without its step", lambda: by_induction(s("F[0] = 0"), READ("k"), READ("F[k] = 0"), lambda one: one)),
    ("a square that may be positive", lambda: vanishing(s("‖v‖² ≤ 1"))),
)


@pytest.mark.parametrize("prove", [one for _, one in NOWHERE], ids=[what for what, _ in NOWHERE])
def test_what_no_rules_lead_to_is_refused(prove: Callable[[], Theorem]) -> None:
    with pytest.raises(Refused):
        prove()
