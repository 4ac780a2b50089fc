"""Every algebraic claim holds, its controls fall, and what is shown against them is right by the oracle."""

import importlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from core import exact
from core.activations import TANH
from core.exact.fractions_oracle import best, dot, objective
from core.gaussians import example, solved
from verify.claim import Claim
from verify.claims import ALL, generic_nonsingularity, improves_almost_surely
from verify.evidence import Instance, Kind, Level, Outcome, PremiseVerdict, Profile, levels, settle
from verify.exhausted import Scope, blocks
from verify.instruments.rational import beside, minus, times

PRINTED = [name for name in ALL if name.endswith("-printed")]
STATISTICAL = ("census", "curve", "changes-beat")
ALGEBRAIC = [name for name in ALL if not name.startswith(STATISTICAL) and name not in PRINTED]
Load = Callable[[str], Claim[Any]]


@pytest.mark.parametrize("name", ALGEBRAIC)
def test_it_is_certified_with_every_control_refuted_and_every_premise_necessary(name: str, load: Load) -> None:
    claim = load(name)
    (settled,) = settle([claim.collect(Profile.QUICK, 1)])
    assert (settled.id, settled.outcome) == (name, Outcome.HOLDS), settled.reasons
    assert levels(settled)[-1] is (Level.CERTIFIED if claim.proof is None else Level.PROVED)
    assert Level.CERTIFIED in levels(settled)
    assert settled.controls
    assert all(control.refuted and control.smallest for control in settled.controls)
    assert settled.premises
    assert all(premise.verdict is PremiseVerdict.NECESSARY for premise in settled.premises)
    assert settled.evidence.tested is not None
    assert settled.evidence.tested.examples == 300


@pytest.mark.parametrize("name", PRINTED)
def test_what_the_post_prints_is_refuted_and_repaired(name: str, load: Load) -> None:
    (settled,) = settle([load(name).collect(Profile.QUICK, 1)])
    assert (settled.id, settled.kind, settled.outcome) == (name, Kind.PRINTED, Outcome.REFUTED)
    assert settled.expected
    repaired = [importlib.import_module(module).CLAIM for module in ALL.values()]
    assert sum(getattr(claim, "repairs", None) == name for claim in repaired) == 1


def test_what_a_claim_rests_on_runs_before_it_or_not_at_all_in_a_circle(load: Load) -> None:
    settled = settle([load(name).collect(Profile.QUICK, 2) for name in ("normal-equations", "theorem-1")])
    assert [claim.rests_on for claim in settled] == [(), ("normal-equations",)]
    assert [claim.effective_level for claim in settled] == [Level.PROVED, Level.PROVED]


def test_the_contents_name_every_claim_by_its_own_id() -> None:
    for name in (*ALGEBRAIC, *PRINTED):
        assert importlib.import_module(ALL[name]).CLAIM.id == name


# ---- what is shown is checked again, by hand as it were ----


def numbers(value: object) -> Any:
    """Strings back to Fractions, nested as they are."""
    return Fraction(value) if isinstance(value, str) else [numbers(entry) for entry in value]  # type: ignore[attr-defined]  # nested tuples


def shown(name: str, kind: str, id_: str = "") -> Mapping[str, Any]:
    """The counterexample of a control or of the printed claim, or the witness of a premise, in Fractions."""
    claim: Claim[Any] = importlib.import_module(ALL[name]).CLAIM
    if kind == "control":
        search = next(control.wrong for control in claim.controls if control.id == id_)
    elif kind == "premise":
        search = next(premise.without for premise in claim.premises if premise.id == id_)
    else:
        assert claim.exhausted is not None
        search = claim.exhausted
    found: Instance | None = search.run().shown
    assert found is not None
    return {key: numbers(value) for key, value in found.items()}


