"""What is in the wheel and in the source distribution: all that git tracks there, and nothing else."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="needs a git checkout, which says what belongs to the project"
)


@pytest.fixture(name="built", scope="module")
def built_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions with the tools that are installed, so that no network is needed."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  our own command
    return folder


@pytest.fixture(name="files", scope="module")
def files_fixture() -> set[str]:
    """The project's files: what git tracks, or would if it were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {name for name in listed.splitlines() if (ROOT / name).exists()}


def code(files: Iterable[str]) -> set[str]:
    return {name for name in files if name.startswith(("core/", "verify/"))}


def test_the_wheel_holds_core_and_verify_whole_and_nothing_else(built: Path, files: set[str]) -> None:
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    about = {name for name in held if ".dist-info/" in name}
    assert held - about == code(files)
    assert any(name.endswith("licenses/LICENSE") for name in about)


def test_data_files_and_marks_of_types_are_among_them(files: set[str]) -> None:
    """Else the test before could pass without any."""
    kinds = {Path(name).suffix for name in code(files)}
    assert {".json", ".v", ".typed"} <= kinds
    assert {"core/py.typed", "verify/py.typed"} <= files


def test_the_source_distribution_holds_every_file_of_the_project(built: Path, files: set[str]) -> None:
    [source] = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        held = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert held - {"PKG-INFO"} == files
