"""The independent checker's word on the growths' certificates."""

from dataclasses import dataclass, field

from verify.check.certificates import Malformed, Refused, check_line
from verify.evidence import Certified


@dataclass
class Checking:
    """Certificates as they come, a line each: how many were accepted, and why the others were not.

    A refused one states something false or unproved, and then the toolkit is not to be believed; one that the
    checker did not take on (too long, more work than it allows a line) says nothing either way.
    """

    lines: list[str] = field(default_factory=list)
    accepted: int = 0
    refused: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Have the next growth's certificate checked."""
        self.lines.append(line)
        try:
            check_line(line)
        except Refused as reason:
            self.refused.append(f"growth {len(self.lines)}: {reason}")
        except Malformed as reason:
            self.unchecked.append(f"growth {len(self.lines)} was not checked: {reason}")
        else:
            self.accepted += 1

    def certified(self) -> Certified | None:
        """Say how many of those issued were accepted and refused; None when none was issued."""
        if not self.lines:
            return None
        return Certified(instances=self.accepted, rejected=len(self.refused), issued=len(self.lines))
