"""The first words of a report, the same on every face, and what its exit status means."""

from collections import Counter
from collections.abc import Iterator, Sequence

from verify.evidence import Agreement, Kind, Level, Outcome, Report
from verify.report.words import plural

NOT_TO_BE_BELIEVED = "This toolkit is not to be believed:"


def headline(report: Report) -> str:
    """Say in one sentence what the run came to; where the report has faults these are to be said instead."""
    match report.outcome:
        case Outcome.HOLDS:
            return f"{'; '.join(_what_holds(report)) or 'Everything decided'}."
        case Outcome.REFUTED:
            return "A claim is refuted."
        case Outcome.UNDECIDED:
            return "Nothing is refuted, but something stayed undecided."
        case Outcome.VACUOUS:
            return "Nothing is refuted, but the evidence for something is vacuous."


def standing(report: Report) -> list[tuple[Level, int]]:
    """Return how many claims stand at which effective level, the strongest first; printed ones can have none."""
    reached = Counter(claim.effective_level for claim in report.claims if claim.kind is not Kind.PRINTED)
    return [(level, reached[level]) for level in reversed(Level) if reached[level]]


def _what_holds(report: Report) -> Iterator[str]:
    """Say in a few words each what a run established in which nothing fell or stayed undecided."""
    if report.claims:
        yield from _what_claims_hold(report)
    if report.figures:
        agreed = Counter(figure.agreement for figure in report.figures)
        compared = [f"{agreed[agreement]:,} {agreement}" for agreement in Agreement if agreed[agreement]]
        yield f"{plural(len(report.figures), 'picture')} made{_in_brackets(compared)}"
    if report.findings:
        yield plural(len(report.findings), "finding")


def _what_claims_hold(report: Report) -> Iterator[str]:
    printed = sum(claim.kind is Kind.PRINTED for claim in report.claims)
    held = len(report.claims) - printed
    levels = [f"{count:,} {level}" for level, count in standing(report)]
    yield f"{plural(held, 'claim')} {'holds' if held == 1 else 'hold'}{_in_brackets(levels)}"
    if printed:
        yield f"{plural(printed, 'printed statement')} refuted, as expected"
    controls = [control for claim in report.claims for control in claim.controls]
    if controls:
        yield f"{sum(control.refuted for control in controls):,} of {plural(len(controls), 'wrong version')} refuted"
    drawn = sum(row.drawn for row in report.census)
    if drawn:
        yield f"{drawn:,} drawn neurons decided, none left undecided"


def _in_brackets(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
