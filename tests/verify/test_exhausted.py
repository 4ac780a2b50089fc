from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest

from verify import exhausted
from verify.exhausted import ENTRIES, Scope, Statement, each, search, sizes

SCOPE = Scope({"A": "nu", "y": "n"}, sizes(n=range(1, 3), u=range(2)), "n <= 2, u <= 1")


def test_a_scope_holds_every_instance_once() -> None:
    seen: list[tuple[tuple[int, ...], ...]] = []

    def note(block: exhausted.Block) -> exhausted.Truths:
        seen.extend((tuple(A.ravel().tolist()), tuple(y.tolist())) for A, y in zip(block["A"], block["y"], strict=True))
        return np.ones(len(block["y"]), dtype=np.bool_)

    found = search(Statement(note), SCOPE)
    assert found.instances == len(seen) == len(set(seen)) == 3 + 9 + 9 + 81
    assert found.counterexample is None


def test_blocks_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    statement = Statement(lambda block: np.asarray(block["A"].sum(axis=(1, 2)) + block["y"].sum(axis=1) < 2))
    whole = search(statement, SCOPE)
    monkeypatch.setattr(exhausted, "AT_ONCE", 7)
    parts = search(statement, SCOPE)
    assert whole.instances == parts.instances
    assert whole.counterexample is not None
    assert parts.counterexample is not None
    assert all(np.array_equal(whole.counterexample[name], parts.counterexample[name]) for name in SCOPE.shapes)


@pytest.mark.parametrize("bad", [lambda e: sum(e) >= 2, lambda e: e[-1] < 0, lambda e: e[0] * e[1] == -1])
def test_the_counterexample_is_the_smallest(bad: Callable[[Sequence[int]], bool]) -> None:
    """Compared with sorting all instances by (sum of |entries|, entries in the order 0, 1, -1)."""
    scope = Scope({"y": "n"}, sizes(n=range(3, 4)), "n = 3")
    found = search(Statement(lambda block: np.array([not bad(y) for y in block["y"].tolist()])), scope)
    order = {entry: place for place, entry in enumerate(ENTRIES)}
    candidates = [entries for entries in product(ENTRIES, repeat=3) if bad(entries)]
    smallest = min(candidates, key=lambda e: (sum(map(abs, e)), [order[entry] for entry in e]))
    assert found.counterexample is not None
    assert tuple(found.counterexample["y"].tolist()) == smallest


def test_the_search_ends_with_the_first_size_that_fails() -> None:
    never = Statement(lambda block: np.zeros(len(block["y"]), dtype=np.bool_))
    found = search(never, SCOPE)
    assert found.instances == 3
    assert found.counterexample is not None
    assert found.counterexample["A"].shape == (1, 0)


def test_only_instances_that_meet_the_premises_count() -> None:
    positive = Statement(
        premises=lambda block: np.asarray((block["y"] > 0).all(axis=1)),
        conclusion=lambda block: np.asarray(block["y"].sum(axis=1) > 0),
    )
    found = search(positive, Scope({"y": "n"}, sizes(n=range(1, 4)), "n <= 3"))
    assert (found.instances, found.counterexample) == (3, None)


def test_each_decides_one_instance_after_another() -> None:
    scope = Scope({"y": "n"}, sizes(n=range(2, 3)), "n = 2")
    found = search(Statement(each(lambda instance: instance["y"].tolist() != [1, -1])), scope)
    assert found.counterexample is not None
    assert found.counterexample["y"].tolist() == [1, -1]


def test_a_size_without_a_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="says nothing of u"):
        Scope({"A": "nu"}, ({"n": 1},), "n = 1")
