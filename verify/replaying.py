"""Decides one instance again: the claim, one of its controls, or the claim without one of its premises.

The report prints a call of `replay` beside every counterexample, with the instance in exact numbers.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from verify.claim import Claim
from verify.claims import ALL
from verify.loading import claims_in
from verify.ways import Searchable


def replay(claim: str, part: str, instance: Mapping[str, Any], module: str | None = None) -> str:
    """Decide a part of a claim, named by its id, at an instance, and say in words what came out.

    `part` is the claim's own id, or that of a control or premise. Numbers are integers, Fractions or strings such as
    "1/2". `module` is the module or file of a claim of one's own. Raises ValueError for names that there are not.
    """
    place = module or ALL.get(claim)
    found = claims_in(place).get(claim) if place is not None else None
    if found is None or not isinstance(found, Claim):
        raise ValueError(f"no claim with instances to replay is called {claim!r}")
    search = _part(found, part)
    unknown = set(search.scope.shapes) ^ set(instance)
    if unknown:
        raise ValueError(
            f"{claim}: an instance has {', '.join(search.scope.shapes)}; look at {', '.join(sorted(unknown))}"
        )
    met, true = search.at({name: exact_array(value) for name, value in instance.items()})
    if not met:
        return f"{part}: the premises are not met at this instance"
    return f"{part}: {'true' if true else 'false'} at this instance"


def exact_array(value: Any) -> np.ndarray[Any, Any]:
    """Integers as int64, and anything else as Fractions, nested as they are."""
    array = np.array(value, dtype=object)
    fractions = [Fraction(entry) for entry in array.flat]
    if all(entry.denominator == 1 for entry in fractions):
        return np.array([int(entry) for entry in fractions], dtype=np.int64).reshape(array.shape)
    exact = np.empty(array.size, dtype=object)
    exact[:] = fractions
    return exact.reshape(array.shape)


def _part(claim: Claim[Any], part: str) -> Searchable:
    searches = {control.id: control.wrong for control in claim.controls}
    searches |= {premise.id: premise.without for premise in claim.premises}
    if claim.exhausted is not None:
        searches[claim.id] = claim.exhausted
    if part not in searches:
        raise ValueError(f"{claim.id}: has no part {part!r}; it has {', '.join(searches)}")
    return searches[part]
