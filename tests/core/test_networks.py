import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.activations import ABS, ACTIVATIONS, IDENTITY, RELU, TANH, Activation, PiecewiseLinear
from core.layers import Array, Block, Layer, fractions, pass_through
from core.networks import Network, exactly, extend, shallow, shallow_to_deep
from core.rounding import gamma

PIECEWISE = [a for a in ACTIVATIONS.values() if isinstance(a, PiecewiseLinear)]


def _exact(seed: int, *shape: int) -> Array:
    """Fractions with numerators in -9 .. 9 and denominators in 1 .. 5."""
    generator = np.random.default_rng(seed)
    return fractions(generator.integers(-9, 10, shape)) / fractions(generator.integers(1, 6, shape))


def _naive(network: Network, x: list[Fraction]) -> Fraction:
    """Restate the network at one point, a neuron at a time."""
    previous: list[Fraction] = []
    first: list[Fraction] = []
    for layer in network.layers:
        found: list[Fraction] = []
        for block in layer:
            assert isinstance(block.activation, PiecewiseLinear)
            for k in range(block.size):
                z = Fraction(0)
                for weights, source in ((block.previous, previous), (block.inputs, x), (block.first, first)):
                    if weights is not None:
                        z += sum((a * b for a, b in zip(weights[k], source, strict=True)), Fraction(0))
                found.append(block.activation.exact(z))
        first = first or found
        previous = found
    return sum((a * b for a, b in zip(network.s, previous, strict=True)), Fraction(0))


def _connected() -> Network:
    """Three layers that use every kind of connection."""
    first = Layer((Block(RELU, inputs=_exact(0, 3, 2)), Block(ABS, inputs=_exact(1, 1, 2))))
    second = Layer((Block(ABS, previous=_exact(2, 2, 4), inputs=_exact(3, 2, 2)), pass_through(_exact(4, 4))))
    third = Layer((Block(RELU, previous=_exact(5, 2, 3), first=_exact(6, 2, 4)), Block(RELU, first=_exact(7, 1, 4))))
    return Network(2, (first, second, third), _exact(8, 3))


def test_a_network_is_what_its_neurons_say_one_by_one() -> None:
    X = _exact(9, 20, 2)
    assert _connected()(X).tolist() == [_naive(_connected(), list(x)) for x in X]


def test_a_float_network_is_the_exact_one_where_floats_are_exact() -> None:
    """Small integers: every product and sum is an integer below 2⁵³."""
    whole = np.random.default_rng(0).integers(-4, 5, (40,)).astype(float)
    net = shallow(RELU, whole[:6].reshape(3, 2), whole[6:9])
    net = extend(net, Block(ABS, previous=whole[9:15].reshape(2, 3), inputs=whole[15:19].reshape(2, 2)))
    net = extend(net, Block(RELU, previous=whole[19:22].reshape(1, 3), first=whole[22:25].reshape(1, 3)))
    net = replace(net, s=whole[25:27])
    X = whole[27:39].reshape(6, 2)
    assert not net.exact
    assert exactly(net).exact
    assert [Fraction(value) for value in net(X).tolist()] == exactly(net)(fractions(X)).tolist()


@pytest.mark.parametrize("activation", PIECEWISE, ids=lambda a: a.name)
@pytest.mark.parametrize("source", ["previous", "inputs", "first"])
def test_extending_keeps_the_function_at_every_point(activation: Activation, source: str) -> None:
    net = shallow(activation, _exact(0, 4, 3), _exact(1, 4))
    width = {"previous": 4, "inputs": 3, "first": 4}[source]
    deeper = extend(net, Block(activation, **{source: _exact(2, 2, width)}))
    again = extend(deeper, Block(activation, previous=_exact(3, 2, 3)))
    X = _exact(4, 15, 3)
    assert [len(n.layers) for n in (net, deeper, again)] == [1, 2, 3]
    assert deeper.hidden(X).shape == (15, 3)
    assert net(X).tolist() == deeper(X).tolist() == again(X).tolist()


def test_the_new_layer_does_see_its_connections() -> None:
    """The blocks' outputs in the extended network are those of the block on its own."""
    net = shallow(RELU, _exact(0, 4, 3), _exact(1, 4))
    X = _exact(2, 6, 3)
    block = Block(ABS, previous=_exact(3, 2, 4), inputs=_exact(4, 2, 3), first=_exact(5, 2, 4))
    alone = block.outputs({"previous": net.hidden(X), "inputs": X, "first": net.hidden(X)})
    assert extend(net, block).hidden(X)[:, :2].tolist() == alone.tolist()
    assert extend(net, block).hidden(X)[:, 2].tolist() == net(X).tolist()


@st.composite
def blockings(draw: st.DrawFn) -> list[int]:
    """Block sizes, 1 to 4 of them, each 1 to 3; shrinks towards one block of one neuron."""
    return draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))


