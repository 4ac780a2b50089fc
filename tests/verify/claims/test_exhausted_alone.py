"""What is exhausted says something by itself: with one side of a statement broken its search finds where it fails."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import networks
from verify.claim import Claim
from verify.claims import (
    gain_formula,
    homogeneity,
    monotone_in_neurons,
    normal_equations,
    pass_through,
    shallow_to_deep,
    theorem_1,
    zero_objective,
)

Load = Callable[[str], Claim[Any]]
deep = networks.shallow_to_deep


def always(block: Any, *_: str) -> Any:
    return np.ones(len(block["y"]), dtype=np.bool_)


def never(block: Any, *_: str) -> Any:
    return np.zeros(len(block["y"]), dtype=np.bool_)


def too_large(block: Any) -> Any:
    return np.full(len(block["y"]), 100), np.ones(len(block["y"]), dtype=np.int64)


def deep_without_its_linear_neuron(network: Any, sizes: Any) -> Any:
    made = deep(network, sizes)
    return made if len(sizes) == 1 else replace(made, s=np.array([*made.s[:-1], made.s[-1] * 0], dtype=object))


@pytest.mark.parametrize(
    ("name", "module", "part", "wrong"),
    [
        ("normal-equations", normal_equations, "stationary", always),
        ("normal-equations", normal_equations, "stationary", never),
        ("monotone-in-neurons", monotone_in_neurons, "after", too_large),
        ("zero-objective", zero_objective, "zero", always),
        ("zero-objective", zero_objective, "zero", never),
        ("theorem-1", theorem_1, "falls", always),
        ("theorem-1", theorem_1, "falls", never),
        ("gain-formula", gain_formula, "gains", too_large),
        ("homogeneity", homogeneity, "relu", lambda z: z + 1),
        ("pass-through", pass_through, "carried", lambda block: 0 * block["y"]),
        ("shallow-to-deep", shallow_to_deep, "shallow_to_deep", deep_without_its_linear_neuron),
    ],
)
def test_a_statement_with_one_side_broken_is_refuted(
    name: str, module: Any, part: str, wrong: Any, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = load(name)
    monkeypatch.setattr(module, part, wrong)
    assert claim.exhausted is not None
    found = claim.exhausted.run()
    assert found.instances > 0
    assert found.shown is not None


def test_every_way_to_cut_neurons_into_blocks_is_exhausted() -> None:
    assert sorted(shallow_to_deep.cuts(3)) == [(1, 1, 1), (1, 2), (2, 1), (3,)]
