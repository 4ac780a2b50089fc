"""What the user asks for, and which requests make no sense."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from core.activations import ACTIVATIONS, Activation
from verify.bad_input import BadInputError, shown
from verify.own_data.decimals import Values, exact

USUAL_NEURONS = 100
USUAL_GROWTHS = 10


@dataclass(frozen=True)
class Options:
    """The options of the command line that concern the user's own data, as given; None where not given.

    `scale` and `holdout` are decimal texts, `neurons`, `growths`, `folds`, `candidates` and `changes` are counts;
    `certify` makes the growths' certificates and has the independent checker judge them; `figures` says that the
    growth is to be drawn.
    """

    data: Path
    target: str
    activation: str = "relu"
    neurons: int | None = None
    scale: str = "1"
    growths: int | None = None
    bias: bool = False
    standardise: bool = False
    weights: Path | None = None
    values: Values = Values.DECIMAL
    exact: bool = False
    certify: bool = False
    holdout: str | None = None
    folds: int | None = None
    candidates: int | None = None
    changes: int | None = None
    figures: bool = False
    seed: int = 0


@dataclass(frozen=True)
class FloatRequest:
    """What is asked of the growths in floats: which rows they do not see, and how hard each neuron is sought.

    A share `holdout` of the rows is held out, or each of `folds` parts in turn, or (both None) no row. Each neuron is
    the best of `candidates`, and is followed by `changes` random changes.
    """

    holdout: Fraction | None
    folds: int | None
    candidates: int
    changes: int


@dataclass(frozen=True)
class Request:
    """The options, parsed: what can be refused without reading a file has been."""

    activation: Activation
    scale: Fraction
    neurons: int | None
    growths: int
    floats: FloatRequest | None


def parse(options: Options) -> Request:
    """Parse the options that stand alone; `BadInputError`, naming the option, for what makes no sense."""
    if options.activation not in ACTIVATIONS:
        what = f"unknown activation {shown(options.activation)}"
        raise BadInputError("--activation", what, f"use one of {', '.join(ACTIVATIONS)}")
    scale = exact(options.scale, "--scale")
    if scale <= 0:
        raise BadInputError(
            "--scale", f"{options.scale.strip()} is not positive", "give a number above 0, such as 0.01"
        )
    if options.weights is not None:
        _refuse_beside_weights(options)
    least = {"neurons": 1, "growths": 1, "folds": 2, "candidates": 1, "changes": 1}
    for name, bound in least.items():
        count = getattr(options, name)
        if count is not None and count < bound:
            raise BadInputError(f"--{name}", f"{count} is below {bound}", f"give a count of at least {bound}")
    if options.seed < 0:
        raise BadInputError("--seed", f"{options.seed} is negative", "give an integer of at least 0")
    growths = USUAL_GROWTHS if options.growths is None else options.growths
    return Request(
        ACTIVATIONS[options.activation], scale, options.neurons, 1 if options.weights else growths, _floats(options)
    )


def _refuse_beside_weights(options: Options) -> None:
    """Neurons that are given are judged once, in their order: whatever is about growing has no meaning then."""
    for name in ("neurons", "growths", "holdout", "folds", "candidates", "changes", "figures"):
        if getattr(options, name) not in {None, False}:
            what = "has no meaning beside --weights, whose neurons are judged once, in their order"
            raise BadInputError(f"--{name}", what, "leave one of the two out")


def _floats(options: Options) -> FloatRequest | None:
    """Return what is asked of the growths in floats; None where nothing is."""
    given = (options.holdout, options.folds, options.candidates, options.changes)
    if given == (None,) * len(given) and not options.figures:
        return None
    if options.holdout is not None and options.folds is not None:
        raise BadInputError("--holdout", "has no meaning beside --folds", "leave one of the two out")
    share = None if options.holdout is None else exact(options.holdout, "--holdout")
    if share is not None and not 0 < share < 1:
        what = f"{(options.holdout or '').strip()} is not between 0 and 1"
        raise BadInputError("--holdout", what, "give the share of the rows to hold out, such as 0.2")
    return FloatRequest(share, options.folds, options.candidates or 1, options.changes or 0)


def neurons_for(request: Request, points: int) -> int:
    """How many improving neurons a growth seeks on n points: as asked, else 100, and never more than n."""
    if request.neurons is None:
        return min(points, USUAL_NEURONS)
    if request.neurons > points:
        enough = f"{points} improving neurons fit them exactly"
        what = f"{request.neurons} is more than the {points} points, and {enough}"
        raise BadInputError("--neurons", what, f"give at most {points}")
    return request.neurons
