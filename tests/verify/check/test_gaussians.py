"""Certificates of strict local minima: true ones are accepted, and nothing else."""

import json
from collections.abc import Sequence
from math import exp
from typing import Any

import flint
import pytest

from verify.check import certificates
from verify.check.certificates import Malformed, Refused, check_line
from verify.check.gaussians import derivatives, target
from verify.forgery import forge

X = [6 * i / 199 - 3 for i in range(200)]
Y = [exp(-(v**2) / 2) - 2 * exp(-(v**2)) + 2.5 * exp(-(v**2) / 0.25) - 1.6 * exp(-(v**2) / 0.125) for v in X]
H = 1e-4


def f(terms: Sequence[float]) -> float:
    """The objective, a point after another."""
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        out = sum(a * exp(-(((x - m) / d) ** 2)) for a, m, d in zip(*[iter(terms)] * 3, strict=True))
        total += (out - y) ** 2
    return total


def moved(terms: Sequence[float], *moves: tuple[int, float]) -> list[float]:
    to = list(terms)
    for i, by in moves:
        to[i] += by
    return to


def slope(terms: Sequence[float]) -> list[float]:
    return [(f(moved(terms, (i, H))) - f(moved(terms, (i, -H)))) / (2 * H) for i in range(len(terms))]


def curvature(terms: Sequence[float]) -> list[list[float]]:
    signs = [(s, t) for s in (1, -1) for t in (1, -1)]
    size = range(len(terms))

    def of(i: int, j: int) -> float:
        return sum(s * t * f(moved(terms, (i, s * H), (j, t * H))) for s, t in signs) / (2 * H) ** 2

    return [[of(i, j) for j in size] for i in size]


def stationary(terms: Sequence[float]) -> list[float]:
    """Newton's method with differences, which shares nothing with the checker."""
    for _ in range(4):
        step = flint.arb_mat(curvature(terms)).solve(flint.arb_mat([[v] for v in slope(terms)])).entries()
        terms = [v - float(s) for v, s in zip(terms, step, strict=True)]
    return list(terms)


MINIMUM = stationary([0.13, 1.82, 0.48])  # a term on the right hill, objective 1.02
HALF = [MINIMUM[0] / 2, *MINIMUM[1:]]
TWO = stationary([0.13, 1.82, 0.48, 0.13, -1.82, 0.48])  # one on each
SADDLE = stationary([-0.02, -0.25, 0.87])


def line(terms: Sequence[float], low: str = "1.01", high: str = "1.03", **more: Any) -> dict[str, Any]:
    centre = [[v.hex() for v in terms[i : i + 3]] for i in range(0, len(terms), 3)]
    return {
        "lemmata": "certificate/1", "kind": "gaussian-minimum", "y": "gaussian-example", "centre": centre,
        "radius_exponent": -16, "objective": [low, high], "bits": 80, **more,
    }  # fmt: skip


def refuse(o: dict[str, Any], error: type[ValueError], reason: str) -> None:
    with pytest.raises(error, match=reason):
        check_line(json.dumps(o))


def test_true_minima_are_accepted() -> None:
    before = flint.ctx.prec
    assert check_line(json.dumps(line(MINIMUM))).verdicts == 1
    assert check_line(json.dumps(line(MINIMUM, "1.0199", "1.0201"))).verdicts == 1
    assert check_line(json.dumps(line(TWO, "0.66", "0.67"))).verdicts == 1
    assert flint.ctx.prec == before


def test_the_target_is_that_of_the_post() -> None:
    assert [float(target(flint.arb(x))) for x in X] == pytest.approx(Y, abs=1e-15)


@pytest.mark.parametrize("terms", [[0.3, -0.7, 0.9], [0.2, 0.5, 0.8, -0.4, -1.0, 0.6]])
def test_derivatives_are_those_of_differences(terms: list[float]) -> None:
    balls = [[flint.arb(v) for v in terms[i : i + 3]] for i in range(0, len(terms), 3)]
    value, half_slope, half_curvature = derivatives(balls)
    assert float(value) == pytest.approx(f(terms))
    assert [2 * float(v) for v in half_slope.entries()] == pytest.approx(slope(terms), rel=1e-5, abs=1e-5)
    found = [[2 * float(v) for v in row] for row in half_curvature.tolist()]
    for row, other in zip(found, curvature(terms), strict=True):
        assert row == pytest.approx(other, rel=1e-5, abs=1e-4)


