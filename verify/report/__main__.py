"""`python -m verify.report`: run the claims, or a census on one's own data, and show what was established."""

import os
import sys
from collections.abc import Mapping

from verify.report.exits import INTERRUPTED
from verify.report.options import parse


def main(argv: list[str] | None = None, modules: Mapping[str, str] | None = None) -> int:
    """Run the command line and return its exit status; `modules` (id -> module) stand in for the claims."""
    options = parse(argv)
    # Sums depend on how many threads share them, and the processes of a run share the machine already.
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        from verify.report.session import run  # noqa: PLC0415  with NumPy and pydantic --help would be slow

        return run(options, modules)
    except KeyboardInterrupt:
        sys.stderr.write("verify.report: stopped\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
