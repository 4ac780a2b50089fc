"""Reports whose pages are tried: a real run of every claim, what may become of it, a table of one's own, hostile words.

`Pages` writes each page once a session, by the face that `--html` writes.
"""

import csv
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.browser import hostile
from tests.verify.report import made_up
from verify.evidence import Claim, ClaimEvidence, Report, all_faults, from_json, overall, settle
from verify.evidence.comparison import Change, Comparison, Direction
from verify.evidence.report import below
from verify.evidence.status import Level
from verify.findings import findings
from verify.report.faces import html

_SEED = 20261129
_WORSE: tuple[dict[str, object], ...] = (
    {"disagreements": ("one route says improves, the other does not, at instance 17",)},
    {"counterexample": {"G": (("1",), ("0",)), "y": ("0", "1/2")}},
    {"undecided": "no certificate was found within the time"},
)


class Pages:
    """The reports and where their pages are; `finished` is a run of the profile quick, made here where it is None."""

    def __init__(self, folder: Path, finished: Path | None) -> None:
        self._folder = folder
        self._finished = finished

    def __call__(self, name: str) -> Path:
        """The page of the report of this name, as a file."""
        path = self._folder / f"{name}.html"
        if not path.exists():
            path.write_text(html(getattr(self, name)), encoding="utf-8")
        return path

    @cached_property
    def quick(self) -> Report:
        """A finished run of every claim."""
        finished = self._finished
        if finished is None:
            finished = self._folder / "quick.json"
            _run("--json", str(finished))
        return from_json(finished.read_bytes())

    @cached_property
    def few(self) -> Report:
        """As few of its claims as show whatever a claim can show there, with made-up pictures of each kind."""
        claims = with_consequences(self.quick, settle(_evidence(claim) for claim in _various(self.quick.claims)))
        return claims.model_copy(update={"figures": tuple(make() for make in made_up.ALL)})

    @cached_property
    def fallen(self) -> Report:
        """The same after claims fell, one was left undecided, and the toolkit was caught: not to be believed."""
        evidence = [_evidence(claim) for claim in self.few.claims]
        for k, worse in enumerate(_WORSE):
            evidence[k] = ClaimEvidence.model_validate(dict(evidence[k]) | worse)
        report = with_consequences(self.few, settle(evidence))
        changes = tuple(Change(direction=way, subject="theorem-1", what=f"it {way}") for way in Direction)
        required = Level.PROVED
        comparison = Comparison(seed=1, changes=changes, required=required, below=below(report.claims, required))
        return report.model_copy(update={"comparison": comparison})

    @cached_property
    def own(self) -> Report:
        """Growths on a table of one's own, exact ones and ones in floats."""
        table = self._folder / "houses.csv"
        _write_table(table, ("area", "rooms", "age", "price"))
        return self._on_a_table(table, "price")

    @cached_property
    def own_hostile(self) -> Report:
        """The same with a hostile file name and hostile names of columns."""
        table = self._folder / hostile.FILE_NAME
        _write_table(table, hostile.COLUMNS)
        return self._on_a_table(table, hostile.COLUMNS[-1])

    @cached_property
    def hostile(self) -> Report:
        """A report in which whatever a user may write is hostile."""
        return hostile.report()

    def _on_a_table(self, table: Path, target: str) -> Report:
        written = self._folder / "own.json"
        grown = ("--neurons", "4", "--growths", "5", "--bias", "--exact", "--holdout", "0.2", "--changes", "2")
        _run("--data", str(table), f"--target={target}", *grown, "--json", str(written))
        return from_json(written.read_bytes())


def _run(*arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "LEMMATA_COQ"}
    command = [sys.executable, "-m", "verify.report", *arguments]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own program


def _write_table(path: Path, columns: Sequence[str]) -> None:
    rng = random.Random(_SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for _ in range(24):
            features = [round(rng.uniform(-2, 2), 2) for _ in columns[1:]]
            writer.writerow([*features, round(math.sin(sum(features)) + rng.gauss(0, 0.1), 3)])


def _various(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Those claims that show something which none before them shows."""
    seen: set[str] = set()
    for claim in claims:
        shows = set(_shown(claim.model_dump(mode="json")))
        if not shows <= seen:
            yield claim
        seen |= shows


def _shown(json: Any, path: str = "") -> Iterator[str]:
    """The paths of all that is there, whatever is in a list or in an instance, and each word of a closed vocabulary."""
    if json in (None, [], {}):
        return
    yield path
    for key, value in json.items() if isinstance(json, dict) else ():
        within = f"{path}/{key}"
        if key in {"kind", "outcome", "level", "effective_level", "verdict"}:
            yield f"{within}={value}"
        else:
            yield from [within] if key in {"counterexample", "witness", "instance", "strata"} else _shown(value, within)
    for value in json if isinstance(json, list) else ():
        yield from _shown(value, path)


def _evidence(claim: Claim) -> ClaimEvidence:
    fields: dict[str, Any] = {name: getattr(claim, name) for name in ClaimEvidence.model_fields}
    return ClaimEvidence.model_validate(fields)


def with_consequences(report: Report, claims: tuple[Claim, ...]) -> Report:
    """The report with these claims instead, and the outcome, the faults and the findings that follow."""
    fields = {name: getattr(report, name) for name in Report.model_fields} | {
        "claims": claims,
        "findings": findings(claims, report.census, report.figures),
        "faults": all_faults(claims, report.own_data, report.formalities),
        "outcome": overall(claims, report.census, report.own_data),
    }
    return Report.model_validate(fields)
