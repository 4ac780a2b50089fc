"""The summary on the screen, in an order that a reader in a hurry can stop at anywhere."""

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from verify.claims import ALL
from verify.evidence import STATUSES, Claim, Kind, Outcome, OwnData, Report, status
from verify.report.census import print_census
from verify.report.own_data import print_own_data
from verify.report.premises import print_claims
from verify.report.standing import Standing
from verify.report.tables import Column, print_command, print_heading, print_lines, print_table
from verify.report.words import decimal, plural, status_text

MOST_FAULTS = 20
"""Faults beyond this many are named in the JSON alone."""


def print_report(console: Console, report: Report, standing: Standing) -> None:
    """Print the whole report: outcome, claims, premises, census, findings, legend, how to repeat it."""
    _print_outcome(console, report)
    _print_standing(console, standing, report)
    if report.claims:
        _print_table_of_claims(console, report.claims)
        print_claims(console, report.claims)
    if report.census:
        print_census(console, report.census)
    if report.own_data is not None:
        print_own_data(console, report.own_data)
    if report.findings:
        _print_findings(console, report)
    _print_legend(console, report)
    _print_how_to_repeat(console, report)


def _print_outcome(console: Console, report: Report) -> None:
    if report.faults:
        print_lines(console, Text("This toolkit is not to be believed:", "bold red"), 0)
        for fault in report.faults[:MOST_FAULTS]:
            print_lines(console, fault)
        if len(report.faults) > MOST_FAULTS:
            print_lines(console, f"and {len(report.faults) - MOST_FAULTS:,} more; --json FILE names them all")
        return
    colour = status(report.outcome).colour
    print_lines(console, Text(_headline(report), f"bold {colour}"), 0)
    for claim in report.claims:
        if not claim.expected:
            why = f": {'; '.join(claim.reasons)}" if claim.reasons else ""
            print_lines(console, Text.assemble(f"{claim.id} is ", status_text(claim.outcome), why))


def _print_standing(console: Console, standing: Standing, report: Report) -> None:
    if standing.fallen:
        print_lines(console, Text("Fallen since the baseline, or below what is demanded:", "bold red"), 0)
        for line in standing.fallen:
            print_lines(console, line)
    elif standing.compared_with_seed is not None:
        print_lines(console, Text("Nothing fell since the baseline.", "green"), 0)
    if standing.compared_with_seed not in (None, report.seed):
        print_lines(console, f"counts were not compared: the baseline has seed {standing.compared_with_seed}")
    if standing.news:
        print_lines(console, Text("Better or new since the baseline (--update-baseline records it):"), 0)
        for line in standing.news:
            print_lines(console, line)


def _headline(report: Report) -> str:
    match report.outcome:
        case Outcome.HOLDS:
            parts = []
            if report.claims:
                printed = sum(claim.kind is Kind.PRINTED for claim in report.claims)
                held = len(report.claims) - printed
                parts.append(f"{plural(held, 'claim')} {'holds' if held == 1 else 'hold'}")
                if printed:
                    parts.append(f"{plural(printed, 'printed statement')} refuted, as expected")
            drawn = sum(row.drawn for row in report.census)
            if drawn:
                parts.append(f"{drawn:,} drawn neurons decided, none left undecided")
            return f"{'; '.join(parts)}." if parts else "Everything decided."
        case Outcome.REFUTED:
            return "A claim is refuted."
        case Outcome.UNDECIDED:
            return "Nothing is refuted, but something stayed undecided."
        case Outcome.VACUOUS:
            return "Nothing is refuted, but the evidence for something is vacuous."


def _print_table_of_claims(console: Console, claims: Sequence[Claim]) -> None:
    print_heading(console, "Claims")
    columns = [Column(name) for name in ("claim", "outcome", "level", "effective")]
    columns += [Column(name, numeric=True) for name in ("examples", "instances", "refuted")]
    print_table(console, columns, [_row(claim) for claim in claims])
    print_lines(
        console,
        "instances: certificates the independent checker accepted + instances of the exhausted scope; "
        "refuted: controls (wrong versions) refuted of those tried",
    )
    for claim in claims:
        missing = sorted(set(claim.rests_on) - {other.id for other in claims})
        if missing:
            print_lines(console, f"{claim.id} rests on {', '.join(missing)}, not part of this run")


def _row(claim: Claim) -> list[Text | str]:
    tested, controls = claim.evidence.tested, claim.controls
    return [
        claim.id,
        status_text(claim.outcome),
        status_text(claim.level),
        status_text(claim.effective_level),
        f"{tested.examples:,}" if tested else "-",
        _instances(claim),
        f"{sum(control.refuted for control in controls)} of {len(controls)}" if controls else "-",
    ]


def _instances(claim: Claim) -> str:
    certified = claim.evidence.certified
    if certified is None:
        return "-"
    accepted = f"{certified.instances:,}"
    if certified.instances < certified.issued:
        accepted += f" of {certified.issued:,}"
    return f"{accepted}+{certified.exhausted.instances:,}" if certified.exhausted else accepted


def _print_findings(console: Console, report: Report) -> None:
    print_heading(console, "Findings")
    for finding in report.findings:
        print_lines(console, Text(finding.title, "bold"))
        print_lines(console, f"the post: {finding.post_says}", 4)
        print_lines(console, f"this run: {finding.established}", 4)


def _print_legend(console: Console, report: Report) -> None:
    """Explain the statuses that occur on the screen, in the order of the one table."""
    shown = {claim.outcome for claim in report.claims} | {claim.level for claim in report.claims}
    verdicts = {premise.verdict for claim in report.claims for premise in claim.premises}
    used = [row for row in STATUSES if any(row.member is member for member in (*shown, *verdicts))]
    if not used:
        return
    print_heading(console, "Legend")
    for row in used:
        print_lines(console, Text.assemble(status_text(row.member), f": {row.meaning}"))
    print_lines(console, "effective: the weakest level along the claims that it rests on")


def _print_how_to_repeat(console: Console, report: Report) -> None:
    print_heading(console, "To repeat")
    what = _own_options(report.own_data) if report.own_data is not None else _options(report)
    print_command(console, ["python", "-m", "verify.report", *what, "--seed", str(report.seed)])
    versions = ", ".join(f"{tool} {version}" for tool, version in report.versions.items())
    print_lines(console, f"took {report.timing.seconds:.1f} s with --jobs {report.timing.jobs}; {versions}")


def _options(report: Report) -> list[str]:
    """Write the options of a run of the claims; they are named when not all of them were run."""
    run = [claim.id for claim in report.claims]
    named = [] if run == list(ALL) else [option for claim in run for option in ("--claim", claim)]
    return ["--profile", report.profile, *named]


def _own_options(data: OwnData) -> list[str]:
    given = ["--data", data.file, "--target", data.target, "--activation", data.activation]
    given += ["--scale", decimal(Fraction(data.scale))]
    if data.weights_file is None:
        given += ["--neurons", str(data.neurons), "--growths", str(len(data.growths))]
    else:
        given += ["--weights", data.weights_file]
    flags = {"--bias": data.bias, "--standardise": data.standardise}
    given += [flag for flag, set_ in flags.items() if set_]
    return [*given, "--values", data.read_as]
