"""The bars of the census: on one axis, as long as the shares are."""

from collections.abc import Callable

import pytest

from verify.evidence import CensusRow, PostFigure, Rate
from verify.report.page.chart import WIDTH, chart

MakeRow = Callable[..., CensusRow]


def test_shares_stand_on_one_axis(row: MakeRow) -> None:
    found = chart((row(post=PostFigure(added=15_000, non_improving=6_000)), row("tanh")))
    whole = found.ticks[-1][0]
    assert whole == pytest.approx(0.4)
    first, second = found.bars
    assert first.end == second.end == pytest.approx(WIDTH / 3 / whole, abs=0.1)
    assert (first.low, first.high) == pytest.approx((WIDTH * 0.32 / whole, WIDTH * 0.35 / whole), abs=0.1)
    assert first.post == pytest.approx(WIDTH * 0.4 / whole, abs=0.1)
    assert second.post is None


def test_nothing_is_drawn_for_a_post_without_a_total(row: MakeRow) -> None:
    assert chart((row(post=PostFigure(non_improving=10)),)).bars[0].post is None


@pytest.mark.parametrize("high", [0.0, 1e-6, 0.0123, 0.3, 0.99, 1.0])
def test_everything_is_on_the_axis_and_the_ticks_are_few(row: MakeRow, high: float) -> None:
    rate = Rate(value=0.0, low=0.0, high=high, confidence=0.99)
    found = chart((row(rate=rate),))
    assert found.bars[0].high <= WIDTH + 0.1
    assert 2 <= len(found.ticks) <= 6
    assert found.ticks[0] == (0, 0)
