"""Everyday commands that hide what is wrong, or run what they should only read."""

from tests.mutants.edit import Edit, by_tests

REPLAYS = by_tests("verify/report/test_replays.py")
CONFIGURATION = by_tests("verify/report/test_configuration.py")
QUIET = by_tests("verify/report/test_quiet.py::test_faults_and_what_fell_are_named")
FINISHED = by_tests("verify/report/test_finished.py")

EDITS = (
    Edit(
        "replay-that-holds-is-as-recorded",
        "a counterexample at which the statement is true now counts as recorded",
        "verify/report/replays.py",
        "if decision is not Decision.FALSE:",
        "if decision is Decision.NOT_MET:",
        (REPLAYS,),
    ),
    Edit(
        "replay-shown-otherwise-is-as-recorded",
        "a counterexample that is shown otherwise than it is counts as recorded",
        "verify/report/replays.py",
        "    if differing:\n",
        "    if len(differing) > 100:\n",
        (REPLAYS,),
    ),
    Edit(
        "replay-loads-what-the-file-names",
        "a file of replays has a module loaded that the command line does not name",
        "verify/report/replays.py",
        "known = claims.ALL if replay.module is None else own",
        "known = claims.ALL if replay.module is None else {replay.claim: replay.module}",
        (REPLAYS,),
    ),
    Edit(
        "replay-of-any-size",
        "an instance of a file is decided however large it is",
        "verify/report/replays.py",
        "if not any(sizes.items() <= size.items() for size in scope.sizes):",
        "if not scope.sizes:",
        (by_tests("verify/report/test_replays.py::test_bad_file_is_2_in_one_line"),),
    ),
    Edit(
        "replay-cuts-fractions",
        "the project's claims are decided at fractions, which int64 cuts off",
        "verify/replaying.py",
        "if claim.kind is not Kind.OWN and any(",
        "if claim.kind is None and any(",
        (REPLAYS,),
    ),
    Edit(
        "nothing-replayed-is-fine",
        "a file without anything to decide again counts as replayed",
        "verify/report/replays.py",
        "return Exit.HOLDS if True in outcomes else Exit.UNDECIDED",
        "return Exit.HOLDS",
        (REPLAYS,),
    ),
    Edit(
        "mistyped-key-is-ignored",
        "a key of the configuration that there is not is passed over",
        "verify/report/configuration.py",
        "            raise BadInputError(where, *_unknown(key, known))\n",
        "            continue\n",
        (CONFIGURATION,),
    ),
    Edit(
        "no-suggestion",
        "a mistyped key of the configuration is refused without a suggestion",
        "verify/report/configuration.py",
        "n=1, cutoff=0.4)",
        "n=1, cutoff=1.0)",
        (CONFIGURATION,),
    ),
    Edit(
        "configuration-adds-to-the-command-line",
        "modules that are configured are added to those of the command line",
        "verify/report/options.py",
        "without=(*_given(options), *_meaningless(options))",
        "without=(*_meaningless(options),)",
        (CONFIGURATION,),
    ),
    Edit(
        "quiet-hides-what-fell",
        "--quiet does not say what fell since the baseline",
        "verify/report/terminal.py",
        "    if report.comparison is not None:\n        print_fallen",
        "    if report.comparison is not None and report.comparison.recorded:\n        print_fallen",
        (QUIET,),
    ),
    Edit(
        "terminal-obeys-the-file",
        "escape sequences in a report reach the terminal",
        "verify/report/tables.py",
        'return " " if letter.isspace() else "\\N{REPLACEMENT CHARACTER}"',
        "return letter",
        (FINISHED,),
    ),
    Edit(
        "absent-is-read-back-as-true",
        "a premise that the post could not state is read back as one that it states",
        "verify/evidence/collected.py",
        "stated_in_post: bool | None = None",
        "stated_in_post: bool | None = True",
        (FINISHED,),
    ),
)
