"""Writes a program of two lines that decides a counterexample again (`verify.replaying`)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np


def snippet(claim: str, part: str, instance: Mapping[str, Any], module: str | None) -> str:
    """Write a Python program that replays the instance and prints what comes out."""
    numbers = ", ".join(f'"{name}": {_literal(np.asarray(value).tolist())}' for name, value in instance.items())
    where = f', module="{module}"' if module else ""
    return f'from verify import replay\n\nprint(replay("{claim}", "{part}", {{{numbers}}}{where}))\n'


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return str(value) if Fraction(value).denominator == 1 else f'"{Fraction(value)}"'
