from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from verify.instruments.rational import dot, times
from verify.instruments.semidefinite import definiteness


@st.composite
def symmetric(draw: st.DrawFn) -> list[list[Fraction]]:
    """Symmetric matrices of up to four rows, entries -3 to 3; half of them Gram matrices, less a small diagonal."""
    u = draw(st.integers(0, 4))
    entries = st.lists(st.integers(-3, 3), min_size=u, max_size=u)
    A = np.array(draw(st.lists(entries, min_size=u, max_size=u)), dtype=int).reshape(u, u)
    M = A @ A.T - draw(st.integers(0, 1)) * np.eye(u, dtype=int) if draw(st.booleans()) else A + A.T
    return [[Fraction(entry) for entry in line] for line in M.tolist()]


def determinant(M: list[list[Fraction]]) -> Fraction:
    if not M:
        return Fraction(1)
    return sum(
        ((-1) ** j * M[0][j] * determinant([[*line[:j], *line[j + 1 :]] for line in M[1:]]) for j in range(len(M))),
        Fraction(0),
    )


@given(symmetric())
def test_it_is_what_all_principal_minors_say(M: list[list[Fraction]]) -> None:
    u = len(M)
    told = definiteness(M)
    principal = [S for size in range(1, u + 1) for S in combinations(range(u), size)]
    minors = [determinant([[M[i][j] for j in S] for i in S]) for S in principal]
    assert (told.negative is None) == all(minor >= 0 for minor in minors)
    assert told.definite == all(minor > 0 for minor in minors)
    if told.negative is not None:
        assert dot(told.negative, times(M, told.negative)) < 0
