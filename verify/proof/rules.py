"""The rules of inference, and the only maker of a `Theorem`. Everything believed here is on these pages.

Γ ⊢ A says: in every model, for all values of the free names, if all of Γ hold, so does A. A rule takes theorems,
formulas and terms, and gives the hypotheses and the conclusion of a new theorem, or refuses. Its docstring is its
figure, and what it asks beside the figure is checked in its first lines; ¬A is short for A → false. The first half is
classical logic (natural deduction), the second the laws of matrices over an ordered field, eight rules.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn, final

from verify.proof.normal_form import NONE, Polynomial, normal
from verify.proof.syntax import FALSE, ONE, Expr, Refused, names, need, substitute

Sequent = tuple[frozenset[Expr], Expr]
Several = tuple  # type: ignore[type-arg]  # it is compared with the types of arguments
_KEY = object()


@final
class Theorem:
    """What a rule has concluded: hypotheses ⊢ conclusion, with the rule and its arguments. Only `apply` makes one."""

    __slots__ = ("arguments", "conclusion", "hypotheses", "rule")
    hypotheses: frozenset[Expr]
    conclusion: Expr
    rule: str
    arguments: tuple[Any, ...]

    def __init__(self, key: object, hypotheses: frozenset[Expr], conclusion: Expr, rule: str, arguments: Any) -> None:
        need(key is _KEY, "only a rule makes a theorem")
        for name, value in zip(self.__slots__, (arguments, conclusion, hypotheses, rule), strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise Refused("a theorem does not change")


def apply(rule: str, *arguments: Any) -> Theorem:
    """Apply the rule of that name; `Refused` says why not."""
    need(type(rule) is str and rule in RULES, "there is no such rule")
    kinds = [kind for name, kind in RULES[rule].__annotations__.items() if name != "return"]
    need([type(argument) for argument in arguments] == kinds, f"{rule} takes other arguments")
    hypotheses, conclusion = RULES[rule](*arguments)
    return Theorem(_KEY, hypotheses, conclusion, rule, arguments)


def _theorem(theorem: Any, op: str | None = None) -> tuple[frozenset[Expr], Any]:
    """Its hypotheses, and its conclusion; or the parts of that, which must be an `op`."""
    need(type(theorem) is Theorem, "a theorem is asked for here")
    need(op is None or theorem.conclusion.op == op, f"the theorem must conclude with {op}")
    return theorem.hypotheses, theorem.conclusion if op is None else theorem.conclusion.parts


def _unnamed(variable: Expr, *exprs: Expr) -> None:
    need(
        all(variable.parts[0] not in names(expr) for expr in exprs),
        f"{variable.parts[0]} must be free in none of these",
    )


# ---- logic ----


def assume(A: Expr) -> Sequent:
    """A ⊢ A."""
    need(A.sort == "formula", "only a formula can be assumed")
    return frozenset({A}), A


def discharge(A: Expr, theorem: Theorem) -> Sequent:
    """From Γ ⊢ B to Γ ∖ A ⊢ A → B."""
    hypotheses, B = _theorem(theorem)
    return hypotheses - {A}, Expr("->", A, B)


def detach(implication: Theorem, premise: Theorem) -> Sequent:
    """From Γ ⊢ A → B and Δ ⊢ A to Γ, Δ ⊢ B."""
    (gamma, (A, B)), (delta, premised) = _theorem(implication, "->"), _theorem(premise)
    need(premised == A, "the second theorem is not the premise of the first")
    return gamma | delta, B


def both(left: Theorem, right: Theorem) -> Sequent:
    """From Γ ⊢ A and Δ ⊢ B to Γ, Δ ⊢ A ∧ B."""
    (gamma, A), (delta, B) = _theorem(left), _theorem(right)
    return gamma | delta, Expr("and", A, B)


def first(theorem: Theorem) -> Sequent:
    """From Γ ⊢ A ∧ B to Γ ⊢ A."""
    hypotheses, (A, _) = _theorem(theorem, "and")
    return hypotheses, A


def second(theorem: Theorem) -> Sequent:
    """From Γ ⊢ A ∧ B to Γ ⊢ B."""
    hypotheses, (_, B) = _theorem(theorem, "and")
    return hypotheses, B


def either_left(theorem: Theorem, B: Expr) -> Sequent:
    """From Γ ⊢ A to Γ ⊢ A ∨ B."""
    hypotheses, A = _theorem(theorem)
    return hypotheses, Expr("or", A, B)


def either_right(A: Expr, theorem: Theorem) -> Sequent:
    """From Γ ⊢ B to Γ ⊢ A ∨ B."""
    hypotheses, B = _theorem(theorem)
    return hypotheses, Expr("or", A, B)


def cases(either: Theorem, left: Theorem, right: Theorem) -> Sequent:
    """From Γ ⊢ A ∨ B, Δ ⊢ C and Λ ⊢ C to Γ, Δ ∖ A, Λ ∖ B ⊢ C."""
    (gamma, (A, B)), (delta, C), (lamda, D) = _theorem(either, "or"), _theorem(left), _theorem(right)
    need(C == D, "the two cases must have one conclusion")
    return gamma | (delta - {A}) | (lamda - {B}), C


def absurd(theorem: Theorem, A: Expr) -> Sequent:
    """From Γ ⊢ false to Γ ⊢ A."""
    hypotheses, _ = _theorem(theorem, "false")
    need(A.sort == "formula", "only a formula can be concluded")
    return hypotheses, A


def excluded_middle(A: Expr) -> Sequent:
    """⊢ A ∨ ¬A."""
    return frozenset(), Expr("or", A, Expr("->", A, FALSE))


def generalise(variable: Expr, theorem: Theorem) -> Sequent:
    """From Γ ⊢ A to Γ ⊢ ∀v. A, v free in none of Γ."""
    hypotheses, A = _theorem(theorem)
    conclusion = Expr("all", variable, A)
    _unnamed(variable, *hypotheses)
    return hypotheses, conclusion


def specialise(theorem: Theorem, value: Expr) -> Sequent:
    """From Γ ⊢ ∀v. A to Γ ⊢ A[v := a], a of the sort of v."""
    hypotheses, (variable, A) = _theorem(theorem, "all")
    need(value.sort == variable.sort, "the value has another shape than the variable")
    return hypotheses, substitute(A, variable, value)


def exhibit(goal: Expr, value: Expr, theorem: Theorem) -> Sequent:
    """From Γ ⊢ A[v := a] to Γ ⊢ ∃v. A, a of the sort of v."""
    need(goal.op == "some", "the goal must say that something exists")
    (variable, A), (hypotheses, proved) = goal.parts, _theorem(theorem)
    need(value.sort == variable.sort, "the value has another shape than the variable")
    need(substitute(A, variable, value) == proved, "the theorem does not say it of this value")
    return hypotheses, goal


def obtain(existence: Theorem, name: Expr, theorem: Theorem) -> Sequent:
    """From Γ ⊢ ∃v. A and Δ ⊢ C to Γ, Δ ∖ A[v := w] ⊢ C, the variable w free in neither ∃v. A, the rest of Δ, nor C."""
    (gamma, (variable, A)), (delta, C) = _theorem(existence, "some"), _theorem(theorem)
    need(name.sort == variable.sort, "the name has another shape than the variable")
    Expr("some", name, FALSE)  # refuses what cannot be bound
    found = substitute(A, variable, name)
    _unnamed(name, existence.conclusion, *(delta - {found}), C)
    return gamma | (delta - {found}), C


def induct(base: Theorem, step: Theorem) -> Sequent:
    """From Γ ⊢ A[k := 0] and Δ ⊢ ∀k. A → A[k := k + 1] to Γ, Δ ⊢ ∀k. A."""
    (gamma, at_zero), (delta, (k, implication)) = _theorem(base), _theorem(step, "all")
    need(k.op == "nat" and implication.op == "->", "the step must be ∀k. A → B for a natural number k")
    A, following = implication.parts
    need(at_zero == substitute(A, k, NONE), "the base does not say it of 0")
    need(following == substitute(A, k, Expr("nat", k.parts[0], None, 1)), "the step does not say it of k + 1")
    return gamma | delta, Expr("all", k, A)


# ---- ordered field and matrices ----


def linear(goal: Expr, equations: Several, inequalities: Several) -> Sequent:  # type: ignore[type-arg]
    """From Γᵢ ⊢ aᵢ = bᵢ and Δⱼ ⊢ aⱼ ≤ bⱼ (or <) to Γ, Δ ⊢ false, or a = b, a ≤ b, a < b.

        a - b = Σ Lᵢ (aᵢ - bᵢ) Rᵢ                                   (no inequalities), or
        b - a = Σ Lᵢ (aᵢ - bᵢ) Rᵢ + Σ cⱼ (bⱼ - aⱼ) + c,   cⱼ, c ≥ 0 rational

    in normal form; for a < b one of c and the cⱼ of the strict ones is positive. Where an equation is marked as
    flipped, (aᵢ - bᵢ)ᵀ stands for aᵢ - bᵢ. false is read as 0 < 0. `equations` are (theorem, Lᵢ, Rᵢ, flipped),
    `inequalities` (theorem, cⱼ). All calculation is done here: expanding, putting equals for equals, adding up.
    """
    need(goal.op in {"=", "<=", "<", "false"}, "the goal must be =, <=, < or false")
    need(all(type(one) is tuple and len(one) == 4 for one in equations), "an equation comes with its three multipliers")
    need(all(type(one) is tuple and len(one) == 2 for one in inequalities), "an inequality comes with its multiplier")
    a, b = goal.parts if goal.op != "false" else (zero(ONE, ONE), zero(ONE, ONE))
    rest, hypotheses, strict = minus(a, b) if goal.op == "=" else minus(b, a), frozenset[Expr](), False
    for theorem, left, right, flipped in equations:
        known, (a, b) = _theorem(theorem, "=")
        difference = Expr("T", minus(a, b)) if flipped is True else minus(a, b)
        rest, hypotheses = minus(rest, Expr("*", Expr("*", left, difference), right)), hypotheses | known
    for theorem, c in inequalities:
        known, (a, b) = _theorem(theorem, "<" if _theorem(theorem)[1].op == "<" else "<=")
        need(goal.op != "=", "inequalities do not give an equation")
        need(type(c) is Fraction and c >= 0, "an inequality is multiplied by a rational number that is not negative")
        rest, hypotheses = minus(rest, Expr(".", Expr("num", c), minus(b, a))), hypotheses | known
        strict = strict or (theorem.conclusion.op == "<" and c > 0)
    left_over: Polynomial = normal(rest)
    c = left_over.pop(((), ()), Fraction(0)) if goal.op != "=" else Fraction(0)
    need(not left_over and c >= 0, "this combination does not give the goal")
    need(goal.op in {"=", "<="} or strict or c > 0, "this combination is not strict")
    return hypotheses, goal


def gram(a: Expr) -> Sequent:
    """⊢ 0 ≤ aᵀa for one column a."""
    return frozenset(), Expr("<=", zero(ONE, ONE), Expr("*", Expr("T", a), a))


def gram_zero(theorem: Theorem) -> Sequent:
    """From Γ ⊢ aᵀa = 0 to Γ ⊢ a = 0, a of any shape."""
    hypotheses, (square, nothing) = _theorem(theorem, "=")
    need(square.op == "*" and square.parts[0] == Expr("T", square.parts[1]), "the left side must be aᵀa")
    need(not normal(nothing), "the right side must be 0")
    a = square.parts[1]
    return hypotheses, Expr("=", a, zero(*a.sort))


def signs(left: Theorem, right: Theorem) -> Sequent:
    """From Γ ⊢ 0 ≤ a and Δ ⊢ 0 ≤ b to Γ, Δ ⊢ 0 ≤ a b; from 0 < a and 0 < b to 0 < a b."""
    op = _theorem(left)[1].op
    need(op in {"<", "<="}, "the theorems must be of the form 0 <= a or 0 < a")
    (gamma, (nothing, a)), (delta, (nought, b)) = _theorem(left, op), _theorem(right, op)
    need(not normal(nothing) and not normal(nought), "the left sides must be 0")
    return gamma | delta, Expr(op, zero(ONE, ONE), Expr("*", a, b))


def total(a: Expr, b: Expr) -> Sequent:
    """⊢ a ≤ b ∨ b < a."""
    return frozenset(), Expr("or", Expr("<=", a, b), Expr("<", b, a))


def antisymmetric(upper: Theorem, lower: Theorem) -> Sequent:
    """From Γ ⊢ a ≤ b and Δ ⊢ b ≤ a to Γ, Δ ⊢ a = b."""
    (gamma, (a, b)), (delta, reverse) = _theorem(upper, "<="), _theorem(lower, "<=")
    need(reverse == (b, a), "the second theorem is not the reverse of the first")
    return gamma | delta, Expr("=", a, b)


def reciprocal(theorem: Theorem, x: Expr) -> Sequent:
    """From Γ ⊢ ¬ a = 0 to Γ ⊢ ∃x. a x = 1, a and x 1 × 1, x not free in a."""
    hypotheses, (equation, false) = _theorem(theorem, "->")
    need(equation.op == "=" and false == FALSE and not normal(equation.parts[1]), "the theorem must be ¬ a = 0")
    a = equation.parts[0]
    conclusion = Expr("some", x, Expr("=", Expr("*", a, x), Expr("num", Fraction(1))))
    need(a.sort == x.sort == (ONE, ONE), "only a 1 × 1 matrix has a reciprocal here")
    _unnamed(x, a)
    return hypotheses, conclusion


def split(u: Expr, E: Expr, e: Expr) -> Sequent:
    """⊢ ∃E ∃e. EᵀE = I ∧ eᵀe = 1 ∧ Eᵀe = 0 ∧ EEᵀ + eeᵀ = I, E of u + 1 rows and u columns, e of u + 1 rows and 1.

    The first u unit vectors and the last one: they cut a matrix of u + 1 columns into u columns and one.
    """
    need(u.sort == "natural", "the size is a natural number")
    more = Expr("nat", *u.parts[:2], u.parts[2] + 1)
    parts = (
        Expr("=", Expr("*", Expr("T", E), E), Expr("id", u)),
        Expr("=", Expr("*", Expr("T", e), e), Expr("num", Fraction(1))),
        Expr("=", Expr("*", Expr("T", E), e), zero(u, ONE)),
        Expr("=", Expr("+", Expr("*", E, Expr("T", E)), Expr("*", e, Expr("T", e))), Expr("id", more)),
    )
    need(E.sort == (more, u) and e.sort == (more, ONE) and E.parts[0] != e.parts[0], "E and e have other shapes here")
    conjunction = Expr("and", parts[0], Expr("and", parts[1], Expr("and", parts[2], parts[3])))
    return frozenset(), Expr("some", E, Expr("some", e, conjunction))


def zero(rows: Expr, cols: Expr) -> Expr:
    """The matrix of zeros; for 1 × 1 the number 0."""
    return Expr("num", Fraction(0)) if rows == cols == ONE else Expr("zero", rows, cols)


def minus(a: Expr, b: Expr) -> Expr:
    """a - b."""
    return Expr("+", a, Expr(".", Expr("num", Fraction(-1)), b))


RULES: dict[str, Callable[..., Sequent]] = {
    rule.__name__: rule
    for rule in (
        *(assume, discharge, detach, both, first, second, either_left, either_right, cases, absurd, excluded_middle),
        *(generalise, specialise, exhibit, obtain, induct),
        *(linear, gram, gram_zero, signs, total, antisymmetric, reciprocal, split),
    )
}
