"""Kernel and checker, which share no code, conclude the same from random applications of every rule, or both refuse."""

import inspect
import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from verify.check.certificates import Malformed, Refused
from verify.check.proofs import check_line, check_steps, expression, instance
from verify.proof.normal_form import normal
from verify.proof.rules import RULES as KERNEL_RULES
from verify.proof.rules import Theorem, apply
from verify.proof.syntax import Expr, substitute
from verify.proof.syntax import Refused as RefusedByKernel

TRIALS = 300  # of each rule
RULES = {  # E expression, T theorem, Q equations with their multipliers, I inequalities with theirs
    name: "".join(
        {"equations": "Q", "inequalities": "I"}.get(one.name, "E" if one.annotation is Expr else "T")
        for one in inspect.signature(rule).parameters.values()
    )
    for name, rule in KERNEL_RULES.items()
}
ONE, ZERO = ["nat", None, None, 1], ["num", "0"]
Json = Any


# ---- the kernel, driven by JSON ----


class UnwritableError(ValueError):
    """No Expr is written so."""


def read(o: Json) -> Expr:
    """The expression that is written so."""
    if type(o) is not list or not o or type(o[0]) is not str:
        raise UnwritableError
    op, *parts = o
    if op == "num":
        return Expr(op, *map(rational, parts))
    return Expr(op, *(read(part) if type(part) is list else part for part in parts))


def shown(e: Expr) -> Json:
    """The JSON of an expression."""
    return [e.op, *(shown(p) if type(p) is Expr else str(p) if type(p) is Fraction else p for p in e.parts)]


def argument(kind: str, o: Json, known: list[Theorem]) -> Any:
    """An argument of a rule, as the kernel takes it."""
    if kind == "E":
        return read(o)
    if kind == "T":
        if type(o) is not int or not 0 <= o < len(known):
            raise UnwritableError
        return known[o]
    if type(o) is not list or not all(type(one) is list and len(one) == (4 if kind == "Q" else 2) for one in o):
        raise UnwritableError
    if kind == "Q":
        return tuple((argument("T", a, known), read(left), read(right), flipped) for a, left, right, flipped in o)
    return tuple((argument("T", step, known), rational(c)) for step, c in o)


def rational(text: Json) -> Fraction:
    """The rational number that is written so, in lowest terms."""
    try:
        value = Fraction(text if type(text) is str else "no")
    except ValueError as error:
        raise UnwritableError from error
    if str(value) != text:
        raise UnwritableError
    return value


def by_kernel(steps: list[Json], surprises: list[Exception]) -> Json:
    """Hypotheses and conclusion of the last step, or None where a step is refused."""
    known: list[Theorem] = []
    try:
        for rule, *given in steps:
            known.append(apply(rule, *(argument(k, o, known) for k, o in zip(RULES[rule], given, strict=True))))
    except (RefusedByKernel, UnwritableError):
        return None
    except Exception as error:  # noqa: BLE001  whatever it is, it is counted and shown
        surprises.append(error)
        return None
    return sorted(map(shown, known[-1].hypotheses), key=json.dumps), shown(known[-1].conclusion)


def by_checker(steps: list[Json]) -> Json:
    """The same by the checker; anything but Refused or Malformed fails the test."""
    try:
        hypotheses, conclusion = check_steps(json.loads(json.dumps(steps)))[-1]
    except (Malformed, Refused):
        return None
    return sorted(map(written, hypotheses), key=json.dumps), written(conclusion)


def written(t: Any) -> Json:
    """The JSON of an expression of the checker, whose quantifiers are (Q, name, sizes of a matrix ..., body)."""
    op, *parts = t
    if op == "nat":
        name, plus, index = parts
        return [op, name, index and written(index), plus]
    if op in {"all", "some"}:
        bound = ("var", *parts[:3], None) if len(parts) == 4 else ("nat", parts[0], 0, None)
        return [op, written(bound), written(instance(t, bound))]
    parts = [str(part) if type(part) is Fraction else part for part in parts]
    return [op, *(written(part) if type(part) is tuple else part for part in parts)]


# ---- random expressions: few names, each of several meanings ----


