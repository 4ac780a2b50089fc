"""The gate on the screen: what fell, is gone or changed since the baseline, what rose, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.console import Console
from rich.text import Text

from verify.evidence import Comparison, Direction, Report
from verify.report.tables import INDENT, print_lines

HEADINGS = {
    Direction.FELL: "Fell since the baseline:",
    Direction.GONE: "Gone since the baseline:",
    Direction.CHANGED: "Changed since the baseline, though it was decided exactly:",
    Direction.ROSE: "Rose since the baseline:",
    Direction.NEW: "New since the baseline:",
}


@dataclass(frozen=True)
class Group:
    """A heading with the lines below it, or, without any, a sentence; a `remark` stands under what goes before."""

    heading: str
    colour: str = ""
    lines: tuple[str, ...] = ()
    remark: bool = False


def groups(found: Comparison, report: Report) -> Iterator[Group]:
    """Say what changed, in groups, the gravest first, and what could not be compared."""
    if found.recorded:
        differs = "beside what it was:" if found.changes else "nothing is different in it."
        yield Group(f"The baseline becomes what this run established; {differs}")
    for direction, heading in HEADINGS.items():
        if lines := found.toward(direction):
            yield Group(heading, "bold red" if direction.regression else "green", lines)
    if found.below:
        yield Group("Below the demanded level:", "bold red", found.below)
    if found.seed is not None and not found.recorded:
        yield from _sound(found, report)
    if found.seed not in (None, report.seed):
        yield Group(f"counts were not compared: the baseline has seed {found.seed}", remark=True)
    if found.versions:
        now = {name: report.versions.get(name, "none") for name in found.versions}
        what = f"the baseline was made with {_versions(found.versions)}, this run with {_versions(now)}"
        yield Group(f"{what}: the same seed may give other random draws", remark=True)


def _sound(found: Comparison, report: Report) -> Iterator[Group]:
    if not report.claims:
        yield Group("No claim was run, and so none was compared with the baseline.")
    elif not any(change.direction.regression for change in found.changes):
        yield Group("Nothing fell since the baseline.", "green")
    if found.news:
        yield Group("--update-baseline records what rose and what is new", remark=True)


def print_comparison(console: Console, found: Comparison, report: Report) -> None:
    """Print the changes in groups."""
    for group in groups(found, report):
        _print(console, group)


def print_fallen(console: Console, found: Comparison, report: Report) -> None:
    """Print only what makes the gate fail, in the same groups."""
    for group in groups(found, report):
        if lines := tuple(line for line in group.lines if line in found.fallen):
            _print(console, replace(group, lines=lines))


def _print(console: Console, group: Group) -> None:
    print_lines(console, Text(group.heading, group.colour), INDENT if group.remark else 0)
    for line in group.lines:
        print_lines(console, line)


def _versions(versions: dict[str, str]) -> str:
    return " and ".join(f"{name} {version}" for name, version in versions.items())