def before_and_after(at: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    return objective(at["G"], at["y"]), objective(beside(at["G"], at["g"]), at["y"])


def relu(X: Any, W: Any) -> list[list[Fraction]]:
    return [[max(dot(x, w), Fraction(0)) for w in W] for x in X]


def test_theorem_1_improves_against_the_correlation_with_the_target() -> None:
    at = shown("theorem-1", "control", "correlated-with-the-target")
    before, after = before_and_after(at)
    assert (after < before) != (dot(at["g"], at["y"]) != 0)
    assert (at["before"], at["after"]) == (before, after)


def test_theorem_1_stays_although_outside_the_span() -> None:
    at = shown("theorem-1", "control", "outside-the-span")
    before, after = before_and_after(at)
    assert (after < before) != (objective(at["G"], at["g"]) != 0)


@pytest.mark.parametrize(
    "where", [("theorem-1", "premise", "optimal-output-weights"), ("theorem-1-printed", "printed")]
)
def test_theorem_1_needs_optimal_weights(where: tuple[str, ...]) -> None:
    at = shown(*where)
    before, after = before_and_after(at)
    assert (after < before) != (dot(at["g"], minus(at["y"], times(at["G"], at["s"]))) != 0)


def test_the_designs_own_witness_for_theorem_1() -> None:
    G, y, g, s = numbers((("1",), ("0",))), numbers(("0", "1")), numbers(("1", "1")), numbers(("1",))
    assert dot(g, minus(y, times(G, s))) == 0
    assert list(before_and_after({"G": G, "y": y, "g": g})) == [1, 0]


def test_minimisers_need_not_be_unique() -> None:
    at = shown("normal-equations", "control", "unique-minimiser")
    assert at["s"] != at["t"]
    errors = [minus(times(at["G"], at[name]), at["y"]) for name in ("s", "t")]
    assert [dot(error, error) for error in errors] == [objective(at["G"], at["y"])] * 2


def test_the_normal_equations_fail_over_weights_that_are_not_negative() -> None:
    at = shown("normal-equations", "premise", "unconstrained-weights")
    (column,) = zip(*at["G"], strict=True)
    slope = dot(column, minus(times(at["G"], at["s"]), at["y"]))
    assert at["s"] == [0]
    assert slope > 0  # so no weight above 0 is better, and yet the gradient is not 0


DESCENTS = [("gradient-descent-printed", "printed", ""), ("descent-bound", "control", "any-step-size")]
DESCENTS += [("descent-bound", "control", "falls-at-the-boundary"), ("descent-bound", "premise", "optimal-start")]


@pytest.mark.parametrize(("name", "kind", "id_"), DESCENTS)
def test_steps_over_the_output_weights_are_what_is_shown(name: str, kind: str, id_: str) -> None:
    at = shown(name, kind, id_)
    steps = [at["s"], *at["s after each step"]]
    errors = [minus(times(at["G"], s), at["y"]) for s in steps]
    assert at["f"] == [dot(error, error) for error in errors]
    for s, error, after in zip(steps, errors, steps[1:], strict=False):
        assert after == [a - 2 * dot(column, error) for a, column in zip(s, zip(*at["G"], strict=True), strict=True)]
    assert at["min f"] == objective(at["G"], at["y"]) < at["f"][0] <= at["f"][1]
    assert (at["f"][0] < at["f"][1]) == (id_ == "any-step-size")


def test_a_large_step_over_all_weights_ends_above_the_bound() -> None:
    at = shown("descent-bound", "premise", "never-raises")
    (z1, z2), y = times(at["X"], at["w"]), at["y"]
    assert z1 > 0 < z2  # or else the gradient below would be another
    (s,) = best([[z1], [z2]], y)
    e = [z1 * s - y[0], z2 * s - y[1]]
    assert z1 * e[0] + z2 * e[1] == 0
    w = [w - 16 * s * (e[0] * a + e[1] * b) for w, a, b in zip(at["w"], *at["X"], strict=True)]
    after = [max(z, Fraction(0)) * s - target for z, target in zip(times(at["X"], w), y, strict=True)]
    assert at["min f"] == dot(e, e) < at["after"] == dot(after, after)


def test_every_output_is_on_the_hyperplane_of_a_zero_residual() -> None:
    at = shown("hyperplane-printed", "printed")
    assert any(at["y"])
    assert not any(at["r"])
    assert objective(at["G"], at["y"]) == 0


@pytest.mark.parametrize(
    ("kind", "id_"), [("control", "never-hit"), ("control", "below-the-bound"), ("premise", "residual-not-zero")]
)
def test_the_grid_meets_the_hyperplane_as_often_as_shown(kind: str, id_: str) -> None:
    at = shown("hyperplane", kind, id_)
    n, r = len(at["y"]), minus(at["y"], times(at["G"], best(at["G"], at["y"])))
    on = sum(dot(g, r) == 0 for g in product([Fraction(-1), Fraction(0), Fraction(1)], repeat=n))
    assert (at["r"], at["gᵀr = 0"], at["of"]) == (list(r), on, 3**n)
    assert {"never-hit": on > 0, "below-the-bound": n > 1 and 3 * on >= 3**n, "residual-not-zero": 3 * on > 3**n}[id_]
    assert any(r) == (kind == "control")


@pytest.mark.parametrize(
    ("kind", "id_"), [("control", "without-a-bias-column"), ("control", "any-neuron-helps"), ("premise", "bias-column")]
)
def test_the_bounds_of_the_objective_need_what_they_ask_for(kind: str, id_: str) -> None:
    at = shown("objective-bounds", kind, id_)
    n = len(at["y"])
    spread = objective([[Fraction(1)]] * n, at["y"])
    assert objective(at["G"], at["y"]) == at["f"]
    assert (at["‖y‖²"], at["Σ(y - ȳ)²"]) == (dot(at["y"], at["y"]), spread)
    assert at["f"] > spread if id_ != "any-neuron-helps" else at["f"] == dot(at["y"], at["y"])


def test_a_neuron_need_not_lower_the_objective() -> None:
    before, after = before_and_after(shown("monotone-in-neurons", "control", "always-lowers"))
    assert after == before


def test_a_new_weight_as_it_comes_raises_the_objective() -> None:
    at = shown("monotone-in-neurons", "premise", "weights-solved-again")
    error = minus(at["y"], [at["t"][0] * entry for entry in at["g"]])
    assert dot(error, error) == at["after"] > at["before"] == objective(at["G"], at["y"])


@pytest.mark.parametrize(
    ("kind", "id_"),
    [("control", "square-suffices"), ("premise", "as-many-neurons-as-points"), ("premise", "non-singular")],
)
def test_the_objective_need_not_be_zero(kind: str, id_: str) -> None:
    at = shown("zero-objective", kind, id_)
    assert objective(at["G"], at["y"]) == at["f"] > 0
    assert (len(at["G"][0]) == len(at["y"])) == (id_ != "as-many-neurons-as-points")


def test_the_gain_needs_the_projection() -> None:
    at = shown("gain-formula", "control", "gain-without-projection")
    before, after = before_and_after(at)
    v = dot(at["g"], minus(at["y"], times(at["G"], best(at["G"], at["y"]))))
    assert before - after != v * v / dot(at["g"], at["g"])


def test_the_gain_needs_optimal_weights() -> None:
    at = shown("gain-formula", "premise", "optimal-output-weights")
    before, after = before_and_after(at)
    v = dot(at["g"], minus(at["y"], times(at["G"], at["s"])))
    assert (before - after) * objective(at["G"], at["g"]) != v * v


CHOICES = [("control", "better-than-all-together"), ("control", "most-along-the-residual")]
CHOICES += [("control", "gain-without-projection"), ("premise", "optimal-output-weights")]


@pytest.mark.parametrize(("kind", "id_"), CHOICES)
def test_another_rule_does_not_choose_the_best_candidate(kind: str, id_: str) -> None:
    at = shown("candidates", kind, id_)
    G, y, g, h = (at[name] for name in ("G", "y", "g", "h"))
    assert (at["before"], at["with g"]) == before_and_after(at)
    assert (at["with h"], at["with both"]) == (objective(beside(G, h), y), objective(beside(G, g, h), y))
    if id_ == "better-than-all-together":
        assert at["with both"] < at["with g"] <= at["with h"]
        return
    assert at["with g"] > at["with h"]
    s = at["s"] if kind == "premise" else best(G, y)
    r = minus(y, times(G, s))
    sizes: dict[str, Callable[[Any], Fraction]] = {
        "most-along-the-residual": lambda _: Fraction(1),
        "gain-without-projection": lambda column: dot(column, column),
        "optimal-output-weights": lambda column: objective(G, column),
    }
    scores = [dot(column, r) ** 2 / (sizes[id_](column) or 1) for column in (g, h)]
    assert scores[0] >= scores[1]


CHANGES = [("control", "kept-within-a-slack", Fraction(1, 100)), ("premise", "kept-only-when-lower", None)]


@pytest.mark.parametrize(("kind", "id_", "slack"), CHANGES)
def test_another_rule_lets_the_objective_rise(kind: str, id_: str, slack: Fraction | None) -> None:
    at = shown("changes-monotone", kind, id_)
    assert at["f"] == [objective([[entry] for entry in w], at["y"]) for w in at["kept"]]
    assert at["kept"][0] == at["w"]
    risen = max(after - before for before, after in pairwise(at["f"]))
    assert risen > 0
    assert slack is None or risen <= slack


def test_what_is_kept_is_not_the_best_combination() -> None:
    at = shown("changes-monotone", "control", "best-combination")
    both = [sum(entries) for entries in zip(at["w"], at["d"], at["e"], strict=True)]
    assert at["f with d and e"] == objective([[entry] for entry in both], at["y"]) < at["f"][-1]
    assert at["f"][-1] == objective([[entry] for entry in at["kept"][-1]], at["y"])


def test_a_hundredth_of_the_objective_is_not_the_mean() -> None:
    at = shown("mean-squared-error-printed", "printed")
    (value,) = at["the values that y repeats"]
    for n, f, hundredth, mean in zip(at["n"], at["f"], at["f / 100"], at["mean squared error"], strict=True):
        assert (f, hundredth, mean) == (n * value**2, n * value**2 / 100, value**2)
    assert at["f / 100"] != at["mean squared error"]


MEANS = [("control", "objective-stays"), ("control", "degrees-of-freedom"), ("premise", "equally-often")]


@pytest.mark.parametrize(("kind", "id_"), MEANS)
def test_the_mean_squared_error_is_what_is_shown(kind: str, id_: str) -> None:
    at = shown("mean-squared-error", kind, id_)
    G, y, n = at["G"], at["y"], len(at["y"])
    first, twice = objective([G[0], *G], [y[0], *y]), objective(G * 2, y * 2)
    assert (at["f"], at["f, first point twice"], at["f, all twice"]) == (objective(G, y), first, twice)
    assert at["f / n"] == at["f"] / n
    wrong = {
        "objective-stays": at["f"] == twice,
        "degrees-of-freedom": at["f"] * n == at["f"] * (n - len(G[0])),
        "equally-often": first / (n + 1) == at["f / n"],
    }
    assert not wrong[id_]


def test_scaling_without_the_bias_changes_the_objective() -> None:
    at = shown("homogeneity", "control", "without-the-bias")
    (w,), (b,) = at["W"], at["b"]
    outputs = [[[max(c * dot(x, w) + b, Fraction(0))] for x in at["X"]] for c in (1, 2)]
    assert [objective(G, at["y"]) for G in outputs] == [at["before"], at["after"]]
    assert at["before"] != at["after"]


def test_a_negative_factor_changes_the_objective() -> None:
    at = shown("homogeneity", "premise", "positive-factor")
    values = [objective(relu(at["X"], [[c * entry for entry in at["W"][0]]]), at["y"]) for c in (1, -1)]
    assert values == [at["before"], at["after"]]
    assert values[0] != values[1]


def test_hard_tanh_halved_changes_the_objective() -> None:
    at = shown("homogeneity", "premise", "positively-homogeneous")
    outputs = [
        [[min(max(c * dot(x, at["W"][0]), Fraction(-1)), Fraction(1))] for x in at["X"]] for c in (1, Fraction(1, 2))
    ]
    assert [objective(G, at["y"]) for G in outputs] == [at["before"], at["after"]]
    assert at["before"] != at["after"]


def test_tanh_doubled_changes_the_objective() -> None:
    """By balls of 200 bits: the two objectives are far apart."""
    flint = pytest.importorskip("flint")
    at = shown("homogeneity", "control", "tanh")
    values = []
    for c in (1, 2):
        g = [flint.arb(int(c * z)).tanh() for (z,) in at["z"]]
        y = [flint.arb(int(entry)) for entry in at["y"]]
        along, square = sum(a * b for a, b in zip(g, y, strict=True)), sum(a * a for a in g)
        values.append(sum(b * b for b in y) - along * along / square)
    assert not values[0].overlaps(values[1])


def test_a_layer_without_its_pass_through_neuron_can_be_worse() -> None:
    at = shown("pass-through", "control", "without-pass-through")
    assert objective([[entry] for entry in at["g"]], at["y"]) == at["after"] > at["before"]
    assert at["before"] == objective(at["G"], at["y"])


def test_a_pass_through_neuron_with_other_weights_can_be_worse() -> None:
    at = shown("pass-through", "premise", "optimal-output-weights")
    layer = beside([[p] for p in times(at["G"], at["s"])], at["g"])
    assert objective(layer, at["y"]) == at["after"] > at["before"] == objective(at["G"], at["y"])


def layer_before_and_after(at: Mapping[str, Any], p: list[Fraction] | None) -> tuple[Fraction, Fraction]:
    """The objective of G, and that of the new layer: N with, or without, a pass-through neuron with outputs p."""
    values = objective(at["G"], at["y"]), objective(at["N"] if p is None else beside(at["N"], p), at["y"])
    assert (at["before"], at["after"]) == values
    return values


def correlated(at: Mapping[str, Any], r: Any) -> bool:
    """Whether some new neuron has gᵀr ≠ 0."""
    return any(dot(g, r) for g in zip(*at["N"], strict=True))


def optimal_outputs(at: Mapping[str, Any]) -> list[Fraction]:
    return list(times(at["G"], best(at["G"], at["y"])))


def test_a_neuron_outside_the_pass_through_need_not_improve() -> None:
    at = shown("layer-improves", "control", "outside-the-pass-through")
    p = optimal_outputs(at)
    before, after = layer_before_and_after(at, p)
    outside = any(objective([[entry] for entry in p], g) for g in zip(*at["N"], strict=True))
    assert (after < before) != outside


def test_a_correlated_neuron_does_not_improve_without_the_pass_through() -> None:
    at = shown("layer-improves", "control", "without-pass-through")
    before, after = layer_before_and_after(at, None)
    assert (after < before) != correlated(at, minus(at["y"], optimal_outputs(at)))


def test_a_new_layer_improves_as_told_only_with_optimal_weights() -> None:
    at = shown("layer-improves", "premise", "optimal-output-weights")
    p = list(times(at["G"], at["s"]))
    before, after = layer_before_and_after(at, p)
    assert (after < before) != correlated(at, minus(at["y"], p))


def test_the_outputs_shown_for_connected_layers_are_those_of_the_networks() -> None:
    at = shown("input-connection", "control", "without-pass-through")
    assert at["G"] == relu(at["X"], at["W"])
    both = [[*g, *x] for g, x in zip(at["G"], at["X"], strict=True)]
    assert at["N"] == relu(both, [[*a, *b] for a, b in zip(at["A"], at["B"], strict=True)])
    at = shown("first-layer-connection", "control", "without-pass-through")
    F = relu(at["X"], at["W"])
    assert at["G"] == relu(F, at["V"])
    both = [[*g, *f] for g, f in zip(at["G"], F, strict=True)]
    assert at["N"] == relu(both, [[*a, *b] for a, b in zip(at["A"], at["B"], strict=True)])


@pytest.mark.parametrize("name", ["input-connection", "first-layer-connection"])
def test_connected_layers_need_the_pass_through_neuron_and_optimal_weights(name: str) -> None:
    at = shown(name, "control", "without-pass-through")
    before, after = layer_before_and_after(at, None)
    assert after > before
    at = shown(name, "premise", "optimal-output-weights")
    before, after = layer_before_and_after(at, list(times(at["G"], at["s"])))
    assert after > before


def relu_layers(at: Mapping[str, Any], *names: str) -> list[list[list[Fraction]]]:
    """The outputs of all ReLU layers, each on the layer before."""
    found = [at["X"]]
    for name in names:
        found.append(relu(found[-1], at[name]))
    return found[1:]


def test_depth_does_not_suffice_where_two_points_are_dead() -> None:
    at = shown("depth-suffices-printed", "printed")
    assert at["X"][0] != at["X"][1]
    assert all(any(w) for w in at["W"])
    assert relu(at["X"], at["W"]) == at["outputs"]
    assert at["outputs"][0] == at["outputs"][1]
    assert at["below no depth"] == (at["y"][0] - at["y"][1]) ** 2 / 2 == Fraction(1, 2)


def test_depth_stalls_only_where_the_first_layer_gives_equal_outputs() -> None:
    at = shown("depth-can-stall", "premise", "equal-first-outputs")
    values = [objective(G, at["y"]) for G in relu_layers(at, "W", "V", "U")]
    assert at["objective after each layer"] == values
    assert min(values) < (at["y"][0] - at["y"][1]) ** 2 / 2


def test_depth_does_not_stall_with_the_input_connection() -> None:
    at = shown("depth-can-stall", "control", "with-input-connection")
    (F,) = relu_layers(at, "W")
    assert F[0] == F[1]
    both = [[*f, *x] for f, x in zip(F, at["X"], strict=True)]
    H = relu(both, [[*v, *c] for v, c in zip(at["V"], at["C"], strict=True)])
    assert objective(H, at["y"]) == at["objective after each layer"][1] < (at["y"][0] - at["y"][1]) ** 2 / 2


def test_the_bound_on_depth_needs_its_half() -> None:
    at = shown("depth-can-stall", "control", "without-the-half")
    F, *later = relu_layers(at, "W", "V", "U")
    assert F[0] == F[1]
    assert min(objective(G, at["y"]) for G in (F, *later)) < (at["y"][0] - at["y"][1]) ** 2


def test_relu_neurons_do_not_tell_all_points_apart() -> None:
    at = shown("depth-can-stall", "control", "told-apart")
    assert at["X"][0] != at["X"][1]
    assert at["outputs"] == relu(at["X"], at["W"]) == [[0], [0]]


def test_deep_networks_that_do_not_see_the_input_differ() -> None:
    at = shown("shallow-to-deep", "control", "without-the-input")
    (w1,), (w2,) = at["W"]
    (x,), (s1, s2) = at["x"], at["s"]
    first = max(w1 * x, Fraction(0))
    assert at["shallow"] == s1 * first + s2 * max(w2 * x, Fraction(0))
    assert at["deep"] == s1 * first + s2 * max(w2 * first, Fraction(0)) != at["shallow"]


def test_deep_networks_with_linear_weight_0_differ() -> None:
    at = shown("shallow-to-deep", "control", "linear-weight-0")
    (_, (w2,)), (_, s2) = at["W"], at["s"]
    assert at["deep"] == s2 * max(w2 * at["x"][0], Fraction(0)) != at["shallow"]


def test_blocks_of_l_make_other_layers() -> None:
    at = shown("shallow-to-deep", "control", "blocks-of-l")
    assert at == shown("shallow-to-deep-printed", "printed")
    l, n = int(at["l"]), int(at["n"])
    assert (l, n) == (1, 2)
    assert at["layers promised"] == [n] * l != [l] * n == at["layers made"]


def printed(name: str) -> Mapping[str, Any]:
    """The counterexample of a statement that is false as printed, in Fractions."""
    claim: Claim[Any] = importlib.import_module(ALL[name]).CLAIM
    found = claim.collect(Profile.QUICK, 1).counterexample
    assert found is not None
    return {key: numbers(value) for key, value in found.items()}


def test_smaller_weights_do_not_cure_a_relu_neuron() -> None:
    at = printed("smaller-weights-printed")
    assert at["W"] == []
    assert all(at["z"])
    outputs = [relu(at["X"], [[c * entry for entry in at["w"]]]) for c in (1, Fraction(1, 100))]
    after = [objective(G, at["y"]) for G in outputs]
    assert after == [at["after"], at["after with w/100"]]
    assert set(after) == {at["before"]} == {dot(at["y"], at["y"])}
    assert at["before"] > 0


def test_an_open_cell_of_relu_neurons_fails() -> None:
    at = shown("improves-almost-surely", "control", "relu")
    improving, failing = (objective(relu(at["X"], [at[name]]), at["y"]) for name in ("w", "v"))
    assert improving < dot(at["y"], at["y"]) == failing
    assert at["active points"] == []
    assert at["v"][0] * at["X"][0][0] < 0  # and so for every v of this sign: half of all weights
    assert at["share"] == Fraction(1, 2)


def test_an_exception_is_weight_0() -> None:
    at = shown("improves-almost-surely", "control", "without-exception")
    assert (at["v"], len(at["y"])) == ([0], 1)
    assert all((at["X"][0][0], at["y"][0], at["w"][0]))


def test_hard_tanh_fails_on_a_half_line() -> None:
    at = shown("improves-almost-surely", "premise", "analytic-activation")
    columns = [[[value] for value in column] for column in zip(*at["g for τ = 0, 1 ..."], strict=True)]
    values = [objective(G, at["y"]) for G in columns]
    assert values[0] < dot(at["y"], at["y"])
    assert set(values[1:]) == {dot(at["y"], at["y"])}
    assert len(values[1:]) == 2 ** len(at["y"])
    cut = [[min(max(z, Fraction(-1)), Fraction(1)) for z in row] for row in at["z for τ = 0, 1 ..."]]
    assert at["g for τ = 0, 1 ..."] == cut


def test_nothing_improves_where_nothing_can() -> None:
    at = shown("improves-almost-surely", "premise", "one-neuron-improves")
    assert not any(dot(column, at["y"]) for column in zip(*at["z for τ = 0, 1 ..."], strict=True))
    assert not any(at["y"])


@pytest.mark.parametrize("id_", ["points-not-zero", "points-distinct", "points-not-opposite"])
def test_rows_of_tanh_outputs_depend_for_all_weights(id_: str) -> None:
    """As tanh is odd, cᵀX = 0 gives cᵀG = 0 when at most two entries of c are not 0, and these are 1 or -1."""
    at = shown("generic-nonsingularity", "premise", id_)
    assert not any(dot(at["c with cᵀG = 0"], column) for column in zip(*at["X"], strict=True))
    live = [entry for entry in at["c with cᵀG = 0"] if entry]
    assert len(live) <= 2
    assert set(map(abs, live)) == {1}


def test_half_of_all_relu_neurons_on_one_point_give_determinant_0() -> None:
    for at in (printed("determinant-printed"), shown("generic-nonsingularity", "control", "relu")):
        ((z,),) = at["z"]
        assert relu(at["X"], at["W"]) == at["G"] == [[0]]
        assert z < 0  # and so is every z of a weight of this sign
        assert at["share"] == Fraction(1, 2)


def test_the_witness_agrees_with_balls() -> None:
    """det tanh(a_i j) at the true e, by balls of 300 bits: not 0 where the witness says so."""
    flint = pytest.importorskip("flint")
    X = np.array([[1, 0], [0, 1], [1, 1]])
    assert generic_nonsingularity.witness(X)
    with flint.ctx.workprec(300):
        G = flint.arb_mat([[flint.arb(int(a * j)).tanh() for j in (1, 2, 3)] for a in X @ [1, 3]])
        assert not G.det().contains(0)


@pytest.mark.parametrize("size", [{"n": 2, "m": 1, "u": 0}, {"n": 1, "m": 2, "u": 1}], ids=str)
def test_verdicts_at_2_are_those_of_growths_modulo_primes(size: Mapping[str, int]) -> None:
    """Every instance of a size: what is not 0 at t = 2 improves by a residue too, and nothing else does."""
    (block,) = blocks(Scope(improves_almost_surely.SHAPES, (size,), "one size").of(size))
    found = improves_almost_surely.improves(improves_almost_surely.tanh, block, block["w"])
    problems = [
        exact.Problem(exact.rationals(block["X"][i]), exact.rationals(block["y"][i]), exact.rationals(W))
        for i, W in enumerate(np.concatenate([block["W"], block["w"][:, None]], axis=1))
    ]
    growths = exact.grow(problems, TANH, neurons=size["u"] + 1)
    assert found.tolist() == [growth.verdicts[-1] is exact.Verdict.IMPROVES for growth in growths]
    assert set(found.tolist()) == {True, False}


def deep_objectives(at: Mapping[str, Any], *, blind: bool) -> list[Fraction]:
    """Two layers of one ReLU neuron: shallow, deep, the last layer solved again, the shallow optimum."""
    G, (s1, s2) = relu(at["X"], at["W"]), at["s"]
    H = [[max(at["W"][1][0] * g1, Fraction(0)) if blind else g2, s1 * g1] for g1, g2 in G]
    outputs = times(G, at["s"]), times(H, [s2, Fraction(1)])
    errors = [minus(output, at["y"]) for output in outputs]
    return [*(dot(error, error) for error in errors), objective(H, at["y"]), objective(G, at["y"])]


OBJECTIVES = ("shallow", "deep", "last layer solved again", "shallow optimum")


@pytest.mark.parametrize("id_", ["always-lowers", "reaches-the-shallow-optimum"])
def test_solving_the_last_layer_again_need_not_help(id_: str) -> None:
    at = shown("deep-no-worse", "control", id_)
    old, deep, new, floor = deep_objectives(at, blind=False)
    assert [at[name] for name in OBJECTIVES] == [old, deep, new, floor]
    assert old == deep == new > 0
    assert (new > floor) == (id_ == "reaches-the-shallow-optimum")


def test_a_deep_network_that_does_not_see_the_input_has_another_objective() -> None:
    at = shown("deep-no-worse", "premise", "each-layer-sees-the-input")
    old, deep, new, floor = deep_objectives(at, blind=True)
    assert [at[name] for name in OBJECTIVES] == [old, deep, new, floor]
    assert old != deep


def powers(x: Any, c: Any, t: Fraction) -> list[list[Fraction]]:
    """t^((x - c)²), a column a centre."""
    return [[t ** int((a - b) ** 2) for b in c] for a in x]


def test_a_repeated_point_of_different_value_is_not_interpolated() -> None:
    at = shown("one-gaussian-a-point", "control", "repeated-point")
    x = [point for (point,) in at["X"]]
    assert at["outputs"] == powers(x, x, Fraction(1, 2))
    assert objective(at["outputs"], at["y"]) > 0
    assert len(set(x)) < len(set(zip(x, at["y"], strict=True)))


def test_the_greedy_strategy_wastes_a_term_on_a_target_made_of_two() -> None:
    at = shown("greedy-gaussian", "control", "as-many-terms-as-the-target")
    x, t = range(-3, 4), Fraction(2, 3)
    assert at["y"] == list(times(powers(x, at["c"], t), at["h"]))
    for k, left in enumerate(at["f"]):
        G = powers(x, at["centres"][:k], t)
        assert left == objective(G, at["y"])
        r = minus(at["y"], times(G, best(G, at["y"])))
        if k < len(at["centres"]):
            assert max(map(abs, r)) == abs(r[x.index(int(at["centres"][k]))])
    assert len(at["centres"]) == len(at["c"])
    assert at["f"][-1] > 0


def test_the_greedy_strategy_gets_stuck_on_a_point_that_has_a_gaussian() -> None:
    at = shown("greedy-gaussian", "control", "always-falls")
    x, t = range(len(at["y"])), Fraction(2, 3)
    G = powers(x, at["centres"][:1], t)
    r = minus(at["y"], times(G, best(G, at["y"])))
    assert at["centres"][1] == at["centres"][0]
    assert abs(r[int(at["centres"][0])]) == max(map(abs, r))
    assert at["f"][1] == at["f"][2] == dot(r, r) > 0


def test_the_disagreement_as_a_height_raises_the_objective() -> None:
    at = shown("greedy-gaussian", "premise", "heights-solved-again")
    y, r = at["y"], at["residuals after"]
    i = [abs(a) for a in y].index(max(map(abs, y)))
    assert r == list(minus(y, [y[i] * row[0] for row in powers(range(len(y)), [i], Fraction(1, 2))]))
    assert at["f"] == [dot(y, y), dot(r, r)]
    assert at["f"][1] > at["f"][0]


@pytest.mark.parametrize("id_", ["three-terms", "as-printed", "all-terms"])
def test_other_terms_than_the_four_do_not_represent_the_example(id_: str) -> None:
    claim: Claim[Any] = importlib.import_module(ALL["gaussian-global"]).CLAIM
    parts = {part.id: part.wrong for part in claim.controls} | {part.id: part.without for part in claim.premises}
    at = parts[id_].run().shown
    assert at is not None
    data = example()
    wide = [float(d) ** 0.5 for d in numbers(at["squared deviations"])]
    left = solved(data.X[:, 0], data.y, [0.0] * len(wide), wide).objective
    assert left > 0.02
    assert str(at["objective"]).startswith(f"[{left:.6g}"[:7])
