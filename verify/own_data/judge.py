"""The census on the user's own table: neurons grown on it, or the user's own judged in their order."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf, isfinite, nextafter

import numpy as np

from core.activations import PiecewiseLinear
from core.exact import (
    Enclosure,
    Growth,
    Problem,
    Rationals,
    Verdict,
    grow,
    objectives,
    objectives_exact,
    rationals,
)
from verify import progress
from verify.bad_input import BadInputError, file
from verify.census.counting import rate
from verify.evidence import Bounded, Causes, OwnData, OwnFailure, OwnGrowth, OwnNeuron, Rate
from verify.own_data.checking import Checking
from verify.own_data.exact_text import text
from verify.own_data.failing import failing
from verify.own_data.features import remarks, standardised, with_bias
from verify.own_data.held_out import float_growths
from verify.own_data.options import Options, Request, neurons_for, parse
from verify.own_data.splitting import refuse_few
from verify.own_data.table import Row, Table, read_table
from verify.own_data.weights import read_weights

LEAST_GROWTHS = 5
"""Fewer growths than this have too little spread between them to take an interval from."""


def run(options: Options) -> OwnData:
    """Do what the options ask for; `BadInputError` (one line) when options or files cannot be used.

    A growth is one step of `verify.progress`. The same options and files give the same evidence. Verdicts and
    objectives are exact; only the growths in floats, where they are asked for, are not.
    """
    request = parse(options)
    as_read = read_table(options.data, options.target, options.values)
    if request.floats is not None:
        refuse_few(request.floats, len(as_read.points))
    table = _table(options, as_read)
    weights = _weights(options, table)
    neurons = neurons_for(request, len(table.points)) if weights is None else len(weights)
    exact = options.exact and isinstance(request.activation, PiecewiseLinear)
    growths: list[OwnGrowth] = []
    checking = Checking()
    for growth in _grown(table, request, neurons, weights, options.seed):
        failure = failing(growth, options.seed, estimate=options.exact) if weights is None else None
        growths.append(_summary(table, growth, failure, exact=exact, listed=weights is not None))
        if options.certify:
            checking.add(json.dumps(growth.certificate(), separators=(",", ":")))
    in_floats = None
    if request.floats is not None:
        in_floats = float_growths(
            as_read, request, request.floats, neurons, options.seed, standardise=options.standardise, bias=options.bias
        )
    notes = remarks(table)
    if options.exact and not exact:
        name = request.activation.name
        notes.append(f"the outputs of {name} are not rational: objectives have enclosures only")
    return OwnData(
        file=file(options.data),
        sha256=table.sha256,
        read_as=options.values.value,
        rows=len(table.points),
        features=table.names,
        target=table.target_name,
        bias=options.bias,
        standardise=options.standardise,
        activation=request.activation.name,
        scale=str(request.scale),
        neurons=neurons,
        weights_file=None if options.weights is None else file(options.weights),
        growths=tuple(growths),
        rate=_rate(growths),
        float_growths=in_floats,
        notes=(*notes, *checking.unchecked),
        certified=checking.certified(),
        refusals=tuple(checking.refused),
        certificates=tuple(checking.lines),
    )


def _table(options: Options, as_read: Table) -> Table:
    """Make of the features what the options say."""
    table = standardised(as_read) if options.standardise else as_read
    if options.bias:
        table = with_bias(table)
    if not table.names:
        what = "no column beside the target, so neurons have no input"
        raise BadInputError(f"{file(options.data)}, row 1", what, "add a feature, or --bias")
    return table


def _weights(options: Options, table: Table) -> list[Row] | None:
    return None if options.weights is None else read_weights(options.weights, table.names, options.values)


def _grown(table: Table, request: Request, neurons: int, weights: Sequence[Row] | None, seed: int) -> Iterator[Growth]:
    """Yield the growths; growth k draws from the stream (seed, k), and is a step of progress once used."""
    X, y = rationals(table.points), rationals(table.target)
    steps = request.growths if request.floats is None else 2 * request.growths
    progress.report(0, steps)
    for k in range(request.growths):
        candidates: Rationals | np.random.Generator
        candidates = np.random.default_rng([seed, k]) if weights is None else rationals(weights)
        problem = Problem(X, y, candidates)
        yield from grow([problem], request.activation, neurons=neurons, scale=request.scale)
        progress.report(k + 1, steps)


def _summary(table: Table, growth: Growth, failure: OwnFailure | None, *, exact: bool, listed: bool) -> OwnGrowth:
    """Sum a growth up: with `exact` values too, and with the neurons one by one where `listed`."""
    values = _finite(table, objectives(growth))
    written = objectives_exact(growth) if exact else None
    bounded = [
        Bounded(value=v.value, error=v.error, exact=None if written is None else text(written[k]))
        for k, v in enumerate(values)
    ]
    gains = [
        _gain(before, after, None if written is None else text(written[k] - written[k + 1]))
        for k, (before, after) in enumerate(pairwise(values))
    ]
    verdicts = Counter(growth.verdicts)
    causes = Counter(cause.value for cause in growth.causes if cause is not None)
    return OwnGrowth(
        objective_before=bounded[0],
        objective_after=bounded[-1],
        gains=tuple(gains),
        drawn=len(growth.verdicts),
        improving=verdicts[Verdict.IMPROVES],
        non_improving=verdicts[Verdict.DOES_NOT],
        undecided=verdicts[Verdict.UNDECIDED],
        causes=Causes(**causes),
        ended=growth.ended.value,
        candidates=_neurons(growth, gains) if listed else None,
        failure=failure,
    )


def _neurons(growth: Growth, gains: Sequence[Bounded]) -> tuple[OwnNeuron, ...]:
    gain_of = dict(zip(growth.accepted, gains, strict=True))
    return tuple(
        OwnNeuron(verdict=verdict.value, cause=None if cause is None else cause.value, gain=gain_of.get(j))
        for j, (verdict, cause) in enumerate(zip(growth.verdicts, growth.causes, strict=True))
    )


def _gain(before: Enclosure, after: Enclosure, exact: str | None) -> Bounded:
    """Subtract, with an error that covers both errors and every rounding made here.

    Rounding is off by half a unit in the last place at most, so that the next float up is above the true sum.
    """
    value = before.value - after.value
    errors = nextafter(before.error + after.error, inf)
    rounding = nextafter(abs(value) * 2.0**-53, inf)
    return Bounded(value=value, error=nextafter(errors + rounding, inf), exact=exact)


def _rate(growths: Sequence[OwnGrowth]) -> Rate | None:
    """Estimate the share of failing neurons, the growth as the unit, where there are growths enough."""
    counts = [(growth.non_improving, growth.drawn) for growth in growths]
    enough = len(counts) >= LEAST_GROWTHS and all(drawn for _, drawn in counts)
    return rate(counts) if enough else None


def _finite(table: Table, values: Sequence[Enclosure]) -> Sequence[Enclosure]:
    if not all(isfinite(v.value) and isfinite(v.error) for v in values):
        what = "an objective on these values is beyond the range of float64"
        raise BadInputError(file(table.source), what, "use larger units")
    return values
