import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from verify.evidence import from_json
from verify.exits import MEANING, Exit
from verify.report.__main__ import main
from verify.report.options import parse, parser
from verify.report.session import run
from verify.report.watching import Bars

Write = Callable[..., dict[str, str]]


def exits(modules: Mapping[str, str], *arguments: str) -> int:
    return run(parse(["--jobs", "1", *arguments]), modules)


def test_all_hold(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write()) == 0
    out, err = capsys.readouterr()
    assert out.startswith("1 claim holds (1 certified); 1 of 1 wrong version refuted.\n\nClaims\n")
    assert err == ""


@pytest.mark.parametrize(("changes", "status"), [({}, 0), ({"undecided": "too slow"}, 3), ({"refuted": False}, 5)])
def test_the_status_is_what_the_command_returns(write: Write, changes: dict[str, object], status: int) -> None:
    assert main(["--jobs", "1"], write(**changes)) == status


def test_what_stayed_undecided_is_3(write: Write) -> None:
    assert exits(write(undecided="too slow")) == 3


def test_case_that_was_never_reached_is_3(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write(strata={"dead neuron": 0})) == 3
    assert "  theorem-1 is vacuous: the case 'dead neuron' was never reached\n" in capsys.readouterr().out


def test_counterexample_is_1(write: Write) -> None:
    assert exits(write(extra='counterexample={"y": ("1",)},')) == 1


@pytest.mark.parametrize(
    ("extra", "line"),
    [
        ('disagreements=("7 or 8",),', "two routes disagree: 7 or 8"),
        ('refusals=("instance 3: no",),', "the checker refused a certificate: instance 3: no"),
    ],
)
def test_disagreement_and_refusal_are_5_though_all_else_holds(
    write: Write, capsys: pytest.CaptureFixture[str], extra: str, line: str
) -> None:
    assert exits(write(extra=extra)) == 5
    assert capsys.readouterr().out.startswith(f"This toolkit is not to be believed:\n  theorem-1: {line}\n")
    assert exits(write(extra=extra + 'counterexample={"y": ("1",)},'), "--require", "certified") == 5


def test_refused_certificate_is_5_even_where_the_claim_does_not_name_it(write: Write) -> None:
    assert exits(write(certified="certified=Certified(instances=4, rejected=1, issued=5)")) == 5


def test_surviving_control_is_5_and_hides_nothing_else(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write(refuted=False)) == 5
    assert capsys.readouterr().out.startswith("This toolkit is not to be believed:\n  theorem-1: control k survived\n")


def test_claim_that_stops_is_5_with_its_reason(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write(certified="nonsense=1")) == 5
    out, err = capsys.readouterr()
    assert err == ""
    assert " ".join(out.split()).startswith(
        "This toolkit is not to be believed: theorem-1: stopped by an error: ValidationError: "
    )


def test_json_is_the_report_and_nothing_else(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write(), "--json", "-") == 0
    out, err = capsys.readouterr()
    assert [claim.id for claim in from_json(out).claims] == ["theorem-1"]
    assert err == ""


def test_files_are_written_beside_the_screen(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--json", "r.json", "--certificates", "c.jsonl", "--svg", "s.svg")
    assert exits(write(), *arguments) == 0
    assert capsys.readouterr().out.startswith("1 claim holds (1 certified);")
    assert from_json((tmp_path / "r.json").read_bytes()).seed == 0
    assert (tmp_path / "c.jsonl").read_text() == '{"of": "theorem-1"}\n'
    assert (tmp_path / "s.svg").read_text(encoding="utf-8").startswith('<svg xml:space="preserve" ')
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(("made_up", "__"))) == [
        "c.jsonl",
        "r.json",
        "s.svg",
    ]


def test_old_file_stays_when_the_run_is_interrupted(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Bars, "finished", interrupted)
    (tmp_path / "r.json").write_text("old")
    assert exits(write(), "--json", "r.json") == 130
    assert (tmp_path / "r.json").read_text() == "old"
    assert not list(tmp_path.glob(".*"))


def test_device_is_written_and_not_replaced(write: Write) -> None:
    assert exits(write(), "--json", os.devnull) == 0
    assert Path(os.devnull).is_char_device()


def test_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("r.json")
    assert exits(write(), "--json", "link.json") == 0
    assert (tmp_path / "link.json").is_symlink()
    assert from_json((tmp_path / "r.json").read_bytes()).seed == 0


