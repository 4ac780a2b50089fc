import io
from collections.abc import Callable

import pytest
from rich.console import Console

from verify.evidence import (
    Bounded,
    Causes,
    CensusRow,
    Certified,
    ClaimEvidence,
    Control,
    Covered,
    Evidence,
    Exact,
    FailureProbability,
    FailureStep,
    Kind,
    Level,
    OwnData,
    OwnGrowth,
    Premise,
    PremiseVerdict,
    Replay,
    Report,
    exit_status,
    to_json,
)
from verify.gate.comparing import compared
from verify.report.terminal import print_report

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]


def screen(report: Report, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        print_report(console, report)
    return captured.get()


FULL = """\
2 claims hold (2 certified); 2 of 2 wrong versions refuted; 65,000 drawn neurons
decided, none left undecided; 4 findings.

Claims
  claim             outcome  level      examples    instances  controls
  normal-equations  holds    certified       300  50 + 19,683    1 of 1
  theorem-1         holds    certified       300  50 + 19,683    1 of 1
  instances: accepted by the independent checker + decided in the exhausted
  scope; controls: wrong versions refuted, of those tried

What they say
  --claim ID shows one in full, with its counterexamples
  normal-equations: a neuron improves iff its outputs are not orthogonal to the
  residual
    control refuted: orthogonal-to-target
  theorem-1: a neuron improves iff its outputs are not orthogonal to the
  residual
    premise necessary: optimal-output-weights
    control refuted: orthogonal-to-target

Census
  100 datasets of 100 points, each grown to 100 neurons; every drawn neuron is
  counted.
  neurons drawn         drawn  improving  non-improving  undecided
  tanh                 10,000     10,000              0          0
  tanh x 0.01          10,000     10,000              0          0
  relu                 15,000     10,000          5,000          0
  relu x 0.01          15,000     10,000          5,000          0
  relu x 0.01 rounded  15,000     10,000          5,000          0

  non-improving          share  99 % interval by growth  the post
  tanh                  0.00 %  0.00 % to 0.04 %         1 of 10,000
  tanh x 0.01           0.00 %  0.00 % to 0.04 %         -
  relu                 33.33 %  32.00 % to 35.00 %       5,000 of 15,000
  relu x 0.01          33.33 %  32.00 % to 35.00 %       1,000
  relu x 0.01 rounded  33.33 %  32.00 % to 35.00 %       -

  why they do not       dead  linear  in span  orthogonal  residual 0
  tanh                     0       0        0           0           0
  tanh x 0.01              0       0        0           0           0
  relu                 1,000   1,500    2,400          90          10
  relu x 0.01          1,000   1,500    2,400          90          10
  relu x 0.01 rounded  1,000   1,500    2,400          90          10
  the first that applies: dead, all outputs 0; linear on the data; otherwise in
  the span of what is there; outside it, but orthogonal to the residual;
  residual already 0

  The criterion f_new < f_old in float64, along the exact growth, is wrong when
  it says:
  neurons drawn  lstsq cutoff       judged  improves  does not
  relu           today                 750        12         3
  relu           machine precision     750        40         0

Findings
  tanh: the post's share of non-improving neurons is inside the interval of this
  run
    the post: 1 of 10,000 neurons did not improve (0.01 %)
    this run: exactly, 0 of 10,000 neurons do not improve (0 %); the 99 %
    interval, with the growth as its unit, is 0 % to 0.04 %
  ReLU: the post's share of non-improving neurons is inside the interval of this
  run
    the post: 5,000 of 15,000 neurons did not improve (33.3 %)
    this run: exactly, 5,000 of 15,000 neurons do not improve (33.3 %); the 99 %
    interval, with the growth as its unit, is 32 % to 35 %
  ReLU: the exact factor 1/100 changes no count; the post's count went from
  5,000 to 1,000
    the post: 5,000 neurons did not improve; with weights multiplied by 0.01,
    1,000
    this run: exactly, 5,000 of 15,000 neurons do not improve with the weights
    as drawn, 5,000 of 15,000 with the exact factor 1/100, 5,000 of 15,000 when
    the products are rounded to floats, on the same streams of candidates. The
    post gives no total for its 1,000. If as many were drawn as before, it is
    6.67 % of 15,000; if as many improved, 9.09 % of 11,000: both outside the 99
    % interval 32 % to 35 %.
  f_new < f_old in float64 is not the exact verdict
    the post: a neuron counts as improving when f_new < f_old in float64, as its
    program has it
    this run: along the exact growth, it says that neurons improve that do not:
    12 to 40 of 750 for ReLU, and it says that neurons do not improve that do: 0
    to 3 of 750 for ReLU (the range is that of the lstsq cutoffs)

Legend
  holds: nothing in this run speaks against it, and something speaks for it
  certified: decided without tolerance on instances, by certificates that a
  checker accepted
  necessary: without this premise the claim falls; a witness is shown

To repeat
  python -m verify.report --profile quick --claim normal-equations \\
  --claim theorem-1 --seed 0
  took 12.3 s with --jobs 2; python 3.11.9, numpy 2.1.0
"""


def test_whole_report_at_80_columns(full_report: Report) -> None:
    assert screen(full_report) == FULL


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_too_long_or_ends_in_blanks(full_report: Report, width: int) -> None:
    lines = screen(full_report, width).splitlines()
    assert all(len(line) <= width and line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_word_or_number_is_lost_at_any_width(full_report: Report, width: int) -> None:
    def words(width: int) -> set[str]:
        return {word.strip(":,;()") for word in screen(full_report, width).replace("\\\n", "\n").split()}

    assert words(200) == words(width)


def test_table_that_does_not_fit_is_written_record_by_record(full_report: Report) -> None:
    assert NARROW in screen(full_report, 40)


def test_table_that_nearly_fits_has_its_first_column_above(full_report: Report) -> None:
    assert ABOVE in screen(full_report, 60)


ABOVE = """\
Claims
  claim
    outcome  level      examples    instances  controls
  normal-equations
    holds    certified       300  50 + 19,683    1 of 1
"""


NARROW = """\
Claims
  claim
  normal-equations
    outcome: holds
    level: certified
    examples: 300
    instances: 50 + 19,683
    controls: 1 of 1
  theorem-1
"""


def headline(report: Report) -> list[str]:
    return screen(report, 80).split("\n\n")[0].splitlines()


def test_faults_come_before_everything(claim: MakeClaim, report: MakeReport) -> None:
    control = Control(id="wrong", statement="always improves", refuted=False)
    run = report(claim(controls=(control,)))
    assert headline(run) == ["This toolkit is not to be believed:", "  theorem-1: control wrong survived"]


def test_a_flood_of_faults_is_cut_and_says_so(claim: MakeClaim, report: MakeReport) -> None:
    refusals = tuple(f"number {n}" for n in range(25))
    certified = Certified(instances=0, rejected=25, issued=25)
    run = report(claim(evidence=Evidence(certified=certified), premises=(), refusals=refusals))
    lines = headline(run)
    assert len(lines) == 22
    assert lines[-1] == "  and 5 more; --json FILE names them all"
    assert len(run.faults) == 25


def test_what_did_not_hold_is_named_with_its_reason(claim: MakeClaim, report: MakeReport) -> None:
    run = report(claim(), claim("a", undecided="too slow"), claim("b", counterexample={"y": ("1", "2")}))
    assert headline(run) == ["A claim is refuted.", "  a is undecided: too slow", "  b is refuted"]
    assert "counterexample: y = (1, 2)\n" in screen(run)


IN_FULL = """\
theorem-1
  a neuron improves iff its outputs are not orthogonal to the residual
  source: Theorem 1: an added neuron improves unless its outputs meet one linear
  equation
  rests on normal-equations
  tested on 300 random examples, among them
    40 on the hyperplane
    12 dead neuron
  certified on 50 instances: the independent checker accepted their certificates
  (--certificates FILE writes them)
  decided exactly on all 19,683 instances with n <= 3, u <= 2, entries -1, 0, 1
  derived in 5 steps (which raises no level): SymPy
  premise optimal-output-weights (necessary): s minimises the objective
    met by 300 of 300 random examples
    without it the claim fails at G = [1; 0], y = (0, 1), s = (1), g = (1, 1),
    the smallest of its scope
  control orthogonal-to-target (refuted): improves iff g is not orthogonal to y
    it fails at G = [1], y = (1), g = (1), the smallest of its scope
    to replay it, run in Python:
      from verify import replay
      print(replay("theorem-1", "orthogonal-to-target", {"G": [[1]], "y": [1], "g": [1]}))
"""


def test_one_claim_in_full_with_a_program_that_is_not_wrapped(claim: MakeClaim, report: MakeReport) -> None:
    shown: dict[str, Exact] = {"G": (("1",),), "y": ("1",), "g": ("1",)}
    replay = Replay(claim="theorem-1", part="orthogonal-to-target", instance=shown)
    (control,) = claim().controls
    run = report(claim(controls=(control.model_copy(update={"replay": replay}),), rests_on=("normal-equations",)))
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        print_report(console, run, in_full=["theorem-1"])
    assert IN_FULL in captured.get()


def test_an_unguarded_claim_is_never_better_than_tested_and_says_so(claim: MakeClaim, report: MakeReport) -> None:
    shown = screen(report(claim(kind=Kind.OWN, premises=(), controls=())))
    assert "1 claim holds (1 tested)." in shown
    assert "    unguarded: it has no control\n" in shown


def test_refuted_printed_statement_is_expected(claim: MakeClaim, report: MakeReport) -> None:
    run = report(claim(), claim("p", kind=Kind.PRINTED, counterexample={"n": "2"}))
    assert headline(run) == [
        "1 claim holds (1 certified); 1 printed statement refuted, as expected; 2 of 2",
        "wrong versions refuted; 1 finding.",
    ]


def test_certificates_that_were_not_all_checked_are_k_of_n(claim: MakeClaim, report: MakeReport) -> None:
    evidence = Evidence(certified=Certified(instances=5, rejected=0, issued=300))
    assert "  5 of 300  " in screen(report(claim(evidence=evidence, premises=())))


def test_what_was_not_established_is_a_dash(claim: MakeClaim, report: MakeReport) -> None:
    run = report(claim(rests_on=("normal-equations",)))
    assert "  theorem-1  holds    certified (-)  " in screen(run)
    assert "theorem-1 rests on normal-equations, not part of this run" in screen(run)


def test_effective_level_is_shown_where_it_is_lower(claim: MakeClaim, report: MakeReport) -> None:
    tested = claim("a", evidence=Evidence(tested=claim().evidence.tested))
    shown = screen(report(tested, claim(rests_on=("a",))))
    assert shown.startswith("2 claims hold (2 tested); 2 of 2 wrong versions refuted.\n")
    assert "  a          holds    tested              " in shown
    assert "  theorem-1  holds    certified (tested)  " in shown
    assert "(in brackets): the weakest level along" in shown


def test_undecided_premise_and_missing_control_are_shown(claim: MakeClaim, report: MakeReport) -> None:
    premise = Premise(id="p", statement="G has full rank", verdict=PremiseVerdict.UNDECIDED, met=300)
    run = report(claim(premises=(premise,), controls=(), no_control_because="every near version is true"))
    assert "    premise undecided: p\n" in screen(run)
    assert "    no control: every near version is true\n" in screen(run)


def test_legend_explains_the_words_on_the_screen_and_no_others(claim: MakeClaim, report: MakeReport) -> None:
    legend = screen(report(claim(premises=()))).split("Legend\n")[1].split("\n\n")[0]
    words = [line.split(":")[0].strip() for line in legend.splitlines() if ":" in line]
    assert words == ["holds", "certified"]
    assert "proved" not in screen(report(claim()))


def test_claims_below_the_demanded_level_are_named(claim: MakeClaim, report: MakeReport) -> None:
    run = report(
        claim(evidence=Evidence(tested=claim().evidence.tested)),
        claim("b", rests_on=("gone",)),
        claim("c"),
        claim("p", kind=Kind.PRINTED, counterexample={"n": "2"}),
    )
    run = compared(run, None, whole=True, required=Level.CERTIFIED)
    assert exit_status(run) == 1
    assert run.comparison is not None
    assert run.comparison.fallen == (
        "theorem-1: tested, below the demanded certified",
        "b: no effective level, below the demanded certified",
    )


def test_own_data_can_be_repeated(report: MakeReport) -> None:
    zero = Bounded(value=0.0, error=0.0)
    growth = OwnGrowth(
        objective_before=zero, objective_after=zero, gains=(), drawn=0, improving=0, non_improving=0, undecided=0,
        causes=Causes(), ended="weights used up",
    )  # fmt: skip
    data = OwnData(
        file="my table.csv", sha256="0", read_as="decimal", rows=2, features=("x", "bias"), target="y", bias=True,
        standardise=False, activation="tanh", scale="1/100", neurons=1, weights_file="w.csv", growths=(growth,),
    )  # fmt: skip
    expected = "--data 'my table.csv' --target y --activation tanh --scale 1e-2 --weights w.csv --bias --values decimal"
    shown = " ".join(screen(report(own_data=data)).replace("\\\n", " ").split())
    assert f"python -m verify.report {expected} --seed 0" in shown


def test_matrices_and_layers_are_written_by_rows(claim: MakeClaim, report: MakeReport) -> None:
    shown = {"s": "1/2", "G": (("1", "0"), ("0", "1")), "E": ((), ()), "W": ((("1",),), (("2",), ("3",))), "v": ()}
    run = report(claim(counterexample=shown))
    assert "counterexample: s = 1/2, G = [1 0; 0 1], E = [2 rows, no columns], W = ([1], [2; 3]), v = ()" in " ".join(
        screen(run).split()
    )


def test_long_fraction_is_about_a_decimal_on_the_screen_alone(claim: MakeClaim, report: MakeReport) -> None:
    shown = {"w": (("1", "8205110412214181/18014398509481984"),), "f": "-1234567/89012345", "c": "12345/67890"}
    run = report(claim(counterexample={**shown, "N": "123456789012345"}))
    text = "w = about [1 0.455475], f = about -0.0138696, c = 12345/67890, N = 123456789012345"
    assert text in " ".join(screen(run).split())
    assert "8205110412214181/18014398509481984" in to_json(run)


def test_the_failure_probability_is_shown_at_some_steps_with_what_was_counted(report: MakeReport, row: MakeRow) -> None:
    steps = tuple(FailureStep(neurons=k, mean=0.04 + k / 100, low=0.03, median=0.04, high=0.5) for k in range(11))
    failure = FailureProbability(
        growths=7, steps=steps, bound=1e-12, dead=0.04, expected=12.3, deviation=4.5,
        observed=1_011, low=2, high=40, outside=3, error=1e-3,
    )  # fmt: skip
    shown = screen(report(census=(row(failure_probability=failure, expected_failures=12.3), row("tanh", null_steps=9))))
    lines = " ".join(shown.split())
    assert "relu: the exact probability that the next neuron fails, over 7 growths" in lines
    assert "neurons there 0 2 4 6 8 10 mean 4.00 % 6.00 % 8.00 % 10.00 % 12.00 % 14.00 %" in lines
    assert "5 % of growths below 3.00 %" in lines
    assert (
        "no point active: 4.00 %. Expected failures 12.3 ± 4.5, counted 1,011; allowed 2 to 40; growths outside their "
        "own interval: 3 (error 0.001 for all together)"
    ) in lines
    assert "tanh: it is 0 at all 9 steps, by an improving neuron at each" in lines


COVERAGE = """\
The post, section by section
  section         statements  covered  in part  open  no mathematics
  Shallow                  2        1        1     0               0
  Layers                   2        0        0     1               1
"""


def test_the_posts_statements_are_counted_by_section_and_listed_when_asked_for(
    claim: MakeClaim, report: MakeReport
) -> None:
    coverage = (
        Covered(id="S1", section="Shallow", words="it improves", claims=("theorem-1", "gain-formula")),
        Covered(id="S2", section="Shallow", words="by a lot", claims=("theorem-1",), still_open="how much"),
        Covered(id="L1", section="Layers", words="it falls", still_open="the curves"),
        Covered(id="L2", section="Layers", words="it is nice", not_mathematical="a matter of taste"),
    )
    run = report(claim(), coverage=coverage)
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        print_report(console, run, statements=True)
    shown = captured.get()
    assert " ".join(COVERAGE.split()) in " ".join(shown.split())
    assert "  S1  it improves\n      theorem-1 holds, gain-formula not part of this run\n" in shown
    assert "  S2  by a lot\n      theorem-1 holds, open: how much\n" in shown
    assert "  L1  it falls\n      open: the curves\n" in shown
    assert "  L2  it is nice\n      no mathematics: a matter of taste\n" in shown
    assert "The post, section by section" not in screen(run)  # not every claim of the post was run
