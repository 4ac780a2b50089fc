"""Break the implementation on purpose: each claim that uses it must turn red."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from core import changes, descent, exact, growth, layers, networks
from core.activations import HARD_TANH, RELU
from core.exact import Cause, Verdict, outputs, run
from core.exact.fractions_oracle import dot, residual
from core.gaussians import PRINTED
from core.least_squares import LeastSquares
from verify.claim import Claim
from verify.claims import (
    candidates,
    changes_monotone,
    deep_no_worse,
    depth_can_stall,
    depth_suffices_printed,
    descent_bound,
    determinant_printed,
    gain_formula,
    gaussian_global,
    generic_nonsingularity,
    greedy_gaussian,
    homogeneity,
    hyperplane,
    improves_almost_surely,
    mean_squared_error,
    monotone_in_neurons,
    normal_equations,
    objective_bounds,
    one_gaussian_a_point,
    shallow_to_deep,
    shallow_to_deep_printed,
    smaller_weights_printed,
    theorem_1,
    zero_objective,
)
from verify.evidence import Outcome, Profile, settle
from verify.instruments import extensions, float_bounds, gram, symbolic
from verify.instruments.rational import Vector
from verify.instruments.span import Span

Load = Callable[[str], Claim[Any]]
Break = Callable[[pytest.MonkeyPatch], None]

decide, add, grow, make_deep = exact.decide, LeastSquares.add, exact.grow, networks.shallow_to_deep


def stale_residual(patch: pytest.MonkeyPatch) -> None:
    """The residual is not updated when a column is added."""
    patch.setattr(LeastSquares, "add", lambda self, g: replace(add(self, g), residual=self.residual))


def residual_of_one_column(patch: pytest.MonkeyPatch) -> None:
    """The new column's coefficient is taken from the target and subtracted twice."""

    def twice(self: LeastSquares, g: Any) -> LeastSquares:
        new = add(self, g)
        return replace(new, residual=2 * new.residual - self.residual)

    patch.setattr(LeastSquares, "add", twice)


def nothing_is_new(patch: pytest.MonkeyPatch) -> None:
    """Every column counts as dependent."""
    patch.setattr(LeastSquares, "add", lambda self, _: self)


def gain_without_projection(patch: pytest.MonkeyPatch) -> None:
    """The float gain leaves the projection out."""

    def gain(self: LeastSquares, g: Any) -> float:
        column = getattr(g, "column", g)
        return float(column @ self.residual) ** 2 / max(float(column @ column), 1e-300)

    patch.setattr(LeastSquares, "gain", gain)


def verdict_by_the_target(patch: pytest.MonkeyPatch) -> None:
    """The exact verdict looks at gᵀy."""

    def by_target(G: Any, y: Any, g: Any) -> Any:
        verdict = Verdict.IMPROVES if dot(g, y) else Verdict.DOES_NOT
        return replace(decide(G, y, g), verdict=verdict)

    patch.setattr(exact, "decide", by_target)


def verdict_with_a_tolerance(patch: pytest.MonkeyPatch) -> None:
    """The exact verdict takes |gᵀr| < 10⁻⁹ for 0."""

    def tolerant(G: Any, y: Any, g: Any) -> Any:
        decision = decide(G, y, g)
        if abs(dot(g, residual(G, y))) < Fraction(1, 10**9):
            return replace(decision, verdict=Verdict.DOES_NOT, cause=Cause.ORTHOGONAL)
        return decision

    patch.setattr(exact, "decide", tolerant)


def no_rounding_bound(patch: pytest.MonkeyPatch) -> None:
    """Float signs are believed without their bound."""
    patch.setattr(theorem_1, "along_residual", lambda *_: 0.0)


def halved_weights(module: Any) -> Break:
    """The solver of the module gives half of the optimal weights."""

    def patched(patch: pytest.MonkeyPatch) -> None:
        solve = module.best
        patch.setattr(module, "best", lambda G, y: [entry / 2 for entry in solve(G, y)])

    return patched


