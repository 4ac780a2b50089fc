import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from verify import progress
from verify.running.workers import InterruptedWorkError, Lost, do_all, each


class Notes:
    """A watcher that remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int, int]] = []
        self.done: list[str] = []

    def advanced(self, name: str, done: int, total: int) -> None:
        self.heard.append((name, done, total))

    def finished(self, name: str) -> None:
        self.done.append(name)


PIECES = """
    import os, time
    from verify import progress

    def length(name):
        progress.report(1, 2)
        return len(name), os.getpid()

    def fails(name):
        if name == "bad":
            raise ValueError("bad piece")
        time.sleep(60 if name == "slow" else 0)

    def dies(name):
        os._exit(1)
"""


@pytest.fixture
def pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[str], object]]:
    (tmp_path / "made_up_pieces.py").write_text(textwrap.dedent(PIECES))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "made_up_pieces", raising=False)

    def named(name: str) -> Callable[[str], object]:
        import made_up_pieces  # type: ignore[import-not-found]  # noqa: PLC0415  written a moment ago

        work: Callable[[str], object] = getattr(made_up_pieces, name)
        return work

    return named


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_piece_is_done_and_heard(pieces: Callable[[str], Callable[[str], object]], jobs: int) -> None:
    notes = Notes()
    results = do_all(["a", "bb", "ccc"], pieces("length"), jobs=jobs, watcher=notes)
    assert sorted((name, result[0]) for name, result in results.items()) == [("a", 1), ("bb", 2), ("ccc", 3)]  # type: ignore[index]
    assert sorted(notes.done) == ["a", "bb", "ccc"]
    assert {("a", 0, 0), ("a", 1, 2), ("ccc", 1, 2)} <= set(notes.heard)


def test_work_is_in_this_process_with_one_job_only(pieces: Callable[[str], Callable[[str], object]]) -> None:
    here = do_all(["a"], pieces("length"), jobs=1, watcher=Notes())["a"]
    there = do_all(["a"], pieces("length"), jobs=2, watcher=Notes())["a"]
    assert here == (1, os.getpid())
    assert there != here


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_a_piece_is_raised_at_once(pieces: Callable[[str], Callable[[str], object]], jobs: int) -> None:
    began = time.perf_counter()
    with pytest.raises(ValueError, match="bad piece"):
        do_all(["bad", "slow"], pieces("fails"), jobs=jobs, watcher=Notes())
    assert time.perf_counter() - began < 30


def test_death_of_a_process_loses_its_piece_alone(pieces: Callable[[str], Callable[[str], object]]) -> None:
    results = do_all(["a", "b"], pieces("dies"), jobs=2, watcher=Notes())
    assert results == {name: Lost("its process ended without an answer (exit status 1)") for name in ("a", "b")}


def test_a_process_that_dies_between_two_pieces_loses_the_next(
    pieces: Callable[[str], Callable[[str], object]],
) -> None:
    outcomes = each(["a", "bb"], pieces("length"), jobs=1, watcher=Notes(), limit=60)
    _, answer = next(outcomes)
    process = answer[1]  # type: ignore[index]
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    assert list(outcomes) == [("bb", Lost("its process ended without an answer (exit status -9)"))]


def test_a_piece_that_takes_too_long_is_lost_and_the_others_are_done(
    pieces: Callable[[str], Callable[[str], object]],
) -> None:
    began = time.perf_counter()
    results = do_all(["slow", "quick", "fast"], pieces("fails"), jobs=1, watcher=Notes(), limit=0.5)
    assert results == {"slow": Lost("took longer than the time limit of 0.5 s"), "quick": None, "fast": None}
    assert time.perf_counter() - began < 30


def test_ctrl_c_keeps_what_was_finished(pieces: Callable[[str], Callable[[str], object]]) -> None:
    class Interrupts(Notes):
        def finished(self, name: str) -> None:
            super().finished(name)
            raise KeyboardInterrupt

    for jobs in (1, 2):
        with pytest.raises(InterruptedWorkError) as interrupted:
            do_all(["a", "bb"], pieces("length"), jobs=jobs, watcher=Interrupts())
        assert len(interrupted.value.results) == 1


def test_nobody_listens_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    progress.report(1, 2)
    heard: list[tuple[int, int]] = []
    with progress.heard_by(lambda done, total: heard.append((done, total))):
        progress.report(2, 2)
    progress.report(3, 3)
    assert heard == [(2, 2)]
    assert capsys.readouterr() == ("", "")
