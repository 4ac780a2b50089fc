"""Certificates made false on purpose: a checker that accepts one is not to be believed about any.

Every claim forges its first certificate of each kind and shows it to the checker beside the true ones.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from verify.check.certificates import Accepted, Malformed, Refused


def forge(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The same certificate stating the opposite about one neuron, or another residue or objective."""
    if certificate["kind"] == "rational":
        return {**certificate, "improves": not certificate["improves"]}
    if certificate["kind"] == "gaussian-minimum":
        return {**certificate, "objective": [str(Fraction(end) + 1) for end in certificate["objective"]]}
    entries = [dict(entry) for entry in certificate["candidates"]]
    for entry in entries:
        if entry.get("improves") is True and "residue" in entry:
            entry["residue"] = 2 if entry["residue"] == 1 else 1
            break
        if entry.get("improves") is True:
            entry.clear()
            entry.update(improves=False, dead=True)
            break
        if entry.get("improves") is False:
            entry.clear()
            entry.update(improves=True, residue=1)
            break
    else:
        raise ValueError("a certificate without a verdict cannot be forged")
    return {**certificate, "candidates": entries}


def believed(lines: Iterable[str], check: Callable[[str], Accepted]) -> list[str]:
    """In words, the forged certificates that the checker accepts; nothing if it refuses them all."""
    found, kinds = [], set[str]()
    for line in lines:
        certificate = json.loads(line)
        if certificate["kind"] in kinds:
            continue
        kinds.add(certificate["kind"])
        try:
            check(json.dumps(forge(certificate)))
        except (Refused, Malformed):
            continue
        found.append(f"the checker accepts a forged certificate of kind {certificate['kind']}")
    return found
