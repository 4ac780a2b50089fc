"""The report as Markdown, read by GitHub's own parser: what it says, in what order, and that no text becomes markup."""

import io
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from tests.verify.report.made_up_reports import HOSTILE
from tests.verify.report.readers import on_github
from verify.evidence import CensusRow, ClaimEvidence, Replay, Report
from verify.report import job_summary
from verify.report.__main__ import main
from verify.report.markdown import markdown, sections
from verify.report.marking import bold, opening, plain, table
from verify.report.options import parse
from verify.report.session import run
from verify.report.terminal import print_report

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]
Write = Callable[..., dict[str, str]]


def shown(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def tags(element: ET.Element) -> set[str]:
    return {inner.tag for inner in element.iter()}


WANTING = st.sampled_from(
    ["`", "``", "*", "**", "_", "<b>", "</b>", "<!--", "-->", "[", "](", ")", "!", "|", "\\", "~~", "&lt;", "&#35;",
     "# ", "1. ", "- ", "+ ", "---", "===", "    ", "\t", "\n", "https://a.b/c", "http://", "www.a.b", "ftp://a.b",
     "mailto:a@b.c", "a@b.c", "@user", "@org/team", "#12", "a/b#3", "GH-4", ":tada:", "$x$", "$$", "x", "é", " ",
     "\x00", "\x1b[0m", "\u202e", "\u2028"]
)  # fmt: skip
TEXTS = st.lists(WANTING, max_size=8).map("".join)


def seen(text: str) -> str:
    """What a reader is to see of a text: its words, with � for what cannot be shown."""
    return " ".join(text.translate(dict.fromkeys(map(ord, "\x00\x1b\u202e"), "�")).split())


@given(TEXTS)
@example("_www.a.b")  # GitHub takes an underline for the end of a word
def test_a_text_shows_as_it_is_and_becomes_no_markup(text: str) -> None:
    for written, allowed in (
        (opening(plain(text)), {"page", "p"}),
        (f"- {opening(plain(text))}", {"page", "ul", "li"}),
        (f"## {plain(text)}", {"page", "h2"}),
        (f"{bold(text)}.", {"page", "p", "b"}),
    ):
        found = on_github(written)
        assert tags(found) <= allowed
        assert shown(found).removesuffix("." if "b" in allowed else "") == seen(text)


@given(TEXTS, TEXTS)
def test_a_cell_stays_in_its_cell(one: str, other: str) -> None:
    found = on_github("\n".join(table(["a", "b"], [[plain(one), plain(other)]], [1])))
    assert tags(found) == {"page", "table", "thead", "tr", "th", "tbody", "td"}
    assert [shown(cell) for cell in found.iter("td")] == [seen(one), seen(other)]


@pytest.mark.parametrize(
    "text",
    ["@user", "@org/team", "a@b.c", "#12", "a/b#3", "GH-4", "gh-4", "https://a.b", "www.a.b", ":tada:", "$x$", "$$"],
)
def test_nothing_that_github_links_is_left_whole(text: str) -> None:
    """A comment stands in it, which shows as nothing: GitHub looks at each stretch of text by itself."""
    stretches = [part.strip() for part in plain(f"see {text} here").replace("\\", "").split("<!-- -->")]
    assert len(stretches) > 1
    assert "".join(stretches).replace(" ", "") == f"see{text}here"


EXPECTED = """\
# 1 claim holds (1 certified)

1 of 1 wrong version refuted; 15,000 drawn neurons decided, none left undecided.

## Claims

| claim | outcome | level | examples | instances | controls |
| --- | --- | --- | ---: | ---: | ---: |
| theorem-1 | holds | certified | 300 | 50 + 19,683 | 1 of 1 |

- instances: accepted by the independent checker + decided in the exhausted scope; controls: wrong versions refuted, \
of those tried

<details><summary><b>What they say</b></summary>

- --claim ID shows one in full, with its counterexamples
- <b>theorem-1</b>: a neuron improves iff its outputs are not orthogonal to the residual
  - premise necessary: optimal-output-weights
  - control refuted: orthogonal-to-target

</details>

## Census

- 100 datasets of 100 points, each grown to 100 neurons; every drawn neuron is counted.

| neurons drawn | drawn | improving | non-improving | undecided |
| --- | ---: | ---: | ---: | ---: |
| relu | 15,000 | 10,000 | 5,000 | 0 |

| non-improving | share | 99 % interval by growth | the post |
| --- | ---: | --- | --- |
| relu | 33.33 % | 32.00 % to 35.00 % | - |

| why they do not | dead | linear | in span | orthogonal | residual 0 |
| --- | ---: | ---: | ---: | ---: | ---: |
| relu | 1,000 | 1,500 | 2,400 | 90 | 10 |

- the first that applies: dead, all outputs 0; linear on the data; otherwise in the span of what is there; outside it, \
but orthogonal to the residual; residual already 0

<details><summary><b>Routes</b></summary>

- random examples by Hypothesis, instances with certificates, all instances of a scope, steps of SymPy, steps of the \
proof in the kernel and in its checker, whether Coq accepted a theorem, and on what

| claim | Hypothesis | certified | exhausted | SymPy | kernel | checker | Coq |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
| theorem-1 | 300 | 50 | 19,683 | 5 | - | - | - |

</details>

<details><summary><b>Legend</b></summary>

- holds: nothing in this run speaks against it, and something speaks for it
- certified: decided without tolerance on instances, by certificates that a checker accepted
- necessary: without this premise the claim falls; a witness is shown

</details>

## To repeat

```
python -m verify.report --profile quick --claim theorem-1 --seed 0
```

- took 12.3 s with --jobs 2; python 3.11.9, numpy 2.1.0

"""


def test_a_small_report_as_exact_text(claim: MakeClaim, row: MakeRow, report: MakeReport) -> None:
    assert markdown(report(claim(), census=(row(),))) == EXPECTED


def test_what_a_reader_must_see_is_open_and_comes_first(every_report: Report) -> None:
    found = on_github(markdown(every_report))
    headings = [shown(element) for element in found.iter() if element.tag in {"h1", "h2", "summary"}]
    assert headings == [
        "A claim is refuted.", "Claims", "Refuted", "False as printed, with counterexamples", "What they say", "Census",
        "The post's pictures", "Your data", "Findings", "Routes", "Legend", "To repeat",
    ]  # fmt: skip
    text = markdown(every_report)
    assert text.index("Fell since the baseline") < text.index("## Claims")
    assert text.count("<details>") == text.count("</details>") == 5
    before_the_details = text[: text.index("<details>")]
    assert "- <b>counterexample</b>: G = \\[1\\], y = (1/2)" in before_the_details
    assert 'print(replay("broken", "broken", {"G": [[1]], "y": ["1/2"]}))' in before_the_details
    assert "claim-fell: 10 of 12 fell" in before_the_details


def test_faults_are_the_title(unsound_report: Report) -> None:
    found = on_github(markdown(unsound_report))
    assert shown(next(found.iter("h1"))) == "This toolkit is not to be believed:"
    faults = next(found.iter("ul"))
    assert [shown(item) for item in faults] == list(unsound_report.faults)


def test_hostile_texts_stay_text(every_report: Report) -> None:
    """No element but those of the face itself, and every hostile text is whole wherever it stands."""
    found = on_github(markdown(every_report))
    assert tags(found) == {
        "page", "h1", "h2", "h3", "p", "ul", "li", "b", "details", "summary", "pre", "code", "table", "thead", "tbody",
        "tr", "th", "td",
    }  # fmt: skip
    console = Console(file=io.StringIO(), width=10_000)
    with console.capture() as captured:
        print_report(console, every_report, routes=True)
    on_the_screen = captured.get().count(HOSTILE.split(" \x1b", maxsplit=1)[0])
    assert shown(found).count(seen(HOSTILE)) == on_the_screen > 0


def test_a_program_with_backticks_ends_where_it_ends(claim: MakeClaim, report: MakeReport) -> None:
    text = "```\n@someone"
    replay = Replay(claim=text, part="p", instance={"y": ("1",)})
    found = on_github(markdown(report(claim(counterexample={"y": ("1",)}, replay=replay))))
    program = f'from verify import replay\n\nprint(replay({text!r}, "p", {{"y": [1]}}))'
    assert next(shown(code) for code in found.iter("code")) == program


def test_the_option_writes_it(write: Write, tmp_path: Path) -> None:
    assert run(parse(["--jobs", "1", "--markdown", "r.md"]), write()) == 0
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# 1 claim holds (1 certified)\n")


class TestJobSummary:
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = tmp_path / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(self.file))

    def test_a_run_adds_its_report_to_what_is_there(self, write: Write, tmp_path: Path) -> None:
        self.file.write_text("An earlier step says something.", encoding="utf-8")
        assert run(parse(["--jobs", "1", "--markdown", "r.md"]), write()) == 0
        report = (tmp_path / "r.md").read_text(encoding="utf-8")
        assert self.file.read_text(encoding="utf-8") == f"An earlier step says something.\n{report}"

    @pytest.mark.parametrize(("changes", "status"), [({}, 0), ({"undecided": "slow"}, 3), ({"refuted": False}, 5)])
    def test_it_is_written_whatever_comes_out(self, write: Write, changes: dict[str, object], status: int) -> None:
        assert main(["--jobs", "1"], write(**changes)) == status
        assert self.file.read_text(encoding="utf-8").startswith("\n# ")

    def test_a_finished_run_shown_again_is_no_job(self, write: Write) -> None:
        assert run(parse(["--jobs", "1", "--json", "r.json"]), write()) == 0
        self.file.unlink()
        assert run(parse(["--from", "r.json"])) == 0
        assert not self.file.exists()

    def test_one_that_cannot_be_written_changes_no_verdict(
        self, write: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.file.mkdir()
        assert run(parse(["--jobs", "1"]), write()) == 0
        out, err = capsys.readouterr()
        assert out.startswith("1 claim holds (1 certified)")
        assert err == f"verify.report: the job summary {self.file} could not be written (Is a directory)\n"

    def test_no_name_is_no_summary(
        self, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")
        assert run(parse(["--jobs", "1"]), write()) == 0
        assert capsys.readouterr().err == ""

    def test_what_is_too_long_is_left_out_and_counted(self, claim: MakeClaim, report: MakeReport) -> None:
        self.file.write_text("x" * 1000, encoding="utf-8")
        run = report(*(claim(f"claim-{k}", statement="é" * 1000, premises=()) for k in range(600)))
        whole = sections(run)
        assert job_summary.add(run) is None
        text = self.file.read_text(encoding="utf-8")
        assert len(text.encode()) < job_summary.LONGEST
        assert text.startswith("x" * 1000 + "\n# 600 claims hold")
        left = len(whole) + 1 - next(k for k, part in enumerate(whole) if "What they say" in part) - 1
        assert text.endswith(
            f"{left} of {len(whole) + 1} sections are left out, for want of room: --markdown FILE writes them all.\n"
        )

    def test_nothing_is_added_where_there_is_no_room(self, full_report: Report) -> None:
        self.file.write_text("x" * job_summary.LONGEST, encoding="utf-8")
        assert job_summary.add(full_report) is None
        assert self.file.stat().st_size == job_summary.LONGEST
