"""The bounds of the search hold for Gaussians drawn at random, and what it finds is what a fine grid finds."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from core.exact.gaussian_search import (
    STEEPEST,
    STEEPEST_END,
    Data,
    Family,
    Interval,
    Part,
    best_single,
    beyond,
    inside,
)

N = 60
POINTS = [Fraction(-3) + Fraction(6 * k, N - 1) for k in range(N)]
X = np.array([float(point) for point in POINTS])
H = X[1] - X[0]
RNG = np.random.default_rng(5)
HALF = [Fraction(int(v), 64) for v in RNG.integers(-64, 65, size=N // 2)]
RANDOM = [*HALF[::-1], *HALF]
SMOOTH = [
    Fraction(int(64 * (np.exp(-((x - 1.5) ** 2)) + np.exp(-((x + 1.5) ** 2)) - np.exp(-4 * x**2))), 64)
    for x in X.tolist()
]


def balls(y: list[Fraction]) -> list[object]:
    return [flint.arb(flint.fmpq(v.numerator, v.denominator)) for v in y]


def cosine(y: list[Fraction], exponents: np.ndarray) -> float:
    """|gᵀy| / ‖g‖ for g = exp(exponents), scaled so that nothing underflows."""
    g = np.exp(exponents - exponents.max())
    return abs(float(g @ np.array([float(v) for v in y]))) / float(np.linalg.norm(g))


def exponents(family: Family, first: float, a: float) -> np.ndarray:
    return -a * (X - first) ** 2 if family is inside else (X - X[-1]) * first - a * (X - X[-1]) ** 2


@pytest.mark.parametrize("y", [RANDOM, SMOOTH])
@pytest.mark.parametrize("family", [inside, beyond])
def test_no_gaussian_of_a_part_is_above_its_bound(y: list[Fraction], family: Family) -> None:
    data = Data(POINTS, balls(y))
    sharp = 0
    for _ in range(60):
        low = [Fraction(int(v), 64) for v in RNG.integers(0, 128, size=2)]
        wide = [Fraction(1, 2 ** int(k)) for k in RNG.integers(2, 10, size=2)]
        part = Part(family, (Interval(low[0], low[0] + wide[0]), Interval(low[1], low[1] + wide[1])))
        value, upper, _ = data.bound(part)
        sharp += upper < data.norm
        ends = [(float(at.low), float(at.high)) for at in part.at]
        drawn = [(RNG.uniform(*ends[0]), RNG.uniform(*ends[1])) for _ in range(20)]
        corners = [(first, a) for first in ends[0] for a in ends[1]]
        assert max(cosine(y, exponents(family, *at)) for at in drawn + corners) <= float(upper) + 1e-12
        middle = [float(at.middle) for at in part.at]
        assert cosine(y, exponents(family, *middle)) == pytest.approx(float(value))
    assert sharp > 30


@pytest.mark.parametrize("y", [RANDOM, SMOOTH])
def test_no_steep_gaussian_is_above_the_bound_outside_of_the_box(y: list[Fraction]) -> None:
    upper = float(Data(POINTS, balls(y)).steep())
    steepest, end = float(STEEPEST) / H**2, float(STEEPEST_END) / H
    for _ in range(300):
        a = steepest * RNG.uniform(1, 4)
        assert cosine(y, exponents(inside, RNG.uniform(0, 3), a)) <= upper
        assert cosine(y, exponents(beyond, RNG.uniform(0, 20), a)) <= upper
        assert cosine(y, exponents(beyond, end * RNG.uniform(1, 4), steepest * RNG.uniform(0, 2))) <= upper


def test_the_bound_outside_counts_what_lies_off_the_window() -> None:
    y = [float(v) for v in RANDOM]
    window = max(sum(v * v for v in y[k : k + 8]) for k in range(N - 7))
    ratios = [
        sum(2 * np.exp(-2 * float(STEEPEST) * (k * k - 0.25)) for k in range(4, N)),
        sum(np.exp(-2 * float(STEEPEST) * k * k) for k in range(8, N)),
        sum(np.exp(-2 * float(STEEPEST_END) * k) for k in range(8, N)),
    ]
    expected = window**0.5 + max(ratios) ** 0.5 * sum(v * v for v in y) ** 0.5
    assert float(Data(POINTS, balls(RANDOM)).steep()) == pytest.approx(expected)


def test_the_search_finds_what_a_fine_grid_finds_and_encloses_it() -> None:
    gap = Fraction(1, 500)
    found = best_single(POINTS, balls(SMOOTH), gap)
    norm = sum(float(v) ** 2 for v in SMOOTH)
    grid = [(m, a) for m in np.linspace(0, 3, 61) for a in np.geomspace(0.05, 9, 120)]
    best = max(grid, key=lambda at: cosine(SMOOTH, exponents(inside, *at)))
    attained = norm - cosine(SMOOTH, exponents(inside, *best)) ** 2
    assert found.low <= attained
    assert found.high <= attained + 1e-3
    assert found.high - found.low < 2 * norm**0.5 * float(gap) + 1e-9
    centre = [float(value) for value in found.centre]
    at_centre = norm - cosine(SMOOTH, exponents(inside, *centre)) ** 2
    assert found.low <= at_centre <= found.high + 1e-12
    assert found.mean.low <= found.centre[0] <= found.mean.high
    assert found.inverse_square.low <= found.centre[1] <= found.inverse_square.high
    assert found.outside < found.attained


def test_data_that_one_steep_gaussian_fits_are_refused() -> None:
    spike = [Fraction(int(k in {N // 2 - 1, N // 2})) for k in range(N)]
    with pytest.raises(ArithmeticError, match="steep"):
        best_single(POINTS, balls(spike), Fraction(1, 50))
