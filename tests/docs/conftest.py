"""The built pages, once for all tests of a process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages, built with warnings as errors, every reference checked, without a network."""
    built = tmp_path_factory.mktemp("site")
    offline = "import socket, runpy; socket.socket.connect = None; runpy.run_module('sphinx', run_name='__main__')"
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", offline, "-W", "--keep-going", "-n", "-q", str(ROOT / "docs"), str(built)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return built
