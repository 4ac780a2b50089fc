"""The checker of proofs: every proof of the project is accepted, changed ones are not, and each refusal says why."""

import json
import random
import re
import subprocess
import sys
from copy import deepcopy
from fractions import Fraction
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import verify
from verify.check.__main__ import run
from verify.check.certificates import Malformed, Refused
from verify.check.proofs import DEEPEST, LARGEST_SIZE, check_line
from verify.claims import ALL
from verify.proof import Words, serial
from verify.proof.rules import RULES, Theorem, apply
from verify.proof.syntax import Expr

Json = Any
ROOT = Path(verify.__file__).parents[1]
CLAIMS = [import_module(module).CLAIM for module in ALL.values()]
PROVED = [claim for claim in CLAIMS if getattr(claim, "proof", None) is not None]  # a census has none
LINES = {claim.id: serial.line(claim.id, claim.proof.derive()) for claim in PROVED}

N, ONE = ["nat", "n", None, 0], ["nat", None, None, 1]
X, Y = ["var", "x", N, ONE, None], ["var", "y", ONE, ONE, None]
SQUARE = ["<=", ["num", "0"], ["*", ["T", X], X]]


def small(**changes: Json) -> dict[str, Json]:
    """∀n. ∀x: n. 0 ≤ xᵀx."""
    steps = [["gram", X], ["generalise", X, 0], ["generalise", N, 1]]
    o = {"lemmata": "proof/1", "proves": "small", "statement": ["all", N, ["all", X, SQUARE]], "steps": steps}
    return o | changes


# ---- what is accepted ----


@pytest.mark.parametrize("claim", PROVED, ids=lambda claim: claim.id)
def test_every_proof_of_the_project_is_accepted_and_proves_the_statement_in_the_claim(claim: Any) -> None:
    accepted = check_line(LINES[claim.id])
    written = json.loads(LINES[claim.id])
    assert (accepted.proves, accepted.steps) == (claim.id, len(written["steps"]))
    assert accepted.statement == written["statement"]
    assert read(accepted.statement) == Words()(claim.proof.statement)


def test_a_small_proof() -> None:
    accepted = check_line(json.dumps(small()))
    assert accepted == ("small", 3, small()["statement"])


def test_members_of_families_may_be_free_in_a_statement() -> None:
    member = ["var", "G", N, ONE, ["nat", "k", None, 0]]
    k = ["nat", "k", None, 0]
    about = ["<=", ["num", "0"], ["*", ["T", member], member]]
    steps = [["gram", member], ["generalise", k, 0], ["generalise", N, 1]]
    assert check_line(json.dumps(small(statement=["all", N, ["all", k, about]], steps=steps))).steps == 3
    with pytest.raises(Refused, match="k is free in the statement"):
        check_line(json.dumps(small(statement=["all", N, about], steps=[steps[0], ["generalise", N, 0]])))


# ---- what is changed is refused, or proves the same ----


def read(o: Json) -> Expr:
    """The kernel's expression that is written so."""
    return Expr(o[0], *(read(p) if type(p) is list else Fraction(p) if o[0] == "num" else p for p in o[1:]))


def replayed(o: Json) -> Theorem:
    """What the kernel makes of the steps of a line."""
    known: list[Theorem] = []

    def argument(value: Json) -> Any:
        if type(value) is list and (not value or type(value[0]) is not str):
            return tuple(map(argument, value))
        if type(value) is list:
            return read(value)
        return Fraction(value) if type(value) is str else known[value] if type(value) is int else value

    for rule, *given in o["steps"]:
        known.append(apply(rule, *map(argument, given)))
    return known[-1]


def lists(o: Json) -> list[Json]:
    return [o, *(one for part in o if type(part) is list for one in lists(part))]


