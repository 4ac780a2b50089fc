"""The census as bars: the share of drawn neurons that do not improve, its interval, and what the post counted."""

from dataclasses import dataclass
from math import ceil

from verify.evidence import CensusRow, Rate

WIDTH = 200.0
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_TICKS = 5


@dataclass(frozen=True)
class Bar:
    """Where the things of a row stand, in pixels; None is absent."""

    end: float
    low: float
    high: float
    post: float | None
    expected: float | None


@dataclass(frozen=True)
class Chart:
    """The bars of some rows over one axis; `ticks` are shares and where they stand."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, float], ...]


def chart(census: tuple[CensusRow, ...]) -> Chart:
    """Lay the bars of a census out, from 0 to what the largest of all shares needs."""
    largest = max((share for row in census for share in (row.rate.high, post(row) or 0, expected(row) or 0)), default=0)
    step = next((step for step in _STEPS if largest <= step * _MOST_TICKS), _STEPS[-1])
    whole = max(1, ceil(largest / step)) * step

    def at(share: float | None) -> float | None:
        return None if share is None else round(WIDTH * share / whole, 1)

    def bar(rate: Rate, row: CensusRow) -> Bar:
        end, low, high = (round(WIDTH * share / whole, 1) for share in (rate.value, rate.low, rate.high))
        return Bar(end, low, high, at(post(row)), at(expected(row)))

    ticks = [k * step for k in range(round(whole / step) + 1)]
    return Chart(
        tuple(bar(row.rate, row) for row in census),
        tuple((tick, round(WIDTH * tick / whole, 1)) for tick in ticks),
    )


def post(row: CensusRow) -> float | None:
    """The share of neurons that the post counted as not improving, where it names how many there were."""
    if row.post is None or not row.post.added:
        return None
    return row.post.non_improving / row.post.added


def expected(row: CensusRow) -> float | None:
    """The failures expected by their exact probabilities, as a share of the neurons drawn."""
    if row.expected_failures is None or not row.drawn:
        return None
    return row.expected_failures / row.drawn
