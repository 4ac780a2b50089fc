import sys
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from verify.reproducible import examples_from_seed_alone


def examples() -> list[int]:
    """Draw 300 integers from a wide range with one seed."""
    drawn: list[int] = []

    @hypothesis.seed(0)
    @hypothesis.settings(max_examples=300, database=None, deadline=None, phases=(Phase.generate,))
    @hypothesis.given(st.integers(0, 10**9))
    def draw(number: int) -> None:
        drawn.append(number)

    draw()
    return drawn


def load_numbers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load a module that is not installed and is full of numbers."""
    file = folder / "made_up_numbers.py"
    file.write_text(f"NUMBERS = {list(range(700_000_000, 700_000_500))!r}\n")
    module = ModuleType("made_up_numbers")
    module.__file__ = str(file)
    monkeypatch.setitem(sys.modules, "made_up_numbers", module)


def test_examples_do_not_depend_on_what_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with examples_from_seed_alone():
        before = examples()
    load_numbers(tmp_path, monkeypatch)
    with examples_from_seed_alone():
        assert examples() == before


def test_examples_depend_on_what_is_loaded_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: were this no longer so, the test above would prove nothing."""
    pytest.importorskip("hypothesis.internal.constants_ast", reason="this version of Hypothesis reads no modules")
    load_numbers(tmp_path, monkeypatch)
    assert any(700_000_000 <= number < 700_000_500 for number in examples())
    with examples_from_seed_alone():
        assert not any(700_000_000 <= number < 700_000_500 for number in examples())
