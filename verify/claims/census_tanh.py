"""The census of tanh: how many of the neurons drawn in the post's experiment improve, decided without tolerance.

The post grows 100 networks on 100 points of its example and finds about 10,000 additions of which at most one fails.
The same setting here, at weight scale 1 and at the exact factor 1/100, on the same streams of candidates. tanh is a
rational function of e^z, so every verdict is decided modulo a prime (`core.exact.outputs`), and again in balls for some
growths.
"""

from fractions import Fraction

from core.activations import TANH
from verify.census.claim import CensusClaim, float_criterion_agrees
from verify.census.counting import Setting
from verify.claim import Source
from verify.evidence import PostFigure

CLAIM = CensusClaim(
    id="census-tanh",
    statement=(
        "Every tanh neuron drawn in the post's setting, with weights as drawn and times 1/100, is decided "
        "without tolerance, and a second exact route agrees where it was asked."
    ),
    source=Source(
        "Shallow Networks, after Theorem 1",
        "of around 10,000 random tanh neurons one at most failed to improve, and that may have been rounding",
    ),
    settings=(
        Setting(TANH, post=PostFigure(added=10_000, non_improving=1)),
        Setting(TANH, Fraction(1, 100)),
    ),
    controls=(float_criterion_agrees,),
)
