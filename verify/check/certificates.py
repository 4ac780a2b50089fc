"""Check certificates: `python -I -S verify/check/certificates.py FILE.jsonl`. Believes nothing but the line.

Standard library only. All it needs stands beside it: lines.py reads strictly, neurons.py says what neurons give.

g improves on the kept columns K (n × k), it lowers min ‖K s - y‖², exactly when gᵀr ≠ 0, r the residual.
Why residues prove that. Let D = det [[KᵀK, Kᵀy], [gᵀK, gᵀy]]. If KᵀK c = 0 with c ≠ 0, then K c = 0, the columns
of D are dependent and D = 0. Otherwise D = det(KᵀK)·gᵀr (Schur). So D ≠ 0 proves K independent and g improving.
As p divides no denominator, D modulo p is the product of K's pivots in the LDLᵀ of the Gram matrix modulo p and of
entry (g, y) before g is eliminated: if none is 0, D ≠ 0. A zero residue proves nothing and is no evidence here.
For tanh, sigmoid and gaussian the same holds of images in F_p, by Hermite's theorem: see neurons.py.

g does not improve if its outputs are 0 (dead) or K c (coefficients); if y - K s is 0, or is orthogonal to K, so that
it is r, and to g (output_weights); if K fills the space (full) or all that neurons can give on these points
(saturated); if g has a twin in K, the same up to sign; if g is orthogonal to n - k independent vectors orthogonal to
K (basis): these span the complement of K, since K is independent, so g lies in the span of K.
"""

import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # under -I not even this folder is searched
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from verify.check.lines import Accepted, Line, Malformed, Refused, Vector, dot, fraction, longest, members, require, run
from verify.check.neurons import EXPONENTIAL, OPPOSITE, OUTPUT, Candidate, Modulus, Neurons


class Rational(Line):
    """Gᵀr = 0 for r = y - G s makes s optimal; then g improves if and only if gᵀr ≠ 0."""

    def __init__(self, o: dict[str, Any]) -> None:
        super().__init__(o, "G g s improves")

    def check(self) -> int:
        """Return the number of verdicts."""
        s, g = [fraction(text) for text in self.items(self.o["s"])], self.vector(self.o["g"], self.n)[0]
        rows = [self.items(row, len(s)) for row in self.items(self.o["G"], self.n)]
        columns = [self.vector([row[j] for row in rows], self.n) for j in range(len(s))]
        r, claim = self.minus(self.y, columns, s), self.o["improves"]
        require(isinstance(claim, bool), "improves is neither true nor false", Malformed)
        for j, (column, _) in enumerate(columns):
            require(self.orthogonal(column, r), f"s is not optimal: column {j} of G is not orthogonal to y - G s")
        zero = self.orthogonal(g, r)
        require(zero != claim, f"g'(y - G s) is {'' if zero else 'not '}0 but improves is {claim}")
        return 1


