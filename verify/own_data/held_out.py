"""Growths in floats on a part of the user's rows, and their error on the rest: where more neurons stop paying."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.linalg import lstsq, solve_triangular

from core.activations import Activation
from core.dataset import Dataset, Floats
from core.growth import outputs
from core.least_squares import fit
from verify import progress
from verify.bad_input import BadInputError, file
from verify.evidence import Curve, FloatGrowths
from verify.own_data.growing import Path, path
from verify.own_data.options import FloatRequest, Request
from verify.own_data.splitting import Split, splits, standardised_by
from verify.own_data.table import Table

CONFIDENCE = 0.95
"""Intervals hold at least with this."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network's growth on its training rows, and its sums of squared errors (u + 1) on the rows held out.

    `training_mean` is that sum for the mean of the training rows in place of a network.
    """

    grown: Path
    split: Split
    held_out: Floats
    training_mean: float


def float_growths(
    table: Table, request: Request, floats: FloatRequest, neurons: int, seed: int, *, standardise: bool, bias: bool
) -> FloatGrowths:
    """Grow in floats on the table as it was read, up to `neurons` neurons, and never more than training rows.

    Every growth draws its own split and its own neurons, from streams of the seed that no exact growth uses. What is
    made of the features, `standardise` and `bias`, is fitted to the training rows alone. A growth is one step of
    `verify.progress`, after as many exact ones. That the rows can be split as asked is for
    `verify.own_data.splitting.refuse_few` to say. Raises `BadInputError` where squared errors are beyond float64.
    """
    X = np.array(table.points, dtype=np.float64).reshape(len(table.points), len(table.names))
    y = np.array(table.target, dtype=np.float64)
    growths: list[list[Network]] = []
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite in the end is refused
        for k in range(request.growths):
            drawn = splits(floats, len(y), _stream(seed, k, 0))
            networks = []
            for fold, split in enumerate(drawn, start=1):
                features = standardised_by(X[split.training], X) if standardise else X
                _refuse_infinite(table, features)
                if bias:
                    features = np.column_stack([features, np.ones(len(y))])
                networks.append(network(features, y, split, request, floats, neurons, _stream(seed, k, fold)))
            growths.append(networks)
            progress.report(request.growths + k + 1, 2 * request.growths)
        return _summary(table, floats, neurons, growths)


def network(
    X: Floats,
    y: Floats,
    split: Split,
    request: Request,
    floats: FloatRequest,
    neurons: int,
    generator: np.random.Generator,
) -> Network:
    """Grow one network on the training rows of X (n × m) and y (n), and follow its errors on the rows held out."""
    training = Dataset(X[split.training], y[split.training])
    scale = float(request.scale)
    grown = path(
        training,
        request.activation,
        generator,
        neurons=min(neurons, training.points),
        scale=scale,
        candidates=floats.candidates,
        changes=floats.changes,
    )
    if len(split.held_out):
        held_out = Dataset(X[split.held_out], y[split.held_out])
        errors = _errors(grown, training, held_out, request.activation, scale)
        mean_alone = float(((held_out.y - training.y.mean()) ** 2).sum())
    else:
        errors, mean_alone = np.zeros(len(grown.networks)), 0.0
    return Network(grown, split, errors, mean_alone)


def _errors(grown: Path, training: Dataset, held_out: Dataset, activation: Activation, scale: float) -> Floats:
    """Return the sums of squared errors on the rows held out, with 0, 1, ..., u neurons."""
    if not grown.kept:
        return _along(grown.networks[-1], training, held_out, activation, scale)
    return np.array([_error(W, training, held_out, activation, scale) for W in grown.networks])


def _error(weights: Floats, training: Dataset, held_out: Dataset, activation: Activation, scale: float) -> float:
    """Return it for these neurons alone: changes leave nothing of one network's solution to the next."""
    G = outputs(training, activation, weights, scale)
    # Pivoted QR: by blocks, and so far faster than column by column where there are many rows.
    s = lstsq(G, training.y, lapack_driver="gelsy", check_finite=False)[0] if len(weights) else np.zeros(0)
    return float(((outputs(held_out, activation, weights, scale) @ s - held_out.y) ** 2).sum())


