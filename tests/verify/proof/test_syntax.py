"""What can be said and what cannot; free names; substitution."""

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.verify.proof.worlds import World, formula, term, variable
from verify.proof import Words
from verify.proof.models import Model, Name
from verify.proof.syntax import FALSE, FORMED, ONE, Expr, Refused, names, nat, substitute

READ = Words("k j n m u; a b: 1; v w: n; X: n×m; Y: m×n; S: n×n; F[k]: n×m; q[k]; G[k]: n×q[k]")
N, M, K = nat("n"), nat("m"), nat("k")
NUMBER = Expr("num", Fraction(2))


def e(text: str) -> Expr:
    return READ(text)


SORTS: tuple[tuple[Expr, Any], ...] = (
    (nat("n", 2), "natural"),
    (nat("q", 1, K), "natural"),
    (e("X"), (N, M)),
    (e("F[k+1]"), (N, M)),
    (e("G[k+1]"), (N, nat("q", 0, nat("k", 1)))),
    (NUMBER, (ONE, ONE)),
    (Expr("zero", N, M), (N, M)),
    (Expr("id", N), (N, N)),
    (e("X + X"), (N, M)),
    (e("X Y"), (N, N)),
    (e("Y X"), (M, M)),
    (e("Xᵀ"), (M, N)),
    (Expr(".", e("a"), e("X")), (N, M)),
    (e("X = X"), "formula"),
    (e("a ≤ b"), "formula"),
    (e("a < b"), "formula"),
    (e("⊥"), "formula"),
    (e("∀ n. a = b"), "formula"),
)

MATRIX = "a term is a matrix"
FORMULA = "a formula is asked for here"
NATURAL = "a size or an index is a natural number"
SHAPE = "both sides must have one shape"
SCALAR = "1 × 1 matrices are asked for here"
BOUND = "a variable or a natural number is bound, without an addend"

