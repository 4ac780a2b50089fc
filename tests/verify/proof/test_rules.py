"""Each rule: exactly what it concludes, and for every side condition something that it refuses for that reason."""

from fractions import Fraction
from typing import Any

import pytest

from tests.verify.proof.worlds import sequent
from verify.proof import Words
from verify.proof.rules import RULES, Theorem, apply
from verify.proof.syntax import FALSE, Expr, Refused

READ = Words("k j n m u; a b c x: 1; v w: n; X Z: n×m; Y: m×n; S: n×n; E: u+1×u; e: u+1; F[k]: n×m; s t: u; q[k]")
HALF = Fraction(1, 2)


def e(text: str) -> Expr:
    return READ(text)


def s(conclusion: str, *hypotheses: str) -> Theorem:
    """hypotheses ⊢ conclusion, out of nothing."""
    return sequent(e(conclusion), *map(e, hypotheses))


P, Q, R = "a = 0", "b = 0", "c ≤ a"
I_n, I_m = e("I[n]"), e("I[m]")


def equation(theorem: Theorem, left: str = "1", right: str = "1", *, flipped: Any = False) -> Any:
    return theorem, e(left), e(right), flipped


def times(theorem: Theorem, c: int | Fraction) -> Any:
    return theorem, Fraction(c)


SPLIT = "∃ E: u+1×u. ∃ e: u+1. Eᵀ E = I[u] ∧ eᵀ e = 1 ∧ Eᵀ e = 0 ∧ E Eᵀ + e eᵀ = I[u+1]"
SAME_NAME = Expr("var", "E", *READ("e").sort, None)


