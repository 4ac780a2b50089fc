"""The mean squared error as the post reads it off: the objective divided by 100, whatever the number of points.

False for the objective ‖G s - Y‖² on 1,000 and 10,000 points, two of the three datasets in that figure. It is right for
values that were scaled to 100 points before they were drawn, 100 f / n: the post says that values were scaled of an
earlier figure, and not of this one. The repaired claim, in which n appears, is `verify.claims.mean_squared_error`.
"""

from collections.abc import Mapping

import numpy as np

from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Block, Integers, Scope, Statement, Truths, sizes
from verify.ways import Searchable, Source

POINTS = (100, 1_000, 10_000)


def divided_by_100(block: Block) -> Truths:
    """Wrong: f / 100 is the mean of the squares, for a target that repeats k values on 100, 1,000, 10,000 points.

    There is no neuron, so f = ‖y‖² = n Σv² / k, and the mean is f / n.
    """
    k = block["values"].shape[1]
    f = [n // k * (block["values"] ** 2).sum(axis=1) for n in POINTS]
    return np.asarray(np.all([value * n == value * 100 for n, value in zip(POINTS, f, strict=True)], axis=0))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show the objectives on the three numbers of points, and what a hundredth and an n-th of them are."""
    k = len(found["values"])
    f = [n // k * int((found["values"] ** 2).sum()) for n in POINTS]
    return {
        "the values that y repeats": found["values"],
        "n": POINTS,
        "f": f,
        "f / 100": [value // 100 for value in f],
        "mean squared error": [value // n for value, n in zip(f, POINTS, strict=True)],
    }


CLAIM: Claim[None] = Claim(
    id="mean-squared-error-printed",
    kind=Kind.PRINTED,
    statement="The mean squared error is a hundredth of the objective ‖G s - y‖², on 100, 1,000 or 10,000 points.",
    source=Source(
        "Shallow Networks, at the end",
        "in the figure for three sizes of the dataset the mean squared error is the objective divided by 100",
    ),
    exhausted=Searchable(
        Statement(divided_by_100),
        Scope({"values": "k"}, sizes(k=range(1, 3)), "no neuron, targets that repeat up to 2 values, each -1, 0 or 1"),
        show,
    ),
)
