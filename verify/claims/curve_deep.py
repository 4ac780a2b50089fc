"""The curves of layer upon layer, with one and five ReLU neurons, without and with the input, scaled down to 30 points.

Source: the post, "Extra Layers for Error Correction", its three pictures.
"""

from verify.claim import Source
from verify.experiments.growths import Setting
from verify.instruments.curves import CurveClaim

CLAIM = CurveClaim(
    id="curve-deep",
    statement=(
        "When layers of a pass-through neuron and one or five ReLU neurons are added one by one, with or without the "
        "input, exactly those random changes are kept in floats that lower the objective by more than 10⁻⁹ of it by "
        "solving anew, and every objective of the curve is within 10⁻⁹ of the exact optimum of its layer's columns of "
        "floats. A column within 10⁻⁹ of its length of the others' span counts as in it. The interval is computed with "
        "the growth as the unit."
    ),
    source=Source("Extra Layers for Error Correction, the pictures", "further layers lower the objective steadily"),
    settings=(
        Setting("relu", points=30, width=1, changes=10, layers=10),
        Setting("relu", points=30, width=5, changes=5, layers=3),
        Setting("relu", points=30, width=5, changes=5, layers=3, input_connection=True),
    ),
    strata=("added", "kept", "refused"),
)
