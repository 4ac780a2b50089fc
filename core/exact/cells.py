"""The cells into which points cut the directions of a ReLU neuron, and the share of directions in each.

A point x is active for weights w where x·w > 0. Weights with the same active points form a cell: an open convex cone,
and a convex region of the sphere S² (m = 3; with fewer inputs the points get zero coordinates, which turns arcs into
lunes and half-planes into hemispheres with the same shares). Standard normal weights have a uniform direction, so a
cell's share of the sphere is the probability that the next neuron falls into it; the circles themselves have none.

**Which cells there are** is decided exactly. Points that are multiples of one another share a circle {w : x·w = 0};
zero points have none. Two circles a, b meet in v = ±a × b, and the sign of v against a third circle c is that of the
determinant det(a, b, c). With all vectors divided by their largest entry, entries rounded once (relative u = 2⁻⁵³), a
component of a × b errs by at most 4u·2 and is at most 2; the product with c adds 4u·6 to the 3·8u: together below 50u,
and 64u is what the code allows. A determinant that the floats leave open is computed in integers. Around v the d ≥ 2
circles through it bound 2d sectors, each the corner of one cell, whose other signs are those of v. A convex region is
known by its signs, so equal signs mean the same cell; -v has the antipodal cells and is not looked at again. Euler's
formula V - E + F = 2 with 2 vertices of 2d edge ends for each v gives F = 2 + Σ 2(d - 1), which is asserted.

**The shares.** By Gauss and Bonnet a convex region has the area 2π - Σ (exterior angles), for lunes too; the exterior
angle between walls with inward normals p and q is the angle θ between p and q, computed as atan2(‖p × q‖, p·q). With
N = ‖p‖‖q‖ the computed p·q errs by at most 5uN, and ‖p × q‖ by at most (4√2 + 3)uN: together the direction turns by
less than 11u. `arctan2` is taken to be right within 4 units in the last place (at most 16u). So an angle errs by less
than 32u, the sum of t angles, itself below 7, by 39u t, and the share 1/2 - Σθ/4π by less than (4t + 4)u.
"""

from dataclasses import dataclass, field
from functools import cmp_to_key
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats
from core.exact.numbers import Rationals
from core.exact.pieces import UNIT

Booleans = NDArray[np.bool_]
Indices = NDArray[np.int64]
Vector = tuple[int, int, int]

