"""The rounding-error constants of float64, so that every float bound is derived and none is tuned.

Source: Higham, Accuracy and Stability of Numerical Algorithms (2nd ed.), sections 2.2, 3.1 and 3.5. A sum of
k products, taken in any order and with or without fused multiply-add, differs from the exact xᵀz by at most
γ_k |x|ᵀ|z|; so does each entry of a BLAS matrix product.
"""

UNIT = 2.0**-53
"""Unit roundoff: one operation is exact up to a factor 1 + δ with |δ| ≤ UNIT, unless it underflows."""

UNDERFLOW = 2.0**-500
"""An absolute allowance for underflow in a norm.

A result below 2⁻¹⁰²² is wrong by at most 2⁻¹⁰⁷⁵ instead. A sum of squares of up to 2⁷⁵ numbers is thus
wrong by at most 2⁻¹⁰⁰⁰ more, and its root by at most 2⁻⁵⁰⁰.
"""


def gamma(operations: int) -> float:
    """γ_k = k·UNIT / (1 - k·UNIT), the relative error that k operations can accumulate.

    Raises ValueError where k·UNIT ≥ 1/2: a bound would say nothing any more.
    """
    product = operations * UNIT
    if not 0 <= product < 0.5:
        raise ValueError(f"operations: {operations} is not between 0 and 2^52, so rounding has no useful bound")
    return product / (1 - product)


def at_most(computed: float, operations: int) -> float:
    """Bound from above a non-negative quantity that float64 computed by adding, multiplying or taking roots.

    Each of its `operations` acted on non-negative numbers, so the exact value is at most computed / (1 -
    γ_k); four more operations pay for evaluating this line.
    """
    return computed / (1 - gamma(operations + 4)) + UNDERFLOW
