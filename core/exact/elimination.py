"""One elimination a growth: exact verdicts modulo a prime, for many growths in step.

Mathematics. Let K be the accepted columns (n × k), y the target, and KᵀK = L D Lᵀ the factorisation of the Gram matrix
without pivoting. For a further column g put h = Kᵀg, τ = L⁻¹h. Then

    gᵀg - τᵀD⁻¹τ           is the next pivot,
    gᵀy - τᵀD⁻¹(L⁻¹Kᵀy)    is gᵀr, r = y - K s the residual at optimal s,

both over ℚ and, as long as all pivots are units, modulo p. Their product with the earlier pivots is the determinant

    δ = det [KᵀK  Kᵀy; gᵀK  gᵀy],

an integer polynomial in the entries. If δ ≠ 0 modulo p then δ ≠ 0, so KᵀK is regular (a kernel vector v of KᵀK has Kv =
0, and (v, 0) would be in the kernel of the bordered matrix), and gᵀr = δ / det KᵀK ≠ 0: by Theorem 1 the neuron
improves. A zero modulo p proves nothing; `core.exact.settle` decides it.

Algorithm. Candidates are the *rows* of stacked arrays. The inverse M = L⁻¹ is kept, so that a block C of c candidates
costs three products: H = K Cᵀ, T = M H, and the Schur complement S = C Cᵀ - Tᵀ D⁻¹ T, of size c × c. Inside the block
the candidates are met one by one, in order, on S alone: the entry against r is read *before* a column is eliminated;
zero means not accepted, and the column is passed over. Multiplications per growth: n u²/2 + 2u³/3 and lower terms, all
in matrix products modulo p (`core.exact.modular`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset import Floats
from core.exact.modular import fits, inverses, multiply, reduce

Booleans = NDArray[np.bool_]


@dataclass
class Elimination:
    """The state of B growths of up to u accepted columns on n points, modulo p. Rows beyond `count[b]` are zero."""

    p: int
    target: Floats  # B × n
    accepted: Floats  # B × u × n, the accepted columns as rows
    inverse: Floats  # B × u × u, M = L⁻¹
    pivot_inverse: Floats  # B × u, 1/D
    against: Floats  # B × u, L⁻¹Kᵀy
    count: NDArray[np.int64]  # B
    singular: Booleans  # B, whether a zero pivot stood under a non-zero entry: this prime cannot decide

    @classmethod
    def start(cls, target: Floats, u: int, p: int) -> "Elimination":
        """No column accepted yet, for targets (B × n) modulo p."""
        B, n = target.shape
        if not fits(p, max(n, u)):
            raise ValueError(f"n = {max(n, u)} is too long for exact sums modulo {p}: n·p²/4 must stay below 2⁵³")
        return cls(
            p, target, np.zeros((B, u, n)), np.zeros((B, u, u)), np.zeros((B, u)), np.zeros((B, u)),
            np.zeros(B, dtype=np.int64), np.zeros(B, dtype=np.bool_),
        )  # fmt: skip

    def residual(self, rows: NDArray[np.int64]) -> Floats:
        """r = y - K s modulo p (len(rows) × n), for some of the growths."""
        k, at = self._widest(rows), self._view(rows)
        t = reduce(self.pivot_inverse[at, :k] * self.against[at, :k], self.p)
        s = multiply(t[:, None, :], self.inverse[at, :k, :k], self.p)
        return reduce(self.target[at] - multiply(s, self.accepted[at, :k], self.p)[:, 0], self.p)

    def coefficients(self, b: int, columns: Floats, k: int) -> Floats:
        """Modulo p, the coefficients (q × k) of q columns (as rows) projected onto the first k accepted by b."""
        M = self.inverse[b, :k, :k]
        T = multiply(M, multiply(self.accepted[b, :k], columns.T, self.p), self.p)
        return multiply(reduce(T * self.pivot_inverse[b, :k, None], self.p).T, M, self.p)

    def meet(
        self, rows: NDArray[np.int64], block: Floats, against: Floats, room: NDArray[np.int64], *, given: bool = False
    ) -> tuple[Booleans, Floats, NDArray[np.int64]]:
        """Judge a block of candidates (len(rows) × c × n), one after the other, for some of the growths.

        `against` (len(rows) × c) is the block's product with the residual; `room` how many may still be accepted. With
        `given`, columns are accepted when they are independent rather than when they improve.
        Returns who was accepted, each one's entry against the residual of its moment, and how many were judged before
        the room was used up or the prime failed.
        """
        p, (B, c, _) = self.p, block.shape
        k, at = self._widest(rows), self._view(rows)
        H = multiply(self.accepted[at, :k], np.swapaxes(block, 1, 2), p)
        T = multiply(self.inverse[at, :k, :k], H, p)
        scaled = reduce(T * self.pivot_inverse[at, :k, None], p)
        # [S | entry against r | E]: E collects the block's own L⁻¹ as the identity is eliminated along with S.
        A = np.zeros((B, c, 2 * c + 1))
        A[:, :, :c] = reduce(
            multiply(block, np.swapaxes(block, 1, 2), p) - multiply(np.swapaxes(T, 1, 2), scaled, p), p
        )
        A[:, :, c] = against
        A[:, :, c + 1 :] = np.eye(c)

        taken = np.zeros((B, c), dtype=np.bool_)
        judged = np.full(B, c)
        open_ = np.ones(B, dtype=np.bool_)
        room = room.copy()
        pivot_inverse = np.zeros((B, c))
        for j in range(c):
            pivot, entry = A[:, j, j], A[:, j, c]
            wants = open_ & ((pivot if given else entry) != 0)
            failed = wants & (pivot == 0)
            if failed.any():
                self.singular[rows[failed]] = True
                open_ &= ~failed
                judged[failed] = j
                wants &= ~failed
            if not wants.any():
                continue
            taken[:, j] = wants
            pivot_inverse[wants, j] = inverses(pivot[wants], p)
            room -= wants
            full = wants & (room == 0)
            judged[full] = j + 1
            open_ &= ~full
            factor = reduce(A[:, j + 1 :, j] * pivot_inverse[:, j, None], p)
            # Columns before j are finished, and E's beyond c + 1 + j are still zero in row j.
            changed = slice(j + 1, c + 2 + j)
            A[:, j + 1 :, changed] = reduce(A[:, j + 1 :, changed] - factor[:, :, None] * A[:, j, None, changed], p)

        entries = A[:, :, c].copy()
        E = A[:, :, c + 1 :]
        left = -multiply(E, multiply(np.swapaxes(scaled, 1, 2), self.inverse[at, :k, :k], p), p)
        for i, b in enumerate(rows):
            new = np.flatnonzero(taken[i])
            old = int(self.count[b])
            now = old + new.size
            self.accepted[b, old:now] = block[i, new]
            self.inverse[b, old:now, :old] = left[i, new, :old]
            self.inverse[b, old:now, old:now] = E[i][np.ix_(new, new)]
            self.pivot_inverse[b, old:now] = pivot_inverse[i, new]
            self.against[b, old:now] = entries[i, new]
            self.count[b] = now
        return taken, entries, judged

    def _view(self, rows: NDArray[np.int64]) -> Any:
        # All growths at once need no copy of the state.
        return slice(None) if rows.size == self.count.size else rows

    def _widest(self, rows: NDArray[np.int64]) -> int:
        return int(self.count[rows].max(initial=0))
