"""Bugs in what is written of the test cases that Hypothesis tried."""

from tests.mutants.edit import Edit, by_tests

TESTS = by_tests("verify/running/test_observing.py")

EDITS = (
    Edit(
        "observations-without-their-claim",
        "an observation names a function of ours and not the claim",
        "verify/running/observing.py",
        '{**said, "property": claim, "metadata": metadata}',
        '{**said, "metadata": metadata}',
        (TESTS,),
    ),
    Edit(
        "observations-of-the-process",
        "observations differ between two runs with the same seed",
        "verify/running/observing.py",
        "for name in _METADATA}",
        'for name in (*_METADATA, "os_getpid")}',
        (TESTS,),
    ),
    Edit(
        "observations-without-tags",
        "an observation does not say which boundary cases were reached",
        "verify/examples.py",
        "hypothesis.event(mark)",
        "pass",
        (TESTS,),
    ),
)
