"""Grow: choose the method by the activation, and go from prime to prime.

Where a zero turns out to be the prime's fault, the growth starts again with the next prime. Smooth activations outside
ℚ(t) go through `core.exact.balls`.
"""

from collections.abc import Sequence
from fractions import Fraction

from core.activations import Activation, Smooth
from core.exact import balls
from core.exact.growth import Growth, finished
from core.exact.outputs import specialisations
from core.exact.problem import Problem, Stream
from core.exact.reasons import DoesNot, Improves
from core.exact.run import Run, block_size
from core.exact.verdicts import Cause, Ended

_STATE = 500_000  # float64 entries of elimination state that growths in step may share


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

    A growth ends earlier when the residual is zero, when the kept columns span all that a neuron can give on these
    points, after `cap` draws (1000 a neuron unless told), or at the end of given weights; given weights are judged to
    their end. `prime` is tried first (tests use small ones); it changes no verdict.
    """
    if neurons < 1:
        raise ValueError(f"neurons must be at least 1, got {neurons}")
    if scale <= 0:
        raise ValueError(f"scale must be positive, got {scale}")
    cap = 1000 * neurons if cap is None else cap
    if isinstance(activation, Smooth):
        return [_by_balls(problem, activation, neurons, scale, cap) for problem in problems]
    streams = [Stream(problem, neurons, cap) for problem in problems]
    results: list[Growth | None] = [None] * len(problems)
    shapes = {problem.X.shape for problem in problems}
    for n, m in sorted(shapes):
        places = specialisations(activation, max(n, m, block_size(min(neurons, n))), prime)
        waiting = [i for i, problem in enumerate(problems) if problem.X.shape == (n, m)]
        for attempt, place in enumerate(places):
            at_once = max(1, _STATE // (min(neurons, n) * n))
            for first in range(0, len(waiting), at_once):
                together = waiting[first : first + at_once]
                try:
                    run = Run([streams[i] for i in together], activation, scale, place, last=attempt == len(places) - 1)
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


def _by_balls(problem: Problem, activation: Smooth, neurons: int, scale: Fraction, cap: int) -> Growth:
    """One growth by enclosures."""
    stream = Stream(problem, neurons, cap)
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
    return finished(stream, activation, scale, [*reasons], ended, zero, bits=bits)
