"""What the README says works as it says."""

import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from verify.trust import lines_of_code

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", TEXT, flags=re.DOTALL)
PYTHON = [(language, block) for language, block in BLOCKS if language == "python"]
COMMANDS = [line for language, block in BLOCKS if not language for line in block.splitlines() if "--data" in line]


def test_the_python_example_prints_what_the_text_says(capsys: pytest.CaptureFixture[str]) -> None:
    [example] = [block for language, block in PYTHON if "print(" in block]
    exec(compile(example, str(README), "exec"), {})  # noqa: S102  the README's own code is what is under test
    printed = capsys.readouterr().out.strip()
    assert f"prints `{printed}`" in TEXT


@pytest.mark.parametrize("command", COMMANDS)
def test_the_own_data_commands_run(command: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    header = "area,age,price"
    table = rng.standard_normal((60, 3))
    np.savetxt(tmp_path / "table.csv", table, fmt="%.4f", delimiter=",", header=header, comments="")
    np.savetxt(tmp_path / "neurons.csv", rng.standard_normal((5, 2)), fmt="%.4f", delimiter=",")
    python, *arguments = shlex.split(command)
    assert python == "python"
    root = {"PYTHONPATH": str(README.parent)}
    done = subprocess.run(  # noqa: S603  the README's own command
        [sys.executable, *arguments], cwd=tmp_path, env=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "improv" in done.stdout


def test_the_claim_of_ones_own_stands_as_the_text_says(tmp_path: Path) -> None:
    [claim] = [block for _, block in PYTHON if "CLAIM = state(" in block]
    [command] = [
        line for language, block in BLOCKS if not language for line in block.splitlines() if "--module" in line
    ]
    (tmp_path / "my_claims.py").write_text(claim, encoding="utf-8")
    root = {"PYTHONPATH": str(README.parent), "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S603  the README's own command
        [sys.executable, *shlex.split(command)[1:]],
        cwd=tmp_path, env=root, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"repeated-neuron +holds +certified +300 +100 \+ 1,512 +1 of 1", done.stdout)
    assert re.search(r"theorem-1 +holds", done.stdout)


def test_the_two_lines_are_those_that_ci_runs() -> None:
    lines = next(block for language, block in BLOCKS if not language).strip().splitlines()
    ci = (README.parent / ".ci" / "run").read_text(encoding="utf-8")
    assert len(lines) == 2
    assert all(line in ci for line in lines)


def test_what_is_said_of_the_pictures_is_what_was_found() -> None:
    page = (README.parent / "reports" / "figures" / "findings.md").read_text(encoding="utf-8")
    verdicts = Counter(re.findall(r"^\| experiments_\S+ \|.*\| (\w+) \|$", page, flags=re.MULTILINE))
    assert verdicts.total() == 10
    said = (
        f"of curves {verdicts['reproduced']} are reproduced as described, {verdicts['explained']} are explained, and "
        f"{verdicts['unexplained']} stay unexplained"
    )
    assert said in TEXT.replace("\n", " ")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", TEXT))
def test_links_lead_somewhere(link: str) -> None:
    assert (README.parent / link).exists()


@pytest.mark.parametrize("row", [line for line in TEXT.splitlines() if re.search(r"\| \d+ \|$", line)])
def test_the_lines_to_trust_are_as_many_as_the_table_says(row: str) -> None:
    files = [README.parent / link for link in re.findall(r"\]\(([^)]+)\)", row)]
    assert row.endswith(f"| {sum(map(lines_of_code, files))} |")
