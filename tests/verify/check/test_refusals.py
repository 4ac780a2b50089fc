"""One test for each reason to refuse a line, and forged certificates."""

import json
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from verify.check.certificates import MOST_WORK, Malformed, Refused, afford, check_line, rank

HEAD = {"lemmata": "certificate/1", "kind": "growth"}


def solved() -> dict[str, Any]:
    o = {"G": [["1"], ["1"], ["0"]], "y": ["1", "3", "5"], "g": ["0", "1", "0"], "s": ["2"], "improves": True}
    return {"lemmata": "certificate/1", "kind": "rational", **o}


def growth() -> dict[str, Any]:
    """relu on four points: improving, twice it, dead, improving, undecided."""
    o = {
        "X": [["1", "0"], ["0", "1"], ["1", "1"], ["-1", "2"]], "activation": "relu", "scale": "1",
        "W": [["1", "-1/2"], ["2", "-1"], ["-1", "-1"], ["0", "1"], ["5", "5"]], "y": ["1", "2", "3", "4"], "p": 10007,
    }  # fmt: skip
    # relu(X w): (1, 0, 1/2, 0), twice, dead except (-1, 2) -> relu(-1) = 0, (0, 1, 1, 2)
    first = 1 + Fraction(3, 2)
    second = 2 + 3 + 8 - Fraction(1, 2) / Fraction(5, 4) * first
    residues = [v.numerator * pow(v.denominator, -1, 10007) % 10007 for v in (first, second)]
    entries = [
        {"improves": True, "residue": residues[0]},
        failing(coefficients={"0": "2"}),
        failing(dead=True),
        {"improves": True, "residue": residues[1]},
        {"undecided": True},
    ]
    return {**HEAD, **o, "candidates": entries, "ended": "weights used up"}


def columns(
    values: list[list[str]], y: list[str], *entries: dict[str, Any], p: int = 101, **more: Any
) -> dict[str, Any]:
    return {**HEAD, "columns": values, "y": y, "p": p, "candidates": list(entries), **more}


def failing(**evidence: Any) -> dict[str, Any]:
    return {"improves": False, **evidence}


