"""Les champs d'un message, ligne par ligne, tels que son schéma les dit."""

import json
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from console.contrats.schema import Schema
from console.contrats.types import code, en_francais, partie
from console.lexique import sens_et_unite
from shared.typographie import insecables

MARKDOWN = MarkdownIt("commonmark", {"html": False})
PROPRE = frozenset({"const", "default", "title"})
"""Ce que deux messages peuvent dire autrement d'un champ qui leur est commun."""


@dataclass(frozen=True)
class Champ:
    """Une ligne de tableau ; `requis` est None là où le schéma n'en dit rien."""

    nom: str
    type: Markup
    requis: bool | None
    defaut: Markup
    unite: str
    sens: Markup


def champs(schema: Schema) -> list[Champ]:
    required = schema.get("required")
    return [_champ(name, field, required) for name, field in schema.get("properties", {}).items()]


def _champ(name: str, field: Schema, required: list[str] | None) -> Champ:
    sens, unite = sens_et_unite(field)
    return Champ(
        nom=name,
        type=en_francais(field),
        requis=None if required is None else name in required,
        defaut=defaut(field.get("default")),
        unite=unite,
        sens=texte(sens),
    )


def defaut(value: Any) -> Markup:
    """Vide si le schéma n'a pas de valeur par défaut, ou si elle est nulle."""
    if value is None:
        return Markup()
    if value == "":
        return Markup("vide")
    return code(value if isinstance(value, str) else json.dumps(value))


def communs(schemas: list[Schema]) -> Schema:
    """Les champs de tous ces messages ; `const` et `default` en sont ôtés s'ils varient."""
    first, *others = [each["properties"] for each in schemas]
    known = {
        name: field if all(each[name] == field for each in others) else _partage(field)
        for name, field in first.items()
        if all(_partage(each.get(name, {})) == _partage(field) for each in others)
    }
    return {"properties": known, "required": schemas[0].get("required", [])}


def _partage(field: Schema) -> Schema:
    """Sans `const` ni `default` ; un objet partagé est nommé sans son message."""
    kept = {name: each for name, each in field.items() if name not in PROPRE}
    return {**kept, "$ref": partie(field["$ref"])} if "$ref" in field else kept


def sauf(schema: Schema, known: Schema) -> Schema:
    """Ce schéma, sans ces champs."""
    own = {k: v for k, v in schema["properties"].items() if k not in known["properties"]}
    return {**schema, "properties": own}


def fixes(schema: Schema, known: Schema) -> dict[str, str]:
    """Les champs communs dont ce message impose la valeur."""
    return {
        name: field["const"]
        for name, field in schema["properties"].items()
        if "const" in field and "const" not in known["properties"].get(name, {"const": ""})
    }


def texte(markdown: str) -> Markup:
    return Markup(MARKDOWN.renderInline(insecables(" ".join(markdown.split()))))
