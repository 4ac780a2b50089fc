"""Why a verdict holds: what a certificate says about one candidate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from core.exact.verdicts import Cause, Verdict

Coefficients = Mapping[int, Fraction]


@dataclass(frozen=True)
class Given:
    """A column that was there from the start; dependent ones come with their combination of kept ones."""

    coefficients: Coefficients | None = None
    verdict = None
    cause = None


class Improves(NamedTuple):
    """gᵀr is not zero; `residue` is its value modulo the certificate's prime (None where balls decided)."""

    residue: int | None = None

    @property
    def verdict(self) -> Verdict:
        """What this is a reason for."""
        return Verdict.IMPROVES

    @property
    def cause(self) -> None:
        """None: it does improve."""


@dataclass(frozen=True)
class DoesNot:
    """The neuron changes nothing, for one of the reasons that a certificate can show.

    Exactly one of: nothing more (dead); `coefficients` over earlier kept candidates; `basis`, the index of a basis of
    everything orthogonal to the kept columns; `output_weights` of the optimum, in exact form; `twin`, a kept candidate
    with the same outputs up to sign; `saturated`, the kept columns span all that a neuron can give on these points;
    `full`, as many kept columns as points.
    """

    cause: Cause
    coefficients: Coefficients | None = None
    basis: int | None = None
    output_weights: Coefficients | None = None
    twin: int | None = None
    saturated: bool = False
    full: bool = False
    verdict: Verdict = field(default=Verdict.DOES_NOT, init=False)


@dataclass(frozen=True)
class Undecided:
    """Every place that was tried gave zero, and no exact reason was found."""

    verdict = Verdict.UNDECIDED
    cause = None


Reason = Given | Improves | DoesNot | Undecided


def to_json(reason: Reason) -> dict[str, Any]:
    """The entry of a certificate."""
    match reason:
        case Given(coefficients):
            return {"given": True} | _numbers("coefficients", coefficients)
        case Improves(None):
            return {"improves": True}
        case Improves(residue):
            return {"improves": True, "residue": residue}
        case Undecided():
            return {"undecided": True}
        case DoesNot():
            return {"improves": False} | _evidence(reason)


def _evidence(reason: DoesNot) -> dict[str, Any]:
    if reason.coefficients is not None:
        return _numbers("coefficients", reason.coefficients)
    if reason.output_weights is not None:
        return _numbers("output_weights", reason.output_weights)
    if reason.basis is not None:
        return {"basis": reason.basis}
    if reason.twin is not None:
        return {"twin": reason.twin}
    return {"saturated": True} if reason.saturated else {"full": True} if reason.full else {"dead": True}


def _numbers(key: str, values: Coefficients | None) -> dict[str, Any]:
    return {} if values is None else {key: {str(j): str(value) for j, value in values.items() if value}}
