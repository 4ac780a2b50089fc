"""The first words of the screen and the command that repeats a run, where pictures were made: exact text."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from tests.verify.report import made_up
from verify.claims import ALL
from verify.evidence import ClaimEvidence, Figure, Profile, Report
from verify.experiments.everything import IDS
from verify.findings import findings
from verify.report.terminal import command, print_report

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]

PICTURES = (made_up.gaussian_data(), made_up.objective(), made_up.logarithm(), made_up.changes(), made_up.sizes())


def screen(report: Report, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        print_report(console, report)
    return captured.get()


def first_words(report: Report, width: int = 200) -> str:
    return screen(report, width).partition("\n\n")[0]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ((made_up.gaussian_data(),), "1 picture made."),
        ((made_up.gaussian_data(), made_up.gaussian_model()), "2 pictures made."),
        ((made_up.objective(),), "1 picture made (1 reproduced)."),
        ((made_up.logarithm(), made_up.objective()), "2 pictures made (1 reproduced, 1 explained); 1 finding."),
        (PICTURES, "5 pictures made (2 reproduced, 1 explained, 1 unexplained); 2 findings."),
    ],
)
def test_a_run_of_pictures_alone_says_what_became_of_them(
    report: MakeReport, figures: tuple[Figure, ...], words: str
) -> None:
    assert first_words(report(figures=figures, findings=findings((), (), figures))) == words


WITH_CLAIMS = {
    60: """\
1 claim holds (1 certified); 1 of 1 wrong version refuted; 5
pictures made (2 reproduced, 1 explained, 1 unexplained).""",
    80: """\
1 claim holds (1 certified); 1 of 1 wrong version refuted; 5 pictures made (2
reproduced, 1 explained, 1 unexplained).""",
    200: """\
1 claim holds (1 certified); 1 of 1 wrong version refuted; \
5 pictures made (2 reproduced, 1 explained, 1 unexplained).""",
}


@pytest.mark.parametrize("width", WITH_CLAIMS)
def test_beside_claims_they_come_after_them(claim: MakeClaim, report: MakeReport, width: int) -> None:
    assert first_words(report(claim(), figures=PICTURES), width) == WITH_CLAIMS[width]


def test_an_unexplained_picture_hides_no_claim_that_fell(claim: MakeClaim, report: MakeReport) -> None:
    fell = report(claim(undecided="too slow"), figures=(made_up.changes(),))
    assert first_words(fell).startswith("Nothing is refuted, but something stayed undecided.\n")


REPEATED = {
    60: """\
To repeat
  python -m verify.report --profile ci --claim theorem-1 \\
  --figure figure_0 --figure experiments_1 --seed 7
""",
    80: """\
To repeat
  python -m verify.report --profile ci --claim theorem-1 --figure figure_0 \\
  --figure experiments_1 --seed 7
""",
    200: """\
To repeat
  python -m verify.report --profile ci --claim theorem-1 --figure figure_0 --figure experiments_1 --seed 7
""",
}


@pytest.mark.parametrize("width", REPEATED)
def test_the_command_names_the_pictures(claim: MakeClaim, report: MakeReport, width: int) -> None:
    made = report(claim(), figures=PICTURES[:2], profile=Profile.CI, seed=7)
    assert screen(made, width).partition("  took ")[0].endswith(f"\n{REPEATED[width]}")


def every(report: MakeReport, claims: list[ClaimEvidence], *, profile: Profile, but: int = 0) -> str:
    """The options of a run that made every picture, or all but some."""
    figures = tuple(made_up.gaussian_data().model_copy(update={"id": name}) for name in IDS[but:])
    return " ".join(command(report(*claims, figures=figures, profile=profile))[3:])


def test_all_pictures_are_named_together(claim: MakeClaim, report: MakeReport) -> None:
    assert every(report, [], profile=Profile.QUICK) == "--profile quick --figure all --seed 0"
    assert every(report, [claim("a")], profile=Profile.QUICK) == "--profile quick --claim a --figure all --seed 0"


def test_a_whole_run_of_profile_paper_needs_no_names_and_any_other_does(claim: MakeClaim, report: MakeReport) -> None:
    claims = [claim(name) for name in ALL]
    named = " ".join(f"--claim {name}" for name in ALL)
    assert every(report, claims, profile=Profile.PAPER) == "--profile paper --seed 0"
    assert every(report, claims, profile=Profile.QUICK) == f"--profile quick {named} --figure all --seed 0"
    some = " ".join(f"--figure {name}" for name in IDS[1:])
    assert every(report, claims, profile=Profile.PAPER, but=1) == f"--profile paper {named} {some} --seed 0"
    assert every(report, claims[1:], profile=Profile.PAPER).endswith(" --figure all --seed 0")
