"""Check certificates: `python -I -S verify/check/certificates.py FILE.jsonl`. Believes nothing but the line.

Standard library only. g improves on the kept columns K (n × k), it lowers min ‖K s - y‖², exactly when gᵀr ≠ 0, where
r = y - K s is the residual of an optimal s, Kᵀr = 0.

*It improves, by residues.* Let D = det [[KᵀK, Kᵀy], [gᵀK, gᵀy]]. If KᵀK c = 0 with c ≠ 0, then K c = 0, the columns
of D are dependent and D = 0. Otherwise D = det(KᵀK)·gᵀr (Schur). So D ≠ 0 proves K independent and g improving.
Modulo a prime p that divides no denominator, make each column orthogonal to those before it: q = g - Σ factor · q'.
That changes no determinant, and D becomes the product of the *pivots* qᵀq of K's columns and of g's *residue* qᵀy.
If none of them is 0 modulo p, D ≠ 0. A residue of 0 proves nothing and is no evidence here.

*It does not improve*, by evidence that puts g in the span of K or shows gᵀr = 0: the table in `Growth.fails`.

All of a line's data are brought to integers over one denominator. "ended" is a note: nothing is concluded from it.
Outputs that are not rational: smooth.py (exactly), enclosures.py (by balls).
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from importlib import import_module
from math import gcd, lcm
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

# Bytes, characters, bits of exact numbers held at once, products of short numbers.
LONGEST_LINE, LONGEST_NUMBER, MOST_BITS, MOST_WORK = 1 << 26, 100_000, 1 << 30, 10_000_000_000
SPAN = {"improves", "coefficients"}  # a given column may be left out for lying in the span, for nothing else
DECIMAL = re.compile(r"-?\d+(?:/0*[1-9]\d*|(?:\.\d+)?(?:[eE][+-]?1?\d{1,3})?)", re.ASCII)
HEX = re.compile(r"(-?)0x([0-9a-f]+)(?:\.([0-9a-f]+))?p([+-]?1?\d{1,3})", re.ASCII)
INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
OUTPUT: dict[str, Callable[[int, int], int]] = {  # act(v/d) times d; for leaky_relu times 100 d
    "relu": lambda v, _: max(v, 0), "leaky_relu": lambda v, _: max(v, 100 * v), "abs": lambda v, _: abs(v),
    "identity": lambda v, _: v, "hard_tanh": lambda v, d: max(-d, min(v, d)), "step": lambda v, d: d * (v >= 0),
}  # fmt: skip


class Malformed(ValueError):  # noqa: N818 (a state of the line, not a fault of the program)
    """Not a certificate: nothing is claimed that could be true or false."""


class Refused(ValueError):  # noqa: N818 (as above)
    """A well-formed certificate that states something false, or does not prove what it states."""


class Accepted(NamedTuple):
    """How many verdicts a line proved."""

    verdicts: int


def require(condition: object, reason: str, error: type[ValueError] = Refused) -> None:
    """Raise the error unless the condition holds."""
    if not condition:
        raise error(reason)


def afford(products: int, bits: int) -> None:
    """Refuse a line that takes too many products of numbers of so many bits."""
    require(products * (1 + bits**2 // 40_000) <= MOST_WORK, "this takes more work than a line is allowed", Malformed)


# ---- reading strictly ----


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a JSON object with the same key twice."""
    require(len(dict(pairs)) == len(pairs), "a key occurs twice in one object", Malformed)
    return dict(pairs)


