import errno
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.verify.tasks.made_up import NAME
from verify.tasks import Store, StoreWarning, Task, run

CALL, VERSION, RESULT = '{"function":"a:f"}', "0123", '{"x":[0.1,"\\u221e"]}'
SIZES = [Task(f"{NAME}:numbers", {"start": 1 + i, "count": 10 * (1 + 17 * i % 12)}) for i in range(12)]  # 0.2 to 2.5 kB


def test_what_is_kept_is_found_under_the_same_call_and_version_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b")
    assert store.get(CALL, VERSION) is None
    store.put(CALL, VERSION, RESULT)
    again = Store(tmp_path / "a" / "b")
    assert again.get(CALL, VERSION) == RESULT
    assert again.get(CALL, "0124") is None
    assert again.get('{"function":"a:g"}', VERSION) is None
    assert (again.taken, store.taken) == (1, 0)
    assert len(list(again.folder.iterdir())) == 1


def test_a_fresh_store_ignores_what_is_kept_and_overwrites_it(tmp_path: Path) -> None:
    Store(tmp_path).put(CALL, VERSION, RESULT)
    fresh = Store(tmp_path, fresh=True)
    assert fresh.get(CALL, VERSION) is None
    fresh.put(CALL, VERSION, "2")
    assert fresh.taken == 0
    assert Store(tmp_path).get(CALL, VERSION) == "2"


def test_a_file_that_is_cut_anywhere_or_has_one_bit_altered_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(CALL, VERSION, RESULT)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    broken = [whole[:length] for length in range(len(whole))] + [whole + b"\n"]
    broken += [bytes([*whole[:i], whole[i] ^ 1 << bit, *whole[i + 1 :]]) for i in range(len(whole)) for bit in (0, 7)]
    for content in broken:
        path.write_bytes(content)
        assert store.get(CALL, VERSION) is None, content
    path.write_bytes(whole)
    assert store.get(CALL, VERSION) == RESULT


def test_a_sound_file_under_the_name_of_another_result_counts_as_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(CALL, VERSION, RESULT)
    (path,) = tmp_path.iterdir()
    store.put(CALL, "0124", "1")
    path.replace(store._path(CALL, "0124"))
    assert store.get(CALL, "0124") is None


def test_two_runs_at_once_on_one_folder_never_see_half_a_result(tmp_path: Path) -> None:
    def put_and_get(_: int) -> str | None:
        store = Store(tmp_path)
        store.put(CALL, VERSION, RESULT)
        return store.get(CALL, VERSION)

    with ThreadPoolExecutor(4) as executor:
        assert set(executor.map(put_and_get, range(40))) == {RESULT}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_warns_once_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file" / "results")
    with pytest.warns(StoreWarning, match="results cannot be kept in .*file/results .*; the work goes on") as warned:
        assert run(SIZES[:2], store=store) == run(SIZES[:2])
    assert len(warned) == 1


@contextmanager
def no_space_at_random(_: Path) -> Iterator[Callable[[], object]]:
    """Let writing fail at random moments, as on a disk that others use."""
    random, real = np.random.default_rng(0), os.fsync

    def fsync(handle: int) -> None:
        if random.random() < 0.5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield patch.undo


@contextmanager
def no_long_files(_: Path) -> Iterator[Callable[[], object]]:
    """Let the system end every file at 1,500 bytes, in the middle of what is written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, hard))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[], object]]:
    """Mount a file system that has room for some of the results."""
    mount, umount = shutil.which("mount"), shutil.which("umount")

    def mounted(options: str) -> bool:
        command = [str(mount), "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603

    if not mount or not umount or not mounted("size=20k"):
        pytest.skip("no file system may be mounted here; the other two full disks stand in for this one")
    try:
        yield lambda: mounted("remount,size=1m")
    finally:
        subprocess.run([umount, str(folder)], check=True)  # noqa: S603


@pytest.mark.parametrize("full", [no_space_at_random, no_long_files, small_disk])
def test_a_full_disk_warns_once_loses_nothing_that_was_kept_and_changes_nothing(
    full: Callable[[Path], AbstractContextManager[Callable[[], object]]], tmp_path: Path
) -> None:
    expected = json.dumps(run(SIZES))

    def run_again() -> int:
        store = Store(tmp_path)
        assert json.dumps(run(SIZES, store=store)) == expected
        return store.taken

    with full(tmp_path) as free:
        with pytest.warns(StoreWarning, match="results cannot be kept") as warned:
            assert run_again() == 0
        assert len(warned) == 1
        kept = sorted(tmp_path.iterdir())
        assert 0 < len(kept) < len(SIZES)
        assert all(path.suffix == ".txt" for path in kept)  # nothing half written takes up room
        free()
        assert run_again() == len(kept)
        assert run_again() == len(SIZES)
