"""The whole report: what the JSON holds, what the screen shows, and the exit status that follows."""

import json
from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from verify.evidence.base import Count, Finite, Model, Text
from verify.evidence.census import CensusRow
from verify.evidence.claims import Claim, effective_levels, faults
from verify.evidence.figures import Figure
from verify.evidence.own_data import OwnData
from verify.evidence.status import Level, Outcome, PremiseVerdict, Profile


class Exit(IntEnum):
    """The exit statuses of `python -m verify.report`."""

    HOLDS = 0
    FELL = 1
    BAD_INPUT = 2
    UNDECIDED = 3
    TOOL_MISSING = 4
    NOT_TO_BE_BELIEVED = 5


class Finding(Model):
    """What this run established beside or against the post; `evidence` names claims or census rows."""

    id: Text
    title: Text
    post_says: Text
    established: Text
    evidence: tuple[Text, ...]


class Covered(Model):
    """A statement of the post, in our words: the claims about it, what of it is open, or why it is no mathematics."""

    id: Text
    section: Text
    words: Text
    claims: tuple[Text, ...] = ()
    still_open: Text | None = None
    not_mathematical: Text | None = None


class Formalities(Model):
    """What became of Coq in this run: its version and how many theorems it accepted, or why there are none.

    `absent` says what to install, or what is wrong with the tool; then nothing is formalised. `faults` are theorems of
    the project that Coq does not accept, or not as they were frozen.
    """

    version: Text | None = None
    theorems: Count = 0
    absent: Text | None = None
    faults: tuple[Text, ...] = ()


class Timing(Model):
    """Everything that may differ between two runs of the same seed; seconds are wall time."""

    seconds: Finite
    jobs: Count
    claims: dict[str, Finite]
    kept: Count = Field(default=0, description="tasks of figures whose results an earlier run had kept")


class Report(Model):
    """One run. Outcome, faults and effective levels must follow from the claims, or validation fails."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["lemmata/1"] = Field(default="lemmata/1", alias="schema")
    profile: Profile
    seed: int
    versions: dict[str, str]
    claims: tuple[Claim, ...]
    census: tuple[CensusRow, ...] = ()
    own_data: OwnData | None = None
    formalities: Formalities | None = None
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Covered, ...] = ()
    faults: tuple[Text, ...] = ()
    outcome: Outcome
    timing: Timing

    @model_validator(mode="after")
    def _computed_not_declared(self) -> Self:
        by_id = {claim.id: claim for claim in self.claims}
        if len(by_id) < len(self.claims):
            raise ValueError("two claims have the same id")
        effective = effective_levels({claim.id: (claim.level, claim.rests_on) for claim in self.claims})
        for claim in self.claims:
            if claim.effective_level != effective[claim.id]:
                raise ValueError(f"{claim.id}: its effective level does not follow from what it rests on")
            for premise in claim.premises:
                stronger = by_id.get(premise.stronger or "")
                proved = stronger and stronger.level and stronger.level.rank >= Level.PROVED.rank
                if premise.verdict is PremiseVerdict.REDUNDANT and not proved:
                    what = f"redundant only when {premise.stronger} is proved"
                    raise ValueError(f"{claim.id}: premise {premise.id} is {what}")
        if self.faults != all_faults(self.claims, self.own_data, self.formalities):
            raise ValueError("the faults of the report are not those of its claims")
        if self.outcome is not overall(self.claims, self.census, self.own_data):
            raise ValueError("the outcome of the report does not follow from its claims")
        return self


def all_faults(
    claims: Iterable[Claim], own_data: OwnData | None, formalities: Formalities | None = None
) -> tuple[str, ...]:
    """Say why the toolkit itself is not to be believed, claim by claim; empty in a sound run."""
    refusals = own_data.refusals if own_data is not None else ()
    of_coq = formalities.faults if formalities is not None else ()
    return (*(f"{claim.id}: {fault}" for claim in claims for fault in faults(claim)), *of_coq, *refusals)


def overall(claims: Iterable[Claim], census: Iterable[CensusRow], own_data: OwnData | None) -> Outcome:
    """Return the outcome of a run: the gravest of its claims; a printed claim is expected to be refuted.

    Grave in this order: refuted, undecided, vacuous. Undecided neurons make the run undecided.
    """
    unexpected = {claim.outcome for claim in claims if not claim.expected}
    if any(row.undecided for row in census) or (own_data is not None and own_data.undecided):
        unexpected.add(Outcome.UNDECIDED)
    for grave in (Outcome.REFUTED, Outcome.UNDECIDED, Outcome.VACUOUS):
        if grave in unexpected:
            return grave
    return Outcome.HOLDS


def exit_status(report: Report) -> Exit:
    """Return the exit status that the report alone calls for, before any baseline or demanded level."""
    if report.faults:
        return Exit.NOT_TO_BE_BELIEVED
    match report.outcome:
        case Outcome.HOLDS:
            return Exit.HOLDS
        case Outcome.REFUTED:
            return Exit.FELL
        case Outcome.UNDECIDED | Outcome.VACUOUS:
            return Exit.UNDECIDED


def to_json(report: Report) -> str:
    """Write the report as JSON text that ends with a line break."""
    return json.dumps(report.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str | bytes) -> Report:
    """Read a report back; pydantic's ValidationError names whatever does not fit the contract."""
    return Report.model_validate_json(text)