REFUSED: tuple[tuple[Callable[[], Expr], str], ...] = (
    (lambda: Expr("?", N), "there is no such expression"),
    (lambda: Expr("="), "= has another number of parts"),
    (lambda: Expr("T", e("X"), e("X")), "T has another number of parts"),
    (lambda: Expr("false", e("X")), "false has another number of parts"),
    (lambda: nat("2"), "the name of a natural number is an identifier"),
    (lambda: nat(""), "the name of a natural number is an identifier"),
    (lambda: nat("n", -1), "a natural number is an int and not negative"),
    (lambda: nat(None, -1), "a natural number is an int and not negative"),
    (lambda: nat("n", plus=True), "a natural number is an int and not negative"),
    (lambda: nat("n", 1.0), "a natural number is an int and not negative"),  # type: ignore[arg-type]
    (lambda: nat(None, 1, K), "only a family has an index"),
    (lambda: nat("q", 0, e("a")), NATURAL),
    (lambda: Expr("var", "a b", N, M, None), "the name of a matrix is an identifier"),
    (lambda: Expr("var", None, N, M, None), "the name of a matrix is an identifier"),
    (lambda: Expr("var", "X", 2, M, None), NATURAL),
    (lambda: Expr("var", "X", N, e("a"), None), NATURAL),
    (lambda: Expr("var", "X", N, M, 1), NATURAL),
    (lambda: Expr("var", "n", N, M, None), "a matrix and its size have two names"),
    (lambda: Expr("var", "m", N, M, None), "a matrix and its size have two names"),
    (lambda: Expr("var", "k", N, M, K), "a matrix and its size have two names"),
    (lambda: Expr("num", 2), "a number is a Fraction"),
    (lambda: Expr("num", 0.5), "a number is a Fraction"),
    (lambda: Expr("zero", 2, M), NATURAL),
    (lambda: Expr("id", e("a")), NATURAL),
    (lambda: Expr("+", e("X"), e("Y")), SHAPE),
    (lambda: Expr("+", e("X"), e("v")), SHAPE),
    (lambda: Expr("=", e("v"), e("X")), SHAPE),
    (lambda: Expr("+", e("Y"), Expr("T", e("v"))), SHAPE),
    (lambda: Expr("+", e("X"), FALSE), MATRIX),
    (lambda: Expr("+", N, N), MATRIX),
    (lambda: Expr("*", e("X"), e("X")), "a product needs as many columns as rows follow"),
    (lambda: Expr("*", e("Y"), e("Y")), "a product needs as many columns as rows follow"),
    (lambda: Expr("*", NUMBER, e("X")), "a product needs as many columns as rows follow"),
    (lambda: Expr("T", FALSE), MATRIX),
    (lambda: Expr("T", N), MATRIX),
    (lambda: Expr(".", e("X"), e("X")), SCALAR),
    (lambda: Expr(".", e("v"), e("X")), SCALAR),
    (lambda: Expr(".", Expr("id", nat(None, 2)), e("X")), SCALAR),
    (lambda: Expr(".", e("a"), FALSE), MATRIX),
    (lambda: Expr("=", e("X"), e("Y")), SHAPE),
    (lambda: Expr("=", e("v"), e("a")), SHAPE),
    (lambda: Expr("<=", e("S"), e("S")), SCALAR),
    (lambda: Expr("<", e("v"), e("v")), SCALAR),
    (lambda: Expr("<", e("a"), e("v")), SCALAR),
    (lambda: Expr("and", FALSE, e("a")), FORMULA),
    (lambda: Expr("or", e("a"), FALSE), FORMULA),
    (lambda: Expr("->", FALSE, N), FORMULA),
    (lambda: Expr("->", FALSE, None), FORMULA),
    (lambda: Expr("all", e("v"), e("w")), FORMULA),
    (lambda: Expr("all", nat("n", 1), FALSE), BOUND),
    (lambda: Expr("some", nat(None, 1), FALSE), BOUND),
    (lambda: Expr("some", e("v + w"), FALSE), BOUND),
    (lambda: Expr("some", NUMBER, FALSE), BOUND),
    (lambda: Expr("all", "n", FALSE), BOUND),
    (lambda: Expr("all", e("F[k]"), FALSE), "a member of a family cannot be bound"),
    (lambda: Expr("all", e("q[k]"), FALSE), "a member of a family cannot be bound"),
    (lambda: e("∀ n. v = w"), "has the size n, so it must be bound first"),
    (lambda: e("∀ n. ∀ X: m×n. w = 0"), "w has the size n, so it must be bound first"),
    (lambda: Expr("all", e("v"), Expr("=", matrix("v", M), matrix("v", M))), "v is bound and means something else"),
    (lambda: Expr("all", nat("q"), e("I[q[k]] = 0")), "q is bound and means something else"),
    (lambda: Expr("all", nat("F"), e("F[k] = X")), "F is bound and means something else"),
)


def matrix(name: str, rows: Expr, cols: Expr = ONE) -> Expr:
    return Expr("var", name, rows, cols, None)


@pytest.mark.parametrize(("expr", "sort"), SORTS)
def test_an_expression_knows_its_sort(expr: Expr, sort: Any) -> None:
    assert expr.sort == sort


@pytest.mark.parametrize(("make", "why"), REFUSED)
def test_what_means_nothing_cannot_be_made(make: Callable[[], Expr], why: str) -> None:
    with pytest.raises(Refused, match=why):
        make()


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("X Y = S", "X Y S n m"),
        ("∀ X: n×m. X = X", "n m"),
        ("∀ n. ∀ X: n×m. X = X", "m"),
        ("∃ X: n×m. a = 0", "a n m"),  # where sizes alone are spoken of
        ("∀ n m. ∀ X: n×m. X = X", ""),
        ("∃ v: n. v = w", "w n"),
        ("(∀ v: n. v = 0) ∧ v = w", "v w n"),
        ("F[k+1] = X", "F k n m X"),
        ("∀ k. F[k] = 0", "F n m"),  # the family stays free
        ("G[k] = 0", "G q k n"),
        ("I[n+1] = 0", "n"),
        ("a - a = 0", "a"),
    ],
)
def test_free_names(text: str, free: str) -> None:
    assert names(e(text)) == set(free.split())


def test_a_bound_name_may_be_bound_again_inside_and_its_size_stays_free() -> None:
    assert e("∀ v: n. v = 0 ∧ ∃ v: n. v = v").free == {N}
    assert e("∀ v: m. v = v").free == {M}


