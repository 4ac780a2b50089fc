"""The checker's word on the growths: accepted, refused, or not taken on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.exact import Growth
from verify.evidence import Certified
from verify.own_data import judge
from verify.own_data.checking import Checking
from verify.own_data.options import Options

OWN = {"lemmata": "certificate/1", "kind": "rational", "G": [["1"], ["0"]], "y": ["0", "1"], "s": ["0"]}
TRUE = json.dumps({**OWN, "g": ["1", "1"], "improves": True})
FALSE = json.dumps({**OWN, "g": ["1", "1"], "improves": False})


@pytest.fixture
def options(tmp_path: Path) -> Options:
    path = tmp_path / "t.csv"
    path.write_text("a,b,y\n" + "".join(f"{k % 5},{k * k % 7},{k % 3}\n" for k in range(20)))
    return Options(path, "y", growths=2, neurons=5, certify=True)


def test_each_line_is_accepted_refused_or_not_taken_on() -> None:
    checking = Checking()
    for line in (TRUE, FALSE, "{}"):
        checking.add(line)
    assert checking.certified() == Certified(instances=1, rejected=1, issued=3)
    assert [reason.startswith("growth 2: ") for reason in checking.refused] == [True]
    assert [reason.startswith("growth 3 was not checked: ") for reason in checking.unchecked] == [True]


def test_nothing_issued_is_nothing_established() -> None:
    assert Checking().certified() is None


@pytest.mark.parametrize("activation", ["relu", "step", "tanh", "sin"])
def test_certificates_of_growths_are_accepted(options: Options, activation: str) -> None:
    data = judge.run(replace(options, activation=activation))
    assert data.certified == Certified(instances=2, rejected=0, issued=2)
    assert len(data.certificates) == 2
    assert data.refusals == ()


def test_certificates_are_made_only_when_asked_for(options: Options) -> None:
    data = judge.run(replace(options, certify=False))
    assert data.certified is None
    assert data.certificates == ()


def test_a_false_certificate_of_a_growth_is_named(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Growth.certificate

    def forged(growth: Growth) -> dict[str, object]:
        certificate = honest(growth)
        certificate["y"] = ["1", *certificate["y"][:-1]]
        return certificate

    monkeypatch.setattr(Growth, "certificate", forged)
    data = judge.run(options)
    assert data.certified == Certified(instances=0, rejected=2, issued=2)
    assert [refusal.split(":")[0] for refusal in data.refusals] == ["growth 1", "growth 2"]
