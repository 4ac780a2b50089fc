"""Linear algebra modulo p in float64 against Python integers, at the edge of exactness and refused beyond it."""

from typing import Any

import flint
import numpy as np
import pytest

from core.exact.elimination import Elimination
from core.exact.modular import EXACT, bound, fits, inverse, inverses, multiply, primes_below, reduce

PRIMES = (3, 5, 7, 11, 101, 10007, 18_981_871, 94_906_249)


def congruent(found: Any, expected: list[int], p: int) -> None:
    """Integers of the right class, and zero exactly where p divides."""
    for value, exact in zip(np.asarray(found).ravel().tolist(), expected, strict=True):
        assert value == int(value)
        assert (int(value) - exact) % p == 0
        assert (value == 0) == (exact % p == 0)
        assert abs(value) <= p / 2 + 2


@pytest.mark.parametrize("p", PRIMES)
def test_reduce_is_right_up_to_the_last_exact_integer(p: int) -> None:
    rng = np.random.default_rng(1)
    largest = EXACT - p if p > 3 else 2**50 - 1  # for 3 the sums stay below 2⁵⁰, see the module
    edge = [s * v for s in (-1, 1) for v in (0, 1, p - 1, p, p + 1, p // 2, p // 2 + 1, largest, largest - largest % p)]
    for whole in (1, largest // p // 2, largest // p - 1):
        edge += [whole * p + d for d in (-2, -1, 0, 1, 2, p // 2, p // 2 + 1)]
    values = edge + rng.integers(-largest, largest, 2000).tolist()
    congruent(reduce(np.array(values, dtype=np.float64), p), values, p)


@pytest.mark.parametrize("terms", [1, 2, 16, 100, 1000, 20_000])
def test_products_at_the_largest_prime_are_exact(terms: int) -> None:
    p = primes_below(bound(terms))[0]
    top = p // 2 + 2  # residues may be as large as that
    rng = np.random.default_rng(terms)
    assert fits(p, terms)
    assert terms * top**2 > 0.98 * EXACT or terms > 1000
    A = np.array([[top] * terms, [-top] * terms, rng.integers(-top, top + 1, terms).tolist()], dtype=np.float64)
    B = np.array([[top] * terms, rng.integers(-top, top + 1, terms).tolist()], dtype=np.float64).T
    expected = [
        sum(int(a) * int(b) for a, b in zip(row, column, strict=True)) for row in A.tolist() for column in B.T.tolist()
    ]
    congruent(multiply(A, B, p), expected, p)


@pytest.mark.parametrize("terms", [1, 7, 100, 4096])
def test_beyond_the_edge_is_refused(terms: int) -> None:
    largest = bound(terms)
    assert fits(largest, terms)
    assert not fits(largest + 1, terms)
    assert terms * ((largest + 1) // 2 + 3) ** 2 < EXACT * 1.01, "the bound is near n p²/4 = 2⁵³"
    beyond = next(p for p in range(largest + 1, 2 * largest) if flint.fmpz(p).is_prime())
    with pytest.raises(ValueError, match="too long for exact sums"):
        multiply(np.ones((1, terms)), np.ones((terms, 1)), beyond)
    with pytest.raises(ValueError, match="must stay below 2⁵³"):
        Elimination.start(np.ones((1, terms)), 1, beyond)
    with pytest.raises(ValueError, match="must stay below 2⁵³"):
        Elimination.start(np.ones((1, 1)), terms, beyond)


def test_a_product_beyond_the_edge_would_be_wrong() -> None:
    """The control: float64 itself does lose the product that `multiply` refuses."""
    p, terms = 94_906_249, 4096
    A = np.full((1, terms), p // 2, dtype=np.float64)
    A[0, 0] = 1
    exact = 1 + (terms - 1) * (p // 2) ** 2
    assert not fits(p, terms)
    assert int((A @ A.T)[0, 0]) != exact


@pytest.mark.parametrize("p", PRIMES)
@pytest.mark.parametrize("count", [1, 2, 3, 7, 64])
def test_inverses(p: int, count: int) -> None:
    rng = np.random.default_rng(count)
    values = rng.integers(1, p, count)
    symmetric = np.where(values > p // 2, values - p, values).astype(np.float64)
    found = inverses(symmetric, p)
    assert found.shape == (count,)
    for value, inverted in zip(values.tolist(), found.tolist(), strict=True):
        assert value * int(inverted) % p == 1
        assert (inverse(float(value), p) - inverted) % p == 0
        assert abs(inverse(float(value), p)) <= p // 2


@pytest.mark.parametrize("largest", [23, 101, 10**4, 2**20, 1_898_187, 94_906_250])
@pytest.mark.parametrize("safe", [True, False])
def test_primes_are_prime(largest: int, *, safe: bool) -> None:
    def prime(number: int) -> bool:
        return number > 1 and all(number % d for d in range(2, int(number**0.5) + 1))

    found = primes_below(largest, safe=safe)
    assert found == sorted(found, reverse=True)
    assert 0 < len(found) <= 4
    assert found[0] <= largest
    for p in found:
        assert prime(p)
        assert p not in (2, 5)
        assert not safe or (prime(p // 2) and p // 2 % 2 and p // 2 > 5)
    assert safe or not any(prime(number) for number in range(found[0] + 1, largest + 1))


def naive_elimination(columns: list[list[int]], y: list[int], p: int) -> tuple[list[int], list[bool], int]:
    """The LDLᵀ of Gram matrices modulo p one column at a time: entries, who was taken, and how many were judged."""
    kept: list[tuple[list[int], int, int]] = []  # g minus its projection, its square, its product with y
    entries: list[int] = []
    taken: list[bool] = []
    for g in columns:
        rest = list(g)
        for k, square, _ in kept:
            f = sum(a * b for a, b in zip(k, g, strict=True)) * pow(square, -1, p)
            rest = [(a - f * b) % p for a, b in zip(rest, k, strict=True)]
        entry = sum(a * b for a, b in zip(rest, y, strict=True)) % p
        square = sum(a * a for a in rest) % p
        if entry and not square:
            return entries, taken, len(entries)
        entries.append(entry)
        taken.append(bool(entry))
        if entry:
            kept.append((rest, square, entry))
    return entries, taken, len(columns)


@pytest.mark.parametrize("p", [3, 7, 11, 10007])
@pytest.mark.parametrize("block", [1, 2, 5, 16])
def test_eliminating_in_blocks_is_eliminating_one_by_one(p: int, block: int) -> None:
    rng = np.random.default_rng([p, block])
    failed = 0
    for _ in range(150):
        n, c = int(rng.integers(1, 7)), int(rng.integers(1, 14))
        columns, y = rng.integers(-(p // 2), p // 2 + 1, (c, n)), rng.integers(-(p // 2), p // 2 + 1, n)
        columns[rng.random(c) < 0.2] = 0
        entries, taken, judged = naive_elimination(columns.tolist(), y.tolist(), p)
        state = Elimination.start(y[None].astype(np.float64), n, p)
        rows, at, seen, who = np.array([0]), 0, [], []
        while at < c and not state.singular[0]:
            part = columns[None, at : at + block].astype(np.float64)
            r = state.residual(rows)
            room = n - state.count
            if not room[0]:
                break
            accepted, values, count = state.meet(rows, part, reduce(part @ r[0], p), room)
            stop = int(count[0])
            seen += values[0, :stop].tolist()
            who += accepted[0, :stop].tolist()
            at += stop
            if stop == 0:
                break
        assert who == taken[: len(who)]
        assert [int(v) % p for v in seen] == entries[: len(seen)]
        assert len(who) == judged or state.count[0] == n
        assert bool(state.singular[0]) == (judged < c and state.count[0] < n)
        failed += bool(state.singular[0])
    assert failed > 5 or p == 10007, "no zero pivot under a non-zero entry was met"


def test_growths_in_step_do_not_touch_each_other() -> None:
    rng, p, n, c = np.random.default_rng(2), 101, 9, 8
    blocks = rng.integers(-50, 51, (5, 2, c, n)).astype(np.float64)
    targets = rng.integers(-50, 51, (5, n)).astype(np.float64)
    together = Elimination.start(targets.copy(), n, p)
    order = [np.array([0, 1, 2, 3, 4]), np.array([3, 1])]
    for step, rows in enumerate(order):
        part = blocks[rows, step]
        entries = reduce(np.matmul(part, together.residual(rows)[:, :, None])[:, :, 0], p)
        together.meet(rows, part, entries, n - together.count[rows])
    for b in range(5):
        alone = Elimination.start(targets[b : b + 1].copy(), n, p)
        for step, rows in enumerate(order):
            if b in rows and alone.count[0] < n:
                part = blocks[b : b + 1, step]
                alone.meet(
                    np.array([0]), part, reduce(part[0] @ alone.residual(np.array([0]))[0], p)[None], n - alone.count
                )
        k = int(alone.count[0])
        assert together.count[b] == k
        assert ((together.residual(np.array([b])) - alone.residual(np.array([0]))) % p == 0).all()
        assert ((together.inverse[b, :k, :k] - alone.inverse[0, :k, :k]) % p == 0).all()
