"""The report as JUnit's XML, which every CI service shows as a list of tests.

A test case is a claim, a control, a row of the census, own data, Coq, or something that fell since the baseline.
Readers know only passed, failed, in error and skipped. A run in which something stayed undecided or vacuous ends with
status 3, so that is a failure too, and its type says which. An error takes the belief in the toolkit itself away. A
statement that is false as printed passes when it is refuted, as it should be.

Strict readers take one failure or error a case, properties of the whole suite alone, and nothing that XML cannot hold.
No time of day is written, so that apart from durations the same report gives the same bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal
from xml.etree import ElementTree as ET

from verify.evidence import Claim, Control, Instance, OwnData, Replay, Report, below
from verify.evidence.claims import faults
from verify.report.program import program
from verify.report.words import instance

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Fault:
    """Why a case did not pass: the element that says so, its type, one line, and the details."""

    element: Literal["failure", "error", "skipped"]
    type: str
    line: str
    details: str = ""


@dataclass(frozen=True)
class _Case:
    group: str
    name: str
    fault: _Fault | None = None
    seconds: float = 0.0


def junit(report: Report) -> str:
    """Write the cases in the order of the report."""
    cases = list(_cases(report))
    found = [case.fault.element for case in cases if case.fault is not None]
    counts = {
        "tests": str(len(cases)),
        "failures": str(found.count("failure")),
        "errors": str(found.count("error")),
        "time": f"{report.timing.seconds:.3f}",
    }
    root = ET.Element("testsuites", {"name": "lemmata", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "lemmata", **counts, "skipped": str(found.count("skipped"))})
    properties = ET.SubElement(suite, "properties")
    about = {"outcome": report.outcome, "profile": report.profile, "seed": str(report.seed), **report.versions}
    for name, value in about.items():
        ET.SubElement(properties, "property", {"name": _clean(name), "value": _clean(value)})
    for case in cases:
        _write(suite, case)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _write(suite: ET.Element, case: _Case) -> None:
    attributes = {"classname": f"lemmata.{case.group}", "name": _clean(case.name), "time": f"{case.seconds:.3f}"}
    element = ET.SubElement(suite, "testcase", attributes)
    if case.fault is not None:
        fault = case.fault
        said = {"type": fault.type, "message": " ".join(_clean(fault.line).split())}
        ET.SubElement(element, fault.element, said).text = _clean(fault.details) or None


def _clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return _NO_XML.sub("", text)


def _cases(report: Report) -> Iterator[_Case]:
    for claim in report.claims:
        yield _Case("claims", claim.id, _of_claim(claim, report), report.timing.claims.get(claim.id, 0.0))
        for control in claim.controls:
            yield _Case("controls", f"{claim.id}: {control.id}", _of_control(control))
    for row in report.census:
        undecided = f"{row.undecided:,} of {row.drawn:,} drawn neurons are undecided"
        yield _Case("census", row.name, _Fault("failure", "undecided", undecided) if row.undecided else None)
    if report.own_data is not None:
        yield _Case("data", report.own_data.file, _of_own_data(report.own_data))
    if report.formalities is not None:
        found = report.formalities
        fault = None if found.absent is None else _Fault("skipped", "absent", f"nothing was formalised: {found.absent}")
        yield _Case("coq", "theorems", _not_believed(found.faults) or fault)
    yield from _fallen(report)


def _fallen(report: Report) -> Iterator[_Case]:
    """A case for each claim or census row of which something fell; a run that becomes the baseline fell nowhere."""
    found = report.comparison
    changes = () if found is None or found.recorded else found.changes
    fallen = sorted((c for c in changes if c.direction.regression), key=attrgetter("subject"))
    for subject, group in groupby(fallen, attrgetter("subject")):
        there = list(group)
        lines = [change.words for change in there]
        yield _Case("baseline", subject, _Fault("failure", there[0].direction, lines[0], "\n".join(lines)))


def _of_claim(claim: Claim, report: Report) -> _Fault | None:
    """Say why a claim does not pass: first what takes all belief away, then what it came to, then its level."""
    too_low = below((claim,), None if report.comparison is None else report.comparison.required)
    reasons = "; ".join(claim.reasons)
    details = "\n".join((claim.statement, *claim.reasons, *too_low, *_shown(claim.counterexample, claim.replay)))
    if faults(claim):
        return _Fault("error", "not to be believed", reasons, details)
    if not claim.expected:
        return _Fault("failure", claim.outcome, f"{claim.id} is {claim.outcome}{reasons and ': '}{reasons}", details)
    return _Fault("failure", "below the demanded level", too_low[0], details) if too_low else None


def _of_control(control: Control) -> _Fault | None:
    if control.refuted:
        return None
    return _Fault("error", "survived", f"the wrong version {control.id} was not refuted", control.statement)


def _of_own_data(data: OwnData) -> _Fault | None:
    undecided = _Fault("failure", "undecided", f"{data.undecided:,} neurons are undecided") if data.undecided else None
    return _not_believed(data.refusals) or undecided


def _not_believed(lines: tuple[str, ...]) -> _Fault | None:
    return _Fault("error", "not to be believed", lines[0], "\n".join(lines)) if lines else None


def _shown(counterexample: Instance | None, replay: Replay | None) -> Iterator[str]:
    if counterexample is not None:
        yield f"counterexample: {instance(counterexample)}"
    if replay is not None:
        yield f"to replay it, run in Python:\n{program(replay)}"
