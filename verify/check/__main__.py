"""Check certificates: `python -m verify.check FILE.jsonl`."""

import argparse
import sys

from verify.check.certificates import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m verify.check",
        description="Check certificates, one JSON line each. Believes nothing but the line.",
        epilog="Exit status: 0 all accepted; 5 something refused, each named; 2 malformed input, in one line.",
    )
    parser.add_argument("file", metavar="FILE.jsonl")
    sys.exit(run([parser.parse_args().file]))
