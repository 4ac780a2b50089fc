"""The claims one by one: in brief, or in full with all evidence and how to replay each instance."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from verify.evidence import Claim, Control, Kind, Premise, PremiseVerdict, Replay
from verify.report.program import program
from verify.report.tables import INDENT, Verbatim, print_heading, print_lines, print_program
from verify.report.words import instance, plural, status_text

Lines = Iterator[tuple[int, Text | Verbatim]]


def print_in_brief(console: Console, claims: Sequence[Claim]) -> None:
    """Print what each claim says, and what its premises and controls came to, in a line or two."""
    print_heading(console, "What they say")
    print_lines(console, Text("--claim ID shows one in full, with its counterexamples", "dim"))
    for claim in claims:
        print_lines(console, Text.assemble((claim.id, "bold"), f": {claim.statement}"))
        for line in _brief(claim):
            print_lines(console, line, 2 * INDENT)


def print_in_full(console: Console, claims: Sequence[Claim]) -> None:
    """Print all that this run knows about each claim."""
    for claim in claims:
        print_heading(console, claim.id)
        for depth, line in _full(claim):
            if isinstance(line, Verbatim):
                print_program(console, line.text, depth * INDENT)
            else:
                print_lines(console, line, depth * INDENT)


def _brief(claim: Claim) -> Iterator[Text]:
    if claim.counterexample is not None:
        yield Text.assemble(_refuted(claim), f": {instance(claim.counterexample)}")
    for verdict in PremiseVerdict:
        named = [premise.id for premise in claim.premises if premise.verdict is verdict]
        if named:
            yield Text.assemble(
                f"{'premise' if len(named) == 1 else 'premises'} ", status_text(verdict), f": {', '.join(named)}"
            )
    for word, colour, refuted in (("refuted", "green", True), ("survived", "red", False)):
        named = [control.id for control in claim.controls if control.refuted is refuted]
        if named:
            yield Text.assemble(
                f"{'control' if len(named) == 1 else 'controls'} ", (word, colour), f": {', '.join(named)}"
            )
    if claim.no_control_because is not None:
        yield Text(f"no control: {claim.no_control_because}")
    if claim.unguarded:
        yield Text("unguarded: it has no control", "yellow")


def _refuted(claim: Claim) -> tuple[str, str]:
    """A printed statement is expected to fall."""
    return ("refuted", "green") if claim.kind is Kind.PRINTED else ("counterexample", "red")


def _full(claim: Claim) -> Lines:
    yield 1, Text(claim.statement)
    yield 1, Text(f"source: {claim.source}")
    if claim.repairs is not None:
        yield 1, Text(f"repairs {claim.repairs}, which is false as printed")
    if claim.rests_on:
        yield 1, Text(f"rests on {', '.join(claim.rests_on)}")
    for reason in claim.reasons:
        yield 1, Text(reason, "yellow")
    if claim.counterexample is not None:
        yield 1, Text.assemble(_refuted(claim), f": {instance(claim.counterexample)}")
        yield from _replay(claim.replay, 2)
    yield from _evidence(claim)
    for premise in claim.premises:
        yield from _premise(premise, claim)
    for control in claim.controls:
        yield from _control(control)
    if claim.no_control_because is not None:
        yield 1, Text(f"no control: {claim.no_control_because}")


def _evidence(claim: Claim) -> Lines:
    tested, certified, derived = claim.evidence.tested, claim.evidence.certified, claim.evidence.derived
    if claim.replayed is not None:
        yield 1, Text(f"{plural(claim.replayed, 'kept counterexample')} tried again first")
    if tested is not None:
        yield (
            1,
            Text(f"tested on {plural(tested.examples, 'random example')}" + (", among them" if tested.strata else "")),
        )
        for case, count in tested.strata.items():
            yield 2, Text(f"{count:,} {case}")
    if certified is not None and certified.issued:
        refused = f", and refused those of {certified.rejected:,}" if certified.rejected else ""
        said = f"the independent checker accepted their certificates{refused} (--certificates FILE writes them)"
        yield 1, Text(f"certified on {plural(certified.instances, 'instance')}: {said}")
    if certified is not None and certified.exhausted is not None:
        exhausted = certified.exhausted
        yield 1, Text(f"decided exactly on all {plural(exhausted.instances, 'instance')} with {exhausted.scope}")
    if derived is not None:
        yield 1, Text(f"derived in {plural(derived.steps, 'step')} (which raises no level): {derived.route}")
    yield from _theorems(claim)


def _theorems(claim: Claim) -> Lines:
    proved, formalised = claim.evidence.proved, claim.evidence.formalised
    if proved is not None:
        accepted = f"the kernel and the independent checker accepted each of {plural(proved.steps, 'step')}"
        yield 1, Text(f"proved for all sizes: {accepted} (--proof shows them)")
        yield 2, Text(proved.statement)
        if proved.covers is not None:
            yield 2, Text(f"what it says: {proved.covers}")
    if formalised is not None:
        assumed = ", ".join(formalised.assumptions)
        rests = f"rests on {assumed}, which raises no level" if assumed else "rests on no assumption"
        yield 1, Text(f"formalised in Coq: {formalised.theorem} {rests}")
        for statement in formalised.statements:
            yield 2, Text(statement)


def _premise(premise: Premise, claim: Claim) -> Lines:
    yield 1, Text.assemble(f"premise {premise.id} (", status_text(premise.verdict), f"): {premise.statement}")
    if premise.met is not None and claim.evidence.tested is not None:
        yield 2, Text(f"met by {premise.met:,} of {claim.evidence.tested.examples:,} random examples")
    if premise.witness is not None:
        yield 2, Text(f"without it the claim fails at {instance(premise.witness)}, the smallest of its scope")
        yield from _replay(premise.replay, 2)
    elif premise.stronger is not None:
        yield 2, Text(f"without it the claim is {premise.stronger}")
    elif premise.tried is not None:
        yield 2, Text(f"without it the claim did not fail on {premise.tried}")


def _control(control: Control) -> Lines:
    word = Text("refuted", "green") if control.refuted else Text("survived", "red")
    yield 1, Text.assemble(f"control {control.id} (", word, f"): {control.statement}")
    if control.counterexample is not None:
        smallest = ", the smallest of its scope" if control.smallest else ""
        yield 2, Text(f"it fails at {instance(control.counterexample)}{smallest}")
        yield from _replay(control.replay, 2)


def _replay(replay: Replay | None, depth: int) -> Lines:
    if replay is not None:
        yield depth, Text("to replay it, run in Python:")
        yield depth + 1, Verbatim(program(replay))
