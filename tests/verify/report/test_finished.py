"""A finished run that is shown again: the same screen, faces and exit status, and no text of the file is obeyed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.verify.report.test_terminal import screen
from verify.bad_input import BadInputError
from verify.evidence import Report, to_json
from verify.evidence.base import Model
from verify.report.__main__ import main
from verify.report.finished import read

Write = Callable[..., dict[str, str]]

RUNS: list[dict[str, Any]] = [
    {},
    {"extra": 'counterexample={"y": ("1",)},'},
    {"undecided": "too slow"},
    {"refuted": False},
    {"extra": 'disagreements=("7 or 8",),'},
]


@pytest.mark.parametrize("changes", RUNS)
def test_screen_faces_and_status_are_those_of_the_run(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    status = main(["--jobs", "1", "--json", "run.json", "--svg", "run.svg"], write(**changes))
    screen_of_the_run = capsys.readouterr().out
    assert main(["--from", "run.json", "--json", "again.json", "--svg", "again.svg"]) == status
    assert capsys.readouterr() == (screen_of_the_run, "")
    for face in ("json", "svg"):
        assert (tmp_path / f"again.{face}").read_bytes() == (tmp_path / f"run.{face}").read_bytes()


def test_statuses_of_those_runs_differ(write: Write) -> None:
    assert [main(["--jobs", "1", "--quiet"], write(**changes)) for changes in RUNS] == [0, 1, 3, 5, 5]


def test_one_claim_in_full(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--jobs", "1", "--json", "run.json"], write())
    capsys.readouterr()
    assert main(["--from", "run.json", "--claim", "theorem-1"]) == 0
    assert "\n  source: post\n" in capsys.readouterr().out


def test_file_written_over_itself_is_the_same(write: Write, tmp_path: Path) -> None:
    main(["--jobs", "1", "--json", "run.json"], write())
    before = (tmp_path / "run.json").read_bytes()
    assert main(["--from", "run.json", "--json", "run.json"]) == 0
    assert (tmp_path / "run.json").read_bytes() == before


def changed(report: Report, **fields: object) -> bytes:
    return json.dumps(json.loads(to_json(report)) | fields).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read (No such file or directory); name a file that --json wrote"),
        (b"", "is no report of this version (Invalid JSON: EOF while parsing"),
        (b"\xff\xfe", "is no report of this version (Invalid JSON"),
        (b"[" * 10**6, "is no report of this version (Invalid JSON: recursion limit exceeded"),
        (b"[]", "is no report of this version (Input should be an object); name"),
        (b'{"a\\u001b[31m\\n": 1}', "is no report of this version (profile: Field required)"),
        ({"schema": "lemmata/0"}, "is no report of this version (schema: Input should be 'lemmata/1')"),
        (
            {"outcome": "refuted"},
            "is no report of this version (Value error, the outcome of the report does not follow",
        ),
        ({"faults": ["it is all lies"]}, "is no report of this version (Value error, the faults of the report are not"),
        ({"seed": True}, "is no report of this version (seed: Input should be a valid integer)"),
        ({"\x1b[31m\nno": 1}, "is no report of this version (\\x1b[31m\\nno: Extra inputs are not permitted)"),
        ({"timing": {"seconds": float("nan"), "jobs": 1, "claims": {}}}, "(timing.seconds: Input should be a finite"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(
    report: Callable[..., Report],
    claim: Callable[..., Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | dict[str, object] | None,
    words: str,
) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else changed(report(claim()), **content))
    assert main(["--from", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"verify.report: --from {path}: ")
    assert words in err
    assert err.strip().isprintable()


def test_claim_that_it_does_not_have_is_refused(
    report: Callable[..., Report], claim: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_bytes(changed(report(claim())))
    assert main(["--from", str(tmp_path / "run.json"), "--claim", "theorem-2"]) == 2
    assert capsys.readouterr().err.endswith("run.json: has no claim 'theorem-2'; name one that it has\n")


@pytest.mark.parametrize(
    "options",
    ["--profile quick", "--seed 0", "--jobs 2", "--baseline b.json", "--certificates c", "--proof-latex p", "--fresh"],
)
def test_what_was_decided_when_it_ran_cannot_be_asked_for_again(
    capsys: pytest.CaptureFixture[str], options: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--from", "run.json", *options.split()])
    assert ended.value.code == 2
    option = options.split(maxsplit=1)[0]
    assert capsys.readouterr().err == (
        f"verify.report: {option} means nothing beside --from, which runs nothing; see --help\n"
    )


def models(base: type[Model] = Model) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def test_what_is_left_out_of_the_file_because_it_is_none_is_none_when_it_is_read_back() -> None:
    found = list(models())
    assert len(found) > 20
    for model in found:
        for name, field in model.model_fields.items():
            if type(None) in get_args(field.annotation) and name not in model.shown_as_null:
                assert field.is_required() or field.get_default(call_default_factory=True) is None, (model, name)


def test_report_whose_premise_the_post_could_not_state_is_read_back_as_it_was(
    report: Callable[..., Report], claim: Callable[..., Any], tmp_path: Path
) -> None:
    for stated in (None, False, True):
        (premise,) = claim().premises
        written = report(claim(premises=(premise.model_copy(update={"stated_in_post": stated}),)))
        (tmp_path / "run.json").write_text(to_json(written), encoding="utf-8")
        assert read(tmp_path / "run.json", "--from") == written


HOSTILE = (
    "\x1b[31mred", "[bold]x[/bold]", "[/]", ":smile:", "[link=file:///etc/passwd]x[/link]", "1/0", "9" * 5000,
    "1e999999999", "a" * 300, "\n\n", "日本語" * 40, "\t\r\a", "1/3", "\u202ecba",
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in the JSON a text stands."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [place for key, inner in items for place in places(inner, (*path, key))]
    return [path] if isinstance(value, str) else []


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data(), width=st.sampled_from([40, 60, 80, 110]))
def test_whatever_texts_a_file_holds_no_line_is_too_long_and_nothing_is_obeyed(
    full_report: Report, tmp_path: Path, data: st.DataObject, width: int
) -> None:
    fields = json.loads(to_json(full_report))
    for place in data.draw(st.lists(st.sampled_from(places(fields)), min_size=1, max_size=3)):
        inner = fields
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = data.draw(st.sampled_from(HOSTILE))
    (tmp_path / "run.json").write_text(json.dumps(fields), encoding="utf-8")
    try:
        report = read(tmp_path / "run.json", "--from")
    except BadInputError as error:
        assert str(error).isprintable()  # noqa: PT017  either is right: most texts are free, some are not
        return
    shown = screen(report, width)
    assert all(letter.isprintable() for letter in shown.replace("\n", ""))
    long = [line for line in shown.splitlines() if cell_len(line) > width and not line.startswith("  --")]
    assert not long
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_marks_of_rich_are_text_like_any_other(report: Callable[..., Report], claim: Callable[..., Any]) -> None:
    shown = screen(report(claim(statement="[bold]all[/bold] :smile: [link=x]y[/link] [/]")))
    assert "  theorem-1: [bold]all[/bold] :smile: [link=x]y[/link] [/]\n" in shown
