"""Check certificates: `python -I -S verify/check/certificates.py FILE.jsonl`. Standard library only, nothing beside it.

g improves on the kept columns K (n × k), it lowers min ‖K s - y‖², exactly when gᵀr ≠ 0, r the residual.

*It improves, by residues.* Let D = det [[KᵀK, Kᵀy], [gᵀK, gᵀy]]. If KᵀK c = 0 with c ≠ 0, then K c = 0, the columns
of D are dependent and D = 0. Otherwise D = det(KᵀK)·gᵀr (Schur). So D ≠ 0 proves K independent and g improving.
As p divides no denominator, D modulo p is the product of K's pivots in the LDLᵀ of the Gram matrix modulo p and of
entry (g, y) before g is eliminated: if none is 0, D ≠ 0. A zero residue proves nothing and is no evidence here.

*The same for tanh, sigmoid, gaussian*, rational functions of E = e^(2z), e^z, e^(-z²), all powers of one t = e^(1/N),
which is transcendental (Hermite 1873: e is). With p = 2q + 1, q an odd prime, ρ of order q modulo p, no p or q in a
denominator, t ↦ ρ^(1/N mod q) is a ring homomorphism from ℤ₍ₚ₎[t, 1/t] to F_p. It extends to 1/(E + 1): E's image has
odd order, so it is not -1. What is formed from outputs with + - · and has an image ≠ 0 is therefore not 0 in ℝ.

*It does not improve*: g is a combination of K (`coefficients`; none if `dead`; ± one if `twin`); or orthogonal to
n - k independent vectors that are orthogonal to K (`basis`), hence in the span of K; or s over K is optimal and gᵀr = 0
(`output_weights`); or k = n (`full`), or k is the most that neurons can have on these points (`saturated`).

"ended" says why the growth stopped; it is a note, and nothing is concluded from it.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

Vector = tuple[list[int], int]  # numerators over one positive denominator
LONGEST_LINE, LONGEST_NUMBER = 1 << 26, 100_000  # bytes, characters
MOST_BITS, MOST_WORK = 1 << 28, 200_000_000  # of a vector over one denominator; products in a growth
DECIMAL = re.compile(r"-?\d+(?:/0*[1-9]\d*|(?:\.\d+)?(?:[eE][+-]?1?\d{1,3})?)", re.ASCII)
HEX = re.compile(r"(-?)0x([0-9a-f]+)(?:\.([0-9a-f]+))?p([+-]?1?\d{1,3})", re.ASCII)
INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
OUTPUT: dict[str, Callable[[int, int], int]] = {  # act(v/d) times d (leaky_relu: times 100 d)
    "relu": lambda v, _: max(v, 0), "leaky_relu": lambda v, _: max(v, 100 * v), "abs": lambda v, _: abs(v),
    "identity": lambda v, _: v, "hard_tanh": lambda v, d: max(-d, min(v, d)), "step": lambda v, d: d * (v >= 0),
}  # fmt: skip
EXPONENTIAL = ("tanh", "sigmoid", "gaussian")
NOT_AT_ZERO = ("step", "sigmoid", "gaussian", "softplus")  # act(0) ≠ 0
ALONG_RAYS = ("relu", "leaky_relu", "abs", "step")  # the outputs at x and at c x, c > 0, are proportional
SHIFTED = ("relu", "leaky_relu", "softplus", "gelu")  # act(-z) - act(z) is a multiple of z
ODD_OR_EVEN = ("abs", "hard_tanh", "tanh", "gaussian", "erf", "sin")  # act(-z) = ± act(z)


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


# ---- reading strictly ----


def fraction(text: Any) -> Fraction:
    """Read an exact number; by way of Decimal, since int refuses more than 4,300 digits."""
    good = isinstance(text, str) and len(text) <= LONGEST_NUMBER
    require(good, f"a number is not a string of at most {LONGEST_NUMBER} characters", Malformed)
    if found := HEX.fullmatch(text):
        sign, whole, after, exponent = found.groups("")
        return Fraction(int(sign + whole + after, 16)) * Fraction(2) ** (int(exponent) - 4 * len(after))
    require(DECIMAL.fullmatch(text), f"{text[:30]!a} is no number like 1/2, -3, 12.50, 0x1.8p-3", Malformed)
    above, _, below = text.partition("/")
    return Fraction(Decimal(above)) / int(Decimal(below or 1))


def items(value: Any, length: int | None = None) -> list[Any]:
    """Return a list of this length."""
    good = isinstance(value, list) and length in (None, len(value))
    require(good, f"a list{'' if length is None else f' of length {length}'} was expected", Malformed)
    return list(value)


def sparse(value: Any, end: int) -> dict[int, Fraction]:
    """Read an object of exact numbers whose keys are indices below the end."""
    good = isinstance(value, dict) and all(map(INDEX.fullmatch, value))
    require(good, "an object of indices and exact numbers was expected", Malformed)
    require(all(int(key) < end for key in value), f"an index is not below {end}")
    return {int(key): fraction(text) for key, text in value.items()}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object with the same key twice."""
    require(len(dict(pairs)) == len(pairs), "a key occurs twice in one object", Malformed)
    return dict(pairs)


