"""Does independent pieces of work in several processes, each within a time limit; stops them all when interrupted."""

import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from verify import progress

Result = TypeVar("Result")

_LOOK_EVERY = 0.1  # seconds between two looks at the clock


class Watcher(Protocol):
    """Whoever shows how far the work has come. Steps: (0, 0) when a piece begins, then as it reports them."""

    def advanced(self, name: str, done: int, total: int) -> None:
        """Hear that `done` of `total` steps of a piece are done."""

    def finished(self, name: str) -> None:
        """Hear that a piece is done."""


@dataclass(frozen=True)
class Lost:
    """A piece without a result, and why."""

    reason: str


class InterruptedWorkError(KeyboardInterrupt):
    """Ctrl-C, with the results of the pieces that were finished before it."""

    def __init__(self, results: dict[str, Any]) -> None:
        super().__init__()
        self.results = results


def do_all(
    names: Sequence[str],
    work: Callable[[str], Result],
    *,
    jobs: int,
    watcher: Watcher,
    limit: float | None = None,
) -> dict[str, Result | Lost]:
    """Return work(name) for every name, begun in the order given; the first error of a piece is raised.

    A piece that takes longer than `limit` seconds, or whose process dies, is Lost and the others go on. With jobs = 1
    and no limit everything happens in this process. Otherwise `work` and its results must be picklable, and it runs in
    fresh interpreters. Raises InterruptedWorkError at Ctrl-C.
    """
    results: dict[str, Result | Lost] = {}
    try:
        with closing(each(names, work, jobs=jobs, watcher=watcher, limit=limit)) as outcomes:
            for name, outcome in outcomes:
                results[name] = outcome  # noqa: PERF403  an interrupt keeps what is there
    except KeyboardInterrupt:
        raise InterruptedWorkError(results) from None
    return results


def each(
    names: Sequence[str],
    work: Callable[[str], Result],
    *,
    jobs: int,
    watcher: Watcher,
    limit: float | None = None,
) -> Generator[tuple[str, Result | Lost]]:
    """Yield each name with what `do_all` returns for it, as soon as it is there; close it to stop the others."""
    if jobs == 1 and limit is None:
        yield from _here(names, work, watcher)
        return
    waiting = deque(names)
    workers: list[_Worker[Result]] = []
    try:
        while waiting or any(worker.name for worker in workers):
            workers = [worker for worker in workers if worker.alive]
            while waiting and len(workers) < min(jobs, len(names)):
                workers.append(_Worker(work))
            for worker in workers:
                if waiting and worker.name is None:
                    worker.begin(waiting.popleft())
            for name, outcome in _listen(workers, watcher, limit):
                yield name, outcome
                watcher.finished(name)
    finally:
        for worker in workers:
            worker.stop()


def _listen(
    workers: Sequence["_Worker[Result]"], watcher: Watcher, limit: float | None
) -> Iterator[tuple[str, Result | Lost]]:
    """Wait a moment; yield the pieces that came to an end in it, and what became of each."""
    ready = wait([worker.connection for worker in workers], timeout=_LOOK_EVERY)
    for worker in workers:
        name = worker.name
        if name is not None:
            for outcome in worker.hear(watcher) if worker.connection in ready else worker.overdue(limit):
                yield name, outcome


def _here(names: Sequence[str], work: Callable[[str], Result], watcher: Watcher) -> Iterator[tuple[str, Result]]:
    for name in names:
        watcher.advanced(name, 0, 0)
        with progress.heard_by(lambda done, total, name=name: watcher.advanced(name, done, total)):  # type: ignore[misc]  # mypy on defaults of lambdas
            result = work(name)
        yield name, result
        watcher.finished(name)


class _Worker(Generic[Result]):
    """One process that does one piece after another."""

    def __init__(self, work: Callable[[str], Result]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _interrupts_ignored():  # inherited by the process: only this one answers Ctrl-C
            self._process.start()
        theirs.close()
        self.name: str | None = None
        self.alive = True
        self._began: float | None = None

    def begin(self, name: str) -> None:
        """Hand over a piece. Its time counts from when the process has it, not from when the process is started."""
        self.name, self._began = name, None
        with suppress(OSError):  # a process that has just died is heard to have
            self.connection.send(name)

    def hear(self, watcher: Watcher) -> Iterator[Result | Lost]:
        """Take in one message; yield what became of the piece, nothing while it goes on."""
        try:
            kind, *what = self.connection.recv()
        except (EOFError, OSError):
            self._process.join(timeout=5)  # it is ending, and its status is asked for
            self.stop()
            yield Lost(f"its process ended without an answer (exit status {self._process.exitcode})")
            return
        if kind == "error":
            raise what[0]
        if kind == "result":
            self.name = None
            yield what[0]
            return
        self._began = self._began or time.monotonic()
        watcher.advanced(str(self.name), *what)

    def overdue(self, limit: float | None) -> Iterator[Lost]:
        """Stop the process of a piece that takes too long."""
        if limit is not None and self._began is not None and time.monotonic() - self._began > limit:
            self.stop()
            yield Lost(f"took longer than the time limit of {limit:g} s")

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.alive, self.name = False, None
        self._process.kill()
        self._process.join()
        self.connection.close()


def _serve(connection: Connection, work: Callable[[str], Result]) -> None:
    sys.stdout = sys.stderr  # what a piece prints must not run into the report
    while True:
        try:
            name = connection.recv()
        except EOFError:
            return
        connection.send(("progress", 0, 0))
        try:
            with progress.heard_by(lambda done, total: connection.send(("progress", done, total))):
                answer = ("result", work(name))
        except Exception as error:  # noqa: BLE001  whatever it is, it is raised again where the work was asked for
            connection.send(("error", error))
        else:
            connection.send(answer)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # only the main thread may change handlers
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
