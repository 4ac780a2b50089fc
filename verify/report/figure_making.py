"""Makes the figures that a run asks for: which ones, by whom, and what an earlier run has kept."""

import argparse
import difflib
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from verify.evidence import Figure, Profile
from verify.own_data.bad_input import BadInputError, shown
from verify.report.watching import CostBar

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

ALL = "all"


def wanted(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the ids of the figures that are asked for: by --figure, or all of them by a whole run of profile paper."""
    whole = options.profile == Profile.PAPER and not (options.claim or options.module or options.installed)
    if not options.figure and not whole:
        return ()
    from verify.experiments.everything import IDS  # noqa: PLC0415  most runs make no figure

    if whole or ALL in options.figure:
        return IDS
    for name in options.figure:
        if name not in IDS:
            near = difflib.get_close_matches(name, IDS, n=1, cutoff=0.4)
            remedy = f"did you mean {near[0]}?" if near else f"use one of {ALL}, {', '.join(IDS)}"
            raise BadInputError("--figure", f"no figure is called {shown(name)}", remedy)
    return tuple(name for name in IDS if name in options.figure)


def make(options: argparse.Namespace, jobs: int, ids: tuple[str, ...], seed: int) -> tuple[tuple[Figure, ...], int]:
    """Make these figures, in processes or by the Dask cluster that --dask names; and how many results were kept ones."""
    from verify.experiments import everything  # noqa: PLC0415  most runs make no figure
    from verify.tasks import Store, run  # noqa: PLC0415  as above
    from verify.tasks.dask import dask_executor  # noqa: PLC0415  as above

    store = Store(fresh=options.fresh)
    cluster: AbstractContextManager[Executor | None] = dask_executor(options.dask) if options.dask else nullcontext()
    with _one_line_a_warning(), cluster as executor, CostBar("pictures") as bar:
        do = partial(run, executor=executor, jobs=jobs, store=store, watcher=bar)
        return everything.make(ids, do, seed), store.taken


@contextmanager
def _one_line_a_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: sys.stderr.write(f"verify.report: {message}\n") and None
        yield
