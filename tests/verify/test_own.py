"""Claims of one's own, as a user writes them: sound, false, and wrong in every way we could think of."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import verify
from verify.claim import Amount, Claim
from verify.evidence import Level, Profile, Replay, from_json
from verify.replaying import replay
from verify.report.options import parse
from verify.report.program import program
from verify.report.session import run as report
from verify.running.loading import LoadingError, claims_in

from verify import claim as claim_module  # isort: skip

CLAIMS = """
    import sys, time
    from verify import Part, Scope, sizes, state

    SCOPE = Scope({"x": "n"}, sizes(n=range(1, 3)))

    def squares(x):
        return sum(entry * entry for entry in x) >= 0

    def positive(x):
        return all(entry > 0 for entry in x)

    def not_negative(x):
        return all(entry >= 0 for entry in x)

    def never(x):
        return False

    def claim(id, holds=squares, controls=(Part("negative", "they are negative", never),), **more):
        return state(id, "sums of squares are not negative", "arithmetic", scope=SCOPE, holds=holds,
                     controls=controls, **more)

    answers = iter(range(10**9))
"""
KINDS = {
    "sound": "claim('sound')",
    "false": "claim('false', not_negative)",
    "unguarded": "claim('unguarded', controls=())",
    "vacuous": "claim('vacuous', premises=[Part('none', 'there is none', never)], controls=())",
    "two-premises": (
        "state('two-premises', 'a product is not negative', 'arithmetic', scope=Scope({'x': 'n'}, ({'n': 2},)),"
        " holds=lambda x: x[0] * x[1] >= 0, controls=[Part('positive', 'it is positive', lambda x: x[0] * x[1] > 0)],"
        " premises=[Part('first', 'x0 >= 0', lambda x: x[0] >= 0), Part('second', 'x1 >= 0', lambda x: x[1] >= 0)])"
    ),
    "true-control": "claim('true-control', controls=[Part('true', 'the same again', squares)])",
    "flaky": "claim('flaky', lambda x: next(answers) % 2 == 0)",
    "hanging": "claim('hanging', lambda x: time.sleep(99))",
    "raising": "claim('raising', lambda x: 1 / 0)",
    "leaving": "claim('leaving', lambda x: sys.exit(7))",
}
Write = Callable[..., str]


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(claim_module.AMOUNTS, Profile.QUICK, Amount(examples=40, instances=3))


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file of these kinds of claims into the current folder, and return its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("LEMMATA_CACHE", raising=False)

    def some(*kinds: str, more: str = "") -> str:
        lines = [f"{kind.upper().replace('-', '_')} = {KINDS[kind]}" for kind in kinds]
        (tmp_path / "mine.py").write_text("\n".join([textwrap.dedent(CLAIMS), *lines, more, ""]))
        return "mine.py"

    return some


def run(place: str, *arguments: str, jobs: str = "1") -> tuple[int, dict[str, Any]]:
    """The exit status and the claims of a run on a module, as the JSON has them."""
    status = report(parse(["--module", place, "--jobs", jobs, "--json", "r.json", *arguments]))
    return status, {claim["id"]: claim for claim in json.loads(Path("r.json").read_text())["claims"]}


def test_a_sound_claim_reaches_certified_by_its_scope(write: Write) -> None:
    status, claims = run(write("sound"))
    sound = claims["sound"]
    assert (status, sound["kind"], sound["outcome"], sound["level"]) == (0, "own", "holds", "certified")
    assert sound["evidence"]["tested"]["examples"] == 40
    assert sound["evidence"]["certified"]["exhausted"] == {
        "scope": "n = 1 to 2, entries 0, 1, -1",
        "instances": 3 + 9,
    }
    assert sound["module"] == "mine.py"
    assert [control["counterexample"] for control in sound["controls"]] == [{"x": ["0"]}]


def test_premises_are_dropped_one_at_a_time_and_the_conclusion_is_asked_where_all_others_hold(write: Write) -> None:
    status, claims = run(write("two-premises"))
    found = claims["two-premises"]
    assert (status, found["outcome"], found["level"]) == (0, "holds", "certified")
    assert [premise["witness"] for premise in found["premises"]] == [{"x": ["-1", "1"]}, {"x": ["1", "-1"]}]
    assert all(0 < premise["met"] < 40 for premise in found["premises"])


def test_a_false_claim_is_refuted_by_the_smallest_instance_which_its_program_replays(write: Write) -> None:
    status, claims = run(write("false"))
    assert (status, claims["false"]["counterexample"]) == (1, {"x": ["-1"]})
    recorded = Replay.model_validate(claims["false"]["replay"], strict=False)
    shown = subprocess.run(  # noqa: S603  our own interpreter and program
        [sys.executable, "-c", program(recorded)], capture_output=True, text=True, check=True, env=with_path()
    )
    assert shown.stdout == "false: false at this instance\n"


def test_a_claim_without_a_control_is_unguarded_and_no_better_than_tested(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    status, claims = run(write("unguarded"))
    assert (status, claims["unguarded"]["level"]) == (0, "tested")
    assert claims["unguarded"]["reasons"] == [
        "unguarded: without a control nothing shows that a false version would be noticed"
    ]
    assert "    unguarded: it has no control\n" in capsys.readouterr().out


def test_a_claim_whose_premises_are_never_met_is_vacuous(write: Write) -> None:
    status, claims = run(write("vacuous"))
    assert (status, claims["vacuous"]["outcome"]) == (3, "vacuous")
    assert claims["vacuous"]["reasons"][0] == "premise none was met in 0 of 40 examples"


def test_a_control_that_is_true_is_5(write: Write) -> None:
    status, claims = run(write("sound", "true-control"))
    assert (status, claims["sound"]["outcome"]) == (5, "holds")
    assert claims["true-control"]["reasons"] == ["control true survived"]


def test_a_flaky_claim_is_undecided(write: Write) -> None:
    status, claims = run(write("flaky"))
    assert status in {1, 3, 5}  # its scope may refute it, and its control may survive: it says anything
    assert claims["flaky"]["outcome"] != "holds"


def test_a_claim_that_hangs_dies_or_raises_is_undecided_and_the_others_go_on(write: Write) -> None:
    status, claims = run(write("hanging", "raising", "leaving", "sound"), "--time-limit", "2", jobs="2")
    assert (status, claims["sound"]["outcome"]) == (3, "holds")
    assert claims["hanging"]["reasons"][0] == "took longer than the time limit of 2 s"
    assert claims["leaving"]["reasons"][0] == "its process ended without an answer (exit status 7)"
    lines = Path("mine.py").read_text().splitlines()
    line = 1 + next(at for at, text in enumerate(lines) if "1 / 0" in text)
    (reason,) = claims["raising"]["reasons"]
    assert re.fullmatch(rf"stopped by an error: ZeroDivisionError: .*\(.*mine\.py, line {line}\)", reason)


def test_a_counterexample_is_kept_and_tried_first_and_not_in_a_gate(write: Write) -> None:
    # In processes of its own: pytest's --hypothesis-seed takes the database away in this one.
    place = write("false")
    run(place, jobs="2")
    kept = list(Path(".lemmata_cache/counterexamples").rglob("*"))
    assert kept
    write("sound", more="SOUND.__dict__['id'] = 'false'")  # mended
    assert report(parse(["--module", place, "--jobs", "2", "--baseline", "b.json", "--update-baseline"])) == 0
    assert report(parse(["--module", place, "--jobs", "2", "--baseline", "b.json", "--json", "g.json"])) == 0
    assert from_json(Path("g.json").read_bytes()).claims[0].replayed is None
    status, claims = run(place, jobs="2")  # what was kept is tried again, and passes
    assert status == 0
    assert claims["false"]["replayed"] >= 1
    assert claims["false"]["evidence"]["tested"]["examples"] == 300


def test_ctrl_c_shows_what_was_finished_and_writes_nothing(write: Write, tmp_path: Path) -> None:
    Path("r.json").write_text("old")
    process = subprocess.Popen(  # noqa: S603  our own interpreter and program
        [
            *(sys.executable, "-m", "verify.report", "--module", write("sound", "hanging")),
            *("--jobs", "2", "--json", "r.json"),
        ],
        cwd=tmp_path,
        env=with_path(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(12)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "  sound  holds" in out
    assert err == "verify.report: stopped after 1 claim; no file was written\n"
    assert Path("r.json").read_text() == "old"


def with_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(verify.__file__).parent.parent), *sys.path])}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\n", "--module 'mine.py': defines no claim; let a name of the module be one, as in CLAIM = state(...)"),
        ("x = (\n", "--module 'mine.py': cannot be loaded (SyntaxError: '(' was never closed (mine.py, line 1) ("),
        ("\n1 / 0\n", "mine.py, line 2)); mend that line"),
        ("import nonsense\n", "cannot be loaded (ModuleNotFoundError: No module named 'nonsense' ("),
        (
            "from verify.claims.theorem_1 import CLAIM\n",
            "--module 'mine.py': theorem-1 is another claim's id; give it its own",
        ),
        (
            "from verify import *\nA, B = (state('a', 'a', 'a', scope=Scope({}, ()), holds=bool) for _ in 'ab')\n",
            "--module 'mine.py': two claims are called a; give each its own id",
        ),
    ],
)
def test_a_module_that_cannot_be_used_is_2_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(text)
    assert report(parse(["--module", "mine.py"])) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert line in err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--module", "no/such.py"], "--module 'no/such.py': there is no such file; give the path of a Python file"),
        (["--module", "no_such_module"], "there is no such module; name one that Python can import, or a .py file"),
        (["--installed"], "--installed: no installed package offers claims (entry points lemmata.claims); install one"),
    ],
)
def test_a_module_that_is_not_there_is_2_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert report(parse(arguments)) == 2
    assert line in capsys.readouterr().err


def test_installed_packages_offer_claims_by_entry_point(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("sound")
    package = tmp_path / "offers-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: offers\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[lemmata.claims]\nmine = mine\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    assert report(parse(["--installed", "--jobs", "1", "--json", "r.json"])) == 0
    assert [claim.id for claim in from_json(Path("r.json").read_bytes()).claims] == ["sound"]


def test_what_a_module_prints_does_not_run_into_the_report(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    place = write("sound", more="print('hello from the module')")
    assert report(parse(["--module", place, "--jobs", "1", "--json", "-"])) == 0
    out, err = capsys.readouterr()
    assert [claim.id for claim in from_json(out).claims] == ["sound"]
    assert "hello from the module" in err


# ---- in Python ----


def stated(write: Write, kind: str) -> Claim[Any]:
    claim = claims_in(write(kind))[kind]
    assert isinstance(claim, Claim)
    return claim


def test_check_claim_passes_a_sound_claim_and_names_what_is_wrong_with_others(write: Write) -> None:
    assert verify.check_claim(stated(write, "sound"), level=Level.CERTIFIED).level is Level.CERTIFIED
    with pytest.raises(AssertionError, match=r"^false is refuted at \{'x': \('-1',\)\}"):
        verify.check_claim(stated(write, "false"))
    with pytest.raises(AssertionError, match=r"^true-control is undecided: control true survived"):
        verify.check_claim(stated(write, "true-control"))
    with pytest.raises(AssertionError, match=r"^unguarded is tested, below certified: unguarded: "):
        verify.check_claim(stated(write, "unguarded"), level=Level.CERTIFIED)


def test_replay_decides_the_claim_its_controls_and_premises_in_exact_numbers(write: Write) -> None:
    place = write("false", "vacuous")
    assert replay("false", "false", {"x": ["1/3"]}, module=place) == "false: true at this instance"
    assert replay("false", "false", {"x": ["1/3", "-1/1000000"]}, module=place) == "false: false at this instance"
    assert (
        replay("vacuous", "vacuous", {"x": [1]}, module=place) == "vacuous: the premises are not met at this instance"
    )
    assert replay("theorem-1", "outside-the-span", {"G": [[0], [1]], "y": [1, 1], "g": [1, 0]}).endswith("instance")
    with pytest.raises(ValueError, match="no claim with instances to replay is called 'nothing'"):
        replay("nothing", "nothing", {})
    with pytest.raises(ValueError, match="has no part 'x'; it has correlated"):
        replay("theorem-1", "x", {})
    with pytest.raises(ValueError, match="an instance has G, y, g; look at G, g, y"):
        replay("theorem-1", "theorem-1", {})


def test_a_module_by_name_and_by_path_give_the_same(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = write("sound")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(claims_in(place)) == list(claims_in("mine")) == ["sound"]
    with pytest.raises(LoadingError, match="defines no claim"):
        claims_in("verify.exhausted")
