import json
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from verify.evidence import (
    Curve,
    Exit,
    Figure,
    Level,
    Outcome,
    Profile,
    Remark,
    Report,
    exit_status,
    to_json,
)
from verify.running.runner import Make, Run, Work, run, seed_for
from verify.tasks import Task, TaskError
from verify.tasks.task import Failure

SEEDS = (7636762694619419883, 9200896878452260252)

MODULE = """
    from verify.evidence import CensusRow, Causes, ClaimEvidence, Evidence, Rate
    from verify.evidence import Tested

    class Claim:
        id, statement, source = {name!r}, "s", "post"

        def collect(self, profile, seed, kept=None):
            {before}
            return ClaimEvidence(
                id={name!r}, statement="s", source="post", no_control_because="made up", rests_on={rests_on!r},
                evidence=Evidence(tested=Tested(examples=1 + seed % 1000, strata={{profile: 1}})),
                certificates=('{{"of": "{name}"}}',),
            )

    CLAIM = Claim()
"""


class Silent:
    def advanced(self, name: str, done: int, total: int) -> None:
        pass

    def finished(self, name: str) -> None:
        pass


def write(folder: Path, name: str, *, before: str = "pass", rests_on: tuple[str, ...] = (), says: str = "") -> str:
    module = f"made_up_{name}"
    text = MODULE.format(name=says or name, before=before, rests_on=rests_on)
    (folder / f"{module}.py").write_text(textwrap.dedent(text))
    return module


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    for module in [name for name in sys.modules if name.startswith("made_up_")]:
        monkeypatch.delitem(sys.modules, module)
    return tmp_path


def without_timing(report: Report) -> str:
    fields = json.loads(to_json(report))
    del fields["timing"]
    return json.dumps(fields)


def run_all(modules: Mapping[str, str], jobs: int = 1, seed: int = 0, **more: Any) -> Run:
    return run(Work(modules, Profile.QUICK, seed, **more), jobs=jobs, watcher=Silent())


def test_same_report_and_certificates_whatever_the_jobs(folder: Path) -> None:
    slow = "import time; time.sleep(0.5)"
    modules = {
        "a": write(folder, "a", before=slow, rests_on=("c",)),
        "b": write(folder, "b"),
        "c": write(folder, "c"),
    }
    one, two = run_all(modules), run_all(modules, jobs=2)
    assert without_timing(one.report) == without_timing(two.report)
    assert one.certificates == two.certificates == ('{"of": "a"}', '{"of": "b"}', '{"of": "c"}')
    assert one.report.outcome is Outcome.HOLDS
    assert (one.report.timing.jobs, two.report.timing.jobs) == (1, 2)


def test_seed_of_a_claim_does_not_depend_on_the_other_claims(folder: Path) -> None:
    modules = {name: write(folder, name) for name in ("a", "b")}
    together = run_all(modules).report.claims[1]
    alone = run_all({"b": modules["b"]}).report.claims[0]
    assert together == alone
    assert run_all(modules, seed=1).report.claims[1] != together


def test_seeds_are_these() -> None:
    """They are part of what a seed means, so a change of them is a change of every report."""
    assert seed_for(0, "theorem-1") == SEEDS[0]
    assert seed_for(1, "theorem-1") == SEEDS[1]


