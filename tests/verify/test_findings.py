from collections.abc import Callable
from typing import Any

import pytest

from verify.evidence import (
    CensusRow,
    ClaimEvidence,
    Finding,
    OwnPathCounts,
    PostFigure,
    Premise,
    PremiseVerdict,
    settle,
)
from verify.findings import findings

MakeClaim = Callable[..., ClaimEvidence]
MakeRow = Callable[..., CensusRow]

POST = PostFigure(added=15_000, non_improving=5_000)


def found(*claims: ClaimEvidence, census: tuple[CensusRow, ...] = ()) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings(settle(claims), census)}


def test_sound_claim_and_row_without_figure_of_the_post_give_no_finding(claim: MakeClaim, row: MakeRow) -> None:
    assert found(claim(), census=(row(), row(scale="1/100"))) == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stated_in_post": False}, ["theorem-1-needs-p"]),
        ({"stated_in_post": True}, []),
        ({"stated_in_post": False, "verdict": PremiseVerdict.UNDECIDED, "witness": None}, []),
    ],
)
def test_necessary_premise_that_the_post_forgot(claim: MakeClaim, changes: dict[str, Any], expected: list[str]) -> None:
    fields = {"id": "p", "statement": "s is optimal", "verdict": PremiseVerdict.NECESSARY, "witness": {"n": "1"}}
    premise = Premise.model_validate(fields | {"met": 300} | changes)
    assert list(found(claim(premises=(premise,)))) == expected


@pytest.mark.parametrize(("low", "where"), [(0.32, "inside"), (0.3334, "outside")])
def test_share_of_the_post_is_held_against_the_interval(row: MakeRow, low: float, where: str) -> None:
    rate = {"value": 0.334, "low": low, "high": 0.35, "confidence": 0.99}
    finding = found(census=(row(post=POST, rate=rate),))["share-relu"]
    assert finding.title == f"the post's share of non-improving neurons for relu is {where} the interval"


def test_figure_without_a_total_is_no_share(row: MakeRow) -> None:
    assert found(census=(row(post=PostFigure(non_improving=1_000)),)) == {}


def test_scaled_row_is_compared_with_the_row_at_scale_1(row: MakeRow) -> None:
    scaled = row(scale="1/100", post=PostFigure(non_improving=1_000))
    finding = found(census=(row(post=POST), scaled))["scale-relu-x-0.01"]
    assert finding.title == "relu x 0.01 beside relu: no count changes"
    assert finding.evidence == ("relu", "relu x 0.01")
    other = row(
        scale="1/100",
        post=PostFigure(non_improving=1_000),
        drawn=15_001,
        improving=10_001,
    )
    assert found(census=(row(post=POST), other))["scale-relu-x-0.01"].title.endswith("the counts change")


def test_wrong_float_verdicts_are_one_finding_with_the_rows_that_have_them(row: MakeRow) -> None:
    def judged(too_good: int, too_bad: int) -> dict[str, Any]:
        counts = {"says_improving_but_not": too_good, "says_not_but_improving": too_bad}
        return {
            "float_criterion": ({"cutoff": "today", "growths": 1, "judged": 150, **counts},),
            "float_growths": 1,
            **{f"float_{name}": count for name, count in counts.items()},
        }

    census = (row("tanh", **judged(0, 0)), row(**judged(7, 2)))
    finding = found(census=census)["float-criterion"]
    assert finding.evidence == ("relu",)
    assert "relu: 7 + 2 of 150 (today)" in finding.established
    assert "float-criterion" not in found(census=census[:1])


@pytest.mark.parametrize(("refused", "where"), [((4_000, 5_000), "among"), ((4_000, 4_999), "outside")])
def test_count_of_the_post_is_held_against_its_program_repeated(
    row: MakeRow, refused: tuple[int, ...], where: str
) -> None:
    paths = OwnPathCounts(cutoff="today", growths=100, cap=500, drawn=30_000, capped=2, refused=refused)
    finding = found(census=(row(post=POST, own_path=(paths,)),))["repeated-relu-today"]
    assert finding.title == f"relu: the post's count is {where} those of its program repeated (today)"
    assert finding.established.endswith("; 2 growths ended at the cap of 500 draws")
