"""What the user asks for, and which requests make no sense."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from core.activations import ACTIVATIONS, Activation
from verify.own_data.bad_input import BadInputError, shown
from verify.own_data.decimals import Values, exact

USUAL_NEURONS = 100
USUAL_GROWTHS = 10


@dataclass(frozen=True)
class Options:
    """The options of the command line that concern the user's own data, as given; None where not given.

    `scale` is the decimal text, `neurons` and `growths` are counts; `certify` makes the growths' certificates
    and has the independent checker judge them.
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
    seed: int = 0


@dataclass(frozen=True)
class Request:
    """The options, parsed: what can be refused without reading a file has been."""

    activation: Activation
    scale: Fraction
    neurons: int | None
    growths: int


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
        for name, given in (("--neurons", options.neurons), ("--growths", options.growths)):
            if given is not None:
                what = "has no meaning beside --weights, whose neurons are judged once, in their order"
                raise BadInputError(name, what, "leave one of the two out")
    for name, count in (("--neurons", options.neurons), ("--growths", options.growths)):
        if count is not None and count < 1:
            raise BadInputError(name, f"{count} is below 1", "give a count of at least 1")
    if options.seed < 0:
        raise BadInputError("--seed", f"{options.seed} is negative", "give an integer of at least 0")
    growths = USUAL_GROWTHS if options.growths is None else options.growths
    return Request(ACTIVATIONS[options.activation], scale, options.neurons, 1 if options.weights else growths)


def neurons_for(request: Request, points: int) -> int:
    """How many improving neurons a growth seeks on n points: as asked, else 100, and never more than n."""
    if request.neurons is None:
        return min(points, USUAL_NEURONS)
    if request.neurons > points:
        enough = f"{points} improving neurons fit them exactly"
        what = f"{request.neurons} is more than the {points} points, and {enough}"
        raise BadInputError("--neurons", what, f"give at most {points}")
    return request.neurons
