"""The page as a browser reads it: all that the report says, each number the report's own, and nothing from outside."""

import base64
import hashlib
import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from tests.verify.report import made_up
from tests.verify.report.page.reading import Page
from verify.evidence import (
    Bounded,
    Causes,
    CensusRow,
    Change,
    ClaimEvidence,
    Comparison,
    Control,
    Covered,
    Direction,
    Evidence,
    Formalised,
    Kind,
    Level,
    OwnData,
    OwnGrowth,
    Premise,
    PremiseVerdict,
    Proved,
    Replay,
    Report,
    Trusted,
    all_faults,
    from_json,
    overall,
    settle,
    to_json,
)
from verify.evidence.collected import ArgumentBlock, ArgumentLine
from verify.report.headline import headline
from verify.report.options import parse
from verify.report.page import document
from verify.report.page.document import page
from verify.report.page.numbers import Numbers
from verify.report.session import run

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]
MakeRow = Callable[..., CensusRow]

HOSTILE = "</script></style><script>alert(1)</script>\"'><b onclick=alert(2)>&lt;{{ 7 * 7 }}\x1b\u202e\x00"
SEEN = HOSTILE.replace("\x1b", "�").replace("\u202e", "�").replace("\x00", "�")
ARGUMENT = (
    ArgumentBlock(
        title="Theorem (base)",
        statement="∀ n. ∀ y: n. y = 0 → 0 = y",
        remark="a remark",
        lines=(ArgumentLine(depth=0, number=1, said="y = 0"), ArgumentLine(depth=1, said="0 = y", reason="by (1)")),
    ),
)


def rich_claims(claim: MakeClaim, text: str) -> tuple[ClaimEvidence, ...]:
    """Claims with all that a claim can have, `text` wherever a user or a machine might have written something."""
    tested = claim("x").evidence.tested
    assert tested is not None
    proved = Proved(statement="∀ n. ∀ y: n. y = 0 → 0 = y", steps=12, argument=ARGUMENT, covers=text)
    formalised = Formalised(theorem="claim_base", statements=(text,), assumptions=(text,))
    replay = Replay(claim="broken", part="broken", instance={"y": ("1",)}, module=text)
    return (
        claim("base", statement=text, evidence=Evidence(tested=tested, proved=proved, formalised=formalised)),
        claim("on-it", rests_on=("base", "elsewhere"), source=text),
        claim("old", kind=Kind.PRINTED, controls=(), premises=(), evidence=Evidence(), counterexample={text: text}),
        claim("new", kind=Kind.REPAIRED, repairs="old", controls=(), no_control_because=text),
        claim("broken", counterexample={"y": ("1",)}, replay=replay, premises=(
            Premise(id=text, statement=text, verdict=PremiseVerdict.UNDECIDED, met=300, tried=text),
        )),
        claim(text, kind=Kind.OWN, module=text, undecided=text, controls=(
            Control(id=text, statement=text, refuted=True, counterexample={"X": ((text,),)}),
        )),
    )  # fmt: skip


def own_data(text: str = "table.csv", **changes: Any) -> OwnData:
    growth = OwnGrowth(
        objective_before=Bounded(value=100.0, error=0.0), objective_after=Bounded(value=1.23456789012, error=1e-15),
        gains=(Bounded(value=98.0, error=1e-14),), drawn=1_006, improving=1, non_improving=1_005, undecided=0,
        causes=Causes(dead=1_005), ended=text,
    )  # fmt: skip
    fields: dict[str, Any] = {
        "file": text, "sha256": "0" * 64, "read_as": "decimal", "rows": 1442, "features": (text, "bias"),
        "target": text, "bias": True, "standardise": True, "activation": "relu", "scale": "1", "neurons": 1,
        "growths": (growth,), "notes": (text,),
    }  # fmt: skip
    return OwnData(**(fields | changes))


