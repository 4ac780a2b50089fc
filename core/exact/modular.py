"""Linear algebra modulo a prime in float64 BLAS, without a rounding error.

Residues are symmetric: integers r with |r| ≤ p/2 + 2, held in float64. A product of matrices with inner dimension k
has entries of absolute value at most k(p/2 + 2)², and is computed exactly in any order of summation as long as that
stays below 2⁵³; `fits` asks for k(⌊p/2⌋ + 3)² < 2⁵³, which leaves p beside the product (`bound` keeps to it, `multiply`
insists on it).

`reduce` computes a - p·rint(a·(1/p)) for integers |a| ≤ 2⁵³ - p. The quotient a·(1/p) carries two roundings, so its
error is at most e = |a|/p·2⁻⁵² < 2/p; the rounded quotient k lies within 1/2 + e of a/p, so |a - k·p| ≤ p/2 + 2 and
|k·p| ≤ 2⁵³: both are integers that float64 holds. For p ≥ 5 p/2 + 2 is below p, so the result is zero exactly when p
divides a; for p = 3 the same holds because sums of fewer than 2⁴⁸ products stay below 2⁵⁰, and then e·p < 1/4.
"""

from functools import cache
from math import isqrt

import flint
import numpy as np

from core.dataset import Floats

EXACT = 2**53  # every integer up to here is a float64
_SLACK = 2  # how far beyond p/2 a reduced residue may lie


def fits(p: int, terms: int) -> bool:
    """Whether sums of `terms` products of residues modulo p are exact."""
    return terms * (p // 2 + 1 + _SLACK) ** 2 < EXACT


def primes_below(bound: int, *, safe: bool = False) -> list[int]:
    """Four odd primes at most `bound`, the largest first, none of them 2 or 5 (decimals have those denominators).

    With `safe`, p = 2q + 1 with q an odd prime other than 5, so that the squares modulo p have prime order q.
    Below 2⁴⁰ FLINT's `is_prime` is a proof.
    """
    return list(_primes_below(bound, safe=safe))


@cache
def _primes_below(bound: int, *, safe: bool) -> tuple[int, ...]:
    found: list[int] = []
    candidate = bound - (bound % 2 == 0)
    while len(found) < 4 and candidate > 5:
        q = candidate // 2
        if flint.fmpz(candidate).is_prime() and (not safe or (q % 2 and q > 5 and flint.fmpz(q).is_prime())):
            found.append(candidate)
        candidate -= 2
    return tuple(found)


def bound(terms: int) -> int:
    """The largest p for which `fits(p, terms)`."""
    return 2 * (isqrt((EXACT - 1) // max(terms, 1)) - 1 - _SLACK) + 1


def reduce(a: Floats, p: int) -> Floats:
    """a modulo p as symmetric residues, in place (integers, |a| ≤ 2⁵³ - p)."""
    quotient = np.multiply(a, 1.0 / p)
    np.rint(quotient, out=quotient)
    np.multiply(quotient, p, out=quotient)
    return np.subtract(a, quotient, out=a)


def multiply(A: Floats, B: Floats, p: int) -> Floats:
    """A @ B modulo p, for residues (stacks of matrices too)."""
    if not fits(p, A.shape[-1]):
        raise ValueError(f"inner dimension {A.shape[-1]} is too long for exact sums modulo {p}")
    return reduce(np.matmul(A, B), p)


def inverse(value: float, p: int) -> int:
    """The symmetric inverse of one non-zero residue."""
    r = pow(int(value) % p, -1, p)
    return r - p if r > p // 2 else r


def inverses(values: Floats, p: int) -> Floats:
    """The inverses of many non-zero residues (1 axis) at the price of three products each (Montgomery's trick)."""
    if values.size == 1:
        return np.array([float(inverse(values[0], p))])
    half = values.size // 2
    left, right = values[:half], values[half : 2 * half]
    both = inverses(reduce(left * right, p), p)
    result = np.concatenate([reduce(both * right, p), reduce(both * left, p)])
    if values.size % 2:
        result = np.append(result, inverse(values[-1], p))
    return result
