"""The float fit against the oracle in Fractions and against numpy, regime by regime.

Every entry is taken as the exact dyadic number that it is, so the oracle knows the true answers.
"""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.accuracy import measure
from core.dataset import Floats
from core.exact import fractions_oracle as oracle
from core.least_squares import LeastSquares, Standing, begin, fit
from core.rounding import UNDERFLOW, gamma


def _normal(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape)


def _whole(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(float)


def _planted(seed: int) -> Floats:
    """Columns a, b, 0, a + b, 3 a, c, c - 2 b: rank 3."""
    a, b, c = _whole(seed, 3, 9)
    return np.column_stack([a, b, np.zeros(9), a + b, 3 * a, c, c - 2 * b])


POWERS = np.column_stack([np.linspace(0.0, 1.0, 12) ** k for k in range(9)])  # condition about 10⁶, equilibrated
NEARLY = _normal(8, 10, 1) + 2.0**-36 * _normal(9, 10, 4)  # four columns that agree to eleven digits

REGIMES: dict[str, tuple[Floats, Floats]] = {
    "well-posed": (_normal(0, 12, 5), _normal(1, 12)),
    "ill-conditioned": (POWERS, _normal(2, 12)),
    "nearly parallel": (NEARLY, _normal(3, 10)),
    "difference of near columns": (np.column_stack([NEARLY, NEARLY[:, 1] - NEARLY[:, 0]]), _normal(3, 10)),
    "badly scaled": (_normal(4, 8, 4) * np.array([1e-200, 1.0, 1e200, 1e-290]), _normal(5, 8)),
    "singular": (_planted(6), _whole(7, 9)),
    "duplicates": (np.repeat(_normal(8, 7, 2), 3, axis=1), _normal(9, 7)),
    "u = n": (_normal(10, 6, 6), _normal(11, 6)),
    "u > n": (_whole(12, 4, 9), _whole(13, 4)),
    "n = 1": (np.array([[0.0, 3.0, 5.0]]), np.array([7.0])),
    "zero target": (_normal(14, 6, 3), np.zeros(6)),
    "target in the span": (_whole(15, 8, 3), _whole(15, 8, 3) @ np.array([1.0, -2.0, 3.0])),
    "tiny target": (_normal(16, 6, 2), 1e-160 * _normal(17, 6)),
    "no column": (np.zeros((5, 0)), _normal(18, 5)),
}

regimes = pytest.mark.parametrize(("G", "y"), REGIMES.values(), ids=REGIMES.keys())


def _rows(G: Floats) -> list[list[Fraction]]:
    return [[Fraction(value) for value in row] for row in G.tolist()]


def _exact(y: Floats) -> list[Fraction]:
    return [Fraction(value) for value in y.tolist()]


def _true_standings(G: Floats) -> list[Standing]:
    """What each column really is against the ones before it."""
    found = []
    for j in range(G.shape[1]):
        if not G[:, j].any():
            found.append(Standing.ZERO)
        elif oracle.objective(_rows(G[:, :j]), _exact(G[:, j])) == 0:
            found.append(Standing.DEPENDENT)
        else:
            found.append(Standing.NEW)
    return found


def _condition(result: LeastSquares) -> float:
    """‖G‖_F ‖G⁺‖_F of the kept, scaled columns."""
    if result.rank == 0:
        return 0.0
    singular = np.linalg.svd(result.columns, compute_uv=False)
    return float(np.linalg.norm(singular) * np.linalg.norm(1 / singular))


def _allowed(result: LeastSquares) -> float:
    """By how much a computed objective may differ from the exact one, derived to first order.

    ‖r̂ - r‖ is at most what moving each column by its rounding does, 2 γ_{u+2} (1 + √u) κ ‖y‖ with κ = ‖G‖_F ‖G⁺‖_F (the
    columns are scaled, so this is their conditioning alone), and u updates of r with an error of γ_{n+3} ‖y‖ each. The
    interval's own evaluation costs (1 + κ) γ_{u+1} ‖y‖, and measuring D = G X - Q as much again. All of it is below
    e = 8 γ_{n+u+3} (1 + u) (1 + κ) ‖y‖, and so the squares of two such residuals are within 4 e ‖y‖ of each other.
    """
    n, u = result.points, result.rank
    y = float(np.linalg.norm(result.target))
    return 32 * gamma(n + u + 3) * (1 + u) * (1 + _condition(result)) * y**2 + UNDERFLOW


@regimes
def test_every_column_is_given_its_true_standing(G: Floats, y: Floats) -> None:
    result = fit(G, y)
    assert list(result.standings) == _true_standings(G)
    assert measure(result).independent


@regimes
def test_the_objective_is_within_its_bound(G: Floats, y: Floats) -> None:
    """The exact objective lies in the measured interval, which is narrow, and the computed one is as near."""
    result = fit(G, y)
    interval = measure(result).objective()
    assert oracle.objective(_rows(G), _exact(y)) in interval
    assert interval.high - interval.low <= _allowed(result)
    assert interval.distance(result.objective) <= 2 * _allowed(result)


@regimes
def test_the_output_weights_attain_no_more_than_numpys(G: Floats, y: Floats) -> None:
    """Exactly, ‖y - G s‖² of ours lies in the interval, and numpy's is not below it."""
    result = fit(G, y)
    interval = measure(result).objective()

    def attained(s: Floats) -> Fraction:
        residual = [value - oracle.dot(row, _exact(s)) for row, value in zip(_rows(G), _exact(y), strict=True)]
        return oracle.dot(residual, residual)

    assert result.weights.shape == (G.shape[1],)
    assert attained(result.weights) in interval
    if G.shape[1]:
        assert attained(np.asarray(np.linalg.lstsq(G, y, rcond=None)[0], dtype=np.float64)) >= interval.low


@regimes
def test_the_gain_is_within_its_bound(G: Floats, y: Floats) -> None:
    """Of each prefix of the columns the gain of the next one: the difference of two exact objectives.

    The computed gain is (qᵀr)², which is the computed ‖r‖² - ‖r - q (qᵀr)‖² up to γ_{8n} ‖y‖², and each of these two is
    as near to its objective as `_allowed` says.
    """
    for j in range(G.shape[1]):
        result = fit(G[:, :j], y)
        before, after = (oracle.objective(_rows(G[:, :k]), _exact(y)) for k in (j, j + 1))
        interval = measure(result).gain(G[:, j])
        assert before - after in interval
        allowed = _allowed(result.add(G[:, j])) + gamma(8 * result.points) * float(y @ y)
        assert abs(Fraction(result.gain(G[:, j])) - (before - after)) <= 2 * allowed


@regimes
def test_twice_is_enough(G: Floats, y: Floats) -> None:
    """The basis is orthonormal to rounding, whatever the condition of G.

    A column's second pass leaves at most (γ_n √u + γ_{u+1} (1 + √u)) ‖v₁‖ along the basis, to first order; here
    ‖v₁‖ ≤ 2 ‖v‖, because v₁ is already as good as v up to a relative κ γ. The bound counts each of u columns twice, as
    QᵀQ - I is symmetric, and adds γ_{n+2} for each unit length.
    """
    Q = fit(G, y).basis
    n, u = Q.shape
    a_column = 2 * (gamma(n) * u**0.5 + gamma(u + 1) * (1 + u**0.5))
    assert np.linalg.norm(Q.T @ Q - np.eye(u)) <= (2 * u) ** 0.5 * a_column + u * gamma(n + 2)


def test_once_is_not_enough() -> None:
    """The control: one pass on the nearly parallel columns leaves the bound of twice far behind."""
    Q = np.zeros((10, 0))
    for g in NEARLY.T:
        v = g - Q @ (Q.T @ g)
        Q = np.column_stack([Q, v / np.linalg.norm(v)])
    assert np.linalg.norm(Q.T @ Q - np.eye(4)) > 1e6 * 2 * (2 * 4) ** 0.5 * (gamma(10) * 2 + gamma(5) * 3)


small = st.integers(-3, 3).map(float)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Hidden outputs (n × u), a target (n) and a column (n) of integers in -3 .. 3, n ≤ 5, u ≤ 7; shrinks to zeros."""
    n, u = draw(st.integers(1, 5)), draw(st.integers(0, 7))
    G, y, g = (draw(arrays(float, shape, elements=small)) for shape in ((n, u), (n,), (n,)))
    return G, y, g


@settings(max_examples=150, deadline=None)
@given(problems())
def test_small_integer_problems_are_told_rightly(problem: tuple[Floats, Floats, Floats]) -> None:
    G, y, g = problem
    result = fit(G, y)
    accuracy = measure(result)
    assert list(result.standings) == _true_standings(G)
    assert accuracy.independent
    before = oracle.objective(_rows(G), _exact(y))
    after = oracle.objective(_rows(np.column_stack([G, g])), _exact(y))
    assert before in accuracy.objective()
    assert before - after in accuracy.gain(g)
    # gᵀr of such small integers is a fraction with a small denominator: were it not 0, the interval would know.
    assert (accuracy.gain(g).low > 0) == (before != after)


def test_a_weight_beyond_the_float_range_is_infinite() -> None:
    assert fit(np.array([[1e-310], [0.0]]), np.array([1.0, 1.0])).weights.tolist() == [np.inf]


def test_adding_leaves_the_fit_before_as_it_was() -> None:
    G, y = REGIMES["well-posed"]
    base = fit(G[:, :2], y)
    objective, basis = base.objective, base.basis.copy()
    left, right = base.add(G[:, 2]), base.add(G[:, 3])
    assert left.objective != right.objective
    assert (base.objective, base.rank) == (objective, 2)
    assert np.array_equal(base.basis, basis)
    assert np.array_equal(right.columns, base.add(G[:, 3]).columns)


def test_a_split_is_judged_once_and_then_added() -> None:
    G, y = REGIMES["well-posed"]
    base = fit(G[:, :2], y)
    split = base.split(G[:, 2])
    assert base.gain(split) == base.gain(G[:, 2])
    assert base.add(split).objective == base.add(G[:, 2]).objective
    assert base.objective - base.add(split).objective == pytest.approx(base.gain(split))


def test_a_fit_cannot_be_written_to() -> None:
    result = fit(*REGIMES["well-posed"])
    for array in (result.target, result.residual, result.basis, result.columns, result.triangle):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


@pytest.mark.parametrize(
    ("G", "y", "message"),
    [
        (np.ones((2, 1)), np.ones(3), "G: 2 rows for the 3 values of y"),
        (np.ones((0, 1)), np.ones(0), "y: no values"),
        (np.array([[np.nan]]), np.ones(1), "G: entry (0, 0) is nan"),
        (np.ones((1, 1)), np.array([1e200]), "y: ‖y‖² exceeds the float range (largest entry 1e+200)"),
    ],
)
def test_what_cannot_be_fitted_is_refused(G: Floats, y: Floats, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        fit(G, y)


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="g: 2 outputs for 3 points"):
        begin(np.ones(3)).split(np.ones(2))
