"""The census on one's own table, against the naive oracle in Fractions."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.exact import Enclosure, Ended
from core.exact.fractions_oracle import improves, objective
from verify import progress
from verify.bad_input import BadInputError
from verify.evidence import Bounded
from verify.own_data import judge
from verify.own_data.decimals import Values
from verify.own_data.options import Options

TABLE = "a,b,y\n1,2,0.1\n-1,0.5,2\n2,-1,-1\n0,1,3\n1,1,0.5\n"
POINTS = [[Fraction(x) for x in row] for row in (["1", "2"], ["-1", "1/2"], ["2", "-1"], ["0", "1"], ["1", "1"])]
TARGET = [Fraction(x) for x in ("1/10", "2", "-1", "3", "1/2")]


@pytest.fixture
def options(tmp_path: Path) -> Options:
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return Options(path, "y")


def with_weights(options: Options, text: str) -> Options:
    path = options.data.parent / "w.csv"
    path.write_text(text)
    return replace(options, weights=path)


def relu(point: list[Fraction], weights: list[Fraction]) -> Fraction:
    return max(sum((x * w for x, w in zip(point, weights, strict=True)), Fraction(0)), Fraction(0))


def test_own_neurons_get_the_oracles_verdicts_gains_and_objectives(options: Options) -> None:
    # On these points: improves, dead (all outputs 0), twice the first, improves, improves.
    text = "1,0\n-1,-2\n2,0\n0,1\n-1,1\n"
    data = judge.run(replace(with_weights(options, text), exact=True))
    growth = data.growths[0]
    assert growth.candidates is not None
    assert growth.ended in {Ended.STREAM.value, Ended.NEURONS.value}
    G: list[list[Fraction]] = [[] for _ in POINTS]
    for row, judged in zip(text.split(), growth.candidates, strict=True):
        weights = [Fraction(w) for w in row.split(",")]
        g = [relu(point, weights) for point in POINTS]
        assert (judged.verdict == "improves") == improves(G, TARGET, g)
        if judged.verdict == "improves":
            before = objective(G, TARGET)
            G = [[*kept, value] for kept, value in zip(G, g, strict=True)]
            assert judged.gain is not None
            assert_bounds(judged.gain, before - objective(G, TARGET))
        else:
            assert judged.cause is not None
    assert [c.cause for c in growth.candidates[1:3]] == ["dead", "in_span"]
    assert_bounds(growth.objective_before, sum((t * t for t in TARGET), Fraction(0)))
    assert_bounds(growth.objective_after, objective(G, TARGET))
    assert (growth.drawn, growth.improving, growth.non_improving) == (5, 3, 2)
    assert (data.neurons, data.weights_file) == (5, str(options.data.parent / "w.csv"))


def assert_bounds(number: Bounded, true: Fraction) -> None:
    assert abs(true - Fraction(number.value)) <= Fraction(number.error)
    assert number.exact == str(true)


def test_after_the_residual_is_zero_every_neuron_fails_for_that_reason(options: Options) -> None:
    # y = relu of the first neuron plus relu of the second, on every point.
    options.data.write_text("x,y\n1,2\n-1,1\n2,4\n")
    data = judge.run(with_weights(options, "1\n-1\n3\n5\n"))
    candidates = data.growths[0].candidates
    assert candidates is not None
    assert [(c.verdict, c.cause) for c in candidates] == [
        ("improves", None), ("improves", None), ("does not", "residual_zero"), ("does not", "residual_zero"),
    ]  # fmt: skip
    assert data.growths[0].objective_after == Bounded(value=0.0, error=0.0)


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity", "sin"])
def test_growths_sum_up(options: Options, activation: str) -> None:
    data = judge.run(replace(options, activation=activation, growths=3, bias=True))
    assert len(data.growths) == 3
    assert data.features == ("a", "b", "bias")
    for growth in data.growths:
        assert growth.undecided == 0
        assert all(gain.value + gain.error > 0 for gain in growth.gains)
        spent = sum(gain.value for gain in growth.gains) + growth.objective_after.value
        assert spent == pytest.approx(growth.objective_before.value)
        assert growth.candidates is None
    assert {growth.objective_before for growth in data.growths} == {data.growths[0].objective_before}


def test_the_same_seed_gives_the_same_evidence_and_another_seed_other_neurons(options: Options) -> None:
    first = judge.run(replace(options, growths=2))
    assert judge.run(replace(options, growths=2)) == first
    assert judge.run(replace(options, growths=2, seed=1)).growths != first.growths
    assert first.growths[0].gains != first.growths[1].gains


def test_more_growths_begin_with_the_same_growths(options: Options) -> None:
    assert judge.run(replace(options, growths=3)).growths[:2] == judge.run(replace(options, growths=2)).growths


def test_read_as_float64_the_objective_is_that_of_the_floats(options: Options) -> None:
    options.data.write_text("a,y\n1,0.1\n2,0\n")
    decimal = judge.run(replace(options, exact=True, growths=1))
    floats = judge.run(replace(options, exact=True, growths=1, values=Values.FLOAT64))
    assert (decimal.read_as, decimal.growths[0].objective_before.exact) == ("decimal", "1/100")
    assert (floats.read_as, floats.growths[0].objective_before.exact) == ("float64", str(Fraction(0.1) ** 2))


def test_exact_values_are_absent_unless_asked_for_and_for_smooth_activations_a_note_says_so(options: Options) -> None:
    plain = judge.run(replace(options, growths=1))
    assert plain.growths[0].objective_after.exact is None
    smooth = judge.run(replace(options, growths=1, activation="tanh", exact=True))
    assert smooth.growths[0].objective_after.exact is None
    assert smooth.notes == ("the outputs of tanh are not rational: objectives have enclosures only",)


def test_each_growth_is_a_step_of_progress(options: Options) -> None:
    heard: list[tuple[int, int]] = []
    with progress.heard_by(lambda done, total: heard.append((done, total))):
        judge.run(replace(options, growths=3))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_target_alone_needs_a_bias(options: Options) -> None:
    options.data.write_text("y\n1\n2\n")
    with pytest.raises(BadInputError, match="row 1: no column beside the target"):
        judge.run(options)
    assert judge.run(replace(options, bias=True, growths=1)).growths[0].improving == 1


def test_more_neurons_than_points_are_refused_before_any_growth(options: Options) -> None:
    with pytest.raises(BadInputError, match="--neurons: 6 is more than the 5 points"):
        judge.run(replace(options, neurons=6))


def test_an_objective_beyond_float64_is_one_clear_line(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "objectives", lambda _: [Enclosure(float("inf"), 0.0)])
    with pytest.raises(BadInputError, match="beyond the range of float64; use larger units"):
        judge.run(replace(options, growths=1))


def test_values_at_the_ends_of_the_range_end_in_evidence(options: Options) -> None:
    options.data.write_text("a,b,y\n1e150,1e-150,1e150\n-1e150,3e-150,1e150\n1,1,1\n")
    for activation in ("relu", "tanh", "hard_tanh"):
        for scale in ("1e150", "1e-150"):
            data = judge.run(replace(options, activation=activation, scale=scale, growths=1))
            assert data.growths[0].undecided == 0


def test_a_gains_error_covers_its_roundings() -> None:
    rng = np.random.default_rng(0)
    for before, after, error in rng.standard_normal((200, 3)) * [1e3, 1e-3, 1e-12]:
        gain = judge._gain(Enclosure(before, abs(error)), Enclosure(after, abs(error)), None)
        distance = abs(Fraction(before) - Fraction(after) - Fraction(gain.value))
        assert distance + 2 * Fraction(abs(error)) <= Fraction(gain.error)


@pytest.mark.parametrize("activation", ["relu", "step", "hard_tanh", "tanh", "sin", "gelu"])
@pytest.mark.parametrize(
    "rows",
    ["1,2,0\n3,4,0\n5,7,0\n", "0,0,2\n0,0,4\n0,0,5\n", "1,2,0\n1,2,3\n-1,-2,1\n2,4,5\n0,0,1\n"],
    ids=["zero target", "zero features", "repeated, opposite and zero points"],
)
def test_degenerate_tables_end_in_evidence_that_the_checker_accepts(
    options: Options, activation: str, rows: str
) -> None:
    options.data.write_text("a,b,y\n" + rows)
    data = judge.run(replace(options, activation=activation, growths=2, certify=True))
    assert data.undecided == 0
    assert data.refusals == ()
    assert data.certified is not None
    assert data.certified.instances == 2
