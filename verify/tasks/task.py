"""A task: a function by name, its arguments, and nothing else that its result could depend on."""

import importlib
import json
import reprlib
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from threadpoolctl import threadpool_limits

from verify.tasks.versions import version

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"


@dataclass(frozen=True)
class Task:
    """A call `function(**arguments)` of a function of a module, named "package.module:function".

    Arguments and result are what JSON can say; tuples become lists, and keys of dictionaries strings. The result may
    depend on the arguments and on the code alone. `cost` is a guess, in any unit, of how long it takes: the most
    expensive tasks are begun first, and the remaining time is estimated from it.
    """

    function: str
    arguments: Mapping[str, JSON]
    cost: float = field(default=1.0, compare=False)

    @property
    def call(self) -> str:
        """The call in canonical JSON, on one line; TypeError where JSON cannot say an argument."""
        call = {"function": self.function, "arguments": dict(self.arguments)}
        return json.dumps(call, sort_keys=True, separators=(",", ":"))

    @property
    def module(self) -> str:
        """The module of the function."""
        return self.function.partition(":")[0]

    def __str__(self) -> str:
        arguments = (f"{name}={reprlib.repr(value)}" for name, value in self.arguments.items())
        return f"{self.function}({', '.join(arguments)})"


@dataclass(frozen=True)
class Failure:
    """Why a task has no result: the error in one line, and where it was raised."""

    error: str
    traceback: str = ""


def one_thread() -> threadpool_limits:
    """Give BLAS one thread, until the end of the process or, as a context, of the block.

    The number of threads changes the last digits of what BLAS computes. Only libraries that are loaded are reached, so
    those of NumPy and SciPy are loaded first.
    """
    importlib.import_module("scipy.linalg")
    return threadpool_limits(1)


def perform(versions: Mapping[str, str], call: str) -> str | Failure:
    """Do what the `call` of a task says, and return the result in JSON, on one line.

    `versions` has the version of the code that is wanted, by the module of the function. Where the code here is another
    (the worker of a cluster, a file edited meanwhile), that is a failure: such a result must not pass for one of the
    wanted version.

    BLAS has one thread.
    """
    try:
        function, arguments = (json.loads(call)[name] for name in ("function", "arguments"))
        module, _, name = function.partition(":")
        if version(module) != versions[module]:
            return Failure("its worker has another version of the code, Python or a library; start the worker again")
        work = getattr(importlib.import_module(module), name)
        one_thread()
        return json.dumps(work(**arguments), separators=(",", ":"))
    except (Exception, SystemExit) as error:  # noqa: BLE001  it is raised again where the work was asked for
        return Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
