"""The closed vocabulary of claims, levels and premises, and the one table that describes it.

The faces, their colours and the legend read `STATUSES`; a word that is not here cannot be shown.
"""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """How much work a run does."""

    QUICK = "quick"
    CI = "ci"
    PAPER = "paper"


class Kind(StrEnum):
    """Where a claim comes from; `printed` is false as the post prints it and is expected to be refuted."""

    CLAIM = "claim"
    PRINTED = "printed"
    REPAIRED = "repaired"
    OWN = "own"


class Outcome(StrEnum):
    """What this run says about a claim."""

    HOLDS = "holds"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    VACUOUS = "vacuous"


class Level(StrEnum):
    """How well a claim that holds stands, from the weakest to the strongest."""

    TESTED = "tested"
    CERTIFIED = "certified"
    PROVED = "proved"
    FORMALISED = "formalised"

    @property
    def rank(self) -> int:
        """0 for the weakest level; larger is stronger."""
        return list(Level).index(self)


class PremiseVerdict(StrEnum):
    """Whether a claim falls when one of its premises is dropped."""

    NECESSARY = "necessary"
    REDUNDANT = "redundant"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Status:
    """One row of the table: the enum member, the colour it is shown in (a Rich style) and what it means."""

    member: Outcome | Level | PremiseVerdict
    colour: str
    meaning: str


# In the order of the legend. A tuple, not a dict: "undecided" of one enum equals "undecided" of another.
STATUSES: tuple[Status, ...] = (
    Status(Outcome.HOLDS, "green", "nothing in this run speaks against it, and something speaks for it"),
    Status(Outcome.REFUTED, "red", "a counterexample was found; it is shown"),
    Status(Outcome.UNDECIDED, "yellow", "this run could not tell; the reason is shown"),
    Status(Outcome.VACUOUS, "yellow", "its premises or boundary cases were met too seldom to mean anything"),
    Status(Level.TESTED, "cyan", "no counterexample among random examples in floats, with a derived error bound"),
    Status(
        Level.CERTIFIED,
        "blue",
        "decided without tolerance on instances, by certificates that a checker accepted",
    ),
    Status(
        Level.PROVED, "magenta", "derived for all sizes, every step accepted by the proof kernel and by its checker"
    ),
    Status(
        Level.FORMALISED, "bold magenta", "a Coq theorem, accepted by coqc in this run, that rests on no assumption"
    ),
    Status(PremiseVerdict.NECESSARY, "green", "without this premise the claim falls; a witness is shown"),
    Status(PremiseVerdict.REDUNDANT, "cyan", "the stronger claim without this premise is itself proved"),
    Status(
        PremiseVerdict.UNDECIDED,
        "yellow",
        "neither a witness against nor a proof without this premise is known",
    ),
)


def status(member: Outcome | Level | PremiseVerdict) -> Status:
    """Return the row of the table that describes `member`."""
    return next(row for row in STATUSES if row.member is member)


def weakest(levels: list[Level | None]) -> Level | None:
    """Return the weakest of `levels` (not empty); None, nothing established, is the weakest of all."""
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        return None
    return min(known, key=lambda level: level.rank)
