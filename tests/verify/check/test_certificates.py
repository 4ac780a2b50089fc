"""Every kind of entry is accepted where it is true."""

import json
import random
import subprocess
import sys
import time
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import verify.check
from verify.check.certificates import check_line, fraction, prime

GROWTH: dict[str, Any] = {"lemmata": "certificate/1", "kind": "growth"}
CHECK = Path(verify.check.__file__).parent
X = [["1", "2"], ["-1", "1/2"], ["2", "-1"], ["1", "1"], ["-2", "-3"]]
W = [
    ["1", "1"],
    ["-1", "0"],
    ["1", "0"],
    ["2", "1/3"],
    ["-1", "-1"],
    ["1", "2"],
    ["-3", "2"],
    ["0", "0"],
    ["1/7", "-2"],
]
Y = ["1", "-2", "1/3", "4", "5/2"]


def rational(**change: Any) -> dict[str, Any]:
    o = {"G": [["1"], ["1"], ["0"]], "y": ["1", "3", "5"], "g": ["0", "1", "0"], "s": ["2"], "improves": True}
    return {"lemmata": "certificate/1", "kind": "rational", **o, **change}


def accepted(o: dict[str, Any]) -> int:
    return check_line(json.dumps(o)).verdicts


def entries(o: dict[str, Any]) -> set[str]:
    return {key for entry in o["candidates"] for key in entry if key != "improves"}


def test_rational() -> None:
    assert accepted(rational()) == 1
    assert accepted(rational(g=["1", "1", "0"], improves=False)) == 1
    assert accepted(rational(G=[[], [], []], s=[])) == 1


def test_every_small_rational_instance_is_decided_as_the_oracle_does(forge: Any) -> None:
    entries_, seen = (Fraction(-1), Fraction(0), Fraction(1)), {True: 0, False: 0}
    for a, b, c, d, e, f in product(entries_, repeat=6):
        for claim in (True, False):
            s = (a * c + b * d) / (a * a + b * b) if a or b else Fraction(0)
            texts = [str(v) for v in (a, b, c, d, e, f)]
            o = rational(G=[texts[:1], texts[1:2]], y=texts[2:4], g=texts[4:], s=[str(s)], improves=claim)
            try:
                good = accepted(o) == 1
            except ValueError:
                good = False
            assert good == forge.true(o)
            seen[good] += 1
    assert min(seen.values()) > 100


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "abs", "identity", "hard_tanh", "step"])
@pytest.mark.parametrize("scale", ["1", "1/100", "0x1.8p-3"])
def test_piecewise_linear_growths(forge: Any, name: str, scale: str) -> None:
    o = forge.neurons(name, X, W, Y, scale=fraction(scale))
    o["scale"] = scale
    assert accepted(o) == len(W)


@pytest.mark.parametrize("p", [3, 7, 11, 101, 10007, (1 << 61) - 1, (1 << 64) - 59])
def test_primes(forge: Any, p: int) -> None:
    columns = [[Fraction(v) for v in c] for c in ([1, 0, 0], [1, 1, 0], [1, 1, 1])]
    assert accepted(forge.columns(columns, [Fraction(v) for v in (1, 2, 2)], p=p)) == 3


def test_all_evidence_of_columns(forge: Any) -> None:
    F = Fraction
    columns = [[F(1), F(0), F(0)], [F(2), F(0), F(0)], [F(0), F(0), F(1)], [F(0), F(1, 3), F(0)], [F(1), F(1), F(1)]]
    o = forge.columns([*columns[:3], [F(0)] * 3, *columns[3:]], [F(1), F(2), F(0)])
    assert accepted(o) == 6
    assert entries(o) == {"residue", "coefficients", "output_weights", "dead"}


def test_given_columns(forge: Any) -> None:
    columns = [[Fraction(v) for v in c] for c in ([1, 0, 0], [2, 0, 0], [0, 1, 1], [1, 1, 1])]
    o = forge.columns(columns, [Fraction(v) for v in (1, 2, 4)], given=2)
    assert o["candidates"][:2] == [{"given": True}, {"given": True, "coefficients": {"0": "2"}}]
    assert accepted(o) == 2
    assert accepted({**o, "candidates": [*o["candidates"][:3], {"undecided": True}]}) == 1


