"""All faces say what the JSON says, number by number: each is read back and compared with it.

What is expected is computed from the JSON alone, by a restatement of how numbers are written, so that no face is its
own witness.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.verify.report.readers import Read, in_junit, in_markdown, on_page, terminal
from verify.evidence import Report, to_json

TEXT_FACES: dict[str, Callable[[Report], Read]] = {"terminal": terminal, "markdown": in_markdown}


REPORTS = ("full_report", "every_report", "unsound_report", "real_run", "real_growths")


@pytest.fixture(name="whole", params=REPORTS)
def whole_fixture(request: pytest.FixtureRequest) -> Report:
    """A made-up report or a real one."""
    found: Report = request.getfixturevalue(request.param)
    return found


@pytest.fixture(name="face", params=list(TEXT_FACES))
def face_fixture(request: pytest.FixtureRequest) -> Callable[[Report], Read]:
    """How a face is read."""
    return TEXT_FACES[request.param]


def written(report: Report) -> Any:
    return json.loads(to_json(report))


def count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def percent(share: float) -> str:
    return "< 0.01 %" if 0 < share < 0.00005 else f"{share * 100:.2f} %"


def seen(text: str) -> str:
    """A text as a person sees it: control characters are not there, or replaced."""
    return "".join(letter for letter in text if letter not in "\x1b\u202e�")


def instances(certified: Any) -> str:
    if certified is None:
        return "-"
    accepted, issued = certified["instances"], certified["issued"]
    text = count(accepted) if accepted == issued else f"{count(accepted)} of {count(issued)}"
    exhausted = certified.get("exhausted")
    return f"{text} + {count(exhausted['instances'])}" if exhausted else text


def level(claim: Any) -> str:
    own, effective = claim.get("level", "-"), claim.get("effective_level", "-")
    if claim["kind"] == "printed":
        return "as printed"
    return own if own == effective else f"{own} ({effective})"


def claim_row(claim: Any) -> list[str]:
    evidence, controls = claim["evidence"], claim["controls"]
    refuted = [control for control in controls if control["refuted"]]
    return [
        seen(claim["id"]),
        claim["outcome"],
        level(claim),
        count(evidence.get("tested", {}).get("examples")),
        instances(evidence.get("certified")),
        f"{len(refuted)} of {len(controls)}" if controls else "-",
    ]


def route_row(claim: Any) -> list[str]:
    evidence = claim["evidence"]
    certified, proved = evidence.get("certified", {}), evidence.get("proved", {})
    formalised = evidence.get("formalised")
    return [
        seen(claim["id"]),
        count(evidence.get("tested", {}).get("examples")),
        count(certified.get("instances")),
        count(certified.get("exhausted", {}).get("instances")),
        count(evidence.get("derived", {}).get("steps")),
        count(proved.get("steps")),
        count(proved.get("steps")),
        "-" if formalised is None else ", ".join(formalised["assumptions"]) or "yes",
    ]


def rows_seen(rows: list[list[str]]) -> list[list[str]]:
    return [[seen(cell) for cell in row] for row in rows]


def test_every_claim_has_its_outcome_its_level_and_its_counts(whole: Report, face: Callable[[Report], Read]) -> None:
    report, found = written(whole), face(whole)
    if not report["claims"]:
        assert ["claim", "outcome"] not in [table[0][:2] for table in found.tables]
        return
    rows = found.rows("claim", "outcome", "level", "examples", "instances", "controls")
    assert rows_seen(rows) == [claim_row(claim) for claim in report["claims"]]
    rows = found.rows("claim", "Hypothesis", "certified", "exhausted", "SymPy", "kernel", "checker", "Coq")
    assert rows_seen(rows) == [route_row(claim) for claim in report["claims"] if claim["kind"] != "printed"]


def name(row: Any) -> str:
    scale = "" if row["scale_exact"] == "1" else f" x {row['scale']:g}"
    return f"{row['activation']}{scale}{' rounded' if row['rounded'] else ''}"


def post(row: Any) -> str:
    figure = row.get("post")
    if figure is None:
        return "-"
    return count(figure["non_improving"]) + (f" of {count(figure['added'])}" if "added" in figure else "")


def test_every_row_of_the_census_has_its_counts(whole: Report, face: Callable[[Report], Read]) -> None:
    rows, found = written(whole)["census"], face(whole)
    if not rows:
        assert "neurons drawn" not in [table[0][0] for table in found.tables]
        return
    verdicts = ("drawn", "improving", "non_improving", "undecided")
    assert found.rows("neurons drawn", "drawn", "improving", "non-improving", "undecided") == [
        [name(row), *(count(row[verdict]) for verdict in verdicts)] for row in rows
    ]
    assert found.rows("non-improving", "share", "99 % interval by growth", "the post") == [
        [name(row), percent(rate["value"]), f"{percent(rate['low'])} to {percent(rate['high'])}", post(row)]
        for row in rows
        for rate in [row["rate"]]
    ]
    causes = ("dead", "linear", "in_span", "orthogonal", "residual_zero")
    assert found.rows("why they do not", "dead", "linear", "in span", "orthogonal", "residual 0") == [
        [name(row), *(count(row["causes"][cause]) for cause in causes)] for row in rows
    ]
    criterion = [(row, run) for row in rows for run in row["float_criterion"]]
    if criterion:
        assert found.rows("neurons drawn", "lstsq cutoff", "judged", "improves", "does not") == [
            [name(row), run["cutoff"], *map(count, (run["judged"], run["says_improving_but_not"],
                                                    run["says_not_but_improving"]))]
            for row, run in criterion
        ]  # fmt: skip
    paths = [(row, path) for row in rows for path in row["own_path"]]
    if paths:
        assert found.rows("neurons drawn", "lstsq cutoff", "growths", "repeated", "least", "most", "capped") == [
            [name(row), path["cutoff"], *map(count, (path["growths"], len(path["refused"]), min(path["refused"]),
                                                     max(path["refused"]), path["capped"]))]
            for row, path in paths
        ]  # fmt: skip


def test_the_probability_of_failure_is_that_of_the_report(every_report: Report, face: Callable[[Report], Read]) -> None:
    found = face(every_report)
    (failure,) = (row["failure_probability"] for row in written(every_report)["census"] if "failure_probability" in row)
    steps = {count(step["neurons"]): step for step in failure["steps"]}
    (table,) = (table for table in found.tables if table[0][0] == "neurons there")
    at = table[0][1:]
    assert (at[0], at[-1]) == (count(failure["steps"][0]["neurons"]), count(failure["steps"][-1]["neurons"]))
    assert [row[1:] for row in table[1:]] == [
        [percent(steps[neurons][field]) for neurons in at] for field in ("mean", "low", "median", "high")
    ]
    expected, deviation = failure["expected"], failure["deviation"]
    assert (
        f"no point active: {percent(failure['dead'])}. Expected failures {expected:,.1f} ± {deviation:.1f}, counted "
        f"{count(failure['observed'])}; allowed {count(failure['low'])} to {count(failure['high'])}" in found.text
    )


def test_every_growth_has_its_counts(whole: Report, face: Callable[[Report], Read]) -> None:
    data, found = written(whole).get("own_data"), face(whole)
    if data is None:
        assert "growth" not in [table[0][0] for table in found.tables]
        return
    rows = found.rows("growth", "objective after", "drawn", "improve", "do not", "undecided", "ended")
    verdicts = ("drawn", "improving", "non_improving", "undecided")
    assert [[row[0], *row[2:]] for row in rows] == [
        [str(k), *(count(growth[verdict]) for verdict in verdicts), growth["ended"]]
        for k, growth in enumerate(data["growths"], start=1)
    ]
    for row, growth in zip(rows, data["growths"], strict=True):
        shown, _, more = row[1].partition(" ± ")
        truth = growth["objective_after"]
        slack = float(more) if more else 10.0 ** (len(shown.split(".")[0].lstrip("-0")) - 8)
        assert abs(float(shown) - truth["value"]) <= slack + truth["error"]
    failed, drawn = (sum(growth[key] for growth in data["growths"]) for key in ("non_improving", "drawn"))
    assert f"{count(failed)} of {count(drawn)} neurons do not improve ({percent(failed / drawn)})" in found.text


def test_every_picture_has_its_verdict(every_report: Report, face: Callable[[Report], Read]) -> None:
    rows = face(every_report).rows("picture", "growths", "departure", "verdict")
    expected = []
    for figure in written(every_report)["figures"]:
        largest = figure.get("largest_departure")
        fits = [cause for cause in figure["causes"] if cause.get("departure", 2) <= 1]
        inside = largest is not None and largest <= 1
        verdict = "-" if largest is None else "reproduced" if inside else "explained" if fits else "unexplained"
        expected.append([figure["id"], count(figure.get("growths")), verdict])
        shown = next(row[2] for row in rows if row[0] == figure["id"])
        assert shown == "-" if largest is None else 0 <= float(shown) - largest < 0.01
    assert [[row[0], row[1], row[3]] for row in rows] == expected


def test_all_that_is_said_in_words_is_there(whole: Report, face: Callable[[Report], Read]) -> None:
    """Statements, findings, faults, reasons, what fell and rose: in no face is one missing."""
    report, text = written(whole), " ".join(seen(face(whole).text).split())
    said = [*report["faults"]]
    for claim in report["claims"]:
        said += [claim["id"], claim["statement"]]
        expected = "refuted" if claim["kind"] == "printed" else "holds"
        if claim["outcome"] != expected and not report["faults"]:
            said += [f"{claim['id']} is {claim['outcome']}", *claim["reasons"]]
    for finding in report["findings"]:
        said += [finding["title"], finding["post_says"], finding["established"]]
    changes = report.get("comparison", {}).get("changes", [])
    said += [f"{change['subject']}: {change['what']}" for change in changes]
    said += report.get("comparison", {}).get("below", [])
    if "own_data" in report:
        said += report["own_data"]["notes"]
    for words in said:
        assert " ".join(seen(words).split()) in text


def test_junit_has_each_claim_control_and_row_as_the_report_has_it(whole: Report) -> None:
    report, found = written(whole), in_junit(whole)
    required = report.get("comparison", {}).get("required")
    levels = ["tested", "certified", "proved", "formalised"]

    def came(claim: Any) -> str:
        if any(fault.startswith(f"{claim['id']}: ") for fault in report["faults"]):
            return "error not to be believed"
        if claim["kind"] == "printed" or claim["outcome"] != "holds":
            as_it_should = claim["outcome"] == ("refuted" if claim["kind"] == "printed" else "holds")
            return "passed" if as_it_should else f"failure {claim['outcome']}"
        reached = claim.get("effective_level")
        low = required and (reached is None or levels.index(reached) < levels.index(required))
        return "failure below the demanded level" if low else "passed"

    assert {seen(name): case for name, case in found.get("claims", {}).items()} == {
        seen(claim["id"]): came(claim) for claim in report["claims"]
    }
    assert {seen(name): case for name, case in found.get("controls", {}).items()} == {
        seen(f"{claim['id']}: {control['id']}"): "passed" if control["refuted"] else "error survived"
        for claim in report["claims"]
        for control in claim["controls"]
    }
    assert found.get("census", {}) == {
        name(row): "failure undecided" if row["undecided"] else "passed" for row in report["census"]
    }
    fallen = [c["subject"] for c in report.get("comparison", {}).get("changes", []) if c["direction"] in FALLEN]
    assert sorted(found.get("baseline", {})) == sorted(fallen)


FALLEN = ("fell", "gone", "changed")


def test_faults_are_errors_and_stand_first_everywhere(unsound_report: Report) -> None:
    faults = written(unsound_report)["faults"]
    assert faults
    for read in TEXT_FACES.values():
        lines = [line.strip() for line in read(unsound_report).text.splitlines() if line.strip()]
        assert lines[0] == "This toolkit is not to be believed:"
        assert lines[1 : len(faults) + 1] == faults
    cases = [case for group in in_junit(unsound_report).values() for case in group.values()]
    assert sum(case.startswith("error") for case in cases) == 5


def at(report: Any, pointer: str) -> Any:
    """What a JSON Pointer (RFC 6901) leads to."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        report = report[int(key)] if isinstance(report, list) else report[key]
    return report