def changed(o: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    o = deepcopy(o)
    *way, name = path.split(".")
    place: Any = o
    for key in way:
        place = place[int(key) if isinstance(place, list) else key]
    last: Any = int(name) if isinstance(place, list) else name
    if value is None:
        del place[last]
    else:
        place[last] = value
    return o


ONE = {"improves": True, "residue": 1}
TWO = [["1", "1", "0"], ["3", "3", "0"]]
BASE = columns(TWO, ["1", "0", "2"], ONE, failing(basis=0), null_bases=[[{"0": "1", "1": "-1"}, {"2": "7"}]])
ORTHOGONAL = columns([["1", "0", "0"], ["0", "0", "1"]], ["1", "2", "0"], ONE, failing(output_weights={"0": "1"}))
ZERO = columns([["1", "0"], ["1", "1"]], ["1", "0"], ONE, failing(output_weights={"0": "1"}))
GIVEN = columns([["1", "0"], ["2", "0"]], ["1", "0"], {"given": True}, {"given": True, "coefficients": {"0": "2"}})
FULL = columns([["1", "0"], ["0", "1"], ["1", "1"]], ["1", "1"], ONE, ONE, failing(full=True))
LINEAR = {
    **HEAD,
    "X": [["1"], ["2"]],
    "W": [["1"], ["3"]],
    "activation": "relu",
    "scale": "1",
    "y": ["1", "0"],
    "p": 101,
}
LINEAR |= {"candidates": [ONE, failing(saturated=True)], "ended": "saturated span"}
GOOD = {
    "solved": solved(), "growth": growth(), "base": BASE, "orthogonal": ORTHOGONAL, "zero": ZERO, "given": GIVEN,
    "full": FULL, "linear": LINEAR,
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_the_refused_lines_are_made_from_is_accepted(name: str) -> None:
    o = GOOD[name]
    verdicts = 1 if name == "solved" else sum("improves" in entry for entry in o["candidates"])
    assert check_line(json.dumps(o)).verdicts == verdicts


@pytest.mark.parametrize(
    ("name", "path", "value", "reason"),
    [
        ("solved", "s.0", "3", "s is not optimal: column 0"),
        ("solved", "improves", False, "is not 0 but improves is False"),
        ("solved", "g.1", "0", "is 0 but improves is True"),
        ("growth", "p", 10005, "p = 10005 is not prime"),
        ("growth", "p", 561, "p = 561 is not prime"),
        ("growth", "candidates.0.residue", 5, "candidate 0: the residue modulo p is"),
        ("growth", "candidates.0.residue", 0, "candidate 0: the residue modulo p is"),
        ("growth", "candidates.0", failing(dead=True), r"candidate 0: its evidence \(dead\) shows it neither"),
        ("growth", "candidates.0", {"undecided": True}, "candidate 1: a weight belongs to no kept candidate before it"),
        ("growth", "candidates.1", ONE, "candidate 1: its pivot is 0 modulo p"),
        (
            "growth",
            "candidates.1.coefficients",
            {"0": "3"},
            r"candidate 1: its evidence \(coefficients\) shows it neither",
        ),
        ("growth", "candidates.1.coefficients", {}, r"candidate 1: its evidence \(coefficients\) shows it neither"),
        (
            "growth",
            "candidates.1.coefficients",
            {"3": "1"},
            "candidate 1: a weight belongs to no kept candidate before it",
        ),
        (
            "growth",
            "candidates.1.coefficients",
            {"1": "1"},
            "candidate 1: a weight belongs to no kept candidate before it",
        ),
        (
            "growth",
            "candidates.4",
            failing(coefficients={"0": "1"}),
            r"candidate 4: its evidence \(coefficients\) shows it neither",
        ),
        (
            "growth",
            "candidates.4",
            failing(saturated=True),
            r"candidate 4: its evidence \(saturated\) shows it neither",
        ),
        ("growth", "candidates.4", failing(full=True), r"candidate 4: its evidence \(full\) shows it neither"),
        ("growth", "X.0.0", "1/10007", "or divides a denominator"),
        ("growth", "y.0", "1/20014", "or divides a denominator"),
        ("growth", "X.3.0", "4", "candidate 0: the residue"),
        ("growth", "X.3.0", "-7/2", r"candidate 2: its evidence \(dead\) shows it neither"),
        ("base", "null_bases.0", [{"0": "1", "1": "-1"}], "candidate 1: a null basis has not n - k vectors"),
        (
            "base",
            "null_bases.0.1",
            {"0": "2", "1": "-2"},
            "candidate 1: a null basis has not n - k vectors, each with a row of its own",
        ),
        (
            "base",
            "null_bases.0.1",
            {"2": "0"},
            "candidate 1: a null basis has not n - k vectors, each with a row of its own",
        ),
        ("base", "null_bases.0.0.1", "1", "candidate 1: a null basis is not orthogonal to K"),
        ("base", "columns.1.2", "1", r"candidate 1: its evidence \(basis\) shows it neither"),
        (
            "orthogonal",
            "candidates.1.output_weights",
            {"0": "2"},
            "candidate 1: s is not optimal: column 0",
        ),
        ("orthogonal", "columns.1.1", "1", r"candidate 1: its evidence \(output_weights\) shows it neither"),
        (
            "zero",
            "candidates.1.output_weights",
            {"0": "2"},
            "candidate 1: s is not optimal: column 0",
        ),
        (
            "zero",
            "candidates.1.output_weights",
            {"1": "2"},
            "candidate 1: a weight belongs to no kept candidate before it",
        ),
        ("full", "candidates.2.full", 1, r"candidate 2: its evidence \(full\) shows it neither"),
        ("full", "candidates.2.full", False, r"candidate 2: its evidence \(full\) shows it neither"),
        ("growth", "candidates.0.residue", -1, "candidate 0: the residue modulo p is"),
        ("growth", "candidates.0.residue", 10007, "candidate 0: the residue modulo p is"),
        (
            "given",
            "candidates.1.coefficients",
            {"0": "1"},
            r"candidate 1: its evidence \(coefficients\) shows it neither",
        ),
        ("given", "candidates.1", {"given": True}, "candidate 1: its pivot is 0"),
        ("full", "candidates.0", {"undecided": True}, r"candidate 2: its evidence \(full\) shows it neither"),
        ("linear", "X.1.0", "-2", r"candidate 1: its evidence \(saturated\) shows it neither"),
    ],
)
def test_what_is_false_is_refused(name: str, path: str, value: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_line(json.dumps(changed(GOOD[name], path, value)))


@pytest.mark.parametrize(
    ("name", "path", "value", "reason"),
    [
        ("solved", "lemmata", "certificate/2", "not an object marked"),
        ("solved", "kind", "proof", "neither a kind nor an activation that is checked"),
        ("solved", "kind", 3, "neither a kind nor an activation that is checked"),
        ("solved", "improves", 1, "neither true nor false"),
        ("solved", "improves", "true", "neither true nor false"),
        ("solved", "G.1", ["1", "2"], "list of length 1"),
        ("solved", "G", [["1"], ["1"]], "list of length 3"),
        ("solved", "G", "111", "list of length 3"),
        ("solved", "g", {"0": "1"}, "list of length 3"),
        ("solved", "y", [], "no points"),
        ("solved", "y", 5, "a list"),
        ("solved", "y.0", 1, "is no string"),
        ("solved", "y.0", True, "is no string"),
        ("solved", "y.0", "1,5", "'1,5' is no number"),
        ("solved", "y.0", "one\ntwo", "is no number"),
        ("solved", "y.0", "1e99999", "is no number"),
        ("solved", "y.0", "0x1p99999999", "is no number"),
        ("solved", "s", None, "key missing or unknown: 's'"),
        ("solved", "note", "\ud800", "key missing or unknown: 'note'"),
        ("growth", "p", "10007", "p is not an integer from 3"),
        ("growth", "p", True, "p is not an integer from 3"),
        ("growth", "p", 2, "p is not an integer from 3"),
        ("growth", "p", (1 << 64) + 13, "p is not an integer from 3"),
        ("growth", "root", 4, "key missing or unknown: 'root'"),
        ("growth", "activation", "swish", "neither a kind nor an activation"),
        ("growth", "activation", "sin", "neither a kind nor an activation"),
        ("growth", "activation", ["relu"], "neither a kind nor an activation"),
        ("growth", "scale", 1, "is no string"),
        ("growth", "X", [[], [], [], []], "no points or coordinates"),
        ("growth", "X.1", ["1"], "list of length 2"),
        ("growth", "W.1", ["1"], "a list of length 2"),
        ("growth", "W.4", ["1", "x"], "'x' is no number"),
        ("growth", "candidates.4", None, "list of length 5"),
        ("growth", "candidates.4", 7, "candidate 4: no known kind of entry"),
        ("growth", "candidates.4", {"improves": 1, "residue": 3}, "candidate 4: no known kind of entry"),
        ("growth", "candidates.4", {"undecided": True, "because": "?"}, "candidate 4: no known kind of entry"),
        ("growth", "candidates.4", failing(twin=0, full=True), "candidate 4: no known kind of entry"),
        ("growth", "candidates.0", {"improves": True}, "candidate 0: an improving candidate has a residue"),
        ("growth", "candidates.0.residue", True, "candidate 0: a residue is an integer"),
        ("growth", "candidates.0.residue", 1.5, "candidate 0: a residue is an integer"),
        (
            "growth",
            "candidates.1.coefficients",
            {"5": "1"},
            "candidate 1: an object of exact numbers with indices below 5",
        ),
        ("growth", "candidates.4", failing(twin=0), "candidate 4: no known kind of evidence"),
        ("growth", "candidates.4", failing(beauty=True), "candidate 4: no known kind of evidence"),
        ("growth", "ended", 1.5, "ended no text"),
        ("growth", "p", 1.5, "p is not an integer"),
        ("growth", "p", float("nan"), "p is not an integer"),
        ("growth", "X.0.0", 1e5, "is no string"),
        ("base", "null_bases.0.0", {"9": "1"}, "candidate 1: an object of exact numbers with indices below 3"),
        ("base", "candidates.1.basis", 1, "candidate 1: there is no such null basis"),
        ("base", "candidates.1.basis", -1, "candidate 1: there is no such null basis"),
        ("growth", "candidates.0.why", "x", "candidate 0: an improving candidate has a residue"),
        ("growth", "candidates.1.coefficients", {"-1": "1"}, "candidate 1: an object of exact numbers"),
        ("growth", "candidates.1.coefficients", {"00": "1"}, "candidate 1: an object of exact numbers"),
        ("growth", "candidates.1.coefficients", {"1e1": "1"}, "candidate 1: an object of exact numbers"),
        ("growth", "candidates.1.coefficients", ["2"], "candidate 1: an object of exact numbers"),
        ("base", "candidates.1.basis", False, "candidate 1: there is no such null basis"),
        ("base", "candidates.1.basis", "0", "candidate 1: there is no such null basis"),
        ("base", "null_bases", 3, "a list"),
    ],
)
def test_what_is_no_certificate_is_malformed(name: str, path: str, value: Any, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        check_line(json.dumps(changed(GOOD[name], path, value)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not strict JSON"),
        ("{", "not strict JSON"),
        ("[]", "not an object marked"),
        ("null", "not an object marked"),
        ("[" * 100_000, "not strict JSON: maximum recursion depth"),
        ('{"a":' * 100_000, "not strict JSON: maximum recursion depth"),
        ('{"kind": "rational", "kind": "growth"}', "a key occurs twice"),
        ('{"p": ' + "9" * 5000 + "}", "not strict JSON: Exceeds the limit"),
        ("\ufeff{}", "not strict JSON"),
    ],
)
def test_what_is_no_strict_json_is_malformed(text: str, reason: str) -> None:
    with pytest.raises(Malformed, match=reason) as caught:
        check_line(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_pivot_that_is_no_unit_is_refused() -> None:
    # over Q this is a true certificate; modulo 5 the square of (1, 2) vanishes
    o = columns([["1", "2"]], ["1", "0"], ONE, p=7)
    assert check_line(json.dumps(o)).verdicts == 1
    with pytest.raises(Refused, match="candidate 0: its pivot is 0 modulo p"):
        check_line(json.dumps({**o, "p": 5}))


def test_a_column_left_out_is_refused() -> None:
    """The second column does not improve on the first; with the first left undecided it seems to improve."""
    values, y = [["1", "0", "0"], ["1", "0", "0"]], ["1", "1", "0"]
    left_out = columns(values, y, {"undecided": True}, ONE)
    assert check_line(json.dumps(left_out)).verdicts == 1  # true: nothing is claimed of the undecided one
    with pytest.raises(Refused, match="candidate 1: its pivot is 0"):
        check_line(json.dumps(columns(values, y, {"given": True}, ONE)))


def test_output_weights_that_forget_a_kept_column_are_refused() -> None:
    """s is optimal on the first column alone, and g is orthogonal to that residual, but the second column is kept."""
    values = [["1", "0", "0"], ["1", "1", "0"], ["0", "0", "1"]]
    good = {"0": "-1", "1": "2"}
    o = columns(values, ["1", "2", "0"], ONE, {"improves": True, "residue": 2}, failing(output_weights=good))
    assert check_line(json.dumps(o)).verdicts == 3
    with pytest.raises(Refused, match="candidate 2: s is not optimal: column 1"):
        check_line(json.dumps(changed(o, "candidates.2", failing(output_weights={"0": "1"}))))


def test_a_zero_residue_proves_nothing() -> None:
    o = columns([["0", "1"]], ["1", "0"], {"improves": True, "residue": 0})
    with pytest.raises(Refused, match="candidate 0: the residue modulo p is 0, and 0 would prove nothing"):
        check_line(json.dumps(o))


def test_a_null_basis_of_fewer_columns_is_refused() -> None:
    o = deepcopy(BASE)
    o["columns"] += [["0", "0", "1"], ["1", "1", "1"]]
    o["candidates"] += [{"improves": True, "residue": 2}, failing(basis=0)]
    with pytest.raises(Refused, match="candidate 3: a null basis has not n - k vectors"):
        check_line(json.dumps(o))


def test_a_small_line_cannot_take_much_memory() -> None:
    """Fractions with coprime denominators have a common denominator as long as all of them together."""
    primes = [n for n in range(10_000, 60_000) if all(n % d for d in range(2, 250))]
    column = [f"1/{n}" for n in primes]
    o = columns([column] * 6, ["1"] * len(primes), *[{"undecided": True}] * 6)
    assert len(json.dumps(o)) < 500_000
    with pytest.raises(Malformed, match="common denominator is too long"):
        check_line(json.dumps(o))


def test_many_neurons_on_many_points_are_more_work_than_is_allowed() -> None:
    """A line of half a megabyte could ask for 10¹⁰ outputs."""
    many = [["1"]] * 110_000
    o = {**HEAD, "X": many, "W": many, "activation": "relu", "scale": "1", "y": ["1"] * 110_000, "p": 101}
    with pytest.raises(Malformed, match="more work than a line is allowed"):
        check_line(json.dumps({**o, "candidates": [failing(dead=True)] * 110_000}))


def test_a_given_column_outside_the_span_cannot_be_dropped() -> None:
    """Orthogonal to the residual is no reason to leave out a column that was there from the start."""
    values, y = [["1", "0", "0"], ["0", "0", "1"], ["0", "1", "1"]], ["1", "1", "0"]
    dropped = {"given": True, "output_weights": {"0": "1"}}
    line = json.dumps(columns(values, y, {"given": True}, dropped, {"improves": True, "residue": 1}))
    with pytest.raises(Malformed, match="candidate 1: no known kind of entry"):
        check_line(line)


@pytest.mark.parametrize(("products", "bits"), [(MOST_WORK, 199), (MOST_WORK // 2, 200), (MOST_WORK // 2501, 10_000)])
def test_work_is_counted_by_the_length_of_the_numbers(products: int, bits: int) -> None:
    """A product of numbers of b bits counts 1 + ⌊b²/40,000⌋."""
    afford(products, bits)
    with pytest.raises(Malformed, match="more work than a line is allowed"):
        afford(products + 1, bits)


def test_a_rank_of_long_numbers_can_be_afforded() -> None:
    assert rank([[1, 2, 3], [2, 4, 6], [0, 0, 1 << 99]], 100) == 2
    with pytest.raises(Malformed, match="more work than a line is allowed"):
        rank([[1] * 200] * 200, 10_000)


@pytest.mark.parametrize("value", [False, 1, 0, "true", None])
@pytest.mark.parametrize("kind", ["dead", "full", "saturated"])
def test_what_is_said_to_be_so_is_said_by_true_alone(kind: str, value: object, forge: Any) -> None:
    o = forge.neurons("relu", [[1], [-1]], [[1], [-1], [0]], [1, 2])
    assert check_line(json.dumps(o | {"candidates": [*o["candidates"][:2], {"improves": False, kind: True}]})).verdicts
    o["candidates"][2] = {"improves": False, kind: value}
    with pytest.raises(Refused, match=rf"candidate 2: its evidence \({kind}\) shows it neither"):
        check_line(json.dumps(o))