ACCEPTED: tuple[tuple[str, tuple[Any, ...], str, tuple[str, ...]], ...] = (
    ("assume", (e(P),), P, (P,)),
    ("discharge", (e(P), s(Q, P, R)), f"{P} → {Q}", (R,)),
    ("discharge", (e(P), s(Q, R)), f"{P} → {Q}", (R,)),
    ("detach", (s(f"{P} → {Q}", R), s(P, "b < c")), Q, (R, "b < c")),
    ("both", (s(P, R), s(Q, "b < c")), f"{P} ∧ {Q}", (R, "b < c")),
    ("first", (s(f"{P} ∧ {Q}", R),), P, (R,)),
    ("second", (s(f"{P} ∧ {Q}", R),), Q, (R,)),
    ("either_left", (s(P, R), e(Q)), f"{P} ∨ {Q}", (R,)),
    ("either_right", (e(P), s(Q, R)), f"{P} ∨ {Q}", (R,)),
    ("cases", (s(f"{P} ∨ {Q}", "b < c"), s(R, P, "a < c"), s(R, Q, "a < b")), R, ("b < c", "a < c", "a < b")),
    ("cases", (s(f"{P} ∨ {Q}"), s(R, P, Q), s(R, Q, P)), R, (Q, P)),
    ("absurd", (s("⊥", R), e(P)), P, (R,)),
    ("excluded_middle", (e(P),), f"{P} ∨ ¬ {P}", ()),
    ("generalise", (e("v"), s("v = w", Q)), "∀ v: n. v = w", (Q,)),
    ("generalise", (e("n"), s("I[n] = I[n]", Q)), "∀ n. I[n] = I[n]", (Q,)),
    ("generalise", (e("k"), s("F[k] = X", Q)), "∀ k. F[k] = X", (Q,)),
    ("specialise", (s("∀ v: n. v = w", Q), e("w + w")), "w + w = w", (Q,)),
    ("specialise", (s("∀ n. ∀ v: n. v = v", Q), e("m+1")), "∀ v: m+1. v = v", (Q,)),
    ("specialise", (s("∀ n. I[n+2] = 0"), e("m+1")), "I[m+3] = 0", ()),
    ("specialise", (s("∀ k. F[k] = F[k+1]"), e("j+1")), "F[j+1] = F[j+2]", ()),
    ("specialise", (s("∀ k. I[q[k]] = 0"), e("j+1")), "I[q[j+1]] = 0", ()),
    ("exhibit", (e("∃ v: n. v = w"), e("w + w"), s("w + w = w", Q)), "∃ v: n. v = w", (Q,)),
    ("obtain", (s("∃ v: n. v = 0", Q), e("w"), s(R, "w = 0", P)), R, (Q, P)),
    ("obtain", (s("∃ v: n. v = 0", Q), e("v"), s(R, "v = 0", P)), R, (Q, P)),
    ("obtain", (s("∃ n. I[n] = 0", Q), e("m"), s(R, P)), R, (Q, P)),
    ("induct", (s("I[0] = 0", P), s("∀ k. I[k] = 0 → I[k+1] = 0", Q)), "∀ k. I[k] = 0", (P, Q)),
    ("induct", (s("F[0] = F[1]", P), s("∀ k. F[k] = F[k+1] → F[k+1] = F[k+2]", Q)), "∀ k. F[k] = F[k+1]", (P, Q)),
    ("linear", (e("- X = - Z"), (equation(s("X = Z", P), "- I[n]", "I[m]"),), ()), "- X = - Z", (P,)),
    ("linear", (e("Xᵀ = Y"), (equation(s("X = Yᵀ", P), "I[m]", "I[n]", flipped=True),), ()), "Xᵀ = Y", (P,)),
    ("linear", (e("S X Y = S Z Y"), (equation(s("X = Z", P), "S", "Y"),), ()), "S X Y = S Z Y", (P,)),
    ("linear", (e("vᵀ w = wᵀ v"), (), ()), "vᵀ w = wᵀ v", ()),
    ("linear", (e("a < c"), (), (times(s("a ≤ b", P), 1), times(s("b < c", Q), 1))), "a < c", (P, Q)),
    ("linear", (e("a ≤ b"), (), (times(s("2 a < 2 b", P), HALF),)), "a ≤ b", (P,)),
    ("linear", (e("a ≤ b"), (equation(s("b = a", P)),), ()), "a ≤ b", (P,)),
    ("linear", (e("a < a + 1"), (), ()), "a < a + 1", ()),
    ("linear", (e("a ≤ a"), (), ()), "a ≤ a", ()),
    ("linear", (FALSE, (equation(s("a = 1", P)),), (times(s("a ≤ 0", Q), 1),)), "⊥", (P, Q)),
    ("linear", (FALSE, (), (times(s("a < a", Q), 1),)), "⊥", (Q,)),
    ("gram", (e("Y v"),), "0 ≤ (Y v)ᵀ (Y v)", ()),
    ("gram_zero", (s("(X + Z)ᵀ (X + Z) = 0", P),), "X + Z = 0", (P,)),
    ("signs", (s("0 ≤ a", P), s("0 ≤ b", Q)), "0 ≤ a b", (P, Q)),
    ("signs", (s("0 < a", P), s("a - a < b", Q)), "0 < a b", (P, Q)),
    ("total", (e("a"), e("b + c")), "a ≤ b + c ∨ b + c < a", ()),
    ("antisymmetric", (s("a ≤ b", P), s("b ≤ a", Q)), "a = b", (P, Q)),
    ("reciprocal", (s("¬ a b = 0", P), e("x")), "∃ x: 1. a b x = 1", (P,)),
    ("split", (e("u"), e("E"), e("e")), SPLIT, ()),
)

WANTED = "the theorem must conclude with"
FORMULA = "a formula is asked for here"
SCALAR = "1 × 1 matrices are asked for here"
IN_NONE = "must be free in none of these"
NOT_BOUND = "a variable or a natural number is bound"
COMBINATION = "this combination does not give the goal"
STRICT = "this combination is not strict"
X_is_Z = s("X = Z")

