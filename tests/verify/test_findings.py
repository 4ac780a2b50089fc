from collections.abc import Callable
from typing import Any

import pytest

from verify.evidence import (
    CensusRow,
    ClaimEvidence,
    FailureProbability,
    FailureStep,
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
        ({"stated_in_post": None}, []),  # the claim is not the post's, so that it could not state the premise
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
    assert finding.title == f"ReLU: the post's share of non-improving neurons is {where} the interval of this run"
    assert f"the 99 % interval, with the growth as its unit, is {100 * low:.3g} % to 35 %" in finding.established


def test_figure_without_a_total_is_no_share(row: MakeRow) -> None:
    assert found(census=(row(post=PostFigure(non_improving=1_000)),)) == {}


def test_scaled_row_is_compared_with_the_row_at_scale_1(row: MakeRow) -> None:
    scaled = row(scale="1/100", post=PostFigure(non_improving=1_000))
    finding = found(census=(row(post=POST), scaled))["scale-relu-x-0.01"]
    assert finding.title == "ReLU: the exact factor 1/100 changes no count; the post's count went from 5,000 to 1,000"
    assert finding.evidence == ("relu", "relu x 0.01")
    assert "homogeneity" not in finding.established  # it was not part of this run
    other = row(
        scale="1/100",
        post=PostFigure(non_improving=1_000),
        drawn=15_001,
        improving=10_001,
    )
    assert found(census=(row(post=POST), other))["scale-relu-x-0.01"].title.startswith(
        "ReLU: the exact factor 1/100 changes the counts;"
    )


def test_scaled_row_leans_on_homogeneity_where_that_holds_and_no_count_changed(claim: MakeClaim, row: MakeRow) -> None:
    scaled = row(scale="1/100", post=PostFigure(non_improving=1_000))
    words = "By the claim homogeneity no exact factor c > 0 changes a verdict of ReLU."
    census = (row(post=POST), scaled)
    finding = found(claim("homogeneity"), census=census)["scale-relu-x-0.01"]
    assert words in finding.established
    assert finding.evidence == ("relu", "relu x 0.01", "homogeneity")
    assert words not in found(claim("homogeneity", undecided="slow"), census=census)["scale-relu-x-0.01"].established
    other = row(scale="1/100", drawn=15_001, improving=10_001, post=PostFigure(non_improving=1_000))
    assert words not in found(claim("homogeneity"), census=(row(post=POST), other))["scale-relu-x-0.01"].established


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [(0.0666, 0.0910, "both inside"), (0.07, 0.0910, "only one inside"), (0.1, 0.2, "both outside")],
)
def test_count_without_a_total_is_read_in_two_ways(row: MakeRow, low: float, high: float, where: str) -> None:
    counts = {"drawn": 10_900, "non_improving": 900, "causes": {"dead": 900}}
    rate = {"value": (low + high) / 2, "low": low, "high": high, "confidence": 0.99}
    scaled = row(scale="1/100", post=PostFigure(non_improving=1_000), rate=rate, **counts)
    established = found(census=(row(post=POST), scaled))["scale-relu-x-0.01"].established
    assert "6.67 % of 15,000; if as many improved, 9.09 % of 11,000: " + where in established


def judged(too_good: int, too_bad: int, cutoff: str = "today") -> dict[str, Any]:
    wrong = {"says_improving_but_not": too_good, "says_not_but_improving": too_bad}
    return {"cutoff": cutoff, "growths": 1, "judged": 150, **wrong}


def criterion(*runs: dict[str, Any]) -> dict[str, Any]:
    first = runs[0]
    flat = {f"float_{name}": first[name] for name in ("growths", "says_improving_but_not", "says_not_but_improving")}
    return {"float_criterion": runs, **flat}


def test_wrong_float_verdicts_are_one_finding_with_the_rows_that_have_them(row: MakeRow) -> None:
    runs = (judged(7, 0), judged(9, 2, "machine precision"))
    census = (row("tanh", **criterion(judged(0, 0))), row(**criterion(*runs)))
    finding = found(census=census)["float-criterion"]
    assert finding.evidence == ("relu",)
    assert finding.established == (
        "along the exact growth, it says that neurons improve that do not: 7 to 9 of 150 for ReLU, and it says that "
        "neurons do not improve that do: 0 to 2 of 150 for ReLU (the range is that of the lstsq cutoffs)"
    )
    assert "float-criterion" not in found(census=census[:1])


def paths(*refused: int, cutoff: str = "today") -> OwnPathCounts:
    return OwnPathCounts.model_validate(
        {"cutoff": cutoff, "growths": 100, "cap": 500, "drawn": 30_000, "capped": 2, "refused": refused}
    )


