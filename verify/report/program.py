"""Writes the program of two lines that decides a counterexample again (`verify.replaying`)."""

import re

from verify.evidence import Exact, Replay

_INTEGER = re.compile(r"0|-?[1-9][0-9]*")


def program(replay: Replay) -> str:
    """Write a Python program that replays the instance and prints what comes out."""
    numbers = ", ".join(f"{_quoted(name)}: {_literal(value)}" for name, value in replay.instance.items())
    where = f", module={_quoted(replay.module)}" if replay.module else ""
    call = f"replay({_quoted(replay.claim)}, {_quoted(replay.part)}, {{{numbers}}}{where})"
    return f"from verify import replay\n\nprint({call})\n"


def _literal(value: Exact) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return value if _INTEGER.fullmatch(value) else _quoted(value)


def _quoted(text: str) -> str:
    """The text as a Python string, in double quotes where that can be."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)
