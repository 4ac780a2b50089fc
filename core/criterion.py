"""The criterion that the post's program used: a neuron improves when f_new < f_old in float64.

Both objectives come from `numpy.linalg.lstsq`, solved anew for every candidate. Its cutoff on singular values matters:
today's default is ε·max(n, u); when the post was written the default was machine precision (`rcond=-1`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.dataset import Dataset, Floats, candidate_weights

Outputs = Callable[[Floats], Floats]
"""From pre-activations to outputs."""


class Cutoff(Enum):
    """The cutoff on singular values: the value is `lstsq`'s argument `rcond`."""

    TODAY = None
    MACHINE_PRECISION = -1.0


def objective(G: Floats, y: Floats, cutoff: Cutoff) -> float:
    """‖G s - y‖² at the s that `lstsq` returns for G (n × u)."""
    s = np.linalg.lstsq(G, y, rcond=cutoff.value)[0]
    difference = G @ s - y
    return float(difference @ difference)


def says_improving(data: Dataset, outputs: Floats, accepted: Sequence[int], cutoff: Cutoff) -> list[bool]:
    """What the criterion says of each candidate (rows of `outputs`, K × n) along a growth that others decided.

    `accepted` are the candidates that were kept: each is judged against those before it.
    """
    kept = set(accepted)
    G = np.empty((data.points, len(kept) + 1), order="F")
    u = 0
    old = float(data.y @ data.y)
    said = []
    for k, g in enumerate(outputs):
        G[:, u] = g
        new = objective(G[:, : u + 1], data.y, cutoff)
        said.append(new < old)
        if k in kept:
            u, old = u + 1, new
    return said


@dataclass(frozen=True)
class OwnPath:
    """A growth that the criterion itself decided: neurons drawn after the first, and how many it refused.

    `objectives` are those after each neuron that was added, by `lstsq`. `capped` when the cap on draws ended it before
    the network was full.
    """

    drawn: int
    refused: int
    capped: bool
    objectives: tuple[float, ...]


def own_path(
    data: Dataset, act: Outputs, generator: np.random.Generator, *, neurons: int, scale: float, cutoff: Cutoff, cap: int
) -> OwnPath:
    """Grow as the post's program did: one unjudged random neuron, then neurons - 1 that the criterion lets in.

    At most `cap` neurons are judged. Weights are standard normal times `scale`.
    """

    def draw() -> Floats:
        return act(data.X @ (candidate_weights(generator, 1, data.features)[0] * scale))

    G = np.empty((data.points, neurons), order="F")
    G[:, 0] = draw()
    u, drawn = 1, 0
    old = objective(G[:, :1], data.y, cutoff)
    objectives = [old]
    while u < neurons and drawn < cap:
        G[:, u] = draw()
        drawn += 1
        new = objective(G[:, : u + 1], data.y, cutoff)
        if new < old:
            u, old = u + 1, new
            objectives.append(new)
    return OwnPath(drawn, drawn - (u - 1), u < neurons, tuple(objectives))
