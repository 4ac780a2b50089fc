"""Every counterexample and witness is decided again by the program that the report shows beside it."""

import importlib

import pytest

from verify.claim import Claim
from verify.claims import ALL
from verify.evidence import Replay
from verify.report.program import program
from verify.ways import Searchable, written

ALGEBRAIC = [name for name in ALL if not name.startswith(("census", "curve", "changes-beat"))]


def parts(name: str) -> dict[str, Searchable]:
    """What of a claim must fail somewhere: its controls, itself without each premise, and itself as printed."""
    claim = importlib.import_module(ALL[name]).CLAIM
    assert isinstance(claim, Claim)
    found = {control.id: control.wrong for control in claim.controls}
    found |= {premise.id: premise.without for premise in claim.premises}
    if name.endswith("-printed") and claim.exhausted is not None:
        found[name] = claim.exhausted
    return found


@pytest.mark.parametrize("name", ALGEBRAIC)
def test_the_program_says_false(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    searched = parts(name)
    assert searched
    for part, search in searched.items():
        found = search.run()
        assert found.instance is not None, part
        replay = Replay(claim=name, part=part, instance=written(found.instance))
        exec(program(replay), {})  # noqa: S102  the program that a user would run
        assert capsys.readouterr().out == f"{part}: false at this instance\n"
