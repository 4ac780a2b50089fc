"""What pyproject.toml configures fills in what the command line leaves open, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from verify.evidence import Profile, Report, from_json
from verify.report.__main__ import main
from verify.report.configuration import NOT_CONFIGURED
from verify.report.options import parse, parser
from verify.report.terminal import command

Write = Callable[..., dict[str, str]]
Configure = Callable[..., Path]


@pytest.fixture(name="configure")
def configure_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Write a pyproject.toml with these lines in its table, and work in a folder below it."""
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    def write(*lines: str, head: str = "[tool.lemmata]") -> Path:
        (tmp_path / "pyproject.toml").write_text("\n".join((head, *lines)), encoding="utf-8")
        return tmp_path

    return write


def test_without_a_file_or_a_table_nothing_is_configured(configure: Configure) -> None:
    nothing = parse(["--isolated"])
    nothing.isolated = False
    assert parse([]) == nothing
    configure('name = "a"', head="[project]")
    assert parse([]) == nothing
    configure()
    assert parse([]) == nothing


def test_every_kind_of_key(configure: Configure) -> None:
    configure('profile = "ci"', "seed = 7", "jobs = 2", "time-limit = 9", "quiet = true", "installed = false")
    options = parse([])
    found = options.profile, options.seed, options.jobs, options.time_limit, options.quiet, options.installed
    assert found == ("ci", 7, 2, 9, True, False)


def test_the_command_line_wins_key_by_key(configure: Configure) -> None:
    configure('profile = "ci"', "seed = 7", 'module = ["a", "b"]')
    options = parse(["--seed", "0", "--module", "c"])
    assert (options.profile, options.seed, options.module) == ("ci", 0, ["c"])
    assert parse([]).module == ["a", "b"]
    assert parse(["--isolated"]).profile is None


def test_paths_start_at_the_folder_of_the_file(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = configure(
        'json = "r.json"', 'figures = "pictures"', 'module = ["claims.py", "package.claims"]', 'svg = "-"'
    )
    options = parse([])
    assert (options.json, options.figures, options.svg) == ("../r.json", "../pictures", "-")
    assert options.module == ["../claims.py", "package.claims"]
    monkeypatch.chdir(folder)
    assert (parse([]).json, parse([]).module) == ("r.json", ["claims.py", "package.claims"])


def test_the_nearest_file_with_the_table_is_read(configure: Configure) -> None:
    configure("seed = 1")
    Path("pyproject.toml").write_text('[project]\nname = "below"', encoding="utf-8")
    assert parse([]).seed == 1
    Path("pyproject.toml").write_text("[tool.lemmata]\nseed = 2", encoding="utf-8")
    assert parse([]).seed == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["sede = 1"], "[tool.lemmata]: no key is called 'sede'; did you mean seed?"),
        (["zzz = 1"], "[tool.lemmata]: no key is called 'zzz'; use one of baseline, "),
        (['"\\u001b\\n" = 1'], "[tool.lemmata]: no key is called '\\x1b\\n'; use one of baseline, "),
        (["time_limit = 1"], "[tool.lemmata]: no key is called 'time_limit'; did you mean time-limit?"),
        (['claim = "theorem-1"'], "[tool.lemmata]: claim is an option of the command line alone; leave the key out"),
        (['seed = "1"'], "[tool.lemmata]: seed must be a whole number; write seed = 1, without quotes"),
        (["seed = true"], "[tool.lemmata]: seed must be a whole number; write seed = 1, without quotes"),
        (["seed = -1"], "[tool.lemmata]: seed: '-1' is no whole number from 0 to "),
        (["jobs = 0"], "[tool.lemmata]: jobs: '0' is no whole number from 1 to 1024; change it"),
        (["quiet = 1"], "[tool.lemmata]: quiet must be true or false; write quiet = true"),
        (["profile = 1"], '[tool.lemmata]: profile must be a string; write profile = "..."'),
        (['profile = ""'], '[tool.lemmata]: profile must be a string; write profile = "..."'),
        (['profile = "fast"'], "[tool.lemmata]: profile cannot be 'fast'; use one of quick, ci, paper"),
        (['profile = ["ci"]'], '[tool.lemmata]: profile must be a string; write profile = "..."'),
        (["module = [1]"], '[tool.lemmata]: module must be a list of strings; write module = ["..."]'),
        (["[tool.lemmata.seed]"], "[tool.lemmata]: seed must be a whole number; write seed = 1, without quotes"),
    ],
)
def test_bad_keys_are_2_in_one_line(
    configure: Configure, capsys: pytest.CaptureFixture[str], lines: list[str], words: str
) -> None:
    configure(*lines)
    with pytest.raises(SystemExit) as ended:
        main(["--jobs", "1"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"verify.report: ../pyproject.toml, {words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[tool", "cannot be read (Expected ']' at the end of a table declaration"),
        (b"\xff", "cannot be read ("),
        (b"a = " + b"[" * 10**5, "cannot be read ("),
        (b"[tool]\nlemmata = 1", "tool.lemmata is no table; write [tool.lemmata] above its keys"),
        (b"#" * (2**20 + 1), "is too long to be read; shorten it, or give --isolated"),
    ],
)
def test_bad_files_are_2_in_one_line(
    configure: Configure, capsys: pytest.CaptureFixture[str], text: bytes, words: str
) -> None:
    (configure() / "pyproject.toml").write_bytes(text)
    with pytest.raises(SystemExit) as ended:
        parse([])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"verify.report: ../pyproject.toml: {words}")
    parse(["--isolated"])


