"""The screen: the standard output, as wide as it is, but no wider than can be read."""

import sys
from collections.abc import Callable

from rich.console import Console

from verify.report.output import onto_standard_output, to_standard_output

WIDEST = 110  # columns; longer lines are hard to read


def on_screen(write: Callable[[Console], None]) -> None:
    """Print what `write` prints to a console, whole: a reader who went away is no error, a full device is."""
    console = Console(file=sys.stdout)
    console.width = min(console.width, WIDEST)
    with onto_standard_output(), console.capture() as captured:
        write(console)
    to_standard_output(captured.get(), sys.stdout.encoding)
