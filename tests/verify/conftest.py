"""Made-up evidence from which the tests of evidence, gate, command line and screen build what they need."""

from collections.abc import Callable
from typing import Any

import pytest

from verify.evidence import (
    Causes,
    CensusRow,
    Certified,
    ClaimEvidence,
    Control,
    Derived,
    Evidence,
    Exhausted,
    FloatCriterion,
    PostFigure,
    Premise,
    PremiseVerdict,
    Profile,
    Rate,
    Report,
    Tested,
    Timing,
    all_faults,
    overall,
    settle,
)
from verify.findings import findings

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]


def _claim(name: str = "theorem-1", **changes: object) -> ClaimEvidence:
    fields: dict[str, object] = {
        "id": name,
        "statement": "a neuron improves iff its outputs are not orthogonal to the residual",
        "source": "Theorem 1: an added neuron improves unless its outputs meet one linear equation",
        "evidence": Evidence(
            tested=Tested(examples=300, strata={"on the hyperplane": 40, "dead neuron": 12}),
            certified=Certified(
                instances=50,
                rejected=0,
                issued=50,
                exhausted=Exhausted(scope="n <= 3, u <= 2, entries -1, 0, 1", instances=19_683),
            ),
            derived=Derived(steps=5, route="SymPy"),
        ),
        "premises": (
            Premise(
                id="optimal-output-weights",
                statement="s minimises the objective",
                verdict=PremiseVerdict.NECESSARY,
                met=300,
                witness={"G": (("1",), ("0",)), "y": ("0", "1"), "s": ("1",), "g": ("1", "1")},
            ),
        ),
        "controls": (
            Control(
                id="orthogonal-to-target",
                statement="improves iff g is not orthogonal to y",
                refuted=True,
                smallest=True,
                counterexample={"G": (("1",),), "y": ("1",), "g": ("1",)},
            ),
        ),
    }
    return ClaimEvidence.model_validate(fields | changes)


def _row(activation: str = "relu", scale: str = "1", **changes: object) -> CensusRow:
    fields: dict[str, object] = {
        "activation": activation,
        "scale": {"1": 1.0, "1/100": 0.01}[scale],
        "scale_exact": scale,
        "points": 100,
        "growths": 100,
        "neurons": 100,
        "drawn": 15_000,
        "improving": 10_000,
        "non_improving": 5_000,
        "undecided": 0,
        "causes": Causes(dead=1_000, linear=1_500, in_span=2_400, orthogonal=90, residual_zero=10),
        "ended": {"neurons": 99, "residual zero": 1},
        "rate": Rate(value=1 / 3, low=0.32, high=0.35, confidence=0.99),
    }
    return CensusRow.model_validate(fields | changes)


def _report(*claims: ClaimEvidence, census: tuple[CensusRow, ...] = (), **changes: object) -> Report:
    settled = settle(claims)
    fields: dict[str, object] = {
        "profile": Profile.QUICK,
        "seed": 0,
        "versions": {"python": "3.11.9", "numpy": "2.1.0"},
        "claims": settled,
        "census": census,
        "findings": findings(settled, census),
        "faults": all_faults(settled, None),
        "outcome": overall(settled, census, None),
        "timing": Timing(seconds=12.34, jobs=2, claims={claim.id: 1.5 for claim in settled}),
    }
    return Report.model_validate(fields | changes)


@pytest.fixture(name="claim")
def claim_fixture() -> MakeClaim:
    return _claim


@pytest.fixture(name="row")
def row_fixture() -> Callable[..., CensusRow]:
    return _row


@pytest.fixture(name="report")
def report_fixture() -> MakeReport:
    return _report


@pytest.fixture
def full_report() -> Report:
    """A report with every part: two claims, one of them printed, and a census of four rows."""
    criterion = (
        FloatCriterion(cutoff="today", growths=5, judged=750, says_improving_but_not=12, says_not_but_improving=3),
        FloatCriterion(
            cutoff="machine precision",
            growths=5,
            judged=750,
            says_improving_but_not=40,
            says_not_but_improving=0,
        ),
    )
    floats: dict[str, Any] = {
        "float_criterion": criterion,
        "float_growths": 5,
        "float_says_improving_but_not": 12,
        "float_says_not_but_improving": 3,
    }
    tanh: dict[str, Any] = {
        "drawn": 10_000,
        "non_improving": 0,
        "causes": Causes(),
        "rate": Rate(value=0.0, low=0.0, high=0.0004, confidence=0.99),
    }
    return _report(
        _claim("normal-equations", premises=()),
        _claim("theorem-1", rests_on=("normal-equations",)),
        census=(
            _row("tanh", post=PostFigure(added=10_000, non_improving=1), **tanh),
            _row("tanh", "1/100", **tanh),
            _row(post=PostFigure(added=15_000, non_improving=5_000), **floats),
            _row("relu", "1/100", post=PostFigure(non_improving=1_000)),
            _row("relu", "1/100", rounded=True),
        ),
    )
