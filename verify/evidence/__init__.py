"""The evidence model: what a run established and what follows from it. Faces render it; none computes."""

from verify.evidence.base import Exact, Instance, exact
from verify.evidence.census import Causes, CensusRow, FloatCriterion, OwnPathCounts, PostFigure, Rate, Tail
from verify.evidence.claims import Claim, levels, settle
from verify.evidence.collected import (
    Certified,
    ClaimEvidence,
    Control,
    Derived,
    Evidence,
    Exhausted,
    Premise,
    Tested,
)
from verify.evidence.own_data import Bounded, OwnData, OwnGrowth, OwnNeuron
from verify.evidence.report import (
    Exit,
    Finding,
    Report,
    Timing,
    all_faults,
    exit_status,
    from_json,
    overall,
    to_json,
)
from verify.evidence.status import STATUSES, Kind, Level, Outcome, PremiseVerdict, Profile, Status, status

__all__ = [
    "STATUSES",
    "Bounded",
    "Causes",
    "CensusRow",
    "Certified",
    "Claim",
    "ClaimEvidence",
    "Control",
    "Derived",
    "Evidence",
    "Exact",
    "Exhausted",
    "Exit",
    "Finding",
    "FloatCriterion",
    "Instance",
    "Kind",
    "Level",
    "Outcome",
    "OwnData",
    "OwnGrowth",
    "OwnNeuron",
    "OwnPathCounts",
    "PostFigure",
    "Premise",
    "PremiseVerdict",
    "Profile",
    "Rate",
    "Report",
    "Status",
    "Tail",
    "Tested",
    "Timing",
    "all_faults",
    "exact",
    "exit_status",
    "from_json",
    "levels",
    "overall",
    "settle",
    "status",
    "to_json",
]
