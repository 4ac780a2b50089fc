"""Formulas and proofs as text and LaTeX: what is written is read back, and a proof reads as mathematicians write."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.claims import normal_equations, theorem_1
from verify.proof import FALSE, Expr, Theorem, Words, apply, assuming, by, conjunction, for_all, use
from verify.proof import given as granted
from verify.proof.argument import argument
from verify.proof.latex import document
from verify.proof.normal_form import normal
from verify.proof.render import declared, spans, text
from verify.proof.serial import steps
from verify.proof.syntax import QUANTIFIERS
from verify.proving import as_text
from verify.report.proofs import lines

PRINTED = """\
Notation. G: n×u is a matrix of n rows and u columns over an ordered field, y: n
    a column of n entries, v: 1 a number; n and u are natural numbers, 0
    included. ‖a‖² is aᵀa. What a line names as its reason gives it after
    expanding both sides, where aᵀb = bᵀa for columns.

Lemma 1.
  ∀ b c: 1. 0 ≤ b → (∀ v: 1. 0 ≤ 2 v c + v² b) → c = 0
Proof.
  Let numbers b, c be given.
  Assume
  (1) 0 ≤ b
  (2) ∀ v: 1. 0 ≤ 2 v c + v² b
  To show: c = 0
  (3) 1 + b ≠ 0: 1 + b = 0 would contradict (1)
  By (3), as what is not 0 has a reciprocal, take a number x with
  (4) (1 + b) x = 1
  (5) 0 ≤ -x c²: adding (2) with v := -c x, 0 ≤ (c x)² and c² x times (4)
  (6) 0 ≤ 1 + b: by (1)
  (7) 0 ≤ -x c² (1 + b): the product of (5) and (6)
  (8) c² ≤ 0: adding (7) and -c² times (4)
  (9) c = 0: by (8), as a sum of squares is never negative, and 0 only at 0 ∎

Lemma 2.
  ∀ n u. ∀ G: n×u. ∀ y: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) ↔
      Gᵀ (G s - y) = 0
Proof.
  Let natural numbers n, u, a matrix G: n×u, a column y: n and a column s: u
      be given.
  (→)
    Assume
    (1) ∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²
    (2) ∀ v: 1. 0 ≤ 2 v ‖Gᵀ (G s - y)‖² + v² ‖G Gᵀ (G s - y)‖²:
        by (1) with t := s + Gᵀ (G s - y) v
    (3) ‖Gᵀ (G s - y)‖² = 0:
        by Lemma 1 with b := ‖G Gᵀ (G s - y)‖², c := ‖Gᵀ (G s - y)‖², since
            0 ≤ ‖G Gᵀ (G s - y)‖² and (2)
    (4) Gᵀ (G s - y) = 0: by (3), as a sum of squares is 0 only at 0
  (←)
    Assume
    (5) Gᵀ (G s - y) = 0
    Let a column t: u be given.
    (6) ‖G s - y‖² ≤ ‖G t - y‖²:
        adding 0 ≤ ‖G (t - s)‖² and (2 sᵀ - 2 tᵀ) times (5) ∎

Theorem (theorem-1).
  ∀ n u. ∀ G: n×u. ∀ y g: n. ∀ s: u. (∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²) →
      ((∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²) ↔ gᵀ G s ≠ gᵀ y)
Proof.
  Let natural numbers n, u, a matrix G: n×u, columns y, g: n and a column s: u
      be given.
  Assume
  (1) ∀ t: u. ‖G s - y‖² ≤ ‖G t - y‖²
  To show: (∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²) ↔ gᵀ G s ≠ gᵀ y
  (→)
    Assume
    (2) ∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²
    To show: gᵀ G s ≠ gᵀ y
    By (2) take a column t: u and a number v with
    (3) ‖G t + g v - y‖² < ‖G s - y‖²
    Suppose
    (4) gᵀ G s = gᵀ y
    (5) Gᵀ (G s - y) = 0: by Lemma 2 (→), since (1)
    Contradiction, as 0 < 0: adding (3), 0 ≤ ‖G (t - s) + g v‖², (2 sᵀ - 2 tᵀ)
        times (5) and -2 v times (4).
  (←)
    Assume
    (6) gᵀ G s ≠ gᵀ y
    To show: ∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²
    Suppose not:
    (7) ¬ (∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²)
    (8) ∀ v: 1. 0 ≤ 2 v gᵀ (G s - y) + v² ‖g‖²: as follows.
      Let a number v be given.
      (9) ‖G s - y‖² ≤ ‖G s + g v - y‖²: otherwise
        (10) ‖G s + g v - y‖² < ‖G s - y‖²
        (11) ∃ t: u. ∃ v: 1. ‖G t + g v - y‖² < ‖G s - y‖²:
            by (10), with t := s
        (11) contradicts (7).
      (12) 0 ≤ 2 v gᵀ (G s - y) + v² ‖g‖²: by (9)
    (13) gᵀ (G s - y) = 0:
        by Lemma 1 with b := ‖g‖², c := gᵀ (G s - y), since 0 ≤ ‖g‖² and (8)
    (14) gᵀ G s = gᵀ y: by (13)
    (14) contradicts (6). ∎