def based() -> dict[str, Any]:
    o = {"columns": [["1", "1", "0"], ["3", "3", "0"]], "y": ["1", "0", "2"], "p": 101, "ended": "weights used up"}
    entries_ = [{"improves": True, "residue": 1}, {"improves": False, "basis": 0}]
    basis = [{"0": "1/2", "1": "-1/2"}, {"2": "7"}]
    return {"lemmata": "certificate/1", "kind": "growth", **o, "candidates": entries_, "null_bases": [basis]}


def test_null_basis() -> None:
    assert accepted(based()) == 2


@pytest.mark.parametrize(
    ("name", "points", "kept"),
    [
        ("relu", ["1", "2", "0"], 1), ("relu", ["1", "-1", "-3"], 2), ("leaky_relu", ["1", "2", "0"], 1),
        ("leaky_relu", ["1", "-3", "-1"], 2), ("abs", ["1", "2", "-1"], 1), ("identity", ["1", "-2", "0"], 1),
        ("hard_tanh", ["1/2", "-1/2", "0"], 1), ("hard_tanh", ["1/2", "2", "-2"], 2), ("step", ["1", "2", "-1"], 2),
        ("step", ["1", "0", "-1"], 3),
    ],
)  # fmt: skip
def test_saturated(forge: Any, name: str, points: list[str], kept: int) -> None:
    """The last neurons lie in the span, and no other evidence is needed than the number of kept ones."""
    o = forge.neurons(name, [[x] for x in points], [["1"], ["-1"], ["0"], ["3"], ["-3"], ["1/2"]], [3, 5, 11])
    for entry in o["candidates"][-3:]:
        if not entry["improves"]:
            for key in {*entry} - {"improves"}:
                del entry[key]
            entry["saturated"] = True
    assert sum(entry["improves"] for entry in o["candidates"]) == kept
    assert any("saturated" in entry for entry in o["candidates"])
    assert accepted(o) == 6


def test_identity_is_saturated_at_the_rank_of_the_points(forge: Any) -> None:
    o = forge.neurons("identity", [["1", "2"], ["2", "4"], ["-1", "-2"]], [["1", "0"], ["0", "1"]], [3, 5, 11])
    o["candidates"][1] = {"improves": False, "saturated": True}
    assert accepted(o) == 2


def test_full(forge: Any) -> None:
    columns = [[Fraction(v) for v in c] for c in ([1, 0], [1, 1], [1, 2])]
    o = forge.columns(columns, [Fraction(1), Fraction(2)])
    o["candidates"][-1] = {"improves": False, "full": True}
    assert accepted(o) == 3


def test_numbers_of_7000_digits_are_read() -> None:
    big = "7" * 7001
    assert accepted(rational(y=[f"-{big}", f"-{big}", "1/3"], s=[f"-{big}"], g=["0", "0", big])) == 1
    assert fraction(big) == (10**7001 - 1) // 9 * 7


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-3", Fraction(-3)), ("12.50", Fraction(25, 2)), ("-2/-4", None), ("2/4", Fraction(1, 2)),
        ("0x1.8p-3", Fraction(3, 16)), ("-0x1.8000000000000p+1", Fraction(-3)), ("1e-7", Fraction(1, 10**7)),
        ("-0.5E2", Fraction(-50)), ("1/0", None), ("1/00", None), ("0x1p99999999", None), ("1e999999999", None),
        ("", None), (" 1", None), ("1\n", None), ("٣", None), ("1_0", None), ("nan", None), ("inf", None),
        ("0x.8p1", None), ("1" * 100_001, None), ("+1", None), (1, None), (True, None), (None, None), (["1"], None),
    ],
)  # fmt: skip
def test_numbers(text: Any, value: Fraction | None) -> None:
    if value is not None:
        assert fraction(text) == value
        return
    with pytest.raises(ValueError, match="number"):
        fraction(text)


def test_primality_against_trial_division() -> None:
    assert [n for n in range(3, 5000) if prime(n)] == [n for n in range(3, 5000) if all(n % d for d in range(2, n))]
    strong_pseudoprimes = [3215031751, 3825123056546413051, 318665857834031151167461 % 2**64]
    assert not any(prime(n) for n in strong_pseudoprimes)
    assert prime((1 << 61) - 1)
    assert prime((1 << 64) - 59)


