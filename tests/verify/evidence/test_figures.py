"""How a figure agrees with its published picture: computed from departures, never declared."""

import pytest

from tests.verify.report import made_up
from verify.evidence import Agreement, Cause, Figure


def cause(*changed: str, searched: float = 0.5, departure: float | None = 0.5) -> Cause:
    return Cause(changed=changed, searched=searched, departure=departure)


def figure(departure: float | None, *causes: Cause) -> Figure:
    return made_up.objective().model_copy(update={"largest_departure": departure, "causes": causes})


@pytest.mark.parametrize(
    ("made", "agreement"),
    [
        (figure(None, cause("a")), None),
        (figure(1.0, cause("a")), Agreement.REPRODUCED),
        (figure(1.001, cause("a", departure=1.0)), Agreement.EXPLAINED),
        (figure(1.001, cause("a", departure=1.001)), Agreement.UNEXPLAINED),
        (figure(2.0, cause("a", searched=0.1, departure=None)), Agreement.UNEXPLAINED),
        (figure(2.0), Agreement.UNEXPLAINED),
    ],
)
def test_agreement_follows_from_departures_on_a_fresh_seed(made: Figure, agreement: Agreement | None) -> None:
    assert made.agreement is agreement


def test_the_explanation_is_the_smallest_cause_that_fits() -> None:
    causes = (cause("a", "b", departure=0.1), cause("c", departure=2.0), cause("d"), cause("e", departure=0.2))
    assert figure(2.0, *causes).explanation == cause("d")
    assert figure(2.0, cause("c", departure=None)).explanation is None
