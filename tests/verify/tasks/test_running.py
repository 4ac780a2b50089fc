import json
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_limits

from tests.verify.tasks.made_up import NAME, Notes, begun, notes_of, threads
from verify.tasks import Store, Task, TaskError, run

NUMBERS = [Task(f"{NAME}:numbers", {"start": start, "count": 5}) for start in (3, 1, 2, 1)]


class Nobody(Executor):
    """An executor that cannot do anything."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if not self.futures:  # the others wait for ever
            future.set_exception(RuntimeError("no worker is left"))
        self.futures.append(future)
        return future


def test_results_are_in_order_and_the_same_bytes_whoever_computes_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    here = run(NUMBERS, store=store)
    assert [next(key for key in result if key != "sums") for result in here] == ["3", "1", "2", "1"]
    assert store.taken == 0
    expected = json.dumps(here)
    assert json.dumps(run(NUMBERS, store=store)) == expected
    assert store.taken == 3  # one of them is there twice
    assert json.dumps(run(NUMBERS, jobs=2)) == expected
    with ThreadPoolExecutor(2) as executor:
        assert json.dumps(run(NUMBERS, executor=executor)) == expected


def test_no_tasks_have_no_results() -> None:
    assert run([]) == run([], jobs=2) == []


def test_expensive_tasks_begin_first_and_costs_of_what_is_not_kept_are_heard(tmp_path: Path) -> None:
    tasks = [
        Task(task.function, task.arguments, cost)
        for task, cost in zip(notes_of(tmp_path, [0] * 4), (2, 5, 1, 5), strict=True)
    ]
    store, notes = Store(tmp_path / "results"), Notes()
    run(tasks[:1], store=store)
    run(tasks, watcher=notes, store=store)
    assert begun(tmp_path) == [0, 1, 3, 2]
    assert notes.costs == [(0, 11), (5, 11), (10, 11), (11, 11)]
    assert notes.done == [str(tasks[i]) for i in (1, 3, 2)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_error_of_a_task_is_raised_with_its_name_and_what_was_finished_stays_kept(
    jobs: int, tmp_path: Path
) -> None:
    tasks = [*notes_of(tmp_path, [0] * 2), Task(f"{NAME}:divides", {"by": 0}, cost=0)]
    store = Store(tmp_path / "results")
    with pytest.raises(TaskError) as raised:
        run(tasks, jobs=jobs, store=store)
    assert str(raised.value) == f"{NAME}:divides(by=0): ZeroDivisionError: division by zero"
    assert "return 1 / by" in raised.value.__notes__[0]
    with pytest.raises(TaskError):
        run(tasks, store=store)
    assert store.taken > 0


def test_an_executor_that_fails_is_named_and_the_other_tasks_are_cancelled(tmp_path: Path) -> None:
    executor = Nobody()
    with pytest.raises(TaskError, match=r"noted\(.*name=0.*: RuntimeError: no worker is left"):
        run(notes_of(tmp_path, [0] * 3), executor=executor)
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


def test_a_cancelled_task_is_an_error(tmp_path: Path) -> None:
    class Cancels(Nobody):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(TaskError, match="was cancelled"):
        run(notes_of(tmp_path, [0] * 1), executor=Cancels())


def test_a_task_whose_process_is_killed_is_done_again_and_no_other(tmp_path: Path) -> None:
    victim = Task(f"{NAME}:dies", {"folder": str(tmp_path), "name": 7, "times": 2}, cost=2)
    results = run([*notes_of(tmp_path, [0] * 4), victim], jobs=2)
    assert results == [*([name, 1 / (name + 3)] for name in range(4)), 7]
    assert sorted(begun(tmp_path)) == [0, 1, 2, 3, 7, 7, 7]


def test_a_task_that_kills_every_process_is_given_up_with_a_clear_error(tmp_path: Path) -> None:
    victim = Task(f"{NAME}:dies", {"folder": str(tmp_path), "name": 7, "times": 99})
    with pytest.raises(TaskError, match=r"dies\(.*\): given up after 3 tries: its process ended .*exit status -9"):
        run([victim], jobs=2)
    assert begun(tmp_path) == [7, 7, 7]


def test_blas_has_one_thread_while_tasks_run_and_as_many_as_before_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for library in ("OPENBLAS", "OMP", "MKL"):
        monkeypatch.setenv(f"{library}_NUM_THREADS", "2")  # for the processes that are started
    tasks = [Task(f"{NAME}:threads", {})]
    with threadpool_limits(2):
        before = threads()
        assert set(before) == {2}
        assert set(run(tasks)[0]) == {1}
        assert set(run(tasks, jobs=2)[0]) == {1}
        assert threads() == before
