import numpy as np
import pytest

from core import changeable
from core.activations import IDENTITY, LEAKY_RELU, RELU, SIGMOID, TANH, Activation
from core.changeable import ChangeableLayer
from core.dataset import Dataset, waves
from core.pretraining import Pretrained, Pretraining, deep, fill, shallow
from core.replacement import Replaceable
from verify.instruments.float_columns import optimal_objective
from verify.instruments.naive_pretraining import Rule, Solved, grow, grow_deep

ASKED = 1e-9
"""How far a relative error of an objective may be."""


def agree(found: Pretrained, naive: list[Solved], rule: Rule) -> None:
    """The same proposals are kept, the same are ties, and the objectives are those of the columns that result."""
    assert found.counts == rule.counts
    assert len(found.objectives) == len(naive)
    for computed, solved in zip(found.objectives, naive, strict=True):
        assert abs(computed / float(solved.exact) - 1) <= ASKED


@pytest.mark.parametrize("width", [10, 18])  # kept is a basis of the span, or one of its complement
@pytest.mark.parametrize("activation", [TANH, RELU, LEAKY_RELU, SIGMOID], ids=lambda a: str(a.name))
def test_what_is_kept_is_what_solving_anew_for_every_proposal_keeps(
    monkeypatch: pytest.MonkeyPatch, activation: Activation, width: int
) -> None:
    data, rule, how = waves(np.random.default_rng(width), 30), Rule(), Pretraining(activation, width, changes=15)
    naive = grow(data, how, np.random.default_rng([width, 1]), rule)
    assert rule.counts.proposed == 15 * (width - 1)
    assert width < rule.counts.kept < rule.counts.proposed / 3
    agree(shallow(data, how, np.random.default_rng([width, 1])), naive, rule)
    monkeypatch.setattr(changeable, "replaceable", Replaceable)  # not compiled
    agree(shallow(data, how, np.random.default_rng([width, 1])), naive, rule)


@pytest.mark.parametrize("input_connection", [False, True])
@pytest.mark.parametrize("width", [1, 5])
def test_layers_are_those_of_solving_anew(*, width: int, input_connection: bool) -> None:
    data, rule, how = waves(np.random.default_rng(5), 40), Rule(), Pretraining(RELU, width, changes=15)
    found = deep(data, how, np.random.default_rng(6), layers=3, input_connection=input_connection)
    naive = grow_deep(data, how, np.random.default_rng(6), rule, layers=3, input_connection=input_connection)
    agree(found, naive, rule)


@pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))
def test_on_many_points_it_is_the_same(activation: Activation) -> None:
    data, rule, how = waves(np.random.default_rng(7), 1000), Rule(), Pretraining(activation, width=6, changes=40)
    found = shallow(data, how, np.random.default_rng(8))
    agree(found, grow(data, how, np.random.default_rng(8), rule), rule)
    assert found.counts.kept > 20


def test_ties_are_named_and_never_kept_where_lstsq_keeps_some() -> None:
    """On ten points ReLU neurons often have outputs that leave the span as it is, and so the objective, exactly."""
    unchanged = accepted = 0
    for seed in range(4):
        data, rule, how = waves(np.random.default_rng(seed), 10), LstsqToo(), Pretraining(RELU, width=8, changes=60)
        found = shallow(data, how, np.random.default_rng([seed, 1]))
        agree(found, grow(data, how, np.random.default_rng([seed, 1]), rule), rule)
        assert found.counts.ties >= rule.unchanged
        unchanged, accepted = unchanged + rule.unchanged, accepted + rule.accepted
    assert 0 < accepted < unchanged


class LstsqToo(Rule):
    """The rule, and how many proposals that leave the objective exactly as it is lstsq would keep."""

    accepted = 0

    def __call__(self, new: Solved, old: Solved) -> bool:
        before = self.unchanged
        kept = super().__call__(new, old)
        self.accepted += self.unchanged > before and by_lstsq(new) < by_lstsq(old)
        return kept


def by_lstsq(solved: Solved) -> float:
    G = solved.columns.T
    r = G @ np.linalg.lstsq(G, solved.y)[0] - solved.y
    return float(r @ r)


@pytest.mark.parametrize(("activation", "seed", "changes"), [(TANH, 0, 100), (RELU, 0, 100), (RELU, 43, 1000)])
def test_after_thousands_of_changes_the_objective_is_that_of_an_exact_solve(
    activation: Activation, seed: int, changes: int
) -> None:
    """The last growth ends with columns of condition 10⁷: without refinement its objective is off by 2·10⁻⁹."""
    generator = np.random.default_rng([seed, 0])
    data = waves(generator)
    layer = ChangeableLayer(data.X, data.y, activation, 90)
    for _ in fill(layer, Pretraining(activation, 90, changes), generator):
        pass
    layer.refine()
    assert layer.u == 90
    assert abs(layer.objective / float(optimal_objective(layer.columns, data.y)) - 1) <= ASKED


def test_objectives_are_as_accurate_on_the_way() -> None:
    data = waves(np.random.default_rng(0))
    layer = ChangeableLayer(data.X, data.y, TANH, 99)
    objectives = shallow(data, Pretraining(TANH, 99), np.random.default_rng(1)).objectives
    for _ in fill(layer, Pretraining(TANH, 99), np.random.default_rng(1)):
        if layer.u in {20, 60, 90, 99}:
            assert abs(objectives[layer.u] / float(optimal_objective(layer.columns, data.y)) - 1) <= ASKED


def test_a_growth_ends_where_nothing_improves_or_nothing_is_left() -> None:
    """Three points in a line are fitted by a constant and a slope; the objective is then rounding, or zero."""
    X = np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]])
    line = Dataset(X, X @ [0.5, 2.0])
    assert len(shallow(line, Pretraining(IDENTITY, 3), np.random.default_rng(0)).objectives) == 3
    hard = Dataset(X, np.array([1.0, -1.0, 1.0]))
    found = shallow(hard, Pretraining(IDENTITY, 3, changes=5), np.random.default_rng(0))
    assert len(found.objectives) == 3
    assert found.objectives[-1] == pytest.approx(8 / 3)


def test_nothing_is_added_to_fit_what_is_rounding() -> None:
    """The linear neuron that comes first is the target, so that the objective is rounding, though not zero."""
    X = waves(np.random.default_rng(0), 20).X
    data = Dataset(X, X @ np.random.default_rng(1).standard_normal(X.shape[1]))
    found = shallow(data, Pretraining(TANH, 5, linear_first=True), np.random.default_rng(1))
    assert len(found.objectives) == 2
    assert 0 < found.objectives[1] < 1e-24 * found.objectives[0]


def test_the_first_neuron_is_changed_only_where_that_is_asked_for() -> None:
    data = waves(np.random.default_rng(0), 20)
    left, changed = Pretraining(TANH, 1, changes=50), Pretraining(TANH, 1, changes=50, changes_first=True)
    assert shallow(data, left, np.random.default_rng(0)).counts.proposed == 0
    assert shallow(data, changed, np.random.default_rng(0)).counts.proposed == 50
    for how in (left, changed):  # a neuron that passes the output on is never changed
        found = deep(data, how, np.random.default_rng(0), layers=2, input_connection=True)
        assert found.counts.proposed == 100


def test_a_linear_neuron_that_does_not_improve_is_no_step() -> None:
    data = Dataset(np.array([[1.0], [1.0], [-1.0], [-1.0]]), np.ones(4))
    grown = shallow(data, Pretraining(RELU, 2, linear_first=True), np.random.default_rng(0))
    assert grown.objectives == pytest.approx([4, 2, 0])