_MARGIN = 64 * UNIT


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells of points X (n × m, m ≤ 3): which points are active (cells × n), and the share of directions.

    `error` bounds the distance of each share from the true one. The second half of the cells are the antipodes of the
    first half, in the same order; without a circle there is one cell.
    """

    active: Booleans
    shares: Floats
    error: float
    _circles: list[Vector] = field(repr=False)
    _positive: Booleans = field(repr=False)  # cells × circles
    _walls: Indices = field(repr=False)  # cells × 2, two circles that meet in a corner of the cell
    _inputs: int = field(repr=False)

    @classmethod
    def of(cls, X: Rationals) -> "Cells":
        """The cells of some points; ValueError for more than three inputs."""
        n, m = X.shape
        if m > 3:
            raise ValueError(f"cells are found for at most 3 inputs, got {m}")
        circles, of_point, side = _circles(X)
        positive, walls, shares, error = _arrangement(circles)
        active = np.zeros((len(positive), n), dtype=np.bool_)
        on = np.flatnonzero(side)
        active[:, on] = positive[:, of_point[on]] == (side[on] > 0)
        return cls(active, shares, error, circles, positive, walls, m)

    def interior(self, cell: int) -> list[int]:
        """Integer weights (m) in the open cell."""
        if not self._circles:
            return [1] * self._inputs
        signed = [c if up else _negative(c) for c, up in zip(self._circles, self._positive[cell], strict=True)]
        if len(signed) == 1:
            return list(signed[0][: self._inputs])
        p, q = (signed[i] for i in self._walls[cell])
        v = _cross(p, q)
        into = _cross(v, p), _cross(q, v)  # along either wall into the other one's side: q·(v × p) = p·(q × v) = v·v
        u: Vector = (into[0][0] + into[1][0], into[0][1] + into[1][1], into[0][2] + into[1][2])
        heights = [(_dot(c, v), _dot(c, u)) for c in signed]
        if any(h < 0 for h, _ in heights):
            v, heights = _negative(v), [(-h, s) for h, s in heights]
        far = max([abs(s) // h + 1 for h, s in heights if h > 0], default=0)
        return [far * a + b for a, b in zip(v, u, strict=True)][: self._inputs]


def _circles(X: Rationals) -> tuple[list[Vector], Indices, Indices]:
    """The distinct circles as primitive integer normals; each point's circle, and its side of it (0: zero point)."""
    known: dict[Vector, int] = {}
    n, m = X.shape
    of_point, side = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for i, row in enumerate(X.integers()[0].tolist()):
        divisor = gcd(*row)
        if divisor:
            side[i] = 1 if next(value for value in row if value) > 0 else -1
            x = [int(side[i]) * value // divisor for value in row] + [0] * (3 - m)
            of_point[i] = known.setdefault((x[0], x[1], x[2]), len(known))
    return list(known), of_point, side


def _arrangement(circles: list[Vector]) -> tuple[Booleans, Indices, Floats, float]:
    """Signs (cells × circles), two walls, and shares of all cells, with the bound on the shares' error."""
    if len(circles) < 2:
        count = 2 ** len(circles)
        positive = np.array([[True], [False]])[:count, : len(circles)]
        return positive, np.zeros((count, 2), dtype=np.int64), np.full(count, 1 / count), 0.0
    floats = np.array([[value / max(map(abs, c)) for value in c] for c in circles])
    signs, walls, vertex_degrees = _corners(circles, floats)
    theta = _exterior(signs, walls, floats)
    # Of two antipodal cells take the one on the negative side of the first circle.
    words = _packed(signs ^ signs[:, :1])
    order = np.lexsort(words.T)
    new = np.concatenate([[True], (words[order[1:]] != words[order[:-1]]).any(axis=1)])
    half = np.empty(len(order), dtype=np.int64)
    half[order] = np.cumsum(new) - 1
    first = order[new]
    if 2 * len(first) != 2 + 2 * int((vertex_degrees - 1).sum()):
        raise AssertionError("the cells contradict Euler's formula")
    positive = signs[first] ^ signs[first, :1]
    shares = np.clip(0.5 - np.bincount(half, theta) / (4 * np.pi), 0, None)
    error = (4 * int(np.bincount(half).max()) + 4) * UNIT
    return (
        np.concatenate([positive, ~positive]),
        np.concatenate([walls[first], walls[first]]),
        np.concatenate([shares, shares]),
        error,
    )


def _corners(circles: list[Vector], floats: Floats) -> tuple[Booleans, Indices, Indices]:
    """The signs (corners × circles) and walls (corners × 2) of all corners at one of v, -v; the vertices' degrees."""
    a, b = np.triu_indices(len(circles), 1)
    pairs = np.arange(len(a))
    V = np.cross(floats[a], floats[b])
    D = V @ floats.T
    zero = np.abs(D) <= _MARGIN
    zero[pairs, a] = zero[pairs, b] = False
    for row, third, value in _exactly(circles, a, b, *np.nonzero(zero)):
        D[row, third], zero[row, third] = value, value == 0
    positive = D > 0
    zero[pairs, a] = zero[pairs, b] = True
    degree = zero.sum(axis=1)
    many = np.flatnonzero(degree > 2)
    # Of all pairs that meet in one vertex its first two circles stand for it.
    many = many[
        (zero[many].argmax(axis=1) == a[many]) & (np.cumsum(zero[many], axis=1)[np.arange(len(many)), b[many]] == 2)
    ]
    simple = np.flatnonzero(degree == 2)
    signs = np.repeat(positive[simple][None], 4, axis=0)
    for k in range(4):
        signs[k, np.arange(len(simple)), a[simple]] = k < 2
        signs[k, np.arange(len(simple)), b[simple]] = k % 2 == 0
    all_signs = [signs.reshape(-1, len(circles))]
    all_walls = [np.tile(np.column_stack([a[simple], b[simple]]), (4, 1))]
    for row in many.tolist():
        found = _around(circles, np.flatnonzero(zero[row]).tolist(), positive[row])
        all_signs.append(found[0])
        all_walls.append(found[1])
    return np.concatenate(all_signs), np.concatenate(all_walls), degree[np.concatenate([simple, many])]


def _exactly(circles: list[Vector], a: Indices, b: Indices, rows: Indices, thirds: Indices) -> list[tuple[Any, ...]]:
    """(row, third, sign) of the determinants of circles a[row], b[row] and third, in integers."""
    C = np.array(circles, dtype=object)
    x, y, z = C[a[rows]].T, C[b[rows]].T, C[thirds].T
    values = (
        (x[1] * y[2] - x[2] * y[1]) * z[0] + (x[2] * y[0] - x[0] * y[2]) * z[1] + (x[0] * y[1] - x[1] * y[0]) * z[2]
    )
    found = [(v > 0) - (v < 0) for v in values]
    return list(zip(rows.tolist(), thirds.tolist(), found, strict=True))


def _around(circles: list[Vector], through: list[int], elsewhere: Booleans) -> tuple[Booleans, Indices]:
    """The signs and walls of the 2d sectors around the vertex v in which d circles meet.

    Their normals are turned to within a half-turn from the first one's, n₁ … n_d in the order of det(v, ·, ·). In the
    sector after the wall of n_k (and before the next) n₁ … n_k are negative and the rest positive.
    """
    v = _cross(circles[through[0]], circles[through[1]])
    turned = {i: circles[i] for i in through}
    for i in through[1:]:
        if _dot(v, _cross(turned[through[0]], turned[i])) < 0:
            turned[i] = _negative(turned[i])

    def against(i: int, j: int) -> int:
        return -_dot(v, _cross(turned[i], turned[j]))

    order = sorted(through, key=cmp_to_key(against))
    d, upright = len(order), np.array([turned[i] == circles[i] for i in order])
    after = np.arange(1, d + 1)[:, None] <= np.arange(d)  # sector k × circle j: whether j > k, both from 1
    signs = np.repeat(elsewhere[None], 2 * d, axis=0)
    signs[:d, order], signs[d:, order] = after == upright, after != upright
    walls = np.column_stack([order, np.roll(order, -1)])
    return signs, np.concatenate([walls, walls])


def _exterior(signs: Booleans, walls: Indices, floats: Floats) -> Floats:
    """The angle between the inward normals of a corner's two walls."""
    p, q = floats[walls[:, 0]], floats[walls[:, 1]]
    rows = np.arange(len(walls))
    same = signs[rows, walls[:, 0]] == signs[rows, walls[:, 1]]
    cosine = (p * q).sum(axis=1)
    sine = np.sqrt((np.cross(p, q) ** 2).sum(axis=1))
    return np.asarray(np.arctan2(sine, np.where(same, cosine, -cosine)))


def _packed(signs: Booleans) -> NDArray[np.uint64]:
    """Each row of signs as 64-bit words."""
    bits = np.packbits(signs, axis=1)
    words = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
    words[:, : bits.shape[1]] = bits
    return words.view(np.uint64)


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: Vector, b: Vector) -> int:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _negative(a: Vector) -> Vector:
    return -a[0], -a[1], -a[2]
