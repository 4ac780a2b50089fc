"""Made-up claims, written into a folder of their own, for the tests of the command line."""

import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.verify.report import made_up_reports
from verify.evidence import CensusRow, ClaimEvidence, Report, from_json
from verify.report.options import parse
from verify.report.session import run

CLAIM = """
    import json
    import time
    from verify.evidence import Certified, ClaimEvidence, Control, Evidence, Tested

    class Claim:
        id, statement, source = {name!r}, "a statement", "post"

        def collect(self, profile, seed, kept=None):
            time.sleep({seconds})
            return ClaimEvidence(
                id={name!r}, statement="a statement with a letter that ASCII lacks: \u00b2", source="post",
                evidence=Evidence(tested=Tested(examples=100, strata={strata!r}), {certified}),
                undecided={undecided!r}, certificates=(json.dumps({{"of": {name!r}}}),),
                controls=(Control(id="k", statement="wrong", refuted={refuted!r}, counterexample={counterexample!r}),),
                {extra}
            )

    CLAIM = Claim()
"""

Write = Callable[..., dict[str, str]]
MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


@pytest.fixture(name="write")
def write_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a made-up claim, and return it as a registry of one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.syspath_prepend(tmp_path)
    for module in [name for name in sys.modules if name.startswith("made_up_")]:
        monkeypatch.delitem(sys.modules, module)

    def one(
        name: str = "theorem-1",
        *,
        refuted: bool = True,
        undecided: str | None = None,
        seconds: float = 0,
        certified: str = "certified=Certified(instances=5, rejected=0, issued=5)",
        strata: Mapping[str, int] | None = None,
        extra: str = "",
    ) -> dict[str, str]:
        module = f"made_up_{name.replace('-', '_')}"
        text = CLAIM.format(
            name=name,
            refuted=refuted,
            counterexample={"y": ("1",)} if refuted else None,
            undecided=undecided,
            seconds=seconds,
            certified=certified,
            strata=dict(strata or {}),
            extra=extra,
        )
        (tmp_path / f"{module}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        sys.modules.pop(module, None)
        return {name: module}

    return one


@pytest.fixture
def every_report(claim: MakeClaim, row: MakeRow, report: MakeReport) -> Report:
    """A report with everything in it that a sound run can establish, hostile texts among it."""
    return made_up_reports.every(claim, row, report)


@pytest.fixture
def unsound_report(claim: MakeClaim, report: MakeReport) -> Report:
    """A report of a toolkit that is not to be believed."""
    return made_up_reports.unsound(claim, report)


REAL = ("theorem-1-printed", "mean-squared-error-printed", "mean-squared-error")
TABLE = "a,b,y\n1,2,0.1\n-1,0.5,2\n2,-1,-1\n0,1,3\n1,1,0.5\n3,1,-2\n"


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What a small run of real claims reports."""
    file = tmp_path_factory.mktemp("real") / "report.json"
    arguments = [word for claim in REAL for word in ("--claim", claim)]
    assert run(parse(["--jobs", "1", *arguments, "--json", str(file)])) == 0
    return from_json(file.read_bytes())


@pytest.fixture(scope="session")
def real_growths(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What a small run on a table reports."""
    folder = tmp_path_factory.mktemp("growths")
    table, file = folder / "table.csv", folder / "report.json"
    table.write_text(TABLE, encoding="utf-8")
    words = ["--data", str(table), "--target", "y", "--neurons", "3", "--growths", "6", "--json", str(file)]
    assert run(parse(words)) == 0
    return from_json(file.read_bytes())
