"""The curves of growth with random changes, tanh and ReLU, scaled down to 30 points, and to 10 where ties are common.

Source: the post, "after every neuron addition make some random changes to the network weights".
"""

from verify.claim import Source
from verify.experiments.growths import Setting
from verify.instruments.curves import CurveClaim

CLAIM = CurveClaim(
    id="curve-changes",
    statement=(
        "When changes are proposed at random after every added neuron, exactly those are kept in floats that lower the "
        "objective by more than 10⁻⁹ of it by solving anew, the others within 10⁻⁹ of it are named as ties, and every "
        "objective of the curve is within 10⁻⁹ of the exact optimum of its columns of floats. A column within 10⁻⁹ of "
        "its length of the others' span counts as in it. The interval is computed with the growth as the unit."
    ),
    source=Source("Shallow Networks, the last pictures", "with more random changes the objective becomes lower"),
    settings=(
        Setting("tanh", points=30, width=10, changes=10),
        Setting("relu", points=30, width=10, changes=10),
        Setting("relu", points=10, width=8, changes=40),
    ),
    strata=("added", "kept", "refused", "tie"),
)
