"""Which cells fail is what Fractions say, for every prime; how often neurons fail is what the probabilities say."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core.activations import LEAKY_RELU, RELU
from core.dataset import waves
from core.exact import Ended, Growth, Problem, Verdict, decide, grow, rationals, zero_cells
from core.exact.cells import Cells
from core.exact.failing import (
    Failing,
    failure_probabilities,
    interval,
    sampled_failure_probability,
)
from core.exact.fractions_oracle import residual
from core.exact.settle import WrongPrimeError
from core.exact.zero_cells import zero_sums

F = Fraction
Column = list[Fraction]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the ways in which suspects are settled."""
    count: Counter[str] = Counter()

    def spy(owner: Any, name: str) -> None:
        true = getattr(owner, name)

        def counting(*arguments: Any) -> Any:
            count[name] += 1
            try:
                return true(*arguments)
            except WrongPrimeError:
                count["false zero"] += name == "decided"
                count["singular"] += name == "_residuals"
                raise

        monkeypatch.setattr(owner, name, counting)

    for name in ("decided", "_idle_points", "_in_span", "_orthogonal_to_all", "_spanned", "_exact_sums"):
        spy(zero_cells._Zeros, name)
    spy(zero_cells, "_residuals")
    return count


def columns_of(growth: Growth) -> list[Column]:
    """The outputs of the accepted neurons."""
    X, W = growth.X.fractions(), growth.weights.fractions()
    return [[max(sum((a * b for a, b in zip(W[j], x, strict=True)), F(0)), F(0)) for x in X] for j in growth.accepted]


