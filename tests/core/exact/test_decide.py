"""`decide` is the naive comparison of two optimal objectives in Fractions, for matrices of any rank and any numbers."""

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pytest

from core.exact import Cause, Verdict, decide
from core.exact.fractions_oracle import dot, improves, objective, residual
from verify.check.certificates import check_line

F = Fraction
PRIMES = (None, 3, 7, 11, 101)
Convert = Callable[[Fraction], Any]
KINDS: dict[str, Convert] = {
    "int": int,
    "float": lambda value: float(value) / 8,
    "Fraction": lambda value: value / 3,
    "Decimal": lambda value: Decimal(int(value)).scaleb(-1),
    "mixed": lambda value: {0: int(value), 1: float(value), 2: value, 3: Decimal(int(value))}[int(value) % 4],
}


def exactly(values: Any) -> list[Fraction]:
    return [F(value) for value in values]


def planted(rng: np.random.Generator, n: int, u: int) -> tuple[list[list[Fraction]], list[Fraction], list[Fraction]]:
    """G as rows, y and g: small integers, columns repeated, combined and zero, g in the span or on the hyperplane."""
    columns = [exactly(column) for column in rng.integers(-2, 3, (u, n)).tolist()]
    for j in range(u):
        if rng.random() < 0.3:
            a, b = (columns[k] for k in rng.integers(0, u, 2))
            sign = int(rng.integers(-1, 2))
            columns[j] = [x + sign * z for x, z in zip(a, b, strict=True)]
    y, g = (exactly(rng.integers(-2, 3, n).tolist()) for _ in range(2))
    G = [[column[i] for column in columns] for i in range(n)]
    if rng.random() < 0.1:  # y in the span
        y = [sum(row, F(0)) for row in G]
    if rng.random() < 0.2 and u:  # g in the span
        g = [row[0] - 2 * row[-1] for row in G]
    elif rng.random() < 0.3 and any(r := residual(G, y)):  # g on the hyperplane, times a number
        g = [value * dot(r, r) - dot(g, r) * of_r for value, of_r in zip(g, r, strict=True)]
        size = lcm(*(value.denominator for value in g))
        g = [value * size for value in g]
    return G, y, g


def cause(G: list[list[Fraction]], y: list[Fraction], g: list[Fraction]) -> Cause | None:
    """Why g does not improve, naively; None where it does."""
    if improves(G, y, g):
        return None
    if objective(G, y) == 0:
        return Cause.RESIDUAL_ZERO
    if not any(g):
        return Cause.DEAD
    return Cause.IN_SPAN if objective(G, g) == 0 else Cause.ORTHOGONAL


@pytest.mark.parametrize("kind", KINDS)
def test_verdict_and_cause_are_the_oracles_for_every_prime(kind: str) -> None:
    rng = np.random.default_rng([21, *map(ord, kind)])
    met: Counter[Cause | None] = Counter()
    shapes: Counter[str] = Counter()
    for _ in range(250):
        n, u = int(rng.integers(1, 6)), int(rng.integers(0, 7))
        whole = planted(rng, n, u)
        G, y, g = [[KINDS[kind](v) for v in row] for row in whole[0]], *([KINDS[kind](v) for v in x] for x in whole[1:])
        exact = [exactly(row) for row in G], exactly(y), exactly(g)
        expected = cause(*exact)
        met[expected] += 1
        shapes.update({"u = 0": u == 0, "u = n": u == n, "u > n": u > n, "n = 1": n == 1})
        for prime in PRIMES:
            decision = decide(G, y, g, prime=prime)
            assert decision.cause is expected, (G, y, g, prime)
            assert decision.verdict is (Verdict.IMPROVES if expected is None else Verdict.DOES_NOT)
            assert decision.improves is (expected is None)
    assert set(met) == {None, Cause.RESIDUAL_ZERO, Cause.DEAD, Cause.IN_SPAN, Cause.ORTHOGONAL}, met
    assert min(shapes.values()) > 0, shapes


def test_a_small_prime_is_left_for_a_larger_one_where_it_cannot_tell() -> None:
    # g'r = 3 and |g|² = 3: zero modulo 3, not over Q.
    decision = decide([[], [], []], [1, 1, 1], [1, 1, 1], prime=3)
    assert decision.improves
    assert decision.certificate["p"] > 3
    # The one column of G has |G|² = 5: it is kept modulo 3, and cannot be modulo 5.
    for prime, used in ((3, True), (5, False)):
        decision = decide([[1], [2]], [1, 0], [0, 1], prime=prime)
        assert decision.improves
        assert (decision.certificate["p"] == prime) is used
    # 3 divides a denominator.
    assert decide([], [F(1, 3)], [1], prime=3).certificate["p"] > 3


def test_certificates_hold_one_verdict_and_are_accepted() -> None:
    rng = np.random.default_rng(22)
    evidence: Counter[str] = Counter()
    for _ in range(300):
        G, y, g = planted(rng, int(rng.integers(1, 6)), int(rng.integers(0, 7)))
        decision = decide(G, y, g, prime=(None, 7)[rng.integers(2)])
        assert check_line(json.dumps(decision.certificate)).verdicts == 1
        evidence.update(set(decision.certificate["candidates"][-1]) - {"improves"})
    assert set(evidence) >= {"residue", "dead", "coefficients", "output_weights", "full"}, evidence


def test_a_certificate_of_the_opposite_is_refused() -> None:
    decision = decide([[1], [0], [0]], [1, 1, 0], [0, 0, 1])
    assert decision.cause is Cause.ORTHOGONAL
    forged = decision.certificate | {"y": ["1", "1", "1"]}
    with pytest.raises(ValueError, match="orthogonal"):
        check_line(json.dumps(forged))


@pytest.mark.parametrize("gap", [F(1, 2**60), F(-1, 10**40), F(1, 10**300)])
def test_what_float64_cannot_tell_apart_is_told(gap: Fraction) -> None:
    G, y = [[1], [1], [0]], [1, 0, 5]
    on = [F(1), F(1), F(0)]
    beside = [F(1) + gap, F(1), F(0)]
    assert not decide(G, y, on).improves
    assert decide(G, y, beside).improves


def test_long_numbers_keep_their_last_digit() -> None:
    big = 2**70
    assert decide([[big], [big]], [1, 0], [big, big]).cause is Cause.IN_SPAN
    assert decide([[big], [big]], [1, 0], [big + 1, big]).improves
    assert decide([[1e308], [5e-324]], [1.0, 1.0], [5e-324, -1e308]).improves


@pytest.mark.parametrize(
    ("G", "y", "g", "message"),
    [
        ([[1], [2]], [1, 2], [1, 2, 3], "n × u"),
        ([[1], [2]], [1, 2, 3], [1, 2, 3], "n × u"),
        ([1, 2], [1, 2], [1, 2], "n × u"),
        ([], [], [], "n ≥ 1"),
        ([[1]], [[1]], [1], "n ≥ 1"),
        ([[1]], [float("nan")], [1], "finite"),
        ([[float("inf")]], [1], [1], "finite"),
        ([["1"]], [1], [1], "rational"),
        ([[10**400]], [1], [1], "range of float64"),
    ],
)
def test_what_is_no_question_is_refused_in_one_line(G: Any, y: Any, g: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refusal:
        decide(G, y, g)
    assert "\n" not in str(refusal.value)
