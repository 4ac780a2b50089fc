"""Growth decided exactly: neurons are drawn one by one, each is judged, and the improving ones are kept.

Many growths go in step through one `Elimination`. In each round every growth multiplies its residual with its next block of
candidates, and the blocks are eliminated together. A growth whose block is orthogonal to the residual passes over all
candidates up to the next that is not (the residual does not change while nothing is accepted), so that a long tail of
failures costs a scalar product a candidate.

The zeros are then settled over ℚ: by `core.exact.settle` for rational outputs, by `core.exact.symmetry` for exponential
ones. Where a zero turns out to be the prime's fault, the growth starts again with the next prime. Smooth activations
outside ℚ(t) go through `core.exact.balls`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Activation, Exponential, PiecewiseLinear, Smooth
from core.exact import balls
from core.exact.elimination import Elimination
from core.exact.modular import Floats, reduce
from core.exact.numbers import Rationals, rationals, rows_of, stack, texts
from core.exact.outputs import Specialisation, exponential_outputs, piecewise_outputs, specialisations
from core.exact.pieces import pieces
from core.exact.reasons import DoesNot, Improves, Reason, Undecided, to_json
from core.exact.settle import Settlement, SparseVector, WrongPrimeError
from core.exact.sources import Neurons
from core.exact.symmetry import consistent, point_classes, settle_structural
from core.exact.verdicts import Cause, Ended, Verdict

Candidates = np.random.Generator | Rationals | Floats

Indices = NDArray[np.int64]

_STATE = 500_000  # float64 entries of elimination state that growths in step may share
_POOL = 4_000_000  # float64 entries of outputs drawn ahead


@dataclass(frozen=True)
class Problem:
    """Points X (n × m), target y (n), and where candidates come from.

    A Generator gives standard normal weights, m a neuron, each multiplied by `factor` in float64 (and so rounded); an array
    (K × m) is judged row by row, to its end.
    """

    X: Rationals
    y: Rationals
    candidates: Candidates
    factor: float = 1.0

    def __post_init__(self) -> None:
        n, m = self.X.shape
        if n == 0 or m == 0 or self.y.shape != (n,):
            raise ValueError(f"X must be n × m and y have n entries; got {self.X.shape} and {self.y.shape}")
        if not isinstance(self.candidates, np.random.Generator) and rationals(self.candidates).shape[1:] != (m,):
            raise ValueError(f"weights must have {m} columns, one an input")


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


def grow(
    problems: Sequence[Problem],
    activation: Activation,
    *,
    neurons: int,
    scale: Fraction = Fraction(1),
    cap: int | None = None,
    prime: int | None = None,
) -> list[Growth]:
    """Grow each problem to `neurons` accepted neurons with outputs act(scale·w·x), all verdicts exact.

    A growth ends earlier when the residual is zero, when the kept columns span all that a neuron can give on these points,
    after `cap` draws (1000 a neuron unless told), or at the end of given weights; given weights are judged to their end.
    `prime` is tried first (tests use small ones); it changes no verdict.
    """
    if neurons < 1:
        raise ValueError(f"neurons must be at least 1, got {neurons}")
    if scale <= 0:
        raise ValueError(f"scale must be positive, got {scale}")
    cap = 1000 * neurons if cap is None else cap
    if isinstance(activation, Smooth):
        return [balls_growth(problem, activation, neurons, scale, cap) for problem in problems]
    streams = [_Stream(problem, neurons, cap) for problem in problems]
    results: list[Growth | None] = [None] * len(problems)
    shapes = {problem.X.shape for problem in problems}
    for n, m in sorted(shapes):
        places = specialisations(activation, max(n, m, _block(min(neurons, n))), prime)
        waiting = [i for i, problem in enumerate(problems) if problem.X.shape == (n, m)]
        for attempt, place in enumerate(places):
            at_once = max(1, _STATE // (min(neurons, n) * n))
            for first in range(0, len(waiting), at_once):
                together = waiting[first : first + at_once]
                try:
                    run = _Run(
                        [streams[i] for i in together], activation, scale, place, last=attempt == len(places) - 1
                    )
                    found = run.growths()
                except ZeroDivisionError:  # the prime divides a denominator of the data
                    continue
                for i, growth in zip(together, found, strict=True):
                    results[i] = growth
            waiting = [i for i in waiting if results[i] is None]
    return [_decided(growth) for growth in results]


def _decided(growth: Growth | None) -> Growth:
    if growth is None:
        raise ArithmeticError("every prime that was tried failed on a growth; give `prime` another value")
    return growth


def balls_growth(problem: Problem, activation: Smooth, neurons: int, scale: Fraction, cap: int) -> Growth:
    """One growth by enclosures."""
    stream = _Stream(problem, neurons, cap)
    reasons, ended, bits = balls.grow(
        problem.X, problem.y, stream.row, activation, scale, stream.neurons, stream.cap, to_the_end=not stream.random
    )
    kept = sum(isinstance(reason, Improves) for reason in reasons)
    zero = None
    if kept == problem.X.shape[0]:
        zero = DoesNot(Cause.RESIDUAL_ZERO, full=True)
    elif ended is Ended.RESIDUAL_ZERO:
        zero = (
            DoesNot(Cause.RESIDUAL_ZERO, output_weights={})
            if kept == 0
            else DoesNot(Cause.RESIDUAL_ZERO, saturated=True)
        )
    return _growth(stream, activation, scale, [*reasons], ended, zero, bits=bits)


def _growth(
    stream: "_Stream", activation: Activation, scale: Fraction, reasons: list[Reason], ended: Ended,
    zero: DoesNot | None, *, place: Specialisation | None = None, bits: int | None = None,
    bases: Sequence[list[SparseVector]] = (),
) -> Growth:  # fmt: skip
    """The growth as a value; `zero` says why the residual is zero at its end, if it is.

    Given weights are judged to their end: on a zero residual nothing improves, and beyond the asked number of neurons
    nothing is judged.
    """
    if not stream.random and zero is not None:
        reasons += [zero] * (stream.cap - len(reasons))
    if ended is Ended.CAP and not stream.random:
        ended = Ended.STREAM
    weights, problem = stream.rows(0, len(reasons)), stream.problem
    return Growth(activation, scale, problem.X, problem.y, weights, tuple(reasons), ended, place, bits, tuple(bases))


class _Stream:
    """The candidates of one problem, drawn when asked for and remembered, so that a growth can start again."""

    def __init__(self, problem: Problem, neurons: int, cap: int) -> None:
        self.problem = problem
        self.random = isinstance(problem.candidates, np.random.Generator)
        self._drawn: list[Rationals] = []
        self._count = 0
        self.cap = cap
        self.neurons = min(neurons, problem.X.shape[0])
        if not isinstance(problem.candidates, np.random.Generator):
            self._drawn = [rationals(problem.candidates)]
            self._count = self.cap = self._drawn[0].shape[0]

    def rows(self, start: int, count: int) -> Rationals:
        """Candidates start … start + count (fewer at the cap)."""
        stop = min(start + count, self.cap)
        if stop > self._count and isinstance(self.problem.candidates, np.random.Generator):
            new = self.problem.candidates.standard_normal((stop - self._count, self.problem.X.shape[1]))
            self._drawn.append(Rationals(new * self.problem.factor))
            self._count = stop
        if len(self._drawn) > 1:
            self._drawn = [rows_of(self._drawn)]
        if not self._drawn:
            return Rationals(np.zeros((0, self.problem.X.shape[1])))
        return self._drawn[0][start:stop]

    def row(self, k: int) -> Rationals:
        """Candidate k, 1 × m."""
        return self.rows(k, 1)


def _block(neurons: int) -> int:
    """How many candidates are eliminated at once."""
    return max(16, min(128, neurons // 8))


class _Run:
    """Growths on equally many points, at one specialisation."""

    def __init__(
        self, streams: list[_Stream], activation: PiecewiseLinear | Exponential, scale: Fraction,
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
        self.block = _block(self.state.accepted.shape[1])

    def growths(self) -> list[Growth | None]:
        """The growths; None for those that this prime could not decide."""
        self._eliminate()
        return [None if self.state.singular[b] else self._settled(b) for b in range(len(self.streams))]

    # -- elimination -----------------------------------------------------------------------------------------------

    def _eliminate(self) -> None:
        B = len(self.streams)
        room = np.array([s.neurons for s in self.streams])
        while (active := np.array([b for b in range(B) if self.ended[b] is None and not self.state.singular[b]])).size:
            ahead = min(self.chunk, int((room - self.state.count)[active].max() * 9 // 8) + self.block)
            drawn = [self.streams[b].rows(int(self.judged[b]), ahead) for b in active]
            spent = [b for b, rows in zip(active, drawn, strict=True) if rows.shape[0] == 0]
            for b in spent:
                self.ended[b] = Ended.CAP
            if spent:
                continue
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
            for at, i in enumerate(live):
                rows = pool[i, position[i] : position[i] + self.block]
                block[at, : len(rows)] = rows
            entries = reduce(np.matmul(block, r[:, :, None])[:, :, 0], self.place.p)
            found = entries.any(axis=1)
            for at in np.flatnonzero(~found):
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
        stream, ended = self.streams[b], self.ended[b]
        if ended is Ended.CAP and not self.state.residual(np.array([b])).any():
            ended = self.ended[b] = Ended.RESIDUAL_ZERO
        entries = np.concatenate([*self.entries[b], np.zeros(0)])
        accepted = np.flatnonzero(entries)
        if ended is Ended.RESIDUAL_ZERO or ended is Ended.SATURATED:
            # The growth was over with its last accepted neuron; what was drawn after it was drawn for nothing.
            entries = entries[: accepted.max(initial=-1) + 1]
        zeros = np.flatnonzero(entries == 0)
        try:
            reasons, bases, zero = self._reasons(b, accepted, zeros)
        except WrongPrimeError:
            return None
        p = self.place.p
        found: dict[int, Reason] = {int(i): Improves(int(entries[i]) % p) for i in accepted} | reasons
        if any(isinstance(reason, Undecided) for reason in reasons.values()) and not self.last:
            return None
        if ended is Ended.RESIDUAL_ZERO and zero is None:
            if not self.last:
                return None
            ended = Ended.CAP
        in_order = [found[i] for i in range(entries.size)]
        return _growth(
            stream, self.activation, self.scale, in_order, ended or Ended.CAP, zero, place=self.place, bases=bases
        )

    def _reasons(
        self, b: int, accepted: Indices, zeros: Indices
    ) -> tuple[dict[int, Reason], list[list[SparseVector]], DoesNot | None]:
        """Reasons for the zeros, the bases they refer to, and the reason why the residual is zero at the end, if it is."""
        stream, problem = self.streams[b], self.streams[b].problem
        kept = accepted.tolist()
        W = stream.rows(0, int(max(accepted.max(initial=-1), zeros.max(initial=-1))) + 1)
        stages = np.searchsorted(accepted, zeros)
        full = DoesNot(Cause.RESIDUAL_ZERO, full=True) if len(kept) == problem.X.shape[0] else None
        ends_at_zero = self.ended[b] is Ended.RESIDUAL_ZERO
        if isinstance(self.activation, Exponential):
            reasons: dict[int, Reason] = {
                int(j): settle_structural(self.activation, problem.X, W, kept[:k], int(j), self._classes(b))
                for j, k in zip(zeros, stages, strict=True)
            }
            saturated = ends_at_zero and self._saturated(b) and consistent(self.activation, problem.X, problem.y)
            nothing = ends_at_zero and not problem.y.approx.any() and not any(problem.y.fractions())
            zero = DoesNot(Cause.RESIDUAL_ZERO, saturated=True) if saturated else None
            if nothing:
                zero = DoesNot(Cause.RESIDUAL_ZERO, output_weights={})
            return reasons, [], full or zero
        settlement = Settlement(self.state, b, Neurons(self.activation, problem.X, W, self.scale), kept, problem.y)
        decided = settlement.decide(zeros.tolist(), stages.tolist())
        reasons = dict(zip(zeros.tolist(), decided, strict=True))
        if full is None and ends_at_zero:
            weights = settlement.residual_zero(len(kept))
            if weights is None:
                raise WrongPrimeError
            full = DoesNot(Cause.RESIDUAL_ZERO, output_weights=weights)
        return reasons, settlement.bases, full
