"""Bugs in the error on rows held out of one's own data."""

from tests.mutants.edit import Edit, by_tests

SPLITTING = by_tests("verify/own_data/test_splitting.py")
HELD_OUT = by_tests("verify/own_data/test_held_out.py")

EDITS = (
    Edit(
        "scaled-by-all-rows",
        "features are standardised by the rows held out as well",
        "verify/own_data/held_out.py",
        "standardised_by(X[split.training], X)",
        "standardised_by(X, X)",
        (HELD_OUT,),
    ),
    Edit(
        "fitted-to-all-rows",
        "networks are fitted to the rows held out as well",
        "verify/own_data/held_out.py",
        "training = Dataset(X[split.training], y[split.training])",
        "training = Dataset(X, y)",
        (HELD_OUT,),
    ),
    Edit(
        "last-output-weights-for-all",
        "the output weights of fewer neurons are those of all of them, cut short",
        "verify/own_data/held_out.py",
        "solved.T * found.coefficients",
        "H * solve_triangular(found.triangle, found.coefficients)",
        (HELD_OUT,),
    ),
    Edit(
        "one-split-for-all",
        "every growth holds out the same rows",
        "verify/own_data/held_out.py",
        "splits(floats, len(y), _stream(seed, k, 0))",
        "splits(floats, len(y), _stream(seed, 0, 0))",
        (HELD_OUT,),
    ),
    Edit(
        "interval-one-growth-short",
        "intervals of the median end a growth too early",
        "verify/own_data/held_out.py",
        "ordered[r - 1]",
        "ordered[r]",
        (HELD_OUT,),
    ),
    Edit(
        "first-rows-held-out",
        "the rows held out are the first of the table",
        "verify/own_data/splitting.py",
        "generator.permutation(rows)[: _count(request.holdout, rows)]",
        "np.arange(rows)[: _count(request.holdout, rows)]",
        (SPLITTING,),
    ),
)