OLD = "is of another version ('baseline/1', and not 'baseline/2'); delete it and write it anew with --update-baseline"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--claim", "theorem-2"), "--claim: no claim is called 'theorem-2'; did you mean theorem-1?"),
        (("--claim", "\N{SNOWMAN}"), "--claim: no claim is called '\N{SNOWMAN}'; use one of theorem-1"),
        (("--json", "no/folder.json"), "--json no/folder.json: cannot be written (No such file or directory)"),
        (("--json", "."), "--json"),
        (("--json", "a\0b"), "--json"),
        (("--json", "x" * 300), "--json"),
        (("--json", "same", "--svg", "./same"), "--svg: --json writes there as well; name another file"),
        (("--json", "-", "--certificates", "-"), "--certificates: --json writes there as well"),
        (("--baseline", "none.json"), "--baseline none.json: there is no such file; write it with --update-baseline"),
        (("--baseline", "bad.json"), "--baseline bad.json: is no baseline (Invalid JSON"),
        (("--baseline", "long.json"), "--baseline long.json: is too long to be a baseline; name another file"),
        (("--baseline", "."), "--baseline .: cannot be read (Is a directory)"),
        (("--baseline", "empty.json"), "--baseline empty.json: has no section for the profile quick (it has: none)"),
        (("--baseline", "old.json"), f"--baseline old.json: {OLD}"),
        (("--baseline", "old.json", "--update-baseline"), f"--baseline old.json: {OLD}"),
        (("--baseline", "no/b.json", "--update-baseline"), "--baseline no/b.json: cannot be written"),
        (("--data", "none.csv", "--target", "y"), "none.csv"),
    ],
)
def test_bad_usage_is_2_in_one_line_before_any_work(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "long.json").write_text(" " * (2**24 + 1))
    (tmp_path / "empty.json").write_text('{"lemmata": "baseline/2", "profiles": {}}')
    (tmp_path / "old.json").write_text('{"lemmata": "baseline/1", "profiles": {}}')
    modules = write(certified="stops=1")  # a claim that would end with 5 if it ran
    options = arguments if "--data" in arguments else ("--jobs", "1", *arguments)
    assert run(parse(list(options)), modules) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"verify.report: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--profile slow", "argument --profile: invalid choice: 'slow'"),
        ("--sed 1", "unrecognized arguments: --sed 1"),
        ("--seed -1", "argument --seed: '-1' is no whole number from 0"),
        ("--seed 1e3", "argument --seed: '1e3' is no whole number"),
        ("--seed \u0663", "argument --seed: '\u0663' is no whole number"),
        (f"--seed {'9' * 5000}", "argument --seed: '9999"),
        ("--jobs 0", "argument --jobs: '0' is no whole number from 1"),
        ("--update-baseline", "--update-baseline needs --baseline FILE"),
        ("--update-baseline --baseline b --claim a", "--update-baseline needs a run of every claim"),
        ("--update-baseline --baseline b --figure a", "--update-baseline needs a run of every claim: leave --figure"),
        ("--require best", "argument --require: invalid choice"),
        ("--target y", "--target needs --data FILE.csv"),
        ("--bias", "--bias needs --data FILE.csv"),
        ("--holdout 0.2", "--holdout needs --data FILE.csv"),
        ("--changes 3", "--changes needs --data FILE.csv"),
        ("--data t.csv", "--data needs --target COLUMN"),
        ("--data t.csv --target y --claim a", "--claim means nothing beside --data"),
        ("--data t.csv --target y --figure a", "--figure means nothing beside --data"),
        ("--data t.csv --target y --fresh", "--fresh means nothing beside --data"),
        ("--data t.csv --target y --neurons 0", "argument --neurons: '0' is no whole number from 1"),
        ("--data t.csv --target y --folds 1", "argument --folds: '1' is no whole number from 2"),
        ("--data t.csv --target y --candidates 0", "argument --candidates: '0' is no whole number from 1"),
    ],
)
def test_bad_options_are_2_in_one_line(capsys: pytest.CaptureFixture[str], arguments: str, message: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"verify.report: {message}")
    assert len(err) < 300


