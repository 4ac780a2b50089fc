"""The claims one by one: what each says, its premises and their witnesses, its controls."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from verify.evidence import Claim, Control, Premise
from verify.report.tables import INDENT, print_heading, print_lines
from verify.report.words import instance, plural, status_text


def print_claims(console: Console, claims: tuple[Claim, ...]) -> None:
    """Print what each claim says and what its premises and controls came to."""
    print_heading(console, "Premises and controls")
    for claim in claims:
        print_lines(console, Text.assemble((claim.id, "bold"), f": {claim.statement}"))
        for depth, line in _details(claim):
            print_lines(console, line, depth * INDENT)


def _details(claim: Claim) -> Iterator[tuple[int, Text]]:
    """Yield the lines below a claim's statement, each with how deep it is indented."""
    if claim.counterexample is not None:
        yield 2, Text.assemble(("counterexample", "red"), f": {instance(claim.counterexample)}")
    for premise in claim.premises:
        yield from _premise(premise)
    for control in claim.controls:
        yield from _control(control)
    if claim.no_control_because is not None:
        yield 2, Text(f"no control: {claim.no_control_because}")
    if claim.evidence.derived is not None:
        derived = claim.evidence.derived
        yield 2, Text(f"derived in {plural(derived.steps, 'step')} (which raises no level): {derived.route}")


def _premise(premise: Premise) -> Iterator[tuple[int, Text]]:
    yield 2, Text.assemble(f"premise {premise.id} (", status_text(premise.verdict), f"): {premise.statement}")
    if premise.witness is not None:
        yield 3, Text(f"without it the claim fails at {instance(premise.witness)}")
    if premise.stronger is not None:
        yield 3, Text(f"without it the claim is {premise.stronger}")


def _control(control: Control) -> Iterator[tuple[int, Text]]:
    word = Text("refuted", "green") if control.refuted else Text("survived", "red")
    yield 2, Text.assemble(f"control {control.id} (", word, f"): {control.statement}")
    if control.counterexample is not None:
        smallest = ", the smallest of its scope" if control.smallest else ""
        yield 3, Text(f"it fails at {instance(control.counterexample)}{smallest}")
