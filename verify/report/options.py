"""The options of `python -m verify.report`; nothing heavy is imported here, so that --help is quick."""

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

from verify.bad_input import BadInputError
from verify.exits import MEANING, Exit
from verify.report import configuration

PROFILES = ("quick", "ci", "paper")
LEVELS = ("tested", "certified", "proved", "formalised")
OWN_DATA = (
    "target", "activation", "scale", "neurons", "growths",
    "bias", "standardise", "weights", "values", "exact",
    "holdout", "folds", "candidates", "changes",
)  # fmt: skip
"""The options that mean something only beside --data."""

ONLY_WITHOUT_DATA = (
    "profile", "claim", "module", "installed", "coverage", "routes", "time_limit", "jobs",
    "baseline", "update_baseline", "require", "proof", "proof_latex", "observations", "figure", "fresh", "dask",
)  # fmt: skip

OF_A_RUN = (
    *(name for name in ONLY_WITHOUT_DATA if name not in ("claim", "coverage", "routes", "proof")),
    *OWN_DATA, "data", "seed", "certificates",
)  # fmt: skip
"""The options that say what is done, which a finished run has behind it."""

INSTEAD = {
    "finished": "--from", "list": "--list", "replay": "--replay", "doctor": "--doctor", "schema": "--schema",
}  # fmt: skip
"""What is done instead of a run: how the parsed options call it, and how it is written."""

BESIDE = {"list": ("module", "installed"), "replay": ("module", "installed", "quiet"), "doctor": (), "schema": ()}
"""The only options that mean something beside each of these."""

LONGER = ("coverage", "routes", "proof")
"""The options that have more printed, which --quiet forbids."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"verify.report: {message}; see --help\n")


def _count(least: int, most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 20 or not least <= int(digits) <= most:
            raise argparse.ArgumentTypeError(f"{text[:40]!r} is no whole number from {least} to {most}")
        return int(digits)

    return count


def _exits() -> str:
    """Say what each exit status means."""
    lines = [textwrap.fill(f"{status:3}  {MEANING[status]}", 79, subsequent_indent=" " * 5) for status in Exit]
    return "\n".join(("exit status:", *lines))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = _Parser(
        prog="python -m verify.report",
        usage="%(prog)s [options]",
        description="Test, certify and prove the claims of the post, and say how well each stands.",
        epilog=_exits(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    run = parser.add_argument_group("the run")
    run.add_argument("--profile", choices=PROFILES, metavar="NAME", help="how much work: quick, ci or paper (quick)")
    run.add_argument("--claim", action="append", metavar="ID", help="only this claim, shown in full (repeatable)")
    run.add_argument("--module", action="append", metavar="NAME", help="your own claims: a module or a .py file")
    run.add_argument("--installed", action="store_true", help="the claims that installed packages offer")
    run.add_argument("--seed", type=_count(0, 2**63 - 1), metavar="N", help="of all random draws (0)")
    run.add_argument("--jobs", type=_count(1, 1024), metavar="N", help="processes (one a processor; 1: none beside)")
    run.add_argument(
        "--time-limit",
        type=_count(1, 10**6),
        metavar="S",
        help="seconds a claim may take (none with --jobs 1)",
    )
    run.add_argument("--isolated", action="store_true", help="leave out what pyproject.toml configures")

    screen = parser.add_argument_group("what is printed")
    screen.add_argument("--quiet", action="store_true", help="nothing but the outcome and what is wrong")
    screen.add_argument("--coverage", action="store_true", help="the post's statements, and what speaks about each")
    screen.add_argument("--routes", action="store_true", help="the independent routes behind each claim")
    screen.add_argument("--proof", action="store_true", help="with --claim ID: its proof, step by step")

    instead = parser.add_argument_group("instead of a run")
    instead.add_argument("--list", action="store_true", help="list the claims")
    instead.add_argument("--from", dest="finished", metavar="FILE", help="show a finished run again, from its --json")
    instead.add_argument("--replay", metavar="FILE", help="decide again each counterexample of such a file, or one")
    instead.add_argument("--doctor", action="store_true", help="say what is missing here, and what to do about it")
    instead.add_argument("--schema", action="store_true", help="print the JSON Schema of the report")

    pictures = parser.add_argument_group("the post's pictures (all of them in profile paper)")
    pictures.add_argument("--figure", action="append", metavar="ID", help="this one, or all; no claim unless named")
    pictures.add_argument("--fresh", action="store_true", help="use no result that an earlier run has kept")
    pictures.add_argument("--dask", metavar="ADDRESS", help="have a Dask cluster do the work (tcp://host:8786)")

    out = parser.add_argument_group(
        "what is written (FILE may be - for the standard output)",
        "A run, not --from, is added to the summary of a CI job (GITHUB_STEP_SUMMARY).",
    )
    out.add_argument("--json", metavar="FILE", help="the report as JSON; with - nothing else is printed")
    out.add_argument("--markdown", metavar="FILE", help="the report as Markdown, with the details folded")
    out.add_argument("--junit", metavar="FILE", help="claims and controls as the tests of a CI service (JUnit's XML)")
    out.add_argument("--proof-latex", metavar="FILE", help="the proofs as a LaTeX document")
    out.add_argument("--certificates", metavar="FILE", help="every certificate, a JSON line each")
    out.add_argument("--observations", metavar="FILE", help="every test case, in the JSON lines of Hypothesis")
    out.add_argument("--figures", metavar="FOLDER", help="pictures of the results (needs matplotlib)")
    out.add_argument("--html", metavar="FILE", help="the whole report as one page, which opens without a network")
    out.add_argument("--svg", metavar="FILE", help="outcome, claims and census as a picture")

    gate = parser.add_argument_group("the gate")
    gate.add_argument("--baseline", metavar="FILE", help="name what this run lost since this baseline")
    gate.add_argument(
        "--update-baseline", action="store_true", help="make this run the baseline, and name what that changes"
    )
    gate.add_argument("--require", choices=LEVELS, metavar="LEVEL", help=f"{', '.join(LEVELS)}: fail below it")

    _add_own_data(parser)
    return parser


def _add_own_data(parser: argparse.ArgumentParser) -> None:
    own = parser.add_argument_group("your own data, in place of the claims")
    own.add_argument("--data", metavar="FILE.csv", help="column names in row 1, numbers below")
    own.add_argument("--target", metavar="COLUMN", help="the column to fit; the others are features")
    own.add_argument("--activation", metavar="NAME", help="of the neurons (relu)")
    own.add_argument("--scale", metavar="S", help="factor on every weight, taken exactly (1)")
    own.add_argument("--neurons", type=_count(1, 10**6), metavar="U", help="improving neurons to seek")
    own.add_argument("--growths", type=_count(1, 10**6), metavar="K", help="growths to make")
    own.add_argument("--bias", action="store_true", help="add a feature that is 1 at every point")
    own.add_argument("--standardise", action="store_true", help="each feature to mean 0 and deviation 1")
    own.add_argument("--weights", metavar="FILE.csv", help="judge these neurons, a row each, in their order")
    own.add_argument(
        "--values", choices=("decimal", "float64"), metavar="HOW", help="read as decimal (exactly) or as float64"
    )
    own.add_argument("--exact", action="store_true", help="also exact objectives and gains, and estimates")
    own.add_argument("--holdout", metavar="SHARE", help="grow in floats too; the error on rows held out")
    own.add_argument("--folds", type=_count(2, 10**6), metavar="F", help="the same, each of F parts held out in turn")
    own.add_argument("--candidates", type=_count(1, 10**6), metavar="C", help="in floats: each neuron the best of C")
    own.add_argument("--changes", type=_count(1, 10**6), metavar="C", help="in floats: C random changes after each")


def _refuse(reader: argparse.ArgumentParser, options: argparse.Namespace, names: Iterable[str], why: str) -> None:
    """End the program where one of these options is given."""
    given = set(_given(options))
    for name in names:
        if name in given:
            reader.error(f"{INSTEAD.get(name) or '--' + name.replace('_', '-')} {why}")


def _refuse_proof(reader: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """A proof is printed for the claims that are named, on a standard output that carries nothing else."""
    if not options.claim:
        reader.error("--proof needs --claim ID, the claim whose proof is printed")
    for name in ("json", "certificates", "observations", "proof_latex"):
        if getattr(options, name) == "-":
            option = name.replace("_", "-")
            reader.error(f"--proof prints where --{option} - writes: give --{option} a file")


def _refuse_part(reader: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """A baseline is written by a run of every claim."""
    if options.baseline is None:
        reader.error("--update-baseline needs --baseline FILE, the file to write")
    for name in ("claim", "figure"):
        if getattr(options, name):
            reader.error(f"--update-baseline needs a run of every claim: leave --{name} out")


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Parse the command line after what pyproject.toml configures; nonsense ends the program in one line.

    What is configured only fills in: whatever the command line says otherwise, or leaves no room for, is left out.
    """
    words = sys.argv[1:] if argv is None else argv
    reader = parser()
    options = reader.parse_args(words)
    _refuse_combinations(reader, options)
    if options.isolated:
        return options
    try:
        configured = configuration.words(reader, without=(*_given(options), *_meaningless(options)))
    except BadInputError as error:
        reader.exit(2, f"verify.report: {error}\n")
    options = reader.parse_args([*configured, *words])
    _refuse_combinations(reader, options)
    return options


