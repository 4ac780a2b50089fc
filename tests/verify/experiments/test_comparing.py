"""A planted difference between what is said and what was plotted is found, and nothing else is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from verify.evidence.figures import Agreement
from verify.experiments.causes import Cause, Tried
from verify.experiments.comparing import Comparison, Departure, Objectives, compare, departure
from verify.experiments.growths import Setting
from verify.experiments.pictures import Picture
from verify.experiments.published import Published
from verify.experiments.reading import Reading

CURVES = {f"changes={c}": Setting("tanh", 100, 30, c) for c in (1, 10, 100)}
STATED = Reading(base="e", mean_of=10)
SLOWER = Cause("weights are smaller", setting={"scale": 0.5})
PICTURE = Picture("made-up", "made up", "a made-up process", CURVES, STATED, 40, (SLOWER,))
XS = (1, 5, 10, 20, 28)


def process(settings: Mapping[str, Setting], growths: int, seed: int) -> Objectives:
    """Objectives that fall at a random rate, faster with larger weights and more changes."""
    found = {}
    for name, setting in settings.items():
        generator = np.random.default_rng([seed, setting.changes])
        rate = (0.05 + 0.02 * np.log10(setting.changes)) * setting.scale * (1 + 0.1 * generator.random((growths, 1)))
        noise = np.exp(0.1 * generator.standard_normal((growths, 1)))
        found[name] = 25 * noise * np.exp(-rate * np.arange(setting.width + 1))
    return found


def grow(wanted: Sequence[tuple[Mapping[str, Setting], int, int]]) -> list[Objectives]:
    return [process(*one) for one in wanted]


def publish(reading: Reading, settings: Mapping[str, Setting] = CURVES, **changed: float) -> Published:
    """What the post would show, had it been made with this reading of ten growths of the process."""
    curves = {}
    for name, setting in settings.items():
        rows = process({name: replace(setting, **changed)}, reading.mean_of, 77)[name]  # type: ignore[arg-type]
        values = reading.plotted(rows, setting)
        curves[name] = {x: round(float(values[x + reading.shift]), 2) for x in XS}
    return Published("log(Objective)", 0.03, curves)


def test_what_the_post_describes_is_reproduced() -> None:
    (figure,) = compare([(PICTURE, publish(STATED))], grow, 0)
    assert figure.agreement is Agreement.REPRODUCED
    assert figure.causes == ()
    assert figure.y_label == "ln objective"


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ({"base": "10"}, {"the logarithm is to base 10"}),
        ({"base": "10", "factor": "changes"},
         {"the logarithm is to base 10", "objectives are multiplied by 100 / changes"}),
        ({"total": True}, {"the objectives of the growths are added up"}),
    ],
)  # fmt: skip
def test_what_was_plotted_otherwise_is_found(planted: Mapping[str, str], words: set[str]) -> None:
    reading = replace(STATED, **planted)  # type: ignore[arg-type]
    (figure,) = compare([(PICTURE, publish(reading))], grow, 0)
    assert figure.largest_departure is not None
    assert figure.largest_departure > 1
    assert figure.explanation is not None
    assert set(figure.explanation.changed) == words
    assert figure.explanation.departure is not None
    assert figure.explanation.departure <= 1
    assert figure.y_label == reading.label
    assert "vanishes" in str(figure.explained)


def test_what_was_run_otherwise_is_found() -> None:
    (figure,) = compare([(PICTURE, publish(STATED, scale=0.5))], grow, 0)
    assert figure.explanation is not None
    assert figure.explanation.changed == (SLOWER.words,)


def test_pictures_that_are_explained_together_are_explained_each_by_its_own_run() -> None:
    """The other has a curve that falls faster: the run of the first would not explain it."""
    faster = {name: replace(setting, changes=10_000 * setting.changes) for name, setting in CURVES.items()}
    pictures = [
        (PICTURE, publish(STATED, scale=0.5)),
        (replace(PICTURE, id="other", curves=faster), publish(STATED, faster, scale=0.5)),
    ]
    figures = compare(pictures, grow, 0)
    assert [figure.id for figure in figures] == ["made-up", "other"]
    for figure in figures:
        assert figure.explanation is not None
        assert figure.explanation.changed == (SLOWER.words,)


def test_a_narrow_interval_is_preferred_to_that_of_a_single_growth() -> None:
    little = Cause("weights are a little smaller", setting={"scale": 0.93})
    (figure,) = compare([(replace(PICTURE, causes=(little,)), publish(STATED, scale=0.93))], grow, 0)
    assert figure.explanation is not None
    assert figure.explanation.changed == (little.words,)
    assert "times as wide also when one growth is shown" in str(figure.explained)


def test_what_changes_nothing_explains_nothing() -> None:
    nothing = Cause("nothing is changed", setting={"criterion": "f_new < f_old"})
    (figure,) = compare([(replace(PICTURE, causes=(nothing,)), publish(STATED, scale=0.9))], grow, 0)
    (tried,) = (cause for cause in figure.causes if cause.changed == (nothing.words,))
    assert tried.searched == figure.largest_departure


def test_more_is_tried_where_a_part_fits_on_the_first_seed_only() -> None:
    def process_with_luck(wanted: Sequence[tuple[Mapping[str, Setting], int, int]]) -> list[Objectives]:
        grown: list[Objectives] = []
        for settings, growths, seed in wanted:
            slower = all(setting.scale == 0.5 for setting in settings.values())
            same = {name: replace(setting, scale=1.0) for name, setting in settings.items()}
            factor = 9 if seed and not slower else 1
            grown.append({name: factor * rows for name, rows in process(same, growths, seed).items()})
        return grown

    (figure,) = compare([(PICTURE, publish(replace(STATED, base="10")))], process_with_luck, 0)
    assert figure.explanation is not None
    assert set(figure.explanation.changed) == {"the logarithm is to base 10", SLOWER.words}


def test_what_nothing_explains_stays_unexplained() -> None:
    there = publish(STATED)
    odd = {name: {x: y + (2 if x == 10 else 0) for x, y in values.items()} for name, values in there.curves.items()}
    (figure,) = compare([(PICTURE, replace(there, curves=odd))], grow, 0)
    assert figure.agreement is Agreement.UNEXPLAINED
    assert str(figure.explained).startswith("Unexplained")
    assert figure.at == "changes=1, neurons 10" or str(figure.at).endswith("neurons 10")


def test_a_cause_that_fits_on_the_first_seed_only_is_not_accepted() -> None:
    calls: list[int] = []

    def drifting(wanted: Sequence[tuple[Mapping[str, Setting], int, int]]) -> list[Objectives]:
        calls.extend(seed for _, _, seed in wanted)
        return [
            {name: rows * (9 if seed else 1) for name, rows in process(*one).items()}
            for one in wanted
            for seed in one[2:]
        ]

    (figure,) = compare([(PICTURE, publish(replace(STATED, base="10")))], drifting, 0)
    assert set(calls) == {0, 1}
    assert figure.agreement is Agreement.UNEXPLAINED
    assert any(cause.searched <= 1 and (cause.departure or 0) > 1 for cause in figure.causes)
    assert figure.explained == "Unexplained: what fitted in the search does not fit on another seed."
    assert figure.y_label == STATED.label  # what the post describes is drawn


def test_a_curve_above_what_the_target_allows_is_named() -> None:
    there = publish(replace(STATED, base="10", factor="changes"))
    (figure,) = compare([(PICTURE, there)], grow, 0)
    said = [f"{remark.title}: {remark.established}" for remark in figure.remarks]
    assert any(
        "decimal logarithms of the objective: read so, changes=1" in note and "at most 100" in note for note in said
    )
    assert not any("changes=100 " in note for note in said)


# ---- one comparison, by hand ----

PLAIN = Picture(
    "plain", "plain", "growths that are all the same", {"a": Setting("tanh", 100, 4), "b": Setting("tanh", 100, 4)},
    Reading(base="", mean_of=5), 5, (),
)  # fmt: skip
READ_OFF = Published("Objective", 0.25, {"a": {1: 8.0, 3: 2.0}, "b": {2: 5.0}})
SAME = {"a": np.tile([16.0, 9.0, 4.0, 2.0, 1.0], (5, 1)), "b": np.tile([16.0, 8.0, 4.5, 2.0, 1.0], (5, 1))}
LATER, MUCH_LATER = (Tried((Cause(f"x + {k}", {"shift": k}),)) for k in (1, 2))


def test_a_departure_is_the_largest_distance_in_half_widths() -> None:
    """Where all growths are the same, half the interval is the error of reading, 1/4."""
    plain = Comparison(PLAIN, READ_OFF, 0, SAME)
    for found, size in ((plain.stated, 4), (departure(plain, LATER, SAME), 16)):
        assert found.at == "a, neurons 1"
        assert (found.size, found.width) == pytest.approx((size, 0.25))
    assert departure(plain, MUCH_LATER, SAME) == Departure(np.inf, "a, neurons 3")  # there is no step 5


def test_the_smallest_that_fit_come_first_then_those_that_say_most_and_nothing_larger_than_needed() -> None:
    a, b, c, d, e = (Cause(name) for name in "abcde")
    plain = Comparison(PLAIN, READ_OFF, 0, SAME)
    both, one, other, too_much, outside = (Tried(causes) for causes in ((a, b), (c,), (d,), (c, a), (e,)))
    sizes = {both: (0.1, 0.1), one: (1.0, 0.3), other: (0.8, 0.2), too_much: (0.1, 0.1), outside: (1.01, 0.1)}
    plain.searched = {tried: Departure(size, "", width) for tried, (size, width) in sizes.items()}
    assert plain.fitting == [other, one, both]
