"""Made-up claims, written into a folder of their own, for the tests of the command line."""

import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

CLAIM = """
    import json
    import time
    from verify.evidence import Certified, ClaimEvidence, Control, Evidence, Tested

    class Claim:
        id, statement, source = {name!r}, "a statement", "post"

        def collect(self, profile, seed, kept=None):
            time.sleep({seconds})
            return ClaimEvidence(
                id={name!r}, statement="a statement with a letter that ASCII lacks: \u00b2", source="post",
                evidence=Evidence(tested=Tested(examples=100, strata={strata!r}), {certified}),
                undecided={undecided!r}, certificates=(json.dumps({{"of": {name!r}}}),),
                controls=(Control(id="k", statement="wrong", refuted={refuted!r}, counterexample={counterexample!r}),),
                {extra}
            )

    CLAIM = Claim()
"""

Write = Callable[..., dict[str, str]]


@pytest.fixture(name="write")
def write_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a made-up claim, and return it as a registry of one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.syspath_prepend(tmp_path)
    for module in [name for name in sys.modules if name.startswith("made_up_")]:
        monkeypatch.delitem(sys.modules, module)

    def one(
        name: str = "theorem-1",
        *,
        refuted: bool = True,
        undecided: str | None = None,
        seconds: float = 0,
        certified: str = "certified=Certified(instances=5, rejected=0, issued=5)",
        strata: Mapping[str, int] | None = None,
        extra: str = "",
    ) -> dict[str, str]:
        module = f"made_up_{name.replace('-', '_')}"
        text = CLAIM.format(
            name=name,
            refuted=refuted,
            counterexample={"y": ("1",)} if refuted else None,
            undecided=undecided,
            seconds=seconds,
            certified=certified,
            strata=dict(strata or {}),
            extra=extra,
        )
        (tmp_path / f"{module}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        sys.modules.pop(module, None)
        return {name: module}

    return one
