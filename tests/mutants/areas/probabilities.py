"""Bugs in the exact probability of failure, and in what the report makes of it."""

from tests.mutants.edit import Edit, by_tests, report

CELLS = by_tests("core/exact/test_cells.py")
FAILING = by_tests("core/exact/test_failing.py")

EDITS = (
    Edit(
        "opposite-points-active-together",
        "a point on the other side of its circle is active in the same cells as one on this side",
        "core/exact/cells.py",
        "active[:, on] = positive[:, of_point[on]] == (side[on] > 0)",
        "active[:, on] = positive[:, of_point[on]]",
        (report("failure-probability"),),
    ),
    Edit(
        "interior-angles",
        "shares add up the angles between walls instead of those between their normals",
        "core/exact/cells.py",
        "np.arctan2(sine, np.where(same, cosine, -cosine))",
        "np.arctan2(sine, np.where(same, -cosine, cosine))",
        (report("failure-probability"),),
    ),
    Edit(
        "circles-never-meet-thrice",
        "three circles through one point are taken for meeting in pairs",
        "core/exact/cells.py",
        "D[row, third], zero[row, third] = value, value == 0",
        "D[row, third], zero[row, third] = value or 1, False",
        (report("failure-probability"), CELLS),
    ),
    Edit(
        "sums-over-all-points",
        "the claim sums over all points instead of the active ones",
        "verify/claims/failure_probability.py",
        "for i in range(len(X)) if active[i]",
        "for i in range(len(X))",
        (report("failure-probability"),),
    ),
    Edit(
        "suspects-believed",
        "a sum that is zero modulo the prime is taken for zero",
        "core/exact/zero_cells.py",
        "        if self._exact_sums(k, self.active[left]).any():\n            raise WrongPrimeError\n",
        "",
        (FAILING,),
    ),
    Edit(
        "failures-as-trials",
        "the expected failures before the next acceptance are taken for the probability of one",
        "core/exact/failing.py",
        "return fsum(self.probabilities / self.improving)",
        "return fsum(self.probabilities)",
        (FAILING,),
    ),
    Edit(
        "one-sided",
        "the interval leaves all the error to one side",
        "core/exact/failing.py",
        "return int((lower + rounding <= error / 2).sum()), int(inside.argmax())",
        "return 0, int(inside.argmax())",
        (FAILING,),
    ),
    Edit(
        "growths-outside-do-not-count",
        "counts agree although a growth lies outside its own interval",
        "verify/evidence/census.py",
        "return self.low <= self.observed <= self.high and self.outside == 0",
        "return self.low <= self.observed <= self.high",
        (by_tests("verify/census/test_probabilities.py"),),
    ),
    Edit(
        "impossible-counts",
        "failures that the probabilities cannot explain are no disagreement",
        "verify/census/probabilities.py",
        "if least <= summary.observed <= most:",
        "if True:",
        (by_tests("verify/census/test_probabilities.py"),),
    ),
    Edit(
        "null-event-without-the-claim",
        "probability 0 is reported although the claim it rests on was not established",
        "verify/census/findings.py",
        "held = [claim.id for claim in claims if claim.id == ALMOST_SURELY and claim.outcome is Outcome.HOLDS]",
        "held = [ALMOST_SURELY]",
        (by_tests("verify/test_findings.py"),),
    ),
)
