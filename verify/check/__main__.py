"""`python -m verify.check FILE.jsonl`: check a file of certificates and proofs, one JSON object a line.

exit status: 0 all are accepted; 5 some are refused, each of them named; 2 the file is malformed or cannot be read
"""

import argparse
import re
import sys
from pathlib import Path

if not __package__:  # run as `python -I -S verify/check`: its own folder is all that is searched
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from verify.check import proofs
from verify.check.certificates import LONGEST_LINE, Malformed, Refused, check_line, require

PROOF = re.compile(r'"lemmata"\s*:\s*"proof/1"')  # no text in JSON has bare quotes


def run(path: str) -> int:
    """Check a file: 0 all accepted; 5 something refused, each named; 2 malformed, the first named."""
    lines = verdicts = steps = refused = 0
    proved = set[str]()
    try:
        with Path(path).open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                lines += 1
                try:
                    text = line.decode()
                    if PROOF.search(text):
                        proof = proofs.check_line(text)
                        require(proof.proves not in proved, f"{proof.proves!a} is proved twice in this file")
                        proved.add(proof.proves)
                        steps += proof.steps
                    else:
                        verdicts += check_line(text).verdicts
                except Refused as reason:
                    refused += 1
                    sys.stderr.write(f"line {lines}: {reason}\n")
        require(lines, "the file is empty", Malformed)
    except OSError as error:
        sys.stderr.write(f"{path!a} cannot be read: {error.strerror}\n")
        return 2
    except (Malformed, UnicodeDecodeError) as reason:
        what = f"not UTF-8 at byte {reason.start + 1}" if isinstance(reason, UnicodeDecodeError) else reason
        sys.stderr.write(f"{f'line {lines}: ' if lines else ''}malformed: {what}\n")
        return 2
    if not refused:
        certificates = lines - len(proved)
        found = [f"{len(proved)} proofs, {steps} steps"] * bool(proved)
        found += [f"{certificates} certificates, {verdicts} verdicts"] * bool(certificates)
        sys.stdout.write(f"{'; '.join(found)} accepted\n")
    return 5 if refused else 0


def main() -> int:
    """Check the file that is named on the command line."""
    about, _, status = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m verify.check", description=about.partition(": ")[2], epilog=status)
    parser.add_argument("file", metavar="FILE.jsonl")
    return run(parser.parse_args().file)


if __name__ == "__main__":
    sys.exit(main())
