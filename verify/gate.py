"""The regression gate: what a run no longer establishes that the baseline says it did.

A baseline holds one section a profile: for each claim its outcome, the levels it reached and its exact
counts, for each census row the exact counts. Float counts vary with the processor and stay out.
"""

import importlib.util
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from verify.evidence import CensusRow, Claim, Level, Outcome, Profile, Report, levels
from verify.evidence.base import Count, Model
from verify.formalising import COQ, coq_wanted


class Standing(Model):
    """How a claim stood: its outcome, every level it reached (weakest first), its exact counts by name."""

    outcome: Outcome
    levels: tuple[Level, ...]
    counts: dict[str, Count]


class Section(Model):
    """What one profile established, with the seed that the counts belong to."""

    seed: int
    claims: dict[str, Standing]
    census: dict[str, dict[str, Count]]


class Baseline(Model):
    """The whole file, a section a profile."""

    lemmata: Literal["baseline/1"] = "baseline/1"
    profiles: dict[str, Section]

    @model_validator(mode="after")
    def _known_profiles(self) -> Self:
        unknown = sorted(set(self.profiles) - set(Profile))
        if unknown:
            raise ValueError(f"unknown profile {unknown[0]!r}")
        return self


class BaselineError(ValueError):
    """The baseline cannot be used; `str` is one line that says why and what to do."""


# What a level needs on this machine beside the project itself.
TOOLS: dict[Level, tuple[str, Callable[[], bool]]] = {
    Level.TESTED: ("hypothesis", lambda: importlib.util.find_spec("hypothesis") is not None),
    Level.CERTIFIED: ("python-flint", lambda: importlib.util.find_spec("flint") is not None),
    Level.FORMALISED: (COQ, lambda: coq_wanted() and shutil.which("coqc") is not None),
}


def missing_tool(level: Level) -> str | None:
    """Name the tool that `level` needs and this machine lacks; None when it is there."""
    name, present = TOOLS.get(level, ("", lambda: True))
    return None if present() else name


def parse(text: str | bytes) -> Baseline:
    """Read a baseline file's text; BaselineError when it is none."""
    try:
        return Baseline.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BaselineError(f"is no baseline ({place + ': ' if place else ''}{first['msg']})") from None


def section(baseline: Baseline, profile: Profile) -> Section:
    """Return the section of a profile; BaselineError names the ones that there are."""
    if profile not in baseline.profiles:
        known = ", ".join(sorted(baseline.profiles)) or "none"
        raise BaselineError(f"has no section for the profile {profile} (it has: {known})")
    return baseline.profiles[profile]


def updated(baseline: Baseline | None, report: Report) -> str:
    """Return the baseline file's text with this run as its profile's section: sorted, one value a line."""
    profiles = dict(baseline.profiles) if baseline else {}
    profiles[report.profile] = of_report(report)
    fields = Baseline(profiles=profiles).model_dump(mode="json")
    return json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def of_report(report: Report) -> Section:
    """Return what a run established, as a section of a baseline."""
    return Section(
        seed=report.seed,
        claims={claim.id: _standing(claim) for claim in report.claims},
        census={row.name: _row_counts(row) for row in report.census},
    )


def compare(before: Section, now: Section, *, whole: bool, absent: Collection[Level] = frozenset()) -> Iterator[str]:
    """Yield a line for each thing that fell or changed since `before`; nothing when all stands.

    With `whole` False the run was restricted to some claims, and what it did not run is not missed. Levels
    in `absent`, whose tool this machine lacks, are not compared. Counts are compared when the seeds agree.
    """
    for claim, was in sorted(before.claims.items()):
        standing = now.claims.get(claim)
        if standing is not None:
            yield from _fallen(claim, was, standing, absent)
        elif whole:
            yield f"{claim}: in the baseline, but not in this run"
    if before.seed != now.seed:
        return
    for claim, was in sorted(before.claims.items()):
        if claim in now.claims:
            yield from _changed(claim, was.counts, now.claims[claim].counts)
    for row, counts in sorted(before.census.items()):
        if row in now.census:
            yield from _changed(f"census {row}", counts, now.census[row])
        elif whole:
            yield f"census {row}: in the baseline, but not in this run"


def news(before: Section, now: Section) -> Iterator[str]:
    """Yield a line for what is better or new since `before`: no regression, but worth an update."""
    for claim, standing in sorted(now.claims.items()):
        was = before.claims.get(claim)
        if was is None:
            yield f"{claim}: not in the baseline yet"
        elif was.outcome is not standing.outcome and standing.outcome is Outcome.HOLDS:
            yield f"{claim}: was {was.outcome}, now holds"
        else:
            yield from (f"{claim}: now {level}" for level in standing.levels if level not in was.levels)
    yield from (f"census {row}: not in the baseline yet" for row in sorted(set(now.census) - set(before.census)))


def _fallen(claim: str, was: Standing, now: Standing, absent: Collection[Level]) -> Iterator[str]:
    if was.outcome is not now.outcome:
        # A printed claim that holds now is no news for the gate but a fault, which the report itself shows.
        if now.outcome is not Outcome.HOLDS:
            yield f"{claim}: outcome fell from {was.outcome} to {now.outcome}"
        return
    lost = [level for level in was.levels if level not in now.levels and level not in absent]
    if lost:
        reached = now.levels[-1] if now.levels else "no level"
        yield f"{claim}: no longer {' or '.join(lost)} (this run: {reached})"


def _changed(name: str, was: Mapping[str, int], now: Mapping[str, int]) -> Iterator[str]:
    for what in sorted(was.keys() | now.keys()):
        if was.get(what) != now.get(what):
            before, after = (f"{counts[what]:,}" if what in counts else "absent" for counts in (was, now))
            yield f"{name}: {what} changed from {before} to {after}"


def _standing(claim: Claim) -> Standing:
    certified = claim.evidence.certified
    counts = {}
    if certified:
        counts = {"certified": certified.instances, "certificates issued": certified.issued}
        if certified.exhausted:
            counts["exhausted"] = certified.exhausted.instances
    return Standing(outcome=claim.outcome, levels=levels(claim), counts=counts)


def _row_counts(row: CensusRow) -> dict[str, int]:
    return {
        **{name: getattr(row, name) for name in ("points", "growths", "neurons", "drawn")},
        **{name: getattr(row, name) for name in ("improving", "non_improving", "undecided")},
        **{f"cause {name}": count for name, count in row.causes.model_dump().items()},
        **{f"ended {name}": count for name, count in row.ended.items()},
    }
