"""The published JSON Schema: it is what --schema prints, and what reports are and are not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic.fields import FieldInfo

from verify.evidence import ClaimEvidence, Report, from_json, to_json
from verify.evidence.base import Model
from verify.evidence.schema import json_schema
from verify.report.options import parse
from verify.report.session import run

MakeClaim = Callable[..., ClaimEvidence]
MakeReport = Callable[..., Report]

PUBLISHED = Path(__file__).resolve().parents[3] / "reports" / "schema.json"
SCHEMA = json_schema()


def faults(report: object) -> list[str]:
    """What the schema has against a report."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)]


def written(report: Report) -> Any:
    return json.loads(to_json(report))


def test_the_published_schema_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(parse(["--schema"])) == 0
    assert capsys.readouterr().out == PUBLISHED.read_text(encoding="utf-8")


def test_it_is_a_schema_with_a_name_and_a_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert (SCHEMA["$id"], SCHEMA["title"], SCHEMA["version"]) == (
        "urn:lemmata:1", "A report of Lemmata", "lemmata/1",
    )  # fmt: skip


def test_made_up_reports_fulfil_it(full_report: Report, every_report: Report) -> None:
    for report in (full_report, every_report):
        assert faults(written(report)) == []


def test_real_runs_fulfil_it(real_run: Report, real_growths: Report) -> None:
    for report in (real_run, real_growths):
        assert faults(written(report)) == []


@pytest.mark.parametrize("stated", [True, False, None])
def test_what_is_written_is_read_back_as_it_was(
    claim: MakeClaim, report: MakeReport, every_report: Report, *, stated: bool | None
) -> None:
    assert from_json(to_json(every_report)) == every_report
    premise = claim().premises[0].model_copy(update={"stated_in_post": stated})
    run = report(claim(premises=(premise,)))
    assert from_json(to_json(run)) == run


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda report: report.pop("claims"), "'claims' is a required property"),
        (lambda report: report.update(schema="lemmata/2"), "'lemmata/1' was expected"),
        (lambda report: report.update(outcome="fine"), "'fine' is not one of ['holds', 'refuted',"),
        (lambda report: report.update(own_data=None), "None is not of type 'object'"),
        (lambda report: report["claims"][0].update(certificates=["{}"]), "('certificates' was unexpected)"),
        (lambda report: report["claims"][0].update(census=[]), "('census' was unexpected)"),
        (lambda report: report["claims"][0].update(level=None), "None is not one of ['tested',"),
        (
            lambda report: report["claims"][0]["evidence"]["tested"].update(examples=-1),
            "-1 is less than the minimum of 0",
        ),
        (lambda report: report["census"][0].pop("expected_failures"), "'expected_failures' is a required property"),
        (lambda report: report["census"][0].update(drawn="10"), "'10' is not of type 'integer'"),
    ],
)
def test_a_wrong_report_does_not(full_report: Report, wrong: Callable[[Any], object], said: str) -> None:
    report = written(full_report)
    assert faults(report) == []
    wrong(report)
    assert any(said in fault for fault in faults(report))


def test_what_was_not_established_is_absent_and_all_else_is_there(full_report: Report, every_report: Report) -> None:
    """A field is required exactly where no report may leave it out, and null exactly where the contract shows it."""
    models: dict[str, type[Model]] = {"Report": Report, **{model.__name__: model for model in all_models(Model)}}
    for name, described in {**SCHEMA["$defs"], "Report": SCHEMA}.items():
        if described["type"] == "object":
            fields = {field.alias or at: field for at, field in models[name].model_fields.items() if not field.exclude}
            absent = {at for at, field in fields.items() if optional(field) and at not in models[name].shown_as_null}
            assert set(described["properties"]) == set(fields), name
            assert set(described.get("required", ())) == set(fields) - absent, name
    for report in (full_report, every_report):
        assert set(nulls(written(report))) <= {"repairs", "expected_failures"}


def test_every_field_is_described_where_it_stands_or_in_the_words_about_its_object() -> None:
    for name, described in {**SCHEMA["$defs"], "Report": SCHEMA}.items():
        assert described["description"]
        for field, about in described.get("properties", {}).items():
            there = "description" in about or "$ref" in about or f"`{field}`" in described["description"]
            assert there, f"{name}.{field}"


def all_models(model: type[Model]) -> Iterator[type[Model]]:
    for child in model.__subclasses__():
        yield child
        yield from all_models(child)


def optional(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def nulls(value: Any, name: str = "") -> Iterator[str]:
    """The names of the fields that are null somewhere."""
    if value is None:
        yield name
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from nulls(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from nulls(inner, name)
