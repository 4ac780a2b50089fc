"""Runs tasks: takes what is kept, has the rest done by processes or an executor, and keeps each result at once."""

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from contextlib import closing
from functools import partial
from typing import Any, Protocol

from verify.running import workers
from verify.tasks.store import Store
from verify.tasks.task import Failure, Task, one_thread, perform
from verify.tasks.versions import version

_TRIES = 3  # of a task whose process dies

_Work = Callable[[str], str | Failure]
_Outcomes = Generator[tuple[str, str | Failure], None, None]


class Watcher(workers.Watcher, Protocol):
    """Whoever shows how far the tasks have come; they are named by `str` of them."""

    def reached(self, done: float, total: float) -> None:
        """Hear the cost of what is done, and of all that was not kept: what is left takes time in proportion."""


class TaskError(Exception):
    """A task that has no result; `str` of it is one line, with the task and the reason, a note has the traceback."""

    def __init__(self, task: Task, failure: Failure) -> None:
        super().__init__(f"{task}: {failure.error}")
        if failure.traceback:
            self.add_note(failure.traceback)


def run(
    tasks: Sequence[Task],
    *,
    executor: Executor | None = None,
    jobs: int = 1,
    store: Store | None = None,
    watcher: Watcher | None = None,
) -> list[Any]:
    """Return the results of the tasks, in their order: the same bytes whoever computed them, and when.

    What the store has is taken from it; the rest is computed, the most expensive first, and each result is kept as
    soon as it is there. With an executor that does the work; otherwise `jobs` processes do (this one, if it is 1), and
    a task whose process dies is tried again. Raises TaskError where a task fails and KeyboardInterrupt at Ctrl-C, both
    at once: what is under way is stopped (by an executor: once it is done), and what was finished stays kept.
    """
    calls = [task.call for task in tasks]
    named = dict(zip(calls, tasks, strict=True))
    versions = {module: version(module) for module in {task.module for task in tasks}}
    results = {} if store is None else _kept(store, named, versions)
    missing = sorted((call for call in named if call not in results), key=lambda call: -named[call].cost)
    watcher = watcher or _Silent()
    done, total = 0.0, sum(named[call].cost for call in missing)
    watcher.reached(done, total)
    work = partial(perform, versions)
    watched = _Named(named, watcher)
    outcomes = (
        _by_processes(work, missing, jobs, watched) if executor is None else _by(executor, work, missing, watched)
    )
    with one_thread(), closing(outcomes):
        for call, outcome in outcomes:
            if isinstance(outcome, Failure):
                raise TaskError(named[call], outcome)
            results[call] = outcome
            if store is not None:
                store.put(call, versions[named[call].module], outcome)
            done += named[call].cost
            watcher.reached(done, total)
    return [json.loads(results[call]) for call in calls]


def _kept(store: Store, named: Mapping[str, Task], versions: Mapping[str, str]) -> dict[str, str]:
    """Take from the store what it has: call -> result in JSON."""
    found = {call: store.get(call, versions[task.module]) for call, task in named.items()}
    return {call: result for call, result in found.items() if result is not None}


def _by_processes(work: _Work, calls: Sequence[str], jobs: int, watcher: workers.Watcher) -> _Outcomes:
    """Yield the outcomes as they come; with one job everything happens in this process."""
    lost: dict[str, str] = dict.fromkeys(calls, "")
    for _ in range(_TRIES):
        trying, lost = list(lost), {}
        with closing(workers.each(trying, work, jobs=jobs, watcher=watcher)) as outcomes:
            for call, outcome in outcomes:
                if isinstance(outcome, workers.Lost):
                    lost[call] = outcome.reason
                else:
                    yield call, outcome
    for call, reason in lost.items():
        yield call, Failure(f"given up after {_TRIES} tries: {reason}")


def _by(executor: Executor, work: _Work, calls: Sequence[str], watcher: workers.Watcher) -> _Outcomes:
    """Yield the outcomes as they come; what is not begun when the caller leaves is cancelled."""
    futures: dict[Future[str | Failure], str] = {}
    try:
        for call in calls:
            futures[executor.submit(work, call)] = call
        for future in as_completed(futures):
            yield futures[future], _outcome(future)
            watcher.finished(futures[future])
    finally:
        for future in futures:
            future.cancel()


def _outcome(future: Future[str | Failure]) -> str | Failure:
    """Return what became of a task; that the executor could not do it is a failure as well."""
    try:
        return future.result()
    except CancelledError:
        return Failure("was cancelled by those who should have done it")
    except Exception as error:  # noqa: BLE001  executors have errors of their own
        return Failure(f"{type(error).__name__}: {error}")


class _Silent:
    """A watcher that shows nothing."""

    def advanced(self, name: str, done: int, total: int) -> None:
        pass

    def finished(self, name: str) -> None:
        pass

    def reached(self, done: float, total: float) -> None:
        pass


class _Named:
    """A watcher of calls that tells another one the names of the tasks."""

    def __init__(self, named: Mapping[str, Task], watcher: Watcher) -> None:
        self._named, self._watcher = named, watcher

    def advanced(self, name: str, done: int, total: int) -> None:
        self._watcher.advanced(str(self._named[name]), done, total)

    def finished(self, name: str) -> None:
        self._watcher.finished(str(self._named[name]))
