"""How far the float64 residual of `core.least_squares` can be from the exact one: an a-priori bound.

`core.accuracy` measures a result and so says nothing about how good it ought to be. This bound is known before the
first float operation, from exact distances alone, and is the one that tests hold the float side to.

Let a_1 ... a_u be linearly independent columns, q_k exact Gram-Schmidt vectors, d_k > 0 the exact distance of a_k from
the span of those before it, κ_k = ‖a_k‖/d_k. The float side computes q̂_k; say ‖q̂_k - q_k‖ ≤ ε_k.

*One pass.* w ↦ w - Q̂(Q̂ᵀw). Exactly, this differs from w - QQᵀw by at most E‖w‖, E = Σ_{j<k} (2ε_j + ε_j²), since
‖q̂q̂ᵀ - qqᵀ‖ ≤ 2ε + ε². Rounding adds at most γ_{n+k+2} (1 + F) ‖w‖, F = Σ_{j<k} (1 + ε_j)² ≥ ‖Q̂‖_F² (Higham, 3.5: inner
products of length n and k - 1, one subtraction). So a pass errs by at most ρ‖w‖ with ρ = E + γ_{n+k+2} (1 + F).

*A column.* The first pass gives v₁ = d_k q_k + e₁, ‖e₁‖ ≤ ρ‖a_k‖, ‖v₁‖ ≤ (1 + ρ)‖a_k‖; I - QQᵀ leaves d_k q_k alone and
lengthens nothing, so the second gives v₂ = d_k q_k + e₂ with ‖e₂‖ ≤ ρ‖a_k‖ + ρ(1 + ρ)‖a_k‖ = ρ(2 + ρ)‖a_k‖. From
‖x/‖x‖ - z/‖z‖‖ ≤ 2‖x - z‖/‖z‖, and γ_{n+4} for computing length and quotient,

    ε_k = 2ρ(2 + ρ)κ_k + γ_{n+4}.

*The residual.* r ↦ r - q̂_k(q̂_kᵀr) errs against r - q_k(q_kᵀr) by η_k‖r‖, η_k = 2ε_k + ε_k² + γ_{n+3} (1 + (1 + ε_k)²).
Exact projections lengthen nothing, so the computed residual r̂ of y satisfies ‖r̂ - r‖ ≤ (Π_k (1 + η_k) - 1)‖y‖.

Scaling columns by powers of two changes nothing. The examples have no entries near underflow. Nothing is tuned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.exact.fractions_oracle import best
from core.least_squares import LeastSquares
from core.rounding import at_most, gamma
from verify.instruments.rational import Matrix, Vector, columns, dot
from verify.instruments.span import Span
from verify.ways import DisagreementError


@dataclass(frozen=True)
class Bound:
    """What float64 can know of a fit of y by given columns.

    `basis`: which columns are independent of those before them, exactly. ‖r̂ - r‖ ≤ `relative`·‖y‖ when the float side
    kept exactly these. `directions` is the list of ε_k.
    """

    basis: tuple[int, ...]
    relative: float
    directions: tuple[float, ...]


def length(vector: Vector) -> float:
    """‖v‖, rounded upwards."""
    return at_most(float(dot(vector, vector)) ** 0.5, 2)


def a_priori(G: Matrix) -> Bound:
    """The bound for hidden outputs G (n × u) of any rank."""
    n = len(G)
    given = columns(G)
    distances = Span.of(G).distances
    basis = tuple(j for j, distance in enumerate(distances) if distance)
    kappas = [at_most(float(dot(given[j], given[j]) / distances[j]) ** 0.5, 2) for j in basis]
    directions: list[float] = []
    growth = 1.0
    for kappa in kappas:
        epsilon = _direction(n, kappa, directions)
        directions.append(epsilon)
        growth *= 1 + 2 * epsilon + epsilon**2 + gamma(n + 3) * (1 + (1 + epsilon) ** 2)
    # The bound itself is computed in floats, from non-negative numbers in fewer than 20 operations a column; the
    # final subtraction is exact up to the error of growth, which is what 20u + 2 roundings can do to it.
    relative = growth - 1 + gamma(20 * len(basis) + 2) * growth
    return Bound(basis, relative, tuple(directions))


def rank_told(G: Matrix, floats: LeastSquares, bound: Bound) -> bool:
    """Whether float64 kept exactly the columns that are independent of those before them.

    Where it did not there must be a reason, or else this raises DisagreementError. Up to the first difference, column
    j, both agree on the basis a_0 ... a_{k-1}; there `core.least_squares` keeps a column when ‖v₂‖ is above
    τ_k + Σ τ_i|t_i|, τ_i = 2γ_{i+2} (1 + √i)‖a_i‖, G t the part of a_j in the span. So an independent column may be
    left out only when its exact distance is at most twice that (for t as computed) plus the error ρ(2 + ρ)‖a_j‖ of v₂;
    a dependent one may be kept only when Σ τ_i / e_i > 1/2, e_i the exact distance of a_i from the span of the others,
    1/e_i the length of row i of R⁻¹.
    """
    if floats.kept == bound.basis:
        return True
    j = min(set(floats.kept) ^ set(bound.basis))
    given = columns(G)
    before = [given[i] for i in bound.basis if i < j]
    tau = [2 * gamma(i + 2) * (1 + i**0.5) * length(column) for i, column in enumerate((*before, given[j]))]
    if j in floats.kept:
        apart = [Span(before[:i] + before[i + 1 :]).residual(column) for i, column in enumerate(before)]
        if sum(width / float(dot(rest, rest)) ** 0.5 for width, rest in zip(tau, apart, strict=False)) <= 0.5:
            raise DisagreementError(f"float64 keeps column {j}, which depends on those before it")
        return False
    t = best(list(zip(*before, strict=True)) or [()] * len(G), given[j])
    threshold = tau[-1] + sum(width * abs(float(entry)) for width, entry in zip(tau, t, strict=False))
    rho = _pass_error(len(G), bound.directions[: len(before)])
    allowed = at_most(2 * threshold + rho * (2 + rho) * length(given[j]), 20 * len(tau))
    if Span.of(G).distances[j] > Fraction(allowed) ** 2:
        raise DisagreementError(f"float64 leaves out column {j}, further than {allowed} from the span")
    return False


def next_direction(n: int, kappa_squared: Fraction, bound: Bound) -> float:
    """ε of one more column whose exact ‖a‖²/d² is given."""
    return _direction(n, at_most(float(kappa_squared) ** 0.5, 2), bound.directions)


def _pass_error(n: int, before: Sequence[float]) -> float:
    """ρ of one pass over the directions before."""
    crossed = sum(2 * epsilon + epsilon**2 for epsilon in before)
    frobenius = sum((1 + epsilon) ** 2 for epsilon in before)
    return at_most(crossed + gamma(n + len(before) + 3) * (1 + frobenius), 8 * (len(before) + 1))


def _direction(n: int, kappa: float, before: Sequence[float]) -> float:
    rho = _pass_error(n, before)
    return at_most(2 * rho * (2 + rho) * kappa + gamma(n + 4), 8)


def along_residual(G: Matrix, y: Vector, g: Vector, bound: Bound) -> float:
    """By how much the float gᵀr̂ can differ from the exact gᵀr: ‖g‖‖y‖(relative + γ_n (1 + relative))."""
    n = len(G)
    return at_most(length(g) * length(y) * (bound.relative + gamma(n) * (1 + bound.relative)), 6)


def objective(y: Vector, bound: Bound) -> float:
    """By how much the float r̂ᵀr̂ can differ from the exact ‖r‖² ≤ ‖y‖².

    |‖r̂‖² - ‖r‖²| ≤ (2ρ + ρ²)‖y‖² with ρ = `relative`, and the inner product adds γ_n (1 + ρ)²‖y‖².
    """
    rho = bound.relative
    square = at_most(float(dot(y, y)), 1)
    return at_most(square * (2 * rho + rho**2 + gamma(len(y)) * (1 + rho) ** 2), 10)
