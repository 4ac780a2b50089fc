"""The values that a figure draws, as CSV (RFC 4180), so that each can be read back exactly."""

import csv
import io

from verify.evidence import Figure

HEADER = ("curve", "kind", "x", "y", "low", "high", "published")


def table(figure: Figure) -> str:
    """Write every value of a figure as a row; floats read back as the same floats, a missing interval is empty.

    `published` is yes for what was read off the post's picture and no for what this run established.
    """
    text = io.StringIO()
    write = csv.writer(text).writerow
    write(HEADER)
    for published, curves in (("no", figure.curves), ("yes", figure.post)):
        for name, curve in curves.items():
            absent = ("",) * len(curve.x)
            low, high = curve.low or absent, curve.high or absent
            for row in zip(curve.x, curve.y, low, high, strict=True):
                write((name, curve.kind, *row, published))
    return text.getvalue()
