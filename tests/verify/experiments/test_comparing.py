"""A planted difference between what is said and what was plotted is found, and nothing else is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from verify.evidence.figures import Agreement
from verify.experiments.causes import Cause
from verify.experiments.comparing import Objectives, compare
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


def publish(reading: Reading, **changed: float) -> Published:
    """What the post would show, had it been made with this reading of ten growths of the process."""
    curves = {}
    for name, setting in CURVES.items():
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


def test_a_curve_above_what_the_target_allows_is_named() -> None:
    there = publish(replace(STATED, base="10", factor="changes"))
    (figure,) = compare([(PICTURE, there)], grow, 0)
    said = [f"{remark.title}: {remark.established}" for remark in figure.remarks]
    assert any(
        "decimal logarithms of the objective: read so, changes=1" in note and "at most 100" in note for note in said
    )
    assert not any("changes=100 " in note for note in said)
