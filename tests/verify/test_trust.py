"""What has to be trusted is counted as a tokenizer counts it."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

from verify.evidence import Level
from verify.trust import lines_of_code, trusted

ROOT = Path(__file__).parents[2]
FILES = [file for row in trusted() for file in row.files]


def by_tokens(path: Path) -> int:
    """Lines with a token of code; docstrings are found as statements that are no more than a text."""
    text = path.read_text(encoding="utf-8")
    docs: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docs |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    marks = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in marks]
    return len({line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - docs)


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".py")])
def test_lines_of_code_are_those_with_a_token_of_code(file: str) -> None:
    assert lines_of_code(ROOT / file) == by_tokens(ROOT / file) > 0


def test_comments_blank_lines_and_docstrings_are_no_code(tmp_path: Path) -> None:
    python = tmp_path / "a.py"
    python.write_text(
        '"""What\n\nit is."""\n\n# why\na = """one\ntwo"""  # said\n\n\ndef f():\n    "It."\n    return 1\n'
    )
    assert lines_of_code(python) == by_tokens(python) == 4
    coq = tmp_path / "a.v"
    coq.write_text("(* why\n   so *)\n\nLemma a : b.\nProof. (* how *) by []. Qed.\n")
    assert lines_of_code(coq) == 2


def test_each_level_names_what_it_trusts_the_weakest_first() -> None:
    levels = [row.level for row in trusted()]
    assert set(levels) == set(Level)
    assert levels == sorted(levels, key=lambda level: level.rank)
    assert all((row.lines is None) == (not row.files) for row in trusted())


def test_kernel_and_checkers_stay_small() -> None:
    verify = ROOT / "verify"
    assert sum(lines_of_code(verify / "proof" / f"{name}.py") for name in ("syntax", "normal_form", "rules")) <= 450
    assert lines_of_code(verify / "check" / "proofs.py") <= 220
    assert lines_of_code(verify / "check" / "certificates.py") <= 200
