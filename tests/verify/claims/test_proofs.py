"""Every proof arrives at its statement, which stands for itself and is true somewhere; and nothing in it is idle."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from verify.claim import Claim
from verify.claims import ALL
from verify.proof import Expr, Refused, Theorem, Words, apply, models, serial
from verify.ways import Proof


def proof_of(name: str) -> Proof | None:
    """The proof of a claim, if it has one."""
    claim = importlib.import_module(ALL[name]).CLAIM
    return claim.proof if isinstance(claim, Claim) else None


PROVED = [name for name in ALL if proof_of(name)]


@cache
def made(name: str) -> tuple[Proof, Expr, Theorem]:
    """A proof, its statement, and what its derivation arrives at."""
    proof = proof_of(name)
    assert proof is not None
    return proof, Words()(proof.statement), proof.derive()


def test_these_claims_are_proved() -> None:
    wanted = {
        *("normal-equations", "theorem-1", "objective-bounds", "monotone-in-neurons", "zero-objective"),
        *("gain-formula", "candidates", "changes-monotone", "descent-bound", "mean-squared-error"),
        "training-not-convex",
    }
    assert wanted <= set(PROVED)


@pytest.mark.parametrize("name", PROVED)
def test_the_derivation_arrives_exactly_at_the_statement(name: str) -> None:
    _, statement, theorem = made(name)
    assert theorem.conclusion == statement
    assert not theorem.hypotheses


@pytest.mark.parametrize("name", PROVED)
def test_only_families_are_free_in_the_statement(name: str) -> None:
    _, statement, _ = made(name)
    assert all(free.parts[1 if free.op == "nat" else 3] is not None for free in statement.free)


@pytest.mark.parametrize("name", PROVED)
def test_what_the_statement_presupposes_holds_somewhere(name: str) -> None:
    proof, statement, _ = made(name)
    assert models.unmet(statement, proof.model) is None


# ---- nothing is idle ----


@pytest.mark.parametrize("name", PROVED)
def test_every_assumption_that_is_discharged_was_used(name: str) -> None:
    for step in serial.steps(made(name)[2]):
        if step.rule == "discharge":
            assumed, theorem = step.arguments
            assert assumed in theorem.hypotheses, assumed.op


def fewer(step: Theorem) -> Iterator[tuple[Expr, tuple[object, ...], tuple[object, ...]]]:
    """The arguments of a combination with one of its facts left out, each in turn."""
    goal, equations, inequalities = step.arguments
    for fact in {id(one[0]): one[0] for one in equations}.values():
        yield goal, tuple(one for one in equations if one[0] is not fact), inequalities
    for at in range(len(inequalities)):
        yield goal, equations, inequalities[:at] + inequalities[at + 1 :]


@pytest.mark.parametrize("name", PROVED)
def test_no_combination_goes_through_without_one_of_its_facts(name: str) -> None:
    combinations = [step for step in serial.steps(made(name)[2]) if step.rule == "linear"]
    assert combinations
    for step in combinations:
        for arguments in fewer(step):
            with pytest.raises(Refused):
                apply("linear", *arguments)


# ---- where one premise is false and the others hold, so can be the conclusion ----


@dataclass(frozen=True)
class Broken:
    """Values that the model of a claim's proof is changed to, and the one premise that is false there.

    The premises are counted from 0, along the sides of ∧ that are told.
    """

    claim: str
    premise: int
    values: Mapping[str, Any]
    sides: tuple[int, ...] = ()


HALF = Fraction(1, 2)
OUTSIDE: Mapping[str, Any] = {"g": [[1], [2]], "p": [[1]], "t": [[HALF]], "v": [[HALF]], "a": [[1]]}
INSIDE: Mapping[str, Any] = {"g": [[3], [0]], "p": [[3]], "t": [[1]], "v": [[0]], "a": [[0]]}
AS_H: Mapping[str, str] = {"g": "h", "p": "q", "t": "w", "v": "x", "a": "b"}
H_OUTSIDE = {AS_H[name]: value for name, value in OUTSIDE.items()}
GAIN = {name: value for name, value in OUTSIDE.items() if name != "a"}
BROKEN = (
    Broken("theorem-1", 0, {"s": [[1]]}),
    Broken("objective-bounds", 0, {"s": [[5]]}),
    Broken(
        "objective-bounds",
        1,
        {"G": [[1], [0]], "s": [[1]], "o": [[0], [1]], "c": [[0]], "m": [[2]]},
        sides=(1, 1, 1),
    ),
    Broken("monotone-in-neurons", 0, {"t": [[5]]}),
    Broken("zero-objective", 0, {"G": [[1, 0], [0, 0]], "y": [[1], [2]], "s": [[1], [0]]}, sides=(0,)),
    Broken("zero-objective", 1, {"s": [[0], [0]]}, sides=(0,)),
    Broken("zero-objective", 0, {"s": [[0], [0]]}, sides=(1,)),
    Broken("gain-formula", 0, {**GAIN, "s": [[0]]}, sides=(0,)),
    Broken("gain-formula", 1, {**GAIN, "p": [[0]]}, sides=(0,)),
    Broken("gain-formula", 2, {**GAIN, "t": [[1]], "v": [[0]]}, sides=(0,)),
    Broken("candidates", 9, {**INSIDE, **H_OUTSIDE}),
    Broken("candidates", 4, {**INSIDE, **H_OUTSIDE, "a": [[5]]}),
    Broken("candidates", 2, {**OUTSIDE, **H_OUTSIDE, "t": [[1]], "v": [[0]]}),
    Broken("changes-monotone", 0, {"s": lambda k: [[0 if k == 1 else min(k, 1)]]}),
    Broken(
        "changes-monotone",
        1,
        {
            "p": lambda k: [[HALF if k == 0 else 1 - k % 2]],
            "m": lambda k: [[(1, Fraction(1, 4), Fraction(1, 4), 0)[k]]],
        },
    ),
    Broken("changes-monotone", 2, {"G": lambda _: [[0]], "s": lambda _: [[0]]}),
    Broken(
        "changes-monotone",
        3,
        {"G": lambda k: [[int(k == 0)]], "s": lambda k: [[int(k == 0)]], "P": lambda _: [[0]], "p": lambda _: [[0]]},
    ),
    Broken("descent-bound", 0, {"o": [[0]], "z": lambda _: [[0], [0]]}, sides=(0,)),
    Broken("descent-bound", 1, {"z": lambda _: [[0], [0]]}, sides=(0,)),
    Broken("descent-bound", 2, {"z": lambda k: [[1], [-k]]}, sides=(0,)),
    Broken("descent-bound", 0, {"η": [[-1]]}, sides=(1, 0)),
    Broken("descent-bound", 1, {"η": [[2]]}, sides=(1, 1)),
    Broken("descent-bound", 2, {"s": [[1]]}, sides=(1, 1)),
    Broken("mean-squared-error", 0, {"k": [[3]]}),
    Broken("mean-squared-error", 1, {"R": [[0], [0]], "k": [[0]]}),
    Broken("mean-squared-error", 2, {"q": [[2]]}, sides=(1, 1)),
    Broken("training-not-convex", 0, {"g": [[0]]}),
)


def shown(broken: Broken) -> tuple[list[bool], bool]:
    """Whether each premise holds there, and whether the conclusion does."""
    proof, formula, _ = made(broken.claim)
    given = {**proof.model, **broken.values}

    def family(name: models.Name) -> Any:
        return rational(given[name[1]](name[-1]))

    model, premises, sides = models.Model(family), [], iter(broken.sides)
    while True:
        if formula.op == "all" and formula.parts[0].parts[0] in given:
            variable, formula = formula.parts
            value = given[variable.parts[0]]
            model = model.where(variable, value if isinstance(value, int) else rational(value))
        elif formula.op == "->":
            premises.append(model.holds(formula.parts[0]))
            formula = formula.parts[1]
        elif formula.op == "and" and (side := next(sides, None)) is not None:
            formula = formula.parts[side]
        else:
            return premises, model.holds(formula)


def rational(rows: Any) -> models.Matrix:
    return tuple(tuple(Fraction(entry) for entry in row) for row in rows)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.claim}-{broken.premise}")
def test_without_one_premise_the_conclusion_is_false_somewhere(broken: Broken) -> None:
    premises, conclusion = shown(broken)
    assert [number for number, holds in enumerate(premises) if not holds] == [broken.premise]
    assert not conclusion


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken.claim}-{broken.premise}")
def test_where_all_premises_hold_so_does_the_conclusion(broken: Broken) -> None:
    premises, conclusion = shown(replace(broken, values={}))
    assert all(premises)
    assert conclusion
