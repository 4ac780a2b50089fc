"""The program that replays an instance holds the instance and nothing else, whatever names and words are in it."""

import ast

import pytest

from verify.evidence import Exact, Replay
from verify.report.program import program

HOSTILE = ('a": 1}); print("here', "a\\", "'\"", "a\nb", "a\u202eb", "</script>")


def arguments(text: str) -> list[object]:
    """The literals that the one call of `replay` is given."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "replay"]
    assert len(calls) == 2  # that one, and `print` around it
    return [ast.literal_eval(node) for node in (*call.args, *(keyword.value for keyword in call.keywords))]


@pytest.mark.parametrize("word", HOSTILE)
def test_names_and_words_are_quoted_whatever_is_in_them(word: str) -> None:
    text = program(Replay(claim=word, part=word, instance={word: (("1/2", "1"),)}, module=word))
    assert arguments(text) == [word, word, {word: [["1/2", 1]]}, word]


@pytest.mark.parametrize(("value", "written"), [("0", 0), ("-12", -12), ("1/2", "1/2"), ("007", "007"), ((), [])])
def test_whole_numbers_are_numbers_and_others_are_text(value: Exact, written: object) -> None:
    assert arguments(program(Replay(claim="a", part="b", instance={"y": value}))) == ["a", "b", {"y": written}]
