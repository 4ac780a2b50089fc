"""The JSON Schema of the report: what is always in it, and what is there only where a run established it."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from verify.evidence.base import Model
from verify.evidence.report import Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION: str = Report.model_fields["schema_"].default
_NULL = {"type": "null"}


class _Written(GenerateJsonSchema):
    """Describes what is written: nothing that travels beside the JSON, and null only where a model shows it."""

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        """Return the schema with its dialect, its name and its version first."""
        about = {"$schema": DIALECT, "$id": f"urn:{VERSION.replace('/', ':')}", "title": "A report of Lemmata"}
        return {**about, "version": VERSION, **super().generate(schema, mode=mode)}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the schema of a model: what may be None is absent then, and all else is always there."""
        written = super().model_schema(schema)
        written.pop("title", None)
        model = schema["cls"]
        if not issubclass(model, Model):
            raise TypeError(f"{model.__name__} is no model of the report")
        always = []
        for name, field in written.get("properties", {}).items():
            given = [one for one in field.get("anyOf", ()) if one != _NULL]
            if len(given) == len(field.get("anyOf", ())) or name in model.shown_as_null:
                always.append(name)
            else:
                del field["anyOf"], field["default"]
                field.update(given[0] if len(given) == 1 else {"anyOf": given})
        return {**written, "required": always} if always else written

    def field_is_present(self, field: Any) -> bool:
        """Leave out what `exclude=True` keeps out of the JSON."""
        return not field.get("serialization_exclude") and super().field_is_present(field)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  the class above passes it
        """Give no field a title, which would say its name again."""
        return False


def json_schema() -> dict[str, Any]:
    """Return the schema that every report fulfils; what a run did not establish is absent from its JSON."""
    return Report.model_json_schema(by_alias=True, schema_generator=_Written, mode="validation")
