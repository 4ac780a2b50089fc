"""Little work: the algebraic claims with few examples and instances, and the small sizes of their scopes."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

import pytest

from verify import claim as claim_module
from verify.claim import Amount, Claim
from verify.claims import ALL
from verify.evidence import Profile
from verify.ways import Searchable

ALGEBRAIC = [name for name in ALL if not name.startswith(("census", "curve", "changes-beat"))]


def small(searchable: Searchable, entries: int) -> Searchable:
    """The same search over the sizes with at most so many entries."""
    scope = searchable.scope
    sizes = tuple(size for size in scope.sizes if sum(prod(shape) for shape in scope.of(size).values()) <= entries)
    return replace(searchable, scope=replace(scope, sizes=sizes))


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Claim[Any]]:
    """The claim of this id, cut down to little work."""
    monkeypatch.setitem(claim_module.AMOUNTS, Profile.QUICK, Amount(examples=300, instances=12))

    def cut_down(name: str) -> Claim[Any]:
        claim: Claim[Any] = importlib.import_module(ALL[name]).CLAIM
        return replace(claim, exhausted=claim.exhausted and small(claim.exhausted, 7))

    return cut_down
