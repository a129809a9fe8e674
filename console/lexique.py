"""Le sens et l'unité de chaque champ publié, ajoutés aux schémas qui le publient."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Schema = dict[str, Any]

DONNEES = files("console") / "donnees"
UNITE = " Unité : "
"""Dans une description : un mot-clé de notre invention serait refusé par un validateur strict."""

DEDANS = {"items": "", "additionalProperties": "", "propertyNames": "Cle"}
"""Ce qui est dans une liste ou un dictionnaire, et ce que son nom a de plus."""


@cache
def lexique() -> dict[str, dict[str, str]]:
    """Par nom de champ, ou par « Objet.champ »."""
    read: dict[str, dict[str, str]] = yaml.safe_load((DONNEES / "lexique.yaml").read_text("utf-8"))
    return read


def explique(
    nom: str, schema: Schema, expliquer: Callable[[str, str], Schema] | None = None
) -> Schema:
    """Ce schéma, avec le sens et l'unité de chaque champ, parties comprises.

    `expliquer` : comme `explication`, qui est celle d'ordinaire.
    """
    dire = expliquer or explication
    parts = {part: explique(part, each, dire) for part, each in schema.get("$defs", {}).items()}
    fields = {
        field: {**nomme(nom_de_type(nom, field), described), **dire(nom, field)}
        for field, described in schema.get("properties", {}).items()
    }
    return {**schema, **({"$defs": parts} if parts else {}), "properties": fields}


def nom_de_type(objet: str, champ: str) -> str:
    """« Acteur », « role » : ActeurRole."""
    return objet + "".join(mot.capitalize() for mot in champ.split("_"))


def nomme(nom: str, schema: Schema) -> Schema:
    """Ce schéma, où une liste de valeurs a un nom : sans lui, les générateurs en inventent un."""
    inside = {each: schema[each] for each in DEDANS if isinstance(schema.get(each), dict)}
    named: Schema = {each: nomme(nom + DEDANS[each], part) for each, part in inside.items()}
    if "anyOf" in schema:
        named["anyOf"] = [nomme(nom, each) for each in schema["anyOf"]]
    if "enum" in schema:
        named["title"] = nom
    return {**schema, **named}


def explication(objet: str, champ: str) -> Schema:
    """`KeyError` pour un champ sans entrée."""
    known = lexique()
    entree = known.get(f"{objet}.{champ}") or known[champ]
    unit = f"{UNITE}{entree['unite']}." if "unite" in entree else ""
    return {"description": f"{entree['sens']}{unit}"}


def sens_et_unite(described: Schema) -> tuple[str, str]:
    """Ce que dit la description d'un champ, et son unité ; vide s'il n'en a pas."""
    sens, _, unite = str(described.get("description", "")).partition(UNITE)
    return sens, unite.removesuffix(".")
