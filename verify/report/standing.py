"""How a run stands beside what was asked of it: its own outcome, a baseline, a demanded level."""

from dataclasses import dataclass

from verify import gate
from verify.evidence import Exit, Kind, Level, Report, exit_status


@dataclass(frozen=True)
class Standing:
    """The exit status, a line for whatever fell or is below the demanded level, and what is new or better.

    `compared_with_seed` is the seed of the baseline that the run was compared with, None without one.
    """

    status: Exit
    fallen: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    compared_with_seed: int | None = None


def judge(report: Report, before: gate.Section | None, *, whole: bool, required: str | None) -> Standing:
    """Judge a run: `before` is the baseline's section, `whole` whether every claim was run.

    Whatever fell turns a run that holds, or that stayed undecided, into status 1; nothing hides status 5.
    """
    fallen: list[str] = []
    without_coq = report.formalities is not None and report.formalities.absent is not None
    news: tuple[str, ...] = ()
    if before is not None:
        now = gate.of_report(report)
        absent = {level for level in Level if gate.missing_tool(level) is not None}
        if without_coq:
            absent.add(Level.FORMALISED)
        fallen.extend(gate.compare(before, now, whole=whole, absent=absent))
        news = tuple(gate.news(before, now))
    if required is not None:
        fallen.extend(_below(report, Level(required)))
    status = exit_status(report)
    if fallen and status in (Exit.HOLDS, Exit.UNDECIDED):
        status = Exit.TOOL_MISSING if without_coq and required == Level.FORMALISED else Exit.FELL
    return Standing(status, tuple(fallen), news, compared_with_seed=before.seed if before is not None else None)


def _below(report: Report, required: Level) -> list[str]:
    """Name the claims whose effective level is below what is demanded; printed ones have no level to reach."""
    return [
        f"{claim.id}: {claim.effective_level or 'no effective level'}, below the demanded {required}"
        for claim in report.claims
        if claim.kind is not Kind.PRINTED
        and (claim.effective_level is None or claim.effective_level.rank < required.rank)
    ]
