"""What is rare with the large prime is common with small ones: every path is taken, to the verdicts of the oracle."""

from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.activations import LEAKY_RELU, RELU, TANH
from core.dataset import waves
from core.exact import Cause, Ended, Problem, Verdict, grow, kernels, rationals, run, settle
from core.exact.elimination import Elimination
from core.exact.modular import bound
from core.exact.reasons import DoesNot
from core.exact.sources import Columns

F = Fraction


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the paths: growths given up at a prime, null bases, exact solutions, kernels."""
    count: Counter[str] = Counter()

    def spy(owner: Any, name: str, label: Any) -> None:
        true = getattr(owner, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            try:
                result = true(*arguments, **named)
            except settle.WrongPrimeError:
                count["wrong prime"] += 1
                raise
            count[label(arguments, result)] += 1
            return result

        monkeypatch.setattr(owner, name, counting)

    spy(run.Run, "_settled", lambda _, result: "settled" if result else "given up")
    spy(run.Run, "growths", lambda at, _: "singular" if at[0].state.singular.any() else "regular")
    spy(settle.Settlement, "_in_general", lambda _, result: f"in general: {result.cause}")
    spy(settle.Settlement, "_basis", lambda _, result: "basis" if result is not None else "no basis")
    spy(settle.Settlement, "_orthogonal", lambda _, result: "on the basis" if result else "off the basis")
    spy(settle.Settlement, "_combination", lambda _, result: "combination" if result else "no combination")
    spy(kernels, "kernel", lambda _, result: "kernel" if result else "no kernel")
    return count


def test_small_growths_take_every_path(naive: Any, planted: Any, taken: Counter[str]) -> None:
    rng, kinds = np.random.default_rng(61), Counter[str]()
    for _ in range(400):
        instance = planted(rng)
        expected = naive.growth(instance.activation, instance.problem, instance.scale)
        for prime in (3, 7, 11):
            neurons = len(expected)
            (found,) = grow([instance.problem], instance.activation, neurons=neurons, scale=instance.scale, prime=prime)
            assert list(found.causes) == expected
            kinds.update(str(reason.cause) for reason in found.reasons if isinstance(reason, DoesNot))
    for path in (
        "given up", "singular", "wrong prime", "settled", "in general: orthogonal", "in general: in_span",
        "combination", "no combination", "kernel", "no kernel",
    ):  # fmt: skip
        assert taken[path] > 0, (path, taken)
    assert set(kinds) == {str(cause) for cause in Cause}


@pytest.mark.parametrize("prime", [11, 101, 1009])
def test_larger_growths_are_the_same_for_every_prime(prime: int, taken: Counter[str]) -> None:
    """Combinations of many neurons and null bases need more points; the large prime is the oracle."""
    for activation, seed in ((RELU, 12), (RELU, 3), (LEAKY_RELU, 12)):
        rng = np.random.default_rng([11, seed])
        data = waves(rng, 100)
        given = Problem(rationals(data.X), rationals(data.y), rng.standard_normal((125, 3)))
        large, small = (grow([given], activation, neurons=100, prime=p)[0] for p in (None, prime))
        assert large.place is not None
        assert large.place.p > bound(100) - 1000
        assert (small.verdicts, small.causes, small.ended) == (large.verdicts, large.causes, large.ended)
    assert taken["given up"] + taken["singular"] > 0, taken
    for path in ("basis", "on the basis", "combination"):
        assert taken[path] > 0, (path, taken)


def test_without_short_cuts_the_general_way_gives_the_same(
    naive: Any, planted: Any, taken: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(62)
    for setting in ("_SHORT", "_CODIMENSION"):
        monkeypatch.setattr(settle, setting, -1)
    for _ in range(200):
        instance = planted(rng)
        expected = naive.growth(instance.activation, instance.problem, instance.scale)
        (found,) = grow([instance.problem], instance.activation, neurons=len(expected), scale=instance.scale)
        assert list(found.causes) == expected
    assert taken["in general: in_span"] > 0
    assert taken["combination"] == taken["basis"] == 0


def test_by_null_bases_alone_the_verdicts_are_the_same(
    naive: Any, planted: Any, taken: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle.Settlement, "_combination", lambda *_: None)
    rng = np.random.default_rng(63)
    for _ in range(300):
        instance = planted(rng)
        expected = naive.growth(instance.activation, instance.problem, instance.scale)
        for prime in (None, 11):
            neurons = len(expected)
            (found,) = grow([instance.problem], instance.activation, neurons=neurons, scale=instance.scale, prime=prime)
            assert list(found.causes) == expected
    assert taken["on the basis"] > 0, taken


def test_growths_of_one_run_restart_alone() -> None:
    """Modulo 7 some growths of a batch fail and others do not: each ends with the verdicts of the large prime."""

    def problems() -> list[Problem]:
        drawn = []
        for k in range(30):
            rng = np.random.default_rng([64, k])
            data = waves(rng, 6)
            drawn.append(Problem(rationals(data.X), rationals(data.y), rng))
        return drawn

    large, small = (grow(problems(), RELU, neurons=4, prime=p) for p in (None, 7))
    used = Counter(growth.place.p == 7 for growth in small if growth.place is not None)
    assert used[True] > 0
    assert used[False] > 0
    for a, b in zip(large, small, strict=True):
        assert (a.verdicts, a.causes, a.ended) == (b.verdicts, b.causes, b.ended)
        assert a.weights.fractions() == b.weights.fractions()


def test_an_exponential_growth_that_meets_a_false_zero_restarts_and_is_decided() -> None:
    for seed in range(20):
        rng = np.random.default_rng([65, seed])
        X, y, W = rng.standard_normal((6, 2)), rng.standard_normal(6), rng.standard_normal((6, 2))
        (found,) = grow([Problem(rationals(X), rationals(y), W)], TANH, neurons=6, prime=7)
        assert found.verdicts == (Verdict.IMPROVES,) * 6
        assert found.ended is Ended.NEURONS
        assert found.place is not None
        if found.place.p > 7:
            return
    pytest.fail("7 was never given up")


def test_when_every_prime_fails_the_growth_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.Run, "_settled", lambda *_: None)
    with pytest.raises(ArithmeticError, match="every prime"):
        grow([Problem(rationals([[1.0]]), rationals([1.0]), rationals([[1.0]]))], RELU, neurons=1)


@pytest.mark.parametrize(
    ("column", "support", "vector"),
    [
        ([1, 2, 0], [0, 1], {0: -2, 1: 1}),
        ([1, 0, 0], [0, 1], None),  # the kernel's vector vanishes at the support's own row
        ([1, 0, 0], [1, 2], None),  # the kernel has two dimensions
        ([1, 2, 0], [0], None),  # the kernel is zero
    ],
)
def test_a_null_vector_is_the_only_one_on_its_support_and_has_its_own_row(
    column: list[int], support: list[int], vector: dict[int, int] | None
) -> None:
    columns, y = rationals([column]), rationals([1, 1, 1])
    state = Elimination.start(y.residues(101)[None], 1, 101)
    found = settle.Settlement(state, 0, Columns(columns), [0], y)._exact_vector(support, 1)
    if vector is None or found is None:
        assert found is vector
    else:  # any multiple will do
        assert {i: F(v, found[1]) for i, v in found.items()} == vector


@pytest.mark.parametrize(("column", "expected"), [([2, 2, 5], True), ([2, 1, 0], False), ([-1, 1, 0], False)])
def test_orthogonal_to_a_null_basis_is_orthogonal_to_each_of_its_vectors(column: list[int], *, expected: bool) -> None:
    columns, y = rationals([[1, 1, 1], column]), rationals([1, 1, 1])
    state = Elimination.start(y.residues(101)[None], 1, 101)
    settlement = settle.Settlement(state, 0, Columns(columns), [0], y)
    assert settlement._orthogonal(1, [{0: 3, 1: -3}]) is expected
    assert not settlement._orthogonal(1, [{0: 3, 1: -3}, {0: 1}])