def test_seeds_do_not_depend_on_the_hash_seed() -> None:
    program = "from verify.running.runner import seed_for; print(seed_for(0, 'theorem-1'))"
    for hash_seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        shown = subprocess.run(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert int(shown.stdout) == SEEDS[0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_claim_that_stops_is_named_with_the_reason_and_the_place_and_the_others_go_on(folder: Path, jobs: int) -> None:
    modules = {"a": write(folder, "a", before="1 / 0"), "b": write(folder, "b")}
    stopped, other = run_all(modules, jobs=jobs).report.claims
    assert other.outcome is Outcome.HOLDS
    assert stopped.outcome is Outcome.UNDECIDED
    (reason,) = stopped.reasons
    assert re.fullmatch(r"stopped by an error: ZeroDivisionError: .*made_up_a.py, line 9\)", reason)


def test_an_error_in_a_claim_of_the_project_is_a_fault_and_in_ones_own_it_is_not(folder: Path) -> None:
    modules = {"a": write(folder, "a", before="1 / 0")}
    assert exit_status(run_all(modules).report) is Exit.NOT_TO_BE_BELIEVED
    assert exit_status(run_all(modules, own=frozenset("a")).report) is Exit.UNDECIDED


def test_claim_that_hangs_is_undecided_and_the_others_go_on(folder: Path) -> None:
    modules = {"a": write(folder, "a", before="import time; time.sleep(99)"), "b": write(folder, "b")}
    began = time.perf_counter()
    hung, other = run_all(modules, jobs=2, limit=1.0).report.claims
    assert time.perf_counter() - began < 30
    assert (hung.outcome, hung.reasons) == (
        Outcome.UNDECIDED,
        ("took longer than the time limit of 1 s", *hung.reasons[1:]),
    )
    assert other.outcome is Outcome.HOLDS


def test_what_a_claim_rests_on_is_run_as_well_when_there_is_a_library(folder: Path) -> None:
    library = {name: write(folder, name, rests_on=below) for name, below in (("b", ("c",)), ("c", ()), ("d", ()))}
    run_ = run_all({"a": write(folder, "a", rests_on=("b",))}, library=library)
    assert [claim.id for claim in run_.report.claims] == ["a", "b", "c"]
    assert run_.report.claims[0].effective_level is Level.TESTED


def test_claim_that_is_not_where_it_should_be_is_a_fault(folder: Path) -> None:
    (claim,) = run_all({"a": write(folder, "a", says="b")}).report.claims
    assert exit_status(run_all({"a": write(folder, "a", says="b")}).report) is Exit.NOT_TO_BE_BELIEVED
    assert "KeyError: 'a'" in claim.reasons[0]


FIGURE = Figure(
    id="one", title="t", shows="s", x_label="x", y_label="y", curves={"c": Curve(x=(1.0,), y=(2.0,))},
    remarks=(Remark(title="it cannot be", post_says="it is", established="it is not"),),
)  # fmt: skip


def with_figures(modules: Mapping[str, str], make: Make) -> Run:
    return run(Work(modules, Profile.QUICK, 5, figures=("one",)), jobs=1, watcher=Silent(), make=make)


def test_figures_are_made_with_the_runs_own_seed_and_what_they_establish_is_among_the_findings(folder: Path) -> None:
    asked: list[tuple[tuple[str, ...], int]] = []

    def make(ids: tuple[str, ...], seed: int) -> tuple[tuple[Figure, ...], int]:
        asked.append((ids, seed))
        return (FIGURE,), 3

    made = with_figures({"a": write(folder, "a")}, make)
    assert asked == [(("one",), 5)]
    assert made.unmade is None
    assert made.report.figures == (FIGURE,)
    assert made.report.timing.kept == 3
    assert [(finding.id, finding.title) for finding in made.report.findings] == [("one-1", "one: it cannot be")]


@pytest.mark.parametrize(
    ("raised", "interrupted", "unmade"),
    [
        (KeyboardInterrupt(), True, ""),
        (TaskError(Task("a:f", {"x": 1}), Failure("ValueError: no")), False, "a:f\\(x=1\\): ValueError: no"),
        (
            ZeroDivisionError("division by zero"),
            False,
            "ZeroDivisionError: division by zero \\(.*test_runner.py, line .*",
        ),
    ],
)
def test_figures_that_are_not_made_leave_the_claims_as_they_are(
    folder: Path, raised: BaseException, unmade: str, *, interrupted: bool
) -> None:
    def make(_: tuple[str, ...], __: int) -> tuple[tuple[Figure, ...], int]:
        raise raised

    modules = {"a": write(folder, "a")}
    without, ended = run_all(modules, seed=5), with_figures(modules, make)
    assert without_timing(ended.report) == without_timing(without.report)
    assert ended.interrupted is interrupted
    assert re.fullmatch(unmade, ended.unmade or "")


def test_after_an_interrupt_no_figure_is_begun(folder: Path) -> None:
    def make(_: tuple[str, ...], __: int) -> tuple[tuple[Figure, ...], int]:
        raise AssertionError

    ended = with_figures({"a": write(folder, "a", before="raise KeyboardInterrupt")}, make)
    assert (ended.interrupted, ended.report.claims) == (True, ())
