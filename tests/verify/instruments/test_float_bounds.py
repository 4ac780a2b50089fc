from fractions import Fraction

import numpy as np
import pytest

from core.least_squares import fit
from verify.instruments.float_bounds import a_priori, along_residual, length, next_direction, objective, rank_told
from verify.instruments.random_instances import addition
from verify.instruments.rational import columns, dot
from verify.instruments.span import Span
from verify.ways import DisagreementError

SEEDS = range(60)


def floats(vector: object) -> np.ndarray:
    return np.array(vector, dtype=np.float64)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_residual_is_within_its_bound_and_the_bound_is_small(seed: int) -> None:
    drawn = addition(np.random.default_rng(seed))
    bound = a_priori(drawn.G)
    result = fit(floats(drawn.G).reshape(drawn.n, drawn.u), floats(drawn.y))
    r = Span.of(drawn.G).residual(drawn.y)
    if result.kept == bound.basis:
        gap = [Fraction(float(a)) - b for a, b in zip(result.residual, r, strict=True)]
        assert dot(gap, gap) <= Fraction(bound.relative) ** 2 * dot(drawn.y, drawn.y)
        assert abs(Fraction(result.objective) - dot(r, r)) <= Fraction(objective(drawn.y, bound))
    if drawn.u <= 3:
        assert bound.relative < 1e-6  # else the tests that use it could hardly fail


def test_the_first_direction_is_bounded_by_a_few_roundings() -> None:
    G = tuple((Fraction(entry),) for entry in (3, 1, 4))
    bound = a_priori(G)
    assert bound.basis == (0,)
    assert 2**-53 < bound.directions[0] < 200 * 2**-53
    q, exact_length = fit(floats(G), np.ones(3)).basis[:, 0], 26**0.5
    assert np.linalg.norm(q - floats([3, 1, 4]) / exact_length) <= bound.directions[0]


def test_no_column_leaves_only_the_inner_product() -> None:
    empty: tuple[tuple[Fraction, ...], ...] = ((), ())
    bound = a_priori(empty)
    assert bound.basis == ()
    assert bound.relative < 1e-15
    one = (Fraction(1), Fraction(0))
    assert 0 < along_residual(empty, one, one, bound) < 1e-15


def test_dependent_columns_are_not_in_the_basis() -> None:
    G = tuple((Fraction(a), Fraction(2 * a), Fraction(b)) for a, b in ((1, 0), (0, 1)))
    assert a_priori(G).basis == (0, 2)


def test_a_nearly_dependent_column_has_a_wider_bound() -> None:
    wide, narrow = (a_priori(((Fraction(1), Fraction(1)), (Fraction(0), Fraction(1, 2**k)))).relative for k in (0, 20))
    assert narrow > 2**15 * wide
    G = ((Fraction(1),), (Fraction(0),))
    assert next_direction(2, Fraction(2**40), a_priori(G)) > next_direction(2, Fraction(1), a_priori(G))


@pytest.mark.parametrize("change", ["stale residual", "dropped transpose", "single precision"])
def test_a_wrong_residual_is_outside_the_bound(change: str) -> None:
    G = tuple(tuple(map(Fraction, row)) for row in ((1, 2), (3, 1), (0, 1)))
    y = tuple(map(Fraction, (1, -2, 3)))
    result, bound = fit(floats(G), floats(y)), a_priori(G)
    wrong = {
        "stale residual": result.target,
        "dropped transpose": result.target - result.basis @ result.basis[:2] @ result.target[:2],
        "single precision": result.residual.astype(np.float32).astype(np.float64),
    }[change]
    r = Span.of(G).residual(y)
    assert np.linalg.norm(wrong - floats(r)) > bound.relative * length(y)
    assert any(
        abs(float(floats(g) @ wrong)) > along_residual(G, y, g, bound) for g in (*columns(G), (Fraction(1), *y[1:]))
    )


def columns_of(*rows: tuple[object, ...]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(str(entry)) for entry in row) for row in rows)


def test_the_rank_is_told_or_excused_only_near_the_span() -> None:
    G = columns_of((1, 1), (0, 1))
    right, none = fit(floats(G), np.ones(2)), fit(np.zeros((2, 2)), np.ones(2))
    assert rank_told(G, right, a_priori(G))
    with pytest.raises(DisagreementError, match="leaves out column 0, further than"):
        rank_told(G, none, a_priori(G))


def test_a_column_at_rounding_distance_may_be_left_out() -> None:
    G = ((Fraction(1), Fraction(1)), (Fraction(0), Fraction(1, 2**60)))
    assert not rank_told(G, fit(floats(G), np.ones(2)), a_priori(G))


def test_a_dependent_column_may_not_be_kept() -> None:
    G = columns_of((1, 2), (1, 2))
    with pytest.raises(DisagreementError, match="keeps column 1, which depends on those before it"):
        rank_told(G, fit(np.eye(2), np.ones(2)), a_priori(G))
