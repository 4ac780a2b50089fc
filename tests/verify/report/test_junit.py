"""JUnit's XML: what strict readers accept, and no green where the exit status is not 0."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import junitparser
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from tests.verify.report.made_up_reports import HOSTILE
from verify import evidence
from verify.evidence import (
    CensusRow,
    Change,
    ClaimEvidence,
    Comparison,
    Control,
    Direction,
    Evidence,
    Formalities,
    Kind,
    Level,
    Report,
    Timing,
    all_faults,
    exit_status,
    settle,
)
from verify.gate.comparing import compared
from verify.report.junit import junit

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]

COUNTS = r"\d+"
SECONDS = r"\d+\.\d{3}"
# What Jenkins' xunit plugin takes (its junit-10.xsd), as far as this face goes: for each element the attributes that it
# must have and may have with the form of their values, and the elements in it in their order.
GRAMMAR: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    "testsuites": ({}, {"name": ".+", "tests": COUNTS, "failures": COUNTS, "errors": COUNTS, "time": SECONDS}, "S+"),
    "testsuite": (
        {"name": ".+", "tests": COUNTS, "failures": COUNTS, "errors": COUNTS},
        {"skipped": COUNTS, "time": SECONDS},
        "PC*",
    ),
    "properties": ({}, {}, "p*"),
    "property": ({"name": ".+", "value": ".*"}, {}, ""),
    "testcase": ({"name": ".+"}, {"classname": r"lemmata\.\w+", "time": SECONDS}, "[FEK]?"),
    "failure": ({}, {"type": ".+", "message": ".+"}, ""),
    "error": ({}, {"type": ".+", "message": ".+"}, ""),
    "skipped": ({}, {"type": ".+", "message": ".+"}, ""),
}
LETTERS = {
    "testsuite": "S", "properties": "P", "property": "p", "testcase": "C", "failure": "F", "error": "E", "skipped": "K",
}  # fmt: skip

SEEN = HOSTILE.replace("\x1b", "")  # XML cannot hold it


def faults(element: ET.Element) -> list[str]:
    """What a strict reader has against an element and what is in it."""
    required, optional, inside = GRAMMAR[element.tag]
    found = [f"{element.tag} has no {name}" for name in required if name not in element.attrib]
    for name, value in element.attrib.items():
        form = (required | optional).get(name)
        if form is None or not re.fullmatch(form, value):
            found.append(f"{element.tag} has {name}={value!r}")
    order = "".join(LETTERS[child.tag] for child in element)
    if not re.fullmatch(inside, order):
        found.append(f"{element.tag} holds {order}")
    return found + [fault for child in element for fault in faults(child)]


def cases(report: Report) -> dict[str, junitparser.TestCase]:
    """The cases of a report by class and name, as a reader finds them; all must be as a strict one wants them."""
    text = junit(report)
    assert faults(ET.fromstring(text)) == []  # noqa: S314  our own
    read = JUnitXml.fromstring(text.encode())
    (suite,) = (part for part in read if isinstance(part, junitparser.TestSuite))
    found = list(suite)
    results = [result for case in found for result in case.result]
    for whole in (read, suite):
        assert whole.tests == len(found)
        assert whole.failures == sum(isinstance(result, Failure) for result in results)
        assert whole.errors == sum(isinstance(result, Error) for result in results)
    assert suite.skipped == sum(isinstance(result, Skipped) for result in results)
    by_name = {f"{case.classname.removeprefix('lemmata.')} {case.name}": case for case in found}
    assert len(by_name) == len(found)
    return by_name


def result(case: junitparser.TestCase) -> Any:
    """What kept a case from passing; None if it passed."""
    return case.result[0] if case.result else None


def test_every_claim_control_and_row_is_a_case_that_passes(full_report: Report) -> None:
    found = cases(full_report)
    assert list(found) == [
        "claims normal-equations",
        "controls normal-equations: orthogonal-to-target",
        "claims theorem-1",
        "controls theorem-1: orthogonal-to-target",
        "census tanh",
        "census tanh x 0.01",
        "census relu",
        "census relu x 0.01",
        "census relu x 0.01 rounded",
    ]
    assert all(result(case) is None for case in found.values())
    assert found["claims theorem-1"].time == 1.5


def test_the_suite_says_what_was_run(full_report: Report) -> None:
    root = ET.fromstring(junit(full_report))  # noqa: S314  our own
    assert {one.get("name"): one.get("value") for one in root.iterfind("testsuite/properties/property")} == {
        "outcome": "holds", "profile": "quick", "seed": "0", "python": "3.11.9", "numpy": "2.1.0",
    }  # fmt: skip


def test_what_holds_and_what_is_refuted_as_printed_passes_and_all_else_fails(every_report: Report) -> None:
    found = {name: result(case) for name, case in cases(every_report).items()}
    assert [name for name, came in found.items() if came is None and name.startswith("claims")] == [
        "claims base", "claims exact", "claims printed", f"claims {SEEN}",
    ]  # fmt: skip
    assert {name: (came.__class__, came.type) for name, came in found.items() if came is not None} == {
        "claims proved": (Failure, "below the demanded level"),
        "claims sampled": (Failure, "below the demanded level"),
        "claims broken": (Failure, "refuted"),
        "claims open": (Failure, "undecided"),
        "claims empty": (Failure, "vacuous"),
        "census relu x 0.01": (Failure, "undecided"),
        f"data {SEEN}": (Failure, "undecided"),
        "baseline claim-fell": (Failure, "fell"),
        "baseline claim-gone": (Failure, "gone"),
        "baseline claim-changed": (Failure, "changed"),
    }


def test_a_refuted_claim_shows_its_counterexample_and_how_to_replay_it(every_report: Report) -> None:
    broken = result(cases(every_report)["claims broken"])
    assert broken.message == "broken is refuted"
    assert (
        "counterexample: G = [1], y = (1/2)\nto replay it, run in Python:\nfrom verify import replay\n" in broken.text
    )
    open_ = result(cases(every_report)["claims open"])
    assert open_.message == "open is undecided: the time limit was reached"


def test_what_takes_the_belief_away_is_an_error(unsound_report: Report) -> None:
    found = {name: result(case) for name, case in cases(unsound_report).items()}
    errors = {name: came.message for name, came in found.items() if isinstance(came, Error)}
    assert errors == {
        "claims base": "control k survived",
        "controls base: k": "the wrong version k was not refuted",
        "claims two": "two routes disagree: 7 or 8",
        next(name for name in found if name.startswith("data ")): "growth 2: no combination",
        "coq theorems": "claim_x is not as it was frozen",
    }


def test_coq_that_is_not_there_is_skipped_with_its_reason(claim: MakeClaim, report: MakeReport) -> None:
    found = cases(report(claim(), formalities=Formalities(absent="it was left out of this run")))["coq theorems"]
    assert isinstance(result(found), Skipped)
    assert result(found).message == "nothing was formalised: it was left out of this run"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"undecided": "too slow"},
        {"evidence": Evidence(tested=evidence.Tested(examples=9, strata={"never": 0}))},
        {"counterexample": {"y": ("1",)}},
        {"kind": Kind.PRINTED, "premises": ()},
        {"kind": Kind.PRINTED, "counterexample": {"y": ("1",)}, "premises": ()},
        {"kind": Kind.PRINTED, "undecided": "too slow", "premises": ()},
        {"controls": (Control(id="k", statement="wrong", refuted=False),)},
        {"refusals": ("no",)},
        {"disagreements": ("7 or 8",)},
        {"stopped": "ValueError"},
        {"kind": Kind.OWN, "stopped": "ValueError"},
        {"kind": Kind.OWN, "controls": ()},
    ],
    ids=str,
)
@pytest.mark.parametrize("coq", [None, Formalities(absent="no coqc"), Formalities(faults=("claim_x",))], ids=str)
def test_all_is_green_exactly_where_the_exit_status_is_0(
    claim: MakeClaim, report: MakeReport, changes: dict[str, Any], coq: Formalities | None
) -> None:
    there = claim(**changes)
    whole = report(there, formalities=coq, faults=all_faults(settle([there]), None, coq))
    for required in (None, *Level):
        run = compared(whole, None, whole=True, required=required)
        bad = [case for case in cases(run).values() if case.result and not case.is_skipped]
        assert (exit_status(run) == 0) == (not bad), required


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("direction", Direction)
def test_a_change_fails_exactly_where_the_gate_does(
    claim: MakeClaim, report: MakeReport, direction: Direction, *, recorded: bool
) -> None:
    change = Change(direction=direction, subject="theorem-1", what="300 examples tested, no longer 400")
    other = Change(direction=direction, subject="theorem-1", what="tested, no longer certified")
    run = report(claim(), comparison=Comparison(seed=0, recorded=recorded, changes=(change, other)))
    found = cases(run).get("baseline theorem-1")
    assert (found is not None) == (exit_status(run) == 1)
    if found is not None:
        assert result(found).text == f"{change.words}\n{other.words}"


def test_characters_that_xml_cannot_hold_are_left_out(claim: MakeClaim, report: MakeReport) -> None:
    hostile = "".join(map(chr, range(1, 0x250))) + "\ufffe\uffff]]>&<\U0001f600"
    run = report(claim(statement=hostile, undecided=hostile, source=hostile))
    came = result(cases(run)["claims theorem-1"])
    allowed = [c for c in hostile if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")]
    assert came.message == "theorem-1 is undecided: " + " ".join("".join(allowed).split())
    assert came.text.startswith("".join(allowed).replace("\r", "\n"))


def test_the_same_report_gives_the_same_bytes_apart_from_durations(full_report: Report) -> None:
    later = full_report.model_copy(update={"timing": Timing(seconds=99.9, jobs=7, claims={})})
    one, other = (re.sub(r' time="[^"]*"', "", junit(report)) for report in (full_report, later))
    assert one == other
    assert junit(full_report) != junit(later)


def test_real_runs_are_read(real_run: Report, real_growths: Report) -> None:
    assert {name for name, case in cases(real_run).items() if name.startswith("claims") and not case.result} == {
        f"claims {claim.id}" for claim in real_run.claims
    }
    (found,) = cases(real_growths).values()
    assert found.result == []
