"""Does the toolkit notice its own bugs? Known bugs are made one at a time in a copy of the checkout.

`python -m tests.mutants [NAME ...] [--list]`. The checkout itself is never changed, interrupted or not.

exit status: 0 every edit was noticed; 1 one survived; 2 nothing can be concluded (one line says why)
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.mutants.edit import Edit
from tests.mutants.edits import AREAS, EDITS
from tests.mutants.run import Judged, UnsoundError, copy_checkout, judge, sound

ROOT = Path(__file__).resolve().parents[2]
INTERRUPTED = 130


def chosen(names: Sequence[str], edits: Sequence[Edit]) -> list[Edit]:
    """The edits of these names, all when none is given; UnsoundError for a name that there is not."""
    known = {edit.name for edit in edits}
    for name in names:
        if name not in known:
            raise UnsoundError(f"no edit is called {name!r}; --list shows them")
    return [edit for edit in edits if not names or edit.name in names]


def listed(console: Console) -> None:
    """Show every edit: where, what, and which checks should notice."""
    table = Table("edit", "the bug", "file", "checks")
    for area, edits in AREAS.items():
        table.add_section()
        table.add_row(f"[bold]{area}")
        for edit in edits:
            table.add_row(edit.name, edit.bug, edit.file, ", ".join(check.name for check in edit.checks))
    console.print(table)


def tabulated(judged: Sequence[Judged]) -> Table:
    """The edits, and what noticed each."""
    table = Table("edit", "the bug", "noticed by", "what it says", "s", title="One edit at a time")
    table.columns[0].no_wrap = True
    for one in judged:
        by, words = (one.notice.check.name, one.notice.words) if one.notice else ("[red]nothing: it survives", "")
        table.add_row(one.edit.name, one.edit.bug, by, words[:200].replace("[", r"\["), f"{one.seconds:.0f}")
    return table


def summary(judged: Sequence[Judged], seconds: float) -> str:
    """How many edits were noticed, by what, and which survived."""
    by = [one.notice.check.name for one in judged if one.notice]
    reports, tests = sum(name.startswith("report") for name in by), by.count("tests")
    survivors = [one.edit.name for one in judged if one.notice is None]
    return (
        f"{len(judged)} edits: {len(by)} noticed ({reports} by verify.report, {tests} by tests), "
        f"{len(survivors)} survived{': ' if survivors else ''}{', '.join(survivors)}; {seconds:.0f} s"
    )


def run(edits: Sequence[Edit], root: Path, console: Console) -> int:
    """Judge the edits on a copy of the checkout `root`, show the table and return the exit status."""
    began = time.monotonic()
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory() as folder, console.status("copying") as status:
        copy = Path(folder).resolve()
        copy_checkout(root, copy)
        sound(edits, root, copy, status.update)
        for one in judge(edits, copy, status.update):
            judged.append(one)
            if not console.is_terminal:  # where no status is shown, a line an edit
                by = one.notice.check.name if one.notice else "NOTHING"
                console.print(f"{len(judged)} of {len(edits)}: {one.edit.name}, noticed by {by}", markup=False)
    console.print(tabulated(judged))
    console.print(summary(judged, time.monotonic() - began))
    return int(any(one.notice is None for one in judged))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    about, _, status = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m tests.mutants", description=about, epilog=status.rpartition("\n\n")[2])
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these edits (all)")
    parser.add_argument("--list", action="store_true", help="show the edits and make none")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 180)
    if options.list:
        listed(console)
        return 0
    try:
        return run(chosen(options.names, EDITS), ROOT, console)
    except UnsoundError as error:
        sys.stderr.write(f"mutants: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("mutants: stopped; the checkout was not touched\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
