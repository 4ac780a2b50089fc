"""Made-up reports in which nearly everything stands that a report can hold, each number different where that can be."""

from collections.abc import Callable
from typing import Any

from tests.verify.report import made_up
from verify.evidence import (
    Bounded,
    Causes,
    CensusRow,
    Certified,
    Change,
    ClaimEvidence,
    Comparison,
    Control,
    Covered,
    Direction,
    Evidence,
    Exhausted,
    FloatCriterion,
    Formalised,
    Formalities,
    Instance,
    Kind,
    Level,
    OwnData,
    OwnGrowth,
    OwnPathCounts,
    PostFigure,
    Premise,
    PremiseVerdict,
    Proved,
    Rate,
    Replay,
    Report,
    Tail,
    Tested,
    Trusted,
    all_faults,
    below,
    overall,
    settle,
)

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]

HOSTILE = (
    "`a` <b>b</b> | *c* _d_ @e/f #7 GH-8 [g](http://h.i) https://j.k www.l.m n@o.p $q$ :tada: &amp; ~~r~~ "
    "\x1b[31m \u202e"
)
"""What wants to be markup, a mention, a link, a formula or a picture."""

PROVED = Proved(statement="a = a", steps=13)
_ONE_BY_ONE: Instance = {"G": (("1",),), "y": ("1/2",)}


def _evidence(examples: int, instances: int, exhausted: int, **more: Any) -> Evidence:
    certified = Certified(
        instances=instances, rejected=0, issued=instances + 3, exhausted=Exhausted(scope="n <= 2", instances=exhausted)
    )
    return Evidence(tested=Tested(examples=examples, strata={"dead neuron": 7}), certified=certified, **more)


def claims(claim: MakeClaim) -> tuple[ClaimEvidence, ...]:
    """A claim of each outcome and of each level, and one whose every text is hostile."""
    formalised = Formalised(theorem="claim_base", statements=("forall x, x = x",))
    replay = Replay(claim="broken", part="broken", instance=_ONE_BY_ONE)
    missing = Premise(
        id="p", statement="a premise", verdict=PremiseVerdict.UNDECIDED, met=1400, tried="all small instances"
    )
    return (
        claim("base", evidence=_evidence(1400, 120, 1_001, formalised=formalised), premises=(missing,)),
        claim("proved", evidence=_evidence(300, 31, 42, proved=PROVED), rests_on=("sampled",)),
        claim("exact", evidence=_evidence(301, 32, 2_003)),
        claim("sampled", evidence=Evidence(tested=Tested(examples=302, strata={})), rests_on=("base",)),
        claim("printed", kind=Kind.PRINTED, controls=(), premises=(), evidence=Evidence(), counterexample=_ONE_BY_ONE),
        claim("broken", evidence=_evidence(303, 33, 44), counterexample=_ONE_BY_ONE, replay=replay),
        claim("open", undecided="the time limit was reached"),
        claim("empty", evidence=Evidence(tested=Tested(examples=304, strata={"never": 0})), premises=()),
        claim(HOSTILE, kind=Kind.OWN, statement=HOSTILE, source=HOSTILE, module="mine.py", controls=(
            Control(id=HOSTILE, statement=HOSTILE, refuted=True, counterexample={HOSTILE: "1"}),
        )),
    )  # fmt: skip


def census(row: MakeRow) -> tuple[CensusRow, ...]:
    """Rows with every part that a row can have, one of them undecided in part."""
    criterion = FloatCriterion(
        cutoff="today", growths=5, judged=757, says_improving_but_not=12, says_not_but_improving=3
    )
    own_path = OwnPathCounts(cutoff="today", growths=6, cap=900, drawn=1_234, capped=2, refused=(17, 71))
    return (
        row("tanh", null_steps=10_000, drawn=10_002, improving=10_001, non_improving=1, causes=Causes(dead=1),
            rate=Rate(value=1 / 10_002, low=0.0, high=0.0004, confidence=0.99),
            post=PostFigure(added=10_000, non_improving=1)),
        row(failure_probability=made_up.FAILURE, expected_failures=made_up.FAILURE.expected, tail=Tail(
            last=5, failures=66, most_in_a_growth=9), float_criterion=(criterion,), float_growths=5,
            float_says_improving_but_not=12, float_says_not_but_improving=3, own_path=(own_path,),
            post=PostFigure(added=15_000, non_improving=5_000)),
        row("relu", "1/100", drawn=15_011, undecided=11, post=PostFigure(non_improving=1_000)),
    )  # fmt: skip


def own_data(**changes: Any) -> OwnData:
    """A table with two exact growths."""

    def growth(after: float, drawn: int, improving: int, undecided: int) -> OwnGrowth:
        failed = drawn - improving - undecided
        return OwnGrowth(
            objective_before=Bounded(value=100.0, error=0.0), objective_after=Bounded(value=after, error=0.0),
            gains=(Bounded(value=1.5, error=0.0),) * improving, drawn=drawn, improving=improving,
            non_improving=failed, undecided=undecided, causes=Causes(dead=failed), ended="neurons",
        )  # fmt: skip

    fields: dict[str, Any] = {
        "file": HOSTILE, "sha256": "0" * 64, "read_as": "decimal", "rows": 1442, "features": ("a", "bias"),
        "target": HOSTILE, "bias": True, "standardise": False, "activation": "relu", "scale": "1/100", "neurons": 2,
        "growths": (growth(12.5, 1_006, 2, 0), growth(25.0, 7, 1, 2)), "notes": (HOSTILE,),
    }  # fmt: skip
    return OwnData(**(fields | changes))


def comparison(settled: Report) -> Comparison:
    """A comparison in which something went each way, beside a demanded level."""
    changes = tuple(
        Change(direction=direction, subject=f"claim-{direction}", what=f"10 of 12 {direction}")
        for direction in Direction
    )
    return Comparison(
        seed=0, changes=changes, required=Level.CERTIFIED, below=below(settled.claims, Level.CERTIFIED)
    )  # fmt: skip


def every(claim: MakeClaim, row: MakeRow, report: MakeReport) -> Report:
    """A report of everything at once, in which a claim is refuted and none is beyond belief."""
    there, rows, data = settle(claims(claim)), census(row), own_data()
    first = report(*claims(claim))
    return report(
        *claims(claim),
        census=rows,
        own_data=data,
        figures=tuple(make() for make in made_up.ALL),
        coverage=(
            Covered(id="S1", section="Introduction", words=HOSTILE, claims=("base",)),
            Covered(id="S2", section="Introduction", words="it is pleasant", not_mathematical="a matter of taste"),
        ),
        trusted=(
            Trusted(level=Level.CERTIFIED, what="the checker", files=("verify/check/certificates.py",), lines=200),
        ),
        formalities=Formalities(version="8.16.1", theorems=41),
        comparison=comparison(first),
        outcome=overall(there, rows, data),
    )


def unsound(claim: MakeClaim, report: MakeReport) -> Report:
    """A report beyond belief: a control survives, two routes disagree, Coq and the checker refuse something."""
    there = (
        claim("base", controls=(Control(id="k", statement="it is wrong", refuted=False),)),
        claim("two", disagreements=("7 or 8",)),
    )
    formalities = Formalities(version="8.16.1", faults=("claim_x is not as it was frozen",))
    data = own_data(refusals=("growth 2: no combination",), certified=Certified(instances=1, rejected=1, issued=2))
    settled = settle(there)
    return report(
        *there, own_data=data, formalities=formalities, faults=all_faults(settled, data, formalities),
        outcome=overall(settled, (), data),
    )  # fmt: skip
