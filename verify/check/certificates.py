"""Check certificates: `python -I -S verify/check/certificates.py FILE.jsonl`. Believes nothing but the line.

Standard library only. It needs nothing but three files beside it: lines.py reads strictly, neurons.py says what neurons
give on the points, reasons.py checks the exact reasons of candidates that do not improve.

g improves on the kept columns K (n × k), it lowers min ‖K s - y‖², exactly when gᵀr ≠ 0, r the residual.
Why residues prove that. Let D = det [[KᵀK, Kᵀy], [gᵀK, gᵀy]]. If KᵀK c = 0 with c ≠ 0, then K c = 0, the columns
of D are dependent and D = 0. Otherwise D = det(KᵀK)·gᵀr (Schur). So D ≠ 0 proves K independent and g improving.
As p divides no denominator, D modulo p is the product of K's pivots in the LDLᵀ of the Gram matrix modulo p and of
entry (g, y) before g is eliminated: if none is 0, D ≠ 0. A zero residue proves nothing and is no evidence here.
For tanh, sigmoid and gaussian the same holds of images in F_p, by Hermite's theorem: see neurons.py.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # under -I not even this folder is searched
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from verify.check.lines import Accepted, Line, Malformed, Refused, Vector, dot, fraction, longest, members, require, run
from verify.check.neurons import EXPONENTIAL, OUTPUT, Modulus
from verify.check.reasons import Reasons

ENDINGS = ("neurons", "residual zero", "saturated span", "cap on draws", "weights used up")


class Rational(Line):
    """Gᵀr = 0 for r = y - G s makes s optimal; then g improves if and only if gᵀr ≠ 0."""

    def __init__(self, o: dict[str, Any]) -> None:
        super().__init__(o, "G g s improves")

    def check(self) -> int:
        """Return the number of verdicts."""
        s, g = [fraction(text) for text in self.items(self.o["s"])], self.vector(self.o["g"], self.n)[0]
        rows = [self.items(row, len(s)) for row in self.items(self.o["G"], self.n)]
        columns = [self.vector(list(column), self.n) for column in zip(*rows, strict=True)]
        r, claim = self.minus(self.y, columns, s), self.o["improves"]
        require(isinstance(claim, bool), "improves is neither true nor false", Malformed)
        for j, (column, _) in enumerate(columns):
            self.spend(self.n, longest(column), longest(r))
            require(dot(column, r) == 0, f"s is not optimal: column {j} of G is not orthogonal to y - G s")
        require((dot(g, r) != 0) == claim, f"g'(y - G s) is {'' if claim else 'not '}0 but improves is {claim}")
        return 1


class Growth(Reasons):
    """The candidates in order; the kept columns K and the LDLᵀ of their Gram matrix modulo p."""

    def __init__(self, o: dict[str, Any], field: str = "p", names: tuple[str, ...] = (*OUTPUT, *EXPONENTIAL)) -> None:
        root = " root" if field == "p" and o.get("activation") in EXPONENTIAL else ""
        super().__init__(o, field + root, "ended output_weights", names)
        self.K: list[Any] = []
        self.L: list[Any] = []
        self.inverses: list[Any] = []  # of the pivots
        self.entries: list[Any] = []  # of the column of y

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

    def outside(self, vector: Vector) -> bool:
        """Whether a column has a pivot that is not 0, so that it lies outside the span of the kept ones."""
        return bool(self.eliminate(self.image(vector))[1])

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
                count += self.judge(k, entry, *self.candidate(texts[k]))
            except (Malformed, Refused) as reason:
                raise type(reason)(f"candidate {k}: {reason}") from None
        require(len(self.proved) == len(self.bases), "a null basis is used by no candidate", Malformed)
        ended = self.o.get("ended", "neurons")
        require(ended in ENDINGS, "ended in no known way", Malformed)
        require(("output_weights" in self.o) <= (ended == "residual zero"), "output_weights show nothing", Malformed)
        require(ended != "saturated span" or self.saturated(), "the span is not saturated at the end")
        if ended == "residual zero" and len(self.kept) < self.n:
            require(not any(self.rest(self.y, self.o.get("output_weights", {}))), "the residual at the end is not 0")
        return count

    def judge(self, k: int, entry: Any, before: Vector | None, outputs: Vector | None) -> int:
        """Check one entry and return how many verdicts it holds."""
        vector = outputs or before or self.y
        match entry:
            case {"undecided": True, **more} if not more:
                return 0
            case {"given": True, **more} if not more:
                self.keep(k, vector)
                return 0
            case {"given": True, "coefficients": weights, **more} if not more:
                self.is_sum(outputs, weights)
                return 0
            case {"improves": True, **claim}:
                self.improves(self.keep(k, vector), claim)
                return 1
            case {"improves": False, "cause": cause, **evidence} if len(evidence) < 2:
                self.fails(cause, evidence, before, outputs)
                return 1
        raise Malformed("no known kind of entry")


def check_line(line: str, kinds: Mapping[str, Callable[[dict[str, Any]], Rational | Growth]] | None = None) -> Accepted:
    """Check one line: Refused if it states something false, Malformed if it is no certificate of a known kind."""
    o, known = members(line), kinds or {"rational": Rational, "growth": Growth}
    require(o["kind"] in known, f"unknown kind {o['kind'][:20]!a}: this checks {', '.join(known)}", Malformed)
    return Accepted(known[o["kind"]](o).check())


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], check_line))
