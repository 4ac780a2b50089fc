"""The regression gate: what a run no longer establishes that the baseline says it did.

Lost evidence is a regression even when everything still holds. Work has a direction: less of it fell, more rose. What
was decided exactly has none: at the same seed it may not change at all.
"""

import importlib.util
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping

from verify.evidence import Change, Direction, Level, Outcome, PremiseVerdict
from verify.formal.tool import coq_wanted
from verify.formalising import COQ
from verify.gate.baseline import LEVEL_OF, Reached, Record, Refutation, Section

# What a level needs on this machine beside the project itself.
TOOLS: dict[Level, tuple[str, Callable[[], bool]]] = {
    Level.TESTED: ("hypothesis", lambda: importlib.util.find_spec("hypothesis") is not None),
    Level.CERTIFIED: ("python-flint", lambda: importlib.util.find_spec("flint") is not None),
    Level.FORMALISED: (COQ, lambda: coq_wanted() and shutil.which("coqc") is not None),
}

State = Refutation | PremiseVerdict | Reached
"""What became of a control, a premise or a stratum."""
_LOST = (Refutation.SURVIVED, PremiseVerdict.UNDECIDED, Reached.NOT_REACHED)


def missing_tool(level: Level) -> str | None:
    """Name the tool that `level` needs and this machine lacks; None when it is there."""
    name, present = TOOLS.get(level, ("", lambda: True))
    return None if present() else name


def compare(
    before: Section, now: Section, *, whole: bool, absent: Collection[Level] = frozenset()
) -> tuple[Change, ...]:
    """Return what differs from `before`, regressions first; nothing when all stands as it did.

    With `whole` False the run was restricted to some claims, and what it did not run is not missed. Levels
    in `absent`, whose tool this machine lacks, are not compared. Counts are compared when the seeds agree.
    """
    found = [*_claims(before, now, whole=whole, absent=absent), *_census(before, now, whole=whole)]
    if whole:
        found += _pictures(before.pictures, now.pictures)
    return tuple(sorted(found, key=lambda change: list(Direction).index(change.direction)))


def _claims(before: Section, now: Section, *, whole: bool, absent: Collection[Level]) -> Iterator[Change]:
    for name in sorted(before.claims.keys() | now.claims.keys()):
        was, record = before.claims.get(name), now.claims.get(name)
        if was is None:
            yield _new(name)
        elif record is None:
            if whole:
                yield _gone(name)
        elif was.outcome is not record.outcome and (was.empty or record.empty):
            yield _outcome(name, was.outcome, record.outcome)  # all else came or went with it
        else:
            yield from _claim(name, was, record, absent, counted=before.seed == now.seed, whole=whole)


def _claim(
    name: str, was: Record, now: Record, absent: Collection[Level], *, counted: bool, whole: bool
) -> Iterator[Change]:
    not_compared = set(absent)
    if was.outcome is not now.outcome:
        yield _outcome(name, was.outcome, now.outcome)
    else:
        lost = [level for level in was.levels if level not in now.levels and level not in absent]
        yield from _levels(name, was, now, lost)
        if not lost and (whole or now.effective is not None):
            yield from _effective(name, was.effective, now.effective, absent)
        not_compared |= set(was.levels) ^ set(now.levels)  # that a level came or went says that its work did
    if counted:
        yield from _work(name, was.counts, now.counts, not_compared)
    yield from _named(name, "control", was.controls, now.controls)
    yield from _named(name, "premise", was.premises, now.premises)
    if Level.TESTED not in not_compared:
        yield from _named(name, "stratum", was.strata, now.strata)


def _outcome(name: str, was: Outcome, now: Outcome) -> Change:
    rose = now is Outcome.HOLDS
    direction, verb = (Direction.ROSE, "rose") if rose else (Direction.FELL, "fell")
    return Change(direction=direction, subject=name, what=f"outcome {verb} from {was} to {now}")


def _levels(name: str, was: Record, now: Record, lost: Collection[Level]) -> Iterator[Change]:
    if lost:
        reached = now.levels[-1] if now.levels else "no level"
        what = f"no longer {' or '.join(lost)} (this run: {reached})"
        yield Change(direction=Direction.FELL, subject=name, what=what)
    for level in now.levels:
        if level not in was.levels:
            yield Change(direction=Direction.ROSE, subject=name, what=f"now {level}")


def _effective(name: str, was: Level | None, now: Level | None, absent: Collection[Level]) -> Iterator[Change]:
    """Compare the weakest level along what the claim rests on."""
    if was is None or was is now or was in absent:
        return
    if now is None or now.rank < was.rank:
        what = f"effective level fell from {was} to {now or 'none'}, for what it rests on"
        yield Change(direction=Direction.FELL, subject=name, what=what)


def _work(
    name: str, was: Mapping[str, int], now: Mapping[str, int], not_compared: Collection[Level]
) -> Iterator[Change]:
    for what in sorted(was.keys() | now.keys()):
        before, after = was.get(what, 0), now.get(what, 0)
        if before != after and LEVEL_OF.get(what) not in not_compared:
            fell = after < before
            words = f"{what} {'fell' if fell else 'rose'} from {before:,} to {after:,}"
            yield Change(direction=Direction.FELL if fell else Direction.ROSE, subject=name, what=words)


def _named(name: str, kind: str, was: Mapping[str, State], now: Mapping[str, State]) -> Iterator[Change]:
    """Compare what was put to the test by name."""
    for one in sorted(was.keys() | now.keys()):
        part, before, after = f"{kind} '{one}'", was.get(one), now.get(one)
        if before is None:
            yield Change(direction=Direction.NEW, subject=name, what=f"{part} is new")
        elif after is None:
            yield Change(direction=Direction.GONE, subject=name, what=f"{part} is gone")
        elif before is after:
            continue
        elif after in _LOST:
            yield Change(direction=Direction.FELL, subject=name, what=f"{part} is no longer {before}")
        elif before in _LOST:
            yield Change(direction=Direction.ROSE, subject=name, what=f"{part} is now {after}")
        else:  # a witness and a proof cannot both be right
            yield Change(direction=Direction.CHANGED, subject=name, what=f"{part} changed from {before} to {after}")


def _census(before: Section, now: Section, *, whole: bool) -> Iterator[Change]:
    for row in sorted(before.census.keys() | now.census.keys()):
        name, was, counts = f"census {row}", before.census.get(row), now.census.get(row)
        if was is None:
            yield _new(name)
        elif counts is None:
            if whole:
                yield _gone(name)
        elif before.seed == now.seed:
            yield from _exact(name, was, counts)


def _exact(name: str, was: Mapping[str, int], now: Mapping[str, int]) -> Iterator[Change]:
    for what in sorted(was.keys() | now.keys()):
        if was.get(what) != now.get(what):
            before, after = (f"{counts[what]:,}" if what in counts else "absent" for counts in (was, now))
            words = f"{what} changed from {before} to {after}"
            yield Change(direction=Direction.CHANGED, subject=name, what=words)


def _pictures(was: Collection[str], now: Collection[str]) -> Iterator[Change]:
    """Miss pictures that are no longer made; how they agree is decided in floats, and told in the findings."""
    for one in sorted({*was, *now}):
        if one not in now:
            yield _gone(f"picture {one}")
        elif one not in was:
            yield _new(f"picture {one}")


def _gone(name: str) -> Change:
    return Change(direction=Direction.GONE, subject=name, what="in the baseline, but not in this run")


def _new(name: str) -> Change:
    return Change(direction=Direction.NEW, subject=name, what="not in the baseline yet")
