"""The JSON Schema of the report."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema

from verify.evidence.report import Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Written(GenerateJsonSchema):
    """Describes what is written: fields that travel beside the JSON are not in it."""

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        """Return the schema with its dialect named first."""
        return {"$schema": DIALECT, **super().generate(schema, mode=mode)}

    def field_is_present(self, field: Any) -> bool:
        """Leave out what `exclude=True` keeps out of the JSON."""
        return not field.get("serialization_exclude") and super().field_is_present(field)


def json_schema() -> dict[str, Any]:
    """Return the schema that every report fulfils; what a run did not establish is absent from its JSON."""
    return Report.model_json_schema(by_alias=True, schema_generator=_Written, mode="validation")
