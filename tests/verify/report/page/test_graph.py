"""The layout of the graph: what rests on what, from left to right, nothing over anything else."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.conftest import _claim
from verify.evidence import Claim, ClaimEvidence, Evidence, Kind, settle
from verify.report.page.graph import LONGEST, Box, Edge, Graph, graph, word

MakeClaim = Callable[..., ClaimEvidence]


def claims(rests: Mapping[str, Sequence[str]]) -> tuple[Claim, ...]:
    return settle(_claim(name, rests_on=tuple(ends)) for name, ends in rests.items())


def laid_out(rests: Mapping[str, Sequence[str]]) -> Graph:
    return graph(claims(rests))


def boxes(found: Graph) -> dict[str, Box]:
    return {box.id: box for box in found.boxes}


def edges(found: Graph) -> set[tuple[str, str]]:
    return {(edge.start, edge.end) for edge in found.edges}


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, list[str]]:
    """What up to 12 claims rest on, each on claims before it."""
    names = [f"c{k}" for k in range(draw(st.integers(1, 12)))]
    return {
        name: draw(st.lists(st.sampled_from(names[:k]), unique=True, max_size=3)) if k else []
        for k, name in enumerate(names)
    }


def reachable(found: Graph, start: str) -> set[str]:
    ends = {end for one, end in edges(found) if one == start}
    return ends.union(*(reachable(found, end) for end in ends))


@given(acyclic())
def test_each_claim_stands_right_of_all_that_it_rests_on(rests: dict[str, list[str]]) -> None:
    found = laid_out(rests)
    there = boxes(found)
    for name, ends in rests.items():
        for end in ends:
            assert there[end].x + there[end].width < there[name].x
            assert end in reachable(found, name)  # an edge that is not drawn follows from others
    assert {claim.id for claim in found.alone} == set(rests) - set(there)


@given(acyclic())
def test_no_box_covers_another_and_all_are_in_the_picture(rests: dict[str, list[str]]) -> None:
    found = laid_out(rests)
    for one, other in combinations(found.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y
    for box in found.boxes:
        assert 0 <= box.x <= box.x + box.width <= found.width
        assert 0 <= box.y <= box.y + box.height <= found.height


def test_an_edge_that_follows_from_others_is_not_drawn() -> None:
    found = laid_out({"a": [], "b": ["a"], "c": ["b", "a"]})
    assert edges(found) == {("b", "a"), ("c", "b")}


def test_a_long_edge_keeps_clear_of_the_boxes_between() -> None:
    found = laid_out({"a": [], "b": ["a"], "z": [], "c": ["b", "z"]})
    there = boxes(found)
    [edge] = [edge for edge in found.edges if (edge.start, edge.end) == ("c", "z")]
    passes = float(edge.path.split("C")[1].split()[-1].split("H")[0])
    assert not there["b"].y <= passes <= there["b"].y + there["b"].height


def test_neighbours_are_ordered_so_that_edges_do_not_cross() -> None:
    found = laid_out({"a": [], "b": [], "x": ["b"], "y": ["a"]})
    there = boxes(found)
    assert (there["a"].y < there["b"].y) == (there["y"].y < there["x"].y)


def test_a_printed_statement_stands_below_its_repair(claim: MakeClaim) -> None:
    printed = {"kind": Kind.PRINTED, "controls": (), "premises": (), "counterexample": {"y": ("1",)}}
    found = graph(
        settle(
            [
                claim("old", evidence=Evidence(), **printed),
                claim("new", kind=Kind.REPAIRED, repairs="old"),
                claim("else"),
            ]
        )
    )
    there = boxes(found)
    assert there["old"].y > there["new"].y
    assert there["new"].x < there["old"].x < there["new"].x + there["new"].width
    assert [(edge.start, edge.end, edge.repairs) for edge in found.edges] == [("new", "old", True)]
    assert [one.id for one in found.alone] == ["else"]
    assert [word(box.claim) for box in found.boxes] == ["certified", "as printed"]


def test_what_was_not_run_is_shown_as_such() -> None:
    found = laid_out({"a": ["elsewhere"]})
    assert boxes(found)["elsewhere"].claim is None
    assert [word(box.claim) for box in found.boxes] == ["not run", "holds, no level"]


def test_claims_without_relations_give_no_picture() -> None:
    found = laid_out({"a": [], "b": []})
    assert found.boxes == ()
    assert [one.id for one in found.alone] == ["a", "b"]


def test_a_long_id_is_cut() -> None:
    found = laid_out({"a": [], "b" * 100: ["a"]})
    [box] = [box for box in found.boxes if box.id != "a"]
    assert box.label == "b" * (LONGEST - 1) + "…"


def test_an_edge_ends_at_its_boxes() -> None:
    found = laid_out({"a": [], "b": ["a"]})
    there = boxes(found)
    [edge] = found.edges
    assert edge == Edge(edge.path, "b", "a")
    start, end = edge.path.removeprefix("M").split("C")
    assert float(start.split()[0]) == there["b"].x
    assert float(end.split()[-2]) == pytest.approx(there["a"].x + there["a"].width, abs=0.01)