def one_place_changed(o: Json, chance: random.Random) -> str:
    """Change one place of the steps, or rarely of the statement; return what was done."""
    part = chance.choices(["steps", "statement"], [9, 1])[0]
    where = o["statement"] if part == "statement" else chance.choice(o["steps"])
    inner = lists(where)
    place = chance.choice([one for one in inner if one])
    at = chance.randrange(len(place))
    old = place[at]
    others = [one for other in inner for one in other if type(one) is type(old) and one != old]
    match old:
        case bool():
            place[at] = not old
        case int():
            place[at] = max(0, old + chance.choice([-1, 1, 2]))
        case None:
            place[at] = N
        case str() if place[0] == "num" and at == 1:
            place[at] = str(Fraction(old) * -1 or 1)
        case str() if old in RULES:
            place[at] = chance.choice([rule for rule in RULES if rule != old])
        case str():
            place[at] = chance.choice([*(one for one in others if one not in RULES), old + "_"])
        case list() if others and chance.random() < 0.5:
            place[at] = deepcopy(chance.choice(others))
        case list() if old and old[0] in {"var", "*", "+", "T", "."}:
            place[at] = ["T", old] if chance.random() < 0.5 else [".", ["num", "2"], old]
        case _:
            del place[at]
    return f"{part}: {old} became {place[at] if at < len(place) else 'nothing'}"


def rejected_or_the_same(o: Json, original: str) -> bool:
    """Whether a changed line is refused; if not, it must prove the unchanged statement, for the kernel too."""
    try:
        accepted = check_line(json.dumps(o))
    except (Malformed, Refused):
        return True
    assert accepted.statement == json.loads(original)["statement"]
    theorem = replayed(o)
    assert theorem.conclusion == read(accepted.statement)
    assert not theorem.hypotheses
    return False


@pytest.mark.parametrize("claim", LINES)
def test_proofs_changed_in_one_place_are_refused_or_prove_the_same(claim: str) -> None:
    """Some changes are harmless: a name that is bound at once, a step that is used twice, 0 for a multiple of 0."""
    chance, refused, harmless = random.Random(claim), 0, list[str]()
    for _ in range(30):
        o = json.loads(LINES[claim])
        what = one_place_changed(o, chance)
        if o == json.loads(LINES[claim]):
            continue
        if rejected_or_the_same(o, LINES[claim]):
            refused += 1
        else:
            harmless.append(what)
    assert refused > 20, harmless


