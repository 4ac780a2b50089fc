"""One normal form means one value, whatever the sizes are; and what the laws of matrices make equal has one."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from tests.verify.proof.worlds import SIZES, World, shape, term
from verify.proof import Words
from verify.proof.normal_form import normal
from verify.proof.rules import minus, zero
from verify.proof.syntax import ONE, Expr

READ = Words(
    "n m u; a b c: 1; v w: n; p q: 2; X Z: n×m; Y: m×n; S T: n×n; M N: 2×2; A: n×0; B: 0×n; r: 1×n; F[k]: n×n; z[k]: 1"
)


@pytest.mark.parametrize(
    "text",
    [
        "X + Z = Z + X", "X (Y + Y) = X Y + X Y", "(X Y)ᵀ = Yᵀ Xᵀ", "(X + Z)ᵀ = Zᵀ + Xᵀ", "Xᵀᵀ = X",
        "(X Y) S = X (Y S)", "I[n] X = X", "X I[m] = X", "I[n]ᵀ = I[n]", "X - X = 0", "2 X = X + X",
        "1/2 X + 1/2 X = X",        "0 X = 0", "X (Y - Y) = 0", "a (b X) = b (a X)",
        "vᵀ w = wᵀ v", "vᵀ S w = wᵀ Sᵀ v", "a b = b a", "a = aᵀ", "a b c = c b a", "v (wᵀ v) = (vᵀ w) v",
        "v a = a v", "(v a)ᵀ = a vᵀ", "v wᵀ v = v vᵀ w", "I[1] = 1", "a (vᵀ w) (wᵀ S v) = (vᵀ Sᵀ w) a (wᵀ v)",
        "A B = 0", "vᵀ A B w = 0", "Aᵀ = 0", "A = 0", "I[0] = 0", "‖v + w‖² = ‖v‖² + 2 vᵀ w + ‖w‖²",
        "(r v) v = v (r v)", "r v = vᵀ rᵀ", "z[1] z[2] = z[2] z[1]", "z[2] z[1] = z[1] z[2]",
        "F[1] F[2]ᵀ = (F[2] F[1]ᵀ)ᵀ",
    ],
)  # fmt: skip
def test_laws_are_recognised(text: str) -> None:
    left, right = READ(text).parts
    assert normal(left) == normal(right)
    assert not normal(minus(left, right))


@pytest.mark.parametrize(
    "text",
    [
        "S T = T S", "S = Sᵀ", "(S T)ᵀ = Sᵀ Tᵀ", "M N = N M", "M = Mᵀ", "pᵀ M q = pᵀ Mᵀ q", "v wᵀ = w vᵀ", "S = T",
        "a = b", "a a = a", "I[n] = 0", "1 = 0", "2 a = a", "a = - a", "S S = S", "vᵀ w = vᵀ v", "v = w",
        "F[1] = F[2]", "v vᵀ w = w vᵀ v", "I[2] = 0", "vᵀ S w = vᵀ Sᵀ w", "(vᵀ w) v = (vᵀ v) w",
    ],
)  # fmt: skip
def test_what_is_no_law_is_not(text: str) -> None:
    left, right = READ(text).parts
    assert normal(left) != normal(right)
    assert normal(minus(left, right))


def test_coefficients_are_kept_and_none_is_zero() -> None:
    form = normal(READ("2 S + 3 T - 2 S - 1/2 a T"))
    assert sorted(form.values()) == [Fraction(-1, 2), Fraction(3)]
    assert normal(READ("a + 3")).pop(((), ())) == 3


@pytest.mark.parametrize("seed", range(6))
def test_one_normal_form_is_one_value(seed: int) -> None:
    """Random terms of one shape: where the normal forms agree, so do the values in every model tried."""
    random, equal = Random(seed), 0
    for _ in range(400):
        rows, cols = random.choice([(ONE, ONE), shape(random)])
        left, right = term(random, rows, cols), term(random, rows, cols)
        if normal(left) == normal(right):
            equal += 1
            for _ in range(3):
                model = World(random).model
                assert model.matrix(left) == model.matrix(right)
    assert equal > 20


@pytest.mark.parametrize("seed", range(6))
def test_a_term_written_otherwise_has_the_same_normal_form_and_value(seed: int) -> None:
    random = Random(seed)
    for _ in range(60):
        one = term(random, *shape(random), 3)
        other = otherwise(one, random)
        assert normal(one) == normal(other)
        model = World(random).model
        assert model.matrix(one) == model.matrix(other)


@pytest.mark.parametrize("seed", range(4))
def test_long_products_in_any_association(seed: int) -> None:
    random = Random(seed)
    for _ in range(20):
        sizes = [random.choice(SIZES) for _ in range(9)]
        factors = [term(random, rows, cols, 0) for rows, cols in pairwise(sizes)]
        one, other = associated(factors, random), associated(factors, random)
        back = Expr("T", associated([Expr("T", factor) for factor in reversed(factors)], random))
        assert normal(one) == normal(other) == normal(back)
        model = World(random).model
        assert model.matrix(one) == model.matrix(other) == model.matrix(back)


@pytest.mark.parametrize("seed", range(4))
def test_the_normal_form_has_the_value_of_the_term(seed: int) -> None:
    """Each monomial, written as a term again: their sum has the value, and the normal form, of the term."""
    random = Random(seed)
    for _ in range(100):
        one = term(random, *shape(random), 3)
        total = zero(*one.sort)
        for (scalars, word), c in normal(one).items():
            product = Expr("num", c)
            for scalar in scalars:
                product = Expr("*", product, word_term(scalar))
            matrix = (
                word_term(word) if word else Expr("num", Fraction(1)) if one.sort[0] == ONE else Expr("id", one.sort[0])
            )
            total = Expr("+", total, Expr(".", product, matrix))
        assert normal(total) == normal(one)
        model = World(random).model
        assert model.matrix(total) == model.matrix(one)


def word_term(word: tuple[tuple[str, bool, Expr], ...]) -> Expr:
    letters = [Expr("T", variable) if transposed else variable for _, transposed, variable in word]
    product = letters[0]
    for letter in letters[1:]:
        product = Expr("*", product, letter)
    return product


def associated(factors: list[Expr], random: Random) -> Expr:
    if len(factors) == 1:
        return factors[0]
    cut = random.randrange(1, len(factors))
    return Expr("*", associated(factors[:cut], random), associated(factors[cut:], random))


def otherwise(one: Expr, random: Random) -> Expr:  # noqa: PLR0911  one a law
    """The term rewritten by laws of matrices in random places."""
    if one.op in {"var", "num", "zero", "id"}:
        return random.choice(
            [one, Expr("T", Expr("T", one)), Expr("+", one, zero(*one.sort)), Expr("*", Expr("id", one.sort[0]), one)]
        )
    parts = tuple(otherwise(part, random) for part in one.parts)
    written = Expr(one.op, *parts)
    last = parts[-1]
    if one.op == "+":
        return Expr("+", parts[1], parts[0])
    if one.op == "T" and last.op == "*":
        return Expr("*", Expr("T", last.parts[1]), Expr("T", last.parts[0]))
    if one.op == "T" and last.op == "+":
        return Expr("+", Expr("T", last.parts[0]), Expr("T", last.parts[1]))
    if one.op == "*" and last.op == "*":
        return Expr("*", Expr("*", parts[0], last.parts[0]), last.parts[1])
    if one.op in {"*", "."} and last.op == "+":
        return Expr("+", Expr(one.op, parts[0], last.parts[0]), Expr(one.op, parts[0], last.parts[1]))
    if one.op == "*" and parts[0].op == "+":
        return Expr("+", Expr("*", parts[0].parts[0], last), Expr("*", parts[0].parts[1], last))
    if one.sort == (ONE, ONE) and random.random() < 0.5:
        return Expr("T", written)
    return written
