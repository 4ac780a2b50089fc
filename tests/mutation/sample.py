"""Which mutants are tried, and by which tests: a random sample of fixed seed, stratified by file.

Every mutant that cosmic-ray knows takes a run of the tests of its own; all of them would take half a day. So each file
gives a number of them in proportion to how many it has, at least `LEAST`, drawn without replacement. The draw of a
file depends on the seed, the file's name and how many mutants it has.
"""

import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
LEAST = 4  # of each file, or all that it has


@dataclass(frozen=True)
class Settings:
    """The table [tool.mutation] of pyproject.toml."""

    seed: int
    mutants: int
    timeout: float
    folders: Mapping[str, str]
    first: Mapping[str, Sequence[str]]
    slow: Sequence[str]
    without: Sequence[str]

    @classmethod
    def read(cls, pyproject: Path) -> "Settings":
        """Read them; KeyError names one that is missing."""
        table = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["mutation"]
        return cls(
            table["seed"], table["mutants"], float(table["timeout"]), table["folders"], table["first"], table["slow"],
            table["without-operators"],
        )  # fmt: skip

    def files(self, root: Path) -> list[str]:
        """The files that are mutated, in order; __init__ only re-exports."""
        found = (path for folder in self.folders for path in sorted((root / folder).glob("*.py")))
        return [path.relative_to(root).as_posix() for path in found if path.name != "__init__.py"]

    def wanted(self, operator: str) -> bool:
        """Whether mutants of this operator are tried."""
        return not any(fnmatch(operator, pattern) for pattern in self.without)

    def command(self, root: Path, file: str) -> list[str]:
        """The arguments of the tests of a mutated file: the nearest first, then all that are fast."""
        folder = self.folders[str(Path(file).parent)]
        rest = [path.relative_to(root).as_posix() for path in sorted((root / folder).glob("test_*.py"))]
        order = dict.fromkeys([*(f"{folder}/{name}" for name in self.first.get(file, ())), *rest])
        skipped = [option for name in self.slow for option in ("--deselect", name)]
        options = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        return ["-m", "pytest", *options, *skipped, *order]


def arithmetic(line: str, column: int) -> bool:
    """Whether the sign at this place stands between two operands: cosmic-ray takes the star of `*,` or `**kw` for one.

    Without an operand before it, a star is no product, and a mutant of it no Python.
    """
    before = line[:column].rstrip()[-1:]
    return not line[column:].startswith("*") or before.isalnum() or before in set(")]}'\"_")


def quotas(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """How many of each stratum: in proportion to its size, at least `LEAST`, never more than there are."""
    everything = sum(sizes.values())
    return {name: min(size, max(LEAST, round(total * size / everything))) for name, size in sizes.items()}


def sample(strata: Mapping[str, Sequence[T]], total: int, seed: int) -> dict[str, list[T]]:
    """A sample of about `total`, stratum by stratum, each in its own order."""
    wanted = quotas({name: len(members) for name, members in strata.items()}, total)
    chosen: dict[str, list[T]] = {}
    for name, members in strata.items():
        numbers = random.Random(f"{seed}/{name}").sample(range(len(members)), wanted[name])
        chosen[name] = [members[number] for number in sorted(numbers)]
    return chosen


def changed(diff: Iterable[str]) -> tuple[int, str, str]:
    """The first changed line of a unified diff without context above 3: its number, and what stood and stands there."""
    line, number, before, after = 0, 0, list[str](), list[str]()
    for text in diff:
        if text.startswith("@@"):
            line = int(text.split()[1].split(",")[0][1:])
        elif line and text.startswith("-"):
            number = number or line
            before.append(text[1:].strip())
            line += 1
        elif line and text.startswith("+"):
            after.append(text[1:].strip())
        elif line:
            line += 1
    return number, " ".join(before), " ".join(after)
