"""`python -m verify.report`: run the claims, or a census on one's own data, and show what was established."""

import argparse
import os
import sys
from collections.abc import Mapping

from verify.bad_input import BadInputError
from verify.exits import Exit
from verify.report.options import parse


def main(argv: list[str] | None = None, modules: Mapping[str, str] | None = None) -> int:
    """Run the command line and return its exit status; `modules` (id -> module) stand in for the claims."""
    options = parse(argv)
    # Sums depend on how many threads share them, and the processes of a run share the machine already.
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        return _do(options, modules)
    except BadInputError as error:
        sys.stderr.write(f"verify.report: {error}\n")
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("verify.report: stopped\n")
        return Exit.INTERRUPTED


def _do(options: argparse.Namespace, modules: Mapping[str, str] | None) -> int:
    """Import what the options ask for and no more: with NumPy and pydantic --help and --list would be slow."""
    if options.list:
        from verify.report.listing import run as list_claims  # noqa: PLC0415

        return list_claims(options, modules)
    if options.doctor:
        from verify.report.doctor import run as examine  # noqa: PLC0415

        return examine()
    if options.replay is not None:
        from verify.report.replays import run as replay  # noqa: PLC0415

        return replay(options)
    from verify.report.session import run  # noqa: PLC0415

    return run(options, modules)


if __name__ == "__main__":
    sys.exit(main())
