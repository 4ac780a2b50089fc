"""Steps of a proof as a mathematician takes them, each made of the kernel's rules. Nothing here is trusted.

A tactic returns a `Theorem`, or raises `Refused` because no rules lead there.
"""

from collections.abc import Callable
from functools import reduce

from verify.proof.combining import by
from verify.proof.rules import Theorem, apply
from verify.proof.syntax import FALSE, Expr, substitute

# ---- logic ----


def given(A: Expr) -> Theorem:
    """A ⊢ A."""
    return apply("assume", A)


def use(theorem: Theorem, *given: "Expr | Theorem") -> Theorem:
    """Put terms for the ∀ of a theorem and theorems for its premises, in their order."""
    for one in given:
        if type(one) is Theorem:
            theorem = apply("detach", theorem, restated(one, theorem.conclusion.parts[0]))
        else:
            theorem = apply("specialise", theorem, one)
    return theorem


def restated(theorem: Theorem, A: Expr) -> Theorem:
    """The theorem in the words of A, which may differ from it in how terms are written."""
    if theorem.conclusion == A:
        return theorem
    if A.op == "all":
        inner = restated(apply("specialise", theorem, A.parts[0]), A.parts[1])
        return apply("generalise", A.parts[0], inner)
    if A.op == "and":
        left, right = (apply(side, theorem) for side in ("first", "second"))
        return apply("both", restated(left, A.parts[0]), restated(right, A.parts[1]))
    return by(A, theorem)


def conjunction(*theorems: Theorem) -> Theorem:
    """A ∧ B ∧ …, of theorems of each."""
    *others, last = theorems
    return reduce(lambda rest, one: apply("both", one, rest), reversed(others), last)


def parts(theorem: Theorem) -> tuple[Theorem, ...]:
    """The theorems of A, B, …, of one of A ∧ B ∧ …."""
    if theorem.conclusion.op != "and":
        return (theorem,)
    return apply("first", theorem), *parts(apply("second", theorem))


def assuming(A: Expr, proof: Callable[[Theorem], Theorem]) -> Theorem:
    """A → B, where `proof` makes B from A."""
    return apply("discharge", A, proof(given(A)))


def discharged(theorem: Theorem, *assumptions: Theorem) -> Theorem:
    """A → B → … → C, where the theorem of C still assumes them."""
    return reduce(lambda proved, one: apply("discharge", one.conclusion, proved), reversed(assumptions), theorem)


def for_all(*bound: Expr, theorem: Theorem) -> Theorem:
    """∀ a b …. A, the outermost first."""
    return reduce(lambda proved, variable: apply("generalise", variable, proved), reversed(bound), theorem)


def there_is(goal: Expr, *values: Expr, theorem: Theorem) -> Theorem:
    """∃ a b …. A of values of which `theorem` says A."""
    if not values:
        return restated(theorem, goal)
    inner = substitute(goal.parts[1], goal.parts[0], values[0])
    return apply("exhibit", goal, values[0], there_is(inner, *values[1:], theorem=theorem))


def taking(existence: Theorem, *named: Expr, proof: Callable[[Theorem], Theorem]) -> Theorem:
    """Name what exists and go on: `proof` is given the theorem about it, and what it concludes does not speak of it."""
    variable, A = existence.conclusion.parts
    inner = given(substitute(A, variable, named[0]))
    found = proof(inner) if len(named) == 1 else taking(inner, *named[1:], proof=proof)
    return apply("obtain", existence, named[0], found)


def either(alternatives: Theorem, left: Callable[[Theorem], Theorem], right: Callable[[Theorem], Theorem]) -> Theorem:
    """Go through the two cases of A ∨ B."""
    A, B = alternatives.conclusion.parts
    return apply("cases", alternatives, left(given(A)), right(given(B)))


def negation(A: Expr) -> Expr:
    """¬A."""
    return Expr("->", A, FALSE)


def by_contradiction(A: Expr, proof: Callable[[Theorem], Theorem]) -> Theorem:
    """A, where `proof` makes false from ¬A."""
    return either(apply("excluded_middle", A), lambda holds: holds, lambda fails: apply("absurd", proof(fails), A))


def clash(holds: Theorem, fails: Theorem) -> Theorem:
    """False, from A and ¬A."""
    return apply("detach", fails, holds)


def equivalence(there: Theorem, back: Theorem) -> Theorem:
    """A ↔ B, of theorems of A → B and B → A."""
    return apply("both", there, back)


def not_below(a: Expr, b: Expr, proof: Callable[[Theorem], Theorem]) -> Theorem:
    """a ≤ b, where `proof` makes false from b < a."""
    goal = Expr("<=", a, b)
    return either(apply("total", a, b), lambda holds: holds, lambda less: apply("absurd", proof(less), goal))


def by_induction(base: Theorem, k: Expr, A: Expr, step: Callable[[Theorem], Theorem]) -> Theorem:
    """∀k. A, from A at 0, where `step` makes A at k + 1 from A."""
    return apply("induct", base, apply("generalise", k, assuming(A, step)))


# ---- algebra ----


def vanishing(theorem: Theorem) -> Theorem:
    """From ‖a‖² ≤ 0 to a = 0."""
    square, _ = theorem.conclusion.parts
    return apply("gram_zero", apply("antisymmetric", theorem, apply("gram", square.parts[1])))
