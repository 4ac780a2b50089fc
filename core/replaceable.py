"""The fit with replaceable columns in the form that this machine allows: compiled loops, or else NumPy."""

import importlib.util
from functools import cache

from core.dataset import Floats
from core.replacement import Replaceable


@cache
def _numba() -> bool:
    return importlib.util.find_spec("numba") is not None


def replaceable(y: Floats, capacity: int) -> Replaceable:
    """Fit y (n) by up to so many columns, at most n: compiled where numba is installed, else in NumPy."""
    if _numba():
        from core.replacement_compiled import Compiled  # noqa: PLC0415  numba is optional, and slow to import

        return Compiled(y, min(capacity, len(y)))
    return Replaceable(y, min(capacity, len(y)))
