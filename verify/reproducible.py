"""Makes the examples of Hypothesis depend on the seed alone.

Now and then Hypothesis draws a number that it read in the source of a module that is loaded and not installed.
What is loaded depends on which claims ran before in the same process, and what is installed on where the project
lies; the same seed would give other examples. There is no public setting against it.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def examples_from_seed_alone() -> Iterator[None]:
    """Keep Hypothesis from drawing numbers of loaded modules inside the block.

    Versions without that habit are left alone. That it works is tested, not taken on trust, since the name
    replaced here is no public one.
    """
    try:
        providers = importlib.import_module("hypothesis.internal.conjecture.providers")
        before, nothing = providers._get_local_constants, providers.Constants()  # noqa: SLF001  see above
    except (ImportError, AttributeError):
        yield
        return
    providers.CONSTANTS_CACHE.cache.clear()
    providers.__dict__["_get_local_constants"] = lambda: nothing
    try:
        yield
    finally:
        providers.__dict__["_get_local_constants"] = before
        providers.CONSTANTS_CACHE.cache.clear()
