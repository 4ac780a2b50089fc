"""The gate on the screen: what fell, is gone or changed since the baseline, what rose, what is new."""

from rich.console import Console
from rich.text import Text

from verify.evidence import Comparison, Direction, Report
from verify.report.tables import print_lines

HEADINGS = {
    Direction.FELL: "Fell since the baseline:",
    Direction.GONE: "Gone since the baseline:",
    Direction.CHANGED: "Changed since the baseline, though it was decided exactly:",
    Direction.ROSE: "Rose since the baseline:",
    Direction.NEW: "New since the baseline:",
}


def print_comparison(console: Console, found: Comparison, report: Report) -> None:
    """Print the changes in groups, the gravest first, and what could not be compared."""
    if found.recorded:
        differs = "beside what it was:" if found.changes else "nothing is different in it."
        print_lines(console, f"The baseline becomes what this run established; {differs}", 0)
    for direction, heading in HEADINGS.items():
        colour = "bold red" if direction.regression else "green"
        _print_group(console, Text(heading, colour), found.toward(direction))
    _print_group(console, Text("Below the demanded level:", "bold red"), found.below)
    if found.seed is not None and not found.recorded:
        if not report.claims:
            print_lines(console, "No claim was run, and so none was compared with the baseline.", 0)
        elif not any(change.direction.regression for change in found.changes):
            print_lines(console, Text("Nothing fell since the baseline.", "green"), 0)
        if found.news:
            print_lines(console, "--update-baseline records what rose and what is new")
    if found.seed not in (None, report.seed):
        print_lines(console, f"counts were not compared: the baseline has seed {found.seed}")
    if found.versions:
        now = {name: report.versions.get(name, "none") for name in found.versions}
        what = f"the baseline was made with {_versions(found.versions)}, this run with {_versions(now)}"
        print_lines(console, f"{what}: the same seed may give other random draws")


def _print_group(console: Console, heading: Text, lines: tuple[str, ...]) -> None:
    if lines:
        print_lines(console, heading, 0)
        for line in lines:
            print_lines(console, line)


def _versions(versions: dict[str, str]) -> str:
    return " and ".join(f"{name} {version}" for name, version in versions.items())
