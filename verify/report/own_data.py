"""The own data on the screen: what was read, how the growths went, and why neurons failed."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from verify.evidence import Bounded, OwnData, OwnGrowth, Probability
from verify.report.bounded import bounded, positive
from verify.report.float_growths import print_float_growths
from verify.report.tables import Column, print_heading, print_lines, print_table
from verify.report.words import percent, plural

MOST_NEURONS = 40
"""The user's own neurons beyond this many are listed in the JSON alone."""

_READ_AS = {"decimal": "each number is what its decimal text says", "float64": "each number is the nearest float64"}

_CAUSES = {
    "dead": "all outputs are zero",
    "linear": "linear on the points, and in the span of the others",
    "in_span": "a combination of the neurons that are there",
    "orthogonal": "outside their span, but orthogonal to the residual",
    "residual_zero": "the residual was zero already",
}


def print_own_data(console: Console, data: OwnData) -> None:
    """Print the own data; nothing is computed here but sums and shares."""
    print_heading(console, "Your data")
    _print_all(console, what_was_read(data))  # a file or a column may be called [red]
    console.print()
    if data.weights_file is None:
        _print_growths(console, data.growths)
    else:
        _print_neurons(console, data.growths[0])
    console.print()
    _print_all(console, judged(data))
    _print_causes(console, data)
    console.print()
    _print_all(console, trust(data))
    for reason in data.refusals:
        print_lines(console, Text(f"refused: {reason}", "bold red"))
    if data.float_growths is not None:
        print_float_growths(console, data.float_growths, data)


def _print_all(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        print_lines(console, line)


def what_was_read(data: OwnData) -> Iterator[str]:
    """Say in lines what was read, and how."""
    inputs = plural(len(data.features) - data.bias, "feature") + (" and a bias" if data.bias else "")
    yield f"{data.file}: {plural(data.rows, 'point')}, {inputs}, target {data.target}"
    yield f"{_READ_AS[data.read_as]}, exactly"
    if data.standardise:
        yield "standardised: (value - mean) / deviation (over n), rounded to float64"
    if data.weights_file is None:
        sought = f"up to {plural(data.neurons, 'improving neuron')} a growth"
    else:
        sought = f"the {plural(data.neurons, 'neuron')} of {data.weights_file}, in their order"
    yield f"{data.activation} at scale {data.scale}: {sought}"
    yield f"objective without neurons: {bounded(data.growths[0].objective_before)}"


def _print_growths(console: Console, growths: Sequence[OwnGrowth]) -> None:
    headings = ("growth", "objective after", "drawn", "improve", "do not", "undecided")
    columns = [*(Column(heading, numeric=True) for heading in headings), Column("ended")]
    rows = []
    for number, growth in enumerate(growths, start=1):
        counts = (growth.drawn, growth.improving, growth.non_improving, growth.undecided)
        rows.append((str(number), bounded(growth.objective_after), *(f"{c:,}" for c in counts), growth.ended))
    print_table(console, columns, rows)


def _print_neurons(console: Console, growth: OwnGrowth) -> None:
    columns = [Column("neuron", numeric=True), Column("verdict"), Column("gain", numeric=True), Column("why not")]
    rows = []
    for number, neuron in enumerate((growth.candidates or ())[:MOST_NEURONS], start=1):
        gain = "" if neuron.gain is None else positive(neuron.gain)
        rows.append((str(number), neuron.verdict, gain, words(neuron.cause or "")))
    print_table(console, columns, rows)
    if growth.drawn > MOST_NEURONS:
        print_lines(console, f"and {plural(growth.drawn - MOST_NEURONS, 'more neuron')}: --json lists them all")


def judged(data: OwnData) -> Iterator[str]:
    """Say in lines how many neurons failed, and how much the others gained."""
    if data.weights_file is not None:
        yield f"objective with them: {bounded(data.growths[0].objective_after)}"
    drawn = sum(growth.drawn for growth in data.growths)
    failed = sum(growth.non_improving for growth in data.growths)
    share = f" ({percent(failed / drawn)})" if drawn else ""
    yield f"{failed:,} of {plural(drawn, 'neuron')} do not improve{share}"
    if data.rate is not None:
        interval = f"{percent(data.rate.low)} to {percent(data.rate.high)}"
        yield f"interval from the spread of growths: {interval} (nominally {data.rate.confidence:.0%})"
    if data.undecided:
        yield f"{plural(data.undecided, 'neuron')} undecided, and therefore not kept"
    gains = [gain for growth in data.growths for gain in growth.gains]
    if gains:
        low, high = min(gains, key=_value), max(gains, key=_value)
        yield f"smallest gain: {positive(low)}; largest: {positive(high)}"
    yield "without ±, a figure is within one unit of its last digit"
    yield from _failing(data.growths)


def _failing(growths: Sequence[OwnGrowth]) -> Iterator[str]:
    """Say how probable it is that the next neuron fails, at the beginning, and at the end of the worst growth."""
    found = [growth.failure for growth in growths if growth.failure is not None]
    if not found:
        return
    worst = max(found, key=lambda failure: failure.last.value)
    written = _probability if worst.method == "exact" else _estimate
    how = "" if worst.confidence is None else f"; estimated from sampled neurons, {worst.confidence:.0%} intervals"
    yield (
        f"the next neuron fails with probability {written(found[0].first)} without neurons, and with "
        f"{written(worst.last)} before the last of {plural(worst.neurons + 1, 'neuron')} in the worst growth{how}"
    )


def _probability(share: Probability) -> str:
    return percent(share.value)


def _estimate(share: Probability) -> str:
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"


def causes(data: OwnData) -> list[tuple[str, int, str]]:
    """Return each cause of failure that occurred, how often, and what it means."""
    counts = {cause: sum(getattr(growth.causes, cause) for growth in data.growths) for cause in _CAUSES}
    return [(words(cause), count, _CAUSES[cause]) for cause, count in counts.items() if count]


def _print_causes(console: Console, data: OwnData) -> None:
    rows = [(cause, f"{count:,}", meaning) for cause, count, meaning in causes(data)]
    if rows:
        console.print()
        print_table(console, [Column("why not"), Column("neurons", numeric=True), Column("meaning")], rows)


def trust(data: OwnData) -> Iterator[str]:
    """Say in lines what else the reader should know, and whether a checker looked; refusals stand apart."""
    last = data.growths[-1].objective_after
    if last.exact is not None:
        yield f"the last objective, exactly: {_short(last.exact)}"
    for note in data.notes:
        yield f"note: {note}"
    if data.certified is None:
        yield "verdicts are exact; not certified, as --certificates FILE was not given"
    else:
        issued = plural(data.certified.issued, "growth")
        yield f"certified: {data.certified.instances} of {issued}, by the independent checker"


def _value(number: Bounded) -> float:
    return number.value


def _short(exact: str) -> str:
    if len(exact) <= 50:
        return exact
    return f"{exact[:24]}... ({len(exact):,} characters, all in --json)"


def words(cause: str) -> str:
    """Write a cause as words: in_span -> in span."""
    return cause.replace("_", " ")
