"""All edits: `nox -s mutants` makes each in a copy of the checkout, and some check must notice it."""

from tests.mutants.areas import (
    checker,
    claims,
    everyday,
    evidence,
    exact,
    experiments,
    faces,
    floats,
    kernel,
    observations,
    own,
    own_data,
    page,
    probabilities,
    strategies,
)
from tests.mutants.edit import Edit

AREAS: dict[str, tuple[Edit, ...]] = {
    "claims": claims.EDITS,
    "core, in floats": floats.EDITS,
    "core.exact": exact.EDITS,
    "the checker": checker.EDITS,
    "the proof kernel": kernel.EDITS,
    "strategies": strategies.EDITS,
    "levels and the gate": evidence.EDITS,
    "probabilities of failure": probabilities.EDITS,
    "claims of one's own": own.EDITS,
    "growth on one's own data": own_data.EDITS,
    "what was tried": observations.EDITS,
    "the post's pictures": experiments.EDITS,
    "the faces of the report": faces.EDITS,
    "the page": page.EDITS,
    "everyday commands": everyday.EDITS,
}

EDITS: tuple[Edit, ...] = tuple(edit for edits in AREAS.values() for edit in edits)
