import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.tasks.made_up import NAME
from verify.tasks.task import Failure, Task, perform
from verify.tasks.versions import version

VERSIONS = {NAME: version(NAME)}
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


def ordered(value: Any) -> Any:
    """The value with the keys of its dictionaries in order."""
    match value:
        case dict():
            return {key: ordered(value[key]) for key in sorted(value)}
        case list():
            return [ordered(item) for item in value]
    return value


@settings(max_examples=50)
@given(st.dictionaries(st.text(), VALUES), st.randoms())
def test_a_call_is_one_line_that_says_it_all_whatever_the_order_of_the_arguments(
    arguments: dict[str, Any], random: Any
) -> None:
    call = Task("a:f", arguments).call
    assert call.isascii()
    assert len(call.splitlines()) == 1
    assert repr(ordered(json.loads(call))) == repr(ordered({"function": "a:f", "arguments": arguments}))
    shuffled = list(arguments.items())
    random.shuffle(shuffled)
    assert Task("a:f", dict(shuffled)).call == call


def test_calls_of_different_tasks_differ_and_the_cost_is_no_part_of_a_task() -> None:
    calls = [Task(f, {"x": x}).call for f in ("a:f", "a:g", "b:f") for x in (1, 1.0, "1", [1], None, True)]
    assert len(set(calls)) == len(calls)
    assert Task("a:f", {"x": 1}, cost=5) == Task("a:f", {"x": 1})
    assert Task("a:f", {"x": 1}, cost=5).call == Task("a:f", {"x": 1}).call
    assert Task("a:f", {"x": (1, 2)}).call == Task("a:f", {"x": [1, 2]}).call


def test_the_name_of_a_task_is_short_and_on_one_line() -> None:
    name = str(Task("a.b:f", {"points": 100, "path": "x\n" * 100, "weights": list(range(100))}))
    assert name.startswith("a.b:f(points=100, path='x\\nx")
    assert name.endswith(", weights=[0, 1, 2, 3, 4, 5, ...])")
    assert len(name) < 100


def test_an_argument_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        Task("a:f", {"x": {1, 2}}).call  # type: ignore[dict-item]  # noqa: B018  it is the property that raises


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        (f"{NAME}:divides", {"by": 0}, "ZeroDivisionError: division by zero"),
        (f"{NAME}:divides", {"of": 0}, "TypeError: divides() got an unexpected keyword argument 'of'"),
        (f"{NAME}:leaves", {"status": 7}, "SystemExit: 7"),
        (f"{NAME}:no_json", {}, "TypeError: Object of type object is not JSON serializable"),
        (f"{NAME}:nothing", {}, f"AttributeError: module '{NAME}' has no attribute 'nothing'"),
    ],
)
def test_whatever_goes_wrong_is_a_failure_that_says_what_and_where(
    function: str, arguments: dict[str, int], error: str
) -> None:
    failure = perform(VERSIONS, Task(function, arguments).call)
    assert isinstance(failure, Failure)
    assert failure.error == error
    assert "task.py" in failure.traceback


def test_another_version_of_the_code_is_refused_before_anything_is_done() -> None:
    failure = perform({NAME: "another"}, Task(f"{NAME}:divides", {"by": 0}).call)
    assert isinstance(failure, Failure)
    assert "another version of the code" in failure.error
