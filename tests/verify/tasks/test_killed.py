"""A run that is killed at any moment, or interrupted, goes on where it was and ends with the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.verify.tasks.made_up import begun, notes_of
from verify.tasks import Store, run
from verify.tasks.versions import version

QUICK = [0.03] * 24  # seconds of each task

SCRIPT = """
import json, sys
from pathlib import Path
from tests.verify.tasks.made_up import Notes, notes_of
from verify.tasks import Store, run

if __name__ == "__main__":
    folder, seconds, jobs = Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
    try:
        results = run(notes_of(folder, seconds), jobs=jobs, store=Store(folder / "results"))
    except KeyboardInterrupt:
        print("interrupted")
    else:
        print(json.dumps(results))
"""


@pytest.fixture(name="script")
def script_fixture(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def start(script: Path, seconds: Sequence[float], jobs: int) -> "subprocess.Popen[str]":
    arguments = [str(script.parent), json.dumps(seconds), str(jobs)]
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    return subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, str(script), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def wait_for(process: "subprocess.Popen[str]", folder: Path, tasks: int) -> None:
    """Wait until that many tasks have begun."""
    while len(begun(folder)) < tasks:
        assert process.poll() is None
        time.sleep(0.002)


def kept(folder: Path, seconds: Sequence[float]) -> set[int]:
    """The names of the tasks whose results are kept."""
    store, tasks = Store(folder / "results"), notes_of(folder, seconds)
    return {i for i, task in enumerate(tasks) if store.get(task.call, version(task.module)) is not None}


def test_five_kills_at_random_moments_lose_nothing_that_was_kept_and_change_nothing(script: Path) -> None:
    folder, random = script.parent, np.random.default_rng()
    undisturbed = json.dumps(run(notes_of(folder, QUICK)))
    (folder / "begun").unlink()
    had: set[int] = set()
    for jobs in (1, 2, 1, 2, 1):
        before = len(begun(folder))
        process = start(script, QUICK, jobs)
        wait_for(process, folder, before + int(random.integers(1, 5)))
        time.sleep(random.uniform(0, QUICK[0]))
        process.kill()
        assert process.communicate(timeout=60)[0] == ""  # returns when the last process that writes there is gone
        assert not had & set(begun(folder)[before:])
        assert had <= kept(folder, QUICK)
        had = kept(folder, QUICK)
    before = len(begun(folder))
    assert start(script, QUICK, 1).communicate(timeout=60)[0].strip() == undisturbed
    assert 0 < len(had) < len(QUICK)
    assert sorted(begun(folder)[before:]) == sorted(set(range(len(QUICK))) - had)


def test_ctrl_c_stops_promptly_and_keeps_what_is_finished(script: Path) -> None:
    folder, seconds = script.parent, [0, 0, 60, 60]
    process = start(script, seconds, 2)
    wait_for(process, folder, 4)
    interrupted = time.perf_counter()
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does
    assert process.communicate(timeout=60) == ("interrupted\n", "")  # the other processes say nothing
    assert time.perf_counter() - interrupted < 10
    assert kept(folder, seconds) == {0, 1}
