"""Where a report is written: the standard output, a device, or a file that is written whole or not at all."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from verify.bad_input import BadInputError, file
from verify.whole_file import whole_file

_ELSEWHERE = "free some space or write it elsewhere"


@contextmanager
def destination(name: str, option: str) -> Iterator[IO[str]]:
    """Open a UTF-8 text stream for `name`; - is the standard output, written when the block ends well.

    A path that cannot be written raises BadInputError on entry, before any work. An existing file keeps its
    old content until the block ends well.
    """
    if name == "-":
        text = io.StringIO()
        yield text
        to_standard_output(text.getvalue())
        return
    path = Path(name)
    where = f"{option} {file(path)}"
    try:
        if path.is_symlink():  # it keeps pointing where it did
            path = path.resolve()
        special = path.exists() and not path.is_file() and not path.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise BadInputError(where, f"is no usable path ({error})", "name another file") from None
    if path.is_file() and not os.access(path, os.W_OK):
        raise BadInputError(where, "cannot be written (it is read-only)", "name another file")
    text, in_block = io.StringIO(), False
    try:
        # /dev/null or a pipe: replacing it by a file would destroy it
        opened = path.open("w", encoding="utf-8") if special else whole_file(path, option)
        with opened as stream:
            in_block = True
            yield text
            in_block = False
            stream.write(text.getvalue())
    except OSError as error:
        if in_block:  # no error of this output
            raise
        raise BadInputError(where, f"cannot be written ({error.strerror})", _ELSEWHERE) from None


def same_place(one: str, other: str) -> bool:
    """Tell whether two outputs would overwrite each other; what goes to no file at all never does."""
    if "-" in (one, other) or os.devnull in (one, other):
        return one == other == "-"
    return _resolved(one) == _resolved(other)


def _resolved(name: str) -> Path:
    try:
        return Path(name).resolve()
    except (OSError, ValueError, RuntimeError):  # no usable path, which opening it will say better
        return Path(name)


def refuse_closed_standard_output() -> None:
    """Raise BadInputError when this process was started without a standard output."""
    if getattr(sys, "stdout", None) is None:
        raise BadInputError("the standard output", "is closed", "send it to a file or to a terminal")


@contextmanager
def onto_standard_output() -> Iterator[None]:
    """Write in the block: a reader who went away is no error, a full device raises BadInputError."""
    try:
        yield
    except OSError as error:
        # Whatever is still buffered goes nowhere, so that the interpreter's last flush is quiet as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            what = f"cannot be written ({error.strerror})"
            raise BadInputError("the standard output", what, _ELSEWHERE) from None


def to_standard_output(text: str, encoding: str = "utf-8") -> None:
    """Write text to the standard output; a letter that the encoding lacks becomes ?."""
    with onto_standard_output():
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(text)
        else:
            buffer.write(text.encode(encoding, "replace"))
        sys.stdout.flush()