class Maker:
    """Random expressions, most of them formed well."""

    def __init__(self, seed: str, slips: float = 0.01) -> None:
        self.random = random.Random(seed)
        self.slips = slips

    def slip(self) -> bool:
        return self.random.random() < self.slips

    def size(self) -> Json:
        names = ["n", "n", "n", "m", "k", "x"]
        n, plus = self.random.choice(names), self.random.choice([0, 0, 0, 1, 2])
        index = self.random.choice([None, None, ["nat", "k", None, self.random.randrange(2)], ["nat", None, None, 0]])
        family = ["nat", self.random.choice(["u", "u", "n"]), index, plus]
        constant = ["nat", None, None, self.random.choice([0, 1, 1, 2])]
        return self.random.choices([["nat", n, None, plus], family, constant], [5, 1, 5])[0]

    def variable(self, rows: Json, cols: Json) -> Json:
        index = self.random.choice([["nat", "k", None, 0], ["nat", "k", None, 1], ["nat", None, None, 0]])
        family = ["var", "G", rows, cols, index]
        return family if self.random.random() < 0.15 else ["var", self.random.choice("xyzyn"), rows, cols, None]

    def bound(self) -> Json:
        if self.slip():
            return self.random.choice([["nat", "n", None, 1], ["nat", "u", ONE, 0], ONE, ["num", "1"], ["false"]])
        if self.random.random() < 0.5:
            return ["nat", self.random.choice("nnmkux"), None, 0]
        return ["var", self.random.choice("xyzG"), *self.shape(), None]

    def shape(self) -> tuple[Json, Json]:
        return self.random.choice([(ONE, ONE), (self.size(), ONE), (self.size(), self.size())])

    def term(self, rows: Json, cols: Json, depth: int = 2) -> Json:
        if self.slip():
            rows, cols = cols, self.size()
        if depth == 0 or self.random.random() < 0.3:
            square = [["id", rows]] * (rows == cols)
            number = [["num", self.random.choice(["0", "1", "-1", "2", "1/2"])]] * 2 * (rows == cols == ONE)
            variable = self.variable(rows, cols)
            return self.random.choice([*square, *number, variable, variable, variable, ["zero", rows, cols]])
        middle, less = self.size(), depth - 1
        kind = self.random.choice("+**T.")
        if kind == "T":
            return ["T", self.term(cols, rows, less)]
        if kind == "*":
            return ["*", self.term(rows, middle, less), self.term(middle, cols, less)]
        left = self.term(ONE, ONE, less) if kind == "." else self.term(rows, cols, less)
        return [kind, left, self.term(rows, cols, less)]

    def formula(self, depth: int = 3) -> Json:
        less = depth - 1
        if depth == 0 or self.random.random() < 0.3:
            if self.random.random() < 0.1:
                return ["false"]
            op = self.random.choice(["=", "<=", "<"])
            shape = self.shape() if op == "=" or self.slip() else (ONE, ONE)
            return [op, *(self.term(shape[0], shape[1], min(depth, 1)) for _ in "ab")]
        if self.random.random() < 0.6:
            return [self.random.choice(["all", "some"]), self.bound(), self.formula(less)]
        return [self.random.choice(["and", "or", "->"]), self.formula(less), self.formula(less)]

    def anything(self) -> Json:
        return self.random.choice([self.size(), self.formula(), self.bound(), self.term(*self.shape())])

    def formed(self, make: Callable[[], Json]) -> Json:
        """One that the kernel reads, if one comes soon."""
        made = make()
        for _ in range(20):
            try:
                read(made)
            except (RefusedByKernel, UnwritableError):
                made = make()
            else:
                break
        return made

    # ---- equal and nearly equal terms ----

    def respelt(self, t: Json) -> Json:
        """The same matrix, most often, written otherwise."""
        op, *parts = t
        if op not in {"+", "*", "T", "."}:
            return t
        t = [op, *map(self.respelt, parts)]
        forms = [t]
        a, b = t[1], t[-1]
        if op == "+":
            forms += [["+", b, a], ["+", [".", ["num", "2"], a], ["+", b, [".", ["num", "-1"], a]]]]
        if op == "*":
            forms += [["T", ["*", ["T", b], ["T", a]]], ["*", b, a]]
            if b[0] == "+":
                forms.append(["+", ["*", a, b[1]], ["*", a, b[2]]])
            if b[0] == "*":
                forms.append(["*", ["*", a, b[1]], b[2]])
        if op == "T":
            forms += [a, ["T", ["T", t]]]
        if op == ".":
            forms += [["*", b, a], ["*", a, b], [".", ["T", a], b]]
        return self.random.choice(forms)

    def misspelt(self, t: Json) -> Json:
        """Another matrix, most often: some variables have another name, some products another order."""
        op, *parts = t
        if op == "var":
            return [op, self.random.choice("xyz"), *parts[1:]]
        if op not in {"+", "*", "T", "."}:
            return t
        parts = [self.misspelt(part) for part in parts]
        return [op, *(parts[::-1] if op == "*" and self.random.random() < 0.5 else parts)]


