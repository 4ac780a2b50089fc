"""The cells are those that Fourier-Motzkin elimination finds; their shares are those of random directions."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import fsum, nextafter
from typing import Any

import numpy as np
import pytest
from scipy import stats

from core.dataset import waves
from core.exact import Rationals, rationals
from core.exact import cells as module
from core.exact.cells import Cells
from core.exact.fractions_oracle import dot
from core.rounding import UNIT

F = Fraction
Row = list[Fraction]


def feasible(rows: Sequence[Row]) -> bool:
    """Whether some w has row·w > 0 for all rows, by Fourier-Motzkin elimination."""
    if not rows:
        return True
    if not rows[0]:
        return False
    up, down = ([row for row in rows if row[-1] * sign > 0] for sign in (1, -1))
    level = [row[:-1] for row in rows if row[-1] == 0]
    pairs = [[a * -d[-1] + b * u[-1] for a, b in zip(u[:-1], d[:-1], strict=True)] for u in up for d in down]
    return feasible(level + pairs)


def naive(X: Rationals) -> set[tuple[bool, ...]]:
    """Every set of active points with weights that make it so and are on no circle."""
    points: list[Row] = X.fractions()
    live = [i for i, x in enumerate(points) if any(x)]
    found = set()
    for signs in product((True, False), repeat=len(live)):
        if feasible([points[i] if up else [-v for v in points[i]] for i, up in zip(live, signs, strict=True)]):
            active = dict(zip(live, signs, strict=True))
            found.add(tuple(active.get(i, False) for i in range(len(points))))
    return found


def checked(X: Any, most: int = 40) -> Cells:
    """The cells, after what must always hold of them: distinct, open, antipodal, and together the whole sphere."""
    X = rationals(X)
    cells = Cells.of(X)
    count = len(cells.shares)
    assert len({row.tobytes() for row in cells.active}) == count == len(cells.active)
    assert abs(fsum(cells.shares) - 1) <= count * cells.error
    points: list[Row] = X.fractions()
    live = np.array([any(x) for x in points])
    if count > 1:
        first, second = np.split(cells.active, 2)
        assert (first[:, live] == ~second[:, live]).all()
        assert (np.split(cells.shares, 2)[0] == np.split(cells.shares, 2)[1]).all()
    assert not cells.active[:, ~live].any()
    for cell in range(0, count, max(1, count // most)):
        w = list(map(F, cells.interior(cell)))
        z = [dot(x, w) for x in points]
        assert [value > 0 for value in z] == cells.active[cell].tolist()
        assert [value != 0 for value in z] == live.tolist()
    return cells


def sampled(cells: Cells, X: Rationals, samples: int = 50_000, risk: float = 1e-6) -> None:
    """Random directions fall into the cells and nowhere else, as often as the shares say."""
    W = np.random.default_rng(21).standard_normal((samples, X.shape[1]))
    found = Counter(row.tobytes() for row in np.packbits(W @ X.approx.T > 0, axis=1))
    known = [row.tobytes() for row in np.packbits(cells.active, axis=1)]
    assert set(found) <= set(known)
    counts = np.array([found[key] for key in known])
    low, high = cells.shares - cells.error, cells.shares + cells.error
    below = stats.binom.cdf(counts, samples, np.clip(low, 0, 1))
    above = stats.binom.sf(counts - 1, samples, np.clip(high, 0, 1))
    assert np.minimum(below, above).min() > risk / len(known) / 2


def test_small_arrangements_are_those_of_fourier_and_motzkin(planted: Any) -> None:
    rng, seen = np.random.default_rng(22), Counter[int]()
    for _ in range(150):
        X = planted(rng).problem.X
        cells = checked(X)
        assert set(map(tuple, cells.active.tolist())) == naive(X), X.fractions()
        seen[len(cells.shares)] += 1
    assert {2, 4, 6, 8} <= set(seen)
    assert max(seen) > 20


@pytest.mark.parametrize(
    "X",
    [
        [[0, 0, 0], [0, 0, 0]],
        [[1, 2, 3]],
        [[1, 2, 3], [-2, -4, -6], [F(1, 3), F(2, 3), 1], [0, 0, 0]],
        [[1, 0, 1], [0, 1, 1], [1, 1, 2], [1, -1, 0]],  # linearly dependent
        [[1, 0, 1], [0, 1, 1], [1, 1, 1], [2, 2, 1], [3, 3, 1], [-1, 0, 1]],
        [[2], [-3], [0]],
        [[1, 2], [2, 4], [-1, 1]],
    ],
)
def test_degenerate_points(X: list[list[Any]]) -> None:
    points = rationals(X)
    cells = checked(points)
    assert set(map(tuple, cells.active.tolist())) == naive(points)
    sampled(cells, points)


def test_circles_that_float64_cannot_tell_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly equal points, three circles nearly through one point, and rationals that round to such."""
    decided: list[int] = []
    true = module._exactly

    def counting(*arguments: Any) -> Any:
        found = true(*arguments)
        decided.extend(value for _, _, value in found)
        return found

    monkeypatch.setattr(module, "_exactly", counting)
    rng, up = np.random.default_rng(23), float("inf")
    for _ in range(40):
        a, b = rng.standard_normal((2, 3))
        c = a + b
        nudged = [nextafter(a[0], up), a[1], a[2]]
        X = rationals([a.tolist(), b.tolist(), c.tolist(), nudged])
        assert set(map(tuple, checked(X).active.tolist())) == naive(X)
    thirds: list[Row] = [
        [F(1, 3), F(1, 7), F(1)],
        [F(1, 3) + F(1, 10**30), F(1, 7), F(1)],
        [F(1, 7), F(1), F(1)],
        [F(10, 21), F(8, 7), F(2)],
    ]
    for X in (rationals(thirds), rationals([[v * F(1, 10**200) for v in row] for row in thirds])):
        assert set(map(tuple, checked(X).active.tolist())) == naive(X)
    assert decided.count(0) > 0
    assert decided.count(1) > 0
    assert decided.count(-1) > 0


