"""The few command lines of the pages that their tests do not run, each with the place that runs that very line."""

import shlex
from pathlib import Path
from typing import Any

import noxfile
from tests.docs.blocks import ROOT

CI = ".ci/run"

ELSEWHERE = {
    "python -m pip install nox && python -m nox -s verify": CI,
    "python -m nox -s tests": CI,
    "python -m pip install -e .": "verify",
    'python -m pip install -e ".[figures]"': "pictures",
    "python -m verify.report --profile paper --figures reports/figures": "pictures",
}
"""A line, and `.ci/run` or the nox session that runs it. They take minutes, or change what is installed."""


class Recorder:
    """Stands in for a nox session without arguments, and writes down what it is asked to do."""

    def __init__(self) -> None:
        self.posargs: list[str] = []
        self.lines: list[list[str]] = []

    def install(self, *arguments: str, **_: Any) -> None:
        self.lines.append(["python", "-m", "pip", "install", *arguments])

    def run(self, *arguments: str, **_: Any) -> None:
        self.lines.append(list(arguments))


def is_run_there(line: str, place: str) -> bool:
    """Tell whether that place runs exactly this line."""
    if place == CI:
        return line in Path(ROOT / CI).read_text(encoding="utf-8").splitlines()
    recorder = Recorder()
    getattr(noxfile, place)(recorder)
    return shlex.split(line) in recorder.lines
