"""Tasks on a real local cluster of two processes; one of them is killed."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from tests.verify.tasks.made_up import NAME, Notes, begun, notes_of
from verify.bad_input import BadInputError
from verify.tasks import Store, Task, TaskError, run, running
from verify.tasks.dask import dask_executor


@pytest.fixture(scope="module", name="cluster")
def cluster_fixture() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=True
    ) as cluster:
        yield cluster


def test_a_worker_that_is_killed_loses_nothing_and_changes_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    """It is killed in the middle: it holds a task, and results may be on it that were not fetched yet."""
    seconds = [0.05] * 16

    class Kills(Notes):
        def reached(self, done: float, total: float) -> None:
            super().reached(done, total)
            if done == 5:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)

    numbers = [Task(f"{NAME}:numbers", {"start": start, "count": 40}) for start in range(1, 5)]
    store, notes = Store(tmp_path / "results"), Kills()
    tasks = [*notes_of(tmp_path, seconds), *numbers]
    with dask_executor(cluster.scheduler_address) as executor:
        results = run(tasks, watcher=notes, executor=executor, store=store)
    assert results == [*([name, 1 / (name + 3)] for name in range(16)), *run(numbers)]
    assert notes.costs == [(done, 20) for done in range(21)]
    assert set(begun(tmp_path)) == set(range(16))
    assert run(tasks, store=store) == results
    assert store.taken == len(tasks)


def test_errors_of_a_task_and_other_code_on_the_workers_are_named(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dask_executor(cluster.scheduler_address) as executor:
        with pytest.raises(TaskError, match=r"divides\(by=0\): ZeroDivisionError"):
            run([Task(f"{NAME}:divides", {"by": 0})], executor=executor)
        monkeypatch.setattr(running, "version", lambda _: "of changed code")
        with pytest.raises(TaskError, match=r"divides\(by=1\): its worker has another version of the code"):
            run([Task(f"{NAME}:divides", {"by": 1})], executor=executor)


def test_a_scheduler_that_does_not_answer_is_bad_input() -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(BadInputError, match=f"--dask '{address}': no scheduler answers .*refused.*; start one"):
            dask_executor(address).__enter__()
    with pytest.raises(BadInputError, match=r"--dask 'somewhere': no scheduler answers .*; start one"):
        dask_executor("somewhere").__enter__()


def test_without_distributed_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInputError, match="--dask: needs distributed, which is missing here; pip install") as raised:
        dask_executor("tcp://127.0.0.1:8786").__enter__()
    assert "\n" not in str(raised.value)
