import io
from collections.abc import Callable

from rich.console import Console

from verify.evidence import Change, ClaimEvidence, Comparison, Direction, Level, Report
from verify.report.comparison import print_comparison
from verify.report.terminal import print_report, print_summary

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]

EVERY_DIRECTION = (
    Change(direction=Direction.FELL, subject="theorem-1", what="no longer certified (this run: tested)"),
    Change(direction=Direction.FELL, subject="gain-formula", what="examples fell from 300 to 200"),
    Change(
        direction=Direction.GONE,
        subject="improves-almost-surely",
        what="stratum 'nothing improves, although r ≠ 0' is gone",
    ),
    Change(direction=Direction.CHANGED, subject="census relu", what="improving changed from 10,000 to 10,001"),
    Change(direction=Direction.ROSE, subject="candidates", what="now proved"),
    Change(direction=Direction.NEW, subject="a [bold]claim[/bold]", what="not in the baseline yet"),
)


def shown(report: Report, **comparison: object) -> str:
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        print_comparison(console, Comparison.model_validate({"seed": 0, **comparison}), report)
    return captured.get()


def test_changes_are_shown_in_groups(claim: MakeClaim, report: MakeReport) -> None:
    assert (
        shown(report(claim()), changes=EVERY_DIRECTION)
        == """\
Fell since the baseline:
  theorem-1: no longer certified (this run: tested)
  gain-formula: examples fell from 300 to 200
Gone since the baseline:
  improves-almost-surely: stratum 'nothing improves, although r ≠ 0' is gone
Changed since the baseline, though it was decided exactly:
  census relu: improving changed from 10,000 to 10,001
Rose since the baseline:
  candidates: now proved
New since the baseline:
  a [bold]claim[/bold]: not in the baseline yet
  --update-baseline records what rose and what is new
"""
    )


def test_nothing_fell(claim: MakeClaim, report: MakeReport) -> None:
    assert shown(report(claim())) == "Nothing fell since the baseline.\n"
    assert shown(report(claim()), changes=EVERY_DIRECTION[4:]).splitlines()[-2:] == [
        "Nothing fell since the baseline.",
        "  --update-baseline records what rose and what is new",
    ]


def test_what_is_below_the_demanded_level_has_a_group_of_its_own(claim: MakeClaim, report: MakeReport) -> None:
    demand = {"required": Level.PROVED, "below": ("theorem-1: certified, below the demanded proved",)}
    below = "Below the demanded level:\n  theorem-1: certified, below the demanded proved\n"
    assert shown(report(claim()), **demand) == f"{below}Nothing fell since the baseline.\n"
    assert shown(report(claim()), seed=None, **demand) == below


def test_another_seed_and_other_versions_are_said(claim: MakeClaim, report: MakeReport) -> None:
    assert (
        shown(report(claim()), seed=3, versions={"hypothesis": "6.135.0", "numpy": "2.0.0"})
        == """\
Nothing fell since the baseline.
  counts were not compared: the baseline has seed 3
  the baseline was made with hypothesis 6.135.0 and numpy 2.0.0, this run with
  hypothesis none and numpy 2.1.0: the same seed may give other random draws
"""
    )


def test_run_that_becomes_the_baseline_says_what_that_changes(claim: MakeClaim, report: MakeReport) -> None:
    assert (
        shown(report(claim()), recorded=True, changes=EVERY_DIRECTION[2:3])
        == """\
The baseline becomes what this run established; beside what it was:
Gone since the baseline:
  improves-almost-surely: stratum 'nothing improves, although r ≠ 0' is gone
"""
    )
    same = "The baseline becomes what this run established; nothing is different in it.\n"
    assert shown(report(claim()), recorded=True) == same


def test_the_comparison_stands_at_the_top(claim: MakeClaim, report: MakeReport) -> None:
    run = report(claim(), comparison=Comparison(seed=0, changes=EVERY_DIRECTION[:1]))
    for show in (print_report, print_summary):
        console = Console(file=io.StringIO(), width=80)
        with console.capture() as captured:
            show(console, run)
        assert captured.get().startswith(
            "1 claim holds (1 certified); 1 of 1 wrong version refuted.\n"
            "Fell since the baseline:\n"
            "  theorem-1: no longer certified (this run: tested)\n"
            "\nClaims\n"
        )
