"""Growths give the verdicts and causes of a naive oracle in Fractions, whatever the prime."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from core.exact import Cause, Verdict, grow

PRIMES = (None, 3, 7, 11, 101)
SEEDS, EACH = 20, 105  # 2,100 instances


@pytest.mark.parametrize("seed", range(SEEDS))
def test_verdicts_and_causes_are_those_of_the_oracle_for_every_prime(seed: int, naive: Any, planted: Any) -> None:
    rng = np.random.default_rng([1, seed])
    met: Counter[Cause | None] = Counter()
    for _ in range(EACH):
        instance = planted(rng)
        expected = naive.growth(instance.activation, instance.problem, instance.scale)
        met.update(expected)
        for prime in PRIMES:
            neurons = len(expected)
            (found,) = grow([instance.problem], instance.activation, neurons=neurons, scale=instance.scale, prime=prime)
            assert list(found.causes) == expected, (instance, prime)
            assert list(found.verdicts) == [Verdict.IMPROVES if c is None else Verdict.DOES_NOT for c in expected]
            assert found.accepted == tuple(i for i, c in enumerate(expected) if c is None)
    assert set(met) == {None, *Cause}, met
