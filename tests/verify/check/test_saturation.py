"""How many independent columns neurons can give on points: a true bound, and one that is met."""

from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from verify.check.certificates import Growth
from verify.check.enclosures import Enclosure


def dimension(name: str, X: list[list[str]]) -> int:
    o: dict[str, Any] = {"lemmata": "certificate/1", "X": X, "W": [], "y": ["1"] * len(X), "activation": name}
    o |= {"scale": "1", "candidates": []}
    if name in Growth.names:
        return Growth({**o, "kind": "growth", "p": 10007}).dimension
    return Enclosure({**o, "kind": "enclosure", "bits": 64}).dimension


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_neurons_give_more_and_many_give_as_much(name: str) -> None:
    stream, below = np.random.default_rng(5), 0
    for _ in range(60):
        n, m = int(stream.integers(1, 7)), int(stream.integers(1, 4))
        X = stream.integers(-2, 3, (n, m))
        # integer weights too: step(-z) = 1 - step(z) except at z = 0
        W = np.hstack([stream.normal(0, 1.5, (m, 200)), stream.integers(-3, 4, (m, 200))])
        outputs = ACTIVATIONS[name](X.astype(np.float64) @ W)
        rank, bound = int(np.linalg.matrix_rank(outputs, tol=1e-9)), dimension(name, X.astype(str).tolist())
        assert rank <= bound <= n
        below += rank < bound
    assert below == 0


@pytest.mark.parametrize(
    ("name", "X", "count"),
    [
        ("relu", [["1", "0"], ["-1", "0"], ["2", "0"], ["0", "0"]], 2),  # relu(-z) = relu(z) - z
        ("relu", [["1"], ["-2"], ["3"]], 2),
        ("relu", [["1", "0"], ["-1", "0"], ["0", "1"], ["0", "-1"]], 4),
        ("relu", [["1", "1"], ["-1", "-1"], ["2", "2"], ["-3", "-3"]], 2),
        ("abs", [["1"], ["-2"], ["0"]], 1),
        ("step", [["1"], ["-2"], ["0"], ["5"]], 3),
        ("hard_tanh", [["1"], ["-1"], ["2"], ["0"]], 2),
        ("identity", [["1", "2"], ["2", "4"], ["-1", "-2"]], 1),
        ("tanh", [["1"], ["-1"], ["2"], ["0"]], 2),
        ("gaussian", [["1"], ["-1"], ["2"], ["0"]], 3),
        ("sigmoid", [["1"], ["-1"], ["2"], ["0"]], 3),  # sigmoid(-z) = 1 - sigmoid(z), sigmoid(0) = 1/2
        ("sigmoid", [["1"], ["2"]], 2),
        ("softplus", [["1"], ["-1"], ["2"], ["0"]], 4),
        ("gelu", [["1"], ["-1"], ["0"], ["0"]], 2),
    ],
)
def test_dimensions_by_hand(name: str, X: list[list[str]], count: int) -> None:
    assert dimension(name, X) == count
