"""The summary on the screen, in an order that a reader in a hurry can stop at anywhere."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from verify.claims import ALL
from verify.evidence import (
    STATUSES,
    Claim,
    Formalities,
    Kind,
    OwnData,
    Profile,
    Report,
    Status,
    status,
)
from verify.report.census import print_census
from verify.report.claims import print_in_brief, print_in_full
from verify.report.comparison import print_comparison, print_fallen
from verify.report.coverage import print_coverage
from verify.report.experiments import print_experiments
from verify.report.figure_making import ALL as ALL_FIGURES
from verify.report.float_growths import float_options
from verify.report.headline import NOT_TO_BE_BELIEVED, headline
from verify.report.own_data import print_own_data
from verify.report.routes import print_routes
from verify.report.tables import Column, print_command, print_heading, print_lines, print_table
from verify.report.words import decimal, plural, status_text

MOST_FAULTS = 20
"""Faults beyond this many are named in the JSON alone."""


def print_report(
    console: Console,
    report: Report,
    *,
    in_full: Collection[str] = (),
    statements: bool = False,
    routes: bool = False,
) -> None:
    """Print the whole report: outcome, claims (some `in_full`), census, pictures, findings, coverage, how to repeat.

    `statements` lists the statements of the post one by one, `routes` what stands behind each claim.
    """
    _print_outcome(console, report)
    if report.comparison is not None:
        print_comparison(console, report.comparison, report)
    if report.claims:
        _print_table_of_claims(console, report.claims)
        if in_full:
            print_in_full(console, [claim for claim in report.claims if claim.id in in_full])
        else:
            print_in_brief(console, report.claims)
    if report.census:
        print_census(console, report.census)
    if report.figures:
        print_experiments(console, report.figures, report.timing.kept)
    if report.own_data is not None:
        print_own_data(console, report.own_data)
    if report.findings:
        _print_findings(console, report)
    if routes:
        print_routes(console, report.claims, report.formalities)
    if report.coverage and (statements or set(ALL) <= {claim.id for claim in report.claims}):
        print_coverage(console, report, statements=statements)
    _print_legend(console, report)
    _print_how_to_repeat(console, report)


def print_summary(console: Console, report: Report) -> None:
    """Print what fits one picture: outcome, table of claims, census or own data."""
    _print_outcome(console, report)
    if report.comparison is not None:
        print_comparison(console, report.comparison, report)
    if report.claims:
        _print_table_of_claims(console, report.claims)
    if report.census:
        print_census(console, report.census)
    if report.own_data is not None:
        print_own_data(console, report.own_data)


def print_verdict(console: Console, report: Report) -> None:
    """Print the outcome in a sentence, and whatever is wrong, and nothing else."""
    _print_outcome(console, report)
    if report.comparison is not None:
        print_fallen(console, report.comparison, report)


def _print_outcome(console: Console, report: Report) -> None:
    if report.faults:
        print_lines(console, Text(NOT_TO_BE_BELIEVED, "bold red"), 0)
        for fault in report.faults[:MOST_FAULTS]:
            print_lines(console, fault)
        if len(report.faults) > MOST_FAULTS:
            print_lines(console, f"and {len(report.faults) - MOST_FAULTS:,} more; --json FILE names them all")
        return
    colour = status(report.outcome).colour
    print_lines(console, Text(headline(report), f"bold {colour}"), 0)
    for claim in report.claims:
        if not claim.expected:
            why = f": {'; '.join(claim.reasons)}" if claim.reasons else ""
            print_lines(console, Text.assemble(f"{claim.id} is ", status_text(claim.outcome), why))


def _print_table_of_claims(console: Console, claims: Sequence[Claim]) -> None:
    print_heading(console, "Claims")
    columns = [Column(name) for name in ("claim", "outcome", "level")]
    columns += [Column(name, numeric=True) for name in ("examples", "instances", "controls")]
    print_table(console, columns, [_row(claim) for claim in claims])
    print_lines(
        console,
        "instances: accepted by the independent checker + decided in the exhausted scope; "
        "controls: wrong versions refuted, of those tried",
    )
    for claim in claims:
        missing = sorted(set(claim.rests_on) - {other.id for other in claims})
        if missing:
            print_lines(console, f"{claim.id} rests on {', '.join(missing)}, not part of this run")


def _row(claim: Claim) -> list[Text | str]:
    tested, controls = claim.evidence.tested, claim.controls
    return [
        claim.id,
        Text(claim.outcome, "green") if claim.expected else status_text(claim.outcome),
        _level(claim),
        f"{tested.examples:,}" if tested else "-",
        _instances(claim),
        f"{sum(control.refuted for control in controls)} of {len(controls)}" if controls else "-",
    ]


def _level(claim: Claim) -> Text:
    """Write the level, and in brackets the effective one where that is lower; what is printed can have none."""
    if claim.kind is Kind.PRINTED:
        return Text("as printed", "dim")
    if claim.effective_level is claim.level:
        return status_text(claim.level)
    return Text.assemble(status_text(claim.level), " (", status_text(claim.effective_level), ")")


def _instances(claim: Claim) -> str:
    certified = claim.evidence.certified
    if certified is None:
        return "-"
    accepted = f"{certified.instances:,}"
    if certified.instances < certified.issued:
        accepted += f" of {certified.issued:,}"
    return f"{accepted} + {certified.exhausted.instances:,}" if certified.exhausted else accepted


def _print_findings(console: Console, report: Report) -> None:
    print_heading(console, "Findings")
    for finding in report.findings:
        print_lines(console, Text(finding.title, "bold"))
        print_lines(console, f"the post: {finding.post_says}", 4)
        print_lines(console, f"this run: {finding.established}", 4)


def legend(report: Report) -> list[Status]:
    """Return the statuses that occur in a report, in the order of the one table."""
    shown = {status for claim in report.claims for status in (claim.outcome, claim.level, claim.effective_level)}
    verdicts = {premise.verdict for claim in report.claims for premise in claim.premises}
    return [row for row in STATUSES if any(row.member is member for member in (*shown, *verdicts))]


def _print_legend(console: Console, report: Report) -> None:
    """Explain the statuses that occur on the screen."""
    used = legend(report)
    if not used:
        return
    print_heading(console, "Legend")
    for row in used:
        print_lines(console, Text.assemble(status_text(row.member), f": {row.meaning}"))
    if any(claim.effective_level is not claim.level for claim in report.claims):
        print_lines(console, "(in brackets): the weakest level along the claims that it rests on, where it is lower")


def command(report: Report) -> list[str]:
    """Return the words of the command that gives this report again."""
    what = _own_options(report.own_data) if report.own_data is not None else _options(report)
    return ["python", "-m", "verify.report", *what, "--seed", str(report.seed)]


def _print_how_to_repeat(console: Console, report: Report) -> None:
    print_heading(console, "To repeat")
    print_command(console, command(report))
    if report.formalities is not None:
        print_lines(console, of_coq(report.formalities))
    versions = ", ".join(f"{tool} {version}" for tool, version in report.versions.items())
    print_lines(console, f"took {report.timing.seconds:.1f} s with --jobs {report.timing.jobs}; {versions}")


def of_coq(found: Formalities) -> str:
    """Say what became of Coq in a run."""
    if found.absent is not None:
        return f"nothing was formalised, for want of Coq: {found.absent}"
    return f"Coq {found.version} accepted {plural(found.theorems, 'theorem')}"


def _options(report: Report) -> list[str]:
    """Write the options of a run of the claims; they are named when not all of them were run, or figures were."""
    run, figures = [claim.id for claim in report.claims], _figures(report)
    whole = run == list(ALL) and (not figures or (report.profile is Profile.PAPER and figures == [ALL_FIGURES]))
    named = [] if whole else [*_repeated("--claim", run), *_repeated("--figure", figures)]
    own = dict.fromkeys(claim.module for claim in report.claims if claim.module is not None)
    return ["--profile", report.profile, *_repeated("--module", own), *named]


def _figures(report: Report) -> list[str]:
    """Name the figures that were made."""
    made = [figure.id for figure in report.figures]
    if not made:
        return made
    from verify.experiments.everything import IDS  # noqa: PLC0415  most runs make no figure

    return [ALL_FIGURES] if made == list(IDS) else made


def _repeated(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _own_options(data: OwnData) -> list[str]:
    given = ["--data", data.file, "--target", data.target, "--activation", data.activation]
    given += ["--scale", decimal(Fraction(data.scale))]
    if data.weights_file is None:
        given += ["--neurons", str(data.neurons), "--growths", str(len(data.growths))]
    else:
        given += ["--weights", data.weights_file]
    flags = {"--bias": data.bias, "--standardise": data.standardise}
    given += [flag for flag, set_ in flags.items() if set_]
    if data.float_growths is not None:
        given += float_options(data.float_growths)
    return [*given, "--values", data.read_as]
