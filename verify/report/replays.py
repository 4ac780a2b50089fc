"""Decides again what a file holds: every counterexample and witness of a report, or a single one.

A file is only read, never run: the modules that it names are not loaded unless --module names them as well, and its
numbers are strings of digits. An instance must be of its part's scope in its sizes, or deciding it might never end.
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from verify import claims
from verify.bad_input import BadInputError, file, printable, shown
from verify.claim import Claim
from verify.evidence import Exact, Instance, Replay, Report
from verify.exhausted import Scope
from verify.exits import Exit
from verify.replaying import Array, Decision, decided, exact_instance, part_of
from verify.replaying import shown as shown_again
from verify.report.chosen import own_claims
from verify.report.finished import read_replays
from verify.report.output import refuse_closed_standard_output
from verify.report.screen import on_screen
from verify.report.tables import print_lines
from verify.report.words import plural
from verify.running import loading

OPTION = "--replay"
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")


@dataclass(frozen=True)
class Recorded:
    """What is said to fail somewhere: its name, how it is replayed if it can be, and how it is shown beside that."""

    name: str
    claim: str
    part: str
    replay: Replay | None
    shown: Instance | None = None


@dataclass(frozen=True)
class Replayed:
    """What came of one of them: in words, and whether that is what is recorded; None where it cannot be replayed."""

    name: str
    words: str
    as_recorded: bool | None


def run(options: argparse.Namespace) -> int:
    """Replay the file of these options, print a line each, and return the exit status. Raises BadInputError."""
    refuse_closed_standard_output()
    path = Path(options.replay)
    own = own_claims(options)
    found = read_replays(path, OPTION)
    results = [_again(one, own, f"{OPTION} {file(path)}") for one in recorded(found)]
    on_screen(lambda console: print_replayed(console, results, quiet=options.quiet))
    outcomes = {one.as_recorded for one in results}
    if False in outcomes:
        return Exit.NOT_TO_BE_BELIEVED
    return Exit.HOLDS if True in outcomes else Exit.UNDECIDED


def recorded(found: Report | Replay) -> Iterator[Recorded]:
    """Name every instance at which something is said to fail; a replay that stands alone says so too."""
    if isinstance(found, Replay):
        name = found.claim if found.part == found.claim else f"{found.claim}, {found.part}"
        yield Recorded(name, found.claim, found.part, found)
        return
    for claim in found.claims:
        if claim.counterexample is not None:
            yield Recorded(claim.id, claim.id, claim.id, claim.replay, claim.counterexample)
        for premise in claim.premises:
            if premise.witness is not None:
                name = f"{claim.id}, without premise {premise.id}"
                yield Recorded(name, claim.id, premise.id, premise.replay, premise.witness)
        for control in claim.controls:
            if control.counterexample is not None:
                name = f"{claim.id}, control {control.id}"
                yield Recorded(name, claim.id, control.id, control.replay, control.counterexample)


def _again(one: Recorded, own: Mapping[str, str], file_: str) -> Replayed:
    replay = one.replay
    if replay is None:
        return Replayed(one.name, "not replayed, as it has no instance to decide", None)
    where = f"{file_}, {printable(one.name)}"
    if (replay.claim, replay.part) != (one.claim, one.part):
        raise BadInputError(where, "its replay is of something else", "take the file as --json wrote it")
    claim = _claim(replay, own, where)
    try:
        search = part_of(claim, replay.part)
        instance = _instance(claim, search.scope, replay.instance)
        decision = decided(search, instance)
        again = shown_again(search, instance) if one.shown is not None else {}
    except Exception as error:
        said = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
        remedy = "take the instance as --json wrote it"
        raise BadInputError(where, f"cannot be decided ({printable(said[:200])})", remedy) from error
    if decision is not Decision.FALSE:
        return Replayed(one.name, f"{decision.value}, but recorded as false", as_recorded=False)
    differing = _differing(one.shown or {}, again)
    if differing:
        words = f"false, as recorded, but not as it is shown: {', '.join(differing)}"
        return Replayed(one.name, words, as_recorded=False)
    return Replayed(one.name, "false, as recorded", as_recorded=True)


def _claim(replay: Replay, own: Mapping[str, str], where: str) -> Claim[Any]:
    """Find the claim among the project's, or in the user's own modules; never in a module that the file names."""
    known = claims.ALL if replay.module is None else own
    if replay.claim not in known:
        if replay.module is not None:
            what = f"is a claim of {shown(replay.module)}, which --module does not name"
            raise BadInputError(where, what, "name its module with --module, if you trust it")
        raise BadInputError(where, "there is no such claim here", "take a file of this version")
    claim = loading.claims_in(known[replay.claim])[replay.claim]
    if not isinstance(claim, Claim):
        raise BadInputError(where, "the claim has no instances to replay", "leave it out")
    return claim


def _instance(claim: Claim[Any], scope: Scope, recorded: Instance) -> dict[str, Array]:
    """Read an instance of the scope. Raises ValueError for other sizes, with which deciding might never end."""
    instance = exact_instance(claim, scope, recorded)
    sizes = {
        letter: length
        for name, letters in scope.shapes.items()
        for letter, length in zip(letters, instance[name].shape, strict=True)
    }
    if not any(sizes.items() <= size.items() for size in scope.sizes):
        raise ValueError(f"its sizes are not of the scope {scope.words}; verify.replay decides it in Python")
    return instance


def _entries(value: Exact) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for entry in value:
            yield from _entries(entry)


def _differing(recorded: Instance, again: Instance) -> list[str]:
    """Name what is shown otherwise. Enclosures and decimals, whose last digits are a library's, are not compared."""

    def exact(value: Exact | None) -> bool:
        return value is None or all(_NUMBER.fullmatch(entry) for entry in _entries(value))

    names = dict.fromkeys((*recorded, *again))
    return [
        name
        for name in names
        if recorded.get(name) != again.get(name) and exact(recorded.get(name)) and exact(again.get(name))
    ]


def print_replayed(console: Console, results: list[Replayed], *, quiet: bool = False) -> None:
    """Print a line each, or (quiet) only what is wrong, and below them what became of all of them."""
    for one in results:
        colour = {True: "green", False: "bold red", None: "dim"}[one.as_recorded]
        if one.as_recorded is False or not quiet:
            print_lines(console, Text.assemble(f"{one.name}: ", (one.words, colour)), 0)
    wrong = sum(one.as_recorded is False for one in results)
    without = sum(one.as_recorded is None for one in results)
    again = len(results) - without
    became = f"{wrong:,} of them not as recorded" if wrong else "all as recorded"
    left = f"; {without:,} without an instance to decide" if without else ""
    if again:
        print_lines(console, f"{plural(again, 'instance')} decided again, {became}{left}.", 0)
    else:
        print_lines(console, f"There is nothing to decide again{left}.", 0)