REFUSED: tuple[tuple[str, tuple[Any, ...], str], ...] = (
    ("no_rule", (), "there is no such rule"),
    ("assume", (), "assume takes other arguments"),
    ("assume", (e(P), e(P)), "assume takes other arguments"),
    ("assume", (s(P),), "assume takes other arguments"),
    ("detach", (s(P), e(P)), "detach takes other arguments"),
    ("linear", (e(P), [], ()), "linear takes other arguments"),
    ("assume", (e("a"),), "only a formula can be assumed"),
    ("discharge", (e("a"), s(P)), FORMULA),
    ("detach", (s(f"{P} ∧ {Q}"), s(P)), f"{WANTED} ->"),
    ("detach", (s(f"{P} → {Q}"), s(Q)), "the second theorem is not the premise of the first"),
    ("first", (s(f"{P} ∨ {Q}"),), f"{WANTED} and"),
    ("second", (s(f"{P} ∨ {Q}"),), f"{WANTED} and"),
    ("either_left", (s(P), e("a")), FORMULA),
    ("either_right", (e("a"), s(P)), FORMULA),
    ("cases", (s(f"{P} ∧ {Q}"), s(R), s(R)), f"{WANTED} or"),
    ("cases", (s(f"{P} ∨ {Q}"), s(R), s(P)), "the two cases must have one conclusion"),
    ("absurd", (s(P), e(Q)), f"{WANTED} false"),
    ("absurd", (s("⊥"), e("a")), "only a formula can be concluded"),
    ("excluded_middle", (e("a"),), FORMULA),
    ("generalise", (e("v"), s("v = w", "v = w")), f"v {IN_NONE}"),
    ("generalise", (e("v"), s("v = w", P, "w = v + w")), f"v {IN_NONE}"),
    ("generalise", (e("n"), s("I[n] = 0", "v = 0")), f"n {IN_NONE}"),
    ("generalise", (e("n"), s("v = w")), "has the size n, so it must be bound first"),
    ("generalise", (e("v + w"), s(P)), NOT_BOUND),
    ("generalise", (e("n+1"), s(P)), NOT_BOUND),
    ("generalise", (e("2"), s(P)), NOT_BOUND),
    ("generalise", (e("F[k]"), s("F[k] = X")), "a member of a family cannot be bound"),
    ("generalise", (e("q[k]"), s("I[q[k]] = 0")), "a member of a family cannot be bound"),
    ("specialise", (s("∃ v: n. v = w"), e("w")), f"{WANTED} all"),
    ("specialise", (s("∀ v: n. v = w"), e("a")), "the value has another shape than the variable"),
    ("specialise", (s("∀ v: n. v = w"), e("Y w")), "the value has another shape than the variable"),
    ("specialise", (s("∀ S: n×n. S = S"), e("a")), "the value has another shape than the variable"),
    ("specialise", (s("∀ v: n. v = w"), e("n")), "the value has another shape than the variable"),
    ("specialise", (s("∀ n. I[n] = 0"), e("a")), "the value has another shape than the variable"),
    ("specialise", (s("∀ v: n. ∃ w: n. ¬ v = w"), e("w")), "w would be captured"),
    ("specialise", (s("∀ n. ∃ m. ∀ v: n. ∀ w: m. ‖v‖² = ‖w‖²"), e("m")), "m would be captured"),
    ("exhibit", (e("∀ v: n. v = w"), e("w"), s("w = w")), "the goal must say that something exists"),
    ("exhibit", (e("∃ v: n. v = w"), e("a"), s("w = w")), "the value has another shape than the variable"),
    ("exhibit", (e("∃ v: n. v = w"), e("w"), s("w = w + w")), "the theorem does not say it of this value"),
    ("exhibit", (e("∃ v: n. ∀ w: n. v = w"), e("w"), s("∀ w: n. w = w")), "w would be captured"),
    ("obtain", (s("∀ v: n. v = 0"), e("w"), s(P)), f"{WANTED} some"),
    ("obtain", (s("∃ v: n. v = 0"), e("a"), s(P)), "the name has another shape than the variable"),
    ("obtain", (s("∃ v: n. v = 0"), e("w + w"), s(P, "w + w = 0")), NOT_BOUND),
    ("obtain", (s("∃ X: n×m. X = 0"), e("F[k]"), s(P, "F[k] = 0")), "a member of a family cannot be bound"),
    ("obtain", (s("∃ k. I[k] = 0"), e("n+1"), s(P)), NOT_BOUND),
    ("obtain", (s("∃ v: n. v = w"), e("w"), s(P, "w = w")), f"w {IN_NONE}"),
    ("obtain", (s("∃ v: n. v = 0"), e("w"), s(P, "w = 0", "w + w = 0")), f"w {IN_NONE}"),
    ("obtain", (s("∃ v: n. v = 0"), e("w"), s("w = 0", "w = 0")), f"w {IN_NONE}"),
    ("obtain", (s("∃ k. I[k] = 0"), e("n"), s(P, "v = 0")), f"n {IN_NONE}"),
    ("obtain", (s("∃ v: n. ∃ w: n. v = w"), e("w"), s(P)), "w would be captured"),
    ("induct", (s("I[0] = 0"), s("I[k] = 0 → I[k+1] = 0")), f"{WANTED} all"),
    ("induct", (s("0 = 0"), s("∀ a: 1. a = a → a = a")), "the step must be"),
    ("induct", (s("I[0] = 0"), s("∀ k. I[k] = 0 ∧ I[k+1] = 0")), "the step must be"),
    ("induct", (s("I[1] = 0"), s("∀ k. I[k] = 0 → I[k+1] = 0")), "the base does not say it of 0"),
    ("induct", (s("I[k] = 0"), s("∀ k. I[k] = 0 → I[k+1] = 0")), "the base does not say it of 0"),
    ("induct", (s("I[0] = 0"), s("∀ k. I[k] = 0 → I[k+2] = 0")), "the step does not say it of k [+] 1"),
    ("induct", (s("I[0] = 0"), s("∀ k. I[k] = 0 → I[k] = 0")), "the step does not say it of k [+] 1"),
    ("linear", (e("∀ v: n. v = v"), (), ()), "the goal must be"),
    ("linear", (e(f"{P} ∧ {P}"), (), ()), "the goal must be"),
    ("linear", (e("X = Z"), ((X_is_Z, I_n, I_m),), ()), "an equation comes with its three multipliers"),
    ("linear", (e("X = Z"), ([X_is_Z, I_n, I_m, False],), ()), "an equation comes with its three multipliers"),
    ("linear", (e(R), (), ((s(R), Fraction(1), 1),)), "an inequality comes with its multiplier"),
    ("linear", (e(R), (), (s(R),)), "an inequality comes with its multiplier"),
    ("linear", (e("X = Z"), ((e("X = Z"), I_n, I_m, False),), ()), "a theorem is asked for here"),
    ("linear", (e("a = b"), (equation(s("a ≤ b")),), ()), f"{WANTED} ="),
    ("linear", (e(R), (), (times(s("c = a"), 1),)), f"{WANTED} <="),
    ("linear", (e("c = a"), (), (times(s(R), 0),)), "inequalities do not give an equation"),
    ("linear", (e("a ≤ c"), (), (times(s(R), -1),)), "multiplied by a rational number that is not negative"),
    ("linear", (e(R), (), ((s(R), 1),)), "multiplied by a rational number that is not negative"),
    ("linear", (e(R), (), ((s(R), 1.0),)), "multiplied by a rational number that is not negative"),
    ("linear", (e("X = Z"), (), ()), COMBINATION),
    ("linear", (e("X = Z"), (equation(X_is_Z, "- I[n]", "I[m]"),), ()), COMBINATION),
    ("linear", (e("Xᵀ = Zᵀ"), (equation(X_is_Z, "I[m]", "I[n]"),), ()), "a product needs as many columns as rows"),
    ("linear", (e("X = Z"), (equation(X_is_Z, "I[n]", "I[m]", flipped=True),), ()), "a product needs as many"),
    ("linear", (e("Sᵀ = 0"), (equation(s("S = 0"), "I[n]", "I[n]"),), ()), COMBINATION),
    ("linear", (e("Sᵀ = 0"), (equation(s("S = 0"), "I[n]", "I[n]", flipped=1),), ()), COMBINATION),
    ("linear", (e("X Y = S"), (), ()), COMBINATION),
    ("linear", (e("0 = 1"), (), ()), COMBINATION),
    ("linear", (e("1 = 0"), (), ()), COMBINATION),
    ("linear", (e("1 ≤ 0"), (), ()), COMBINATION),
    ("linear", (e("a ≤ c"), (), ()), COMBINATION),
    ("linear", (e("a + 1 ≤ b"), (), (times(s("a ≤ b"), 1),)), COMBINATION),
    ("linear", (e("a < a"), (), ()), STRICT),
    ("linear", (FALSE, (), ()), STRICT),
    ("linear", (e("a < b"), (), (times(s("a ≤ b"), 1),)), STRICT),
    ("linear", (e("a < a"), (), (times(s("b < c"), 0),)), STRICT),
    ("linear", (FALSE, (), (times(s("a ≤ a"), 1),)), STRICT),
    ("gram", (e("X"),), SCALAR),
    ("gram", (e("vᵀ"),), SCALAR),
    ("gram", (e(P),), "a term is a matrix"),
    ("gram_zero", (s("vᵀ v ≤ 0"),), f"{WANTED} ="),
    ("gram_zero", (s("X Xᵀ = 0"),), "the left side must be aᵀa"),
    ("gram_zero", (s("vᵀ w = 0"),), "the left side must be aᵀa"),
    ("gram_zero", (s("X = 0"),), "the left side must be aᵀa"),
    ("gram_zero", (s("vᵀ v = 1"),), "the right side must be 0"),
    ("gram_zero", (s("Xᵀ X = Y X"),), "the right side must be 0"),
    ("signs", (s("a = b"), s("0 ≤ b")), "the theorems must be of the form"),
    ("signs", (s("0 ≤ a"), s("0 < b")), f"{WANTED} <="),
    ("signs", (s("0 < a"), s("0 ≤ b")), f"{WANTED} <"),
    ("signs", (s("c ≤ a"), s("0 ≤ b")), "the left sides must be 0"),
    ("signs", (s("0 ≤ a"), s("c ≤ b")), "the left sides must be 0"),
    ("signs", (s("0 ≤ a"), s("- 1 ≤ b")), "the left sides must be 0"),
    ("total", (e("v"), e("w")), SCALAR),
    ("antisymmetric", (s("a < b"), s("b ≤ a")), f"{WANTED} <="),
    ("antisymmetric", (s("a ≤ b"), s("b < a")), f"{WANTED} <="),
    ("antisymmetric", (s("a ≤ b"), s("a ≤ b")), "the second theorem is not the reverse of the first"),
    ("antisymmetric", (s("a ≤ b"), s("b ≤ c")), "the second theorem is not the reverse of the first"),
    ("reciprocal", (s("a = 0 ∧ ⊥"), e("x")), f"{WANTED} ->"),
    ("reciprocal", (s("a = 0 → b = 0"), e("x")), "the theorem must be ¬ a = 0"),
    ("reciprocal", (s("¬ a ≤ 0"), e("x")), "the theorem must be ¬ a = 0"),
    ("reciprocal", (s("¬ a = 1"), e("x")), "the theorem must be ¬ a = 0"),
    ("reciprocal", (s("¬ S = 0"), e("v")), "both sides must have one shape"),
    ("reciprocal", (s("¬ vᵀ = 0"), e("v")), "only a 1 × 1 matrix has a reciprocal here"),
    ("reciprocal", (s("¬ a x = 0"), e("x")), f"x {IN_NONE}"),
    ("reciprocal", (s("¬ a = 0"), e("b c")), NOT_BOUND),
    ("split", (e("a"), e("E"), e("e")), "the size is a natural number"),
    ("split", (e("n"), e("E"), e("e")), "one shape|as many columns|other shapes"),
    ("split", (e("n"), e("S"), e("v")), "one shape"),
    ("split", (e("u"), e("E"), SAME_NAME), "E and e have other shapes here"),
)


@pytest.mark.parametrize(("rule", "arguments", "conclusion", "hypotheses"), ACCEPTED)
def test_a_rule_concludes_exactly_this(
    rule: str, arguments: tuple[Any, ...], conclusion: str, hypotheses: tuple[str, ...]
) -> None:
    theorem = apply(rule, *arguments)
    assert theorem.conclusion == e(conclusion)
    assert theorem.hypotheses == frozenset(map(e, hypotheses))
    assert (theorem.rule, theorem.arguments) == (rule, arguments)


@pytest.mark.parametrize(("rule", "arguments", "why"), REFUSED)
def test_a_rule_refuses_and_says_why(rule: str, arguments: tuple[Any, ...], why: str) -> None:
    with pytest.raises(Refused, match=why):
        apply(rule, *arguments)


def test_every_rule_is_in_both_tables() -> None:
    assert {rule for rule, *_ in ACCEPTED} == RULES.keys()
    assert {rule for rule, *_ in REFUSED} == {*RULES, "no_rule"} - {"both"}  # which has no side condition
