from collections.abc import Callable
from io import StringIO

from rich.console import Console

from verify.evidence import ClaimEvidence, Evidence, Formalised, Formalities, Kind, Proved, Report
from verify.report.routes import print_routes

MakeClaim = Callable[..., ClaimEvidence]


def routes(report: Report) -> list[str]:
    console = Console(file=StringIO(), width=110)
    print_routes(console, report.claims, report.formalities)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]


def test_each_route_is_counted_and_what_is_not_there_is_a_dash(claim: MakeClaim, report: Callable[..., Report]) -> None:
    whole = claim().evidence.model_copy(
        update={
            "proved": Proved(statement="0 = 0", steps=117),
            "formalised": Formalised(theorem="t", statements=("s",)),
        }
    )
    bare = Evidence(tested=claim().evidence.tested)
    printed = claim("wrong", kind=Kind.PRINTED, controls=(), premises=(), counterexample={"x": "1"})
    made = report(claim(evidence=whole), claim("bare", evidence=bare), printed, formalities=Formalities(version="8.16"))
    lines = routes(made)
    assert lines[-3].split() == ["claim", "Hypothesis", "certified", "exhausted", "SymPy", "kernel", "checker", "Coq"]
    assert lines[-2].split() == ["theorem-1", "300", "50", "19,683", "5", "117", "117", "yes"]
    assert lines[-1].split() == ["bare", "300", "-", "-", "-", "-", "-", "-"]


def test_assumptions_are_named_and_a_missing_coq_as_well(claim: MakeClaim, report: Callable[..., Report]) -> None:
    assumed = Formalised(theorem="t", statements=("s",), assumptions=("classic",))
    evidence = claim().evidence.model_copy(update={"formalised": assumed})
    made = report(claim(evidence=evidence), formalities=Formalities(absent="coqc is not on the PATH"))
    *_, row, coq = routes(made)
    assert row.endswith("classic")
    assert coq == "  Coq: coqc is not on the PATH"
