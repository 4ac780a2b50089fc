"""Smooth neurons: modulo p for tanh, sigmoid, gaussian, and by balls for all."""

import json
import math
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import pytest

from verify.check import certificates
from verify.check.certificates import Malformed, Refused, check_line
from verify.check.enclosures import ENCLOSE

SAFE = {10007: 4}  # p = 2q + 1 and an element of order q
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh, "sigmoid": lambda z: 1 / (1 + math.exp(-z)), "gaussian": lambda z: math.exp(-z * z),
    "softplus": lambda z: math.log1p(math.exp(z)), "erf": math.erf, "sin": math.sin,
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
}  # fmt: skip
POINTS = [["1", "1/2"], ["-1/3", "2"], ["3/2", "-1"], ["0x1.8p-2", "1/7"]]
WEIGHTS = [["1", "1"], ["1/2", "-1"], ["-1", "-1"], ["1", "1"], ["0", "0"], ["2", "1/5"]]


def modular(name: str, p: int, root: int, z: Fraction) -> int:
    q = (p - 1) // 2
    exponent = {"tanh": 2 * z, "sigmoid": z, "gaussian": -z * z}[name]
    E = pow(root, exponent.numerator * pow(exponent.denominator, -1, q) % q, p)
    return {"tanh": E - 1, "sigmoid": E, "gaussian": E}[name] * (1 if name == "gaussian" else pow(E + 1, -1, p)) % p


def exact(text: str) -> Fraction:
    return Fraction(float.fromhex(text)) if "x" in text else Fraction(text)


def entries(name: str) -> list[dict[str, Any]]:
    twin = {"improves": False, "twin": 0}
    dead = {"improves": False, "dead": True}
    opposite = name in ("tanh", "gaussian", "erf", "sin")
    zero = name in ("tanh", "erf", "sin", "gelu")
    yes: dict[str, Any] = {"improves": True}
    return [yes, yes, twin if opposite else yes, twin, dead if zero else {"undecided": True}, {"undecided": True}]


def line(name: str, field: dict[str, Any], kind: str) -> dict[str, Any]:
    data = {"X": POINTS, "W": WEIGHTS, "activation": name, "scale": "1/2", "y": ["1", "-2", "3", "1/5"]}
    return {
        "lemmata": "certificate/1",
        "kind": kind,
        **data,
        **field,
        "candidates": entries(name),
        "ended": "weights used up",
    }


def with_residues(name: str, p: int) -> dict[str, Any]:
    """Each residue as a quotient of two determinants modulo p."""
    o = line(name, {}, "growth")
    o["candidates"] = [dict(entry) for entry in o["candidates"]]
    o |= {"p": p, "root": SAFE[p]}
    y = [v.numerator * pow(v.denominator, -1, p) for v in map(exact, o["y"])]
    kept: list[list[int]] = []
    for w, entry in zip(o["W"], o["candidates"], strict=True):
        if not entry.get("improves"):
            continue
        z = [sum((exact(a) * exact(b) for a, b in zip(x, w, strict=True)), Fraction(0)) / 2 for x in o["X"]]
        g = [modular(name, p, SAFE[p], value) for value in z]
        D = determinant([[product(u, v) % p for v in (*kept, y)] for u in (*kept, g)], p)
        entry["residue"] = D * pow(determinant([[product(u, v) % p for v in kept] for u in kept], p), -1, p) % p
        kept.append(g)
    return o


def product(u: list[int], v: list[int]) -> int:
    return sum(a * b for a, b in zip(u, v, strict=True))


def determinant(rows: list[list[int]], p: int) -> int:
    return int(flint.nmod_mat(rows, p).det()) if rows else 1


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "gaussian"])
def test_exponentials_modulo_p(name: str) -> None:
    o = with_residues(name, 10007)
    assert check_line(json.dumps(o)).verdicts == sum("improves" in entry for entry in o["candidates"])
    for k, entry in enumerate(o["candidates"]):
        if entry.get("improves"):
            for other in (0, (entry["residue"] + 1) % 10007, 10007 - entry["residue"]):
                forged = json.loads(json.dumps(o))
                forged["candidates"][k]["residue"] = other
                with pytest.raises(Refused, match=f"candidate {k}: the residue modulo p"):
                    check_line(json.dumps(forged))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_balls(name: str) -> None:
    o = line(name, {"bits": 128}, "enclosure")
    before = flint.ctx.prec
    assert check_line(json.dumps(o)).verdicts == sum("improves" in entry for entry in o["candidates"])
    assert flint.ctx.prec == before


