"""The census of ReLU: how many of the neurons drawn in the post's experiment improve, decided without tolerance.

The post counts 5,000 failures among 15,000 drawn neurons, and 1,000 with weights multiplied by 0.01. ReLU is positively
homogeneous, so an exact factor changes no verdict at all; the factor 0.01 rounded to floats is measured beside it.
"""

from fractions import Fraction

from core.activations import RELU
from verify.census.claim import CensusClaim, float_criterion_agrees, pooled_interval_covers
from verify.census.counting import Setting
from verify.claim import Source
from verify.evidence import PostFigure

CLAIM = CensusClaim(
    id="census-relu",
    statement=(
        "Every ReLU neuron drawn in the post's setting is decided without tolerance, the exact factor 1/100 on "
        "the weights changes no verdict and no cause, and a second exact route agrees where it was asked."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "5,000 of 15,000 random ReLU neurons failed to improve; with weights times 0.01, 1,000",
    ),
    settings=(
        Setting(RELU, post=PostFigure(added=15_000, non_improving=5_000)),
        Setting(RELU, Fraction(1, 100), post=PostFigure(non_improving=1_000)),
        Setting(RELU, Fraction(1, 100), rounded=True),
    ),
    controls=(float_criterion_agrees, pooled_interval_covers),
)