class Few(Maker):
    """Random expressions with few sizes, so that many products fit in either order."""

    def size(self) -> Json:
        constant = [["nat", None, None, value] for value in (0, 1, 1, 2, 2)]
        return self.random.choice([*constant, ["nat", "n", None, 0], ["nat", "n", None, 0]])


# ---- the steps of one trial: premises that are assumed, and the rule ----


class Trial:
    """A few steps; the rule that is tried comes last. Premises fit, unless something slips."""

    def __init__(self, make: Maker) -> None:
        self.make, self.steps = make, list[Json]()

    def given(self, A: Json) -> int:
        """Assume a formula; at times with something more, or without a hypothesis."""
        more = self.make.formed(self.make.formula)
        if self.make.slip():
            A = more
        self.steps.append(["assume", A])
        if self.make.random.random() < 0.1:
            self.steps += [["assume", more], ["both", len(self.steps) - 1, len(self.steps)]]
            self.steps.append(["first", len(self.steps) - 1])
        return len(self.steps) - 1

    def put(self, A: Json, old: Json, new: Json) -> Json:
        """A with something else for a name, if that is possible."""
        try:
            return shown(substitute(read(A), read(old), read(new)))
        except (RefusedByKernel, UnwritableError):
            return A

    def run(self, rule: str) -> list[Json]:
        own = getattr(self, rule, None)
        arguments = own() if own else self.plain(rule)
        if self.make.slip():
            at = self.make.random.randrange(len(arguments))
            kind = RULES[rule][at]
            arguments[at] = (
                self.make.anything() if kind == "E" else self.make.random.randrange(3) if kind == "T" else []
            )
        return [*self.steps, [rule, *arguments]]

    def formula(self) -> Json:
        return self.make.formed(self.make.formula)

    def number(self) -> Json:
        return self.make.formed(lambda: self.make.term(ONE, ONE))

    def plain(self, rule: str) -> list[Json]:
        """Arguments of the right kind, of which nothing more is asked."""
        return [self.formula() if kind == "E" else self.given(self.formula()) for kind in RULES[rule]]

    def detach(self) -> list[Json]:
        A, B = self.formula(), self.formula()
        return [self.given(["->", A, B]), self.given(A)]

    def first(self) -> list[Json]:
        return [self.given(["and", self.formula(), self.formula()])]

    second = first

    def cases(self) -> list[Json]:
        A, B, C = self.formula(), self.formula(), self.formula()
        where = [self.given(C), self.given(C)]
        for at, case in enumerate((A, B)):  # C from the case as well
            if self.make.random.random() < 0.5:
                self.steps += [["assume", case], ["both", len(self.steps), where[at]]]
                where[at] = len(self.steps)
                self.steps.append(["second", len(self.steps) - 1])
        return [self.given(["or", A, B]), *where]

    def absurd(self) -> list[Json]:
        return [self.given(["false"]), self.formula()]

    def generalise(self) -> list[Json]:
        """Of what is free in the conclusion and, most often, not in the hypotheses."""
        A = self.formula()
        self.steps.append(["excluded_middle", A])
        free = sorted((shown(one) for one in self.free(A)), key=json.dumps)
        v = self.make.random.choice(free) if free and self.make.random.random() < 0.8 else self.make.bound()
        return [v, self.given(A) if self.make.slip() else len(self.steps) - 1]

    def free(self, A: Json) -> Any:
        try:
            return read(A).free
        except (RefusedByKernel, UnwritableError):
            return ()

    def value(self, v: Json) -> Json:
        """Something of the sort of a variable, at times only nearly so."""
        if v[0] == "nat":
            return self.make.size()
        return self.make.term(v[2], v[3], 1)

    def quantified(self, op: str) -> Json:
        return self.make.formed(lambda: [op, self.make.bound(), self.make.formula()])

    def specialise(self) -> list[Json]:
        A = self.quantified("all")
        return [self.given(A), self.value(A[1])]

    def exhibit(self) -> list[Json]:
        A = self.quantified("some")
        value = self.make.formed(lambda: self.value(A[1]))
        return [A, value, self.given(self.put(A[2], A[1], value))]

    def obtain(self) -> list[Json]:
        A = self.quantified("some")
        w = [A[1][0], self.make.random.choice("xyzwnmkw"), *A[1][2:]]
        found, C = self.put(A[2], A[1], w), self.formula()
        self.given(found)
        rule = self.make.random.choice(["assume", "excluded_middle"])  # the second has no hypothesis that speaks of C
        self.steps += [[rule, C], ["both", len(self.steps) - 1, len(self.steps)]]
        self.steps.append(["second", len(self.steps) - 1])
        end = len(self.steps) - 1
        return [self.given(A), w, end]

    def induct(self) -> list[Json]:
        k = ["nat", self.make.random.choice("nmk"), None, 0]
        A = self.make.formed(lambda: ["all", k, self.make.formula()])[2]
        nought = ["nat", None, None, int(self.make.slip())]
        after = self.put(A, k, [*k[:3], 1 + self.make.slip()])
        return [self.given(self.put(A, k, nought)), self.given(["all", k, ["->", A, after]])]

    def equation(self, rows: Json, cols: Json) -> Json:
        return ["=", self.make.term(rows, cols, 1), self.make.term(rows, cols, 1)]

    def linear(self) -> list[Json]:
        """A goal that follows from random multiples of random relations, or one that nearly does."""
        op = self.make.random.choice(["=", "=", "<=", "<", "false"])
        shape = self.make.shape() if op == "=" else (ONE, ONE)
        start = self.make.term(*shape)
        less, more = start, self.make.respelt(self.make.respelt(start))
        equations, inequalities = [], []
        for _ in range(self.make.random.randrange(3)):
            height, width = self.make.shape()
            flipped = self.make.random.random() < 0.4
            A = self.make.formed(partial(self.equation, height, width))
            rows, cols = (width, height) if flipped else (height, width)
            L, R = self.make.term(shape[0], rows, 1), self.make.term(cols, shape[1], 1)
            equations.append([self.given(A), L, R, flipped != self.make.slip()])
            a, b = ([["T", one] for one in A[1:]] if flipped else A[1:]) if len(A) == 3 else (L, R)
            less, more = ["+", less, ["*", L, ["*", a, R]]], ["+", more, self.make.respelt(["*", ["*", L, b], R])]
        for _ in range(self.make.random.randrange(3) * (op != "=" or self.make.slip())):
            relation = self.make.random.choice(["<=", "<"])
            A = [relation, self.number(), self.number()]
            c = self.make.random.choice(["0", "1", "3/2", "2", "-1"])
            inequalities.append([self.given(A), c])
            less, more = ["+", less, [".", ["num", c], A[1]]], ["+", [".", ["num", c], A[2]], more]
        if op == "<" or (op == "<=" and self.make.random.random() < 0.3):
            more = ["+", more, ["num", self.make.random.choice(["0", "1", "1/3", "-1"])]]
        if op == "false":
            start = ["<", self.number(), ZERO]
            inequalities.append([self.given(start), "1"])
            inequalities.append([self.given(["<=", ZERO, self.make.respelt(start[1])]), "1"])
            return [["false"], [], inequalities[-2:]]
        return [[op, less, more], equations, inequalities]

    def gram(self) -> list[Json]:
        return [self.make.formed(lambda: self.make.term(self.make.size(), ONE))]

    def nothing(self, rows: Json, cols: Json) -> Json:
        """A zero of that shape, written in one of several ways; at times something else."""
        t = self.make.term(rows, cols, 1)
        ways = [["zero", rows, cols], [".", ["num", "0"], t], ["+", t, [".", ["num", "-1"], t]], t]
        return self.make.random.choices(ways, [3, 1, 2, 1])[0]

    def gram_zero(self) -> list[Json]:
        rows, cols = self.make.shape()
        a = self.make.formed(lambda: self.make.term(rows, cols))
        other = self.make.respelt(a) if self.make.random.random() < 0.2 else a
        return [self.given(["=", ["*", ["T", other], a], self.nothing(cols, cols)])]

    def signs(self) -> list[Json]:
        op = self.make.random.choice(["<", "<="])
        other = op if not self.make.slip() else self.make.random.choice(["<", "<=", "="])
        return [self.given([which, self.nothing(ONE, ONE), self.number()]) for which in (op, other)]

    def total(self) -> list[Json]:
        return [self.number(), self.number()]

    def antisymmetric(self) -> list[Json]:
        a, b = self.number(), self.number()
        return [self.given(["<=", a, b]), self.given(["<=", b, self.make.respelt(a)])]

    def reciprocal(self) -> list[Json]:
        x = [
            "var",
            self.make.random.choice("xyw"),
            *self.make.random.choice([(ONE, ONE)] * 9 + [self.make.shape()]),
            None,
        ]
        return [self.given(["->", ["=", self.number(), self.nothing(ONE, ONE)], ["false"]]), x]

    def split(self) -> list[Json]:
        u = self.make.size()
        more = [*u[:3], u[3] + 1 + self.make.slip()]
        E, e = self.make.random.choice([("E", "e"), ("E", "e"), ("E", "x"), ("n", "E"), ("E", "E")])
        return [u, ["var", E, more, u, None], ["var", e, more, ONE, None]]


