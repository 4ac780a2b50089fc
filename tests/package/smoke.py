"""What a user sees who installed the wheel: run by `nox -s package`, for it builds and installs (minutes, an index).

An environment of its own holds the wheel and what that requires, nothing else; every command runs there in a folder
outside of the checkout, and must leave the installed packages as they were.
"""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]

TABLE = """area,age,price
1,0,2
2,1,3
0,1,1
1,1,5
"""
USES_TYPES = """from core.exact import Decision, decide
from verify import state

decision: Decision = decide(G=[[1], [0]], y=[0, 1], g=[1, 1])
reveal_type(state)
"""
MISUSES_TYPES = """from core.exact import decide

decide(G=[[1], [0]], y=[0, 1], g=[1, 1]).no_such_name
"""


def build(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "build", *arguments, str(ROOT)], check=True)  # noqa: S603  our own command


@pytest.fixture(name="wheel", scope="module")
def wheel_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a source distribution, and the wheel from that."""
    folder = tmp_path_factory.mktemp("built")
    build("--outdir", str(folder))
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(name="python", scope="module")
def python_fixture(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, and take the right to write to it away; return its Python."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)  # noqa: S603  our own command
    for path in sorted(ours(python)):
        path.chmod(path.stat().st_mode & ~0o222)
    return python


def ours(python: Path) -> dict[Path, tuple[int, int]]:
    """Return size and time of each file and folder of the installed packages."""
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(python.parents[1])}))
    found = [path for name in ("core", "verify") for path in (site / name, *(site / name).rglob("*"))]
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


@pytest.fixture(name="run")
def run_fixture(python: Path, tmp_path: Path) -> Run:
    """Run the environment's Python in an empty folder: with a home of its own, and without a path to the checkout."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    clean = {**kept, "HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "100"}

    def run(*arguments: str, **environment: str) -> Done:
        before = ours(python)
        done = subprocess.run(  # noqa: S603  our own command
            [python, *arguments],
            cwd=tmp_path,
            env={**clean, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ours(python) == before
        return done

    return run


def report(run: Run, *arguments: str, **environment: str) -> Done:
    return run("-m", "verify.report", "--jobs", "2", *arguments, **{"LEMMATA_COQ": "off", **environment})


def test_the_wheel_is_the_same_from_the_checkout_and_from_the_source_distribution(wheel: Path, tmp_path: Path) -> None:
    build("--wheel", "--outdir", str(tmp_path))
    assert filecmp.cmp(wheel, tmp_path / wheel.name, shallow=False)


def test_the_environment_has_the_wheel_and_none_of_the_optional_packages(run: Run, python: Path) -> None:
    program = """
import core, verify
from importlib.util import find_spec
print(core.__file__, verify.__file__, *(name for name in ("matplotlib", "numba", "distributed") if find_spec(name)))
"""
    done = run("-c", program)
    assert done.returncode == 0, done.stderr
    places = [Path(place) for place in done.stdout.split()]
    assert len(places) == 2
    assert all(python.parents[1] in place.parents for place in places)


@pytest.mark.parametrize("arguments", [("-m", "verify.report", "--help"), ("-m", "verify.check", "--help")])
def test_help_is_printed(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "exit status" in done.stdout


def test_the_claims_are_listed_and_the_surroundings_examined(run: Run) -> None:
    listed = run("-m", "verify.report", "--list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "theorem-1" in listed.stdout
    examined = run("-m", "verify.report", "--doctor")
    assert (examined.returncode, examined.stderr) == (0, "")
    assert "All that is needed is here." in examined.stdout


def test_the_schema_describes_the_report(run: Run) -> None:
    done = run("-m", "verify.report", "--schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert "claims" in json.loads(done.stdout)["properties"]


def test_a_claim_is_proved_and_its_certificates_are_accepted(run: Run, tmp_path: Path) -> None:
    files = ("--json", "report.json", "--html", "report.html", "--certificates", "all.jsonl")
    done = report(run, "--claim", "theorem-1", *files)
    assert (done.returncode, done.stderr) == (0, "")
    assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert "proved" in {claim["level"] for claim in found["claims"] if claim["id"] == "theorem-1"}
    assert found["trusted"]
    checked = run("-m", "verify.check", "all.jsonl")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert re.search(r"1 proofs, \d+ steps; \d+ certificates, \d+ verdicts accepted", checked.stdout)


@pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")
def test_with_coq_a_claim_is_formalised(run: Run) -> None:
    done = report(run, "--claim", "normal-equations", "--require", "formalised", LEMMATA_COQ="on")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"normal-equations +holds +formalised", done.stdout)


def test_without_coq_a_claim_is_proved_and_the_report_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    nothing = str(tmp_path)  # the only folder in which programs are looked for
    done = report(run, "--claim", "normal-equations", LEMMATA_COQ="on", PATH=nothing)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"normal-equations +holds +proved", done.stdout)
    assert "nothing was formalised, for want of Coq" in done.stdout
    demanded = report(run, "--claim", "normal-equations", "--require", "formalised", LEMMATA_COQ="on", PATH=nothing)
    assert demanded.returncode == 4
    assert "--require formalised: needs Coq" in demanded.stderr


def test_a_claim_of_ones_own_stands(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [claim] = [
        block for block in re.findall(r"```python[^\n]*\n(.*?)```", text, flags=re.DOTALL) if "CLAIM = " in block
    ]
    (tmp_path / "my_claims.py").write_text(claim, encoding="utf-8")
    done = report(run, "--module", "my_claims.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"repeated-neuron +holds +certified", done.stdout)


def test_ones_own_data_is_judged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    done = run("-m", "verify.report", "--data", "table.csv", "--target", "price", "--growths", "2", "--exact")
    assert (done.returncode, done.stderr) == (0, "")
    assert "improv" in done.stdout


def test_pictures_are_refused_in_one_line_without_matplotlib(run: Run, tmp_path: Path) -> None:
    done = report(run, "--claim", "theorem-1", "--figures", "pictures")
    assert done.returncode == 2
    assert done.stderr == "verify.report: --figures: needs matplotlib, which is missing here; pip install matplotlib\n"
    assert not (tmp_path / "pictures").exists()


def test_what_a_picture_shows_is_reported_without_matplotlib_and_numba(run: Run, tmp_path: Path) -> None:
    done = report(run, "--figure", "figure_0", "--json", "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    [figure] = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["figures"]
    assert figure["id"] == "figure_0"


def mypy(python: Path, folder: Path, text: str) -> Done:
    (folder / "mine.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python), "mine.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def test_type_checkers_find_the_types(python: Path, tmp_path: Path) -> None:
    done = mypy(python, tmp_path, USES_TYPES)
    assert done.returncode == 0, done.stdout
    [revealed] = [line for line in done.stdout.splitlines() if "Revealed type" in line]
    assert "id: " in revealed
    assert 'Revealed type is "Any"' not in revealed


def test_type_checkers_find_errors(python: Path, tmp_path: Path) -> None:
    done = mypy(python, tmp_path, MISUSES_TYPES)
    assert done.returncode == 1
    assert '"Decision" has no attribute "no_such_name"' in done.stdout
