"""Random instances to certify: larger than the examples that Hypothesis draws, and with planted boundary cases.

Everything is exact: drawn on the grid of multiples of 1/64, or computed from that in fractions.
"""

from fractions import Fraction

import numpy as np

from verify.instruments.rational import columns, dot, times
from verify.instruments.span import Span
from verify.instruments.strategies import Addition, Row, Rows

GRID = 64
FINE = 2**50


def rows(rng: np.random.Generator, n: int, m: int) -> Rows:
    """A standard normal n × m matrix rounded to the grid."""
    drawn = np.rint(rng.standard_normal((n, m)) * GRID).astype(int).tolist()
    return tuple(tuple(Fraction(entry, GRID) for entry in row) for row in drawn)


def row(rng: np.random.Generator, n: int) -> Row:
    """A standard normal vector rounded to the grid."""
    return rows(rng, 1, n)[0]


def fine(rng: np.random.Generator, n: int) -> Row:
    """A vector of n odd multiples of 2⁻⁴⁸, uniform between -4 and 4: each is one of 2⁵⁰ floats, none of them 0."""
    return tuple(Fraction(4 * (2 * k + 1 - FINE), FINE) for k in rng.integers(FINE, size=n).tolist())


def points(rng: np.random.Generator, n: int) -> Rows:
    """n points of the post's kind: two standard normal features (on the grid) and a constant 1."""
    return tuple((*point, Fraction(1)) for point in rows(rng, n, 2))


def relu_outputs(X: Rows, W: Rows) -> Rows:
    """max(X w, 0) for each row w of W, a column a neuron."""
    if not W:
        return tuple(() for _ in X)
    return tuple(zip(*(tuple(max(z, Fraction(0)) for z in times(X, w)) for w in W), strict=True))


def addition(rng: np.random.Generator) -> Addition:
    """A ReLU network of 0 to n + 1 neurons on 2 to 10 points, and a neuron to add.

    The neuron is a ReLU neuron (half of the time), or planted: in the span, exactly on the hyperplane gᵀr = 0, or
    2⁻²⁰ beside it.
    """
    n = int(rng.integers(2, 11))
    X = points(rng, n)
    G = relu_outputs(X, rows(rng, int(rng.integers(0, n + 2)), 3))
    y = row(rng, n)
    kind = rng.choice(["neuron", "neuron", "neuron", "in the span", "on", "beside"])
    r = Span.of(G).residual(y)
    h = row(rng, n)
    if kind == "in the span":
        g = times(G, row(rng, len(G[0])))
    elif kind in ("on", "beside") and any(r):
        shift = dot(h, r) / dot(r, r) - (Fraction(1, 2**20) if kind == "beside" else 0)
        g = tuple(entry - shift * along for entry, along in zip(h, r, strict=True))
    else:
        g = tuple(columns(relu_outputs(X, rows(rng, 1, 3)))[0])
    return Addition(G, y, g)
