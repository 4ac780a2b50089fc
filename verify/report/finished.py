"""Reads back what a finished run left: its report, as --json wrote it, or one replay of it."""

from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import from_json as as_python

from verify.bad_input import BadInputError, file, printable, shown
from verify.evidence import Replay, Report, from_json

LONGEST = 2**28  # bytes
_REMEDY = "name a file that --json wrote"


def read(path: Path, option: str, claims: Collection[str] | None = None) -> Report:
    """Read a report; with `claims` no claim may be missing. Raises BadInputError in one line."""
    where = f"{option} {file(path)}"
    report = _report(where, _bytes(where, path))
    for claim in claims or ():
        if claim not in {one.id for one in report.claims}:
            raise BadInputError(where, f"has no claim {shown(claim)}", "name one that it has")
    return report


def read_replays(path: Path, option: str) -> Report | Replay:
    """Read a report, or a file that holds one `replay` object of it. Raises BadInputError in one line."""
    where = f"{option} {file(path)}"
    text = _bytes(where, path)
    try:
        found = as_python(text)
        if not isinstance(found, dict) or "part" not in found:
            return _report(where, text)
        return Replay.model_validate_json(text)
    except ValidationError as error:
        raise BadInputError(where, f"is no replay ({_first(error)})", "copy it from a report, whole") from None
    except ValueError as error:
        raise BadInputError(where, f"is no JSON ({error})", _REMEDY) from None


def _bytes(where: str, path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            text = stream.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(where, f"cannot be read ({reason})", _REMEDY) from None
    if len(text) > LONGEST:
        raise BadInputError(where, "is too long to be a report", _REMEDY)
    return text


def _report(where: str, text: bytes) -> Report:
    try:
        return from_json(text)
    except ValidationError as error:
        raise BadInputError(where, f"is no report of this version ({_first(error)})", _REMEDY) from None


def _first(error: ValidationError) -> str:
    """Write the first thing that is wrong on one line; the place may hold names of the file's own making."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(shown(part)[1:-1] if isinstance(part, str) else str(part) for part in first["loc"])
    said = printable(first["msg"][:200])
    return f"{place}: {said}" if place else said