def strict(line: str) -> Any:
    """Read one line of JSON."""
    require(len(line) <= LONGEST_LINE, f"longer than {LONGEST_LINE} characters", Malformed)
    try:
        return json.loads(line, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not strict JSON: {error}") from None


def check_keys(o: dict[str, Any], keys: str, optional: str = "") -> None:
    """Check which members a line has."""
    wrong = (o.keys() ^ {"lemmata", "kind", "y", *keys.split()}) - {*optional.split()}
    require(not wrong, f"key missing or unknown: {min(wrong, default='')[:30]!a}", Malformed)


def items(value: Any, length: int | None = None) -> list[Any]:
    """Return a list of this length."""
    good = isinstance(value, list) and length in (None, len(value))
    require(good, f"a list{'' if length is None else f' of length {length}'} was expected", Malformed)
    return list(value)


def fraction(text: Any) -> Fraction:
    """Read an exact number; by way of Decimal, since int refuses more than 4,300 digits."""
    require(isinstance(text, str) and len(text) <= LONGEST_NUMBER, "a number is no string, or too long", Malformed)
    if found := HEX.fullmatch(text):
        sign, whole, after, exponent = found.groups("")
        return Fraction(int(sign + whole + after, 16)) * Fraction(2) ** (int(exponent) - 4 * len(after))
    require(DECIMAL.fullmatch(text), f"{text[:30]!a} is no number like 1/2, -3, 12.50, 0x1.8p-3", Malformed)
    above, _, below = text.partition("/")
    return Fraction(Decimal(above)) / int(Decimal(below or 1))


def numbers(texts: Any, length: int | None = None) -> list[Fraction]:
    """Read a list of exact numbers."""
    return [fraction(text) for text in items(texts, length)]


def sparse(value: Any, end: int) -> dict[int, Fraction]:
    """Read an object of exact numbers whose keys are indices below the end."""
    good = isinstance(value, dict) and all(INDEX.fullmatch(key) and int(key) < end for key in value)
    require(good, f"an object of exact numbers with indices below {end} was expected", Malformed)
    return {int(key): fraction(text) for key, text in value.items()}


# ---- exact arithmetic ----


def prime(n: int) -> bool:
    """Miller-Rabin: these bases decide every n < 3.1e23."""
    bases, twos = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37), ((n - 1) & (1 - n)).bit_length() - 1
    chains = ([pow(a, (n - 1) >> i, n) for i in range(1, twos + 1)] for a in bases)
    return n in bases or (n > 37 and n % 2 == 1 and all(x[-1] == 1 or n - 1 in x for x in chains))


