from collections.abc import Callable
from typing import Any

import pytest
import sympy

from verify.instruments import symbolic
from verify.ways import DisagreementError


def test_the_derivative_of_a_square_is_right_by_entries() -> None:
    m = symbolic.unknowns(x=(2, 1))
    x = m["x"]
    assert symbolic.step("d(xᵀx) = 2x", symbolic.gradient(symbolic.square(x), x), x + x) == "d(xᵀx) = 2x"


def test_sympy_gives_a_wrong_derivative_with_matrix_symbols() -> None:
    """Why no derivation here believes matrix symbols alone: the derivative of xᵀx by x is 2x, not 0."""
    x = sympy.MatrixSymbol("x", 2, 1)
    assert sympy.diff((x.T * x)[0, 0], x) == sympy.ZeroMatrix(2, 1)
    square = x[0, 0] ** 2 + x[1, 0] ** 2
    assert [sympy.diff(square, x[i, 0]) for i in range(2)] == [2 * x[0, 0], 2 * x[1, 0]]


def test_sympy_takes_a_wrong_root_with_matrix_symbols() -> None:
    """(A²)^(1/2) is not A: for A = -1 it is 1."""
    A = sympy.MatrixSymbol("A", 2, 2)
    assert (A**2) ** sympy.Rational(1, 2) == A


def test_sympy_asserts_that_a_product_of_symmetric_matrices_is_symmetric() -> None:
    """It is so only if they commute; so no derivation asks SymPy what a product of matrix symbols is."""
    A, B = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    assert sympy.ask(sympy.Q.symmetric(A * B), sympy.Q.symmetric(A) & sympy.Q.symmetric(B)) is True
    a, b = sympy.Matrix([[1, 0], [0, 0]]), sympy.Matrix([[0, 1], [1, 0]])
    assert a.is_symmetric()
    assert b.is_symmetric()
    assert not (a * b).is_symmetric()


def test_sympy_asserts_that_a_product_of_full_rank_has_full_rank() -> None:
    """The rank of a row times a column, both not 0, may be 0."""
    row, column = sympy.MatrixSymbol("r", 1, 2), sympy.MatrixSymbol("c", 2, 1)
    assert sympy.ask(sympy.Q.fullrank(row * column), sympy.Q.fullrank(row) & sympy.Q.fullrank(column)) is True
    assert (sympy.Matrix([[1, 0]]) * sympy.Matrix([[0], [1]])).rank() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m: m["G"].transpose() * m["G"] * m["s"],  # the target left out
        lambda m: m["G"] * (m["G"] * m["s"] - m["y"]),  # a transpose dropped
        lambda m: m["G"].transpose() * (m["G"] * m["s"] - m["y"]),  # the factor 2 left out
    ],
)
def test_a_wrong_step_is_refused(wrong: Callable[[dict[str, Any]], Any]) -> None:
    m = symbolic.unknowns(G=(2, 2), s=(2, 1), y=(2, 1))
    f = symbolic.square(m["G"] * m["s"] - m["y"])
    with pytest.raises(DisagreementError, match="does not confirm the step: a wrong gradient"):
        symbolic.step("a wrong gradient", symbolic.gradient(f, m["s"]), wrong(m))


def test_different_shapes_are_no_identity() -> None:
    m = symbolic.unknowns(x=(2, 1))
    with pytest.raises(DisagreementError, match="x = xᵀ"):
        symbolic.step("x = xᵀ", m["x"], m["x"].transpose())


def test_matrix_symbols_are_compared_by_their_entries() -> None:
    m = symbolic.unknowns(A=(2, 2), x=(2, 1))
    A, x = sympy.MatrixSymbol("A", 2, 2), sympy.MatrixSymbol("x", 2, 1)
    values = {A: m["A"], x: m["x"]}
    symbolic.step("A x", symbolic.explicit(A * x, values, m["x"]), m["A"] * m["x"])
    with pytest.raises(DisagreementError):
        symbolic.step("Aᵀx", symbolic.explicit(A.T * x, values, m["x"]), m["A"] * m["x"])