def test_count_of_the_post_is_held_against_its_program_repeated(row: MakeRow) -> None:
    runs = (paths(4_000, 4_999), paths(4_000, 5_000, cutoff="machine precision"))
    finding = found(census=(row(post=POST, own_path=runs),))["repeated-relu"]
    assert finding.title == (
        "ReLU: the post's count is among (lstsq cutoff: machine precision) those of its program repeated"
    )
    assert "4,000 to 4,999 neurons in 2 repetitions of 100 growths" in finding.established
    assert finding.established.endswith("; 4 growths ended at the cap of 500 draws")
    assert "is not among" in found(census=(row(post=POST, own_path=runs[:1]),))["repeated-relu"].title


LOW = {"drawn": 10_800, "non_improving": 800, "causes": {"dead": 800}}
LOW |= {"rate": {"value": 800 / 10_800, "low": 0.06, "high": 0.1, "confidence": 0.99}}


def test_where_nothing_tried_comes_near_the_post_the_report_says_so_and_lists_it(row: MakeRow) -> None:
    tail = {"last": 5, "failures": 200, "most_in_a_growth": 90}
    census = (
        row(post=POST, tail=tail, **LOW, **criterion(judged(3, 0))),
        row(scale="1/100", **LOW),
        row(scale="1/100", rounded=True, **LOW),
    )
    finding = found(census=census)["unreached-relu"]
    assert finding.title == "ReLU: none of the causes tried in this run brings the count near the post's"
    assert finding.established == (
        "shares of neurons that do not improve: the exact verdicts: 6 % to 10 %; f_new < f_old with the lstsq cutoff "
        "of today: 4 % to 8 %; the factor 1/100, exact: 6 % to 10 %; the factor 1/100, rounded to floats: 6 % to 10 %; "
        "without the failures at the last 5 neurons of a growth: 5.66 %. The post's own program was not repeated in "
        "this profile"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"rate": {"value": 0.1, "low": 0.06, "high": 0.34, "confidence": 0.99}},
        criterion(judged(0, 40)),
        {"own_path": (paths(4_000, 5_000),)},
    ],
)
def test_where_something_tried_comes_near_the_post_nothing_is_unreached(row: MakeRow, changes: dict[str, Any]) -> None:
    assert "unreached-relu" in found(census=(row(post=POST, **LOW),))
    assert "unreached-relu" not in found(census=(row(post=POST, **(LOW | changes)),))


def test_tail_is_told_at_scale_1_alone(row: MakeRow) -> None:
    tail = {"last": 5, "failures": 1_250, "most_in_a_growth": 90}
    census = (row(post=POST, tail=tail), row(scale="1/100", post=PostFigure(non_improving=1_000), tail=tail))
    tails = {name: finding for name, finding in found(census=census).items() if name.startswith("tail")}
    assert list(tails) == ["tail-relu"]
    assert tails["tail-relu"].title == "ReLU: 25 % of the failures come with the last 5 of 100 neurons"
    assert tails["tail-relu"].established.endswith("a growth has 50 failures on average, and 90 at most")


# ---- the probability of failure ----

FAILURE = FailureProbability(
    growths=7,
    steps=tuple(FailureStep(neurons=k, mean=0.04 * (k + 1), low=0.03, median=0.04, high=0.5) for k in range(3)),
    bound=1e-12,
    dead=0.04,
    expected=12.0,
    deviation=4.0,
    observed=10,
    low=2,
    high=40,
    outside=0,
    error=1e-3,
)


@pytest.mark.parametrize(
    ("changes", "word"), [({}, "agree"), ({"outside": 1}, "do not agree"), ({"observed": 41}, "do not agree")]
)
def test_failures_are_held_against_their_probabilities(row: MakeRow, changes: dict[str, Any], word: str) -> None:
    failure = FailureProbability.model_validate(FAILURE.model_dump() | changes)
    finding = found(census=(row(failure_probability=failure, expected_failures=12.0),))["probability-relu"]
    assert finding.title == (
        f"ReLU: the probability that the next neuron fails goes from 4 % to 12 %, and the failures counted {word}"
    )
    assert "the mean over 7 growths is 4 % with 0, 8 % with 1, 12 % with 2 neurons" in finding.established
    if not changes:
        assert "Expected failures: 12.0, standard deviation 4.0; counted: 10, -0.50 deviations" in finding.established


def test_probability_0_needs_the_claim_in_the_same_run(claim: MakeClaim, row: MakeRow) -> None:
    tanh = row("tanh", null_steps=10_000)
    assert found(census=(tanh,)) == {}
    almost = claim("improves-almost-surely", premises=())
    finding = found(almost, census=(tanh,))["probability-tanh"]
    assert finding.title == "tanh: the next neuron fails with probability exactly 0, at all 10,000 steps"
    assert finding.evidence == ("tanh", "improves-almost-surely")
    refuted = claim("improves-almost-surely", premises=(), counterexample={"y": ("1",)})
    assert found(refuted, census=(tanh,)) == {}
