"""What is to be grown on, and the stream of candidates."""

from dataclasses import dataclass

import numpy as np

from core.dataset import Floats
from core.exact.numbers import Rationals, rationals, rows_of

Candidates = np.random.Generator | Rationals | Floats


@dataclass(frozen=True)
class Problem:
    """Points X (n × m), target y (n), and where candidates come from.

    A Generator gives standard normal weights, m a neuron, each multiplied by `factor` in float64 (and so rounded); an
    array (K × m) is judged row by row, to its end.
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


class Stream:
    """The candidates of one problem, drawn when asked for and remembered, so that a growth can start again."""

    def __init__(self, problem: Problem, neurons: int, cap: int) -> None:
        self.problem = problem
        self.random = isinstance(problem.candidates, np.random.Generator)
        self._drawn: list[Rationals] = []
        self._count = 0
        self.cap = cap
        self.asked, self.neurons = neurons, min(neurons, problem.X.shape[0])
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
