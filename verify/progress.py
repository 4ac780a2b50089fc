"""How far long work has come: whoever does it says so, and whoever wants to know listens.

Nobody listens by default, so that a library call stays silent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]


def _nobody(done: int, total: int) -> None:
    """Hear nothing."""


_listener: ContextVar[Listener] = ContextVar("listener", default=_nobody)


def report(done: int, total: int) -> None:
    """Say that `done` of `total` equal steps of the current work are done."""
    _listener.get()(done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let `listener` hear every `report` made inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
