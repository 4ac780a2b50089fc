"""One run of the command line: outputs are opened first, then the work is done, then the faces are written."""

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import IO

from verify import claims
from verify.bad_input import BadInputError, file, shown
from verify.evidence import Exit, Level, Profile, Report, exit_status
from verify.formal.tool import coq_wanted
from verify.gate import baseline as baselines
from verify.gate import changes
from verify.gate.comparing import compared
from verify.report import faces, figure_making, finished, job_summary
from verify.report.chosen import chosen as chosen_claims
from verify.report.chosen import own_claims
from verify.report.output import destination, refuse_closed_standard_output, same_place, to_standard_output
from verify.report.screen import on_screen
from verify.report.terminal import print_report, print_verdict
from verify.report.watching import Bars, one_bar
from verify.report.words import plural
from verify.running import kept, runner
from verify.ways import Proof

WRITTEN = (*faces.FACES, "--certificates", "--observations", "--proof-latex")
"""The options that name a file for something else than pictures."""
LONGEST_BASELINE = 2**24  # bytes
TIME_LIMITS = {Profile.QUICK: 120.0, Profile.CI: 900.0, Profile.PAPER: 7200.0}  # seconds a claim


class InterruptedRunError(Exception):
    """A run that Ctrl-C ended, `str` says after what; that was shown, and no file was touched."""


class EndedEarlyError(Exception):
    """A run that ends before its report, or without a part of it, for the reason given and with that status."""

    def __init__(self, status: Exit, line: str) -> None:
        super().__init__(line)
        self.status = status


def run(options: argparse.Namespace, modules: Mapping[str, str] | None = None) -> int:
    """Do what the options ask for and return the exit status; a run that ends early says why in one line.

    `modules` (id -> module with a `CLAIM`) stand in for the project's claims.
    """
    try:
        return _run(options, claims.ALL if modules is None else modules)
    except InterruptedRunError as error:
        status, line = Exit.INTERRUPTED, f"stopped{error}; no file was written"
    except EndedEarlyError as error:
        status, line = error.status, str(error)
    except BadInputError as error:
        status, line = Exit.BAD_INPUT, str(error)
    sys.stderr.write(f"verify.report: {line}\n")
    return status


def _run(options: argparse.Namespace, house: Mapping[str, str]) -> int:
    refuse_closed_standard_output()
    if options.schema:
        to_standard_output(faces.schema())
        return Exit.HOLDS
    if options.finished is not None:
        return _show_finished(options)
    _refuse_missing_tool(options.require)
    _refuse_pictures(options.figures)
    own = own_claims(options)
    figures = figure_making.wanted(options)
    chosen = chosen_claims(options.claim, {} if options.figure and not options.claim else house, own)
    proofs = _proofs(options, chosen, own)
    baseline = _read_baseline(options)
    figure_making.refuse_absent_cluster(options)
    with ExitStack() as update, ExitStack() as outputs:
        new_baseline = _open(update, options.baseline, "--baseline") if options.update_baseline else None
        files = _open_outputs(outputs, options)
        run = _work(options, chosen, house, own, figures)
        before = None if baseline is None else baseline.profiles.get(run.report.profile)
        whole = not (options.claim or options.figure or run.interrupted)
        required = None if options.require is None else Level(options.require)
        recorded = new_baseline is not None and not run.report.faults
        report = compared(run.report, before, whole=whole, required=required, recorded=recorded)
        status = exit_status(report)
        if report.claims or not (run.interrupted or run.unmade):
            _show(report, options)
        if run.interrupted:
            raise InterruptedRunError(f" after {plural(len(report.claims), 'claim')}" if chosen else "")
        if run.unmade is not None:
            status = Exit.UNDECIDED if status is Exit.HOLDS else status
            raise EndedEarlyError(status, f"the pictures were not made: {run.unmade}; no file was written")
        lines = {"--certificates": run.certificates, "--observations": run.observations}
        _write(files, report, lines, proofs)
        if options.figures is not None:
            from verify.report.findings_page import write  # noqa: PLC0415  matplotlib is optional

            write(report, Path(options.figures))
        outputs.close()
        unwritten = job_summary.add(report)
        if unwritten is not None:
            sys.stderr.write(f"verify.report: {unwritten}\n")
        if new_baseline is not None:
            if report.faults:
                raise EndedEarlyError(Exit.NOT_TO_BE_BELIEVED, "the baseline was left as it is")
            new_baseline.write(baselines.updated(baseline, report))
    return status


def _show_finished(options: argparse.Namespace) -> int:
    """Show a finished run and write the faces that are asked for; what it established is not established anew."""
    report = finished.read(Path(options.finished), "--from", options.claim)
    with ExitStack() as outputs:
        files = _open_outputs(outputs, options)
        _show(report, options)
        _write(files, report, {}, {})
        if options.figures is not None:
            from verify.report.findings_page import write  # noqa: PLC0415  matplotlib is optional

            write(report, Path(options.figures))
    return exit_status(report)


def _write(
    files: Mapping[str, IO[str]], report: Report, lines: Mapping[str, tuple[str, ...]], proofs: Mapping[str, Proof]
) -> None:
    """Write every output that was asked for; `lines` has those that are not of the report, by their options."""
    for option, face in faces.FACES.items():
        if option in files:
            files[option].write(face(report))
    for option in lines.keys() & files.keys():
        files[option].writelines(f"{line}\n" for line in lines[option])
    if "--proof-latex" in files:
        from verify.report.proofs import as_document  # noqa: PLC0415  few runs need it

        files["--proof-latex"].write(as_document(proofs))


