import platform
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from verify.tasks import versions
from verify.tasks.versions import sources, version

FILES = {
    "__init__.py": "",
    "work.py": """
        from typing import TYPE_CHECKING
        import numpy
        from made_up_package import direct
        from .deep import relative
        if TYPE_CHECKING:
            from made_up_package import types_only
        else:
            import made_up_package.otherwise
        def work():
            from made_up_package.late import name
    """,
    "direct.py": "import core.dataset",
    "late.py": "name = 1",
    "otherwise.py": "",
    "types_only.py": "",
    "unrelated.py": "",
    "deep/__init__.py": "",
    "deep/relative.py": "from ..direct import core\nfrom . import nearby",
    "deep/nearby.py": "",
}
NOT_COUNTED = {"types_only.py", "unrelated.py"}
WORK = "made_up_package.work"


@pytest.fixture(name="package")
def package_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "made_up_package"
    for name, text in FILES.items():
        path = package / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(textwrap.dedent(text))
    monkeypatch.syspath_prepend(tmp_path)
    return package


def version_now(module: str) -> str:
    """The version as a new process sees it."""
    version.cache_clear()
    versions._source.cache_clear()
    return version(module)


def test_every_source_that_is_imported_counts_and_no_other(package: Path) -> None:
    before = version_now(WORK)
    assert version_now(WORK) == before
    for name in FILES:
        path = package / name
        text = path.read_text()
        path.write_text(text + "\n# changed\n")
        assert (version_now(WORK) == before) == (name in NOT_COUNTED), name
        path.write_text(text)
    assert version_now(WORK) == before
    assert {"core", "core.dataset"} < sources(WORK).keys()
    assert not any(name.startswith("numpy") for name in sources(WORK))


def test_a_process_keeps_to_the_sources_that_it_saw_first(package: Path) -> None:
    before = version_now(WORK)
    (package / "direct.py").write_text("")
    assert version(WORK) == before
    assert version(f"{WORK[:-5]}.deep.relative") != version_now(f"{WORK[:-5]}.deep.relative")


def test_the_versions_of_python_and_of_the_libraries_count(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert package.is_dir()
    seen = {version_now(WORK)}
    real = versions._library
    for library in versions._LIBRARIES:
        with monkeypatch.context() as patch:
            patch.setattr(versions, "_library", lambda name, one=library: "0" if name == one else real(name))
            seen.add(version_now(WORK))
    with monkeypatch.context() as patch:
        patch.setattr(platform, "python_version", lambda: "3.0.0")
        seen.add(version_now(WORK))
    assert len(seen) == 2 + len(versions._LIBRARIES)


@pytest.mark.parametrize("module", ["verify.experiments.growths", "verify.experiments.optimisers"])
def test_all_that_an_import_really_loads_is_among_the_sources(module: str) -> None:
    script = f"import {module}, sys; print(*(m for m in sys.modules if m.partition('.')[0] in ('core', 'verify')))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603
    loaded = set(done.stdout.split())
    assert module in loaded
    assert loaded <= sources(module).keys()


@pytest.mark.parametrize("module", ["math", "no_such_module", "core.no_such_module"])
def test_a_module_without_a_source_has_no_version(module: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=module):
        version(module)