def big_growth(n: int, more: int) -> tuple[str, int]:
    """A relu growth in hex floats, judged here by an elimination modulo a 31-bit prime, dead ones among it."""
    stream = random.Random(7)
    p = (1 << 31) - 1
    points = [[stream.gauss(0, 1), stream.gauss(0, 1), 1.0] for _ in range(n)]
    y, entries_, weights = [stream.gauss(0, 1) for _ in range(n)], list[dict[str, Any]](), list[list[float]]()
    columns: list[list[int]] = []
    basis: list[tuple[list[int], int, int]] = []  # orthogonalised columns, 1/square, product with y
    target = [mod(Fraction(v), p) for v in y]
    while len(entries_) < n + more:
        dead = len(entries_) % 10 == 9
        w = [0.0, 0.0, -stream.random()] if dead else [stream.gauss(0, 1) for _ in range(3)]
        exact = [
            max(sum((Fraction(a) * Fraction(b) for a, b in zip(row, w, strict=True)), Fraction(0)), Fraction(0))
            for row in points
        ]
        g = [mod(v, p) for v in exact]
        q = g
        for column, inverse, _ in basis:
            factor = sum(map(int.__mul__, g, column)) * inverse % p
            q = [(a - factor * b) % p for a, b in zip(q, column, strict=True)]
        square = sum(a * a for a in q) % p
        entry: dict[str, Any] = {"improves": False, "dead": True} if not any(exact) else {"undecided": True}
        if square:
            value = sum(map(int.__mul__, q, target)) % p
            entry = {"improves": True, "residue": value}
            basis.append((q, pow(square, -1, p), value))
            columns.append(g)
        entries_.append(entry)
        weights.append(w)
    data = {"X": points, "W": weights, "y": [y]}
    hexed = {key: [[v.hex() for v in row] for row in value] for key, value in data.items()}
    o = {
        "lemmata": "certificate/1",
        "kind": "growth",
        "activation": "relu",
        "scale": "1",
        "p": p,
        "candidates": entries_,
    }
    return json.dumps({**o, **hexed, "y": hexed["y"][0]}), sum("improves" in entry for entry in entries_)


def mod(value: Fraction, p: int) -> int:
    return value.numerator * pow(value.denominator, -1, p) % p


def test_a_large_growth_is_checked_in_half_a_second() -> None:
    line, verdicts = big_growth(100, 10)
    before = time.process_time()
    assert check_line(line).verdicts == verdicts > 60
    assert time.process_time() - before < 0.5


def run_alone(path: Path, *objects: dict[str, Any]) -> tuple[int, str, str]:
    path.write_text("".join(json.dumps(o) + "\n" for o in objects))
    command = [sys.executable, "-I", "-S", str(CHECK / "certificates.py"), str(path)]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, capture_output=True, text=True, check=False, cwd=path.parent
    )
    return done.returncode, done.stdout, done.stderr


def test_it_runs_alone_without_site_packages(tmp_path: Path) -> None:
    assert run_alone(tmp_path / "a", rational(), based()) == (0, "2 certificates, 3 verdicts accepted\n", "")


def test_alone_it_checks_exponentials_and_refuses_balls_in_one_line(tmp_path: Path) -> None:
    tanh = {**GROWTH, "X": [["1"]], "W": [["0"]], "activation": "tanh", "scale": "1", "y": ["1"], "p": 10007, "root": 4}
    tanh |= {"candidates": [{"improves": False, "dead": True}]}
    assert run_alone(tmp_path / "a", tanh) == (0, "1 certificates, 1 verdicts accepted\n", "")
    why = "line 1: malformed: a line of kind enclosure needs python-flint to be checked\n"
    assert run_alone(tmp_path / "a", tanh | {"kind": "enclosure"}) == (2, "", why)


def test_the_exact_checker_uses_the_standard_library_and_nothing_of_the_project() -> None:
    seen = "import sys; sys.path.insert(0, sys.argv[1]); import verify.check.certificates; print(*sys.modules)"
    root = str(CHECK.parents[1])
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-I", "-S", "-c", seen, root], capture_output=True, text=True, check=True
    )
    theirs = {name.partition(".")[0] for name in done.stdout.split()} - {"verify", "__main__"}
    assert theirs <= sys.stdlib_module_names
    assert {name for name in done.stdout.split() if name.startswith("verify")} == {
        "verify",
        "verify.check",
        "verify.check.certificates",
    }
