"""A growth as a value: what was drawn, the verdict on each candidate, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from core.activations import Activation
from core.exact.numbers import Rationals, texts
from core.exact.outputs import Specialisation
from core.exact.problem import Stream
from core.exact.reasons import DoesNot, Improves, Reason, to_json
from core.exact.settle import SparseVector
from core.exact.verdicts import Cause, Ended, Verdict


@dataclass(frozen=True)
class Growth:
    """One growth: what was drawn (weights K × m), the verdict on each, and the reasons a certificate needs."""

    activation: Activation
    scale: Fraction
    X: Rationals
    y: Rationals
    weights: Rationals
    reasons: tuple[Reason, ...]
    ended: Ended
    place: Specialisation | None
    bits: int | None = None
    bases: tuple[list[SparseVector], ...] = field(default=(), repr=False)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One for each drawn candidate."""
        return tuple(reason.verdict for reason in self.reasons if reason.verdict is not None)

    @property
    def causes(self) -> tuple[Cause | None, ...]:
        """Why each candidate does not improve; None where it does, or is undecided."""
        return tuple(reason.cause for reason in self.reasons)

    @property
    def accepted(self) -> tuple[int, ...]:
        """The improving candidates, in order."""
        return tuple(i for i, reason in enumerate(self.reasons) if isinstance(reason, Improves))

    def certificate(self) -> dict[str, Any]:
        """All verdicts of this growth, for the independent checker: one JSON line."""
        place: dict[str, Any] = {"bits": self.bits}
        if self.place is not None:
            place = {"p": self.place.p} | ({} if self.place.root is None else {"root": self.place.root})
        head = {
            "lemmata": "certificate/1",
            "kind": "enclosure" if self.place is None else "growth",
            "activation": self.activation.name,
            "scale": str(self.scale),
            "X": texts(self.X),
            "y": texts(self.y),
            "W": texts(self.weights),
        }
        bases = [[{str(i): str(v) for i, v in vector.items()} for vector in basis] for basis in self.bases]
        tail = {"candidates": [to_json(reason) for reason in self.reasons], "ended": str(self.ended)}
        return head | place | ({"null_bases": bases} if bases else {}) | tail


def finished(
    stream: Stream, activation: Activation, scale: Fraction, reasons: list[Reason], ended: Ended,
    zero: DoesNot | None, *, place: Specialisation | None = None, bits: int | None = None,
    bases: Sequence[list[SparseVector]] = (),
) -> Growth:  # fmt: skip
    """The growth as a value; `zero` says why the residual is zero at its end, if it is.

    Given weights are judged to their end: on a zero residual nothing improves, and beyond the asked number of neurons
    nothing is judged.
    """
    if not stream.random and zero is not None:
        reasons += [zero] * (stream.cap - len(reasons))
    if ended is Ended.NEURONS and stream.neurons < stream.asked:  # as many columns as points, and more were asked for
        ended = Ended.RESIDUAL_ZERO
    if ended is Ended.CAP and not stream.random:
        ended = Ended.STREAM
    weights, problem = stream.rows(0, len(reasons)), stream.problem
    return Growth(activation, scale, problem.X, problem.y, weights, tuple(reasons), ended, place, bits, tuple(bases))
