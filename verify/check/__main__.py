"""`python -m verify.check FILE.jsonl`: check a file of certificates, one JSON object a line.

exit status: 0 all are accepted; 5 some are refused, each of them named; 2 the file is malformed or cannot be read
"""

import argparse
import sys

from verify.check.dispatch import check_line
from verify.check.lines import run


def main(arguments: list[str] | None = None) -> int:
    """Check the file that is named on the command line."""
    about, _, status = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m verify.check", description=about.partition(": ")[2], epilog=status)
    parser.add_argument("file", metavar="FILE.jsonl")
    return run([parser.parse_args(arguments).file], check_line)


if __name__ == "__main__":
    sys.exit(main())
