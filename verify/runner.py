"""Runs claims, one after another or in several processes, and assembles the report.

What a claim collects depends on its profile and its seed alone, so the report does not depend on how many
processes worked or on which finished first.
"""

import hashlib
import importlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from platform import python_version
from typing import Protocol

from verify.evidence import ClaimEvidence, OwnData, Profile, Report, Timing, all_faults, overall, settle
from verify.findings import findings
from verify.reproducible import examples_from_seed_alone
from verify.workers import Watcher, do_all

TOOLS = ("numpy", "scipy", "sympy", "hypothesis", "python-flint", "pydantic")
"""The distributions whose versions the report names: what the evidence was established with."""


class Collects(Protocol):
    """What a claim module's `CLAIM` must be able to do."""

    def collect(self, profile: Profile, seed: int) -> ClaimEvidence:
        """Collect the evidence; the same profile and seed give the same evidence, byte for byte."""


class ClaimStoppedError(Exception):
    """A claim ended with an error instead of evidence: the toolkit is at fault, not the claim."""


@dataclass(frozen=True)
class _Collected:
    evidence: ClaimEvidence
    seconds: float


def seed_for(seed: int, claim: str) -> int:
    """Derive a claim's own seed (64 bits) from the run's, independent of the other claims and of hash()."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{claim}".encode()).digest()[:8], "big")


def run(
    modules: Mapping[str, str], profile: Profile, seed: int, *, jobs: int, watcher: Watcher
) -> tuple[Report, tuple[str, ...]]:
    """Run the claims (id -> module with a `CLAIM`); return the report and every certificate (JSON lines).

    Claims stand in the report in the order of `modules`, whatever the order in which they finished.
    Raises ClaimStoppedError when a claim gives an error instead of evidence.
    """
    began = time.perf_counter()
    jobs = max(1, min(jobs, len(modules)))
    work = partial(_collect, modules=dict(modules), profile=profile, seed=seed)
    collected = do_all(list(modules), work, jobs=jobs, watcher=watcher)
    evidence = [collected[claim].evidence for claim in modules]
    claims = settle(evidence)
    census = tuple(row for claim in evidence for row in claim.census)
    report = Report(
        profile=profile,
        seed=seed,
        versions=versions(),
        claims=claims,
        census=census,
        findings=findings(claims, census),
        faults=all_faults(claims, None),
        outcome=overall(claims, census, None),
        timing=Timing(
            seconds=time.perf_counter() - began,
            jobs=jobs,
            claims={claim: collected[claim].seconds for claim in modules},
        ),
    )
    return report, tuple(line for claim in evidence for line in claim.certificates)


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


def _collect(claim: str, modules: Mapping[str, str], profile: Profile, seed: int) -> _Collected:
    began = time.perf_counter()
    try:
        collects: Collects = importlib.import_module(modules[claim]).CLAIM
        with examples_from_seed_alone():
            evidence = collects.collect(profile, seed_for(seed, claim))
    except Exception as error:
        raise ClaimStoppedError(f"claim {claim} stopped: {_where(error)}") from error
    if evidence.id != claim:
        raise ClaimStoppedError(f"claim {claim} stopped: its evidence is about {evidence.id}")
    return _Collected(evidence, time.perf_counter() - began)


def _where(error: Exception) -> str:
    """Describe an error on one line, with the innermost place it came from."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())}{place}"