def test_keys_that_mean_nothing_beside_the_command_line_are_left_out(configure: Configure) -> None:
    configure('profile = "ci"', 'baseline = "b.json"', 'json = "r.json"', "seed = 3", "coverage = true", "jobs = 2")
    data = parse(["--data", "t.csv", "--target", "y"])
    assert (data.profile, data.baseline, data.jobs, data.json, data.seed) == (None, None, None, "../r.json", 3)
    shown = parse(["--from", "run.json"])
    assert (shown.profile, shown.seed, shown.json, shown.coverage) == (None, None, "../r.json", True)
    assert parse(["--quiet"]).coverage is False
    for option in ("--list", "--doctor", "--schema"):
        options = parse([option])
        assert (options.json, options.seed, options.coverage) == (None, None, False)
    configure("quiet = true")
    assert parse(["--coverage"]).quiet is False
    assert parse(["--claim", "a", "--proof"]).quiet is False
    assert parse(["--replay", "run.json"]).quiet is True


def test_a_key_that_is_left_out_must_be_right_all_the_same(configure: Configure) -> None:
    configure("seed = 1.5")
    with pytest.raises(SystemExit):
        parse(["--seed", "1"])


def test_what_is_not_configured_are_options_that_there_are() -> None:
    options = {option[2:] for action in parser()._actions for option in action.option_strings if option[:2] == "--"}
    assert set(NOT_CONFIGURED) < options
    assert {"profile", "seed", "jobs", "module", "baseline", "require", "json", "quiet"} <= options - set(
        NOT_CONFIGURED
    )


def test_a_configured_run_writes_its_files_and_can_be_repeated(
    write: Write, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    modules = write()
    folder = configure('profile = "ci"', "seed = 5", 'json = "r.json"', "jobs = 1")
    assert main([], modules) == 0
    report = from_json((folder / "r.json").read_bytes())
    assert (report.profile, report.seed) == (Profile.CI, 5)
    repeated = command(report)[3:]
    assert " ".join(repeated) in " ".join(capsys.readouterr().out.replace("\\\n", " ").split())
    for elsewhere in (["--isolated"], []):  # with what is configured, and without
        options = parse([*repeated, *elsewhere])
        assert (options.profile, options.seed, options.claim) == ("ci", 5, list(modules))


def test_a_run_of_configured_modules_can_be_repeated_without_the_file(
    write: Write, configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    write("mine")
    folder = configure('module = ["made_up_mine.py"]', 'json = "r.json"', "jobs = 1")
    assert main([]) == 0
    report: Report = from_json((folder / "r.json").read_bytes())
    assert parse([*command(report)[3:], "--isolated"]).module == ["../made_up_mine.py"]
    assert "--module ../made_up_mine.py" in capsys.readouterr().out
