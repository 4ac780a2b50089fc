"""What `[tool.lemmata]` of a pyproject.toml configures: options that the command line does not say otherwise.

The file is the nearest pyproject.toml, in the current folder or above it, that has this table. Its keys are the long
options without their dashes, and its paths start at its folder. What a run is about stands on the command line alone.
"""

import argparse
import difflib
import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from verify.bad_input import BadInputError, file, shown

TABLE = "[tool.lemmata]"
LONGEST = 2**20  # bytes
NOT_CONFIGURED = (
    "help", "isolated", "from", "list", "replay", "doctor", "schema", "claim", "proof", "proof-latex",
    "figure", "fresh", "dask", "update-baseline", "data", "target", "activation", "scale", "neurons", "growths", "bias",
    "standardise", "weights", "values", "exact", "holdout", "folds", "candidates", "changes",
)  # fmt: skip
"""The options that say what a run is about, and so stand on the command line alone."""


def words(parser: argparse.ArgumentParser, without: Collection[str] = ()) -> list[str]:
    """Return what is configured as words of a command line; `without` names options, as parsed, to leave out.

    Raises BadInputError for a key or value that cannot be used, left out or not.
    """
    found = _nearest(Path.cwd())
    if found is None:
        return []
    path, table = found
    options = {option[2:]: action for action in parser._actions for option in action.option_strings[-1:]}  # noqa: SLF001
    known = {key: action for key, action in options.items() if key not in NOT_CONFIGURED}
    line: list[str] = []
    for key, value in table.items():
        where = f"{file(path)}, {TABLE}"
        if key not in known:
            raise BadInputError(where, *_unknown(key, known))
        spelled = list(_words(key, value, known[key], where, path.parent))
        if known[key].dest not in without:
            line += spelled
    return line


def _nearest(folder: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """Find the nearest pyproject.toml that has our table, as it is written from the current folder."""
    for above in (folder, *folder.parents):
        path = Path(os.path.relpath(above / "pyproject.toml", folder))
        if path.is_file() and (table := _table(path)) is not None:
            return path, table
    return None


def _table(path: Path) -> Mapping[str, Any] | None:
    try:
        with path.open("rb") as stream:
            text = stream.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise BadInputError(file(path), "is too long to be read", "shorten it, or give --isolated")
        tool = tomllib.loads(text.decode("utf-8")).get("tool")
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise BadInputError(file(path), f"cannot be read ({reason})", "mend it, or give --isolated") from None
    table = tool.get("lemmata") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise BadInputError(file(path), "tool.lemmata is no table", f"write {TABLE} above its keys")
    return table


def _unknown(key: str, known: Collection[str]) -> tuple[str, str]:
    if key in NOT_CONFIGURED:
        return f"{key} is an option of the command line alone", "leave the key out"
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(sorted(known))}"
    return f"no key is called {shown(key)}", remedy


def _words(key: str, value: object, action: argparse.Action, where: str, folder: Path) -> Iterator[str]:
    """Write a key and its value as words of the command line."""
    option = f"--{key}"
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise BadInputError(where, f"{key} must be true or false", f"write {key} = true")
        yield from [option] if value else []
        return
    for one in value if isinstance(value, list) and _repeatable(action) else [value]:
        yield from (option, _text(key, one, action, where, folder))


def _text(key: str, value: object, action: argparse.Action, where: str, folder: Path) -> str:
    if callable(action.type):  # a count
        if type(value) is not int:  # true is no number
            raise BadInputError(where, f"{key} must be a whole number", f"write {key} = 1, without quotes")
        try:
            action.type(str(value))
        except argparse.ArgumentTypeError as error:
            raise BadInputError(where, f"{key}: {error}", "change it") from None
        return str(value)
    if not isinstance(value, str) or not value:
        what, example = ("a list of strings", '["..."]') if _repeatable(action) else ("a string", '"..."')
        raise BadInputError(where, f"{key} must be {what}", f"write {key} = {example}")
    if action.choices is not None and value not in action.choices:
        raise BadInputError(where, f"{key} cannot be {shown(value)}", f"use one of {', '.join(action.choices)}")
    return value if folder == Path() or not _is_path(value, action) else str(folder / value)


def _repeatable(action: argparse.Action) -> bool:
    return isinstance(action, argparse._AppendAction)  # noqa: SLF001  it has no public name


def _is_path(value: str, action: argparse.Action) -> bool:
    from verify.running.loading import is_file  # noqa: PLC0415  few runs need it

    if action.dest == "module":
        return is_file(value)
    return action.metavar in ("FILE", "FOLDER") and value != "-"