@pytest.mark.parametrize("name", FUNCTIONS)
def test_balls_hold_the_function(name: str) -> None:
    for z in (-30.0, -1.5, -1e-5, 0.0, 1e-5, 0.25, 2.0, 30.0):
        assert float(ENCLOSE[name](flint.arb(z))) == pytest.approx(FUNCTIONS[name](z), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("kind", ["growth", "enclosure"])
@pytest.mark.parametrize(
    ("k", "entry", "reason"),
    [
        (2, {"improves": False, "twin": 1}, r"\(twin\) does not hold: candidate 1"),
        (2, {"improves": False, "twin": 3}, r"\(twin\) does not hold: candidate 3"),
        (2, {"improves": False, "twin": 2}, r"\(twin\) does not hold: candidate 2"),
        (2, {"improves": False, "dead": True}, r"\(dead\) shows it neither"),
        (2, {"improves": False, "coefficients": {"0": "-1"}}, "outputs that are not rational"),
        (
            2,
            {"improves": False, "output_weights": {"0": "1"}},
            "outputs that are not rational",
        ),
        (2, {"improves": False, "output_weights": {}}, "outputs that are not rational"),
        (2, {"improves": False, "full": True}, r"\(full\) shows it neither"),
        (2, {"improves": False, "saturated": True}, r"\(saturated\) shows it neither"),
        (4, {"given": True}, "pivot"),
        (3, {"given": True}, "pivot"),
    ],
)
def test_false_reasons_of_tanh_are_refused(kind: str, k: int, entry: dict[str, Any], reason: str) -> None:
    o = with_residues("tanh", 10007) if kind == "growth" else line("tanh", {"bits": 200}, "enclosure")
    o["candidates"][k] = entry
    with pytest.raises(Refused, match=f"candidate {k}: .*{reason}"):
        check_line(json.dumps(o))


@pytest.mark.parametrize(("name", "reason"), [("sigmoid", "twin"), ("gaussian", ""), ("tanh", "")])
def test_opposite_neurons(name: str, reason: str) -> None:
    o = with_residues(name, 10007)
    o["candidates"][2] = {"improves": False, "twin": 0}
    if not reason:
        assert check_line(json.dumps(o))
        return
    with pytest.raises(Refused, match=reason):
        check_line(json.dumps(o))


@pytest.mark.parametrize("name", ["sigmoid", "gaussian", "softplus"])
def test_what_is_not_zero_at_zero_is_never_dead(name: str) -> None:
    o = line(name, {"bits": 128}, "enclosure")
    o["candidates"][4] = {"improves": False, "dead": True}
    with pytest.raises(Refused, match=r"candidate 4: its evidence \(dead\) does not hold"):
        check_line(json.dumps(o))


@pytest.mark.parametrize(
    ("change", "error", "reason"),
    [
        ({"root": 10006}, Refused, "order of root"),  # order 2
        ({"root": 5}, Refused, "order of root"),  # order 2q
        ({"root": 1}, Refused, "order of root"),
        ({"root": 0}, Refused, "order of root"),
        ({"root": 10007 + 4}, Refused, "order of root"),
        ({"root": "4"}, Malformed, "root is not an integer"),
        ({"root": True}, Malformed, "root is not an integer"),
        ({"p": 10009}, Refused, "odd prime"),
        ({"p": 5, "root": 4, "y": ["1"] * 4, "X": [["1", "2"]] * 4, "W": [["1", "1"]] * 6}, Refused, "odd prime"),
        ({"p": 10005}, Refused, "not prime"),
        ({"scale": "1/5003"}, Refused, r"\(p - 1\)/2 divides a denominator"),
        ({"scale": "1/10007"}, Refused, "p = 10007 is not prime, or divides a denominator"),
        ({"bits": 100}, Malformed, "key missing or unknown: 'bits'"),
    ],
)
def test_wrong_fields_are_refused(change: dict[str, Any], error: type[ValueError], reason: str) -> None:
    with pytest.raises(error, match=reason):
        check_line(json.dumps(with_residues("tanh", 10007) | change))


@pytest.mark.parametrize("bits", [15, 1 << 15, "100", True, None])
def test_wrong_bits_are_malformed(bits: Any) -> None:
    with pytest.raises(Malformed, match="bits are not from"):
        check_line(json.dumps(line("sin", {"bits": bits}, "enclosure")))


@pytest.mark.parametrize("change", [{"activation": "relu"}, {"p": 7}])
def test_what_is_no_enclosure_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=r"not of this kind|unknown: 'p'"):
        check_line(json.dumps(line("sin", {"bits": 100}, "enclosure") | change))


