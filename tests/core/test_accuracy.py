"""The bounds hold whatever fit they are given: here the fits are damaged on purpose."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.linalg import solve_triangular

from core.accuracy import Interval, measure
from core.columns import Columns
from core.dataset import Floats
from core.exact import fractions_oracle as oracle
from core.least_squares import LeastSquares, fit
from core.rounding import gamma


def _columns(matrix: Floats) -> Columns:
    result = Columns.none(matrix.shape[0])
    for column in matrix.T:
        result = result.append(column)
    return result


G = np.random.default_rng(0).standard_normal((9, 4))
Y = np.random.default_rng(1).standard_normal(9)
CANDIDATE = np.random.default_rng(2).standard_normal(9)
NOISE = np.random.default_rng(3).standard_normal((9, 4))


GOOD = fit(G, Y)
RESIDUAL, OUTSIDE = GOOD.residual[:, np.newaxis], GOOD.split(CANDIDATE).outside[:, np.newaxis]

DAMAGED: dict[str, LeastSquares] = {
    "nothing": GOOD,
    "basis slightly off": replace(GOOD, stored_basis=_columns(GOOD.basis + 1e-7 * NOISE)),
    "basis of something else": replace(GOOD, stored_basis=_columns(np.linalg.qr(NOISE)[0])),
    "basis not orthonormal": replace(GOOD, stored_basis=_columns(3 * GOOD.basis)),
    "columns off along the residual": replace(GOOD, stored_columns=_columns(GOOD.columns + 1e-3 * RESIDUAL)),
    "columns off along the candidate": replace(GOOD, stored_columns=_columns(GOOD.columns + 1e-3 * OUTSIDE)),
    "triangle off": replace(GOOD, triangle=GOOD.triangle * (1 + 1e-6)),
    "residual stale": replace(GOOD, residual=Y),
}


def _true_objective(result: LeastSquares, *more: Floats) -> Fraction:
    matrix = np.column_stack([result.columns, *more])
    return oracle.objective(
        [[Fraction(value) for value in row] for row in matrix.tolist()], [Fraction(value) for value in Y.tolist()]
    )


@pytest.mark.parametrize("result", DAMAGED.values(), ids=DAMAGED.keys())
def test_the_true_objective_and_gain_are_never_outside(result: LeastSquares) -> None:
    accuracy = measure(result)
    assert _true_objective(result) in accuracy.objective()
    assert _true_objective(result) - _true_objective(result, CANDIDATE) in accuracy.gain(CANDIDATE)


@pytest.mark.parametrize(("kind", "narrow"), [("nothing", 1e-12), ("basis slightly off", 1e-4), ("triangle off", 1e-3)])
def test_the_interval_widens_with_the_damage_and_no_more(kind: str, narrow: float) -> None:
    """A relative departure δ of the basis moves the objective by about δ ‖y‖²: far below each of these widths."""
    interval = measure(DAMAGED[kind]).objective()
    assert interval.high - interval.low < narrow
    assert interval.low > 0


@pytest.mark.parametrize("seed", range(10))
def test_the_departure_is_at_least_the_exact_one(seed: int) -> None:
    """‖G X - Q‖_F in Fractions, with the X that `measure` takes."""
    result = fit(np.random.default_rng(seed).standard_normal((6, 5)), Y[:6])
    X = solve_triangular(result.triangle, np.eye(5))
    rows, inverse = ([[Fraction(v) for v in row] for row in matrix.tolist()] for matrix in (result.columns, X.T))
    squares = Fraction(0)
    for row, q in zip(rows, result.basis.tolist(), strict=True):
        squares += sum(((oracle.dot(row, x) - Fraction(v)) ** 2 for x, v in zip(inverse, q, strict=True)), Fraction(0))
    assert squares <= Fraction(measure(result).departure) ** 2


@pytest.mark.parametrize("kind", ["basis of something else", "basis not orthonormal"])
def test_a_useless_basis_proves_nothing(kind: str) -> None:
    accuracy = measure(DAMAGED[kind])
    assert not accuracy.independent
    assert accuracy.objective().low == 0


def test_columns_that_are_dependent_are_never_proved_independent() -> None:
    """A duplicate forced in beside an orthonormal basis that is not its own."""
    forced = GOOD.columns.copy()
    forced[:, 3] = forced[:, 0]
    result = replace(GOOD, stored_columns=_columns(forced))
    accuracy = measure(result)
    assert not accuracy.independent
    assert _true_objective(result) in accuracy.objective()


def test_a_numerically_singular_fit_says_so() -> None:
    steps = np.linspace(0.0, 1.0, 30)
    powers = np.column_stack([steps**k for k in range(30)])
    result = fit(powers, np.cos(9 * steps))
    accuracy = measure(result)
    assert result.rank < 30
    assert result.objective <= accuracy.objective().high


@pytest.mark.parametrize("seed", range(5))
def test_the_gain_beside_a_target_that_the_fit_nearly_meets(seed: int) -> None:
    """‖y‖ is 10⁸ times ‖r‖, so that rounding in y - G s is what the gain is known up to."""
    y = np.asarray(G @ np.random.default_rng(seed).standard_normal(4)) * 1e8 + Y
    rows = [[Fraction(v) for v in row] for row in np.column_stack([G, CANDIDATE]).tolist()]
    target = [Fraction(v) for v in y.tolist()]
    gain = oracle.objective([row[:4] for row in rows], target) - oracle.objective(rows, target)
    assert gain in measure(fit(G, y)).gain(CANDIDATE)


def test_no_gain_is_said_to_exceed_the_objective() -> None:
    """However near to the span the neuron is, when ‖(I - P) g‖ alone would allow anything."""
    accuracy = measure(GOOD)
    for size in np.geomspace(1e-16, 1e-12, 200):
        assert accuracy.gain(G[:, 0] + size * CANDIDATE).high <= accuracy.objective().high


@pytest.mark.parametrize("height", [1.0, 1e-8, 1e-70])
def test_a_positive_low_end_proves_that_the_neuron_improves(height: float) -> None:
    gain = measure(fit(np.array([[1.0], [0.0]]), np.array([0.0, height]))).gain(np.array([1.0, 1.0]))
    assert gain.low > 0
    assert Fraction(height) ** 2 in gain


def test_a_neuron_on_the_hyperplane_is_not_said_to_improve() -> None:
    y, g = np.array([5.0, 0.1, 0.3]), np.array([1.0, 0.3, -0.1])
    gain = measure(fit(np.array([[1.0], [0.0], [0.0]]), y)).gain(g)
    assert gain.low == 0
    # Some fifty roundings relative to ‖y‖ in all, squared as the gain is.
    assert gain.high < (gamma(50) * float(np.linalg.norm(y))) ** 2


def test_an_interval_knows_its_members_exactly() -> None:
    tenth = Interval(0.1, 0.1)
    assert 0.1 in tenth
    assert Fraction(0.1) in tenth
    assert Fraction(1, 10) not in tenth
    assert Interval(1.0, 4.0).distance(2.0) == 2.0
