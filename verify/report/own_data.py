"""The own data on the screen: what was read, how the growths went, and why neurons failed."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from verify.evidence import Bounded, OwnData, OwnGrowth

MOST_NEURONS = 40
"""The user's own neurons beyond this many are listed in the JSON alone."""

_CAUSES = {
    "dead": "all outputs are zero",
    "linear": "linear on these points, and the linear part is there already",
    "in_span": "a combination of the neurons that are there",
    "orthogonal": "outside their span, but orthogonal to the residual",
    "residual_zero": "the residual was zero already",
}


def own_data(data: OwnData) -> RenderableType:
    """Lay out the own data in at most 80 columns; nothing is computed here but sums and shares."""
    parts: list[RenderableType] = [_lines(_read(data))]
    parts.append(_growths(data.growths) if data.weights_file is None else _neurons(data.growths[0]))
    parts.append(_lines(_judged(data)))
    if any(growth.non_improving for growth in data.growths):
        parts.append(_causes(data))
    parts.append(_lines(_trust(data)))
    return Group(*parts)


def _lines(sentences: Iterator[str]) -> Text:
    # Text, not markup: a file or column may be called [red].
    return Text("\n".join(sentences))


def _read(data: OwnData) -> Iterator[str]:
    inputs = _counted(len(data.features) - data.bias, "feature") + (" and a bias" if data.bias else "")
    how = {"decimal": "exactly as the decimal text says", "float64": "as the nearest float64, exactly"}
    yield f"Own data: {data.file}"
    yield f"{data.rows} points, {inputs}; target {data.target}; values {how[data.read_as]}"
    if data.standardise:
        yield "standardised: less the mean, by the deviation (over n), rounded to float64"
    if data.weights_file is None:
        most = _counted(data.neurons, "improving neuron")
        yield f"{data.activation} at scale {data.scale}, up to {most} a growth"
    else:
        yield f"{data.activation} at scale {data.scale}; the neurons of {data.weights_file}, in their order"
    yield f"objective without neurons: {bounded(data.growths[0].objective_before)}"


def _growths(growths: Sequence[OwnGrowth]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for heading in ("growth", "objective after", "drawn", "improve", "do not", "undecided"):
        table.add_column(heading, justify="right")
    table.add_column("ended")
    for number, growth in enumerate(growths, start=1):
        counts = (growth.drawn, growth.improving, growth.non_improving, growth.undecided)
        table.add_row(str(number), bounded(growth.objective_after), *map(str, counts), growth.ended)
    return table


def _neurons(growth: OwnGrowth) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("neuron", justify="right")
    for heading in ("verdict", "gain", "why not"):
        table.add_column(heading)
    for number, neuron in enumerate((growth.candidates or ())[:MOST_NEURONS], start=1):
        gain = "" if neuron.gain is None else bounded(neuron.gain, positive=True)
        table.add_row(str(number), neuron.verdict, gain, (neuron.cause or "").replace("_", " "))
    return table


def _judged(data: OwnData) -> Iterator[str]:
    growths = data.growths
    drawn, failed = sum(g.drawn for g in growths), sum(g.non_improving for g in growths)
    if data.weights_file is not None:
        if (more := drawn - MOST_NEURONS) > 0:
            yield f"... and {_counted(more, 'neuron')} more (--json lists them all)"
        yield f"objective after them: {bounded(growths[0].objective_after)}"
    share = f"{failed} of {_counted(drawn, 'neuron')} do not improve"
    if drawn:
        share += f" ({failed / drawn:.1%}"
        if data.rate is not None:
            interval = f"{data.rate.low:.1%} to {data.rate.high:.1%}"
            share += f"; {interval} at {data.rate.confidence:.0%} confidence, by growth"
        share += ")"
    yield share
    if undecided := data.undecided:
        yield f"{_counted(undecided, 'neuron')} undecided, and not kept"
    if gains := [gain for growth in growths for gain in growth.gains]:
        low, high = min(gains, key=_size), max(gains, key=_size)
        yield f"gains: from {bounded(low, positive=True)} to {bounded(high, positive=True)}"


def _causes(data: OwnData) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("why not")
    table.add_column("neurons", justify="right")
    table.add_column("that is")
    for cause, meaning in _CAUSES.items():
        if count := sum(getattr(growth.causes, cause) for growth in data.growths):
            table.add_row(cause.replace("_", " "), str(count), meaning)
    return table


def _trust(data: OwnData) -> Iterator[str]:
    last = data.growths[-1].objective_after
    if last.exact is not None:
        yield f"the last objective exactly: {_short(last.exact)}"
    for note in data.notes:
        yield f"note: {note}"
    if data.certified is None:
        yield "verdicts are exact; --certificates FILE.jsonl lets the independent checker judge them"
        return
    issued = _counted(data.certified.issued, "growth")
    yield f"certified: the independent checker accepted {data.certified.instances} of {issued}"
    yield from (f"refused: {reason}" for reason in data.refusals)


def bounded(number: Bounded, *, positive: bool = False) -> str:
    """Write a number with its error; one that is known to be positive is never shown as possibly negative."""
    if number.error == 0:
        return f"{number.value:.7g}"
    if positive and number.value <= number.error:
        return f"above 0, at most {number.value + number.error:.1e}"
    return f"{number.value:.7g} ± {number.error:.0e}"


def _size(number: Bounded) -> float:
    return number.value


def _short(exact: str) -> str:
    if len(exact) <= 50:
        return exact
    return f"{exact[:30]}... ({len(exact)} characters; --json has them all)"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
