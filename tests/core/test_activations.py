from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from scipy import special

from core.activations import ACTIVATIONS, HARD_TANH, Exponential, PiecewiseLinear, activation, as_written
from core.dataset import Floats

F = Fraction
FORMULAS: dict[str, Callable[[Floats], Floats]] = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z < 0, z / 100, z),
    "abs": np.abs,
    "hard_tanh": lambda z: np.clip(z, -1, 1),
    "step": lambda z: np.where(z >= 0, 1.0, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "gaussian": lambda z: np.exp(-z * z),
    "softplus": lambda z: np.log1p(np.exp(z)),
    "erf": special.erf,
    "gelu": lambda z: z * (1 + special.erf(z / np.sqrt(2))) / 2,
    "sin": np.sin,
}
Z = np.array([-30.0, -2.0, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.3, 1.0, 1.5, 30.0])


def test_there_are_thirteen() -> None:
    assert set(ACTIVATIONS) == set(FORMULAS)


@pytest.mark.parametrize("name", FORMULAS)
def test_values(name: str) -> None:
    act = activation(name)
    # The formulas themselves cancel in places (1 + erf, log1p of a tiny number): absolute errors of some ulps of 1.
    np.testing.assert_allclose(act(Z), FORMULAS[name](Z), rtol=1e-13, atol=1e-14)
    if isinstance(act, PiecewiseLinear):
        exact = [float(act.exact(F(z))) for z in Z.tolist()]
        np.testing.assert_allclose(act(Z), exact, rtol=1e-15)


@pytest.mark.parametrize("name", FORMULAS)
def test_positive_homogeneity_is_as_declared(name: str) -> None:
    act = activation(name)
    homogeneous = bool(np.allclose(act(2.5 * Z), 2.5 * act(Z), rtol=1e-12, atol=0))
    assert act.positively_homogeneous == homogeneous
    assert act.analytic == (name not in {"relu", "leaky_relu", "abs", "hard_tanh", "step"})


@pytest.mark.parametrize(
    "act", [a for a in ACTIVATIONS.values() if isinstance(a, Exponential)], ids=lambda a: str(a.name)
)
def test_the_rational_function_of_the_exponential_is_the_activation(act: Exponential) -> None:
    z = Z[np.abs(Z) < 5]
    E = np.exp(act.rate * z**act.power)
    ratio = np.polyval(act.numerator[::-1], E) / np.polyval(act.denominator[::-1], E)
    np.testing.assert_allclose(ratio, act(z), rtol=1e-12, atol=1e-15)


def test_the_right_hand_piece_counts_at_a_breakpoint() -> None:
    assert activation("step")(np.array([0.0, -0.0]))[0] == 1
    assert HARD_TANH.exact(F(1)) == 1
    assert HARD_TANH.exact(F(-1)) == -1
    assert HARD_TANH(np.array([np.inf, -np.inf])).tolist() == [1, -1]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown activation 'swish': use one of identity, relu"):
        activation("swish")
    with pytest.raises(ValueError, match="need one more piece"):
        PiecewiseLinear("odd", (F(0),), (F(1),), (F(0), F(0)))
    with pytest.raises(ValueError, match="must increase"):
        PiecewiseLinear("odd", (F(1), F(1)), (F(1), F(1), F(0)), (F(0), F(0), F(0)))


def test_activations_are_written_as_the_field_writes_them() -> None:
    assert [as_written(name) for name in ("relu", "leaky_relu", "tanh")] == ["ReLU", "leaky ReLU", "tanh"]
    assert not any("_" in as_written(name) for name in ACTIVATIONS)
