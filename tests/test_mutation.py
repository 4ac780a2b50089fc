"""The sample of mutants: the same for the same seed, with its share of every file; and the words of a run."""

import json
from pathlib import Path

import pytest

from tests.mutation.explained import EXPLAINED
from tests.mutation.result import UNEXPLAINED, Tried, summary
from tests.mutation.sample import LEAST, Settings, arithmetic, changed, quotas, sample

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "reports" / "mutation.json"


@pytest.fixture(name="settings")
def _settings() -> Settings:
    return Settings.read(ROOT / "pyproject.toml")


def test_the_settings_name_files_and_tests_that_exist(settings: Settings) -> None:
    files = settings.files(ROOT)
    assert "core/exact/elimination.py" in files
    assert "verify/check/certificates.py" in files
    assert set(settings.first) <= set(files)
    for file in files:
        for name in (argument for argument in settings.command(ROOT, file) if argument.startswith("tests/")):
            path, _, test = name.partition("::")
            assert f"def {test.partition('[')[0]}" in (ROOT / path).read_text(encoding="utf-8"), name


def test_the_nearest_tests_come_first_and_none_twice(settings: Settings) -> None:
    command = settings.command(ROOT, "core/exact/settle.py")
    tests = [name for at, name in enumerate(command) if name.startswith("tests/") and command[at - 1] != "--deselect"]
    assert tests[:2] == ["tests/core/exact/test_decide.py", "tests/core/exact/test_rare_paths.py"]
    assert len(tests) == len(set(tests))


def test_operators_that_are_left_out(settings: Settings) -> None:
    assert settings.wanted("core/NumberReplacer")
    assert not settings.wanted("core/ReplaceBinaryOperator_BitOr_Add")
    assert not settings.wanted("core/RemoveDecorator")


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        ("a * b", 2, True),
        ("f(x)**2", 4, True),
        ("a + b", 2, True),
        ("def f(a, *, b):", 9, False),
        ("f(*rows)", 2, False),
        ("f(a, **more)", 5, False),
        ("[*rows]", 1, False),
    ],
)
def test_a_star_is_a_product_only_after_an_operand(line: str, column: int, *, expected: bool) -> None:
    assert arithmetic(line, column) is expected


def test_every_file_gives_its_share() -> None:
    assert quotas({"a": 900, "b": 90, "c": 10, "d": 2, "e": 0}, 100) == {"a": 90, "b": 9, "c": LEAST, "d": 2, "e": 0}


def test_the_sample_depends_on_the_seed_alone_and_keeps_the_order() -> None:
    strata = {"a": range(100), "b": range(50)}
    chosen = sample(strata, 30, 1)
    assert chosen == sample(strata, 30, 1) != sample(strata, 30, 2)
    assert [len(chosen["a"]), len(chosen["b"])] == [20, 10]
    assert all(members == sorted(set(members)) for members in chosen.values())


def test_a_file_of_its_own_draws_the_same_whatever_the_others_have() -> None:
    assert sample({"a": range(100), "b": range(100)}, 20, 1)["a"] == sample({"a": range(100)}, 10, 1)["a"]


def test_the_changed_line_is_read_from_the_diff() -> None:
    diff = ["--- a", "+++ b", "@@ -10,4 +10,4 @@", " one", " two", "-    x = 1", "+    x = 2", " four"]
    assert changed(diff) == (12, "x = 1", "x = 2")
    assert changed([]) == (0, "", "")


def mutant(outcome: str, occurrence: int) -> Tried:
    return Tried("core/a.py", 7, "NumberReplacer", occurrence, "x = 1", "x = 2", outcome)


def test_the_score_counts_what_was_run_and_unexplained_survivors_are_shown() -> None:
    mutants = [mutant("killed", 0), mutant("timeout", 1), mutant("survived", 2), mutant("not run", 3)]
    found = summary("library 1", 5, mutants, {"core/a.py": 40, "core/b.py": 2}, 9.6)
    assert (found["sampled"], found["possible"], found["seed"], found["seconds"]) == (4, 42, 5, 10)
    assert found["score"] == round(2 / 3, 4)
    assert found["files"]["core/a.py"] == {"possible": 40, "killed": 1, "timeout": 1, "survived": 1, "not run": 1}
    assert [(one["occurrence"], one["why"]) for one in found["survivors"]] == [(2, UNEXPLAINED), (3, UNEXPLAINED)]


def test_survivors_that_are_tried_again_replace_what_was_recorded_of_them() -> None:
    sizes = {"core/a.py": 40}
    earlier = summary("l", 5, [mutant("killed", 0), mutant("survived", 1), mutant("survived", 2)], sizes, 9)
    found = summary("l", 5, [mutant("killed", 1), mutant("survived", 2)], sizes, 2, earlier)
    assert (found["killed"], found["survived"], found["sampled"], found["seconds"]) == (2, 1, 3, 11)
    assert [one["occurrence"] for one in found["survivors"]] == [2]


def test_the_recorded_result_is_of_this_sample_and_every_survivor_is_explained(settings: Settings) -> None:
    recorded = json.loads(RESULT.read_text(encoding="utf-8"))
    assert recorded["seed"] == settings.seed
    assert recorded["score"] >= 0.9
    assert recorded["sampled"] == sum(recorded[word] for word in ("killed", "timeout", "survived", "not run"))
    for survivor in recorded["survivors"]:
        assert survivor["why"] == EXPLAINED[survivor["file"], survivor["after"]]
