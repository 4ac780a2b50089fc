"""Lists the claims without running or importing them: their ids, kinds and statements, in their order.

The project's own are read from their sources, in which these are constants, since importing them all takes seconds.
Modules of the user's own may make claims in any way, and so are imported.
"""

import argparse
import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from verify import claims
from verify.exits import Exit
from verify.report.chosen import own_claims
from verify.report.output import refuse_closed_standard_output
from verify.report.screen import on_screen
from verify.report.tables import INDENT, print_lines, printable
from verify.running import loading

_CLAIM = re.compile(r"^CLAIM\b.*?^\)", re.DOTALL | re.MULTILINE)
LEAST = 24
"""Columns of a statement on the line of its id; where there are fewer, it goes below, whole."""


@dataclass(frozen=True)
class Listed:
    """What a list says of a claim."""

    id: str
    kind: str
    statement: str


def run(options: argparse.Namespace, modules: Mapping[str, str] | None = None) -> int:
    """Print the claims that a run with these options could be about, the user's own first. Raises BadInputError."""
    refuse_closed_standard_output()
    own = own_claims(options)
    listed = [*_own(own), *house(claims.ALL if modules is None else modules)]
    on_screen(lambda console: print_list(console, listed))
    return Exit.HOLDS


def house(modules: Mapping[str, str]) -> Iterator[Listed]:
    """Read what a list says of the project's claims (id -> module) from their sources, which are not imported."""
    for claim, module in modules.items():
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            raise FileNotFoundError(f"{claim}: the module {module} has no source")
        found = _CLAIM.search(Path(spec.origin).read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f"{spec.origin} states no CLAIM")
        fields = _fields(ast.parse(found[0]))
        named = fields.get("kind")
        kind = named.attr.lower() if isinstance(named, ast.Attribute) else "claim"
        yield Listed(claim, kind, ast.literal_eval(fields["statement"]))


def _fields(source: ast.Module) -> dict[str, ast.expr]:
    [call] = [node for node in ast.walk(source) if isinstance(node, ast.Assign | ast.AnnAssign)]
    if not isinstance(call.value, ast.Call):
        raise TypeError("CLAIM is not called into being")
    return {word.arg: word.value for word in call.value.keywords if word.arg is not None}


def _own(own: Mapping[str, str]) -> Iterator[Listed]:
    for place in dict.fromkeys(own.values()):
        for claim in loading.claims_in(place).values():
            yield Listed(claim.id, "own", str(getattr(claim, "statement", "")))


def print_list(console: Console, listed: Sequence[Listed]) -> None:
    """Print a line a claim, cut where its statement does not fit; on a narrow screen a paragraph each."""
    heads = max(cell_len(claim.id) for claim in listed) + INDENT, max(cell_len(claim.kind) for claim in listed) + INDENT
    room = console.width - sum(heads)
    for claim in listed:
        _print_one(console, claim, heads, room)
    console.print()
    print_lines(console, f"{len(listed)} in all; --claim ID runs one, and shows it in full", 0)


def _print_one(console: Console, claim: Listed, heads: tuple[int, int], room: int) -> None:
    statement = printable(claim.statement, lines=False)
    if room < LEAST:
        print_lines(console, f"{claim.id} ({claim.kind}): {statement}", 0)
        return
    statement.truncate(room, overflow="ellipsis")
    line = Text(set_cell_size(claim.id, heads[0]), "bold") + Text(set_cell_size(claim.kind, heads[1])) + statement
    line.rstrip()
    console.print(line, soft_wrap=True)
