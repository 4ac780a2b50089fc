"""Runs claims, one after another or in several processes, and assembles the report.

What a claim collects depends on its profile and its seed alone, so the report does not depend on how many
processes worked or on which finished first.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any
from urllib.parse import quote

from hypothesis.database import DirectoryBasedExampleDatabase

from verify.claim import Claim
from verify.coverage import STATEMENTS
from verify.evidence import Claim as Settled
from verify.evidence import (
    ClaimEvidence,
    Covered,
    Evidence,
    Figure,
    Kind,
    OwnData,
    Profile,
    Report,
    Timing,
    all_faults,
    overall,
    settle,
)
from verify.findings import findings
from verify.formalising import CoqBeside, formalised, formalities, speaks_about
from verify.reproducible import examples_from_seed_alone
from verify.running.loading import Collects, claims_in, where
from verify.running.observing import observing
from verify.running.workers import InterruptedWorkError, Lost, Watcher, do_all
from verify.tasks import TaskError
from verify.trust import trusted

TOOLS = ("numpy", "scipy", "sympy", "hypothesis", "python-flint", "pydantic")
"""The distributions whose versions the report names: what the evidence was established with."""


@dataclass(frozen=True)
class Work:
    """What is to be run: claims by id with the module or file of each, `own` those that are the user's own.

    What they rest on is taken from `library` and run as well. Each claim may take `limit` seconds. Counterexamples are
    kept in the folder `kept` and tried again first; without one the seed alone decides. With `coq` the theorems of the
    project are checked by Coq, where it is installed, if one of them is about a claim of this run. `figures` has the
    ids of the pictures that are made after the claims. With `observe` each test case is noted.
    """

    claims: Mapping[str, str]
    profile: Profile
    seed: int
    own: frozenset[str] = frozenset()
    library: Mapping[str, str] = field(default_factory=dict)
    limit: float | None = None
    kept: Path | None = None
    coq: bool = False
    figures: tuple[str, ...] = ()
    observe: bool = False


Make = Callable[[tuple[str, ...], int], tuple[tuple[Figure, ...], int]]
"""Makes figures of these ids with a seed; and tells how many tasks' results were kept ones."""


@dataclass(frozen=True)
class Run:
    """What came of it: the report, all certificates (JSON lines), whether it was interrupted, why it has no figures.

    `observations` (JSON lines) are those of the claims in their order, where they were asked for.
    """

    report: Report
    certificates: tuple[str, ...]
    interrupted: bool
    unmade: str | None = None
    observations: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Collected:
    evidence: ClaimEvidence
    seconds: float
    observations: tuple[str, ...] = ()