def rich(claim: MakeClaim, row: MakeRow, report: MakeReport, text: str) -> Report:
    """A report with everything in it."""
    there, data = rich_claims(claim, text), own_data(text)
    rows = (
        row(failure_probability=made_up.FAILURE, expected_failures=made_up.FAILURE.expected),
        row("tanh", null_steps=10_000, undecided=5, drawn=15_005),
    )
    settled = settle(there)
    return report(
        *there,
        census=rows,
        own_data=data,
        figures=(made_up.objective(), made_up.logarithm()),
        coverage=(Covered(id="S1", section=text, words=text, claims=("base", "gone"), still_open=text),),
        trusted=(Trusted(level=Level.CERTIFIED, what=text, files=("a.py",), lines=2_000),),
        comparison=Comparison(seed=1, changes=(
            Change(direction=Direction.FELL, subject=text, what=text),
            Change(direction=Direction.NEW, subject="n", what="w"),
        )),
        outcome=overall(settled, rows, data),
    )  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A report and its page."""

    report: Report
    source: str
    read: Page


WRITTEN: dict[str, Written] = {}
"""Each is drawn once, as pictures take their time."""


@pytest.fixture(name="whole", params=["full", "rich", "hostile"])
def whole_fixture(
    request: pytest.FixtureRequest, full_report: Report, claim: MakeClaim, row: MakeRow, report: MakeReport
) -> Written:
    """Reports to which everything on the page applies."""
    if request.param not in WRITTEN:
        text = "plain" if request.param == "rich" else HOSTILE
        made = full_report if request.param == "full" else rich(claim, row, report, text)
        WRITTEN[request.param] = Written(made, source := page(made), Page(source))
    return WRITTEN[request.param]


def test_every_claim_has_a_card(whole: Written) -> None:
    cards = whole.read.all("article", class_="claim")
    assert len(cards) == len(whole.report.claims)
    for card, claim in zip(cards, whole.report.claims, strict=True):
        effective = claim.effective_level or ("as printed" if claim.kind is Kind.PRINTED else "none")
        attributes = card.attributes
        assert attributes["data-claim"] == claim.id.replace(HOSTILE, SEEN)
        assert (attributes["data-outcome"], attributes["data-level"]) == (claim.outcome, claim.level or "none")
        assert (attributes["data-effective"], attributes["data-kind"]) == (effective, claim.kind)
        said = [claim.statement, claim.source, *claim.reasons, claim.outcome]
        said += [premise.statement for premise in claim.premises]
        said += [control.statement for control in claim.controls]
        for words in said:
            assert words.replace(HOSTILE, SEEN) in card.text


def test_every_number_is_the_one_at_its_path(whole: Written) -> None:
    written = json.loads(to_json(whole.report))
    found = whole.read.all("data")
    assert len(found) > 20
    for number in found:
        value = written
        for key in number.attributes["data-path"].split("/")[1:]:
            plain = key.replace("~1", "/").replace("~0", "~")
            value = value[int(plain) if isinstance(value, list) else plain]
        assert number.attributes["value"] == str(value)
        if isinstance(value, int):
            assert number.text == f"{value:,}"


def test_the_numbers_of_a_claim_stand_on_its_card(full_report: Report) -> None:
    read = Page(page(full_report))
    for k, claim in enumerate(full_report.claims):
        tested, certified = claim.evidence.tested, claim.evidence.certified
        assert tested is not None
        assert certified is not None
        assert certified.exhausted is not None
        expected = {
            "tested/examples": tested.examples,
            **{f"tested/strata/{name}": count for name, count in tested.strata.items()},
            "certified/instances": certified.instances,
            "certified/issued": certified.issued,
            "certified/exhausted/instances": certified.exhausted.instances,
        }
        for path, count in expected.items():
            shown = read.all("data", data_path=f"/claims/{k}/evidence/{path}")
            cards = [one.article.attributes["data-claim"] for one in shown if one.article]
            assert claim.id in cards
            assert {one.text for one in shown} == {f"{count:,}"}


def test_no_text_becomes_markup(claim: MakeClaim, row: MakeRow, report: MakeReport) -> None:
    harmless, hostile = (Page(page(rich(claim, row, report, text))) for text in ("plain", HOSTILE))
    kept = ("math", "mi", "mo", "mn", "mtext", "wbr", "mspace", "mrow")
    for read in (harmless, hostile):
        assert {name for one in read.elements for name in one.attributes if name.startswith("on")} == set()
    assert [one.tag for one in hostile.elements if one.tag not in kept] == [
        one.tag for one in harmless.elements if one.tag not in kept
    ]
    assert SEEN in hostile.words("title") or SEEN in hostile.all("h1")[0].text


def test_ids_differ_and_links_lead_somewhere(whole: Written) -> None:
    read = whole.read
    assert len(set(read.ids)) == len(read.ids)
    links = [one.attributes["href"] for one in read.all("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(read.ids)
    for name in ("aria-labelledby", "aria-describedby", "for"):
        assert {one.attributes[name] for one in read.elements if name in one.attributes} <= set(read.ids)


def test_the_ids_of_the_page_are_reserved(full_report: Report) -> None:
    """A claim that is called like a part of the page takes nothing from it."""
    read = Page(page(full_report))
    assert set(read.ids) - {claim.id for claim in full_report.claims} <= set(document.RESERVED)


def test_claims_called_like_parts_of_the_page(claim: MakeClaim, report: MakeReport) -> None:
    names = ("claims", "claims-heading", "filter-text", "a", "a-heading")
    read = Page(page(report(*(claim(name) for name in names))))
    assert len(set(read.ids)) == len(read.ids)
    cards = {one.attributes["data-claim"]: one.attributes["id"] for one in read.all("article")}
    assert cards["a"] == "a"
    assert cards["claims"] == "id-claims"


def test_nothing_comes_from_outside(whole: Written) -> None:
    read = whole.read
    assert {one.tag for one in read.elements} & {"link", "iframe", "object", "embed", "base"} == set()
    for one in read.elements:
        assert one.attributes.get("src", "data:image/svg+xml,").startswith("data:image/svg+xml,")
        assert one.attributes.get("href", "#").startswith("#")
        assert "style" not in one.attributes  # which the policy forbids
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest", re.sub(r'src="data:[^"]*"', "", whole.source))


def test_the_policy_allows_this_style_and_this_script_alone(full_report: Report) -> None:
    read = Page(page(full_report))
    [policy] = read.all("meta", http_equiv="Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    assert rules["default-src"] == "'none'"
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        [element] = read.all(tag)
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"


def test_the_same_report_gives_the_same_bytes(whole: Written) -> None:
    assert whole.source == page(from_json(to_json(whole.report)))


def test_the_outcome_comes_first(full_report: Report) -> None:
    read = Page(page(full_report))
    assert read.words("p", class_="headline c-green") == headline(full_report)
    assert "Exit status 0: every claim holds" in read.words("p", class_="exit")
    [table] = read.all("table", class_="standing")
    cells = [one.text for one in read.elements if one.tag in {"th", "td"} and table in one.around]
    assert cells[3:5] == ["certified", "2"]
    assert len(cells) == 6


def test_faults_come_before_everything(claim: MakeClaim, report: MakeReport) -> None:
    survivor = claim(controls=(Control(id="k", statement="wrong", refuted=False),))
    settled = settle([survivor])
    data = own_data(refusals=("growth 2 was refused",))
    found = report(
        survivor, own_data=data, faults=all_faults(settled, data), outcome=overall(settled, (), data)
    )  # fmt: skip
    read = Page(page(found))
    banner = read.words("div", class_="banner c-red")
    assert banner == ("This toolkit is not to be believed: theorem-1: control k survived growth 2 was refused")
    assert read.words("title") == "Lemmata: not to be believed"
    assert not read.all("p", class_="headline c-green")
    assert "Exit status 5" in read.words("p", class_="exit")


def test_what_fell_and_what_is_new(claim: MakeClaim, report: MakeReport) -> None:
    changes = tuple(Change(direction=one, subject=f"claim-{one}", what="10 of 12") for one in Direction)
    read = Page(page(report(claim(), comparison=Comparison(seed=3, changes=changes))))
    outcome = read.words("section", id="outcome")
    fallen, news = outcome.split("Rose since the baseline:")
    assert all((f"claim-{one}: 10 of 12" in fallen) == one.regression for one in Direction)
    assert all((f"claim-{one}: 10 of 12" in news) != one.regression for one in Direction)
    assert "the baseline has seed 3" in outcome
    assert "Exit status 1" in outcome


def test_an_unexpected_outcome_is_named_first(claim: MakeClaim, report: MakeReport) -> None:
    read = Page(page(report(claim("fallen", counterexample={"y": ("1",)}), claim("sound"))))
    assert read.words("ul", class_="unexpected") == "fallen is refuted"
    assert read.words("section", id="outcome").startswith("Outcome A claim is refuted.")


def test_a_level_that_rests_on_less_says_so(claim: MakeClaim, report: MakeReport) -> None:
    tested = claim("x").evidence.tested
    assert tested is not None
    weak = claim("weak", evidence=Evidence(tested=tested))
    read = Page(page(report(weak, claim("strong", rests_on=("weak",)))))
    [card] = read.all("article", data_claim="strong")
    assert "certified (effectively tested)" in " ".join(card.text.split())
    boxes = [box.attributes["aria-label"] for box in read.all("a") if "aria-label" in box.attributes]
    assert boxes == ["weak: tested", "strong: tested"]


def test_a_proof_is_shown_line_by_line(claim: MakeClaim, report: MakeReport) -> None:
    proof = Proved(statement="∀ n. 0 = 0", steps=3, argument=ARGUMENT)
    tested = claim("x").evidence.tested
    read = Page(page(report(claim(evidence=Evidence(tested=tested, proved=proof)))))
    assert read.words("details", class_="proof").endswith("(1) y = 0 0 = y: by (1) ∎")
    assert read.all("pre", aria_label="Theorem of theorem-1, as text")[0].text == "∀ n. 0 = 0"


def test_a_counterexample_comes_with_the_program_that_replays_it(claim: MakeClaim, report: MakeReport) -> None:
    replay = Replay(claim="theorem-1", part="k", instance={"y": ("1/2",)})
    control = Control(id="k", statement="wrong", refuted=True, counterexample={"y": ("1/2",)}, replay=replay)
    read = Page(page(report(claim(controls=(control,)))))
    [text] = read.all("pre", aria_label="theorem-1, counterexample to k, as text")
    [program] = read.all("pre", aria_label="theorem-1, counterexample to k, Python program")
    assert text.text == "y = (1/2)\n"
    assert program.text == 'from verify import replay\n\nprint(replay("theorem-1", "k", {"y": ["1/2"]}))\n'


def test_own_data_alone(report: MakeReport) -> None:
    data = own_data("t.csv")
    read = Page(page(report(own_data=data, outcome=overall((), (), data))))
    said = read.words("section", id="data")
    assert "t.csv: 1,442 points, 1 feature and a bias, target t.csv" in said
    assert "1,005 of 1,006 neurons do not improve (99.90 %)" in said
    assert "note: t.csv" in said
    [after] = read.all("data", data_path="/own_data/growths/0/objective_after/value")
    assert (after.attributes["value"], after.text) == ("1.23456789012", "1.2345679")
    assert {"claims", "census", "pictures", "post", "graph"} & set(read.ids) == set()


def test_a_run_of_nothing(report: MakeReport) -> None:
    read = Page(page(report()))
    assert [one.attributes["id"] for one in read.all("section")] == ["outcome", "repeat"]


def test_pictures_are_shown_with_what_was_established(report: MakeReport) -> None:
    figures = (made_up.objective(), made_up.logarithm())
    read = Page(page(report(figures=figures)))
    images = read.all("img")
    assert len(images) == 2
    assert [figure.shows in image.attributes["alt"] for figure, image in zip(figures, images, strict=True)] == [
        True
    ] * 2
    for figure, shown in zip(figures, read.all("article", class_="picture"), strict=True):
        assert figure.title in shown.text
        assert f"{figure.agreement}" in shown.text


def test_without_matplotlib_one_line_says_how_to_get_the_pictures(
    report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "matplotlib" else find(name))
    read = Page(page(report(figures=(made_up.objective(),))))
    assert not read.all("img")
    assert "pip install matplotlib" in read.words("p", class_="missing")


def test_a_run_about_the_post_without_pictures_says_how_to_make_them(claim: MakeClaim, report: MakeReport) -> None:
    coverage = (Covered(id="S1", section="One", words="words", claims=("theorem-1",)),)
    read = Page(page(report(claim(), coverage=coverage)))
    assert "--figure all or --profile paper makes them" in read.words("p", class_="missing")


def test_a_claim_can_be_found_by_the_section_that_it_is_about(claim: MakeClaim, report: MakeReport) -> None:
    coverage = (
        Covered(id="S1", section="One, 'two'", words="words", claims=("a", "b")),
        Covered(id="S2", section='Th"ree', words="words", claims=("b",)),
    )
    read = Page(page(report(claim("a"), claim("b"), coverage=coverage)))
    sections = [json.loads(card.attributes["data-sections"]) for card in read.all("article", class_="claim")]
    assert sections == [["One, 'two'"], ["One, 'two'", 'Th"ree']]
    [choice] = read.all("select", name="section")
    assert [option for option in ("One, 'two'", 'Th"ree') if option in choice.text] == ["One, 'two'", 'Th"ree']


def test_what_needs_the_script_is_not_there_without_it(full_report: Report) -> None:
    read = Page(page(full_report))
    assert [form.attributes["hidden"] for form in read.all("form")] == [""]
    assert all(button.inside is not None for button in read.all("button"))
    assert not any("hidden" in card.attributes for card in read.all("article"))


def test_a_number_that_is_not_in_the_report_cannot_be_shown(full_report: Report) -> None:
    numbers = Numbers(json.loads(to_json(full_report)))
    with pytest.raises(KeyError):
        numbers.count("claims", 0, "evidence", "proved", "steps")
    with pytest.raises(IndexError):
        numbers.count("claims", 99)


def test_headings_are_in_order(whole: Written) -> None:
    levels = [int(one.tag[1]) for one in whole.read.elements if re.fullmatch(r"h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_forty_claims_stay_small(claim: MakeClaim, report: MakeReport) -> None:
    assert len(page(report(*(claim(f"c{k}") for k in range(40)))).encode()) < 500_000


def test_the_command_writes_it(full_report: Report, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    finished, written = tmp_path / "report.json", tmp_path / "report.html"
    finished.write_text(to_json(full_report), encoding="utf-8")
    assert run(parse(["--from", str(finished), "--html", str(written)])) == 0
    assert capsys.readouterr().out.startswith("2 claims hold")
    assert written.read_text(encoding="utf-8") == page(full_report)
