"""Holds a run against what was asked of it: a baseline, a demanded level."""

from verify import gate
from verify.evidence import Change, Comparison, Level, Report, below


def compared(report: Report, before: gate.Section | None, *, whole: bool, required: Level | None) -> Report:
    """Return the report with its comparison: `before` is the baseline's section, `whole` whether every claim was run.

    Without a baseline and a demand it stays as it is.
    """
    if before is None and required is None:
        return report
    comparison = Comparison(
        seed=None if before is None else before.seed,
        changes=() if before is None else _changes(report, before, whole=whole),
        required=required,
        below=below(report.claims, required),
    )
    return report.model_copy(update={"comparison": comparison})


def _changes(report: Report, before: gate.Section, *, whole: bool) -> tuple[Change, ...]:
    absent = {level for level in Level if gate.missing_tool(level) is not None}
    if report.formalities is not None and report.formalities.absent is not None:
        absent.add(Level.FORMALISED)
    return gate.compare(before, gate.of_report(report), whole=whole, absent=absent)