@settings(max_examples=60, deadline=None)
@given(blockings(), st.sampled_from(PIECEWISE), st.integers(0, 99))
def test_shallow_to_deep_is_the_same_function_exactly(sizes: list[int], activation: Activation, seed: int) -> None:
    net = shallow(activation, _exact(seed, sum(sizes), 2), _exact(seed + 1, sum(sizes)))
    deep = shallow_to_deep(net, sizes)
    assert [layer.width for layer in deep.layers] == [sizes[0], *(size + 1 for size in sizes[1:])]
    assert all(block.first is None for layer in deep.layers for block in layer)
    X = _exact(seed + 2, 8, 2)
    assert deep(X).tolist() == net(X).tolist()


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda a: a.name)
@pytest.mark.parametrize("sizes", [[6], [3, 3], [1, 1, 1, 1, 1, 1], [1, 3, 2]], ids=str)
def test_shallow_to_deep_adds_up_the_shallow_outputs_in_floats(activation: Activation, sizes: list[int]) -> None:
    """For any activation: with the neurons' outputs G as the deep network computes them, its output is G s.

    Each of the u products is rounded once and goes through at most u + L additions (products by 1 and additions of 0
    are exact), so the difference from the exact sum is at most γ_{u+L+1} |G||s|, and the same for G s computed here.
    """
    generator = np.random.default_rng(5)
    W, s = generator.standard_normal((6, 2)), generator.standard_normal(6)
    X = generator.standard_normal((9, 2))
    deep = shallow_to_deep(shallow(activation, W, s), sizes)
    activity = deep.activity(X)
    G = np.concatenate([layer[:, :size] for layer, size in zip(activity, sizes, strict=True)], axis=1)
    allowed = 2 * gamma(6 + len(sizes) + 1) * (np.abs(G) @ np.abs(s))
    assert (np.abs(deep(X) - G @ s) <= allowed).all()


def test_the_linear_neurons_weight_of_one_is_needed() -> None:
    """The control: with 0 in place of 1 on the previous linear neuron the first block is lost."""
    net = shallow(RELU, fractions([[1], [1], [1]]), fractions([1, 1, 1]))
    deep = shallow_to_deep(net, [1, 1, 1])
    *kept, last = deep.layers
    neurons, _ = last
    wrong = replace(deep, layers=(*kept, Layer((neurons, pass_through(fractions([1, 0]))))))
    X = fractions([[1]])
    assert (net(X).tolist(), deep(X).tolist(), wrong(X).tolist()) == ([3], [3], [2])


@pytest.mark.parametrize("sizes", [[], [2], [2, 0, 1], [4, -1], [1, 1]], ids=str)
def test_block_sizes_must_add_up(sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="are not positive numbers that add up to 3 neurons"):
        shallow_to_deep(shallow(RELU, np.ones((3, 1)), np.ones(3)), sizes)


def test_only_a_shallow_network_is_made_deep() -> None:
    with pytest.raises(ValueError, match="only one layer of one block"):
        shallow_to_deep(extend(shallow(RELU, np.ones((1, 1)), np.ones(1))), [2])


ONE = Layer((Block(RELU, inputs=np.ones((2, 3))),))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Network(3, (), np.ones(0)), ValueError, "layers: a network has at least one"),
        (lambda: Network(3, (ONE,), np.ones(3)), ValueError, "s: 3 output weights for 2 neurons in the last layer"),
        (lambda: Network(2, (ONE,), np.ones(2)), ValueError, "layer 1: 3 weights on inputs, which has 2"),
        (
            lambda: Network(3, (Layer((pass_through([1.0]),)),), np.ones(1)),
            ValueError,
            "layer 1: a block is connected to previous; the first layer sees the input alone",
        ),
        (
            lambda: extend(Network(3, (ONE,), np.ones(2)), Block(RELU, first=np.ones((1, 5)))),
            ValueError,
            "layer 2: 5 weights on first, which has 2",
        ),
        (
            lambda: Network(3, (ONE,), fractions([1, 1])),
            TypeError,
            "floats and fractions are mixed: layer 1 inputs floats, s fractions",
        ),
        (
            lambda: extend(Network(3, (ONE,), np.ones(2)), Block(RELU, first=fractions([[1, 1]]))),
            TypeError,
            "layer 2 first fractions",
        ),
        (lambda: Network(3, (ONE,), np.ones(2))(np.ones((4, 2))), ValueError, "X: 2 features where the network has 3"),
        (
            lambda: Network(3, (ONE,), np.ones(2))(fractions(np.ones((4, 3)))),
            TypeError,
            "floats and fractions are mixed: X fractions, network floats",
        ),
        (
            lambda: exactly(shallow(TANH, np.ones((1, 1)), np.ones(1)))(fractions([[1]])),
            TypeError,
            "activation tanh: has no exact values",
        ),
    ],
)
def test_what_is_no_network_is_refused(make: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        make()


def test_a_linear_network_is_exact() -> None:
    """The identity is piecewise linear, so a linear network is exact with any rational weights."""
    net = extend(shallow(IDENTITY, fractions([[2, 3]]), fractions([Fraction(1, 7)])))
    assert net(fractions([[1, 1], [Fraction(1, 2), 0]])).tolist() == [Fraction(5, 7), Fraction(1, 7)]
