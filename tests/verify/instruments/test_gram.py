from fractions import Fraction

import numpy as np
import pytest

from core.exact.fractions_oracle import dot, objective, residual
from verify.instruments import gram
from verify.instruments.span import Span


def small(n: int, u: int, count: int = 60) -> tuple[gram.Integers, gram.Integers, gram.Integers]:
    rng = np.random.default_rng([n, u])
    G, y, g = (rng.integers(-2, 3, (count, *shape)) for shape in ((n, u), (n,), (n,)))
    if u > 1:
        G[::3, :, -1] = 2 * G[::3, :, 0]  # dependent columns in a third of them
    return G, y, g


def rational(matrix: gram.Integers) -> list[list[Fraction]]:
    return [[Fraction(int(entry)) for entry in row] for row in np.atleast_2d(matrix)]


SIZES = [(1, 0), (1, 1), (1, 3), (2, 2), (3, 1), (3, 2), (3, 3), (4, 2)]


@pytest.mark.parametrize(("n", "u"), SIZES)
def test_objectives_are_those_of_the_oracle(n: int, u: int) -> None:
    G, y, _ = small(n, u)
    top, low = gram.objectives(G, y)
    for k in range(len(G)):
        rows = rational(G[k]) if u else [[]] * n
        assert Fraction(int(top[k]), int(low[k])) == objective(rows, rational(y[k])[0])


@pytest.mark.parametrize(("n", "u"), SIZES)
def test_along_residuals_are_those_of_the_oracle(n: int, u: int) -> None:
    G, y, g = small(n, u)
    top, low = gram.along_residuals(G, y, g)
    for k in range(len(G)):
        rows = rational(G[k]) if u else [[]] * n
        expected = dot(rational(g[k])[0], residual(rows, rational(y[k])[0]))
        assert Fraction(int(top[k]), int(low[k])) == expected


@pytest.mark.parametrize(("n", "u"), SIZES)
def test_ranks_are_those_of_orthogonalisation(n: int, u: int) -> None:
    G, _, _ = small(n, u)
    ranks = gram.ranks(G)
    for k in range(len(G)):
        assert ranks[k] == Span.of(rational(G[k]) if u else [[]] * n).rank


@pytest.mark.parametrize("k", range(5))
def test_determinants_are_those_of_numpy_rounded(k: int) -> None:
    M = np.random.default_rng(k).integers(-3, 4, (k, k, 50))
    assert gram.determinants(M).tolist() == np.rint(np.linalg.det(M.transpose(2, 0, 1))).astype(int).tolist()


def test_what_might_overflow_is_refused() -> None:
    with pytest.raises(OverflowError, match="3 x 3 determinants with entries up to 1000000 may not fit"):
        gram.determinants(np.full((3, 3, 1), 10**6))
    huge = gram.whole(np.array([2**40]))
    with pytest.raises(OverflowError, match="products of these numbers"):
        gram.product(huge, huge)


def test_quotients_compare_as_numbers() -> None:
    halves, thirds = (np.array([1, -1, 2]), np.array([2, 2, 4])), (np.array([1, -1, 3]), np.array([3, 3, 6]))
    assert gram.less(thirds, halves).tolist() == [True, False, False]
    assert gram.equal(thirds, halves).tolist() == [False, False, True]
    top, low = gram.difference(halves, thirds)
    assert [Fraction(int(a), int(b)) for a, b in zip(top, low, strict=True)] == [Fraction(1, 6), Fraction(-1, 6), 0]
