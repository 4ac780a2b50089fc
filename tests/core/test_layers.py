import re
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from core.activations import ACTIVATIONS, HARD_TANH, LEAKY_RELU, RELU, STEP, TANH, PiecewiseLinear
from core.layers import Block, Layer, activate, fractions, parse, pass_through

PIECEWISE = [a for a in ACTIVATIONS.values() if isinstance(a, PiecewiseLinear)]


def test_fractions_are_the_dyadic_numbers_that_floats_are() -> None:
    exact = fractions([[0.1, 2.0]])
    assert exact.dtype == object
    assert exact.tolist() == [[Fraction(3602879701896397, 36028797018963968), Fraction(2)]]
    assert fractions([Fraction(1, 3), 2]).tolist() == [Fraction(1, 3), Fraction(2)]


def test_parsing_keeps_the_arithmetic_it_is_given() -> None:
    assert parse("v", [1, 2], axes=1).dtype == np.float64
    assert parse("v", [Fraction(1, 3), 2], axes=1).tolist() == [Fraction(1, 3), Fraction(2)]


def test_parsing_refuses_a_float_among_fractions() -> None:
    with pytest.raises(TypeError, match=re.escape("v: entry (1,) is 0.5 among exact numbers")):
        parse("v", np.array([Fraction(1), 0.5], dtype=object), axes=1)


def test_parsing_refuses_a_wrong_shape_of_fractions() -> None:
    with pytest.raises(ValueError, match=re.escape("v: shape (1,) has 1 axes where 2 are needed")):
        parse("v", [Fraction(1)], axes=2)


@pytest.mark.parametrize("activation", PIECEWISE, ids=lambda a: a.name)
def test_exact_outputs_are_the_float_ones_where_floats_are_exact(activation: PiecewiseLinear) -> None:
    z = np.array([-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 2.0])
    found = [float(value) for value in activate(activation, fractions(z))]
    assert found == activation(z).tolist()


def test_exact_outputs_at_and_beside_the_breakpoints() -> None:
    tiny = Fraction(1, 10**40)
    assert [STEP.exact(z) for z in (-tiny, Fraction(0), tiny)] == [0, 1, 1]
    assert [RELU.exact(z) for z in (-tiny, tiny)] == [0, tiny]
    assert LEAKY_RELU.exact(-tiny) == -tiny / 100
    assert [HARD_TANH.exact(1 - tiny), HARD_TANH.exact(1 + tiny)] == [1 - tiny, 1]


def test_a_smooth_activation_has_no_exact_values() -> None:
    with pytest.raises(TypeError, match="activation tanh: has no exact values at fractions"):
        activate(TANH, fractions([[1]]))


def test_a_block_adds_up_its_connections() -> None:
    block = Block(RELU, previous=np.array([[1.0, -2.0]]), inputs=np.array([[3.0]]), first=np.array([[-1.0]]))
    sources = {
        "previous": np.array([[1.0, 1.0], [1.0, 2.0]]),
        "inputs": np.array([[2.0], [0.5]]),
        "first": np.array([[1.0], [0.0]]),
    }
    assert block.outputs(sources).tolist() == [[1 - 2 + 6 - 1], [0.0]]  # at the second point z = 1 - 4 + 1.5 < 0


def test_a_layer_sets_blocks_side_by_side() -> None:
    layer = Layer((Block(RELU, inputs=np.array([[1.0], [-1.0]])), Block(STEP, inputs=np.array([[1.0]]))))
    assert layer.width == 3
    assert layer.outputs({"inputs": np.array([[2.0], [-2.0]])}).tolist() == [[2, 0, 1], [0, 2, 0]]


def test_a_pass_through_neuron_is_linear() -> None:
    block = pass_through([2.0, -3.0])
    assert block.size == 1
    assert block.outputs({"previous": np.array([[1.0, 1.0], [0.0, 5.0]])}).tolist() == [[-1], [-15]]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Block(RELU), ValueError, "block of relu: connected to nothing"),
        (
            lambda: Block(RELU, previous=np.ones((2, 1)), inputs=np.ones((3, 1))),
            ValueError,
            "block of relu: different numbers of rows: previous 2, inputs 3",
        ),
        (
            lambda: Block(RELU, previous=np.ones((1, 1)), inputs=fractions([[1]])),
            TypeError,
            "floats and fractions are mixed: previous floats, inputs fractions",
        ),
        (lambda: Block(RELU, inputs=np.array([[np.nan]])), ValueError, "inputs: entry (0, 0) is nan"),
        (lambda: Layer(()), ValueError, "layer: no blocks"),
    ],
)
def test_what_is_no_layer_is_refused(make: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        make()
