"""The picture of the growths in floats on one's own data, and the numbers behind it."""

from math import log10

from verify.evidence import Curve, Figure, FloatGrowths, OwnData
from verify.report.pictures import draw
from verify.report.values import table
from verify.report.words import percent, plural


def growth_pictures(data: OwnData | None) -> dict[str, str]:
    """Return growth.svg and growth.csv, file name -> text, where there were growths in floats.

    Errors that are 0 throughout have no logarithm to draw, and so no picture.
    """
    if data is None or data.float_growths is None:
        return {}
    figure = growth_figure(data, data.float_growths)
    drawn = logarithmic(figure)
    pictures = {"growth.svg": draw(drawn)} if drawn.curves else {}
    return pictures | {"growth.csv": table(figure)}


def growth_figure(data: OwnData, found: FloatGrowths) -> Figure:
    """Return what is drawn: errors on the rows fitted to and held out over the neurons, and where these are lowest."""
    curves = {"fitted to, median": found.training}
    if found.held_out is not None and found.mean is not None and found.lowest is not None:
        best, x = found.lowest, found.held_out.x
        curves["held out, median"] = found.held_out
        curves["held out, mean"] = Curve(x=x, y=found.mean)
        curves[f"lowest, {plural(best, 'neuron')}"] = Curve(x=(x[best],), y=(found.held_out.y[best],), kind="centres")
        if found.training_mean is not None:
            curves["mean of the target"] = Curve(x=(x[0], x[-1]), y=(found.training_mean,) * 2, kind="bound")
    return Figure(
        id="growth",
        title=f"Growth on one's own data, {data.activation} neurons",  # a name of the user's may read as mathematics
        shows=f"Growths in floats: the error on rows of {data.file} that they are fitted to, and on rows held out.",
        x_label="neurons",
        y_label="mean squared error",
        curves=curves,
        interval=None if found.confidence is None else f"{percent(found.confidence)} interval of the median",
        growths=found.growths,
    )


def logarithmic(figure: Figure) -> Figure:
    """Return the figure with decimal logarithms; points that are 0, or whose interval begins there, are left out."""
    curves = {name: taken for name, curve in figure.curves.items() if (taken := _logarithms(curve)) is not None}
    return figure.model_copy(update={"curves": curves, "y_label": f"log₁₀ of the {figure.y_label}"})


def _logarithms(curve: Curve) -> Curve | None:
    """Return None where nothing is left of the curve."""
    kept = [k for k, least in enumerate(curve.low or curve.y) if least > 0]
    if not kept:
        return None
    x, y = (curve.x[k] for k in kept), (log10(curve.y[k]) for k in kept)
    low, high = (None if ends is None else tuple(log10(ends[k]) for k in kept) for ends in (curve.low, curve.high))
    return Curve(x=tuple(x), y=tuple(y), low=low, high=high, kind=curve.kind)
