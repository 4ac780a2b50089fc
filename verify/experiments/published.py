"""The curves of the post's pictures: values read off them, to compare with and never to compute from."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Published:
    """The curves of one picture: name -> {x: y}, as plotted, each y within `reading_error`; `label` is its y axis."""

    label: str
    reading_error: float
    curves: dict[str, dict[int, float]]


@cache
def published() -> dict[str, Published]:
    """Return the pictures that have been read off, by id."""
    text = files("verify.experiments").joinpath("published.json").read_text(encoding="utf-8")
    return {
        name: Published(
            one["label"],
            one["reading_error"],
            {curve: {int(x): y for x, y in values.items()} for curve, values in one["curves"].items()},
        )
        for name, one in json.loads(text)["figures"].items()
    }
