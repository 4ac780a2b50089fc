"""What the exit statuses mean, in the words of --help and of every face; light, so that --help is quick."""

import textwrap
from collections.abc import Mapping

INTERRUPTED = 130  # 128 + SIGINT, as shells count

MEANINGS: Mapping[int, str] = {
    0: "every claim holds (a statement that is false as printed is expected to be refuted)",
    1: "a claim fell, the baseline regressed, or a claim is below the level that --require demands",
    2: "bad usage or bad input; one line says what, where and what to do",
    3: "something stayed undecided or vacuous, or pictures could not be made, and nothing fell",
    4: "the level that --require demands needs a tool that is missing",
    5: "a control survived, a certificate or proof was refused, or two routes disagree: "
    "the toolkit itself is not to be believed",
    INTERRUPTED: "interrupted; the claims that were finished are shown, and no file is written",
}


def listed() -> str:
    """Return them as the lines that --help ends with."""
    lines = [
        textwrap.fill(f"  {status}  {meaning}", 92, subsequent_indent="     ") for status, meaning in MEANINGS.items()
    ]
    return "\n".join(["exit status:", *lines, ""])