def rank(matrix: Sequence[Sequence[int]], bits: int) -> int:
    """Eliminate exactly, a row at a time, numbers of so many bits."""
    rows, count, width = [list(map(Fraction, row)) for row in matrix], 0, max(map(len, matrix), default=0)
    afford(40 * len(rows) * width**2, width * bits // 10)
    while rows := [row for row in rows if any(row)]:
        first, count = rows[0], count + 1
        j = next(j for j, value in enumerate(first) if value)
        rows = [[a - row[j] / first[j] * b for a, b in zip(row, first, strict=True)] for row in rows]
    return count


def dot(a: Iterable[Any], b: Iterable[Any]) -> Any:
    """Return aᵀb."""
    return sum(map(mul, a, b))


def integers(rows: list[list[Fraction]]) -> tuple[list[list[int]], int]:
    """Return all numbers times one positive integer, and this integer."""
    unit, count = 1, sum(map(len, rows))
    for value in (v for row in rows for v in row):
        unit = lcm(unit, value.denominator)
        require(count * unit.bit_length() <= MOST_BITS, "a common denominator is too long", Malformed)
    return [[value.numerator * (unit // value.denominator) for value in row] for row in rows], unit


def rest(target: list[int], columns: dict[int, list[int]], weights: dict[int, Fraction]) -> list[int]:
    """Return target - Σ weight · column, times some positive integer."""
    require(weights.keys() <= columns.keys(), "a weight belongs to no kept candidate before it")
    (factors,), unit = integers([[-w for w in weights.values()]])
    return [dot([unit, *factors], row) for row in zip(target, *(columns[j] for j in weights), strict=True)]


def residual(y: list[int], columns: dict[int, list[int]], weights: dict[int, Fraction]) -> list[int]:
    """Return y - K s times some positive integer, for output weights s that must be optimal: Kᵀ(y - K s) = 0."""
    r = rest(y, columns, weights)
    for j, column in columns.items():
        require(dot(column, r) == 0, f"s is not optimal: column {j} is not orthogonal to y - K s")
    return r


def rational(o: dict[str, Any]) -> int:
    """Check a line of kind "rational": s is optimal on the columns of G, and g improves or not."""
    check_keys(o, "G g s improves")
    s, n, claim = numbers(o["s"]), len(items(o["y"])), o["improves"]
    require(n and isinstance(claim, bool), "no points, or improves is neither true nor false", Malformed)
    G = [numbers(row, len(s)) for row in items(o["G"], n)]
    (g, y, *rows), _ = integers([numbers(o["g"], n), numbers(o["y"]), *G])
    columns = {j: [row[j] for row in rows] for j in range(len(s))}
    found = dot(g, residual(y, columns, dict(enumerate(s)))) != 0
    require(found == claim, f"g'(y - G s) is {'not ' if found else ''}0 but improves is {claim}")
    return 1


class Growth:
    """Candidates in order, a verdict each. K: those kept; Q: what the orthogonalisation modulo p makes of them.

    y and all outputs (pre-activations if outputs are not rational) are integers over one denominator, the `unit`.
    """

    names, keys = ("", *OUTPUT), "p"  # activations, "" where columns are given

    def __init__(self, o: dict[str, Any]) -> None:
        self.o, self.n, self.name = o, len(items(o["y"])), o.get("activation", "")
        require(self.name in self.names, "the activation is not of this kind of certificate", Malformed)
        data = "X W activation scale" if self.name else "columns"
        check_keys(o, f"candidates {data} {self.keys}", "null_bases ended")
        X, W = (items(o["X"], self.n), items(o["W"])) if self.name else ([], items(o["columns"]))
        width, scale = len(items(X[0])) if X else self.n, fraction(o.get("scale", "1"))
        require(width and isinstance(o.get("ended", ""), str), "no points or coordinates, or ended no text", Malformed)
        (y, *rows), below = integers([numbers(o["y"]), *(numbers(row, width) for row in (*X, *W))])
        self.X, self.W, self.scale, self.kept = rows[: len(X)], rows[len(X) :], scale.numerator, dict[int, list[int]]()
        self.unit = below * (below * scale.denominator if X else 1) * (100 if self.name == "leaky_relu" else 1)
        self.y, self.bases = [v * (self.unit // below) for v in y], dict[Any, list[dict[int, int]]]()
        self.bits = max(map(int.bit_length, (v for row in ([self.unit, self.scale], self.y, *rows) for v in row)))
        self.start()

    def start(self) -> None:
        """Read the prime p."""
        self.p, self.Q, self.rows = self.o["p"], list[Any](), [list[int]() for _ in self.y]
        require(type(self.p) is int and 2 < self.p < 1 << 64, "p is not an integer from 3 to 2^64", Malformed)
        require(prime(self.p) and self.unit % self.p, f"p = {self.p} is not prime, or divides a denominator")
        self.target = Growth.image(self, self.y)

    def exact(self, w: list[int]) -> list[int]:
        """Return the outputs of a candidate."""
        return [OUTPUT[self.name](self.scale * dot(x, w), self.unit) for x in self.X] if self.name else w

    def image(self, values: list[int]) -> list[int]:
        """Return outputs modulo p."""
        inverse = pow(self.unit, -1, self.p)
        return [v * inverse % self.p for v in values]

    def keep(self, k: int, values: list[int]) -> Any:
        """Add a column to K, whose pivot must not be 0, and return its residue."""
        require(self.n * len(self.kept) * self.bits <= MOST_BITS, "the kept columns are too long", Malformed)
        g, p = self.image(values), self.p
        factors = [dot(g, q) * inverse % p for q, inverse in self.Q]
        q = [(v - dot(factors, row)) % p for v, row in zip(g, self.rows, strict=True)]
        require(dot(q, q) % p, "its pivot is 0 modulo p")
        self.Q.append((q, pow(dot(q, q), -1, p)))
        self.rows = [[*row, v] for row, v in zip(self.rows, q, strict=True)]
        self.kept[k] = values
        return dot(q, self.target) % p

    def improves(self, found: Any, claim: dict[Any, Any]) -> None:
        """Compare a residue with what is claimed of it."""
        require(set(claim) == {"residue"}, "an improving candidate has a residue and nothing else", Malformed)
        require(type(claim["residue"]) is int, "a residue is an integer", Malformed)
        require(found == claim["residue"] != 0, f"the residue modulo p is {found}, and 0 would prove nothing")

    def fails(self, kind: Any, value: Any, g: list[int]) -> None:
        """Check that a candidate does not improve: its outputs are in the span of K, or orthogonal to the residual."""
        shows: dict[Any, Callable[[], object]] = {
            "dead": lambda: value is True and not any(g),
            "coefficients": lambda: not any(rest(g, self.kept, sparse(value, len(self.W)))),
            "basis": lambda: not any(dot(b.values(), (g[i] for i in b)) for b in self.null_basis(value)),
            "output_weights": lambda: dot(g, residual(self.y, self.kept, sparse(value, len(self.W)))) == 0,
            "saturated": lambda: value is True and self.name and len(self.kept) == self.dimension,  # all neurons' span
            "full": lambda: value is True and len(self.kept) == self.n,  # the whole space
        }
        require(kind in shows, "no known kind of evidence", Malformed)
        require(shows[kind](), f"its evidence ({kind}) shows it neither in the span nor orthogonal to the residual")

    def null_basis(self, index: Any) -> list[dict[int, int]]:
        """Return n - k independent vectors that are orthogonal to the k independent columns of K."""
        bases, size = items(self.o.get("null_bases", [])), self.n - len(self.kept)
        require(type(index) is int and 0 <= index < len(bases), "there is no such null basis", Malformed)
        if (index, size) not in self.bases:
            read = [sparse(vector, self.n) for vector in items(bases[index])]
            basis = [dict(zip(b, integers([[*b.values()]])[0][0], strict=True)) for b in read]
            count = Counter(i for b in basis for i in b)
            own = all(any(v and count[i] == 1 for i, v in b.items()) for b in basis)
            require(own and len(basis) == size, "a null basis has not n - k vectors, each with a row of its own")
            across = any(dot(b.values(), (c[i] for i in b)) for c in self.kept.values() for b in basis)
            require(not across, "a null basis is not orthogonal to K")
            self.bases[index, size] = basis
        return list(self.bases[index, size])

    @cached_property
    def dimension(self) -> int:
        """Return the dimension of a space that holds the outputs of every neuron on these points.

        Points on a ray have proportional outputs, for step equal ones. Opposite points: abs, hard_tanh: the same up to
        sign; relu, leaky_relu: the same up to a multiple of z = xᵀw, and these span as much as the rows x do.
        """
        if self.name == "identity":
            return rank(self.X, self.bits)
        rays = {tuple(v if self.name == "hard_tanh" else v // (gcd(*x) or 1) for v in x) for x in self.X}
        lines = {max(x, tuple(-v for v in x)) for x in rays if any(x)}
        both = [x for x in lines if x in rays and tuple(-v for v in x) in rays and self.name in ("relu", "leaky_relu")]
        return len(rays) if self.name == "step" else len(lines) + rank(both, self.bits)

    def check(self) -> int:
        """Return the number of verdicts; what is refused names its candidate."""
        for k, (entry, w) in enumerate(zip(items(self.o["candidates"], len(self.W)), self.W, strict=True)):
            afford(self.n * len(self.W) * (len(w) + len(self.kept)), self.bits)
            try:
                match entry:
                    case {"undecided": True, **more} if not more:
                        pass
                    case {"given": True, **more} if not more:
                        self.keep(k, self.exact(w))
                    case {"improves": True, **claim}:
                        self.improves(self.keep(k, self.exact(w)), claim)
                    case {"given": True, **more} | {"improves": False, **more} if len(more) == 1 and SPAN & {*entry}:
                        self.fails(*more.popitem(), self.exact(w))
                    case _:
                        require(None, "no known kind of entry", Malformed)
            except (Malformed, Refused) as reason:
                raise type(reason)(f"candidate {k}: {reason}") from None
        return sum("improves" in entry for entry in self.o["candidates"])


# ---- lines and files ----


def check_line(line: str) -> Accepted:
    """Check one line: Refused if it states something false or does not prove it, Malformed if it is no certificate."""
    o = strict(line)
    marked = isinstance(o, dict) and o.get("lemmata") == "certificate/1" and "y" in o
    require(marked, 'not an object marked "lemmata": "certificate/1", with targets "y"', Malformed)
    if o.get("kind") == "growth" and o.get("activation", "") in Growth.names:
        return Accepted(Growth(o).check())
    return Accepted(rational(o) if o.get("kind") == "rational" else import_module("verify.check.smooth").check(o))


if __name__ == "__main__":  # under -I not even this folder is searched
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(import_module("verify.check.__main__").main())
