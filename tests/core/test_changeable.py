from fractions import Fraction

import numpy as np
import pytest

from core import changeable
from core.activations import RELU, TANH, Activation
from core.changeable import ChangeableLayer
from core.changes import keep_changes, optimal_objective, random_changes
from core.dataset import Floats, waves
from core.layers import fractions
from core.replaceable import replaceable
from core.replacement import TIE, Counts, Replaceable

each_activation = pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))


def grown(activation: Activation, points: int, width: int, changes: int, *, seed: int = 0) -> ChangeableLayer:
    rng = np.random.default_rng([seed, points, width])
    data = waves(rng, points)
    layer = ChangeableLayer(data.X, data.y, activation, width)
    for _ in range(4 * width):
        if layer.add(rng.standard_normal(3)) and layer.u > 1:
            layer.change(*random_changes(rng, range(1, layer.u), 3, count=changes))
    return layer


def same(a: ChangeableLayer, b: ChangeableLayer) -> None:
    """The weights are sums of the same steps, so they agree to the last digit where the same changes are kept."""
    assert np.array_equal(a.W, b.W)
    assert a.counts == b.counts
    assert a.objective == pytest.approx(b.objective, rel=1e-9)
    assert a.output == pytest.approx(b.output, rel=1e-6)


@each_activation
@pytest.mark.parametrize(("points", "width"), [(40, 10), (40, 30), (400, 6)])
def test_it_does_not_matter_how_proposals_are_cut_into_batches(
    monkeypatch: pytest.MonkeyPatch, activation: Activation, points: int, width: int
) -> None:
    whole = grown(activation, points, width, 60)
    monkeypatch.setattr(changeable, "MANY", 70)  # seven on many points
    same(whole, grown(activation, points, width, 60))


@each_activation
@pytest.mark.parametrize(("points", "width"), [(40, 10), (40, 30)])
def test_compiled_it_is_the_restatement(
    monkeypatch: pytest.MonkeyPatch, activation: Activation, points: int, width: int
) -> None:
    compiled = grown(activation, points, width, 60)
    monkeypatch.setattr(changeable, "replaceable", Replaceable)
    restated = grown(activation, points, width, 60)
    assert type(restated.fit) is Replaceable
    same(compiled, restated)


@each_activation
def test_on_many_points_coordinates_are_the_direct_way(monkeypatch: pytest.MonkeyPatch, activation: Activation) -> None:
    tall = grown(activation, 400, 8, 100)
    monkeypatch.setattr(changeable, "Tall", replaceable)
    same(tall, grown(activation, 400, 8, 100))


@pytest.mark.parametrize("seed", range(8))
def test_on_small_integers_it_is_exact_arithmetic(seed: int) -> None:
    """Points, weights and steps are small integers, so that ties are exact and common."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(-2, 3, (7, 2)).astype(float), rng.integers(-5, 6, 7).astype(float)
    layer = ChangeableLayer(X, y, RELU, 3)
    while layer.u < 3:
        layer.add(rng.integers(-3, 4, 2).astype(float))
    W: Floats = layer.W.copy()
    places, steps = rng.integers(3, size=60), rng.integers(-3, 4, (60, 2)).astype(float)
    layer.change(places, steps)
    ties = 0

    def rule(new: Fraction, old: Fraction) -> bool:
        nonlocal ties
        kept = new < (1 - Fraction(TIE)) * old
        ties += not kept and new <= (1 + Fraction(TIE)) * old
        return kept

    changes = zip(places, fractions(steps), strict=True)
    found = keep_changes(optimal_objective(RELU, fractions(X), fractions(y)), fractions(W), changes, rule)
    assert np.array_equal(layer.W, found.weights[-1].astype(float))
    assert layer.objective == pytest.approx(float(found.objectives[-1]), rel=1e-9)
    assert ties > 0
    assert layer.counts == Counts(60, found.kept, ties)


def test_a_carried_column_comes_first_and_is_no_neuron() -> None:
    data = waves(np.random.default_rng(0), 30)
    layer = ChangeableLayer(data.X, data.y, TANH, 2, scale=0.5, carried=data.X[:, 0])
    assert layer.u == 1
    w = np.array([1.0, -2.0, 0.5])
    assert layer.add(w)
    assert not layer.add(2 * w)  # full
    assert np.array_equal(layer.columns[0], data.X[:, 0])
    assert layer.columns[1] == pytest.approx(np.tanh(0.5 * (data.X @ w)), rel=1e-14)
    assert layer.objective == pytest.approx(float(((data.y - layer.output) ** 2).sum()))
    assert layer.capacity == 2
    assert ChangeableLayer(data.X, data.y, TANH, 50).capacity == 30
