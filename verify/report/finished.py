"""Reads a finished run back from the file that --json wrote."""

from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from verify.bad_input import BadInputError, file, shown
from verify.evidence import Report, from_json

LONGEST = 2**28  # bytes


def read(path: Path, claims: Collection[str] | None = None) -> Report:
    """Read a report; with `claims` no claim may be missing. Raises BadInputError in one line."""
    where = f"--from {file(path)}"
    try:
        with path.open("rb") as stream:
            text = stream.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(where, f"cannot be read ({reason})", "name a file that --json wrote") from None
    if len(text) > LONGEST:
        raise BadInputError(where, "is too long to be a report", "name a file that --json wrote")
    try:
        report = from_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = f"is no report of this version ({place + ': ' if place else ''}{first['msg']})"
        raise BadInputError(where, what, "name a file that --json wrote") from None
    for claim in claims or ():
        if claim not in {one.id for one in report.claims}:
            raise BadInputError(where, f"has no claim {shown(claim)}", "name one that it has")
    return report