def test_balls_that_are_too_wide_prove_nothing() -> None:
    """Two neurons so near to each other that 20 bits do not tell them apart, and 200 do."""
    o = line("erf", {"bits": 200}, "enclosure")
    near = {"W": [["1", "1"], ["1", "1.0000001"]], "candidates": [{"improves": True}] * 2}
    assert check_line(json.dumps(o | near)).verdicts == 2
    with pytest.raises(Refused, match="candidate 1: the ball"):
        check_line(json.dumps(o | near | {"bits": 20}))


def test_a_neuron_orthogonal_to_the_target_is_not_shown_to_improve() -> None:
    """Its pivot is far from zero, and the ball of its entry with y holds zero at every precision."""
    o = line("erf", {"bits": 200}, "enclosure")
    o |= {"X": [["1"], ["-1"]], "W": [["1"]], "y": ["1", "1"], "candidates": [{"improves": True}]}
    with pytest.raises(Refused, match="candidate 0: the ball of the entry with y holds 0"):
        check_line(json.dumps(o))
    assert check_line(json.dumps(o | {"y": ["1", "-1"]})).verdicts == 1


@pytest.mark.parametrize(
    ("name", "points", "classes"),
    [
        ("tanh", ["1", "-1", "2", "0"], 2), ("erf", ["1", "-1", "2", "0"], 2), ("sin", ["1", "-1", "2", "0"], 2),
        ("gaussian", ["1", "-1", "2", "0"], 3), ("sigmoid", ["1", "2", "1", "0"], 3),
        ("softplus", ["1", "-1", "1", "0"], 3), ("gelu", ["1", "-1", "1", "0"], 2),
    ],
)  # fmt: skip
def test_saturated(name: str, points: list[str], classes: int) -> None:
    data = {"X": [[x] for x in points], "W": [["1"], ["1/2"], ["3"], ["2"]], "y": ["7", "1", "2", "3"]}
    claims: list[dict[str, Any]] = [{"improves": True}] * classes
    more = [{"improves": False, "saturated": True}] * (4 - classes)
    o = line(name, {"bits": 300}, "enclosure") | data | {"candidates": claims + more, "ended": "saturated span"}
    assert check_line(json.dumps(o)).verdicts == 4
    with pytest.raises(Refused, match=f"candidate {classes}: the ball of its pivot holds 0"):
        check_line(json.dumps(o | {"candidates": [{"improves": True}] * 4}))


def test_both_routes_agree_on_random_neurons() -> None:
    """What is improving modulo p is so by balls."""
    stream = random.Random(3)
    for name in ("tanh", "sigmoid", "gaussian"):
        points = [[str(Fraction(stream.randrange(-20, 20), 7)) for _ in range(2)] for _ in range(3)]
        o = {"X": points, "y": ["1", "2", "-1"], "scale": "1/3"}
        weights = [[str(Fraction(stream.randrange(-20, 20), 9)) for _ in range(2)] for _ in range(3)]
        balls = line(name, {"bits": 300}, "enclosure") | o | {"W": weights, "candidates": [{"improves": True}] * 3}
        assert check_line(json.dumps(balls)).verdicts == 3


@pytest.mark.parametrize("name", ["tanh", "softplus", "gelu", "sigmoid"])
def test_a_target_of_zeros_needs_no_output_weights(name: str) -> None:
    o = line(name, {"bits": 100}, "enclosure") | {"candidates": [{"improves": False, "output_weights": {}}] * 6}
    assert check_line(json.dumps(o | {"y": ["0"] * 4})).verdicts == 6
    with pytest.raises(Refused, match=r"\(output_weights\) does not hold"):
        check_line(json.dumps(o))


@pytest.mark.parametrize(("points", "work"), [(["1"], 100 * 13), (["1", "2"], 2 * 101 * 2 * 13)])
def test_work_is_counted_by_neurons_and_precision(
    points: list[str], work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of k + 1 neurons on n points counts n (100 + k) (1 + k) (3 + ⌊bits/40⌋)."""
    n = len(points)
    data = {"X": [[x] for x in points], "y": ["1", "-1"][:n], "W": [["1"], ["2"]][:n], "bits": 400}
    o = line("erf", data, "enclosure") | {"candidates": [{"improves": True}] * n}
    monkeypatch.setattr(certificates, "MOST_WORK", work)
    assert check_line(json.dumps(o)).verdicts == n
    monkeypatch.setattr(certificates, "MOST_WORK", work - 1)
    with pytest.raises(Malformed, match=f"candidate {n - 1}: this takes more work"):
        check_line(json.dumps(o))
