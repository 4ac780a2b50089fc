"""The words in which the exact side answers."""

from enum import StrEnum


class Verdict(StrEnum):
    """Whether adding a neuron strictly lowers the optimal objective."""

    IMPROVES = "improves"
    DOES_NOT = "does not"
    UNDECIDED = "undecided"


class Cause(StrEnum):
    """Why a neuron does not improve; the first that applies."""

    RESIDUAL_ZERO = "residual_zero"
    DEAD = "dead"
    LINEAR = "linear"
    IN_SPAN = "in_span"
    ORTHOGONAL = "orthogonal"


class Ended(StrEnum):
    """Why a growth stopped."""

    NEURONS = "neurons"
    RESIDUAL_ZERO = "residual zero"
    SATURATED = "saturated span"
    CAP = "cap on draws"
    STREAM = "weights used up"
