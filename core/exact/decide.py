"""One question, decided exactly: whether adding the column g to G lowers the optimal objective."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.dataset import Floats
from core.exact.elimination import Elimination
from core.exact.modular import reduce
from core.exact.numbers import Rationals, rationals, rows_of, texts
from core.exact.outputs import Specialisation, specialisations
from core.exact.reasons import DoesNot, Given, Improves, Reason, to_json
from core.exact.settle import Settlement, WrongPrimeError
from core.exact.sources import Columns
from core.exact.verdicts import Cause, Ended, Verdict

_BLOCK = 64


@dataclass(frozen=True)
class Decision:
    """The verdict on one column, why it does not improve (None where it does), and a certificate of it."""

    verdict: Verdict
    cause: Cause | None
    certificate: dict[str, Any]

    @property
    def improves(self) -> bool:
        """Whether the optimal objective falls."""
        return self.verdict is Verdict.IMPROVES


def decide(G: Any, y: Any, g: Any, *, prime: int | None = None) -> Decision:
    """Whether min ‖[G g]s - y‖² < min ‖G s - y‖², exactly, for G (n × u, any rank, u ≥ 0), y and g (n).

    Entries are floats (taken as the dyadic numbers they are), integers, Decimals or Fractions. By Theorem 1 the answer
    is whether gᵀr ≠ 0, r the residual at an optimum. `prime` is tried first (tests use small ones).

    Raises ValueError for shapes that do not fit and for numbers that are not finite.
    """
    target, new = rationals(y), rationals(g)
    n = target.shape[0] if target.ndim == 1 else 0
    old = rationals(np.zeros((n, 0)) if np.asarray(G, dtype=object).size == 0 else G)
    if n == 0 or old.ndim != 2 or old.shape[0] != n or new.shape != (n,):
        raise ValueError(
            f"G must be n × u, y and g must have n ≥ 1 entries; got G {old.shape}, y {target.shape}, g {new.shape}"
        )
    columns = rows_of([old.transposed(), new.as_row()])
    for place in specialisations(None, max(columns.shape), prime):
        try:
            return _at(columns, target, place)
        except (WrongPrimeError, ZeroDivisionError):
            continue
    raise ArithmeticError("every prime that was tried failed; give `prime` another value")


def _at(columns: Rationals, target: Rationals, place: Specialisation) -> Decision:
    """The decision by one prime; raises WrongPrimeError when it cannot tell."""
    p, u, n = place.p, columns.shape[0] - 1, target.shape[0]
    residues = columns.residues(p)
    state = Elimination.start(target.residues(p)[None], min(n, u + 1), p)
    only = np.array([0])
    kept: list[int] = []
    for first in range(0, u, _BLOCK):
        room = np.array([n - len(kept)])
        if not room[0]:
            break
        block = residues[None, first : min(first + _BLOCK, u)]
        against = reduce(block @ state.residual(only)[0], p)
        taken, _, judged = state.meet(only, block, against, room, given=True)
        kept += [first + int(j) for j in np.flatnonzero(taken[0, : judged[0]])]

    settlement = Settlement(state, 0, Columns(columns), kept, target)
    reasons: list[Reason] = [
        Given() if j in kept else Given(settlement.combination(j, sum(i < j for i in kept))) for j in range(u)
    ]
    reasons.append(_judge(state, settlement, residues[u], u, len(kept)))
    bases = [[{str(i): str(v) for i, v in vector.items()} for vector in basis] for basis in settlement.bases]
    certificate = {
        "lemmata": "certificate/1",
        "kind": "growth",
        "columns": texts(columns),
        "y": texts(target),
        "p": p,
        **({"null_bases": bases} if bases else {}),
        "candidates": [to_json(reason) for reason in reasons],
        "ended": str(Ended.STREAM),
    }
    verdict = reasons[-1].verdict or Verdict.UNDECIDED
    return Decision(verdict, reasons[-1].cause, certificate)


def _judge(state: Elimination, settlement: Settlement, g: Floats, j: int, k: int) -> Improves | DoesNot:
    p, n = state.p, state.target.shape[1]
    if k == n:
        return DoesNot(Cause.RESIDUAL_ZERO, full=True)
    r = state.residual(np.array([0]))[0]
    if not r.any():
        weights = settlement.residual_zero(k)
        if weights is None:
            raise WrongPrimeError
        return DoesNot(Cause.RESIDUAL_ZERO, output_weights=weights)
    entry = reduce(np.atleast_2d(g @ r), p)
    if not entry.any():
        return settlement.decide([j], [k])[0]
    _, found, judged = state.meet(np.array([0]), g[None, None], entry, np.array([1]))
    if not judged[0]:
        raise WrongPrimeError
    return Improves(int(found[0, 0]) % p)