def _given(options: argparse.Namespace) -> Iterable[str]:
    return (name for name, value in vars(options).items() if value is not None and value is not False)


def _meaningless(options: argparse.Namespace) -> Iterator[str]:
    """Name the options that would mean nothing beside these."""
    for name, others in BESIDE.items():
        if getattr(options, name):
            yield from (other for other in vars(options) if other not in others)
    if options.finished is not None:
        yield from OF_A_RUN
    if options.data is not None:
        yield from ONLY_WITHOUT_DATA
    if options.quiet:
        yield from LONGER
    if any(getattr(options, name) for name in LONGER):
        yield "quiet"


def _refuse_combinations(reader: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    first, *others = [*(name for name in INSTEAD if getattr(options, name)), None]
    if first is not None:
        what = INSTEAD[first]
        _refuse(reader, options, filter(None, others), f"cannot be combined with {what}")
        beside = (name for name in vars(options) if name not in (first, "isolated", *BESIDE.get(first, vars(options))))
        _refuse(reader, options, beside, f"means nothing beside {what}, which runs nothing")
    if options.finished is not None:
        _refuse(reader, options, OF_A_RUN, "means nothing beside --from, which runs nothing")
    if options.data is None:
        _refuse(reader, options, OWN_DATA, "needs --data FILE.csv")
    else:
        if options.target is None:
            reader.error("--data needs --target COLUMN, the column to fit")
        _refuse(reader, options, ONLY_WITHOUT_DATA, "means nothing beside --data")
    if options.quiet:
        _refuse(reader, options, LONGER, "means nothing beside --quiet, which prints the outcome alone")
    if options.proof:
        _refuse_proof(reader, options)
    if options.update_baseline:
        _refuse_part(reader, options)
