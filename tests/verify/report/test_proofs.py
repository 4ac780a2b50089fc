"""What --proof prints and --proof-latex writes: the proofs of the chosen claims, or one line where there is none."""

import io
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from verify import claims
from verify.evidence import Claim, ClaimEvidence, Evidence, Proved, settle
from verify.proof import Refused, Theorem, Words, assuming, for_all
from verify.proof.argument import argument
from verify.proving import as_text
from verify.report.__main__ import main
from verify.report.proofs import as_document, found, print_proofs
from verify.ways import Proof

MakeClaim = Callable[..., ClaimEvidence]

CLAIM = """
    from verify.evidence import Certified, ClaimEvidence, Control, Evidence, Tested
    from verify.proving import prove
    from verify.proof import Words, assuming, for_all
    from verify.ways import Proof

    def derivation():
        k = Words("a: 1")
        return for_all(k("a"), theorem=assuming(k("a = 0"), lambda A: A))

    class Claim:
        id, statement, source = {name!r}, "a statement", "post"
        proof = {proof}

        def collect(self, profile, seed, kept=None):
            return ClaimEvidence(
                id={name!r}, statement="a statement", source="post",
                evidence=Evidence(proved=prove({name!r}, self.proof).proved if self.proof else None),
                undecided=None, certificates=(),
                controls=(Control(id="k", statement="wrong", refuted=True, counterexample={{"y": ("1",)}}),),
            )

    CLAIM = Claim()
"""


def trivial() -> Theorem:
    """∀ a. a = 0 → a = 0."""
    k = Words("a: 1")
    return for_all(k("a"), theorem=assuming(k("a = 0"), lambda A: A))


def refusing() -> Theorem:
    """A derivation that the kernel does not accept."""
    raise Refused("the premise is missing")


def printed(*claims: Claim) -> str:
    """What is printed, 80 columns wide."""
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        print_proofs(console, claims)
    return captured.get()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Two made-up claims, one of them with a proof."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.syspath_prepend(tmp_path)
    for name, module, proof in (
        ("theorem-1", "proofs_with", 'Proof("∀ a: 1. a = 0 → a = 0", derivation, {"a": [[0]]})'),
        ("candidates", "proofs_without", "None"),
    ):
        (tmp_path / f"{module}.py").write_text(textwrap.dedent(CLAIM.format(name=name, proof=proof)), encoding="utf-8")
    return {"theorem-1": "proofs_with", "candidates": "proofs_without"}


def test_a_proof_is_printed_as_a_numbered_argument(claim: MakeClaim) -> None:
    proved = Proved(statement="∀ a: 1. a = 0 → a = 0", steps=2, argument=as_text(argument({"x": trivial()})))
    [settled] = settle([claim("x", evidence=Evidence(proved=proved))])
    written = printed(settled)
    assert written.splitlines()[:3] == ["", "Proof of x", ""]
    assert written.endswith(
        "Theorem (x).\n  ∀ a: 1. a = 0 → a = 0\nProof.\n  Let a number a be given.\n  Assume\n  (1) a = 0\n"
        "  This is (1). ∎\n"
    )


def test_a_claim_without_a_proof_says_so_in_one_line(claim: MakeClaim) -> None:
    [settled] = settle([claim("x")])
    assert printed(settled) == "\nProof of x\n  it has no proof for all sizes; what it rests on is shown above\n"


def test_a_document_leaves_out_what_the_kernel_refuses() -> None:
    written = as_document({"x": Proof("", refusing, {}), "z": Proof("", trivial, {})})
    assert "Theorem (z)" in written
    assert "Theorem (x)" not in written


def test_the_proofs_of_the_house_are_found() -> None:
    proofs = found(claims.ALL, {})
    assert {"normal-equations", "theorem-1"} <= set(proofs) < set(claims.ALL)


def test_the_proof_of_ones_own_claim_is_found(registry: dict[str, str]) -> None:
    own = {"theorem-1": f"{registry['theorem-1']}.py"}
    assert list(found(own, own)) == ["theorem-1"]


def test_the_proof_follows_the_report(registry: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["--claim", "theorem-1", "--proof", "--jobs", "1"], registry)
    written = capsys.readouterr().out
    assert "\nTo repeat\n" in written
    assert "\nProof of theorem-1\n" in written.split("\nTo repeat\n")[1]
    assert written.endswith("  This is (1). ∎\n")


def test_without_the_option_no_proof_is_printed(registry: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["--claim", "theorem-1", "--jobs", "1"], registry)
    assert "Proof of" not in capsys.readouterr().out


def test_the_document_holds_the_proofs_of_all_claims_that_have_one(registry: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "proofs.tex"
    main(["--proof-latex", str(target), "--jobs", "1"], registry)
    assert target.read_text(encoding="utf-8").count(r"\begin{statement}") == 1


def test_a_document_on_the_standard_output_stands_alone(
    registry: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--proof-latex", "-", "--jobs", "1"], registry)
    written = capsys.readouterr().out
    assert written.startswith(r"\documentclass{article}")
    assert written.endswith("\\end{document}\n")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--proof"], "--proof needs --claim ID, the claim whose proof is printed; see --help"),
        (
            ["--proof", "--claim", "theorem-1", "--json", "-"],
            "--proof prints where --json - writes: give --json a file; see --help",
        ),
        (
            ["--proof", "--claim", "theorem-1", "--proof-latex", "-"],
            "--proof prints where --proof-latex - writes: give --proof-latex a file; see --help",
        ),
        (["--data", "x.csv", "--target", "y", "--proof"], "--proof means nothing beside --data; see --help"),
        (
            ["--data", "x.csv", "--target", "y", "--proof-latex", "x.tex"],
            "--proof-latex means nothing beside --data; see --help",
        ),
    ],
)
def test_what_makes_no_sense_is_bad_usage(options: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"verify.report: {line}\n"


def test_a_document_without_any_proof_is_bad_usage(
    registry: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "proofs.tex"
    assert main(["--claim", "candidates", "--proof-latex", str(target)], registry) == 2
    assert capsys.readouterr().err == (
        "verify.report: --proof-latex: none of these claims has a proof; leave --claim out, or name one that has\n"
    )
    assert not target.exists()
