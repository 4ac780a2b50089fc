"""The claims that the options are about: the project's by their ids, and the user's own from their modules."""

import argparse
import difflib
from collections.abc import Mapping

from verify import claims
from verify.bad_input import BadInputError, shown
from verify.running import loading


def own_claims(options: argparse.Namespace) -> dict[str, str]:
    """Load the user's own claims: id -> module or file. Raises BadInputError."""
    places = list(options.module or ())
    if options.installed:
        places += loading.installed().values()
        if not places:
            what = f"no installed package offers claims (entry points {loading.ENTRY_POINTS})"
            raise BadInputError("--installed", what, "install one, or name a module with --module")
    own: dict[str, str] = {}
    for place in places:
        try:
            found = loading.claims_in(place)
        except loading.LoadingError as error:
            raise BadInputError(f"--module {shown(place)}", error.what, error.remedy) from None
        for claim in found:
            if claim in claims.ALL or claim in own:
                raise BadInputError(f"--module {shown(place)}", f"{claim} is another claim's id", "give it its own")
            own[claim] = place
    return own


def chosen(wanted: list[str] | None, house: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return the claims to run: those that are named, or else the user's own ones, or else all."""
    there = {**house, **own}
    for claim in wanted or ():
        if claim not in there:
            near = difflib.get_close_matches(claim, there, n=1, cutoff=0.4)
            remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(there)}"
            raise BadInputError("--claim", f"no claim is called {shown(claim)}", remedy)
    if wanted:
        return {claim: place for claim, place in there.items() if claim in wanted}
    return dict(own or house)
