import numpy as np
import pytest

from core.rounding import gamma
from core.triangle import triangle_of


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 1), (9000, 7), (9001, 60)])
def test_it_is_the_triangle_of_the_whole_up_to_signs(shape: tuple[int, int]) -> None:
    n, k = shape
    B = np.random.default_rng(0).standard_normal(shape)
    found, expected = triangle_of(B), np.linalg.qr(B)[1]
    assert found.shape == expected.shape == (min(n, k), k)
    assert np.array_equal(found, np.triu(found))
    signs = np.sign(np.diag(found)) * np.sign(np.diag(expected))
    # Both have errors of at most γ_{nk} ‖B‖, and the columns of B are nearly orthogonal.
    assert np.linalg.norm(signs[:, np.newaxis] * found - expected) <= 8 * gamma(n * k) * np.linalg.norm(B)


def test_dependent_columns_leave_nothing_below_their_rank() -> None:
    B = np.random.default_rng(1).standard_normal((8000, 2))
    R = triangle_of(np.column_stack([B, np.zeros(8000), B[:, 0] - 3 * B[:, 1]]))
    assert np.linalg.norm(R[2:, 3]) <= 8 * gamma(8000 * 4) * np.linalg.norm(R)
    assert not R[:, 2].any()
