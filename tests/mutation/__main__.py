"""Mutation testing with cosmic-ray: small random changes to the exact core and the checkers, which tests must notice.

`python -m tests.mutation [--json FILE [--again | --explain]]`. All is done in a copy of the checkout.

exit status: 0 at least the demanded share was killed; 1 less; 2 the tests fail without any mutant
"""

import argparse
import contextlib
import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome
from rich.console import Console
from rich.table import Table

from tests.mutants.run import ONE_THREAD, copy_checkout
from tests.mutation.result import Key, Tried, explained, summary
from tests.mutation.sample import Settings, arithmetic, changed, sample

ROOT = Path(__file__).resolve().parents[2]
DEMANDED = 0.9


def possible(copy: Path, settings: Settings) -> dict[str, list[MutationSpec]]:
    """All mutants of each file, in cosmic-ray's order."""
    found: dict[str, list[MutationSpec]] = {}
    with use_db(copy / "mutants.sqlite", WorkDB.Mode.create) as database:
        for file in settings.files(copy):
            init([Path(file)], database, {})
            specs = [mutation for item in database.work_items for mutation in item.mutations]
            lines = (copy / file).read_text(encoding="utf-8").splitlines()
            found[file] = [
                spec
                for spec in specs
                if settings.wanted(spec.operator_name) and arithmetic(lines[spec.start_pos[0] - 1], spec.start_pos[1])
            ]
    return found


def outcome(result: Any) -> str:
    """The word for a result of cosmic-ray."""
    if result.worker_outcome is not WorkerOutcome.NORMAL:
        return "not run"
    if result.test_outcome is TestOutcome.SURVIVED:
        return "survived"
    return "timeout" if result.output == "timeout" else "killed"


def tried(spec: MutationSpec, command: str, timeout: float) -> Tried:
    """Make one mutant in the folder where we are, and test it."""
    result = mutate_and_test([spec], command, timeout)
    line, before, after = changed((result.diff or "").splitlines())
    file, operator, occurrence = key(spec)
    return Tried(file, line, operator, occurrence, before, after, outcome(result))


def key(spec: MutationSpec) -> Key:
    """As `Tried.key`."""
    return spec.module_path.as_posix(), spec.operator_name.removeprefix("core/"), spec.occurrence


def tabulated(found: dict[str, Any], console: Console) -> None:
    """Show the counts of each file and the survivors."""
    table = Table("file", "mutants", "killed", "timeout", "survived", title="Mutants")
    for file, counts in found["files"].items():
        words = ("killed", "timeout", "survived")
        table.add_row(file, str(counts["possible"]), *(str(counts[word]) for word in words))
    console.print(table)
    survivors = Table("survivor", "was", "is", "why", title="Survivors")
    for one in found["survivors"]:
        cells = (one["before"], one["after"], one["why"])
        survivors.add_row(f"{one['file']}:{one['line']}", *(cell.replace("[", r"\[") for cell in cells))
    console.print(survivors)
    score = "nothing was run" if found["score"] is None else f"{found['score']:.1%} killed"
    console.print(f"{found['sampled']} of {found['possible']} mutants: {score}; {found['seconds']} s")


def run(settings: Settings, console: Console, earlier: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Try the sample in a copy of the checkout; None when the tests fail without any mutant.

    With an `earlier` result only what survived it is tried.
    """
    began = time.monotonic()
    mutants: list[Tried] = []
    again = earlier and {(one["file"], one["operator"], one["occurrence"]) for one in earlier["survivors"]}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), console.status("copying") as status:
        copy = Path(folder).resolve()
        copy_checkout(ROOT, copy)
        os.environ.update(ONE_THREAD, PYTHONPATH=str(copy))
        strata = possible(copy, settings)
        chosen = [spec for specs in sample(strata, settings.mutants, settings.seed).values() for spec in specs]
        chosen = [spec for spec in chosen if again is None or key(spec) in again]
        commands = {file: shlex.join([sys.executable, *settings.command(copy, file)]) for file in strata}
        for command in {Path(file).parent: command for file, command in commands.items()}.values():
            status.update("the tests without any mutant")
            if run_tests(command, 10 * settings.timeout)[0] is not TestOutcome.SURVIVED:
                return None
        for number, spec in enumerate(chosen, start=1):
            file = spec.module_path.as_posix()
            status.update(f"{number} of {len(chosen)}: {file}")
            mutants.append(tried(spec, commands[file], settings.timeout))
            if not console.is_terminal:  # where no status is shown, a line a mutant
                last = mutants[-1]
                console.print(
                    f"{number} of {len(chosen)}: {file}:{last.line} {last.outcome}: {last.after}", markup=False
                )
    sizes = {file: len(specs) for file, specs in strata.items()}
    library = f"cosmic-ray {version('cosmic-ray')}"
    return summary(library, settings.seed, mutants, sizes, time.monotonic() - began, earlier)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    about, _, status = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m tests.mutation", description=about, epilog=status.rpartition("\n\n")[2])
    parser.add_argument("--json", type=Path, help="where the result is written")
    parser.add_argument("--again", action="store_true", help="only what survived the run that is in the JSON file")
    parser.add_argument("--explain", action="store_true", help="try nothing, and write the words about survivors anew")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 180)
    settings = Settings.read(ROOT / "pyproject.toml")
    if (options.again or options.explain) and not options.json:
        parser.error("--again and --explain need --json")
    destination: Path | None = options.json and options.json.resolve()
    earlier: dict[str, Any] | None = None
    if destination and (options.again or options.explain):
        earlier = json.loads(destination.read_text(encoding="utf-8"))
    found: dict[str, Any] | None
    if earlier and options.explain:
        found = earlier | {"survivors": [explained(one) for one in earlier["survivors"]]}
    else:
        found = run(settings, console, earlier)
    if found is None:
        sys.stderr.write("mutation: the tests fail without any mutant\n")
        return 2
    tabulated(found, console)
    if destination:
        destination.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int((found["score"] or 0) < DEMANDED)


if __name__ == "__main__":
    sys.exit(main())