# ---- the tests ----


@pytest.mark.parametrize("rule", RULES)
def test_kernel_and_checker_conclude_the_same_or_both_refuse(rule: str) -> None:
    surprises: list[Exception] = []
    count = Counter[bool]()
    for trial in range(TRIALS):
        steps = Trial(Maker(f"{rule} {trial}", slips=random.Random(trial).choice([0, 0.01, 0.1]))).run(rule)
        expected = by_kernel(steps, surprises)
        assert by_checker(steps) == expected, steps
        count[expected is not None] += 1
    assert count[True] > TRIALS / 8, "hardly anything is accepted"
    assert count[False], "nothing is refused"
    assert not surprises


def test_they_agree_on_steps_that_are_changed_at_random() -> None:
    """One place in the JSON of a trial becomes another one, or is dropped or repeated."""
    surprises: list[Exception] = []
    for trial in range(2000):
        make = Maker(f"changed {trial}", slips=0)
        rule = make.random.choice(list(RULES))
        steps = json.loads(json.dumps(Trial(make).run(rule)))
        places = [(o, at) for o in inner(steps[-1]) for at in range(o is steps[-1], len(o))]
        o, at = make.random.choice(places)
        others = [other[i] for other, i in places if type(other[i]) is type(o[at])]
        o[at] = json.loads(json.dumps(make.random.choice(others)))
        assert by_checker(steps) == by_kernel(steps, surprises), steps
    assert not surprises, Counter(map(repr, surprises))


