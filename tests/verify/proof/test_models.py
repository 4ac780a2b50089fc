"""Formulas in finite models; and whether the premises of a statement hold somewhere."""

import re
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.verify.proof.worlds import World
from verify.proof import Words
from verify.proof.models import MOST, Model, small, unmet
from verify.proof.syntax import nat

READ = Words("n m k; q[k]; a b: 1; v w: n; X: n×m; Y: m×n; S: 2×2; F[k]: n×q[k]; Z: n×0")
VALUES: Mapping[tuple[Any, ...], Any] = {
    ("nat", "n", None): 2,
    ("nat", "m", None): 3,
    ("nat", "k", None): 1,
    ("nat", "q", 1): 0,
    ("nat", "q", 2): 1,
    ("var", "F", 2, 1, 2): ((Fraction(5),), (Fraction(7),)),
    ("var", "X", 2, 3, None): ((Fraction(1), Fraction(0), Fraction(2)), (Fraction(0), Fraction(1), Fraction(-1))),
    ("var", "v", 2, 1, None): ((Fraction(1),), (Fraction(2),)),
    ("var", "a", 1, 1, None): ((Fraction(1, 2),),),
    ("var", "Z", 2, 0, None): ((), ()),
    ("var", "F", 2, 0, 1): ((), ()),
}
MODEL = Model(VALUES.__getitem__)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("X", [[1, 0, 2], [0, 1, -1]]),
        ("Xᵀ", [[1, 0], [0, 1], [2, -1]]),
        ("X Xᵀ", [[5, -2], [-2, 2]]),
        ("Xᵀ v", [[1], [2], [0]]),
        ("‖v‖²", [[5]]),
        ("v - 2 v", [[-1], [-2]]),
        ("a v", [["1/2"], [1]]),
        ("F[2]", [[5], [7]]),
        ("F[1] F[1]ᵀ", [[0, 0], [0, 0]]),
        ("Z Zᵀ", [[0, 0], [0, 0]]),
        ("Zᵀ Z", []),
        ("Zᵀ v", []),
        ("I[n]", [[1, 0], [0, 1]]),
    ],
)
def test_values_of_terms(text: str, value: list[list[Any]]) -> None:
    assert MODEL.matrix(READ(text)) == tuple(tuple(map(Fraction, row)) for row in value)


def test_natural_numbers_have_values() -> None:
    assert [MODEL.natural(one) for one in (nat(None, 4), nat("n", 1), nat("q", 1, nat("k", 1)))] == [4, 3, 2]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("‖v‖² = 5", True), ("‖v‖² = 4", False), ("a < 1/2", False), ("a ≤ 1/2", True), ("⊥", False), ("¬ ⊥", True),
        ("a < 1 ∧ ⊥", False), ("a < 1 ∨ ⊥", True), ("a < 1 → ⊥", False), ("⊥ → ⊥", True),
        ("∀ k. I[k] = I[k]", True), ("∀ k. I[k] = 0", False), ("∃ k. I[k] = 0", True),
        ("∃ b: 1. a b = 1", False),  # 2 is not tried
        ("∃ w: n. v - w = - w", False), ("∃ b: 1. b b b = 1", True), ("∀ b: 1. b b b = b", True),  # 2 is not tried
        ("∀ b: 1. 2 a b ≤ b b + a a", True), ("∀ b: 1. b ≤ 100", False), ("∀ b: 1. 3 b ≤ b b + 2", False),
        ("∀ b: 1. 0 ≤ b b + 3 b + 9/4", True), ("∀ u: 2. 0 ≤ uᵀ S u", True), ("∀ b: 1. 1 ≤ 2", True),
        ("∀ w: n. ∀ b: 1. 0 ≤ ‖w - v b‖²", True), ("∀ w: n. ∀ b: 1. 0 ≤ ‖w - v b‖² - ‖v b‖²", False),
        ("∀ b: 1. ∀ k. 0 ≤ b b", True), ("∀ Z: n×0. 0 ≤ ‖Zᵀ v‖²", True),
    ],
)  # fmt: skip
def test_truth_of_formulas(text: str, verdict: bool) -> None:  # noqa: FBT001
    S = ((Fraction(1), Fraction(1)), (Fraction(1), Fraction(1)))
    assert MODEL.where(READ("S"), S).holds(READ(text)) == verdict


def test_a_quadratic_is_decided_and_no_finite_set_would_do() -> None:
    """(b - 1/3)² - 1/100 is negative between two of the values that are tried, and not at any of them."""
    formula = READ("∀ b: 1. 0 ≤ b b - 2/3 b + 1/9 - 1/100")
    assert all(MODEL.where(READ("b"), value).holds(formula.parts[1]) for value in small(1, 1))
    assert not MODEL.holds(formula)


def test_small_matrices() -> None:
    assert [len(small(*shape)) for shape in ((0, 0), (0, 3), (3, 0), (1, 1), (2, 2), (3, 3))] == [1, 1, 1, 3, 81, 20]
    assert small(2, 0) == [((), ())]
    assert all(len(set(small(*shape))) == len(small(*shape)) <= MOST for shape in ((2, 2), (3, 3), (4, 2)))


