"""Text as mathematicians write it, and the formula that it means."""

from fractions import Fraction

import pytest

from verify.proof import FALSE, Expr, Words
from verify.proof.notation import Unreadable
from verify.proof.rules import minus, zero
from verify.proof.syntax import ONE, nat

N, M, K = nat("n"), nat("m"), nat("k")
DECLARED = "n m k; q[k]; X Z: n×m; S: n×n; v w: n; a b: 1; F[k]: n×q[k]; G': n×m+1"
READ = Words(DECLARED)


def matrix(name: str, rows: Expr, cols: Expr = ONE, index: Expr | None = None) -> Expr:
    return Expr("var", name, rows, cols, index)


def num(value: int | Fraction) -> Expr:
    return Expr("num", Fraction(value))


X, Z, S = matrix("X", N, M), matrix("Z", N, M), matrix("S", N, N)
v, w, a, b = matrix("v", N), matrix("w", N), matrix("a", ONE), matrix("b", ONE)
J, y = nat("j"), matrix("y", nat("j"))
P, Q, R = Expr("=", a, num(0)), Expr("=", b, num(0)), Expr("<=", a, b)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("X", X),
        ("G'", matrix("G_", N, nat("m", 1))),
        ("F[k]", matrix("F", N, nat("q", 0, K), K)),
        ("F[k+1]", matrix("F", N, nat("q", 0, nat("k", 1)), nat("k", 1))),
        ("F[2]", matrix("F", N, nat("q", 0, nat(None, 2)), nat(None, 2))),
        ("X + Z", Expr("+", X, Z)),
        ("X - Z", minus(X, Z)),
        ("X - Z - X", minus(minus(X, Z), X)),
        ("- X + Z", Expr("+", Expr(".", num(-1), X), Z)),
        ("Xᵀ v", Expr("*", Expr("T", X), v)),
        ("(S v)ᵀ", Expr("T", Expr("*", S, v))),
        ("S S v", Expr("*", Expr("*", S, S), v)),
        ("2 X", Expr(".", num(2), X)),
        ("1/2 X", Expr(".", num(Fraction(1, 2)), X)),
        ("a X", Expr(".", a, X)),
        ("v a", Expr("*", v, a)),
        ("a b", Expr("*", a, b)),
        ("a²", Expr("*", a, a)),
        ("‖v‖²", Expr("*", Expr("T", v), v)),
        ("‖v - w‖²", Expr("*", Expr("T", minus(v, w)), minus(v, w))),
        ("‖v‖² ‖w‖²", Expr("*", Expr("*", Expr("T", v), v), Expr("*", Expr("T", w), w))),
        ("I[n+1]", Expr("id", nat("n", 1))),
        ("X = 0", Expr("=", X, Expr("zero", N, M))),
        ("0 = X", Expr("=", zero(N, M), X)),
        ("0 = 0", Expr("=", num(0), num(0))),
        ("a = 0", P),
        ("a ≤ b", R),
        ("0 < a", Expr("<", num(0), a)),
        ("a ≠ 0", Expr("->", P, FALSE)),
        ("¬ a = 0", Expr("->", P, FALSE)),
        ("⊥", FALSE),
        ("a = 0 ∧ b = 0", Expr("and", P, Q)),
        ("a = 0 ∧ b = 0 ∧ a ≤ b", Expr("and", P, Expr("and", Q, R))),
        ("a = 0 ∧ b = 0 ∨ a ≤ b", Expr("or", Expr("and", P, Q), R)),
        ("a = 0 → b = 0 → a ≤ b", Expr("->", P, Expr("->", Q, R))),
        ("a = 0 ∨ b = 0 → a ≤ b", Expr("->", Expr("or", P, Q), R)),
        ("(a = 0 → b = 0) → a ≤ b", Expr("->", Expr("->", P, Q), R)),
        ("a = 0 ↔ b = 0", Expr("and", Expr("->", P, Q), Expr("->", Q, P))),
        ("¬ a = 0 ∧ b = 0", Expr("and", Expr("->", P, FALSE), Q)),
        ("∀ v: n. v = 0", Expr("all", v, Expr("=", v, zero(N, ONE)))),
        ("∃ v w: n. v = w", Expr("some", v, Expr("some", w, Expr("=", v, w)))),
        ("∀ n m. a = 0", Expr("all", N, Expr("all", M, P))),
        ("∀ a: 1. a = 0 → b = 0", Expr("all", a, Expr("->", P, Q))),
        ("(∀ a: 1. a = 0) → b = 0", Expr("->", Expr("all", a, P), Q)),
        ("∀ j. ∀ y: j. y = y", Expr("all", J, Expr("all", y, Expr("=", y, y)))),
        ("∀ v: m. v = v", Expr("all", matrix("v", M), Expr("=", matrix("v", M), matrix("v", M)))),
    ],
)  # fmt: skip
def test_what_a_text_means(text: str, meant: Expr) -> None:
    assert READ(text) == meant


def test_what_is_declared_inside_a_quantifier_is_forgotten_after_it() -> None:
    assert READ("(∀ v: m. v = v) ∧ v = w").parts[1] == Expr("=", v, w)


def test_several_names_are_read_at_once() -> None:
    assert READ.all("X v n") == (X, v, N)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("y = 0", "'y' is not declared, after 'y'"),
        ("X = ", "a term cannot begin with the end"),
        ("X = Z Z", "1 × 1 matrices are asked for here"),
        ("a = 0)", "expected the end, found \\)"),
        ("(a = 0", "expected \\), found the end"),
        ("∀ v: n v = 0", "expected ., found"),
        ("0", "0 needs something that gives it its shape"),
        ("0 + X = X", "0 is not added to anything here"),
        ("‖v‖ = 0", "expected ², found ="),
        ("‖0‖² = 0", "‖0‖² is 0"),
        ("F = X", "expected \\[, found ="),
        ("= X", "a term cannot begin with ="),
        ("I = X", "expected \\["),
    ],
)
def test_what_is_no_formula_is_unreadable_and_says_where(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        READ(text)


def test_unreadable_text_is_quoted() -> None:
    with pytest.raises(Unreadable, match="after 'X = y' in 'X = y'"):
        READ("X = y")