def vanishing(growth: Growth, active: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Whether Σ r_i x_i vanishes, with every residual solved for in Fractions."""
    X, columns = growth.X.fractions(), columns_of(growth)
    y: Column = growth.y.fractions()
    rows = []
    for k in range(len(columns)):
        r = residual([[column[i] for column in columns[:k]] for i in range(len(y))], y)
        sums = [
            [sum((r[i] * X[i][f] for i, on in enumerate(a) if on), F(0)) for f in range(growth.X.shape[1])]
            for a in active
        ]
        rows.append([not any(s) for s in sums])
    return rows


def grown(seed: int, n: int, neurons: int, cap: int | None = None) -> Growth:
    rng = np.random.default_rng([31, seed])
    data = waves(rng, n)
    return grow([Problem(rationals(data.X), rationals(data.y), rng)], RELU, neurons=neurons, cap=cap)[0]


@pytest.fixture
def naive_rank(naive: Any) -> Callable[[Sequence[Sequence[int]]], int]:
    """The rank of integer rows, in Fractions."""
    return lambda rows: int(naive.rank([list(map(F, row)) for row in rows]))


def small(planted: Any, rng: np.random.Generator) -> Growth:
    """A ReLU growth on a planted instance; often with a target that vanishes at some points."""
    problem = planted(rng).problem
    return grow([problem], RELU, neurons=10)[0]


@pytest.mark.parametrize("many", [0, 24])
def test_the_zero_cells_are_those_of_fractions(
    planted: Any, taken: Counter[str], monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(zero_cells, "_MANY", many)
    rng, zeros = np.random.default_rng(32), Counter[bool]()
    for _ in range(120):
        growth = small(planted, rng)
        active = Cells.of(growth.X).active
        expected = vanishing(growth, active.tolist())
        for prime in (None, 3, 7, 11, 101):
            assert zero_sums(growth, active, prime=prime).tolist() == expected
        zeros.update(value for row in expected for value in row)
    assert min(zeros.values()) > 100
    for name in ("false zero", "singular", "_idle_points", "_in_span", "_orthogonal_to_all", "_spanned", "_exact_sums"):
        assert taken[name] > 0, (name, taken)


@pytest.mark.parametrize("prime", [11, 101, 1009, 10007])
def test_larger_growths_have_the_same_zero_cells_for_every_prime(prime: int, taken: Counter[str]) -> None:
    for seed in range(3):
        growth = grown(seed, 40, 40)
        active = Cells.of(growth.X).active
        assert (zero_sums(growth, active, prime=prime) == zero_sums(growth, active)).all()
    assert (taken["singular"] + taken["false zero"] > 0) == (prime < 10_000)


def test_a_basis_of_the_null_space_gives_the_same(taken: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    growths = [grown(seed, 40, 40) for seed in range(5)]
    expected = [zero_sums(growth, Cells.of(growth.X).active) for growth in growths]
    monkeypatch.setattr(zero_cells, "_MANY", 0)
    before = taken["_orthogonal_to_all"]
    for growth, zero in zip(growths, expected, strict=True):
        assert (zero_sums(growth, Cells.of(growth.X).active) == zero).all()
    assert taken["_orthogonal_to_all"] > before


def test_the_null_space_tells_what_lies_in_the_span(naive_rank: Any) -> None:
    """Combinations of accepted columns lie in it, and with something added do not."""
    growth, rng = grown(6, 12, 12), np.random.default_rng(40)
    zeros = zero_cells._Zeros(growth, np.zeros((0, 12), dtype=np.bool_), 1009)
    accepted = zeros.source.outputs(range(12))[0]
    for k in (0, 1, 5, 11, 12):
        columns = rng.integers(-2, 3, (6, k)).astype(object) @ accepted[:k]
        columns[::2] += rng.integers(1, 9, 12)
        expected = [naive_rank([*map(list, accepted[:k]), list(c)]) == k for c in columns]
        assert zeros._orthogonal_to_all(k, columns).tolist() == expected
        assert expected == [k == 12, True] * 3


def test_a_residual_that_vanishes_at_points_makes_cells_fail_for_one_step(taken: Counter[str]) -> None:
    """Cells of points with target 0 are orthogonal at first, and no longer when a neuron has met them."""
    rng = np.random.default_rng(33)
    X = np.column_stack([rng.standard_normal((12, 2)), np.ones(12)])
    y = np.concatenate([np.zeros(9), rng.standard_normal(3)])
    (growth,) = grow([Problem(rationals(X), rationals(y), rng)], RELU, neurons=12)
    active = Cells.of(growth.X).active
    zero = zero_sums(growth, active)
    assert zero.tolist() == vanishing(growth, active.tolist())
    assert (zero[:-1] & ~zero[1:]).any()
    assert taken["_exact_sums"] > 0


def test_a_neuron_improves_unless_its_cell_fails() -> None:
    rng = np.random.default_rng(34)
    verdicts = Counter[bool]()
    for seed in range(4):
        growth = grown(seed, 8, 8)
        cells = Cells.of(growth.X)
        zero = zero_sums(growth, cells.active)
        which = {row.tobytes(): i for i, row in enumerate(cells.active)}
        columns = columns_of(growth)
        for k in (0, 4, len(columns) - 1):
            G = [[column[i] for column in columns[:k]] for i in range(8)] if k else np.zeros((8, 0))
            for w in rng.standard_normal((25, 3)):
                z = [sum((a * F(b) for a, b in zip(x, w.tolist(), strict=True)), F(0)) for x in growth.X.fractions()]
                cell = which[np.array([value > 0 for value in z]).tobytes()]
                improves = decide(G=G, y=growth.y, g=[max(value, F(0)) for value in z]).verdict is Verdict.IMPROVES
                assert improves == (not zero[k, cell])
                verdicts[improves] += 1
    assert min(verdicts.values()) > 20


def test_probabilities_are_the_shares_of_failing_cells_and_the_sampled_ones() -> None:
    growth = grown(5, 20, 20)
    cells = Cells.of(growth.X)
    failing = failure_probabilities(growth, cells)
    zero = zero_sums(growth, cells.active)
    assert (failing.zero_cells == zero.sum(axis=1)).all()
    assert (failing.errors >= np.minimum(zero.sum(axis=1), (~zero).sum(axis=1)) * cells.error).all()
    assert np.abs(failing.probabilities - zero @ cells.shares).max() <= 2 * len(cells.shares) * cells.error
    assert np.abs(failing.probabilities + failing.improving - 1).max() <= failing.errors.max()
    assert (failing.probabilities >= failing.dead - failing.errors).all()
    assert (np.diff(failing.probabilities) >= -2 * failing.errors.max()).all()
    assert failing.errors.max() < 1e-12
    rng = np.random.default_rng(35)
    for k in (0, 15, len(growth.accepted) - 1):
        found = sampled_failure_probability(growth, k, rng, 20_000, confidence=1 - 1e-7)
        assert found.low <= failing.probabilities[k] <= found.high
        assert found.low <= found.estimate <= found.high


def test_more_than_three_inputs_can_be_sampled() -> None:
    rng = np.random.default_rng(36)
    X, y = rng.standard_normal((10, 4)), rng.standard_normal(10)
    X[:, 3] = 1
    (growth,) = grow([Problem(rationals(X), rationals(y), rng)], RELU, neurons=10)
    with pytest.raises(ValueError, match="at most 3"):
        failure_probabilities(growth)
    active = np.random.default_rng(39).standard_normal((2000, 4)) @ X.T > 0
    zero = zero_sums(growth, active)
    assert zero[:, ::50].tolist() == vanishing(growth, active[::50].tolist())
    for k, row in enumerate(zero):
        found = sampled_failure_probability(growth, k, np.random.default_rng(39), 2000)
        assert (found.failures, found.samples) == (row.sum(), 2000)
        assert found.low <= found.estimate <= found.high
    assert zero.any()
    assert sampled_failure_probability(growth, 0, rng, 1).samples == 1


def test_failures_of_growths_are_as_many_as_expected() -> None:
    """A martingale: given all accepted neurons, the failures have the mean and the variance that are computed."""
    growths = [failure_probabilities(grown(100 + seed, 10, 10)) for seed in range(300)]
    observed = sum(f.observed for f in growths)
    expected, variance = sum(f.expected for f in growths), sum(f.variance for f in growths)
    low, high = interval(growths, 1e-6)
    assert low <= observed <= high
    assert abs(observed - expected) < 5 * variance**0.5
    # Each by its own interval; 300 times the error of one is a bound for any to leave it.
    assert all(f.interval(1e-6 / 300)[0] <= f.observed <= f.interval(1e-6 / 300)[1] for f in growths)


def made(P: Sequence[float]) -> Failing:
    p = np.array(P)
    return Failing(p, 1 - p, np.full(p.size, 1e-14), 0.0, np.zeros(p.size, int), np.zeros(p.size, int), complete=True)


def test_mean_variance_and_interval_against_fractions() -> None:
    P = [F(0), F(1, 2), F(1, 2), F(3, 4), F(1, 8), F(1, 16)]
    at = [F(1)] + [F(0)] * 150  # the probability of each total
    for p in P:
        at[0] *= 1 - p
        for t in range(1, len(at)):
            at[t] = p * at[t - 1] + (1 - p) * at[t]
    failing = made([float(p) for p in P])
    assert failing.expected == pytest.approx(float(sum(p / (1 - p) for p in P)), rel=1e-14)
    assert failing.variance == pytest.approx(float(sum(p / (1 - p) ** 2 for p in P)), rel=1e-14)
    below = [sum(at[:t], F(0)) for t in range(len(at))]
    for error in (0.9, 0.3, 0.01, 1e-4, 1e-8):
        low = max(t for t in range(len(at)) if below[t] <= F(error) / 2)
        high = min(t for t in range(len(at) - 1) if 1 - below[t + 1] <= F(error) / 2)
        assert failing.interval(error) == (low, high)
    assert interval([made([0.5]), made([0.0, 0.5, 0.75]), made([0.125, 0.0625])], 0.01) == failing.interval(0.01)


def test_an_interval_holds_simulated_totals() -> None:
    rng = np.random.default_rng(37)
    P = rng.random(30) ** 3
    failing = made(P.tolist())
    totals = (rng.geometric(1 - P, (20_000, 30)) - 1).sum(axis=1)
    low, high = failing.interval(0.1)
    for outside in ((totals < low).mean(), (totals > high).mean()):
        assert 0.03 < outside < 0.05 + 5 * (0.05 / 20_000) ** 0.5
    assert abs(totals.mean() - failing.expected) < 5 * (failing.variance / 20_000) ** 0.5


def test_an_uncertain_probability_widens_the_interval() -> None:
    sure = made([0.9, 0.5])
    vague = Failing(
        sure.probabilities, sure.improving, np.full(2, 0.05), 0.0, sure.zero_cells, sure.failures, complete=True
    )
    (a, b), (c, d) = sure.interval(0.2), vague.interval(0.2)
    assert c <= a
    assert d > b


def test_intervals_that_cannot_be_given() -> None:
    for error in (0.0, 1.0, -1.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            made([0.5]).interval(error)
    with pytest.raises(ValueError, match="almost surely"):
        made([1.0]).interval(0.1)
    with pytest.raises(ValueError, match="too small"):
        made([0.5]).interval(1e-300)


def test_an_error_hardly_above_the_rounding_still_has_an_interval() -> None:
    low, high = made([0.5]).interval(2.5e-13)
    assert low == 0
    assert 2.0 ** -(high + 1) <= 1.25e-13 < 2.0 ** -(high - 3)


def test_the_longest_distribution() -> None:
    """Of 2²⁴ failures, less than a neuron needs that improves with probability 2⁻²⁰, and enough for twice that."""
    assert made([1 - 2.0**-19]).interval(0.9)[1] < 2**19
    with pytest.raises(ValueError, match="too small"):
        made([1 - 2.0**-20]).interval(0.9)


def test_failures_are_counted_to_the_last_acceptance() -> None:
    whole = grown(7, 10, 10)
    failing = failure_probabilities(whole)
    assert failing.complete
    assert failing.observed == whole.accepted[-1] + 1 - len(whole.accepted)
    assert len(failing.failures) == len(failing.probabilities) == len(whole.accepted)
    # Cut off two draws later than the last acceptance but one.
    cap = next(c for c in range(whole.accepted[-1], 0, -1) if c - 1 not in whole.accepted)
    part = grown(7, 10, 10, cap=cap)
    assert part.ended is Ended.CAP
    capped = failure_probabilities(part)
    assert not capped.complete
    k = len(part.accepted)
    assert capped.observed == part.accepted[-1] + 1 - k < len(part.verdicts)
    assert (capped.probabilities == failing.probabilities[:k]).all()


def test_a_growth_that_ran_out_of_given_weights_is_not_complete() -> None:
    data, W = waves(np.random.default_rng(41), 8), np.random.default_rng(42).standard_normal((3, 3))
    (growth,) = grow([Problem(rationals(data.X), rationals(data.y), rationals(W))], RELU, neurons=8)
    assert growth.ended is Ended.STREAM
    assert not failure_probabilities(growth).complete


def test_a_growth_without_a_neuron_has_no_step() -> None:
    (growth,) = grow([Problem(rationals([[1.0, 2.0]]), rationals([0.0]), np.random.default_rng(38))], RELU, neurons=1)
    failing = failure_probabilities(growth)
    assert (failing.observed, failing.expected, len(failing.probabilities)) == (0, 0.0, 0)
    assert failing.interval(0.1) == (0, 0)
    with pytest.raises(ValueError, match="k must lie"):
        sampled_failure_probability(growth, 0, np.random.default_rng(0), 1)


def test_what_is_refused() -> None:
    (growth,) = grow([Problem(rationals([[1.0]]), rationals([1.0]), rationals([[1.0]]))], LEAKY_RELU, neurons=1)
    with pytest.raises(ValueError, match="leaky_relu"):
        failure_probabilities(growth)
    with pytest.raises(ValueError, match="samples"):
        sampled_failure_probability(growth, 0, np.random.default_rng(0), 0)


def test_when_every_prime_fails_it_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: Any) -> Any:
        raise WrongPrimeError

    monkeypatch.setattr(zero_cells._Zeros, "decided", never)
    with pytest.raises(ArithmeticError, match="every prime"):
        failure_probabilities(grown(8, 5, 5))