def test_a_saddle_is_refused() -> None:
    """It is stationary, so Krawczyk's operator does not refuse it; its Hessian has a negative pivot."""
    assert max(map(abs, slope(SADDLE))) < 1e-6
    refuse(line(SADDLE, "1", "2"), Refused, "a pivot of H")


@pytest.mark.parametrize("entry", [0, 1, 2])
@pytest.mark.parametrize("by", [2**-14, -(2**-14)])
def test_a_box_beside_the_minimum_is_refused(entry: int, by: float) -> None:
    refuse(line(moved(MINIMUM, (entry, by))), Refused, "K is not inside")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"objective": ["1.0201", "1.03"]}, "objective on the box"),
        ({"objective": ["1.01", "1.0199"]}, "objective on the box"),
        ({"objective": ["0", "2"]}, "not positive"),
        ({"objective": ["-1", "2"]}, "not positive"),
        ({"radius_exponent": -4}, "K is not inside"),
        ({"radius_exponent": -40}, "K is not inside"),  # differences did not come so near
        ({"radius_exponent": 0}, "deviation in the box"),
        ({"bits": 16}, "K is not inside"),
    ],
)
def test_what_is_not_so_or_not_shown_is_refused(change: dict[str, Any], reason: str) -> None:
    refuse(line(MINIMUM) | change, Refused, reason)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ([*HALF, *HALF], "no inverse|K is not inside"),  # stationary, and not strict: one half may be higher
        ([*MINIMUM, 0.0, 0.5, 0.5], "no inverse"),  # nothing depends on the mean of a term of height 0
        ([MINIMUM[0], MINIMUM[1], -MINIMUM[2]], "deviation in the box"),
        ([0.1, 0.3, 2.0**-17], "deviation in the box"),
    ],
)
def test_models_that_are_no_strict_minimum_are_refused(terms: list[float], reason: str) -> None:
    refuse(line(terms, "0.5", "2"), Refused, reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"y": ["1"]}, "gaussian-example"),
        ({"bits": 15}, "bits are not"),
        ({"bits": 1 << 15}, "bits are not"),
        ({"bits": True}, "bits are not"),
        ({"bits": "80"}, "bits are not"),
        ({"radius_exponent": 1}, "radius_exponent"),
        ({"radius_exponent": -81}, "radius_exponent"),
        ({"radius_exponent": -16.0}, "radius_exponent"),
        ({"radius_exponent": True}, "radius_exponent"),
        ({"centre": []}, "no terms"),
        ({"centre": [["1", "2"]]}, "length 3"),
        ({"centre": [["1", "2", "x"]]}, "no number"),
        ({"centre": [[1, 2, 3]]}, "no string"),
        ({"objective": ["1"]}, "length 2"),
        ({"objective": "12"}, "a list"),
        ({"more": 1}, "key missing or unknown: 'more'"),
        ({"kind": "gaussian"}, "neither a kind"),
        ({"kind": ["gaussian-minimum"]}, "neither a kind"),
    ],
)
def test_what_is_no_certificate_is_malformed(change: dict[str, Any], reason: str) -> None:
    refuse(line(MINIMUM) | change, Malformed, reason)


@pytest.mark.parametrize("key", ["centre", "radius_exponent", "objective", "bits"])
def test_every_key_is_needed(key: str) -> None:
    refuse({k: v for k, v in line(MINIMUM).items() if k != key}, Malformed, f"missing or unknown: '{key}'")


def test_the_forged_one_is_refused() -> None:
    refuse(forge(line(MINIMUM)), Refused, "objective on the box")


def test_work_is_counted_by_terms_and_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """For k terms: (200 + 9k) (100 + 3k) 3k (3 + ⌊bits/40⌋)."""
    work = (200 + 9) * (100 + 3) * 3 * (3 + 2)
    monkeypatch.setattr(certificates, "MOST_WORK", work)
    assert check_line(json.dumps(line(MINIMUM))).verdicts == 1
    monkeypatch.setattr(certificates, "MOST_WORK", work - 1)
    refuse(line(MINIMUM), Malformed, "more work")
