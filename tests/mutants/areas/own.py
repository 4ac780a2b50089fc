"""Bugs in what claims of one's own are held to, and in how a run goes on without one."""

from tests.mutants.edit import Edit, by_tests

OWN = by_tests("verify/test_own.py")

EDITS = (
    Edit(
        "guarded-without-controls",
        "a claim without a control reaches every level",
        "verify/evidence/collected.py",
        "return self.kind is not Kind.PRINTED and not self.controls and self.no_control_because is None",
        "return False",
        (OWN,),
    ),
    Edit(
        "premises-dropped-together",
        "a claim without one of its premises is searched without any",
        "verify/own.py",
        "search(holds, [other.holds for other in premises if other is not one])",
        "search(holds, [])",
        (OWN,),
    ),
    Edit(
        "conclusion-everywhere",
        "the conclusion of a claim of one's own is asked for where the premises do not hold",
        "verify/own.py",
        "if len(met) == len(premises) and not holds(**example):",
        "if not holds(**example):",
        (OWN,),
    ),
    Edit(
        "nothing-kept",
        "counterexamples are not kept for the next run",
        "verify/report/session.py",
        "kept=None if in_a_gate else",
        "kept=None if True else",
        (OWN,),
    ),
    Edit(
        "kept-in-the-gate",
        "counterexamples of earlier runs are tried in a gate too",
        "verify/report/session.py",
        "kept=None if in_a_gate else",
        "kept=None if False else",
        (OWN,),
    ),
    Edit(
        "replays-counted",
        "counterexamples tried again are counted as examples",
        "verify/examples.py",
        "    return Tried(stage.ran, replayed, stage.marks)",
        "    return Tried(stage.ran + replayed, replayed, stage.marks)",
        (OWN,),
    ),
    Edit(
        "no-time-limit",
        "a claim may take as long as it likes",
        "verify/running/workers.py",
        "if limit is not None and self._began is not None and time.monotonic() - self._began > limit:",
        "if False:",
        (by_tests("verify/running/test_workers.py"),),
    ),
    Edit(
        "written-when-interrupted",
        "an interrupted run writes its files",
        "verify/report/session.py",
        "        if run.interrupted:\n",
        "        if False:\n",
        (OWN,),
    ),
    Edit(
        "certificates-not-asked-for",
        "instances without a certificate count as certified",
        "verify/claim.py",
        "accepted += bool(decided.certificates) and len(findings.refusals) == before",
        "accepted += len(findings.refusals) == before",
        (by_tests("verify/test_claim.py"),),
    ),
)
