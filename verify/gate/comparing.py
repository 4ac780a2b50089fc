"""Holds a run against what was asked of it: a baseline, a demanded level."""

from verify.evidence import Change, Comparison, Level, Report, below
from verify.gate import baseline, changes


def compared(
    report: Report, before: baseline.Section | None, *, whole: bool, required: Level | None, recorded: bool = False
) -> Report:
    """Return the report with its comparison: `before` is the baseline's section, `whole` whether every claim was run.

    Without a baseline and a demand it stays as it is. With `recorded` the run takes the baseline's place, and all that
    this loses is named, levels whose tool is missing here included.
    """
    if before is None and required is None:
        return report
    comparison = Comparison(
        seed=None if before is None else before.seed,
        versions={} if before is None else _other_versions(report, before),
        recorded=recorded and before is not None,
        changes=() if before is None else _changes(report, before, whole=whole, recorded=recorded),
        required=required,
        below=below(report.claims, required),
    )
    return report.model_copy(update={"comparison": comparison})


def _changes(report: Report, before: baseline.Section, *, whole: bool, recorded: bool) -> tuple[Change, ...]:
    absent = {level for level in Level if changes.missing_tool(level) is not None}
    if report.formalities is not None and report.formalities.absent is not None:
        absent.add(Level.FORMALISED)
    return changes.compare(before, baseline.of_report(report), whole=whole, absent=() if recorded else absent)


def _other_versions(report: Report, before: baseline.Section) -> dict[str, str]:
    now = baseline.of_report(report).versions
    return {name: version for name, version in before.versions.items() if now.get(name) != version}
