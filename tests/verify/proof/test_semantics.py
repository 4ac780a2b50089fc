"""Every rule against the meaning of sequents, in random finite models over ℚ.

Whenever a rule accepts sequents that are true in a model, what it concludes must be true there. The sequents are random
and come from no proof, half of them are not what the rule asks for, and quantifiers go through finite sets that hold
the values of the terms which the rules put in for variables.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.verify.proof.worlds import K, M, N, World, formula, matrix, sequent, shape, term, variable
from verify.proof.rules import RULES, Theorem, apply, minus, zero
from verify.proof.syntax import FALSE, ONE, Expr, Refused, nat, substitute

SEEDS = {"linear": 2000, "obtain": 800, "induct": 800}  # what there is to get wrong is rarer there
Application = tuple[
    tuple[Any, ...], Expr | None
]  # the arguments; a name of which the last theorem speaks for all values
NOTHING = zero(ONE, ONE)


def some(random: Random, *wanted: Expr) -> Expr:
    """One of these mostly, or anything."""
    return random.choice(wanted) if random.random() < 0.8 else formula(random, 1)


def assuming(random: Random, world: World, conclusion: Expr, *likely: Expr) -> Theorem:
    """A sequent with some of the likely hypotheses and others; most of the untrue ones get a hypothesis that fails."""
    hypotheses = [one for one in likely if random.random() < 0.7] + [formula(random, 1)] * random.randrange(2)
    if random.random() < 0.8 and not world.says(sequent(conclusion, *hypotheses)):
        hypotheses.append(next(A for A in iter(lambda: formula(random, 0), None) if not world.model.holds(A)))
    return sequent(conclusion, *hypotheses)


def quantified(random: Random, op: str) -> Expr:
    """∀ or ∃, mostly of a formula that speaks of what is bound."""
    while True:
        bound, A = variable(random), formula(random, random.randrange(2))
        try:
            made = Expr(op, bound, A)
        except Refused:
            continue
        if bound in A.free or random.random() < 0.05:
            return made


def value_for(random: Random, world: World, bound: Expr) -> Expr:
    """Something of the bound variable's shape, or of another; the quantifiers will go through its value."""
    if bound.op == "nat":
        value = random.choice([K, N, M, nat("n", 1), nat(None, 1), nat("u", 0, K), term(random, ONE, ONE)])
    else:
        value = term(random, *(bound.sort if random.random() < 0.8 else shape(random)))
    if value.sort != "natural":
        world.add(world.model.matrix(value), world.model.shape(value))
    return value


def put(A: Expr, bound: Expr, value: Expr) -> Expr:
    """A[v := a], or A where the shapes forbid that."""
    return substitute(A, bound, value) if value.sort == bound.sort else A


# ---- random arguments for each rule ----


def assume(random: Random, _: World) -> Application:
    return (formula(random),), None


def discharge(random: Random, world: World) -> Application:
    A = formula(random)
    return (A, assuming(random, world, formula(random), A)), None


def detach(random: Random, world: World) -> Application:
    A, B = formula(random, 1), formula(random, 1)
    return (
        assuming(random, world, some(random, Expr("->", A, B))),
        assuming(random, world, some(random, A, A, B)),
    ), None


def both(random: Random, world: World) -> Application:
    return (assuming(random, world, formula(random)), assuming(random, world, formula(random))), None


def side(random: Random, world: World) -> Application:
    A, B = formula(random, 1), formula(random, 1)
    return (assuming(random, world, Expr(random.choice(["and", "and", "or", "->"]), A, B)),), None


def either_left(random: Random, world: World) -> Application:
    return (assuming(random, world, formula(random)), formula(random)), None


def either_right(random: Random, world: World) -> Application:
    return (formula(random), assuming(random, world, formula(random))), None


def cases(random: Random, world: World) -> Application:
    A, B, C = (formula(random, 1) for _ in range(3))
    either = assuming(random, world, Expr(random.choice(["or", "or", "and", "->"]), A, B))
    return (either, assuming(random, world, C, A, B), assuming(random, world, some(random, C), B, A)), None


def absurd(random: Random, world: World) -> Application:
    return (assuming(random, world, some(random, FALSE), formula(random, 1)), formula(random)), None


def excluded_middle(random: Random, _: World) -> Application:
    return (formula(random),), None


def generalise(random: Random, world: World) -> Application:
    bound, A = variable(random), formula(random)
    return (bound, assuming(random, world, A, A, formula(random, 0))), bound


