"""Attacks from Python: what the kernel refuses, and what it cannot stop but no reader of the written proof believes.

Python hides nothing from a program that is determined to change it. So a `Theorem` is as good as the program that holds
it, and a proof is believed for what is written: every step of it is made again, from the text alone.
"""

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from verify.check import certificates, proofs
from verify.proof import FALSE, Expr, Refused, Theorem, Words, apply, rules, serial, syntax
from verify.proof.syntax import ONE, nat

READ = Words("n; a b: 1; v w: n; S: n×n")
WRONG = READ("a = b")
RIGHT = READ("∀ a: 1. a = a")


class Name(str):
    """Text that says it equals everything."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("n")

    def isidentifier(self) -> bool:
        return True


class Number(int):
    """A number that says it equals, and is greater than, everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __ge__(self, other: object) -> bool:
        return True


class Ratio(Fraction):
    """A fraction that says it equals, and is greater than, everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:  # type: ignore[override]
        return 0

    def __ge__(self, other: object) -> bool:
        return True


class Pair(tuple[Any, ...]):
    """A tuple that shows one thing to who looks first and another later."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class Equal(Expr):  # type: ignore[misc]
    """An expression that says it equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(WRONG)


class Proved(Theorem):  # type: ignore[misc]
    """A theorem that no rule has to make."""

    def __init__(self) -> None:
        pass

    conclusion = FALSE
    hypotheses = frozenset()


class Everything:
    """Not an expression at all; it says it equals everything."""

    sort, op, parts, free = (ONE, ONE), "var", (), frozenset[Expr]()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(FALSE)


KEPT = apply("linear", READ("a = a"), (), ())

REFUSED: tuple[tuple[str, Callable[[], object], str], ...] = (
    ("a name of another class", lambda: nat(Name("n")), "the name of a natural number is an identifier"),
    ("a variable of that name", lambda: Expr("var", Name("X"), ONE, ONE, None), "name of a matrix is an identifier"),
    ("an operation of another class", lambda: Expr(Name("false")), "there is no such expression"),
    ("a size of another class", lambda: nat("n", Number(-1)), "an int and not negative"),
    ("True for a size", lambda: nat(None, plus=True), "an int and not negative"),
    ("a ratio of another class", lambda: Expr("num", Ratio(1)), "a number is a Fraction"),
    ("a subclass within a formula", lambda: Expr("and", Equal("false"), FALSE), "a formula is asked for here"),
    ("a subclass within a term", lambda: Expr("T", Equal("num", Fraction(1))), "a term is a matrix"),
    ("a subclass as a size", lambda: Expr("id", Equal("nat", None, None, 1)), "a natural number"),
    ("a subclass as what is bound", lambda: Expr("all", Equal("nat", "n", None, 0), FALSE), "is bound"),
    ("an impostor as a term", lambda: Expr("=", Everything(), Everything()), "a term is a matrix"),
    ("a subclass assumed", lambda: apply("assume", Equal("false")), "assume takes other arguments"),
    ("an impostor assumed", lambda: apply("assume", Everything()), "assume takes other arguments"),
    ("a theorem of another class", lambda: apply("absurd", Proved(), WRONG), "absurd takes other arguments"),
    ("such a one in a combination", lambda: linear((Proved(), READ("1"), READ("1"), False)), "a theorem is asked for"),
    ("a multiplier of another class", lambda: linear((KEPT, Equal("num", Fraction(1)), READ("1"), False)), "matrix"),
    ("an impostor as a multiplier", lambda: linear((KEPT, Everything(), READ("1"), False)), "a term is a matrix"),
    ("a tuple of another class", lambda: apply("linear", WRONG, Pair(), ()), "linear takes other arguments"),
    ("a list", lambda: apply("linear", WRONG, [], ()), "linear takes other arguments"),
    ("such a tuple within", lambda: linear(Pair((KEPT, READ("1"), READ("1"), False))), "its three multipliers"),
    ("a ratio as a multiplier", lambda: apply("linear", FALSE, (), ((less(), Ratio(-1)),)), "a rational number"),
    ("a rule's name of another class", lambda: apply(Name("assume"), WRONG), "there is no such rule"),
    ("no rule", lambda: apply("trust me", WRONG), "there is no such rule"),
    ("a theorem without the key", lambda: Theorem(object(), frozenset(), WRONG, "", ()), "only a rule makes a theorem"),
    ("a key that equals it", lambda: Theorem(Everything(), frozenset(), WRONG, "", ()), "only a rule makes a theorem"),
    ("an expression made twice", lambda: WRONG.__init__("false"), "an expression does not change"),
    ("another conclusion", lambda: setattr(KEPT, "conclusion", FALSE), "a theorem does not change"),
    ("fewer hypotheses", lambda: setattr(apply("assume", WRONG), "hypotheses", ()), "a theorem does not change"),
    ("another part", lambda: setattr(READ("a = b"), "parts", ()), "an expression does not change"),
    ("another shape", lambda: setattr(READ("S"), "sort", (ONE, ONE)), "an expression does not change"),
)


def linear(equation: Any) -> Theorem:
    return apply("linear", READ("a = a"), (equation,), ())


def less() -> Theorem:
    return apply("linear", READ("0 < 1"), (), ())


@pytest.mark.parametrize(("what", "attack", "why"), REFUSED, ids=[what for what, *_ in REFUSED])
def test_the_kernel_refuses(what: str, attack: Callable[[], object], why: str) -> None:
    del what
    with pytest.raises(Refused, match=why):
        attack()


@pytest.mark.parametrize("one", [KEPT, WRONG], ids=["theorem", "expression"])
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301
def test_no_copy_is_made(one: object, copied: Callable[[object], object]) -> None:
    """It would go round the constructor; the key and the checks of parts are there alone."""
    with pytest.raises((Refused, AttributeError)):  # it cannot be filled in, or not even be hashed
        copied(one)


# ---- what the kernel cannot stop ----


def forged(kind: type[Any], **slots: Any) -> Any:
    """An object that no constructor has seen."""
    made: Any = object.__new__(kind)
    for slot, value in slots.items():
        object.__setattr__(made, slot, value)
    return made


def a_theorem_made_of_nothing(_: pytest.MonkeyPatch) -> Theorem:
    made: Theorem = forged(Theorem, hypotheses=frozenset(), conclusion=FALSE, rule="assume", arguments=(FALSE,))
    return made


def a_theorem_made_with_the_stolen_key(_: pytest.MonkeyPatch) -> Theorem:
    return Theorem(rules._KEY, frozenset(), FALSE, "linear", (FALSE, (), ()))


def a_theorem_that_rests_on_a_forged_one(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    return apply("absurd", a_theorem_made_of_nothing(monkeypatch), READ("1 = 0"))


def a_theorem_whose_hypotheses_are_taken_away(_: pytest.MonkeyPatch) -> Theorem:
    theorem = apply("assume", FALSE)
    object.__setattr__(theorem, "hypotheses", frozenset())
    return theorem


def a_theorem_whose_conclusion_is_exchanged(_: pytest.MonkeyPatch) -> Theorem:
    theorem = apply("linear", READ("1 = 1"), (), ())
    object.__setattr__(theorem, "conclusion", FALSE)
    return theorem


def a_conclusion_changed_in_place(_: pytest.MonkeyPatch) -> Theorem:
    goal = READ("1 = 1")
    theorem = apply("linear", goal, (), ())
    object.__setattr__(goal, "parts", READ("1 = 0").parts)
    return theorem


def a_number_changed_in_place(_: pytest.MonkeyPatch) -> Theorem:
    one = Fraction(1)
    theorem = apply("linear", Expr("=", Expr("num", one), Expr("num", Fraction(1))), (), ())
    one._numerator = 2  # type: ignore[attr-defined]
    return theorem


def a_matrix_that_says_it_is_a_number(_: pytest.MonkeyPatch) -> Theorem:
    two = nat(None, 2)
    M, N = (Expr("var", name, two, two, None) for name in "MN")
    for matrix in (M, N):
        object.__setattr__(matrix, "sort", (ONE, ONE))
    commute = apply("linear", Expr("=", Expr("*", M, N), Expr("*", N, M)), (), ())
    return apply("generalise", M, apply("generalise", N, commute))


def a_variable_that_says_it_is_free_nowhere(_: pytest.MonkeyPatch) -> Theorem:
    premise = READ("a = 0")
    assumed = apply("assume", premise)
    object.__setattr__(premise, "free", frozenset())
    everywhere = apply("generalise", READ("a"), assumed)
    at_1 = apply("specialise", everywhere, READ("1"))
    return apply("generalise", READ("a"), apply("discharge", READ("a = 0"), at_1))


def a_rule_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    def magic(A: Expr) -> tuple[frozenset[Expr], Expr]:
        return frozenset(), A

    monkeypatch.setitem(rules.RULES, "magic", magic)
    return apply("magic", FALSE)


def a_rule_put_in_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    def assume(A: Expr) -> tuple[frozenset[Expr], Expr]:
        return frozenset(), A

    monkeypatch.setitem(rules.RULES, "assume", assume)
    return apply("assume", FALSE)


def conditions_that_are_never_asked(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    monkeypatch.setattr(rules, "need", lambda *_: None)
    return apply("linear", READ("1 = 0"), (), ())


def a_normal_form_that_is_always_zero(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    monkeypatch.setattr(rules, "normal", lambda _: {})
    return apply("linear", READ("1 = 0"), (), ())


def equality_that_always_holds(monkeypatch: pytest.MonkeyPatch) -> Theorem:
    monkeypatch.setattr(syntax.Expr, "__eq__", lambda *_: True)
    truth = apply("linear", READ("1 = 1"), (), ())
    return apply("detach", apply("discharge", FALSE, apply("assume", FALSE)), truth)


UNSTOPPED = (
    a_theorem_made_of_nothing,
    a_theorem_made_with_the_stolen_key,
    a_theorem_that_rests_on_a_forged_one,
    a_theorem_whose_hypotheses_are_taken_away,
    a_theorem_whose_conclusion_is_exchanged,
    a_conclusion_changed_in_place,
    a_number_changed_in_place,
    a_matrix_that_says_it_is_a_number,
    a_variable_that_says_it_is_free_nowhere,
    a_rule_of_ones_own,
    a_rule_put_in_the_place_of_another,
    conditions_that_are_never_asked,
    a_normal_form_that_is_always_zero,
    equality_that_always_holds,
)


@pytest.mark.parametrize("attack", UNSTOPPED, ids=lambda attack: attack.__name__)
def test_the_kernel_cannot_stop_this_and_its_written_proof_is_refused(
    attack: Callable[[pytest.MonkeyPatch], Theorem],
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        theorem = attack(monkeypatch)
        assert not theorem.hypotheses
    assert type(theorem) is Theorem
    line = serial.line("nothing", theorem)
    with pytest.raises(Refused):
        made_again(line)
    with pytest.raises((certificates.Refused, certificates.Malformed)):
        proofs.check_line(line)


def test_a_proof_made_by_the_rules_is_accepted_when_it_is_made_again() -> None:
    line = serial.line("reflexive", apply("generalise", READ("a"), KEPT))
    assert made_again(line) == RIGHT
    assert proofs.check_line(line).proves == "reflexive"


def made_again(line: str) -> Expr:
    """The statement of a written proof, every step of which is made again from the text; Refused where one fails."""
    proof, known = json.loads(line), list[Theorem]()
    for rule, *arguments in proof["steps"]:
        known.append(apply(rule, *(argument(one, known) for one in arguments)))
    syntax.need(not known[-1].hypotheses, "the last step still has hypotheses")
    syntax.need(known[-1].conclusion == expression(proof["statement"]), "the last step proves something else")
    return known[-1].conclusion


def argument(value: Any, known: list[Theorem]) -> Any:
    if type(value) is int:
        return known[value]
    if type(value) is list and value and type(value[0]) is str:
        return expression(value)
    if type(value) is list:
        return tuple(argument(one, known) for one in value)
    return Fraction(value) if type(value) is str else value


def expression(value: Any) -> Expr:
    op, *parts = value
    if op == "num":
        return Expr(op, *map(Fraction, parts))
    return Expr(op, *(expression(part) if type(part) is list else part for part in parts))


def test_what_is_deleted_is_missed_and_proves_nothing() -> None:
    theorem = apply("assume", WRONG)
    object.__delattr__(theorem, "hypotheses")
    with pytest.raises(AttributeError):
        apply("discharge", WRONG, theorem)


def test_no_expression_has_a_dictionary_to_hide_in() -> None:
    for one in (WRONG, KEPT):
        assert not hasattr(one, "__dict__")
        with pytest.raises(Refused):
            one.extra = 1
