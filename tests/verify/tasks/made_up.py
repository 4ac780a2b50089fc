"""Made-up work for the tests of tasks."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from threadpoolctl import threadpool_info

from verify.tasks import Task

NAME = __name__


class Notes:
    """A watcher that remembers what it heard."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.costs: list[tuple[float, float]] = []

    def advanced(self, name: str, done: int, total: int) -> None:
        pass

    def finished(self, name: str) -> None:
        self.done.append(name)

    def reached(self, done: float, total: float) -> None:
        self.costs.append((done, total))


def numbers(start: int, count: int) -> dict[object, object]:
    """Floats that no short decimal says, tuples, a key that is no string, and what BLAS makes of a product."""
    import numpy as np  # noqa: PLC0415  the other tasks start sooner without

    A = np.random.default_rng(start).standard_normal((count, count))
    sums = (A @ A.T).sum(axis=0)
    return {"sums": tuple(float(x) for x in sums), start: [0.1 + 0.2, -0.0, 1e-320, 10**30, float("inf"), None, "∞"]}


def noted(folder: str, name: int, seconds: float = 0.0) -> list[float]:
    """Note that a task has begun, and take that long."""
    with Path(folder, "begun").open("a", encoding="ascii") as stream:
        stream.write(f"{name}\n")
    time.sleep(seconds)
    return [name, 1 / (name + 3)]


def begun(folder: Path) -> list[int]:
    """The names of the tasks that have noted that they began, in that order."""
    path = folder / "begun"
    return [int(line) for line in path.read_text(encoding="ascii").splitlines()] if path.exists() else []


def notes_of(folder: Path, seconds: Sequence[float]) -> list[Task]:
    """Tasks that note their beginning and take so many seconds each."""
    return [
        Task(f"{NAME}:noted", {"folder": str(folder), "name": name, "seconds": each})
        for name, each in enumerate(seconds)
    ]


def dies(folder: str, name: int, times: int) -> int:
    """Note it, and be killed that many times."""
    noted(folder, name)
    if begun(Path(folder)).count(name) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def divides(by: int) -> float:
    return 1 / by


def leaves(status: int) -> NoReturn:
    sys.exit(status)


def no_json() -> object:
    return object()


def threads() -> list[int]:
    """The threads of each BLAS that is loaded."""
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
