"""The rows of a CSV file, read strictly and a line at a time: UTF-8 text, commas, double quotes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from verify.bad_input import BadInputError, file

# What may be held in memory at once: a line, and (in `table`) the cells of a whole table.
LONGEST_LINE = 1_000_000
MOST_CELLS = 2_000_000

_UTF8_MARK = b"\xef\xbb\xbf"
_FOREIGN = {
    b"\xff\xfe\x00\x00": ("is UTF-32 text", "save it as UTF-8"),
    b"\x00\x00\xfe\xff": ("is UTF-32 text", "save it as UTF-8"),
    b"\xff\xfe": ("is UTF-16 text", "save it as UTF-8"),
    b"\xfe\xff": ("is UTF-16 text", "save it as UTF-8"),
    b"PK\x03\x04": ("is a zip archive or a spreadsheet's workbook", "export the sheet as CSV in UTF-8"),
    b"\x1f\x8b": ("is compressed by gzip", "unpack it first"),
}


class Digest(Protocol):
    """What a running hash offers; see `hashlib`."""

    def update(self, data: bytes, /) -> None:
        """Take the next bytes."""


def rows(path: Path, digest: Digest | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows (number from 1, cells), without empty rows at the end.

    Accepted: with or without byte order mark; line ends LF, CRLF or CR, the last one present or not; quoted
    cells; blanks after a comma. `BadInputError` for whatever cannot be read, and for an empty row in between.
    Once all rows were taken, `digest` has been fed every byte of the file.
    """
    reader = csv.reader(_lines(path, digest), strict=True, skipinitialspace=True)
    empty: int | None = None
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _misquoted(path, number, str(error)) from None
        if not cells:
            empty = empty or number
            continue
        if empty is not None:
            raise BadInputError(f"{file(path)}, row {empty}", "an empty row", "leave it out, or fill it in")
        yield number, cells


def _misquoted(path: Path, number: int, error: str) -> BadInputError:
    where = f"{file(path)}, row {number}"
    if "field limit" in error:
        return BadInputError(where, f"a cell of over {csv.field_size_limit()} characters", "close its quotation mark")
    if "end of data" in error:
        return BadInputError(where, "a quotation mark is never closed", "close it")
    return BadInputError(where, "text follows a closing quotation mark", 'write a quotation mark inside quotes as ""')


def _lines(path: Path, digest: Digest | None) -> Iterator[str]:
    """Yield the lines of the file, each with its end; name every way in which bytes fail to be text."""
    try:
        with path.open("rb") as stream:
            first = True
            number = 0
            while raw := stream.readline(LONGEST_LINE + 1):
                if digest is not None:
                    digest.update(raw)
                if first:
                    _refuse_foreign(path, raw)
                    raw = raw.removeprefix(_UTF8_MARK)
                    first = False
                if len(raw) > LONGEST_LINE:
                    where = f"{file(path)}, line {number + 1}"
                    raise BadInputError(where, f"a line of over {LONGEST_LINE} bytes", "check that it is a CSV file")
                # Bytes end a line at CR, LF and CRLF alone; str.splitlines would also cut at U+2028.
                for line in raw.splitlines(keepends=True):
                    number += 1
                    yield _text(path, number, line)
    except FileNotFoundError:
        raise BadInputError(file(path), "no such file", "check the name and the folder") from None
    except IsADirectoryError:
        raise BadInputError(file(path), "is a folder", "name the CSV file in it") from None
    except PermissionError:
        raise BadInputError(file(path), "may not be read", "change its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(file(path), f"cannot be read ({reason})", "check the name and the disk") from None


def _refuse_foreign(path: Path, head: bytes) -> None:
    for mark, (what, remedy) in _FOREIGN.items():
        if head.startswith(mark):
            raise BadInputError(file(path), what, remedy)
    if len(head) >= 4 and (head[0:4:2] == b"\0\0") != (head[1:4:2] == b"\0\0"):
        raise BadInputError(file(path), "looks like UTF-16 text (every other byte is 0)", "save it as UTF-8")


def _text(path: Path, number: int, line: bytes) -> str:
    where = f"{file(path)}, line {number}"
    if b"\0" in line:
        raise BadInputError(where, f"byte {line.index(0) + 1} is NUL: this is not text", "save it as CSV in UTF-8")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = line[error.start]
        raise BadInputError(where, f"byte {error.start + 1} (0x{byte:02x}) is not UTF-8", "save it as UTF-8") from None