def test_level_whose_tool_is_missing_is_4(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits(write(certified="stops=1"), "--require", "formalised") == 4
    needs = "needs Coq with mathcomp (apt-get install coq libcoq-mathcomp-algebra), which is missing here"
    assert capsys.readouterr().err == f"verify.report: --require formalised: {needs}\n"


def test_demanded_level(write: Write) -> None:
    assert exits(write(), "--require", "certified") == 0
    assert exits(write(certified=""), "--require", "certified") == 1


def test_baseline_is_written_kept_and_compared(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    modules = write("a") | write("b")
    assert exits(modules, "--baseline", "b.json", "--update-baseline") == 0
    written = (tmp_path / "b.json").read_text()
    assert exits(modules, "--baseline", "b.json") == 0
    assert exits(modules, "--baseline", "b.json", "--claim", "a") == 0
    capsys.readouterr()
    write("b", certified="")
    assert exits(modules, "--baseline", "b.json") == 1
    assert "  b: no longer certified (this run: tested)\n" in capsys.readouterr().out
    assert exits(modules, "--baseline", "b.json", "--json", "-") == 1
    assert "verify.report: b: no longer certified (this run: tested)\n" in capsys.readouterr().err
    assert (tmp_path / "b.json").read_text() == written


def test_unbelievable_run_writes_no_baseline(write: Write, tmp_path: Path) -> None:
    assert exits(write(refuted=False), "--baseline", "b.json", "--update-baseline", "--json", "r.json") == 5
    assert not (tmp_path / "b.json").exists()
    assert (tmp_path / "r.json").exists()


def test_screen_without_the_letters_it_needs(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert exits(write()) == 0
    assert b"ASCII lacks: ?" in raw.getvalue()


# What needs a process of its own.

DRIVER = """
import sys
from verify.report.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], {modules!r}))
"""


def driver(folder: Path, modules: Mapping[str, str]) -> list[str]:
    (folder / "driver.py").write_text(DRIVER.format(modules=dict(modules)))
    return [sys.executable, "driver.py"]


def started(command: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    return subprocess.Popen(  # noqa: S603  our own interpreter and program
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt_is_one_line_and_leaves_nothing_behind(write: Write, tmp_path: Path, jobs: str) -> None:
    modules = write("a", seconds=60) | write("b", seconds=60)
    process = started([*driver(tmp_path, modules), "--jobs", jobs, "--json", "r.json"], tmp_path)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".r.json*")) and time.monotonic() < deadline:
        time.sleep(0.05)  # until the output is open, so the work is about to begin
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    out, err = process.communicate(timeout=20)  # ends only when no process holds the pipes any more
    assert (process.returncode, out, err) == (130, b"", b"verify.report: stopped after 0 claims; no file was written\n")
    assert not list(tmp_path.glob("*r.json*"))


def test_reader_who_goes_away_is_no_error(write: Write, tmp_path: Path) -> None:
    process = started([*driver(tmp_path, write()), "--jobs", "1"], tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert (process.wait(timeout=30), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", ["", "--json -", "--json /dev/full"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_full_device_is_2_in_one_line(write: Write, tmp_path: Path, arguments: str, unbuffered: str) -> None:
    command = [*driver(tmp_path, write()), "--jobs", "1", *arguments.split()]
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full" if "/dev/full" not in arguments else os.devnull).open("w") as standard_output:
        ended = subprocess.run(  # noqa: S603  our own program
            command,
            cwd=tmp_path,
            env=os.environ | environment,
            stdout=standard_output,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"verify.report: ")
    assert ended.stderr.endswith(b"; free some space or write it elsewhere\n")
    assert ended.stderr.count(b"\n") == 1


def test_closed_standard_output_is_2_in_one_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert exits(write(certified="stops=1")) == 2  # before any work


def test_same_bytes_whatever_hash_seed_folder_time_zone_locale_and_jobs(write: Write, tmp_path: Path) -> None:
    modules = write("a") | write("b")
    seen = set()
    for number, (jobs, changes) in enumerate(
        [
            ("1", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
            ("2", {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}),
        ]
    ):
        folder = tmp_path / f"folder{number}"
        folder.mkdir()
        command = [*driver(folder, modules), "--jobs", jobs, "--json", "-"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])} | changes
        shown = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)  # noqa: S603
        fields = json.loads(shown.stdout)
        assert fields.pop("timing")["jobs"] == int(jobs)
        seen.add(json.dumps(fields))
    assert len(seen) == 1


@pytest.fixture
def real_run(tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Run two of the project's own claims in a folder of its own, and return the JSON without its timing."""

    def run_it(jobs: str, **changes: str) -> dict[str, object]:
        folder = tmp_path / f"of {jobs} jobs"
        folder.mkdir()
        command = [sys.executable, "-m", "verify.report", "--claim", "theorem-1", "--claim", "normal-equations"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])} | changes
        shown = subprocess.run(  # noqa: S603  our own program
            [*command, "--jobs", jobs, "--json", "-"], cwd=folder, env=environment, capture_output=True, check=True
        )
        fields: dict[str, object] = json.loads(shown.stdout)
        del fields["timing"]
        return fields

    return run_it


def test_same_bytes_of_the_projects_own_claims(real_run: Callable[..., dict[str, object]]) -> None:
    one = real_run("1", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")
    two = real_run("2", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert json.dumps(one) == json.dumps(two)
    assert [claim["id"] for claim in one["claims"]] == ["normal-equations", "theorem-1"]  # type: ignore[attr-defined]  # plain JSON


def test_help_names_every_exit_status_and_option_within_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    told = out.partition("exit status:\n")[2]
    found = {int(number): words for number, words in re.findall(r"^ *(\d+)  (.*(?:\n     .*)*)", told, re.MULTILINE)}
    assert {status: " ".join(words.split()) for status, words in found.items()} == MEANING
    assert set(MEANING) == set(Exit)
    lines = out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert len(lines) <= 100
    options = {option for action in parser()._actions for option in action.option_strings}
    assert all(f"  {option} " in out or f", {option} " in out for option in options - {"-h"})
