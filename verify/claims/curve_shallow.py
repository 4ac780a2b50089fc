"""The curves of shallow growth, tanh and ReLU: the pictures without random changes, scaled down to 30 points.

Source: the post, the pictures after Theorem 1, of which the ReLU ones add only neurons that improve.
"""

from verify.claim import Source
from verify.experiments.growths import Setting
from verify.instruments.curves import CurveClaim

CLAIM = CurveClaim(
    id="curve-shallow",
    statement=(
        "When one layer grows by random tanh or ReLU neurons, a neuron is added in floats exactly where solving anew "
        "says that the objective falls, and every objective of the curve is within 10⁻⁹ of the exact optimum of its "
        "columns of floats. A column within 10⁻⁹ of its length of the others' span counts as in it. The interval is "
        "computed with the growth as the unit."
    ),
    source=Source(
        "Shallow Networks, the first pictures", "the mean objective falls fast, and to 0 as neurons near points"
    ),
    settings=(Setting("tanh", points=30, width=24), Setting("relu", points=30, width=24)),
    strata=("added",),
)
