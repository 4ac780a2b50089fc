"""Formulas in MathML: each sign of the text is there, in its place, and nothing else."""

import importlib
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.proof.mathml import mathml
from verify.proof.render import text

SPACES = re.compile(r"[\s\[\]/]")


def read(written: str) -> ET.Element:
    return ET.fromstring(f"<row>{written}</row>")  # noqa: S314  our own


def signs(written: str) -> str:
    return "".join(read(written).itertext()).replace(" ", "")


def expected(formula: str) -> str:
    raised = formula.replace("ᵀ", "⊤").replace("²", "2").replace("-", "−").replace("'", "′")
    return SPACES.sub("", raised)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("x", "<math><mi>x</mi></math>"),
        ("1/2", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
        ("Gᵀ", "<math><msup><mi>G</mi><mo>⊤</mo></msup></math>"),
        ("E[k+1]", '<math><msub><mi>E</mi><mrow><mi>k</mi><mo form="infix">+</mo><mn>1</mn></mrow></msub></math>'),
        ("I[v[k]]", "<math><msub><mi>I</mi><mrow><msub><mi>v</mi><mrow><mi>k</mi></mrow></msub></mrow></msub></math>"),
        ("-x", '<math><mo form="prefix">−</mo><mi>x</mi></math>'),
        ("a - b", '<math><mi>a</mi></math><wbr><math><mo form="infix">−</mo><mi>b</mi></math>'),
        ("a = b", '<math><mi>a</mi><mo form="infix">=</mo></math><wbr><math><mi>b</mi></math>'),
        ("G s", '<math><mi>G</mi><mspace width="0.2em"/><mi>s</mi></math>'),
        ("G'", "<math><mi>G′</mi></math>"),
    ],
)
def test_signs(formula: str, written: str) -> None:
    assert mathml(formula) == written


def test_a_norm_opens_and_closes() -> None:
    fences = [mo.get("form") for mo in read(mathml("‖a‖² ‖b‖²").replace("<wbr>", "")).iter("mo")]
    assert fences == ["prefix", "postfix", "prefix", "postfix"]


def test_lines_can_be_broken_after_quantifiers_and_connectives() -> None:
    parts = mathml("∀ n. ∃ s: n. s = 0 ∧ s ≠ 0").split(" <math>")
    assert [signs(part if part.startswith("<math>") else f"<math>{part}".replace("<wbr>", "")) for part in parts[:2]]
    assert len(parts) == 4


@pytest.mark.parametrize("claim", ["theorem_1", "deep_no_worse", "homogeneity", "training_not_convex"])
def test_theorems_keep_all_their_signs(claim: str) -> None:
    formula = text(importlib.import_module(f"verify.claims.{claim}").CLAIM.proof.derive().conclusion)
    assert signs(mathml(formula).replace("<wbr>", "")) == expected(formula)


@given(st.text("∀ nGᵀ²‖()[]+-=<>&\"'/.:0∧→x"))
def test_any_text_is_written_well_formed(formula: str) -> None:
    assert read(mathml(formula).replace("<wbr>", "")).tag == "row"


def test_no_markup_gets_in() -> None:
    assert {one.tag for one in read(mathml('<script x="y">&amp;</script>').replace("<wbr>", "")).iter()} <= {
        "row", "math", "mi", "mo", "mn", "mspace", "mfrac",
    }  # fmt: skip
