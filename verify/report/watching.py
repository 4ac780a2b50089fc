"""Progress bars on the standard error, and only when that is a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from verify import progress


class Bars:
    """A bar for the whole run, and one for each piece of work that is under way; none of them if `quiet`."""

    def __init__(self, what: str, total: int, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._all = self._progress.add_task(what, total=total)
        self._running: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advanced(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps of a piece are done; a total of 0 is not known yet."""
        if name not in self._running:
            self._running[name] = self._progress.add_task(f"  {name}", total=None)
        self._progress.update(self._running[name], completed=done, total=total or None)

    def finished(self, name: str) -> None:
        """Take the bar of a piece away and advance the bar of the run."""
        if name in self._running:
            self._progress.remove_task(self._running.pop(name))
        self._progress.advance(self._all)


class CostBar(Bars):
    """A bar for tasks: how much of their cost is done, and how long the rest will take."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        super().__init__(what, 0, quiet=quiet)
        self._progress.columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )

    def advanced(self, name: str, done: int, total: int) -> None:
        """Show nothing of a single task: there are hundreds of them."""

    def finished(self, name: str) -> None:
        """Show nothing of a single task."""

    def reached(self, done: float, total: float) -> None:
        """Show that so much of the cost is done."""
        self._progress.update(self._all, completed=done, total=total)


@contextmanager
def one_bar(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Show the progress of the one piece of work in the block."""
    with Bars(what, 1, quiet=quiet) as bars, progress.heard_by(lambda done, total: bars.advanced(what, done, total)):
        yield
