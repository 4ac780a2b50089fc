"""Balls about stationary points: they hold what floats compute, and say minimum or saddle only where it is one."""

import json
from itertools import permutations

import flint
import numpy as np
import pytest

from core import gaussian_minima as floats
from core.dataset import Floats
from core.exact.gaussian_minima import (
    Stationary,
    bends_down,
    box,
    derivatives,
    enclose,
    minimum,
    objective,
    positive_definite,
)
from core.gaussian_minima import BAD_START, levenberg_marquardt, newton, random_start
from verify.check.certificates import check_line


def middle(matrix: flint.arb_mat) -> Floats:
    return np.array([[float(entry) for entry in row] for row in matrix.mid().tolist()])


@pytest.fixture(scope="module")
def bad() -> Stationary:
    found = minimum(BAD_START, 100)
    assert found is not None
    return found


@pytest.mark.parametrize("terms", [1, 4, 6])
def test_balls_hold_what_floats_compute(terms: int) -> None:
    model = random_start(np.random.default_rng(terms), terms)
    of = derivatives(box(model))
    assert float(of.objective) == pytest.approx(floats.objective(model), rel=1e-12)
    assert of.objective.overlaps(objective(box(model)))
    scale = np.abs(floats.hessian(model)).max()
    assert np.allclose(2 * middle(of.gradient), floats.gradient(model).reshape(-1, 1), rtol=0, atol=1e-12 * scale)
    assert np.allclose(2 * middle(of.hessian), floats.hessian(model), rtol=0, atol=1e-12 * scale)


def test_a_box_holds_what_its_models_have(bad: Stationary) -> None:
    around, rng = derivatives(box(bad.centre, -12)), np.random.default_rng(0)
    for _ in range(5):
        model = bad.centre + rng.uniform(-1, 1, bad.centre.shape) * 2.0**-12
        of = derivatives(box(model))
        assert around.objective.contains(of.objective)
        assert around.gradient.contains(of.gradient)
        assert around.hessian.contains(of.hessian)


def test_the_bad_start_of_the_post_leads_to_a_strict_local_minimum(bad: Stationary) -> None:
    """To the one that the post shows: means near ±1.8 and ±0.35, and a poor fit."""
    assert bad.minimum
    assert bad.low < bad.high
    assert float(bad.low) == pytest.approx(floats.objective(bad.centre), abs=1e-5)
    assert bad.low > 0.5
    assert np.allclose(np.sort(np.abs(bad.centre[:, 1])), [0.35, 0.35, 1.82, 1.82], rtol=0, atol=0.01)
    assert np.linalg.eigvalsh(floats.hessian(bad.centre))[0] > 1


@pytest.mark.parametrize("terms", [1, 3])
def test_what_is_called_a_minimum_has_positive_eigenvalues_and_what_is_called_none_has_a_negative_one(
    terms: int,
) -> None:
    kinds = []
    for seed in range(40):
        model = newton(levenberg_marquardt(random_start(np.random.default_rng(seed), terms), 5 * terms))
        found = None if model is None else enclose(model)
        if found is not None:
            assert np.abs(floats.gradient(found.centre)).max() < 1e-10
            assert found.minimum is bool(np.linalg.eigvalsh(floats.hessian(found.centre))[0] > 0)
            kinds.append(found.minimum)
    assert kinds.count(True) > 5
    assert terms > 1 or False in kinds


def test_what_is_not_stationary_is_not_enclosed(bad: Stationary) -> None:
    assert enclose(BAD_START) is None
    assert enclose(np.vstack([bad.centre, bad.centre[:1]])) is None  # a term repeated: the Hessian is singular
    spike = np.array([[0.1, 0.3, 0.0005]])  # between two points: nothing depends on it
    assert enclose(spike) is None


def test_deviations_may_be_negative_and_the_box_is_only_as_large_as_it_may_be(bad: Stationary) -> None:
    found = enclose(bad.centre * [1, 1, -1])
    assert found is not None
    assert np.allclose(found.centre, bad.centre, rtol=0, atol=1e-9)
    assert enclose(bad.centre, (-2,)) is None
    wide = enclose(bad.centre, (-2, -10))
    assert wide is not None
    assert (wide.exponent, wide.minimum) == (-10, True)


def test_models_differ_when_no_order_of_terms_makes_them_the_same(bad: Stationary) -> None:
    for order in permutations(range(4)):
        again = enclose(bad.centre[list(order)])
        assert again is not None
        assert not bad.differs(again)
    other = minimum(random_start(np.random.default_rng([0, 4]), 1), 100)
    assert other is not None
    assert bad.differs(other)
    assert other.differs(bad)


def test_definiteness_is_that_of_eigenvalues() -> None:
    rng, seen = np.random.default_rng(3), set()
    for _ in range(60):
        A = rng.standard_normal((4, 4))
        A = A + A.T + 3 * np.eye(4)
        lowest = np.linalg.eigvalsh(A)[0]
        balls = flint.arb_mat(A.tolist())
        assert positive_definite(balls) == (lowest > 0)
        assert bends_down(balls) == (lowest < 0)
        seen.add(bool(lowest > 0))
    assert seen == {True, False}


def test_matrices_in_a_ball_that_are_not_all_definite_are_called_neither() -> None:
    wide = flint.arb_mat([[flint.arb(1), flint.arb(0, 2)], [flint.arb(0, 2), flint.arb(1)]])
    assert not positive_definite(wide)
    assert not bends_down(wide)


def test_the_checker_accepts_the_certificate(bad: Stationary) -> None:
    assert check_line(json.dumps(bad.certificate())).verdicts == 1
