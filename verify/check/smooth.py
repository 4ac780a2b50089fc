"""Check growths of smooth neurons: what all share, and tanh, sigmoid, gaussian modulo a prime. Standard library only.

Their outputs are not rational, their pre-activations are: so the exact evidence here is that a neuron is dead, has a
twin among the kept ones, or comes when these span all that neurons can give.

tanh, sigmoid, gaussian are rational functions of E = e^(2z), e^z, e^(-z²), all powers of one t = e^(1/N), which is
transcendental (Hermite 1873: e is). With p = 2h + 1, h an odd prime, ρ of order h modulo p and no p or h in a
denominator, t ↦ ρ^(1/N mod h) is a ring homomorphism from ℤ₍ₚ₎[t, 1/t] to F_p. It extends to 1/(E + 1): E's image has
odd order, so it is not -1. What + - · form from outputs and has an image ≠ 0 is therefore not 0 in ℝ: the proof in
certificates.py that residues decide holds with images in place of residues.
"""

from functools import cached_property
from importlib import import_module
from typing import Any

from verify.check.certificates import Growth, Malformed, dot, prime, rank, require

NOT_AT_ZERO = ("sigmoid", "gaussian", "softplus")  # act(0) ≠ 0
BALLS = {"enclosure": ("enclosures", "Enclosure"), "gaussian-minimum": ("gaussians", "Minimum")}  # checked by balls
ODD_OR_EVEN = ("tanh", "sin", "erf", "gaussian")  # act(-z) = ± act(z)


class Smooth(Growth):
    """A growth of neurons whose outputs are known by their exact pre-activations."""

    def exact(self, w: list[int]) -> list[int]:
        """Return the pre-activations of a candidate."""
        return [self.scale * dot(x, w) for x in self.X]

    def fails(self, kind: Any, value: Any, g: list[int]) -> None:
        """Check that a candidate does not improve, by the pre-activations."""
        zero = not any(self.y)  # a target that is zero has a residual that is zero
        match kind:
            case "dead":
                require(self.name not in NOT_AT_ZERO, f"its evidence (dead) does not hold: {self.name}(0) is not 0")
            case "twin":
                require(type(value) is int, "a twin is the index of a candidate", Malformed)
                opposite = [-v for v in g] if self.name in ODD_OR_EVEN else g
                same = value in self.kept and self.kept[value] in (g, opposite)
                require(
                    same,
                    f"its evidence (twin) does not hold: candidate {value} is none that is kept",
                )
                return
            case "coefficients" | "basis" | "output_weights":
                exact = zero and kind == "output_weights"
                require(exact, f"its evidence ({kind}) does not hold: outputs that are not rational have none")
        super().fails(kind, value, g)

    @cached_property
    def dimension(self) -> int:
        """Return the dimension of a space that holds the outputs of every neuron on these points.

        Equal points have equal outputs. Opposite points: tanh, sin, erf, gaussian: the same up to sign; softplus, gelu:
        the same up to a multiple of z = xᵀw, and these span as much as the rows x do; sigmoid: act(-z) = 1 - act(z).
        At the zero point: 0, or for the sigmoid 1/2, or else another constant (a class of its own).
        """
        points = {tuple(x) for x in self.X}
        classes = {max(x, tuple(-v for v in x)) for x in points if any(x)}
        both = [x for x in classes if x in points and tuple(-v for v in x) in points]
        match self.name:
            case "sigmoid":
                return len(classes) + (len(points) > len(classes))
            case "softplus" | "gelu":
                more = rank(both, self.bits)
            case _:
                more = 0
        return len(classes) + more + (self.name in NOT_AT_ZERO and any(not any(x) for x in points))


class Exponential(Smooth):
    """A growth of tanh, sigmoid or gaussian neurons; p = 2h + 1 with h an odd prime, and `root` of order h modulo p."""

    names, keys = ("tanh", "sigmoid", "gaussian"), "p root"

    def start(self) -> None:
        """Read the prime and the root."""
        super().start()
        self.root, self.order = self.o["root"], self.p // 2
        require(type(self.root) is int, "root is not an integer", Malformed)
        require(self.order > 2 and prime(self.order), "(p - 1)/2 is not an odd prime")
        good = 1 < self.root < self.p and pow(self.root, self.order, self.p) == 1
        require(good, "the order of root is not (p - 1)/2")
        require(self.unit % self.order, "(p - 1)/2 divides a denominator")

    def image(self, values: list[int]) -> list[int]:
        """Return the images of outputs modulo p, from pre-activations."""
        inverse = pow(self.unit, -1, self.order)
        z = [v * inverse % self.order for v in values]
        if self.name == "gaussian":
            return [pow(self.root, -v * v % self.order, self.p) for v in z]
        c = 2 if self.name == "tanh" else 1  # sigmoid = 1 - 1/(E + 1), tanh z = 2 sigmoid(2z) - 1
        E = [pow(self.root, c * v % self.order, self.p) for v in z]
        return [(1 - c * pow(e + 1, -1, self.p)) % self.p for e in E]


def check(o: dict[str, Any]) -> int:
    """Check a line that has not only rational outputs, and return the number of verdicts."""
    if o.get("kind") == "growth" and o.get("activation") in Exponential.names:
        return Exponential(o).check()
    kind = o.get("kind")
    require(isinstance(kind, str) and kind in BALLS, "neither a kind nor an activation that is checked", Malformed)
    module, name = BALLS[str(kind)]
    try:  # python-flint is loaded for such a line alone
        checker = getattr(import_module(f"verify.check.{module}"), name)
    except ImportError:
        raise Malformed(f"a line of kind {kind} needs python-flint to be checked") from None
    return int(checker(o).check())
