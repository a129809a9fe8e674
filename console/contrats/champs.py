"""Les champs d'un message, ligne par ligne, tels que son schéma les dit."""

import json
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from console.contrats.explications import UNITE
from console.contrats.types import code, genre, partie
from shared.typographie import insecables

Schema = dict[str, Any]
MARKDOWN = MarkdownIt()
PROPRE = frozenset({"const", "default"})
"""Ce que deux messages peuvent dire autrement d'un champ qui leur est commun."""


@dataclass(frozen=True)
class Champ:
    """Une ligne de tableau ; `requis` est None là où le schéma n'en dit rien."""

    nom: str
    genre: Markup
    requis: bool | None
    defaut: Markup
    unite: str
    sens: Markup


def champs(schema: Schema) -> list[Champ]:
    required = schema.get("required")
    return [
        Champ(
            nom=name,
            genre=genre(said),
            requis=None if required is None else name in required,
            defaut=defaut(said.get("default")),
            unite=said.get(UNITE, ""),
            sens=texte(said.get("description", "")),
        )
        for name, said in schema.get("properties", {}).items()
    ]


def defaut(value: Any) -> Markup:
    """Rien pour une valeur absente, qui n'apprendrait rien."""
    if value is None:
        return Markup()
    if value == "":
        return Markup("vide")
    return code(value if isinstance(value, str) else json.dumps(value))


def communs(schemas: list[Schema]) -> Schema:
    """Les champs que tous ont, sans ce que chacun en dit à sa façon."""
    first, *others = [each["properties"] for each in schemas]
    known = {
        name: said if all(each[name] == said for each in others) else _partage(said)
        for name, said in first.items()
        if all(_partage(each.get(name, {})) == _partage(said) for each in others)
    }
    return {"properties": known, "required": schemas[0].get("required", [])}


def _partage(said: Schema) -> Schema:
    """Un objet partagé est le même dans chaque message."""
    kept = {name: each for name, each in said.items() if name not in PROPRE}
    return {**kept, "$ref": partie(said["$ref"])} if "$ref" in said else kept


def sauf(schema: Schema, known: Schema) -> Schema:
    """Ce schéma, sans ces champs."""
    own = {k: v for k, v in schema["properties"].items() if k not in known["properties"]}
    return {**schema, "properties": own}


def fixes(schema: Schema, known: Schema) -> dict[str, str]:
    """Les champs communs dont ce message impose la valeur."""
    return {
        name: said["const"]
        for name, said in schema["properties"].items()
        if "const" in said and "const" not in known["properties"].get(name, {"const": ""})
    }


def texte(said: str) -> Markup:
    return Markup(MARKDOWN.renderInline(insecables(" ".join(said.split()))))
