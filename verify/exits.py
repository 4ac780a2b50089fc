"""The exit statuses of `python -m verify.report`; nothing heavy is imported here."""

from collections.abc import Mapping
from enum import IntEnum


class Exit(IntEnum):
    """How a command of the report ends."""

    HOLDS = 0
    FELL = 1
    BAD_INPUT = 2
    UNDECIDED = 3
    TOOL_MISSING = 4
    NOT_TO_BE_BELIEVED = 5
    INTERRUPTED = 130  # 128 + SIGINT, as shells count


MEANING: Mapping[Exit, str] = {
    Exit.HOLDS: "every claim holds (what is false as printed is expected to be refuted)",
    Exit.FELL: "a claim fell, the baseline regressed, or a claim is below the level that --require demands",
    Exit.BAD_INPUT: "bad usage or bad input; one line says what, where and what to do",
    Exit.UNDECIDED: "something stayed undecided or vacuous, or pictures could not be made, and nothing fell",
    Exit.TOOL_MISSING: "the level that --require demands needs a tool that is missing, or --doctor misses something",
    Exit.NOT_TO_BE_BELIEVED: "a control survived, a certificate or proof was refused, two routes disagree, or a replay "
    "comes out otherwise than recorded: the toolkit itself is not to be believed",
    Exit.INTERRUPTED: "interrupted; the claims that were finished are shown, and no file is written",
}
"""What --help says of each."""
