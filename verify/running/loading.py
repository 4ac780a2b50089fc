"""Finds the claims of a Python file or module, the user's own included."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:  # a listing or a configuration needs neither Hypothesis nor pydantic
    from hypothesis.database import ExampleDatabase

    from verify.evidence import ClaimEvidence, Profile

ENTRY_POINTS = "lemmata.claims"
"""The group in which an installed package offers modules of claims."""


@runtime_checkable
class Collects(Protocol):
    """What a claim must be able to do."""

    @property
    def id(self) -> str:
        """How the report, the command line and the baseline call it."""

    def collect(self, profile: "Profile", seed: int, kept: "ExampleDatabase | None" = None) -> "ClaimEvidence":
        """Collect the evidence; the same profile and seed give the same evidence, byte for byte."""


class LoadingError(Exception):
    """A module of claims that cannot be used: what is wrong with it, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what, self.remedy = what, remedy


def claims_in(place: str) -> dict[str, Collects]:
    """Return the claims (by id, in their order) that a module (my.claims) or a file (claims/mine.py) defines.

    Raises LoadingError.
    """
    try:
        with redirect_stdout(sys.stderr):  # what it prints must not run into the report
            module = _from_file(Path(place)) if is_file(place) else importlib.import_module(place)
    except LoadingError:
        raise
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and f"{place}.".startswith(f"{error.name}."):
            raise LoadingError("there is no such module", "name one that Python can import, or a .py file") from None
        raise LoadingError(f"cannot be loaded ({where(error, place)})", "mend that line") from error
    found: dict[str, Collects] = {}
    for value in vars(module).values():
        is_claim = isinstance(value, Collects) and not isinstance(value, type)
        if is_claim and found.setdefault(value.id, value) is not value:
            raise LoadingError(f"two claims are called {value.id}", "give each its own id")
    if not found:
        raise LoadingError("defines no claim", "let a name of the module be one, as in CLAIM = state(...)")
    return found


def installed() -> dict[str, str]:
    """Return the modules of claims that installed packages offer: entry point -> module."""
    return {point.name: point.value for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)}


def is_file(place: str) -> bool:
    """Tell whether a place is a path and not the name of a module."""
    return place.endswith(".py") or "/" in place or "\\" in place


def where(error: BaseException, place: str = "") -> str:
    """Describe an error on one line: with the innermost line of the file `place`, or of all, that it came through."""
    lines = []
    trace = error.__traceback__
    while trace:
        lines.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        lines.append((error.filename, error.lineno or 0))
    own = Path(place).name if is_file(place) else f"{place.rpartition('.')[2]}.py"
    told = ([line for line in lines if Path(line[0]).name == own] or lines)[-1:]
    at = f" ({told[0][0]}, line {told[0][1]})" if told else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())}{at}"


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise LoadingError("there is no such file", "give the path of a Python file")
    name = f"lemmata_own_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise LoadingError("is no Python file", "give a path that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    with _importable(path.parent):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let a file import its neighbours."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
