"""What a run of mutants comes to: the score with its counts, and why each survivor survived."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.mutation.explained import EXPLAINED

UNEXPLAINED = "unexplained"
WORDS = ("killed", "timeout", "survived", "not run")
Key = tuple[str, str, int]


@dataclass(frozen=True)
class Tried:
    """One mutant and what became of it: killed, timeout, survived, or not run."""

    file: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str
    outcome: str

    @property
    def key(self) -> Key:
        """What tells it from all other mutants of the same code."""
        return self.file, self.operator, self.occurrence


def summary(
    library: str, seed: int, mutants: Sequence[Tried], sizes: dict[str, int], seconds: float,
    earlier: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What is written: the score with its counts, file by file, and every survivor with its explanation.

    With an `earlier` result the mutants are survivors of that, tried again, and all others stand as they were.
    """
    if earlier is None:
        files = {
            file: {"possible": size}
            | {word: sum((m.file, m.outcome) == (file, word) for m in mutants) for word in WORDS}
            for file, size in sizes.items()
        }
    else:
        files, seconds = earlier["files"], seconds + earlier["seconds"]
        for mutant in mutants:
            files[mutant.file]["survived"] -= 1
            files[mutant.file][mutant.outcome] += 1
    counts = {word: sum(counts[word] for counts in files.values()) for word in WORDS}
    run = sum(counts[word] for word in WORDS[:3])
    survivors = [mutant for mutant in mutants if mutant.outcome in WORDS[2:]]
    return {
        "library": library,
        "seed": seed,
        "possible": sum(sizes.values()),
        "sampled": sum(counts.values()),
        **counts,
        "score": round((counts["killed"] + counts["timeout"]) / run, 4) if run else None,
        "seconds": round(seconds),
        "files": files,
        "survivors": [explained(asdict(mutant)) for mutant in survivors],
    }


def explained(survivor: dict[str, Any]) -> dict[str, Any]:
    """The survivor with the words that are kept for it."""
    return survivor | {"why": EXPLAINED.get((survivor["file"], survivor["after"]), UNEXPLAINED)}
