"""A body that each message may have: the published sample, or one made from its schema."""

import json
from pathlib import Path
from typing import Any

from shared.messages.commands import Command
from shared.recording.authorisations import charger_autorisations
from tests.contracts.language import COMMANDS, CONTRACTS
from tests.fuzz.mutations import Body

DEMANDES = Path(__file__).parents[2] / "console" / "donnees" / "demandes"
FAITS = DEMANDES.with_name("faits")
OF_A_PATTERN = {
    "^[0-9a-f]{64}$": "0" * 64,
    "^([0-9]{2,3}|2[AB])$": "15",
    "^[A-Z]{3}-[0-9]{2}$": "HOR-01",
}
OF_A_FORMAT = {
    "uuid": "5f0c7a52-7c55-4d5e-9a3c-2f4b8a1c0001",
    "date": "2020-02-03",
    "date-time": "2020-02-03T10:00:00+01:00",
    "email": "accueil@vallee.example",
}
OF_A_TYPE: dict[str, Any] = {"string": "essai", "integer": 1, "number": 1.5, "boolean": True}


def is_internal(kind: type[Command]) -> bool:
    """True for a command that a service sends to itself."""
    return charger_autorisations().roles(kind) == {"SERVICE": "INTERNE"}


def bodies() -> dict[str, Body]:
    """By name, for every command and every fact."""
    return {name: _published(name) or _made(COMMANDS[name]) for name in {**COMMANDS, **CONTRACTS}}


def _published(name: str) -> Body | None:
    for folder in (DEMANDES, FAITS):
        if (path := folder / f"{name}.v1.json").exists():
            read: Body = json.loads(path.read_text("utf-8"))
            return read
    return None


def _made(kind: type[Command]) -> Body:
    schema = kind.model_json_schema()
    body: Body = _value(schema, schema)
    return body | {"acteur": {"role": "SERVICE", "id": kind.receiver()}}


def _value(schema: Body, root: Body) -> Any:
    if "$ref" in schema:
        return _value(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], root)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema["type"] == "object":
        fields = schema.get("properties", {})
        return {name: _value(fields[name], root) for name in schema.get("required", ())}
    if schema["type"] == "array":
        return [_value(schema["items"], root)]
    return _plain(schema)


def _plain(schema: Body) -> Any:
    shaped = OF_A_PATTERN.get(schema.get("pattern", "")) or OF_A_FORMAT.get(
        schema.get("format", "")
    )
    return shaped or OF_A_TYPE[schema["type"]]