def _along(weights: Floats, training: Dataset, held_out: Dataset, activation: Activation, scale: float) -> Floats:
    """Return them for the first 0, 1, ..., u of these neurons, each time with output weights of their own.

    With G = Q R on the training rows and c = Qᵀy, the first k neurons have optimal output weights R_k⁻¹ c_k, and R
    being upper triangular, R_k⁻¹ is the leading block of R⁻¹. So with H the outputs on the rows held out, their
    predictions are the sum of the first k columns of H R⁻¹ diag(c).
    """
    found = fit(outputs(training, activation, weights, scale), training.y)
    kept = list(found.kept)
    H = np.ldexp(outputs(held_out, activation, weights, scale)[:, kept], -np.array(found.exponents, dtype=np.int64))
    parts = np.zeros((held_out.points, len(weights) + 1))
    if kept:
        solved = solve_triangular(found.triangle, H.T, trans="T", check_finite=False)
        parts[:, 1 + np.array(kept)] = solved.T * found.coefficients
    return np.asarray(((parts.cumsum(axis=1) - held_out.y[:, None]) ** 2).sum(axis=0))


def _summary(table: Table, floats: FloatRequest, neurons: int, growths: Sequence[Sequence[Network]]) -> FloatGrowths:
    """Sum up: a growth's error a row is over all of its networks, and a median is over the growths."""
    networks = [one for growth in growths for one in growth]
    least = min(len(one.split.training) for one in networks)
    length = min(len(one.grown.networks) for one in networks)
    held = sum(len(one.split.held_out) for one in growths[0])
    fitted = sum(len(one.split.training) for one in growths[0])
    training = np.array([np.sum([one.grown.objectives[:length] for one in growth], axis=0) for growth in growths])
    held_out = np.array([np.sum([one.held_out[:length] for one in growth], axis=0) for growth in growths])
    alone = np.array([sum(one.training_mean for one in growth) for growth in growths])
    for values in (training, held_out, alone):
        _refuse_infinite(table, values.sum(axis=0))
    curve = middle(held_out / held)[0] if held else None
    worse = None if curve is None else (held_out > held_out[:, [int(np.argmin(curve.y))]]).sum(axis=0)
    on_training, confidence = middle(training / fitted)
    return FloatGrowths(
        holdout=None if floats.holdout is None else str(floats.holdout),
        folds=floats.folds,
        training_rows=least,
        growths=len(growths),
        networks=len(networks),
        neurons=min(neurons, least),
        candidates=floats.candidates,
        changes=floats.changes,
        training=on_training,
        held_out=curve,
        mean=tuple((held_out.mean(axis=0) / held).tolist()) if held else None,
        confidence=confidence,
        training_mean=float(np.median(alone) / held) if held else None,
        worse=None if worse is None else tuple(worse.tolist()),
        added=sum(len(one.grown.networks) - 1 for one in networks),
        judged=floats.candidates * sum(one.grown.draws for one in networks),
        proposed=sum(one.grown.proposed for one in networks),
        kept=sum(one.grown.kept for one in networks),
        ties=sum(one.grown.ties for one in networks),
    )


def _refuse_infinite(table: Table, values: Floats) -> None:
    if not np.isfinite(values).all():
        what = "a feature or a squared error of the growths in floats is beyond the range of float64"
        raise BadInputError(file(table.source), what, "use other units")


def middle(values: Floats) -> tuple[Curve, float | None]:
    """Return the median over the growths of `values` (growths × (u + 1)), its interval, and what this holds with.

    Not the mean, which need not exist: a ReLU neuron that is active on a single row fitted to, by ε, gets an output
    weight of order 1/ε, and ε has positive density at 0, so that the expected squared error elsewhere is as ∫ ε⁻² dε.

    The interval goes from the r-th smallest growth to the r-th largest. Each growth is below the median with
    probability at most 1/2, independently, so that the median is outside with probability at most 2 P(b < r) for a
    binomial b of the growths and 1/2, whatever the distribution; r is the largest that keeps this within
    1 - `CONFIDENCE`, and fewer than six growths have none (H. A. David and H. N. Nagaraja, Order Statistics,
    3rd ed., section 7.1). The growth is the unit, on this table.
    """
    growths, length = values.shape
    ordered = np.sort(values, axis=0)
    curve = Curve(x=tuple(float(k) for k in range(length)), y=tuple(np.median(values, axis=0).tolist()))
    r = int(stats.binom.ppf((1 - CONFIDENCE) / 2, growths, 0.5))
    if r == 0:
        return curve, None
    ends = {"low": tuple(ordered[r - 1].tolist()), "high": tuple(ordered[-r].tolist())}
    return curve.model_copy(update=ends), float(1 - 2 * stats.binom.cdf(r - 1, growths, 0.5))


def _stream(seed: int, growth: int, network: int) -> np.random.Generator:
    """Return the stream of a growth's split (network 0) or of its networks (1, 2, ...)."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(growth, network)))