@pytest.mark.parametrize(
    ("text", "old", "new", "result"),
    [
        ("v = w", "v", "w + w", "w + w = w"),
        ("v = w", "a", "b", "v = w"),
        ("∀ v: n. v = w", "v", "w + w", "∀ v: n. v = w"),
        ("∀ v: n. v = w", "w", "S w", "∀ v: n. v = S w"),
        ("I[n+1] = 0", "n", "m+2", "I[m+3] = 0"),
        ("I[n] = 0", "n", "q[k]+1", "I[q[k]+1] = 0"),
        ("F[k+1] = F[k]", "k", "j+1", "F[j+2] = F[j+1]"),
        ("I[q[k]] = 0", "k", "j+1", "I[q[j+1]] = 0"),
        ("G[k] = G[k]", "k", "j+1", "G[j+1] = G[j+1]"),  # its shape is that of the member
        ("∀ w: n. w = w", "n", "m+1", "∀ w: m+1. w = w"),
        ("(∀ n. I[n] = 0) ∧ I[n] = 0", "n", "m", "(∀ n. I[n] = 0) ∧ I[m] = 0"),
    ],
)
def test_substitution(text: str, old: str, new: str, result: str) -> None:
    assert substitute(e(text), e(old), e(new)) == e(result)


def test_a_number_takes_the_place_of_a_name() -> None:
    assert substitute(e("I[n+1] = 0"), N, nat(None, 2)) == e("I[3] = 0")


@pytest.mark.parametrize(
    ("text", "old", "new", "captured"),
    [
        ("∃ w: n. ¬ v = w", "v", "w", "w"),
        ("∃ w: n. ¬ v = w", "v", "S w", "w"),
        ("∀ m. I[m] = 0 ∧ I[n] = 0", "n", "m+1", "m"),
        ("∀ k. F[k] = 0 ∧ I[n] = 0", "n", "q[k]", "k"),
        ("∀ j. F[k] = F[j]", "k", "j", "j"),
        ("∃ m. ∀ X: n×m. X = X", "n", "m", "m"),
        ("∃ v: n. v = w", "w", "0 v + w", "v"),
    ],
)
def test_capture_is_refused(text: str, old: str, new: str, captured: str) -> None:
    with pytest.raises(Refused, match=f"{captured} would be captured"):
        substitute(e(text), e(old), e(new))


def test_putting_in_a_term_is_changing_the_value_of_the_variable() -> None:
    """A[v := a] means in a model what A means where v has the value of a."""
    done = 0
    for seed in range(1500):
        random = Random(seed)
        world, A, v = World(random), formula(random), variable(random)
        if v.op == "nat":
            a = random.choice([nat("n", 1), nat("m"), nat("k", 1), nat("u", 0, K), nat(None, 2)])
            value: Any = world.model.natural(a)
        else:
            a = term(random, *v.sort)
            value = world.model.matrix(a)
        try:
            Expr("all", v, A)  # A speaks of no other v: 1 × 1 and n × 1 may turn out to be one shape
            put = substitute(A, v, a)
        except Refused:
            continue
        done += v in A.free
        assert world.model.holds(put) == world.model.where(v, value).holds(A), seed
    assert done > 90


def test_what_is_not_free_does_not_matter() -> None:
    """A formula means the same in two models that give the same values to its free names."""
    for seed in range(300):
        random = Random(seed)
        world, A = World(random), formula(random)
        verdict = world.model.holds(A)
        other = World(Random(seed + 1))
        free = names(A)

        def value(name: Name, world: World = world, other: World = other, free: set[str] = free) -> Any:
            return (world if name[1] in free else other).value(name)

        assert Model(value, naturals=world.model.naturals, matrices=world.domain).holds(A) == verdict, seed


def test_equal_expressions_are_equal_keys_and_others_are_not() -> None:
    seen = {e("X Y = S"), e("X Y = S"), e("Y X = Y X"), e("a ≤ b"), e("a < b")}
    assert len(seen) == 4
    assert hash(e("X + X")) == hash(e("X + X"))
    assert e("a ≤ b") != e("a < b")
    assert Expr("num", Fraction(1)) != Expr("id", ONE)
    assert matrix("X", N, M) != matrix("X", N, N)


def test_every_operation_is_refused_something_here() -> None:
    met = {expr.op for expr, _ in SORTS} | {"->", "and", "or", "some", "false"}
    assert met == FORMED.keys()
