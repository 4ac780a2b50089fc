"""What Hypothesis tried for a claim: an observation a test case, in the JSON lines that it documents ("Observability").

A line is complete by that schema. Times stand in `timing` and `run_start` alone; the rest depends on the seed. So what
tells processes apart is left out, and so are the summaries, which are made of times. Tags of a test case (`features`)
are the boundary cases that it reached and the premises that it met.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from hypothesis.internal import observability
from hypothesis.internal.observability import InfoObservation, TestCaseObservation

_METADATA = ("traceback", "reproduction_decorator", "predicates", "backend")
"""What does not depend on the process, of what Hypothesis says beside."""


@contextmanager
def observing(claim: str) -> Iterator[list[str]]:
    """Yield a list, to which each test case that this thread tries in the block adds its line, naming the claim.

    Covered lines of code are not collected: tracing slows the work down, and disturbs whoever else traces it.
    """
    lines: list[str] = []

    def hear(observation: InfoObservation | TestCaseObservation) -> None:
        if isinstance(observation, TestCaseObservation):
            lines.append(_line(claim, observation))

    before = observability.OBSERVABILITY_COLLECT_COVERAGE
    observability.OBSERVABILITY_COLLECT_COVERAGE = False
    try:
        with observability.with_observability_callback(hear):
            yield lines
    finally:
        observability.OBSERVABILITY_COLLECT_COVERAGE = before


def _line(claim: str, observation: TestCaseObservation) -> str:
    said = asdict(observation)
    metadata = {name: said["metadata"][name] for name in _METADATA}
    return json.dumps({**said, "property": claim, "metadata": metadata}, default=str)