def specialise(random: Random, world: World) -> Application:
    statement = quantified(random, random.choice(["all", "all", "all", "some"]))
    return (assuming(random, world, statement), value_for(random, world, statement.parts[0])), None


def exhibit(random: Random, world: World) -> Application:
    goal = quantified(random, random.choice(["some", "some", "some", "all"]))
    value = value_for(random, world, goal.parts[0])
    return (goal, value, assuming(random, world, some(random, put(goal.parts[1], goal.parts[0], value)))), None


def obtain(random: Random, world: World) -> Application:
    existence = quantified(random, random.choice(["some", "some", "some", "all"]))
    bound = existence.parts[0]
    fresh = nat("j") if bound.op == "nat" else matrix("D", *bound.sort)
    name = random.choice([fresh, fresh, bound, variable(random)])
    found = put(existence.parts[1], bound, name)
    about, fails = random.choice([formula(random, 1), found, existence, FALSE]), Expr("->", found, FALSE)
    return (assuming(random, world, existence), name, assuming(random, world, about, found, fails)), name


def induct(random: Random, world: World) -> Application:
    k = random.choice([K, K, N])
    A = formula(random, 1)
    while k not in A.free or len({world.model.where(k, value).holds(A) for value in range(3)}) < random.randrange(3):
        A = formula(random, 1)
    at_0 = substitute(A, k, nat(None, random.choice([0, 0, 0, 1])))
    later = substitute(A, k, nat(k.parts[0], random.choice([1, 1, 1, 2, 0])))
    before = random.choice([A, A, A, at_0])
    return (assuming(random, world, at_0), assuming(random, world, Expr("all", k, Expr("->", before, later)))), None


def linear(random: Random, world: World) -> Application:
    """Combinations of equations that hold since a variable is given the value of the other side."""
    goal_rows, goal_cols = shape(random) if random.random() < 0.5 else (ONE, ONE)
    total, equations = Expr("zero", goal_rows, goal_cols), []
    for number in range(random.randrange(3)):
        rows, cols = shape(random)
        a, named, flipped = term(random, rows, cols), matrix(f"E{number}", rows, cols), random.random() < 0.5
        if random.random() < 0.8:  # else the equation fails mostly, and some hypothesis with it
            world.values["var", f"E{number}", *world.model.shape(named), None] = world.model.matrix(a)
        theorem = assuming(random, world, Expr("=", a, named))
        inner = Expr("T", minus(a, named)) if flipped else minus(a, named)
        L, R = term(random, goal_rows, inner.sort[0], 1), term(random, inner.sort[1], goal_cols, 1)
        total = Expr("+", total, Expr("*", L, Expr("*", inner, R)))
        equations.append((theorem, L, R, flipped))
    a = term(random, goal_rows, goal_cols)
    if (goal_rows, goal_cols) != (ONE, ONE) or random.random() < 0.3:
        other = term(random, goal_rows, goal_cols)
        goal = Expr("=", a, random.choice([minus(a, total), minus(a, total), Expr("+", a, total), other]))
        return (goal, tuple(equations), ()), None
    inequalities = []
    for number in range(random.randrange(3)):
        op, c = random.choice(["<=", "<"]), Fraction(random.choice([0, 0, 1, 1, 2, -1]), random.choice([1, 2]))
        low, high = term(random, ONE, ONE, 1), matrix(f"H{number}", ONE, ONE)
        above = world.model.matrix(low)[0][0] + random.choice([0, 0, 1, -1] if op == "<=" else [1, 1, 2, 0])
        world.values["var", f"H{number}", 1, 1, None] = ((above,),)
        inequalities.append((assuming(random, world, Expr(op, low, high)), c))
        total = Expr("+", total, Expr(".", Expr("num", random.choice([c, c, c, -c])), minus(high, low)))
    total = Expr("+", total, Expr("num", Fraction(random.choice([0, 0, 1, -1]))))
    goal = Expr(random.choice(["<=", "<"]), a, random.choice([Expr("+", a, total)] * 6 + [a, term(random, ONE, ONE)]))
    if random.random() < 0.05:
        return (FALSE, (), tuple((one, c) for one, c in inequalities if random.random() < 0.5)), None
    return (goal, tuple(equations), tuple(inequalities)), None


def gram(random: Random, _: World) -> Application:
    return (term(random, *random.choice([(N, ONE), (nat("n", 1), ONE), (ONE, N), shape(random)])),), None