def test_a_family_member_is_its_own_and_a_name_has_a_value_for_each_shape() -> None:
    world = World(Random(3))
    F = Words("F[k]: 2×2; A: 2×1; n")
    distinct = {world.model.matrix(F(f"F[{k}]")) for k in range(6)}
    assert len(distinct) > 1
    assert world.model.matrix(F("F[3]")) == world.model.matrix(F("F[3]"))


# ---- models of premises ----

MINIMAL = "∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) → Gᵀ (G s - y) = 0"
GOOD = {"n": 2, "u": 1, "G": [[1], [0]], "y": [[0], [1]], "s": [[0]]}
FAMILY = Words("n; q[k]; c[k]: 1; M[k]: n×q[k]")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        (MINIMAL, GOOD),
        (MINIMAL, {**GOOD, "y": [[Fraction(1, 3)], [0]], "s": [[Fraction(1, 3)]]}),
        (MINIMAL, {"n": 0, "u": 0, "G": [], "y": [], "s": []}),
        (MINIMAL, {"n": 2, "u": 0, "G": [[], []], "y": [[1], [1]], "s": []}),
        ("∀ a: 1. a ≤ 0 → a ≤ 1", {"a": [[0]]}),
        ("∀ a b: 1. a ≤ b → b ≤ a → a = b", {"a": [[2]], "b": [[2]]}),
        ("∀ a: 1. a ≤ 0 → ∀ b: 1. b ≤ a → b ≤ 0", {"a": [[0]], "b": [[-1]]}),
        ("∀ a: 1. a = a", {}),
        ("∀ a: 1. a ≤ 0 ↔ 0 ≤ - a", {}),
        ("(∀ a: 1. a ≤ 0 ↔ 0 ≤ - a) ∧ (∀ a: 1. a = a)", {}),
        ("(∀ a: 1. a ≤ 0 → a ≤ 1) ∧ (∀ a: 1. a = 0 → a = 0)", {"a": [[0]]}),
        ("∀ n. (∀ k. M[k] = 0) → M[1] = 0", {"n": 2, "M": lambda k: [[0] * k] * 2, "q": lambda k: k}),
        ("(∀ k. c[k] ≤ c[k+1]) → c[0] ≤ c[2]", {"c": lambda k: [[k]]}),
    ],
)
def test_premises_that_hold(text: str, model: Any) -> None:
    assert unmet(FAMILY(text), model) is None


@pytest.mark.parametrize(
    ("text", "model", "why"),
    [
        (MINIMAL, {**GOOD, "s": [[1]]}, "a premise is false there"),
        (MINIMAL, {**GOOD, "y": [[Fraction(1, 3)], [0]], "s": [[0]]}, "a premise is false there"),
        (MINIMAL, {**GOOD, "z": 1}, "the statement does not ask for z"),
        (MINIMAL, {"n": 2, "u": 1}, "the model has no G, which a premise may speak of"),
        (MINIMAL, {}, "the model has no n, which a premise may speak of"),
        (MINIMAL, {**GOOD, "n": 3}, "G is not of 3 rows and 1 columns"),
        (MINIMAL, {**GOOD, "G": [[1, 2], [0]]}, "G is not of 2 rows and 1 columns"),
        (MINIMAL, {**GOOD, "G": [[1.0], [0]]}, "G has an entry that is not exact"),
        (MINIMAL, {**GOOD, "n": -1}, "n is not a natural number"),
        (MINIMAL, {**GOOD, "n": True}, "n is not a natural number"),
        ("∀ a: 1. a < a → a = 1", {"a": [[0]]}, "a premise is false there"),
        ("∀ a: 1. a ≤ 0 → 1 ≤ a → a = 5", {"a": [[0]]}, "a premise is false there"),
        ("∀ a: 1. a ≤ 0 → ∀ b: 1. b < a → b < 0", {"a": [[0]]}, "the model has no b, which a premise may speak of"),
        ("(∀ a: 1. a = a) ∧ (∀ a: 1. a < a → a = 1)", {"a": [[0]]}, "a premise is false there"),
        ("(∀ a: 1. a = a) ∧ (∀ a: 1. a < a → a = 1)", {}, "the model has no a, which a premise may speak of"),
        ("(∀ a: 1. a = 0 → a = 0) ∧ (∀ a: 1. a = 1 → a = 1)", {"a": [[0]]}, "a premise is false there"),
        ("(∀ k. c[k] ≤ c[k+1]) → c[0] ≤ c[2]", {}, "the model has no c"),
        ("(∀ k. c[k] ≤ c[k+1]) → c[0] ≤ c[2]", {"c": lambda k: [[-k]]}, "a premise is false there"),
        ("(∀ k. c[k] ≤ c[k+1]) → c[0] ≤ c[2]", {"c": lambda k: [[k, k]]}, r"c\[0\] is not of 1 rows"),
        ("∀ n. (∀ k. M[k] = 0) → M[1] = 0", {"n": 1, "M": lambda _: [[]], "q": lambda _: -1}, r"q\[0\] is not"),
    ],
)  # fmt: skip
def test_premises_that_do_not_hold_and_models_that_do_not_fit(text: str, model: Any, why: str) -> None:
    assert re.search(why, unmet(FAMILY(text), model) or "")