@pytest.mark.parametrize("exponents", [(-1074, -1060), (-1000, 1000), (1000, 1023)])
def test_huge_and_tiny_numbers(exponents: tuple[int, int]) -> None:
    rng = np.random.default_rng(24)
    for _ in range(10):
        X = rationals(np.ldexp(rng.standard_normal((5, 3)), rng.integers(*exponents, (5, 3))))
        assert set(map(tuple, checked(X).active.tolist())) == naive(X)


def test_a_hundred_points_have_all_the_cells_of_general_position() -> None:
    cells = checked(waves(np.random.default_rng(25), 100).X)
    assert len(cells.shares) == 100 * 99 + 2
    assert cells.error < 1e-13


def test_a_grid() -> None:
    """Many lines through three or more points: vertices of many degrees."""
    X = rationals([[i, j, 1] for i in range(10) for j in range(10)])
    sampled(checked(X), X)


def test_random_directions_on_general_points() -> None:
    X = rationals(waves(np.random.default_rng(26), 30).X)
    sampled(checked(X), X, samples=200_000)


def test_points_in_a_plane_give_lunes() -> None:
    rng = np.random.default_rng(27)
    flat = rng.integers(-60, 61, (100, 2))
    X = rationals(np.column_stack([flat, flat.sum(axis=1)]))
    cells = checked(X)
    lines = {tuple(F(v, x[0]) if x[0] else F(i) for i, v in enumerate(x)) for x in flat.tolist() if any(x)}
    assert len(cells.shares) == 2 * len(lines)
    sampled(cells, X)
    # Given by two coordinates or by three, the same points have the same cells, and up to rounding the same shares.
    level, two = checked(np.column_stack([flat, np.zeros(100)])), checked(flat)
    assert (level.active == two.active).all()
    assert (level.shares == two.shares).all()


def test_two_inputs_cut_the_circle_into_arcs() -> None:
    X = np.random.default_rng(28).standard_normal((40, 2))
    cells = checked(X)
    walls = np.sort(np.arctan2(X[:, 0], -X[:, 1]) % np.pi)
    walls = np.concatenate([walls, walls + np.pi])
    arcs = np.diff(np.append(walls, walls[0] + 2 * np.pi))
    middles = walls + arcs / 2
    known = {row.tobytes(): s for row, s in zip(cells.active, cells.shares, strict=True)}
    for middle, arc in zip(middles, arcs, strict=True):
        active = X @ np.array([np.cos(middle), np.sin(middle)]) > 0
        assert abs(known.pop(active.tobytes()) - arc / (2 * np.pi)) <= cells.error + 32 * UNIT
    assert not known


def test_reflection_groups_have_equal_chambers() -> None:
    axes = np.eye(3, dtype=int)
    octants = checked(axes)
    assert octants.error == (4 * 3 + 4) * UNIT  # as derived for three corners
    assert np.abs(octants.shares - 1 / 8).max() <= octants.error
    roots = [*axes.tolist(), *([*map(int, axes[i] + s * axes[j])] for i in range(3) for j in range(i) for s in (1, -1))]
    cells = checked(roots)
    assert len(cells.shares) == 48
    assert np.abs(cells.shares - 1 / 48).max() <= cells.error


def test_more_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 3"):
        Cells.of(rationals(np.ones((2, 4))))
