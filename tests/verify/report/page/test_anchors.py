"""Anchors are safe in HTML and in addresses, each another, and the id itself wherever that can be one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from verify.report.page.anchors import anchors


def test_an_id_that_can_be_an_anchor_is_one() -> None:
    assert anchors(["theorem-1", "a.b_c", "X"]) == {"theorem-1": "theorem-1", "a.b_c": "a.b_c", "X": "X"}


def test_an_id_of_the_page_itself_is_left_alone() -> None:
    assert anchors(["claims", "other"], {"claims"}) == {"claims": "id-claims", "other": "other"}


def test_ids_that_become_the_same_are_numbered() -> None:
    assert anchors(["a b", "a<b", "id-a-b", "a/b"]) == {
        "id-a-b": "id-a-b",
        "a b": "id-a-b-2",
        "a<b": "id-a-b-3",
        "a/b": "id-a-b-4",
    }


@given(st.lists(st.text()), st.sets(st.text("abc-id2", max_size=3)))
def test_anchors_are_safe_and_differ(ids: list[str], taken: set[str]) -> None:
    found = anchors(ids, taken)
    assert set(found) == set(ids)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", anchor) for anchor in found.values())
    assert len({*found.values(), *taken}) == len(found) + len(taken)
