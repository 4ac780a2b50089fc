"""Does independent pieces of work, in this process or in several, and stops them all when interrupted."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from verify import progress

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

Result = TypeVar("Result")
Heard = tuple[str, int, int]

_LOOK_EVERY = 0.1  # seconds between two looks at how far the workers have come


class Watcher(Protocol):
    """Whoever shows how far the work has come. Steps: (0, 0) when a piece begins, then as it reports them."""

    def advanced(self, name: str, done: int, total: int) -> None:
        """Hear that `done` of `total` steps of a piece are done."""

    def finished(self, name: str) -> None:
        """Hear that a piece is done."""


def do_all(names: Sequence[str], work: Callable[[str], Result], *, jobs: int, watcher: Watcher) -> dict[str, Result]:
    """Return work(name) for every name, begun in the order given; the first error of a piece is raised.

    With jobs = 1 everything happens in this process. With more, `work` and its results must be picklable, and
    it runs in fresh interpreters, so that nothing of one piece's state reaches another process.
    """
    if jobs == 1:
        return {name: _watched(name, work, watcher) for name in names}
    context = multiprocessing.get_context("spawn")
    heard: SimpleQueue[Heard] = context.SimpleQueue()
    pool = ProcessPoolExecutor(jobs, context, _listen, (heard,))
    try:
        with _interrupts_ignored():  # inherited by the workers: only this process answers Ctrl-C
            pieces = {pool.submit(_told, name, work): name for name in names}
        results = _gather(pieces, heard, watcher)
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return results


def _watched(name: str, work: Callable[[str], Result], watcher: Watcher) -> Result:
    watcher.advanced(name, 0, 0)
    with progress.heard_by(lambda done, total: watcher.advanced(name, done, total)):
        result = work(name)
    watcher.finished(name)
    return result


def _gather(pieces: dict[Future[Result], str], heard: "SimpleQueue[Heard]", watcher: Watcher) -> dict[str, Result]:
    results: dict[str, Result] = {}
    pending = set(pieces)
    while pending:
        done, pending = wait(pending, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
        while not heard.empty():
            watcher.advanced(*heard.get())
        for piece in done:
            results[pieces[piece]] = piece.result()
            watcher.finished(pieces[piece])
    return results


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


# In a worker: the queue on which it tells how far it has come.
_queue: "SimpleQueue[Heard] | None" = None


def _listen(queue: "SimpleQueue[Heard]") -> None:
    global _queue  # noqa: PLW0603  an initializer can hand a worker its queue in no other way
    _queue = queue


def _told(name: str, work: Callable[[str], Result]) -> Result:
    queue = _queue
    if queue is None:
        raise RuntimeError("a worker was started without its queue")
    queue.put((name, 0, 0))
    with progress.heard_by(lambda done, total: queue.put((name, done, total))):
        return work(name)
