"""The job summary of a CI service: where the environment names a file for it, a run adds its report in Markdown."""

import os
from pathlib import Path

from verify.bad_input import file
from verify.evidence import Report

VARIABLE = "GITHUB_STEP_SUMMARY"
LONGEST = 2**20  # bytes of a step; GitHub shows nothing of a longer one
_ROOM = 2**10  # for the line that says what was left out


def add(report: Report) -> str | None:
    """Add the report to the file that the environment names; return in one line what went wrong, if anything did.

    A summary that cannot be written changes no verdict.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return None
    from verify.report.markdown import sections  # noqa: PLC0415  few runs need it

    path = Path(name)
    try:
        with path.open("ab") as stream:
            before = stream.tell()
            stream.write(fitting(["\n", *sections(report)], LONGEST - before).encode())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"the job summary {file(path)} could not be written ({reason})"
    return None


def fitting(sections: list[str], room: int) -> str:
    """Return the first sections that fit into so many bytes, with a line that says how many are left out."""
    if len("".join(sections).encode()) <= room:
        return "".join(sections)
    taken = 0
    for section in sections:
        size = len(section.encode())
        if size > room - _ROOM:
            break
        room -= size
        taken += 1
    left = len(sections) - taken
    said = f"{left:,} of {len(sections):,} sections are left out, for want of room: --markdown FILE writes them all.\n"
    return "".join(sections[:taken]) + (said if room >= len(said) else "")