def determinants_without_sign(patch: pytest.MonkeyPatch) -> None:
    """The expansion of determinants forgets its alternating sign."""

    def permanent(M: gram.Integers) -> gram.Integers:
        if M.shape[0] == 0:
            return np.ones(M.shape[2], dtype=np.int64)
        rows = range(M.shape[0])
        parts = [M[i, 0] * permanent(M[[k for k in rows if k != i], 1:]) for i in rows]
        return np.asarray(sum(parts[1:], parts[0]))

    patch.setattr(gram, "_expand", permanent)


def deviations_from_half_the_mean(patch: pytest.MonkeyPatch) -> None:
    """The deviations are taken from half of the mean."""
    right = objective_bounds.deviations
    patch.setattr(
        objective_bounds, "deviations", lambda y: tuple((a + b) / 2 for a, b in zip(right(y), y, strict=True))
    )


def worst_candidate(patch: pytest.MonkeyPatch) -> None:
    """The candidate with the least gain is chosen."""

    def worst(floats: LeastSquares, columns: Any) -> growth.Candidate:
        found = [growth.best_candidate(floats, column[:, None]) for column in columns.T]
        index = int(np.argmin([candidate.gain for candidate in found]))
        return replace(found[index], index=index)

    patch.setattr(candidates, "best_candidate", worst)


def grid_without_its_first_value(patch: pytest.MonkeyPatch) -> None:
    """The grid is gone through without one of its values."""
    right = hyperplane.hits
    patch.setattr(hyperplane, "hits", lambda r, S: right(r, S[1:]))


def steps_of_the_whole_gradient_twice(patch: pytest.MonkeyPatch) -> None:
    """A step over the output weights goes twice as far."""
    right = descent.step
    patch.setattr(descent, "step", lambda G, y, s, eta: right(G, y, s, 2 * eta))


def every_step_is_accepted(patch: pytest.MonkeyPatch) -> None:
    """Backtracking takes the first size, whatever the objective there."""
    patch.setattr(descent, "enclosure", lambda *_: (1, 0))


def last_proposal_is_kept(patch: pytest.MonkeyPatch) -> None:
    """Every change is kept, in what the claim uses."""
    right = changes.keep_changes
    patch.setattr(
        changes_monotone,
        "keep_changes",
        lambda objective, W, proposed, *_: right(objective, W, proposed, lambda *_: True),
    )


def columns_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The optimal objective leaves the first neuron out."""
    right = layers.activate
    patch.setattr(changes, "activate", lambda activation, z: right(activation, z)[:, 1:])


def mean_over_one_point_more(patch: pytest.MonkeyPatch) -> None:
    """The mean of the squared errors is taken over n + 1 points."""
    right = mean_squared_error.mean_of_squares
    patch.setattr(mean_squared_error, "mean_of_squares", lambda G, y, s: right(G, y, s) * Fraction(len(y), len(y) + 1))


def gradient_without_factor(patch: pytest.MonkeyPatch) -> None:
    """SymPy's gradient of f is halved."""
    right = symbolic.gradient
    patch.setattr(symbolic, "gradient", lambda f, s: right(f, s) - right(f, s) * 0 - s)


def weights_scaled_without_the_last(patch: pytest.MonkeyPatch) -> None:
    """Scaling leaves the last weight, the bias, as it is."""
    patch.setattr(
        homogeneity,
        "scaled",
        lambda W, factors: tuple((*(c * entry for entry in w[:-1]), w[-1]) for w, c in zip(W, factors, strict=True)),
    )


def another_activation_in_growths(patch: pytest.MonkeyPatch) -> None:
    """Exact growths use hard tanh whatever is asked for."""
    patch.setattr(homogeneity, "grow", lambda problems, _, **more: grow(problems, HARD_TANH, **more))


def activation_that_adds_one(patch: pytest.MonkeyPatch) -> None:
    """Layers add 1 to their outputs."""
    right = layers.activate
    patch.setattr(layers, "activate", lambda activation, z: right(activation, z) + (z.dtype == object))


def activation_of_floats_that_adds_one(patch: pytest.MonkeyPatch) -> None:
    """Layers add 1 to their outputs in float64 alone."""
    right = layers.activate
    patch.setattr(layers, "activate", lambda activation, z: right(activation, z) + (z.dtype != object))


