"""Gives the tasks to a Dask cluster."""

import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from verify.bad_input import BadInputError, shown

_PATIENCE = 10  # seconds to wait for a scheduler


@contextmanager
def dask_executor(address: str, option: str = "--dask") -> Iterator[Executor]:
    """Connect to the scheduler at an address ("tcp://host:8786") for the length of the block.

    The workers need this project in the same version as here. A task whose worker dies is done by another one. Raises
    BadInputError, which names `option`, where distributed is missing or no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415  optional
        from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415  as above
    except ImportError:
        raise BadInputError(option, "needs distributed, which is missing here", "pip install distributed") from None
    try:
        # A client that finds nobody says so on the error stream again and again; so somebody must listen first.
        socket.create_connection(get_address_host_port(address, strict=True), _PATIENCE).close()
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"{option} {shown(address)}", f"no scheduler answers ({error})", "start one with `dask scheduler`"
        ) from None
    with client:
        # Not pure: the cluster must not take a result for known because a task of another version had the same name.
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
