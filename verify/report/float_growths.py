"""The growths in floats on one's own data: the error on rows held out, where it is lowest, and what it cost."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import Console

from verify.evidence import Curve, FloatGrowths, OwnData
from verify.report.tables import Column, print_heading, print_lines, print_table
from verify.report.words import decimal, percent, plural

_SHOWN = 6  # numbers of neurons on the screen, beside the best one; --json and --figures have all


def print_float_growths(console: Console, found: FloatGrowths, data: OwnData) -> None:
    """Print what the growths in floats say, and that they are no more than that."""
    print_heading(console, heading(found))
    for line in how(found, data):
        print_lines(console, line)
    console.print()
    _print_errors(console, found)
    console.print()
    for line in conclusions(found):
        print_lines(console, line)


def heading(found: FloatGrowths) -> str:
    """Return what the growths in floats are about."""
    return "Growth in floats" if found.held_out is None else "Where more neurons stop paying"


def float_options(found: FloatGrowths) -> list[str]:
    """Return the options that repeat them; without any of these the growths were for a picture."""
    given = {
        "--holdout": None if found.holdout is None else decimal(Fraction(found.holdout)),
        "--folds": found.folds,
        "--candidates": found.candidates if found.candidates > 1 else None,
        "--changes": found.changes or None,
    }
    options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
    return options or ["--candidates", "1"]


def how(found: FloatGrowths, data: OwnData) -> Iterator[str]:
    """Say in lines how the growths were made."""
    growths = plural(found.growths, "growth")
    rows = f"{found.training_rows:,} of the {data.rows:,} rows"
    if found.folds is not None:
        yield f"{growths} of {found.folds:,} networks, each fitted to at least {rows}; each row is held out by one"
    elif found.holdout is not None:
        yield f"{growths}, each fitted to its own {rows}; the others are held out"
    else:
        yield f"{growths}, fitted to all rows; none is held out (--holdout 0.2)"
    if data.standardise and found.held_out is not None:
        yield "standardised by the rows that are fitted to, alone"
    interval = "" if found.confidence is None else f", with a {percent(found.confidence)} interval"
    yield f"an error is the mean square over rows, in the median of the growths{interval}"
    if found.candidates > 1:
        yield f"each neuron is the best of {plural(found.candidates, 'candidate')}"
    if found.changes:
        yield f"after each neuron: {plural(found.changes, 'random change')} of weights, kept where the objective falls"
    if found.candidates > 1 or found.changes:
        yield "the exact growths above take their neurons as they are drawn, and do not change them"


def _print_errors(console: Console, found: FloatGrowths) -> None:
    """Print errors at some numbers of neurons, the best among them."""
    last = len(found.training.y) - 1
    shown = {round(last * part / (_SHOWN - 1)) for part in range(_SHOWN)}
    columns = [Column("neurons", numeric=True), Column("error on rows fitted to", numeric=True)]
    if found.held_out is not None and found.lowest is not None:
        shown.add(found.lowest)
        columns += [Column("held out", numeric=True), Column("interval"), Column("mean", numeric=True), Column("")]
    rows = []
    for k in sorted(shown):
        row = [f"{k:,}", _number(found.training.y[k])]
        if found.held_out is not None and found.mean is not None:
            mark = "lowest" if k == found.lowest else ""
            row += [_number(found.held_out.y[k]), _interval(found.held_out, k), _number(found.mean[k]), mark]
        rows.append(row)
    print_table(console, columns, rows)


def conclusions(found: FloatGrowths) -> Iterator[str]:
    """Say in lines what the growths show, what they cost, and that they are no more than that."""
    yield from _shown(found)
    yield from _cost(found)
    yield "these growths are in float64 and certify nothing; the verdicts above are exact"


def _shown(found: FloatGrowths) -> Iterator[str]:
    if found.held_out is None or found.lowest is None or found.worse is None or found.training_mean is None:
        return
    k, last = found.lowest, len(found.held_out.y) - 1
    error = f"{_number(found.held_out.y[k])}{_in_brackets(found.held_out, k)}"
    if k == 0:
        yield f"no number of neurons lowers the held-out error; without neurons it is {error}"
    else:
        yield f"the held-out error is lowest with {plural(k, 'neuron')}: {error}"
    if found.enough is not None and found.enough < k:
        as_well = found.growths - found.worse[found.enough]
        neurons = plural(found.enough, "neuron")
        yield f"with {neurons} already it is no higher than that in {as_well} of {plural(found.growths, 'growth')}"
    if k == last:
        yield "that is the last of them, so more may pay"
    else:
        unseen, fitted = (
            f"{_number(curve.y[k])} to {_number(curve.y[last])}" for curve in (found.held_out, found.training)
        )
        worse = f"higher in {found.worse[last]} of {plural(found.growths, 'growth')}"
        yield f"the last {plural(last - k, 'neuron')}: from {unseen}, {worse}; on rows fitted to from {fitted}"
    yield f"the mean of the rows fitted to, in place of a network, has held-out error {_number(found.training_mean)}"
    yield "the best number was sought on the held-out rows themselves, so its error there is a little too good"
    if _few_err_much(found.held_out, found.mean or ()):
        yield "where the mean is above the interval, a few growths err far more than the others"


def _cost(found: FloatGrowths) -> Iterator[str]:
    if len(found.training.y) <= found.neurons:
        yield f"of {plural(found.neurons, 'neuron')} sought the shortest growth found {len(found.training.y) - 1:,}"
    changes = ""
    if found.changes:
        changes = f" and {plural(found.proposed, 'change')} ({found.kept:,} kept, {plural(found.ties, 'tie')})"
    each = ", a least-squares problem each"
    yield f"cost: {plural(found.judged, 'candidate')} for {plural(found.added, 'neuron')}{changes}{each}"


def _few_err_much(held_out: Curve, mean: Sequence[float]) -> bool:
    return held_out.high is not None and any(m > high for m, high in zip(mean, held_out.high, strict=True))


def _number(value: float) -> str:
    return f"{value:.4g}"


def _interval(curve: Curve, k: int) -> str:
    if curve.low is None or curve.high is None:
        return ""
    return f"{_number(curve.low[k])} to {_number(curve.high[k])}"


def _in_brackets(curve: Curve, k: int) -> str:
    interval = _interval(curve, k)
    return f" ({interval})" if interval else ""
