"""Decides one instance again: the claim, one of its controls, or the claim without one of its premises.

The report prints a call of `replay` beside every counterexample, with the instance in exact numbers.
"""

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np

from verify.claim import Claim
from verify.claims import ALL
from verify.evidence import Instance, Kind
from verify.exhausted import ENTRIES, Scope
from verify.running.loading import claims_in
from verify.ways import Searchable, written

Array = np.ndarray[Any, Any]


class Decision(Enum):
    """What came out at an instance."""

    TRUE = "true at this instance"
    FALSE = "false at this instance"
    NOT_MET = "the premises are not met at this instance"


def replay(claim: str, part: str, instance: Mapping[str, Any], module: str | None = None) -> str:
    """Decide a part of a claim, named by its id, at an instance, and say in words what came out.

    `part` is the claim's own id, or that of a control or premise. `module` is the module or file of a claim of one's
    own, for which numbers are integers, Fractions or strings such as "1/2"; the project's claims are decided in the
    integers of their scopes. Raises ValueError for what there is not, and for matrices that do not fit each other.
    """
    place = module or ALL.get(claim)
    found = claims_in(place).get(claim) if place is not None else None
    if found is None or not isinstance(found, Claim):
        raise ValueError(f"no claim with instances to replay is called {claim!r}")
    search = part_of(found, part)
    return f"{part}: {decided(search, exact_instance(found, search.scope, instance)).value}"


def part_of(claim: Claim[Any], part: str) -> Searchable:
    """Return what is decided under this id: the claim, a control, or the claim without a premise. ValueError."""
    searches = {control.id: control.wrong for control in claim.controls}
    searches |= {premise.id: premise.without for premise in claim.premises}
    if claim.exhausted is not None:
        searches[claim.id] = claim.exhausted
    if part not in searches:
        raise ValueError(f"{claim.id}: has no part {part!r}; it has {', '.join(searches)}")
    return searches[part]


def decided(search: Searchable, instance: Mapping[str, Array]) -> Decision:
    """Decide a part at an instance of its scope's letters."""
    met, true = search.at(instance)
    if not met:
        return Decision.NOT_MET
    return Decision.TRUE if true else Decision.FALSE


def shown(search: Searchable, instance: Mapping[str, Array]) -> Instance:
    """Write the instance as the report shows it."""
    return written(search.show(instance))


def exact_instance(claim: Claim[Any], scope: Scope, instance: Mapping[str, Any]) -> dict[str, Array]:
    """Read the matrices of a scope of the claim, and see that their sizes go together. Raises ValueError.

    The project's own statements compute with int64, which is known to suffice for the entries of scopes; a fraction
    would be cut off unseen.
    """
    unknown = set(scope.shapes) ^ set(instance)
    if unknown:
        raise ValueError(f"an instance has {', '.join(scope.shapes)}; look at {', '.join(sorted(unknown))}")
    arrays = {name: exact_array(instance[name]) for name in scope.shapes}
    if claim.kind is not Kind.OWN and any(array.dtype != np.int64 for array in arrays.values()):
        raise ValueError(f"{claim.id} is decided for entries {', '.join(map(str, ENTRIES))} alone")
    size: dict[str, int] = {}
    for name, letters in scope.shapes.items():
        array = arrays[name]
        if array.ndim != len(letters) and (array.size or array.ndim > len(letters)):
            raise ValueError(f"{name} has {array.ndim} dimensions, and not {len(letters)}")
        for letter, length in zip(letters, array.shape, strict=False):
            if size.setdefault(letter, length) != length:
                raise ValueError(f"{name} does not fit the others: it says {letter} = {length}, not {size[letter]}")
    # No rows, written [], do not say how long they would be; the other matrices do.
    shapes = {name: tuple(size.get(letter, 0) for letter in letters) for name, letters in scope.shapes.items()}
    return {name: array.reshape(shapes[name]) for name, array in arrays.items()}


def exact_array(value: Any) -> Array:
    """Entries of scopes as int64, which is what they are searched in, and anything else exactly, nested as it is."""
    array = np.array(value, dtype=object)
    fractions = [Fraction(entry) for entry in array.flat]
    if all(entry in ENTRIES for entry in fractions):
        return np.array([int(entry) for entry in fractions], dtype=np.int64).reshape(array.shape)
    exact = np.empty(array.size, dtype=object)
    exact[:] = fractions
    return exact.reshape(array.shape)
