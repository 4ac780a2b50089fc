"""The certificate that output weights are optimal, and the claim by which it means that."""

from verify.instruments.rational import Matrix, Vector, dot, minus, times
from verify.ways import Certificate


def optimum(G: Matrix, y: Vector, s: Vector) -> Certificate:
    """Certify that s is optimal, which Gᵀ(y - G s) = 0 means by the normal equations.

    Its neuron is y itself, so its verdict says whether yᵀ(y - G s), the optimal objective, is not zero.
    """
    line = {
        "lemmata": "certificate/1",
        "kind": "rational",
        "G": [[str(entry) for entry in row] for row in G],
        "y": [str(entry) for entry in y],
        "g": [str(entry) for entry in y],
        "s": [str(entry) for entry in s],
        "improves": dot(y, minus(y, times(G, s))) != 0,
    }
    return Certificate(line, cites="normal-equations")
