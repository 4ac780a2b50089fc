import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from verify.evidence import Outcome, Profile, Report, to_json
from verify.runner import ClaimStoppedError, run, seed_for

SEEDS = (7636762694619419883, 9200896878452260252)

MODULE = """
    from verify.evidence import CensusRow, Causes, ClaimEvidence, Evidence, Rate
    from verify.evidence import Tested

    class Claim:
        def collect(self, profile, seed):
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


def run_all(modules: Mapping[str, str], jobs: int = 1, seed: int = 0) -> tuple[Report, tuple[str, ...]]:
    return run(modules, Profile.QUICK, seed, jobs=jobs, watcher=Silent())


def test_same_report_and_certificates_whatever_the_jobs(folder: Path) -> None:
    slow = "import time; time.sleep(0.5)"
    modules = {
        "a": write(folder, "a", before=slow, rests_on=("c",)),
        "b": write(folder, "b"),
        "c": write(folder, "c"),
    }
    one, certificates = run_all(modules)
    two, same = run_all(modules, jobs=2)
    assert without_timing(one) == without_timing(two)
    assert certificates == same == ('{"of": "a"}', '{"of": "b"}', '{"of": "c"}')
    assert one.outcome is Outcome.HOLDS
    assert (one.timing.jobs, two.timing.jobs) == (1, 2)


def test_seed_of_a_claim_does_not_depend_on_the_other_claims(folder: Path) -> None:
    modules = {name: write(folder, name) for name in ("a", "b")}
    together = run_all(modules)[0].claims[1]
    alone = run_all({"b": modules["b"]})[0].claims[0]
    assert together == alone
    assert run_all(modules, seed=1)[0].claims[1] != together


def test_seeds_are_these() -> None:
    """They are part of what a seed means, so a change of them is a change of every report."""
    assert seed_for(0, "theorem-1") == SEEDS[0]
    assert seed_for(1, "theorem-1") == SEEDS[1]


def test_seeds_do_not_depend_on_the_hash_seed() -> None:
    program = "from verify.runner import seed_for; print(seed_for(0, 'theorem-1'))"
    for hash_seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        shown = subprocess.run(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert int(shown.stdout) == SEEDS[0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_claim_that_stops_is_named_with_the_reason_and_the_place(folder: Path, jobs: int) -> None:
    modules = {"a": write(folder, "a"), "b": write(folder, "b", before="1 / 0")}
    with pytest.raises(ClaimStoppedError, match=r"^claim b stopped: ZeroDivisionError: .*made_up_b.py, line 7\)$"):
        run_all(modules, jobs=jobs)


def test_claim_with_evidence_about_another_is_refused(folder: Path) -> None:
    with pytest.raises(ClaimStoppedError, match="its evidence is about b"):
        run_all({"a": write(folder, "a", says="b")})
