"""Whether a symmetric rational matrix is positive semidefinite, decided by elimination over ℚ."""

from dataclasses import dataclass
from fractions import Fraction

from verify.instruments.rational import Matrix


@dataclass(frozen=True)
class Definiteness:
    """`negative` is a vector v with vᵀM v < 0, None when M is positive semidefinite; `definite`: it is positive."""

    negative: tuple[Fraction, ...] | None
    definite: bool


def definiteness(M: Matrix) -> Definiteness:
    """Decide it for symmetric M (u × u), by congruences: rows B with B M Bᵀ diagonal as far as it goes.

    A negative diagonal entry is b M bᵀ for its row b of B. Where the diagonal entry d_kk is 0 and some d_kj is not, the
    row t b_k + b_j has 2 t d_kj + d_jj, which is -1 for t = -(d_jj + 1) / (2 d_kj).
    """
    u = len(M)
    S = [[Fraction(entry) for entry in line] for line in M]
    B = [[Fraction(i == j) for j in range(u)] for i in range(u)]
    definite = True
    for k in range(u):
        if S[k][k] < 0:
            return Definiteness(tuple(B[k]), definite=False)
        for j in range(k + 1, u):
            if S[k][j] and not S[k][k]:
                t = -(S[j][j] + 1) / (2 * S[k][j])
                return Definiteness(tuple(t * a + b for a, b in zip(B[k], B[j], strict=True)), definite=False)
            if S[k][j]:
                factor = S[j][k] / S[k][k]
                B[j] = [b - factor * a for a, b in zip(B[k], B[j], strict=True)]
                S[j] = [b - factor * a for a, b in zip(S[k], S[j], strict=True)]
        definite = definite and S[k][k] > 0
    return Definiteness(None, definite)
