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

from core.rounding import at_most, gamma
from verify.rational import Matrix, Vector, columns, dot
from verify.span import Span


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


def next_direction(n: int, kappa_squared: Fraction, bound: Bound) -> float:
    """ε of one more column whose exact ‖a‖²/d² is given."""
    return _direction(n, at_most(float(kappa_squared) ** 0.5, 2), bound.directions)


def _direction(n: int, kappa: float, before: Sequence[float]) -> float:
    crossed = sum(2 * epsilon + epsilon**2 for epsilon in before)
    frobenius = sum((1 + epsilon) ** 2 for epsilon in before)
    rho = crossed + gamma(n + len(before) + 3) * (1 + frobenius)
    return at_most(2 * rho * (2 + rho) * kappa + gamma(n + 4), 20 * (len(before) + 1))


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
