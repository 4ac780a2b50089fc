from collections.abc import Callable

import numpy as np
import pytest

from core import criterion
from core.activations import ACTIVATIONS, RELU, TANH
from core.criterion import Cutoff, objective, own_path, says_improving
from core.dataset import Dataset, Floats, candidate_weights, waves

CUTOFFS = pytest.mark.parametrize("cutoff", list(Cutoff), ids=lambda cutoff: str(cutoff.name))


def straightforward(data: Dataset, outputs: Floats, accepted: list[int], cutoff: Cutoff) -> list[bool]:
    """Every candidate is put beside the kept ones before it, and both problems are solved anew."""

    def solved(columns: list[Floats]) -> float:
        G = np.array(columns).T.reshape(data.points, -1)
        r = (
            G @ np.linalg.lstsq(G, data.y, rcond=None if cutoff is Cutoff.TODAY else -1)[0] - data.y
            if columns
            else data.y
        )
        return float(np.dot(r, r))

    said = []
    for k, g in enumerate(outputs):
        kept = [outputs[j] for j in accepted if j < k]
        said.append(solved([*kept, g]) < solved(kept))
    return said


@CUTOFFS
@pytest.mark.parametrize("activation", [RELU, TANH], ids=lambda act: str(act.name))
def test_it_says_what_a_straightforward_loop_says(cutoff: Cutoff, activation: Callable[[Floats], Floats]) -> None:
    rng = np.random.default_rng(1)
    data = waves(rng, 12)
    outputs = activation(candidate_weights(rng, 30, data.features) @ data.X.T)
    outputs[4], outputs[9], outputs[11] = outputs[1], 0, 3 * outputs[2]
    accepted = [0, 1, 2, 5, 7, 8, 12]
    said = says_improving(data, outputs, accepted, cutoff)
    assert said == straightforward(data, outputs, accepted, cutoff)
    assert said[0]
    assert not said[9], "a dead neuron leaves the solution as it is"


def test_nothing_kept_judges_each_candidate_alone() -> None:
    data = Dataset(np.array([[1.0], [2.0]]), np.array([1.0, -2.0]))
    outputs = np.array([[1.0, 0.0], [0.0, 0.0], [2.0, 1.0]])  # the last is orthogonal to y
    assert says_improving(data, outputs[:2], [], Cutoff.TODAY) == [True, False]
    assert says_improving(data, outputs[:0], [], Cutoff.TODAY) == []
    assert objective(outputs[2:].T, data.y, Cutoff.TODAY) == pytest.approx(5)


@CUTOFFS
def test_the_cutoff_is_the_one_of_lstsq(cutoff: Cutoff) -> None:
    """A column of relative size 1e-16 counts for machine precision and not for ε·max(n, u), when n is large."""
    n = 50
    G, y = np.zeros((n, 2)), np.ones(n)
    G[0, 0], G[1, 1] = 1, 5e-15
    expected = n - 2 if cutoff is Cutoff.MACHINE_PRECISION else n - 1
    assert objective(G, y, cutoff) == pytest.approx(expected)


@CUTOFFS
@pytest.mark.parametrize("name", ["relu", "tanh", "step"])
def test_the_counts_of_its_own_path_add_up(cutoff: Cutoff, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    data, widths = waves(rng, 15), []
    true = criterion.objective

    def watching(G: Floats, y: Floats, cutoff: Cutoff) -> float:
        widths.append(G.shape[1])
        return true(G, y, cutoff)

    monkeypatch.setattr(criterion, "objective", watching)
    path = own_path(data, ACTIVATIONS[name], rng, neurons=12, scale=1.0, cutoff=cutoff, cap=300)
    assert len(widths) == 1 + path.drawn, "one solve for the first neuron and one for each drawn one"
    grown = 1 + path.drawn - path.refused
    assert 1 <= grown <= 12
    assert path.capped == (grown < 12)
    assert path.drawn == 300 if path.capped else path.drawn <= 300
    assert widths == sorted(widths)
    assert widths[-1] in (grown, grown + 1)


def test_its_own_path_is_the_loop_of_the_post() -> None:
    data = waves(np.random.default_rng(3), 10)
    path = own_path(data, RELU, np.random.default_rng(4), neurons=8, scale=0.5, cutoff=Cutoff.TODAY, cap=100)
    rng, drawn, refused = np.random.default_rng(4), -1, 0
    kept: list[Floats] = []
    while len(kept) < 8:
        g = RELU(data.X @ (rng.standard_normal(data.features) * 0.5))
        drawn += 1
        if kept and not says_improving(data, np.array([*kept, g]), list(range(len(kept))), Cutoff.TODAY)[-1]:
            refused += 1
        else:
            kept.append(g)
    assert (path.drawn, path.refused, path.capped) == (drawn, refused, False)


@pytest.mark.parametrize("cap", [0, 1, 5])
def test_the_cap_ends_it(cap: int) -> None:
    data = Dataset(np.ones((3, 1)), np.arange(3.0))  # all outputs are constant: the second is never needed
    path = own_path(data, RELU, np.random.default_rng(5), neurons=3, scale=1.0, cutoff=Cutoff.TODAY, cap=cap)
    assert path.drawn == cap
    assert path.capped
