"""Read a line of a certificate file strictly, and at bounded cost. Standard library only.

A line is one JSON object: no key twice, no NaN, no bare number but an integer of at most 20 characters. Exact
numbers are strings: "-3", "1/2", "12.50", "1e-7" or a C hex float "0x1.8p-3", with exponents of at most four digits.
Each step that a line could make expensive is paid for from a fixed allowance before it is taken, so a small file can
cost neither unbounded time nor unbounded memory.
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm, prod
from operator import mul
from pathlib import Path
from typing import Any, NamedTuple

Vector = tuple[list[int], int]  # numerators over one positive denominator
LONGEST_LINE, LONGEST_NUMBER, LONGEST_DENOMINATOR = 1 << 26, 100_000, 1 << 19  # bytes, characters, bits
ALLOWANCE = 4_000_000_000  # of a line, about in steps of the interpreter; a bit that is kept costs one as well
DECIMAL = re.compile(r"-?\d+(?:/0*[1-9]\d*|(?:\.\d+)?(?:[eE][+-]?\d{1,4})?)", re.ASCII)
HEX = re.compile(r"(-?)0x([0-9a-f]+)(?:\.([0-9a-f]+))?p([+-]?\d{1,4})", re.ASCII)
INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


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


def dot(a: Sequence[int], b: Sequence[int]) -> int:
    """Return aᵀb."""
    return sum(map(mul, a, b))


def longest(numbers: Sequence[int]) -> int:
    """Return the number of bits of the longest number."""
    return max(map(int.bit_length, numbers), default=0)


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


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object with the same key twice."""
    found = dict(pairs)
    require(len(found) == len(pairs), "a key occurs twice in one object", Malformed)
    return found


def bare(token: str) -> int:
    """Refuse a number that is not a string, unless it is a short integer."""
    good = len(token) <= 20 and token.lstrip("-").isdigit()
    require(good, f"bare number {token[:20]}: only integers of 20 characters, others as strings", Malformed)
    return int(token)


def members(line: str) -> dict[str, Any]:
    """Read a line as one JSON object that calls itself a certificate."""
    require(len(line) <= LONGEST_LINE, f"longer than {LONGEST_LINE} bytes", Malformed)
    try:
        o = json.loads(line, object_pairs_hook=once, parse_float=bare, parse_int=bare, parse_constant=bare)
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise Malformed("nested too deeply") from None
    require(isinstance(o, dict), "not a JSON object", Malformed)
    require(o.get("lemmata") == "certificate/1", 'not marked "lemmata": "certificate/1"', Malformed)
    require(isinstance(o.get("kind"), str), "no kind of certificate", Malformed)
    return dict(o)


class Line:
    """The members of a line and its targets y (n), and what is left of its allowance."""

    def __init__(self, o: dict[str, Any], keys: str, optional: str = "") -> None:
        wrong = (o.keys() ^ {"lemmata", "kind", "y", *keys.split()}) - {*optional.split()}
        require(not wrong, f"key missing or unknown: {min(wrong, default='')[:30]!a}", Malformed)
        self.o, self.left, self.n = o, ALLOWANCE, len(self.items(o["y"]))
        require(self.n, "no points", Malformed)
        self.y = self.vector(o["y"], self.n)

    def items(self, value: Any, length: int | None = None) -> list[Any]:
        """Return a list of this length."""
        good = isinstance(value, list) and length in (None, len(value))
        require(good, f"a list{'' if length is None else f' of length {length}'} was expected", Malformed)
        return list(value)

    def spend(self, steps: int, *bits: int) -> None:
        """Pay for a number of steps, or of products of two numbers of so many bits."""
        self.left -= steps * (1 + prod(bits) // 30_000)
        require(self.left >= 0, "this takes more work than a line is allowed", Malformed)

    def scaled(self, values: Sequence[Fraction]) -> Vector:
        """Bring the values over one denominator."""
        below = 1
        for value in values:
            below = lcm(below, value.denominator) if below % value.denominator else below
            require(below.bit_length() <= LONGEST_DENOMINATOR, "a common denominator is too long", Malformed)
        self.spend(len(values) * (50 + below.bit_length()))
        return [value.numerator * (below // value.denominator) for value in values], below

    def vector(self, texts: Any, length: int) -> Vector:
        """Read a list of exact numbers."""
        return self.scaled([fraction(text) for text in self.items(texts, length)])

    def sparse(self, value: Any, end: int) -> dict[int, Fraction]:
        """Read an object of exact numbers whose keys are indices below the end."""
        good = isinstance(value, dict) and all(map(INDEX.fullmatch, value))
        require(good, "an object of indices and exact numbers was expected", Malformed)
        require(all(int(key) < end for key in value), f"an index is not below {end}")
        return {int(key): fraction(text) for key, text in value.items()}

    def minus(self, target: Vector, columns: Sequence[Vector], weights: Sequence[Fraction]) -> list[int]:
        """Return target - Σ weight · column, times some positive integer."""
        over = [Fraction(1, target[1]), *(-w / c[1] for w, c in zip(weights, columns, strict=True))]
        factors, terms = self.scaled(over)[0], [target[0], *(column for column, _ in columns)]
        self.spend(self.n * len(factors), longest(factors), max(map(longest, terms)))
        return [dot(factors, row) for row in zip(*terms, strict=True)]


def run(arguments: Sequence[str], check: Callable[[str], Accepted]) -> int:
    """Check a file: 0 all accepted; 5 something refused, each named; 2 malformed, the first named."""
    lines = verdicts = refused = 0
    try:
        require(len(arguments) == 1, "one argument is wanted: FILE.jsonl", Malformed)
        with Path(arguments[0]).open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                lines += 1
                try:
                    verdicts += check(line.decode()).verdicts
                except Refused as reason:
                    refused += 1
                    sys.stderr.write(f"line {lines}: {reason}\n")
        require(lines, "the file is empty", Malformed)
    except (Malformed, UnicodeDecodeError, OSError) as reason:
        where = f"line {lines}: " if lines else ""
        what = f"not UTF-8 at byte {reason.start + 1}" if isinstance(reason, UnicodeDecodeError) else reason
        sys.stderr.write(f"{where}malformed: {what}\n")
        return 2
    if not refused:
        sys.stdout.write(f"{lines} certificates, {verdicts} verdicts accepted\n")
    return 5 if refused else 0
