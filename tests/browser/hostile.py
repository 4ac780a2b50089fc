"""Words that would break a page which does not escape, or measure, what it shows."""

from typing import TYPE_CHECKING

from verify.evidence import (
    ArgumentBlock,
    ArgumentLine,
    ClaimEvidence,
    Control,
    Evidence,
    Finding,
    Formalised,
    Kind,
    Premise,
    PremiseVerdict,
    Profile,
    Proved,
    Replay,
    Report,
    Tested,
    Timing,
    all_faults,
    overall,
    settle,
)
from verify.evidence.report import Covered

if TYPE_CHECKING:
    from verify.evidence.base import Instance

_ALERT = "alert(1)"
ELEMENT = f"<script>{_ALERT}</script>"
ENDING = f"</script></style></textarea></title><img src=x onerror={_ALERT}>"
QUOTES = f"\"'`><svg onload={_ALERT}>"
ADDRESS = f"javascript:{_ALERT}"
ENTITY = "&lt;b&gt;&amp;#x3c;b&#62;"
TEMPLATE = "{{ 7 * 7 }}{% raw %}"
MIRRORED = "abc\u202edef\u2066ghi"  # right-to-left override, and an isolate that is never closed
LONG = "Donaudampfschifffahrtsgesellschaft" * 12
COMMENT = "--><!--"

WORDS = (ELEMENT, ENDING, QUOTES, ADDRESS, ENTITY, TEMPLATE, MIRRORED, LONG, COMMENT)
EVERYTHING = " ".join(WORDS)

FILE_NAME = "<img src=x onerror=alert(1)>&quot;'.csv"
COLUMNS = (ELEMENT, QUOTES, LONG, MIRRORED, ADDRESS)

IDS = (
    ELEMENT,
    QUOTES,
    ADDRESS,
    "#top?x=1&y=2%41",
    "main",
    "claims",
    LONG,
    MIRRORED,
    "two words",
    "\u03b8-1",
    "<>",
    "><",
)
"""Ids of claims; some are what parts of the page are called by, and two are equal without their special characters."""


def _claim(name: str, rests_on: tuple[str, ...], kind: Kind = Kind.OWN) -> ClaimEvidence:
    counterexample: Instance = {"G": ((ELEMENT, QUOTES), ("1/2", LONG)), ENDING: (ADDRESS, MIRRORED), "y": TEMPLATE}
    numbers: Instance = dict.fromkeys((*counterexample, *WORDS), (("1", "1/2"),))
    replay = Replay(claim=name, part=name, instance=numbers, module=ENDING)
    line = ArgumentLine(depth=1, number=1, said=ELEMENT, reason=EVERYTHING)
    return ClaimEvidence(
        id=name,
        kind=kind,
        statement=EVERYTHING,
        source=EVERYTHING,
        module=QUOTES,
        rests_on=rests_on,
        evidence=Evidence(
            tested=Tested(examples=300, strata=dict.fromkeys(WORDS, 40)),
            proved=Proved(
                statement=ELEMENT,
                steps=3,
                covers=EVERYTHING,
                argument=(ArgumentBlock(title=QUOTES, statement=ENDING, remark=EVERYTHING, lines=(line,)),),
            ),
            formalised=Formalised(theorem=ELEMENT, statements=(ENDING, LONG), assumptions=(QUOTES,)),
        ),
        premises=(
            Premise(
                id=ELEMENT, statement=EVERYTHING, verdict=PremiseVerdict.NECESSARY, met=300,
                witness=counterexample, replay=replay,
            ),
            Premise(id=LONG, statement=EVERYTHING, verdict=PremiseVerdict.UNDECIDED, met=300, tried=EVERYTHING),
        ),
        controls=(
            Control(id=QUOTES, statement=EVERYTHING, refuted=True, counterexample=counterexample, replay=replay),
        ),
    )  # fmt: skip


def report() -> Report:
    """A report whose claims, findings and coverage say all of this, and that is not to be believed for such reasons."""
    collected = [_claim(name, IDS[:k][-2:]) for k, name in enumerate(IDS)]
    broken = collected[0].model_copy(update={"disagreements": WORDS, "undecided": EVERYTHING})
    stopped = collected[1].model_copy(update={"stopped": EVERYTHING, "rests_on": ("no such claim", ELEMENT)})
    claims = settle([broken, stopped, *collected[2:]])
    return Report(
        profile=Profile.QUICK,
        seed=0,
        versions={"python": "3.11.9", ELEMENT: QUOTES},
        claims=claims,
        findings=(Finding(id=ELEMENT, title=EVERYTHING, post_says=ENDING, established=QUOTES, evidence=IDS),),
        coverage=(Covered(id=QUOTES, section=ENDING, words=EVERYTHING, claims=IDS, still_open=ELEMENT),),
        faults=all_faults(claims, None),
        outcome=overall(claims, (), None),
        timing=Timing(seconds=1.0, jobs=1, claims={}),
    )
