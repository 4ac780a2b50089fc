"""The action for GitHub: its form by GitHub's schema, and its scripts by running them, with hostile inputs as well."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ACTION, WORKFLOW = ROOT / "action.yml", ROOT / "docs" / "gate-workflow.yml"
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How GitHub runs `shell: bash`."""

HOSTILE = (
    "a b.py",
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned #",
    "${{ github.token }}",
    "*",
    "--json",
    "\\",
    "~",
)


def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return loaded


def step(name: str) -> dict[str, Any]:
    (found,) = (one for one in action()["runs"]["steps"] if one["name"] == name)
    return dict(found)


def by_schema(schema: str, file: Path) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)]
    return subprocess.run(command, check=False, capture_output=True).returncode  # noqa: S603  our own interpreter


def run(name: str, folder: Path, python: str, inputs: Mapping[str, str], **environment: str) -> int:
    """Run the script of a step as GitHub does, `python` being this program."""
    commands = folder / "commands"
    commands.mkdir()
    (commands / "python").write_text(python, encoding="utf-8")
    (commands / "python").chmod(0o755)
    script = folder / "script.sh"
    script.write_text(step(name)["run"], encoding="utf-8")
    given = {key: declared["default"] for key, declared in action()["inputs"].items()} | dict(inputs)
    of_step = {key: INPUT.sub(lambda found: given[found[1]], value) for key, value in step(name).get("env", {}).items()}
    path = os.pathsep.join([str(commands), os.environ["PATH"]])
    (folder / "work").mkdir(exist_ok=True)
    return subprocess.run(  # noqa: S603  our own script
        [*BASH, str(script)],
        cwd=folder / "work",
        env=os.environ | {"PATH": path} | of_step | environment,
        check=False,
    ).returncode


def arguments(name: str, folder: Path, inputs: Mapping[str, str], **environment: str) -> list[str]:
    """What the script of a step calls Python with; nothing else may come of it."""
    recorder = f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open({str(folder / 'said')!r}, 'w'))\n"
    assert run(name, folder, recorder, inputs, **environment) == 0
    assert list((folder / "work").iterdir()) == []
    said: list[str] = json.loads((folder / "said").read_text(encoding="utf-8"))
    return said


def test_it_is_an_action_by_githubs_schema(tmp_path: Path) -> None:
    assert by_schema("github-actions", ACTION) == 0
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text(encoding="utf-8").replace("      shell: bash\n", "", 1), encoding="utf-8")
    assert by_schema("github-actions", broken) == 1


def test_the_example_is_a_workflow_by_githubs_schema_and_gives_inputs_that_there_are(tmp_path: Path) -> None:
    assert by_schema("github-workflows", WORKFLOW) == 0
    broken = tmp_path / "workflow.yml"
    broken.write_text(WORKFLOW.read_text(encoding="utf-8").replace("runs-on", "runs_on"), encoding="utf-8")
    assert by_schema("github-workflows", broken) == 1
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    (use,) = (one for one in job["steps"] if "lemmata" in one["uses"])
    assert use["with"].keys() <= action()["inputs"].keys()


def test_every_input_is_used_and_none_is_put_into_a_script() -> None:
    text = ACTION.read_text(encoding="utf-8")
    used = {found[1] for found in re.finditer(r"inputs\.([a-z-]+)", text)}
    assert used == action()["inputs"].keys()
    scripts = [one["run"] for one in action()["runs"]["steps"] if "run" in one]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_action_itself_is_installed(tmp_path: Path) -> None:
    said = arguments("Install", tmp_path, {}, GITHUB_ACTION_PATH="/a folder/$(touch pwned)")
    assert said == ["-m", "pip", "install", "/a folder/$(touch pwned)"]


def test_by_default_the_projects_claims_are_run_and_the_page_is_written(tmp_path: Path) -> None:
    assert arguments("Report", tmp_path, {}) == ["-P", "-m", "verify.report", "--html=lemmata-report.html"]


def test_inputs_become_options(tmp_path: Path) -> None:
    inputs = {
        "modules": "my_claims.py\n\n  my.claims\t\n",
        "baseline": "b.json",
        "profile": "ci",
        "require": "proved",
        "report": "",
    }
    assert arguments("Report", tmp_path, inputs)[3:] == [
        "--module=my_claims.py",
        "--module=my.claims",
        "--baseline=b.json",
        "--profile=ci",
        "--require=proved",
    ]


@pytest.mark.parametrize("hostile", [*HOSTILE, "two\nlines; touch pwned"])
def test_hostile_input_is_one_argument_and_runs_nothing(tmp_path: Path, hostile: str) -> None:
    names = ("baseline", "profile", "require", "report")
    options = ("--baseline", "--profile", "--require", "--html")
    said = arguments("Report", tmp_path, dict.fromkeys(names, hostile))
    assert said == ["-P", "-m", "verify.report", *(f"{option}={hostile}" for option in options)]


def test_hostile_modules_are_arguments_each_and_run_nothing(tmp_path: Path) -> None:
    said = arguments("Report", tmp_path, {"modules": "\n".join(HOSTILE), "report": ""})
    assert said[3:] == [f"--module={hostile}" for hostile in HOSTILE]


CLAIMS = """
from verify import Part, Scope, sizes, state

CLAIM = state(
    id="squares",
    statement="A square is not negative.",
    source="arithmetic",
    scope=Scope({"x": ""}, sizes()),
    holds=lambda x: x * x >= 0,
    controls=[Part("positive", "it is positive", lambda x: x * x > 0)],
)
"""


@pytest.mark.parametrize(("holds", "status"), [(">= 0", 0), (">= 2", 1)])
def test_the_status_is_that_of_the_report_and_the_checkout_takes_no_packages_place(
    tmp_path: Path, holds: str, status: int
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "claims.py").write_text(CLAIMS.replace(">= 0", holds), encoding="utf-8")
    for name in ("core", "verify", "numpy"):
        (work / f"{name}.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    python = f'#!/usr/bin/env bash\nexec "{sys.executable}" "$@"\n'
    inputs = {"modules": "claims.py", "report": ""}
    assert run("Report", tmp_path, python, inputs, PYTHONPATH=str(ROOT)) == status