def gram_zero(random: Random, world: World) -> Application:
    a = random.choice([term(random, *shape(random)), matrix("O", *shape(random))])
    b = random.choice([a, a, a, term(random, *a.sort)])
    square = random.choice([Expr("*", Expr("T", a), b)] * 3 + [Expr("*", b, Expr("T", a))])
    world.values["var", "E", *world.model.shape(square), None] = world.model.matrix(square)
    right = random.choice([zero(*square.sort)] * 4 + [matrix("E", *square.sort)])
    return (assuming(random, world, Expr("=", square, right)),), None


def signs(random: Random, world: World) -> Application:
    def above() -> Theorem:
        nothing = random.choice([NOTHING, NOTHING, NOTHING, Expr("num", Fraction(-1))])
        sides = nothing, term(random, ONE, ONE, 1)
        return assuming(
            random, world, Expr(random.choice(["<=", "<"]), *(sides if random.random() < 0.8 else sides[::-1]))
        )

    return (above(), above()), None


def total(random: Random, _: World) -> Application:
    return tuple(term(random, *random.choice([(ONE, ONE), (ONE, ONE), shape(random)])) for _ in range(2)), None


def antisymmetric(random: Random, world: World) -> Application:
    a, b, c = (term(random, ONE, ONE, 1) for _ in range(3))
    op = random.choice(["<=", "<=", "<"])
    low, high = random.choice([(b, a), (b, a), (b, a), (a, b), (c, a)])
    return (assuming(random, world, Expr(op, a, b)), assuming(random, world, Expr("<=", low, high))), None


def reciprocal(random: Random, world: World) -> Application:
    a, x = term(random, *random.choice([(ONE, ONE), (ONE, ONE), (N, N)])), matrix(random.choice("AxO"), ONE, ONE)
    if a.sort == (ONE, ONE) and (value := world.model.matrix(a)[0][0]):
        world.add(((1 / value,),), (1, 1))
    right = random.choice([zero(*a.sort)] * 3 + [term(random, *a.sort)])
    return (
        assuming(random, world, Expr("->", Expr("=", a, right), random.choice([FALSE, FALSE, formula(random, 1)]))),
        x,
    ), None


def split(random: Random, world: World) -> Application:
    u = random.choice([N, nat("n", 1), nat("u", 0, K), nat(None, 0), nat(None, 1)])
    more, size = nat(u.parts[0], u.parts[2] + 1, u.parts[1]), world.model.natural(u)
    unit = tuple(tuple(Fraction(i == j) for j in range(size + 1)) for i in range(size + 1))
    world.add(tuple(row[:size] for row in unit), (size + 1, size))
    world.add(tuple(row[size:] for row in unit), (size + 1, 1))
    E = matrix("E", more, u) if random.random() < 0.8 else matrix("E", *shape(random))
    e = matrix(random.choice("eeeE"), more, ONE) if random.random() < 0.8 else matrix("e", *shape(random))
    return (u, E, e), None


NAMED: tuple[Any, ...] = (
    *(assume, discharge, detach, both, either_left, either_right, cases, absurd, excluded_middle),
    *(generalise, specialise, exhibit, obtain, induct),
    *(linear, gram, gram_zero, signs, total, antisymmetric, reciprocal, split),
)
ARGUMENTS: dict[str, Callable[[Random, World], Application]] = {
    "first": side,
    "second": side,
    **{one.__name__: one for one in NAMED},
}


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_concludes_from_what_is_true_is_true(rule: str) -> None:
    told: Counter[str] = Counter()
    for seed in range(SEEDS.get(rule, 400)):
        random = Random(f"{rule} {seed}")
        world = World(random)
        try:
            arguments, for_all = ARGUMENTS[rule](random, world)
            concluded = apply(rule, *arguments)
        except Refused:
            told["refused"] += 1
            continue
        premises = _theorems(arguments)
        for_all_values = premises[-1:] if for_all else []
        true = all(world.says(one) for one in premises if one not in for_all_values) and all(
            world.says_for_all(for_all, one) for one in for_all_values if for_all
        )
        told["true" if true else "false"] += 1
        assert not true or world.says(concluded), f"seed {seed}"
    assert told["true"] >= 40, told  # the test is not empty


def _theorems(arguments: tuple[Any, ...]) -> list[Theorem]:
    several = [one for argument in arguments if type(argument) is tuple for one in argument]
    return [one for one in (*arguments, *(inner for group in several for inner in group)) if type(one) is Theorem]


def test_there_are_random_arguments_for_every_rule() -> None:
    assert ARGUMENTS.keys() == RULES.keys()
