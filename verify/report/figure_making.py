"""Makes the figures that a run asks for: which ones, by whom, and what an earlier run has kept."""

import argparse
import difflib
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from verify.bad_input import BadInputError, shown
from verify.evidence import Figure, Profile
from verify.report.watching import CostBar

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

ALL = "all"


def wanted(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the ids of the figures that are asked for: by --figure, or all of them by a whole run of profile paper.

    Raises BadInputError for a figure that there is not, and for options about figures where none is asked for.
    """
    named = options.figure or ()
    whole = options.profile == Profile.PAPER and not (named or options.claim or options.module or options.installed)
    if not (named or whole):
        for option in ("fresh", "dask"):
            if getattr(options, option):
                raise BadInputError(f"--{option}", "is about pictures, and this run makes none", "add --figure ID")
        return ()
    from verify.experiments.everything import IDS  # noqa: PLC0415  most runs make no figure

    for name in named:
        if name not in (ALL, *IDS):
            near = difflib.get_close_matches(name, IDS, n=1, cutoff=0.4)
            remedy = f"did you mean {near[0]}?" if near else f"use one of {ALL}, {', '.join(IDS)}"
            raise BadInputError("--figure", f"no figure is called {shown(name)}", remedy)
    return IDS if whole or ALL in named else tuple(name for name in IDS if name in named)


def refuse_absent_cluster(options: argparse.Namespace) -> None:
    """Before any work: whoever is to make the pictures must answer."""
    with _executor(options):
        pass


def make(options: argparse.Namespace, jobs: int, ids: tuple[str, ...], seed: int) -> tuple[tuple[Figure, ...], int]:
    """Make these figures, in processes or by the Dask cluster that --dask names; and how many results were kept."""
    from verify.experiments import everything  # noqa: PLC0415  most runs make no figure
    from verify.tasks import Store, run  # noqa: PLC0415  as above

    store = Store(fresh=options.fresh)
    with _one_line_a_warning(), _executor(options) as executor, CostBar("pictures", quiet=options.quiet) as bar:
        do = partial(run, executor=executor, jobs=jobs, store=store, watcher=bar)
        return everything.make(ids, do, seed), store.taken


def _executor(options: argparse.Namespace) -> "AbstractContextManager[Executor | None]":
    if not options.dask:
        return nullcontext()
    from verify.tasks.dask import dask_executor  # noqa: PLC0415  distributed is optional

    return dask_executor(options.dask)


@contextmanager
def _one_line_a_warning() -> Iterator[None]:
    def show(message: Warning | str, *_: object, **__: object) -> None:
        sys.stderr.write(f"verify.report: {message}\n")

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
