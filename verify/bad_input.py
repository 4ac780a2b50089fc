"""What a user sees when the input cannot be used: one line that says where, what, and what to do."""

from pathlib import Path

_LONGEST = 40


class BadInputError(Exception):
    """The user's input cannot be used; `str` of it is one printable line, and the exit status is 2.

    `where` is a place ("table.csv, row 3, column 'age'") or an option ("--scale"), `what` says what is wrong
    there, `remedy` says what to do about it.
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}; {remedy}")
        self.where = where
        self.what = what
        self.remedy = remedy


def printable(text: str) -> str:
    """Escape whatever would break the line, or be obeyed by a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(text: str) -> str:
    """Quote the user's own text: on one line, printable, and cut so that the message has room."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return f"'{printable(cut)}'"


def file(path: Path) -> str:
    """Write a path as the user gave it, printable on one line (a lone surrogate in it included)."""
    return printable(str(path))


def cell(path: Path, row: int, column: str) -> str:
    """Write the place of a cell: rows count from 1, which is the header; a column goes by its name."""
    return f"{file(path)}, row {row}, column {shown(column)}"
