"""Hypothesis strategies for networks at the edge: exact numbers, each of which is also a float64.

Random entries almost never meet the cases that matter here, so these strategies construct them: neurons exactly on
the hyperplane gᵀr = 0 and 2⁻ᵏ off it, duplicates, dead neurons, dependent columns, u = 0, u = n, u > n, n = 1, zero
targets, targets in the span, repeated, opposite and zero points. What an example really is, `strata` decides from
its numbers, not from how it was made.

Only integers below 100 are drawn, and everything is made from them: Hypothesis mixes larger constants of whatever
modules happen to be loaded into its draws, and a run could then depend on what else was imported.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from verify.instruments.rational import Matrix, Vector, columns, dot, times
from verify.instruments.span import Span

Row = tuple[Fraction, ...]
Rows = tuple[Row, ...]

SMALL = tuple(Fraction(value) for value in (0, 1, -1, 2, -2, 3, -3))
ROUGH = tuple(Fraction(value) for value in (0.0, 1.0, -1.0, 0.1, -0.1, 1 / 3, -1 / 3, 0.7, -1e-3, 1e3 / 7, 2.0**-30))
LARGEST_K = 90


@dataclass(frozen=True)
class Addition:
    """Hidden outputs G (n × u), the target y (n) and the outputs g (n) of a neuron to be added."""

    G: Rows
    y: Row
    g: Row

    @property
    def n(self) -> int:
        """The number of points."""
        return len(self.y)

    @property
    def u(self) -> int:
        """The number of neurons that are there already."""
        return len(self.G[0])


@dataclass(frozen=True)
class Sample:
    """Points X (n × m) and the target y (n)."""

    X: Rows
    y: Row


def _between(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value}: must be from {low} to {high}")


def vectors(n: int, *, rough: bool = False) -> SearchStrategy[Row]:
    """Vectors of n entries (0 ≤ n ≤ 50): -3 to 3, or when `rough` floats with full mantissas; shrink towards zeros."""
    _between("n", n, 0, 50)
    return st.lists(st.sampled_from(ROUGH if rough else SMALL), min_size=n, max_size=n).map(tuple)


@st.composite
def hidden_outputs(draw: DrawFn, n: int, u: int, *, rough: bool = False) -> Rows:
    """Hidden outputs G (n × u, 1 ≤ n ≤ 50, 0 ≤ u ≤ 50) as n rows, of every rank; shrink towards dead neurons.

    A column is free, dead, a duplicate of an earlier one or a sum of two earlier ones.
    """
    _between("n", n, 1, 50)
    _between("u", u, 0, 50)
    found: list[Row] = []
    for _ in range(u):
        kind = draw(st.integers(0, 7)) if found else 7
        if kind == 0:
            found.append((Fraction(0),) * n)
        elif kind == 1:
            found.append(draw(st.sampled_from(found)))
        elif kind == 2 and not rough:
            a, b = draw(st.sampled_from(found)), draw(st.sampled_from(found))
            found.append(tuple(x + z for x, z in zip(a, b, strict=True)))
        else:
            found.append(draw(vectors(n, rough=rough)))
    return tuple(tuple(column[i] for column in found) for i in range(n))


@st.composite
def targets(draw: DrawFn, G: Rows, *, rough: bool = False) -> Row:
    """Targets y for hidden outputs G: free, zero, or exactly in the span (not when `rough`); shrink towards zeros."""
    n, u = len(G), len(G[0])
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return (Fraction(0),) * n
    if kind == 1 and not rough:
        return times(G, draw(vectors(u)))
    return draw(vectors(n, rough=rough))


def _smallest_integers(r: Vector) -> list[int]:
    """The shortest integer vector along r ≠ 0."""
    scale = lcm(*(entry.denominator for entry in r))
    integers = [int(entry * scale) for entry in r]
    common = gcd(*integers)
    return [entry // common for entry in integers]


@st.composite
def on_the_hyperplane(draw: DrawFn, r: Row) -> Row:
    """Outputs g with gᵀr = 0 exactly, for a residual r ≠ 0 of small integers; shrink towards the dead neuron.

    With R the shortest integer vector along r and R_i ≠ 0: g = R_i h - (hᵀR) e_i for any h.
    """
    if not any(r):
        raise ValueError(f"r = {r}: every neuron is on the hyperplane of a zero residual")
    R = _smallest_integers(r)
    i = min((i for i, entry in enumerate(R) if entry), key=lambda i: abs(R[i]))
    h = draw(vectors(len(R)))
    along = sum(a * b for a, b in zip(h, R, strict=True))
    return tuple(R[i] * entry - (along if k == i else 0) for k, entry in enumerate(h))


@st.composite
def off_the_hyperplane(draw: DrawFn, r: Row) -> Row:
    """Outputs 2⁻ᵏ beside one on the hyperplane in a coordinate i with r_i ≠ 0, so that gᵀr = 2⁻ᵏ r_i.

    1 ≤ k ≤ 90, or less where float64 could not hold the sum; shrink towards k = 1 beside the dead neuron.
    """
    g = draw(on_the_hyperplane(r))
    i = draw(st.sampled_from([i for i, entry in enumerate(r) if entry]))
    k = draw(st.integers(1, LARGEST_K))
    if g[i]:
        k = min(k, 52 - abs(int(g[i])).bit_length())
    return tuple(entry + (Fraction(1, 2**k) if j == i else 0) for j, entry in enumerate(g))


@st.composite
def added_neurons(draw: DrawFn, G: Rows, y: Row, *, rough: bool = False) -> Row:
    """Outputs g (n) of a neuron to add to G: free, dead, duplicate, in the span, on the hyperplane or just off it.

    When `rough`, only the first three. Shrink towards the dead neuron.
    """
    n, u = len(G), len(G[0])
    kind = draw(st.integers(0, 9))
    if kind == 0:  # the fewest draws, so that shrinking ends here
        return (Fraction(0),) * n
    if kind == 2 and u:
        return tuple(draw(st.sampled_from(columns(G))))
    if kind == 3 and not rough:
        return times(G, draw(vectors(u)))
    if kind >= 4 and not rough:
        r = tuple(Span.of(G).residual(y))
        if any(r):
            return draw(off_the_hyperplane(r) if kind % 2 else on_the_hyperplane(r))
    return draw(vectors(n, rough=rough))


@st.composite
def boundary_additions(draw: DrawFn, *, largest_n: int = 5, largest_u: int = 3) -> Addition:
    """Additions with r ≠ 0 and g exactly on the hyperplane gᵀr = 0 or 2⁻ᵏ off it; shrink towards n = 2, u = 0.

    2 ≤ n ≤ largest_n ≤ 5 and u ≤ largest_u ≤ 4, u ≤ n - 2, so that the hyperplane is larger than the span.
    """
    _between("largest_n", largest_n, 2, 5)
    _between("largest_u", largest_u, 0, 4)
    n = draw(st.integers(2, largest_n))
    G = draw(hidden_outputs(n, draw(st.integers(0, min(largest_u, n - 2)))))
    y = draw(vectors(n))
    span = Span.of(G)
    if y in span:
        i = next(i for i in range(n) if tuple(Fraction(k == i) for k in range(n)) not in span)
        y = tuple(entry + (k == i) for k, entry in enumerate(y))
    r = tuple(span.residual(y))
    return Addition(G, y, draw(off_the_hyperplane(r) if draw(st.booleans()) else on_the_hyperplane(r)))


@st.composite
def additions(draw: DrawFn, *, largest_n: int = 5, largest_u: int = 4) -> Addition:
    """Additions with 1 ≤ n ≤ largest_n ≤ 5 and 0 ≤ u ≤ largest_u ≤ 4, of every rank; shrink towards n = 1, u = 0.

    A quarter are `boundary_additions`. Within these sizes the integers on the hyperplane stay below 2⁵³: a basis B of
    the columns is among the free ones, with entries up to 3, so D = det BᵀB ≤ 45⁴, and |D r| ≤ D‖y‖.
    """
    _between("largest_n", largest_n, 1, 5)
    _between("largest_u", largest_u, 0, 4)
    if largest_n > 1 and draw(st.integers(0, 3)) == 3:
        return draw(boundary_additions(largest_n=largest_n, largest_u=largest_u))
    n = draw(st.sampled_from((1, 1, *(tuple(range(2, largest_n + 1)) * 2))))
    u = min(largest_u, draw(st.sampled_from((*(tuple(range(n)) * 2), n, n + 1, n + 2))))
    rough = draw(st.integers(0, 5)) == 5
    G = draw(hidden_outputs(n, u, rough=rough))
    y = draw(targets(G, rough=rough))
    return Addition(G, y, draw(added_neurons(G, y, rough=rough)))


@st.composite
def samples(draw: DrawFn, *, largest_n: int = 4, m: int = 2) -> Sample:
    """Samples of 1 ≤ n ≤ largest_n ≤ 50 points with 1 ≤ m ≤ 20 features; shrink towards one point at 0.

    A point is free, zero, a repetition of an earlier one or its opposite; the target is free or zero.
    """
    _between("largest_n", largest_n, 1, 50)
    _between("m", m, 1, 20)
    points: list[Row] = []
    for _ in range(draw(st.integers(1, largest_n))):
        kind = draw(st.integers(0, 7))
        if kind == 0:
            points.append((Fraction(0),) * m)
        elif kind == 1 and points:
            points.append(draw(st.sampled_from(points)))
        elif kind == 2 and points:
            points.append(tuple(-entry for entry in draw(st.sampled_from(points))))
        else:
            points.append(draw(vectors(m)))
    zero = draw(st.integers(0, 7)) == 7
    y = (Fraction(0),) * len(points) if zero else draw(vectors(len(points)))
    return Sample(tuple(points), y)


def weights(m: int, neurons: int) -> SearchStrategy[Rows]:
    """Weights as `neurons` rows of m entries from -3 to 3 (1 ≤ m ≤ 50, 0 ≤ neurons ≤ 50); shrink towards zeros."""
    _between("m", m, 1, 50)
    _between("neurons", neurons, 0, 50)
    return st.lists(vectors(m), min_size=neurons, max_size=neurons).map(tuple)


def _sizes(n: int, u: int) -> dict[str, bool]:
    return {"n = 1": n == 1, "u = 0": u == 0, "u = n": u == n, "u > n": u > n}


def strata(addition: Addition) -> frozenset[str]:
    """The boundary cases that an addition belongs to, decided exactly; the keys of `ADDITION_STRATA`."""
    G, y, g = addition.G, addition.y, addition.g
    span = Span.of(G)
    r = span.residual(y)
    v = dot(g, r)
    distinct = set(columns(G))
    in_span = g in span
    facts = _sizes(addition.n, addition.u) | {
        "dependent columns": span.rank < addition.u,
        "a dead neuron in G": any(not any(column) for column in distinct),
        "duplicates in G": len(distinct) < addition.u,
        "zero target": not any(y),
        "zero residual": not any(r),
        "dead added neuron": not any(g),
        "added neuron a duplicate": g in distinct and any(g),
        "added neuron in the span": in_span and any(g),
        "on the hyperplane, outside the span": v == 0 and any(r) and not in_span,
        "just off the hyperplane": 0 < v * v * 2**20 <= dot(g, g) * dot(r, r),
        "improving": v != 0,
    }
    return frozenset(name for name, is_so in facts.items() if is_so)


ADDITION_STRATA = (
    "n = 1", "u = 0", "u = n", "u > n", "dependent columns", "a dead neuron in G", "duplicates in G", "zero target",
    "zero residual", "dead added neuron", "added neuron a duplicate", "added neuron in the span",
    "on the hyperplane, outside the span", "just off the hyperplane", "improving",
)  # fmt: skip


def sample_strata(sample: Sample) -> frozenset[str]:
    """The boundary cases that a sample belongs to; the keys of `SAMPLE_STRATA`."""
    points = [point for point in sample.X if any(point)]
    facts = {
        "one point": len(sample.X) == 1,
        "a zero point": len(points) < len(sample.X),
        "repeated points": len(set(points)) < len(points),
        "opposite points": any(tuple(-entry for entry in point) in points for point in points),
        "zero target": not any(sample.y),
    }
    return frozenset(name for name, is_so in facts.items() if is_so)


SAMPLE_STRATA = ("one point", "a zero point", "repeated points", "opposite points", "zero target")


def is_float(matrix: Matrix) -> bool:
    """Whether every entry is exactly a float64."""
    return all(Fraction(float(entry)) == entry for row in matrix for entry in row)
