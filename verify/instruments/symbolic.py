"""Matrices of polynomials, in SymPy's exact polynomial arithmetic: an identity holds when both sides are equal there.

Polynomials over ℚ have one normal form, so equality is decided, not searched for. SymPy's *matrix symbols* are
another matter: their calculus is wrong in places (the derivative of (xᵀx)₀₀ by the vector x comes out as 0), so
what is done with them is compared with the explicit entries here.
"""

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from verify.ways import DisagreementError

Polynomials = Any
"""A DomainMatrix over a polynomial ring; SymPy ships no types."""


def unknowns(**shapes: tuple[int, int]) -> dict[str, Polynomials]:
    """Matrices of independent symbols of the given shapes, all in one polynomial ring."""
    names = {
        name: [[f"{name}_{i}_{j}" for j in range(shape[1])] for i in range(shape[0])] for name, shape in shapes.items()
    }
    flat = [entry for rows in names.values() for row in rows for entry in row]
    domain = sympy.QQ[[sympy.Symbol(entry) for entry in flat]]
    generators = dict(zip(flat, domain.gens, strict=True))
    return {
        name: DomainMatrix([[generators[entry] for entry in row] for row in rows], shapes[name], domain)
        for name, rows in names.items()
    }


def square(v: Polynomials) -> Polynomials:
    """‖v‖² as a 1 × 1 matrix, for a column v."""
    return v.transpose() * v


def gradient(f: Polynomials, s: Polynomials) -> Polynomials:
    """The column of partial derivatives of a 1 × 1 f by the entries of a column s of symbols."""
    value = f.to_list()[0][0]
    return DomainMatrix([[value.diff(row[0])] for row in s.to_list()], s.shape, f.domain)


def step(words: str, left: Polynomials, right: Polynomials) -> str:
    """Return `words` when both sides are the same matrix of polynomials; DisagreementError names the step otherwise."""
    if left.shape != right.shape or not (left - right).to_sparse().is_zero_matrix:
        raise DisagreementError(f"SymPy does not confirm the step: {words}")
    return words


def explicit(
    expression: sympy.MatrixExpr, values: Mapping[sympy.MatrixSymbol, Polynomials], like: Polynomials
) -> Polynomials:
    """An expression in matrix symbols with each symbol replaced by its explicit entries, in the ring of `like`."""
    replaced = expression.subs({symbol: value.to_Matrix() for symbol, value in values.items()})
    return DomainMatrix.from_Matrix(sympy.Matrix(replaced.doit().as_explicit())).convert_to(like.domain)
