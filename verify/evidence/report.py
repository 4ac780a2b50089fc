"""The whole report: what the JSON holds, what the screen shows, and the exit status that follows."""

import json
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from verify.evidence.base import Count, Finite, Model, Text
from verify.evidence.census import CensusRow
from verify.evidence.claims import Claim, effective_levels, faults
from verify.evidence.comparison import Comparison
from verify.evidence.figures import Figure
from verify.evidence.own_data import OwnData
from verify.evidence.status import Kind, Level, Outcome, PremiseVerdict, Profile
from verify.exits import Exit


class Finding(Model):
    """What this run established beside or against the post; `evidence` names claims or census rows."""

    id: Text = Field(description="unique within a report")
    title: Text = Field(description="the finding in one sentence")
    post_says: Text = Field(description="what the post says")
    established: Text = Field(description="what this run established")
    evidence: tuple[Text, ...]


class Covered(Model):
    """A statement of the post, in our words: the claims about it, what of it is open, or why it is no mathematics."""

    id: Text = Field(description="where in the post it stands")
    section: Text = Field(description="of the post")
    words: Text = Field(description="the statement in our words")
    claims: tuple[Text, ...] = Field(default=(), description="ids of the claims about it")
    still_open: Text | None = Field(default=None, description="what of it no claim speaks about")
    not_mathematical: Text | None = Field(default=None, description="why it is nothing to prove")


class Formalities(Model):
    """What became of Coq in this run: its version and how many theorems it accepted, or why there are none.

    `absent` says what to install, or what is wrong with the tool; then nothing is formalised. `faults` are theorems of
    the project that Coq does not accept, or not as they were frozen.
    """

    version: Text | None = Field(default=None, description="of Coq")
    theorems: Count = Field(default=0, description="that it accepted")
    absent: Text | None = None
    faults: tuple[Text, ...] = ()


class Trusted(Model):
    """What a level of evidence asks its reader to trust, and in which files of how many lines of code that stands."""

    level: Level
    what: Text = Field(description="in words")
    files: tuple[Text, ...] = Field(default=(), description="where that code stands")
    lines: Count | None = Field(default=None, description="how many lines of code they have")


class Timing(Model):
    """Everything that may differ between two runs of the same seed; seconds are wall time."""

    seconds: Finite = Field(description="of the whole run")
    jobs: Count = Field(description="how many processes shared the work")
    claims: dict[str, Finite] = Field(description="seconds by claim")
    kept: Count = Field(default=0, description="tasks of figures whose results an earlier run had kept")


class Report(Model):
    """One run. Outcome, faults and effective levels must follow from the claims, or validation fails."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["lemmata/1"] = Field(
        default="lemmata/1", alias="schema", description="changes when the meaning of a field does"
    )
    profile: Profile
    seed: int = Field(description="of all random draws")
    versions: dict[str, str] = Field(description="of Python and of what the verdicts depend on")
    claims: tuple[Claim, ...] = Field(description="in the order of the post")
    census: tuple[CensusRow, ...] = Field(default=(), description="a row for each activation and scale of weights")
    own_data: OwnData | None = Field(
        default=None, description="the growths on a table of one's own, in place of claims"
    )
    formalities: Formalities | None = Field(default=None, description="what became of Coq")
    figures: tuple[Figure, ...] = Field(default=(), description="the post's pictures, made again")
    findings: tuple[Finding, ...] = Field(default=(), description="computed from what stands above")
    coverage: tuple[Covered, ...] = Field(default=(), description="the post, statement by statement")
    trusted: tuple[Trusted, ...] = Field(default=(), description="by level, what a reader has to trust")
    comparison: Comparison | None = Field(
        default=None, description="the gate: absent without a baseline and a demanded level"
    )
    faults: tuple[Text, ...] = Field(
        default=(), description="why the toolkit itself is not to be believed; empty in a sound run"
    )
    outcome: Outcome = Field(description="the gravest outcome of a claim that was not expected")
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
        if self.comparison is not None and self.comparison.below != below(self.claims, self.comparison.required):
            raise ValueError("the claims below the demanded level are not those that the comparison names")
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


def below(claims: Iterable[Claim], required: Level | None) -> tuple[str, ...]:
    """Name the claims whose effective level is below what is demanded; printed ones have no level to reach."""
    return tuple(
        f"{claim.id}: {claim.effective_level or 'no effective level'}, below the demanded {required}"
        for claim in claims
        if required is not None
        and claim.kind is not Kind.PRINTED
        and (claim.effective_level is None or claim.effective_level.rank < required.rank)
    )


def exit_status(report: Report) -> Exit:
    """Return the exit status that the report calls for.

    Whatever fell since the baseline, or is below the demanded level, turns a run that holds, or that stayed undecided,
    into status 1; nothing hides status 5.
    """
    status = _status_of_outcome(report)
    if report.comparison is None or not report.comparison.fallen or status not in (Exit.HOLDS, Exit.UNDECIDED):
        return status
    without_coq = report.formalities is not None and report.formalities.absent is not None
    missing = without_coq and report.comparison.required is Level.FORMALISED
    return Exit.TOOL_MISSING if missing else Exit.FELL


def _status_of_outcome(report: Report) -> Exit:
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
