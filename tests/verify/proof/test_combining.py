"""How facts combine to a goal is found; where they do not, nothing is concluded."""

from fractions import Fraction

import pytest

from tests.verify.proof.worlds import sequent
from verify.proof import FALSE, Refused, Theorem, Words, by

READ = Words("n m; X Z: n×m; Y: m×n; S T: n×n; v w y: n; a b c x: 1; p: m")


def known(*texts: str) -> list[Theorem]:
    return [sequent(READ(text), READ(text)) for text in texts]


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("X + Z = Z + X", []),
        ("X = Z", ["X = Z"]),
        ("Z = X", ["X = Z"]),
        ("Xᵀ = Zᵀ", ["X = Z"]),
        ("S X p = S Z p", ["X = Z"]),
        ("2 X = 2 Z", ["X = Z"]),
        ("a v = b v", ["a = b"]),
        ("vᵀ S w = 0", ["S w = 0"]),
        ("wᵀ Sᵀ v = 0", ["S w = 0"]),
        ("(vᵀ S w) y = 0", ["S w = 0"]),
        ("S w = y", ["S v = y", "v = w"]),
        ("S S v = v", ["S v = w", "S w = v"]),
        ("T S = I[n]", ["T S = I[n]"]),
        ("Tᵀ Sᵀ = I[n]", ["S T = I[n]"]),
        ("v = T w", ["S v = w", "T S = I[n]"]),
        ("c x = 1", ["a x = 1", "a = c"]),
        ("‖v + w‖² = ‖v‖² + ‖w‖²", ["vᵀ w = 0"]),
        ("a ≤ b", ["a ≤ b"]),
        ("a ≤ c", ["a ≤ b", "b ≤ c"]),
        ("a < c", ["a ≤ b", "b < c"]),
        ("a ≤ c", ["a ≤ b", "b = c"]),
        ("‖v‖² ≤ ‖v + w‖²", ["vᵀ w = 0", "0 ≤ ‖w‖²"]),
        ("a ≤ a + 1", []),
        ("⊥", ["a = 1", "a ≤ 0"]),
        ("⊥", ["a < a"]),
    ],
)
def test_a_combination_is_found(goal: str, facts: list[str]) -> None:
    theorem = by(READ(goal), *known(*facts))
    assert theorem.conclusion == READ(goal)
    assert theorem.hypotheses <= set(map(READ, facts))


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("X = Z", []),
        ("S = T", ["S v = T v"]),
        ("S T = T S", []),
        ("v = w", ["S v = S w"]),
        ("a = b", ["a x = b x"]),
        ("a ≤ b", ["b ≤ a"]),
        ("a < b", ["a ≤ b"]),
        ("a + 1 ≤ b", ["a ≤ b"]),
        ("⊥", ["a ≤ a"]),
        ("⊥", []),
        ("vᵀ w = 0", ["T v = 0"]),
    ],
)
def test_what_does_not_follow_is_refused(goal: str, facts: list[str]) -> None:
    with pytest.raises(Refused):
        by(READ(goal), *known(*facts))


def test_an_inequality_is_taken_as_often_as_is_said() -> None:
    (fact,) = known("2 a ≤ 2 b")
    assert by(READ("a ≤ b"), (Fraction(1, 2), fact)).conclusion == READ("a ≤ b")
    for times in (1, -1):
        with pytest.raises(Refused):
            by(READ("a ≤ b"), (times, fact))


def test_what_is_not_needed_is_no_hypothesis() -> None:
    assert by(READ("X = Z"), *known("X = Z", "S = T")).hypotheses == {READ("X = Z")}


def test_false_may_be_the_goal() -> None:
    assert by(FALSE, *known("1 ≤ 0")).conclusion == FALSE
