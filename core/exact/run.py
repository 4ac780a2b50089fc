"""Growths on equally many points in step, modulo one prime: who improves, and what each zero means.

Many growths go in step through one `Elimination`. In each round every growth multiplies its residual with its next
block of candidates, and the blocks are eliminated together. A growth whose block is orthogonal to the residual passes
over all candidates up to the next that is not (the residual does not change while nothing is accepted), so that a long
tail of failures costs a scalar product a candidate.

The zeros are then settled over ℚ: by `core.exact.settle` for rational outputs, by `core.exact.symmetry` for exponential
ones. A growth that this prime cannot decide is handed back, to be started again with another one.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from core.activations import Exponential, PiecewiseLinear
from core.dataset import Floats
from core.exact.elimination import Elimination
from core.exact.growth import Growth, finished
from core.exact.modular import reduce
from core.exact.numbers import Rationals, stack
from core.exact.outputs import Specialisation, exponential_outputs, piecewise_outputs
from core.exact.pieces import pieces
from core.exact.problem import Stream
from core.exact.reasons import DoesNot, Improves, Reason, Undecided
from core.exact.settle import Settlement, SparseVector, WrongPrimeError
from core.exact.sources import Neurons
from core.exact.symmetry import consistent, point_classes, settle_structural
from core.exact.verdicts import Cause, Ended

Indices = NDArray[np.int64]

_POOL = 4_000_000  # float64 entries of outputs drawn ahead


def block_size(neurons: int) -> int:
    """How many candidates are eliminated at once."""
    return max(16, min(128, neurons // 8))


class Run:
    """Growths on equally many points, at one specialisation."""

    def __init__(
        self, streams: list[Stream], activation: PiecewiseLinear | Exponential, scale: Fraction,
        place: Specialisation, *, last: bool,
    ) -> None:  # fmt: skip
        self.streams, self.activation, self.scale, self.place, self.last = streams, activation, scale, place, last
        self.X = stack([s.problem.X for s in streams])
        self.X_residues = self.X.residues(place.p)
        B, n, _ = self.X.shape
        targets = stack([s.problem.y for s in streams]).residues(place.p)
        self.state = Elimination.start(targets, max(s.neurons for s in streams), place.p)
        self.entries: list[list[Floats]] = [[] for _ in streams]
        self.judged = np.zeros(B, dtype=np.int64)
        self.ended: list[Ended | None] = [None] * B
        self.chunk = max(16, min(4096, _POOL // (B * n)))
        self._known_classes: dict[int, int] = {}
        self.block = block_size(self.state.accepted.shape[1])

    def growths(self) -> list[Growth | None]:
        """The growths; None for those that this prime could not decide."""
        self._eliminate()
        return [None if self.state.singular[b] else self._settled(b) for b in range(len(self.streams))]

    # -- elimination -----------------------------------------------------------------------------------------------

    def _active(self) -> Indices:
        """The growths that go on."""
        going = [
            ended is None and not singular for ended, singular in zip(self.ended, self.state.singular, strict=True)
        ]
        return np.flatnonzero(going)

    def _eliminate(self) -> None:
        room = np.array([s.neurons for s in self.streams])
        while (active := self._active()).size:
            ahead = min(self.chunk, int((room - self.state.count)[active].max() * 9 // 8) + self.block)
            drawn = [self.streams[b].rows(int(self.judged[b]), ahead) for b in active.tolist()]
            spent = [b for b, rows in zip(active.tolist(), drawn, strict=True) if rows.shape[0] == 0]
            for b in spent:
                self.ended[b] = Ended.CAP
            if not spent:
                self._consume(active, drawn)

    def _consume(self, active: Indices, drawn: list[Rationals]) -> None:
        """Judge all candidates that were drawn, block by block."""
        sizes = np.array([rows.shape[0] for rows in drawn])
        pool = self._outputs(active, drawn, int(sizes.max()))
        position = np.zeros(active.size, dtype=np.int64)
        live = np.arange(active.size)
        while live.size:
            r = self.state.residual(active[live])
            block = np.zeros((live.size, self.block, pool.shape[2]))
            for at, i in enumerate(live.tolist()):
                rows = pool[i, position[i] : position[i] + self.block]
                block[at, : len(rows)] = rows
            entries = reduce(np.matmul(block, r[:, :, None])[:, :, 0], self.place.p)
            found = entries.any(axis=1)
            for at in np.flatnonzero(~found).tolist():
                self._pass_over(live[at], active, pool[live[at]], r[at], sizes, position)
            live, block, entries = live[found], block[found], entries[found]
            if not live.size:
                live = self._unfinished(active, position, sizes)
                continue
            b = active[live]
            room = np.array([self.streams[i].neurons for i in b]) - self.state.count[b]
            taken, values, judged = self.state.meet(b, block, entries, room)
            counts = np.minimum(judged, sizes[live] - position[live])
            position[live] += counts
            for at, count in enumerate(counts):
                self._record(b[at], np.where(taken[at], values[at], 0)[:count])
                if self.state.count[b[at]] == self.streams[b[at]].neurons:
                    self.ended[b[at]] = Ended.NEURONS
            live = self._unfinished(active, position, sizes)

    def _unfinished(self, active: Indices, position: Indices, sizes: Indices) -> Indices:
        """The places in `active` of growths that go on and have candidates left."""
        going = np.array([self.ended[b] is None for b in active]) & ~self.state.singular[active]
        return np.flatnonzero(going & (position < sizes))

    def _pass_over(self, i: int, active: Indices, pool: Floats, r: Floats, sizes: Indices, position: Indices) -> None:
        """A whole block is orthogonal to the residual: pass over all candidates up to the next that is not."""
        b, ahead = active[i], reduce(pool[position[i] : sizes[i]] @ r, self.place.p)
        zeros = int(np.argmax(ahead != 0)) if ahead.any() else ahead.size
        self._record(b, np.zeros(zeros))
        position[i] += zeros
        if not r.any():
            self.ended[b] = Ended.RESIDUAL_ZERO
        elif not ahead.any() and self.streams[b].random and self._saturated(b):
            self.ended[b] = Ended.SATURATED

    def _record(self, b: int, entries: Floats) -> None:
        self.entries[b].append(entries)
        self.judged[b] += entries.size

    def _outputs(self, active: Indices, drawn: list[Rationals], most: int) -> Floats:
        """Outputs modulo p (len(active) × most × n), zero where fewer were drawn."""
        pool = np.zeros((active.size, most, self.X.shape[1]))
        if isinstance(self.activation, Exponential):
            for at, (b, W) in enumerate(zip(active, drawn, strict=True)):
                pool[at, : W.shape[0]] = exponential_outputs(
                    self.activation, self.streams[b].problem.X, W, self.scale, self.place
                )
            return pool
        if len({W.shape for W in drawn}) == 1:
            groups = [(np.arange(active.size), stack(drawn))]
        else:
            groups = [(np.array([at]), stack([W])) for at, W in enumerate(drawn)]
        for members, W in groups:
            X = self.X if members.size == self.X.shape[0] else self.X[active[members]]
            residues = self.X_residues if members.size == self.X.shape[0] else self.X_residues[active[members]]
            P = pieces(self.activation, X, W, self.scale)
            pool[members, : W.shape[1]] = piecewise_outputs(
                self.activation, P, residues, W.residues(self.place.p), self.scale, self.place.p
            )
        return pool

    # -- what the zeros mean ---------------------------------------------------------------------------------------

    def _classes(self, b: int) -> int:
        if b not in self._known_classes:
            self._known_classes[b] = point_classes(self.activation, self.streams[b].problem.X)
        return self._known_classes[b]

    def _saturated(self, b: int) -> bool:
        return int(self.state.count[b]) == self._classes(b)

    def _settled(self, b: int) -> Growth | None:
        """The growth with all its zeros decided; None when a zero is this prime's fault."""
        stream, ended = self.streams[b], self.ended[b] or Ended.CAP
        if ended is Ended.CAP and not self.state.residual(np.array([b])).any():
            ended = Ended.RESIDUAL_ZERO
        elif ended is Ended.CAP and stream.random and self._saturated(b):
            ended = Ended.SATURATED
        entries = np.concatenate([*self.entries[b], np.zeros(0)])
        accepted = np.flatnonzero(entries)
        if ended in (Ended.RESIDUAL_ZERO, Ended.SATURATED):
            # The growth was over with its last accepted neuron; what was drawn after it was drawn for nothing.
            entries = entries[: accepted.max(initial=-1) + 1]
        zeros = np.flatnonzero(entries == 0)
        at_zero, bases = ended is Ended.RESIDUAL_ZERO, list[list[SparseVector]]()
        match self.activation:
            case Exponential() as activation:
                reasons = self._structural(activation, b, accepted, zeros)
                zero = self._zero_by_structure(b) if at_zero else None
                if at_zero and zero is None and self.last:  # nothing shows it: what follows is judged one by one
                    ended = Ended.CAP
                    reasons |= self._structural(activation, b, accepted, np.arange(entries.size, stream.cap))
            case PiecewiseLinear() as activation:
                try:
                    reasons, bases, zero = self._rational(activation, b, accepted, zeros, at_zero=at_zero)
                except WrongPrimeError:
                    return None
        unclear = (at_zero and zero is None) or any(isinstance(reason, Undecided) for reason in reasons.values())
        if unclear and not self.last:
            return None
        if accepted.size == stream.problem.X.shape[0]:
            zero = DoesNot(Cause.RESIDUAL_ZERO, full=True)
        reasons |= {int(i): Improves(int(entries[i]) % self.place.p) for i in accepted}
        in_order = [reasons[i] for i in range(len(reasons))]
        return finished(stream, self.activation, self.scale, in_order, ended, zero, place=self.place, bases=bases)

    def _weights(self, b: int, accepted: Indices, zeros: Indices) -> Rationals:
        return self.streams[b].rows(0, int(max(accepted.max(initial=-1), zeros.max(initial=-1))) + 1)

    def _structural(self, activation: Exponential, b: int, accepted: Indices, zeros: Indices) -> dict[int, Reason]:
        """Reasons for the zeros among exponential outputs."""
        W, X, kept = self._weights(b, accepted, zeros), self.streams[b].problem.X, accepted.tolist()
        return {
            int(j): settle_structural(activation, X, W, kept[:k], int(j), self._classes(b))
            for j, k in zip(zeros, np.searchsorted(accepted, zeros), strict=True)
        }

    def _zero_by_structure(self, b: int) -> DoesNot | None:
        """Why the residual with all kept columns is zero; None when no exact reason is seen."""
        X, y = self.streams[b].problem.X, self.streams[b].problem.y
        if not any(y.fractions()):
            return DoesNot(Cause.RESIDUAL_ZERO, output_weights={})
        if self._saturated(b) and consistent(self.activation, X, y):
            return DoesNot(Cause.RESIDUAL_ZERO, saturated=True)
        return None

    def _rational(
        self, activation: PiecewiseLinear, b: int, accepted: Indices, zeros: Indices, *, at_zero: bool
    ) -> tuple[dict[int, Reason], list[list[SparseVector]], DoesNot | None]:
        """Reasons for the zeros among rational outputs, the null bases they refer to, and why the residual is zero.

        Raises WrongPrimeError when one of these zeros is none over ℚ.
        """
        problem, kept = self.streams[b].problem, accepted.tolist()
        source = Neurons(activation, problem.X, self._weights(b, accepted, zeros), self.scale)
        settlement = Settlement(self.state, b, source, kept, problem.y)
        decided = settlement.decide(zeros.tolist(), np.searchsorted(accepted, zeros).tolist())
        zero = None
        if at_zero:
            weights = settlement.residual_zero(len(kept))
            if weights is None:
                raise WrongPrimeError
            zero = DoesNot(Cause.RESIDUAL_ZERO, output_weights=weights)
        return dict(zip(zeros.tolist(), decided, strict=True)), settlement.bases, zero