def bare(token: str) -> int:
    """Refuse a number that is not a string, unless it is a short integer."""
    good = len(token) <= 20 and token.lstrip("-").isdigit()
    require(good, f"bare number {token[:20]}: only integers of 20 characters, others as strings", Malformed)
    return int(token)


# ---- exact arithmetic ----


def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    """Return aᵀb, to the end of the shorter."""
    return sum(map(mul, a, b))


def prime(n: int) -> bool:
    """Miller-Rabin: these bases decide every n < 3.1e23."""
    bases, twos = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37), ((n - 1) & (1 - n)).bit_length() - 1
    chains = ([pow(a, (n - 1) >> i, n) for i in range(1, twos + 1)] for a in bases)
    return n in bases or (n > 37 and n % 2 == 1 and all(x[-1] == 1 or n - 1 in x for x in chains))


def rank(rows: list[list[Fraction]]) -> int:
    """Eliminate exactly, a row at a time."""
    count = 0
    while rows := [row for row in rows if any(row)]:
        first, count = rows.pop(), count + 1
        j = next(j for j, value in enumerate(first) if value)
        rows = [[a - row[j] / first[j] * b for a, b in zip(row, first, strict=True)] for row in rows]
    return count


def scaled(values: Sequence[Fraction]) -> Vector:
    """Bring the values over one denominator."""
    below = 1
    for value in values:
        below = lcm(below, value.denominator)
        require(len(values) * below.bit_length() <= MOST_BITS, "a common denominator is too long", Malformed)
    return [value.numerator * (below // value.denominator) for value in values], below


def vector(texts: Any, length: int) -> Vector:
    """Read a list of exact numbers."""
    return scaled([fraction(text) for text in items(texts, length)])


class Line:
    """The target y (n) of a line and the kept columns."""

    def __init__(self, o: dict[str, Any], keys: str, optional: str = "") -> None:
        wrong = (o.keys() ^ {"lemmata", "kind", "y", *keys.split()}) - {*optional.split()}
        require(not wrong, f"key missing or unknown: {min(wrong, default='')[:30]!a}", Malformed)
        self.o, self.n, self.kept = o, len(items(o["y"])), dict[int, Vector]()
        require(self.n, "no points", Malformed)
        self.y = vector(o["y"], self.n)

    def rest(self, target: Vector, weights: Mapping[int, Fraction]) -> list[int]:
        """Return target - Σ weight · kept column, times some positive integer."""
        require(weights.keys() <= self.kept.keys(), "a weight belongs to no kept candidate before it")
        parts = [target, *(self.kept[j] for j in weights)]
        factors = [Fraction(1), *(-w for w in weights.values())]
        over, _ = scaled([w / d for w, (_, d) in zip(factors, parts, strict=True)])
        return [dot(over, row) for row in zip(*(part for part, _ in parts), strict=True)]

    def residual(self, weights: Mapping[int, Fraction]) -> list[int]:
        """Return y - K s times a positive integer, for optimal output weights s: Kᵀ(y - K s) = 0."""
        r = self.rest(self.y, weights)
        for j, (column, _) in self.kept.items():
            require(dot(column, r) == 0, f"the output weights are not optimal: column {j} is not orthogonal to y - K s")
        return r


def rational(o: dict[str, Any]) -> int:
    """Check a line of kind "rational": s is optimal on the columns of G, and g improves or not."""
    line, claim = Line(o, "G g s improves"), o["improves"]
    require(isinstance(claim, bool), "improves is neither true nor false", Malformed)
    s, rows = [fraction(text) for text in items(o["s"])], items(o["G"], line.n)
    columns = zip(*(items(row, len(s)) for row in rows), strict=True)
    line.kept = {j: vector(list(column), line.n) for j, column in enumerate(columns)}
    found = dot(vector(o["g"], line.n)[0], line.residual(dict(enumerate(s)))) != 0
    require(found == claim, f"g'(y - G s) is {'not ' if found else ''}0 but improves is {claim}")
    return 1


class Growth(Line):
    """Candidates in order, a verdict each; the kept ones and the LDLᵀ of their Gram matrix in a field."""

    names: tuple[str, ...] = ("", *OUTPUT, *EXPONENTIAL)  # activations; "" where columns are given

    def __init__(self, o: dict[str, Any], keys: str = "p") -> None:
        self.name, self.source = o.get("activation", ""), "W" if "X" in o else "columns"
        known = self.name in self.names and bool(self.name) == ("X" in o)
        require(known, "the activation is not of this kind of certificate", Malformed)
        keys += " root" if keys == "p" and self.name in EXPONENTIAL else ""
        keys += " X W activation scale" if "X" in o else " columns"
        super().__init__(o, f"candidates {keys}", "null_bases ended")
        rows = items(o.get("X", [["0"]] * self.n), self.n)
        self.m, self.texts, self.scale = len(items(rows[0])), items(o[self.source]), fraction(o.get("scale", "1"))
        require(self.m and self.scale > 0, "no coordinates, or a scale that is not positive", Malformed)
        require(self.n * len(self.texts) * self.m <= MOST_WORK, "this takes more work than is allowed", Malformed)
        flat, self.below = vector([text for row in rows for text in items(row, self.m)], self.m * self.n)
        self.X, self.rational = [flat[i : i + self.m] for i in range(0, len(flat), self.m)], self.name in ("", *OUTPUT)
        self.K, self.bases = list[Any](), dict[tuple[int, int], list[dict[int, int]]]()
        self.start()

    def candidate(self, texts: Any) -> tuple[Vector, bool]:
        """Return the outputs where they are rational, else the pre-activations; and whether all outputs are 0."""
        g = vector(texts, self.n if self.source == "columns" else self.m)
        if self.source == "W":
            g = [self.scale.numerator * dot(x, g[0]) for x in self.X], self.below * g[1] * self.scale.denominator
        if not self.rational:  # the outputs are zero where z is, or nowhere
            return g, self.name not in NOT_AT_ZERO and not any(g[0])
        if self.source == "W":
            g = [OUTPUT[self.name](z, g[1]) for z in g[0]], g[1] * (100 if self.name == "leaky_relu" else 1)
        return g, not any(g[0])

    def start(self) -> None:
        """Take the elimination modulo a prime p; for exponentials p = 2q + 1, and `root` is of prime order q."""
        p, root = self.o["p"], self.o.get("root", 0)
        require(
            type(p) is int and 2 < p < 1 << 64 and type(root) is int, "p or root is no integer below 2^64", Malformed
        )
        require(prime(p), f"p = {p} is not prime")
        self.p, self.q, self.root = p, p // 2 if self.name in EXPONENTIAL else 1, root
        if self.name in EXPONENTIAL:
            good = self.q > 2 and prime(self.q) and 1 < root < p and pow(root, self.q, p) == 1
            require(good, "(p - 1)/2 is not an odd prime, or not the order of root")
        self.target: Any = self.residues(self.y, p)

    def residues(self, values: Vector, modulus: int) -> list[int]:
        """Return exact numbers modulo p or q."""
        require(gcd(values[1], self.p * self.q) == 1, "p or q divides a denominator")
        inverse = pow(values[1], -1, modulus)
        return [v * inverse % modulus for v in values[0]]

    def image(self, values: Vector) -> list[Any]:
        """Return outputs modulo p: of the outputs where they are rational, else of the pre-activations."""
        if self.rational:
            return self.residues(values, self.p)
        z = self.residues(values, self.q)
        powers = {"tanh": [2 * v for v in z], "sigmoid": z, "gaussian": [-v * v for v in z]}[self.name]
        E = [pow(self.root, power % self.q, self.p) for power in powers]
        shift = {"tanh": -1, "sigmoid": 0}.get(self.name)
        return E if shift is None else [(e + shift) * pow(e + 1, -1, self.p) % self.p for e in E]

    def reduce(self, value: Any) -> Any:
        """Return an element of the field in its normal form."""
        return value % self.p

    def inverse(self, pivot: Any) -> Any:
        """Return 1/pivot, which must not be zero."""
        require(pivot, "its pivot is 0 modulo p")
        return pow(pivot, -1, self.p)

    def improves(self, entry: Any, claim: Mapping[Any, Any]) -> None:
        """Compare the entry in the column of y with what is claimed of it."""
        residue = claim.get("residue")
        require(claim.keys() == {"residue"} and type(residue) is int, "an improving candidate has a residue", Malformed)
        require(entry == residue, f"the residue modulo p is {entry}, not {residue}")
        require(residue, "a residue of 0 proves nothing")

    def keep(self, k: int, values: Vector) -> Any:
        """Add a column to the LDLᵀ, whose pivot must not be 0; return its entry in the column of y."""
        g, v, low = self.image(values), list[Any](), list[Any]()
        for column, row, inverse, _ in self.K:
            v.append(self.reduce(dot(g, column) - dot(row, v)))
            low.append(self.reduce(v[-1] * inverse))
        entry = self.reduce(dot(g, self.target) - dot(low, [e for *_, e in self.K]))
        self.K.append((g, low, self.inverse(self.reduce(dot(g, g) - dot(low, v))), entry))
        self.kept[k] = values
        return entry

    def judge(self, k: int, entry: Any, values: Vector, *, dead: bool) -> int:
        """Check one entry and return how many verdicts it holds."""
        require(isinstance(entry, dict) and entry, "no known kind of entry", Malformed)
        (first, value), *more = entry.items()
        kind, evidence = more[0] if len(more) == 1 else ("", None)
        if first == "improves" and value is True:
            self.improves(self.keep(k, values), dict(more))
            return 1
        if first == "improves" and value is False and kind:
            self.fails(kind, evidence, values, dead=dead)
            return 1
        if first == "given" and value is True and kind == "coefficients":
            self.fails(kind, evidence, values, dead=dead)
        elif first == "given" and value is True and not more:
            self.keep(k, values)
        else:
            require(entry == {"undecided": True}, "no known kind of entry", Malformed)
        return 0

    def fails(self, kind: Any, value: Any, values: Vector, *, dead: bool) -> None:
        """Check that the candidate does not improve, by this evidence."""
        require(kind not in ("dead", "full", "saturated") or value is True, f"{kind} is not true", Malformed)
        match kind:
            case "dead":
                require(dead, "an output is not 0")
            case "full":
                require(len(self.kept) == self.n, "fewer columns are kept than there are points")
            case "saturated":
                require(
                    self.source == "W" and len(self.kept) == self.dimension,
                    "what is kept does not span all there can be",
                )
            case "coefficients":
                require(self.rational, "outputs that are not rational have no coefficients")
                rest = self.rest(values, sparse(value, len(self.texts)))
                require(not any(rest), "it is not this combination of kept columns")
            case "output_weights":
                exact = self.rational or not (value or any(self.y[0]))
                require(exact, "outputs that are not rational have no exact weights")
                r = self.residual(sparse(value, len(self.texts))) if self.rational else []
                require(dot(values[0], r) == 0, "it is not orthogonal to the residual")
            case "basis":
                require(type(value) is int, "a null basis is an index", Malformed)
                basis = self.null_basis(value)
                across = any(sum(v * values[0][row] for row, v in b.items()) for b in basis)
                require(not across, f"it is not orthogonal to null basis {value}")
            case "twin":
                require(type(value) is int, "a twin is the index of a candidate", Malformed)
                require(value in self.kept and not self.rational, "its twin is not a kept one before it")
                (z, d), (other, below) = values, self.kept[value]
                signs = (1, -1) if self.name in ODD_OR_EVEN else (1,)
                same = any(all(a * below == sign * b * d for a, b in zip(z, other, strict=True)) for sign in signs)
                require(same, f"it is no twin of candidate {value}")
            case _:
                raise Malformed("no known kind of evidence")

    def null_basis(self, index: int) -> list[dict[int, int]]:
        """Return n - k independent sparse vectors that are orthogonal to the k kept columns."""
        vectors = items(self.o.get("null_bases", []))
        require(0 <= index < len(vectors) and self.rational, "there is no such null basis")
        if (index, len(self.kept)) not in self.bases:
            read = [sparse(vector, self.n) for vector in items(vectors[index])]
            basis = [dict(zip(b, scaled(list(b.values()))[0], strict=True)) for b in read]
            require(len(basis) == self.n - len(self.kept), "the null basis has not n - k vectors")
            count = Counter(row for b in basis for row, v in b.items() if v)
            alone = all(any(v and count[row] == 1 for row, v in b.items()) for b in basis)
            require(alone, "a vector of the null basis has no row of its own")
            for j, (column, _) in self.kept.items():
                across = any(sum(v * column[row] for row, v in b.items()) for b in basis)
                require(not across, f"the null basis is not orthogonal to kept candidate {j}")
            self.bases[index, len(self.kept)] = basis
        return list(self.bases[index, len(self.kept)])

    @cached_property
    def dimension(self) -> int:
        """Return the dimension of a space that holds the outputs of every neuron on these points.

        A point's output is a multiple of that at the representative of its class, plus eᵀw for a row e known from the
        points (for the sigmoid, act(-z) = 1 - act(z), plus 1): the number of classes and the rank of the rows add up.
        """
        classes, rows = set[tuple[int, ...]](), [x for x in self.X if self.name == "identity"]
        for x in self.X if self.name != "identity" else ():
            unit = tuple(v // gcd(*x) for v in x) if self.name in ALONG_RAYS and any(x) else tuple(x)
            opposite = any(x) and tuple(-v for v in unit) in classes
            if self.name == "sigmoid" and (opposite or not any(x)):
                rows.append([1] + [0] * (self.m - 1))
            elif opposite and self.name in SHIFTED:
                rows.append(x)
            elif (any(x) or self.name in NOT_AT_ZERO) and not (opposite and self.name in ODD_OR_EVEN):
                classes.add(unit)
        return len(classes) + rank([[Fraction(v) for v in row] for row in rows])

    def check(self) -> int:
        """Return the number of verdicts; a refusal names the candidate."""
        count = 0
        for k, entry in enumerate(items(self.o["candidates"], len(self.texts))):
            try:
                values, dead = self.candidate(self.texts[k])
                count += self.judge(k, entry, values, dead=dead)
            except (Malformed, Refused) as reason:
                raise type(reason)(f"candidate {k}: {reason}") from None
        return count


# ---- lines and files ----


def enclosure(o: dict[str, Any]) -> int:
    """Check a line of kind "enclosure" in balls; python-flint is loaded for such a line alone."""
    from verify.check.enclosures import Enclosure  # noqa: PLC0415

    return int(Enclosure(o).check())


def check_line(line: str) -> Accepted:
    """Check one line: Refused if it states something false, Malformed if it is no certificate."""
    require(len(line) <= LONGEST_LINE, f"longer than {LONGEST_LINE} bytes", Malformed)
    try:
        o = json.loads(line, object_pairs_hook=once, parse_float=bare, parse_int=bare, parse_constant=bare)
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise Malformed("nested too deeply") from None
    marked = isinstance(o, dict) and o.get("lemmata") == "certificate/1" and isinstance(o.get("kind"), str)
    require(marked, 'not an object marked "lemmata": "certificate/1" with a kind', Malformed)
    kinds = {"rational": rational, "growth": lambda o: Growth(o).check(), "enclosure": enclosure}
    require(o["kind"] in kinds, f"unknown kind {o['kind'][:20]!a}: known are {', '.join(kinds)}", Malformed)
    require("y" in o, "key missing or unknown: 'y'", Malformed)
    return Accepted(kinds[o["kind"]](o))


def run(arguments: Sequence[str]) -> int:
    """Check a file: 0 all accepted; 5 something refused, each named; 2 malformed, the first named."""
    lines = verdicts = refused = 0
    try:
        require(len(arguments) == 1, "one argument is wanted: FILE.jsonl", Malformed)
        with Path(arguments[0]).open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                lines += 1
                try:
                    verdicts += check_line(line.decode()).verdicts
                except Refused as reason:
                    refused += 1
                    sys.stderr.write(f"line {lines}: {reason}\n")
        require(lines, "the file is empty", Malformed)
    except (Malformed, UnicodeDecodeError) as reason:
        where = f"line {lines}: " if lines else ""
        what = f"not UTF-8 at byte {reason.start + 1}" if isinstance(reason, UnicodeDecodeError) else reason
        sys.stderr.write(f"{where}malformed: {what}\n")
        return 2
    except OSError as reason:
        sys.stderr.write(f"{arguments[0]!a} cannot be read: {reason.strerror}\n")
        return 2
    if not refused:
        sys.stdout.write(f"{lines} certificates, {verdicts} verdicts accepted\n")
    return 5 if refused else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
