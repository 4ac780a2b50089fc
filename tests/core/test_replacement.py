import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from core.activations import RELU, TANH, Activation
from core.dataset import Dataset, Floats, waves
from core.replaceable import replaceable
from core.replacement import TIE, Counts, Replaceable
from core.replacement_compiled import Compiled
from core.replacement_tall import SPARE, Tall

Fit = Replaceable | Tall
Make = Callable[[Floats, int], Fit]

each_form = pytest.mark.parametrize("make", [Replaceable, Compiled, Tall], ids=lambda make: str(make.__name__))
each_activation = pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))

ALLOWED = 1e-8
"""Rounding leaves some 1e-11 in what is checked here, a wrong update something near 1."""


def outputs(data: Dataset, activation: Activation, rng: np.random.Generator, neurons: int) -> Floats:
    return np.asarray(activation(rng.standard_normal((neurons, data.features)) @ data.X.T))


def filled(make: Make, points: int, u: int, activation: Activation, *, replaced: int, unit: float = 1.0) -> Fit:
    """A fit with u columns, most of which have been replaced by others, kept or not, that are not in the span.

    The target is multiplied by `unit`.
    """
    rng = np.random.default_rng([points, u])
    data = waves(rng, points)
    fit = make(unit * data.y, u)
    while fit.u < u:
        fit.add(outputs(data, activation, rng, 1)[0])
    while replaced:
        j, g = int(rng.integers(u)), outputs(data, activation, rng, 1)[0]
        if rank(np.vstack((np.delete(fit.columns, j, axis=0), g))) == u:
            fit.replace(j, g)
            replaced -= 1
    return fit


def rank(columns: Floats) -> int:
    return int(np.linalg.matrix_rank(columns, rtol=1e-4))


def invariants(fit: Replaceable) -> None:
    """B G = I, the rows of B in col G; the basis orthonormal, and of col G or of its complement; r = (I - P) y."""
    G, B, Z = fit.columns[: fit.u].T, fit.duals[: fit.u], fit.basis[: fit.rows]
    Q = np.linalg.qr(G)[0]
    sizes = np.linalg.norm(B, axis=1)
    assert np.abs(B @ G - np.eye(fit.u)).max() < ALLOWED * sizes.max()
    assert np.abs(B - B @ Q @ Q.T).max() < ALLOWED * sizes.max()
    assert np.abs(Z @ Z.T - np.eye(fit.rows)).max() < ALLOWED
    P = Z.T @ Z if fit.inside else np.eye(len(G)) - Z.T @ Z
    assert np.abs(P - Q @ Q.T).max() < ALLOWED
    assert np.abs(fit.residual - (fit.y - Q @ (Q.T @ fit.y))).max() < ALLOWED
    assert fit.objective == fit.residual @ fit.residual


@each_activation
@pytest.mark.parametrize("u", [1, 6, 15, 22])
@pytest.mark.parametrize("make", [Replaceable, Compiled], ids=lambda make: str(make.__name__))
def test_many_replacements_leave_what_is_kept_as_it_should_be(make: Make, u: int, activation: Activation) -> None:
    fit = filled(make, 30, u, activation, replaced=60)
    assert isinstance(fit, Replaceable)
    assert fit.since == 60  # nothing was begun anew
    assert fit.inside == (u <= 15)
    invariants(fit)
    before = fit.duals.copy()
    fit.renew()
    invariants(fit)
    assert np.abs(fit.duals - before).max() < ALLOWED * np.abs(before).max()


@each_activation
def test_many_points_are_the_same_in_coordinates(activation: Activation) -> None:
    fit = filled(Tall, 400, 5, activation, replaced=2 * SPARE)
    assert isinstance(fit, Tall)
    E, small = fit._E[: fit.rows], fit.small
    assert np.abs(E @ E.T - np.eye(fit.rows)).max() < ALLOWED
    assert np.abs(small.y[: fit.rows] @ E - fit.y).max() < ALLOWED
    assert np.abs(small.columns[:5, : fit.rows] @ E - fit.columns).max() < ALLOWED
    invariants(small)
    G = fit.columns.T
    assert fit.weights == pytest.approx(np.linalg.lstsq(G, fit.y)[0])
    assert fit.objective == pytest.approx(float(((fit.y - G @ fit.weights) ** 2).sum()))


