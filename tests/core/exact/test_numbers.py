"""Exact numbers stay what they are: from floats, integers, decimals and fractions, and modulo primes."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.exact import numbers, rationals
from core.exact.numbers import residue, rows_of, stack, texts

F = Fraction
PRIMES = (3, 7, 11, 101, 10007, 18_981_871)
EXTREME = [0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1e308, -1.7976931348623157e308, 0.1, 2.0**53 + 2, 1 / 3]


@pytest.mark.parametrize(
    "values",
    [
        EXTREME,
        [[1, 2], [3, -4]],
        [2**60 + 1, 0.5],  # NumPy alone would round the integer
        [[2**60 + 1, 0.5], [Decimal("0.1"), F(1, 3)]],
        [10**300, F(1, 10**300)],
        [True, 2],
        np.array([2**63 - 1, -(2**63)]),
        np.array([2**64 - 1], dtype=np.uint64),
        np.array([0.1, 1e-40], dtype=np.float32),
        np.array([[0.1], [3.5]]),
        [np.float64(0.1), np.int64(2**62 + 1)],
        [],
    ],
)
def test_no_number_changes(values: Any) -> None:
    array = rationals(values)
    flat = np.asarray(values, dtype=object).ravel()
    exact = [F(v.item() if isinstance(v, np.generic) else v) for v in flat]
    rows = array.fractions()
    assert (rows if array.ndim == 1 else [v for row in rows for v in row]) == exact
    assert [array.fraction(*index) for index in np.ndindex(array.shape)] == exact
    assert array.approx.ravel().tolist() == [float(v) for v in exact]
    N, d = array.integers()
    assert [F(int(v), d) for v in N.flat] == exact
    assert array.dyadic == all(F(float(v)) == v for v in exact)


def test_extended_precision_is_kept_too() -> None:
    value = np.longdouble(1) / np.longdouble(3)
    assert rationals(np.array([value])).fraction(0) == F(*value.as_integer_ratio())


def test_the_callers_array_stays_writeable_and_is_copied() -> None:
    values = np.zeros((2, 2))
    array = rationals(values)
    values[0, 0] = 1
    assert array.fraction(0, 0) == 0
    with pytest.raises(ValueError, match="read-only"):
        array.approx[0, 0] = 1


@pytest.mark.parametrize("p", PRIMES)
def test_residues_of_floats(p: int) -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate(
        [EXTREME, rng.standard_normal(200), np.ldexp(rng.standard_normal(50), rng.integers(-1070, 1000, 50))]
    )
    found = rationals(values).residues(p)
    for r, value in zip(found.tolist(), values.tolist(), strict=True):
        exact = F(value)
        assert r == int(r)
        assert abs(r) <= p // 2
        assert (int(r) * exact.denominator - exact.numerator) % p == 0
        assert residue(exact, p) == r


@pytest.mark.parametrize("p", PRIMES)
def test_residues_of_fractions(p: int) -> None:
    values = [F(a, b) for a in (-(10**40), -7, 0, 1, 5**60) for b in (1, 4, 10**30, 13**5) if b % p]
    for r, exact in zip(rationals(values).residues(p).tolist(), values, strict=True):
        assert (int(r) * exact.denominator - exact.numerator) % p == 0
        assert abs(r) <= p // 2
    with pytest.raises(ZeroDivisionError):
        rationals([F(1, 2 * p)]).residues(p)
    with pytest.raises(ZeroDivisionError):
        residue(F(1, p), p)


@pytest.mark.parametrize(
    "bad", [[float("nan")], [[1.0, float("inf")]], [Decimal("NaN")], [Decimal("Infinity"), 1], ["1"], [None], [1j]]
)
def test_what_is_no_finite_rational_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="finite"):
        rationals(bad)


def test_numbers_beyond_float64_are_refused() -> None:
    for value in (Decimal("1e999"), 10**400, F(-(10**400), 3)):
        with pytest.raises(ValueError, match="beyond the range of float64"):
            rationals([value])


def test_parts_and_joints_keep_the_values() -> None:
    A, B = rationals([[1, F(1, 3)], [2, 3]]), rationals(np.array([[0.5, 0.1]]))
    assert rows_of([A, B]).fractions() == A.fractions() + B.fractions()
    assert A[np.array([1])].fractions() == [[F(2), F(3)]]
    assert A.transposed().fractions() == [[F(1), F(2)], [F(1, 3), F(3)]]
    assert stack([A, A]).fraction(1, 0, 1) == F(1, 3)
    assert rationals([1, 2]).as_row().fractions() == [[F(1), F(2)]]


def test_texts_can_be_read_back() -> None:
    for values in (EXTREME, [F(1, 3), F(-2)]):
        read = [float.fromhex(t) if "0x" in t else F(t) for t in texts(rationals(values))]
        assert read == values


def test_long_integers_get_no_denominator() -> None:
    N, d = rationals([2.0**60, -(2.0**70)]).integers()
    assert (N.tolist(), d) == ([2**60, -(2**70)], 1)


def test_float64_arrays_are_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "_fraction", lambda value: pytest.fail(f"{value} was made a fraction"))
    assert rationals(np.array([0.1, 0.2])).dyadic
