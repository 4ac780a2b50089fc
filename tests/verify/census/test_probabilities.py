"""The failure probabilities of a census: consistent with what is counted, and a fault when they cannot be."""

from dataclasses import replace
from fractions import Fraction

import pytest

from core.activations import RELU
from core.exact import Growth
from core.exact.failing import failure_probabilities
from core.exact.reasons import DoesNot
from core.exact.verdicts import Cause, Ended
from verify.census import counting as census
from verify.census.counting import Setting, row, take
from verify.census.probabilities import ERROR, step_by_step
from verify.evidence import FailureProbability


@pytest.fixture(scope="module")
def growths() -> tuple[Growth, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(census, "POINTS", 20)
        patch.setattr(census, "NEURONS", 20)
        return take(Setting(RELU), 5, 12).growths


def test_they_are_those_of_the_single_growths(growths: tuple[Growth, ...]) -> None:
    found, impossible = step_by_step(growths)
    alone = [failure_probabilities(growth) for growth in growths]
    assert impossible == []
    assert found.consistent
    assert found.growths == len(growths)
    assert [step.neurons for step in found.steps] == list(range(20))
    assert found.observed == sum(one.observed for one in alone)
    assert found.expected == pytest.approx(sum(one.expected for one in alone))
    assert found.steps[0].mean == pytest.approx(sum(one.probabilities[0] for one in alone) / len(alone))
    assert found.low < found.observed < found.high
    assert found.error == ERROR


def test_counts_that_cannot_be_are_a_disagreement(growths: tuple[Growth, ...]) -> None:
    """The same growths, with many more neurons told to have failed at their first step."""

    def worse(growth: Growth) -> Growth:
        failed = (DoesNot(Cause.DEAD),) * 40
        return replace(
            growth,
            reasons=(*failed, *growth.reasons),
            weights=growth.weights[[0] * 40 + list(range(len(growth.reasons)))],
        )

    _, (impossible,) = step_by_step([worse(growth) for growth in growths])
    assert "failures were counted where exact probabilities give" in impossible


def test_growths_that_a_cap_ended_are_left_out(growths: tuple[Growth, ...]) -> None:
    capped = [replace(growths[0], ended=Ended.CAP), *growths[1:]]
    assert step_by_step(capped)[0].growths == len(growths) - 1


def test_a_row_without_agreement_is_not_consistent(growths: tuple[Growth, ...]) -> None:
    found, _ = step_by_step(growths)
    fields = found.model_dump()
    assert not FailureProbability(**fields | {"outside": 1}).consistent
    assert not FailureProbability(**fields | {"observed": found.high + 1}).consistent


def test_expected_failures_of_a_row_are_those_of_its_probabilities() -> None:
    grown = take(Setting(RELU, Fraction(1)), 3, 2)
    failure, _ = step_by_step(grown.growths)
    counted = row(grown, 0, failure=failure)
    assert counted.expected_failures == failure.expected
    assert counted.null_steps is None
    with pytest.raises(ValueError, match="expected_failures is not that"):
        counted.model_copy().model_validate({**counted.model_dump(), "expected_failures": 1.0})
