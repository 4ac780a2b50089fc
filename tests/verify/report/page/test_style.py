"""The styles: every status has its colour, and all text can be read on its ground, by day and by night."""

import re
from importlib.resources import files

import pytest

from verify.evidence import STATUSES
from verify.report.experiments import COLOURS

STYLE = files("verify.report.page").joinpath("page.css").read_text(encoding="utf-8")
DAY, NIGHT = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_text_can_be_read_on_either_ground(colours: dict[str, str]) -> None:
    for name in set(colours) - {"ground", "raised", "rule"}:
        for ground in ("ground", "raised"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_every_status_has_its_colour() -> None:
    names = {status.colour.replace(" ", "-") for status in STATUSES} | set(COLOURS.values())
    for name in names:
        assert f".c-{name} {{ color: var(--{name}); }}" in STYLE
        assert name in DAY
        assert name in NIGHT