@pytest.mark.parametrize("claim", LINES)
def test_no_step_can_be_dropped_and_no_premise_be_another_one(claim: str) -> None:
    """Steps are written once each, so every one of them is needed."""
    original = json.loads(LINES[claim])
    count = len(original["steps"])
    for at in range(0, count, max(1, count // 25)):
        o = deepcopy(original)
        del o["steps"][at]
        assert rejected_or_the_same(o, LINES[claim])
        for place, argument in enumerate(original["steps"][at]):
            if type(argument) is int:
                o = deepcopy(original)
                o["steps"][at][place] = at
                with pytest.raises(Malformed, match="no earlier step"):
                    check_line(json.dumps(o))
    for end in range(0, count, max(1, count // 12)):  # the first steps alone
        assert rejected_or_the_same(original | {"steps": original["steps"][:end]}, LINES[claim])


def test_a_proof_of_one_claim_is_none_of_another() -> None:
    for one, other in product(LINES, LINES):
        if one != other and json.loads(LINES[one])["statement"] != json.loads(LINES[other])["statement"]:
            with pytest.raises(Refused, match=LAST):
                check_line(json.dumps(json.loads(LINES[one]) | {"statement": json.loads(LINES[other])["statement"]}))


@pytest.mark.parametrize(
    ("statement", "steps"),
    [
        (["all", N, ["all", X, ["<", *SQUARE[1:]]]], small()["steps"]),
        (["all", N, ["all", X, ["<=", SQUARE[2], SQUARE[1]]]], small()["steps"]),
        (["all", N, ["some", X, SQUARE]], small()["steps"]),
        (["all", X, SQUARE], [["gram", X], ["generalise", X, 0]]),
        (SQUARE, [["gram", X]]),
        (["false"], [["assume", ["false"]]]),
        (["all", Y, ["<", Y, Y]], [["assume", ["<", Y, Y]], ["generalise", Y, 0]]),
    ],
)
def test_false_open_or_unproved_statements_are_refused(statement: Json, steps: Json) -> None:
    with pytest.raises(Refused):
        check_line(json.dumps(small(statement=statement, steps=steps)))


# ---- each refusal says why ----


def with_step(step: Json, *, before: Json = ()) -> dict[str, Json]:
    return small(steps=[*before, step])


def nested(depth: int) -> Json:
    o: Json = Y
    for _ in range(depth):
        o = ["T", o]
    return o


def size(plus: Json) -> Json:
    return with_step(["gram", ["var", "x", ["nat", "n", None, plus], ONE, None]])


def number(text: Json) -> Json:
    return with_step(["gram", ["num", text]])


F, T = ["false"], ["<=", Y, Y]
NUMBER = ' is no rational number like "-1/2"'
DOUBLING = [["excluded_middle", T], *(["both", at, at] for at in range(30))]

NO_PROOF = 'not an object of "lemmata": "proof/1", "proves": a name, "statement" and "steps": a list'
NESTED = f"an expression is a list, nested at most {DEEPEST} deep"
MALFORMED: list[tuple[Json, str]] = [
    (small(lemmata="proof/2"), NO_PROOF),
    ([small()], NO_PROOF),
    (small(more=1), NO_PROOF),
    ({key: value for key, value in small().items() if key != "steps"}, NO_PROOF),
    (small(proves=""), "its name is not of 1 to 100 characters"),
    (small(proves="a" * 101), "its name is not of 1 to 100 characters"),
    (small(proves=["small"]), NO_PROOF),
    (small(proves="a\nb"), "its name is not of 1 to 100 characters"),
    (small(steps={}), NO_PROOF),
    (small(statement="false"), NESTED),
    (small(statement=[]), "no expression is written '[]'"),
    (with_step("gram"), "step 0: a list was expected"),
    (with_step(["first", 0]), "step 0: '0' is no earlier step"),
    (with_step(["first", 1], before=[["gram", X]]), "step 1: '1' is no earlier step"),
    (with_step(["first", -1], before=[["gram", X]]), "step 1: '-1' is no earlier step"),
    (with_step(["first", False], before=[["gram", X]]), "step 1: 'False' is no earlier step"),
    (with_step(["first", "0"], before=[["gram", X]]), "step 1: '0' is no earlier step"),
    (with_step(["linear", T, [[X, X, X, True]], []]), "step 0: \"['var', 'x', ['nat', 'n', None\" is no earlier step"),
    (with_step(["linear", T, 0, []]), "step 0: a list was expected"),
    (with_step(["linear", T, []]), "step 0: no expression is written '[]'"),
    (with_step(["linear", T, [[0]], []]), "step 0: a list of length 4 was expected"),
    (with_step(["linear", T, [], [[0, "1", "1"]]]), "step 0: a list of length 2 was expected"),
    (with_step(["linear", T, [], [[0, 1]]], before=[["assume", F]]), f"step 1: '1'{NUMBER}"),
    (with_step(["gram", ["power", X]]), "step 0: no expression is written \"['power', "),
    (with_step(["gram", [["T"], X]]), "step 0: no expression is written \"['T']"),
    (with_step(["gram", []]), "step 0: no expression is written '[]'"),
    (with_step(["gram", ["T"]]), "step 0: no expression is written \"['T']"),
    (with_step(["gram", ["T", X, X]]), "step 0: no expression is written \"['T', "),
    (with_step(["gram", ["all", N, T, T]]), "step 0: no expression is written \"['all', "),
    (with_step(["gram", ["all", "n", T]]), "step 0: no expression is written \"['all', "),
    (with_step(["gram", "x"]), "step 0: 'x' is no earlier step"),
    (with_step(["gram", ["T", "x"]]), "step 0: no expression is written \"['T', 'x']"),
    (with_step(["gram", ["num", "1", "1"]]), "step 0: no expression is written \"['num', "),
    (with_step(["gram", ["id", ["nat", None, N, 0]]]), "step 0: no expression is written \"['nat', None, "),
    (with_step(["gram", ["id", ["nat", "n", "n", 0]]]), "step 0: no expression is written \"['nat', 'n', "),
    (with_step(["gram", ["id", ["nat", "", N, 0]]]), "step 0: no expression is written \"['nat', '', "),
    (with_step(["gram", ["id", ["nat", "", None, 0]]]), "step 0: '' is no name"),
    (with_step(["gram", ["id", ["nat", "n m", None, 0]]]), "step 0: 'n m' is no name"),
    (with_step(["gram", ["id", ["nat", 1, None, 0]]]), "step 0: no expression is written \"['nat', 1, "),
    (with_step(["gram", ["var", None, N, N, None]]), "step 0: no expression is written \"['var', None, "),
    (with_step(["gram", ["var", 0, N, N, None]]), "step 0: no expression is written \"['var', 0, "),
    (with_step(["gram", ["var", "x'", N, N, None]]), "step 0: no expression is written '[\\'var\\', \"x\\'\", "),
    (with_step(["gram", ["var", "x", N, "n", None]]), "step 0: no expression is written \"['var', 'x', "),
    (size(-1), "step 0: '-1' is added to a size"),
    (size(LARGEST_SIZE), f"step 0: '{LARGEST_SIZE}' is added to a size"),
    (size(True), "step 0: 'True' is added to a size"),  # noqa: FBT003  that is the matter
    (size("0"), "step 0: '0' is added to a size"),
    (size(None), "step 0: 'None' is added to a size"),
    *((number(text), f"step 0: {text!a}{NUMBER}") for text in ("1.5", "2/4", "+1", "-0", "1/0", "01", "1 ", "½", "")),
    (number(1), f"step 0: '1'{NUMBER}"),
    (number("1" * 1001), f"step 0: '{'1' * 30}'{NUMBER}"),
    (with_step(["gram", nested(DEEPEST)]), f"step 0: {NESTED}"),
    (
        small(steps=[["assume", T], *(["discharge", T, at] for at in range(DEEPEST))]),
        "step 98: what is concluded is nested",
    ),
    (small(steps=DOUBLING), "this takes more work than a line is allowed"),
]


@pytest.mark.parametrize(("o", "message"), MALFORMED)
def test_what_is_malformed(o: Json, message: str) -> None:
    with pytest.raises(Malformed, match=re.escape(message)) as caught:
        check_line(json.dumps(o))
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 200


def text(old: str, new: str) -> str:
    line = json.dumps(small())
    assert old in line
    return line.replace(old, new, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "not strict JSON: Expecting value"),
        ("[" * 200_000, "not strict JSON: "),
        ('{"a":' * 200_000, "not strict JSON: "),
        (text('"n", null, 0', '"n", null, 0.0'), "'0.0' is added to a size"),
        (text('"n", null, 0', '"n", null, 1e999'), "'inf' is added to a size"),
        (text('"n", null, 0', '"n", null, NaN'), "'nan' is added to a size"),
        (text('"n", null, 0', '"n", null, -Infinity'), "'-inf' is added to a size"),
        (text('"n", null, 0', f'"n", null, {"9" * 5000}'), "not strict JSON: Exceeds the limit"),
        (text('"proves"', '"steps": [], "proves"'), "not strict JSON: a key occurs twice in one object"),
        (text("}", "} {}"), "not strict JSON: Extra data"),
    ],
)
def test_what_is_no_strict_json(line: str, message: str) -> None:
    with pytest.raises(Malformed, match=re.escape(message)) as caught:
        check_line(line)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("place", [2, 3])
@pytest.mark.parametrize("depth", [150, 900, 5_000])
@pytest.mark.parametrize("pair", ["[]", '{"a":}'])
def test_what_nests_deeply_is_malformed_and_no_fault(place: int, depth: int, pair: str) -> None:
    """Wherever it stands: an expression, a part of one, an argument."""
    deep = pair[:-1] * depth + "0" + pair[-1] * depth
    for line in (
        text('["var", "x", ["nat", "n", null, 0]', f'["var", "x", {deep}'),
        text('"n", null, 0', f'"n", null, {deep}' if place == 3 else f'"n", {deep}, 0'),
        json.dumps(small()).replace('["generalise", ["nat"', f'["generalise", {deep}, ["nat"'),
        json.dumps(small()).replace('["gram", ', f'["linear", {json.dumps(T)}, {deep}, [], '),
        json.dumps(small()).replace('"steps": [', f'"steps": [{deep}, '),
    ):
        with pytest.raises((Malformed, Refused)) as caught:
            check_line(line)
        assert len(str(caught.value)) < 200


def test_a_line_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.check.certificates.LONGEST_LINE", 50)
    with pytest.raises(Malformed, match="longer than 50 characters"):
        check_line(json.dumps(small()))


def test_a_product_with_too_many_terms() -> None:
    power: Json = ["+", ["var", "A", N, N, None], ["var", "B", N, N, None]]
    for _ in range(4):
        power = ["*", power, power]
    with pytest.raises(Malformed, match="step 0: a product has too many terms"):
        check_line(json.dumps(with_step(["linear", ["=", power, power], [], []])))


def about(k: Json) -> Json:
    """A formula about a natural number."""
    return ["=", ["zero", k, ONE], ["zero", k, ONE]]


A, B = (["var", name, N, N, None] for name in "AB")
MORE = ["nat", "n", None, 1]
SOME, ALL_X = ["some", Y, T], ["all", X, SQUARE]
NIL, ZERO, K = ["num", "0"], ["nat", None, None, 0], ["nat", "k", None, 0]
STEP = ["all", K, ["->", about(K), about(["nat", "k", None, 1])]]
NO_STEP = ["all", K, ["->", about(K), about(["nat", "k", None, 2])]]
LAST = "the last step does not prove the statement without hypotheses"
NOT_YET = "does not follow from steps and expressions of these forms"

REFUSED: list[tuple[list[Json], str]] = [
    ([["gram", ["+", X, Y]]], "step 0: shapes do not fit: +"),
    ([["gram", ["*", X, X]]], "step 0: shapes do not fit: *"),
    ([["gram", [".", X, X]]], "step 0: shapes do not fit: ."),
    ([["gram", A]], "step 0: shapes do not fit: <="),
    ([["assume", ["<", X, X]]], "step 0: shapes do not fit: <"),
    ([["assume", ["=", X, Y]]], "step 0: shapes do not fit: ="),
    ([["assume", ["T", F]]], "step 0: shapes do not fit: T"),
    ([["assume", ["and", F, Y]]], "step 0: shapes do not fit: and"),
    ([["assume", ["all", N, Y]]], "step 0: shapes do not fit: all"),
    ([["assume", Y]], "step 0: what is concluded is no formula"),
    ([["excluded_middle", N]], "step 0: shapes do not fit: ->"),
    ([["gram", ["var", "n", N, ONE, None]]], "step 0: a matrix has its own name in its size"),
    ([["assume", ["all", MORE, F]]], "step 0: a name is bound, no member of a family"),
    ([["assume", ["all", ["var", "G", N, N, N], F]]], "step 0: a name is bound, no member of a family"),
    ([["assume", ["all", F, F]]], "step 0: a name is bound, no member of a family"),
    ([["assume", ["all", ["var", "n", N, N, None], F]]], "step 0: a matrix has its own name in its size"),
    ([["assume", ["all", N, SQUARE]]], "step 0: x has the bound size n"),
    ([["assume", ["all", ["nat", "x", None, 0], SQUARE]]], "step 0: x is bound and means something else as well"),
    ([["assume", F], ["generalise", Y, 0], ["assume", T], ["generalise", Y, 2]], "step 3: y is free in a hypothesis"),
    ([["assume", ALL_X], ["specialise", 0, Y]], "step 1: the value has another shape"),
    ([["assume", ["all", N, ALL_X]], ["specialise", 0, ["nat", "x", None, 0]]], "step 1: a name in the value would be"),
    ([["assume", T], ["assume", F], ["detach", 0, 1]], f"step 2: 'detach' {NOT_YET}"),
    ([["assume", ["->", F, T]], ["assume", T], ["detach", 0, 1]], f"step 2: 'detach' {NOT_YET}"),
    ([["assume", T], ["first", 0]], f"step 1: 'first' {NOT_YET}"),
    ([["assume", ["or", T, F]], ["second", 0]], f"step 1: 'second' {NOT_YET}"),
    ([["assume", ["or", T, F]], ["assume", F], ["cases", 0, 0, 1]], f"step 2: 'cases' {NOT_YET}"),
    ([["assume", T], ["absurd", 0, F]], f"step 1: 'absurd' {NOT_YET}"),
    ([["assume", SOME], ["specialise", 0, Y]], f"step 1: 'specialise' {NOT_YET}"),
    ([["assume", F], ["exhibit", SOME, Y, 0]], f"step 1: 'exhibit' {NOT_YET}"),
    ([["assume", T], ["exhibit", ["all", Y, T], Y, 0]], f"step 1: 'exhibit' {NOT_YET}"),
    ([["assume", SOME], ["assume", T], ["obtain", 0, Y, 1]], "step 2: y is free elsewhere"),
    ([["assume", SOME], ["assume", F], ["obtain", 0, X, 1]], "step 2: the value has another shape"),
    ([["assume", SOME], ["assume", F], ["obtain", 0, ["num", "1"], 1]], "step 2: a name is bound, no member"),
    ([["assume", about(N)], ["assume", STEP], ["induct", 0, 1]], "step 2: the steps do not say it of 0 and of k + 1"),
    (
        [["assume", about(ZERO)], ["assume", NO_STEP], ["induct", 0, 1]],
        "step 2: the steps do not say it of 0 and of k + 1",
    ),
    ([["assume", F], ["assume", ["all", Y, ["->", F, F]]], ["induct", 0, 1]], f"step 2: 'induct' {NOT_YET}"),
    ([["linear", SOME, [], []]], "step 0: linear concludes =, <=, < or false"),
    ([["assume", T], ["linear", T, [[0, Y, Y, False]], []]], "step 1: a step that is used as an equation is none"),
    ([["assume", ["=", X, X]], ["linear", T, [[0, Y, Y, False]], []]], "step 1: shapes do not fit: *"),
    ([["assume", ["=", X, X]], ["linear", T, [[0, A, Y, False]], []]], "step 1: an equation with its multipliers has"),
    ([["assume", F], ["linear", T, [], [[0, "1"]]]], "step 1: no inequality, or times less than 0, or for ="),
    ([["assume", T], ["linear", ["=", Y, Y], [], [[0, "1"]]]], "step 1: no inequality, or times less than 0, or for ="),
    ([["assume", T], ["linear", T, [], [[0, "-1"]]]], "step 1: no inequality, or times less than 0, or for ="),
    ([["linear", ["=", ["*", A, B], ["*", B, A]], [], []]], "step 0: this combination does not give the goal"),
    ([["linear", ["<=", ["num", "1"], ["num", "0"]], [], []]], "step 0: this combination does not give the goal"),
    ([["linear", ["<", Y, Y], [], []]], "step 0: this combination does not give the goal"),
    ([["assume", T], ["linear", ["<", Y, Y], [], [[0, "1"]]]], "step 1: this combination does not give the goal"),
    ([["assume", ["<", Y, Y]], ["linear", F, [], [[0, "0"]]]], "step 1: this combination does not give the goal"),
    ([["assume", ["=", ["*", A, A], ["zero", N, N]]], ["gram_zero", 0]], f"step 1: 'gram_zero' {NOT_YET}"),
    ([["assume", ["=", ["*", ["T", A], A], A]], ["gram_zero", 0]], f"step 1: 'gram_zero' {NOT_YET}"),
    ([["assume", T], ["signs", 0, 0]], "step 1: the left sides must be 0"),
    ([["assume", ["<=", NIL, Y]], ["assume", ["<", NIL, Y]], ["signs", 0, 1]], f"step 2: 'signs' {NOT_YET}"),
    ([["total", X, Y]], "step 0: shapes do not fit: <="),
    ([["assume", ["<=", Y, NIL]], ["antisymmetric", 0, 0]], f"step 1: 'antisymmetric' {NOT_YET}"),
    ([["assume", ["->", ["=", Y, NIL], F]], ["reciprocal", 0, Y]], "step 1: x must be a number of a name not in a"),
    ([["assume", ["->", ["=", Y, NIL], F]], ["reciprocal", 0, X]], "step 1: x must be a number of a name not in a"),
    ([["assume", ["->", ["=", Y, NIL], F]], ["reciprocal", 0, ["num", "2"]]], "step 1: a name is bound, no member"),
    ([["assume", ["->", ["=", Y, Y], T]], ["reciprocal", 0, Y]], f"step 1: 'reciprocal' {NOT_YET}"),
    ([["split", N, A, X]], "step 0: E and e have other shapes"),
    (
        [["split", N, ["var", "E", MORE, N, None], ["var", "E", MORE, ONE, None]]],
        "step 0: E and e have other shapes",
    ),
    ([["split", Y, A, X]], f"step 0: 'split' {NOT_YET}"),
    ([["gram", X]], LAST),
    ([["assume", small()["statement"]]], LAST),
    ([], LAST),
    ([[]], f"step 0: 'None' {NOT_YET}"),
    ([["magic", X]], f"step 0: 'magic' {NOT_YET}"),
    ([[["gram"], X]], f"step 0: \"['gram']\" {NOT_YET}"),
    ([["gram"]], f"step 0: 'gram' {NOT_YET}"),
    ([["gram", X, X]], f"step 0: 'gram' {NOT_YET}"),
    ([["linear", T]], f"step 0: 'linear' {NOT_YET}"),
    ([["gram", X], ["first", X]], f"step 1: 'first' {NOT_YET}"),
    ([["assume", T], ["assume", 0]], "step 1: shapes do not fit: frozenset"),
    ([["assume", T], ["discharge", 0, 0]], "step 1: shapes do not fit: ->"),
    ([["assume", T], ["gram", 0]], "step 1: shapes do not fit: T"),
    ([["assume", T], ["generalise", 0, 0]], "step 1: shapes do not fit: frozenset"),
    ([["assume", ALL_X], ["specialise", 0, 0]], "step 1: shapes do not fit: frozenset"),
    ([["assume", SOME], ["obtain", 0, 0, 0]], "step 1: shapes do not fit: frozenset"),
    ([["assume", T], ["split", 0, A, X]], f"step 1: 'split' {NOT_YET}"),
    ([["assume", T], ["split", N, 0, 0]], "step 1: shapes do not fit: frozenset"),
    (
        [["assume", ["=", Y, Y]], ["linear", T, [[0, Y, Y, 1]], []]],
        "step 1: a step that is used as an equation is none",
    ),
    ([["gram", ["id", X]]], "step 0: shapes do not fit: id"),
]


@pytest.mark.parametrize(("steps", "message"), REFUSED)
def test_what_does_not_follow(steps: list[Json], message: str) -> None:
    with pytest.raises(Refused, match=re.escape(message)):
        check_line(json.dumps(small(steps=steps)))


def test_what_is_free_in_the_statement_is_named() -> None:
    with pytest.raises(Refused, match="n is free in the statement"):
        check_line(json.dumps(small(statement=SQUARE, steps=[["gram", X]])))


# ---- files ----


def checked(path: Path, *lines: Json) -> tuple[int, str, str]:
    path.write_text("".join(line if type(line) is str else json.dumps(line) + "\n" for line in lines))
    command = [sys.executable, "-I", "-S", str(ROOT / "verify" / "check"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    return done.returncode, done.stdout, done.stderr


CERTIFICATE = {
    "lemmata": "certificate/1", "kind": "rational", "G": [["1"]], "y": ["1"], "g": ["1"], "s": ["1"], "improves": False,
}  # fmt: skip


def test_a_file_of_proofs_and_certificates_is_checked_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert checked(path, small(), small(proves="other")) == (0, "2 proofs, 6 steps accepted\n", "")
    assert checked(path, CERTIFICATE, small()) == (0, "1 proofs, 3 steps; 1 certificates, 1 verdicts accepted\n", "")


def test_a_file_with_a_name_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_text((json.dumps(small()) + "\n") * 2)
    assert run(str(tmp_path / "a")) == 5
    assert capsys.readouterr() == ("", "line 2: 'small' is proved twice in this file\n")


def test_a_file_with_a_refused_and_a_malformed_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused, malformed = small(steps=[["gram", X]]), small(steps=[["gram", "X"]])
    (tmp_path / "a").write_text("\n".join(map(json.dumps, [refused, small(), malformed, small()])))
    assert run(str(tmp_path / "a")) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"line 1: {LAST}",
        "line 3: malformed: step 0: 'X' is no earlier step",
    ]


def test_the_text_of_a_certificate_may_speak_of_proofs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_text(json.dumps(CERTIFICATE | {"kind": "proof/1"}))
    assert run(str(tmp_path / "a")) == 2
    assert capsys.readouterr().err == "line 1: malformed: neither a kind nor an activation that is checked\n"
