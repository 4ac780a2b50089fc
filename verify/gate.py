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

from verify.evidence import CensusRow, Change, Claim, Direction, Level, Outcome, Profile, Report, levels
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


def compare(
    before: Section, now: Section, *, whole: bool, absent: Collection[Level] = frozenset()
) -> tuple[Change, ...]:
    """Return what differs from `before`, regressions first; nothing when all stands as it did.

    With `whole` False the run was restricted to some claims, and what it did not run is not missed. Levels
    in `absent`, whose tool this machine lacks, are not compared. Counts are compared when the seeds agree.
    """
    found = [*_claims(before, now, whole=whole, absent=absent), *_census(before, now, whole=whole)]
    return tuple(sorted(found, key=lambda change: list(Direction).index(change.direction)))


def _claims(before: Section, now: Section, *, whole: bool, absent: Collection[Level]) -> Iterator[Change]:
    for name in sorted(before.claims.keys() | now.claims.keys()):
        was, standing = before.claims.get(name), now.claims.get(name)
        if was is None:
            yield Change(direction=Direction.NEW, subject=name, what="not in the baseline yet")
        elif standing is None:
            if whole:
                yield Change(direction=Direction.GONE, subject=name, what="in the baseline, but not in this run")
        else:
            yield from _outcome_and_levels(name, was, standing, absent)
            if before.seed == now.seed:
                yield from _counts(name, was.counts, standing.counts)


def _census(before: Section, now: Section, *, whole: bool) -> Iterator[Change]:
    for row in sorted(before.census.keys() | now.census.keys()):
        name, was, counts = f"census {row}", before.census.get(row), now.census.get(row)
        if was is None:
            yield Change(direction=Direction.NEW, subject=name, what="not in the baseline yet")
        elif counts is None:
            if whole:
                yield Change(direction=Direction.GONE, subject=name, what="in the baseline, but not in this run")
        elif before.seed == now.seed:
            yield from _counts(name, was, counts)


def _outcome_and_levels(name: str, was: Standing, now: Standing, absent: Collection[Level]) -> Iterator[Change]:
    if was.outcome is not now.outcome:
        rose = now.outcome is Outcome.HOLDS
        direction, verb = (Direction.ROSE, "rose") if rose else (Direction.FELL, "fell")
        yield Change(direction=direction, subject=name, what=f"outcome {verb} from {was.outcome} to {now.outcome}")
        return
    lost = [level for level in was.levels if level not in now.levels and level not in absent]
    if lost:
        reached = now.levels[-1] if now.levels else "no level"
        what = f"no longer {' or '.join(lost)} (this run: {reached})"
        yield Change(direction=Direction.FELL, subject=name, what=what)
    for level in now.levels:
        if level not in was.levels:
            yield Change(direction=Direction.ROSE, subject=name, what=f"now {level}")


def _counts(name: str, was: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Change]:
    for what in sorted(was.keys() | now.keys()):
        if was.get(what) != now.get(what):
            before, after = (f"{counts[what]:,}" if what in counts else "absent" for counts in (was, now))
            words = f"{what} changed from {before} to {after}"
            yield Change(direction=Direction.CHANGED, subject=name, what=words)


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
