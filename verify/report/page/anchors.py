"""Anchors of the page: what a link names after the #, whatever the ids of claims look like."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain, count

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def anchors(ids: Iterable[str], taken: Iterable[str] = ()) -> Mapping[str, str]:
    """Give each id an anchor of its own that is none of those `taken`: the id itself wherever that can be one.

    Other ids lose what HTML or an address would read as something else, and are numbered where two become the same.
    """
    found: dict[str, str] = {}
    used = set(taken)
    several = list(dict.fromkeys(ids))
    for name in several:
        if _SAFE.fullmatch(name) and name not in used:
            found[name] = name
            used.add(name)
    for name in several:
        if name not in found:
            bare = f"id-{_UNSAFE.sub('-', name).strip('-')}".rstrip("-")
            found[name] = next(one for one in chain([bare], (f"{bare}-{k}" for k in count(2))) if one not in used)
            used.add(found[name])
    return found