def inner(o: Json) -> list[Json]:
    """All lists in a list."""
    return [o, *(one for part in o if type(part) is list for one in inner(part))]


def test_they_read_the_same_expressions() -> None:
    count = Counter[bool]()
    for trial in range(3000):
        make = Maker(f"read {trial}", slips=0.05)
        o = make.anything()
        try:
            expected = shown(read(o))
        except (RefusedByKernel, UnwritableError):
            expected = None
        try:
            found = written(expression(o))
        except (Malformed, Refused):
            found = None
        assert found == expected, o
        count[expected is not None] += 1
    assert min(count.values()) > 300


def test_they_know_the_same_matrices_to_be_equal() -> None:
    count = Counter[bool]()
    for trial in range(3000):
        make = Few(f"equal {trial}", slips=0)
        t = make.formed(partial(make.term, *make.shape(), 3))
        other = make.random.choice([make.respelt, make.misspelt])(make.respelt(t))
        try:
            goal = read(["=", t, other])
        except RefusedByKernel:
            continue
        equal = normal(goal.parts[0]) == normal(goal.parts[1])
        assert (by_checker([["linear", ["=", t, other], [], []]]) is not None) == equal
        count[equal] += 1
    assert min(count[True], count[False]) > 300, count


def test_what_is_proved_for_alike_names_stays_apart() -> None:
    """x: n and x: 1 are two matrices until n becomes 1."""
    n, x = ["nat", "n", None, 0], ["var", "x", ["nat", "n", None, 0], ONE, None]
    number = ["var", "x", ONE, ONE, None]
    formula = ["<=", ["*", ["T", x], x], number]
    with pytest.raises(Refused, match="x is bound and means something else as well"):
        expression(["all", number, formula])
    steps = [["assume", ["all", n, ["all", x, ["<=", ["*", ["T", x], x], ["num", "1"]]]]], ["specialise", 0, ONE]]
    assert by_checker(steps) == by_kernel(steps, [])
    assert by_checker(steps)[1] == ["all", number, ["<=", ["*", ["T", number], number], ["num", "1"]]]
    with pytest.raises(Malformed, match="not an object of"):
        check_line("[]")