class Growth(Neurons):
    """The candidates in order; the kept columns K and the LDLᵀ of their Gram matrix modulo p."""

    def __init__(self, o: dict[str, Any], field: str = "p", names: tuple[str, ...] = (*OUTPUT, *EXPONENTIAL)) -> None:
        root = " root" if field == "p" and o.get("activation") in EXPONENTIAL else ""
        super().__init__(o, field + root, "ended null_bases", names)
        require(isinstance(o.get("ended", ""), str), "ended is no string", Malformed)
        self.kept: dict[int, Vector] = {}  # outputs; pre-activations where the outputs are not rational
        self.K, self.L = list[Any](), list[Any]()
        self.inverses, self.entries = list[Any](), list[Any]()  # of the pivots; of the column of y
        self.bases, self.known = self.items(o.get("null_bases", [])), dict[int, tuple[int, list[dict[int, int]]]]()

    def start(self) -> None:
        """Take the elimination modulo p."""
        self.modulus = Modulus(self.o["p"], self.o.get("root"), self.name)
        self.target: Any = self.modulus.residues(self.y, self.modulus.p)

    def image(self, vector: Vector) -> list[Any]:
        """Return a column modulo p."""
        self.spend(self.n * (10 if self.rational else 500))
        return self.modulus.image(vector)

    def eliminate(self, g: list[Any]) -> tuple[list[Any], Any, Any]:
        """Return the row of L for g, its pivot, and its entry in the column of y before g is eliminated."""
        p, v = self.modulus.p, list[int]()
        self.spend(len(self.K) * (self.n + len(self.K)))
        for column, row in zip(self.K, self.L, strict=True):
            v.append((dot(g, column) - dot(v, row)) % p)
        low = [a * b % p for a, b in zip(v, self.inverses, strict=True)]
        return low, (dot(g, g) - dot(v, low)) % p, (dot(g, self.target) - dot(low, self.entries)) % p

    def inverse(self, pivot: Any) -> Any:
        """Return 1/pivot, which must not be zero."""
        require(pivot, "its pivot is 0 modulo p")
        return pow(pivot, -1, self.modulus.p)

    def improves(self, entry: Any, claim: Mapping[Any, Any]) -> None:
        """Compare the entry in the column of y with what is claimed of it."""
        residue = claim.get("residue")
        good = len(claim) == 1 and type(residue) is int and 0 <= residue < self.modulus.p
        require(good, "an improving candidate has a residue from 0 to p - 1", Malformed)
        require(entry == residue, f"the residue modulo p is {entry}, not {residue}")
        require(residue, "a residue of 0 proves nothing")

    def keep(self, k: int, vector: Vector) -> Any:
        """Add a column and return its entry in the column of y."""
        self.spend(4 * self.n * longest(vector[0]))
        g = self.image(vector)
        low, pivot, entry = self.eliminate(g)
        self.inverses.append(self.inverse(pivot))
        self.K.append(g)
        self.L.append(low)
        self.entries.append(entry)
        self.kept[k] = vector
        return entry

    def check(self) -> int:
        """Return the number of verdicts; a refusal names the candidate."""
        self.start()
        texts, count = self.items(self.o[self.source]), 0
        for k, entry in enumerate(self.items(self.o["candidates"], len(texts))):
            try:
                count += self.judge(k, entry, self.candidate(texts[k]))
            except (Malformed, Refused) as reason:
                raise type(reason)(f"candidate {k}: {reason}") from None
        require(len(self.known) == len(self.bases), "a null basis is used by no candidate", Malformed)
        return count

    def judge(self, k: int, entry: Any, g: Candidate) -> int:
        """Check one entry and return how many verdicts it holds."""
        match entry:
            case {"undecided": True, **more} if not more:
                return 0
            case {"given": True, **more} if not more:
                self.keep(k, g.vector)
                return 0
            case {"given": True, "coefficients": weights, **more} if not more:
                self.fails(g, "coefficients", weights)
                return 0
            case {"improves": True, **claim}:
                self.improves(self.keep(k, g.vector), claim)
                return 1
            case {"improves": False, **evidence} if len(evidence) == 1:
                self.fails(g, *map(str, evidence), *evidence.values())
                return 1
        raise Malformed("no known kind of entry")

    def fails(self, g: Candidate, kind: str, value: Any) -> None:
        """Check the evidence that a candidate does not improve."""
        require(kind not in {"dead", "full", "saturated"} or value is True, f"{kind} is not true", Malformed)
        match kind:
            case "dead":
                require(g.dead, "it is not dead: an output is not 0")
            case "full":
                require(len(self.kept) == self.n, "fewer columns are kept than there are points")
            case "saturated":
                filled = self.source == "W" and len(self.kept) == self.dimension
                require(filled, "the kept columns do not fill all that neurons can give")
            case "coefficients":
                require(self.rational, "outputs that are not rational have no coefficients")
                require(not any(self.rest(g.vector, value)), "it is not this combination of kept columns")
            case "output_weights":
                self.has_weights(g, value)
            case "twin":
                require(type(value) is int, "a twin is the index of a candidate", Malformed)
                require(not self.rational and value in self.kept, f"candidate {value} is no kept smooth one before it")
                signs = (1, -1) if self.name in OPPOSITE else (1,)
                rests = (self.minus(g.vector, [self.kept[value]], [Fraction(sign)]) for sign in signs)
                require(any(not any(rest) for rest in rests), f"it is no twin of candidate {value}")
            case "basis":
                self.has_basis(g, value)
            case _:
                raise Malformed(f"{kind[:20]!a} is no known evidence")

    def rest(self, target: Vector, value: Any) -> list[int]:
        """Return target - K s times a positive integer, for the s of an object {candidate: weight}."""
        weights = self.sparse(value, len(self.o["candidates"]))
        for j in weights:
            require(self.rational and j in self.kept, f"candidate {j} is no kept rational one before it")
        return self.minus(target, [self.kept[j] for j in weights], list(weights.values()))

    def has_weights(self, g: Candidate, value: Any) -> None:
        """Check that y - K s is 0, or that it is the residual (s is optimal) and orthogonal to the candidate."""
        r = self.rest(self.y, value)
        require(self.rational or not any(r), "outputs that are not rational cannot be shown orthogonal")
        for j, (column, _) in self.kept.items() if any(r) else ():
            require(self.orthogonal(column, r), f"the weights are not optimal: kept candidate {j} is not orthogonal")
        require(self.orthogonal(g.vector[0], r), "it is not orthogonal to the residual")

    def has_basis(self, g: Candidate, index: Any) -> None:
        """Check that the outputs are orthogonal to a basis of the complement of K."""
        require(type(index) is int and 0 <= index < len(self.bases), "there is no such null basis", Malformed)
        require(self.rational, "outputs that are not rational have no null basis")
        k, columns = len(self.kept), [column for column, _ in self.kept.values()]
        if index not in self.known:
            self.known[index] = k, self.null_basis(self.bases[index], columns)
        require(self.known[index][0] == k, f"null basis {index} belongs to fewer kept columns")
        require(self.annuls(self.known[index][1], g.vector[0]), f"it is not orthogonal to null basis {index}")


def check_line(line: str, kinds: Mapping[str, Callable[[dict[str, Any]], Rational | Growth]] | None = None) -> Accepted:
    """Check one line: Refused if it states something false, Malformed if it is no certificate of a known kind."""
    o, known = members(line), kinds or {"rational": Rational, "growth": Growth}
    require(o["kind"] in known, f"unknown kind {o['kind'][:20]!a}: this checks {', '.join(known)}", Malformed)
    return Accepted(known[o["kind"]](o).check())


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], check_line))
