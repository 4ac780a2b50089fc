"""What a zero modulo p means over ℚ, for candidates with rational outputs.

A candidate whose entry against the residual is zero modulo p is only suspected not to improve. The reasons, cheapest
first:

1. *dead*: all outputs are zero;
2. *a short combination*: modulo p the column is a combination of accepted ones with a small support; the same support
   is solved over ℚ (`Source.constraints_on_neurons`), which gives g = K c exactly;
3. *the dual*: near full rank everything orthogonal to K has a basis of vectors with a small support (found modulo p in
   reduced echelon form, solved over ℚ by `constraints_on_points`); g orthogonal to all of them lies in the span of K,
   because the span is the orthogonal complement of that basis;
4. *in general*: the exact least-squares weights c of g; g = K c or not; if not, the exact optimal weights s, and
   gᵀ(y - K s).

If 4 finds gᵀr ≠ 0 the prime was unlucky: `WrongPrimeError`, and the growth starts again with another one.
"""

from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np
from numpy.typing import NDArray

from core.exact import kernels
from core.exact.elimination import Elimination
from core.exact.modular import multiply, reduce
from core.exact.numbers import Rationals
from core.exact.reasons import Coefficients, DoesNot
from core.exact.sources import Source
from core.exact.verdicts import Cause

_SHORT = 24  # supports up to here are solved directly
_CODIMENSION = 12  # the dual is tried when at most so many dimensions are left

SparseVector = dict[int, int]


class WrongPrimeError(Exception):
    """A zero modulo p that is none over ℚ."""