def seed_for(seed: int, claim: str) -> int:
    """Derive a claim's own seed (64 bits) from the run's, independent of the other claims and of hash()."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{claim}".encode()).digest()[:8], "big")


def run(work: Work, *, jobs: int, watcher: Watcher, make: Make | None = None) -> Run:
    """Run the claims and report on those that finished, in the order of `work`, whatever finished first.

    The figures are made by `make`, which may take results from an earlier run; claims never do.
    """
    began = time.perf_counter()
    places = dict(work.claims)
    collected: dict[str, _Collected] = {}
    interrupted = False
    formal_claims = speaks_about(places)
    coq = CoqBeside(watcher) if work.coq and formal_claims else None
    waiting = list(places)
    while waiting and not interrupted:
        results, interrupted = _do(work, places, waiting, jobs=max(1, min(jobs, len(waiting))), watcher=watcher)
        collected |= results
        below = {other for one in results.values() for other in one.evidence.rests_on}
        waiting = [name for name in work.library if name in below and name not in places]
        places |= {name: work.library[name] for name in waiting}
    evidence = [collected[claim].evidence for claim in places if claim in collected]
    formal = coq.answer() if coq is not None and not interrupted else None
    claims = settle(evidence if formal is None else formalised(evidence, formal))
    figures: tuple[Figure, ...] = ()
    kept, unmade = 0, None
    if make is not None and work.figures and not interrupted:
        try:
            figures, kept = make(work.figures, work.seed)
        except KeyboardInterrupt:
            interrupted = True
        except TaskError as error:
            unmade = str(error)
        except Exception as error:  # noqa: BLE001  pictures must not take the claims with them
            unmade = where(error)
    of_coq = formalities(formal) if formal_claims else None
    census = tuple(row for claim in evidence for row in claim.census)
    report = Report(
        profile=work.profile,
        seed=work.seed,
        versions=versions(),
        claims=claims,
        census=census,
        formalities=of_coq,
        figures=figures,
        findings=findings(claims, census, figures),
        coverage=_coverage(claims),
        trusted=trusted(),
        faults=all_faults(claims, None, of_coq),
        outcome=overall(claims, census, None),
        timing=Timing(
            seconds=time.perf_counter() - began,
            jobs=jobs,
            claims={claim: one.seconds for claim, one in sorted(collected.items())},
            kept=kept,
        ),
    )
    certificates = tuple(line for claim in evidence for line in claim.certificates)
    observations = tuple(line for claim in places if claim in collected for line in collected[claim].observations)
    return Run(report, certificates, interrupted, unmade, observations)


def _do(
    work: Work, places: Mapping[str, str], names: list[str], *, jobs: int, watcher: Watcher
) -> tuple[dict[str, _Collected], bool]:
    """Collect the evidence of these claims; and whether that was interrupted."""
    piece = partial(_collect, places=dict(places), work=work)
    interrupted = False
    try:
        longest_first = sorted(names, key=lambda name: not name.startswith("census"))
        results: Mapping[str, Any] = do_all(longest_first, piece, jobs=jobs, watcher=watcher, limit=work.limit)
    except InterruptedWorkError as error:
        results, interrupted = error.results, True
    return {
        name: _Collected(_without_answer(name, places[name], work, undecided=result.reason), 0.0)
        if isinstance(result, Lost)
        else result
        for name, result in results.items()
    }, interrupted


def _coverage(claims: tuple[Settled, ...]) -> tuple[Covered, ...]:
    """The statements of the post, unless only claims of the user's own were run."""
    statements = STATEMENTS if any(claim.kind is not Kind.OWN for claim in claims) else ()
    return tuple(Covered(**{part.name: getattr(one, part.name) for part in fields(one)}) for one in statements)


def own_data_report(own_data: OwnData, profile: Profile, seed: int, seconds: float) -> Report:
    """Make the report of a run on the user's own data, in which no claim was run."""
    return Report(
        profile=profile,
        seed=seed,
        versions=versions(),
        claims=(),
        own_data=own_data,
        faults=all_faults((), own_data),
        outcome=overall((), (), own_data),
        timing=Timing(seconds=seconds, jobs=1, claims={}),
    )


def versions() -> dict[str, str]:
    """Return the version of Python and of each distribution that the evidence was established with."""
    return {"python": python_version(), **{tool: version(tool) for tool in TOOLS}}


def _collect(name: str, places: Mapping[str, str], work: Work) -> _Collected:
    began = time.perf_counter()
    place = places[name]
    kept = None if work.kept is None else DirectoryBasedExampleDatabase(work.kept / quote(name, safe=""))
    watch: AbstractContextManager[list[str]] = observing(name) if work.observe else nullcontext([])
    with watch as observations:
        try:
            claim = _claim(name, place, work)
            with examples_from_seed_alone():
                evidence = claim.collect(work.profile, seed_for(work.seed, name), kept)
            if name in work.own:  # or the run could not be repeated
                evidence = evidence.model_copy(update={"module": place})
        except Exception as error:  # noqa: BLE001  one claim must not take the others with it
            evidence = _without_answer(name, place, work, stopped=where(error, place))
    return _Collected(evidence, time.perf_counter() - began, tuple(observations))


def _claim(name: str, place: str, work: Work) -> Collects:
    claim = claims_in(place)[name]
    if name in work.own and isinstance(claim, Claim):
        return replace(claim, kind=Kind.OWN, place=place)
    return claim


def _without_answer(
    name: str, place: str, work: Work, *, undecided: str | None = None, stopped: str | None = None
) -> ClaimEvidence:
    """Report on a claim that gave no evidence."""
    try:
        claim = _claim(name, place, work)
        statement, source = str(getattr(claim, "statement", name)), str(getattr(claim, "source", place))
    except Exception:  # noqa: BLE001  that it cannot even be loaded is said already
        statement, source = name, place
    return ClaimEvidence(
        id=name,
        kind=Kind.OWN if name in work.own else Kind.CLAIM,
        statement=statement,
        source=source,
        module=place if name in work.own else None,
        evidence=Evidence(),
        no_control_because="it gave no evidence",
        undecided=undecided,
        stopped=stopped,
    )
