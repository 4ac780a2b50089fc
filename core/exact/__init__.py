"""The same questions decided without a tolerance, and the certificates."""

from core.exact.decide import Decision, decide
from core.exact.growing import grow
from core.exact.growth import Growth
from core.exact.numbers import Rationals, rationals
from core.exact.objectives import Enclosure, objectives, objectives_exact
from core.exact.problem import Problem
from core.exact.verdicts import Cause, Ended, Verdict

__all__ = [
    "Cause",
    "Decision",
    "Enclosure",
    "Ended",
    "Growth",
    "Problem",
    "Rationals",
    "Verdict",
    "decide",
    "grow",
    "objectives",
    "objectives_exact",
    "rationals",
]
