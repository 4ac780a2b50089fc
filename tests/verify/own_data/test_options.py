"""Which requests make no sense, and the line that says so."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify.bad_input import BadInputError
from verify.own_data.options import Options, neurons_for, parse

PLAIN = Options(data=Path("t.csv"), target="y")


def test_what_is_not_given_has_its_usual_value() -> None:
    request = parse(PLAIN)
    assert (request.activation.name, request.scale, request.growths) == ("relu", Fraction(1), 10)
    assert (neurons_for(request, 40), neurons_for(request, 400)) == (40, 100)


def test_the_scale_is_the_decimal_itself() -> None:
    assert parse(replace(PLAIN, scale="0.01")).scale == Fraction(1, 100)


def test_the_users_own_neurons_are_judged_once() -> None:
    assert parse(replace(PLAIN, weights=Path("w.csv"))).growths == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scale": "-1"}, "--scale: -1 is not positive; give a number above 0, such as 0.01"),
        ({"scale": "0e5"}, "--scale: 0e5 is not positive; give a number above 0, such as 0.01"),
        ({"scale": "inf"}, "--scale: 'inf' is no finite number"),
        ({"scale": "1e999"}, "--scale: '1e999' is too large"),
        ({"scale": "one"}, "--scale: 'one' is not a number"),
        ({"activation": "ReLu!"}, "--activation: unknown activation 'ReLu!'; use one of identity, relu, "),
        ({"neurons": 0}, "--neurons: 0 is below 1; give a count of at least 1"),
        ({"growths": -3}, "--growths: -3 is below 1; give a count of at least 1"),
        ({"seed": -1}, "--seed: -1 is negative; give an integer of at least 0"),
        ({"holdout": "0"}, "--holdout: 0 is not between 0 and 1; give the share of the rows to hold out, such as 0.2"),
        ({"holdout": "1.0"}, "--holdout: 1.0 is not between 0 and 1; give the share"),
        ({"holdout": "-0.5"}, "--holdout: -0.5 is not between 0 and 1; give the share"),
        ({"holdout": "20%"}, "--holdout: '20%' is not a number"),
        ({"holdout": "0.2", "folds": 5}, "--holdout: has no meaning beside --folds; leave one of the two out"),
        ({"folds": 1}, "--folds: 1 is below 2; give a count of at least 2"),
        ({"candidates": 0}, "--candidates: 0 is below 1; give a count of at least 1"),
        ({"changes": 0}, "--changes: 0 is below 1; give a count of at least 1"),
        *(
            ({"weights": Path("w"), name: value}, f"--{name}: has no meaning beside --weights")
            for name, value in (("holdout", "0.2"), ("folds", 2), ("candidates", 2), ("changes", 1), ("figures", True))
        ),
        ({"weights": Path("w"), "neurons": 5}, "--neurons: has no meaning beside --weights"),
        ({"weights": Path("w"), "growths": 5}, "--growths: has no meaning beside --weights"),
    ],
)
def test_senseless_requests_end_in_one_line(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError) as refused:
        parse(replace(PLAIN, **change))
    assert str(refused.value).startswith(message)


def test_more_neurons_than_points_make_no_sense() -> None:
    request = parse(replace(PLAIN, neurons=443))
    with pytest.raises(BadInputError) as refused:
        neurons_for(request, 442)
    assert str(refused.value) == (
        "--neurons: 443 is more than the 442 points, and 442 improving neurons fit them exactly; give at most 442"
    )
    assert neurons_for(request, 443) == 443
