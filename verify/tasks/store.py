"""Results that are kept between runs, found again by what they depend on."""

import hashlib
import os
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

from verify.running import kept


class StoreWarning(RuntimeWarning):
    """Results cannot be kept; they are the same, but the next run computes them again."""


class Store:
    """A folder with a file a result, named by the SHA-256 of the call and the version of the code.

    A file has four lines: the SHA-256 of the rest, the call, the version, the result in JSON. It appears whole or not
    at all, and what is there but truncated or altered counts as absent; so two runs may share a folder, and either
    may be killed at any moment. A result that cannot be written is not kept, and the first of them warns.

    `folder` defaults to that of `verify.running.kept`. With `fresh` nothing is taken from it, and what it has is
    overwritten. `taken` counts the results that were taken from it.
    """

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        self.folder = kept.results() if folder is None else folder
        self.fresh = fresh
        self.taken = 0
        self._warned = False

    def get(self, call: str, version: str) -> str | None:
        """Return the result that is kept, in JSON; None where there is none, or no sound one."""
        if self.fresh:
            return None
        try:
            text = self._path(call, version).read_bytes().decode("ascii")
        except (OSError, UnicodeDecodeError):
            return None
        digest, _, content = text.partition("\n")
        head = f"{call}\n{version}\n"
        if digest != _sha256(content) or not content.startswith(head):
            return None
        self.taken += 1
        return content.removeprefix(head).removesuffix("\n")

    def put(self, call: str, version: str, result: str) -> None:
        """Keep a result, in one line of JSON in ASCII."""
        content = f"{call}\n{version}\n{result}\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self._path(call, version), f"{_sha256(content)}\n{content}".encode("ascii"))
        except OSError as error:
            if not self._warned:
                self._warned = True
                text = f"results cannot be kept in {self.folder} ({error.strerror or error}); the work goes on without"
                warnings.warn(text, StoreWarning, stacklevel=2)

    def _path(self, call: str, version: str) -> Path:
        key = _sha256(f"{call}\n{version}\n")
        return self.folder / f"{key}.txt"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also where the process is killed or the power fails."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
