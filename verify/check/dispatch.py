"""Send each line to its checker; python-flint is loaded only when a line needs it."""

from typing import Any

from verify.check.certificates import Growth, Rational
from verify.check.certificates import check_line as check_kinds
from verify.check.lines import Accepted


def enclosure(o: dict[str, Any]) -> Growth:
    """Load the checker in balls and hand the line over."""
    from verify.check.enclosures import Enclosure  # noqa: PLC0415 (python-flint, only for lines that need it)

    return Enclosure(o)


def check_line(line: str) -> Accepted:
    """Check one line of any kind.

    Raises Refused when it states something false or does not prove what it states, Malformed when it is no certificate.
    """
    return check_kinds(line, {"rational": Rational, "growth": Growth, "enclosure": enclosure})
