import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis.strategies import SearchStrategy

from core.exact.fractions_oracle import dot, objective, residual
from verify.instruments.strategies import (
    ADDITION_STRATA,
    LARGEST_K,
    SAMPLE_STRATA,
    Addition,
    additions,
    boundary_additions,
    hidden_outputs,
    is_float,
    off_the_hyperplane,
    on_the_hyperplane,
    sample_strata,
    samples,
    strata,
    vectors,
    weights,
)

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], count: int = 300, seed: int = 0) -> list[T]:
    """What the strategy draws with this seed."""
    found: list[T] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(strategy)
    def draw(example: T) -> None:
        found.append(example)

    draw()
    return found


def minimal(strategy: SearchStrategy[T], condition: Callable[[T], bool] = lambda _: True) -> T:
    """What the strategy shrinks towards among what meets the condition."""
    settings = hypothesis.settings(max_examples=2_000, database=None, deadline=None)
    return hypothesis.find(strategy, condition, settings=settings)


@pytest.mark.parametrize("seed", range(3))
def test_additions_are_rectangular_floats(seed: int) -> None:
    for example in drawn(additions(), seed=seed):
        assert len(example.G) == len(example.y) == len(example.g) == example.n <= 5
        assert {len(row) for row in example.G} == {example.u}
        assert is_float((*example.G, example.y, example.g))


@pytest.mark.parametrize("seed", range(3))
def test_additions_reach_every_stratum(seed: int) -> None:
    reached = Counter(name for example in drawn(additions(), seed=seed) for name in strata(example))
    assert set(reached) == set(ADDITION_STRATA)


@pytest.mark.parametrize("seed", range(3))
def test_samples_reach_every_stratum(seed: int) -> None:
    reached = Counter(name for example in drawn(samples(), seed=seed) for name in sample_strata(example))
    assert set(reached) >= set(SAMPLE_STRATA)


def test_the_boundary_is_outside_the_span_of_what_is_there() -> None:
    for example in drawn(boundary_additions(), count=200):
        r = residual(example.G, example.y)
        assert any(r)
        v = dot(example.g, r)
        assert v == 0 or abs(v) <= max(map(abs, r)) / 2


RESIDUALS = [(Fraction(1),), (Fraction(0), Fraction(2)), (Fraction(3), Fraction(-1), Fraction(1, 3))]


@pytest.mark.parametrize("r", RESIDUALS)
def test_on_the_hyperplane_is_exact(r: tuple[Fraction, ...]) -> None:
    found = drawn(on_the_hyperplane(r), count=100)
    assert all(dot(g, r) == 0 for g in found)
    assert len(r) == 1 or any(any(g) for g in found)


@pytest.mark.parametrize("r", RESIDUALS)
def test_off_the_hyperplane_is_off_by_a_power_of_two_times_an_entry(r: tuple[Fraction, ...]) -> None:
    allowed = {entry / 2**k for entry in r if entry for k in range(1, LARGEST_K + 1)}
    found = drawn(off_the_hyperplane(r), count=100)
    assert all(dot(g, r) in allowed for g in found)
    assert is_float(found)


def test_off_the_hyperplane_is_off_by_large_and_by_tiny_powers() -> None:
    r = (Fraction(1),)
    powers = {abs(dot(g, r)) for g in drawn(off_the_hyperplane(r), count=100)}
    assert max(powers) >= Fraction(1, 2**10)
    assert min(powers) <= Fraction(1, 2**60)


def test_additions_have_full_mantissas_now_and_then() -> None:
    values = [[*example.y, *(entry for row in example.G for entry in row)] for example in drawn(additions())]
    assert 10 <= sum(any(value.numerator.bit_length() > 40 for value in entries) for entries in values) <= 100


def test_every_residual_zero_is_refused_rather_than_generated() -> None:
    with pytest.raises(ValueError, match="every neuron is on the hyperplane"):
        drawn(on_the_hyperplane((Fraction(0), Fraction(0))))


def test_hidden_outputs_have_every_rank() -> None:
    def rank(G: tuple[tuple[Fraction, ...], ...]) -> int:
        return sum(objective([row[:j] for row in G], [row[j] for row in G]) != 0 for j in range(3))

    ranks = {rank(G) for G in drawn(hidden_outputs(3, 3))}
    assert ranks == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("strategy", "smallest"),
    [
        (additions(), Addition(G=((),), y=(Fraction(0),), g=(Fraction(0),))),
        (vectors(2), (Fraction(0), Fraction(0))),
        (weights(1, 2), ((Fraction(0),), (Fraction(0),))),
    ],
)
def test_they_shrink_towards_what_they_say(strategy: SearchStrategy[object], smallest: object) -> None:
    shrunk = minimal(strategy)
    assert shrunk == smallest


def test_samples_shrink_towards_one_point_at_zero() -> None:
    shrunk = minimal(samples())
    assert len(shrunk.X) == 1
    assert not any(shrunk.X[0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: vectors(-1), r"n = -1: must be from 0 to 50"),
        (lambda: weights(0, 1), r"m = 0: must be from 1 to 50"),
        (lambda: weights(1, 51), r"neurons = 51: must be from 0 to 50"),
        (lambda: drawn(hidden_outputs(0, 1)), r"n = 0: must be from 1 to 50"),
        (lambda: drawn(hidden_outputs(1, -1)), r"u = -1: must be from 0 to 50"),
        (lambda: drawn(additions(largest_n=6)), r"largest_n = 6: must be from 1 to 5"),
        (lambda: drawn(additions(largest_u=5)), r"largest_u = 5: must be from 0 to 4"),
        (lambda: drawn(boundary_additions(largest_n=1)), r"largest_n = 1: must be from 2 to 5"),
        (lambda: drawn(samples(m=0)), r"m = 0: must be from 1 to 20"),
    ],
)
def test_impossible_arguments_are_named(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_strata_are_decided_from_the_numbers() -> None:
    one, zero = Fraction(1), Fraction(0)
    on = Addition(G=((), ()), y=(one, zero), g=(zero, one))
    assert strata(on) == {"u = 0", "on the hyperplane, outside the span"}
    twice = Addition(G=((one, one), (zero, zero)), y=(one, one), g=(one, zero))
    assert strata(twice) == {
        *("u = n", "dependent columns", "duplicates in G", "added neuron a duplicate", "added neuron in the span"),
    }
    assert "just off the hyperplane" in strata(Addition(((), ()), (one, zero), (Fraction(1, 2**30), one)))


SCRIPT = """
import hypothesis
from verify.instruments.strategies import additions
@hypothesis.seed(5)
@hypothesis.settings(max_examples=60, database=None, deadline=None, phases=(hypothesis.Phase.generate,))
@hypothesis.given(additions())
def draw(example):
    print(example)
draw()
"""


def test_examples_do_not_depend_on_the_hash_seed() -> None:
    printed = [
        subprocess.run(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("Addition(") >= 60
