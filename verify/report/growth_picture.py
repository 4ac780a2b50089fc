"""The picture of the growths in floats on one's own data, and the numbers behind it."""

from math import log10

from verify.evidence import Curve, Figure, FloatGrowths, OwnData
from verify.report.pictures import draw
from verify.report.values import table


def growth_pictures(data: OwnData | None) -> dict[str, str]:
    """Return growth.svg and growth.csv, file name -> text, where there were growths in floats."""
    if data is None or data.float_growths is None:
        return {}
    figure = growth_figure(data, data.float_growths)
    return {"growth.svg": draw(logarithmic(figure)), "growth.csv": table(figure)}


def growth_figure(data: OwnData, found: FloatGrowths) -> Figure:
    """Return what is drawn: errors on the rows fitted to and held out over the neurons, and where these are lowest."""
    curves = {"fitted to, median": found.training}
    if found.held_out is not None and found.mean is not None and found.lowest is not None:
        best, x = found.lowest, found.held_out.x
        curves["held out, median"] = found.held_out
        curves["held out, mean"] = Curve(x=x, y=found.mean)
        curves[f"lowest, {best} neurons"] = Curve(x=(x[best],), y=(found.held_out.y[best],), kind="centres")
        if found.training_mean is not None:
            curves["mean of the target"] = Curve(x=(x[0], x[-1]), y=(found.training_mean,) * 2, kind="bound")
    return Figure(
        id="growth",
        title=f"Growth on one's own data, {data.activation} neurons",  # a name of the user's may read as mathematics
        shows=f"Growths in floats: the error on rows of {data.file} that they are fitted to, and on rows held out.",
        x_label="neurons",
        y_label="mean squared error",
        curves=curves,
        interval=None if found.confidence is None else f"{found.confidence:.1%} interval of the median",
        growths=found.growths,
    )


def logarithmic(figure: Figure) -> Figure:
    """Return the figure with decimal logarithms of all that is drawn; what is not positive is left out."""
    curves = {name: taken for name, curve in figure.curves.items() if (taken := _logarithms(curve)) is not None}
    return figure.model_copy(update={"curves": curves, "y_label": f"log₁₀ of the {figure.y_label}"})


def _logarithms(curve: Curve) -> Curve | None:
    """Return None where no value is positive; `low` and `high` are positive where y is."""
    kept = [k for k, value in enumerate(curve.y) if value > 0]
    if not kept:
        return None
    x, y = (curve.x[k] for k in kept), (log10(curve.y[k]) for k in kept)
    low, high = (None if ends is None else tuple(log10(ends[k]) for k in kept) for ends in (curve.low, curve.high))
    return Curve(x=tuple(x), y=tuple(y), low=low, high=high, kind=curve.kind)
