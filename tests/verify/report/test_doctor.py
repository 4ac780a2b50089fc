"""The doctor names what is missing and what to do, also where hardly anything is there."""

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import threadpoolctl

from verify.report import doctor
from verify.report.__main__ import main
from verify.report.doctor import REQUIREMENT, Found, written

ROOT = Path(__file__).resolve().parents[3]


def shown(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["--doctor"])
    out, err = capsys.readouterr()
    assert err == ""
    return status, out


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEMMATA_CACHE", str(tmp_path / "kept"))
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.chdir(tmp_path)


def test_here_all_that_is_needed_is_there_with_its_versions(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = shown(capsys)
    assert status == 0
    for package in ("numpy", "hypothesis", "rich", "scipy"):
        assert f"ok     {package}: {metadata.version(package)}\n" in out
    assert "WRONG" not in out
    assert "\nAll that is needed is here." in out
    assert re.search(r"^ok     BLAS: \w+ \S+, 1 thread a process$", out, re.MULTILINE)


def test_every_requirement_of_ours_is_understood() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    assert len(lines) > 8
    assert all(REQUIREMENT.fullmatch(line) for line in lines)
    assert all(REQUIREMENT.fullmatch(line) for line in metadata.requires("lemmata") or ())


def test_missing_and_old_packages(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name in ("scipy", "matplotlib"):
            raise metadata.PackageNotFoundError(name)
        return "1.9.3rc1" if name == "numpy" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    status, out = shown(capsys)
    assert status == 4
    assert "WRONG  scipy: missing; python -m pip install 'scipy>=1.12'\n" in out
    assert "WRONG  numpy: 1.9.3rc1; python -m pip install 'numpy>=1.26', as this is too old\n" in out
    assert re.search(r"note   matplotlib \(optional: figures\): missing; python -m pip install 'matplotlib>=", out)
    assert "\n2 of what is needed is wrong or missing. Notes on what is optional: " in out


def test_what_is_optional_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("LEMMATA_COQ")
    status, out = shown(capsys)
    assert status == 0
    note = "note   Coq with mathcomp (optional): coqc is not on the PATH; install it with: apt-get install coq"
    assert note in out


def test_coq_that_is_left_out_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LEMMATA_COQ", "off")
    status, out = shown(capsys)
    assert status == 0
    assert "note   Coq with mathcomp (optional): left out by LEMMATA_COQ=off; unset LEMMATA_COQ to formalise\n" in out


@pytest.mark.parametrize("library", [True, False])
def test_coq_is_asked_for_its_version_and_mathcomp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, library: bool
) -> None:
    algebra = tmp_path / "lib" / "user-contrib" / "mathcomp" / "algebra"
    algebra.mkdir(parents=True)
    if library:
        (algebra / "all_algebra.vo").touch()
    program = f'[ "$1" = -where ] && echo {tmp_path}/lib || echo "The Coq Proof Assistant, version 8.99.1"'
    for name in ("coqc", "coqchk"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.delenv("LEMMATA_COQ")
    found = "ok     Coq with mathcomp (optional): 8.99.1\n"
    missing = "note   Coq with mathcomp (optional): mathcomp is missing; install it with: "
    assert (found if library else missing) in shown(capsys)[1]


def test_folders_are_measured_and_one_that_cannot_be_written_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "kept" / "results"
    results.mkdir(parents=True)
    (results / "a.txt").write_bytes(b"x" * 2**20)
    assert f"ok     kept results: {results}, 1 files, 1.0 MiB\n" in shown(capsys)[1]
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEMMATA_CACHE", str(tmp_path / "file"))  # no folder can be in a file, whoever asks
    status, out = shown(capsys)
    assert status == 0
    assert f"note   kept results: {tmp_path}/file/results, 0 files, 0.0 MiB; let LEMMATA_CACHE name a folder" in out


def test_fewer_processors_than_there_are(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert "note   processors: 3 of 64 for this process; give --jobs 3\n" in shown(capsys)[1]


def test_without_any_package_it_still_speaks(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LEMMATA_COQ": "off", "COLUMNS": "200"}
    command = [sys.executable, "-S", "-m", "verify.report", "--doctor"]  # -S: no installed package is found
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ended.returncode, ended.stderr) == (4, "")
    missing = "WRONG  lemmata: is not installed, so that what it needs is not known; python -m pip install -e .\n"
    assert missing in ended.stdout
    assert "WRONG  BLAS: cannot be asked (No module named 'numpy'); python -m pip install numpy" in ended.stdout


def test_more_threads_than_one_are_noted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    library = {"user_api": "blas", "internal_api": "openblas", "version": "0.3", "num_threads": 2}
    monkeypatch.setattr(threadpoolctl, "threadpool_info", lambda: [library])
    note = "note   BLAS: openblas 0.3, 2 threads a process; leave OPENBLAS_NUM_THREADS, MKL_NUM_THREADS and "
    assert note in shown(capsys)[1]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_too_long_and_what_is_copied_is_not_broken_inside_a_word(width: int) -> None:
    found = [Found("a" * 10, "b " * 60, "python -m pip install 'c>=1'"), Found("d", "e", needed=False)]
    lines = written(found, width).splitlines()
    assert all(len(line) <= width and line == line.rstrip() for line in lines)
    assert "".join(written(found, width).split()) == "".join(written(found, 1000).split())


def test_letters_that_the_screen_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Narrow:
        encoding = "ascii"

    monkeypatch.setattr(sys, "stdout", Narrow())
    [found] = doctor._letters()
    assert (found.found, found.remedy) == ("the screen takes ascii, which lacks some", "set PYTHONIOENCODING=utf-8")
