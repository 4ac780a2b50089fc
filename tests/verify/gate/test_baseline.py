import json
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.evidence import ClaimEvidence, Profile, Report
from verify.gate import baseline

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]

PUBLISHED = Path(__file__).resolve().parents[3] / "reports" / "baseline.json"


def test_the_file_holds_one_value_a_line(claim: MakeClaim, report: MakeReport) -> None:
    assert baseline.updated(None, report(claim())) == (
        """\
{
 "lemmata": "baseline/2",
 "profiles": {
  "quick": {
   "census": {},
   "claims": {
    "theorem-1": {
     "controls": {
      "orthogonal-to-target": "refuted"
     },
     "counts": {
      "certificates issued": 50,
      "certified": 50,
      "derivations": 1,
      "examples": 300,
      "exhausted": 19683
     },
     "effective": "certified",
     "levels": [
      "tested",
      "certified"
     ],
     "outcome": "holds",
     "premises": {
      "optimal-output-weights": "necessary"
     },
     "strata": {
      "dead neuron": "reached",
      "on the hyperplane": "reached"
     }
    }
   },
   "pictures": [],
   "seed": 0,
   "versions": {
    "numpy": "2.1.0"
   }
  }
 }
}
"""
    )


def test_update_keeps_the_other_profiles_and_is_sorted(claim: MakeClaim, report: MakeReport) -> None:
    quick = baseline.updated(None, report(claim("b"), claim("a")))
    both = baseline.updated(baseline.parse(quick), report(claim(), profile=Profile.CI))
    fields = json.loads(both)
    assert list(fields["profiles"]) == ["ci", "quick"]
    assert list(fields["profiles"]["quick"]["claims"]) == ["a", "b"]
    assert baseline.updated(baseline.parse(both), report(claim("b"), claim("a"))) == both


def test_what_is_read_back_is_what_was_written(full_report: Report) -> None:
    read = baseline.parse(baseline.updated(None, full_report))
    assert baseline.section(read, Profile.QUICK) == baseline.of_report(full_report)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"lemmata": "other/2", "profiles": {}}',
        '{"lemmata": "baseline/2"}',
        '{"lemmata": "baseline/2", "profiles": {"slow": {}}}',
        '{"lemmata": "baseline/2", "profiles": {"quick": {"seed": "0"}}}',
        "\0",
        "[" * 9_000,
    ],
)
def test_what_is_no_baseline_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(baseline.BaselineError, match="is no baseline") as refusal:
        baseline.parse(text)
    assert "\n" not in str(refusal.value)
    assert refusal.value.remedy == "name another file, or delete it and write it anew with --update-baseline"


@pytest.mark.parametrize("version", ["baseline/1", "baseline/3", "baseline/\\n" + 99 * "x"])
def test_another_version_is_refused_in_one_line_that_tells_how_to_write_it_anew(version: str) -> None:
    with pytest.raises(baseline.BaselineError, match="is of another version") as refusal:
        baseline.parse(f'{{"lemmata": "{version}", "profiles": {{}}}}')
    assert "\n" not in str(refusal.value)
    assert refusal.value.remedy == "delete it and write it anew with --update-baseline"


def test_missing_profile_is_refused(claim: MakeClaim, report: MakeReport) -> None:
    read = baseline.parse(baseline.updated(None, report(claim())))
    with pytest.raises(baseline.BaselineError, match=r"no section for the profile paper \(it has: quick\)"):
        baseline.section(read, Profile.PAPER)


def test_the_published_baseline_is_as_it_would_be_written() -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    fields = baseline.parse(text).model_dump(mode="json")
    assert json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n" == text
