"""The post's recipe for a deep network, as it is printed: l·n shallow neurons, in blocks of l, make l layers of n.

With l the number of layers and n the number of neurons in each, it takes "first l neurons" for the first layer, and
"next l neurons" for each further one. From l·n neurons that makes n layers of l, which is what was announced only when
l = n. The neurons belong in blocks of n: `shallow-to-deep`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.activations import RELU
from core.networks import shallow, shallow_to_deep
from verify.claim import Claim
from verify.evidence import Kind
from verify.exhausted import Integers, Scope, Statement, each, sizes
from verify.instruments.extensions import array
from verify.ways import Searchable, Source


def layers_made(found: Mapping[str, Integers]) -> list[int]:
    """Cut the l·n neurons W (l × n × m) into blocks of l; how many of them each layer of the deep network gets."""
    l, n, m = found["W"].shape
    flat = shallow(RELU, array(found["W"].reshape(l * n, m)), array(np.zeros(l * n, dtype=int)))
    deep = shallow_to_deep(flat, (l,) * n)
    return [layer.width - (number > 0) for number, layer in enumerate(deep.layers)]


def l_layers_of_n(found: Mapping[str, Integers]) -> bool:
    """The statement: l layers of n neurons each."""
    l, n, _ = found["W"].shape
    return layers_made(found) == [n] * l


def show(found: Mapping[str, Integers]) -> Mapping[str, object]:
    """Show l, n, and the sizes of the layers promised and made."""
    l, n, _ = found["W"].shape
    return {"l": l, "n": n, "layers promised": [n] * l, "layers made": layers_made(found)}


BLOCKS_OF_L = Searchable(
    Statement(each(l_layers_of_n)),
    Scope({"W": "lnm"}, sizes(l=range(1, 4), n=range(1, 4), m=range(1, 2)), "l, n <= 3, m = 1, entries -1, 0, 1"),
    show,
)

CLAIM: Claim[Any] = Claim(
    id="shallow-to-deep-printed",
    kind=Kind.PRINTED,
    statement="A shallow network of l·n neurons, taken l neurons at a time, makes a deep one of l layers of n neurons.",
    source=Source(
        "Extra Layers for Error Correction",
        "with l layers of n neurons each, l neurons of the shallow network go into each layer of the deep one",
    ),
    exhausted=BLOCKS_OF_L,
)
