"""The post, statement by statement: which are covered, by which claims, and how those came out."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from verify.evidence import Claim, Covered, Report
from verify.report.tables import INDENT, Column, print_heading, print_lines, print_table
from verify.report.words import status_text

COUNTS = ("statements", "covered", "in part", "open", "no mathematics")


def print_coverage(console: Console, report: Report, *, statements: bool) -> None:
    """Print a row for each section of the post, and below them, if asked for, all its statements."""
    print_heading(console, "The post, section by section")
    columns = [Column("section"), *(Column(name, numeric=True) for name in COUNTS)]
    print_table(console, columns, [row(section, report.coverage) for section in sections(report)])
    if not statements:
        print_lines(console, "--coverage lists the statements, and what speaks about each", INDENT)
        return
    claims = {claim.id: claim for claim in report.claims}
    for section in sections(report):
        print_heading(console, section)
        for statement in report.coverage:
            if statement.section == section:
                print_lines(console, f"{statement.id}  {statement.words}")
                print_lines(console, _about(statement, claims), 3 * INDENT)


def sections(report: Report) -> list[str]:
    """Return the sections of the post, in its order."""
    return list(dict.fromkeys(statement.section for statement in report.coverage))


def row(section: str, coverage: Sequence[Covered]) -> list[str]:
    """Return a section and the counts of its statements, as COUNTS names them."""
    there = [statement for statement in coverage if statement.section == section]
    counts = (
        len(there),
        sum(bool(statement.claims) and statement.still_open is None for statement in there),
        sum(bool(statement.claims) and statement.still_open is not None for statement in there),
        sum(not statement.claims and statement.still_open is not None for statement in there),
        sum(statement.not_mathematical is not None for statement in there),
    )
    return [section, *map(str, counts)]


def _about(statement: Covered, claims: dict[str, Claim]) -> Text:
    parts: list[Text] = []
    for name in statement.claims:
        came_out = status_text(claims[name].outcome) if name in claims else Text("not part of this run", "dim")
        parts.append(Text.assemble(f"{name} ", came_out))
    if statement.still_open is not None:
        parts.append(Text.assemble(("open", "yellow"), f": {statement.still_open}"))
    if statement.not_mathematical is not None:
        parts.append(Text(f"no mathematics: {statement.not_mathematical}", "dim"))
    return Text(", ").join(parts)
