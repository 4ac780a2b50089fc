"""Which independent routes stand behind each claim; where two of them disagree the report says so at its head."""

from collections.abc import Sequence

from rich.console import Console

from verify.evidence import Claim, Formalities, Kind
from verify.report.tables import Column, print_heading, print_lines, print_table

COLUMNS = (
    Column("claim"),
    Column("Hypothesis", numeric=True),
    Column("certified", numeric=True),
    Column("exhausted", numeric=True),
    Column("SymPy", numeric=True),
    Column("kernel", numeric=True),
    Column("checker", numeric=True),
    Column("Coq"),
)

MEANING = (
    "random examples by Hypothesis, instances with certificates, all instances of a scope, steps of SymPy, "
    "steps of the proof in the kernel and in its checker, whether Coq accepted a theorem, and on what"
)


def print_routes(console: Console, claims: Sequence[Claim], formalities: Formalities | None) -> None:
    """Print a row a claim: random examples, certificates, instances of the scope, steps, and what Coq says."""
    print_heading(console, "Routes")
    print_lines(console, MEANING)
    print_table(console, COLUMNS, [_row(claim) for claim in claims if claim.kind is not Kind.PRINTED])
    if formalities is not None and formalities.absent is not None:
        print_lines(console, f"Coq: {formalities.absent}")


def _row(claim: Claim) -> list[str]:
    found = claim.evidence
    certified, formalised = found.certified, found.formalised
    exhausted = certified.exhausted if certified else None
    counts = (
        found.tested.examples if found.tested else None,
        certified.instances if certified else None,
        exhausted.instances if exhausted else None,
        found.derived.steps if found.derived else None,
        found.proved.steps if found.proved else None,
        found.proved.steps if found.proved else None,
    )
    coq = "-" if formalised is None else ", ".join(formalised.assumptions) or "yes"
    return [claim.id, *("-" if count is None else f"{count:,}" for count in counts), coq]