def ways_to_show(truth: Any) -> set[str]:
    """How a page may write a value: in words, as a count, as a share, or rounded."""
    if isinstance(truth, str):
        return {truth}
    return {f"{truth:,}", percent(truth), f"{truth:,.1f}", f"{truth:.4g}", str(truth)}


def is_close(shown: str, truth: Any) -> bool:
    """Whether a float is written with its error, or rounded up, so that it is right to the last digit that it has."""
    if not isinstance(truth, float):
        return False
    if shown.startswith("above 0, at most "):
        return truth <= float(shown.removeprefix("above 0, at most "))
    number, _, error = shown.replace(",", "").partition(" ± ")
    last_digit = Decimal(10) ** int(Decimal(number).as_tuple().exponent)
    return abs(Decimal(number) - Decimal(truth)) <= (Decimal(error) if error else last_digit)


def test_every_number_on_the_page_is_that_of_the_report(whole: Report) -> None:
    report, found = written(whole), on_page(whole)
    assert found
    for number in found:
        truth = at(report, number.place)
        assert number.value == str(truth), number
        assert number.shown in ways_to_show(truth) or is_close(number.shown, truth), number


def test_no_number_that_others_show_is_missing_on_the_page(whole: Report) -> None:
    report, there = written(whole), {number.place for number in on_page(whole)}
    assert [place for place in shown_elsewhere(report) if place not in there] == []


VERDICTS = ("drawn", "improving", "non_improving", "undecided")


def shown_elsewhere(report: Any) -> Iterator[str]:
    """Where the numbers of claims, census and growths stand in the JSON."""
    for k, claim in enumerate(report["claims"]):
        evidence, place = claim["evidence"], f"/claims/{k}/evidence"
        if "tested" in evidence:
            yield f"{place}/tested/examples"
        if evidence.get("certified", {}).get("issued"):
            yield f"{place}/certified/instances"
        if "exhausted" in evidence.get("certified", {}):
            yield f"{place}/certified/exhausted/instances"
        if "proved" in evidence:
            yield f"{place}/proved/steps"
    for k, row in enumerate(report["census"]):
        for path in (*VERDICTS, "rate/value", "rate/low", "rate/high", *(f"causes/{cause}" for cause in row["causes"])):
            yield f"/census/{k}/{path}"
    for k, _ in enumerate(report.get("own_data", {}).get("growths", [])):
        for path in (*VERDICTS, "objective_after/value"):
            yield f"/own_data/growths/{k}/{path}"
