"""Writing a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from verify.bad_input import BadInputError, file


@contextmanager
def whole_file(path: Path, option: str) -> Iterator[IO[str]]:
    """Open a text stream that becomes the file at `path` when the block ends well, and vanishes otherwise.

    The stream is a temporary file in the same folder, so a path that cannot be written is refused on entry,
    before any work, with a `BadInputError` that names `option`. A file that was there stays until the end.
    """
    where = f"{option} {file(path)}"
    if path.is_dir():
        raise BadInputError(where, "is a folder", "name a file in it")
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent, text=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(where, f"cannot be written ({reason})", "name a file in a folder that exists") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        _publish(Path(temporary), path, where)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _publish(temporary: Path, path: Path, where: str) -> None:
    """Move the finished file to its place, with the permissions that a new file would have had."""
    mask = os.umask(0)
    os.umask(mask)
    try:
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise BadInputError(where, f"cannot be written ({error.strerror})", "name another file") from None
