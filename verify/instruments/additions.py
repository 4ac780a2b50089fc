"""The scope that claims about one added neuron share: every small G, y and g, and how such an instance is shown."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from verify.exhausted import Block, Integers, Scope, Truths, sizes
from verify.instruments.gram import Quotients, beside, less, objectives

WORDS = "n <= 3, u <= 2 and n = 4, u <= 1, entries -1, 0, 1"
SIZES = (*sizes(n=range(1, 4), u=range(3)), *sizes(n=range(4, 5), u=range(2)))
SCOPE = Scope({"G": "nu", "y": "n", "g": "n"}, SIZES, WORDS)
WITH_WEIGHTS = Scope({"G": "nu", "y": "n", "g": "n", "s": "u"}, SIZES, WORDS)
"""The same with any output weights s for G."""


def before(block: Block) -> Quotients:
    """The optimal objective without g."""
    return objectives(block["G"], block["y"])


def after(block: Block) -> Quotients:
    """The optimal objective with g."""
    return objectives(beside(block["G"], block["g"]), block["y"])


def falls(block: Block) -> Truths:
    """Whether adding g lowers the optimal objective."""
    return less(after(block), before(block))


def residuals(block: Block) -> Integers:
    """y - G s for the output weights s of the block."""
    return np.asarray(block["y"] - np.einsum("inu,iu->in", block["G"], block["s"]))


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show an instance with the optimal objective before and after, so that it can be checked by hand."""
    one = {name: part[None] for name, part in found.items()}
    return {**found, "before": only(before(one)), "after": only(after(one))}


def only(quotient: Quotients) -> Fraction:
    """The single entry of a block of one instance."""
    return Fraction(int(quotient[0][0]), int(quotient[1][0]))
