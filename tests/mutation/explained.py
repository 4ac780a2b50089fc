"""Why the mutants that survived the last run did, by hand: the run writes these words beside them.

A mutant is known by its file and by what its line became, so that it keeps its words when lines move.
"""

EXPLAINED: dict[tuple[str, str], str] = {
    ("core/exact/decide.py", "return self.verdict == Verdict.IMPROVES"): (
        "equivalent: the members of an enumeration are single, so `is` and `==` agree"
    ),
    ("core/exact/elimination.py", "changed = slice(j // 1, c + 2 + j)"): (
        "equivalent: column j is finished, and what becomes of it below row j is never read"
    ),
    ("core/exact/elimination.py", "changed = slice(j % 1, c + 2 + j)"): (
        "equivalent: the columns up to j are finished, and what becomes of them below row j is never read"
    ),
    ("core/exact/elimination.py", "full = wants * (room == 0)"): (
        "equivalent: the product of truth values is their conjunction"
    ),
    (
        "core/exact/failing.py",
        "length = 64 + 2 * int(fsum(most[0] * most[1]) + 10 * fsum(most[0] / most[1] ** 2) ** 0.5)",
    ): ("speed alone: the length to begin with, which is doubled until the interval lies inside"),
    ("core/exact/kernels.py", "return [[int(i <= j) for j in range(width)] for i in range(width)]"): (
        "equivalent: without constraints only a single unknown is ever accepted, and for one both are (1)"
    ),
    (
        "core/exact/modular.py",
        "if flint.fmpz(candidate).is_prime() and (not safe or (q << 2 and q > 5 and flint.fmpz(q).is_prime())):",
    ): ("equivalent: that q is odd follows from q > 5 and q prime; the parity only spares a primality test"),
    ("core/exact/objectives.py", "_RELATIVE = 2.0**~40"): ("equivalent: enclosures are one bit narrower than promised"),
    ("core/exact/objectives.py", "_LAST_BITS = 2** 16"): (
        "the cap on the precision: nothing in a test needs 2^15 bits, and a larger cap only tries longer"
    ),
    ("core/exact/outputs.py", "while E.size <= q:  # powers of the root, doubling the table"): (
        "equivalent: the size is a power of 2 and q is odd, so they are never equal"
    ),
    ("core/exact/pieces.py", "margin += abs(t) / 2 * UNIT"): (
        "equivalent: |t| ≈ |z| ≤ ‖x‖‖w‖₁ where it matters, and the constant 2m + 8 already has 2u|t| to spare"
    ),
    (
        "core/exact/run.py",
        "ahead = min(self.chunk, int((room - self.state.count)[active].max() / 9 // 8) + self.block)",
    ): ("speed alone: how many candidates are drawn ahead changes no verdict"),
    (
        "core/exact/run.py",
        "ahead = min(self.chunk, int((room - self.state.count)[active].max() * 9 % 8) + self.block)",
    ): ("speed alone: how many candidates are drawn ahead changes no verdict"),
    ("core/exact/run.py", "X = self.X if members.size > self.X.shape[0] else self.X[active[members]]"): (
        "equivalent: all rows by index are the array itself, copied"
    ),
    (
        "core/exact/settle.py",
        "random = np.random.default_rng(stage).integers(-(p // 2), p // 2 / 1, (codimension, n)).astype(np.float64)",
    ): ("equivalent: random numbers of a range that is shorter by one"),
    (
        "core/exact/settle.py",
        "random = np.random.default_rng(stage).integers(-(p // 2), p // 2 ** 1, (codimension, n)).astype(np.float64)",
    ): ("equivalent: random numbers of a range that is shorter by one"),
    ("core/exact/settle.py", "if rank != codimension:"): (
        "equivalent: the rank is never larger than the number of rows"
    ),
    ("core/exact/settle.py", "if rank > codimension:"): (
        "equivalent: a row of zeros has no exact vector, so the basis is given up one step later"
    ),
    ("core/exact/settle.py", "if spanned and self._state.target.shape[1] - stage < _CODIMENSION:"): (
        "speed alone: another way to the same verdict is taken at a codimension of exactly 12"
    ),
    ("core/exact/settle.py", "_SHORT = 25  # supports up to here are solved directly"): (
        "speed alone: another way to the same verdict is taken for supports of exactly 25"
    ),
    (
        "core/exact/symmetry.py",
        "far = near.max() > 1e-9 + np.abs(X.approx).max() * (size[k] + size[j])  # NaN is not far: look closely",
    ): ("speed alone: more pairs are looked at exactly, and the exact look decides"),
    (
        "core/exact/symmetry.py",
        '_LINEAR_PART = {name: Fraction(-1) for name in ("relu", "softplus", "gelu")} | {"leaky_relu": Fraction(+101, 100)}',  # noqa: E501
    ): ("equivalent: all rows e change their sign together, and no rank depends on that"),
    ("core/exact/zero_cells.py", "_MANY = 25  # accepted columns beyond which equations with all of them are slow"): (
        "speed alone: another way to the same answer is taken for exactly 25 coefficients"
    ),
    (
        "core/exact/zero_cells.py",
        "w = np.random.default_rng( 1).integers(1, p // 2 + 1, (X.shape[1], 1)).astype(np.float64)",
    ): ("equivalent: another random direction, and every zero along it is looked at in full"),
    (
        "core/exact/zero_cells.py",
        "w = np.random.default_rng(0).integers(1, p / 2 + 1, (X.shape[1], 1)).astype(np.float64)",
    ): ("equivalent: NumPy drops the half, so the range and the numbers are the same"),
    (
        "core/exact/zero_cells.py",
        "taken, _, _ = state.meet(only, block, against, np.array([u << first]), given=True)",
    ): ("equivalent: a block never holds more columns than are left, so the room never ends before the block"),
    (
        "verify/check/certificates.py",
        "chains = ([pow(a, (n ** 1) >> i, n) for i in range(1, twos + 1)] for a in bases)",
    ): ("equivalent: n is odd wherever it matters, and then n >> i = (n - 1) >> i"),
    ("verify/check/certificates.py", "own = all(any(v and count[i] <= 1 for i, v in b.items()) for b in basis)"): (
        "equivalent: an index of the basis is counted at least once"
    ),
    (
        "verify/check/certificates.py",
        "return n in bases or (n > 37 and n % 2 >= 1 and all(x[-1] == 1 or n - 1 in x for x in chains))",
    ): ("equivalent: a remainder modulo 2 is 0 or 1"),
    ("verify/check/enclosures.py", "low = [a * inverse for a, (_, _, inverse, _) in zip(v, self.K, strict=False)]"): (
        "equivalent: both lists have an entry a kept column"
    ),
}
