"""`python -m verify.formal`: compile the Coq sources, audit them, and compare the statements with the frozen ones.

exit status: 0 every frozen statement is formalised; 4 Coq or mathcomp is missing or does not work; 5 a proof fails, or
a statement is not the frozen one
"""

import argparse
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from verify.formal import frozen
from verify.formal.coq import FROZEN, HERE, Formal, State, check

_STATUS = {State.CHECKED: 0, State.MISSING: 4, State.BROKEN: 4, State.FAILED: 5}


def show(formal: Formal, console: Console) -> None:
    """Print a table of the statements, then the faults and how long it took."""
    if formal.state in {State.CHECKED, State.FAILED} and formal.statements:
        table = Table("claim", "frozen statement", box=None, padding=(0, 2, 0, 0))
        table.add_column("theorem", no_wrap=True, max_width=32)  # or a longer proof, of which the beginning will do
        table.add_column("assumes")
        table.add_column("")
        for found in formal.statements:
            assumes = ", ".join(found.assumptions) or ("nothing" if found.text else "?")
            row = (found.claim, found.name, found.theorem, assumes, "formalised" if found.formalised else "no")
            table.add_row(*map(Text, row))
        console.print(table)
    for fault in formal.faults or ([formal.reason] if formal.reason else []):
        console.print(Text(f"{formal.state.value}: {fault}"))
    yes = sum(found.formalised for found in formal.statements)
    with_what = f"Coq {formal.version}" if formal.version else "no Coq"
    if any(found.text for found in formal.statements):
        with_what += f", coqchk on {'the whole closure' if formal.deep else 'our modules'}"
    console.print(Text(f"{yes} of {len(formal.statements)} formalised; {with_what}; {formal.seconds:.1f} s"))


def freeze(formal: Formal, console: Console) -> int:
    """Write the statements as they are now, and say what differs from those frozen before."""
    if formal.freezable is None:
        console.print(Text(f"nothing is frozen: {formal.state.value}: {formal.reason}"))
        return _STATUS[formal.state]
    changes = [*frozen.differences(frozen.read(HERE / FROZEN), formal.freezable)]
    frozen.write(HERE / FROZEN, formal.freezable)
    for change in changes:
        console.print(Text(change))
    count = len(formal.freezable.statements)
    console.print(
        Text(f"{count} statements frozen, {len(changes)} changes; read the diff of {FROZEN} before it is kept")
    )
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for."""
    about, _, status = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m verify.formal", description=about.partition(": ")[2], epilog=status)
    parser.add_argument(
        "--deep", action="store_true", help="let coqchk check mathcomp and Coq's library too (a minute)"
    )
    parser.add_argument("--freeze", action="store_true", help=f"write the statements as they are now to {FROZEN}")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    formal = check(deep=options.deep, folder=HERE)
    if options.freeze:
        return freeze(formal, console)
    show(formal, console)
    return _STATUS[formal.state]


if __name__ == "__main__":
    sys.exit(main())
