from functools import partial

import numpy as np
import pytest

from core import changeable
from core.activations import LEAKY_RELU, RELU, TANH, Activation
from core.dataset import waves
from core.pretraining import Pretrained, Pretraining, deep, shallow
from core.replacement import Replaceable
from verify.instruments.float_columns import optimal_objective
from verify.instruments.naive_pretraining import Rule, Solved, grow, grow_deep

ASKED = 1e-9
"""How far a relative error of an objective may be."""

each_activation = pytest.mark.parametrize("activation", [TANH, RELU], ids=lambda a: str(a.name))


def agree(found: Pretrained, naive: list[Solved], rule: Rule) -> None:
    """The same proposals are kept, the same are ties, and the objectives are those of the columns that result."""
    assert found.counts == rule.counts
    assert len(found.objectives) == len(naive)
    for computed, solved in zip(found.objectives, naive, strict=True):
        assert abs(computed / float(solved.exact) - 1) <= ASKED


@each_activation
@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_solving_anew_for_every_proposal_keeps(activation: Activation, seed: int) -> None:
    data, rule, how = waves(np.random.default_rng(seed), 30), Rule(), Pretraining(activation, width=12, changes=25)
    found = shallow(data, how, np.random.default_rng([seed, 1]))
    agree(found, grow(data, how, np.random.default_rng([seed, 1]), rule), rule)
    assert 20 < rule.counts.kept < 100
    assert found.counts.proposed == 11 * 25


@pytest.mark.parametrize("input_connection", [False, True])
@pytest.mark.parametrize("width", [1, 5])
def test_layers_are_those_of_solving_anew(width: int, input_connection: bool) -> None:  # noqa: FBT001
    data, rule, how = waves(np.random.default_rng(5), 40), Rule(), Pretraining(RELU, width, changes=15)
    options = {"layers": 3, "input_connection": input_connection}
    found = deep(data, how, np.random.default_rng(6), **options)
    agree(found, grow_deep(data, how, np.random.default_rng(6), rule, **options), rule)
