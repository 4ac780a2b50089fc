"""A pull request's life in a project of one's own, from baseline to baseline, through the real command line."""

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLAIMS = '''"""What this project claims of its sums of squares."""

import json

from hypothesis import strategies as st

from verify import Part, Scope, sizes, state
from verify.evidence import ClaimEvidence, Control, Evidence, Kind, Tested

SCOPE = Scope({"x": "n"}, sizes(n=range(1, 3)))


def square(x):
    return sum(entry * entry for entry in x)


def not_negative(x):
    return square(x) >= 0


def positive(x):
    return square(x) > 0


SQUARES = state(
    id="squares",
    statement="A sum of squares is not negative.",
    source="arithmetic",
    scope=SCOPE,
    holds=not_negative,
    controls=[Part("positive", "it is positive", positive)],
)


class Sampled:
    """A claim whose examples are counted by strata."""

    id, statement, source = "sampled", "A square has the sign of its root's size.", "arithmetic"

    def collect(self, profile, seed, kept=None):
        examples, strata = 100, {"zero": 10, "one": 5}
        wrong = Control(id="negative", statement="it is negative", refuted=True, counterexample={"x": "1"})
        tested = Evidence(tested=Tested(examples=examples, strata=strata))
        return ClaimEvidence(
            id=self.id, kind=Kind.OWN, statement=self.statement, source=self.source, evidence=tested, controls=(wrong,)
        )


SAMPLED = Sampled()
'''
MORE = """

CUBES = state(
    id="cubes",
    statement="The cube of a sum of squares is not negative.",
    source="arithmetic",
    scope=SCOPE,
    holds=lambda x: square(x) ** 3 >= 0,
    controls=[Part("positive", "it is positive", positive)],
)
"""


class Project:
    """A folder with a file of claims and a baseline."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.claims, self.baseline = folder, folder / "claims.py", folder / "baseline.json"
        self.claims.write_text(CLAIMS, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        """Change the claims from what they were at the beginning."""
        assert CLAIMS.count(old) == 1
        self.claims.write_text(CLAIMS.replace(old, new), encoding="utf-8")

    def gate(self, *arguments: str) -> tuple[int, list[str]]:
        """Run the gate; its status, and the screen down to the table of claims."""
        command = [sys.executable, "-m", "verify.report", "--module", "claims.py", "--baseline", "baseline.json"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path]), "COLUMNS": "80"}
        ended = subprocess.run(  # noqa: S603  our own program
            [*command, "--jobs", "1", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.stderr == ""
        return ended.returncode, ended.stdout.split("\n\nClaims\n")[0].splitlines()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The baseline that the project begins with."""
    project = Project(tmp_path_factory.mktemp("project"))
    assert project.gate("--update-baseline") == (
        0,
        ["2 claims hold (1 certified, 1 tested); 2 of 2 wrong versions refuted."],
    )
    return project.baseline.read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, first: str) -> Project:
    project = Project(tmp_path)
    project.baseline.write_text(first, encoding="utf-8")
    return project


HOLD = "2 claims hold (1 certified, 1 tested); 2 of 2 wrong versions refuted."


def test_claim_that_breaks_stops_the_pull_request_and_mended_it_passes(project: Project) -> None:
    project.edit("return square(x) >= 0", "return square(x) >= 1")
    status, words = project.gate()
    assert status == 1
    assert words[:4] == [
        "A claim is refuted.",
        "  squares is refuted",
        "Fell since the baseline:",
        "  squares: outcome fell from holds to refuted",
    ]
    project.edit("return square(x) >= 0", "return 0 <= square(x)")
    assert project.gate() == (0, [HOLD, "Nothing fell since the baseline."])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '{"zero": 10, "one": 5}',
            '{"zero": 10}',
            ["Gone since the baseline:", "  sampled: stratum 'one' is gone"],
        ),
        (
            "examples, strata = 100",
            "examples, strata = 99",
            ["Fell since the baseline:", "  sampled: examples fell from 100 to 99"],
        ),
        (
            "sizes(n=range(1, 3))",
            "sizes(n=range(1, 2))",
            ["Fell since the baseline:", "  squares: exhausted fell from 12 to 3"],
        ),
        ("SAMPLED = Sampled()\n", "", ["Gone since the baseline:", "  sampled: in the baseline, but not in this run"]),
    ],
)
def test_lost_evidence_stops_it_although_everything_holds(
    project: Project, old: str, new: str, words: list[str]
) -> None:
    project.edit(old, new)
    status, (outcome, *comparison) = project.gate()
    assert status == 1
    assert " hold" in outcome
    assert comparison == words


def test_new_claim_passes_and_the_new_baseline_differs_by_it_alone(project: Project, first: str) -> None:
    project.claims.write_text(CLAIMS + MORE, encoding="utf-8")
    new = ["New since the baseline:", "  cubes: not in the baseline yet"]
    status, words = project.gate()
    assert status == 0
    assert words[1:] == [
        *new,
        "Nothing fell since the baseline.",
        "  --update-baseline records what rose and what is new",
    ]
    assert project.baseline.read_text(encoding="utf-8") == first
    status, words = project.gate("--update-baseline")
    assert status == 0
    assert words[1:] == ["The baseline becomes what this run established; beside what it was:", *new]
    written = project.baseline.read_text(encoding="utf-8")
    diff = difflib.unified_diff(first.splitlines(), written.splitlines(), "before", "after", n=1, lineterm="")
    assert "\n".join(diff) == DIFF
    status, words = project.gate()
    assert (status, words[1:]) == (0, ["Nothing fell since the baseline."])


DIFF = """\
--- before
+++ after
@@ -6,2 +6,19 @@
    "claims": {
+    "cubes": {
+     "controls": {
+      "positive": "refuted"
+     },
+     "counts": {
+      "examples": 300,
+      "exhausted": 12
+     },
+     "effective": "certified",
+     "levels": [
+      "tested",
+      "certified"
+     ],
+     "outcome": "holds",
+     "premises": {},
+     "strata": {}
+    },
     "sampled": {"""


def test_update_by_other_claims_says_which_the_baseline_loses(project: Project) -> None:
    project.claims.write_text(CLAIMS.replace("SAMPLED = Sampled()\n", ""), encoding="utf-8")
    status, words = project.gate("--update-baseline")
    assert status == 0
    assert words[1:] == [
        "The baseline becomes what this run established; beside what it was:",
        "Gone since the baseline:",
        "  sampled: in the baseline, but not in this run",
    ]
    assert '"sampled"' not in project.baseline.read_text(encoding="utf-8")
