"""The ten pictures of curves: what the post says it ran and plotted, and how often it is run here."""

from collections.abc import Mapping
from dataclasses import dataclass

from verify.experiments.causes import CHANGED, CHOSEN, DEEP, NEVER_CHANGED, Cause
from verify.experiments.growths import Setting
from verify.experiments.reading import Reading


@dataclass(frozen=True)
class Picture:
    """One picture: the setting of each curve by its name in the post, and the reading that the post states.

    `growths` are made for each curve, fewer where one takes long (`making.FEW`); `causes` are those tried beside the
    ones of the plot.
    """

    id: str
    title: str
    shows: str
    curves: Mapping[str, Setting]
    reading: Reading
    growths: int
    causes: tuple[Cause, ...]
    over: str = "neurons"


_SIZES = (100, 1_000, 10_000)
_CHANGES = (1, 10, 100, 1_000)
_TANH, _RELU = Setting("tanh", 100, 100), Setting("relu", 100, 100)


def _changed(activation: str) -> dict[str, Setting]:
    return {f"changes={c}": Setting(activation, 100, 90, c) for c in _CHANGES}


PICTURES = {
    picture.id: picture
    for picture in (
        Picture(
            "experiments_1",
            "tanh, by random neurons",
            "the mean objective of a hundred growths on 100 points",
            {"n=100": _TANH},
            Reading(base=""),
            300,
            CHOSEN,
        ),
        Picture(
            "experiments_2",
            "tanh, by random neurons, logarithmic",
            "the mean objective of a hundred growths on 100 points",
            {"n=100": _TANH},
            Reading(),
            300,
            CHOSEN,
        ),
        Picture(
            "experiments_3",
            "ReLU, by improving random neurons",
            "the mean objective of a hundred growths on 100 points",
            {"n=100": _RELU},
            Reading(),
            300,
            CHOSEN,
        ),
        Picture(
            "experiments_3.5",
            "ReLU, by dataset size",
            "the scaled objective for three sizes of the dataset",
            {f"n={n}": Setting("relu", n, 90) for n in _SIZES},
            Reading(factor="points"),
            24,
            NEVER_CHANGED,
        ),
        Picture(
            "experiments_4",
            "tanh, with random changes",
            "the objective with 1, 10, 100 and 1,000 changes tried after each neuron",
            _changed("tanh"),
            Reading(),
            30,
            CHANGED,
        ),
        Picture(
            "experiments_5",
            "ReLU, with random changes",
            "the objective with 1, 10, 100 and 1,000 changes tried after each neuron",
            _changed("relu"),
            Reading(),
            30,
            CHANGED,
        ),
        Picture(
            "experiments_5.5",
            "ReLU, with random changes, by dataset size",
            "the scaled objective with 100 changes tried after each neuron, for three sizes of the dataset",
            {f"n={n}": Setting("relu", n, 90, 100) for n in _SIZES},
            Reading(factor="points"),
            24,
            (),
        ),
        Picture(
            "experiments_6",
            "layers of one ReLU",
            "the objective of layers of one ReLU and a linear neuron, 100 changes after each neuron",
            {"1 ReLU": Setting("relu", 100, 1, 100, layers=2_000)},
            Reading(mean_of=10),
            20,
            DEEP,
            "layers",
        ),
        Picture(
            "experiments_7",
            "layers of five ReLU",
            "the objective of layers of five ReLU and a linear neuron, 100 changes after each neuron",
            {"5 ReLU": Setting("relu", 100, 5, 100, layers=200)},
            Reading(mean_of=10),
            50,
            DEEP,
            "layers",
        ),
        Picture(
            "experiments_8",
            "layers of five ReLU, connected to the input",
            "the objective of layers of five ReLU and a linear neuron that also see the input, 100 changes a neuron",
            {"5 ReLU": Setting("relu", 100, 5, 100, layers=200, input_connection=True)},
            Reading(mean_of=10),
            40,
            DEEP,
            "layers",
        ),
    )
}