class Settlement:
    """The zeros of one finished growth (number b of an elimination), decided over ℚ.

    `kept` lists the candidates behind the accepted columns, in order; `y` is the target.
    """

    def __init__(self, state: Elimination, b: int, source: Source, kept: Sequence[int], y: Rationals) -> None:
        self._state, self._b, self._source, self._kept = state, b, source, list(kept)
        self._target = y
        self._bases: dict[int, int | None] = {}
        self.bases: list[list[SparseVector]] = []

    def decide(self, candidates: Sequence[int], stages: Sequence[int]) -> list[DoesNot]:
        """A reason for each candidate, met when `stage` columns had been accepted.

        Raises WrongPrimeError when one of them does improve.
        """
        if not candidates:
            return []
        k, p = len(self._kept), self._state.p
        outputs = self._source.residues(candidates, p)
        C = self._state.coefficients(self._b, outputs, k)
        rest = reduce(outputs - multiply(C, self._state.accepted[self._b, :k], p), p)
        in_span = [not row.any() for row in rest]
        supports = [np.flatnonzero(row) for row in C]
        reasons: list[DoesNot | None] = [
            self._cheaply(j, stage, support, spanned=inside and not (support >= stage).any(), zero=not row.any())
            for j, stage, support, inside, row in zip(candidates, stages, supports, in_span, outputs, strict=True)
        ]
        return [
            self._in_general(j, stage) if reason is None else reason
            for j, stage, reason in zip(candidates, stages, reasons, strict=True)
        ]

    def _cheaply(self, j: int, stage: int, support: NDArray[np.int64], *, spanned: bool, zero: bool) -> DoesNot | None:
        if zero and self._source.dead(j):
            return DoesNot(Cause.DEAD)
        if spanned and support.size <= _SHORT:
            coefficients = self._combination(j, [self._kept[i] for i in support])
            if coefficients is not None:
                return DoesNot(self._cause(j), coefficients=coefficients)
        if spanned and self._state.target.shape[1] - stage <= _CODIMENSION:
            basis = self._basis(stage)
            if basis is not None and self._orthogonal(j, self.bases[basis]):
                return DoesNot(self._cause(j), basis=basis)
        return None

    def _cause(self, j: int) -> Cause:
        return Cause.LINEAR if self._source.linear(j) else Cause.IN_SPAN

    def _combination(self, j: int, support: list[int]) -> Coefficients | None:
        for whole in (False, True):
            rows = self._source.constraints_on_neurons([*support, j], whole=whole)
            for vector in kernels.kernel(rows, len(support) + 1):
                if vector[-1]:
                    return {i: Fraction(-v, vector[-1]) for i, v in zip(support, vector, strict=False)}
        return None

    def _basis(self, stage: int) -> int | None:
        """The index in `bases` of an exact basis of what is orthogonal to the first `stage` accepted columns."""
        if stage not in self._bases:
            vectors = self._exact_basis(stage)
            self._bases[stage] = None if vectors is None else len(self.bases)
            if vectors is not None:
                self.bases.append(vectors)
        return self._bases[stage]

    def _exact_basis(self, stage: int) -> list[SparseVector] | None:
        p, n = self._state.p, self._state.target.shape[1]
        codimension = n - stage
        random = np.random.default_rng(stage).integers(-(p // 2), p // 2 + 1, (codimension, n)).astype(np.float64)
        C = self._state.coefficients(self._b, random, stage)
        projected = reduce(random - multiply(C, self._state.accepted[self._b, :stage], p), p)
        echelon, rank = flint.nmod_mat(codimension, n, [int(v) % p for v in projected.flat], p).rref()
        if rank < codimension:
            return None
        vectors: list[SparseVector] = []
        for i in range(codimension):
            support = [c for c in range(n) if int(echelon[i, c])]
            if len(support) > _SHORT:
                return None
            vector = self._exact_vector(support, stage)
            if vector is None:
                return None
            vectors.append(vector)
        return vectors

    def _exact_vector(self, support: list[int], stage: int) -> SparseVector | None:
        for whole in (False, True):
            rows = self._source.constraints_on_points(support, self._kept[:stage], whole=whole)
            found = kernels.kernel(rows, len(support))
            # The first of the support is the echelon's own position: it must not vanish, or the vectors could depend.
            if len(found) == 1 and found[0][0]:
                return {i: v for i, v in zip(support, found[0], strict=True) if v}
        return None

    def _orthogonal(self, j: int, basis: list[SparseVector]) -> bool:
        return all(
            sum(v * g for v, g in zip(vector.values(), self._source.outputs([j], list(vector))[0][0], strict=True)) == 0
            for vector in basis
        )

    def _in_general(self, j: int, stage: int) -> DoesNot:
        coefficients = self._exact_combination(j, stage)
        if coefficients is not None:
            return DoesNot(self._cause(j), coefficients=coefficients)
        s, r = self._optimum(stage)
        g = self._source.outputs([j])[0][0]
        if sum(a * b for a, b in zip(g, r, strict=True)) != 0:
            raise WrongPrimeError
        return DoesNot(Cause.ORTHOGONAL if any(r) else Cause.RESIDUAL_ZERO, output_weights=s)

    def _exact_combination(self, j: int, stage: int) -> Coefficients | None:
        kept = self._kept[:stage]
        columns, _ = self._source.outputs([*kept, j])
        g = columns[-1].tolist()
        numerators, denominator = solution = kernels.weights(columns[:-1], g)
        if any(kernels.rest(columns[:-1], g, solution)):
            return None
        return {i: Fraction(c, denominator) for i, c in zip(kept, numerators, strict=True)}

    def _optimum(self, stage: int) -> tuple[Coefficients, list[int]]:
        """Exact optimal weights of the first `stage` kept columns, and a positive multiple of the residual."""
        kept = self._kept[:stage]
        K, d = self._source.outputs(kept)
        Y, e = self._target.integers()
        numerators, denominator = solution = kernels.weights(K, Y.tolist())
        s = {j: Fraction(c * d, denominator * e) for j, c in zip(kept, numerators, strict=True)}
        return s, kernels.rest(K, Y.tolist(), solution)

    def combination(self, j: int, stage: int) -> Coefficients:
        """Candidate j as a combination of the first `stage` kept ones, exactly; WrongPrimeError when it is none."""
        coefficients = self._exact_combination(j, stage)
        if coefficients is None:
            raise WrongPrimeError
        return coefficients

    def residual_zero(self, stage: int) -> Coefficients | None:
        """Output weights with y = K s exactly, or None when the residual is not zero."""
        s, r = self._optimum(stage)
        return None if any(r) else s