def _proofs(options: argparse.Namespace, chosen: Mapping[str, str], own: Mapping[str, str]) -> dict[str, Proof]:
    """Find the proofs that are to be written as a document, before any work."""
    if options.proof_latex is None:
        return {}
    from verify.report.proofs import found  # noqa: PLC0415  few runs need it

    proofs = found(chosen, own)
    if not proofs:
        raise BadInputError(
            "--proof-latex", "none of these claims has a proof", "leave --claim out, or name one that has"
        )
    return proofs


def _refuse_pictures(folder: str | None) -> None:
    """Before any work: pictures need matplotlib, and a folder."""
    if folder is None:
        return
    if importlib.util.find_spec("matplotlib") is None:
        raise BadInputError("--figures", "needs matplotlib, which is missing here", "pip install matplotlib")
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadInputError(f"--figures {shown(folder)}", f"is no usable folder ({error})", "name another") from None


def _refuse_missing_tool(required: str | None) -> None:
    tool = changes.missing_tool(Level(required)) if required else None
    if tool is not None:
        raise EndedEarlyError(Exit.TOOL_MISSING, f"--require {required}: needs {tool}, which is missing here")


def _read_baseline(options: argparse.Namespace) -> baselines.Baseline | None:
    """Read the baseline before any work; None where there is none to read."""
    if options.baseline is None:
        return None
    path = Path(options.baseline)
    where = f"--baseline {file(path)}"
    try:
        with path.open("rb") as stream:
            text = stream.read(LONGEST_BASELINE + 1)  # a device may have no end
    except FileNotFoundError:
        if options.update_baseline:
            return None
        raise BadInputError(where, "there is no such file", "write it with --update-baseline") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(where, f"cannot be read ({reason})", "name another file") from None
    if len(text) > LONGEST_BASELINE:
        raise BadInputError(where, "is too long to be a baseline", "name another file")
    try:
        baseline = baselines.parse(text)
        if not options.update_baseline:
            baselines.section(baseline, _profile(options))
    except baselines.BaselineError as error:
        raise BadInputError(where, error.what, error.remedy) from None
    return baseline


def _profile(options: argparse.Namespace) -> Profile:
    return Profile(options.profile or Profile.QUICK)


def _open(stack: ExitStack, name: str, option: str) -> IO[str]:
    return stack.enter_context(destination(name, option))


def _open_outputs(stack: ExitStack, options: argparse.Namespace) -> dict[str, IO[str]]:
    """Open every output that was asked for; two of them in one place would overwrite each other."""
    wanted = {option: getattr(options, option[2:].replace("-", "_")) for option in WRITTEN}
    if options.update_baseline:
        wanted["--baseline"] = options.baseline
    given = {option: name for option, name in wanted.items() if name is not None}
    for (first, one), (second, other) in combinations(given.items(), 2):
        if same_place(one, other):
            raise BadInputError(second, f"{first} writes there as well", "name another file")
    return {option: _open(stack, name, option) for option, name in given.items() if option != "--baseline"}


def _work(
    options: argparse.Namespace,
    chosen: Mapping[str, str],
    house: Mapping[str, str],
    own: Mapping[str, str],
    figures: tuple[str, ...],
) -> runner.Run:
    if options.data is not None:
        return _own_data(options)
    in_a_gate = options.baseline is not None or bool(os.environ.get("CI"))
    profile = _profile(options)
    work = runner.Work(
        chosen,
        profile,
        options.seed or 0,
        own=frozenset(own),
        library=house if own else {},
        limit=options.time_limit or (None if options.jobs == 1 else TIME_LIMITS[profile]),
        coq=coq_wanted(),
        kept=None if in_a_gate else kept.counterexamples(),
        figures=figures,
        observe=options.observations is not None,
    )
    jobs = options.jobs or os.cpu_count() or 1
    with Bars("claims", len(chosen), quiet=options.quiet) as bars:
        return runner.run(work, jobs=jobs, watcher=bars, make=partial(figure_making.make, options, jobs))


def _own_data(options: argparse.Namespace) -> runner.Run:
    # Imported only when asked for: the claims need none of it.
    from verify.own_data import judge  # noqa: PLC0415
    from verify.own_data.decimals import Values  # noqa: PLC0415
    from verify.own_data.options import Options  # noqa: PLC0415

    names = (
        "target", "activation", "scale", "neurons", "growths", "bias", "standardise", "exact",
        "holdout", "folds", "candidates", "changes", "seed",
    )  # fmt: skip
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    began = time.perf_counter()
    with one_bar("growths", quiet=options.quiet):
        evidence = judge.run(
            Options(
                data=Path(options.data),
                weights=Path(options.weights) if options.weights else None,
                values=Values(options.values or Values.DECIMAL),
                certify=options.certificates is not None,
                figures=options.figures is not None,
                **given,
            )
        )
    seconds = time.perf_counter() - began
    report = runner.own_data_report(evidence, _profile(options), options.seed or 0, seconds)
    return runner.Run(report, evidence.certificates, interrupted=False)


def _show(report: Report, options: argparse.Namespace) -> None:
    """Print the summary on the standard output; where that carries a file, only what fell, on the error stream."""
    if any(getattr(options, option[2:].replace("-", "_")) == "-" for option in WRITTEN):
        fallen = () if report.comparison is None else report.comparison.fallen
        sys.stderr.writelines(f"verify.report: {line}\n" for line in (*report.faults, *fallen))
        return
    if options.quiet:
        on_screen(lambda console: print_verdict(console, report))
        return
    chosen = options.claim or ()
    show = {"statements": options.coverage, "routes": options.routes}
    on_screen(lambda console: print_report(console, report, in_full=chosen, **show))
    if options.proof:
        from verify.report.proofs import print_proofs  # noqa: PLC0415  few runs need it

        on_screen(lambda console: print_proofs(console, [claim for claim in report.claims if claim.id in chosen]))