"""

PROOFS = {"normal-equations": normal_equations.derivation(), "theorem-1": theorem_1.derivation()}
k = Words("n u; G: n×u; y g: n; s t: u; a b: 1")


def same(one: Expr, other: Expr) -> bool:
    """Tell whether two expressions differ at most in how their terms are written."""
    if isinstance(one.sort, tuple):
        return one.sort == other.sort and normal(one) == normal(other)
    if one.op != other.op or len(one.parts) != len(other.parts) or one.sort == "natural":
        return one == other
    if one.op in QUANTIFIERS and one.parts[0] != other.parts[0]:
        return False
    return all(map(same, one.parts, other.parts))


def words(expr: Expr) -> Words:
    """The names that are free in an expression, declared."""
    free = sorted(expr.free, key=lambda name: (name.op, name.parts[0]))
    return Words("; ".join(text(name) + declared(name) for name in free))


# ---- formulas ----


def test_theorem_1_is_printed_as_a_mathematician_writes_it() -> None:
    assert "\n".join(lines(as_text(argument({"theorem-1": PROOFS["theorem-1"]})), 80)) == PRINTED.rstrip("\n")


def test_a_family_is_shown_by_its_plainest_member_however_a_set_orders_them() -> None:
    families = "ABCDEFGHJKLMNOPQ"  # many, as the order of a set may be right by chance
    read = Words("k; u; " + "; ".join(f"{name}[k]: k" for name in families))
    facts = [by(read(f"{name}[{k}] = {name}[{k}]")) for name in families for k in ("u", "k+1", "k", "0")]
    (block,) = argument({"x": for_all(*read.all("k u"), theorem=conjunction(*facts))}).blocks
    assert spans(block.remark) == f"For all families {', '.join(f'{name}[k]: k' for name in families)}."


@pytest.mark.parametrize("name", PROOFS)
def test_every_step_is_read_back_as_what_was_written(name: str) -> None:
    conclusions = {step.conclusion for step in steps(PROOFS[name])}
    assert len(conclusions) > 50
    for conclusion in conclusions:
        assert same(words(conclusion)(text(conclusion)), conclusion), text(conclusion)


@pytest.mark.parametrize(
    "formula",
    [
        "∀ n u. ∀ G: n×u. ∀ y g: n. ∃ s t: u. ‖G s - y‖² ≤ ‖G t - g‖²",
        "a ≠ 0 ∨ b = 0 ∧ a < b",
        "(a = 0 ∨ b = 0) ∧ a < b",
        "(a = 0 → b = 0) → a < b",
        "a = 0 → b = 0 → a < b",
        "(a = 0 ↔ b = 0) ↔ a < b",
        "a = 0 → (b = 0 ↔ a < b)",
        "¬ (∃ s: u. G s = y)",
        "¬ (¬ a < b)",
        "(∀ a: 1. a = 0) ∨ (∃ b: 1. b = 0)",
        "(∃ a: 1. a = 0) → b = 0",
        "a < b → ⊥ ∧ b < a",
        "Gᵀ (G s - y) = 0",
        "-2 a b + 1/2 a² - b (a - b) = 0",
        "(gᵀ y) (G s) = (‖y‖² a) y",
        "(G s)ᵀ y = 0",
        "‖y‖² ‖g‖² - (gᵀ y)² = 0",
        "‖(‖y‖²) g‖² = 0",
        "(a + b)² = 0",
        "∀ n. ∀ G: n×n+1. ∀ v': n. G Gᵀ v' = I[n] v'",
    ],
)
def test_a_formula_is_written_as_it_was_read(formula: str) -> None:
    read = k(formula)
    assert same(k(text(read)), read), text(read)
    assert text(k(text(read))) == text(read)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("yᵀ y = 0", "‖y‖² = 0"),
        ("y + (-1) g = 0", "y - g = 0"),
        ("Gᵀ G = I[u]", "Gᵀ G = I[u]"),  # no length: it is no column
        ("a a b = 0", "a² b = 0"),
        ("a = b → ⊥", "a ≠ b"),
        ("(a = 0 → b = 0) ∧ (b = 0 → a = 0)", "a = 0 ↔ b = 0"),
        ("∀ a: 1. ∀ b: 1. a = b", "∀ a b: 1. a = b"),
        ("∀ a: 1. ∃ b: 1. a = b", "∀ a: 1. ∃ b: 1. a = b"),
        ("y - (g - y) = 0", "y - (g - y) = 0"),
        ("y - 2 (-1/2 g) = 0", "y + g = 0"),
    ],
)
def test_what_is_known_by_another_sign_is_written_with_it(formula: str, written: str) -> None:
    assert text(k(formula)) == written


def terms() -> st.SearchStrategy[Expr]:
    """Columns of n entries, numbers in them; shrinks towards a variable."""
    numbers = st.sampled_from([k("a"), k("b"), k("gᵀ y"), k("‖s‖²"), k("a b"), k("a + 2 b"), k("-1 a")])
    columns = st.sampled_from([k("y"), k("g"), k("G s"), k("G (s - t)"), k("G Gᵀ y")])

    def more(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.one_of(
            st.builds(lambda x, a: Expr(".", x, a), numbers, inner),
            st.builds(lambda a, b: Expr("+", a, b), inner, inner),
            st.builds(lambda a, b, c: Expr("*", a, Expr("*", Expr("T", b), c)), inner, inner, inner),
            st.builds(lambda a, x: Expr("*", a, x), inner, numbers),
            st.builds(lambda a, b: Expr(".", Expr("*", Expr("T", a), a), b), inner, inner),
            st.builds(lambda a: Expr("T", Expr("T", a)), inner),
            st.builds(lambda a: Expr(".", k("-1"), a), inner),
            st.builds(lambda a: Expr("*", k("I[n]"), a), inner),
        )

    return st.recursive(columns, more, max_leaves=6)


@given(terms())
def test_any_term_is_read_back(term: Expr) -> None:
    read = k(text(term))
    assert read.sort == term.sort
    assert normal(read) == normal(term), text(term)


# ---- arguments ----


@pytest.mark.parametrize("width", [50, 80, 110])
@pytest.mark.parametrize("name", PROOFS)
def test_no_line_is_wider_than_asked_for(name: str, width: int) -> None:
    written = lines(as_text(argument({name: PROOFS[name]})), width)
    assert all(len(line) <= width for line in written)
    assert all(line == line.rstrip() for line in written)


@pytest.mark.parametrize("name", PROOFS)
def test_every_number_refers_to_a_line_above(name: str) -> None:
    for block in argument({name: PROOFS[name]}).blocks:
        printed: set[str] = set()
        for line in block.lines:
            prose = "".join(part for part in (*line.said, *line.reason) if isinstance(part, str))
            assert set(re.findall(r"\((\d+)\)", prose)) <= printed, prose
            printed.add(str(line.number))


def test_a_lemma_of_several_theorems_is_there_once_and_first() -> None:
    titles = [block.title for block in argument(PROOFS).blocks]
    assert titles == [
        *("Lemma 1", "Lemma 2", "Lemma 3", "Lemma 4"),
        *("Theorem (normal-equations)", "Theorem (theorem-1)"),
    ]
    statements = [block.statement for block in argument(PROOFS).blocks]
    assert len(set(statements)) == len(statements)


def test_a_theorem_says_its_own_statement() -> None:
    assert [block.statement for block in argument(PROOFS).blocks[-2:]] == [one.conclusion for one in PROOFS.values()]


def test_a_name_that_is_bound_again_gets_a_prime() -> None:
    all_positive = granted(k("∀ b: 1. 0 < b"))
    again = for_all(k("a"), theorem=by(k("0 < 2 a"), (2, use(all_positive, k("a")))))
    pair = for_all(k("a"), theorem=assuming(k("a = 0"), lambda A: apply("both", A, again)))
    theorem = apply("discharge", all_positive.conclusion, pair)
    assert numbered(theorem)[2:] == [
        "Let a number a be given.",
        "Assume",
        "(2) a = 0",
        "Part 1: a = 0",
        "This is (2).",
        "Part 2: ∀ a: 1. 0 < 2 a",
        "Let a number a' be given.",
        "(3) 0 < 2 a': 2 times (1) with b := a' ∎",
    ]


def numbered(theorem: Theorem) -> list[str]:
    """The lines of the only block."""
    (block,) = argument({"x": theorem}).blocks
    return [line.strip() for line in lines(as_text(argument({"x": theorem})), 80)[-len(block.lines) :]]


def test_cases_are_numbered_and_both_end_at_the_goal() -> None:
    goal = k("a ≤ b ∨ b ≤ a")
    total = apply("total", k("a"), k("b"))
    left = apply("either_left", granted(k("a ≤ b")), k("b ≤ a"))
    right = apply("either_right", k("a ≤ b"), by(k("b ≤ a"), granted(k("b < a"))))
    theorem = for_all(*k.all("a b"), theorem=apply("cases", total, left, right))
    assert theorem.conclusion.parts[1].parts[1] == goal
    assert numbered(theorem)[1:] == [
        "Case 1:",
        "(1) a ≤ b",
        "(2) a ≤ b ∨ b ≤ a: by (1)",
        "Case 2:",
        "(3) b < a",
        "(4) b ≤ a: by (3)",
        "(5) a ≤ b ∨ b ≤ a: by (4) ∎",
    ]


def test_the_multiples_of_a_combination_are_said() -> None:
    theorem = for_all(
        *k.all("a b"),
        theorem=assuming(k("a = 1"), lambda A: assuming(k("0 ≤ b"), lambda B: by(k("3 ≤ 3 a + 2 b"), A, (2, B)))),
    )
    assert numbered(theorem)[-1] == "(3) 3 ≤ 3 a + 2 b: adding 2 times (2) and -3 times (1) ∎"


def test_a_specialised_fact_names_its_values_alone() -> None:
    always = granted(k("∀ a b: 1. a b = 0"))
    theorem = for_all(
        k("b"),
        theorem=apply("discharge", always.conclusion, by(k("2 b = 0"), use(always, k("2"), k("b")))),
    )
    assert numbered(theorem)[-1] == "(2) 2 b = 0: by (1) with a := 2 ∎"


def test_a_contradiction_names_what_is_contradicted() -> None:
    fails = granted(k("a ≠ b"))
    theorem = for_all(
        *k.all("a b"),
        theorem=apply(
            "discharge",
            fails.conclusion,
            assuming(k("b = a"), lambda A: apply("detach", fails, by(k("a = b"), A))),
        ),
    )
    assert theorem.conclusion.parts[1].parts[1].parts[1].parts[1] == FALSE
    assert numbered(theorem)[-2:] == ["(3) a = b: by (2)", "(3) contradicts (1). ∎"]


# ---- LaTeX ----


def test_a_document_is_balanced_and_has_no_letter_that_latex_lacks() -> None:
    written = document(argument(PROOFS))
    assert written.isascii()
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", written):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"(?<!\\)\$", written)) % 2 == 0
    opened = re.findall(r"\\begin\{(\w+)\}", written.split(r"\begin{document}")[1])
    assert opened == re.findall(r"\\end\{(\w+)\}", written)[-len(opened) - 1 : -1]
    assert opened == ["statement", "argument"] * 6
    assert r"\lVert G s - y\rVert^{2} \le \lVert G t - y\rVert^{2}" in written


def test_what_latex_reads_as_a_command_is_escaped() -> None:
    written = document(argument({r"50%_\x {$#&~^}": PROOFS["theorem-1"]}))
    assert r"Theorem (50\%\_\textbackslash{}x \{\$\#\&\textasciitilde{}\textasciicircum{}\})" in written


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_a_document_compiles(tmp_path: Path) -> None:
    odd = Words("α Σab: 1; w': 1")
    equal = assuming(odd("α = Σab w'"), lambda A: A)
    theorem = for_all(*odd.all("α Σab w'"), theorem=equal)
    source = tmp_path / "proofs.tex"
    source.write_text(document(argument({**PROOFS, r"50%_\x {$#&~^}": theorem})), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)  # noqa: S603  ours
    assert done.returncode == 0, done.stdout[-2000:]
