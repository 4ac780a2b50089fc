"""The claims about curves hold, their controls fall, and an engine that is broken on purpose is noticed."""

import importlib

import numpy as np
import pytest
from scipy import stats

from core import changeable
from core.replacement import TIE, Replaceable
from verify.claims import ALL
from verify.evidence import Level, Outcome, Profile, settle
from verify.experiments.growths import Setting
from verify.instruments.by_growth import interval, one_sided
from verify.instruments.curves import judge, natural_logarithm, pooled_interval_covers
from verify.instruments.float_columns import optimal_objective

TIES = Setting("relu", points=10, width=8, changes=40)


@pytest.mark.parametrize("name", ["curve-shallow", "curve-changes", "curve-deep", "changes-beat-candidates"])
def test_it_is_tested_with_every_control_refuted(name: str) -> None:
    claim = importlib.import_module(ALL[name]).CLAIM
    collected = claim.collect(Profile.QUICK, 1)
    (settled,) = settle([collected])
    assert (settled.id, settled.outcome, settled.level) == (name, Outcome.HOLDS, Level.TESTED), settled.reasons
    assert settled.controls
    assert all(control.refuted for control in settled.controls)


def test_a_curve_of_other_growths_is_another() -> None:
    assert judge(TIES, 0, 2).reached != judge(TIES, 1, 2).reached


def test_keeping_a_tie_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def generous(self: Replaceable, j: int, g: np.ndarray) -> tuple[bool, bool]:
        keep, tie = judged(self, j, g)
        return keep or tie, False

    judged = Replaceable.judge
    monkeypatch.setattr(changeable, "replaceable", Replaceable)
    assert judge(TIES, 1, 2).disagreement is None
    monkeypatch.setattr(Replaceable, "judge", generous)
    found = judge(TIES, 1, 2)
    assert found.disagreement is not None
    assert "by solving anew" in found.disagreement


def test_an_objective_that_is_off_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(self: Replaceable) -> None:
        self.residual = (1 + TIE) * self.residual

    monkeypatch.setattr(Replaceable, "refine", stale)
    found = judge(Setting("tanh", points=12, width=4, changes=3), 0, 1)
    assert found.disagreement is None
    assert found.inaccurate is not None
    assert found.inaccurate["step"] == "1"


def test_controls_survive_where_there_is_nothing_to_notice() -> None:
    """Independent points are covered, and where the objective is 1 every logarithm is 0."""
    rng = np.random.default_rng(0)
    independent = rng.standard_normal((400, 12))
    assert not pooled_interval_covers(independent).refuted
    assert not natural_logarithm(1e-3 * independent).refuted
    assert natural_logarithm(independent + 1).refuted


def test_intervals_are_those_of_student() -> None:
    values = np.random.default_rng(0).standard_normal((7, 3))
    low, high = interval(values, 0.9)
    expected = stats.t.interval(0.9, 6, values.mean(axis=0), stats.sem(values))
    assert np.stack((low, high)) == pytest.approx(np.stack(expected))
    assert one_sided(values[:, 0], 0.95) == pytest.approx((low[0], high[0]))


def test_the_objective_of_columns_of_floats_is_exact() -> None:
    rng = np.random.default_rng(0)
    columns, y = rng.standard_normal((3, 8)), rng.standard_normal(8)
    r = y - columns.T @ np.linalg.lstsq(columns.T, y)[0]
    assert float(optimal_objective(columns, y)) == pytest.approx(float(r @ r), rel=1e-12)
    dependent = np.vstack((columns, columns[0] * 2, np.zeros(8)))
    assert optimal_objective(dependent, y) == optimal_objective(columns, y)
    assert optimal_objective(columns, columns[0]) == 0
    assert optimal_objective(np.empty((0, 8)), np.full(8, 0.5)) == 2
    assert optimal_objective(np.ldexp(columns, -300), y) == optimal_objective(columns, y)