@each_form
@each_activation
def test_a_replacement_is_judged_by_the_objective_that_it_leaves(make: Make, activation: Activation) -> None:
    """Each proposal alone, against solving; the first to keep is found, and the ties before it are counted."""
    fit = filled(make, 200, 5, activation, replaced=10)
    rng = np.random.default_rng(0)
    data = waves(np.random.default_rng([200, 5]), 200)
    proposed, places = outputs(data, activation, rng, 60), rng.integers(5, size=60)
    proposed[0::6] = 0  # dead
    proposed[1::6] = 3 * fit.columns[places[1::6]]  # the same but for a factor: a tie
    verdicts = []
    for j, g in zip(places, proposed, strict=True):
        columns = fit.columns.copy()
        columns[j] = g
        new = solved(columns, data.y) / solved(fit.columns, data.y)
        verdicts.append("kept" if new < 1 - TIE else "tie" if new < 1 + TIE else "")
    assert {"kept", "tie", ""} == set(verdicts)
    found = [fit.first_kept(proposed, places, 0)]
    while found[-1] < 60:
        found.append(fit.first_kept(proposed, places, found[-1] + 1))
    assert found == [*(k for k, verdict in enumerate(verdicts) if verdict == "kept"), 60]
    assert fit.counts == Counts(60, verdicts.count("kept"), verdicts.count("tie"))


@each_form
@each_activation
def test_verdicts_do_not_depend_on_the_unit_of_the_target(make: Make, activation: Activation) -> None:
    data, found = waves(np.random.default_rng([200, 5]), 200), []
    for unit in (1.0, 2.0**-20, 2.0**20):
        fit, rng = filled(make, 200, 5, activation, replaced=10, unit=unit), np.random.default_rng(0)
        proposed, places = outputs(data, activation, rng, 60), rng.integers(5, size=60)
        kept = [fit.first_kept(proposed, places, 0)]
        while kept[-1] < 60:
            kept.append(fit.first_kept(proposed, places, kept[-1] + 1))
        found.append(kept)
    assert len(found[0]) > 5
    assert found[0] == found[1] == found[2]


def solved(columns: Floats, y: Floats) -> float:
    r = y - columns.T @ np.linalg.lstsq(columns.T, y)[0]
    return float(r @ r)


@each_form
def test_a_column_is_added_only_where_it_lowers_the_objective(make: Make) -> None:
    y = np.zeros(300)
    y[:3] = 1.0, 2.0, 3.0
    e = np.eye(300)
    fit = make(y, 2)
    assert not fit.add(np.zeros(300))
    assert not fit.add(e[5])  # orthogonal to the residual
    assert fit.add(2 * e[0])
    assert fit.u == 1
    assert fit.objective == pytest.approx(13)
    assert fit.weights == pytest.approx([0.5])
    assert not fit.add(-e[0])  # in the span
    assert fit.add(e[0] + e[2])
    assert fit.objective == pytest.approx(4)
    assert fit.weights == pytest.approx([-1, 3])
    assert not fit.add(e[1])  # full


@each_form
def test_a_short_new_direction_is_begun_anew(make: Make) -> None:
    rng = np.random.default_rng(0)
    y, columns = rng.standard_normal(300), rng.standard_normal((3, 300))
    fit = make(y, 3)
    for g in columns:
        assert fit.add(g)
    near = columns[0] + columns[1] + 1e-6 * rng.standard_normal(300)
    fit.replace(2, near)
    small = fit.small if isinstance(fit, Tall) else fit
    assert small.since == 0
    G = np.vstack((columns[:2], near))
    assert fit.objective == pytest.approx(solved(G, y), rel=1e-9)


@pytest.mark.parametrize("make", [Replaceable, Compiled], ids=lambda make: str(make.__name__))
@pytest.mark.parametrize("u", [3, 20])
def test_a_tie_stays_one_where_the_column_is_worth_far_more_than_the_objective(make: Make, u: int) -> None:
    """Without the column the objective is some 10⁸ times as large; what is told apart is a share of 10⁻⁹ of it."""
    rng = np.random.default_rng(u)
    columns = rng.standard_normal((u, 30))
    fit = make(columns.sum(axis=0) + 1e-4 * rng.standard_normal(30), u)
    assert all(fit.add(g) for g in columns)
    in_the_span = rng.standard_normal((40, u)) @ columns
    assert fit.first_kept(in_the_span, rng.integers(u, size=40), 0) == 40
    assert fit.counts == Counts(40, 0, 40)


def test_it_is_compiled_where_numba_is_installed_and_else_in_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(replaceable(np.ones(3), 5)) is Compiled
    assert replaceable(np.ones(3), 5).capacity == 3
    monkeypatch.setattr("core.replaceable._numba", lambda: False)
    assert type(replaceable(np.ones(3), 5)) is Replaceable


def test_nothing_is_compiled_before_it_is_used() -> None:
    script = "import sys, core.pretraining; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603  our own program
