"""The baseline file: what a run established, to hold later runs against.

It has one section a profile: of each claim its outcome, the levels it reached, how much work stands behind it, and by
name what was put to the test; of each census row the exact counts; which of the post's pictures were made. What varies
with the processor stays out: wall time, verdicts in floats, how a picture agrees with the published one. So does how
often a stratum was reached, which is chance; whether it was is not.
"""

import json
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import BaseModel, ValidationError, model_validator

from verify.evidence import CensusRow, Claim, Level, Outcome, PremiseVerdict, Profile, Report, levels
from verify.evidence.base import Count, Model, Text

VERSION: Final = "baseline/2"
DRAWS = ("hypothesis", "numpy")
"""What makes the random draws: another version may give others from the same seed."""


class Refutation(StrEnum):
    """What became of a control."""

    REFUTED = "refuted"
    SURVIVED = "survived"


class Reached(StrEnum):
    """Whether random examples came to a stratum at all."""

    REACHED = "reached"
    NOT_REACHED = "not reached"


class Record(Model):
    """How a claim stood: its outcome, every level it reached (weakest first), and what was done and by name tried.

    `effective` is the weakest level along what it rests on. `counts` are counts of work, which more is better of; the
    number of steps of a proof is none.
    """

    outcome: Outcome
    levels: tuple[Level, ...]
    effective: Level | None = None
    counts: dict[str, Count]
    controls: dict[str, Refutation]
    premises: dict[str, PremiseVerdict]
    strata: dict[str, Reached]

    @property
    def empty(self) -> bool:
        """Whether the claim gave no evidence at all."""
        return not (self.counts or self.controls or self.premises or self.strata)


class Section(Model):
    """What one profile established, the seed that the counts belong to, and the versions of what drew at random."""

    seed: int
    versions: dict[str, Text]
    claims: dict[str, Record]
    census: dict[str, dict[str, Count]]
    pictures: tuple[Text, ...]


class Baseline(Model):
    """The whole file, a section a profile."""

    lemmata: Literal["baseline/2"]
    profiles: dict[str, Section]

    @model_validator(mode="after")
    def _known_profiles(self) -> Self:
        unknown = sorted(set(self.profiles) - set(Profile))
        if unknown:
            raise ValueError(f"unknown profile {unknown[0]!r}")
        return self


class BaselineError(ValueError):
    """The baseline cannot be used: what is wrong with it, and what to do; `str` is one line."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what, self.remedy = what, remedy


class _Versioned(BaseModel):
    """What every version of the file has."""

    lemmata: str


def parse(text: str | bytes) -> Baseline:
    """Read a baseline file's text; BaselineError when it is none, or one of another version."""
    anew = "delete it and write it anew with --update-baseline"
    try:
        found = _Versioned.model_validate_json(text).lemmata
    except ValidationError:
        found = VERSION  # whatever is wrong is said below
    if found != VERSION and found.startswith("baseline/"):
        raise BaselineError(f"is of another version ({found[:40]!r}, and not {VERSION!r})", anew)
    try:
        return Baseline.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"is no baseline ({place + ': ' if place else ''}{first['msg']})"
        raise BaselineError(what, f"name another file, or {anew}") from None


def section(baseline: Baseline, profile: Profile) -> Section:
    """Return the section of a profile; BaselineError names the ones that there are."""
    if profile not in baseline.profiles:
        known = ", ".join(sorted(baseline.profiles)) or "none"
        what = f"has no section for the profile {profile} (it has: {known})"
        raise BaselineError(what, "write it with --update-baseline")
    return baseline.profiles[profile]


def updated(baseline: Baseline | None, report: Report) -> str:
    """Return the baseline file's text with this run as its profile's section: sorted, one value a line.

    A section is one run's: what an earlier one put there goes, and is named by the comparison with it.
    """
    profiles = dict(baseline.profiles) if baseline else {}
    profiles[report.profile] = of_report(report)
    fields = Baseline(lemmata=VERSION, profiles=profiles).model_dump(mode="json")
    return json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def of_report(report: Report) -> Section:
    """Return what a run established, as a section of a baseline."""
    return Section(
        seed=report.seed,
        versions={name: report.versions[name] for name in DRAWS if name in report.versions},
        claims={claim.id: _record(claim) for claim in report.claims},
        census={row.name: _row_counts(row) for row in report.census},
        pictures=tuple(sorted(figure.id for figure in report.figures)),
    )


def _record(claim: Claim) -> Record:
    tested = claim.evidence.tested
    return Record(
        outcome=claim.outcome,
        levels=levels(claim),
        effective=claim.effective_level,
        counts=_counts(claim),
        controls={
            control.id: Refutation.REFUTED if control.refuted else Refutation.SURVIVED for control in claim.controls
        },
        premises={premise.id: premise.verdict for premise in claim.premises},
        strata={
            name: Reached.REACHED if count else Reached.NOT_REACHED
            for name, count in (tested.strata if tested else {}).items()
        },
    )


def _counts(claim: Claim) -> dict[str, int]:
    tested, certified = claim.evidence.tested, claim.evidence.certified
    exhausted = certified.exhausted if certified else None
    counts = {
        "examples": tested.examples if tested else 0,
        "certified": certified.instances if certified else 0,
        "certificates issued": certified.issued if certified else 0,
        "exhausted": exhausted.instances if exhausted else 0,
        "derivations": 1 if claim.evidence.derived else 0,
        "Coq theorems": len(claim.evidence.formalised.statements) if claim.evidence.formalised else 0,
    }
    return {name: count for name, count in counts.items() if count}


LEVEL_OF: dict[str, Level] = {
    "examples": Level.TESTED,
    "certified": Level.CERTIFIED,
    "certificates issued": Level.CERTIFIED,
    "exhausted": Level.CERTIFIED,
    "Coq theorems": Level.FORMALISED,
}
"""The level that a count of work belongs to; derivations by SymPy raise none."""


def _row_counts(row: CensusRow) -> dict[str, int]:
    probability = row.failure_probability
    return {
        **{name: getattr(row, name) for name in ("points", "growths", "neurons", "drawn")},
        **{name: getattr(row, name) for name in ("improving", "non_improving", "undecided")},
        **{f"cause {name}": count for name, count in row.causes.model_dump().items()},
        **{f"ended {name}": count for name, count in row.ended.items()},
        **({} if row.null_steps is None else {"steps at which failure has probability 0": row.null_steps}),
        **({} if probability is None else {"growths with failure probabilities": probability.growths}),
    }
