"""Forged certificates state something false, and a checker that accepts them is found out."""

import json
from typing import Any

import pytest

from core.exact import decide
from verify.check.certificates import Accepted, Refused, check_line
from verify.forgery import believed, forge

IMPROVING = decide([[1], [0]], [1, 1], [1, 1]).certificate
FAILING = decide([[1], [0]], [1, 1], [1, 0]).certificate
RATIONAL = {
    "lemmata": "certificate/1", "kind": "rational", "G": [["1"], ["0"]], "y": ["1", "1"], "g": ["1", "1"], "s": ["1"],
    "improves": True,
}  # fmt: skip


@pytest.mark.parametrize("certificate", [IMPROVING, FAILING, RATIONAL], ids=["improving", "failing", "rational"])
def test_the_checker_accepts_the_true_one_and_refuses_the_forged_one(certificate: dict[str, Any]) -> None:
    assert check_line(json.dumps(certificate)).verdicts == 1
    with pytest.raises(Refused):
        check_line(json.dumps(forge(certificate)))


def test_a_checker_that_accepts_everything_is_found_out() -> None:
    lines = [json.dumps(certificate) for certificate in (IMPROVING, FAILING, RATIONAL)]
    assert believed(lines, check_line) == []
    assert believed(lines, lambda _: Accepted(1)) == [
        "the checker accepts a forged certificate of kind growth",
        "the checker accepts a forged certificate of kind rational",
    ]


def test_a_certificate_without_a_verdict_is_not_forged() -> None:
    with pytest.raises(ValueError, match="without a verdict"):
        forge({"kind": "growth", "candidates": [{"given": True}]})