def pass_through_of_zeros(patch: pytest.MonkeyPatch) -> None:
    """The pass-through neuron gets weights 0."""
    right = layers.pass_through
    patch.setattr(networks, "pass_through", lambda s: right(s * 0))


def forgetful(network: Any, sizes: Sequence[int]) -> Any:
    """The deep network, with output weight 0 on its linear neuron."""
    deep = make_deep(network, sizes)
    s = deep.s.copy()
    if len(sizes) > 1:
        s[-1] = s[-1] * 0
    return replace(deep, s=s)


def deep_with_linear_weight_0(patch: pytest.MonkeyPatch) -> None:
    """The deep network forgets its linear neuron at the output."""
    patch.setattr(shallow_to_deep, "shallow_to_deep", forgetful)


def relu_in_growths(module: Any) -> Break:
    """Exact growths use ReLU whatever is asked for."""

    def patched(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(module, "grow", lambda problems, _, **more: grow(problems, RELU, **more))

    return patched


def outputs_lost_in_growths(patch: pytest.MonkeyPatch) -> None:
    """Exact growths take the outputs of a neuron whose first weight is above 2 for 0."""
    right = outputs.exponential_outputs

    def lost(activation: Any, X: Any, W: Any, *more: Any) -> Any:
        return np.where(W.approx[:, :1] > 2, 0, right(activation, X, W, *more))

    patch.setattr(run, "exponential_outputs", lost)


def no_opposites(patch: pytest.MonkeyPatch) -> None:
    """Opposite points are not seen."""
    right = generic_nonsingularity.premises
    patch.setattr(generic_nonsingularity, "premises", lambda X: right(X) | {generic_nonsingularity.NOT_OPPOSITE})


def deep_at_every_use_with_linear_weight_0(patch: pytest.MonkeyPatch) -> None:
    """The same, also where its objective is looked at."""
    patch.setattr(shallow_to_deep, "shallow_to_deep", forgetful)
    patch.setattr(deep_no_worse, "shallow_to_deep", forgetful)


def new_neurons_see_the_layer_before_alone(patch: pytest.MonkeyPatch) -> None:
    """Extensions drop the connections to the input and to the first layer."""
    right = networks.extend
    patch.setattr(
        extensions,
        "extend",
        lambda network, *blocks: right(network, *(replace(block, inputs=None, first=None) for block in blocks)),
    )


def extended_by_the_sum(patch: pytest.MonkeyPatch) -> None:
    """The untouched extension has output weight 1 on every neuron of the new layer."""
    right = networks.extend

    def summing(network: Any, *blocks: Any) -> Any:
        extended = right(network, *blocks)
        return replace(extended, s=extended.s * 0 + 1)

    patch.setattr(extensions, "extend", summing)


def later_layers_see_the_input(patch: pytest.MonkeyPatch) -> None:
    """A block on the layer before is connected to the input as well."""
    right = layers.Block.outputs

    def seeing(self: Any, sources: Any) -> Any:
        out = right(self, sources)
        return out + sources["inputs"][:, :1] if "previous" in sources else out

    patch.setattr(layers.Block, "outputs", seeing)


def objectives_of_the_first_point(patch: pytest.MonkeyPatch) -> None:
    """The solver fits the first point alone."""
    patch.setattr(depth_can_stall, "objective", lambda G, y, s: (dot(G[0], s) - y[0]) ** 2)


def blocks_in_another_order(patch: pytest.MonkeyPatch) -> None:
    """The deep network takes the output weights of the first block for every block of its size."""

    def confused(network: Any, sizes: Sequence[int]) -> Any:
        deep = make_deep(network, sizes)
        if len(sizes) < 2 or sizes[0] != sizes[-1]:
            return deep
        return replace(deep, s=np.concatenate([network.s[: sizes[0]], deep.s[sizes[-1] :]]))

    patch.setattr(shallow_to_deep, "shallow_to_deep", confused)


def printed_deviations_for_exact(patch: pytest.MonkeyPatch) -> None:
    """The example's terms are taken as they are printed."""
    patch.setattr(gaussian_global, "TARGET", PRINTED)


def only_the_last_term(patch: pytest.MonkeyPatch) -> None:
    """The strategy does not solve again: the residual stays that of the last term alone."""
    patch.setattr(greedy_gaussian, "Span", ForgetfulSpan)


class ForgetfulSpan(Span):
    """A span of the last column alone."""

    def add(self, vector: Vector) -> None:
        super().__init__()
        super().add(vector)


BREAKS: list[tuple[str, Break]] = [
    ("theorem-1", stale_residual),
    ("theorem-1", residual_of_one_column),
    ("theorem-1", nothing_is_new),
    ("theorem-1", verdict_by_the_target),
    ("theorem-1", verdict_with_a_tolerance),
    ("theorem-1", no_rounding_bound),
    ("theorem-1", halved_weights(theorem_1)),
    ("theorem-1", determinants_without_sign),
    ("normal-equations", stale_residual),
    ("normal-equations", nothing_is_new),
    ("normal-equations", halved_weights(normal_equations)),
    ("normal-equations", determinants_without_sign),
    ("normal-equations", gradient_without_factor),
    ("descent-bound", steps_of_the_whole_gradient_twice),
    ("descent-bound", every_step_is_accepted),
    ("descent-bound", halved_weights(descent_bound)),
    ("objective-bounds", stale_residual),
    ("objective-bounds", halved_weights(objective_bounds)),
    ("objective-bounds", determinants_without_sign),
    ("objective-bounds", deviations_from_half_the_mean),
    ("monotone-in-neurons", stale_residual),
    ("monotone-in-neurons", residual_of_one_column),
    ("monotone-in-neurons", halved_weights(monotone_in_neurons)),
    ("monotone-in-neurons", determinants_without_sign),
    ("zero-objective", stale_residual),
    ("zero-objective", halved_weights(zero_objective)),
    ("zero-objective", determinants_without_sign),
    ("gain-formula", nothing_is_new),  # (a stale residual changes no gain: it differs by something in the span)
    ("gain-formula", gain_without_projection),
    ("gain-formula", halved_weights(gain_formula)),
    ("gain-formula", determinants_without_sign),
    ("candidates", gain_without_projection),
    ("candidates", worst_candidate),
    ("candidates", halved_weights(candidates)),
    ("gaussian-global", printed_deviations_for_exact),
    ("gaussian-global", halved_weights(gaussian_global)),
    ("greedy-gaussian", only_the_last_term),
    ("greedy-gaussian", halved_weights(greedy_gaussian)),
    ("one-gaussian-a-point", halved_weights(one_gaussian_a_point)),
    ("hyperplane", verdict_by_the_target),
    ("hyperplane", halved_weights(hyperplane)),
    ("hyperplane", grid_without_its_first_value),
    ("changes-monotone", last_proposal_is_kept),
    ("changes-monotone", columns_forgotten),
    ("changes-monotone", halved_weights(changes_monotone)),
    ("mean-squared-error", stale_residual),
    ("mean-squared-error", halved_weights(mean_squared_error)),
    ("mean-squared-error", mean_over_one_point_more),
    ("homogeneity", weights_scaled_without_the_last),
    ("homogeneity", another_activation_in_growths),
    ("homogeneity", activation_that_adds_one),
    ("generic-nonsingularity", relu_in_growths(generic_nonsingularity)),
    ("generic-nonsingularity", outputs_lost_in_growths),
    ("generic-nonsingularity", no_opposites),
    ("improves-almost-surely", relu_in_growths(improves_almost_surely)),
    ("improves-almost-surely", outputs_lost_in_growths),
    ("pass-through", pass_through_of_zeros),
    ("pass-through", halved_weights(extensions)),
    ("pass-through", determinants_without_sign),
    ("layer-improves", pass_through_of_zeros),
    ("layer-improves", halved_weights(extensions)),
    ("layer-improves", determinants_without_sign),
    ("layer-improves", new_neurons_see_the_layer_before_alone),
    ("layer-improves", extended_by_the_sum),
    ("input-connection", pass_through_of_zeros),
    ("input-connection", new_neurons_see_the_layer_before_alone),
    ("first-layer-connection", halved_weights(extensions)),
    ("first-layer-connection", new_neurons_see_the_layer_before_alone),
    ("depth-can-stall", later_layers_see_the_input),
    ("depth-can-stall", objectives_of_the_first_point),
    ("depth-can-stall", determinants_without_sign),
    ("shallow-to-deep", pass_through_of_zeros),
    ("shallow-to-deep", deep_with_linear_weight_0),
    ("shallow-to-deep", blocks_in_another_order),
    ("shallow-to-deep", activation_of_floats_that_adds_one),
    ("deep-no-worse", deep_at_every_use_with_linear_weight_0),
    ("deep-no-worse", halved_weights(deep_no_worse)),
    ("deep-no-worse", activation_of_floats_that_adds_one),
    ("deep-no-worse", determinants_without_sign),
]


def label(entry: object) -> str:
    return getattr(entry, "__qualname__", str(entry)).split(".")[0]


@pytest.mark.parametrize(("name", "break_it"), BREAKS, ids=label)
def test_a_broken_implementation_turns_the_claim_red(
    name: str, break_it: Break, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = load(name)
    break_it(monkeypatch)
    (settled,) = settle([claim.collect(Profile.QUICK, 1)])
    assert settled.outcome is not Outcome.HOLDS
    assert settled.reasons or settled.counterexample


def everything_improves(patch: pytest.MonkeyPatch) -> None:
    """The oracle lets every neuron improve."""
    patch.setattr(smaller_weights_printed, "improves", lambda *_: True)


def nothing_to_gain(patch: pytest.MonkeyPatch) -> None:
    """The oracle finds every objective 0, so that no instance meets the premises."""
    patch.setattr(smaller_weights_printed, "optimal_objective", lambda *_: Fraction(0))


def never_singular(patch: pytest.MonkeyPatch) -> None:
    """No determinant of ReLU outputs is 0."""
    patch.setattr(determinant_printed, "relu_too", lambda block: np.ones(len(block["X"]), dtype=np.bool_))


def bad_points_alone(patch: pytest.MonkeyPatch) -> None:
    """No points meet the premises."""
    patch.setattr(generic_nonsingularity, "meets", lambda _: frozenset())


def no_two_points_alike(patch: pytest.MonkeyPatch) -> None:
    """Equal outputs of the first layer go unseen."""
    patch.setattr(depth_suffices_printed, "largest_difference", lambda _, y: y[:, 0] * 0)


def layers_as_promised(patch: pytest.MonkeyPatch) -> None:
    """Deep networks come out with l layers of n, whatever their blocks."""

    def promised(network: Any, sizes: Sequence[int]) -> Any:
        l = sizes[0]
        return make_deep(network, (len(sizes),) * l)

    patch.setattr(shallow_to_deep_printed, "shallow_to_deep", promised)


@pytest.mark.parametrize(
    ("name", "break_it"),
    [
        ("determinant-printed", never_singular),
        ("determinant-printed", bad_points_alone),
        ("smaller-weights-printed", everything_improves),
        ("smaller-weights-printed", nothing_to_gain),
        ("depth-suffices-printed", no_two_points_alike),
        ("shallow-to-deep-printed", layers_as_promised),
    ],
    ids=label,
)
def test_a_broken_implementation_does_not_refute_what_is_printed(
    name: str, break_it: Break, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = load(name)
    break_it(monkeypatch)
    (settled,) = settle([claim.collect(Profile.QUICK, 1)])
    assert settled.outcome is Outcome.UNDECIDED
    assert settled.reasons


def test_the_bound_itself_is_what_tells_floats_apart(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound that is much too wide lets nothing be told by floats, and that makes the claim vacuous."""
    right = float_bounds.along_residual
    monkeypatch.setattr(theorem_1, "along_residual", lambda *given: 1e15 * (1 + right(*given)))
    (settled,) = settle([load("theorem-1").collect(Profile.QUICK, 1)])
    assert settled.outcome is Outcome.VACUOUS
    assert settled.reasons == ("the case 'told by float64' was never reached",)
