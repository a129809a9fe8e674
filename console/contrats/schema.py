"""Un schéma JSON, ou un morceau du document AsyncAPI : leur forme est celle de leurs normes."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import DictSchema

Schema = dict[str, Any]

DIALECTE = "https://json-schema.org/draft/2020-12/schema"


class SansTitres(GenerateJsonSchema):
    """Sans titre par champ, qui répéterait son nom ; les clés d'un dictionnaire sont closes."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dict_schema(self, schema: DictSchema) -> Schema:
        made = super().dict_schema(schema)
        for pattern, values in made.pop("patternProperties", {}).items():
            made |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return made


def tolerant(value: Any) -> Any:
    """Sans l'interdiction des champs inconnus, à toute profondeur."""
    if isinstance(value, list):
        return [tolerant(each) for each in value]
    if isinstance(value, dict):
        closed = value.get("additionalProperties") is False
        kept = {k: v for k, v in value.items() if not (closed and k == "additionalProperties")}
        return {name: tolerant(each) for name, each in kept.items()}
    return value
