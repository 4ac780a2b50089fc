"""The outputs of neurons modulo a prime: exact for rational outputs, a specialisation for exponential ones.

**Piecewise linear.** Output = slope·z + intercept on the piece that `core.exact.pieces` decided; everything is
rational.

**Exponential** (tanh, sigmoid, Gaussian). All exponents that occur (2z, z, -z² for finitely many rational z) lie in
(1/N)ℤ for some N. The number t = e^(1/N) is transcendental, because tᴺ = e is (Hermite 1873). So ℤ[t, 1/t] is a ring of
Laurent polynomials, and for p = 2q + 1 with q an odd prime not dividing N, and any element b of order q modulo p, the
map t → b^(1/N mod q) is a ring homomorphism ℤ[t, 1/t] → 𝔽_p, under which e^x goes to b^(x mod q). Since q is odd, -1 is
no power of b, and e^x + 1, the only denominator of tanh and sigmoid, never goes to zero. Hence every rational
expression R in the outputs and in rationals (denominators prime to p), built without a division by something that maps
to zero, has an image, and a non-zero image proves R ≠ 0 in ℚ(t), hence R ≠ 0 as a real number. No enclosure is needed,
whatever the conditioning. A zero image proves nothing.

The values for all q exponents are tabulated once: the outputs are a look-up at the exponents' residues modulo q.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import flint
import numpy as np

from core.activations import Exponential, PiecewiseLinear
from core.dataset import Floats
from core.exact import modular
from core.exact.modular import multiply, reduce
from core.exact.numbers import Rationals, residue
from core.exact.pieces import Pieces

_LARGEST_TABLE = 2**20  # entries of a table of outputs: 4 MB, and one zero in a million is a false alarm


@dataclass(frozen=True)
class Specialisation:
    """Where outputs are evaluated: modulo p; for exponentials with e^x replaced by root^(x mod (p - 1)/2)."""

    p: int
    root: int | None = None


def specialisations(activation: object, terms: int, first: int | None = None) -> list[Specialisation]:
    """A few places to evaluate at, to be tried in order, for sums of `terms` products; `first` (tests) goes before.

    Raises ValueError when `first` is no odd prime, or (p - 1)/2 none where an exponential activation needs it.
    """
    bound = modular.bound(terms)
    if isinstance(activation, Exponential):
        primes = modular.primes_below(min(bound, _LARGEST_TABLE), safe=True)
    else:
        primes = modular.primes_below(bound)
    if first is not None:
        primes.insert(0, _checked(first, safe=isinstance(activation, Exponential)))
    if not isinstance(activation, Exponential):
        return [Specialisation(p) for p in primes]
    # 4 = 2² is a square, hence of order q, and q > 5 keeps it from being 1.
    return [Specialisation(p, 4 % p) for p in primes]


def _checked(p: int, *, safe: bool) -> int:
    if not _odd_prime(p):
        raise ValueError(f"prime must be an odd prime, got {p}")
    if safe and not _odd_prime(p // 2):
        raise ValueError(f"prime must be 2q + 1 with q an odd prime for this activation, got {p}")
    return p


def _odd_prime(p: int) -> bool:
    return p > 2 and bool(flint.fmpz(p).is_prime())


def piecewise_outputs(
    activation: PiecewiseLinear, pieces: Pieces, X: Floats, W: Floats, scale: Fraction, p: int
) -> Floats:
    """Outputs (… × K × n) modulo p from residues X (… × n × m), W (… × K × m) and decided pieces (… × K × n)."""
    factor = residue(scale, p)  # raises where p divides the denominator, even if no slope needs it (step)
    slopes = np.array([residue(slope * factor, p) for slope in activation.slopes], dtype=np.float64)
    g = multiply(W, np.swapaxes(X, -1, -2), p)
    g *= slopes.take(pieces)
    if np.abs(slopes).max() > 1:
        reduce(g, p)
    if any(activation.intercepts):
        g += np.array([residue(b, p) for b in activation.intercepts], dtype=np.float64).take(pieces)
        reduce(g, p)
    return g


def exponential_outputs(
    activation: Exponential, X: Rationals, W: Rationals, scale: Fraction, place: Specialisation
) -> Floats:
    """Outputs (K × n) at a specialisation."""
    q = place.p // 2
    z = multiply(W.residues(q), X.residues(q).T, q)
    z = reduce(z * residue(scale, q), q)
    if activation.power == 2:
        z = reduce(z * z, q)
    exponent = reduce(z * float(activation.rate), q).astype(np.int64)
    return exponential_table(activation, place)[exponent % q]


@cache
def exponential_table(activation: Exponential, place: Specialisation) -> Floats:
    """The activation's value modulo p at every exponent 0 … q - 1."""
    p, q = place.p, place.p // 2
    E = np.ones(1)
    while E.size < q:  # powers of the root, doubling the table
        E = np.concatenate([E, reduce(E * float(_symmetric(pow(place.root or 0, E.size, p), p)), p)])
    E = E[:q]
    numerator, denominator = (_polynomial(c, E, p) for c in (activation.numerator, activation.denominator))
    if len(activation.denominator) == 1:
        return numerator
    return reduce(numerator * modular.inverses(denominator, p), p)


def _polynomial(coefficients: tuple[int, ...], E: Floats, p: int) -> Floats:
    value = np.zeros_like(E)
    for c in reversed(coefficients):
        value = reduce(value * E + c, p)
    return value


def _symmetric(r: int, p: int) -> int:
    return r - p if r > p // 2 else r
